"""Lines: how a result shows texts, people and long bodies, compactly and with nothing lost unsaid."""

import re
from collections.abc import Sequence
from functools import lru_cache

from ...snapshots.digest import Json, canonical
from .addresses import Address, format_address

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def clipped(text: str, limit: int) -> str:
    """Return a text for a listing: one line, and where it is too long its beginning with an ellipsis."""
    text = text if len(text) <= limit else f"{text[: limit - 1]}\u2026"
    return text if text.isprintable() else _CONTROL.sub(" ", text)


SNIPPET_OF = 400
"""Characters of a body that its snippet is made of."""


@lru_cache(maxsize=8192)
def snippet(text: str) -> str:
    """Return the first 120 characters of a body's beginning, in one line."""
    return _CONTROL.sub(" ", " ".join(text.split()))[:120]


def people_listed(people: Sequence[Address], most: int, width: int) -> list[Json]:
    """Return addresses for a listing; where there are too many, the last item says how many more there are."""
    out: list[Json] = [person_line(one.name, one.email, width) for one in people[:most]]
    if len(people) > most:
        out.append(and_more(len(people) - most))
    return out


@lru_cache(maxsize=16384)
def person_line(name: str, email: str, width: int) -> str:
    """Return an address for a listing. The same few people fill every mailbox."""
    return clipped(format_address(Address(name=name, email=email)), width)


def listed(texts: Sequence[str], most: int, width: int) -> list[Json]:
    """Return texts for a listing; where there are too many, the last item says how many more there are."""
    out: list[Json] = [clipped(text, width) for text in texts[:most]]
    if len(texts) > most:
        out.append(and_more(len(texts) - most))
    return out


def and_more(count: int) -> str:
    """Return the item that ends a list of which not all is shown."""
    return f"and {count} more"


TEXT_PAGE = 20_000
"""Characters of a body or file in one result."""


def page_of(text: str, offset: int, size: int = TEXT_PAGE) -> tuple[str, int]:
    """Return a text's part from `offset` on, and where the next begins (0: nowhere).

    A text that JSON writes much longer than it is, such as one of control characters, gets shorter parts.
    """
    part = text[offset : offset + size]
    while len(canonical(part)) > 2 * size + 1_000:
        part = part[: len(part) // 2]
    following = offset + len(part)
    return part, following if part and following < len(text) else 0
