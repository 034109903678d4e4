"""Slack's Web API: slackLists.items.*, the rows of lists."""

from typing import Annotated

from pydantic import Field, JsonValue

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method, text_in
from .app_records import LIST, Cell, Column, Item
from .slack_api_lists import Objects, SlackLists
from .slack_api_shapes import Cursor, Ids, Limit, SlackId, cursor_page

MAX_ITEMS = 10_000
"""Items of a list. Slack has a limit and does not say it; ours."""


class SlackItems(SlackLists):
    """Items of lists and their cells."""

    @method("write", "slack.slackLists.items.create")
    def slack_items_create(
        self, list_id: SlackId, duplicated_item_id: SlackId = "", parent_item_id: SlackId = "",
        initial_fields: Objects = (),
    ) -> Json:
        """Add an item to a list: with the fields given, as a copy of another, or as a part of another."""
        self._list(list_id)
        cells: tuple[Cell, ...] = ()
        if duplicated_item_id:
            cells = self._row_of(list_id, duplicated_item_id, "duplicated_item_not_found").cells
        if parent_item_id and self._row_of(list_id, parent_item_id, "invalid_args").parent:
            raise ToolError("invalid_args", f"The item {shown(parent_item_id)} is a part of another itself.")
        for field in initial_fields:
            cells = self._put(self._column(list_id, field), field, cells)
        identity = self._new(list_id, parent_item_id, cells)
        self.write_sheet(list_id)
        return {"item": self._item_shape(identity)}

    def _new(self, sheet: str, parent: str, cells: tuple[Cell, ...]) -> str:
        there = self.items.find("by_sheet", sheet)
        if len(there) >= MAX_ITEMS:
            raise ToolError("over_row_maximum", f"The list has {len(there)} items; {MAX_ITEMS} is the most.")
        identity, now, me = self.tx.new_id("rec"), self.tx.now, self.me()
        last = next(reversed(there), (0, ""))
        self.items.put(identity, Item(sheet=sheet, number=int(last[0]) + 1, created=now, creator=me, updated=now,
                                      updater=me, parent=parent, cells=cells))
        return identity

    @method("write", "slack.slackLists.items.update")
    def slack_items_update(self, list_id: SlackId, cells: Annotated[Objects, Field(min_length=1)]) -> Json:
        """Write cells of a list; one with `row_id_to_create` goes into a new item."""
        self._list(list_id)
        made = ""
        for cell in cells:
            column, row = self._column(list_id, cell), text_in(cell, "row_id")
            if cell.get("row_id_to_create"):
                row = made = made or self._new(list_id, "", ())
            elif not row:
                raise ToolError("row_id_not_provided", "A cell names its row_id, or has row_id_to_create.")
            item = self._row_of(list_id, row, "row_not_found")
            self.items.put(row, item.replace(
                cells=self._put(column, cell, item.cells), updated=self.tx.now, updater=self.me(),
            ))
        self.write_sheet(list_id)
        return {}

    def _column(self, sheet: str, given: dict[str, JsonValue]) -> Column:
        wanted = text_in(given, "column_id")
        if not wanted:
            raise ToolError("column_id_not_provided", "A cell names its column_id.")
        for column in self.sheets[sheet].columns:
            if column.id == wanted:
                return column
        raise ToolError("invalid_column_id", f"The list has no column {shown(wanted)}.")

    def _put(self, column: Column, given: dict[str, JsonValue], cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """Return cells with one of them new, in the order of the columns that they came in."""
        new = self.cell_of(column, given)
        rest = tuple(one for one in cells if one.column != column.id)
        return (*rest, new) if new else rest

    @method("destroy", "slack.slackLists.items.delete")
    def slack_items_delete(self, list_id: SlackId, id: SlackId) -> Json:
        """Delete an item of a list, with its parts."""
        self._list(list_id)
        self._row_of(list_id, id, "record_not_found")
        self._drop(id)
        self.write_sheet(list_id)
        return {}

    @method("destroy", "slack.slackLists.items.deleteMultiple")
    def slack_items_delete_multiple(self, list_id: SlackId, ids: Annotated[Ids, Field(min_length=1)]) -> Json:
        """Delete items of a list, with their parts; what is gone already is passed over."""
        self._list(list_id)
        for identity in ids:
            row = self.items.get(identity)
            if row is not None and row.sheet == list_id:
                self._drop(identity)
        self.write_sheet(list_id)
        return {}

    def _drop(self, identity: str) -> None:
        for _, part in list(self.items.find("by_parent", identity)):
            self.items.remove(str(part))
        self.items.remove(identity)

    @method("read", "slack.slackLists.items.info")
    def slack_items_info(self, list_id: SlackId, id: SlackId, include_is_subscribed: bool = False) -> Json:
        """Return an item of a list with its parts, and the list."""
        self.paper(list_id, LIST)
        self._row_of(list_id, id, "record_not_found")
        record = self._item_shape(id)
        if include_is_subscribed:
            record["is_subscribed"] = self.items[id].creator == self.me()
        return {"list": self.list_shape(list_id), "record": record,
                "subtasks": [self._item_shape(str(one)) for _, one in self.items.find("by_parent", id)]}

    @method("read", "slack.slackLists.items.list")
    def slack_items_list(
        self, list_id: SlackId, limit: Limit = 0, cursor: Cursor = "", archived: bool = False,
    ) -> Json:
        """List the items of a list, in its order. Items cannot be archived here."""
        self.paper(list_id, LIST)
        if archived:
            raise ToolError("archive_not_supported", "The items of this list cannot be archived.")
        rows = ((f"{number:09}", str(one)) for number, one in self.items.find("by_sheet", list_id))
        page, more = cursor_page(rows, limit, cursor)
        return {"items": [self._item_shape(one) for one in page], **more}

    def _list(self, identity: str) -> None:
        self.paper(identity, LIST, "write", "permission_denied")

    def _row_of(self, sheet: str, identity: str, missing: str) -> Item:
        row = self.items.get(identity)
        if row is None or row.sheet != sheet:
            raise ToolError(missing, f"The list has no item {shown(identity)}.")
        return row

    def _item_shape(self, identity: str) -> dict[str, Json]:
        row = self.items[identity]
        columns = {one.id: one for one in self.sheets[row.sheet].columns}
        out: dict[str, Json] = {
            "id": identity, "list_id": row.sheet, "date_created": row.created // 1000, "created_by": row.creator,
            "updated_by": row.updater, "updated_timestamp": str(row.updated // 1000),
            "fields": [self.cell_shape(columns[cell.column], cell) for cell in row.cells],
        }
        if row.parent:
            out["parent_record_id"] = row.parent
        return out
