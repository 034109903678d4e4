"""Read what the bundled font files hold: characters, advances and outlines of straight lines and quadratic curves.

Just what `fonts/build.py` writes is understood: a cmap of format 12 and simple glyphs. The tables are in the OpenType
specification.
"""

import struct
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..fonts import path_of

Outline = npt.NDArray[np.int64]
"""A glyph's outline in half font units, y upwards: curves x (start, control, end) x (x, y).

A straight line is a curve whose control point is its start.
"""
REPEAT, X_SHORT, Y_SHORT, X_SAME, Y_SAME = 8, 2, 4, 16, 32


class Box(NamedTuple):
    """Hold the extent of a glyph's ink in font units; all four are 0 for a blank."""

    left: int
    bottom: int
    right: int
    top: int


class Font:
    """Read one file; the tables are read when they are first asked for."""

    def __init__(self, file: str) -> None:
        """Read the file's bytes, given its name in `fonts.FACES`."""
        self._data = path_of(file).read_bytes()
        (count,) = struct.unpack_from(">H", self._data, 4)
        entries = (struct.unpack_from(">4s4xII", self._data, 12 + 16 * number) for number in range(count))
        self._tables = {tag.decode(): (start, length) for tag, start, length in entries}

    def _numbers(self, tag: str, kind: str, skip: int = 0) -> npt.NDArray[np.int64]:
        start, length = self._tables[tag]
        data = self._data[start + skip : start + length]
        width = int(kind[-1])
        return np.frombuffer(data[: len(data) // width * width], kind).astype(np.int64)

    @cached_property
    def glyphs(self) -> dict[str, int]:
        """The number of the glyph of each character."""
        start, _ = self._tables["cmap"]
        (count,) = struct.unpack_from(">H", self._data, start + 2)
        offsets = [struct.unpack_from(">I", self._data, start + 8 + 8 * number)[0] for number in range(count)]
        (at,) = (start + offset for offset in offsets if self._data[start + offset : start + offset + 2] == b"\0\x0c")
        (groups,) = struct.unpack_from(">I", self._data, at + 12)
        table = np.frombuffer(self._data, ">u4", 3 * groups, at + 16).astype(np.int64).reshape(-1, 3)
        sizes = table[:, 1] - table[:, 0] + 1
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        codes, numbers = (np.repeat(table[:, column], sizes) + within for column in (0, 2))
        return dict(zip(map(chr, codes.tolist()), numbers.tolist(), strict=True))

    @cached_property
    def advances(self) -> list[int]:
        """The advance of each glyph by its number; glyphs past the end of the table share the last one."""
        start, _ = self._tables["hhea"]
        (count,) = struct.unpack_from(">H", self._data, start + 34)
        widths = self._numbers("hmtx", ">u2")[: 2 * count : 2].tolist()
        return [*widths, *[widths[-1]] * (len(self._places) - 1 - count)]

    @cached_property
    def _places(self) -> list[int]:
        start, _ = self._tables["head"]
        (long,) = struct.unpack_from(">h", self._data, start + 50)
        places = self._numbers("loca", ">u4") if long else 2 * self._numbers("loca", ">u2")
        return list(map(int, places))

    @property
    def heights(self) -> tuple[int, int]:
        """The ascent and the descent of a line, both above 0."""
        ascent, descent = struct.unpack_from(">hh", self._data, self._tables["hhea"][0] + 4)
        return ascent, -descent

    def box(self, glyph: int) -> Box:
        """Return the extent of a glyph's ink."""
        first, last = self._places[glyph : glyph + 2]
        if first == last:
            return Box(0, 0, 0, 0)
        return Box(*struct.unpack_from(">4h", self._data, self._tables["glyf"][0] + first + 2))

    def outline(self, glyph: int) -> Outline | None:
        """Return a glyph's outline, None for a blank."""
        first, last = self._places[glyph : glyph + 2]
        if first == last:
            return None
        at = self._tables["glyf"][0] + first
        (contours,) = struct.unpack_from(">h", self._data, at)
        if contours < 0:
            raise ValueError(f"glyph {glyph} is made of others, which build.py takes apart")
        ends = struct.unpack_from(f">{contours}H", self._data, at + 10)
        (hints,) = struct.unpack_from(">H", self._data, at + 10 + 2 * contours)
        flags, at = self._flags(ends[-1] + 1, at + 12 + 2 * contours + hints)
        across, at = self._coordinates(flags, X_SHORT, X_SAME, at)
        down, _ = self._coordinates(flags, Y_SHORT, Y_SAME, at)
        curves: list[int] = []
        begin = 0
        for end in ends:
            span = slice(begin, end + 1)
            curves.extend(_curves(list(zip(across[span], down[span], flags[span], strict=True))))
            begin = end + 1
        return np.array(curves, np.int64).reshape(-1, 3, 2)

    def _flags(self, count: int, at: int) -> tuple[list[int], int]:
        flags: list[int] = []
        while len(flags) < count:
            flag = self._data[at]
            times = 1
            if flag & REPEAT:
                at += 1
                times += self._data[at]
            flags += [flag] * times
            at += 1
        return flags, at

    def _coordinates(self, flags: list[int], short: int, same: int, at: int) -> tuple[list[int], int]:
        """Return one coordinate of every point: each is told as the step from the one before."""
        values, value = [], 0
        for flag in flags:
            if flag & short:
                value += self._data[at] if flag & same else -self._data[at]
                at += 1
            elif not flag & same:
                value += int.from_bytes(self._data[at : at + 2], "big", signed=True)
                at += 2
            values.append(value)
        return values, at


def _curves(points: list[tuple[int, int, int]]) -> list[int]:
    """Return the curves of one closed contour, its points doubled: between two controls lies a point half-way."""
    whole: list[tuple[int, int, int]] = []
    for (x, y, flag), (after_x, after_y, after) in zip(points, [*points[1:], points[0]], strict=True):
        whole.append((2 * x, 2 * y, flag & 1))
        if not flag & 1 and not after & 1:
            whole.append((x + after_x, y + after_y, 1))
    first = next(place for place, point in enumerate(whole) if point[2])
    whole = [*whole[first:], *whole[:first], whole[first]]
    curves: list[int] = []
    start_x, start_y, _ = control_x, control_y, _ = whole[0]
    for x, y, on in whole[1:]:
        if on:
            curves += (start_x, start_y, control_x, control_y, x, y)
            start_x, start_y = x, y
        control_x, control_y = x, y
    return curves


@cache
def font(file: str) -> Font:
    """Return a bundled font, read once."""
    return Font(file)
