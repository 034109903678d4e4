"""Tables in texts: which numbers stand under the head of a column, or beside the head of a row.

Read from folded texts: Markdown, and lines parted by tabs, semicolons or commas.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from .notations import Number, read_numbers

_SIGNS = ("|", "\t", ";", ",")
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*$")
_LETTERS = re.compile(r"[a-z]+")
_ALONE = re.compile(r"[^0-9a-z]*[0-9][0-9.,' ]*(?:[a-z]{1,4})?[^0-9a-z]*(?:\(.*)?$")
"""A cell of a number, with a unit or a bracket behind it."""


class Cell(NamedTuple):
    """A part of a line, by its place in the text."""

    start: int
    end: int


class Table(NamedTuple):
    """A table: the cells of its head, and those of its other lines."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def numbers_headed(text: str, start: int, end: int) -> tuple[Number, ...]:
    """Return the numbers of the column or row that the words at a place of a text are the head of; none if they are the
    head of neither, or no number stands there. Words of one head have the very same numbers."""
    tables = _tables(text)
    which = bisect_right(tables, start, key=lambda table: table.head[0].start) - 1
    if which < 0:
        return ()
    table = tables[which]
    column = next((i for i, cell in enumerate(table.head) if cell.start <= start and end <= cell.end), None)
    if column is not None:
        return _column(text, which, column)
    row = bisect_right(table.rows, start, key=lambda cells: cells[0].start) - 1
    return _row(text, which, row) if row >= 0 and end <= table.rows[row][0].end else ()


@lru_cache(maxsize=64)
def _column(text: str, table: int, column: int) -> tuple[Number, ...]:
    return tuple(one for row in _tables(text)[table].rows for one in _numbers(text, row[column]))


@lru_cache(maxsize=64)
def _row(text: str, table: int, row: int) -> tuple[Number, ...]:
    return tuple(one for cell in _tables(text)[table].rows[row][1:] for one in _numbers(text, cell))


def _numbers(text: str, cell: Cell) -> Iterator[Number]:
    said = text[cell.start : cell.end]
    for one in read_numbers(said, frozenset(_LETTERS.findall(said))):
        yield one._replace(start=cell.start + one.start, end=cell.start + one.end)


@lru_cache(maxsize=16)
def _tables(text: str) -> tuple[Table, ...]:
    """Return the tables of a text: two lines or more of as many cells, the first without a number, another with one."""
    found: list[Table] = []
    for _, group in groupby(_lines(text), key=lambda line: (line[0], len(line[1]))):
        rows = [cells for _, cells in group]
        if len(rows) > 1 and not any(_is_number(text, cell) for cell in rows[0]) and any(
            _is_number(text, cell) for row in rows[1:] for cell in row
        ):
            found.append(Table(rows[0], tuple(rows[1:])))
    return tuple(found)


def _lines(text: str) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Yield each line of a text with the sign that parts its cells; none for a line without one."""
    at = 0
    for line in text.split("\n"):
        sign = next((one for one in _SIGNS if one in line), "")
        if not (sign == "|" and _RULE.match(line)):
            cells = tuple(_cells(line, sign, at)) if sign else ()
            # A comma with a space behind it is one of prose.
            yield ("", ()) if sign == "," and ", " in line else (sign, cells)
        at += len(line) + 1


def _cells(line: str, sign: str, at: int) -> Iterator[Cell]:
    """Yield the cells of a line; a bar at its begin or end has none before or behind it."""
    start, stop = 0, len(line)
    if sign == "|":
        start = len(line) - len(line.lstrip()) + 1 if line.lstrip().startswith("|") else 0
        stop = len(line.rstrip()) - 1 if line.rstrip().endswith("|") else stop
    for part in line[start:stop].split(sign):
        yield Cell(at + start, at + start + len(part))
        start += len(part) + 1


def _is_number(text: str, cell: Cell) -> bool:
    return bool(_ALONE.match(text[cell.start : cell.end]))
