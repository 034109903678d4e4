"""A sheet to draw pictures on: places are in thousandths of its sides, so that a picture is the same in every size."""

from collections.abc import Sequence
from itertools import pairwise
from math import isqrt

import numpy as np

from ...colours import Ramp
from ...display import Colour
from ...geometry import Rect
from ..canvas import Canvas, channels
from ..raster import UNIT, Mask, polygon
from ..shapes import rounded

Place = tuple[int, int]
WHOLE = 1000


def tone(hue: int, chroma: int, lightness: int) -> Colour:
    """Return a colour of a hue in degrees, how colourful it is in percent, and a lightness from 0 to 100."""
    return Ramp(hue, min(max(chroma, 0), 100)).tone(min(max(lightness, 0), 100))


def see_through(colour: Colour, opacity: int) -> Colour:
    """Return a colour of an opacity from 0 to 255."""
    return colour & 0xFFFFFF | opacity << 24


def wave(degrees: int) -> int:
    """Return the sine of an angle, in thousandths (by Bhaskara's rational, whole numbers)."""
    within = degrees % 180
    height = 4000 * within * (180 - within) // (40500 - within * (180 - within))
    return height if degrees % 360 < 180 else -height


class Sheet:
    """Draw shapes; their places may lie outside, and what lies outside the canvas is cut."""

    def __init__(self, canvas: Canvas, room: Rect | None = None) -> None:
        """Spread the sheet over a rectangle of the canvas, all of it by default."""
        self._canvas = canvas
        self._room = canvas.bounds if room is None else room

    def square(self) -> "Sheet":
        """Return the largest square sheet in the middle of this one, for what must not be stretched."""
        left, top, right, bottom = self._room
        side = min(right - left, bottom - top)
        left, top = left + (right - left - side) // 2, top + (bottom - top - side) // 2
        return Sheet(self._canvas, Rect(left, top, left + side, top + side))

    def pixels(self, across: int) -> int:
        """Return a length in thousandths of the width as pixels."""
        return across * self._room.width // WHOLE

    def _unit(self, place: Place) -> Place:
        left, top, right, bottom = self._room
        x, y = place
        return left * UNIT + x * (right - left) * UNIT // WHOLE, top * UNIT + y * (bottom - top) * UNIT // WHOLE

    def wash(self, above: Colour, below: Colour) -> None:
        """Cover the whole canvas, one colour at the top going over into another at the bottom."""
        bounds = self._canvas.bounds
        step = np.arange(bounds.height)[:, None]
        first, last = (np.array(channels(colour), np.int64) for colour in (above, below))
        colours = (first * (bounds.height - step) + last * step) // bounds.height
        part = self._canvas.part(bounds)
        part.reshape(bounds.height, bounds.width, 3)[...] = colours[:, None]

    def area(self, places: Sequence[Place], colour: Colour) -> None:
        """Fill a polygon."""
        self._polygon([self._unit(place) for place in places], colour)

    def _polygon(self, corners: list[Place], colour: Colour) -> None:
        across, down = zip(*corners, strict=True)
        extent = Rect(min(across) // UNIT, min(down) // UNIT, max(across) // UNIT + 1, max(down) // UNIT + 1)
        if extent.meets(self._canvas.clip):
            for mask in polygon(corners):
                self._canvas.cover(mask, 0, 0, colour)

    def oval(self, x: int, y: int, across: int, down: int, colour: Colour) -> None:
        """Fill an ellipse around a place, with its half-axes."""
        turns = range(0, 360, 5)
        self.area([(x + across * wave(turn + 90) // WHOLE, y + down * wave(turn) // WHOLE) for turn in turns], colour)

    def box(self, left: int, top: int, right: int, bottom: int, colour: Colour, radius: int = 0) -> None:
        """Fill a rectangle on whole pixels, its corners rounded by thousandths of the width."""
        (x, y), (after_x, after_y) = self._unit((left, top)), self._unit((right, bottom))
        rect = Rect(x // UNIT, y // UNIT, after_x // UNIT, after_y // UNIT)
        if not rect.empty:
            corner = min(self.pixels(radius), rect.width // 2, rect.height // 2)
            rounded(self._canvas, rect, (corner,) * 4, colour)

    def stroke(self, places: Sequence[Place], width: int, colour: Colour) -> None:
        """Draw a line along places, `width` thousandths of the sheet's width thick, round at its ends and bends."""
        units = [self._unit(place) for place in places]
        half = max(width * self._room.width * UNIT // (2 * WHOLE), UNIT // 2)
        for (x, y), (after_x, after_y) in pairwise(units):
            run, fall = after_x - x, after_y - y
            length = max(isqrt(run * run + fall * fall), 1)
            aside, down = -fall * half // length, run * half // length
            corners = [(x + aside, y + down), (after_x + aside, after_y + down),
                       (after_x - aside, after_y - down), (x - aside, y - down)]
            self._polygon(corners, colour)
        if colour >> 24 == 255:
            for x, y in units:
                round_end = [(x + half * wave(turn + 90) // WHOLE, y + half * wave(turn) // WHOLE)
                             for turn in range(0, 360, 15)]
                self._polygon(round_end, colour)

    def ridge(self, heights: Sequence[int], colour: Colour, *, soft: bool) -> None:
        """Fill all below a line through heights that are evenly spread over the width; a soft one has no corners."""
        left, _, right, bottom = self._room
        column = np.arange(right - left, dtype=np.int64)
        gaps, width = len(heights) - 1, max(right - left, 1)
        at, part = column * gaps // width, column * gaps % width
        if soft:
            part = part * part * (3 * width - 2 * part) // (width * width)
        knots = np.array([self._unit((0, height))[1] for height in heights], np.int64)
        line = knots[at] + (knots[at + 1] - knots[at]) * part // width
        upper, lower = int(line.min()) // UNIT, -(-int(line.max()) // UNIT)
        rows = np.arange(upper, lower)[:, None]
        cover = np.minimum(np.maximum((rows + 1) * UNIT - line, 0), UNIT) * 255 // UNIT
        self._canvas.cover(Mask(left, upper, cover.astype(np.uint8)), 0, 0, colour)
        self._canvas.fill(Rect(left, lower, right, bottom), colour)
