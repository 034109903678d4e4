"""Rounded rectangles, their borders and their shadows, drawn by corners and straight parts."""

from functools import lru_cache

import numpy as np

from ..display import Colour, Corners, Fill, Shadow
from ..geometry import Rect
from .canvas import OPAQUE, Canvas, alpha, blend, faded, tripled
from .raster import Bytes, Mask, Numbers, corner

_TURNS = ((1, 1), (1, -1), (-1, -1), (-1, 1))
"""By corner, clockwise from the top left: the steps down and across that turn a top left corner into it."""


def draw_fill(canvas: Canvas, op: Fill) -> None:
    """Draw a rounded rectangle and its border."""
    if not op.border or not alpha(op.edge):
        rounded(canvas, op.rect, op.corners, op.colour)
        return
    inside = op.rect.shrunk(op.border)
    within = _smaller(op.corners, op.border)
    if alpha(op.colour) == OPAQUE and alpha(op.edge) == OPAQUE:
        rounded(canvas, op.rect, op.corners, op.edge)
    else:
        ring(canvas, op.rect, op.corners, op.border, op.edge)
    if not inside.empty:
        rounded(canvas, inside, within, op.colour)


def rounded(canvas: Canvas, rect: Rect, corners: Corners, colour: Colour) -> None:
    """Fill a rounded rectangle."""
    if not any(corners):
        canvas.fill(rect, colour)
        return
    left, top, right, bottom = rect
    upper_left, upper_right, lower_right, lower_left = corners
    above, below = max(upper_left, upper_right), max(lower_left, lower_right)
    canvas.fill(Rect(left, top + above, right, bottom - below), colour)
    canvas.fill(Rect(left + upper_left, top, right - upper_right, top + above), colour)
    canvas.fill(Rect(left + lower_left, bottom - below, right - lower_right, bottom), colour)
    canvas.fill(Rect(left, top + upper_left, left + upper_left, top + above), colour)
    canvas.fill(Rect(right - upper_right, top + upper_right, right, top + above), colour)
    canvas.fill(Rect(right - lower_right, bottom - below, right, bottom - lower_right), colour)
    canvas.fill(Rect(left, bottom - below, left + lower_left, bottom - lower_left), colour)
    for (x, y), radius, turn in zip(_places(rect, corners), corners, _TURNS, strict=True):
        if radius:
            canvas.ink(_corner, (radius, *turn), x, y, colour)


def ring(canvas: Canvas, rect: Rect, corners: Corners, border: int, colour: Colour) -> None:
    """Draw a border inside the edge of a rounded rectangle, and nothing within it."""
    left, top, right, bottom = rect
    upper_left, upper_right, lower_right, lower_left = sizes = _larger(corners, border)
    canvas.fill(Rect(left + upper_left, top, right - upper_right, top + border), colour)
    canvas.fill(Rect(left + lower_left, bottom - border, right - lower_right, bottom), colour)
    canvas.fill(Rect(left, top + upper_left, left + border, bottom - lower_left), colour)
    canvas.fill(Rect(right - border, top + upper_right, right, bottom - lower_right), colour)
    for (x, y), radius, turn in zip(_places(rect, sizes), corners, _TURNS, strict=True):
        canvas.ink(_bow, (radius, border, *turn), x, y, colour)


def copy_rounded(canvas: Canvas, pixels: Bytes, rect: Rect, corners: Corners) -> None:
    """Copy rows of bytes into a rounded rectangle of their size: all, and then what was at the corners before."""
    kept = []
    for (x, y), radius, turn in zip(_places(rect, corners), corners, _TURNS, strict=True):
        square = Rect(x, y, x + radius, y + radius).clip(canvas.clip)
        if not square.empty:
            cover = _corner(radius, *turn).cover[square.top - y : square.bottom - y, square.left - x : square.right - x]
            kept.append((square, canvas.part(square).copy(), tripled(cover)))
    canvas.copy(pixels, rect.left, rect.top)
    for square, under, cover in kept:
        part = canvas.part(square)
        part[...] = blend(under, part, cover)


def _rounded_cover(width: int, height: int, corners: Corners) -> Bytes:
    """Return the coverage of a whole rounded rectangle."""
    cover = np.full((height, width), OPAQUE, np.uint8)
    for (x, y), radius, turn in zip(_places(Rect(0, 0, width, height), corners), corners, _TURNS, strict=True):
        cover[y : y + radius, x : x + radius] = _corner(radius, *turn).cover
    return cover


def draw_shadow(canvas: Canvas, op: Shadow) -> None:
    """Draw a shadow around a rounded rectangle: four corners and, where it is large, four edges that repeat."""
    colour = op.colour | OPAQUE << 24
    left, top, right, bottom = whole = reach(op)
    least = 2 * (max(op.corners) + 2 * _reach(op.blur)) + 1
    if min(whole.width, whole.height) < least:
        cover = faded(_soft(whole.width, whole.height, op.corners, op.blur), alpha(op.colour))
        canvas.cover(Mask(0, 0, cover), left, top, colour)
        return
    cover = faded(_soft(least, least, op.corners, op.blur), alpha(op.colour))
    size = least // 2
    middle, near, far = slice(size, size + 1), slice(size), slice(size + 1, None)
    for x, y, part in (
        (left, top, cover[near, near]), (right - size, top, cover[near, far]),
        (right - size, bottom - size, cover[far, far]), (left, bottom - size, cover[far, near]),
    ):
        canvas.cover(Mask(0, 0, part), x, y, colour)
    across, down = whole.width - 2 * size, whole.height - 2 * size
    # Of the edges just what is outside the rectangle: the Fill that follows hides the rest.
    above, below = max(op.rect.top - top, 0), max(bottom - op.rect.bottom, 0)
    beside = op.rect.left - left
    for x, y, part in (
        (left + size, top, np.broadcast_to(cover[:above, middle], (above, across))),
        (left + size, bottom - below, np.broadcast_to(cover[least - below :, middle], (below, across))),
        (left, top + size, np.broadcast_to(cover[middle, :beside], (down, beside))),
        (right - beside, top + size, np.broadcast_to(cover[middle, least - beside :], (down, beside))),
    ):
        canvas.cover(Mask(0, 0, part), x, y, colour)


def reach(op: Shadow) -> Rect:
    """Return all that a shadow may touch."""
    return op.rect.moved(0, op.down).shrunk(-_reach(op.blur))


def _places(rect: Rect, sizes: Corners) -> tuple[tuple[int, int], ...]:
    """Return the top left of each corner's square, clockwise."""
    left, top, right, bottom = rect
    return ((left, top), (right - sizes[1], top), (right - sizes[2], bottom - sizes[2]), (left, bottom - sizes[3]))


@lru_cache(maxsize=1024)
def _corner(radius: int, down: int, across: int) -> Mask:
    return Mask(0, 0, corner(radius)[::down, ::across])


def _smaller(corners: Corners, by: int) -> Corners:
    first, second, third, fourth = (max(radius - by, 0) for radius in corners)
    return first, second, third, fourth


def _larger(corners: Corners, least: int) -> Corners:
    first, second, third, fourth = (max(radius, least) for radius in corners)
    return first, second, third, fourth


@lru_cache(maxsize=1024)
def _bow(radius: int, border: int, down: int, across: int) -> Mask:
    """Return the coverage of a border in a corner."""
    size, inner = max(radius, border), max(radius - border, 0)
    cover = np.full((size, size), OPAQUE, np.uint8)
    cover[:radius, :radius] = corner(radius)
    if inner:
        cover[border:, border:] -= corner(inner)
    return Mask(0, 0, cover[::down, ::across])


def _reach(blur: int) -> int:
    return 3 * _box(blur)


def _box(blur: int) -> int:
    """Return the half-width of the three averages whose sequence blurs."""
    return max(blur // 3, 1)


@lru_cache(maxsize=128)
def _soft(width: int, height: int, corners: Corners, blur: int) -> Bytes:
    """Return the coverage of a whole shadow, its blurred rim included."""
    rim = _reach(blur)
    cover = np.pad(_rounded_cover(width - 2 * rim, height - 2 * rim, corners), rim).astype(np.int64)
    for _ in range(2):
        for _ in range(3):
            cover = _averaged(cover, _box(blur))
        cover = cover.T
    soft = cover.astype(np.uint8)
    soft.flags.writeable = False
    return soft


def _averaged(cover: Numbers, half: int) -> Numbers:
    """Return the mean of each value with the `half` ones above and below it."""
    whole = 2 * half + 1
    sums = np.cumsum(np.pad(cover, ((half + 1, half), (0, 0))), axis=0)
    return (sums[whole:] - sums[:-whole]) // whole
