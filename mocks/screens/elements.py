"""The list of a screen's elements, as agents of the AndroidWorld kind are given it."""

from typing import NamedTuple

from .geometry import Rect
from .layout import Box, Layout
from .uiautomator import CLASSES, readable, resource_id, shown_text
from .widgets import CHECKABLE, CHECKED, DISABLED, FOCUSED, SELECTED


class Element(NamedTuple):
    """Hold one element; its place in the list is the index that an agent names it by."""

    text: str
    content_description: str
    class_name: str
    bbox_pixels: Rect
    hint_text: str
    is_checked: bool
    is_checkable: bool
    is_clickable: bool
    is_editable: bool
    is_enabled: bool
    is_focused: bool
    is_focusable: bool
    is_long_clickable: bool
    is_scrollable: bool
    is_selected: bool
    is_visible: bool
    package_name: str
    resource_name: str


def elements(layout: Layout) -> tuple[Element, ...]:
    """Return the elements of all windows, in the order of `boxes_of`."""
    return tuple(_element(layout, box) for box in boxes_of(layout))


def boxes_of(layout: Layout) -> tuple[Box, ...]:
    """Return the boxes of the elements: leaves, and what has a description of its own or scrolls."""
    boxes = readable(layout)
    found: list[Box] = []
    for number, box in enumerate(boxes):
        is_leaf = number + 1 == len(boxes) or boxes[number + 1].number >= box.end
        if is_leaf or box.widget.description or (box.reach is not None and box.reach.limit):
            found.append(box)
    return tuple(found)


def _element(layout: Layout, box: Box) -> Element:
    widget, flags = box.widget, box.widget.flags
    field = widget.kind == "field"
    return Element(
        text=shown_text(widget), content_description=widget.description, class_name=CLASSES[widget.kind],
        bbox_pixels=box.visible, hint_text=widget.hint, is_checked=bool(flags & CHECKED),
        is_checkable=widget.kind in CHECKABLE, is_clickable=bool(widget.act), is_editable=field,
        is_enabled=not flags & DISABLED, is_focused=bool(flags & FOCUSED), is_focusable=field or bool(widget.act),
        is_long_clickable=bool(widget.long), is_scrollable=box.reach is not None and box.reach.limit > 0,
        is_selected=bool(flags & SELECTED), is_visible=True, package_name=layout.windows[box.window].package,
        resource_name=resource_id(layout, box),
    )
