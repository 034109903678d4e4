"""mbox: one file of many messages, in the dialects that are about (mboxo, mboxrd, mboxcl, mboxcl2), cut so that the
pieces in a row are the file again."""

import mmap
import re
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

Buffer: TypeAlias = "bytes | mmap.mmap"

_LINE = re.compile(rb"From [^\r\n]*(?:\r\n|\n|\r|\Z)")
_DATED = re.compile(
    rb"[A-Z][a-z]{2},? +\d{1,2},? +\d{1,2}:\d\d.*\d{4}|\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d\d|\AFrom - *\r?\n"
)
_HEADED = re.compile(rb"[!-9;-~]{1,200}[ \t]*:|>?From ")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_QUOTABLE = re.compile(rb"^(>*From )", re.MULTILINE)

MAX_HEAD = 256 * 1024
"""Bytes of a message in which a Content-Length is looked for."""


class Piece(NamedTuple):
    """A stretch of an mbox: its From_ line with the line end, what stands below it, the empty line at the end.

    `verbatim` says that lines beginning with `From ` are not quoted in it, since its Content-Length holds (mboxcl2).
    `junk` says that it is no message.
    """

    separator: bytes
    content: bytes
    tail: bytes
    verbatim: bool = False
    junk: bool = False

    @property
    def size(self) -> int:
        """The bytes of the piece."""
        return len(self.separator) + len(self.content) + len(self.tail)


def split_mbox(data: Buffer) -> Iterator[Piece]:
    """Yield the pieces of an mbox in a row.

    A line that begins with `From ` starts a message if two of three hold: it is the first or an empty line stands
    before it; it bears a date (or Netscape's dash alone); a header stands below it. What comes before the first such
    line is a message if it begins like one, else junk.
    """
    start, separator = 0, b""
    for mark in _lines(data, 0, len(data)):
        if mark.start() < start or not _starts_message(data, mark.start(), mark.end()):
            continue
        yield from _cut(data, separator, start, mark.start())
        separator, start = mark[0], mark.end()
        end = _stated_end(data, start)
        if end is not None and any(_lines(data, start, end)):
            yield _piece(separator, data[start:end], verbatim=True)
            separator, start = b"", end
    yield from _cut(data, separator, start, len(data))


def _lines(data: Buffer, start: int, end: int) -> Iterator[re.Match[bytes]]:
    """Yield the lines that begin with `From `."""
    at = data.find(b"From ", start, end)
    while at >= 0:
        found = _LINE.match(data, at)
        if found and (at == 0 or data[at - 1] in b"\r\n"):
            yield found
        at = data.find(b"From ", at + 5, end)


def _cut(data: Buffer, separator: bytes, start: int, end: int) -> Iterator[Piece]:
    if separator or start < end:
        yield _piece(separator, data[start:end])


def _piece(separator: bytes, content: bytes, *, verbatim: bool = False) -> Piece:
    if not separator and not _HEADED.match(content):
        return Piece(b"", content, b"", junk=True)
    for tail, ends in ((b"\r\n", (b"\r\n\r\n", b"\n\r\n")), (b"\n", (b"\n\n",)), (b"\r", (b"\r\r",))):
        if content.endswith(ends):
            return Piece(separator, content[: -len(tail)], tail, verbatim)
    return Piece(separator, content, b"", verbatim)


def _starts_message(data: Buffer, start: int, end: int) -> bool:
    before = data[max(0, start - 4) : start]
    apart = start == 0 or before.endswith((b"\n\n", b"\n\r\n", b"\r\r"))
    dated = bool(_DATED.search(data[start : min(end, start + 400)]))
    headed = bool(_HEADED.match(data[end : end + 256]))
    return apart + dated + headed >= 2


def _stated_end(data: Buffer, start: int) -> int | None:
    """Return where a message ends by its Content-Length, if another begins there or the file ends."""
    head_end = _HEAD_END.search(data, start, start + MAX_HEAD)
    length = _LENGTH.search(data, start, head_end.start() if head_end else start)
    if head_end is None or length is None:
        return None
    end = head_end.end() + int(length[1])
    rest = data[end : end + 4]
    end += len(rest) - len(rest.lstrip(b"\r\n"))
    following = _LINE.match(data, end)
    if end == len(data) or (following and _starts_message(data, end, following.end())):
        return end
    return None


def unquoted(content: bytes) -> bytes:
    """Return a message without the `>` that an mbox puts before lines that begin with `From `."""
    return _QUOTED.sub(rb"\1", content)


def quoted(message: bytes) -> bytes:
    """Return a message as an mboxrd holds it."""
    return _QUOTABLE.sub(rb">\1", message)
