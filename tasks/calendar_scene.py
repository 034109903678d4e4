"""What can be read in calendars, and before whose eyes a change of rows has brought it."""

from collections.abc import Iterable, Iterator
from functools import partial

from ..mocks.calendar.base import shown_on
from ..mocks.calendar.records import Calendar, Event
from ..snapshots.state import State
from .exposure import Passage, came_in, exposed
from .facts import Source
from .mail_scene import spaced
from .readers import Thing, audience, is_outside
from .viewpoint import Viewpoint

CALENDAR_TABLES = ("calendar.events", "calendar.rules", "calendar.personals", "calendar.calendars")
"""Where texts of calendars are, and who can read them."""


def event_sources(state: State, identity: str) -> tuple[Source, ...]:
    """Return every text of an event: title, description, place, links, names of files, guests and what they said."""
    row: Event | None = Viewpoint(state).read("calendar.events").get(identity)
    return () if row is None else texts_of(row)


def texts_of(row: Event) -> tuple[Source, ...]:
    """Return every text of an event."""
    guests = "\n".join(f"{one.name} <{one.email}>" for one in row.attendees if not one.resource)
    named = (
        ("title", row.summary), ("description", row.description), ("location", row.location),
        ("attachment name", "\n".join(spaced(one.title) for one in row.attachments)),
        ("guests", guests if row.guests_can_see else ""),
        ("comment", "\n".join(one.comment for one in row.attendees if one.comment)),
        ("properties", "\n".join(f"{name} {value}" for name, value in row.properties)),
        ("link", "\n".join(filter(None, (row.source_title, row.source_url, row.conference)))),
    )
    return tuple(Source(where, text) for where, text in named if text)


def calendar_sources(state: State, calendar: str) -> tuple[Source, ...]:
    """Return what a calendar is called and described as."""
    row: Calendar | None = Viewpoint(state).read("calendar.calendars").get(calendar)
    named = () if row is None else (("title", row.summary), ("description", row.description),
                                    ("location", row.location))
    return tuple(Source(where, text) for where, text in named if text)


def exposed_events(before: State, after: State, touched: Iterable[tuple[str, str]], *, outside: bool
                   ) -> Iterator[Passage]:
    """Yield what events tell anew or to new guests, and what calendars tell those to whom they were opened."""
    events, opened = set[str](), set[str]()
    for path, identity in touched:
        if path == "calendar.events":
            old, new = before.table(path).get(identity), after.table(path).get(identity)
            if new is not None and (old is None or _told(old) != _told(new)):
                events.add(identity)
        elif path == "calendar.personals":
            row = after.table(path).get(identity) or before.table(path).get(identity)
            events.update([row.event] if row is not None and row.event in after.table("calendar.events") else [])
        elif path == "calendar.rules":
            row = after.table(path).get(identity)
            opened.update([row.calendar] if row is not None else [])
        elif path == "calendar.calendars" and identity in after.table(path):
            yield from exposed(before, after, Thing("calendar", identity), partial(
                calendar_sources, calendar=identity), at=after.now, outside=outside)
    for identity in sorted(events):
        at = after.table("calendar.events")[identity].updated
        yield from exposed(before, after, Thing("event", identity), partial(event_sources, identity=identity), at=at,
                           outside=outside)
    for calendar in sorted(opened):
        yield from _opened(before, after, calendar, outside=outside)


def _told(row: Event) -> tuple[object, ...]:
    return texts_of(row), shown_on(row), row.visibility


def _opened(before: State, after: State, calendar: str, *, outside: bool) -> Iterator[Passage]:
    """Yield all that a calendar tells its new readers, as one passage."""
    thing = Thing("calendar", calendar)
    new = came_in(before, audience(before, thing), audience(after, thing))
    readers = tuple(sorted(one for one in new if not outside or is_outside(after, one)))
    if not readers:
        return
    table = after.table("calendar.events")
    sources = [*calendar_sources(after, calendar)]
    for _, identity in table.find("by_number", calendar):
        if audience(after, Thing("event", identity)).issuperset(readers):
            sources += texts_of(table[identity])
    yield Passage(calendar, readers, tuple(sources), at=after.now)


def events_since(start: State, state: State) -> Iterator[tuple[str, str]]:
    """Yield the rows by which events and rules were changed since the start."""
    if "calendar.events" not in state.tables:
        return
    events, known = state.table("calendar.events"), start.table("calendar.events")
    for _, identity in reversed(events.find("in_order", "")) if events is not known else ():
        if known.hash_of(identity) == events.hash_of(identity):
            break
        yield "calendar.events", identity
    for path in ("calendar.rules", "calendar.personals"):
        yield from ((path, one) for one in state.table(path).changed(start.table(path)))
