"""The parts of a MIME message: header fields, parameters, nesting and transfer encodings, read as they come.

Our own and not the library's: that one differs between Pythons, follows nested parts by recursion without an end, and
takes attached messages apart, so that their bytes are gone. What breaks the rules is read as mail programs read it.
"""

import binascii
import re
from typing import NamedTuple

from ..common.charsets import decoded
from ..common.encoded_words import decode_words

MAX_DEPTH = 50
"""Multiparts within multiparts that are followed; one deeper down is a file of its own."""

MAX_PARTS, MAX_FIELDS = 1_000, 1_000
"""Parts of a message and fields of a header that are read. Ours; the raw bytes keep all."""

MAX_VALUE = 16 * 1024
"""Characters of a header value that are kept, but of addresses. The raw bytes of a message keep all."""

MAX_FIELD = 1024 * 1024
"""Bytes of a header field that are read."""

_FIELD = re.compile(rb"([!-9;-~]{1,500})[ \t]*:[ \t]*")
_PARAMETER = re.compile(r';\s*([^=;\s"]{1,80})\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)', re.DOTALL)
_TYPE = re.compile(r"\s*([A-Za-z0-9!#$&^_.+-]{1,60})\s*/\s*([A-Za-z0-9!#$&^_.+-]{1,120})", re.ASCII)
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_SOFT_BREAK = re.compile(rb"=[ \t]{0,80}(?:\r\n|\n|\r)")
_BOM = b"\xef\xbb\xbf"
_PERCENT = re.compile(rb"%([0-9A-Fa-f]{2})")


class Field(NamedTuple):
    """One header field: its name as written, its unfolded value as bytes."""

    name: str
    value: bytes

    @property
    def text(self) -> str:
        """The value as text, encoded-words left as they are."""
        return decoded(self.value)[0]


class Part(NamedTuple):
    """A message or a part of one. `body` is still in its transfer encoding; a multipart has `parts` instead."""

    fields: tuple[Field, ...]
    type: str
    parameters: dict[str, str]
    disposition: str
    name: str
    body: bytes
    parts: tuple["Part", ...] = ()

    def field(self, name: str) -> str:
        """Return the text of the first field of a name, empty if there is none."""
        return next((field.text for field in self.fields if field.name.lower() == name), "")


class Defects:
    """What was wrong with a message, each thing once, in the order it was met."""

    def __init__(self) -> None:
        self._met: dict[str, None] = {}

    def add(self, what: str) -> None:
        self._met[what] = None

    def all(self) -> tuple[str, ...]:
        return tuple(self._met)


def read_part(data: bytes, defects: Defects) -> Part:
    """Return a message with its parts, whatever the bytes are."""
    if data.startswith(_BOM):
        defects.add("byte order mark")
        data = data.removeprefix(_BOM)
    if b"\n" not in data and b"\r" in data:
        defects.add("lines end with CR alone")
        data = data.replace(b"\r", b"\n")
    return _Reader(defects).part(data, "text/plain", 0)


class _Reader:
    def __init__(self, defects: Defects) -> None:
        self.defects = defects
        self.count = 0

    def part(self, data: bytes, default: str, depth: int) -> Part:
        fields, start = split_fields(data, self.defects)
        first: dict[str, str] = {}
        for field in fields:
            if len(first) < 2 and field.name.lower() in ("content-type", "content-disposition"):
                first.setdefault(field.name.lower(), field.text[:MAX_VALUE])
        kind, parameters = _content_type(first.get("content-type", ""), default, self.defects)
        disposition, more = _disposition(first.get("content-disposition", ""))
        name = more.get("filename") or parameters.get("name", "")
        out = Part(tuple(fields), kind, parameters, disposition, name, data[start:])
        if kind.startswith("multipart/"):
            if depth == MAX_DEPTH:
                self.defects.add("parts nested too deep")
                return out
            return self._multipart(out, depth)
        return out

    def _multipart(self, whole: Part, depth: int) -> Part:
        boundary = whole.parameters.get("boundary", "").rstrip()
        pieces, closed = _pieces(whole.body, boundary) if boundary else ([], True)
        if not pieces:
            self.defects.add("multipart whose boundary is missing")
            boundary = _guess(whole.body)
            pieces, closed = _pieces(whole.body, boundary) if boundary else ([], True)
        if not pieces:
            self.defects.add("multipart without parts")
            return whole._replace(type="text/plain", parameters={})
        if not closed:
            self.defects.add("no final boundary")
        default = "message/rfc822" if whole.type == "multipart/digest" else "text/plain"
        parts: list[Part] = []
        for piece in pieces:
            if self.count == MAX_PARTS:
                self.defects.add("over 1,000 parts")
                break
            self.count += 1
            parts.append(self.part(piece, default, depth + 1))
        return whole._replace(body=b"", parts=tuple(parts))


def split_fields(data: bytes, defects: Defects) -> tuple[list[Field], int]:
    """Return the header fields of a message and where its body starts. No header at all is all body."""
    fields: list[Field] = []
    at = 0
    current: list[bytes] = []
    name = ""

    def close() -> None:
        if name and len(fields) < MAX_FIELDS:
            value = b"".join(current).strip(b" \t\r\n")
            if len(value) > MAX_VALUE:
                defects.add("very long header field")
            fields.append(Field(name, value[:MAX_FIELD]))

    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end + 1
        line = data[at:end].rstrip(b"\r\n")
        found = _FIELD.match(line)
        if not line:
            at = end
            break
        if line[:1] in (b" ", b"\t") and name:
            current.append(line)
        elif found:
            close()
            name, current = found[1].decode("ascii"), [line[found.end() :]]
        elif line.startswith((b"From ", b">From ")) and not fields and not name:
            defects.add("From_ line in the header")
        elif name and _goes_on(data, end):
            defects.add("header line that is no field")
        else:
            defects.add("no header" if not name else "no empty line after the header")
            break
        at = end
    close()
    if len(fields) == MAX_FIELDS:
        defects.add("over 1,000 header fields")
    return fields, at


def _goes_on(data: bytes, at: int) -> bool:
    """Tell whether the header goes on behind a line that is no field: only fields until the next empty line."""
    lines = data[at : at + 8192].split(b"\n")[:100]
    seen = False
    for line in lines:
        line = line.rstrip(b"\r")
        if not line:
            return seen
        if _FIELD.match(line):
            seen = True
        elif line[:1] not in (b" ", b"\t") or not seen:
            return False
    return False


def _guess(body: bytes) -> str:
    """Return the boundary that a multipart does not name rightly: a line of dashes with a part's header below it."""
    found = re.search(rb"^--([^\r\n]{1,200}?)[ \t]*\r?\nContent-[A-Za-z-]{1,40}:", body, re.MULTILINE)
    return decoded(found[1])[0] if found else ""


def _pieces(body: bytes, boundary: str) -> tuple[list[bytes], bool]:
    """Cut a multipart at its boundary; also say whether the final one is there. A line end before a boundary is the
    boundary's."""
    name = re.escape(boundary.encode("utf-8", "replace"))
    mark = re.compile(rb"(?:\A|(?<=\n))--" + name + rb"(--)?[ \t]*(?:\r*\n|\r*\Z)")
    pieces: list[bytes] = []
    start = -1
    for found in mark.finditer(body):
        if 0 <= start < found.start():
            pieces.append(_without_line_end(body[start : found.start()]))
        if found[1]:
            return pieces, True
        start = found.end()
    if start >= 0:
        pieces.append(body[start:])
    return pieces, False


def _without_line_end(data: bytes) -> bytes:
    return data[:-2] if data.endswith(b"\r\n") else data[:-1] if data.endswith(b"\n") else data


def _content_type(text: str, default: str, defects: Defects) -> tuple[str, dict[str, str]]:
    if not text.strip():
        return default, {}
    found = _TYPE.match(text)
    parameters = read_parameters(text)
    if found:
        return f"{found[1]}/{found[2]}".lower(), parameters
    defects.add("Content-Type that is none")
    return ("application/octet-stream" if parameters.get("name") else "text/plain"), parameters


def _disposition(text: str) -> tuple[str, dict[str, str]]:
    found = re.match(r"\s*([A-Za-z-]{1,40})", text, re.ASCII)
    return (found[1].lower() if found else ""), read_parameters(text)


def read_parameters(text: str) -> dict[str, str]:
    """Return the parameters of a Content-Type or Content-Disposition, lower-case names: RFC 2231 continuations and
    charsets, RFC 2047 words in quotes, and values that should have been quoted."""
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(text):
        name, value = found[1].lower(), _unquoted(found[2])
        split = re.fullmatch(r"([^*]+)\*(?:(\d{1,4})(\*)?)?", name, re.ASCII)
        if split is None:
            plain.setdefault(name, decode_words(value))
        else:
            coded = split[2] is None or bool(split[3])
            pieces.setdefault(split[1], {}).setdefault(int(split[2] or 0), (value, coded))
    for name, numbered in pieces.items():
        plain[name] = _joined([numbered[number] for number in sorted(numbered)])
    return plain


def _unquoted(value: str) -> str:
    value = value.strip()
    if value.startswith('"'):
        closed = len(value) > 1 and value.endswith('"')
        return re.sub(r'\\(["\\])', r"\1", value[1:-1] if closed else value[1:])
    return value.partition(" (")[0].strip()


def _joined(pieces: list[tuple[str, bool]]) -> str:
    """Return an RFC 2231 value from its pieces: `charset'language'text` in the first, percent signs where marked."""
    charset = ""
    data = b""
    for position, (text, coded) in enumerate(pieces):
        if coded and position == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        raw = text.encode("utf-8", "replace")
        data += _PERCENT.sub(lambda code: bytes((int(code[1], 16),)), raw) if coded else raw
    return decoded(data, charset)[0]


def content_of(part: Part, defects: Defects) -> bytes:
    """Return the content of a part, its transfer encoding undone as far as it can be."""
    encoding = part.field("content-transfer-encoding").partition(";")[0].partition("(")[0].strip().strip('"').lower()
    match encoding:
        case "base64":
            return read_base64(part.body, defects)
        case "quoted-printable" | "quoted_printable" | "quotedprintable":
            return binascii.a2b_qp(_SOFT_BREAK.sub(b"=\n", part.body))
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _read_uu(part.body, defects)
        case "" | "7bit" | "8bit" | "binary" | "7-bit" | "8-bit":
            return part.body
    defects.add("unknown transfer encoding")
    return part.body


def read_base64(data: bytes, defects: Defects) -> bytes:
    """Return what base64 encodes, its junk passed over. Several pieces, each with its padding, are read in a row."""
    digits = data.translate(None, b" \t\r\n")
    if _NOT_BASE64.search(digits):
        defects.add("broken base64")
        digits = _NOT_BASE64.sub(b"", digits)
    out: list[bytes] = []
    for piece in re.split(b"=+", digits):
        if len(piece) % 4 == 1:
            defects.add("broken base64")
            piece = piece[:-1]
        out.append(binascii.a2b_base64(piece + b"=" * (-len(piece) % 4)))
    return b"".join(out)


def _read_uu(data: bytes, defects: Defects) -> bytes:
    found = re.search(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", data, re.MULTILINE)
    out: list[bytes] = []
    for line in data[found.end() if found else 0 :].splitlines():
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            defects.add("broken uuencoding")
            try:  # as many encoders pad a line with more than they should
                out.append(binascii.a2b_uu(line[: ((line[0] - 32) & 63) * 4 // 3 + 2]))
            except (binascii.Error, IndexError):
                continue
    return b"".join(out)
