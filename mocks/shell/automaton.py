"""The automaton: finds how far a regular expression can match, in time that grows with the text alone.

Python's own expressions take the first way that works, POSIX the longest match of all; and some expressions keep
Python busy for ever (`(a*)*b`). An automaton, whose states are made when they are first met, has neither fault.
"""

import re
from functools import lru_cache
from typing import Final

from .expressions import Back, Captured, Chars, Choice, Part, Place, Repeat, Sequence

MOST_STATES: Final = 4000
"""Places in an expression up to which an automaton is made of it."""

_KINDS: Final = {**{chr(code): "o" for code in range(256)}, **dict.fromkeys("_0123456789", "w"),
                 **{chr(code): "w" for code in (*range(65, 91), *range(97, 123))}, "\n": "n", "": "end"}


class TooBig(Exception):
    """An expression that no automaton is made of."""


@lru_cache(maxsize=1024)
def characters(python: str, ignore_case: bool) -> frozenset[str]:
    """Return what a set in Python's notation matches."""
    one = re.compile(python, re.ASCII | re.DOTALL | (re.IGNORECASE if ignore_case else 0))
    return frozenset(char for char in map(chr, range(256)) if one.fullmatch(char))


class _State:
    """A state: the places of the expression where one may be, and where each character leads from it."""

    __slots__ = ("before", "moves", "places")

    def __init__(self, places: frozenset[int], before: str) -> None:
        self.places = places
        self.before = before
        self.moves: dict[str, tuple[bool, _State]] = {}


class Automaton:
    """What an expression matches, without groups; TooBig where it has references back or is too long."""

    def __init__(self, tree: Part, *, ignore_case: bool, lines: bool) -> None:
        self._ignore_case = ignore_case
        self._lines = lines
        self._steps: list[tuple[frozenset[str], int] | None] = []
        self._jumps: list[list[tuple[int, str]]] = []
        self._first = self._place()
        self._last = self._build(tree, self._first)
        self._states: dict[tuple[frozenset[int], str], _State] = {}

    def longest(self, text: str, start: int) -> int:
        """Return where the longest match that begins at `start` ends, or -1."""
        state = self._at(frozenset((self._first,)), _KINDS[text[start - 1]] if start else "start")
        found = -1
        at = start
        size = len(text)
        while state.places:
            char = text[at] if at < size else ""
            move = state.moves.get(char)
            if move is None:
                move = self._move(state, char, again=False)
            if move[0]:
                found = at
            if at >= size:
                break
            state = move[1]
            at += 1
        return found

    def test(self, text: str) -> bool:
        """Tell whether there is a match anywhere."""
        state = self._at(frozenset((self._first, -1)), "start")
        for char in text:
            move = state.moves.get(char)
            if move is None:
                move = self._move(state, char, again=True)
            if move[0]:
                return True
            state = move[1]
        return self._move(state, "", again=True)[0]

    # --- making ---

    def _place(self) -> int:
        if len(self._steps) >= MOST_STATES:
            raise TooBig
        self._steps.append(None)
        self._jumps.append([])
        return len(self._steps) - 1

    def _build(self, part: Part, start: int) -> int:
        """Put a part behind a place; return the place behind it."""
        if isinstance(part, Chars):
            end = self._place()
            self._steps[start] = (characters(part.python, self._ignore_case), end)
            return end
        if isinstance(part, Place):
            return self._jump(start, self._place(), part.kind)
        if isinstance(part, Sequence):
            for one in part.parts:
                start = self._build(one, start)
            return start
        if isinstance(part, Captured):
            return self._build(part.inside, start)
        if isinstance(part, Choice):
            end = self._place()
            for one in part.options:
                self._jump(self._build(one, self._jump(start, self._place())), end)
            return end
        if isinstance(part, Repeat):
            return self._repeat(part, start)
        assert isinstance(part, Back)
        raise TooBig

    def _repeat(self, part: Repeat, start: int) -> int:
        for _ in range(part.low):
            start = self._build(part.what, self._jump(start, self._place()))
        if part.high is None:
            loop = self._jump(start, self._place())
            self._jump(self._build(part.what, self._jump(loop, self._place())), loop)
            return self._jump(loop, self._place())
        end = self._place()
        for _ in range(part.high - part.low):
            self._jump(start, end)
            start = self._build(part.what, self._jump(start, self._place()))
        return self._jump(start, end)

    def _jump(self, start: int, end: int, place: str = "") -> int:
        self._jumps[start].append((end, place))
        return end

    # --- running ---

    def _at(self, places: frozenset[int], before: str) -> _State:
        key = places, before
        state = self._states.get(key)
        if state is None:
            if len(self._states) > 2000:
                self._states.clear()
            state = self._states[key] = _State(places, before)
        return state

    def _move(self, state: _State, char: str, *, again: bool) -> tuple[bool, _State]:
        after = _KINDS[char]
        reached = self._reached(state.places, state.before, after)
        places = {step[1] for place in reached if (step := self._steps[place]) is not None and char and char in step[0]}
        if again:
            places |= {self._first, -1}
        move = self._last in reached, self._at(frozenset(places), after)
        state.moves[char] = move
        return move

    def _reached(self, places: frozenset[int], before: str, after: str) -> set[int]:
        waiting = [place for place in places if place >= 0]
        reached = set(waiting)
        while waiting:
            for end, place in self._jumps[waiting.pop()]:
                if end not in reached and (not place or self._holds(place, before, after)):
                    reached.add(end)
                    waiting.append(end)
        return reached

    def _holds(self, place: str, before: str, after: str) -> bool:
        if place == "^":
            return before == "start" or (self._lines and before == "n")
        if place == "$":
            return after == "end" or (self._lines and after == "n")
        if place == "`":
            return before == "start"
        if place == "'":
            return after == "end"
        left, right = before == "w", after == "w"
        if place == "<":
            return right and not left
        if place == ">":
            return left and not right
        return (left != right) == (place == "b")
