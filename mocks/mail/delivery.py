"""Delivery: how a message gets from a sender to mailboxes, and what arriving mail sets off."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ..common.addresses import Address, domain, normalise
from ..service import INTERNAL, tool
from .base import DAY, MailBase, base_subject
from .matching import filter_matches
from .records import INBOX, SENT, SPAM, TRASH, UNREAD, Attachment, Filter, Message, VacationSent

MAX_FORWARDS = 5
"""Automatic forwards that a message may go through before it stays where it is."""

VACATION_GAP = 4 * DAY
"""A sender hears of a vacation once in four days, as Gmail has it."""

NO_COPIES: Mapping[str, str] = MappingProxyType({})

_UPDATES = ("no-reply@", "noreply@", "notifications@", "notification@", "alerts@", "billing@")


class Delivery(MailBase):
    """Carries messages out and in."""

    def send_out(self, identity: str, copies: Mapping[str, str] = NO_COPIES) -> None:
        """Send the message in row `identity`: to local mailboxes, to the ledger, back as a bounce.

        `copies` may give the ids that the copies in some mailboxes shall have.
        """
        row = self.messages[identity]
        recipients = list({normalise(one.email): one for one in (*row.to, *row.cc, *row.bcc)}.values())
        outside: list[str] = []
        delivered: dict[str, None] = {}
        for one in recipients:
            home = self.home_of(one.email)
            if home:
                delivered[home] = None
            elif self.is_local(one.email):
                self._bounce(row, one.email)
            else:
                outside.append(normalise(one.email))
        for home in delivered:
            if home == row.mailbox:
                self.relabel(identity, add=(INBOX, UNREAD))
            else:
                received = row.replace(bcc=(), labels=(), scheduled=0, send_at=0, snoozed_until=0)
                self.arrive(home, received, identity=copies.get(home, ""))
        if outside:
            self._leave(identity, self.messages[identity], outside)

    def _leave(self, identity: str, row: Message, recipients: Sequence[str]) -> None:
        headers = [["Message-ID", row.message_id], *([name, value] for name, value in row.headers)]
        if row.html or row.html_blob:
            headers.append(["X-Html-Body", self.html_of(row)])
        self.ask(
            "ledger.record", channel="mail", sender=row.sender.email, recipients=list(recipients),
            subject=row.subject, body=self.text_of(row), headers=headers,
            files=[[one.name, one.type, one.blob] for one in row.attachments], source=identity,
        )
        for address in recipients:
            self._notice(address, identity, row)

    def _notice(self, address: str, item: str, row: Message) -> None:
        people = self.tx.read("people.persons")
        if len(people.find("by_email", normalise(address))):
            self.ask(
                "people.notice", address=normalise(address), channel="mail", sender=row.sender.email, item=item,
                thread=row.thread, text=f"{row.subject}\n{self.text_of(row)}", automatic=row.automatic,
            )

    def _bounce(self, row: Message, address: str) -> None:
        where = domain(address)
        body = (
            f"Your message could not be delivered to {address}: there is no such address at {where}.\n\n"
            f"Subject: {row.subject}\nStatus: 5.1.1 (no such user)\n"
        )
        notice = Message(
            mailbox=row.mailbox, thread="", date=self.tx.now, to=(row.sender,),
            sender=Address(name="Mail delivery", email=f"mailer-daemon@{where}"),
            subject=f"Undelivered: {row.subject}", body=body, in_reply_to=row.message_id,
            references=(row.message_id,), automatic=True, size=len(body), message_id=self.new_message_id(where),
            headers=(("Auto-Submitted", "auto-replied"),),
        )
        self.arrive(row.mailbox, notice)

    def new_message_id(self, where: str) -> str:
        """Return a fresh RFC 5322 Message-ID at a domain."""
        return f"<{self.tx.new_id('mid').removeprefix('mid_')}@{where}>"

    def arrive(self, mailbox: str, message: Message, *, identity: str = "") -> str:
        """Put an arriving message into a mailbox: thread, category, filters, forwarding, vacation, the reader.

        Returns the id of the mailbox's copy.
        """
        identity = identity or self.tx.new_id("msg")
        row = message.replace(mailbox=mailbox, date=self.tx.now)
        row = row.replace(thread=self.thread_of(row, self.tx.now))
        labels = {INBOX, UNREAD, category(row)}
        if self.threads[row.thread].muted:
            labels.discard(INBOX)
        forwards: list[tuple[str, str]] = []
        for _, name in self.filters.find("by_mailbox", mailbox):
            rule = self.filters[name]
            if filter_matches(self, rule, row.replace(labels=tuple(sorted(labels)))):
                labels = self._filtered(mailbox, rule, labels)
                if rule.forward:
                    forwards.append((rule.forward, "leaveInInbox"))
        settings = self.mailboxes[mailbox]
        if settings.auto_forward_enabled and SPAM not in labels:
            forwards.append((settings.auto_forward_to, settings.auto_forward_then))
            if settings.auto_forward_then in ("archive", "trash"):
                labels.discard(INBOX)
            if settings.auto_forward_then == "trash":
                labels.add(TRASH)
            if settings.auto_forward_then == "markRead":
                labels.discard(UNREAD)
        row = row.replace(labels=tuple(sorted(labels)))
        self.messages.put(identity, row)
        self.note(mailbox, "messageAdded", identity, row.labels)
        for address, _ in forwards:
            self._forward_on(mailbox, identity, row, address)
        self._vacation(mailbox, row)
        self._notice(mailbox, identity, row)
        return identity

    def _filtered(self, mailbox: str, rule: Filter, labels: set[str]) -> set[str]:
        known = {*self.label_ids(mailbox).values()}
        add = {label for label in rule.add_labels if not label.startswith("lbl_") or label in known}
        return (labels | add) - set(rule.remove_labels)

    def _forward_on(self, mailbox: str, identity: str, row: Message, address: str) -> None:
        """Forward arriving mail by a rule. A message that came through five rules already stays."""
        if row.forwards >= MAX_FORWARDS or normalise(address) == mailbox:
            return
        onward = row.replace(
            forwards=row.forwards + 1, labels=(), bcc=(),
            headers=(*row.headers, ("X-Forwarded-For", f"{mailbox} {normalise(address)}")),
        )
        home = self.home_of(address)
        if home:
            self.arrive(home, onward)
        elif not self.is_local(address):
            self._leave(identity, onward, [normalise(address)])

    def _vacation(self, mailbox: str, row: Message) -> None:
        settings = self.mailboxes[mailbox]
        sender = normalise(row.sender.email)
        key = f"{mailbox} {sender}"
        last = self.vacations_sent.get(key)
        if (
            not settings.vacation_enabled
            or row.automatic
            or row.list_id
            or sender == mailbox
            or {SPAM, TRASH} & set(row.labels)
            or not settings.vacation_start <= self.tx.now
            or (settings.vacation_end and self.tx.now > settings.vacation_end)
            or (settings.vacation_inside_only and not self.is_local(sender))
            or (last is not None and self.tx.now - last.at < VACATION_GAP)
        ):
            return
        self.vacations_sent.put(key, VacationSent(at=self.tx.now))
        answer = self.compose(
            mailbox, to=(row.sender,), subject=settings.vacation_subject or f"Re: {row.subject}",
            body=settings.vacation_body, answers=row, automatic=True,
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
        labels = {label for label in row.labels if label != "SCHEDULED"} | {SENT}
        self.messages.put(message_id, row.replace(
            scheduled=0, send_at=0, date=self.tx.now, labels=tuple(sorted(labels))
        ))
        self.note(row.mailbox, "labelsAdded", message_id, (SENT,))
        self.send_out(message_id)
        return {"sent": True}

    @tool("write", seconds=0, faces=INTERNAL)
    def wake(self, message_id: str, until: int) -> Json:
        """Bring a snoozed message back to the inbox, unless it has been snoozed anew or moved since."""
        row = self.messages.get(message_id)
        if row is None or row.snoozed_until != until:
            return {"woken": False}
        self.relabel(message_id, add=(INBOX, UNREAD), remove=("SNOOZED",), snoozed_until=0, date=self.tx.now)
        return {"woken": True}

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
        subject = row.subject if base_subject(row.subject) != row.subject.lower() else f"Re: {row.subject}"
        if person in self.mailboxes:
            mail = self.compose(person, to=(row.sender,), subject=subject, body=text, answers=row)
            self.send_out(self.keep_sent(mail, thread=row.thread if row.mailbox == person else ""))
        else:
            self.arrive(row.mailbox, self._from_outside(person, row, subject, text))
        return {"answered": item}

    def _from_outside(self, person: str, row: Message, subject: str, text: str) -> Message:
        names = self.tx.read("people.persons")
        known = [names[identity].name for _, identity in names.find("by_email", person)]
        return Message(
            mailbox=row.mailbox, thread="", date=self.tx.now, to=(row.sender,),
            sender=Address(name=known[0] if known else "", email=person),
            subject=subject, body=text, in_reply_to=row.message_id,
            references=(*row.references, row.message_id), size=len(text.encode()),
            message_id=self.new_message_id(domain(person)),
        )


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


