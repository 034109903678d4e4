"""The display list: what both painters, of pixels and of HTML, are told to draw, in paint order.

Every operation is hashable plain data in whole pixels, so that a list is a key to what was drawn from it.
"""

import hashlib
import json
from typing import NamedTuple

from .geometry import Rect

# 0xAARRGGBB: alpha 255 is opaque. Blending is source-over of this colour, not premultiplied, in the sRGB values.
Colour = int

# Radii in pixels, clockwise from the top left. At most half of the shorter side: a painter need not check.
Corners = tuple[int, int, int, int]
SQUARE: Corners = (0, 0, 0, 0)


class Clip(NamedTuple):
    """Show what follows only inside `rect`, until the next Clip. It replaces the one before: nothing is nested."""

    rect: Rect


class Fill(NamedTuple):
    """Fill a rectangle with rounded corners; `border` pixels inside its edge are drawn in `edge` instead."""

    rect: Rect
    colour: Colour
    corners: Corners = SQUARE
    border: int = 0
    edge: Colour = 0


class Shadow(NamedTuple):
    """Draw the soft shadow of a rounded rectangle, `down` pixels below it and blurred over about `blur` pixels.

    Only what is outside `rect` matters: the opaque Fill that throws the shadow follows.
    """

    rect: Rect
    corners: Corners
    down: int
    blur: int
    colour: Colour


class Line(NamedTuple):
    """Draw one run of text from `x` rightwards on `baseline`. It fits: layout has measured, wrapped and cut it."""

    text: str
    face: str
    size: int
    colour: Colour
    x: int
    baseline: int


class Glyph(NamedTuple):
    """Draw an icon of the icon font, its em square scaled to the (square) rectangle."""

    icon: str
    rect: Rect
    colour: Colour


class Picture(NamedTuple):
    """Draw a picture that is made from its recipe, such as `landscape:17`, to cover the rectangle."""

    recipe: str
    rect: Rect
    corners: Corners = SQUARE


Op = Clip | Fill | Shadow | Line | Glyph | Picture


class Display(NamedTuple):
    """Hold what a whole screen shows. The ops cover every pixel: the first one fills the screen."""

    width: int
    height: int
    ops: tuple[Op, ...]


def render_digest(display: Display) -> str:
    """Return the SHA-256 of all that is drawn: equal ones are equal pictures, in every process."""
    told = [display.width, display.height, [(type(op).__name__, *op) for op in display.ops]]
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()
