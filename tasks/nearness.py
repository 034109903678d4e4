"""Nearness: which number a word belongs to, in prose (`17 full pallets`) and in lists (`Leeds 12, Gdynia 33`)."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from .notations import Number

_ADJACENT = 15
"""Characters between a number and its word that leave no doubt about the two: `17 full euro-pallets`."""

_LONGEST = 200
"""Characters that a number has at the most, in figures or in words. Ours: what is longer belongs to no word."""

_ITEM = re.compile(r"\n\s*\n|\n[ >]*(?:[-*\u2022\u00b7]|\(?[0-9]{1,2}[.)])\s")
_BREAK = re.compile(
    r"\n|;\s| / |^[)\]]*(?:\s?,|[.!?])\s|(?:,|[.!?])\s+$|^[)\]]*\s+(?:and|or|plus|&)\s|\s(?:and|or|plus|&)\s+$"
)
"""What parts two items. A comma or an `and` does so beside the number or the word, not between two adjectives."""

_CELL = re.compile(r"[|\t,;]")
_LETTER = re.compile("[a-z]")
_WRITTEN = re.compile("[0-9a-z]")


def number_of(text: str, numbers: Sequence[Number], start: int, end: int, span: int) -> Number | None:
    """Return the number that the word at a place of a folded text belongs to, at most `span` characters away.

    Of the one before and the one after it that is which less parts from it. Where that is the same, a line of names
    with a number behind each is read so; else the one right before it counts, then the one after.
    """
    around = _between(numbers, start - span - _LONGEST, end + span + 1)
    before = max((one for one in around if 0 <= start - one.end <= span), key=lambda one: one.end, default=None)
    after = min((one for one in around if 0 <= one.start - end <= span), key=lambda one: one.start, default=None)
    if before is None or after is None:
        return before or after
    left, right = text[before.end : start], text[end : after.start]
    apart, beyond = _parts(left), _parts(right)
    if apart != beyond:
        return before if apart < beyond else after
    if not _LETTER.search(right) and _names_come_first(text, numbers, start):
        return after
    return before if len(left) <= _ADJACENT else after


def _parts(gap: str) -> int:
    """Return how much a stretch of text parts what stands around it: 3 between items, 2 between parts of a sentence or
    lines, 1 between cells, 0 not at all."""
    return 3 if _ITEM.search(gap) else 2 if _BREAK.search(gap) else 1 if _CELL.search(_edges(gap)) else 0


def _edges(gap: str) -> str:
    """Return what stands in a gap before its first and after its last letter."""
    return gap if not _LETTER.search(gap) else re.split("[a-z]", gap, maxsplit=1)[0] + re.split("[a-z]", gap)[-1]


def _names_come_first(text: str, numbers: Sequence[Number], at: int) -> bool:
    """Tell whether the line at a place begins with a word and ends with a number."""
    begin, stop = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    stop = len(text) if stop < 0 else stop
    first = _WRITTEN.search(text, begin, stop)
    last = next((place for place in range(stop - 1, begin - 1, -1) if _WRITTEN.match(text, place)), begin)
    return first is not None and not _is_of_a_number(numbers, first.start()) and _is_of_a_number(numbers, last)


def _is_of_a_number(numbers: Sequence[Number], place: int) -> bool:
    return any(one.start <= place < one.end for one in _between(numbers, place - _LONGEST, place + 1))


def _between(numbers: Sequence[Number], low: int, high: int) -> Sequence[Number]:
    """Return the numbers that begin between two places; they come in the order in which they stand."""
    return numbers[bisect_left(numbers, low, key=_start) : bisect_left(numbers, high, key=_start)]


def _start(one: Number) -> int:
    return one.start
