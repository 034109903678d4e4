"""Delivery: how a message gets from a sender to mailboxes, and what arriving mail sets off."""

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ..common.addresses import Address, domain, normalise
from ..common.html_text import html_text
from ..common.moments import DAY
from ..service import INTERNAL, tool
from .base import binned
from .matching import filter_matches
from .records import (
    FORWARDED_FOR,
    HTML_BODY,
    INBOX,
    MUTED,
    PLACES,
    SCHEDULED,
    SENT,
    SNOOZED,
    SPAM,
    TRASH,
    UNREAD,
    Attachment,
    Message,
    VacationSent,
)
from .routing import INLETS, Route, Routing

MAX_FORWARDS = 5
"""Automatic forwards that a message may go through before it stays where it is."""

VACATION_GAP = 4 * DAY
"""A sender hears of a vacation once in four days, as Gmail has it."""

NO_COPIES: Mapping[str, str] = MappingProxyType({})

_UPDATES = ("no-reply@", "noreply@", "notifications@", "notification@", "alerts@", "billing@")


class Delivery(Routing):
    """Carries messages out and in."""

    def send_out(self, identity: str, copies: Mapping[str, str] = NO_COPIES) -> None:
        """Send the message in row `identity`: to local mailboxes, to the ledger, back as a bounce.

        `copies` may give the ids that the copies in some mailboxes shall have.
        """
        row = self.messages[identity]
        self._carry(identity, row, self.route(row.sender.email, recipients_of(row)), copies)

    def bring_in(self, row: Message, copies: Mapping[str, str] = NO_COPIES) -> dict[str, str]:
        """Have a message from outside come in; return the id of each mailbox's copy."""
        route = self.route(row.sender.email, recipients_of(row))
        named = {normalise(email) for email in recipients_of(row)}
        reached = {email: by for email, by in route.outside.items() if email not in named}  # the others have it already
        return self._carry("", row, route._replace(outside=reached, colleagues={}, unknown={}), copies)

    def _carry(self, identity: str, row: Message, route: Route, copies: Mapping[str, str]) -> dict[str, str]:
        """Take a message where its route leads; return the id of each mailbox's copy."""
        for email in route.colleagues:
            self._notice(email, identity, row)
        if not row.automatic:
            for email in route.unknown:
                self._bounce(row, email, f"there is no such address at {domain(email)}")
            for email in route.refused:
                self._bounce(row, email, "the group takes no mail from outside")
        received = row.replace(bcc=(), labels=(), scheduled=0, send_at=0, snoozed_until=0, trashed_at=0)
        came: dict[str, str] = {}
        for home, list_id in route.homes.items():
            if home == row.mailbox:
                self._receive_own(identity)
                came[home] = identity
            else:
                came[home] = self.arrive(home, _by_list(received, list_id), identity=copies.get(home, ""))
        for list_id in dict.fromkeys(route.outside.values()):
            reached = [email for email, by in route.outside.items() if by == list_id]
            self._leave(identity, _by_list(row, list_id), reached)
        for email in route.inlets:
            self._hand_over(row, email)
        return came

    def _hand_over(self, row: Message, address: str) -> None:
        """Give mail to the service that an address belongs to; what it cannot do with it comes back as a bounce."""
        if row.automatic:
            return
        arguments: dict[str, Json] = {
            "address": address, "sender": normalise(row.sender.email), "text": self.text_of(row),
        }
        outcome = self.tx.call(Call.of(INLETS[domain(address)], arguments), actor=mailbox_actor(address))
        if not outcome.ok:
            self._bounce(row, address, outcome.message)

    def _receive_own(self, identity: str) -> None:
        """Have a message that somebody sent to themselves come in: it is one message, sent and received.

        One that was thrown away while it was held stays where it is.
        """
        row = self.messages[identity]
        labels, forwards = self._sorted_in(row)
        thrown = binned(row.labels)
        row = self.relabel(identity, add=set(labels) - PLACES if thrown else labels)
        if binned(row.labels) and not thrown:
            self.schedule_purge([identity])
        for address in forwards:
            self._forward_on(row.mailbox, identity, row, address)

    def _leave(self, identity: str, row: Message, recipients: Sequence[str]) -> None:
        headers = [["Message-ID", row.message_id], *([name, value] for name, value in row.headers)]
        if row.list_id:
            headers.append(["List-Id", row.list_id])
        if row.html or row.html_blob:
            headers.append([HTML_BODY, self.html_of(row)])
        self.ask(
            "ledger.record", channel="mail", sender=row.sender.email, recipients=list(recipients),
            subject=row.subject, body=self.text_of(row), headers=headers,
            files=[[one.name, one.type, one.blob] for one in row.attachments], source=identity,
        )
        for address in recipients:
            self._notice(address, identity, row)

    def _notice(self, address: str, item: str, row: Message) -> None:
        """Tell the people's service of a message that somebody who answers by rules got."""
        people = self.tx.read("people.persons")
        if not row.automatic and any(people[identity].attentive for _, identity in people.find("by_email", address)):
            self.ask(
                "people.notice", address=address, channel="mail", sender=row.sender.email, item=item,
                text=f"{row.subject}\n{self.text_of(row)}", conversation=self._conversation(row),
            )

    def _conversation(self, row: Message) -> list[str]:
        """Return the ids that a message's conversation has in all mailboxes: each has its own copy and thread."""
        mentioned = dict.fromkeys((row.message_id, *row.references))
        found = [
            (identity, self.messages[identity].thread)
            for mailbox in self.mailboxes.table.ids()
            for reference in mentioned
            for _, identity in self.messages.find("by_message_id", f"{mailbox} {reference}")
        ]
        return list(dict.fromkeys(part for pair in found for part in pair))

    def _bounce(self, row: Message, address: str, why: str) -> None:
        """Send a message back to its sender, with the reason why an address did not take it."""
        where = domain(address)
        body = (
            f"Your message could not be delivered to {address}: {why.rstrip('.')}.\n\n"
            f"Subject: {row.subject}\nStatus: 5.1.1 (not delivered)\n"
        )
        notice = Message(
            mailbox="", thread="", date=self.tx.now, to=(row.sender,),
            sender=Address(name="Mail delivery", email=f"mailer-daemon@{where}"),
            subject=f"Undelivered: {row.subject}", body=body, in_reply_to=row.message_id,
            references=(row.message_id,), automatic=True, size=len(body), message_id=self.new_message_id(where),
            headers=(("Auto-Submitted", "auto-replied"),),
        )
        home = row.mailbox or self.home_of(row.sender.email)
        if home:
            self.arrive(home, notice)
        else:
            self._leave("", notice, [normalise(row.sender.email)])

    def mail_from_system(self, home: str, address: str, *, subject: str, body: str) -> None:
        """Send a notice of the mail system on a mailbox's behalf to an address. The mailbox keeps no copy."""
        sender = Address(name="Mail service", email=f"mail-noreply@{domain(home)}")
        to = (Address(email=address),)
        notice = self.compose(home, to=to, subject=subject, body=body, automatic=True, sender=sender)
        target = self.home_of(address)
        if target:
            self.arrive(target, notice)
        elif not self.is_local(address):
            self._leave("", notice, [address])

    def new_message_id(self, where: str) -> str:
        """Return a fresh RFC 5322 Message-ID at a domain."""
        return f"<{self.tx.new_id('mid').removeprefix('mid_')}@{where}>"

    def arrive(self, mailbox: str, message: Message, *, identity: str = "") -> str:
        """Put an arriving message into a mailbox: thread, category, filters, forwarding, vacation, the reader.

        Returns the id of the mailbox's copy.
        """
        identity = identity or self.tx.new_id("msg")
        thread = self.thread_of(message, self.tx.now, mailbox=mailbox)
        row = message.replace(mailbox=mailbox, thread=thread, date=self.tx.now)
        labels, forwards = self._sorted_in(row)
        row = row.replace(labels=labels, trashed_at=self.tx.now if binned(labels) else 0)
        self.messages.put(identity, row)
        self.note(mailbox, "messageAdded", identity, row.labels)
        if row.trashed_at:
            self.schedule_purge([identity])
        self._note_invitation(mailbox, identity, row)
        for address in forwards:
            self._forward_on(mailbox, identity, row, address)
        self._vacation(mailbox, row)
        self._notice(mailbox, identity, row)
        return identity

    def _note_invitation(self, mailbox: str, identity: str, row: Message) -> None:
        """Let the calendar take an invitation or an answer that has come in; why it does not is among the defects."""
        part = calendar_part(row)
        if part is None or not self.tx.offers("calendar.arrive"):
            return
        sender = normalise(row.sender.email)
        arguments: dict[str, Json] = {
            "blob": part.blob, "sender": sender, "mailbox": mailbox, "known": self._has_written_to(mailbox, sender),
        }
        outcome = self.tx.call(Call.of("calendar.arrive", arguments), actor=mailbox_actor(mailbox))
        taken: Any = outcome.value
        said = taken["defects"] if outcome.ok else [outcome.message]
        if said:
            self.messages.update(identity, defects=(*row.defects, *said))

    def _has_written_to(self, mailbox: str, address: str) -> bool:
        sent = self.messages.found("by_label", f"{mailbox} {SENT}")
        return any(normalise(one) == address for row in sent for one in recipients_of(row))

    def _sorted_in(self, row: Message) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what labels an arriving message gets in its mailbox, and where rules forward it to."""
        labels = {INBOX, UNREAD, category(row)}
        if self.threads[row.thread].muted:
            labels.add(MUTED)
            if {normalise(one.email) for one in (*row.to, *row.cc)} != {row.mailbox}:
                labels.discard(INBOX)
        forwards: dict[str, None] = {}
        seen = row.replace(labels=tuple(sorted(labels)))
        rules = [self.filters[name] for _, name in self.filters.find("by_mailbox", row.mailbox)]
        for rule in [rule for rule in rules if filter_matches(self, rule, seen)]:
            labels = (labels | set(rule.add_labels)) - set(rule.remove_labels)
            if rule.forward:
                forwards[rule.forward] = None
        settings = self.mailboxes[row.mailbox]
        if settings.auto_forward_enabled:
            forwards[settings.auto_forward_to] = None
            labels -= {"archive": {INBOX}, "markRead": {UNREAD}}.get(settings.auto_forward_then, set())
            labels |= {TRASH} if settings.auto_forward_then == "trash" else set()
        if SPAM in labels:
            return tuple(sorted(labels - {INBOX, TRASH})), ()
        return tuple(sorted(labels - {INBOX} if TRASH in labels else labels)), tuple(forwards)

    def _forward_on(self, mailbox: str, identity: str, row: Message, address: str) -> None:
        """Forward arriving mail by a rule. A mailbox that has the message already does not get it again, and one that
        came through five rules stays: two rules that point at each other come to rest."""
        if row.forwards >= MAX_FORWARDS:
            return
        onward = row.replace(
            forwards=row.forwards + 1, labels=(), bcc=(), trashed_at=0,
            headers=(*row.headers, (FORWARDED_FOR, f"{mailbox} {address}")),
        )
        route = self.route(mailbox, [address])
        known = [home for home in route.homes if len(self.messages.find("by_message_id", f"{home} {row.message_id}"))]
        for home in known:
            route.homes.pop(home)
        self._carry(identity, onward, route._replace(colleagues={}, unknown={}), NO_COPIES)

    def _vacation(self, mailbox: str, row: Message) -> None:
        settings = self.mailboxes[mailbox]
        sender = normalise(row.sender.email)
        key = f"{mailbox} {sender}"
        last = self.vacations_sent.get(key)
        if (
            not settings.vacation_enabled
            or row.automatic
            or row.list_id
            or row.forwards
            or sender == mailbox
            or {SPAM, TRASH} & set(row.labels)
            or not settings.vacation_start <= self.tx.now
            or (settings.vacation_end and self.tx.now > settings.vacation_end)
            or (settings.vacation_inside_only and not self.is_local(sender))
            or (settings.vacation_contacts_only and not len(self.tx.read("people.persons").find("by_email", sender)))
            or (last is not None and self.tx.now - last.at < VACATION_GAP)
        ):
            return
        self.vacations_sent.put(key, VacationSent(mailbox=mailbox, address=sender, at=self.tx.now))
        answer = self.compose(
            mailbox, to=(row.sender,), subject=settings.vacation_subject or reply_subject(row.subject),
            body=settings.vacation_body or html_text(settings.vacation_html), html=settings.vacation_html, answers=row,
            automatic=True,
        )
        self.send_out(self.keep_sent(answer))

    def compose(
        self, mailbox: str, *, to: tuple[Address, ...], cc: tuple[Address, ...] = (), bcc: tuple[Address, ...] = (),
        subject: str, body: str, html: str = "", answers: Message | None = None, automatic: bool = False,
        sender: Address | None = None, attachments: tuple[Attachment, ...] = (),
    ) -> Message:
        """Return a message from a mailbox, not yet in any table."""
        settings = self.mailboxes[mailbox]
        sender = sender or Address(name=settings.name, email=mailbox)
        return Message(
            mailbox=mailbox, thread="", date=self.tx.now, sender=sender, to=to, cc=cc, bcc=bcc, subject=subject,
            message_id=self.new_message_id(domain(sender.email)), automatic=automatic, attachments=attachments,
            headers=(("Auto-Submitted", "auto-replied"),) if automatic else (),
            size=self.size_of(body, html, attachments), **({} if answers is None else self.reply_headers(answers)),
            **self.bodies(body, html),
        )

    def keep_sent(
        self, message: Message, *, labels: Iterable[str] = (SENT,), thread: str = "", identity: str = ""
    ) -> str:
        """Put an outgoing message into its sender's mailbox; return its id."""
        identity = identity or self.tx.new_id("msg")
        thread = thread or self.thread_of(message, self.tx.now)
        row = message.replace(thread=thread, labels=tuple(sorted(set(labels))))
        self.messages.put(identity, row)
        self.note(message.mailbox, "messageAdded", identity, row.labels)
        return identity

    # --- what the scheduler, people and the set-up call -----------------------------------------------------------

    @tool("send", seconds=0, faces=INTERNAL)
    def release(self, message_id: str) -> Json:
        """Send a message whose time has come, or whose time to undo has passed."""
        row = self.messages.get(message_id)
        if row is None or not row.scheduled:
            return {"sent": False}
        self.relabel(message_id, add=(SENT,), remove=(SCHEDULED,), scheduled=0, send_at=0, date=self.tx.now)
        self.send_out(message_id)
        return {"sent": True}

    @tool("write", seconds=0, faces=INTERNAL)
    def wake(self, message_ids: tuple[str, ...], until: int) -> Json:
        """Bring snoozed messages back to the inbox, but for those snoozed anew or moved since."""
        woken = 0
        for identity in message_ids:
            row = self.messages.get(identity)
            if row is not None and row.snoozed_until == until:
                self.relabel(identity, add=(INBOX, UNREAD), remove=(SNOOZED,), snoozed_until=0)
                woken += 1
        return {"woken": woken}

    @tool("destroy", seconds=0, faces=INTERNAL)
    def purge(self, message_ids: tuple[str, ...], since: int) -> Json:
        """Delete the messages that have been in the trash or in spam since a time without a break."""
        purged = 0
        for identity in message_ids:
            row = self.messages.get(identity)
            if row is not None and row.trashed_at == since:
                self.drop(identity)
                purged += 1
        return {"purged": purged}

    @tool("send", seconds=0, faces=INTERNAL)
    def answer(self, item: str, text: str) -> Json:
        """Answer a message as the person whose call this is: from their mailbox, or from outside if they have none."""
        row = self.messages.get(item)
        if row is None:
            raise ToolError("not_found", f"The message {item} that was to be answered is gone.")
        person = normalise(self.tx.actor.principal)
        subject = reply_subject(row.subject)
        to = row.reply_to or (row.sender,)
        if person in self.mailboxes:
            mail = self.compose(person, to=to, subject=subject, body=text, answers=row)
            self.send_out(self.keep_sent(mail, thread=row.thread if row.mailbox == person else ""))
        else:
            self.bring_in(self._from_outside(person, to, row, text))
        return {"answered": item}

    def _from_outside(self, person: str, to: tuple[Address, ...], row: Message, text: str) -> Message:
        names = self.tx.read("people.persons")
        known = [names[identity].name for _, identity in names.find("by_email", person)]
        return Message(
            mailbox="", thread="", date=self.tx.now, to=to, subject=reply_subject(row.subject), body=text,
            sender=Address(name=known[0] if known else "", email=person), size=len(text.encode()),
            message_id=self.new_message_id(domain(person)), **self.reply_headers(row),
        )


_RE = re.compile(r"^\s*re\s*:", re.IGNORECASE)


def reply_subject(subject: str) -> str:
    """Return the subject of an answer."""
    return subject if _RE.match(subject) else f"Re: {subject}"


def recipients_of(row: Message) -> list[str]:
    """Return the addresses of everybody whom a message is for."""
    return [one.email for one in (*row.to, *row.cc, *row.bcc)]


def calendar_part(row: Message) -> Attachment | None:
    """Return the iCalendar part of a message, if it has one."""
    return next((one for one in row.attachments if one.type == "text/calendar"), None)


def _by_list(row: Message, list_id: str) -> Message:
    """Return a message as a group passes it on."""
    return row.replace(list_id=list_id) if list_id and not row.list_id else row


def category(row: Message) -> str:
    """Return the inbox category of an arriving message, by what its headers say."""
    sender = row.sender.email.lower()
    if row.list_id:
        return "CATEGORY_PROMOTIONS" if "newsletter" in row.list_id.lower() or "offers" in sender else (
            "CATEGORY_FORUMS"
        )
    if row.automatic or sender.startswith(_UPDATES):
        return "CATEGORY_UPDATES"
    return "CATEGORY_PERSONAL"


def mailbox_actor(mailbox: str) -> Actor:
    """Return the scheduler acting for a mailbox."""
    return Actor(role="scheduler", principal=mailbox)


def later(call: str, **arguments: Json) -> Call:
    """Return the internal call that something due later makes."""
    return Call.of(f"mail.{call}", arguments)
