"""Calendar's tables, who may see what, and when events are."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from heapq import merge
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.tables import Index
from ..common.addresses import domain, normalise
from ..common.files import FileTables
from ..common.groups import addresses_of, groups_of, zone_of
from ..common.lines import clipped
from ..common.moments import DAY
from ..common.zones import local, local_text, read_moment, to_ms, zone
from ..service import Rows
from .records import RANK, Alarm, Attendee, Calendar, Channel, Entry, Event, Gone, Personal, Piece, Role, Rule, Settings
from .recurrence import LAST_YEAR, stamp, starts, within, year_of

SHORT = DAY
"""Events up to this length are looked for by their start; longer ones and series are looked through."""

LAST = to_ms(datetime(LAST_YEAR, 12, 31, tzinfo=UTC))

CalendarId: TypeAlias = Annotated[
    str, Field(max_length=320, description="a calendar's id; a person's own calendar has the person's address as its "
               "id; empty: your own", examples=["", "amy@acme.test"])
]
EventId: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=200, description="id of an event, a series, or one instance of a series")
]
Time: TypeAlias = Annotated[
    str, Field(max_length=40, description="2026-03-05T09:00 in your time zone, or with an offset", examples=[
        "", "2026-03-05T09:00", "2026-03-05T09:00:00Z"])
]
PageToken: TypeAlias = Annotated[str, Field(max_length=300, description="`next_page_token` of the page before")]


class Occurrence(NamedTuple):
    """One time that something happens, as its row counts time. `instance`: an unchanged one of the row's series."""

    start: int
    row_id: str
    end: int
    row: Event
    instance: bool = False

    @property
    def id(self) -> str:
        """What an agent knows it by: the row's id, or the series' with the start."""
        return instance_id(self.row_id, self.row, self.start) if self.instance else self.row_id


def shown_on(row: Event) -> list[str]:
    """Return the calendars that an event is on: the organiser's, and its guests'."""
    return list(dict.fromkeys(filter(None, (row.calendar, *(one.email for one in row.attendees)))))


def _by_time(row: Event) -> list[str]:
    kind = " series" if row.recurrence else " long" if row.end - row.start > SHORT else ""
    return [f"{calendar}{kind}" for calendar in shown_on(row)]


class CalendarBase(FileTables):
    """The tables of the calendar service, and the moves that tools are made of."""

    name = "calendar"
    calendars = Rows(Calendar, by_owner=Index[Calendar](lambda row: (row.owner,), lambda row: 0))
    entries = Rows(
        Entry, by_user=Index[Entry](lambda row: (row.user,), lambda row: row.calendar),
        by_calendar=Index[Entry](lambda row: (row.calendar,), lambda row: row.user),
    )
    rules = Rows(Rule, by_calendar=Index[Rule](lambda row: (row.calendar,), lambda row: row.scope + row.value))
    events = Rows(
        Event,
        by_time=Index[Event](_by_time, lambda row: row.start),
        by_home=Index[Event](lambda row: (row.calendar,), lambda row: row.start),
        by_series=Index[Event](lambda row: (row.series,) if row.series else (), lambda row: row.original),
        by_uid=Index[Event](lambda row: (row.uid,), lambda row: row.original),
        by_number=Index[Event](shown_on, lambda row: row.number),
        in_order=Index[Event](lambda row: ("",), lambda row: row.number),
    )
    personals = Rows(
        Personal, by_event=Index[Personal](lambda row: (row.event,), lambda row: row.calendar),
        by_calendar=Index[Personal](lambda row: (row.calendar,), lambda row: row.number),
        in_order=Index[Personal](lambda row: ("",), lambda row: row.number),
    )
    alarms = Rows(
        Alarm, by_event=Index[Alarm](lambda row: (row.event,), lambda row: row.calendar + row.user),
        by_calendar=Index[Alarm](lambda row: (row.calendar,), lambda row: row.at),
    )
    gone = Rows(
        Gone, by_calendar=Index[Gone](lambda row: (row.calendar,), lambda row: row.number),
        in_order=Index[Gone](lambda row: ("",), lambda row: row.number),
    )
    pieces = Rows(
        Piece, by_calendar=Index[Piece](lambda row: (row.calendar,), lambda row: row.order),
        by_event=Index[Piece](lambda row: (row.event,) if row.event else (), lambda row: row.order),
    )
    settings = Rows(Settings)
    channels = Rows(Channel)

    # --- whose calendar ------------------------------------------------------------------------------------------

    def home(self, address: str) -> str:
        """Return the primary calendar of an address, by any of the person's addresses; empty if there is none."""
        addresses = self._mine if address == self.principal else addresses_of(self.tx, address)
        return next((one for one in addresses if one in self.calendars), "")

    def settings_of(self, user: str) -> Settings:
        """Return somebody's settings, by any of his addresses: by default in the zone of his calendar, or his own."""
        home = self.home(user)
        found = self.settings.get(home) or self.settings.get(user)
        if found is None:
            calendar = self.calendars.get(home)
            found = Settings(time_zone=calendar.time_zone if calendar else zone_of(self.tx, user))
        return found

    @property
    def my_zone(self) -> str:
        """The caller's time zone."""
        return self.settings_of(self.principal).time_zone

    def role_on(self, calendar: str) -> Role:
        """Return the highest role that the caller has on a calendar, by any rule that reaches him."""
        row = self.calendars[calendar]
        if self.unbound or row.owner in self._mine:
            return "owner"
        return max((rule.role for rule in self.rules_reaching(calendar)), key=RANK.__getitem__, default="none")

    def rules_reaching(self, calendar: str) -> Iterator[Rule]:
        """Yield the access rules of a calendar that give the caller something: by address, group, domain or to all."""
        return self._reaching(calendar, self._mine, self._groups)

    def _reaching(self, calendar: str, mine: tuple[str, ...], groups: frozenset[str]) -> Iterator[Rule]:
        for rule in self.rules.found("by_calendar", calendar):
            if (
                rule.scope == "default" or (rule.scope == "user" and rule.value in mine)
                or (rule.scope == "group" and rule.value in groups)
                or (rule.scope == "domain" and any(domain(one) == rule.value for one in mine))
            ):
                yield rule

    def role_of(self, user: str, calendar: str) -> Role:
        """Return the highest role that somebody has on a calendar, whoever makes the call."""
        mine = addresses_of(self.tx, user)
        if self.calendars[calendar].owner in mine:
            return "owner"
        rules = self._reaching(calendar, mine, self._groups_with(mine))
        return max((rule.role for rule in rules), key=RANK.__getitem__, default="none")

    @cached_property
    def _mine(self) -> tuple[str, ...]:
        """The caller's addresses: the directory does not change within a call."""
        return addresses_of(self.tx, self.principal)

    @cached_property
    def _groups(self) -> frozenset[str]:
        """The groups that the caller is in."""
        return self._groups_with(self._mine)

    def _groups_with(self, addresses: tuple[str, ...]) -> frozenset[str]:
        return frozenset(group for one in addresses for group in groups_of(self.tx, one))

    def calendar_for(self, calendar: str, role: Role = "reader") -> tuple[str, Calendar]:
        """Return a calendar that the caller has a role on; `primary` and nothing are his own.

        ToolError `not_found` where he cannot see it at all, `permission_denied` where he has a lesser role.
        """
        mine = calendar in ("", "primary")
        identity = self.home(self.principal) if mine else normalise(calendar)
        row = self.calendars.get(identity)
        has = "none" if row is None else self.role_on(identity)
        if row is None or has == "none":
            raise ToolError("not_found", "You have no calendar here." if mine else
                            f"There is no calendar {shown(calendar)}, or you have no access to it.")
        if RANK[has] < RANK[role]:
            raise ToolError("permission_denied", f"You are {has} of the calendar {shown(row.summary)}; this takes the "
                                                 f"role {role} or a higher one.")
        return identity, row

    # --- when ----------------------------------------------------------------------------------------------------

    def moment(self, text: str, default: int, zone_name: str = "") -> int:
        """Return a time that the caller wrote, local to his zone (or the one named); ToolError after the year 2100."""
        if not text:
            return default
        moment = read_moment(text, zone_name or self.my_zone)
        if moment > LAST:
            raise ToolError("invalid_time", f"{shown(text)} lies after {LAST_YEAR}.")
        return moment - moment % 1000

    def span(self, one: Occurrence, zone_name: str) -> tuple[int, int]:
        """Return the instants between which something happens, all-day events by the days of a zone."""
        if not one.row.all_day:
            return one.start, one.end
        return _days_of(one.start, one.end, zone_name)

    def occurrences(self, calendar: str, low: int, high: int, *, cancelled: bool = False,
                    only: Callable[[str, Event], bool] | None = None) -> Iterator[Occurrence]:
        """Yield what happens on a calendar between two instants, by start and row; guests' hidden events left out.

        A series is followed only as far as the listing goes. `only` says of a row whether it is listed at all.
        """
        hidden = {row.event for row in self.personals.found("by_calendar", calendar) if row.hidden}
        zone_name, events = self.calendars[calendar].time_zone, self.events.table
        once: list[_Placed] = []
        runs: list[Iterable[_Placed]] = [once]
        for identity in self._candidates(calendar, low, high):
            row = events[identity]
            if (row.status == "cancelled" and not cancelled) or (
                hidden and (identity in hidden or row.series in hidden)
            ):
                continue
            timed = not row.all_day
            if not row.recurrence:
                begin, end = (row.start, row.end) if timed else _days_of(row.start, row.end, zone_name)
                if _overlap(begin, end, low, high) and (only is None or only(identity, row)):
                    once.append((begin, identity, row.start, row.end, row, False))
            elif only is None or only(identity, row):
                runs.append(_run(identity, row, self._falling(identity, row, low, high)) if timed else [
                    (begin, identity, start, start + row.end - row.start, row, True)
                    for start in self._falling(identity, row, low - DAY, high + DAY)
                    for begin, end in (_days_of(start, start + row.end - row.start, zone_name),)
                    if _overlap(begin, end, low, high)
                ])
        once.sort()
        return (Occurrence(start, identity, end, row, instance)
                for _, identity, start, end, row, instance in (merge(*runs) if len(runs) > 1 else once))

    def _candidates(self, calendar: str, low: int, high: int) -> Iterator[str]:
        """Yield the rows that may have something between two instants."""
        for start, identity in self.events.find("by_time", calendar).below((high + DAY, "")):
            if int(start) < low - SHORT - DAY:
                break
            yield identity
        for kind in ("long", "series"):
            for start, identity in self.events.find("by_time", f"{calendar} {kind}"):
                if int(start) < high + DAY:
                    yield identity

    def instances(self, identity: str, row: Event, low: int, high: int) -> Iterator[Occurrence]:
        """Yield the unchanged instances of a series that overlap a span, by the times in the row.

        An instance that takes no time overlaps what it begins in.
        """
        length = row.end - row.start
        for start in self._falling(identity, row, low, high):
            yield Occurrence(start, identity, start + length, row, True)

    def _falling(self, identity: str, row: Event, low: int, high: int) -> Iterable[int]:
        """Return when the unchanged instances begin that overlap a span."""
        length = row.end - row.start
        every = starts(row.recurrence, row.start, row.zone, row.all_day, year_of(high))
        falling = within(every, low - length + (length > 0), high)
        others = self.events.find("by_series", identity) if falling else ()
        if not len(others):
            return falling
        changed = {original for original, _ in others}
        return (start for start in falling if start not in changed)

    def occurrence(self, identity: str) -> Occurrence:
        """Return what an id names, an event or an instance; ToolError `not_found`.

        A series is its first instance. Who may see it is asked elsewhere.
        """
        row = self.events.get(identity)
        if row is not None:
            return Occurrence(row.start, identity, row.end, row)
        series, _, text = identity.rpartition("_")
        row = self.events.get(series)
        if row is not None and row.recurrence:
            start = _read_instance(text, row)
            if start is not None and start in starts(row.recurrence, row.start, row.zone, row.all_day, year_of(start)):
                return Occurrence(start, series, start + row.end - row.start, row, True)
        raise unknown_event(identity)

    def found_event(self, identity: str, calendar: str = "") -> "Found":
        """Return an event or instance that the caller can see on some calendar of those he has.

        Without a calendar: his own, else the organiser's, else a guest's that he has a role on.
        """
        one = self.occurrence(identity)
        on = shown_on(one.row)
        if calendar:
            where, _ = self.calendar_for(calendar, "reader")
            candidates = [where]
        else:
            mine = self.home(self.principal)
            candidates = [mine, *on]
        best: Found | None = None
        for where in candidates:
            if where not in on or where not in self.calendars:
                continue
            role = self.role_on(where)
            found = Found(one, where, role)
            if RANK[role] >= RANK["reader"] and (best is None or RANK[role] > RANK[best.role]):
                best = found
        if best is None:
            raise unknown_event(identity)
        return best

    # --- what an agent sees --------------------------------------------------------------------------------------

    def is_busy_only(self, where: str, role: Role, one: Occurrence) -> bool:
        """Tell whether a caller with a role on a calendar sees of an event only that there is one."""
        if RANK[role] >= RANK["writer"]:
            return False
        row = one.row
        personal = self.personals.get(f"{one.row_id} {where}") or self.personals.get(f"{row.series} {where}")
        visibility = (personal.visibility if personal else "") or row.visibility
        return RANK[role] < RANK["reader"] or visibility in ("private", "confidential")

    def times(self, one: Occurrence, zone_name: str) -> dict[str, Json]:
        """Return when something happens: texts local to a zone, or the days of an all-day event, the last included."""
        if one.row.all_day:
            return {"all_day": True, "start": day_text(one.start), "end": day_text(max(one.end - DAY, one.start))}
        return {"start": local_text(one.start, zone_name), "end": local_text(one.end, zone_name)}

    def line(self, one: Occurrence, where: str, role: Role, zone_name: str) -> dict[str, Json]:
        """Return an event's line in a listing, as a caller with a role on a calendar sees it."""
        row = one.row
        if self.is_busy_only(where, role, one):
            return {"id": one.id, "summary": "busy", "private": True, **self.times(one, zone_name)}
        out: dict[str, Json] = {"id": one.id, "summary": clipped(row.summary, 200), **self.times(one, zone_name)}
        if row.location:
            out["location"] = clipped(row.location, 120)
        if row.organizer != where:
            out["organizer"] = row.organizer
        if row.attendees:
            out["guests"] = len(row.attendees)
        mine = guest(row, where)
        if mine is not None:
            out["response"] = mine.response
        if one.instance:
            out["series"] = one.row_id
        elif row.series:
            out["series"] = row.series
        if row.status != "confirmed":
            out["status"] = row.status
        if row.type != "default":
            out["type"] = row.type
        return out


class Found(NamedTuple):
    """An event as a caller has come to it: what, on which calendar, by which role."""

    one: Occurrence
    where: str
    role: Role

    @property
    def row(self) -> Event:
        """The event's row: for an unchanged instance that of its series."""
        return self.one.row

    @property
    def row_id(self) -> str:
        """The id of that row."""
        return self.one.row_id

    @property
    def is_instance(self) -> bool:
        """Whether one instance of a series is meant, changed or not."""
        return self.one.instance or bool(self.row.series)


_Placed: TypeAlias = tuple[int, str, int, int, Event, bool]
"""What an occurrence comes by in a listing, its begin and its row (no two have both in common), and what it is."""


def _run(identity: str, row: Event, falling: Iterable[int]) -> Iterator[_Placed]:
    length = row.end - row.start
    return ((start, identity, start, start + length, row, True) for start in falling)


def _days_of(start: int, end: int, zone_name: str) -> tuple[int, int]:
    return day_start(start, zone_name), day_start(end, zone_name)


def _overlap(begin: int, end: int, low: int, high: int) -> bool:
    """Tell whether what takes a time lies between two instants; what takes none, and begins there, does."""
    return begin < high and (end > low or begin == end >= low)


def guest(row: Event, address: str) -> Attendee | None:
    """Return the guest with an address, if the event has one."""
    for one in row.attendees:
        if one.email == address:
            return one
    return None


def unknown_event(identity: str) -> ToolError:
    """Return the refusal for an event that is not there or not for the caller's eyes."""
    return ToolError("not_found", f"There is no event {shown(identity)} that you can see.")


def instance_id(series: str, row: Event, start: int) -> str:
    """Return the id of a series' instance: the series' with the original start, as the API writes it."""
    return f"{series}_{stamp(start, all_day=row.all_day)}"


def _read_instance(text: str, row: Event) -> int | None:
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)Z)?", text, re.ASCII)
    if not found or (found[4] is None) != row.all_day:
        return None
    try:
        moment = datetime(*(int(part) for part in found.groups(default="0")), tzinfo=UTC)  # type: ignore[arg-type,misc]
    except ValueError:
        return None
    return to_ms(moment)


@lru_cache(maxsize=8192)
def day_start(ms: int, zone_name: str) -> int:
    """Return when a day that stands as midnight UTC begins in a zone."""
    return to_ms(local(ms, "UTC").replace(tzinfo=zone(zone_name)))


def day_text(ms: int) -> str:
    """Return a day that stands as midnight UTC as text."""
    return local_text(ms, "UTC")[:10]


def day_of(ms: int, zone_name: str, days: int = 0) -> int:
    """Return the day of an instant in a zone, or a later one, as midnight UTC."""
    return to_ms((local(ms, zone_name) + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0,
                                                                     tzinfo=UTC))
