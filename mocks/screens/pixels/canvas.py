"""Colours laid over an array of pixels, source over, each channel rounded to the nearest: the one rule of blending.

A canvas is seen as rows of bytes, three a pixel: numpy then works on whole rows.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from ..display import Colour
from ..geometry import Rect
from .raster import Bytes, Mask

OPAQUE = 255
_AT_ONCE = 32

Told = tuple[str | int, ...]
Ink = Callable[..., Mask]
"""A function that returns the mask of what it is told, and keeps it: of a run of text, an icon, a corner."""


def alpha(colour: Colour) -> int:
    """Return how opaque a colour is, 0 to 255."""
    return colour >> 24 & 255


def channels(colour: Colour) -> tuple[int, int, int]:
    """Return red, green and blue."""
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


@lru_cache(maxsize=4096)
def row(colour: Colour, width: int) -> Bytes:
    """Return a row of one colour, its alpha left out."""
    return _kept(np.tile(np.array(channels(colour), np.uint8), width))


def blend(under: Bytes, colour: Bytes, cover: Bytes) -> Bytes:
    """Return `colour` over `under` by the coverage of each byte, 0 to 255; all three broadcast."""
    mixed = np.multiply(under, OPAQUE - cover, dtype=np.uint16)
    mixed = mixed + np.multiply(colour, cover, dtype=np.uint16)
    return _divided(mixed)


def _divided(product: npt.NDArray[np.uint16]) -> Bytes:
    """Return sums of products by 255, rounded to the nearest; the sums are changed."""
    product += 128
    product += product >> 8
    product >>= 8
    return product.astype(np.uint8)


@lru_cache(maxsize=512)
def _mixed(ink: Ink, told: Told, under: Colour, colour: Colour) -> Bytes:
    """Return the rows of bytes that a colour makes through a mask over another that is everywhere below it."""
    below, above = (np.array(channels(one), np.uint8) for one in (under, colour))
    by_cover = blend(below, above, np.arange(256, dtype=np.uint8)[:, None])
    cover = ink(*told).cover
    return _kept(by_cover.take(faded(cover, alpha(colour)), axis=0).reshape(len(cover), -1))


def veil(rows: Bytes, colour: Bytes, opacity: int) -> None:
    """Lay a colour of one opacity over rows of bytes in place, a few at a time so that they stay near the processor."""
    above = np.multiply(colour, opacity, dtype=np.uint16)
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        part[...] = _divided(np.multiply(part, OPAQUE - opacity, dtype=np.uint16) + above)


def _kept(array: Bytes) -> Bytes:
    array.flags.writeable = False
    return array


def faded(cover: Bytes, opacity: int) -> Bytes:
    """Return a coverage times an opacity, 0 to 255."""
    if opacity == OPAQUE:
        return cover
    return _divided(np.multiply(cover, opacity, dtype=np.uint16))


def tripled(cover: Bytes) -> Bytes:
    """Return a coverage for each byte of the pixels."""
    return np.repeat(cover, 3, axis=1)


class Canvas:
    """Draw on part of an array of pixels: rows from `top` on, what is outside `clip` left alone."""

    def __init__(self, pixels: Bytes, top: int) -> None:
        """Take the rows to draw on, height x 3 width, of which the first is the screen's row `top`."""
        self._rows = pixels
        self._top = top
        self.bounds = Rect(0, top, pixels.shape[1] // 3, top + len(pixels))
        self.clip = self.bounds

    def part(self, rect: Rect) -> Bytes:
        """Return the bytes of a rectangle that lies inside the bounds."""
        left, top, right, bottom = rect
        return self._rows[top - self._top : bottom - self._top, 3 * left : 3 * right]

    def fill(self, rect: Rect, colour: Colour) -> None:
        """Fill a rectangle."""
        rect = rect.clip(self.clip)
        opacity = alpha(colour)
        if rect.empty or not opacity:
            return
        part = self.part(rect)
        if opacity == OPAQUE:
            part[...] = row(colour, rect.width)
        else:
            veil(part, row(colour, rect.width), opacity)

    def ink(self, ink: Ink, told: Told, x: int, y: int, colour: Colour) -> None:
        """Draw a colour through the mask that `ink` returns; over one colour, as it mostly is, the mixture is kept."""
        mask = ink(*told)
        left, top = x + mask.left, y + mask.top
        height, width = mask.cover.shape
        under = self._plain(Rect(left, top, left + width, top + height))
        if under is None:
            self.cover(mask, x, y, colour)
        else:
            self.copy(_mixed(ink, told, under, colour), left, top)

    def _plain(self, rect: Rect) -> Colour | None:
        """Return the colour that all of a rectangle has, as far as it may be drawn on; None if it has several."""
        rect = rect.clip(self.clip)
        if rect.empty:
            return None
        part = self.part(rect)
        red, green, blue = part[0, :3].tolist()
        colour: int = red << 16 | green << 8 | blue
        return colour if (part == row(colour, rect.width)).all() else None

    def cover(self, mask: Mask, x: int, y: int, colour: Colour) -> None:
        """Draw a colour through a mask whose own origin lies at (x, y)."""
        left, top = x + mask.left, y + mask.top
        height, width = mask.cover.shape
        rect = Rect(left, top, left + width, top + height).clip(self.clip)
        if rect.empty or not alpha(colour):
            return
        seen = mask.cover[rect.top - top : rect.bottom - top, rect.left - left : rect.right - left]
        part = self.part(rect)
        part[...] = blend(part, row(colour, rect.width), tripled(faded(seen, alpha(colour))))

    def copy(self, pixels: Bytes, x: int, y: int) -> None:
        """Copy rows of bytes whose top left corner lies at (x, y)."""
        rect = Rect(x, y, x + pixels.shape[1] // 3, y + len(pixels)).clip(self.clip)
        if not rect.empty:
            seen = pixels[rect.top - y : rect.bottom - y, 3 * (rect.left - x) : 3 * (rect.right - x)]
            self.part(rect)[...] = seen
