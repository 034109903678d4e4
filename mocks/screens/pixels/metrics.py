"""How wide a text is in pixels, by the bundled fonts alone: what layout measures with and what the painter follows.

The rounding is one: the pen moves in font units, a glyph stands on the whole pixel at or left of the pen, and a text
is as wide as its pen went, rounded up. So the parts of a text are together at least as wide as the whole. No kerning,
no ligatures.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from ..fonts import EM, files_of
from .sfnt import Font, font

# Marks that only tell how a character before them looks, and joiners: nothing is drawn for them.
_UNSEEN = (*range(0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065),
           *range(0xFE00, 0xFE10), 0xFEFF, *range(0x1F3FB, 0x1F400))
UNSEEN = frozenset(map(chr, _UNSEEN))


class Shape(NamedTuple):
    """Say where a character's glyph is found and how far it moves the pen and reaches past its advance, in font units.

    `before` and `after` are how far the ink reaches left of the pen and right of the advance.
    """

    file: str
    glyph: int
    advance: int
    before: int
    after: int


class _Advances(dict[str, int]):
    """Look a character's advance up once: the sum over a text then runs without our code."""

    def __init__(self, face: str) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, char: str) -> int:
        found = self[char] = shape(self._face, char).advance
        return found


@cache
def _advances(face: str) -> _Advances:
    files_of(face)
    return _Advances(face)


@lru_cache(maxsize=65536)
def shape(face: str, char: str) -> Shape:
    """Return the glyph of a character in the first of the face's files that has it, else the box of the first."""
    files = files_of(face)
    if char in UNSEEN:
        return Shape(files[0], 0, 0, 0, 0)
    for file in files:
        if char in font(file).glyphs:
            return _shape(file, font(file), font(file).glyphs[char])
    return _shape(files[0], font(files[0]), 0)


def _shape(file: str, source: Font, glyph: int) -> Shape:
    advance, box = source.advances[glyph], source.box(glyph)
    return Shape(file, glyph, advance, max(0, -box.left), max(0, box.right - advance))


def has(face: str, char: str) -> bool:
    """Say whether a character has a glyph of its own, or is one that nothing is drawn for."""
    return char in UNSEEN or any(char in font(file).glyphs for file in files_of(face))


def units(face: str, text: str) -> int:
    """Return how far the pen goes, in thousandths of the size."""
    return sum(map(_advances(face).__getitem__, text))


@lru_cache(maxsize=65536)
def advance(face: str, size: int, text: str) -> int:
    """Return the width of a text in pixels, with what the first and the last glyph reach outside; 0 without text."""
    if not text:
        return 0
    return lead(face, size, text) + up(units(face, text), size) + up(shape(face, text[-1]).after, size)


def lead(face: str, size: int, text: str) -> int:
    """Return the pixels by which the pen starts right of the text's left edge, for the ink that reaches back."""
    return up(shape(face, text[0]).before, size)


def up(length: int, size: int) -> int:
    """Return a length in font units as pixels, rounded up."""
    return -(-length * size // EM)


@lru_cache(maxsize=1024)
def line_metrics(face: str, size: int) -> tuple[int, int, int]:
    """Return the ascent, the descent and their sum in pixels, each rounded half up; no ink reaches outside."""
    ascent, descent = ((2 * height * size + EM) // (2 * EM) for height in font(files_of(face)[0]).heights)
    return ascent, descent, ascent + descent
