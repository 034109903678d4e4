"""A screen read aloud: what an agent without eyes is told, in the order in which a screen reader goes."""

from typing import NamedTuple

from .hits import takes_touches
from .layout import Box, Layout
from .uiautomator import readable, shown_text
from .widgets import CHECKABLE, CHECKED, DISABLED, FOCUSED, PASSWORD, SELECTED

_SILENT = frozenset({"text", "column", "row", "wrap", "stack", "grid", "image", "icon"})


class Item(NamedTuple):
    """Hold one thing that is read: what it is, what it is called and in what state it is."""

    box: Box
    role: str
    name: str
    states: tuple[str, ...]

    def __str__(self) -> str:
        """Return the item as it is read."""
        told = self.name if not self.role else f'{self.role} "{self.name}"' if self.name else self.role
        return told + (f" ({', '.join(self.states)})" if self.states else "")


def items(layout: Layout) -> tuple[Item, ...]:
    """Return what is read of a screen. What takes touches is one item with all that is written in it.

    A row with a switch or the like in it is read as that. What takes touches itself in there is an item of its own.
    """
    boxes = readable(layout)
    found: list[Item] = []
    told: dict[int, int] = {}  # box number -> the item that has read it already
    for place, box in enumerate(boxes):
        if box.number in told:
            continue
        if takes_touches(box) or box.widget.kind == "field":
            inside = _inside(boxes, place)
            told.update((inner.number, box.number) for inner in inside)
            names = dict.fromkeys(_name(inner) for inner in (box, *inside))
            name = box.widget.description or "; ".join(part for part in names if part)
            control = next((inner for inner in inside if inner.widget.kind in CHECKABLE), None)
            role, states = _role(control or box), _states(box)
            found.append(Item(box, role, name, (*_states(control)[:1], *states) if control else states))
        elif _name(box) or (box.reach is not None and box.reach.limit) or box.widget.kind in ("slider", "progress"):
            found.append(Item(box, _role(box), _name(box), _states(box)))
    return tuple(found)


def reading(layout: Layout) -> str:
    """Return a screen as text: one line an item, each with the number to name it by."""
    return "\n".join(f"[{number}] {item}" for number, item in enumerate(items(layout)))


def _inside(boxes: tuple[Box, ...], place: int) -> list[Box]:
    """Return the boxes within one that are read with it."""
    found: list[Box] = []
    skipped = 0
    for inner in boxes[place + 1 :]:
        if inner.number >= boxes[place].end:
            break
        if inner.number < skipped:
            continue
        if takes_touches(inner) or inner.widget.kind == "field":
            skipped = inner.end
        else:
            found.append(inner)
    return found


def _name(box: Box) -> str:
    widget = box.widget
    return widget.description or shown_text(widget) or widget.hint


def _role(box: Box) -> str:
    kind = box.widget.kind
    if box.reach is not None and kind not in ("page", "list"):
        return "list"
    if kind in _SILENT:
        return "button" if takes_touches(box) else "image" if kind in ("image", "icon") else ""
    return kind


def _states(box: Box) -> tuple[str, ...]:
    widget, flags = box.widget, box.widget.flags
    found: list[str] = []
    if widget.kind in CHECKABLE:
        found.append("on" if flags & CHECKED else "off")
    if widget.kind == "field":
        found.append("password" if flags & PASSWORD else "empty" if not widget.text else "filled")
    if widget.kind in ("slider", "progress"):
        found.append(f"{widget.value // 10} %")
    if box.reach is not None and box.reach.limit:
        found += [word for word, more in (
            ("more before", box.reach.offset > 0), ("more after", box.reach.offset < box.reach.limit),
        ) if more]
    for flag, word in ((FOCUSED, "focused"), (SELECTED, "selected"), (DISABLED, "disabled")):
        if flags & flag:
            found.append(word)
    if widget.long:
        found.append("long press")
    return tuple(found)
