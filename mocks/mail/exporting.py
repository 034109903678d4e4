"""Exporting: a mailbox as mail files. What was imported comes out byte for byte, what was made here by mime_out."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

from ...snapshots.errors import StateError
from ...snapshots.state import State
from ..common.addresses import is_email
from .mbox import quoted
from .mime_dates import separator_date
from .mime_in import File
from .mime_out import write_message
from .records import CATEGORIES, DRAFT, SENT, STARRED, TRASH, UNREAD, Envelope, Message

_SAFE = "/!#$&'()+,:;=@[]^`{}~ "

_FLAGS = (("D", DRAFT), ("F", STARRED), ("T", TRASH))


class Exported(NamedTuple):
    """One file of an export: its path within the folder, its bytes, and whether they are as they were imported."""

    path: str
    content: bytes
    imported: bool


class Mailing:
    """The mail of one mailbox of a state, in the order in which a file holds it."""

    def __init__(self, state: State, mailbox: str) -> None:
        if mailbox not in state.table("mail.mailboxes"):
            raise StateError(f"this world has no mailbox {mailbox!r}")
        self.state = state
        self.mailbox = mailbox
        self.messages = state.table("mail.messages")
        self.envelopes: list[Envelope] = []
        envelopes = state.table("mail.envelopes")
        inside: set[str] = set()
        for _, identity in envelopes.find("by_mailbox", mailbox):
            row: Envelope = envelopes[identity]
            if not row.message or self._untouched(row):
                self.envelopes.append(row)
                inside.add(row.message)
        self.made = [
            (identity, self.messages[identity]) for _, identity in self.messages.find("by_mailbox", mailbox)
            if identity not in inside
        ]

    def _untouched(self, row: Envelope) -> bool:
        message = self.messages.get(row.message)
        return message is not None and bool(message.raw)

    def as_found(self, row: Envelope) -> bytes:
        """Return the bytes that a file had for a message, without separator and tail."""
        return self.state.blobs[row.raw]

    def raw(self, identity: str) -> bytes:
        """Return a message as RFC 5322 bytes: as it came, or written from its row, lines ending in CRLF."""
        row: Message = self.messages[identity]
        if row.raw:
            return self.state.blobs[row.raw]
        files = [File(one.name, one.type, self._blob(one.blob), one.content_id, one.inline) for one in row.attachments]
        more = (("X-Gmail-Labels", self._labels(row)),)
        return write_message(row, row.text(self._blob), row.markup(self._blob), files, more=more)

    def _blob(self, name: str) -> bytes:
        return self.state.blobs[name]

    def _labels(self, row: Message) -> str:
        """Return the labels as Google's takeout writes them."""
        names = [_spoken(self.state, label) for label in row.labels]
        if UNREAD not in row.labels:
            names.append("Opened")
        return ",".join(f'"{name}"' if "," in name else name for name in names)


def _spoken(state: State, label: str) -> str:
    if label in CATEGORIES:
        return f"Category {label.removeprefix('CATEGORY_').capitalize()}"
    row = state.table("mail.labels").get(label)
    return label.capitalize() if row is None else row.name


def export_mbox(state: State, mailbox: str) -> Iterator[bytes]:
    """Return the pieces of an mbox: the imported file again, without what has been deleted, then what was made here.

    New messages have LF or CRLF as the file has, and are quoted as in mboxrd. Mail that was imported in another form
    is written as new.
    """
    return _mbox(Mailing(state, mailbox))


def _mbox(mailing: Mailing) -> Iterator[bytes]:
    last = b""
    crlf = False
    source = ""
    for row in mailing.envelopes:
        if row.kind != "mbox":
            continue
        if last and row.source != source:
            yield _gap(last, crlf)
        source = row.source
        piece = row.separator.encode("latin-1") + mailing.as_found(row) + row.tail.encode("latin-1")
        crlf = crlf or b"\r\n" in row.separator.encode("latin-1")
        last = piece[-4:] or last
        yield piece
    others = [row.message for row in mailing.envelopes if row.kind != "mbox" and row.message]
    for identity in (*others, *(identity for identity, _ in mailing.made)):
        if last:
            yield _gap(last, crlf)
        message = quoted(mailing.raw(identity).replace(b"\r\n", b"\n"))
        text = _separator(mailing.messages[identity]).encode() + b"\n" + message
        text += b"\n" if text.endswith(b"\n") else b"\n\n"
        piece = text.replace(b"\n", b"\r\n") if crlf else text
        last = piece[-4:]
        yield piece


def _gap(last: bytes, crlf: bool) -> bytes:
    """Return the line ends that are missing between what was written and a From_ line."""
    end = b"\r\n" if crlf else b"\n"
    if last.endswith((b"\n\n", b"\n\r\n")):
        return b""
    return end if last.endswith(b"\n") else end * 2


def _separator(row: Message) -> str:
    sender = row.sender.email if is_email(row.sender.email) and row.sender.email.isascii() else "MAILER-DAEMON"
    return f"From {sender} {separator_date(row.date)}"


def export_folder(state: State, mailbox: str, kind: str) -> Iterator[Exported]:
    """Return the files of a Maildir or of a folder of `.eml` files: imported ones under their names, then others."""
    return _files(Mailing(state, mailbox), kind)


def _files(mailing: Mailing, kind: str) -> Iterator[Exported]:
    taken: set[str] = set()
    others: list[str] = []
    for row in mailing.envelopes:
        if row.kind == kind:
            path = path_of(row.separator)
            taken.add(path)
            yield Exported(path, mailing.as_found(row), True)
        elif row.message:
            others.append(row.message)
    for number, identity in enumerate((*others, *(identity for identity, _ in mailing.made)), start=1):
        row_of = mailing.messages[identity]
        path = _maildir_path(identity, row_of) if kind == "maildir" else f"{number:05}-{identity}.eml"
        yield Exported(path if path not in taken else f"{number}-{path}", mailing.raw(identity), False)


def _maildir_path(identity: str, row: Message) -> str:
    flags = "".join(flag for flag, label in _FLAGS if label in row.labels)
    if UNREAD not in row.labels:
        flags = "".join(sorted(f"{flags}S"))
    folder = ".Sent/" if SENT in row.labels else ""
    return f"{folder}cur/{row.date // 1000}.{identity}.diorama:2,{flags}"


def path_text(path: bytes) -> str:
    """Return the path of a file as an envelope's separator: percent signs for what is not plain ASCII."""
    return quote_from_bytes(path, safe=_SAFE)


def path_of(separator: str) -> str:
    """Return the path that an envelope's separator names, as the file system's text."""
    return unquote_to_bytes(separator).decode("utf-8", "surrogateescape")
