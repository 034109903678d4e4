"""Mail tools that write: send, reply, forward, scheduled sending, undo."""

import re
from collections.abc import Sequence
from html import escape
from typing import Annotated, NamedTuple, TypeAlias

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import access
from ..common.addresses import Address, format_address, normalise
from ..common.lines import clipped, listed
from ..common.zones import read_moment
from ..service import tool
from .attaching import FILE_URL, DriveFiles, Files, attached, check_size, from_drive
from .base import read_addresses
from .delivery import Delivery, later, mailbox_actor, recipients_of, reply_subject
from .reading import MailboxName, MessageId
from .records import DRAFT, SCHEDULED, SENT, Attachment, Draft, FileLink, Message

MAX_RECIPIENTS = 500
"""Recipients of one message, as Gmail has it for a person's account."""

Recipients: TypeAlias = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=400, examples=["amy@acme.test"])], ...],
    Field(max_length=MAX_RECIPIENTS, description="addresses, as amy@acme.test or Amy Lee <amy@acme.test>"),
]
Subject: TypeAlias = Annotated[str, Field(max_length=2_000, pattern="^[^\\r\\n]*$")]
FromAddress: TypeAlias = Annotated[
    str, Field(max_length=400, description="one of your send-as addresses; empty for the default")
]
SendAt: TypeAlias = Annotated[
    str, Field(max_length=40, description="send later: 2026-03-05T09:00 in the mailbox's time zone; empty: now",
               examples=["", "2030-01-07T09:00"])
]

_FORWARD = re.compile(r"^\s*(?:fwd?|wg)\s*:", re.IGNORECASE)


class Written(NamedTuple):
    """What a caller wrote, before it is a message."""

    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    subject: str = ""
    body: str = ""
    html: str = ""
    files: tuple[Attachment, ...] = ()
    from_address: str = ""
    links: tuple[FileLink, ...] = ()


class Composing(Delivery):
    """Writes and sends mail. Sending takes two seconds, less than any undo time, so that the next call can undo it."""

    @tool("send", seconds=2)
    def send(
        self,
        to: Recipients,
        subject: Subject,
        body: str,
        cc: Recipients = (),
        bcc: Recipients = (),
        html: str = "",
        attachments: Files = (),
        from_address: FromAddress = "",
        send_at: SendAt = "",
        mailbox: MailboxName = "",
        drive_files: DriveFiles = (),
    ) -> Json:
        """Send a new message. To answer one, use mail.reply or it starts a new conversation.

        `body` is the plain text; the signature of the mailbox is added below it. `html` is an optional second form of
        the same text. Gives the id of your copy and whether it was sent, is scheduled, or is held for mail.undo_send.
        """
        home = self.own(mailbox)
        copies, links = from_drive(self, drive_files)
        files = (*attached(self, attachments), *copies)
        written = Written(to, cc, bcc, subject, body, html, files, from_address, links)
        return self._post(self._message(home, written), send_at)

    @tool("send", seconds=2)
    def reply(
        self,
        message_id: MessageId,
        body: str,
        reply_all: bool = False,
        cc: Recipients = (),
        bcc: Recipients = (),
        attachments: Files = (),
        send_at: SendAt = "",
        drive_files: DriveFiles = (),
    ) -> Json:
        """Answer a message in its conversation: goes to its sender (or Reply-To).

        With `reply_all` also to everybody else in its To and Cc but yourself. The text answered is not quoted.
        """
        row = self._answerable(message_id)
        to, copied = self._reply_to(row, everybody=reply_all)
        extra = [format_address(one) for one in copied]
        subject = reply_subject(row.subject)
        copies, links = from_drive(self, drive_files)
        files = (*attached(self, attachments), *copies)
        written = Written(to, (*extra, *cc), bcc, subject, body, "", files, links=links)
        return self._post(self._message(row.mailbox, written, answers=row), send_at, thread=row.thread)

    @tool("send", seconds=2)
    def forward(
        self,
        message_id: MessageId,
        to: Recipients,
        body: str = "",
        cc: Recipients = (),
        bcc: Recipients = (),
        include_attachments: bool = True,
        send_at: SendAt = "",
    ) -> Json:
        """Send a message on to others: your `body`, then the whole message with its headers, and its attachments."""
        row = self._answerable(message_id)
        text, html = self._forwarded(row, body)
        subject = row.subject if _FORWARD.match(row.subject) else f"Fwd: {row.subject}"
        files = row.attachments if include_attachments else ()
        written = Written(to, cc, bcc, subject, text, html, files, links=row.links)
        message = self._message(row.mailbox, written, answers=row, sign=False)
        return self._post(message, send_at, thread=row.thread)

    @tool("write", seconds=1)
    def undo_send(self, message_id: MessageId) -> Json:
        """Take a message back that was sent within the undo time of the mailbox: it becomes a draft again."""
        row = self.message_of(message_id)
        if not row.scheduled or SENT not in row.labels:
            seconds = self.mailboxes[row.mailbox].undo_send_s
            raise ToolError("too_late", f"The message {shown(message_id)} is not held any more; the undo time of this "
                                        f"mailbox is {seconds} seconds.")
        return self.back_to_draft(message_id)

    @tool("write", seconds=5)
    def cancel_scheduled(self, message_id: MessageId) -> Json:
        """Cancel a scheduled sending: the message becomes a draft."""
        row = self.message_of(message_id)
        if SCHEDULED not in row.labels:
            raise ToolError("not_scheduled", f"The message {shown(message_id)} is not scheduled; "
                                             "list those that are with mail.list_messages and label SCHEDULED.")
        return self.back_to_draft(message_id)

    def back_to_draft(self, identity: str) -> Json:
        """Stop a waiting message from going out and make it a draft."""
        self.tx.cancel(self.messages[identity].scheduled)
        self.relabel(identity, add=(DRAFT,), remove=(SENT, SCHEDULED), scheduled=0, send_at=0)
        return self._drafted(identity)

    # --- parts ---------------------------------------------------------------------------------------------------

    def _drafted(self, identity: str) -> Json:
        """Make a message with the label DRAFT known as a draft."""
        row = self.messages[identity]
        draft = self.tx.new_id("draft")
        self.drafts.put(draft, Draft(mailbox=row.mailbox, message=identity, updated=self.tx.now))
        return {"draft_id": draft, "id": identity, "thread": row.thread}

    def _answerable(self, identity: str) -> Message:
        row = self.message_of(identity)
        for label, what in ((DRAFT, "a draft"), (SCHEDULED, "scheduled to be sent")):
            if label in row.labels:
                raise ToolError("not_sent", f"The message {shown(identity)} is {what}; nobody has it yet.")
        return row

    def _reply_to(self, row: Message, *, everybody: bool) -> tuple[list[str], list[Address]]:
        """Return who an answer goes to, and who gets a copy. An answer to one's own message goes where that went."""
        mine = self.addresses_of(row.mailbox)
        to = list(row.reply_to or (row.sender,))
        if normalise(row.sender.email) in mine and not row.reply_to:
            to = list(row.to) or [row.sender]
        elif everybody:
            to += row.to
        seen = {normalise(one.email) for one in to} | mine
        copied = [one for one in row.cc if normalise(one.email) not in seen] if everybody else []
        others = [one for one in to if normalise(one.email) not in mine]
        return [format_address(one) for one in others or to[:1]], copied

    def addresses_of(self, mailbox: str) -> set[str]:
        """Return all addresses that mean a mailbox's owner."""
        person = self.tx.read("people.persons").get(self.mailboxes[mailbox].person)
        aliases = (row.address for row in self.send_as.found("by_mailbox", mailbox) if row.status == "accepted")
        return {mailbox, *aliases, *map(normalise, () if person is None else person.emails)}

    def _forwarded(self, row: Message, body: str) -> tuple[str, str]:
        """Return the text and HTML of a forwarded message under the words of who forwards it."""
        head = [
            "---------- Forwarded message ----------", f"From: {format_address(row.sender)}",
            f"Date: {self.when(row.mailbox, row.date)}", f"Subject: {row.subject}",
            f"To: {', '.join(map(format_address, row.to))}",
        ]
        if row.cc:
            head.append(f"Cc: {', '.join(map(format_address, row.cc))}")
        above, _ = signed(body, "", self._sender(row.mailbox, "").signature)
        html = self.html_of(row)
        if html:
            html = f"{_markup(above)}<br><br>{'<br>'.join(map(escape, head))}<br><br>{html}"
        return "\n".join([*([above, ""] if above else []), *head, "", self.text_of(row)]), html

    def _sender(self, home: str, from_address: str) -> "_Sender":
        """Return whom a message is from; ToolError names the addresses that the mailbox may use."""
        settings = self.mailboxes[home]
        primary = _Sender(Address(name=settings.name, email=home), (), settings.signature)
        aliases = {row.address: row for row in self.send_as.found("by_mailbox", home) if row.status == "accepted"}
        wanted = normalise(read_addresses([from_address])[0].email) if from_address else next(
            (row.address for row in aliases.values() if row.default), home
        )
        if wanted == home:
            return primary
        row = aliases.get(wanted)
        if row is None:
            raise ToolError("unknown_sender", f"You cannot send as {shown(from_address)}; this mailbox has "
                                              f"{', '.join([home, *aliases])}.")
        reply_to = read_addresses([row.reply_to]) if row.reply_to else ()
        return _Sender(Address(name=row.name, email=row.address), reply_to, row.signature)

    def _message(
        self, home: str, written: Written, *, answers: Message | None = None, sign: bool = True
    ) -> Message:
        """Return what was written as a message from a mailbox."""
        sender = self._sender(home, written.from_address)
        body, html = written.body, written.html
        if sign:
            body, html = signed(body, html, sender.signature)
        message = self.compose(
            home, to=read_addresses(written.to), cc=read_addresses(written.cc), bcc=read_addresses(written.bcc),
            subject=written.subject, body=body, html=html, answers=answers, sender=sender.address,
            attachments=written.files,
        )
        check_size(message.size)
        headers = (*message.headers, *_sent_by(self.tx.actor, home))
        return message.replace(links=written.links, reply_to=sender.reply_to, headers=headers)

    def _post(self, row: Message, send_at: str, *, identity: str = "", thread: str = "") -> Json:
        """Send a message now, hold it for the undo time, or schedule it; say which."""
        recipients = len(row.to) + len(row.cc) + len(row.bcc)
        if not recipients:
            raise ToolError("no_recipients", "The message has no recipient.")
        if recipients > MAX_RECIPIENTS:
            raise ToolError("too_many_recipients", f"The message has {recipients} recipients; {MAX_RECIPIENTS} is the "
                                                   "limit.")
        home = row.mailbox
        row, locked_out = self._with_links(row)
        due = self.future(home, send_at) if send_at else self.tx.now + self.mailboxes[home].undo_send_s * 1000
        label = SCHEDULED if send_at else SENT
        identity = self.keep_sent(row, labels=(*row.labels, label), thread=thread, identity=identity)
        out: dict[str, Json] = {"id": identity, "thread": self.messages[identity].thread, "status": "sent"}
        if due > self.tx.now:
            number = self.tx.schedule(later("release", message_id=identity), due=due, actor=mailbox_actor(home))
            self.messages.update(identity, scheduled=number, send_at=due)
            out["status"] = "scheduled" if send_at else "held"
            out["send_at" if send_at else "undo_until"] = self.when(home, due)
        else:
            self.send_out(identity)
        if locked_out:
            out["cannot_open"] = locked_out
        return out

    def _with_links(self, row: Message) -> tuple[Message, list[Json]]:
        """Return a message as it goes out, its links written below the text, and who cannot open which of them.

        Whom the sender lets in is given access now.
        """
        missing = [one for one in row.links if f"{FILE_URL}{one.file}" not in self.text_of(row)]
        if missing:
            text, html = self.text_of(row), self.html_of(row)
            text += "".join(f"\n\n{one.title}: {FILE_URL}{one.file}" for one in missing)
            if html:
                html += "".join(f'<br><br><a href="{FILE_URL}{one.file}">{escape(one.title)}</a>' for one in missing)
            row = row.replace(size=self.size_of(text, html, row.attachments), **self.bodies(text, html))
        mine = self.addresses_of(row.mailbox)
        people = [one for one in dict.fromkeys(map(normalise, recipients_of(row))) if one not in mine]
        locked_out: list[Json] = []
        for link in row.links:
            outside = [one for one in people if access(self.tx, link.file, one) is None]
            if outside and link.give and link.file in self.files:
                outcome = self.tx.call(Call.of("drive.share", {
                    "file_id": link.file, "to": list[Json](outside[:50]), "role": link.give, "notify": False,
                }))
                if not outcome.ok:
                    raise ToolError(outcome.code, f"{shown(link.title)} cannot be shared: {outcome.message}")
                outside = outside[50:]
            if outside:
                closed: dict[str, Json] = {"file": link.file, "name": clipped(link.title, 255)}
                locked_out.append({**closed, "people": listed(outside, 20, 100)})
        return row.replace(links=tuple(one.replace(give="") for one in row.links)), locked_out

    def future(self, home: str, text: str) -> int:
        """Return a time that a caller wrote, if it lies ahead."""
        moment = read_moment(text, self.mailboxes[home].time_zone)
        if moment <= self.tx.now:
            now = self.when(home, self.tx.now)
            raise ToolError("invalid_time", f"{shown(text)} is not in the future; now it is {now}.")
        return moment


class _Sender(NamedTuple):
    """Whom a message is from, where answers go, and what stands below it."""

    address: Address
    reply_to: tuple[Address, ...]
    signature: str


def signed(body: str, html: str, signature: str) -> tuple[str, str]:
    """Return a text and its HTML with the signature below, unless it is there already."""
    if not signature:
        return body, html
    if not body.rstrip().endswith(signature.strip()):
        body = f"{body.rstrip()}\n\n-- \n{signature}" if body.strip() else f"-- \n{signature}"
    if html and _markup(signature) not in html:
        html = f"{html}<br><br>-- <br>{_markup(signature)}"
    return body, html


def _markup(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _sent_by(actor: Actor, home: str) -> tuple[tuple[str, str], ...]:
    """Return the header by which a delegate's message says who wrote it (RFC 5322, 3.6.2)."""
    principal = normalise(actor.principal)
    return (("Sender", principal),) if actor.role in ("agent", "person") and principal != home else ()
