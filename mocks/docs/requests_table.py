"""Requests on tables."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ...snapshots.records import Model
from . import grid as tables
from .edit import Edit, Placed, Request
from .flow import Flow
from .grid import Grid, check_cell, grid_at, head_of
from .records import CellStyle, Column
from .vendor import CellLook, Dimension, Fields, Index, Location, cell_changes, lines_after, mask, points

Small = Annotated[int, Field(ge=0, le=10_000)]


class InsertTable(Placed):
    """Insert an empty table, a newline before it."""

    rows: Annotated[int, Field(ge=1, le=tables.MOST_ROWS)]
    columns: Annotated[int, Field(ge=1, le=tables.MOST_COLUMNS)]

    def apply(self, edit: Edit) -> dict[str, Json]:
        tab, flow, index = self.spot(edit)
        if tab.kinds.get(self.segment) == "footnote":
            raise ToolError("invalid_location", "A table cannot be inserted in a footnote.")
        flow.break_before(index, tables.new_table(self.rows, self.columns))
        return {}


class Cell(Model):
    """A cell of a table, counted from 0."""

    tableStartLocation: Location
    rowIndex: Small = 0
    columnIndex: Small = 0


class _OnCell(Request):
    tableCellLocation: Cell

    def place(self, edit: Edit) -> tuple[Flow, Grid, int, int]:
        """Return the segment, the table, and the cell that covers the one named."""
        _, flow = edit.flow(self.tableCellLocation.tableStartLocation)
        table = grid_at(flow, self.tableCellLocation.tableStartLocation.index)
        check_cell(table, self.tableCellLocation.rowIndex, self.tableCellLocation.columnIndex)
        return flow, table, self.tableCellLocation.rowIndex, self.tableCellLocation.columnIndex

    def reach(self, flow: Flow, table: Grid, row: int, column: int) -> tuple[int, int, CellStyle]:
        """Return the head of the merged cell at a place, and its style."""
        above, before = head_of(flow, table, row, column)
        return above, before, tables.cell_of(flow, table, above, before)


class InsertTableRow(_OnCell):
    """Insert a row above or below a cell; a merged cell counts whole."""

    insertBelow: bool = False

    def apply(self, edit: Edit) -> dict[str, Json]:
        flow, table, row, column = self.place(edit)
        if len(table.rows) >= tables.MOST_ROWS:
            raise ToolError("too_large", f"A table has {tables.MOST_ROWS} rows at the most.")
        above, _, cell = self.reach(flow, table, row, column)
        tables.insert_row(flow, table, above + cell.row_span if self.insertBelow else above)
        return {}


class InsertTableColumn(_OnCell):
    """Insert a column to the left or right of a cell; a merged cell counts whole."""

    insertRight: bool = False

    def apply(self, edit: Edit) -> dict[str, Json]:
        flow, table, row, column = self.place(edit)
        if table.columns >= tables.MOST_COLUMNS:
            raise ToolError("too_large", f"A table has {tables.MOST_COLUMNS} columns at the most.")
        _, before, cell = self.reach(flow, table, row, column)
        tables.insert_column(flow, table, before + cell.column_span if self.insertRight else before)
        return {}


class DeleteTableRow(_OnCell):
    """Delete the row of a cell, or all rows of a merged one. With its last row the table goes."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        flow, table, row, column = self.place(edit)
        above, _, cell = self.reach(flow, table, row, column)
        tables.delete_rows(flow, table, set(range(above, above + cell.row_span)))
        edit.sweep()
        return {}


class DeleteTableColumn(_OnCell):
    """Delete the column of a cell, or all columns of a merged one. With its last column the table goes."""

    def apply(self, edit: Edit) -> dict[str, Json]:
        flow, table, row, column = self.place(edit)
        _, before, cell = self.reach(flow, table, row, column)
        tables.delete_columns(flow, table, set(range(before, before + cell.column_span)))
        edit.sweep()
        return {}


class Rectangle(Model):
    """Some cells of a table."""

    tableCellLocation: Cell
    rowSpan: Annotated[int, Field(ge=1, le=10_000)]
    columnSpan: Annotated[int, Field(ge=1, le=10_000)]

    def place(self, edit: Edit) -> tuple[Flow, Grid, int, int]:
        """Return the segment, the table and the first cell; ToolError where the rectangle leaves the table."""
        cell = self.tableCellLocation
        _, flow = edit.flow(cell.tableStartLocation)
        table = grid_at(flow, cell.tableStartLocation.index)
        check_cell(table, cell.rowIndex, cell.columnIndex)
        check_cell(table, cell.rowIndex + self.rowSpan - 1, cell.columnIndex + self.columnSpan - 1)
        return flow, table, cell.rowIndex, cell.columnIndex


class MergeTableCells(Request):
    """Merge cells into one, with all they hold."""

    tableRange: Rectangle

    def apply(self, edit: Edit) -> dict[str, Json]:
        flow, table, row, column = self.tableRange.place(edit)
        tables.merge(flow, table, row, column, self.tableRange.rowSpan, self.tableRange.columnSpan)
        return {}


class UnmergeTableCells(Request):
    """Part merged cells again."""

    tableRange: Rectangle

    def apply(self, edit: Edit) -> dict[str, Json]:
        flow, table, row, column = self.tableRange.place(edit)
        tables.unmerge(flow, table, row, column, self.tableRange.rowSpan, self.tableRange.columnSpan)
        return {}


class PinTableHeaderRows(Request):
    """Repeat the first rows of a table at the top of every page."""

    tableStartLocation: Location
    pinnedHeaderRowsCount: Small

    def apply(self, edit: Edit) -> dict[str, Json]:
        _, flow = edit.flow(self.tableStartLocation)
        table = grid_at(flow, self.tableStartLocation.index)
        if self.pinnedHeaderRowsCount > len(table.rows):
            raise ToolError("invalid_arguments", f"The table has {len(table.rows)} rows, fewer than "
                                                 f"{self.pinnedHeaderRowsCount}.")
        flow.put(table.first, flow.blocks[table.first].replace(pinned=self.pinnedHeaderRowsCount))
        return {}


class RowLook(Model):
    """The vendor's TableRowStyle."""

    minRowHeight: Dimension | None = None
    tableHeader: bool | None = None
    preventOverflow: bool | None = None


class UpdateTableRowStyle(Request):
    """Set the style of rows, by default all."""

    tableStartLocation: Location
    rowIndices: tuple[Index, ...] = ()
    tableRowStyle: RowLook
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        _, flow = edit.flow(self.tableStartLocation)
        table = grid_at(flow, self.tableStartLocation.index)
        look, changes = self.tableRowStyle, dict[str, object]()
        for name in mask(self.fields, RowLook):
            if name == "minRowHeight":
                changes["min_height"] = points(look.minRowHeight) or 0
            elif name == "tableHeader":
                changes["header"] = bool(look.tableHeader)
            else:
                changes["prevent_overflow"] = bool(look.preventOverflow)
        for row in self.rowIndices or range(len(table.rows)):
            check_cell(table, row, 0)
            block = flow.blocks[table.rows[row]]
            flow.put(table.rows[row], block.replace(row=block.row.replace(**changes)))
        return {}


class ColumnLook(Model):
    """The vendor's TableColumnProperties."""

    widthType: Literal["EVENLY_DISTRIBUTED", "FIXED_WIDTH"] | None = None
    width: Dimension | None = None


class UpdateTableColumnProperties(Request):
    """Set the width of columns, by default all; at least 5 points."""

    tableStartLocation: Location
    columnIndices: tuple[Index, ...] = ()
    tableColumnProperties: ColumnLook
    fields: Fields

    def apply(self, edit: Edit) -> dict[str, Json]:
        _, flow = edit.flow(self.tableStartLocation)
        table = grid_at(flow, self.tableStartLocation.index)
        look, names = self.tableColumnProperties, mask(self.fields, ColumnLook)
        width = points(look.width) if "width" in names and look.width else 0
        if look.widthType == "EVENLY_DISTRIBUTED":
            width = 0
        elif width < 5_000:
            raise ToolError("invalid_arguments", "A column of a fixed width is at least 5 points wide.")
        block = flow.blocks[table.first]
        columns = list(block.columns)
        for column in self.columnIndices or range(table.columns):
            check_cell(table, 0, column)
            columns[column] = Column(width=width)
        flow.put(table.first, block.replace(columns=tuple(columns)))
        return {}


class UpdateTableCellStyle(Request):
    """Set the style of some cells, or of a whole table."""

    tableCellStyle: CellLook
    fields: Fields
    tableRange: Rectangle | None = None
    tableStartLocation: Location | None = None

    def apply(self, edit: Edit) -> dict[str, Json]:
        if self.tableRange is not None and self.tableStartLocation is None:
            flow, table, row, column = self.tableRange.place(edit)
            height, width = self.tableRange.rowSpan, self.tableRange.columnSpan
        elif self.tableStartLocation is not None and self.tableRange is None:
            _, flow = edit.flow(self.tableStartLocation)
            table = grid_at(flow, self.tableStartLocation.index)
            row, column, height, width = 0, 0, len(table.rows), table.columns
        else:
            raise ToolError("invalid_arguments", "Give either tableRange or tableStartLocation.")
        changes, names = cell_changes(self.tableCellStyle, self.fields), mask(self.fields, CellLook)

        def change(old: CellStyle) -> CellStyle:
            return old.replace(**changes, borders=lines_after(old.borders, self.tableCellStyle, names))

        for one in range(row, row + height):
            for other in range(column, column + width):
                tables.set_cell(flow, table, one, other, change)
        return {}
