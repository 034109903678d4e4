"""Touches: where on the screen a call put the finger."""

from typing import cast

from ...mocks.phone.screen import shown
from ...mocks.screens.elements import boxes_of
from ...mocks.screens.hits import exposed
from ...mocks.screens.reading import items
from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.state import State


def touched(state: State, call: Call) -> list[Json] | None:
    """Return the points that a call touches, in shares of ten thousand of the screen's width and height: one of a tap,
    two of a swipe. None where it touches none, or the element it names is not there."""
    if not call.tool.startswith("phone."):
        return None
    arguments = call.arguments
    layout = shown(state).layout
    points: list[tuple[int, int]] = []
    for x, y in (("x", "y"), ("x1", "y1"), ("x2", "y2")):
        if isinstance(arguments.get(x), int) and isinstance(arguments.get(y), int):
            points.append((cast("int", arguments[x]), cast("int", arguments[y])))
    for name in ("element", "index"):
        number = arguments.get(name)
        if isinstance(number, int):
            there = [item.box for item in items(layout)] if name == "element" else list(boxes_of(layout))
            points += [there[number].visible.centre] if 0 <= number < len(there) else []
    identity = arguments.get("id")
    if isinstance(identity, str) and identity:
        key = identity.rpartition("/")[2]
        points += [box.visible.centre for box in exposed(layout) if box.widget.key == key][-1:]
    return [[10_000 * x // layout.width, 10_000 * y // layout.height] for x, y in points] or None
