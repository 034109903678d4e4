"""Grids: tables within a flow, as rows of cells."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from ...snapshots.errors import ToolError
from .flow import EMPTY, Flow
from .records import Block, CellStyle, Column

MOST_ROWS, MOST_COLUMNS = 500, 20
"""What Docs lets people insert is 20 by 20 at once; tables grow beyond that. Ours."""

END = Block(kind="table_end")
ROW = Block(kind="row")
CELL = Block(kind="cell")


class Grid(NamedTuple):
    """A table: the numbers of its first and last block, of its rows, and of the cells of each row."""

    first: int
    last: int
    rows: tuple[int, ...]
    cells: tuple[tuple[int, ...], ...]

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return len(self.cells[0])

    def cell_end(self, row: int, column: int) -> int:
        """Return the number of the block behind a cell's content."""
        if column + 1 < len(self.cells[row]):
            return self.cells[row][column + 1]
        return self.rows[row + 1] if row + 1 < len(self.rows) else self.last


def new_table(rows: int, columns: int) -> list[Block]:
    """Return the blocks of an empty table."""
    row = [ROW, *([CELL, EMPTY] * columns)]
    return [Block(kind="table", columns=(Column(),) * columns), *(row * rows), END]


def grid(flow: Flow, first: int) -> Grid:
    """Return the table that begins with a block."""
    depth = 0
    rows: list[int] = []
    cells: list[list[int]] = []
    for number in range(first, len(flow.blocks)):
        kind = flow.blocks[number].kind
        depth += (kind == "table") - (kind == "table_end")
        if not depth:
            return Grid(first, number, tuple(rows), tuple(tuple(row) for row in cells))
        if depth == 1 and kind == "row":
            rows.append(number)
            cells.append([])
        elif depth == 1 and kind == "cell":
            cells[-1].append(number)
    raise AssertionError("a table has an end")


def grid_at(flow: Flow, index: int) -> Grid:
    """Return the table that begins at an index; ToolError where none does."""
    number = flow.block_at(index)
    if flow.blocks[number].kind != "table" or flow.start(number) != index:
        tables = [flow.start(one) for one, block in enumerate(flow.blocks) if block.kind == "table"]
        known = f"Tables begin at {', '.join(map(str, tables[:10]))}." if tables else "There is no table here."
        raise ToolError("invalid_index", f"No table begins at index {index}. {known}")
    return grid(flow, number)


def check_cell(table: Grid, row: int, column: int) -> None:
    """Refuse a place outside of a table."""
    if not (0 <= row < len(table.rows) and 0 <= column < table.columns):
        raise ToolError("invalid_index", f"Row {row}, column {column} is outside of the table, which has "
                                         f"{len(table.rows)} rows and {table.columns} columns, counted from 0.")


def cell_of(flow: Flow, table: Grid, row: int, column: int) -> CellStyle:
    """Return the style of a cell."""
    return flow.blocks[table.cells[row][column]].cell


def head_of(flow: Flow, table: Grid, row: int, column: int) -> tuple[int, int]:
    """Return the cell that spans a place: the place itself where none does."""
    for above, before, cell in heads(flow, table):
        if above <= row < above + cell.row_span and before <= column < before + cell.column_span:
            return above, before
    return row, column


def heads(flow: Flow, table: Grid) -> list[tuple[int, int, CellStyle]]:
    """Return the cells that span more than themselves."""
    found = ((row, column, flow.blocks[number].cell) for row, numbers in enumerate(table.cells)
             for column, number in enumerate(numbers))
    return [(row, column, cell) for row, column, cell in found if cell.row_span > 1 or cell.column_span > 1]


def set_cell(flow: Flow, table: Grid, row: int, column: int, change: Callable[[CellStyle], CellStyle]) -> None:
    """Change the style of a cell."""
    number = table.cells[row][column]
    block = flow.blocks[number]
    flow.put(number, block.replace(cell=change(block.cell)))


def _spanning(cell: CellStyle, height: int = 0, width: int = 0) -> CellStyle:
    return cell.replace(row_span=height or cell.row_span, column_span=width or cell.column_span)


def insert_row(flow: Flow, table: Grid, row: int) -> None:
    """Insert an empty row before a row, or behind the last. Cells that span the place grow."""
    for above, column, cell in heads(flow, table):
        if above < row < above + cell.row_span:
            set_cell(flow, table, above, column, lambda old: old.replace(row_span=old.row_span + 1))
    at = table.rows[row] if row < len(table.rows) else table.last
    blocks = [ROW, *([CELL, EMPTY] * table.columns)]
    index = flow.start(at)
    flow.splice(at, at, blocks)
    flow.tell(index, 0, len(blocks))


def insert_column(flow: Flow, table: Grid, column: int) -> None:
    """Insert an empty column before a column, or behind the last. Cells that span the place grow."""
    for row, before, cell in heads(flow, table):
        if before < column < before + cell.column_span:
            set_cell(flow, table, row, before, lambda old: old.replace(column_span=old.column_span + 1))
    for row in range(len(table.rows) - 1, -1, -1):
        at = table.cells[row][column] if column < table.columns else table.cell_end(row, table.columns - 1)
        index = flow.start(at)
        flow.splice(at, at, [CELL, EMPTY])
        flow.tell(index, 0, 2)
    block = flow.blocks[table.first]
    widths = list(block.columns)
    widths.insert(column, widths[min(column, len(widths) - 1)])
    flow.put(table.first, block.replace(columns=tuple(widths)))


def delete_rows(flow: Flow, table: Grid, doomed: set[int]) -> None:
    """Delete rows; the table with its last. Cells that span a row that goes shrink, or go with their first."""
    if len(doomed) == len(table.rows):
        _cut(flow, table.first, table.last + 1)
        return
    for row, column, cell in heads(flow, table):
        left = [one for one in range(row, row + cell.row_span) if one not in doomed]
        if left and len(left) < cell.row_span:
            set_cell(flow, table, row, column, partial(_spanning, height=len(left)))
    for row in sorted(doomed, reverse=True):
        _cut(flow, table.rows[row], table.rows[row + 1] if row + 1 < len(table.rows) else table.last)
        table = grid(flow, table.first)


def delete_columns(flow: Flow, table: Grid, doomed: set[int]) -> None:
    """Delete columns; the table with its last."""
    if len(doomed) == table.columns:
        _cut(flow, table.first, table.last + 1)
        return
    for row, column, cell in heads(flow, table):
        left = [one for one in range(column, column + cell.column_span) if one not in doomed]
        if left and len(left) < cell.column_span:
            set_cell(flow, table, row, column, partial(_spanning, width=len(left)))
    block = flow.blocks[table.first]
    flow.put(table.first, block.replace(columns=tuple(
        one for number, one in enumerate(block.columns) if number not in doomed)))
    for row in range(len(table.rows) - 1, -1, -1):
        for column in sorted(doomed, reverse=True):
            _cut(flow, table.cells[row][column], table.cell_end(row, column))
            table = grid(flow, table.first)


def _cut(flow: Flow, first: int, behind: int) -> None:
    start, end = flow.start(first), flow.start(behind)
    flow.splice(first, behind, ())
    flow.tell(start, end - start, 0)


def merge(flow: Flow, table: Grid, row: int, column: int, height: int, width: int) -> None:
    """Merge cells: the contents go into the first one, in order."""
    for above, before, cell in heads(flow, table):
        if above < row + height and above + cell.row_span > row and (
            before < column + width and before + cell.column_span > column
        ):
            raise ToolError("invalid_range", f"The cell in row {above}, column {before} is merged already; unmerge it "
                                             "first.")
    gathered: list[Block] = []
    for one in range(row + height - 1, row - 1, -1):
        for other in range(column + width - 1, column - 1, -1):
            if (one, other) == (row, column):
                continue
            begin, behind = table.cells[one][other] + 1, table.cell_end(one, other)
            content = flow.blocks[begin:behind]
            if content == [EMPTY]:
                continue
            gathered = [*content, *gathered]
            start, size = flow.start(begin), flow.start(behind) - flow.start(begin)
            flow.splice(begin, behind, [EMPTY])
            flow.tell(start, size, 1)
            table = grid(flow, table.first)
    if gathered:
        behind = table.cell_end(row, column)
        start = flow.start(behind)
        flow.splice(behind, behind, gathered)
        flow.tell(start, 0, flow.start(behind + len(gathered)) - start)
        table = grid(flow, table.first)
    set_cell(flow, table, row, column, lambda old: old.replace(row_span=height, column_span=width))


def unmerge(flow: Flow, table: Grid, row: int, column: int, height: int, width: int) -> None:
    """Make every merged cell in a rectangle one cell each again; the content stays in the first."""
    for one in range(row, row + height):
        for other in range(column, column + width):
            set_cell(flow, table, one, other, lambda old: old.replace(row_span=1, column_span=1))
