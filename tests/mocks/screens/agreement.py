"""Whether all that a layout feeds agrees about a screen: boxes, hits, exposure, XML, elements, reading, text.

Every cell of a grid through all edges of a screen's boxes is looked at, and so every pixel: within a cell nothing
changes.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np

from diorama.mocks.screens.display import Line
from diorama.mocks.screens.elements import boxes_of, elements
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.hits import beneath, exposed, hit, takes_touches
from diorama.mocks.screens.layout import Layout
from diorama.mocks.screens.pixels.metrics import advance
from diorama.mocks.screens.reading import items
from diorama.mocks.screens.uiautomator import CLASSES, dump, readable


class Grid(NamedTuple):
    """Hold the edges between which all pixels of a screen are alike."""

    across: list[int]
    down: list[int]

    def cells(self, rect: Rect) -> tuple[slice, slice]:
        """Return the rows and columns of cells that a rectangle has."""
        left, top, right, bottom = rect
        rows = slice(self.down.index(top), self.down.index(bottom))
        return rows, slice(self.across.index(left), self.across.index(right))

    def empty(self, value: int) -> np.ndarray:
        """Return a value for every cell."""
        return np.full((len(self.down) - 1, len(self.across) - 1), value)


def grid_of(layout: Layout) -> Grid:
    """Return the grid of a screen."""
    rects = (layout.bounds, *(box.visible for box in layout.boxes))
    return Grid(
        sorted({edge for rect in rects for edge in (rect.left, rect.right)}),
        sorted({edge for rect in rects for edge in (rect.top, rect.bottom)}),
    )


def disagreements(layout: Layout) -> list[str]:
    """Return what does not agree, in words; nothing where all is well."""
    return [
        *_nesting(layout), *_hits(layout), *_exposure(layout), *_dump(layout), *_lists(layout), *_texts(layout),
    ]


def _nesting(layout: Layout) -> Iterator[str]:
    for number, box in enumerate(layout.boxes):
        around = layout.boxes[box.parent].visible if box.parent >= 0 else layout.bounds
        if box.number != number or box.visible != box.bounds.clip(around) or box.visible.empty:
            yield f"{box.path}: {box.visible} of {box.bounds} is visible within {around}"
        end = layout.boxes[box.parent].end if box.parent >= 0 else len(layout.boxes)
        if not box.parent < number < box.end <= end:
            yield f"{box.path}: box {number} to {box.end} in {box.parent} to {end}"


def _hits(layout: Layout) -> Iterator[str]:
    grid = grid_of(layout)
    uppermost = grid.empty(-1)
    for number, window in enumerate(layout.windows):
        if window.touches:
            if window.modal:
                uppermost[:] = -2 - number
            for box in layout.boxes:
                if box.window == number and (box.opaque or takes_touches(box)):
                    uppermost[grid.cells(box.visible)] = box.number
    for row, y in enumerate(grid.down[:-1]):
        for column, x in enumerate(grid.across[:-1]):
            told, number = hit(layout, x, y), int(uppermost[row, column])
            act = layout.windows[-2 - number].outside if number < -1 else ()
            inner = number
            while inner >= 0 and not takes_touches(layout.boxes[inner]):
                inner = layout.boxes[inner].parent
            if inner >= 0:
                act = layout.boxes[inner].widget.act
            found = -1 if told.box is None else told.box.number
            target = -1 if told.target is None else told.target.number
            if (found, target, told.act) != (max(number, -1), max(inner, -1), act):
                yield f"({x}, {y}): box {found} is hit and {target} takes it; {number} and {inner} are uppermost"


def _exposure(layout: Layout) -> Iterator[str]:
    grid = grid_of(layout)
    told = {box.number for box in exposed(layout)}
    for box in layout.boxes:
        seen = grid.empty(0)
        seen[grid.cells(box.visible)] = 1
        for cover in layout.boxes[box.end :]:
            if cover.opaque and layout.windows[cover.window].touches:
                seen[grid.cells(cover.visible)] = 0
        if (box.number in told) != (bool(seen.any()) and box.window >= beneath(layout)):
            yield f"{box.path}: {'exposed' if box.number in told else 'not exposed'}, pixels in sight {seen.any()}"


def _dump(layout: Layout) -> Iterator[str]:
    boxes = readable(layout)
    nodes = list(ElementTree.fromstring(dump(layout, every=True).encode()).iter("node"))
    if len(nodes) != len(boxes):
        yield f"{len(nodes)} nodes for {len(boxes)} boxes"
    for node, box in zip(nodes, boxes, strict=False):
        numbers = re.fullmatch(r"\[(-?\d+),(-?\d+)\]\[(-?\d+),(-?\d+)\]", node.attrib["bounds"])
        if numbers is None or Rect(*map(int, numbers.groups())) != box.visible:
            yield f"{box.path}: node at {node.attrib['bounds']}, box at {box.visible}"
        if node.attrib["class"] != CLASSES[box.widget.kind]:
            yield f"{box.path}: a {box.widget.kind} is dumped as {node.attrib['class']}"


def _lists(layout: Layout) -> Iterator[str]:
    if [element.bbox_pixels for element in elements(layout)] != [box.visible for box in boxes_of(layout)]:
        yield "elements are not where their boxes are"
    read = {item.box.number for item in items(layout)}
    for box in readable(layout):
        if takes_touches(box) and box.number not in read:
            yield f"{box.path}: takes touches and is not read"


def _texts(layout: Layout) -> Iterator[str]:
    for box in layout.boxes:
        for op in box.ops:
            if isinstance(op, Line):
                right = op.x + advance(op.face, op.size, op.text)
                if op.x < box.bounds.left or right > box.bounds.right:
                    yield f"{box.path}: {op.text!r} from {op.x} to {right} in {box.bounds}"
                if not box.bounds.top < op.baseline <= box.bounds.bottom:
                    yield f"{box.path}: {op.text!r} on {op.baseline} in {box.bounds}"
