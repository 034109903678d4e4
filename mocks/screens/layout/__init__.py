"""Widget trees laid out in whole pixels: the one layout that hits, dumps, readings and both painters use."""

from typing import NamedTuple

from ..display import Op
from ..geometry import NOWHERE, Rect
from ..theme import Theme
from ..widgets import Widget
from ..windows import Screen, Window
from .boxes import Box, Layout, Reach
from .nodes import ENDLESS, Node, Space
from .paint import paint
from .sizes import solve

__all__ = ["Box", "Layout", "Reach", "height_of", "lay_out"]


def lay_out(screen: Screen) -> Layout:
    """Return where every widget of a screen is: boxes in paint order, without those that no pixel shows of."""
    whole = Rect(0, 0, screen.width, screen.height)
    boxes: list[Box] = []
    places: list[Rect] = []
    starts = [0]
    for number, window in enumerate(screen.windows):
        node, place = _root(window)
        places.append(place)
        visible = place.clip(whole)
        if not visible.empty:
            _flatten(node, place, visible, node.widget.key or "0", -1, 0, _Into(window, number, boxes))
        starts.append(len(boxes))
    return Layout(screen.width, screen.height, screen.windows, tuple(places), tuple(boxes), tuple(starts))


def height_of(tree: Widget, width: int, theme: Theme) -> int:
    """Return how tall a tree is in a width, in pixels: what a keyboard takes of the window above it."""
    return solve(tree, theme, Space(width, ENDLESS, True)).height


def _root(window: Window) -> tuple[Node, Rect]:
    """Return a window's tree solved, and where it is."""
    left, top, _, bottom = room = window.room
    gravity = window.gravity
    if gravity not in ("fill", "centre", "top", "bottom"):
        raise ValueError(f"gravity {gravity!r} of window {window.name!r} is none of fill, centre, top and bottom")
    node = solve(window.tree, window.theme, Space(room.width, room.height, gravity != "centre", gravity == "fill"))
    if gravity == "centre":
        left, top = left + (room.width - node.width) // 2, top + (room.height - node.height) // 2
    elif gravity == "bottom":
        top = bottom - node.height
    return node, Rect(left, top, left + node.width, top + node.height)


class _Into(NamedTuple):
    """Hold the window whose boxes are appended, its number, and all boxes so far."""

    window: Window
    number: int
    boxes: list[Box]


def _flatten(node: Node, bounds: Rect, visible: Rect, path: str, parent: int, depth: int, into: _Into) -> None:
    """Append a widget and all that it holds, as far as pixels of them show."""
    boxes = into.boxes
    mine = len(boxes)
    widget, own = node.widget, node.cast
    boxes.append(_PENDING)
    left, top, _, _ = bounds
    seen_left, seen_top, seen_right, seen_bottom = visible
    for number, x, y, child in node.children:
        x, y = left + x, top + y
        whole = shown = Rect(x, y, x + child.width, y + child.height)
        if x < seen_left or y < seen_top or whole.right > seen_right or whole.bottom > seen_bottom:
            shown = whole.clip(visible)
        if shown.left < shown.right and shown.top < shown.bottom:
            _flatten(child, whole, shown, f"{path}/{child.widget.key or number}", mine, depth + 1, into)
    reach = None
    if node.limit >= 0:
        across = widget.flow == "across"
        reach = Reach(node.offset, node.limit, bounds.width if across else bounds.height, across)
    ops: tuple[Op, ...] = ()
    if own.fill or own.border or own.shadow or node.lines or node.spot or widget.icon or widget.kind == "image":
        ops = paint(node, bounds, into.window.theme)
    opaque = own.fill >> 24 == 255 or widget.kind == "image" or (parent < 0 and into.window.solid)
    boxes[mine] = Box(
        mine, parent, len(boxes), depth, into.number, path, widget, bounds, visible, ops, opaque, reach,
    )


# Stands where a box will be, while those in it are appended.
_PENDING = Box(-1, -1, -1, 0, -1, "", Widget("spacer"), NOWHERE, NOWHERE, (), False, None)
