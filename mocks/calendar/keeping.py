"""Keeping: how events, their instances and guests are written, so that nothing is left behind."""

from bisect import bisect_right
from collections.abc import Iterable
from operator import itemgetter
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import access
from ..common.addresses import normalise, parse_address
from ..common.groups import addresses_of, people_in
from ..common.lines import clipped, listed
from ..common.moments import DAY
from .base import Found, Occurrence, instance_id, shown_on
from .free_time import is_busy, merged
from .records import Answer, Attachment, Attendee, Event, Gone, Personal, Reminder
from .reminding import Reminding

MAX_GUESTS = 200
"""Guests of an event, as Calendar has it."""

MAX_REMINDERS = 5
"""Reminders of one event, as Calendar has it."""

Guests: TypeAlias = Annotated[tuple[Annotated[str, Field(min_length=3, max_length=320)], ...], Field(
    max_length=MAX_GUESTS, description="people or groups, by address", examples=[["amy@acme.test"]])]
Minutes: TypeAlias = Annotated[
    tuple[Annotated[int, Field(ge=0, le=40320)], ...], Field(max_length=5, description="minutes before the start")
]


class Keeping(Reminding):
    """Writes events."""

    def next_number(self) -> int:
        """Return the number of the next change of the service."""
        last = max(int(next(reversed(table.find("in_order", "")), (0, ""))[0])
                   for table in (self.events, self.personals, self.gone))
        return last + 1

    def keep(self, identity: str, row: Event, *, raw: str = "") -> Event:
        """Write an event as changed now, and note which calendars it has left."""
        number = self.next_number()
        before = self.events.get(identity)
        if not raw:
            row = self._with_rooms(identity, row)
        new = self.events.put(identity, row.replace(number=number, updated=self.tx.now, raw=raw))
        now_on = shown_on(new)
        for calendar in shown_on(before) if before is not None else ():
            if calendar not in now_on:
                self._left(calendar, identity, number)
        for calendar in now_on:
            if f"{calendar} {identity}" in self.gone:
                self.gone.remove(f"{calendar} {identity}")
        self._follow(identity, new)
        return new

    def _follow(self, identity: str, row: Event) -> None:
        """Set the reminders of an event, and of the series whose instance it is."""
        self.set_alarms(identity)
        if row.series in self.events:
            self.set_alarms(row.series)

    def _left(self, calendar: str, identity: str, number: int) -> None:
        if f"{identity} {calendar}" in self.personals:
            self.personals.remove(f"{identity} {calendar}")
        if calendar in self.calendars:
            self.gone.put(f"{calendar} {identity}", Gone(calendar=calendar, event=identity, number=number))

    def drop(self, identity: str) -> None:
        """Delete an event's row for good, with its changed instances and all that calendars noted of it."""
        for _, changed in list(self.events.find("by_series", identity)):
            self.drop(changed)
        number, row = self.next_number(), self.events[identity]
        for calendar in shown_on(row):
            self._left(calendar, identity, number)
        for _, piece in list(self.pieces.find("by_event", identity)):
            self.pieces.update(piece, event="")
        self.events.remove(identity)
        self._follow(identity, row)

    def personal(self, event: str, calendar: str, **changes: object) -> Personal:
        """Write how one calendar has an event."""
        key = f"{event} {calendar}"
        row = self.personals.get(key) or Personal(event=event, calendar=calendar, number=0)
        new = self.personals.put(key, row.replace(number=self.next_number(), **changes))
        self._follow(event, self.events[event])
        for _, changed in self.events.find("by_series", event):
            self.set_alarms(changed)
        return new

    def changed_instance(self, found: Found) -> tuple[str, Event]:
        """Return the row to write for one instance of a series, as it is so far, and its id."""
        row = found.row
        if not row.recurrence:
            return found.row_id, row
        one = found.one
        return instance_id(found.row_id, row, one.start), row.replace(
            series=found.row_id, original=one.start, start=one.start, end=one.end, recurrence=()
        )

    def with_row(self, identity: str) -> Occurrence:
        """Return the occurrence of an event that has a row of its own."""
        row = self.events[identity]
        return Occurrence(row.start, identity, row.end, row)

    # --- guests and files ----------------------------------------------------------------------------------------

    def guests_of(self, texts: Iterable[str], optional: bool = False) -> list[Attendee]:
        """Return guests for addresses as written: people by their calendar's address, groups as the people in them."""
        out: dict[str, Attendee] = {}
        for text in texts:
            written = parse_address(text)
            email = normalise(written.email)
            if email in self.tx.read("groups.groups"):
                people = [one for one, _ in people_in(self.tx, email)]
            else:
                people = [email]
            for one in people:
                address = self.home(one) or addresses_of(self.tx, one)[0]
                name = self.name_of(address) or (written.name if len(people) == 1 else "")
                calendar = self.calendars.get(address)
                is_room = calendar is not None and calendar.resource
                if calendar is not None and is_room:
                    name = calendar.summary
                out.setdefault(address, Attendee(email=address, name=name[:200], optional=optional, resource=is_room))
        return list(out.values())

    def joined(self, row: Event, more: Iterable[Attendee]) -> tuple[Attendee, ...]:
        """Return an event's guests with more, the organiser first among them once there are any."""
        people = {one.email: one for one in row.attendees}
        fresh = [one for one in more if one.email not in people]
        calendar = self.calendars.get(row.calendar)
        if fresh and not people and calendar is not None and calendar.primary:
            people[row.calendar] = Attendee(email=row.calendar, name=row.organizer_name, response="accepted")
        for one in fresh:
            people.setdefault(one.email, self._answered(row, one))
        if len(people) > MAX_GUESTS:
            raise ToolError("too_many_guests", f"The event would have {len(people)} guests; it can have {MAX_GUESTS}.")
        return tuple(people.values())

    def _answered(self, row: Event, one: Attendee) -> Attendee:
        """Return a new guest with the answer that an absence gives: whoever is out of office may decline by itself."""
        if one.email not in self.calendars or row.all_day:
            return one
        for other in self.occurrences(one.email, row.start, max(row.end, row.start + 1)):
            if other.row.type == "outOfOffice" and other.row.auto_decline and other.row.calendar == one.email:
                return one.replace(response="declined", comment="Out of office")
        return one

    def _with_rooms(self, identity: str, row: Event) -> Event:
        """Return an event whose rooms have answered: a room takes what it is free for, and declines the rest.

        A series is declined if one of its times in the year to come is taken.
        """
        asked = [one for one in row.attendees if one.resource and one.response == "needsAction"]
        if not asked or row.calendar not in self.calendars or row.status == "cancelled":
            return row
        answers: dict[str, Answer] = {
            one.email: "declined" if self._is_taken(one.email, identity, row) else "accepted"
            for one in asked if one.email in self.calendars}
        return row.replace(attendees=tuple(
            one.replace(response=answers[one.email]) if one in asked and one.email in answers else one
            for one in row.attendees))

    def _is_taken(self, room: str, identity: str, row: Event) -> bool:
        """Tell whether a room is busy with anything else when an event is."""
        zone_name, own = self.calendars[room].time_zone, {identity, row.series or identity}
        low, high = row.start - DAY, row.end + DAY
        wanted = [self.span(Occurrence(row.start, identity, row.end, row), zone_name)]
        if row.recurrence:
            low = max(low, self.tx.now)
            high = low + 366 * DAY
            wanted = [self.span(one, zone_name) for one in self.instances(identity, row, low, high)]
        told = self.told_of(room)
        busy = merged([
            self.span(one, zone_name) for one in self.occurrences(
                room, low, high, only=lambda name, other: name not in own and other.series not in own)
            if is_busy(one.row, room, told.get(one.row_id, ""))])
        for begin, end in wanted:
            first = bisect_right(busy, begin, key=itemgetter(1))
            if begin < end and first < len(busy) and busy[first][0] < end:
                return True
        return False

    def files_for(self, files: Iterable[str]) -> tuple[Attachment, ...]:
        """Return attachments for files that the caller can open."""
        out: dict[str, Attachment] = {}
        for file in files:
            row = self.file_for(file)
            out[file] = Attachment(file=file, title=row.name, type=row.type)
        return tuple(out.values())

    def closed_files(self, row: Event) -> list[Json]:
        """Return which of an event's files which guests cannot open."""
        out: list[Json] = []
        for one in row.attachments:
            if one.file in self.files:
                unable = [person for person in self.told(row) if access(self.tx, one.file, person) is None]
                if unable:
                    out.append({"file": one.file, "name": clipped(one.title, 200), "people": listed(unable, 20, 100)})
        return out

    def new_conference(self) -> str:
        """Return a fresh link to a video call."""
        letters = self.tx.new_id("meet").removeprefix("meet_")
        return f"https://meet.example/{letters[:3]}-{letters[3:7]}-{letters[7:10]}"

    def must_change(self, row: Event) -> None:
        """Refuse to let a guest change what only the organiser may."""
        if not self.may_change(row):
            raise ToolError("forbidden_for_non_organizer", f"Only {row.organizer} can change {shown(row.summary)}; you "
                                                           "are a guest or a reader. You can answer with "
                                                           "calendar.respond.")

    def must_stand(self, row: Event) -> None:
        """Refuse to work on what has been cancelled."""
        if row.status == "cancelled":
            raise ToolError("cancelled", f"The event {shown(row.summary)} has been cancelled.")

    def told(self, row: Event) -> list[str]:
        """Return whom a change of an event concerns: its guests, but for rooms."""
        return [one.email for one in row.attendees if not one.resource]


def reminders_of(
    popup: Iterable[int] | None, email: Iterable[int] | None, before: Iterable[Reminder] = ()
) -> tuple[Reminder, ...]:
    """Return reminders that pop up and such that come by mail, at so many minutes before; None leaves those there."""
    kept = tuple(before)
    if popup is None:
        popup = [one.minutes for one in kept if one.method == "popup"]
    if email is None:
        email = [one.minutes for one in kept if one.method == "email"]
    out = (*(Reminder(minutes=one) for one in dict.fromkeys(popup)),
           *(Reminder(minutes=one, method="email") for one in dict.fromkeys(email)))
    if len(out) > MAX_REMINDERS:
        raise ToolError("too_many_reminders", f"There would be {len(out)} reminders; {MAX_REMINDERS} is the limit.")
    return out


def answer_of(row: Event, guest_row: Attendee) -> Event:
    """Return an event with one guest's entry replaced."""
    return row.replace(attendees=tuple(guest_row if one.email == guest_row.email else one for one in row.attendees))

