"""MIME out: a message made in the world as the bytes of RFC 5322, the same on every Python."""

import binascii
import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import NamedTuple

from ..common.addresses import Address, format_address
from ..common.encoded_words import encode_words
from ..common.html_text import html_text
from .mime_dates import header_date
from .mime_in import File
from .records import Message

LINE = 76
"""Characters of a line, by RFC 2045. Header lines are folded at spaces to keep to it."""

MAX_WORD = 900
"""A header word longer than this cannot be folded; it is encoded."""

_NAME = re.compile(r"[!-9;-~]+", re.ASCII)
_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+", re.ASCII)
_PLAIN = re.compile(r"[ -~]*")
_TOKEN = re.compile(r"[A-Za-z0-9!#$&+.^_`{|}~-]+", re.ASCII)
_SEPARATOR = re.compile(r"^>*From ", re.MULTILINE)
_WRITTEN = frozenset(("mime-version", "content-type", "content-transfer-encoding", "content-disposition", "content-id"))


class _Part(NamedTuple):
    """A part that is written: its header lines and its encoded body, lines ending in CRLF."""

    head: tuple[str, ...]
    body: bytes


def write_message(
    row: Message, body: str, html: str, files: Sequence[File], *, more: Sequence[tuple[str, str]] = ()
) -> bytes:
    """Return a message as bytes with CRLF line ends, ASCII but for addresses that are not.

    Plain text that only repeats the HTML's is left out. `more` are header fields beyond those of the row.
    """
    part = _content(body, html, files)
    lines = [*_fields(row), *(_field(name, value) for name, value in (*row.headers, *more) if _may_write(name))]
    if row.automatic and not _marked_automatic(row):
        lines.append("Auto-Submitted: auto-generated")
    head = "".join(f"{line}\r\n" for line in (*lines, "MIME-Version: 1.0", *part.head))
    return head.encode() + b"\r\n" + part.body


def _may_write(name: str) -> bool:
    return bool(_NAME.fullmatch(name)) and name.lower() not in _WRITTEN


def _marked_automatic(row: Message) -> bool:
    names = {name.lower() for name, _ in row.headers}
    return bool(names & {"auto-submitted", "precedence", "x-autoreply", "x-autorespond", "return-path"})


def _fields(row: Message) -> list[str]:
    out = [_people("From", (row.sender,)), f"Date: {header_date(row.date)}"]
    for name, people in (("To", row.to), ("Cc", row.cc), ("Bcc", row.bcc), ("Reply-To", row.reply_to)):
        if people:
            out.append(_people(name, people))
    for name, text in (
        ("Subject", row.subject), ("Message-ID", row.message_id), ("In-Reply-To", row.in_reply_to),
        ("References", " ".join(row.references)), ("List-ID", row.list_id),
    ):
        if text:
            out.append(_field(name, text))
    return out


def _people(name: str, people: Sequence[Address]) -> str:
    return _folded(f"{name}: {', '.join(_person(one) for one in people)}")


def _person(one: Address) -> str:
    if _is_plain(one.name) or not one.name:
        return format_address(one) if one.email else f'"{one.name}"'
    return f"{encode_words(one.name)} <{one.email}>" if one.email else encode_words(one.name)


def _field(name: str, value: str) -> str:
    text = value if _is_plain(value) else encode_words(value, 75 - len(name) - 2)
    return _folded(f"{name}: {text}")


def _is_plain(text: str) -> bool:
    """Tell whether a header text can stand as it is: readers fold, trim and decode the rest."""
    return (
        bool(_PLAIN.fullmatch(text)) and "=?" not in text and "  " not in text and text == text.strip(" ")
        and all(len(word) <= MAX_WORD for word in text.split(" "))
    )


def _folded(line: str) -> str:
    """Break a header line at its spaces; a reader that joins the lines has the same text again."""
    out: list[str] = []
    current = ""
    for word in line.split(" "):
        if current.strip() and len(current) + 1 + len(word) > LINE and word:
            out.append(current)
            current = f" {word}"
        else:
            current = f"{current} {word}" if current or out else word
    out.append(current)
    return "\r\n".join(out)


def _content(body: str, html: str, files: Sequence[File]) -> _Part:
    shown = [file for file in files if file.inline]
    attached = [file for file in files if not file.inline]
    alone = not files
    if not html:
        part = _text("plain", body, alone)
    elif not body.strip() or body == html_text(html):
        part = _text("html", html, alone)
    else:
        part = _multipart("alternative", [_text("plain", body, False), _text("html", html, False)])
    if shown:
        part = _multipart("related", [part, *map(_file, shown)])
    if attached:
        part = _multipart("mixed", [part, *map(_file, attached)])
    return part


def _text(kind: str, text: str, alone: bool) -> _Part:
    """Write a text as it is if that is safe, else in the shorter of the two encodings."""
    data = text.replace("\n", "\r\n").encode()
    safe = (
        data.isascii() and "\r" not in text and "\x00" not in text and not _SEPARATOR.search(text)
        and all(len(line) <= 998 - 20 and not line.endswith((" ", "\t")) for line in text.split("\n"))
        and (not alone or not text or text.endswith("\n"))
    )
    if safe:
        encoding, body = "7bit", data
    else:
        encoding, body = "quoted-printable", _quoted_printable(text)
        if len(body) > len(data) * 3 // 2:
            encoding, body = "base64", _base64(data)
    if not alone and encoding != "base64":
        body += b"\r\n"
    return _Part((f"Content-Type: text/{kind}; charset=utf-8", f"Content-Transfer-Encoding: {encoding}"), body)


def _quoted_printable(text: str) -> bytes:
    lines: list[str] = []
    for line in text.split("\n"):
        current = ""
        last = len(line) - 1
        if _SEPARATOR.match(line):
            current, line, last = f"={ord(line[0]):02X}", line[1:], last - 1
        for position, character in enumerate(line):
            if ("!" <= character <= "~" and character != "=") or (character in " \t" and position < last):
                piece = character
            else:
                piece = "".join(f"={byte:02X}" for byte in character.encode())
            if len(current) + len(piece) > LINE - 1:
                lines.append(f"{current}=")
                current = ""
            current += piece
        lines.append(current)
    if lines[-1]:
        lines[-1] += "="  # there is no line end here: the text goes on with nothing
        lines.append("")
    return "\r\n".join(lines).encode()


def _base64(data: bytes) -> bytes:
    return b"".join(
        binascii.b2a_base64(data[at : at + 57], newline=False) + b"\r\n" for at in range(0, len(data), 57)
    )


def _file(file: File) -> _Part:
    kind = file.type if _TYPE.fullmatch(file.type) and not file.type.startswith("multipart/") else (
        "application/octet-stream"
    )
    head = [
        f"Content-Type: {kind}", "Content-Transfer-Encoding: base64",
        f"Content-Disposition: {'inline' if file.inline else 'attachment'}{_parameter('filename', file.name)}",
    ]
    if file.content_id:
        head.append(_field("Content-ID", f"<{file.content_id}>"))
    return _Part(tuple(head), _base64(file.content))


def _parameter(name: str, value: str) -> str:
    """Return a parameter by RFC 2231, in numbered pieces where it is long."""
    if _TOKEN.fullmatch(value) and len(value) <= 50:
        return f";\r\n {name}={value}"
    if _PLAIN.fullmatch(value) and len(value) <= 50 and "=?" not in value and "  " not in value:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f';\r\n {name}="{escaped}"'
    text = "".join(
        character if _TOKEN.fullmatch(character) else "".join(f"%{byte:02X}" for byte in character.encode())
        for character in value
    )
    pieces = re.findall(r"(?:%..|[^%]){1,18}", text)
    if len(pieces) == 1:
        return f";\r\n {name}*={_CHARSET}{pieces[0]}"
    return "".join(
        f";\r\n {name}*{number}*={'' if number else _CHARSET}{piece}" for number, piece in enumerate(pieces)
    )


_CHARSET = "utf-8''"


def _multipart(kind: str, parts: Sequence[_Part]) -> _Part:
    """Join parts; the boundary is derived from them. `=_` stands in no quoted-printable or base64 text."""
    written = ["".join(f"{line}\r\n" for line in part.head).encode() + b"\r\n" + part.body for part in parts]
    boundary = f"=_{blake2b(b'--'.join(written), digest_size=12).hexdigest()}"
    mark = f"--{boundary}".encode()
    body = b"".join(mark + b"\r\n" + part for part in written) + mark + b"--\r\n"
    return _Part((f'Content-Type: multipart/{kind};\r\n boundary="{boundary}"',), body)
