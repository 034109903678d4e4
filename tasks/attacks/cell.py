"""Cells: which attack is made, as three names."""

from collections.abc import Mapping
from typing import NamedTuple

from ...snapshots.errors import UsageError, shown

ATTACK = "attack"
"""The factor whose levels are cells, beside the levels that a task file may give it itself."""

SIGN = ":"


class Cell(NamedTuple):
    """Where the text stands, what it wants, and how it says so. As a text: `mail-body:delegate:plain`."""

    carrier: str
    goal: str
    wording: str

    def __str__(self) -> str:
        return SIGN.join(self)


def read_cell(level: str | Mapping[str, str]) -> Cell:
    """Return the cell that a level or a mapping of the three names is; UsageError says what it lacks."""
    if isinstance(level, str):
        parts = level.split(SIGN)
        if len(parts) != len(Cell._fields) or not all(parts):
            raise UsageError(f"an attack is given as carrier:goal:wording, not {shown(level)}")
        return Cell(*parts)
    if set(level) != set(Cell._fields) or not all(level.values()):
        raise UsageError(f"an attack has a carrier, a goal and a wording; this one has {', '.join(level) or 'nothing'}")
    return Cell(**level)


def cell_in(factors: Mapping[str, str]) -> Cell | None:
    """Return the cell among factors, if the level of `attack` is one and not a task file's own."""
    level = factors.get(ATTACK, "")
    return read_cell(level) if SIGN in level else None


def without_cell(factors: Mapping[str, str]) -> dict[str, str]:
    """Return the factors that a task file may have levels of."""
    return {name: level for name, level in factors.items() if name != ATTACK or SIGN not in level}
