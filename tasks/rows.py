"""Rows: tables as texts with commas, and how one differs from another."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

Row: TypeAlias = dict[str, str]
Rows: TypeAlias = dict[str, Row]
"""Rows by what their key column holds; one that comes again counts as `KEY#2`."""


class RowChange(NamedTuple):
    """How a row is otherwise than it was."""

    way: Literal["changed", "removed", "added"]
    key: str
    column: str = ""
    before: str = ""
    after: str = ""

    def told(self) -> str:
        """Return it in words."""
        if self.way != "changed":
            return f"the row {self.key} was {self.way}"
        return f"{self.column} of {self.key} was {self.before!r} and is {self.after!r}"


def read_table(text: str, separator: str = ",") -> list[Row]:
    """Return the rows of a table with a head, by column; empty lines and spaces around cells are left out."""
    lines = [line for line in csv.reader(io.StringIO(text.strip()), delimiter=separator) if any(map(str.strip, line))]
    if not lines:
        return []
    head = [cell.strip() for cell in lines[0]]
    return [
        {name: (line[i].strip() if i < len(line) else "") for i, name in enumerate(head)} for line in lines[1:]
    ]


def read_rows(text: str, key: str, separator: str = ",") -> Rows:
    """Return the rows of a table by their key."""
    out: Rows = {}
    for row in read_table(text, separator):
        name, number = row.get(key, ""), 1
        while (name if number == 1 else f"{name}#{number}") in out:
            number += 1
        out[name if number == 1 else f"{name}#{number}"] = row
    return out


def row_changes(before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[RowChange]:
    """Yield how rows differ, in the order in which they stood."""
    for key, row in before.items():
        if key not in after:
            yield RowChange("removed", key)
            continue
        for column, value in row.items():
            if after[key].get(column, "") != value:
                yield RowChange("changed", key, column, value, after[key].get(column, ""))
    yield from (RowChange("added", key) for key in after if key not in before)
