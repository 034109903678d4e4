"""The cells of lists: what a column of each type takes, and how a cell is shown."""

import json
import re
from datetime import date
from typing import Any

from ...snapshots.digest import Json, canonical
from ...snapshots.errors import ToolError, shown
from ..common.addresses import is_email
from .app_records import Cell, Column
from .base import message_id
from .blocks import read_blocks, text_in
from .papers import Papers

FIELDS: dict[str, str] = {
    "text": "rich_text", "rich_text": "rich_text", "message": "message", "number": "number", "select": "select",
    "multi_select": "select", "date": "date", "due_date": "date", "todo_due_date": "date", "user": "user",
    "assignee": "user", "todo_assignee": "user", "attachment": "attachment", "canvas": "canvas", "link": "link",
    "checkbox": "checkbox", "completed": "checkbox", "todo_completed": "checkbox", "email": "email", "phone": "phone",
    "channel": "channel", "rating": "rating", "vote": "vote", "timestamp": "timestamp",
}
"""The types of columns, and the name under which a cell of each gives its values."""

MAX_VALUES = 100
"""Values of one cell. Slack has a limit and does not say it; ours."""

_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?", re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{2,39}", re.ASCII)
_LINK = re.compile(r"https?://[^\s]{1,2000}")
_ARCHIVE = re.compile(r"https://[^/\s]+/archives/([^/\s]+)/p(\d+)(?:\?\S*)?")


class ListCells(Papers):
    """Checks what is put into cells, and writes cells as Slack does."""

    def cell_of(self, column: Column, given: dict[str, Any]) -> Cell | None:
        """Return the cell of a column that a program gives, None where it empties it; ToolError says what is wrong."""
        field = FIELDS[column.type]
        others = sorted(name for name in given if name in FIELDS.values() and name != field)
        if field not in given:
            raise ToolError("invalid_input_type", f"The column {shown(column.name)} is of type {column.type}, so its "
                                                  f"cell is given as {field}{f', not {others[0]}' if others else ''}.")
        value = given[field]
        values = value if isinstance(value, list) else [] if value is None else [value]
        if not values:
            return None
        if len(values) > (MAX_VALUES if _takes_many(column) else 1) and field != "rich_text":
            raise ToolError("over_cell_fields_limit", f"The column {shown(column.name)} does not take {len(values)} "
                                                      "values.")
        if field == "rich_text":
            return Cell(column=column.id, value=read_blocks(canonical(values)))
        return Cell(column=column.id, value=canonical([self._value(column, field, one) for one in values]))

    def _value(self, column: Column, field: str, value: Any) -> Json:
        if field == "checkbox":
            if not isinstance(value, bool):
                raise _wrong(column, value)
            return value
        if field in ("rating", "timestamp"):
            most = int(options_of(column).get("max", 5)) if field == "rating" else 1 << 40
            if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
                raise _wrong(column, value)
            return value
        if field == "number":
            if isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
                raise _wrong(column, value)
            return str(value) if "." in str(value) else int(value)
        if field == "link" and isinstance(value, dict):
            value = value.get("original_url")
        if not isinstance(value, str):
            raise _wrong(column, value)
        return self._text_value(column, field, value)

    def _text_value(self, column: Column, field: str, value: str) -> Json:
        if field == "select":
            known = [choice["value"] for choice in options_of(column).get("choices", [])]
            if value not in known:
                raise ToolError("invalid_option_id", f"{shown(value)} is no option of {shown(column.name)}; there are "
                                                     f"{', '.join(known) or 'none'}.")
        elif field == "date":
            _check(_is_date(value), "invalid_date", f"{shown(value)} is no date such as 2026-03-05.")
        elif field == "email":
            _check(is_email(value), "invalid_email", f"{shown(value)} is no mail address.")
        elif field == "phone":
            _check(bool(_PHONE.fullmatch(value)), "invalid_phone_number", f"{shown(value)} is no phone number.")
        elif field == "link":
            _check(bool(_LINK.fullmatch(value)), "invalid_link", f"{shown(value)} is no link.")
        elif field == "user":
            self.seen_user(value)
        elif field == "vote":
            _check(value == self.me(), "invalid_vote_value", "You vote for yourself only, by your own id.")
        elif field == "channel":
            self.seen_channel(value)
        elif field in ("attachment", "canvas"):
            _check(value in self.files and self.file_readable(value), "file_not_found",
                   f"There is no file {shown(value)} that you can read.")
        elif field == "message":
            found = _ARCHIVE.fullmatch(value)
            there = found is not None and found[1] in self.channels and self.visible(found[1], self.me()) and (
                message_id(found[1], int(found[2][:18])) in self.messages)
            _check(there, "invalid_message", f"{shown(value)} is no link of a message that you can read.")
        return value

    def cell_shape(self, column: Column, cell: Cell) -> dict[str, Json]:
        """Return a cell as Slack shows it: its values under the name of their kind, and the one value or all."""
        field, values = FIELDS[column.type], json.loads(cell.value)
        out: dict[str, Json] = {"key": column.key, "column_id": column.id}
        if field == "rich_text":
            return {**out, "value": cell.value, "text": text_in(cell.value), "rich_text": values}
        if field == "checkbox":
            return {**out, "value": values[0], "checkbox": values[0]}
        out |= {"value": values if _takes_many(column) and len(values) > 1 else values[0], field: values}
        if field == "link":
            out["link"] = [{"original_url": one, "display_name": one} for one in values]
        elif field == "message":
            out["message"] = [_message_shape(one) for one in values]
        elif field == "date":
            out["timestamp"] = [-1]
        return out

    def cell_text(self, column: Column, cell: Cell | None) -> str:
        """Return what people read in a cell."""
        if cell is None:
            return ""
        field, values = FIELDS[column.type], json.loads(cell.value)
        if field == "rich_text":
            return text_in(cell.value)
        if field == "checkbox":
            return "yes" if values[0] else ""
        if field in ("user", "vote"):
            return ", ".join(self.users[one].name for one in values)
        if field == "channel":
            return ", ".join(f"#{self.channels[one].name}" if self.channels[one].name else one for one in values)
        if field == "select":
            labels = {one["value"]: one.get("label", one["value"]) for one in options_of(column).get("choices", [])}
            return ", ".join(labels.get(one, one) for one in values)
        return ", ".join(str(one) for one in values)


def options_of(column: Column) -> dict[str, Any]:
    """Return the options of a column."""
    out: dict[str, Any] = json.loads(column.options) if column.options else {}
    return out


def _takes_many(column: Column) -> bool:
    """Tell whether a column's cells have several values."""
    form = options_of(column).get("format", "")
    if column.type in ("select", "user"):
        return str(form).startswith("multi")
    return FIELDS[column.type] not in ("checkbox", "number", "rating", "date", "timestamp")


def _message_shape(link: str) -> dict[str, Json]:
    found = _ARCHIVE.fullmatch(link)
    channel, at = (found[1], int(found[2][:18])) if found else ("", 0)
    return {"value": link, "channel_id": channel, "ts": message_id(channel, at).removeprefix(f"{channel}:")}


def _is_date(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _check(good: bool, code: str, message: str) -> None:
    if not good:
        raise ToolError(code, message)


def _wrong(column: Column, value: Any) -> ToolError:
    return ToolError("invalid_input_type", f"{shown(value)} is no value of the column {shown(column.name)}, which is "
                                           f"of type {column.type}.")
