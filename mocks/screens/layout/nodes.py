"""Solved widgets: their sizes, and where in them their children and texts are. Positions are relative."""

from typing import NamedTuple

from ..widgets import Widget
from .measures import Cast

# What a length is held to where nothing limits it, such as the height of what scrolls. Paddings and gaps take their
# parts of it, so that all from FAR on counts as without limit.
ENDLESS = 1 << 24
FAR = ENDLESS // 2
DEEPEST = 32


class Written(NamedTuple):
    """Hold a line of text in a leaf."""

    text: str
    x: int
    baseline: int
    hint: bool = False


class Node(NamedTuple):
    """Hold a solved widget. `spot` is where a leaf has its icon, control, caret or bar: left, top, width, height.

    `limit` is how far a scroll can be scrolled, -1 where nothing scrolls, and `offset` how far it is.
    """

    widget: Widget
    cast: Cast
    width: int
    height: int
    children: tuple[tuple[int, int, int, "Node"], ...] = ()  # number among the siblings, x, y
    lines: tuple[Written, ...] = ()
    spot: tuple[int, int, int, int] | None = None
    limit: int = -1
    offset: int = 0


class Space(NamedTuple):
    """Hold the room for a widget: at most so wide and high; exactly so where it is `tight`."""

    wide: int
    high: int
    tight_wide: bool = False
    tight_high: bool = False
