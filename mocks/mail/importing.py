"""Importing: real mail into a mailbox, with its raw bytes beside what it says."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Model
from ..common.addresses import format_address, normalise
from ..common.moments import DAY
from ..service import INTERNAL, tool
from .base import binned
from .delivery import Delivery, category
from .marks import WITH_MORE, labels_of, settled
from .mbox import MAX_HEAD, unquoted
from .mime_dates import parse_date
from .mime_in import File, Parsed, parse_message
from .mime_parts import Defects, split_fields
from .records import (
    CATEGORIES,
    DRAFT,
    INBOX,
    MAX_LABEL_NAME,
    PLACES,
    SENT,
    SYSTEM_LABELS,
    Attachment,
    Draft,
    Envelope,
    Message,
)
from .threading import Grouping

Kind: TypeAlias = Literal["mbox", "eml", "maildir"]


class RawPiece(Model):
    """A piece of a mail file: `raw` (base64) as found, with its separator and tail as ISO 8859-1 text.

    `verbatim` says that an mbox does not quote lines beginning with `From ` in it, `junk` that it is no message.
    `flags` are a Maildir's, null elsewhere; `folder` is the folder it lies in, empty for the inbox.
    """

    raw: str
    separator: str = ""
    tail: str = ""
    verbatim: bool = False
    junk: bool = False
    flags: str | None = None
    folder: str = ""


class Importing(Delivery):
    """Brings real mail in."""

    @tool("write", seconds=0, faces=INTERNAL)
    def import_messages(
        self,
        mailbox: str,
        source: str,
        pieces: Annotated[tuple[RawPiece, ...], Field(max_length=10_000)],
        kind: Kind = "mbox",
        more: bool = False,
    ) -> Json:
        """Put messages of a mail file into a mailbox that are already there: filters don't run, people don't react.

        What is no message is kept for the export alone. Conversations are rebuilt when no `more` follow. Returns the
        number of messages and how many have each defect.
        """
        home = self.own(mailbox)
        known: dict[str, str] = {}
        number, before = self._last(home)
        kept = 0
        defects: dict[str, int] = {}
        discarded: list[str] = []
        for piece in pieces:
            number += 1
            found = _decoded(piece)
            identity = ""
            if piece.junk:
                bytes_name = self.tx.put_blob(found)
                faults: tuple[str, ...] = ("no message",)
            else:
                data = unquoted(found) if kind == "mbox" and not piece.verbatim else found
                identity, row = self._put(home, data, piece, kind, known, before)
                bytes_name = row.raw if data is found or data == found else self.tx.put_blob(found)
                faults = row.defects
                before = row.date
                if row.trashed_at:
                    discarded.append(identity)
                kept += 1
            for fault in faults:
                defects[fault] = defects.get(fault, 0) + 1
            self.envelopes.put(self.tx.new_id("env"), Envelope(
                mailbox=home, source=source, number=number, separator=piece.separator, raw=bytes_name,
                message=identity, kind=kind, tail=piece.tail,
            ))
        if discarded:
            self.schedule_purge(discarded)
        if not more:
            self.rebuild_threads(home)
        return {"kept": kept, "defects": {name: defects[name] for name in sorted(defects)}}

    def _last(self, home: str) -> tuple[int, int]:
        """Return the number of a mailbox's last envelope and the date of its message: now, if there is none."""
        for number, identity in reversed(self.envelopes.find("by_mailbox", home)):
            row = self.messages.get(self.envelopes[identity].message)
            return int(number), self.tx.now if row is None else row.date
        return 0, self.tx.now

    def _put(
        self, home: str, data: bytes, piece: RawPiece, kind: Kind, known: dict[str, str], before: int
    ) -> tuple[str, Message]:
        """Put one message in. One without any date is of the time of the message before it."""
        parsed = parse_message(data)
        own = normalise(parsed.sender.email) == home
        flags = piece.flags if kind == "maildir" else None
        labels = self._labels(home, labels_of(parsed, own=own, flags=flags, folder=piece.folder), known)
        separator = parse_date(piece.separator) if kind == "mbox" else None
        date, defects = moment(parsed.date, parsed.received, separator)
        row = self.read_in(
            home, data, parsed, labels=labels, date=before if date is None else date, defects=defects
        )
        return self._keep(row), row

    def _labels(self, home: str, labels: Iterable[str], known: dict[str, str]) -> set[str]:
        """Return the ids of labels given by id or name; a label that is not there yet is made."""
        out: set[str] = set()
        for label in labels:
            name = label if label in SYSTEM_LABELS else label[:MAX_LABEL_NAME]
            if name not in known:
                known[name] = self.label_or_new(home, name)
            out.add(known[name])
        return settled(out)

    def read_in(
        self, home: str, data: bytes, parsed: Parsed, *, labels: set[str], date: int, defects: Sequence[str] = ()
    ) -> Message:
        """Return the row of a message from its bytes, its conversation still to be found; its bytes are kept."""
        headers = parsed.headers
        bcc = parsed.bcc
        if bcc and not labels & {SENT, DRAFT}:  # only a sender's copy holds bcc
            headers, bcc = (*headers, ("Bcc", ", ".join(map(format_address, bcc)))), ()
        row = Message(
            mailbox=home, thread="", date=date, sender=parsed.sender, to=parsed.to, cc=parsed.cc, bcc=bcc,
            reply_to=parsed.reply_to, subject=parsed.subject, attachments=self._files(parsed.files),
            message_id=parsed.message_id, in_reply_to=parsed.in_reply_to, references=parsed.references,
            headers=headers, list_id=parsed.list_id, automatic=parsed.automatic, size=len(data),
            raw=self.tx.put_blob(data), defects=(*parsed.defects, *defects), **self.bodies(parsed.body, parsed.html),
        )
        if INBOX in labels and not labels & {SENT, DRAFT, *CATEGORIES}:
            labels = labels | {category(row)}
        names = tuple(sorted(labels))
        return row.replace(labels=names, trashed_at=self.tx.now if binned(names) else 0)

    def _files(self, files: Sequence[File]) -> tuple[Attachment, ...]:
        """Keep the files of a message; those of one name get a number, so that each can be asked for."""
        taken: set[str] = set()
        out: list[Attachment] = []
        for file in files:
            name, number = file.name, 1
            stem, dot, ending = file.name.rpartition(".")
            while name in taken:
                number += 1
                name = f"{stem} ({number}){dot}{ending}" if dot and stem else f"{file.name} ({number})"
            taken.add(name)
            out.append(Attachment(
                name=name, type=file.type[:120], size=len(file.content), blob=self.tx.put_blob(file.content),
                content_id=file.content_id, inline=file.inline,
            ))
        return tuple(out)

    def _keep(self, row: Message) -> str:
        identity = self.tx.new_id("msg")
        self.messages.put(identity, row)
        if DRAFT in row.labels:
            self.drafts.put(self.tx.new_id("draft"), Draft(mailbox=row.mailbox, message=identity, updated=row.date))
        return identity

    def rebuild_threads(self, home: str) -> None:
        """Put the messages of a mailbox that have no conversation yet into conversations, old ones where they fit."""
        grouping = Grouping()
        for _, identity in self.messages.find("by_mailbox", home):
            grouping.add(identity, self.messages[identity])
        for group in grouping.groups():
            thread = group.thread or self.thread_for(home, group.subject, group.date, (), ())
            for identity in group.new:
                self.messages.put(identity, self.messages[identity].replace(thread=thread))

    # --- what Gmail calls messages.insert and messages.import ------------------------------------------------------

    def take_raw(
        self, home: str, data: bytes, labels: Sequence[str], *, sort: bool, by_header: bool, thread: str = ""
    ) -> str:
        """Put one message into a mailbox, sending it to nobody; return its id.

        Insert, like IMAP's APPEND, does not sort and dates by arrival; import sorts into a category and dates
        `by_header`. `labels` are ids or names that are there. Filters, forwarding and the vacation reply pass it by.
        """
        parsed = parse_message(data)
        ids = {self.label_id(home, label) for label in labels}
        refused = ids & WITH_MORE
        if refused or len(ids & PLACES) > 1:
            raise ToolError("invalid_label", f"A message cannot be put in with {', '.join(sorted(refused or ids))}.")
        if thread and (thread not in self.threads or self.threads[thread].mailbox != home):
            raise ToolError("not_found", f"There is no thread {shown(thread)}.")
        date = moment(parsed.date, parsed.received, None)[0] if by_header else None
        date = self.tx.now if date is None else date
        row = self.read_in(home, data, parsed, labels=ids, date=date)
        if sort and not ids & {SENT, DRAFT, *CATEGORIES}:
            row = row.replace(labels=tuple(sorted({*row.labels, category(row)})))
        identity = self._keep(row.replace(thread=thread or self.thread_of(row, date)))
        if row.trashed_at:
            self.schedule_purge([identity])
        self.note(home, "messageAdded", identity, row.labels)
        return identity


def moment(date: int | None, received: int | None, separator: int | None) -> tuple[int | None, tuple[str, ...]]:
    """Return when a message reached its mailbox, and what is wrong with its date: by its Date, unless that lies after
    its receipt; else by the mail server; else by the mbox."""
    arrived = received if received is not None else separator
    if date is None or (arrived is not None and date > arrived + DAY):
        return arrived, () if date is None else ("dated after its receipt",)
    return date, ()


def sent_at(content: bytes, separator: str) -> int | None:
    """Return when a message that has not been read yet reached its mailbox; None if it does not say."""
    fields, _ = split_fields(content[:MAX_HEAD], Defects())
    first: dict[str, str] = {}
    for field in fields:
        if field.name.lower() in ("date", "received"):
            first.setdefault(field.name.lower(), field.text)
    received = parse_date(first.get("received", "").rpartition(";")[2])
    return moment(parse_date(first.get("date", "")), received, parse_date(separator))[0]


def _decoded(piece: RawPiece) -> bytes:
    try:
        return base64.b64decode(piece.raw, validate=True)
    except (binascii.Error, ValueError):
        raise ToolError("invalid_raw", f"A message's bytes are given as base64, not as {shown(piece.raw)}.") from None
