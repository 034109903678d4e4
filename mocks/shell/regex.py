"""Regular expressions of POSIX and GNU: the leftmost match, and of those that begin there the longest.

Python's engine does the work wherever its match is the one that POSIX means; where an expression has several ways
to match the same text, an automaton says how long the match is. Groups are those of Python's first way to that
length, not always POSIX's; and an expression with references back is matched as Python does it.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, TypeAlias

from .automaton import Automaton, TooBig, characters
from .expressions import Back, BadPattern, Captured, Chars, Choice, Part, Place, Repeat, Sequence, read

__all__ = ["BadPattern", "Found", "Match", "Regex", "compiled", "translated"]


_LONG: Final = 4096
"""Characters of a text from which on Python is not trusted with several loops in one expression."""


class Found:
    """A match that Python's engine does not give as it is: it has no groups."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._span = start, end

    def span(self) -> tuple[int, int]:
        """Return where the match begins and ends."""
        return self._span

    def start(self) -> int:
        """Return where the match begins."""
        return self._span[0]

    def end(self) -> int:
        """Return where the match ends."""
        return self._span[1]

    def group(self, number: int = 0) -> str | None:
        """Return what has been matched; a group has not."""
        return self._text[self._span[0] : self._span[1]] if number == 0 else None


Match: TypeAlias = re.Match[str] | Found


class Regex:
    """A compiled expression. `exact` is whether `python`, which Python compiled, finds the very same matches."""

    def __init__(self, text: str, *, extended: bool, ignore_case: bool, lines: bool, lenient: bool) -> None:
        tree, self.groups, self.stray = read(text, extended=extended, lenient=lenient)
        flags = re.ASCII | re.DOTALL | (re.IGNORECASE if ignore_case else 0)
        try:
            self.python = re.compile(_written(tree, lines), flags)
        except (re.error, OverflowError, RecursionError):
            raise BadPattern("Regular expression too big") from None
        self.exact = _one_way(tree, ignore_case)
        self._automaton: Automaton | None = None
        if not self.exact:
            self._automaton = _automaton_of(tree, ignore_case, lines)
            self.exact = self._automaton is None
        self._safe = self.exact or not _loops(tree)
        self._guard = self._automaton
        if self._guard is None and _unbounded(tree) > 1:
            self._guard = _automaton_of(tree, ignore_case, lines)

    def test(self, text: str) -> bool:
        """Tell whether there is a match anywhere in a text."""
        if self._guard is None or (self._safe and len(text) < _LONG):
            return self.python.search(text) is not None
        return self._guard.test(text)

    def search(self, text: str, at: int = 0) -> Match | None:
        """Return the first match that begins at or behind a place."""
        if len(text) >= _LONG and at == 0 and self._guard is not None and not self._guard.test(text):
            return None
        if self._automaton is None:
            return self.python.search(text, at)
        if self._safe:
            first = self.python.search(text, at)
            return None if first is None else self._lengthened(text, first.start(), first)
        if at == 0 and not self._automaton.test(text):
            return None
        for start in range(at, len(text) + 1):
            end = self._automaton.longest(text, start)
            if end >= 0:
                return self._with_groups(text, start, end)
        return None

    def match(self, text: str, at: int = 0) -> Match | None:
        """Return the match that begins at a place."""
        if self._automaton is None:
            return self.python.match(text, at)
        return self._lengthened(text, at, self.python.match(text, at) if self._safe else None)

    def whole(self, text: str) -> bool:
        """Tell whether the whole of a text is a match."""
        if self._automaton is None:
            return self.python.fullmatch(text) is not None
        return self._automaton.longest(text, 0) == len(text)

    def finditer(self, text: str) -> Iterator[Match]:
        """Yield the matches from left to right; an empty one never right behind another."""
        at, last = 0, -1
        while at <= len(text):
            found = self.search(text, at)
            if found is None:
                return
            start, end = found.span()
            if start < end or start != last:
                yield found
            at = end + (start == end)
            last = end

    def _lengthened(self, text: str, start: int, found: "re.Match[str] | None") -> Match | None:
        assert self._automaton is not None
        end = self._automaton.longest(text, start)
        if found is not None and found.end() == end:
            return found
        return None if end < 0 else self._with_groups(text, start, end)

    def _with_groups(self, text: str, start: int, end: int) -> Match:
        return (self.python.fullmatch(text, start, end) if self.groups else None) or Found(text, start, end)


@lru_cache(maxsize=512)
def compiled(
    text: str, *, extended: bool, ignore_case: bool = False, lines: bool = False, lenient: bool = False,
) -> Regex:
    """Return a compiled expression; BadPattern if there is none. With `lines`, `^` and `$` are at every line.

    `lenient` is grep's reading of extended ones, which refuses less.
    """
    return Regex(text, extended=extended, ignore_case=ignore_case, lines=lines, lenient=lenient)


def translated(text: str, *, extended: bool) -> str:
    """Return an expression in Python's notation; BadPattern if it makes no sense."""
    return _written(read(text, extended=extended).tree, lines=False)


# --- as Python writes them ---

_PLACES: Final = {
    "^": r"\A", "$": r"\Z", "`": r"\A", "'": r"\Z", "b": r"\b", "B": r"(?!\b)", "<": r"\b(?=[a-zA-Z0-9_])",
    ">": r"\b(?<=[a-zA-Z0-9_])",
}
_LINES: Final = {"^": "(?m:^)", "$": "(?m:$)"}


def _written(part: Part, lines: bool) -> str:
    if isinstance(part, Chars):
        return part.python
    if isinstance(part, Place):
        return (lines and _LINES.get(part.kind)) or _PLACES[part.kind]
    if isinstance(part, Back):
        return f"(?:\\{part.number})"
    if isinstance(part, Sequence):
        return "".join(f"(?:{_written(one, lines)})" if isinstance(one, Choice) else _written(one, lines)
                       for one in part.parts)
    if isinstance(part, Choice):
        return "|".join(_written(one, lines) for one in part.options)
    if isinstance(part, Captured):
        return f"({_written(part.inside, lines)})"
    inside = _written(part.what, lines)
    if not isinstance(part.what, Chars | Captured):
        inside = f"(?:{inside})"
    low, high = part.low, part.high
    sign = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((low, high))
    return inside + (sign or f"{{{low},{'' if high is None else high}}}")


# --- how many ways there are ---


def _one_way(tree: Part, ignore_case: bool) -> bool:
    """Tell whether Python's first way is also the longest: no choice, and no group repeated, that leaves a doubt."""
    if isinstance(tree, Choice):
        seen: set[str] = set()
        for first in (firsts(one, ignore_case) for one in tree.options):
            if first is None or seen & first:
                return False
            seen |= first
        return all(_one_way(one, ignore_case) for one in tree.options)
    if isinstance(tree, Sequence):
        for number, one in enumerate(tree.parts):
            if not _one_way(one, ignore_case):
                return False
            last = number == len(tree.parts) - 1
            if _open_ended(one) and not last:
                after = firsts(Sequence(tree.parts[number + 1 :]), ignore_case)
                before = all_firsts(one, ignore_case)
                if after is None or before is None or before & after:
                    return False
        return True
    if isinstance(tree, Captured):
        return _one_way(tree.inside, ignore_case)
    if isinstance(tree, Repeat):
        what = tree.what.inside if isinstance(tree.what, Captured) else tree.what
        if isinstance(what, Chars):
            return True
        return not _open_ended(what) and firsts(what, ignore_case) is not None and _one_way(what, ignore_case)
    return True


def _open_ended(part: Part) -> bool:
    """Tell whether a part may end in more than one place, other than by repeating single characters in a row."""
    if isinstance(part, Captured):
        return _open_ended(part.inside)
    if isinstance(part, Sequence):
        return any(isinstance(one, Repeat) or _open_ended(one) for one in part.parts)
    if isinstance(part, Choice):
        return any(isinstance(one, Repeat) or _open_ended(one) for one in part.options)
    return isinstance(part, Repeat) and (not isinstance(part.what, Chars))


def firsts(part: Part, ignore_case: bool) -> frozenset[str] | None:
    """Return what a part may begin with; None if it may be empty."""
    if isinstance(part, Chars):
        return characters(part.python, ignore_case)
    if isinstance(part, Captured):
        return firsts(part.inside, ignore_case)
    if isinstance(part, Choice):
        found = [firsts(one, ignore_case) for one in part.options]
        return None if None in found else frozenset().union(*(one for one in found if one is not None))
    if isinstance(part, Repeat):
        return firsts(part.what, ignore_case) if part.low else None
    if isinstance(part, Sequence):
        seen: frozenset[str] = frozenset()
        for one in part.parts:
            first = firsts(one, ignore_case)
            if first is not None:
                return seen | first
            begins = all_firsts(one, ignore_case)
            if begins is None:
                return None
            seen |= begins
        return None
    return None


def all_firsts(part: Part, ignore_case: bool) -> frozenset[str] | None:
    """Return what a part may begin with where it is not empty; None if that is not known."""
    if isinstance(part, Repeat):
        return all_firsts(part.what, ignore_case)
    if isinstance(part, Captured):
        return all_firsts(part.inside, ignore_case)
    if isinstance(part, Sequence):
        return firsts(part, ignore_case)
    if isinstance(part, Place):
        return frozenset()
    return firsts(part, ignore_case)


def _automaton_of(tree: Part, ignore_case: bool, lines: bool) -> Automaton | None:
    try:
        return Automaton(tree, ignore_case=ignore_case, lines=lines)
    except TooBig:
        return None


def _unbounded(part: Part) -> int:
    """Count the loops without end in a part."""
    if isinstance(part, Repeat):
        return _unbounded(part.what) + (part.high is None)
    if isinstance(part, Captured):
        return _unbounded(part.inside)
    parts = part.parts if isinstance(part, Sequence) else part.options if isinstance(part, Choice) else ()
    return sum(map(_unbounded, parts))


def _loops(part: Part) -> bool:
    """Tell whether something of several characters is repeated without end, which may take Python for ever."""
    if isinstance(part, Repeat):
        bound = part.high is not None and part.high < 3
        return (not bound and not isinstance(part.what, Chars)) or _loops(part.what)
    if isinstance(part, Captured):
        return _loops(part.inside)
    if isinstance(part, Sequence):
        return any(_loops(one) for one in part.parts)
    return isinstance(part, Choice) and any(_loops(one) for one in part.options)
