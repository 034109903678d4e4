"""Importing: files and folders of a disk, as they are there."""

import base64
import binascii
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Model
from ..common.addresses import normalise
from ..common.file_records import FOLDER, File, Revision
from ..service import INTERNAL, tool
from .converting import type_of
from .finding import text_of
from .folders_in import ON_DISK
from .seeding import Seeding


class RawEntry(Model):
    """A folder, or a file with its content (base64); `on_disk` is its name there where it is another."""

    name: str
    parent: str
    modified: Annotated[int, Field(ge=0)]
    folder: bool = False
    content: str = ""
    on_disk: str = ""


class FolderImporting(Seeding):
    """Brings folders of a disk in."""

    @tool("write", seconds=0, faces=INTERNAL)
    def import_files(
        self, owner: str, entries: Annotated[tuple[RawEntry, ...], Field(max_length=10_000)]
    ) -> Json:
        """Put files and folders into folders (by id; empty for My Drive), changed when they say; return the ids."""
        who = normalise(owner)
        out: list[Json] = []
        for one in entries:
            parent, drive = self._place(one.parent, who)
            properties = ((ON_DISK, one.on_disk),) if one.on_disk else ()
            row = File(
                name=one.name, type=FOLDER, parent=parent, drive=drive, owner="" if drive else who,
                created=one.modified, creator=who, modified=one.modified, modifier=who, app_properties=properties,
            )
            identity = self.tx.new_id("folder" if one.folder else "file")
            if not one.folder:
                content = _decoded(one)
                kind = type_of(one.name, text=text_of(content) is not None)
                blob, revision = self.tx.put_blob(content), self.tx.new_id("rev")
                row = row.replace(type=kind, blob=blob, size=len(content), head=revision, original_name=one.name)
                self.revisions.put(revision, Revision(
                    file=identity, number=1, blob=blob, size=len(content), type=kind, modified=one.modified,
                    modifier=who, name=one.name,
                ))
            self.files.put(identity, row)
            out.append(identity)
        return {"ids": out}


def _decoded(one: RawEntry) -> bytes:
    try:
        return base64.b64decode(one.content, validate=True)
    except (binascii.Error, ValueError):
        raise ToolError("invalid_arguments", f"The base64 of {shown(one.name)} cannot be read.") from None
