"""Reminders: by mail at their time, and those that pop up, as a list.

For each event and person with reminders by mail one call is scheduled, the next one. It is set anew whenever the event,
its instances, an answer or the reminders change, and when it has come.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ..common.lines import clipped
from ..common.moments import DAY, MINUTE
from ..common.zones import local_text
from ..service import INTERNAL, tool
from .base import LAST, Occurrence, guest, shown_on
from .free_time import FreeTime
from .records import Alarm, Entry, Event, Reminder

AHEAD = (32 * DAY, 400 * DAY, 10 * 366 * DAY)
"""How far the next instance of a series is looked for: mostly it is near."""

LONGEST = 40_320 * MINUTE
"""The longest time before an event at which a reminder can be, as Calendar has it."""


class Reminding(FreeTime):
    """Keeps track of who is to be reminded of what."""

    @tool("read")
    def list_reminders(
        self, hours: Annotated[int, Field(ge=1, le=168, description="how far ahead")] = 24,
        max_results: Annotated[int, Field(ge=1, le=100)] = 50,
    ) -> Json:
        """List the reminders that are due next on the calendars in your list, in order: what pops up, what is mailed.

        Events that you have declined, or of which you see only that somebody is busy, remind you of nothing.
        """
        user, now = self.home(self.principal), self.tx.now
        until = now + hours * 3_600_000
        found: list[tuple[int, str, str, Occurrence]] = []
        for entry in self.entries.found("by_user", user):
            role = self.role_of(user, entry.calendar)
            if entry.hidden or role == "none":
                continue
            zone_name = self.calendars[entry.calendar].time_zone
            for one in self.occurrences(entry.calendar, now, until + LONGEST):
                if self.is_busy_only(entry.calendar, role, one) or not self._attends(one.row_id, one.row, entry):
                    continue
                begin = self.span(one, zone_name)[0]
                found += [
                    (at, one.id, reminder.method, one) for reminder in self._reminders(one.row_id, one.row, entry)
                    if now < (at := begin - reminder.minutes * MINUTE) <= until
                ]
        found.sort(key=lambda item: item[:3])
        lines: list[Json] = [
            {"at": local_text(at, self.my_zone), "event": identity, "summary": clipped(one.row.summary, 200),
             **self.times(one, self.my_zone), "method": method}
            for at, identity, method, one in found[:max_results]
        ]
        out: dict[str, Json] = {"reminders": lines}
        if len(found) > max_results:
            out["more"] = len(found) - max_results
        return out

    def _reminders(self, identity: str, row: Event, entry: Entry) -> tuple[Reminder, ...]:
        """Return the reminders of an event for somebody who has its calendar listed."""
        if entry.user == self.calendars[entry.calendar].owner:
            for one in (identity, row.series):
                personal = self.personals.get(f"{one} {entry.calendar}") if one else None
                if personal is not None and personal.own_reminders:
                    return personal.reminders
        return entry.reminders

    def _attends(self, identity: str, row: Event, entry: Entry) -> bool:
        """Tell whether an event stands on a calendar, and is not declined there or taken off it."""
        mine = guest(row, entry.calendar)
        hidden = any(personal is not None and personal.hidden for personal in (
            self.personals.get(f"{one} {entry.calendar}") for one in (identity, row.series)))
        return row.status != "cancelled" and not hidden and (mine is None or mine.response != "declined")

    def _reads(self, identity: str, row: Event, entry: Entry) -> bool:
        """Tell whether somebody who has a calendar listed sees more of an event than that there is one."""
        role = self.role_of(entry.user, entry.calendar)
        return not self.is_busy_only(entry.calendar, role, Occurrence(row.start, identity, row.end, row))

    # --- by mail -------------------------------------------------------------------------------------------------

    def set_alarms(self, identity: str) -> None:
        """Schedule the next reminder by mail of everybody who has one for an event, and take back what was waiting."""
        due = {one.key: one for one in self._due(identity)}
        for _, key in list(self.alarms.find("by_event", identity)):
            old = self.alarms[key]
            if key in due and due[key].at == old.at:
                due.pop(key)
                continue
            self.tx.cancel(old.number)
            self.alarms.remove(key)
        for key, new in due.items():
            call = Call.of("calendar.ring", {"alarm": key, "at": new.at})
            number = self.tx.schedule(call, due=new.at, actor=Actor(role="scheduler", principal=new.user))
            self.alarms.put(key, new.replace(number=number))

    def set_alarms_on(self, calendar: str) -> None:
        """Set the alarms of all events on a calendar, after what goes for all of them has changed."""
        for kind in ("", " long", " series"):
            for _, identity in list(self.events.find("by_time", f"{calendar}{kind}")):
                self.set_alarms(identity)

    def _due(self, identity: str) -> Iterator[Alarm]:
        """Yield the next alarm of everybody who is reminded of an event by mail."""
        row = self.events.get(identity)
        if row is None:
            return
        for calendar in shown_on(row):
            for entry in self.entries.found("by_calendar", calendar) if calendar in self.calendars else ():
                minutes = by_mail(self._reminders(identity, row, entry))
                if minutes and self._attends(identity, row, entry) and self._reads(identity, row, entry):
                    starts = [(one, self._next_start(identity, row, calendar, one * MINUTE)) for one in minutes]
                    times = [start - one * MINUTE for one, start in starts if start]
                    if times:
                        yield Alarm(event=identity, calendar=calendar, user=entry.user, at=min(times))

    def _next_start(self, identity: str, row: Event, calendar: str, before: int) -> int:
        """Return when an event next happens of which somebody can still be reminded some time before; 0 for never."""
        after, zone_name = self.tx.now + before, self.calendars[calendar].time_zone
        if not row.recurrence:
            start = self.span(Occurrence(row.start, identity, row.end, row), zone_name)[0]
            return start if start > after else 0
        for ahead in AHEAD:
            for one in self.instances(identity, row, after - 2 * DAY, min(after + ahead, LAST)):
                start = self.span(one, zone_name)[0]
                if start > after:
                    return start
        return 0

    @tool("send", seconds=0, faces=INTERNAL)
    def ring(self, alarm: str, at: int) -> Json:
        """Mail somebody the reminder that is due now, and set the next one."""
        due = self.alarms.get(alarm)
        if due is None or due.at != at:
            return {"sent": 0}
        self.alarms.remove(alarm)
        row, entry = self.events[due.event], self.entries[f"{due.user} {due.calendar}"]
        zone_name = self.calendars[due.calendar].time_zone
        minutes = by_mail(self._reminders(due.event, row, entry))
        sent = 0
        for one in self._happening(due.event, row, at) if self._reads(due.event, row, entry) else ():
            if (self.span(one, zone_name)[0] - at) // MINUTE in minutes:
                self.mail_reminder(due.user, one)
                sent += 1
        self.set_alarms(due.event)
        return {"sent": sent}

    def _happening(self, identity: str, row: Event, at: int) -> Iterable[Occurrence]:
        if row.recurrence:
            return self.instances(identity, row, at - DAY, min(at + LONGEST + DAY, LAST))
        return [Occurrence(row.start, identity, row.end, row)]


def by_mail(reminders: Iterable[Reminder]) -> list[int]:
    """Return how many minutes before an event mail comes."""
    return [one.minutes for one in reminders if one.method == "email"]
