"""Google Calendar's methods of events."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method
from ..common.zones import read_moment, zone
from .base import LAST, Found, Occurrence, shown_on
from .reading import speaks_of
from .records import Role
from .vendor_shapes import VendorShapes, last_moment, utc

Id: TypeAlias = Annotated[str, Field(max_length=1_100)]
Calendar: TypeAlias = Annotated[str, Field(max_length=320, description="a calendar's id, or `primary`")]
Moment: TypeAlias = Annotated[str, Field(max_length=40)]
Page: TypeAlias = Annotated[int, Field(ge=1)]
Guests: TypeAlias = Annotated[int, Field(ge=0)]
Token: TypeAlias = Annotated[str, Field(max_length=400)]
Texts: TypeAlias = Annotated[tuple[Annotated[str, Field(max_length=1_200)], ...], Field(max_length=50)]
Updates: TypeAlias = Literal["all", "externalOnly", "none", ""]

MAX_PAGE = 2_500
"""Events of one page, as Google has it."""


class Wanted(NamedTuple):
    """What a list of events is narrowed to."""

    words: tuple[str, ...] = ()
    uid: str = ""
    types: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
    since: int = 0


class VendorEvents(VendorShapes):
    """Looks at events."""

    # --- looking -------------------------------------------------------------------------------------------------

    @method("read", "calendar.events.list")
    def events_list(
        self, calendar_id: Calendar, time_min: Moment = "", time_max: Moment = "", q: Token = "",
        single_events: bool = False, order_by: Literal["", "startTime", "updated"] = "", show_deleted: bool = False,
        show_hidden_invitations: bool = False, max_results: Page = 250, page_token: Token = "", sync_token: Token = "",
        updated_min: Moment = "", time_zone: Token = "", max_attendees: Guests = 0, i_cal_uid: Token = "",
        event_types: Texts = (), shared_extended_property: Texts = (), private_extended_property: Texts = (),
        always_include_email: bool = False,
    ) -> Json:
        """List the events of a calendar, or those that have changed since a sync token."""
        where, _ = self.calendar_for(calendar_id, "reader")
        role, zone_name = self.role_on(where), self._zone(time_zone, where)
        low, high = moment_of(time_min, 0), moment_of(time_max, LAST)
        if order_by == "startTime" and not single_events:
            raise ToolError("invalid_arguments", "The requested ordering is not available: startTime needs "
                                                 "singleEvents.")
        wanted = Wanted(tuple(q.lower().split()), i_cal_uid, event_types, shared_extended_property,
                        private_extended_property, moment_of(updated_min, 0))
        out = self._events_head(where, role, zone_name)
        if sync_token:
            if time_min or time_max or q or order_by or updated_min or i_cal_uid:
                raise ToolError("invalid_arguments", "A syncToken goes with no other restriction of the list.")
            return self._changes(out, where, role, zone_name, sync_token, page_token, max_results, max_attendees)
        every = self._expanded(where, low, high, show_deleted) if single_events else (
            self._rows(where, low, high, show_deleted, show_hidden_invitations)
        )
        found: Iterator[Occurrence] = (one for one in every if self._is_wanted(one, where, role, wanted))
        if order_by == "updated":
            found = iter(sorted(found, key=lambda one: (one.row.updated, one.row_id, one.start)))
        elif not single_events:
            found = iter(sorted(found, key=lambda one: one.row_id))
        return self._page_of(out, found, where, role, zone_name, page_token, max_results, max_attendees)

    def _zone(self, asked: str, where: str) -> str:
        zone_name = asked or self.calendars[where].time_zone
        zone(zone_name)
        return zone_name

    def _events_head(self, where: str, role: Role, zone_name: str) -> dict[str, Json]:
        row = self.calendars[where]
        entry = self.entries.get(f"{self.home(self.principal)} {where}")
        return {
            "kind": "calendar#events", "etag": f'"{self.next_number() - 1}"', "summary": row.summary,
            "description": row.description, "updated": utc(self.tx.now), "timeZone": zone_name, "accessRole": role,
            "defaultReminders": [{"method": one.method, "minutes": one.minutes}
                                 for one in (entry.reminders if entry else ())],
        }

    def _expanded(self, where: str, low: int, high: int, deleted: bool) -> Iterator[Occurrence]:
        if high <= low:
            raise ToolError("invalid_arguments", "The specified time range is empty.")
        return self.occurrences(where, low, high, cancelled=deleted)

    def _rows(self, where: str, low: int, high: int, deleted: bool, hidden_too: bool) -> Iterator[Occurrence]:
        """Yield rows as they are, series as one. A cancelled instance is listed: without it a series would mislead."""
        personals = self.personals.found("by_calendar", where)
        hidden = set() if hidden_too else {row.event for row in personals if row.hidden}
        for _, identity in self.events.find("by_number", where):
            row = self.events[identity]
            if identity in hidden or (row.status == "cancelled" and not deleted and not row.series):
                continue
            one = Occurrence(row.start, identity, row.end, row)
            if row.recurrence and row.start < high:
                if low <= row.start or next(iter(self.instances(identity, row, low, high)), None) is not None:
                    yield one
            elif one.start < high and (last_moment(one) > low or one.start >= low):
                yield one

    def _is_wanted(self, one: Occurrence, where: str, role: Role, wanted: Wanted) -> bool:
        row = one.row
        if wanted.uid and row.uid != wanted.uid:
            return False
        if wanted.types and row.type not in wanted.types:
            return False
        if row.updated < wanted.since:
            return False
        if wanted.words and (self.is_busy_only(where, role, one) or not speaks_of(row, wanted.words)):
            return False
        personal = self.personal_of(one, where)
        private = () if personal is None else personal.properties
        return all(tuple(pair.split("=", 1)) in row.properties for pair in wanted.shared) and all(
            tuple(pair.split("=", 1)) in private for pair in wanted.private
        )

    def _page_of(
        self, out: dict[str, Json], found: Iterator[Occurrence], where: str, role: Role, zone_name: str, token: str,
        size: int, guests: int,
    ) -> Json:
        """Put a page of events into an answer, the token of the next or, on the last, that of the next sync."""
        skipped = _number(token) if token else 0
        items: list[Json] = []
        for number, one in enumerate(found):
            if number < skipped:
                continue
            if len(items) == min(size, MAX_PAGE):
                return {**out, "items": items, "nextPageToken": str(number)}
            items.append(self.event(one, where, role, zone_name, guests))
        return {**out, "items": items, "nextSyncToken": str(self.next_number() - 1)}

    def _changes(
        self, out: dict[str, Json], where: str, role: Role, zone_name: str, since: str, token: str, size: int,
        guests: int,
    ) -> Json:
        """List what has changed on a calendar since a number, deleted events too, in the order of the changes."""
        ordered = self.changes_after(where, max(_number(since), _number(token) if token else 0))
        items: list[Json] = []
        for _, identity in ordered[:size]:
            event = self.events.get(identity)
            if event is None or where not in shown_on(event):
                items.append(self.gone_event(identity))
            else:
                one = Occurrence(event.start, identity, event.end, event)
                items.append(self.event(one, where, role, zone_name, guests))
        if len(ordered) > size:
            return {**out, "items": items, "nextPageToken": str(ordered[size - 1][0])}
        return {**out, "items": items, "nextSyncToken": str(self.next_number() - 1)}

    @method("read", "calendar.events.get")
    def events_get(
        self, calendar_id: Calendar, event_id: Id, time_zone: Token = "", max_attendees: Guests = 0,
        always_include_email: bool = False, if_none_match: Token = "",
    ) -> Json:
        """Return an event, a series or one instance."""
        found = self._found(calendar_id, event_id)
        return self._shown(found, self._zone(time_zone, found.where), max_attendees)

    def _found(self, calendar: str, event: str, role: Role = "reader") -> Found:
        where, _ = self.calendar_for(calendar, role)
        return self.found_event(event, where)

    def _shown(self, found: Found, zone_name: str = "", guests: int = 0) -> Json:
        return self.event(found.one, found.where, found.role, zone_name or self._zone("", found.where), guests)

    @method("read", "calendar.events.instances")
    def events_instances(
        self, calendar_id: Calendar, event_id: Id, time_min: Moment = "", time_max: Moment = "",
        max_results: Page = 250, page_token: Token = "", show_deleted: bool = False, original_start: Moment = "",
        time_zone: Token = "", max_attendees: Guests = 0, always_include_email: bool = False,
    ) -> Json:
        """List the instances of a series, changed ones too."""
        found = self._found(calendar_id, event_id)
        series = found.row.series or found.row_id
        master = self.events[series]
        if not master.recurrence:
            raise ToolError("invalid_arguments", f"The event {shown(event_id)} is not recurring.")
        low, high = moment_of(time_min, master.start), moment_of(time_max, LAST)
        every = [*self.instances(series, master, low, high)]
        for _, identity in self.events.find("by_series", series):
            row = self.events[identity]
            if row.start < high and row.end > low and (show_deleted or row.status != "cancelled"):
                every.append(Occurrence(row.start, identity, row.end, row))
        if original_start:
            moment = moment_of(original_start, 0)
            every = [one for one in every if (one.start if one.instance else one.row.original) == moment]
        zone_name = self._zone(time_zone, found.where)
        out = self._events_head(found.where, found.role, zone_name)
        ordered = iter(sorted(every, key=lambda one: one[:2]))
        return self._page_of(out, ordered, found.where, found.role, zone_name, page_token, max_results, max_attendees)


def moment_of(text: str, default: int) -> int:
    """Return a time of a query, which has an offset; the milliseconds are passed over."""
    if not text:
        return default
    if not re.search(r"(?:Z|[+-]\d\d:?\d\d)$", text, re.IGNORECASE):
        raise ToolError("invalid_arguments", f"Bad Request: {shown(text)} is no RFC 3339 time with an offset.")
    return read_moment(text, "UTC")



def _number(token: str) -> int:
    if not (token.isdecimal() and token.isascii() and len(token) < 16):
        raise ToolError("sync_token_gone", f"Sync token is no longer valid, a full sync is required: {shown(token)}.")
    return int(token)
