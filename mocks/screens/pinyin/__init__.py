"""Pinyin: which words a keyboard offers for the letters that have been typed, from a bundled table."""

from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

MOST = 16
"""Candidates that are offered at once. Ours."""


class Candidate(NamedTuple):
    """A word that is offered, and how many of the typed letters it stands for."""

    word: str
    letters: int


class _Table(NamedTuple):
    """The words of each pinyin, and all pinyin in order."""

    words: dict[str, tuple[str, ...]]
    codes: tuple[str, ...]


@lru_cache(maxsize=1)
def _table() -> _Table:
    lines = files(__package__).joinpath("table.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ") for line in lines if not line.startswith("#")]
    words = {code: tuple(found) for code, *found in rows}
    return _Table(words, tuple(sorted(words)))


@lru_cache(maxsize=256)
def candidates(typed: str, most: int = MOST) -> tuple[Candidate, ...]:
    """Return what is offered for letters: their own words, those that they begin, and those of their beginnings."""
    words, codes = _table()
    found = {word: len(typed) for word in words.get(typed, ())[: most // 2]}
    at = bisect_left(codes, typed)
    begun = [code for code in codes[at : at + 200] if code.startswith(typed) and code != typed] if typed else []
    for code in sorted(begun, key=lambda one: (len(one), one)):
        if len(found) >= most // 2:
            break
        found.setdefault(words[code][0], len(typed))
    for length in range(len(typed), 0, -1):
        for word in words.get(typed[:length], ()):
            if len(found) >= most:
                break
            found.setdefault(word, length)
    return tuple(Candidate(word, letters) for word, letters in found.items())
