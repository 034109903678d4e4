"""Drive's tables, and what every Drive tool does with files."""

from functools import cached_property
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.tables import Index
from ..common.access import Looker
from ..common.file_records import FOLDER, SHORTCUT, File, root_of
from ..common.files import MAX_DEPTH, FileTables
from ..common.groups import zone_of
from ..common.lines import clipped
from ..common.zones import local_text, read_moment
from ..service import Rows
from .records import AccessProposal, Applied, Approval, Channel, Label, Operation, ReservedId

FileId: TypeAlias = Annotated[str, Field(min_length=1, max_length=400, description="id of a file or folder")]
FolderId: TypeAlias = Annotated[
    str, Field(max_length=400, description="id of a folder or shared drive; `root` is your My Drive", examples=["root"])
]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=255, pattern="^[^\\x00-\\x1f\\x7f]*$")]
PageToken: TypeAlias = Annotated[str, Field(max_length=420, description="`next_page_token` of the page before")]
PageSize: TypeAlias = Annotated[int, Field(ge=1, le=100)]
Note: TypeAlias = Annotated[str, Field(max_length=4_000)]
Address: TypeAlias = Annotated[str, Field(min_length=3, max_length=320, examples=["amy@acme.test"])]


class DriveBase(FileTables):
    """The tables of the Drive service beside those of files, and the moves that tools are made of."""

    name = "drive"
    reserved = Rows(ReservedId, by_user=Index[ReservedId](lambda row: (row.user,), lambda row: row.at))
    proposals = Rows(AccessProposal, by_file=Index[AccessProposal](lambda row: (row.file,), lambda row: row.created))
    approvals = Rows(Approval, by_file=Index[Approval](lambda row: (row.file,), lambda row: row.created))
    channels = Rows(Channel)
    operations = Rows(Operation)
    labels = Rows(Label)
    applied = Rows(
        Applied,
        by_file=Index[Applied](lambda row: (row.file,), lambda row: row.label),
        by_label=Index[Applied](lambda row: (row.label,), lambda row: row.file),
    )

    # --- time ----------------------------------------------------------------------------------------------------

    @cached_property
    def zone(self) -> str:
        """The caller's time zone, as the directory has it: asked for once for each line of a listing."""
        return zone_of(self.tx, self.principal)

    def when(self, moment: int) -> str:
        """Return a time as ISO text in the caller's zone; empty for 0."""
        return local_text(moment, self.zone) if moment else ""

    def moment(self, text: str, *, future: bool = False) -> int:
        """Return a time that the caller wrote, local to his zone; 0 for none."""
        if not text:
            return 0
        moment = read_moment(text, self.zone)
        if future and moment <= self.tx.now:
            raise ToolError("invalid_time", f"{shown(text)} is past; it is {self.when(self.tx.now)} now.")
        return moment

    # --- files ---------------------------------------------------------------------------------------------------

    def folder_id(self, folder: str) -> str:
        """Return the id of a folder as a caller names it: `root` and nothing are his My Drive."""
        return root_of(self.principal) if folder in ("", "root") else folder

    def folder_for(self, folder: str, role: str = "writer") -> tuple[str, File]:
        """Return a folder that the caller may put something in, his My Drive made if need be."""
        identity = self.folder_id(folder)
        if identity == root_of(self.principal):
            self.my_root(self.principal)
        row = self.file_for(identity, "writer" if role == "writer" else "reader")
        if row.type == SHORTCUT and row.target in self.files:
            return self.folder_for(row.target, role)
        if row.type != FOLDER:
            raise ToolError("not_a_folder", f"{shown(row.name)} is no folder but {row.type}.")
        if self.in_trash(identity):
            raise ToolError("in_trash", f"The folder {shown(row.name)} is in the trash; take it out with "
                                        "drive.untrash first.")
        return identity, row

    def check_depth(self, folder: str, levels: int = 1) -> None:
        """Refuse to nest folders beyond the limit."""
        if len(self.above(folder)) + levels >= MAX_DEPTH:
            raise ToolError("too_deep", f"Folders are nested {MAX_DEPTH} deep at the most.")

    def not_root(self, file: str, row: File, what: str) -> None:
        """Refuse to do to the top folder of a drive what can be done to other files."""
        if self.is_root(file, row):
            raise ToolError("invalid_operation", f"The top folder {shown(row.name)} cannot be {what}.")

    def not_locked(self, row: File) -> None:
        """Refuse to change content that a restriction holds fixed."""
        if row.locked and not self.unbound:
            reason = f", because: {shown(row.lock_reason, 200)}" if row.lock_reason else ""
            raise ToolError("locked", f"{shown(row.name)} is locked against changes by {row.locked_by}{reason}.")

    def not_trashed(self, file: str, row: File) -> None:
        """Refuse to work on what is in the trash."""
        if self.in_trash(file):
            raise ToolError("in_trash", f"{shown(row.name)} is in the trash; take it out with drive.untrash first.")

    def erase(self, file: str) -> None:
        """Delete one file for good, with its labels, approvals and requests for access too."""
        for table in (self.proposals, self.approvals, self.applied):
            for _, identity in list(table.find("by_file", file)):
                table.remove(identity)
        super().erase(file)

    def place(self, row: File) -> str:
        """Return the names of the folders over a file that the caller can see, from the top: `My Drive/Plans`."""
        names: list[str] = []
        look, parent = self.look(), row.parent
        while parent and (above := self.files.get(parent)) is not None:
            if not self.unbound and look.access(parent) is None:
                break
            names.append(above.name)
            parent = above.parent
        return "/".join(clipped(name, 80) for name in reversed(names))

    # --- what an agent sees --------------------------------------------------------------------------------------

    def line(self, identity: str, row: File, look: Looker) -> dict[str, Json]:
        """Return a file's line in a listing, to whom `look` is for. The folder above is named to who can see it."""
        way = look.access(identity)
        out: dict[str, Json] = {
            "id": identity, "name": clipped(row.name, 200), "type": row.type, "modified": self.when(row.modified),
            "by": row.modifier,
        }
        if row.drive:
            out["shared_drive"] = clipped(self.drives[row.drive].name, 80)
        else:
            out["owner"] = row.owner
        if row.parent and (self.unbound or look.ways(row.parent)):
            out["parent"] = row.parent
        if row.blob:
            out["size"] = row.size
        if way is not None:
            out["your_role"] = way.role
        if row.target:
            out["points_to"] = row.target
        if row.trashed:
            out["trashed"] = True
        return out
