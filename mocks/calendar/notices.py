"""Notices: invitations, updates, cancellations and answers, which travel by mail with an iCalendar part."""

import base64
from collections.abc import Iterable

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ..common.addresses import Address, domain, format_address
from ..common.moments import DAY
from ..common.zones import local_text
from .base import CalendarBase, Occurrence, day_text
from .ics_out import calendar_text, event_text
from .records import Attendee, Event
from .recurrence import year_of

SENDER = "calendar-notification@calendar.test"
"""Whom Calendar's own mails come from; answers go to the person who set them off."""


class Notices(CalendarBase):
    """Tells people by mail. A colleague without a mailbox hears nothing; what goes outside is on the ledger."""

    def name_of(self, address: str) -> str:
        """Return a person's name as the directory has it, or nothing."""
        persons = self.tx.read("people.persons")
        for _, identity in persons.find("by_email", address):
            return str(persons[identity].name)
        return ""

    def is_home(self, address: str) -> bool:
        """Tell whether an address is of the home organisation."""
        rows = self.tx.read("people.organisations")
        return any(rows[one].relation == "home" for _, one in rows.find("by_domain", domain(address)))

    def notify(self, what: str, identity: str, row: Event, guests: Iterable[str], message: str = "") -> list[str]:
        """Mail guests an invitation, update or cancellation; return those outside who got it.

        People who answer by rules hear of an invitation, and answer with `calendar.answer`.
        """
        if self.tx.actor.role == "setup":
            return []
        outside = []
        method = "CANCEL" if what == "Cancelled" else "REQUEST"
        for address in dict.fromkeys(guests):
            if address in (self.principal, row.calendar):
                continue
            shown_row = row if row.guests_can_see else row.replace(
                attendees=tuple(one for one in row.attendees if one.email == address)
            )
            if method == "CANCEL":
                shown_row = shown_row.replace(status="cancelled")
            if not self.is_home(address) and address not in self.calendars:
                outside.append(address)
            body = self._body(identity, row, message)
            self._mail(address, f"{what}: {row.summary}", body, self.part(method, shown_row), identity)
            if what in ("Invitation", "Updated") and self._attentive(address):
                self.ask("people.notice", address=address, channel="calendar", sender=row.organizer, item=identity,
                         text=f"{row.summary}\n{row.description}\n{message}", conversation=[row.uid, row.series])
        return outside

    def notify_answer(self, identity: str, row: Event, guest: Attendee) -> None:
        """Mail the organiser what a guest has answered."""
        if self.tx.actor.role == "setup" or row.organizer in ("", guest.email):
            return
        answer = row.replace(attendees=(guest,))
        text = event_text(answer, self.tx.now, comment=guest.comment)
        part = calendar_text([text], method="REPLY", zones=self.zones_in([row]))
        subject, said = self.answer_mail(row, guest)
        self._mail(row.organizer, subject, said + self._body(identity, row, ""), part, identity)

    def answer_mail(self, row: Event, guest: Attendee) -> tuple[str, str]:
        """Return the subject of the mail that an answer comes in, and its first lines."""
        words = {"accepted": "Accepted", "declined": "Declined", "tentative": "Tentatively accepted",
                 "needsAction": "Answer withdrawn"}
        said = f"{guest.name or guest.email} has answered: {words[guest.response].lower()}.\n"
        return f"{words[guest.response]}: {row.summary}", said + (f"\n{guest.comment}\n" if guest.comment else "")

    def part(self, method: str, row: Event) -> str:
        """Return the iCalendar text of one event for a mail."""
        return calendar_text([event_text(row, self.tx.now)], method=method, zones=self.zones_in([row]))

    def zones_in(self, rows: Iterable[Event]) -> list[tuple[str, int]]:
        """Return the zones that series are written in, each from the year of its first use."""
        found: dict[str, int] = {}
        for row in rows:
            if (row.recurrence or row.series) and not row.all_day and row.zone != "UTC":
                found[row.zone] = min(found.get(row.zone, 9999), year_of(row.start))
        return sorted(found.items())

    def _attentive(self, address: str) -> bool:
        persons = self.tx.read("people.persons")
        return any(persons[one].attentive for _, one in persons.find("by_email", address))

    def _body(self, identity: str, row: Event, message: str) -> str:
        one = Occurrence(row.start, identity, row.end, row)
        lines = [f"What: {row.summary}", f"When: {self.when_text(one)}"]
        if row.recurrence:
            lines.append(f"Repeats: {'; '.join(row.recurrence)}")
        if row.location:
            lines.append(f"Where: {row.location}")
        if row.conference:
            lines.append(f"Join: {row.conference}")
        lines.append(f"Organiser: {format_address(Address(name=row.organizer_name, email=row.organizer))}")
        if row.attendees and row.guests_can_see:
            lines.append("Guests: " + ", ".join(guest.email for guest in row.attendees))
        lines.append(f"Event id: {identity}")
        parts = [message, "\n".join(lines), row.description]
        return "\n\n".join(part for part in parts if part) + "\n"

    def when_text(self, one: Occurrence) -> str:
        """Return when something happens, in words, in the event's zone."""
        if one.row.all_day:
            return f"{day_text(one.start)} to {day_text(max(one.start, one.end - DAY))}, all day"
        return f"{local_text(one.start, one.row.zone)} to {local_text(one.end, one.row.zone)} ({one.row.zone})"

    def _mail(self, address: str, subject: str, body: str, part: str, identity: str) -> None:
        subject = " ".join(subject.split())
        if address not in self.calendars and not self.is_home(address):
            blob = self.tx.put_blob(part.encode("utf-8", "replace"))
            self.ask("ledger.record", channel="calendar", sender=self.principal, recipients=[address],
                     subject=subject, body=body, files=[["invite.ics", "text/calendar", blob]], source=identity)
            return
        self.mail_plain(address, subject, body, part)

    def mail_reminder(self, user: str, one: Occurrence) -> None:
        """Mail somebody a reminder of what is about to happen."""
        sender = format_address(Address(name="Calendar", email=SENDER))
        self.tx.call(Call.of("mail.receive", {
            "sender": sender, "to": [user], "subject": " ".join(f"Reminder: {one.row.summary}".split()),
            "body": self._body(one.id, one.row.replace(start=one.start, end=one.end), ""), "mailbox": user,
            "automatic": True,
        }), actor=Actor(role="scheduler", principal=user))

    def mail_plain(self, address: str, subject: str, body: str, part: str = "") -> None:
        """Mail a colleague a notice on the caller's behalf, with an iCalendar part if there is one."""
        name = self.name_of(self.principal) or self.principal
        sender = Address(name=f"{name} (via Calendar)", email=SENDER)
        arguments: dict[str, Json] = {
            "sender": format_address(sender), "to": [address], "subject": " ".join(subject.split()), "body": body,
            "mailbox": address, "reply_to": [self.principal] if "@" in self.principal else [], "automatic": True,
        }
        if part:
            arguments["attachments"] = [invitation_file(part)]
        self.tx.call(Call.of("mail.receive", arguments), actor=Actor(role="scheduler", principal=self.principal))


def invitation_file(part: str) -> Json:
    """Return an iCalendar part as mail takes a file."""
    content = base64.b64encode(part.encode("utf-8", "replace")).decode()
    return {"name": "invite.ics", "type": "text/calendar", "base64": content}
