"""Drive tools for who may read and change what: permissions, links, ownership, limited folders."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import Access, Looker, access
from ..common.addresses import domain, normalise, parse_address
from ..common.file_records import FOLDER, RANK, File, Permission, Role, permission_id
from ..common.groups import people_in
from ..common.lines import clipped, listed
from ..common.moments import DAY
from ..service import tool
from .base import Address, FileId, Note, PageToken
from .filing import Filing
from .notices import Notices

Given: TypeAlias = Literal["reader", "commenter", "writer", "fileOrganizer", "organizer"]
Until: TypeAlias = Annotated[
    str, Field(max_length=40, description="end of access: 2026-03-05T09:00 in your time zone; empty: no end",
               examples=["", "2026-12-31T18:00"])
]
PEOPLE_PAGE = 50


class Sharing(Filing, Notices):
    """Opens files to others and closes them again."""

    @tool("send", seconds=3)
    def share(
        self,
        file_id: Annotated[str, Field(min_length=1, max_length=400, description="a file, a folder, or a shared drive "
                                      "(to add members)")],
        to: Annotated[tuple[Address, ...], Field(min_length=1, max_length=50, description="people or groups")],
        role: Given = "reader",
        message: Note = "",
        notify: Annotated[bool, Field(description="tell them by mail")] = True,
        expires: Until = "",
    ) -> Json:
        """Share a file or folder with people or groups, inside or outside; a folder with all that is in it.

        reader, commenter, writer; in shared drives also fileOrganizer (folders, drives) and organizer (drives). Who
        has a direct grant already gets the new role; with the same role only a mail is sent. For link or company-wide
        access use drive.set_link_sharing.
        """
        row = self.must(file_id, "share", "shared")
        self._check_role(file_id, row, role)
        people = list(dict.fromkeys(normalise(parse_address(one).email) for one in to))
        until = self._until(expires)
        for one in people:
            self._check_grantee(file_id, row, one)
        changed: list[str] = []
        for one in people:
            kind = "group" if self.is_group(one) else "user"
            old = self.permissions.get(permission_id(file_id, kind, one))
            if old is not None:
                self._keep_an_organizer(file_id, row, old, "reader" if until else role)
            if old is None or (old.role, old.expires) != (role, until):
                self.grant(file_id, kind, one, role=role, expires=until)
                changed.append(one)
        if changed:
            self.log([file_id])
        self.notify_shared(people if notify else changed, file_id, row, role=role, message=message, mail=notify)
        reached = dict.fromkeys(person for one in people for person in (
            (member for member, _ in people_in(self.tx, one)) if self.is_group(one) else (one,)))
        outside = [one for one in reached if not self.is_home(one)]
        out: dict[str, Json] = {"id": file_id, "shared_with": list[Json](people), "role": role}
        if until:
            out["expires"] = self.when(until)
        if outside:
            out["outside_your_organisation"] = listed(outside, 50, 100)
        return out

    @tool("write", seconds=2)
    def change_permission(
        self,
        file_id: FileId,
        who: Annotated[str, Field(min_length=3, max_length=320, description="a person's or group's address, a domain, "
                                  "or anyone")],
        role: Given | None = None,
        expires: Annotated[
            str | None, Field(max_length=40, description="new end of access; `never` takes it away")
        ] = None,
    ) -> Json:
        """Change the role or the end of a permission that is on this very file or folder."""
        row = self.must(file_id, "share", "shared")
        identity, grant = self._direct(file_id, row, who)
        changes: dict[str, object] = {}
        if role is not None:
            self._check_role(file_id, row, role, grant.kind)
            self._check_not_less(file_id, row, grant, role)
            self._keep_an_organizer(file_id, row, grant, role)
            changes["role"] = role
        if expires is not None:
            if grant.kind not in ("user", "group"):
                raise ToolError("invalid_expiry", "Only access of people and groups can end at a time.")
            changes["expires"] = until = 0 if expires in ("", "never") else self._until(expires)
            if until:
                self._keep_an_organizer(file_id, row, grant, "reader")
        if not changes:
            raise ToolError("nothing_to_do", "Give a role or an end.")
        new = grant.replace(**changes)
        if new != grant:
            self.permissions.put(identity, new)
            self.log([file_id])
        return self._permission(new, row)

    @tool("write", seconds=2)
    def unshare(self, file_id: FileId, who: Annotated[
            str, Field(min_length=3, max_length=320, description="a person's or group's address, a domain, or anyone")
    ]) -> Json:
        """Take away a permission that is on this very file or folder. You can always take away your own.

        Who has access by another way keeps it: see drive.who_has_access.
        """
        row = self.file_for(file_id)
        mine = normalise(who) in self.look().addresses
        if not mine:
            self.must(file_id, "share", "unshared")
        identity, grant = self._direct(file_id, row, who)
        self._keep_an_organizer(file_id, row, grant, "reader")
        before = self.grantees(file_id)
        self.permissions.remove(identity)
        lost = sorted(set(before) - set(self.grantees(file_id)))
        self.log([file_id, *self.below(file_id)], lost=lost)
        out: dict[str, Json] = {"id": file_id, "removed": grant.who or "anyone"}
        left = access(self.tx, file_id, grant.who) if grant.kind == "user" else None
        if left is not None:
            out["still_has_access"] = self._way(left)
        return out

    @tool("read")
    def list_permissions(self, file_id: FileId) -> Json:
        """List the grants that open a file or folder, its own and those it inherits, with role, source and end."""
        self._may_see(file_id)
        ways = Looker(self.tx, None).ways(file_id)
        out: dict[str, Json] = {"id": file_id, "permissions": [self._way(way) for way in ways[:200]]}
        if len(ways) > 200:
            out["more"] = len(ways) - 200
        return out

    @tool("read")
    def who_has_access(self, file_id: FileId, page_token: PageToken = "") -> Json:
        """List everybody who can open a file, with every way by which they can: direct, group, link, folder, drive.

        `open_to` says which domains and whether anyone with the link can. People in groups are listed by name. What was
        uploaded in a chat is read there too, by all who are in the conversation: chat.list_members names them.
        """
        self._may_see(file_id)
        ways = Looker(self.tx, None).ways(file_id)
        people: dict[str, None] = {}
        for way in ways:
            if way.kind == "group":
                people.update(dict.fromkeys(one for one, _ in people_in(self.tx, way.who)))
            elif way.kind in ("user", "owner"):
                people[way.who] = None
        rest = sorted(one for one in people if one > page_token)
        entries: list[Json] = []
        for one in rest[:PEOPLE_PAGE]:
            look = Looker(self.tx, one)
            best = look.access(file_id)
            if best is not None:
                named = [way for way in look.ways(file_id) if way.kind not in ("domain", "anyone")]
                entries.append({"person": one, "role": best.role, "outside": not self.is_home(one),
                                "ways": [self._way(way) for way in named[:20]]})
        out: dict[str, Json] = {
            "id": file_id, "people": entries,
            "open_to": list[Json](self._way(way) for way in ways if way.kind in ("domain", "anyone"))[:20],
        }
        if len(rest) > PEOPLE_PAGE:
            out["next_page_token"] = rest[PEOPLE_PAGE - 1]
        return out

    @tool("write", seconds=2)
    def set_link_sharing(
        self,
        file_id: FileId,
        audience: Annotated[
            Literal["restricted", "domain", "anyone"],
            Field(description="restricted: only who is named; domain: everybody in your organisation; anyone: the "
                  "whole internet"),
        ],
        role: Literal["reader", "commenter", "writer"] = "reader",
        found_by_search: Annotated[bool, Field(description="found by search too, not only by the link")] = False,
    ) -> Json:
        """Open a file or folder to whoever has its link: to your organisation or to anyone, or close that again."""
        row = self.linkable(file_id)
        home = domain(self.principal)
        if audience != "restricted":
            self._check_link(row, audience, home)
        who = home if audience == "domain" else ""
        old = {identity: (grant.kind, grant.who, grant.role, grant.discoverable)
               for _, identity in self.permissions.find("by_file", file_id)
               if (grant := self.permissions[identity]).kind == "anyone" or (grant.kind, grant.who) == ("domain", home)}
        if list(old.values()) != ([] if audience == "restricted" else [(audience, who, role, found_by_search)]):
            before = self.grantees(file_id)
            for identity in old:
                self.permissions.remove(identity)
            if audience != "restricted":
                self.grant(file_id, audience, who, role=role, discoverable=found_by_search)
            lost = sorted(set(before) - set(self.grantees(file_id)))
            self.log([file_id, *self.below(file_id)], lost=lost)
        out: dict[str, Json] = {"id": file_id, "audience": audience}
        kept = [way for way in Looker(self.tx, None).ways(file_id)
                if way.kind in ("anyone", "domain") and way.source != file_id]
        if kept:
            out["inherited"] = [self._way(way) for way in kept[:20]]
        return out

    @tool("send", seconds=3)
    def transfer_ownership(self, file_id: FileId, new_owner: Address) -> Json:
        """Make a colleague the owner of a file or folder that you own; you stay its writer, and he is told by mail.

        What is in a folder keeps its owners.
        """
        row = self.must(file_id, "transfer", "given to another owner")
        owner = normalise(parse_address(new_owner).email)
        if owner == row.owner:
            raise ToolError("nothing_to_do", f"{owner} owns {shown(row.name)} already.")
        if self.is_group(owner) or domain(owner) != domain(row.owner):
            raise ToolError("invalid_owner", f"{shown(owner)} cannot own it: only a person in {domain(row.owner)} can.")
        if not len(self.tx.read("people.persons").find("by_email", owner)):
            raise ToolError("not_found", f"The directory has nobody with the address {shown(owner)}.")
        direct = permission_id(file_id, "user", owner)
        if direct in self.permissions:
            self.permissions.remove(direct)
        self.grant(file_id, "user", row.owner, role="writer")
        self.mark(file_id, owner, shared_at=self.tx.now, shared_by=self.principal)
        self.adjust(file_id, owner=owner)
        self.notify([owner], f"You own a file now: {row.name}",
                    f"{self.name_of(self.principal)} made you the owner of \"{row.name}\".\nFile id: {file_id}\n")
        return {"id": file_id, "owner": owner, "your_role": "writer"}

    @tool("write", seconds=2)
    def limit_folder(self, folder_id: FileId, limited: bool = True) -> Json:
        """Limit a folder to those whom its own permissions name, or let it inherit from the folders above again.

        Owners above it and organizers of its shared drive keep access.
        """
        row = self.file_for(folder_id)
        if row.type != FOLDER:
            raise ToolError("not_a_folder", f"{shown(row.name)} is no folder; only folders can be limited.")
        self.must(folder_id, "limit", "limited")
        if row.limited == limited:
            raise ToolError("nothing_to_do", f"{shown(row.name)} is {'limited' if limited else 'not limited'} already.")
        before = self.grantees(folder_id)
        self.adjust(folder_id, limited=limited)
        lost = sorted(set(before) - set(self.grantees(folder_id)))
        self.log([folder_id, *self.below(folder_id)], lost=lost)
        return {"id": folder_id, "limited": limited}

    # --- parts ---------------------------------------------------------------------------------------------------

    def linkable(self, file: str) -> File:
        """Return a file that the caller may open by a link."""
        row = self.must(file, "share", "opened by a link")
        if row.drive == file:
            raise ToolError("invalid_operation", "A shared drive has members and no link.")
        return row

    def _may_see(self, file: str) -> None:
        row = self.file_for(file)
        way = self.access_to(file)
        if not self.unbound and (way is None or RANK[way.role] < RANK["writer"]):
            raise ToolError("permission_denied", f"Only writers of {shown(row.name)} can see who has access to it.")

    def _check_role(self, file: str, row: File, role: Role, kind: str = "user") -> None:
        if role == "organizer" and row.drive != file:
            raise ToolError("invalid_role", "organizer is a role of members of a shared drive; here give writer at the "
                                            "most, or fileOrganizer on a folder in a shared drive.")
        if role == "fileOrganizer" and not (row.drive and row.type == FOLDER):
            raise ToolError("invalid_role", "fileOrganizer is a role on shared drives and their folders; here give "
                                            "reader, commenter or writer.")
        if kind in ("domain", "anyone") and RANK[role] > RANK["writer"]:
            raise ToolError("invalid_role", f"{kind} can be reader, commenter or writer.")

    def _check_grantee(self, file: str, row: File, who: str) -> None:
        if who == row.owner:
            raise ToolError("invalid_grantee", f"{who} owns {shown(row.name)}.")
        drive = self.drives.get(row.drive) if row.drive else None
        if self.is_home(who) and not self.is_group(who) and not (
            len(self.tx.read("people.persons").find("by_email", who))
        ):
            raise ToolError("not_found", f"There is no person or group {shown(who)} at {domain(who)}; look people up "
                                         "with people.search.")
        if drive is None:
            return
        if drive.domain_only and not self.is_home(who):
            raise ToolError("sharing_restricted", f"The shared drive {shown(drive.name)} is for people of your "
                                                  f"organisation only; {shown(who)} is outside.")
        if drive.members_only and file != row.drive and access(self.tx, row.drive, who) is None:
            raise ToolError("sharing_restricted", f"The shared drive {shown(drive.name)} opens its files to members "
                                                  f"only; {shown(who)} is none.")

    def _check_link(self, row: File, audience: str, home: str) -> None:
        drive = self.drives.get(row.drive) if row.drive else None
        if drive is not None and (drive.members_only or (drive.domain_only and audience == "anyone")):
            raise ToolError("sharing_restricted", f"The shared drive {shown(drive.name)} does not allow links for "
                                                  f"{audience}.")
        if audience == "domain" and not self.is_home(home):
            raise ToolError("invalid_operation", f"{home or 'Your account'} is no organisation that could be given "
                                                 "access as a whole.")

    def _until(self, text: str) -> int:
        until = self.moment(text, future=True)
        if until > self.tx.now + 366 * DAY:
            raise ToolError("invalid_time", f"{shown(text)} is over a year away; access ends within a year or never.")
        return until

    def _direct(self, file: str, row: File, who: str) -> tuple[str, Permission]:
        """Return the permission on the very file that names a grantee; ToolError says where else access is from."""
        wanted = normalise(who)
        names = [permission_id(file, kind, wanted) for kind in ("user", "group", "domain")]
        for name in (*names, permission_id(file, "anyone")) if wanted == "anyone" else names:
            grant = self.permissions.get(name)
            if grant is not None:
                return name, grant
        if row.owner and wanted == row.owner:
            raise ToolError("invalid_operation", f"{who} owns {shown(row.name)}; ownership is given on with "
                                                 "drive.transfer_ownership.")
        other = next((way for way in Looker(self.tx, None).ways(file) if (way.who or "anyone") == wanted), None)
        if other is not None:
            above = self.files[other.source]
            raise ToolError("inherited", f"{who} has access by the folder or drive {shown(above.name)} "
                                         f"({other.source}); change it there.")
        raise ToolError("not_found", f"{shown(row.name)} has no permission for {shown(who)}; list them with "
                                     "drive.list_permissions.")

    def _check_not_less(self, file: str, row: File, grant: Permission, role: Role) -> None:
        """Refuse a role below what is inherited: it would have no effect."""
        for way in Looker(self.tx, None).ways(file):
            if way.source != file and (way.kind, way.who) == (grant.kind, grant.who) and RANK[way.role] > RANK[role]:
                raise ToolError("inherited", f"{grant.who or 'anyone'} is {way.role} by {shown(way.source)} above; a "
                                             "lower role here has no effect.")

    def _keep_an_organizer(self, file: str, row: File, grant: Permission, role: Role) -> None:
        """Refuse to leave a shared drive without anybody who can run it for good."""
        if row.drive != file or grant.role != "organizer" or role == "organizer":
            return
        organizers = (one for one in self.permissions.found("by_file", file) if one.role == "organizer")
        if [one for one in organizers if not one.expires] == [grant]:
            raise ToolError("last_organizer", f"{grant.who} is the last organizer of {shown(row.name)}.")

    def _permission(self, grant: Permission, row: File) -> dict[str, Json]:
        out: dict[str, Json] = {"to": grant.who or "anyone", "kind": grant.kind, "role": grant.role}
        if grant.expires:
            out["expires"] = self.when(grant.expires)
        return out

    def _way(self, way: Access) -> dict[str, Json]:
        """Return one way in for a reader."""
        out: dict[str, Json] = {"to": way.who or "anyone", "kind": way.kind, "role": way.role, "by": way.path}
        if way.path in ("inheritance", "shared_drive"):
            out["from"] = way.source
            if self.unbound or way.path == "shared_drive" or self.access_to(way.source) is not None:
                out["from_name"] = clipped(self.files[way.source].name, 80)
        if len(way.groups) > 1:
            out["through_groups"] = list[Json](way.groups)
        if way.kind in ("anyone", "domain"):
            out["found_by_search"] = way.discoverable
        if way.expires:
            out["expires"] = self.when(way.expires)
        return out
