"""Backtracking: which expressions Python could try for ever, and what ends that."""

import math
import re
from functools import lru_cache
from typing import Final

from .errors import Killed
from .expressions import Back, Captured, Chars, Choice, Part, Place, Repeat, Sequence
from .nesting import Nesting
from .regex import all_firsts, firsts

SHORT: Final = 24
"""Characters of a text on which even the worst expression is done soon."""

OFTEN: Final = 8
"""Repetitions up to which what is repeated may have several ways to match."""

MOST: Final = 3_000_000_000
"""Ways to match that Python is let try: it tries far fewer wherever a plain character follows a loop."""

_ATOM = re.compile(
    r"\[\^?\]?(?:\\.|[^]\\])*\]|\\(?P<place>[AZbB])|\\(?P<back>[1-9][0-9]?)|\(\?P=\w+\)|"
    r"(?P<flags>\(\?[a-zA-Z-]+\))|(?P<group>\((?:\?(?:P<\w+>|[:=!>]|<[=!]|[a-zA-Z-]*:))?)|"
    r"(?P<edge>[\^$])|\\x[0-9a-fA-F]{2}|\\.|[^)|]", re.DOTALL)
_COUNT = re.compile(r"(?:(?P<sign>[*+?])|\{(?P<low>[0-9]*)(?P<comma>,?)(?P<high>[0-9]*)\})(?P<once>\+?)\??")


def bearable(pattern: "re.Pattern[str]", text: str) -> None:
    """Raise Killed where an expression would be tried on a text until the time is up."""
    if len(text) <= SHORT:
        return
    loops = ambiguous_loops(pattern.pattern, pattern.flags)
    if loops is None or math.comb(len(text) + loops, loops) > MOST:
        raise Killed("time limit", 124)


@lru_cache(maxsize=1024)
def ambiguous_loops(pattern: str, flags: int = 0) -> int | None:
    """Count the loops of an expression of Python that may end in several places for the same text.

    None if one that is repeated often has several ways to match: their number grows by a factor with each character.
    """
    ignore_case = bool(flags & re.IGNORECASE)
    return _loops(_Reader(pattern, bool(flags & re.VERBOSE)).whole(), frozenset(), ignore_case)


def _loops(part: Part, after: "frozenset[str] | None", ignore_case: bool) -> int | None:
    """Count such loops in a part, behind which comes one of some characters; None for `after` is any character."""
    if isinstance(part, Captured):
        return _loops(part.inside, after, ignore_case)
    if isinstance(part, Choice):
        return _sum([_loops(one, after, ignore_case) for one in part.options])
    if isinstance(part, Sequence):
        counts: list[int | None] = []
        for one in reversed(part.parts):
            counts.append(_loops(one, after, ignore_case))
            after = _before(one, after, ignore_case)
        return _sum(counts)
    if not isinstance(part, Repeat) or part.low == part.high == 1:
        return 0
    first = firsts(part.what, ignore_case)
    if isinstance(part.what, Chars):
        ends = part.low == part.high or (after is not None and first is not None and not first & after)
        return int(not ends and part.high is None)
    if (part.high is None or part.high > OFTEN) and (
        first is None or not _one_way(part.what, first, ignore_case)
    ):
        return None
    inside = _loops(part.what, None if first is None or after is None else first | after, ignore_case)
    return None if inside is None else inside * (part.high or 1) + (part.high is None)


def _sum(counts: list[int | None]) -> int | None:
    return None if None in counts else sum(one for one in counts if one is not None)


def _before(part: Part, after: "frozenset[str] | None", ignore_case: bool) -> "frozenset[str] | None":
    """Return with which characters a part and what comes after it may begin; None for any."""
    if isinstance(part, Place):
        return after
    first = firsts(part, ignore_case)
    if first is not None:
        return first
    begins = None if isinstance(part, Back) else all_firsts(part, ignore_case)
    return None if begins is None or after is None else begins | after


def _one_way(part: Part, after: "frozenset[str] | None", ignore_case: bool) -> bool:
    """Tell whether a part matches a text in one way only, if one of some characters comes after it."""
    if isinstance(part, Captured):
        return _one_way(part.inside, after, ignore_case)
    if isinstance(part, Choice):
        seen: set[str] = set()
        for one in part.options:
            first = firsts(one, ignore_case)
            if first is None or seen & first or not _one_way(one, after, ignore_case):
                return False
            seen |= first
        return True
    if isinstance(part, Sequence):
        for one in reversed(part.parts):
            if not _one_way(one, after, ignore_case):
                return False
            after = _before(one, after, ignore_case)
        return True
    if not isinstance(part, Repeat):
        return True
    first = firsts(part.what, ignore_case)
    if first is None or (part.low != part.high and (after is None or first & after)):
        return False
    return _one_way(part.what, None if after is None else first | after, ignore_case)


class _Reader:
    """Reads an expression that Python has compiled as a tree. Conditions are read like groups."""

    def __init__(self, text: str, verbose: bool) -> None:
        self._text = re.sub(r"\\.|\[\^?\]?(?:\\.|[^]\\])*\]|(\s+|#[^\n]*)",
                            lambda found: "" if found[1] else found[0], text, flags=re.DOTALL) if verbose else text
        self._at = 0
        self._nested = Nesting(lambda: Killed("out of memory", 137))

    def whole(self) -> Part:
        """Return the whole tree."""
        return self._choice()

    def _choice(self) -> Part:
        options = [self._sequence()]
        while self._text[self._at : self._at + 1] == "|":
            self._at += 1
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while found := _ATOM.match(self._text, self._at):
            self._at = found.end()
            one = self._part(found)
            while count := _COUNT.match(self._text, self._at):
                self._at = count.end()
                one = _repeated(one, count)
            parts.append(one)
        return Sequence(tuple(parts))

    def _part(self, found: "re.Match[str]") -> Part:
        text = found.group()
        if found["group"]:
            with self._nested:
                inside = self._choice()
            self._at += 1
            return Back(0) if text == "(?>" else Captured(0, inside)
        if found["place"] or found["edge"] or found["flags"]:
            return Place(text)
        if found["back"] or text.startswith("(?P="):
            return Back(0)
        if text.isascii() or max(map(ord, text)) < 256:
            return Chars(text)
        return Chars("." if text[0] == "[" else "\\xff")  # no set of characters has more than 256


def _repeated(part: Part, count: "re.Match[str]") -> Part:
    if count["once"]:
        return Back(0)  # it does not give back what it has taken
    sign = count["sign"]
    if sign:
        return Repeat(part, int(sign == "+"), 1 if sign == "?" else None)
    low = int(count["low"] or 0)
    return Repeat(part, low, (int(count["high"]) if count["high"] else None) if count["comma"] else low)
