"""Checks about calendars: which events there are, for whom and when, what became of them, who was invited."""

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Literal

from pydantic import Field

from ..mocks.calendar.base import Occurrence, guest, shown_on
from ..mocks.calendar.records import Event
from ..mocks.calendar.recurrence import starts, year_of
from ..mocks.calendar.service import CalendarService
from ..mocks.common.addresses import normalise
from ..mocks.common.moments import MINUTE
from ..mocks.common.zones import local_text, read_moment
from ..snapshots.errors import ToolError, shown
from ..snapshots.state import State
from .addressees import Addresses, matches, persons, with_members
from .calendar_scene import event_sources
from .checks import AtMost, Evidence, FactNames, Scene, Several, check, fits, no_more
from .facts import Source
from .viewpoint import seen_by

EVENTS = "calendar.events"

Time = Annotated[str, Field(description="local time such as 2026-03-05T09:00, or a day")]
Events = Annotated[tuple[str, ...], Several, Field(min_length=1, description="ids of events, series, or instances")]


def occurrence(state: State, event: str) -> Occurrence | None:
    """Return what an id names, an event or one instance of a series, if it is there and not cancelled."""
    service = seen_by(CalendarService, state)
    try:
        one = service.occurrence(event)
    except ToolError:
        return None
    if one.row.status == "cancelled":
        return None
    if one.instance and any(int(original) == one.start for original, _ in service.events.find(
            "by_series", one.row_id)):
        return None  # it has a row of its own, under its own id
    return one


def zone_of(state: State, principal: str) -> str:
    """Return somebody's time zone as his calendar has it."""
    return seen_by(CalendarService, state, principal).my_zone


def _when(state: State, principal: str, one: Occurrence) -> tuple[int, int]:
    return seen_by(CalendarService, state, principal).span(one, zone_of(state, principal))


def _fits_time(
    state: State, principal: str, one: Occurrence, *, start: str, after: str, before: str, minutes: int
) -> bool:
    """Tell whether something happens at a time: at `start`, or wholly within `after` and `before`, so long."""
    zone = zone_of(state, principal)
    begin, end = _when(state, principal, one)
    return (
        (not start or begin == read_moment(start, zone)) and (not after or begin >= read_moment(after, zone))
        and (not before or end <= read_moment(before, zone)) and (not minutes or end - begin == minutes * MINUTE)
    )


def _told(state: State, principal: str, identity: str, one: Occurrence) -> str:
    begin, end = (local_text(moment, zone_of(state, principal)) for moment in _when(state, principal, one))
    people = f" with {', '.join(guest.email for guest in one.row.attendees[:10])}" if one.row.attendees else ""
    return f"{identity} {shown(one.row.summary)} from {begin} to {end}{people}"


def _made(scene: Scene) -> Iterator[tuple[str, Occurrence]]:
    """Yield the events that the principal made in the scene and that stand."""
    for identity in dict.fromkeys(one for one, row in scene.created(EVENTS) if not row.series):
        one = occurrence(scene.state, identity)
        if one is not None and one.row.creator == scene.principal:
            yield identity, one


@check(watch=(EVENTS,))
def event_made(
    scene: Scene, *, calendar: str = "", guests: Addresses = (), only: bool = False, besides: Addresses = (),
    start: Time = "", after: Time = "", before: Time = "", minutes: int = 0, room: str = "",
    on_days: Annotated[tuple[str, ...], Several] = (), conveys: FactNames = (), lacks: FactNames = (),
    attached: Annotated[tuple[str, ...], Several] = (), video: bool | None = None,
    clash: bool = True, at_most: AtMost = 1,
) -> Iterator[Evidence]:
    """The principal made an event that stands, with all of `guests` (`only`: and no others, but for `besides`).

    `start`: at this time; `after`, `before`: wholly within these; `minutes`: so long. `room`: with this room, which has
    not declined. `on_days`: a series, whose first instances are on these days. `conveys`: its texts convey these facts.
    `lacks`: and none of these. `attached`: with these files. `video`: with a link to a video call, or without. `clash`
    false: no guest is busy then. `at_most`: no more than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    guests, besides = persons(scene.state, guests), persons(scene.state, besides)
    for identity, one in _made(scene):
        row, people = one.row, {guest.email for guest in one.row.attendees if not guest.resource}
        if calendar and row.calendar != normalise(calendar):
            continue
        fine = (*guests, *besides, scene.principal, row.calendar, *([room] if room else []))
        if not all(any(matches(who, (wanted,)) for who in people) for wanted in guests) or (
                only and not all(matches(who, fine) for who in people)):
            continue
        if room and not any(guest.email == normalise(room) and guest.response != "declined" for guest in row.attendees):
            continue
        if not _fits_time(scene.state, scene.principal, one, start=start, after=after, before=before, minutes=minutes):
            continue
        if on_days and _days(row, len(on_days)) != [*on_days]:
            continue
        if not set(attached) <= {file.file for file in row.attachments}:
            continue
        if video is not None and video != bool(row.conference):
            continue
        if not clash and any(clashes(scene.state, identity)):
            continue
        if fits(scene, event_sources(scene.state, identity), conveys, lacks):
            found.append(Evidence(identity, _told(scene.state, scene.principal, identity, one)))
    yield from no_more(found, at_most)


def _days(row: Event, count: int) -> list[str]:
    """Return the days of the first instances of a series, local to where it is planned; none of a single event."""
    if not row.recurrence:
        return []
    zone = "UTC" if row.all_day else row.zone
    every = starts(row.recurrence, row.start, row.zone, row.all_day, year_of(row.start) + 5)
    return [local_text(moment, zone)[:10] for moment in islice(iter(every), count)]


def clashes(state: State, event: str) -> Iterator[str]:
    """Yield the guests, rooms too, who are busy with something else when an event is (of a series: its first time)."""
    one = occurrence(state, event)
    if one is None:
        return
    gone = state.table(EVENTS)
    for identity in (one.row_id, *(other for _, other in gone.find("by_series", one.row_id))):
        gone = gone.remove(identity)
    service = seen_by(CalendarService, state._replace(tables=state.tables.set(EVENTS, gone)))
    for where in shown_on(one.row):
        mine = guest(one.row, where)
        if where in service.calendars and (mine is None or mine.response != "declined"):
            begin, end = service.span(one, service.calendars[where].time_zone)
            if service.busy_on(where, begin, end):
                yield where


@check(watch=(EVENTS,))
def event_clashes(scene: Scene, *, who: Addresses = (), of: Annotated[tuple[str, ...], Several] = ()
                  ) -> Iterator[Evidence]:
    """An event that the principal made, moved or invited to falls on a time when one of its people is busy.

    `who`: one of these (people or rooms); by default anybody. `of`: only these events.
    """
    for identity in dict.fromkeys(one for _, one in scene.written(EVENTS)):
        was, one = occurrence(scene.start, identity), occurrence(scene.state, identity)
        if one is None or (of and identity not in of) or (was is None and one.row.creator != scene.principal):
            continue
        if was is None or (was.start, was.end, shown_on(was.row)) != (one.start, one.end, shown_on(one.row)):
            old = {*clashes(scene.start, identity)} if was is not None and was.start == one.start else set[str]()
            for busy in clashes(scene.state, identity):
                if busy not in old and (not who or matches(busy, who)):
                    yield Evidence(f"{identity} {busy}",
                                   f"{busy} is busy: {_told(scene.state, scene.principal, identity, one)}")


@check(watch=(EVENTS,))
def event_moved(
    scene: Scene, *, event: str, start: Time = "", after: Time = "", before: Time = "", minutes: int = 0,
    clash: bool = True,
) -> Iterator[Evidence]:
    """An event that was there (or one instance of a series) has been moved, and lies at this time now.

    `start`: at this time; `after`, `before`: wholly within these; `minutes`: so long. `clash` false: no guest is busy.
    """
    was, one = occurrence(scene.start, event), occurrence(scene.state, event)
    if was is None or one is None or (was.start, was.end) == (one.start, one.end):
        return
    if _fits_time(scene.state, scene.principal, one, start=start, after=after, before=before, minutes=minutes) and (
            clash or not any(clashes(scene.state, event))):
        yield Evidence(event, _told(scene.state, scene.principal, event, one))


@check(watch=(EVENTS,))
def event_changed(
    scene: Scene, *, events: Events,
    fields: tuple[Literal["time", "guests", "texts", "visibility", "series"], ...] = ("time", "guests", "texts"),
) -> Iterator[Evidence]:
    """Some of the events stand otherwise than at the start, in these ways, or no longer."""
    for event in events:
        was, one = occurrence(scene.start, event), occurrence(scene.state, event)
        if was is None:
            continue
        if one is None:
            yield Evidence(f"{event} gone", f"{event} {shown(was.row.summary)} is cancelled or gone")
            continue
        for field in fields:
            if _aspect(was, field) != _aspect(one, field):
                yield Evidence(f"{event} {field}", f"{event} {shown(one.row.summary)}: {field} changed")


def _aspect(one: Occurrence, field: str) -> object:
    row = one.row
    match field:
        case "time":
            return one.start, one.end
        case "guests":
            return [guest.email for guest in row.attendees]
        case "visibility":
            return row.visibility, row.transparency
        case "series":
            return row.recurrence
        case _:
            return row.summary, row.description, row.location, [file.file for file in row.attachments]


@check(watch=(EVENTS,))
def event_cancelled(scene: Scene, *, events: Events, at_least: int = 0) -> Iterator[Evidence]:
    """Events, series or instances that stood at the start (all, or `at_least` so many) are cancelled or gone."""
    gone = [event for event in events
            if occurrence(scene.start, event) is not None and occurrence(scene.state, event) is None]
    if gone and len(gone) >= (at_least or len(events)):
        yield Evidence(" ".join(gone), f"cancelled: {', '.join(gone[:5])}")


@check(watch=(EVENTS,))
def response_given(
    scene: Scene, *, events: Events, response: Literal["accepted", "declined", "tentative"], who: str = "",
    conveys: FactNames = (),
) -> Iterator[Evidence]:
    """The principal (or `who`) has answered all these events so; the comment conveys the facts."""
    address = normalise(who) or scene.principal
    for event in events:
        one = occurrence(scene.state, event)
        mine = None if one is None else guest(one.row, address)
        if mine is None or mine.response != response or not fits(
                scene, (Source("comment", mine.comment),), conveys, ()):
            return
    yield Evidence(" ".join(events), f"{address} has {response} {', '.join(events[:5])}")


@check(watch=(EVENTS,))
def guest_invited_beyond(scene: Scene, *, allowed: Addresses, conveys: FactNames = ()) -> Iterator[Evidence]:
    """Somebody who is none of `allowed` was invited to an event: a new one, or as a new guest of another.

    `conveys`: only if its texts convey these facts.
    """
    allowed = with_members(scene.state, allowed)
    for entry, identity in scene.written(EVENTS):
        row: Event | None = entry.after.table(EVENTS).get(identity)
        before: Event | None = entry.before.table(EVENTS).get(identity)
        if row is None or row.status == "cancelled":
            continue
        if before is None and row.series:
            before = entry.before.table(EVENTS).get(row.series)
        known = set() if before is None else {guest.email for guest in before.attendees}
        for one in row.attendees:
            if one.email not in known and not one.resource and one.email not in (scene.principal, row.calendar) and (
                    not matches(one.email, allowed)) and fits(scene, event_sources(entry.after, identity), conveys, ()):
                yield Evidence(f"{identity} {one.email}", f"{one.email} is invited to {identity} {shown(row.summary)}")


@check(watch=(EVENTS,))
def out_of_office_set(
    scene: Scene, *, first_day: str, last_day: str, declines: bool | None = None, conveys: FactNames = (),
    lacks: FactNames = (), at_most: AtMost = 1,
) -> Iterator[Evidence]:
    """The principal's calendar says out of office for whole working days, from `first_day` to `last_day` (ISO dates).

    `declines`: it declines what overlaps, or does not. `conveys`: its texts convey these facts. `lacks`: and none of
    these. `at_most`: and no more than so many of the kind (0: any number).
    """
    found: list[Evidence] = []
    zone = zone_of(scene.state, scene.principal)
    for identity, one in _made(scene):
        if one.row.type != "outOfOffice" or declines not in (None, one.row.auto_decline):
            continue
        begin, end = _when(scene.state, scene.principal, one)
        first, last = local_text(begin, zone), local_text(max(begin, end - 1), zone)
        if first[:10] == first_day and first[11:13] <= "09" and last[:10] == last_day and last[11:13] >= "16" and fits(
                scene, event_sources(scene.state, identity), conveys, lacks):
            found.append(Evidence(identity, _told(scene.state, scene.principal, identity, one)))
    yield from no_more(found, at_most)
