"""Calendar tools that read: what is on, who comes, which calendars there are."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain
from ..common.lines import clipped, person_line
from ..common.moments import DAY
from ..common.words import words
from ..service import REST, tool
from .base import CalendarId, EventId, Found, Occurrence, PageToken, Time, guest, shown_on
from .notices import Notices
from .records import CALENDAR_COLORS, EVENT_COLORS, RANK, Attendee, Event

MAX_SPAN = 5 * 366 * DAY
"""How much time one listing looks through. Ours."""

GUESTS_SHOWN = 50
"""Guests of an event in one result; calendar.list_guests has pages."""


class Reading(Notices):
    """Lists and reads."""

    @tool("read")
    def list_events(
        self,
        q: Annotated[str, Field(max_length=500, description="words that must all occur in title, description, place, "
                                "or guests' names and addresses")] = "",
        time_min: Time = "",
        time_max: Time = "",
        calendar_id: CalendarId = "",
        max_results: Annotated[int, Field(ge=1, le=100)] = 25,
        page_token: PageToken = "",
        show_deleted: bool = False,
    ) -> Json:
        """List what is on a calendar between two times, in order; each instance of a series is listed by itself.

        From now on and for 30 days by default. A colleague's calendar is listed as far as it is shared with you:
        private events show as busy. Times are in your time zone; `end` of all-day events is their last day.
        """
        where, low, high = self._window(calendar_id, time_min, time_max)
        role = self.role_on(where)
        wanted = words(q).split()

        def speaks(identity: str, row: Event) -> bool:
            one = Occurrence(row.start, identity, row.end, row)
            return not self.is_busy_only(where, role, one) and speaks_of(row, wanted)

        found = self.occurrences(where, low, high, cancelled=show_deleted, only=speaks if wanted else None)
        declined_shown = self.settings_of(self.principal).show_declined
        zone_name, after = self.my_zone, _read_token(page_token)
        calendar_zone = self.calendars[where].time_zone
        lines: list[Json] = []
        token = ""
        last: Occurrence | None = None
        for one in found:
            if after is not None and (self.span(one, calendar_zone)[0], one.row_id) <= after:
                continue
            if not declined_shown and (mine := guest(one.row, where)) is not None and mine.response == "declined":
                continue
            if len(lines) == max_results and last is not None:
                token = f"{self.span(last, calendar_zone)[0]}.{last.row_id}"
                break
            lines.append(self.line(one, where, role, zone_name))
            last = one
        out: dict[str, Json] = {"calendar": where, "time_zone": zone_name, "events": lines}
        if token:
            out["next_page_token"] = token
        return out

    def _window(self, calendar: str, time_min: str, time_max: str) -> tuple[str, int, int]:
        where, _ = self.calendar_for(calendar, "freeBusyReader")
        low = self.moment(time_min, self.tx.now)
        high = self.moment(time_max, low + 30 * DAY)
        check_span(low, high)
        return where, low, high

    @tool("read")
    def get_event(self, event_id: EventId, calendar_id: CalendarId = "") -> Json:
        """Read one event, series or instance whole: times, guests and answers, description, links, your role."""
        return self.whole(self.found_event(event_id, calendar_id))

    @tool("read")
    def list_instances(
        self,
        event_id: EventId,
        time_min: Time = "",
        time_max: Time = "",
        calendar_id: CalendarId = "",
        max_results: Annotated[int, Field(ge=1, le=100)] = 25,
        page_token: PageToken = "",
    ) -> Json:
        """List the instances of a series, changed and cancelled ones too, from now on and for a year by default."""
        found = self.found_event(event_id, calendar_id)
        series = found.row.series or found.row_id
        row = self.events[series]
        if not row.recurrence:
            raise ToolError("not_recurring", f"The event {shown(event_id)} happens once; it has no instances.")
        low = self.moment(time_min, self.tx.now)
        high = self.moment(time_max, low + 366 * DAY)
        check_span(low, high)
        every = list(self.instances(series, row, low, high))
        changed = self.events.found("by_series", series)
        every += [Occurrence(one.start, identity, one.end, one) for one, (_, identity) in
                  zip(changed, self.events.find("by_series", series), strict=True)
                  if found.where in (one.calendar, *(person.email for person in one.attendees))]
        every = sorted((one for one in every if one.start < high and one.end > low), key=lambda one: one[:2])
        after = _read_token(page_token)
        rest = [one for one in every if after is None or (one.start, one.row_id) > after]
        zone_name = self.my_zone
        out: dict[str, Json] = {"series": series, "instances": [
            self.line(one, found.where, found.role, zone_name) for one in rest[:max_results]
        ]}
        if len(rest) > max_results:
            out["next_page_token"] = f"{rest[max_results - 1].start}.{rest[max_results - 1].row_id}"
        return out

    @tool("read")
    def list_calendars(
        self, show_hidden: bool = False, max_results: Annotated[int, Field(ge=1, le=100)] = 50,
        page_token: PageToken = "",
    ) -> Json:
        """List the calendars in your list, with your role on each; your own is marked primary."""
        lines: list[Json] = []
        token = last = ""
        for entry in self.entries.found("by_user", self.home(self.principal)):
            if entry.calendar <= page_token or (entry.hidden and not show_hidden):
                continue
            if len(lines) == max_results:
                token = last
                break
            row, last = self.calendars[entry.calendar], entry.calendar
            line: dict[str, Json] = {
                "id": entry.calendar, "summary": clipped(entry.summary or row.summary, 200), "owner": row.owner,
                "your_role": self.role_on(entry.calendar), "time_zone": row.time_zone, "color": entry.color,
            }
            if row.primary and entry.calendar == entry.user:
                line["primary"] = True
            if entry.hidden:
                line["hidden"] = True
            lines.append(line)
        out: dict[str, Json] = {"calendars": lines}
        if token:
            out["next_page_token"] = token
        return out

    @tool("read")
    def get_calendar(self, calendar_id: CalendarId = "") -> Json:
        """Return a calendar's name, description, owner, time zone, and your role on it."""
        where, row = self.calendar_for(calendar_id, "freeBusyReader")
        return {"id": where, "summary": clipped(row.summary, 1_000), "description": clipped(row.description, 4_000),
                "location": clipped(row.location, 400), "owner": row.owner, "time_zone": row.time_zone,
                "your_role": self.role_on(where), "primary": row.primary}

    @tool("read")
    def get_colors(self) -> Json:
        """List the colours that calendars and events can have, by number."""
        return {"calendar": {str(number): color for number, color in enumerate(CALENDAR_COLORS, 1)},
                "event": {str(number): color for number, color in enumerate(EVENT_COLORS, 1)}}

    # --- one event -----------------------------------------------------------------------------------------------

    def whole(self, found: Found) -> dict[str, Json]:
        """Return all of an event that a caller may see."""
        row, where = found.row, found.where
        if self.is_busy_only(where, found.role, found.one):
            return self.line(found.one, where, found.role, self.my_zone)
        out = self.line(found.one, where, found.role, self.my_zone)
        out.update({"summary": clipped(row.summary, 1_000), "calendar": where, "organizer": person_line(
            row.organizer_name, row.organizer, 200), "creator": row.creator, "status": row.status,
            "time_zone": row.zone, "uid": clipped(row.uid, 300)})
        if row.location:
            out["location"] = clipped(row.location, 1_000)
        if row.description:
            out["description"] = row.description[:8_000]
            if len(row.description) > 8_000:
                out["description_is_longer"] = f"{len(row.description)} characters; calendar.export_ics has all"
        if row.recurrence and not found.one.instance:
            out["recurrence"] = [clipped(line, 500) for line in row.recurrence[:20]]
        if row.conference:
            out["video_link"] = row.conference
        if row.attendees:
            self._put_guests(out, row, where)
        if row.attachments:
            out["attachments"] = [self._attachment(one.file, one.title, one.type) for one in row.attachments]
        for name, value in (("visibility", row.visibility), ("show_as", "free" if row.transparency == "transparent"
                             else "default"), ("type", row.type)):
            if value != "default":
                out[name] = value
        personal = self.personals.get(f"{found.row_id} {where}")
        entry = self.entries.get(f"{where} {where}")
        reminders = personal.reminders if personal and personal.own_reminders else entry.reminders if entry else ()
        out["reminders"] = [f"{one.method} {one.minutes} minutes before" for one in reminders]
        if personal and personal.color:
            out["color"] = personal.color
        out["you_may_change"] = self.may_change(row)
        out["your_role"] = found.role
        if row.defects:
            out["defects"] = [clipped(one, 200) for one in row.defects[:10]]
        return out

    def _put_guests(self, out: dict[str, Json], row: Event, where: str) -> None:
        """Put the guests into a result, or only the reader where the organiser hides them."""
        seen = row.attendees
        if not row.guests_can_see and not self.is_organizer(row):
            seen = tuple(one for one in seen if one.email in (where, row.organizer))
            out["guests_hidden"] = True
        lines: list[Json] = [self._guest_line(one) for one in seen[:GUESTS_SHOWN]]
        if len(seen) > GUESTS_SHOWN:
            lines.append(f"and {len(seen) - GUESTS_SHOWN} more; see calendar.list_guests")
        out["guests"] = lines

    def _guest_line(self, one: Attendee) -> Json:
        """Return a guest as results show him."""
        line: dict[str, Json] = {"email": one.email, "response": one.response}
        for name, value in (("name", clipped(one.name, 100)), ("comment", clipped(one.comment, 500)),
                            ("optional", one.optional), ("resource", one.resource),
                            ("outside", domain(one.email) != domain(self.principal))):
            if value:
                line[name] = value
        return line

    @tool("read")
    def list_guests(
        self, event_id: EventId, calendar_id: CalendarId = "", page_token: PageToken = "",
        max_results: Annotated[int, Field(ge=1, le=200)] = 100,
    ) -> Json:
        """List an event's guests and what each has answered, by address; who is outside the company is marked."""
        found = self.found_event(event_id, calendar_id)
        row = found.row
        if self.is_busy_only(found.where, found.role, found.one):
            raise ToolError("permission_denied", "You see of this event only that its owner is busy.")
        hidden = not row.guests_can_see and not self.is_organizer(row)
        every = sorted((one for one in row.attendees if not hidden or one.email in (found.where, row.organizer)),
                       key=lambda one: one.email)
        rest = [one for one in every if one.email > page_token]
        out: dict[str, Json] = {"event": event_id, "guests": [self._guest_line(one) for one in rest[:max_results]]}
        if hidden:
            out["guests_hidden"] = True
        if len(rest) > max_results:
            out["next_page_token"] = rest[max_results - 1].email
        return out

    def _attachment(self, file: str, title: str, kind: str) -> Json:
        out: dict[str, Json] = {"file": file, "title": clipped(title, 200), "type": kind}
        if file not in self.files:
            out["deleted"] = True
        elif not self.unbound and self.access_to(file) is None:
            out["no_access"] = True
        return out

    # --- who may what --------------------------------------------------------------------------------------------

    def is_organizer(self, row: Event) -> bool:
        """Tell whether the caller may change an event as its organiser does: he is writer on the calendar it is of."""
        if self.unbound:
            return True
        return row.calendar in self.calendars and RANK[self.role_on(row.calendar)] >= RANK["writer"]

    def is_guest(self, row: Event) -> bool:
        """Tell whether the caller acts for one of an event's guests."""
        return any(one.email in self.calendars and RANK[self.role_on(one.email)] >= RANK["writer"]
                   for one in row.attendees)

    def may_change(self, row: Event) -> bool:
        """Tell whether the caller may change what all guests share."""
        return self.is_organizer(row) or (row.guests_can_modify and self.is_guest(row))

    # --- following a calendar ------------------------------------------------------------------------------------

    def changes_after(self, where: str, number: int, since: int = 0) -> list[tuple[int, str]]:
        """Return (number, event) of the last change of what has changed on a calendar after a number, in that order.

        Events that have left the calendar are among them; others only if updated at `since` (ms) or later.
        """
        numbers: dict[str, int] = {}
        for last, identity in self.events.find("by_number", where):
            if self.events[identity].updated >= since:
                numbers[identity] = int(last)
        for row in self.personals.found("by_calendar", where):
            if row.event in numbers:
                numbers[row.event] = max(numbers[row.event], row.number)
        for gone in self.gone.found("by_calendar", where):
            numbers.setdefault(gone.event, gone.number)
        return sorted((last, identity) for identity, last in numbers.items() if last > number)

    @tool("read", faces=REST)
    def list_changes(
        self,
        calendar_id: CalendarId = "",
        sync_token: Annotated[int, Field(ge=0, description="`next_sync_token` of the last time; 0: everything")] = 0,
        updated_min: Time = "",
        max_results: Annotated[int, Field(ge=1, le=250)] = 100,
    ) -> Json:
        """List events of a calendar that have changed since a token, deleted ones too, in the order of the changes."""
        where, _ = self.calendar_for(calendar_id, "reader")
        role = self.role_on(where)
        since = self.moment(updated_min, 0)
        ordered = self.changes_after(where, sync_token, since)
        lines: list[Json] = []
        for _, identity in ordered[:max_results]:
            event = self.events.get(identity)
            if event is None or where not in shown_on(event):
                lines.append({"id": identity, "status": "cancelled"})
                continue
            one = Occurrence(event.start, identity, event.end, event)
            lines.append(self.line(one, where, role, self.my_zone))
        more = len(ordered) > max_results
        token = ordered[max_results - 1][0] if more else max([sync_token, *(number for number, _ in ordered)])
        out: dict[str, Json] = {"events": lines, "next_sync_token": token}
        if more:
            out["more"] = True
        return out


def check_span(low: int, high: int, most: int = MAX_SPAN) -> None:
    """Refuse a span that is empty or too long."""
    if high <= low:
        raise ToolError("invalid_time", "time_max must be later than time_min.")
    if high - low > most:
        raise ToolError("invalid_time", f"The time from time_min to time_max is over {most // DAY} days.")


def speaks_of(row: Event, wanted: Sequence[str]) -> bool:
    """Tell whether an event speaks of all of some words, in its texts or its guests' names."""
    people = " ".join(f"{one.name} {one.email}" for one in row.attendees) if row.guests_can_see else ""
    spoken = words(f"{row.summary} {row.description} {row.location} {row.organizer_name} {row.organizer} {people}")
    return all(f" {word}" in spoken for word in wanted)


def _read_token(token: str) -> tuple[int, str] | None:
    """Return the (start, id) that a page goes on after."""
    if not token:
        return None
    number, dot, identity = token.partition(".")
    digits = number.removeprefix("-")
    if not dot or not digits.isascii() or not digits.isdecimal() or len(digits) > 15:
        raise ToolError("invalid_page_token", f"{shown(token)} is no page token; give `next_page_token` as it came.")
    return int(number), identity
