"""What comes in by mail: invitations, updates, cancellations and answers, by the rules of iTIP (RFC 5546)."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import is_email, normalise
from ..common.groups import addresses_of
from ..common.lines import clipped, person_line
from ..service import INTERNAL, tool
from .base import Found, Occurrence, guest, instance_id
from .exchanging import Exchanging
from .ics_in import Read, method_of, pieces, read_event
from .ics_out import calendar_text, event_text
from .keeping import MAX_GUESTS, answer_of
from .notices import SENDER, invitation_file
from .records import Attendee, Event, Status
from .recurrence import starts, year_of

FOLLOWED = ("REQUEST", "CANCEL", "REPLY", "COUNTER")


class Refused(Exception):
    """An iCalendar part that changes nothing, with the reason."""


class Arriving(Exchanging):
    """Takes iCalendar parts out of arriving mail. One that is stale or not its sender's to send changes nothing."""

    @tool("write", seconds=0, faces=INTERNAL)
    def arrive(
        self, blob: str, sender: str, mailbox: str,
        known: Annotated[bool, Field(description="whether the mailbox has written to the sender before")] = False,
    ) -> Json:
        """Take the iCalendar part of a mail that has come into a mailbox; `blob` names its bytes.

        Only an organiser invites, changes and cancels; only a guest answers, and for nobody else; an older version, by
        SEQUENCE and then DTSTAMP, changes nothing. What is not followed is said under `defects`.
        """
        done: list[Json] = []
        defects: list[str] = []
        where, content = self.home(mailbox), self.tx.blob(blob)
        if not where or normalise(sender) == SENDER:  # Calendar's own mails tell what it has done
            return {"events": done, "defects": list[Json](defects)}
        method = method_of(content)
        for event in self._read(content, where) if method else ():
            try:
                done.append(self._take(method, event, normalise(sender), where, known))
            except Refused as refused:
                defects.append(f"the calendar part {shown(event.summary, 60)} changes nothing: {refused}")
        return {"events": done, "defects": list[Json](defects)}

    def _read(self, content: bytes, where: str) -> list[Read]:
        """Return the events of a part that can be read, those of a series before its instances."""
        zone_name = self.calendars[where].time_zone if where else "UTC"
        out: list[Read] = []
        for part in pieces(content):
            if part.is_event:
                try:
                    out.append(read_event(part.raw, zone_name))
                except ToolError:  # an event without a start can be neither shown nor answered
                    continue
        return sorted(out, key=lambda one: one.original is not None)

    def _take(self, method: str, event: Read, sender: str, where: str, known: bool) -> str:
        if method not in FOLLOWED:
            raise Refused(f"the method is {shown(method, 20)}; {', '.join(FOLLOWED)} are followed")
        if not event.uid:
            raise Refused("it has no UID")
        if method in ("REPLY", "COUNTER"):
            return self._take_answer(event, sender, counter=method == "COUNTER")
        if event.organizer and event.organizer not in addresses_of(self.tx, sender):
            raise Refused(f"its organiser is {shown(event.organizer, 80)}, but it comes from {sender}")
        if event.original is not None:
            return self._take_instance(event, sender, where, cancel=method == "CANCEL")
        return self._take_request(event, sender, where, known, cancel=method == "CANCEL")

    # --- answers -------------------------------------------------------------------------------------------------

    def _take_answer(self, event: Read, sender: str, *, counter: bool) -> str:
        """Write a guest's answer, or note the time that he proposes instead."""
        identity, row = self._meant(event)
        mine = guest(row, self.home(sender) or sender)
        if mine is None:
            raise Refused(f"{sender} is no guest of the event")
        said = next((one for one in event.attendees if one.email in addresses_of(self.tx, sender)), None)
        if said is None:
            raise Refused(f"it holds no answer of {sender}, who sent it")
        if row.status == "cancelled":
            raise Refused("the event has been cancelled")
        if event.sequence < row.sequence and not counter:
            raise Refused(f"it answers version {event.sequence}, and the event is at {row.sequence} now")
        if event.stamp and event.stamp < mine.answered:
            raise Refused("a newer answer has come already")
        comment, response = event.comment[:1_000], said.response
        if counter:
            proposed = Occurrence(event.start, identity, event.end, row.replace(all_day=event.all_day))
            comment = f"Proposes {self.when_text(proposed)}. {comment}".strip()
            response = mine.response if response == "needsAction" else response
        if event.stamp and event.stamp == mine.answered:
            return identity
        self.keep(identity, answer_of(row, mine.replace(
            response=response, comment=comment[:1_000], answered=event.stamp or self.tx.now,
        )))
        return identity

    def _meant(self, event: Read) -> tuple[str, Event]:
        """Return the row that an answer is about; of a series' instance the one to write for it."""
        identity, row = self._known(event.uid)
        if row is None:
            raise Refused("there is no event with its UID")
        if event.original is None:
            return identity, row
        one = self._instance(identity, row, event.original)
        if one in self.events:
            return one, self.events[one]
        length = row.end - row.start
        occurrence = Occurrence(event.original, identity, event.original + length, row, True)
        return self.changed_instance(Found(occurrence, row.calendar, "owner"))

    def _known(self, uid: str) -> tuple[str, Event | None]:
        """Return the event or series with a UID that is no private copy of somebody's."""
        found = [(one, self.events[one]) for _, one in self.events.find("by_uid", uid)]
        return next(((one, row) for one, row in found if not row.series and not row.raw), ("", None))

    def _instance(self, series: str, row: Event, original: int) -> str:
        """Return the id of an instance of a series."""
        if not row.recurrence or original not in starts(
            row.recurrence, row.start, row.zone, row.all_day, year_of(original)
        ):
            raise Refused("the series has no such instance")
        return instance_id(series, row, original)

    # --- invitations, updates, cancellations ---------------------------------------------------------------------

    def _take_request(self, event: Read, sender: str, where: str, known: bool, *, cancel: bool) -> str:
        """Write an invitation, an update or a cancellation from an organiser who keeps no calendar here."""
        identity, before = self._known(event.uid)
        if before is not None and self._is_current(before, event, sender):
            return self._shown_to(identity, where, sender, known)
        if before is None and cancel:
            raise Refused("there is no event with its UID")
        answers = {} if before is None else {one.email: one for one in before.attendees}
        people = {self.home(one.email) or one.email: one for one in event.attendees if is_email(one.email)}
        people.setdefault(where, Attendee(email=where, name=self.name_of(where)))
        same_time = before is not None and (before.start, before.end) == (event.start, event.end)
        guests = tuple(self._entry(email, one, answers.get(email) if same_time else None)
                       for email, one in list(people.items())[:MAX_GUESTS])
        identity = identity or self.tx.new_id("evt")
        status: Status = "cancelled" if cancel else event.status
        row = self.row_of(event, where, event.uid).replace(
            calendar="", organizer=sender, organizer_name=event.organizer_name or self.name_of(sender), creator=sender,
            attendees=guests, status=status, defects=event.defects, stamp=event.stamp,
        )
        for _, changed in list(self.events.find("by_series", identity)):
            self.drop(changed)
        self.keep(identity, row)
        for one in guests:
            if one.email in self.calendars and one.email not in answers and one.email != where:
                self.personal(identity, one.email, hidden=True)  # until the mail reaches them, too
        return self._shown_to(identity, where, sender, known)

    def _entry(self, email: str, written: Attendee, before: Attendee | None) -> Attendee:
        """Return a guest as an organiser outside writes him: what a colleague here answers is for him to say."""
        if before is not None:
            return before.replace(name=written.name or before.name, optional=written.optional)
        here = email in self.calendars
        return written.replace(email=email, response="needsAction" if here else written.response)

    def _is_current(self, before: Event, event: Read, sender: str) -> bool:
        """Tell whether an event is at the very version that has come; refuse an older one, and another's."""
        if before.organizer != sender and before.organizer not in addresses_of(self.tx, sender):
            raise Refused(f"the event is of {before.organizer}, and it comes from {sender}")
        if before.calendar:
            return True  # an event of this world is changed in Calendar
        if (event.sequence, event.stamp or self.tx.now) < (before.sequence, before.stamp):
            raise Refused("a newer version has come already")
        return (event.sequence, event.stamp) == (before.sequence, before.stamp) and event.stamp > 0

    def _shown_to(self, identity: str, where: str, sender: str, known: bool) -> str:
        """Have an event on the calendar of somebody whom the mail has reached, if he takes invitations like that."""
        row = self.events[identity]
        mine = guest(row, where)
        if row.calendar:
            return identity
        if mine is None:
            mine = Attendee(email=where, name=self.name_of(where))
            self.keep(identity, row.replace(attendees=(*row.attendees, mine)))
        if mine.response == "needsAction":
            wanted = self.settings_of(where).invitations
            hidden = wanted == "answered" or (wanted == "known" and not (known or self._is_known(sender)))
            personal = self.personals.get(f"{identity} {where}")
            if hidden != (personal is not None and personal.hidden):
                self.personal(identity, where, hidden=hidden)
        return identity

    def _is_known(self, sender: str) -> bool:
        """Tell whether a sender is a colleague, or among the contacts: the directory has them."""
        return self.is_home(sender) or len(self.tx.read("people.persons").find("by_email", sender)) > 0

    def _take_instance(self, event: Read, sender: str, where: str, *, cancel: bool) -> str:
        """Write a change or cancellation of one instance of a series from outside."""
        series, master = self._known(event.uid)
        if master is None or event.original is None:
            raise Refused("there is no event with its UID")
        if master.calendar or guest(master, where) is None:
            self._is_current(master, event, sender)
            return series
        if master.organizer != sender:
            raise Refused(f"the event is of {master.organizer}, and it comes from {sender}")
        identity = self._instance(series, master, event.original)
        before = self.events.get(identity)
        if before is not None and self._is_current(before, event, sender):
            return identity
        row = self.row_of(event, where, event.uid)
        moved = (row.start, row.end) != (event.original, event.original + master.end - master.start)
        guests = (before or master).attendees
        self.keep(identity, row.replace(
            calendar="", organizer=master.organizer, organizer_name=master.organizer_name, creator=master.creator,
            series=series, original=event.original, recurrence=(), status="cancelled" if cancel else event.status,
            all_day=master.all_day, stamp=event.stamp, defects=event.defects,
            attendees=tuple(one.replace(response="needsAction") for one in guests) if moved else guests,
        ))
        return identity

    # --- what mail and people call -------------------------------------------------------------------------------

    @tool("read", seconds=0, faces=INTERNAL)
    def invitation(self, blob: str, mailbox: str) -> Json:
        """Return what a mailbox's owner has an iCalendar part as: the event's id, time, organiser and his answer."""
        where, content = self.home(mailbox), self.tx.blob(blob)
        events = self._read(content, where)
        method = method_of(content)
        if not events or not method:
            return {}
        event = events[0]
        identity, row = self._known(event.uid)
        if row is not None and event.original is not None and row.recurrence:
            one = instance_id(identity, row, event.original)
            identity, row = (one, self.events[one]) if one in self.events else (identity, row)
        out: dict[str, Json] = {"method": clipped(method, 20), "summary": clipped(event.summary, 200)}
        mine = None if row is None else guest(row, where)
        if row is None or (mine is None and row.calendar != where):
            when = Occurrence(event.start, "", event.end, self.row_of(event, where, event.uid))
            return {**out, **self.times(when, self._zone_for(where)), "organizer": clipped(event.organizer, 320),
                    "on_calendar": False}
        out.update(self.times(self.with_row(identity), self._zone_for(where)))
        out.update({"event": identity, "organizer": person_line(row.organizer_name, row.organizer, 200)})
        if mine is not None:
            personal = self.personals.get(f"{identity} {where}")
            out["your_answer"] = mine.response
            out["on_calendar"] = not (personal is not None and personal.hidden)
        if row.status != "confirmed":
            out["status"] = row.status
        return out

    def _zone_for(self, where: str) -> str:
        return self.settings_of(where).time_zone

    @tool("send", seconds=0, faces=INTERNAL)
    def deliver(
        self, ics: str, sender: str, to: str, mail: Annotated[bool, Field(description="bring it in a mail")] = True,
        body: str = "",
    ) -> Json:
        """Have an iCalendar part arrive at somebody's address: an invitation or cancellation from outside, an answer.

        Returns the events that it has changed.
        """
        where = self.home(to)
        if not where:
            raise ToolError("not_found", f"{shown(to)} has no calendar here.")
        content = ics.encode("utf-8", "replace")
        method, events = method_of(content), self._read(content, where)
        if method not in FOLLOWED or not events:
            raise ToolError("invalid_ics", f"The part has the method {shown(method)} and {len(events)} events; there "
                                           f"are {', '.join(FOLLOWED)}, each with at least one event.")
        since = self.next_number()
        word = {"REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer", "COUNTER": "New time proposed"}
        if not (mail and self._mailed(sender, to, f"{word[method]}: {events[0].summary}",
                                      body or events[0].description, ics)):
            self.arrive(self.tx.put_blob(content), sender, where)
        uids = dict.fromkeys(event.uid for event in events)
        found = [one for uid in uids for _, one in self.events.find("by_uid", uid)]
        return {"events": [one for one in found if self.events[one].number >= since]}

    def _mailed(self, sender: str, to: str, subject: str, body: str, ics: str) -> bool:
        """Have a mail from outside come in with an iCalendar part; False where there is no mail."""
        if not self.tx.offers("mail.receive"):
            return False
        system = Actor(role="scheduler", principal=self.principal)
        return self.tx.call(Call.of("mail.receive", {
            "sender": sender, "to": [to], "mailbox": to, "subject": " ".join(subject.split()), "body": body,
            "attachments": [invitation_file(ics)],
        }), actor=system).ok

    @tool("send", seconds=0, faces=INTERNAL)
    def answer(self, item: str, text: str) -> Json:
        """Answer an invitation as a person who answers by rules: the text begins with accepted, declined or tentative.

        Any other text leaves the answer open and is its comment. People outside answer by mail.
        """
        row = self.events.get(item)
        address = self.home(self.principal) or self.principal
        mine = None if row is None else guest(row, address)
        if row is None or mine is None or row.status == "cancelled":
            return {"answered": False}
        first = text.split(maxsplit=1)[0].strip(".,:;!").lower() if text.strip() else ""
        response = _ANSWERS.get(first, mine.response)
        entry = mine.replace(response=response, comment=text[:1_000])
        if address not in self.calendars and self._answered_by_mail(row, entry):
            return {"answered": True, "response": response}
        new = self.keep(item, answer_of(row, entry))
        self.notify_answer(item, new, entry)
        return {"answered": True, "response": response}

    def _answered_by_mail(self, row: Event, entry: Attendee) -> bool:
        """Send the answer of somebody outside to the organiser by mail, from where it comes back here."""
        written = event_text(row.replace(attendees=(entry,)), self.tx.now, comment=entry.comment)
        part = calendar_text([written], method="REPLY", zones=self.zones_in([row]))
        return self._mailed(entry.email, row.organizer, *self.answer_mail(row, entry), part)


_ANSWERS: dict[str, Literal["accepted", "declined", "tentative"]] = {
    "accepted": "accepted", "accept": "accepted", "yes": "accepted", "declined": "declined", "decline": "declined",
    "no": "declined", "tentative": "tentative", "maybe": "tentative",
}
