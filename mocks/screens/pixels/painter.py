"""Paint display lists as pixels: a screen in bands, of which those that another frame has are copied from it."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ..display import Clip, Display, Fill, Glyph, Line, Op, Picture, Shadow
from ..geometry import Rect
from .canvas import Canvas
from .glyphs import icon_glyph, run
from .metrics import advance, line_metrics
from .pictures import draw_picture
from .raster import Bytes
from .shapes import draw_fill, draw_shadow, reach

BAND = 96
"""Rows of a band: some lines of text. What changes in one repaints it whole."""


class Clipped(NamedTuple):
    """Hold an operation, where it may draw, and all that it may touch of that."""

    op: Op
    clip: Rect
    touched: Rect


Key = tuple[int, int, int, tuple[Clipped, ...]]
"""The size of the screen, the number of a band and what is drawn in it."""



class Painter:
    """Paint screens, and keep the last `frames` of them."""

    def __init__(self, frames: int = 4) -> None:
        """Keep nothing yet."""
        if frames < 0:
            raise ValueError(f"cannot keep {frames} frames; 0 keeps none")
        self._most = frames
        self._frames: OrderedDict[Display, tuple[Bytes, list[Key]]] = OrderedDict()
        self._bands: dict[Key, Bytes] = {}

    def paint(self, display: Display) -> Bytes:
        """Return height x width x 3 bytes of red, green and blue. The array is read-only: it may be shown again."""
        if display in self._frames:
            self._frames.move_to_end(display)
            return self._frames[display][0]
        width, height, _ = display
        frame = np.empty((height, width, 3), np.uint8)
        rows = frame.reshape(height, 3 * width)
        ops = _clipped(display)
        keys: list[Key] = [(width, height, number, tuple(seen)) for number, seen in enumerate(_banded(height, ops))]
        missing = []
        for number, key in enumerate(keys):
            kept = self._bands.get(key)
            if kept is None:
                missing.append(number)
            else:
                rows[number * BAND : (number + 1) * BAND] = kept
        for first, last in _spans(missing):
            top, bottom = first * BAND, min((last + 1) * BAND, height)
            draw(rows[top:bottom], top, [op for op in ops if op.touched.top < bottom and op.touched.bottom > top])
        frame.flags.writeable = False
        self._keep(display, frame, keys)
        return frame

    def _keep(self, display: Display, frame: Bytes, keys: list[Key]) -> None:
        """Remember a frame, and forget the oldest with those of its bands that no later one has."""
        self._frames[display] = frame, keys
        rows = frame.reshape(len(frame), -1)
        for number, key in enumerate(keys):
            self._bands[key] = rows[number * BAND : (number + 1) * BAND]
        while len(self._frames) > self._most:
            old, gone = self._frames.popitem(last=False)[1]
            for key in gone:
                band = self._bands.get(key)
                if band is not None and np.may_share_memory(band, old):
                    del self._bands[key]


def draw(rows: Bytes, top: int, ops: Sequence[Clipped]) -> None:
    """Draw operations on rows of bytes, three a pixel, of which the first is the screen's row `top`."""
    canvas = Canvas(rows, top)
    rows[...] = 0
    for op, clip, _ in ops:
        canvas.clip = clip.clip(canvas.bounds)
        match op:
            case Fill():
                draw_fill(canvas, op)
            case Line():
                canvas.ink(run, (op.text, op.face, op.size), op.x, op.baseline, op.colour)
            case Glyph():
                canvas.ink(icon_glyph, (op.icon, op.rect.height), op.rect.left, op.rect.bottom, op.colour)
            case Shadow():
                draw_shadow(canvas, op)
            case Picture():
                draw_picture(canvas, op)


def _clipped(display: Display) -> list[Clipped]:
    """Return the operations that show, in paint order."""
    whole = clip = Rect(0, 0, display.width, display.height)
    found = []
    for op in display.ops:
        if isinstance(op, Clip):
            clip = op.rect.clip(whole)
            continue
        touched = _reach(op).clip(clip)
        if not touched.empty:
            found.append(Clipped(op, clip, touched))
    return found


def _banded(height: int, ops: list[Clipped]) -> list[list[Clipped]]:
    """Return what each band shows, from the top."""
    bands: list[list[Clipped]] = [[] for _ in range(-(-height // BAND))]
    for one in ops:
        for band in bands[one.touched.top // BAND : (one.touched.bottom - 1) // BAND + 1]:
            band.append(one)
    return bands


def _spans(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each series of numbers that follow each other."""
    for place, number in enumerate(numbers):
        if not place or numbers[place - 1] != number - 1:
            first = number
        if place + 1 == len(numbers) or numbers[place + 1] != number + 1:
            yield first, number


def _reach(op: Op) -> Rect:
    """Return a rectangle that an operation draws nothing outside of."""
    match op:
        case Line():
            ascent, descent, _ = line_metrics(op.face, op.size)
            return Rect(op.x, op.baseline - ascent, op.x + advance(op.face, op.size, op.text), op.baseline + descent)
        case Shadow():
            return reach(op)
        case _:
            return op.rect
