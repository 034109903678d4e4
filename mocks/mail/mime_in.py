"""MIME in: the bytes of one message as the fields that a mailbox shows. Nothing raises, whatever the bytes are; what
was wrong is said in `defects`, in words of our own."""

import re
from typing import NamedTuple

from ..common.addresses import Address, parse_address_list
from ..common.charsets import decoded, known_charset
from ..common.encoded_words import decode_words
from ..common.html_text import html_text
from .mime_dates import parse_date
from .mime_parts import MAX_VALUE, Defects, Field, Part, content_of, read_part

MAX_SUBJECT, MAX_REFERENCES = 2_000, 100
"""Characters of a subject, and Message-IDs of References, that a row keeps. Ours; the raw bytes keep all."""

MAX_NAME = 200
"""Characters of a file's name, within what file systems take; a longer one loses its middle."""

_OWN = frozenset((
    "from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "in-reply-to", "references", "list-id",
    "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id",
    "content-length", "lines", "status", "x-status", "x-mozilla-status", "x-mozilla-status2", "x-gmail-labels",
))
"""Header fields that a message's row says in its own fields, or that only describe the file it came in."""

_LISTS = ("to", "cc", "bcc", "reply-to")
"""Fields that are read together where there is more than one."""

_IDENTITY = re.compile(r"<[^<>\s]{1,900}>")
_COMMENT = re.compile(r"\([^()]*\)")
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)

_ENDINGS = {
    "text/calendar": "ics", "message/rfc822": "eml", "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif",
    "image/svg+xml": "svg", "application/pdf": "pdf", "application/zip": "zip", "text/html": "html",
    "text/csv": "csv", "application/json": "json", "application/pgp-signature": "asc", "application/ms-tnef": "dat",
    "application/pkcs7-signature": "p7s", "application/x-pkcs7-signature": "p7s", "text/vcard": "vcf",
}


class File(NamedTuple):
    """A file of a message: an attachment, an inline image, a calendar part, an attached message."""

    name: str
    type: str
    content: bytes
    content_id: str = ""
    inline: bool = False


class Parsed(NamedTuple):
    """What a message says. `date` is of its Date field, `received` of the mail server that took it last (ms)."""

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    subject: str
    body: str
    html: str
    files: tuple[File, ...]
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    date: int | None
    received: int | None
    list_id: str
    automatic: bool
    headers: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str], ...]
    defects: tuple[str, ...]


def parse_message(data: bytes) -> Parsed:
    """Return what the bytes of a message say. `marks` are its fields that tell labels (X-Gmail-Labels, Status, ...)."""
    defects = Defects()
    whole = read_part(data, defects)
    head = _Head(whole.fields, _charset(whole), defects)
    shown = _Showing(defects).message(whole)
    if b"\x00" in data:
        defects.add("NUL bytes")
    references = tuple(dict.fromkeys(_IDENTITY.findall(head.text("references"))))[-MAX_REFERENCES:]
    return Parsed(
        sender=_sender(head),
        to=head.people("to"),
        cc=head.people("cc"),
        bcc=head.people("bcc"),
        reply_to=head.people("reply-to"),
        subject=decode_words(head.text("subject"))[:MAX_SUBJECT].strip(),
        body=shown.text,
        html=shown.html,
        files=tuple(shown.files),
        message_id=_identity(head.text("message-id")),
        in_reply_to=_identity(_COMMENT.sub(" ", head.text("in-reply-to")), strict=True),
        references=references,
        date=_date(head),
        received=parse_date(head.text("received").rpartition(";")[2]),
        list_id=decode_words(head.text("list-id"))[:500],
        automatic=_automatic(head),
        headers=tuple(head.others()),
        marks=tuple((name, decode_words(head.text(name))) for name in _MARKS if name in head.fields),
        defects=defects.all(),
    )


_MARKS = ("x-gmail-labels", "status", "x-status", "x-mozilla-status", "x-keywords")


class _Head:
    """The header of a message, by lower-case names. 8-bit text that is not UTF-8 is of the charset of the body."""

    def __init__(self, fields: tuple[Field, ...], charset: str, defects: Defects) -> None:
        self.fields: dict[str, list[str]] = {}
        self.order: list[tuple[str, str]] = []
        self.defects = defects
        for name, value in fields:
            text, fits = decoded(value)
            if not value.isascii():
                defects.add("8-bit header")
                if not fits and known_charset(charset) not in ("", "utf-8"):
                    text = decoded(value, charset)[0]
            self.fields.setdefault(name.lower(), []).append(text)
            self.order.append((name, text))

    def text(self, name: str) -> str:
        """Return the first field of a name as text, empty if there is none."""
        found = self.fields.get(name)
        return found[0][:MAX_VALUE] if found else ""

    def people(self, name: str) -> tuple[Address, ...]:
        """Return the addresses of all fields of a name."""
        out: list[Address] = []
        for text in self.fields.get(name, ()):
            found, faults = parse_address_list(text)
            if faults:
                self.defects.add(f"{name.title()} not as addresses are written")
            out.extend(found)
        return tuple(out)

    def others(self) -> list[tuple[str, str]]:
        """Return the fields that no other part of a message's row says, in their order."""
        seen: set[str] = set()
        out: list[tuple[str, str]] = []
        for written, text in self.order:
            name = written.lower()
            again = name in seen and name in _OWN
            seen.add(name)
            if again:
                self.defects.add(f"more than one {name.title()}")
            if name not in _OWN or (again and name not in _LISTS):
                out.append((written, decode_words(text[:MAX_VALUE])))
        return out


def _charset(whole: Part) -> str:
    """Return the charset that a message names for its text: its own, or that of its first part that names one."""
    named = whole.parameters.get("charset", "")
    return named or next(filter(None, map(_charset, whole.parts)), "")


def _sender(head: _Head) -> Address:
    """Return who a message is from: From, else Sender, else Return-Path; what is no address becomes the name."""
    for name in ("from", "sender", "return-path"):
        found = head.people(name)
        if found:
            return found[0]
    head.defects.add("no sender")
    return Address(name=" ".join(decode_words(head.text("from")).split())[:MAX_SUBJECT], email="")


def _identity(text: str, *, strict: bool = False) -> str:
    found = _IDENTITY.search(text)
    if found:
        return found[0]
    return "" if strict or not text else f"<{''.join(text.split()).strip('<>')[:900]}>"


def _date(head: _Head) -> int | None:
    text = head.text("date")
    found = parse_date(text)
    if found is None:
        head.defects.add("unreadable date" if text else "no date")
    return found


def _automatic(head: _Head) -> bool:
    """Tell whether no person wrote a message, as RFC 3834 and what came before it mark that."""
    auto = head.text("auto-submitted").lower()
    return (
        (bool(auto) and not auto.startswith("no"))
        or head.text("precedence").strip().lower() in ("bulk", "junk", "auto_reply")
        or any(name in head.fields for name in ("x-autoreply", "x-autorespond"))
        or ("return-path" in head.fields and head.text("return-path").strip() == "<>")
    )


def _is_form(kind: str) -> bool:
    """Tell whether a part of an alternative is one more form of the text, and no file to take out."""
    return kind.startswith("text/") and kind != "text/calendar"


class _Shown(NamedTuple):
    text: str
    html: str
    files: list[File]


class _Showing:
    """Decides what of a message is its text, what its HTML, and what its files."""

    def __init__(self, defects: Defects) -> None:
        self.defects = defects
        self.unnamed = 0

    def message(self, whole: Part) -> _Shown:
        return self._many(whole, False) if whole.parts else self._one(whole, root=True, related=False)

    def _part(self, part: Part, related: bool, root: bool = False) -> _Shown:
        return self._many(part, related) if part.parts else self._one(part, root=root, related=related)

    def _many(self, whole: Part, related: bool) -> _Shown:
        if whole.type == "multipart/alternative":
            return self._alternative([self._part(part, related, True) for part in whole.parts])
        inside = whole.type == "multipart/related"
        shown = [self._part(part, related or (inside and position > 0), position == 0)
                 for position, part in enumerate(whole.parts)]
        files = [file for one in shown for file in one.files]
        texts = [one.text for one in shown if one.text]
        return _Shown("\n".join(texts), "\n".join(one.html for one in shown if one.html), files)

    def _alternative(self, shown: list[_Shown]) -> _Shown:
        """One text: the plain form where there is one, else what the last form says."""
        files = [file._replace(inline=file.inline or _is_form(file.type)) for one in shown for file in one.files]
        plain = [one for one in shown if one.text.strip() and not one.html]
        marked = [one for one in shown if one.html]
        text = plain[0].text if plain else marked[-1].text if marked else ""
        return _Shown(text, marked[-1].html if marked else "", files)

    def _one(self, part: Part, *, root: bool, related: bool) -> _Shown:
        attached = part.disposition == "attachment" or (bool(part.name) and not (root and part.type in _TEXTS))
        if part.type in _TEXTS and not attached and not (related and part.field("content-id")):
            text = self._text(part)
            if part.type == "text/html":
                return _Shown(html_text(text), text, [])
            return _Shown(text, "", [])
        content = content_of(part, self.defects)
        content_id = part.field("content-id").strip().strip("<>")[:500]
        inline = part.disposition != "attachment" and (
            (related and bool(content_id or part.disposition))
            or (part.disposition == "inline" and part.type.startswith("image/"))
        )
        return _Shown("", "", [File(self._name(part, content), part.type, content, content_id, inline)])

    def _text(self, part: Part) -> str:
        data = content_of(part, self.defects)
        charset = part.parameters.get("charset", "")
        if part.type == "text/html" and not charset:
            found = _META.search(data[:2048])
            charset = found[1].decode("ascii") if found else ""
        text, fits = decoded(data, charset)
        if not fits:
            self.defects.add("text is not of the charset that it names")
        return text.replace("\r\n", "\n")

    def _name(self, part: Part, content: bytes) -> str:
        """Return a file's name without folders and control characters; one that has none gets one."""
        name = re.split(r"[/\\]", part.name)[-1]
        name = " ".join(_CONTROL.sub(" ", name).split()).strip(". ")
        if len(name) > MAX_NAME:
            name = f"{name[: MAX_NAME - 20]}~{name[-18:]}"
        if name:
            return name
        ending = _ENDINGS.get(part.type, "txt" if part.type.startswith(("text/", "message/")) else "bin")
        if part.type == "message/rfc822":
            subject = decode_words(read_part(content[:65_536], Defects()).field("subject"))
            return f"{' '.join(_UNFIT.sub(' ', subject).split())[:80].strip('. ') or 'message'}.eml"
        self.unnamed += 1
        return f"{part.type.partition('/')[0]}-{self.unnamed}.{ending}"


_TEXTS = ("text/plain", "text/html", "text/enriched", "text/richtext")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')
