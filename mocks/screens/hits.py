"""What a touch finds, and what of a screen can be seen and touched at all."""

from typing import NamedTuple

from .geometry import Rect
from .layout import Box, Layout
from .widgets import NOTHING, Act


class Hit(NamedTuple):
    """Hold what is under a finger.

    `box` is the uppermost box there that is painted solid or takes touches; `target` takes them: that box, or the
    nearest one around it. Where a modal window swallows the touch there is no box, and `act` is what it raises.
    """

    window: int
    box: Box | None
    target: Box | None
    act: Act
    long: Act


NO_HIT = Hit(-1, None, None, NOTHING, NOTHING)


def takes_touches(box: Box) -> bool:
    """Say whether a tap or a long press on a box raises something."""
    return bool(box.widget.act or box.widget.long)


def hit(layout: Layout, x: int, y: int) -> Hit:
    """Return what a touch at a pixel finds. Windows that take no touches are passed through."""
    for number in range(len(layout.windows) - 1, -1, -1):
        window = layout.windows[number]
        if not window.touches:
            continue
        for box in reversed(layout.boxes_of(number)):
            if (box.opaque or takes_touches(box)) and box.visible.contains(x, y):
                return _hit(layout, box)
        if window.modal:
            return Hit(number, None, None, window.outside, NOTHING)
    return NO_HIT


def _hit(layout: Layout, box: Box) -> Hit:
    target = next((found for found in upwards(layout, box) if takes_touches(found)), None)
    if target is None:
        return Hit(box.window, box, None, NOTHING, NOTHING)
    return Hit(box.window, box, target, target.widget.act, target.widget.long)


def upwards(layout: Layout, box: Box) -> tuple[Box, ...]:
    """Return a box and all that it is inside of, innermost first."""
    found = [box]
    while box.parent >= 0:
        box = layout.boxes[box.parent]
        found.append(box)
    return tuple(found)


def scroller(layout: Layout, x: int, y: int, across: bool = False) -> Box | None:
    """Return the innermost box under a pixel that scrolls in a direction and has somewhere to go, or None."""
    floor = beneath(layout)
    for box in reversed(layout.boxes):
        if box.window < floor:
            return None
        if not layout.windows[box.window].touches or not box.visible.contains(x, y):
            continue
        for found in upwards(layout, box):
            if found.reach is not None and found.reach.limit > 0 and found.reach.across == across:
                return found
        if box.opaque:
            return None
    return None


def beneath(layout: Layout) -> int:
    """Return the number of the lowest window that can be touched: the uppermost modal one, or the first."""
    return max((number for number, window in enumerate(layout.windows) if window.modal and window.touches), default=0)


def exposed(layout: Layout) -> tuple[Box, ...]:
    """Return the boxes of which a pixel can be seen and is in reach, in paint order.

    Left out is what lies under a modal window, and what others cover entirely. Rounded corners count as if square, and
    windows that let touches through as if they were glass.
    """
    floor, boxes = beneath(layout), layout.boxes
    covers = _covers(layout)
    if not covers:
        return tuple(box for box in boxes if box.window >= floor)
    return tuple(box for box in boxes if box.window >= floor and not _covered(box, covers))


def _covers(layout: Layout) -> list[Box]:
    """Return the solid boxes that may lie over others: those in an upper layer of a stack or of the windows."""
    layered: list[bool] = []
    found: list[Box] = []
    for box in layout.boxes:
        if box.parent < 0:
            layer = bool(layered)
        else:
            parent = layout.boxes[box.parent]
            layer = layered[box.parent] or (parent.widget.flow == "stack" and box.number > box.parent + 1)
        layered.append(layer)
        if layer and box.opaque and layout.windows[box.window].touches:
            found.append(box)
    return found


def _covered(box: Box, covers: list[Box]) -> bool:
    left: tuple[Rect, ...] = (box.visible,)
    end, visible = box.end, box.visible
    for cover in covers:
        if cover.number >= end and cover.visible.meets(visible):
            left = tuple(part for rest in left for part in rest.without(cover.visible))
            if not left:
                return True
    return False
