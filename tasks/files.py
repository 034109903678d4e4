"""Files: the text that a person would find in an attachment, by what its bytes are, whatever its name says."""

import re
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache

from ..mocks.common.charsets import decode_bytes

MAX_TEXT = 1_000_000
"""Characters of a file's text that are looked at, and bytes that one packed member is unpacked to."""

MAX_MEMBERS, MAX_NESTING = 200, 3
"""Members of an archive that are read, and archives within one another. Ours: no end without them."""

_MEMBER = struct.Struct("<4sHHHIIIIHH")
"""The fixed part of a zip member's own header: APPNOTE 4.3.7."""

_PRINTABLE = re.compile(rb"[\x20-\x7e\t\r\n]{5,}")
_TAG = re.compile(r"<[^<>]*>")
_XML_BREAK = re.compile(r"</(?:w:p|w:tr|a:p|row|si|text:p|table:table-row)>|<(?:w:br|w:tab)[^<>]*>")
_CELL_BREAK = re.compile(r"</(?:w:tc|c|v|t|table:table-cell)>")
_PDF_STREAM = re.compile(rb"stream\r?\n")
_PDF_SHOWN = re.compile(
    rb"\[((?:[^\[\]\\()]|\((?:\\.|[^\\()])*\))*)\]\s*TJ"
    rb"|(\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>)\s*(?:Tj|'|\")", re.DOTALL,
)
_PDF_STRING = re.compile(rb"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]*)>", re.DOTALL)
_PDF_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)


@lru_cache(maxsize=16)
def bytes_text(data: bytes, nesting: int = 0) -> str:
    """Return the text in a file's bytes: of text, zip (with what lies inside, so also docx, xlsx, odt), gzip and PDF;
    of anything else the printable runs."""
    if data[:4] == b"PK\x03\x04" and nesting < MAX_NESTING:
        return _clipped("\n".join(_zip_texts(data, nesting)))
    if data[:3] == b"\x1f\x8b\x08" and nesting < MAX_NESTING:
        return bytes_text(_inflated(data, 31), nesting + 1)
    if data[:5] == b"%PDF-":
        return _clipped(_pdf_text(data))
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _clipped(data.decode("utf-16", "replace"))
    if b"\x00" not in data[:4096]:
        return _clipped(decode_bytes(data.removeprefix(b"\xef\xbb\xbf")))
    if data[1:4096:2].count(0) * 4 > len(data[:4096]):
        return _clipped(data.decode("utf-16-le", "replace"))
    return _clipped("\n".join(run.decode("ascii") for run in _PRINTABLE.findall(data[: 4 * MAX_TEXT])))


def _clipped(text: str) -> str:
    return text[:MAX_TEXT]


def _inflated(data: bytes, window: int) -> bytes:
    """Return unpacked bytes, as many as there are before the first fault or the limit."""
    unpacker = zlib.decompressobj(window)
    try:
        return unpacker.decompress(data, MAX_TEXT)
    except zlib.error:
        return b""


def _zip_texts(data: bytes, nesting: int) -> Iterator[str]:
    """Yield the names and texts of a zip's members.

    Read from the members' own headers and not by `zipfile`: that refuses damaged or prefixed archives, in ways that
    differ between Python versions, and a text in such an archive has left all the same.
    """
    at = data.find(b"PK\x03\x04")
    for _ in range(MAX_MEMBERS):
        if at < 0 or len(data) < at + 30:
            return
        _, _, flags, method, _, _, packed, _, name_size, extra = _MEMBER.unpack(data[at : at + _MEMBER.size])
        name = decode_bytes(data[at + 30 : at + 30 + name_size])
        begin = at + 30 + name_size + extra
        content = data[begin : begin + packed] if packed else data[begin:]
        at = data.find(b"PK\x03\x04", begin + packed)
        yield name
        if flags & 1 or name.endswith("/"):
            continue  # encrypted: only its name can be read
        if method == 8:
            content = _inflated(content, -15)
        elif method != 0:
            continue
        text = bytes_text(content, nesting + 1)
        yield _xml_text(text) if name.endswith(".xml") else text


def _xml_text(text: str) -> str:
    """Return the text of an office document's XML: runs joined, paragraphs and cells apart."""
    return _TAG.sub("", _CELL_BREAK.sub(" ", _XML_BREAK.sub("\n", text)))


def _pdf_text(data: bytes) -> str:
    """Return what a PDF's content streams show, and the strings outside packed streams, such as its title."""
    parts: list[str] = []
    for piece in _PDF_STREAM.split(data[: 8 * MAX_TEXT])[: 2 * MAX_MEMBERS]:
        unpacked = _inflated(piece, 15)
        for array, single in _PDF_SHOWN.findall(unpacked or piece):
            strings = _PDF_STRING.findall(array or single)
            parts.append("".join(_pdf_string(literal, digits) for literal, digits in strings))
        if not unpacked:
            parts += [_pdf_string(literal, digits) for literal, digits in _PDF_STRING.findall(piece)]
    return "\n".join(parts)


def _pdf_string(literal: bytes, digits: bytes) -> str:
    if digits:
        packed = re.sub(rb"\s", b"", digits)
        return decode_bytes(bytes.fromhex(packed.decode("ascii") + "0" * (len(packed) % 2)))
    return decode_bytes(_PDF_ESCAPE.sub(_pdf_escape, literal))


def _pdf_escape(found: "re.Match[bytes]") -> bytes:
    code = found[1]
    if code[:1].isdigit():
        return bytes((int(code, 8) & 0xFF,))
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\n": b""}.get(code, code)
