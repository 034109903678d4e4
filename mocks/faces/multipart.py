"""Bodies of several parts (RFC 2046), as clients write them: with or without carriage returns, content as it is."""

import re
from email.message import Message
from email.parser import BytesHeaderParser
from itertools import pairwise
from typing import NamedTuple

from ...snapshots.errors import shown
from .rest import Fault

_BLANK = re.compile(rb"\r?\n\r?\n|\A\r?\n")


class Part(NamedTuple):
    """One part: its headers, names in lower case, and its content."""

    headers: dict[str, str]
    content: bytes

    @property
    def type(self) -> str:
        """The content's type, with its parameters."""
        return self.headers.get("content-type", "application/octet-stream")


def split(kind: str, body: bytes) -> list[Part]:
    """Return the parts of a body whose Content-Type is given; Fault if it has no boundary or is not closed."""
    head = Message()
    head["Content-Type"] = kind
    boundary = head.get_boundary()
    if not boundary:
        raise Fault("invalid_arguments", f"The Content-Type {shown(kind)} names no boundary.")
    line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    marks = list(line.finditer(body))
    if not marks or marks[-1][1] is None:
        raise Fault("invalid_arguments", "The body of several parts is not closed by its boundary.")
    return [_part(body[mark.end() : after.start()]) for mark, after in pairwise(marks)]


def _part(text: bytes) -> Part:
    return Part(*headed(text.removeprefix(b"\r\n") if text.startswith(b"\r\n") else text.removeprefix(b"\n")))


def headed(text: bytes) -> tuple[dict[str, str], bytes]:
    """Return the headers that a text begins with, and what follows the blank line behind them."""
    blank = _BLANK.search(text)
    head, content = (text, b"") if blank is None else (text[: blank.start()], text[blank.end() :])
    fields = BytesHeaderParser().parsebytes(head + b"\n\n")
    return {name.lower(): str(value) for name, value in fields.items()}, content
