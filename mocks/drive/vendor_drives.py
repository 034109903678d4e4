"""Google Drive's methods of shared drives, by their present name and as the team drives that they once were."""

import hashlib
import re
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import RANK, SharedDrive
from ..common.vendor import Body, method, text_in
from .vendor_files import Id, Text
from .vendor_shapes import Object, VendorShapes, utc

Page: TypeAlias = Annotated[int, Field(ge=1, le=100)]

THEMES = {"harbour": "#1565c0", "meadow": "#2e7d32", "clay": "#bf360c", "night": "#311b92", "sand": "#f9a825"}
"""The themes that a shared drive can take, with the colour of each."""

_COLOR = re.compile("#[0-9a-f]{6}", re.ASCII)
_RULES = {"domainUsersOnly": "people_outside", "driveMembersOnly": "non_members",
          "copyRequiresWriterPermission": "readers_download",
          "sharingFoldersRequiresOrganizerPermission": "keepers_share_folders"}
_TWINS = {"driveMembersOnly": "teamMembersOnly", "canChangeDriveBackground": "canChangeTeamDriveBackground",
          "canChangeDriveMembersOnlyRestriction": "canChangeTeamMembersOnlyRestriction",
          "canDeleteDrive": "canDeleteTeamDrive", "canRenameDrive": "canRenameTeamDrive",
          "canResetDriveRestrictions": "canResetTeamDriveRestrictions"}
"""What team drives call otherwise."""


class VendorDrives(VendorShapes):
    """drives.* and teamdrives.*"""

    # --- shared drives -------------------------------------------------------------------------------------------

    @method("read", "drive.drives.list")
    def drives_list(
        self, page_size: Page = 10, page_token: Id = "", q: Text = "", use_domain_admin_access: bool = False
    ) -> Json:
        """List the shared drives that one is a member of, by name."""
        self.no_admin(use_domain_admin_access)
        page, token = self.drives_found(q, page_size, page_token)
        out: Object = {"kind": "drive#driveList", "drives": [self.drive_resource(one) for one, _ in page]}
        return {**out, "nextPageToken": token} if token else out

    @method("read", "drive.drives.get")
    def drives_get(self, drive_id: Id, use_domain_admin_access: bool = False) -> Json:
        """Return a shared drive."""
        self.no_admin(use_domain_admin_access)
        self.drive_for(drive_id)
        return self.drive_resource(drive_id)

    @method("write", "drive.drives.create", seconds=2)
    def drives_create(self, request_id: Annotated[str, Field(min_length=1, max_length=400)], body: Body) -> Json:
        """Make a shared drive, whose organizer one becomes; the same request id makes no second one."""
        name = _title(body)
        self.must_be_a_person()
        asked = hashlib.blake2b(f"{self.principal} {request_id}".encode(), digest_size=6).hexdigest()
        identity = f"drive_{asked}"
        if identity in self.drives:
            raise ToolError("already_exists", "A shared drive has been created with this requestId already.")
        self.new_drive(name, identity)
        self._dress(identity, {key: value for key, value in body.items() if key != "name"})
        return self.drive_resource(identity)

    @method("write", "drive.drives.update", seconds=2)
    def drives_update(self, drive_id: Id, body: Body, use_domain_admin_access: bool = False) -> Json:
        """Change what is given of a shared drive: its name, look and rules."""
        self.no_admin(use_domain_admin_access)
        self.drive_for(drive_id)
        self._dress(drive_id, body)
        return self.drive_resource(drive_id)

    @method("destroy", "drive.drives.delete", seconds=2)
    def drives_delete(self, drive_id: Id, allow_item_deletion: bool = False, use_domain_admin_access: bool = False
                      ) -> Json:
        """Delete an empty shared drive."""
        self.no_admin(use_domain_admin_access or allow_item_deletion)
        self.delete_shared_drive(drive_id)
        return {}

    @method("write", "drive.drives.hide")
    def drives_hide(self, drive_id: Id) -> Json:
        """Hide a shared drive from one's own view."""
        self.update_shared_drive(drive_id, hidden=True)
        return self.drive_resource(drive_id)

    @method("write", "drive.drives.unhide")
    def drives_unhide(self, drive_id: Id) -> Json:
        """Show a shared drive again."""
        self.update_shared_drive(drive_id, hidden=False)
        return self.drive_resource(drive_id)

    def _dress(self, identity: str, body: Body) -> None:
        """Write what a body says of a shared drive."""
        rules = body.get("restrictions")
        given: dict[str, Any] = {
            ours: rules[theirs] is not True for theirs, ours in _RULES.items() if theirs in rules
        } if isinstance(rules, dict) else {}
        if isinstance(rules, dict) and rules.get("adminManagedRestrictions") is True:
            self.no_admin(asked=True)
        if body.get("name") is not None:
            given["name"] = _title(body)
        if given:
            self.update_shared_drive(identity, **given)
        looks = self._looks_in(body)
        if looks:
            self.must_organize(identity)
            self.drives.update(identity, **looks)
            self.log([identity], drive=True)

    def _looks_in(self, body: Body) -> dict[str, object]:
        theme, color, picture = text_in(body, "themeId"), text_in(body, "colorRgb").lower(), body.get(
            "backgroundImageFile")
        if theme and (color or picture):
            raise ToolError("invalid_arguments", "themeId goes with neither colorRgb nor backgroundImageFile.")
        if theme:
            if theme not in THEMES:
                raise ToolError("invalid_arguments", f"Invalid themeId {shown(theme)}: it is one of "
                                                     f"{', '.join(THEMES)}.")
            return {"theme": theme, "color": THEMES[theme], "backdrop": ()}
        out: dict[str, object] = {}
        if color:
            if not _COLOR.fullmatch(color):
                raise ToolError("invalid_arguments", f"Invalid colorRgb {shown(color)}.")
            out |= {"color": color, "theme": ""}
        if isinstance(picture, dict):
            image = text_in(picture, "id")
            if not self.file_for(image).type.startswith("image/"):
                raise ToolError("invalid_arguments", f"The background {shown(image)} is no image.")
            place = tuple(text_in(picture, one, default)[:40] for one, default in
                          (("xCoordinate", "0"), ("yCoordinate", "0"), ("width", "1")))
            out |= {"backdrop": (image, *place), "theme": ""}
        return out

    def drive_resource(self, identity: str) -> Object:
        """Return a shared drive as the caller has it."""
        row = self.drives[identity]
        out: Object = {
            "kind": "drive#drive", "id": identity, "name": row.name, "createdTime": utc(row.created),
            "hidden": self.principal in row.hidden_for, "colorRgb": row.color or THEMES["harbour"],
            "backgroundImageLink": f"https://drive.test/themes/{row.theme or 'harbour'}.jpg",
            "capabilities": self._drive_abilities(identity, row),
            "restrictions": {
                "adminManagedRestrictions": row.admin_managed, "domainUsersOnly": row.domain_only,
                "copyRequiresWriterPermission": row.download_needs_writer, "driveMembersOnly": row.members_only,
                "sharingFoldersRequiresOrganizerPermission": row.folders_need_organizer,
                "downloadRestriction": {"restrictedForReaders": row.download_needs_writer,
                                        "restrictedForWriters": False},
            },
        }
        if row.backdrop:
            image, x, y, width = row.backdrop
            out["backgroundImageFile"] = {"id": image, "xCoordinate": x, "yCoordinate": y, "width": width}
        return out

    def _drive_abilities(self, identity: str, row: SharedDrive) -> Object:
        top, way = self.files[identity], self.access_to(identity)
        can = self.can(identity, top, way)
        organizer = self.unbound or (way is not None and way.role == "organizer")
        keeper = organizer or (way is not None and RANK[way.role] >= RANK["fileOrganizer"])
        copies = can.edit or not row.download_needs_writer
        out: dict[str, bool] = dict.fromkeys((
            "canChangeCopyRequiresWriterPermissionRestriction", "canChangeDomainUsersOnlyRestriction",
            "canChangeDownloadRestriction", "canChangeDriveBackground", "canChangeDriveMembersOnlyRestriction",
            "canChangeSharingFoldersRequiresOrganizerPermissionRestriction", "canDeleteDrive", "canManageMembers",
            "canRenameDrive", "canResetDriveRestrictions", "canDeleteChildren",
        ), organizer)
        out |= {"canAddChildren": can.add_children, "canComment": way is not None and RANK[way.role] >= 2,
                "canCopy": copies, "canDownload": copies, "canEdit": can.edit, "canListChildren": can.list_children,
                "canReadRevisions": can.edit, "canRename": can.edit, "canShare": can.share, "canTrashChildren": keeper}
        return dict[str, Json](out)

    # --- team drives ---------------------------------------------------------------------------------------------

    @method("read", "drive.teamdrives.list")
    def teamdrives_list(
        self, page_size: Page = 10, page_token: Id = "", q: Text = "", use_domain_admin_access: bool = False
    ) -> Json:
        """List the shared drives that one is a member of: deprecated for drives.list."""
        self.no_admin(use_domain_admin_access)
        page, token = self.drives_found(q, page_size, page_token)
        out: Object = {"kind": "drive#teamDriveList", "teamDrives": [self.team_drive(one) for one, _ in page]}
        return {**out, "nextPageToken": token} if token else out

    @method("read", "drive.teamdrives.get")
    def teamdrives_get(self, team_drive_id: Id, use_domain_admin_access: bool = False) -> Json:
        """Return a shared drive: deprecated for drives.get."""
        self.drives_get(team_drive_id, use_domain_admin_access)
        return self.team_drive(team_drive_id)

    @method("write", "drive.teamdrives.create", seconds=2)
    def teamdrives_create(self, request_id: Annotated[str, Field(min_length=1, max_length=400)], body: Body) -> Json:
        """Make a shared drive: deprecated for drives.create."""
        made: Any = self.drives_create(request_id, _as_drive(body))
        return self.team_drive(made["id"])

    @method("write", "drive.teamdrives.update", seconds=2)
    def teamdrives_update(self, team_drive_id: Id, body: Body, use_domain_admin_access: bool = False) -> Json:
        """Change what is given of a shared drive: deprecated for drives.update."""
        self.drives_update(team_drive_id, _as_drive(body), use_domain_admin_access)
        return self.team_drive(team_drive_id)

    @method("destroy", "drive.teamdrives.delete", seconds=2)
    def teamdrives_delete(self, team_drive_id: Id) -> Json:
        """Delete an empty shared drive: deprecated for drives.delete."""
        self.drives_delete(team_drive_id)
        return {}

    def team_drive(self, identity: str) -> Object:
        """Return a shared drive under the names that team drives had."""
        out = self.drive_resource(identity)
        del out["hidden"]
        out["kind"] = "drive#teamDrive"
        for name in ("capabilities", "restrictions"):
            inner: Any = out[name]
            out[name] = {_TWINS.get(key, key): value for key, value in inner.items()}
        abilities: Any = out["capabilities"]
        abilities["canRemoveChildren"] = abilities["canTrashChildren"]
        return out


def _title(body: Body) -> str:
    name = text_in(body, "name")
    if not 1 <= len(name) <= 255 or re.search("[\x00-\x1f\x7f]", name):
        raise ToolError("invalid_arguments", f"Invalid shared drive name {shown(name)}: it has 1 to 255 characters.")
    return name


def _as_drive(body: Body) -> Body:
    """Return the body of a team drive as that of a shared drive."""
    rules = body.get("restrictions")
    if not isinstance(rules, dict):
        return body
    ours = {theirs: name for name, theirs in _TWINS.items()}
    return {**body, "restrictions": {ours.get(name, name): value for name, value in rules.items()}}
