"""Slack's Web API: slackLists.create, update, access and download."""

import csv
import io
import json
import re
from typing import Annotated, Any, TypeAlias
from urllib.parse import quote

from pydantic import Field, JsonValue

from ...snapshots.digest import Json, canonical, text_digest
from ...snapshots.errors import ToolError, shown, suggest
from ..common.vendor import SLACK_FILES, method, text_in
from .app_records import LIST, Column, Export, Item, Sheet
from .blocks import read_blocks
from .blocks import text_in as text_of_blocks
from .list_cells import FIELDS, ListCells, options_of
from .slack_api_shapes import Ids, SlackId

MAX_COLUMNS = 100
MAX_TITLE = 255
"""Columns of a list and characters of its name. Slack has limits and does not say them; ours."""

Object: TypeAlias = Annotated[dict[str, JsonValue], Field(description="as Slack's method has it")]
Objects: TypeAlias = Annotated[tuple[Object, ...], Field(max_length=1_000)]
Name: TypeAlias = Annotated[str, Field(max_length=1_000)]

_PRIMARY = Column(id="", key="name", name="Name", type="text", primary=True)
_TASKS = (("todo_completed", "Completed"), ("todo_assignee", "Assignee"), ("todo_due_date", "Due date"))
_NOT_GIVEN = frozenset(kind for kind, _ in _TASKS)
"""Types of columns that `todo_mode` makes; a schema does not name them."""

_KEY = re.compile(r"[A-Za-z0-9_ -]{1,100}", re.ASCII)


class SlackLists(ListCells):
    """Lists, whose columns have types."""

    @method("write", "slack.slackLists.create")
    def slack_lists_create(
        self, name: Name, description_blocks: Objects | None = None, schema: Objects | None = None,
        copy_from_list_id: SlackId = "", include_copied_list_records: bool = False, todo_mode: bool = False,
    ) -> Json:
        """Make a list with columns of its own, or as a copy of another list."""
        title = _title(name)
        if copy_from_list_id and schema:
            raise ToolError("invalid_copy_and_schema_args", "Give copy_from_list_id or schema, not both.")
        if include_copied_list_records and not copy_from_list_id:
            raise ToolError("missing_arg_copy_from_list_id", "Say which list's items are to be copied.")
        description, old = _blocks(description_blocks), None
        if copy_from_list_id:
            self.paper(copy_from_list_id, LIST)
            old = self.sheets[copy_from_list_id]
        columns = old.columns if old else _read_schema(schema) if schema else (_PRIMARY,)
        identity = self.new_paper(LIST, title, "")
        columns = tuple(one.replace(id=_column_id(identity, one.key)) for one in columns)
        sheet = Sheet(columns=columns, description=description, tasks=todo_mode or bool(old and old.tasks))
        self.sheets.put(identity, _with_tasks(identity, sheet) if sheet.tasks else sheet)
        if old and include_copied_list_records:
            self._copy_items(copy_from_list_id, old, identity)
        self.write_sheet(identity)
        return {"list_id": identity, "list_metadata": self._metadata(identity)}

    def _copy_items(self, source: str, old: Sheet, target: str) -> None:
        keys = {one.id: one.key for one in old.columns}
        copied: dict[str, str] = {}
        for _, one in self.items.find("by_sheet", source):
            row = self.items[str(one)]
            identity = copied[str(one)] = self.tx.new_id("rec")
            self.items.put(identity, Item(
                sheet=target, number=row.number, created=self.tx.now, creator=self.me(), updated=self.tx.now,
                updater=self.me(), parent=copied.get(row.parent, ""),
                cells=tuple(cell.replace(column=_column_id(target, keys[cell.column])) for cell in row.cells),
            ))

    @method("write", "slack.slackLists.update")
    def slack_lists_update(
        self, id: SlackId, name: Name | None = None, description_blocks: Objects | None = None,
        todo_mode: bool | None = None,
    ) -> Json:
        """Change a list's name, description, or whether it is a list of tasks."""
        row, sheet = self.paper(id, LIST, "write", "permission_denied"), self.sheets[id]
        if name is None and description_blocks is None and todo_mode is None:
            raise ToolError("missing_arguments", "Give name, description_blocks or todo_mode.")
        if name is not None and _title(name) != row.name:
            self.edit(id, name=_title(name))
        if description_blocks is not None:
            sheet = sheet.replace(description=_blocks(description_blocks))
        if todo_mode is not None:
            sheet = sheet.replace(tasks=todo_mode)
        self.sheets.put(id, _with_tasks(id, sheet) if sheet.tasks else sheet)
        self.write_sheet(id)
        return {}

    # --- who may what --------------------------------------------------------------------------------------------

    @method("send", "slack.slackLists.access.set")
    def slack_lists_access_set(
        self, list_id: SlackId, access_level: Annotated[str, Field(max_length=10)], channel_ids: Ids = (),
        user_ids: Ids = (),
    ) -> Json:
        """Let channels or people read a list, change it, or own it."""
        self.paper(list_id, LIST, "write")
        self.set_paper_access(list_id, access_level, channel_ids, user_ids)
        return {}

    @method("write", "slack.slackLists.access.delete")
    def slack_lists_access_delete(self, list_id: SlackId, channel_ids: Ids = (), user_ids: Ids = ()) -> Json:
        """Take a list away from channels or people."""
        self.paper(list_id, LIST, "write")
        self.end_paper_access(list_id, channel_ids, user_ids)
        return {}

    # --- as a file -----------------------------------------------------------------------------------------------

    @method("write", "slack.slackLists.download.start")
    def slack_lists_download_start(self, list_id: SlackId, include_archived: bool = False) -> Json:
        """Have a list written as CSV; slackLists.download.get says where it is. Lists here have no archived items."""
        self.paper(list_id, LIST)
        identity = self.tx.new_id("job")
        self.exports.put(identity, Export(sheet=list_id, user=self.me(), at=self.tx.now))
        return {"job_id": identity}

    @method("read", "slack.slackLists.download.get")
    def slack_lists_download_get(self, list_id: SlackId, job_id: SlackId) -> Json:
        """Return where the CSV of a list is: the address of the list's own content, which is that."""
        row = self.paper(list_id, LIST)
        job = self.exports.get(job_id)
        if job is None or job.sheet != list_id or job.user != self.me():
            raise ToolError("job_not_found", f"You have started no download {shown(job_id)} of this list.")
        return {"status": "COMPLETED", "download_url": f"{SLACK_FILES}files-pri/{quote(list_id)}/{quote(row.name)}"}

    # --- shapes --------------------------------------------------------------------------------------------------

    def _metadata(self, identity: str) -> dict[str, Json]:
        columns = [_column_shape(one) for one in self.sheets[identity].columns]
        return {"schema": list[Json](columns),
                "subtask_schema": [one for one in columns if one["is_primary_column"]]}

    def list_shape(self, identity: str) -> Json:
        """Return a list as slackLists.items.info does."""
        sheet = self.sheets[identity]
        description: list[Json] = json.loads(sheet.description) if sheet.description else []
        return {**self.file_shape(identity, brief=True), "editable": self.level_of(identity) in ("write", "owner"),
                "list_metadata": {**self._metadata(identity), "description_blocks": description,
                                  "todo_mode": sheet.tasks}}

    def write_sheet(self, identity: str) -> None:
        """Write what a list says as the text of its file, and its description and options as that of the file: what
        search finds and what people outside get to read."""
        sheet = self.sheets[identity]
        columns = sheet.columns
        options = ((one.name, options_of(one).get("choices", [])) for one in columns)
        about = [text_of_blocks(sheet.description), *(
            f"{name}: {', '.join(choice.get('label', choice['value']) for choice in choices)}"
            for name, choices in options if choices)]
        details = "\n".join(part for part in about if part)
        if details != self.files[identity].description:
            self.adjust(identity, description=details)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([one.name for one in columns])
        for row in self.items.found("by_sheet", identity):
            cells = {cell.column: cell for cell in row.cells}
            writer.writerow([self.cell_text(one, cells.get(one.id)) for one in columns])
        self.save_paper(identity, out.getvalue())


def _title(name: str) -> str:
    title = name.strip()
    if not title:
        raise ToolError("missing_arguments", "A list needs a name.")
    if len(title) > MAX_TITLE:
        raise ToolError("over_title_length_maximum", f"The name has {len(title)} characters; {MAX_TITLE} is the most.")
    return title


def _blocks(given: Objects | None) -> str:
    return read_blocks(canonical(list(given))) if given else ""


def _column_id(sheet: str, key: str) -> str:
    return f"Col{text_digest(f'{sheet} {key}')[:12].upper()}"


def _read_schema(given: Objects) -> tuple[Column, ...]:
    """Return the columns that a program wants; ToolError says which is not right."""
    if len(given) > MAX_COLUMNS:
        raise ToolError("over_column_maximum", f"{len(given)} columns are given; {MAX_COLUMNS} is the most.")
    out: list[Column] = []
    for one in given:
        key, kind, options = text_in(one, "key"), text_in(one, "type"), one.get("options")
        if kind not in FIELDS or kind in _NOT_GIVEN:
            known = [name for name in FIELDS if name not in _NOT_GIVEN]
            raise ToolError("invalid_column_type", f"There is no type {shown(kind)} of columns.{suggest(kind, known)}")
        if not _KEY.fullmatch(key) or key in (column.key for column in out) or not _good_options(options):
            raise ToolError("invalid_schema", f"The column {shown(key)} is not right: every key is there once, and "
                                              "choices have a value each.")
        out.append(Column(
            id="", key=key, name=text_in(one, "name") or key, type=kind, primary=one.get("is_primary_column") is True,
            options=canonical(options) if isinstance(options, dict) else "",
        ))
    primary = [one for one in out if one.primary]
    if len(primary) != 1 or primary[0].type != "text":
        raise ToolError("invalid_primary_column", f"{len(primary)} columns are primary; one is, of type text.")
    return tuple(out)


def _good_options(options: Any) -> bool:
    if options is None:
        return True
    choices = options.get("choices", []) if isinstance(options, dict) else None
    most = options.get("max", 5) if isinstance(options, dict) else 5
    return isinstance(choices, list) and type(most) is int and all(
        isinstance(one, dict) and isinstance(one.get("value"), str) and isinstance(one.get("label", ""), str)
        for one in choices)


def _with_tasks(identity: str, sheet: Sheet) -> Sheet:
    """Return a list with the columns of tasks."""
    there = {one.type for one in sheet.columns}
    more = tuple(Column(id=_column_id(identity, kind), key=kind, name=name, type=kind)
                 for kind, name in _TASKS if kind not in there)
    return sheet.replace(columns=(*sheet.columns, *more))


def _column_shape(one: Column) -> dict[str, Json]:
    out: dict[str, Json] = {"id": one.id, "key": one.key, "name": one.name, "type": one.type,
                            "is_primary_column": one.primary}
    if one.options:
        out["options"] = json.loads(one.options)
    return out
