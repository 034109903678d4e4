"""Drive tools for shared drives. Members are added and removed with drive.share and drive.unshare on the drive's id."""

from typing import Annotated, Any

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import FOLDER, File, SharedDrive
from ..common.groups import people_in
from ..common.lines import clipped
from ..service import REST, tool
from .base import Name, PageSize, PageToken
from .labelling import Labelling
from .query import AllOf, AnyOf, Node, Not, Term, parse
from .search import COMPARE, words_found

DriveId = Annotated[str, Field(min_length=1, max_length=80, description="id of a shared drive")]


class SharedDrives(Labelling):
    """Makes shared drives and sets their rules."""

    @tool("write", seconds=2)
    def create_shared_drive(self, name: Name) -> Json:
        """Create a shared drive, whose files belong to the organisation; you are its organizer."""
        self.must_be_a_person()
        return self.new_drive(name, self.tx.new_id("drive"))

    def must_be_a_person(self) -> None:
        """Refuse who cannot be the organizer of a new shared drive."""
        if "@" not in self.principal:
            raise ToolError("invalid_operation", "A shared drive is created by a person.")

    def new_drive(self, name: str, identity: str) -> Json:
        """Put a new shared drive with its top folder."""
        self.drives.put(identity, SharedDrive(name=name, created=self.tx.now, creator=self.principal))
        self.files.put(identity, File(
            name=name, type=FOLDER, drive=identity, created=self.tx.now, creator=self.principal, modified=self.tx.now,
            modifier=self.principal,
        ))
        if "@" in self.principal:
            self.grant(identity, "user", self.principal, role="organizer")
        self.log([identity], drive=True)
        return {"id": identity, "name": name}

    @tool("read")
    def list_shared_drives(
        self,
        q: Annotated[str, Field(max_length=2_000, description="such as name contains 'sales' and memberCount > 3; "
                                "fields name, createdTime, hidden, memberCount, organizerCount")] = "",
        max_results: PageSize = 20,
        page_token: PageToken = "",
    ) -> Json:
        """List the shared drives that you are a member of, by name, with your role and their rules."""
        page, token = self.drives_found(q, max_results, page_token)
        out: dict[str, Json] = {"drives": [self._drive(identity, row) for identity, row in page]}
        return {**out, "next_page_token": token} if token else out

    def drives_found(self, q: str, size: int, token: str) -> tuple[list[tuple[str, SharedDrive]], str]:
        """Return a page of the caller's shared drives that match a query, by name, and the token of the next."""
        node = parse(q, "drives")
        look = self.look()
        found: list[tuple[str, str, SharedDrive]] = []
        for identity in self.drives.table.ids():
            row = self.drives[identity]
            if (self.unbound or look.access(identity) is not None) and self._matches(node, identity, row):
                found.append((row.name.lower(), identity, row))
        found.sort(key=lambda item: item[:2])
        start = 0
        if token:
            start = next((at + 1 for at, item in enumerate(found) if item[1] == token), 0)
            if not start:
                raise ToolError("invalid_page_token", f"{shown(token)} is no page token of this list.")
        page = [(identity, row) for _, identity, row in found[start : start + size]]
        return page, page[-1][0] if start + size < len(found) else ""

    def _matches(self, node: Node, identity: str, row: SharedDrive) -> bool:
        match node:
            case AllOf(parts=parts):
                return all(self._matches(part, identity, row) for part in parts)
            case AnyOf(parts=parts):
                return any(self._matches(part, identity, row) for part in parts)
            case Not(inside=inside):
                return not self._matches(inside, identity, row)
            case Term(field="name", operator="contains", value=value):
                return words_found(str(value), row.name)
            case Term(field=field, operator=operator, value=value):
                values: dict[str, Any] = {
                    "name": row.name, "createdTime": row.created, "hidden": self.principal in row.hidden_for,
                }
                if field in ("memberCount", "organizerCount"):
                    values[field] = len(self._members(identity, organizers=field == "organizerCount"))
                return COMPARE[operator](values[field], value)

    def _members(self, drive: str, *, organizers: bool = False) -> set[str]:
        """Return the people who are members of a drive, those in groups too."""
        out: set[str] = set()
        for grant in self.permissions.found("by_file", drive):
            if not organizers or grant.role == "organizer":
                out.update((one for one, _ in people_in(self.tx, grant.who)) if grant.kind == "group" else (grant.who,))
        return out

    @tool("write", seconds=2)
    def update_shared_drive(
        self,
        drive_id: DriveId,
        name: Annotated[str | None, Field(min_length=1, max_length=255, pattern="^[^\\x00-\\x1f\\x7f]*$")] = None,
        people_outside: Annotated[bool | None, Field(description="may people outside the organisation have access")
                                  ] = None,
        non_members: Annotated[bool | None, Field(description="may files be shared with who is no member")] = None,
        readers_download: Annotated[bool | None, Field(description="may readers and commenters download and copy")
                                    ] = None,
        keepers_share_folders: Annotated[bool | None, Field(description="may fileOrganizers share folders")] = None,
        hidden: Annotated[bool | None, Field(description="hide it from your own list (no organizer needed)")] = None,
    ) -> Json:
        """Rename a shared drive, change what it allows, or hide it from your list."""
        self.drive_for(drive_id)
        row = self.drives[drive_id]
        changes: dict[str, object] = {}
        for field, value in (("domain_only", people_outside), ("members_only", non_members),
                             ("download_needs_writer", readers_download),
                             ("folders_need_organizer", keepers_share_folders)):
            if value is not None:
                changes[field] = not value
        if name is not None:
            changes["name"] = name
        if changes:
            self.must_organize(drive_id)
        if hidden is not None:
            others = tuple(one for one in row.hidden_for if one != self.principal)
            changes["hidden_for"] = (*others, self.principal) if hidden else others
        if not changes:
            raise ToolError("nothing_to_do", "Nothing was given to change.")
        before = {one: self.grantees(one) for one in (drive_id, *self.below(drive_id))}
        new = self.drives.update(drive_id, **changes)
        if name is not None:
            self.files.update(drive_id, name=name)
        for file, grantees in before.items():
            lost = sorted(set(grantees) - set(self.grantees(file)))
            if lost or file == drive_id:
                self.log([file], lost=lost, drive=file == drive_id)
        return self._drive(drive_id, new)

    @tool("destroy", seconds=2, faces=REST)
    def delete_shared_drive(self, drive_id: DriveId) -> Json:
        """Delete a shared drive that you are an organizer of and that holds nothing outside its trash."""
        self.drive_for(drive_id)
        self.must_organize(drive_id)
        inside = self.below(drive_id)
        if any(not self.in_trash(one) for one in inside):
            raise ToolError("not_empty", f"{shown(self.drives[drive_id].name)} still holds files; move or trash them "
                                         "first.")
        for one in reversed(inside):
            self.erase(one)
        self.erase(drive_id)
        self.drives.remove(drive_id)
        return {"deleted": drive_id}

    def _drive(self, identity: str, row: SharedDrive) -> Json:
        way = self.access_to(identity)
        out: dict[str, Json] = {
            "id": identity, "name": clipped(row.name, 200), "created": self.when(row.created),
            "members": len(self._members(identity)), "people_outside": not row.domain_only,
            "non_members": not row.members_only, "readers_download": not row.download_needs_writer,
        }
        if way is not None:
            out["your_role"] = way.role
        if self.principal in row.hidden_for:
            out["hidden"] = True
        return out
