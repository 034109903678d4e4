"""How much of each pixel an outline covers, in whole numbers alone: the same bytes on every machine.

A pixel has 16 scan lines. Where an edge crosses one is computed to a 256th of a pixel; what lies right of a crossing is
inside by one more turn (or one less). The area is therefore exact across, and sampled 16 times down.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

UNIT = 256
"""Steps of a coordinate in a pixel."""
LINES = 16
"""Scan lines in a pixel."""
_STEP = UNIT // LINES
_FULL = LINES * UNIT
_PIECE = 256


class Mask(NamedTuple):
    """Hold the coverage of pixels, 0 to 255, and where its top left corner lies."""

    left: int
    top: int
    cover: Bytes


def flatten(curves: Numbers) -> tuple[Numbers, Numbers]:
    """Return the ends of the straight edges along quadratic curves, each n x 2, within a 16th of a pixel of them.

    A curve is its start, control and end.
    """
    start, control, end = curves[:, 0], curves[:, 1], curves[:, 2]
    bend = np.abs(start - 2 * control + end).sum(axis=1)
    flat = (control == start).all(axis=1) | (bend < 32)
    edges = [np.stack((start[flat], end[flat]))]
    if not flat.all():
        start, control, end = (points[~flat, None] for points in (start, control, end))
        count = 2 + int(bend.max()) // 512 + (int(bend.max()) > 128) * 2
        step = np.arange(count + 1)[None, :, None]
        back = count - step
        along = (start * back * back + 2 * control * back * step + end * step * step) // (count * count)
        edges.append(np.stack((along[:, :-1].reshape(-1, 2), along[:, 1:].reshape(-1, 2))))
    first, last = np.concatenate(edges, axis=1)
    return first, last


def crossings(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the scan line, the place across and the turn (1 down, -1 up) of every crossing of edges, y downwards."""
    down = last[:, 1] > first[:, 1]
    upper, lower = np.where(down[:, None], first, last), np.where(down[:, None], last, first)
    begin = -((_STEP // 2 - upper[:, 1]) // _STEP)
    count = -((_STEP // 2 - lower[:, 1]) // _STEP) - begin
    edge = np.repeat(np.arange(len(count)), count)
    line = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + begin[edge]
    run, fall = (lower - upper).T
    across = upper[edge, 0] + (line * _STEP + _STEP // 2 - upper[edge, 1]) * run[edge] // np.maximum(fall, 1)[edge]
    return line, across, np.where(down, 1, -1)[edge]


def accumulate(line: Numbers, across: Numbers, turn: Numbers, width: int, height: int) -> Bytes:
    """Return the coverage of `height` x `width` pixels, none left of 0 or above it, from the crossings of edges.

    What is right of the width is left out; what is left of 0 counts as at 0.
    """
    keep = (line >= 0) & (line < height * LINES)
    line, across, turn = line[keep], np.minimum(np.maximum(across[keep], 0), width * UNIT), turn[keep]
    stride = width + 2
    cell = line // LINES * stride + across // UNIT
    part = across % UNIT * turn
    size = height * stride
    # The sums are of whole numbers below 2 ** 53: exact in floats, in whichever order they are added.
    areas = np.bincount(cell, turn * UNIT - part, size) + np.bincount(cell + 1, part, size)
    areas = areas.reshape(height, stride)[:, :width].cumsum(axis=1)
    covered: Numbers = np.minimum(np.abs(areas), _FULL).astype(np.int64) * 255 + _FULL // 2
    return (covered // _FULL).astype(np.uint8)


def fill(first: Numbers, last: Numbers) -> Mask:
    """Return the coverage of what edges enclose, cut to the pixels that they touch; coordinates are in units."""
    points = np.concatenate((first, last))
    left, top = (points.min(axis=0) // UNIT).tolist()
    right, bottom = (-(-points.max(axis=0) // UNIT)).tolist()
    shift = np.array((left * UNIT, top * UNIT))
    cover = accumulate(*crossings(first - shift, last - shift), max(right - left, 1), max(bottom - top, 1))
    return Mask(left, top, cover)


def polygon(points: list[tuple[int, int]]) -> Iterator[Mask]:
    """Yield the coverage of a polygon, its corners in units, in pieces of some rows: slanting ones touch few pixels."""
    corners = np.array(points, np.int64)
    line, across, turn = crossings(corners, np.roll(corners, -1, axis=0))
    piece = line // (_PIECE * LINES)
    for number in range(int(piece.min()), int(piece.max()) + 1) if len(piece) else ():
        mine = piece == number
        if mine.any():
            lines, places = line[mine], across[mine]
            left, top = int(places.min()) // UNIT, int(lines.min()) // LINES
            width, height = int(places.max()) // UNIT + 1 - left, int(lines.max()) // LINES + 1 - top
            cover = accumulate(lines - top * LINES, places - left * UNIT, turn[mine], width, height)
            yield Mask(left, top, cover)


@lru_cache(maxsize=256)
def corner(radius: int) -> Bytes:
    """Return the coverage of the top left corner of a rounded rectangle: `radius` pixels square."""
    line = np.arange(radius * LINES, dtype=np.int64)
    rise = radius * UNIT - (line * _STEP + _STEP // 2)
    across = radius * UNIT - np.floor(np.sqrt((radius * UNIT) ** 2 - rise * rise)).astype(np.int64)
    cover = accumulate(line, across, np.ones_like(line), radius, radius)
    cover.flags.writeable = False
    return cover
