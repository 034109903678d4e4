"""Calendar tools for when people are free or busy."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ..common.addresses import normalise
from ..common.groups import people_in
from ..common.moments import DAY, MINUTE
from ..common.zones import local, local_text, to_ms, zone
from ..service import tool
from .base import Time, guest
from .reading import Reading, check_span
from .records import RANK, Event

Address: TypeAlias = Annotated[str, Field(min_length=3, max_length=320, examples=["amy@acme.test"])]
Span: TypeAlias = tuple[int, int]


class FreeTime(Reading):
    """Says who is free when."""

    @tool("read")
    def freebusy(
        self,
        people: Annotated[tuple[Address, ...], Field(min_length=1, max_length=50, description="people, groups or "
                          "calendars")],
        time_min: Time = "",
        time_max: Time = "",
    ) -> Json:
        """Say when people are busy between two times, today from now on and for a day by default.

        Who is not here or does not share when they are busy is listed under `unknown`.
        """
        low = self.moment(time_min, self.tx.now)
        high = self.moment(time_max, low + DAY)
        check_span(low, high, 92 * DAY)
        zone_name = self.my_zone
        busy: dict[str, Json] = {}
        unknown: list[Json] = []
        for who in self.each_person(people):
            where = self.open_calendar(who)
            if not where:
                unknown.append(who)
                continue
            spans = self.busy_on(where, low, high)
            texts: list[Json] = [[local_text(a, zone_name), local_text(b, zone_name)] for a, b in spans[:200]]
            busy[who] = [*texts, f"and {len(spans) - 200} more; ask for a shorter time"] if spans[200:] else texts
        out: dict[str, Json] = {"time_zone": zone_name, "busy": busy}
        if unknown:
            out["unknown"] = unknown
        return out

    @tool("read")
    def find_free_time(
        self,
        people: Annotated[tuple[Address, ...], Field(max_length=30, description="who must be free beside you")] = (),
        duration_minutes: Annotated[int, Field(ge=5, le=1440)] = 30,
        time_min: Time = "",
        time_max: Time = "",
        working_hours_only: Annotated[bool, Field(description="only within everybody's working hours")] = True,
        max_results: Annotated[int, Field(ge=1, le=50)] = 10,
    ) -> Json:
        """Find times at which you and others are all free, in the next 7 days by default.

        Gives whole free stretches that are long enough. Who shares nothing is listed under `unknown` and not counted.
        """
        low = self.moment(time_min, self.tx.now)
        high = self.moment(time_max, low + 7 * DAY)
        check_span(low, high, 92 * DAY)
        taken: list[Span] = []
        unknown: list[Json] = []
        me = self.home(self.principal)
        for who in self.each_person([*([me] if me else []), *people]):
            where = self.open_calendar(who)
            if not where:
                unknown.append(who)
                continue
            taken += self.busy_on(where, low, high)
            if working_hours_only:
                taken += self._off_hours(where, low, high)
        free = [one for one in gaps(taken, low, high) if one[1] - one[0] >= duration_minutes * MINUTE]
        zone_name = self.my_zone
        out: dict[str, Json] = {"time_zone": zone_name, "free": [
            {"start": local_text(a, zone_name), "end": local_text(b, zone_name)} for a, b in free[:max_results]
        ]}
        if len(free) > max_results:
            out["more"] = len(free) - max_results
        if unknown:
            out["unknown"] = unknown
        return out

    def each_person(self, people: Iterable[str]) -> list[str]:
        """Return addresses, each once, groups as the people in them."""
        out: dict[str, None] = {}
        for who in map(normalise, people):
            members = [one for one, _ in people_in(self.tx, who)] if who in self.tx.read("groups.groups") else [who]
            out.update(dict.fromkeys(members))
        return list(out)

    def open_calendar(self, who: str) -> str:
        """Return the calendar by a person's address or its id, if the caller may see when it is busy; else nothing."""
        where = who if who in self.calendars else self.home(who)
        return where if where and RANK[self.role_on(where)] >= RANK["freeBusyReader"] else ""

    def busy_on(self, where: str, low: int, high: int) -> list[Span]:
        """Return when a calendar is busy within a span: apart from each other, ascending."""
        zone_name = self.calendars[where].time_zone
        told = self.told_of(where)
        out: list[Span] = []
        for one in self.occurrences(where, low, high):
            if is_busy(one.row, where, told.get(one.row_id, "")):
                begin, end = self.span(one, zone_name) if one.row.all_day else (one.start, one.end)
                if end > begin:
                    out.append((begin if begin > low else low, end if end < high else high))
        return merged(out)

    def told_of(self, where: str) -> dict[str, str]:
        """Return of which events a calendar's owner has said himself whether they make him busy, and what."""
        return {row.event: row.transparency for row in self.personals.found("by_calendar", where)}

    def _off_hours(self, where: str, low: int, high: int) -> list[Span]:
        """Return the spans outside the working hours of a calendar's owner, in his own zone."""
        mine = self.settings_of(where)
        first = local(low - DAY, mine.time_zone).toordinal()
        return gaps([
            _working(day, mine.work_start, mine.work_end, mine.time_zone)
            for day in range(first, first + (high - low) // DAY + 4) if (day - 1) % 7 in mine.work_days
        ], low, high)


def is_busy(row: Event, where: str, told: str = "") -> bool:
    """Tell whether an event makes a calendar busy; `told` is what its owner has said of it, if anything."""
    if (told or row.transparency) != "opaque" or row.type == "workingLocation":
        return False
    mine = guest(row, where)
    return mine is None or mine.response != "declined"


@lru_cache(maxsize=4096)
def _working(day: int, start: int, end: int, zone_name: str) -> Span:
    """Return the working hours of a day (its ordinal), given by minutes of the day, as instants."""
    midnight = datetime.fromordinal(day).replace(tzinfo=zone(zone_name))
    begin = midnight.replace(hour=start // 60, minute=start % 60)
    return to_ms(begin), to_ms(midnight.replace(hour=min(end // 60, 23), minute=end % 60 if end < 1440 else 59))


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return spans joined where they touch, ascending."""
    out: list[Span] = []
    for begin, end in sorted(spans):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out


def gaps(spans: Sequence[Span], low: int, high: int) -> list[Span]:
    """Return what spans leave free between two instants."""
    out: list[Span] = []
    at = low
    for begin, end in merged(spans):
        if begin > at:
            out.append((at, min(begin, high)))
        at = max(at, end)
        if at >= high:
            break
    if at < high:
        out.append((at, high))
    return [(begin, end) for begin, end in out if begin < end]
