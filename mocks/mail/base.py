"""The mail tables, and what every mail tool does with their rows."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown, suggest
from ...snapshots.tables import Index
from ..common.addresses import Address, domain, normalise, parse_address
from ..common.files import FileTables
from ..common.lines import SNIPPET_OF, and_more, clipped, listed, people_listed, person_line, snippet
from ..common.moments import DAY
from ..common.zones import local_text
from ..service import Rows
from .records import (
    BODY_INLINE,
    SPAM,
    SYSTEM_LABELS,
    TRASH,
    Attachment,
    Delegate,
    Draft,
    Envelope,
    FileLink,
    Filter,
    ForwardingAddress,
    History,
    Label,
    Mailbox,
    Message,
    SendAs,
    Thread,
    VacationSent,
)
from .search import searched_in, words_in

PURGE_AFTER = 30 * DAY
"""How long trash and spam are kept, as Gmail has it."""

MAX_REFERENCES = 20
"""Message-IDs in References: the oldest are dropped, as most mail programs do."""

SUBJECT_WINDOW = 30 * DAY
"""How far back the subject fallback looks for a conversation. Ours; clients differ."""

_SYSTEM = frozenset(SYSTEM_LABELS)

_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|wg|sv|tr|rif)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


@lru_cache(maxsize=16384)
def base_subject(subject: str) -> str:
    """Return a subject without its reply and forward prefixes, lower case, as RFC 5256 compares them."""
    return " ".join(_PREFIX.sub("", subject).lower().split())


def is_reply_subject(subject: str) -> bool:
    """Tell whether a subject says that it answers or forwards something."""
    return bool(_PREFIX.match(subject))


def _newest(row: Message) -> int:
    return row.date


class MailBase(FileTables):
    """The tables of the mail service and the moves that tools are made of."""

    name = "mail"
    mailboxes = Rows(Mailbox)
    messages = Rows(
        Message,
        by_mailbox=Index[Message](lambda row: (row.mailbox,), _newest),
        by_label=Index[Message](lambda row: [f"{row.mailbox} {label}" for label in row.labels], _newest),
        by_thread=Index[Message](lambda row: (row.thread,), _newest),
        by_message_id=Index[Message](
            lambda row: (f"{row.mailbox} {row.message_id}",) if row.message_id else (), _newest
        ),
        by_subject=Index[Message](lambda row: (f"{row.mailbox} {base_subject(row.subject)}",), _newest),
        by_word=Index[Message](words_in, _newest, searched_in),
    )
    threads = Rows(Thread, by_mailbox=Index[Thread](lambda row: (row.mailbox,), lambda row: 0))
    drafts = Rows(Draft, by_mailbox=Index[Draft](lambda row: (row.mailbox,), lambda row: row.updated),
                  by_message=Index[Draft](lambda row: (row.message,), lambda row: 0))
    labels = Rows(Label, by_mailbox=Index[Label](lambda row: (row.mailbox,), lambda row: row.name.lower()))
    filters = Rows(Filter, by_mailbox=Index[Filter](lambda row: (row.mailbox,), lambda row: row.order))
    forwarding_addresses = Rows(
        ForwardingAddress, by_mailbox=Index[ForwardingAddress](lambda row: (row.mailbox,), lambda row: row.address)
    )
    delegates = Rows(Delegate, by_mailbox=Index[Delegate](lambda row: (row.mailbox,), lambda row: row.address))
    send_as = Rows(
        SendAs,
        by_mailbox=Index[SendAs](lambda row: (row.mailbox,), lambda row: row.address),
        by_address=Index[SendAs](lambda row: (row.address,), lambda row: row.mailbox),
    )
    histories = Rows(
        History,
        by_mailbox=Index[History](lambda row: (row.mailbox,), lambda row: row.number),
        by_message=Index[History](lambda row: (row.message,), lambda row: row.number),
    )
    vacations_sent = Rows(
        VacationSent, by_mailbox=Index[VacationSent](lambda row: (row.mailbox,), lambda row: row.address)
    )
    envelopes = Rows(Envelope, by_mailbox=Index[Envelope](lambda row: (row.mailbox,), lambda row: row.number))

    # --- whose mailbox -------------------------------------------------------------------------------------------

    def own(self, mailbox: str = "") -> str:
        """Return the mailbox that a call acts on: the principal's, or one that has made the principal its delegate."""
        principal = normalise(self.tx.actor.principal)
        wanted = normalise(mailbox) if mailbox not in ("", "me") else principal
        if wanted not in self.mailboxes:
            if wanted == principal or self.tx.actor.role == "setup":
                raise ToolError("no_mailbox", f"{shown(wanted)} has no mailbox here.")
            raise ToolError("permission_denied", f"You have no access to the mailbox {shown(wanted)}.")
        if wanted != principal and self.tx.actor.role in ("agent", "person") and not self._delegated(wanted, principal):
            raise ToolError("permission_denied", f"You have no access to the mailbox {shown(wanted)}.")
        return wanted

    def _delegated(self, mailbox: str, principal: str) -> bool:
        return any(
            row.address == principal and row.status == "accepted"
            for row in self.delegates.found("by_mailbox", mailbox)
        )

    def message_of(self, identity: str) -> Message:
        """Return a message that the actor may see; ToolError `not_found` otherwise, whoever else may have it."""
        row = self.messages.get(identity)
        if row is None or not self.may_use(row.mailbox):
            raise ToolError("not_found", f"There is no message {shown(identity)}.")
        return row

    def may_use(self, mailbox: str) -> bool:
        """Tell whether the actor may read and write a mailbox."""
        principal = normalise(self.tx.actor.principal)
        return mailbox == principal or self.tx.actor.role in ("scheduler", "setup") or (
            self._delegated(mailbox, principal)
        )

    def home_of(self, address: str) -> str:
        """Return the mailbox that mail to an address goes to; empty if it is none of ours."""
        address = normalise(address)
        if address in self.mailboxes:
            return address
        if not self.is_local(address):
            return ""
        for row in self.send_as.found("by_address", address):
            if row.status == "accepted":
                return row.mailbox
        person = self.tx.read("people.persons")
        for _, identity in person.find("by_email", address):
            for other in person[identity].emails:
                if normalise(other) in self.mailboxes:
                    return normalise(other)
        return ""

    def is_local(self, address: str) -> bool:
        """Tell whether an address is of a domain that this world's mail system serves."""
        where = domain(address)
        organisations = self.tx.read("people.organisations")
        return any(organisations[identity].relation == "home" for _, identity in organisations.find("by_domain", where))

    # --- labels --------------------------------------------------------------------------------------------------

    def label_id(self, mailbox: str, label: str) -> str:
        """Return the id of a label given by id or by name, in any case; ToolError names the nearest."""
        upper = label.upper()
        if upper in SYSTEM_LABELS:
            return upper
        row = self.labels.get(label)
        if row is not None and row.mailbox == mailbox:
            return label
        names = self.label_ids(mailbox)
        if label.lower() in names:
            return names[label.lower()]
        if f"CATEGORY_{upper}" in SYSTEM_LABELS:
            return f"CATEGORY_{upper}"
        known = [*SYSTEM_LABELS, *(self.labels[identity].name for identity in names.values())]
        raise ToolError("unknown_label", f"There is no label {shown(label)}.{suggest(label, known)} "
                                         "List labels with mail.list_labels.")

    def label_ids(self, mailbox: str) -> dict[str, str]:
        """Return the user labels of a mailbox: lower-case name to id."""
        return {str(name): identity for name, identity in self.labels.find("by_mailbox", mailbox)}

    def label_name(self, identity: str) -> str:
        """Return what a person calls a label: a system label's name is its id."""
        return identity if identity in _SYSTEM else self.labels[identity].name

    def new_label(self, mailbox: str, name: str) -> str:
        """Create a user label and return its id."""
        identity = self.tx.new_id("lbl")
        self.labels.put(identity, Label(mailbox=mailbox, name=name))
        return identity

    def label_or_new(self, mailbox: str, label: str) -> str:
        """Return the id of a label given by id or name, created if there is none."""
        try:
            return self.label_id(mailbox, label)
        except ToolError:
            return self.new_label(mailbox, label)

    def relabel(self, identity: str, add: Iterable[str] = (), remove: Iterable[str] = (), **changes: object) -> Message:
        """Change the labels of a message, with its history; return the new row."""
        row = self.messages[identity]
        gone = set(remove)
        labels = tuple(sorted({*(label for label in row.labels if label not in gone), *add}))
        if labels == row.labels and not changes:
            return row
        added = tuple(label for label in labels if label not in row.labels)
        if binned(labels) != binned(row.labels):
            changes["trashed_at"] = self.tx.now if binned(labels) else 0
        new = self.messages.put(identity, row.replace(labels=labels, **changes))
        removed = tuple(label for label in row.labels if label not in labels)
        if added:
            self.note(row.mailbox, "labelsAdded", identity, added)
        if removed:
            self.note(row.mailbox, "labelsRemoved", identity, removed)
        return new

    def schedule_purge(self, identities: Sequence[str]) -> None:
        """Have messages deleted in 30 days if they lie in the trash or in spam since now without a break."""
        call = Call.of("mail.purge", {"message_ids": list(identities), "since": self.tx.now})
        self.tx.schedule(call, due=self.tx.now + PURGE_AFTER, actor=Actor(role="scheduler", principal="mail"))

    # --- rows ----------------------------------------------------------------------------------------------------

    def note(self, mailbox: str, kind: Any, message: str, labels: tuple[str, ...] = ()) -> None:
        """Write a history record. History is for programs that follow a mailbox; set-up leaves none."""
        if self.tx.actor.role == "setup":
            return
        number = self.history_of(mailbox) + 1
        row = History(mailbox=mailbox, number=number, kind=kind, message=message, labels=labels)
        self.histories.put(f"{mailbox} {number:09}", row)

    def history_of(self, mailbox: str) -> int:
        """Return the number of the last change of a mailbox, 1 before the first."""
        last = next(reversed(self.histories.find("by_mailbox", mailbox)), (1, ""))
        return int(last[0])

    def text_of(self, row: Message) -> str:
        """Return the whole plain body."""
        return row.text(self.tx.blob)

    def html_of(self, row: Message) -> str:
        """Return the whole HTML body, empty if there is none."""
        return row.markup(self.tx.blob)

    def bodies(self, body: str, html: str) -> dict[str, Any]:
        """Return the fields that hold two bodies, long ones as blobs."""
        fields: dict[str, str] = {"body": body, "body_blob": "", "html": html, "html_blob": ""}
        for name in ("body", "html"):
            if len(fields[name]) > BODY_INLINE:
                fields[f"{name}_blob"] = self.tx.put_blob(fields[name].encode())
                fields[name] = ""
        return fields

    def size_of(self, body: str, html: str, attachments: Sequence[Attachment]) -> int:
        """Return the bytes of a message's content."""
        return len(body.encode()) + len(html.encode()) + sum(one.size for one in attachments)

    def reply_headers(self, row: Message) -> dict[str, Any]:
        """Return the fields of a message that answers or forwards `row`."""
        if not row.message_id:
            return {}
        return {"in_reply_to": row.message_id, "references": (*row.references, row.message_id)[-MAX_REFERENCES:]}

    def thread_of(self, row: Message, date: int, *, mailbox: str = "") -> str:
        """Return the conversation of a message that comes into a mailbox (its own by default) at a time."""
        mailbox = mailbox or row.mailbox
        references = (*((row.in_reply_to,) if row.in_reply_to else ()), *reversed(row.references))
        others = participants(row) - {mailbox} or {mailbox}
        return self.thread_for(mailbox, row.subject, date, references, others)

    def thread_for(
        self, mailbox: str, subject: str, date: int, references: Iterable[str], people: Iterable[str]
    ) -> str:
        """Return the conversation that a message belongs to in a mailbox, a new one if there is none.

        By References and In-Reply-To; failing that, a reply's subject finds the newest conversation of the last 30
        days with the same base subject and a participant in common.
        """
        for reference in references:
            found = self.messages.find("by_message_id", f"{mailbox} {reference}")
            if len(found):
                return self.messages[next(iter(found))[1]].thread
        base = base_subject(subject)
        if base and is_reply_subject(subject):
            wanted = set(people)
            for when, identity in self.messages.find("by_subject", f"{mailbox} {base}").below((date + 1, "")):
                if int(when) < date - SUBJECT_WINDOW:
                    break
                row = self.messages[identity]
                if wanted & participants(row):
                    return row.thread
        identity = self.tx.new_id("thr")
        self.threads.put(identity, Thread(mailbox=mailbox, subject=_PREFIX.sub("", subject).strip()))
        return identity

    def drop(self, identity: str) -> None:
        """Delete a message for good, with its draft and, if it was the last, its thread."""
        row = self.messages[identity]
        if row.scheduled:
            self.tx.cancel(row.scheduled)
        for _, draft in self.drafts.find("by_message", identity):
            self.drafts.remove(draft)
        self.messages.remove(identity)
        if not len(self.messages.find("by_thread", row.thread)):
            self.threads.remove(row.thread)
        self.note(row.mailbox, "messageDeleted", identity)

    # --- what an agent sees --------------------------------------------------------------------------------------

    def when(self, mailbox: str, date: int) -> str:
        """Return a time as ISO text in the mailbox's zone."""
        return local_text(date, self.mailboxes[mailbox].time_zone)

    def line(self, identity: str, row: Message) -> dict[str, Json]:
        """Return a message's line in a listing."""
        out: dict[str, Json] = {
            "id": identity,
            "thread": row.thread,
            "from": person_line(row.sender.name, row.sender.email, 80),
            "to": people_listed(row.to, 5, 80),
            "date": self.when(row.mailbox, row.date),
            "subject": clipped(row.subject, 200),
            "snippet": snippet(self.text_of(row)[:SNIPPET_OF]),
            "labels": listed([self.label_name(label) for label in row.labels], 12, 60),
        }
        if row.attachments:
            out["attachments"] = len(row.attachments)
        return out

    def head(self, identity: str, row: Message, *, first: int = 0, brief: bool = False) -> dict[str, Json]:
        """Return all of a message but its body, for a reader: recipients from number `first`, 50 of a list.

        Brief, for a thread, it shows ten of each list, and long names with an ellipsis.
        """
        most, width = (10, 120) if brief else (50, 400)
        out: dict[str, Json] = {
            "id": identity,
            "thread": row.thread,
            "from": person_line(row.sender.name, row.sender.email, width),
            "to": people_listed(row.to[first:], most, width),
            "date": self.when(row.mailbox, row.date),
            "subject": clipped(row.subject, 1_000),
            "labels": listed([self.label_name(label) for label in row.labels], 50, 225 if not brief else 60),
        }
        for name, people in (("cc", row.cc), ("bcc", row.bcc), ("reply_to", row.reply_to)):
            if people[first:]:
                out[name] = people_listed(people[first:], most, width)
        if not brief and any(len(people) > first + most for people in (row.to, row.cc, row.bcc, row.reply_to)):
            out["next_recipients_from"] = first + most
        if row.attachments:
            files: list[Json] = [
                {"name": clipped(one.name, 255 if not brief else 120), "type": clipped(one.type, 120), "size": one.size}
                for one in row.attachments[: most * 2]
            ]
            if len(row.attachments) > most * 2:
                files.append(and_more(len(row.attachments) - most * 2))
            out["attachments"] = files
        if row.links:
            out["drive_files"] = [self.link_line(one) for one in row.links]
        if row.html or row.html_blob:
            out["has_html"] = True
        for name, date in (("send_at", row.send_at), ("snoozed_until", row.snoozed_until)):
            if date:
                out[name] = self.when(row.mailbox, date)
        return out

    def link_line(self, link: FileLink) -> Json:
        """Return a linked file for a reader: what it is called now, or why it cannot be opened."""
        out: dict[str, Json] = {"file": link.file, "name": clipped(link.title, 255), "type": link.type}
        row = self.files.get(link.file)
        if row is None:
            out["deleted"] = True
        elif not self.unbound and self.access_to(link.file) is None:
            out["no_access"] = True
        else:
            out["name"] = clipped(row.name, 255)
            if self.in_trash(link.file):
                out["in_trash"] = True
        return out


def binned(labels: tuple[str, ...]) -> bool:
    """Tell whether labels put a message into the trash or into spam."""
    return TRASH in labels or SPAM in labels


def participants(row: Message) -> set[str]:
    """Return all addresses of a message, for comparison."""
    return {normalise(one.email) for one in (row.sender, *row.to, *row.cc)}


def read_addresses(texts: Iterable[str]) -> tuple[Address, ...]:
    """Return the addresses that an agent wrote, without repeats; ToolError quotes the first that is none."""
    return tuple({normalise(one.email): one for one in map(parse_address, texts)}.values())
