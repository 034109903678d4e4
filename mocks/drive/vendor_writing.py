"""Google Drive's methods that make, change, move, copy and delete files."""

import re
from typing import Any

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import EDITORS, FOLDER, SHORTCUT, File, root_of
from ..common.vendor import Body, Media, method, text_in, texts_in
from .converting import KEPT_AS, type_of
from .creating import EDITOR_TYPES
from .filing import COLORS, Property
from .vendor_files import Id, Labels, Text, VendorFiles, View, split
from .vendor_shapes import moment_in

UNKNOWN = "application/octet-stream"
MAX_PROPERTY = 124
"""Bytes of a property's key and value together, as Drive has it."""

_BY_TYPE: dict[str, Any] = {kind: name for name, kind in EDITOR_TYPES.items()}
_TYPE = re.compile(r"[A-Za-z0-9_.+-]+/[A-Za-z0-9_.+-]+", re.ASCII)
_COLOR = re.compile("#[0-9a-fA-F]{6}", re.ASCII)
_WRITABLE = frozenset({
    "appProperties", "contentHints", "contentRestrictions", "copyRequiresWriterPermission", "description",
    "downloadRestrictions", "folderColorRgb", "inheritedPermissionsDisabled", "kind", "mimeType", "modifiedTime",
    "name", "originalFilename", "properties", "starred", "viewedByMeTime", "viewersCanCopyContent", "writersCanShare",
})
_AT_FIRST = frozenset({"createdTime", "id", "parents", "shortcutDetails"})


class VendorWriting(VendorFiles):
    """files.* that change something. OCR, indexing hints and default visibility are taken and have no effect."""

    @method("write", "drive.files.create", seconds=2)
    def files_create(
        self, body: Body, media: Media | None = None, enforce_single_parent: bool = False,
        ignore_default_visibility: bool = False, include_labels: Labels = "", include_permissions_for_view: View = "",
        keep_revision_forever: bool = False, ocr_language: Text = "", supports_all_drives: bool = False,
        supports_team_drives: bool = False, use_content_as_indexable_text: bool = False,
    ) -> Json:
        """Create a file, folder or shortcut. An upload becomes an editor's document where `mimeType` is an editor's."""
        self._only(body, _WRITABLE | _AT_FIRST)
        folder = self._parent_in(body, supports_all_drives or supports_team_drives)
        kind, given = _kind_in(body), text_in(body, "id")
        if given in self.files and (self.files[given].creator == self.principal or self.access_to(given) is not None):
            raise ToolError("file_id_in_use", "A file already exists with the provided ID.")
        fields: dict[str, object] = {}
        title = "Untitled"
        if kind == SHORTCUT:
            fields, title = self.pointing_to(text_in(body.get("shortcutDetails"), "targetId"))
        name = _name_in(body, title)
        if kind in (FOLDER, SHORTCUT):
            if media is not None and media.content:
                raise ToolError("invalid_arguments", f"A file of the type {kind} takes no content.")
            identity = self._made(name, kind, folder, fields, given)
        else:
            source = _type_of(media, name)
            identity = self._made(name, kind or source, folder, {"original_name": name}, given)
            self.fill(identity, media.content if media else b"", source if media else KEPT_AS.get(kind, kind))
            if keep_revision_forever:
                self.keep(identity, self.files[identity].head)
        created = moment_in(text_in(body, "createdTime"))
        if created:
            self.files.update(identity, created=created)
        self._describe(identity, body)
        return self.file(identity, split(include_labels))

    @method("write", "drive.files.update", seconds=2)
    def files_update(
        self, file_id: Id, body: Body, media: Media | None = None, add_parents: Text = "", remove_parents: Text = "",
        enforce_single_parent: bool = False, include_labels: Labels = "", include_permissions_for_view: View = "",
        keep_revision_forever: bool = False, ocr_language: Text = "", supports_all_drives: bool = False,
        supports_team_drives: bool = False, use_content_as_indexable_text: bool = False,
    ) -> Json:
        """Change what is given of a file: its content, what is said of it, its folder, whether it is in the trash."""
        if "parents" in body:
            raise ToolError("field_not_writable", "The parents field is not directly writable in update requests. Use "
                                                  "the addParents and removeParents parameters instead.")
        self._only(body, _WRITABLE | {"trashed"})
        drives = supports_all_drives or supports_team_drives
        identity = self.named(file_id, drives=drives)
        if body.get("trashed") is False and self.in_trash(identity):
            self.untrash(identity)
        name = _name_in(body, self.files[identity].name)
        if name != self.files[identity].name:
            self.rename(identity, name)
        if media is not None:
            self._refill(identity, media, _kind_in(body))
            if keep_revision_forever:
                self.keep(identity, self.files[identity].head)
        elif _kind_in(body) not in ("", self.files[identity].type):
            self._retype(identity, _kind_in(body))
        self._describe(identity, body)
        if add_parents or remove_parents:
            self._reparent(identity, split(add_parents), split(remove_parents), drives, enforce_single_parent)
        if body.get("trashed") is True and not self.files[identity].trashed:
            self.trash(identity)
        return self.file(identity, split(include_labels))

    @method("write", "drive.files.copy", seconds=2)
    def files_copy(
        self, file_id: Id, body: Body, copy_comments: bool = False, enforce_single_parent: bool = False,
        ignore_default_visibility: bool = False, include_labels: Labels = "", include_permissions_for_view: View = "",
        keep_revision_forever: bool = False, ocr_language: Text = "", supports_all_drives: bool = False,
        supports_team_drives: bool = False,
    ) -> Json:
        """Copy a file; with an editor's `mimeType` a text or Word file is turned into a document by it."""
        self._only(body, _WRITABLE | {"parents"})
        drives = supports_all_drives or supports_team_drives
        source = self.named(file_id, drives=drives)
        kind, old = text_in(body, "mimeType", self.files[source].type), self.files[source].type
        if kind != old and kind not in EDITORS:
            raise ToolError("invalid_arguments", f"A copy of {old} is {old} or an editor's document, and not "
                                                 f"{shown(kind)}.")
        folder = self._parent_in(body, drives) if texts_in(body, "parents") else ""
        made: Any = self.copy(source, _name_in(body, ""), folder, _BY_TYPE[kind] if kind != old else "")
        identity = str(made["id"])
        if keep_revision_forever and self.files[identity].head:
            self.keep(identity, self.files[identity].head)
        self._describe(identity, body)
        if copy_comments:
            self._copy_comments(source, identity)
        return self.file(identity, split(include_labels))

    def _copy_comments(self, source: str, target: str) -> None:
        for _, old in list(self.comments.find("by_file", source)):
            row = self.comments[old]
            if row.deleted:
                continue
            new = self.tx.new_id("comment")
            self.comments.put(new, row.replace(file=target))
            for reply in self.replies.found("by_comment", old):
                if not reply.deleted:
                    self.replies.put(self.tx.new_id("reply"), reply.replace(comment=new))

    @method("destroy", "drive.files.delete", seconds=2)
    def files_delete(
        self, file_id: Id, enforce_single_parent: bool = False, supports_all_drives: bool = False,
        supports_team_drives: bool = False,
    ) -> Json:
        """Delete a file for good, a folder with all in it, without the trash."""
        self.delete_forever(self.named(file_id, drives=supports_all_drives or supports_team_drives))
        return {}

    @method("destroy", "drive.files.emptyTrash", seconds=2)
    def files_empty_trash(self, drive_id: Id = "", enforce_single_parent: bool = False) -> Json:
        """Delete all for good that is in one's trash, or in that of a shared drive."""
        self.empty_trash(drive_id)
        return {}

    # --- parts ---------------------------------------------------------------------------------------------------

    def _only(self, body: Body, writable: frozenset[str]) -> None:
        for name in body:
            if name not in writable:
                raise ToolError("field_not_writable", "The resource body includes fields which are not directly "
                                                      f"writable: {shown(name)}.")

    def _parent_in(self, body: Body, drives: bool) -> str:
        parents = texts_in(body, "parents") or ("root",)
        if len(parents) > 1:
            raise ToolError("cannot_add_parent", f"A file lies in one folder; parents names {len(parents)}.")
        return "root" if parents[0] in ("root", root_of(self.principal)) else self.named(parents[0], drives=drives)

    def _reparent(self, identity: str, add: tuple[str, ...], remove: tuple[str, ...], drives: bool, single: bool
                  ) -> None:
        """Move a file as two lists of folders say; it lies in one folder, before and after."""
        parent = self.files[identity].parent
        leaves = parent in tuple(map(self.folder_id, remove))
        if len(add) > 1:
            raise ToolError("cannot_add_parent", f"A file lies in one folder; addParents names {len(add)}.")
        if add:
            target = "root" if add[0] in ("root", root_of(self.principal)) else self.named(add[0], drives=drives)
            if self.folder_id(target) == parent:
                return
            if not (leaves or single) and parent and self.look().ways(parent):
                raise ToolError("cannot_add_parent", "Increasing the number of parents is not allowed; name the "
                                                     "folder that it is in with removeParents.")
            self.move(identity, target)
        elif leaves and self.files[identity].drive:
            raise ToolError("one_parent", "A shared drive item must have exactly one parent.")
        elif leaves:
            self.move(identity, "root")

    def _refill(self, identity: str, media: Media, kind: str) -> None:
        """Give a file the content of an upload."""
        row = self.files[identity]
        if row.type in EDITORS and kind in ("", row.type):
            self.not_trashed(identity, self.must(identity, "modify_content", "edited"))
            self.fill(identity, media.content, _type_of(media, row.name))
            return
        source = media.type.partition(";")[0].strip().lower()
        self.update_content(identity, base64=media.base64, type=kind or (source if source != UNKNOWN else ""))

    def _retype(self, identity: str, kind: str) -> None:
        row = self.must(identity, "modify_content", "given another type")
        if {row.type, kind} & {FOLDER, SHORTCUT, *EDITORS}:
            raise ToolError("invalid_arguments", f"The type of {shown(row.name)} cannot become {shown(kind)}.")
        self.adjust(identity, type=kind)

    def _describe(self, identity: str, body: Body) -> None:
        """Write what a body says of a file beside its name, content and folder."""
        row = self.files[identity]
        details = self._details_in(body, row)
        if details:
            self.set_details(identity, **details)
        if isinstance(body.get("starred"), bool):
            self.star(identity, body.get("starred") is True)
        limited = body.get("inheritedPermissionsDisabled")
        if isinstance(limited, bool) and limited != row.limited:
            self.limit_folder(identity, limited)
        changes: dict[str, object] = {}
        if text_in(body, "modifiedTime"):
            changes["modified"] = moment_in(text_in(body, "modifiedTime"))
        if text_in(body, "originalFilename"):
            changes["original_name"] = _limited(text_in(body, "originalFilename"), 255, "originalFilename")
        if changes:
            self.must(identity, "edit", "changed")
            self.adjust(identity, **changes)
        if text_in(body, "viewedByMeTime"):
            self.mark(identity, self.principal, viewed_at=moment_in(text_in(body, "viewedByMeTime")))
        self._restrict(identity, body.get("contentRestrictions"))

    def _details_in(self, body: Body, row: File) -> dict[str, Any]:
        out: dict[str, Any] = {}
        if body.get("description") is not None:
            out["description"] = _limited(text_in(body, "description"), 4_000, "description")
        if body.get("folderColorRgb") is not None:
            out["folder_color"] = _nearest(text_in(body, "folderColorRgb"))
        if isinstance(body.get("writersCanShare"), bool) and body["writersCanShare"] != row.writers_can_share:
            out["writers_can_share"] = body["writersCanShare"]
        held: Any = body.get("copyRequiresWriterPermission")
        if isinstance(body.get("viewersCanCopyContent"), bool):
            held = body.get("viewersCanCopyContent") is False
        restriction = body.get("downloadRestrictions")
        item = restriction.get("itemDownloadRestriction") if isinstance(restriction, dict) else None
        if isinstance(item, dict):
            if item.get("restrictedForWriters") is True:
                raise ToolError("invalid_arguments", "A download can be restricted for readers, not for writers, here.")
            held = item.get("restrictedForReaders", held)
        if isinstance(held, bool) and held != row.download_needs_writer:
            out["download_needs_writer"] = held
        for name, field in (("properties", "properties"), ("appProperties", "app_properties")):
            pairs = body.get(name)
            if isinstance(pairs, dict) and pairs:
                out[field] = tuple(_property(key, value) for key, value in pairs.items())
        return out

    def _restrict(self, identity: str, restrictions: Any) -> None:
        """Lock a file's content, or unlock it, as a body's restrictions say."""
        if not isinstance(restrictions, list):
            return
        row, one = self.files[identity], (restrictions or [{}])[0]
        locked = isinstance(one, dict) and one.get("readOnly") is True
        if locked != row.locked:
            self.lock_file(identity, locked, _limited(text_in(one, "reason"), 500, "reason"),
                           isinstance(one, dict) and one.get("ownerRestricted") is True)


def _kind_in(body: Body) -> str:
    """Return the type that a body says; ToolError for what is none, and for editors that are not here."""
    kind = text_in(body, "mimeType")
    own = kind.startswith("application/vnd.google-apps.") and kind not in (FOLDER, SHORTCUT, *EDITORS)
    if kind and (own or len(kind) > 120 or not _TYPE.fullmatch(kind)):
        raise ToolError("invalid_arguments", f"Invalid MIME type {shown(kind)}.")
    return kind


def _name_in(body: Body, default: str) -> str:
    name = text_in(body, "name", default)
    if body.get("name") is not None and not name:
        return default
    if re.search("[\x00-\x1f\x7f]", name):
        raise ToolError("invalid_arguments", f"The name {shown(name)} holds control characters.")
    return _limited(name, 255, "name")


def _limited(text: str, most: int, what: str) -> str:
    if len(text) > most:
        raise ToolError("invalid_arguments", f"The {what} has {len(text)} characters; {most} are the most.")
    return text


def _type_of(media: Media | None, name: str) -> str:
    kind = media.type.partition(";")[0].strip().lower() if media else ""
    if kind in ("", UNKNOWN):
        kind = type_of(name, text=False) if media and media.content else UNKNOWN
    return UNKNOWN if kind in (FOLDER, SHORTCUT, *EDITORS) else kind


def _property(key: str, value: object) -> Property:
    text = "" if value is None else str(value)
    if not key or max(len(key), len(text)) > 120 or len(f"{key}{text}".encode()) > MAX_PROPERTY:
        raise ToolError("invalid_arguments", f"The property {shown(key)} has over {MAX_PROPERTY} bytes, or no key.")
    return Property(key=key, value=text)


def _nearest(color: str) -> str:
    """Return the colour of the palette that is nearest to one, as Drive takes any."""
    if not _COLOR.fullmatch(color):
        raise ToolError("invalid_arguments", f"{shown(color)} is no colour such as {COLORS[0]}.")

    def parts(text: str) -> tuple[int, ...]:
        return tuple(int(text[at : at + 2], 16) for at in (1, 3, 5))

    return min(COLORS, key=lambda one: sum((a - b) ** 2 for a, b in zip(parts(one), parts(color), strict=True)))
