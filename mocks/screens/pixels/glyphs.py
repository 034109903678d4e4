"""Glyphs and runs of text as coverage, kept once drawn.

A glyph of a text face is stretched a little between the baseline, the tops of small letters and those of capitals, so
that these lie between two rows of pixels: the tops of letters are then sharp.
"""

from functools import cache, lru_cache

import numpy as np

from ..fonts import EM, icon
from .metrics import advance, lead, line_metrics, shape
from .raster import UNIT, Bytes, Mask, Numbers, fill, flatten
from .sfnt import Outline, font

_LETTERS = "xHl"
"""Letters whose tops are heights that many letters share."""
_BLANK = Mask(0, 0, np.zeros((0, 0), np.uint8))


@cache
def _levels(file: str) -> tuple[int, ...]:
    """Return the shared heights of a file's letters in font units, the baseline first; none of Han and of icons."""
    source = font(file)
    if "x" not in source.glyphs:
        return ()
    return 0, *(source.box(source.glyphs[letter]).top for letter in _LETTERS)


@lru_cache(maxsize=1024)
def _snapped(file: str, size: int) -> tuple[Numbers, Numbers] | None:
    """Return the shared heights in half font units, and where they are drawn in units of a pixel."""
    levels = np.array(_levels(file), np.int64)
    if not len(levels):
        return None
    return 2 * levels, (2 * levels * size + EM) // (2 * EM) * UNIT


def _raised(file: str, size: int, height: Numbers) -> Numbers:
    """Return heights in half font units as units of a pixel above the baseline."""
    plain = height * (size * UNIT) // (2 * EM)
    snapped = _snapped(file, size)
    if snapped is None:
        return plain
    levels, drawn = snapped
    at = np.minimum(np.maximum(np.searchsorted(levels, height, "right") - 1, 0), len(levels) - 2)
    gap = np.maximum(levels[at + 1] - levels[at], 1)
    within = drawn[at] + (height - levels[at]) * (drawn[at + 1] - drawn[at]) // gap
    above = drawn[-1] + (height - levels[-1]) * size * UNIT // (2 * EM)
    return np.where(height < 0, plain, np.where(height > levels[-1], above, within))


@lru_cache(maxsize=4096)
def _outline(file: str, number: int) -> Outline | None:
    return font(file).outline(number)


@lru_cache(maxsize=16384)
def glyph(file: str, size: int, number: int) -> Mask:
    """Return a glyph's coverage; its place is seen from the pen on the baseline, y downwards."""
    outline = _outline(file, number)
    if outline is None:
        return _BLANK
    across = outline[..., 0] * (size * UNIT) // (2 * EM)
    mask = fill(*flatten(np.stack((across, -_raised(file, size, outline[..., 1])), axis=-1)))
    mask.cover.flags.writeable = False
    return mask


def icon_glyph(name: str, size: int) -> Mask:
    """Return an icon's coverage in a square of `size` pixels whose lower left corner is the origin."""
    face, char = icon(name)
    found = shape(face, char)
    return glyph(found.file, size, found.glyph)


@lru_cache(maxsize=2048)
def run(text: str, face: str, size: int) -> Mask:
    """Return the coverage of a text that starts at x 0 on the baseline: inside its advance and its line's height."""
    ascent, descent, _ = line_metrics(face, size)
    width, shift = advance(face, size, text), lead(face, size, text) if text else 0
    placed, pen = [], 0
    for char in text:
        found = shape(face, char)
        if found.advance:
            placed.append((shift + pen * size // EM, glyph(found.file, size, found.glyph)))
            pen += found.advance
    tops = [mask.top for _, mask in placed if mask.cover.size]
    if not tops:
        return _BLANK
    top = max(min(tops), -ascent)
    bottom = min(max(mask.top + len(mask.cover) for _, mask in placed), descent)
    cover = np.zeros((bottom - top, width), np.uint8)
    for x, mask in placed:
        _join(cover, mask, x + mask.left, mask.top - top)
    cover.flags.writeable = False
    return Mask(0, top, cover)


def _join(whole: Bytes, mask: Mask, x: int, y: int) -> None:
    """Add a glyph to a run where it lies inside; where two meet the greater coverage stays."""
    height, width = mask.cover.shape
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + width, whole.shape[1]), min(y + height, whole.shape[0])
    if left < right and top < bottom:
        part = whole[top:bottom, left:right]
        np.maximum(part, mask.cover[top - y : bottom - y, left - x : right - x], out=part)
