"""Drive tools that name, describe, move, copy, trash and delete files and folders."""

from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Model
from ..common.file_records import DOCUMENT, FOLDER, SHORTCUT, File, Star
from ..common.files import KEPT_FOR
from ..service import INTERNAL, REST, tool
from .base import FileId, FolderId, Name
from .converting import DOCX, KEPT_AS, editor_text
from .creating import EDITOR_TYPES, Creating, Editor
from .finding import text_of

COLORS = ("#4986e7", "#cca6ac", "#cd74e6", "#f691b2", "#9a9cff", "#b3dc6c", "#fad165", "#ffad46", "#ff7537", "#ac725e",
          "#7bd148", "#16a765", "#42d692", "#92e1c0", "#9fe1e7", "#9fc6e7", "#c2c2c2", "#cabdbf", "#f83a22", "#b99aff",
          "#fbe983", "#fa573c", "#8f8f8f")
"""The folder colours that Drive takes (about.get, folderColorPalette)."""
MAX_PROPERTIES = 100
"""Properties of a file, as Drive has it."""


class Property(Model):
    """One property to set; without a value it is removed."""

    key: Annotated[str, Field(min_length=1, max_length=120)]
    value: Annotated[str, Field(max_length=120)] = ""


Properties: TypeAlias = Annotated[tuple[Property, ...], Field(max_length=MAX_PROPERTIES)]


class Filing(Creating):
    """Arranges files."""

    # --- details -------------------------------------------------------------------------------------------------

    @tool("write")
    def rename(self, file_id: FileId, name: Name) -> Json:
        """Rename a file or folder."""
        self.must(file_id, "rename", "renamed")
        self.adjust(file_id, name=name)
        return self._shown(file_id)

    @tool("write")
    def set_details(
        self,
        file_id: FileId,
        description: Annotated[str | None, Field(max_length=4_000)] = None,
        folder_color: Annotated[
            str | None, Field(pattern="^#[0-9a-f]{6}$", description="of a folder, as #rrggbb", examples=["#4986e7"])
        ] = None,
        writers_can_share: bool | None = None,
        download_needs_writer: Annotated[
            bool | None, Field(description="keep readers and commenters from downloading and copying")
        ] = None,
        properties: Properties = (),
        app_properties: Properties = (),
    ) -> Json:
        """Change a file's description, colour, properties, or what its readers and writers may do: what is given."""
        row = self.must(file_id, "edit", "changed")
        changes: dict[str, object] = {}
        if description is not None:
            changes["description"] = description
        if folder_color is not None:
            if row.type != FOLDER or folder_color not in COLORS:
                raise ToolError("invalid_color", f"{shown(folder_color)} cannot be the colour of {row.type}; folders "
                                                 f"take {', '.join(COLORS)}.")
            changes["color"] = folder_color
        if download_needs_writer is not None:
            self.must(file_id, "change_download_restriction", "restricted")
            changes["download_needs_writer"] = download_needs_writer
        if writers_can_share is not None:
            if row.drive:
                raise ToolError("invalid_operation", "In a shared drive the drive says who may share.")
            self.must(file_id, "transfer", "closed to sharing")
            changes["writers_can_share"] = writers_can_share
        for name, given in (("properties", properties), ("app_properties", app_properties)):
            if given:
                changes[name] = _merged(getattr(row, name), given)
        if not changes:
            raise ToolError("nothing_to_do", "Nothing was given to change.")
        self.adjust(file_id, **changes)
        return {"id": file_id, "changed": list[Json](sorted(changes))}

    @tool("write")
    def star(self, file_id: FileId, starred: bool = True) -> Json:
        """Star a file for yourself, or take the star off."""
        self.file_for(file_id)
        identity = f"{file_id} {self.principal}"
        if starred:
            self.stars.put(identity, Star(file=file_id, user=self.principal))
        elif identity in self.stars:
            self.stars.remove(identity)
        return {"id": file_id, "starred": starred}

    @tool("write", faces=REST)
    def mark_viewed(self, file_id: FileId) -> Json:
        """Note that you have opened a file now: what is open to you by a link alone is found by search afterwards."""
        self.file_for(file_id)
        self.mark(file_id, self.principal, viewed_at=self.tx.now)
        return {"id": file_id, "viewed": self.when(self.tx.now)}

    @tool("write")
    def lock_file(
        self,
        file_id: FileId,
        locked: bool = True,
        reason: Annotated[str, Field(max_length=500)] = "",
        owner_only: Annotated[bool, Field(description="only the owner (or an organizer) may unlock it")] = False,
    ) -> Json:
        """Lock a file's content against changes, comments and renaming, or unlock it."""
        row = self.file_for(file_id)
        if row.locked == locked:
            raise ToolError("nothing_to_do", f"{shown(row.name)} is {'locked' if locked else 'not locked'} already.")
        if locked:
            self.must(file_id, "lock", "locked")
            if owner_only:
                self.must(file_id, "transfer" if not row.drive else "delete", "locked for the owner alone")
            self.adjust(file_id, locked=True, lock_reason=reason, locked_by=self.principal, locked_at=self.tx.now,
                        lock_owner_only=owner_only)
        else:
            way = self.access_to(file_id)
            if not self.can(file_id, row, way).unlock:
                raise ToolError("permission_denied", f"{shown(row.name)} was locked by {row.locked_by}; you cannot "
                                                     "unlock it.")
            self.adjust(file_id, locked=False, lock_reason="", locked_by="", locked_at=0, lock_owner_only=False)
        return {"id": file_id, "locked": locked}

    # --- moving and copying --------------------------------------------------------------------------------------

    @tool("write", seconds=2)
    def move(self, file_id: FileId, folder: FolderId) -> Json:
        """Move a file or folder into another folder. Access that it has from its old folder ends, the new one's begins.

        Into a shared drive it then belongs to the drive: for what you own, with all that is in it. Out of one you
        must be its organizer, and you own it afterwards.
        """
        row = self.must(file_id, "move", "moved")
        target, into = self.folder_for(folder)
        if target == row.parent:
            raise ToolError("nothing_to_do", f"{shown(row.name)} is in {shown(into.name)} already.")
        moved = [file_id, *self.below(file_id)]
        if target in moved:
            raise ToolError("invalid_operation", f"{shown(row.name)} cannot be moved into itself.")
        self._may_leave(row)
        self.check_depth(target, 1 + max(len(self.above(one)) for one in moved) - len(self.above(file_id)))
        if row.drive != into.drive:
            self._check_crossing(file_id, row, moved)
        before = self.grantees(file_id)
        self.adjust(file_id, parent=target)
        if row.drive != into.drive:
            for one in moved:
                owner = "" if into.drive else self.principal
                self.files.update(one, drive=into.drive, owner=owner)
                if not into.drive:
                    self._plain_roles(one)
        lost = set(before) - set(self.grantees(file_id))
        self.log(moved, lost=sorted(lost))
        return self._shown(file_id)

    def _may_leave(self, row: File) -> None:
        """Refuse to take a file out of a folder that the caller may not change; its owner may always."""
        above = self.files.get(row.parent) if row.parent else None
        if above is not None and row.owner != self.principal and not self.unbound:
            way = self.access_to(row.parent)
            if way is None or not self.can(row.parent, above, way).edit:
                raise ToolError("permission_denied", f"You cannot take anything out of the folder {shown(above.name)}.")

    def _check_crossing(self, file: str, row: File, moved: list[str]) -> None:
        """Refuse to move between drives what is not wholly the caller's to move."""
        self.must(file, "move_out_of_drive", "moved out of its drive")
        if not row.drive and not self.unbound:
            others = next((self.files[one] for one in moved if self.files[one].owner != self.principal), None)
            if others is not None:
                raise ToolError("permission_denied", f"{shown(others.name)} belongs to {others.owner}; only what you "
                                                     "own can go into a shared drive.")

    def _plain_roles(self, file: str) -> None:
        """Turn the roles that only shared drives have into those of My Drive."""
        for _, identity in list(self.permissions.find("by_file", file)):
            if self.permissions[identity].role in ("organizer", "fileOrganizer"):
                self.permissions.update(identity, role="writer")

    @tool("write", seconds=2)
    def copy(
        self,
        file_id: FileId,
        name: Annotated[str, Field(max_length=255, description="empty: Copy of ...")] = "",
        folder: Annotated[FolderId, Field(description="empty: beside the original, if you may")] = "",
        editor: Annotated[
            Editor, Field(description="turn a text file into an editor's document")
        ] = "",
        as_type: Annotated[str, Field(max_length=120, description="save it in another form, such as text/csv or "
                                      "text/html; empty: as it is")] = "",
    ) -> Json:
        """Copy a file; the copy is yours and open to whom its folder is open to. Comments are not copied.

        With `editor` or `as_type` the copy is converted: how documents are exported into Drive.
        """
        row = self.file_for(file_id)
        if row.type == FOLDER:
            raise ToolError("is_a_folder", "Folders cannot be copied; copy the files in them.")
        if not self.can(file_id, row, self.access_to(file_id)).copy:
            raise ToolError("permission_denied", f"{shown(row.name)} may not be copied or downloaded by its readers.")
        if editor and as_type:
            raise ToolError("invalid_arguments", "Give editor or as_type, not both.")
        where = folder or (row.parent if self._writable(row.parent) else "root")
        same: dict[str, object] = {"description": row.description, "properties": row.properties, "target": row.target,
                "target_type": row.target_type, "original_name": row.original_name}
        content = self.tx.blob(row.blob) if row.blob else None
        kind = row.type
        if kind == DOCUMENT and not (editor or as_type):
            content = self.given_as(file_id, row, text_of(content or b"") or "", KEPT_AS[DOCUMENT]).encode()
        elif editor == "document" and kind == DOCX and self.tx.offers("docs.adopt_docx"):
            identity = self._made(name or f"Copy of {row.name}"[:255], DOCUMENT, where, same)
            self.fill(identity, content or b"", DOCX)
            return self._shown(identity)
        elif editor or as_type:
            body = text_of(content or b"") if row.type != SHORTCUT else None
            if body is None:
                raise ToolError("cannot_convert", f"{shown(row.name)} is {row.type}, which is no text.")
            kind = EDITOR_TYPES[editor] if editor else as_type
            content = (
                editor_text(body, row.type, kind) if editor else self.given_as(file_id, row, body, kind)
            ).encode()
        identity = self._made(name or f"Copy of {row.name}"[:255], kind, where, same)
        if content is not None:
            self.save(identity, content)
            if row.type == kind == DOCUMENT and self.tx.offers("docs.adopt_copy"):
                self.ask("docs.adopt_copy", file_id=identity, source=file_id)
            else:
                self.content_changed(identity)
        return self._shown(identity)

    def _writable(self, folder: str) -> bool:
        row = self.files.get(folder) if folder else None
        return row is not None and (self.unbound or self.can(folder, row, self.access_to(folder)).add_children) and (
            not self.in_trash(folder)
        )

    # --- trash ---------------------------------------------------------------------------------------------------

    @tool("write")
    def trash(self, file_id: FileId) -> Json:
        """Put a file or folder with all in it into the trash, where it is deleted after 30 days.

        In My Drive only its owner can. Who had access keeps it until then.
        """
        row = self.must(file_id, "trash", "put into the trash")
        if row.trashed:
            raise ToolError("nothing_to_do", f"{shown(row.name)} is in the trash already.")
        self.adjust(file_id, trashed=True, trashed_at=self.tx.now, trasher=self.principal)
        self.later("drive.purge", KEPT_FOR, file=file_id, since=self.tx.now)
        return {"id": file_id, "trashed": True, "deleted_on": self.when(self.tx.now + KEPT_FOR)}

    @tool("write")
    def untrash(self, file_id: FileId) -> Json:
        """Take a file or folder out of the trash, back to where it was."""
        row = self.must(file_id, "trash", "taken out of the trash")
        if not row.trashed:
            inside = self.in_trash(file_id)
            raise ToolError("nothing_to_do", f"{shown(row.name)} is in the trash with a folder above it; take that "
                                             "out." if inside else f"{shown(row.name)} is not in the trash.")
        self.adjust(file_id, trashed=False, trashed_at=0, trasher="")
        return {"id": file_id, "trashed": False}

    @tool("destroy", seconds=2)
    def delete_forever(self, file_id: FileId) -> Json:
        """Delete a file or folder for good, now, without the trash: it cannot be brought back.

        With a folder goes all in it that you own, or all of it in a shared drive. Others' files go back to their My
        Drive.
        """
        self.must(file_id, "delete", "deleted")
        return {"deleted": self.delete_tree(file_id)}

    @tool("destroy", seconds=2, faces=REST)
    def empty_trash(
        self, drive_id: Annotated[str, Field(max_length=80, description="of a shared drive; empty: yours")] = ""
    ) -> Json:
        """Delete all for good that is in your trash, or in that of a shared drive."""
        if drive_id:
            self.drive_for(drive_id)
            self.must_organize(drive_id)
            listing = self.files.find("by_drive", drive_id)
        else:
            listing = self.files.find("by_owner", self.principal)
        gone = 0
        for _, identity in list(listing):
            row = self.files.get(identity)
            if row is not None and row.trashed:
                gone += self.delete_tree(identity)
        return {"deleted": gone}

    def must_organize(self, drive: str) -> None:
        """Refuse who is no organizer of a shared drive."""
        way = self.access_to(drive)
        if not self.unbound and (way is None or way.role != "organizer"):
            raise ToolError("permission_denied", f"Only an organizer of {shown(self.drives[drive].name)} may do that.")

    def delete_tree(self, file: str) -> int:
        """Delete a file with what lies in it, as far as it belongs to the same owner; return how many went."""
        row = self.files[file]
        everything = [file, *self.below(file)]
        mine = [one for one in everything if self.files[one].owner == row.owner]
        going = set(mine)
        for one in everything:
            other = self.files[one]
            if one not in going and other.parent in going:
                self.adjust(one, parent=self.my_root(other.owner))
        for one in reversed(mine):
            self.erase(one)
        return len(mine)

    @tool("destroy", seconds=0, faces=INTERNAL)
    def purge(self, file: str, since: int) -> Json:
        """Delete a file that has been in the trash since then without a break."""
        row = self.files.get(file)
        if row is None or not row.trashed or row.trashed_at != since:
            return {"deleted": 0}
        return {"deleted": self.delete_tree(file)}


def _merged(old: tuple[tuple[str, str], ...], given: tuple[Property, ...]) -> tuple[tuple[str, str], ...]:
    merged = {**dict(old), **{one.key: one.value for one in given}}
    out = tuple(sorted((key, value) for key, value in merged.items() if value))
    if len(out) > MAX_PROPERTIES:
        raise ToolError("too_many", f"A file has {MAX_PROPERTIES} properties at the most.")
    return out


