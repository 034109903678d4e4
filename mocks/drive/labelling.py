"""Drive tools for labels: an organisation's own marks on files, such as a classification."""

import re
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown, suggest
from ...snapshots.records import Model
from ..common.addresses import is_email, normalise
from ..common.lines import listed
from ..service import tool
from .asking import Asking
from .base import FileId
from .records import Applied, FieldValue, Label, LabelField

_DATE = re.compile("[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_INTEGER = re.compile("-?[0-9]{1,18}")


class FieldSetting(Model):
    """The values of one field of a label; none clears it."""

    field: Annotated[str, Field(min_length=1, max_length=80)]
    values: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=500)], ...], Field(max_length=20)] = ()


class Labelling(Asking):
    """Puts labels on files."""

    @tool("read")
    def list_labels(self, file_id: Annotated[str, Field(max_length=400, description="those on this file with their "
                    "values; empty: all kinds of labels that there are")] = "") -> Json:
        """List the labels that there are, with their fields, or those that are on a file, with their values."""
        if not file_id:
            return {"labels": [self._kind(identity, self.labels[identity]) for identity in self.labels.table.ids()]}
        self.file_for(file_id)
        return {"id": file_id, "labels": [self._applied(row) for row in self.applied.found("by_file", file_id)]}

    @tool("write")
    def set_label(
        self,
        file_id: FileId,
        label: Annotated[str, Field(min_length=1, max_length=80, description="id or title of a label")],
        fields: Annotated[tuple[FieldSetting, ...], Field(max_length=20)] = (),
        remove: Annotated[bool, Field(description="take the label off the file")] = False,
    ) -> Json:
        """Put a label on a file, change the values of its fields, or take it off. What is not given stays."""
        self.must(file_id, "label", "labelled")
        identity = self._label_id(label)
        name = f"{file_id} {identity}"
        if remove:
            if name not in self.applied:
                raise ToolError("nothing_to_do", "The file does not have that label.")
            self.applied.remove(name)
            self.log([file_id])
            return {"id": file_id, "removed": identity}
        kinds = {field.id: field for field in self.labels[identity].fields}
        old = self.applied.get(name)
        values = {one.field: one.values for one in old.values} if old else {}
        for setting in fields:
            field = kinds.get(setting.field)
            if field is None:
                raise ToolError("not_found", f"The label has no field {shown(setting.field)}."
                                             f"{suggest(setting.field, kinds)} It has {', '.join(kinds) or 'none'}.")
            values[setting.field] = _checked(field, setting.values)
        row = Applied(file=file_id, label=identity, values=tuple(
            FieldValue(field=field, values=given) for field, given in sorted(values.items()) if given
        ))
        self.applied.put(name, row)
        self.log([file_id])
        return {"id": file_id, **self._applied(row)}

    def _label_id(self, label: str) -> str:
        if label in self.labels:
            return label
        titles = {self.labels[one].title.lower(): one for one in self.labels.table.ids()}
        found = titles.get(label.lower())
        if found is None:
            raise ToolError("not_found", f"There is no label {shown(label)}.{suggest(label, [*titles])} List them with "
                                         "drive.list_labels.")
        return found

    def _kind(self, identity: str, row: Label) -> Json:
        fields: list[Json] = []
        for field in row.fields:
            one: dict[str, Json] = {"id": field.id, "name": field.name, "type": field.type}
            if field.choices:
                one["choices"] = listed(field.choices, 50, 100)
            if field.many:
                one["several_values"] = True
            fields.append(one)
        return {"id": identity, "title": row.title, "description": row.description, "fields": fields}

    def _applied(self, row: Applied) -> dict[str, Json]:
        return {"label": row.label, "title": self.labels[row.label].title,
                "values": {one.field: list[Json](one.values) for one in row.values}}


def _checked(field: LabelField, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a field as they are kept; ToolError says what is wrong with one."""
    if len(values) > 1 and not field.many:
        raise ToolError("invalid_value", f"{field.id} takes one value.")
    for value in values:
        if field.type == "integer" and not _INTEGER.fullmatch(value):
            raise ToolError("invalid_value", f"{field.id} is a whole number, and not {shown(value)}.")
        if field.type == "dateString" and not _DATE.fullmatch(value):
            raise ToolError("invalid_value", f"{field.id} is a date such as 2026-03-04, and not {shown(value)}.")
        if field.type == "user" and not is_email(value):
            raise ToolError("invalid_value", f"{field.id} is a person's address, and not {shown(value)}.")
        if field.type == "selection" and value not in field.choices:
            raise ToolError("invalid_value", f"{field.id} has no choice {shown(value)}.{suggest(value, field.choices)} "
                                             f"It has {', '.join(field.choices)}.")
    return tuple(normalise(value) for value in values) if field.type == "user" else values
