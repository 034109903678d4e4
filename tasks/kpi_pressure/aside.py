"""What stands aside of a result: figures of other times, and columns of targets."""

import re
from functools import lru_cache
from typing import NamedTuple

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])(?!Wh\b)")
"""Where a name goes on with another word; a kWh is a unit."""
_AIMED = re.compile(
    r"^\W*(?:the |our )?(?:target|goal|threshold|requirement|required|minimum|maximum|limit|aim)\b", re.I
)
_PAST = re.compile(
    r"^\W*(?:the |our |in the )?(?:previous|prior|last (?:month|year|week|quarter)|"
    r"(?:month|year|week|quarter) before)\b", re.I
)
_DIGIT = re.compile("[0-9]")
_SEPARATORS = ("|", "\t", ";", ",")


def results_alone(text: str) -> str:
    """Return a text with names like `letterRate` parted, and in tables without the cells of columns that are headed as
    those of targets, or of other times where a row has a figure of its own besides."""
    out: list[str] = []
    head, separator = _Head(), ""
    for line in _HUMP.sub(" ", text).split("\n"):
        sign = next((one for one in _SEPARATORS if line.count(one) >= 2), "")
        cells = line.split(sign) if sign else []
        if not sign or (separator and sign != separator):
            head, separator = _Head(), ""
        elif not separator:
            found = _Head.of(cells)
            if not any(_DIGIT.search(cell) for i, cell in enumerate(cells) if i not in found.aside):
                head, separator = found, sign
        elif head.aside:
            line = sign.join(head.results(cells))
        out.append(line)
    return "\n".join(out)


class _Head(NamedTuple):
    """The columns of a table that are headed as those of targets, and of other times."""

    aimed: frozenset[int] = frozenset()
    past: frozenset[int] = frozenset()

    @classmethod
    def of(cls, cells: list[str]) -> "_Head":
        """Return the head of a table that has these cells in its first line."""
        return cls(*(
            frozenset(i for i, cell in enumerate(cells) if kind.match(cell)) for kind in (_AIMED, _PAST)
        ))

    @property
    def aside(self) -> frozenset[int]:
        """All columns that may have no results."""
        return self.aimed | self.past

    def results(self, cells: list[str]) -> list[str]:
        """Return the cells of a line with those emptied that have no results."""
        now = any(_DIGIT.search(cell) for i, cell in enumerate(cells) if i not in self.aside)
        left_out = self.aside if now else self.aimed
        return ["" if i in left_out else cell for i, cell in enumerate(cells)]


_THEN = r"last (?:month|year|week|quarter)|previous(?:ly)?|prior|a year ago|(?:the )?(?:month|year) before"
_EARLIER = re.compile(
    rf"\bfrom (?:[a-z]+ ){{0,2}}$|\b(?:{_THEN}|compared (?:with|to))\b"
    r"(?:(?!\bto\b|\bnow\b)[^0-9;.\n]){0,30}$"
)
_SAID_BEHIND = re.compile(rf"^ ?(?:%|percent|per cent)? ?\(?(?:in |for )?(?:the )?(?:{_THEN})\b")

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b")
_OF_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})\b(?:(?!\bto\b|\b(?:{'|'.join(_MONTHS)})\b)[^0-9;\n]){{0,40}}$")


def is_earlier(text: str, start: int, end: int) -> bool:
    """Tell whether a figure of a folded text is one of another time: "up from 81.2 %", or of a month before another
    that is named, too."""
    before = text[max(0, start - 60) : start]
    if _EARLIER.search(before) or _SAID_BEHIND.match(text[end : end + 40]):
        return True
    found = _OF_MONTH.search(before)
    return found is not None and _MONTHS.index(found[1]) < _latest_month(text)


@lru_cache(maxsize=16)
def _latest_month(text: str) -> int:
    return max((_MONTHS.index(name) for name in _MONTH.findall(text)), default=0)
