"""Google Drive's methods of files that look: lists, one file, its content and other forms, downloads, ids, labels."""

import base64
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import DOCUMENT, EDITORS, FOLDER, SHORTCUT, File
from ..common.vendor import Body, method, text_in, texts_in
from .converting import DOCX
from .finding import DEFAULT_ORDER, text_of
from .labelling import FieldSetting
from .query import parse
from .records import Operation
from .search import Context, read_order
from .vendor_shapes import API_URL, Object, VendorShapes

Id: TypeAlias = Annotated[str, Field(max_length=420)]
Text: TypeAlias = Annotated[str, Field(max_length=2_000)]
Page: TypeAlias = Annotated[int, Field(ge=1, le=1_000)]
Labels: TypeAlias = Annotated[str, Field(max_length=2_000, description="ids of labels, with commas between them")]
View: TypeAlias = Annotated[str, Field(max_length=40)]
Whose: TypeAlias = Literal["", "user", "domain", "drive", "allDrives"]

EXPORT_LIMIT = 10 * 1024 * 1024
"""Bytes of an export, as Drive has it."""


class VendorFiles(VendorShapes):
    """files.* as far as they change no file."""

    # --- lists and resources -------------------------------------------------------------------------------------

    @method("read", "drive.files.list")
    def files_list(
        self, q: Text = "", order_by: Text = "", page_size: Page = 100, page_token: Id = "", corpora: Whose = "",
        corpus: Literal["", "domain", "user"] = "", drive_id: Id = "", team_drive_id: Id = "", spaces: Text = "drive",
        include_items_from_all_drives: bool = False, include_team_drive_items: bool = False,
        supports_all_drives: bool = False, supports_team_drives: bool = False, include_labels: Labels = "",
        include_permissions_for_view: View = "",
    ) -> Json:
        """List the files that match a query. What is in shared drives is listed only if it is asked for.

        The corpus `domain` is what is open to the organisation as a whole.
        """
        drive = drive_id or team_drive_id
        among = include_items_from_all_drives or include_team_drive_items
        if (corpora == "drive") != bool(drive):
            raise ToolError("invalid_arguments", "corpora=drive goes with a driveId, and a driveId with corpora=drive.")
        if (among or drive) and not (supports_all_drives or supports_team_drives):
            raise ToolError("invalid_arguments", "includeItemsFromAllDrives and driveId need supportsAllDrives.")
        if drive and not among:
            raise ToolError("invalid_arguments", "A driveId needs includeItemsFromAllDrives.")
        if corpora == "allDrives" and not among:
            raise ToolError("invalid_arguments", "corpora=allDrives needs includeItemsFromAllDrives.")
        if self._spaces(spaces) == "none":
            return {"kind": "drive#fileList", "incompleteSearch": False, "files": []}
        context, node = Context(self, q), parse(q)
        if drive:
            self.drive_for(drive)
        in_domain = "domain" in (corpora, corpus)

        def wanted(identity: str, row: File) -> bool:
            return (among or not row.drive) and (not in_domain or any(
                way.kind == "domain" for way in context.granted(identity)))

        found, token = self._page(context, node, read_order(order_by) or DEFAULT_ORDER, drive, page_size, page_token,
                                  wanted)
        labels = split(include_labels)
        out: Object = {"kind": "drive#fileList", "incompleteSearch": False,
                       "files": [self.file(identity, labels) for identity, _ in found]}
        return {**out, "nextPageToken": token} if token else out

    def _spaces(self, spaces: str) -> str:
        """Return `drive` if that is among the spaces, `none` for spaces that are empty here; ToolError if unknown."""
        wanted = split(spaces)
        for one in wanted:
            if one not in ("drive", "appDataFolder", "photos"):
                raise ToolError("invalid_arguments", f"Invalid value {shown(one)} for spaces: it is drive or "
                                                     "appDataFolder.")
        return "drive" if "drive" in wanted else "none"

    @method("read", "drive.files.get")
    def files_get(
        self, file_id: Id, alt: Literal["", "media"] = "", acknowledge_abuse: bool = False, include_labels: Labels = "",
        include_permissions_for_view: View = "", supports_all_drives: bool = False, supports_team_drives: bool = False,
    ) -> Json:
        """Return a file's resource, or its content."""
        identity = self.named(file_id, drives=supports_all_drives or supports_team_drives)
        if alt == "media":
            return self._content(identity, self.files[identity].blob, self.files[identity].type)
        return self.file(identity, split(include_labels))

    def _content(self, identity: str, blob: str, type: str) -> Json:
        """Return bytes for a download; ToolError where there are none, or the caller may not have them."""
        row = self.files[identity]
        if row.type in (FOLDER, SHORTCUT, *EDITORS):
            raise ToolError("file_not_downloadable", "Only files with binary content can be downloaded. Use Export "
                                                     "with Docs Editors files.")
        self._may_download(identity, row)
        content = self.tx.blob(blob) if blob else b""
        return {"type": type, "base64": base64.b64encode(content).decode()}

    def _may_download(self, identity: str, row: File) -> None:
        if not self.can(identity, row, self.access_to(identity)).download:
            raise ToolError("cannot_download", "This file cannot be downloaded by the user.")

    @method("read", "drive.files.export")
    def files_export(self, file_id: Id, mime_type: Text) -> Json:
        """Give an editor's document in another form."""
        identity = self.named(file_id)
        row = self.files[identity]
        if row.type not in EDITORS:
            raise ToolError("file_not_exportable", "Export only supports Docs Editors files.")
        self._may_download(identity, row)
        content = self._exported(identity, row, mime_type)
        if len(content) > EXPORT_LIMIT:
            raise ToolError("export_too_large", "This file is too large to be exported.")
        return {"type": mime_type, "base64": base64.b64encode(content).decode()}

    def _exported(self, identity: str, row: File, type: str) -> bytes:
        if type not in self._forms(row.type):
            raise ToolError("cannot_convert", "The requested conversion is not supported. The file can be given as "
                                              f"{', '.join(self._forms(row.type))}.")
        if type == DOCX and row.type == DOCUMENT:
            return base64.b64decode(self.ask("docs.render_docx", file_id=identity)["base64"])
        return self.given_as(identity, row, text_of(self.tx.blob(row.blob) if row.blob else b"") or "", type).encode()

    # --- downloads as operations ---------------------------------------------------------------------------------

    @method("write", "drive.files.download")
    def files_download(self, file_id: Id, mime_type: Text = "", revision_id: Id = "") -> Json:
        """Make a download ready; the answer says where it is fetched."""
        identity = self.named(file_id)
        row = self.files[identity]
        self._may_download(identity, row)
        if row.type in EDITORS:
            if revision_id:
                raise ToolError("invalid_arguments", "Revisions of editors' documents are not downloaded here.")
            kind = mime_type or self._forms(row.type)[0]
            self._exported(identity, row, kind)
            link = f"{API_URL}files/{identity}/export?mimeType={kind}"
        elif mime_type not in ("", row.type):
            raise ToolError("cannot_convert", f"The file is {row.type} and is not given as {shown(mime_type)}.")
        elif revision_id:
            self._revision(identity, row, revision_id)
            link = f"{API_URL}files/{identity}/revisions/{revision_id}?alt=media"
        else:
            link = f"{API_URL}files/{identity}?alt=media"
        name = self.tx.new_id("operation")
        self.operations.put(name, Operation(user=self.principal, file=identity, link=link))
        return self.operation(name)

    @method("read", "drive.operations.get")
    def operations_get(self, name: Id) -> Json:
        """Return the state of a download that was made ready."""
        row = self.operations.get(name)
        if row is None or row.user != self.principal:
            raise ToolError("not_found", f"Operation not found: {shown(name)}.")
        return self.operation(name)

    def operation(self, name: str) -> Json:
        """Return a download that is ready."""
        row = self.operations[name]
        return {"name": name, "done": True, "metadata": {"resourceKey": ""},
                "response": {"downloadUri": row.link, "partialDownloadAllowed": "export" not in row.link}}

    # --- ids, labels, keys ---------------------------------------------------------------------------------------

    @method("write", "drive.files.generateIds")
    def files_generate_ids(
        self, count: Page = 10, space: Literal["drive", "appDataFolder"] = "drive",
        type: Literal["files", "shortcuts"] = "files",
    ) -> Json:
        """Make ids for files that will be created."""
        made: Any = self.generate_ids(count)
        return {"kind": "drive#generatedIds", "space": space, "ids": made["ids"]}

    @method("read", "drive.files.generateCseToken")
    def files_generate_cse_token(self, file_id: Id = "", parent: Id = "") -> Json:
        """Refuse: no organisation here has client-side encryption."""
        raise ToolError("cse_disabled", "Client-side encryption is not enabled for the user.")

    @method("read", "drive.files.listLabels")
    def files_list_labels(
        self, file_id: Id, max_results: Annotated[int, Field(ge=1, le=100)] = 100, page_token: Id = ""
    ) -> Json:
        """List the labels on a file."""
        rows = [one for one in self.applied.found("by_file", self.named(file_id)) if one.label > page_token]
        out: Object = {"kind": "drive#labelList", "labels": [self.label(one) for one in rows[:max_results]]}
        return {**out, "nextPageToken": rows[max_results - 1].label} if len(rows) > max_results else out

    @method("write", "drive.files.modifyLabels")
    def files_modify_labels(self, file_id: Id, body: Body) -> Json:
        """Put labels on a file, change the values of their fields, or take them off: all of it or nothing."""
        identity = self.named(file_id)
        changed: list[Json] = []
        changes = objects_in(body, "labelModifications")
        if not changes:
            raise ToolError("invalid_arguments", "labelModifications is empty.")
        for one in changes:
            name = text_in(one, "labelId")
            if name not in self.labels:
                raise ToolError("not_found", f"Label not found: {shown(name)}.")
            self.set_label(identity, name, tuple(_settings(one)), one.get("removeLabel") is True)
            row = self.applied.get(f"{identity} {name}")
            if row is not None:
                changed.append(self.label(row))
        return {"kind": "drive#modifyLabelsResponse", "modifiedLabels": changed}


_VALUES = ("setTextValues", "setIntegerValues", "setDateValues", "setSelectionValues", "setUserValues")


def _settings(change: Any) -> list[FieldSetting]:
    out: list[FieldSetting] = []
    for one in objects_in(change, "fieldModifications"):
        values = () if one.get("unsetValues") is True else tuple(
            value for name in _VALUES for value in texts_in(one, name))
        fits = len(values) <= 20 and all(1 <= len(value) <= 500 for value in values)
        if not fits or not 1 <= len(text_in(one, "fieldId")) <= 80:
            raise ToolError("invalid_arguments", "A modification of a field has a fieldId, and up to 20 values of up "
                                                 "to 500 characters.")
        out.append(FieldSetting(field=text_in(one, "fieldId"), values=values))
    return out


def objects_in(body: Any, name: str) -> list[dict[str, Any]]:
    """Return a list of objects of a body, empty where it is left out."""
    value = body.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def split(text: str) -> tuple[str, ...]:
    """Return the parts of a list that is written with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
