"""Google Drive's resources: users, files, permissions and labels, as its REST API shows them."""

import hashlib
import struct
from functools import lru_cache

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import Access, Looker
from ..common.file_records import EDITORS, FOLDER, RANK, SHORTCUT, File, Mark, root_of
from ..common.zones import local, read_moment
from .capabilities import Can
from .receiving import Receiving
from .records import Applied
from .search import NEVER
from .shared_drives import SharedDrives

Object = dict[str, Json]

FILE_URL, FOLDER_URL = "https://drive.test/file/", "https://drive.test/folder/"
API_URL = "https://drive.test/drive/v3/"
"""Where the links in answers lead; a server puts its own address in the place of the last."""

ANYONE, ANYONE_FINDS = "anyoneWithLink", "anyone"


def utc(ms: int) -> str:
    """Return an instant as Drive writes it."""
    return f"{local(ms, 'UTC'):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03}Z"


def moment_in(text: str) -> int:
    """Return the instant that a program wrote, 0 for none; without an offset it is UTC."""
    return read_moment(text, "UTC") if text else 0


@lru_cache(maxsize=16384)
def grantee_number(who: str) -> str:
    """Return the opaque id that Drive has for a person, a group or a domain: always the same one."""
    number = int.from_bytes(hashlib.blake2b(who.encode(), digest_size=8).digest())
    return f"{number:020}" if "@" in who else f"{number:020}k"


def grant_number(way: Access) -> str:
    """Return the id of the permission that a way in belongs to."""
    if way.kind == "anyone":
        return ANYONE_FINDS if way.discoverable else ANYONE
    return grantee_number(way.who)


@lru_cache(maxsize=1024)
def _checksums(content: bytes) -> tuple[str, str]:
    return (hashlib.md5(content, usedforsecurity=False).hexdigest(),
            hashlib.sha1(content, usedforsecurity=False).hexdigest())


class VendorShapes(SharedDrives, Receiving):
    """Shows rows as Google Drive's resources."""

    _everybody: Looker | None = None

    # --- who -----------------------------------------------------------------------------------------------------

    def user(self, address: str) -> Object:
        """Return a person."""
        return {"kind": "drive#user", "displayName": self.name_of(address), "me": address == self.principal,
                "permissionId": grantee_number(address), "emailAddress": address}

    def everybody(self) -> Looker:
        """Return what tells all that is granted to anybody, until the next write."""
        if self._everybody is None or not self._everybody.holds():
            self._everybody = Looker(self.tx, None)
        return self._everybody

    def grants(self, file: str) -> dict[str, list[Access]]:
        """Return the permissions of a file by their ids, each with the ways in that it is made of, the best first."""
        out: dict[str, list[Access]] = {}
        for way in self.everybody().ways(file):
            out.setdefault(grant_number(way), []).append(way)
        for ways in out.values():
            ways.sort(key=lambda way: -RANK[way.role])
        return out

    def permission(self, identity: str, ways: list[Access], file: str, row: File) -> Object:
        """Return a permission, with where each of its roles comes from."""
        best = ways[0]
        kind = "user" if best.kind == "owner" else best.kind
        sources: list[Object] = [{"role": way.role, "inherited": way.source != file, **(
            {"inheritedFrom": way.source} if way.source != file else {})} for way in ways]
        types = ["member" if way.source == row.drive else "file" for way in ways]
        out: Object = {"kind": "drive#permission", "id": identity, "type": kind, "role": best.role}
        for name, field in (("permission", "permissionType"), ("teamDrivePermission", "teamDrivePermissionType")):
            if row.drive or name == "permission":
                out[f"{name}Details"] = [{field: type, **source} for type, source in zip(types, sources, strict=True)]
        if kind in ("user", "group"):
            group = self.tx.read("groups.groups").get(best.who) if kind == "group" else None
            name = str(group.name) if group is not None else self.name_of(best.who)
            out |= {"emailAddress": best.who, "displayName": name, "deleted": False}
        if kind == "user" and not row.drive:
            out["pendingOwner"] = False
        if kind == "domain":
            out |= {"domain": best.who, "displayName": best.who}
        if kind in ("domain", "anyone"):
            out["allowFileDiscovery"] = best.discoverable
        if best.expires:
            out["expirationTime"] = utc(best.expires)
        return out

    # --- files ---------------------------------------------------------------------------------------------------

    def file(self, identity: str, labels: tuple[str, ...] = ()) -> Object:
        """Return a file as the caller has it, with those of its labels that are asked for."""
        row, look = self.files[identity], self.look()
        way = look.access(identity)
        can, mark = self.can(identity, row, way), self.marks.get(f"{identity} {self.principal}") or NEVER
        out: Object = {
            "kind": "drive#file", "id": identity, "name": row.name, "mimeType": row.type, "version": str(row.version),
            "starred": f"{identity} {self.principal}" in self.stars, "trashed": self.in_trash(identity),
            "explicitlyTrashed": row.trashed, "spaces": ["drive"], "createdTime": utc(row.created),
            "modifiedTime": utc(row.modified), "isAppAuthorized": True, "hasThumbnail": False, "thumbnailVersion": "0",
            "webViewLink": f"{FOLDER_URL if row.type == FOLDER else FILE_URL}{identity}",
            "quotaBytesUsed": str(row.size), "capabilities": self._abilities(identity, row, can, way),
            "copyRequiresWriterPermission": row.download_needs_writer,
            "viewersCanCopyContent": not row.download_needs_writer, "writersCanShare": row.writers_can_share,
            "linkShareMetadata": {"securityUpdateEligible": False, "securityUpdateEnabled": True},
            "downloadRestrictions": {
                "itemDownloadRestriction": {"restrictedForReaders": row.download_needs_writer,
                                            "restrictedForWriters": False},
                "effectiveDownloadRestrictionWithContext": {"restrictedForReaders": self._held_back(row),
                                                            "restrictedForWriters": False},
            },
        }
        if row.parent and (self.unbound or look.ways(row.parent)):
            out["parents"] = [row.parent]
        if row.modifier:
            out["lastModifyingUser"] = self.user(row.modifier)
        if row.description:
            out["description"] = row.description
        self._put_sharing(out, identity, row, can)
        self._put_marks(out, row, mark)
        self._put_content(out, identity, row)
        for name, pairs in (("properties", row.properties), ("appProperties", row.app_properties)):
            if pairs:
                out[name] = dict(pairs)
        if row.type == FOLDER:
            out |= {"folderColorRgb": row.color or "#8f8f8f", "inheritedPermissionsDisabled": row.limited}
        if row.type == SHORTCUT:
            out["shortcutDetails"] = {"targetId": row.target, "targetMimeType": row.target_type}
        if row.trashed:
            out |= {"trashedTime": utc(row.trashed_at), "trashingUser": self.user(row.trasher)}
        if row.locked:
            out["contentRestrictions"] = [{
                "readOnly": True, "reason": row.lock_reason, "type": "globalContentRestriction",
                "restrictingUser": self.user(row.locked_by), "restrictionTime": utc(row.locked_at),
                "ownerRestricted": row.lock_owner_only, "systemRestricted": False,
            }]
        if labels:
            out["labelInfo"] = {"labels": [
                self.label(one) for one in self.applied.found("by_file", identity) if one.label in labels]}
        return out

    def _held_back(self, row: File) -> bool:
        drive = self.drives.get(row.drive) if row.drive else None
        return row.download_needs_writer or (drive is not None and drive.download_needs_writer)

    def _put_sharing(self, out: Object, identity: str, row: File, can: Can) -> None:
        """Add whose a file is, and to those who may share it whom it is open to. In shared drives the members say."""
        grants = self.grants(identity) if can.edit or not row.drive else {}
        if row.drive:
            out |= {"driveId": row.drive, "teamDriveId": row.drive, "ownedByMe": False, "hasAugmentedPermissions":
                    any(way.source not in (row.drive,) for ways in grants.values() for way in ways)}
        else:
            out |= {"owners": [self.user(row.owner)], "ownedByMe": row.owner == self.principal,
                    "shared": len(grants) > 1}
        if can.edit:
            out["permissionIds"] = list[Json](grants)
        if can.share and not row.drive:
            out["permissions"] = [self.permission(one, ways, identity, row) for one, ways in grants.items()]

    def _put_marks(self, out: Object, row: File, mark: Mark) -> None:
        """Add when the caller viewed or changed a file, and when and by whom it was shared with him."""
        out |= {"viewedByMe": mark.viewed_at > 0, "modifiedByMe": mark.modified_at > 0}
        if mark.viewed_at:
            out["viewedByMeTime"] = utc(mark.viewed_at)
        if mark.modified_at:
            out["modifiedByMeTime"] = utc(mark.modified_at)
        if mark.shared_at and row.owner != self.principal:
            out["sharedWithMeTime"] = utc(mark.shared_at)
            if mark.shared_by:
                out["sharingUser"] = self.user(mark.shared_by)

    def _put_content(self, out: Object, identity: str, row: File) -> None:
        """Add what is to say of content: checksums of bytes, or the forms that an editor's document is given in."""
        if row.type in EDITORS:
            out |= {"size": str(row.size), "exportLinks": {
                kind: f"{API_URL}files/{identity}/export?mimeType={kind}" for kind in self._forms(row.type)}}
            return
        if not row.blob:
            return
        content = self.tx.blob(row.blob)
        md5, sha1, sha256 = self.checksums(row.blob)
        out |= {"size": str(row.size), "md5Checksum": md5, "sha1Checksum": sha1, "sha256Checksum": sha256,
                "headRevisionId": row.head, "originalFilename": row.original_name or row.name,
                "webContentLink": f"{API_URL}files/{identity}?alt=media"}
        stem, dot, ending = row.name.partition(".")
        if dot and stem:
            out |= {"fullFileExtension": ending, "fileExtension": ending.rpartition(".")[2]}
        if row.type == "image/png" and content[:8] == b"\x89PNG\r\n\x1a\n" and content[12:16] == b"IHDR":
            width, height = struct.unpack(">II", content[16:24])
            if max(width, height) < 2**31:
                out["imageMediaMetadata"] = {"width": width, "height": height}

    def checksums(self, blob: str) -> tuple[str, str, str]:
        """Return the MD5, SHA-1 and SHA-256 of content in hex."""
        return (*_checksums(self.tx.blob(blob)), blob)

    def _abilities(self, identity: str, row: File, can: Can, way: Access | None) -> Object:
        """Return what the caller can do, by Drive's names; what only one kind of file has is left out of others."""
        folder, shared, top = row.type == FOLDER, bool(row.drive), self.is_root(identity, row)
        organizer = way is not None and way.role in ("organizer", "owner")
        keeper = organizer or (way is not None and way.role == "fileOrganizer")
        restrict = can.lock or can.unlock
        out: dict[str, bool] = {
            "canAcceptOwnership": False, "canAddChildren": can.add_children,
            "canAddFolderFromAnotherDrive": can.add_children and shared, "canAddMyDriveParent": False,
            "canChangeCopyRequiresWriterPermission": can.change_download_restriction,
            "canChangeItemDownloadRestriction": can.change_download_restriction,
            "canChangeSecurityUpdateEnabled": False,
            "canChangeViewersCanCopyContent": can.change_download_restriction, "canComment": can.comment,
            "canCopy": can.copy, "canDelete": can.delete,
            "canDisableInheritedPermissions": can.limit and not row.limited,
            "canDownload": can.download, "canEdit": can.edit,
            "canEnableInheritedPermissions": can.limit and row.limited, "canListChildren": can.list_children,
            "canModifyContent": can.modify_content, "canModifyContentRestriction": restrict,
            "canModifyEditorContentRestriction": restrict and not row.lock_owner_only,
            "canModifyLabels": can.label, "canModifyOwnerContentRestriction": restrict and organizer,
            "canMoveItemIntoTeamDrive": can.move_out_of_drive, "canMoveItemOutOfDrive": can.move_out_of_drive,
            "canMoveItemWithinDrive": can.move, "canReadLabels": not folder,
            "canReadRevisions": can.read_revisions, "canRemoveChildren": can.add_children,
            "canRemoveContentRestriction": can.unlock, "canRemoveMyDriveParent": can.move and not shared,
            "canRename": can.rename, "canShare": can.share, "canStartApproval": can.start_approval,
            "canTrash": can.trash, "canUntrash": can.trash,
        }
        if folder:
            out["canMoveChildrenWithinDrive"] = can.add_children and (keeper or not shared)
        if shared:
            reaches = self.look().access(row.drive) is not None
            out |= {"canReadDrive": reaches, "canReadTeamDrive": reaches, "canMoveTeamDriveItem": can.move,
                    "canMoveItemWithinTeamDrive": can.move, "canMoveItemOutOfTeamDrive": can.move_out_of_drive}
        if shared and folder:
            out |= {"canDeleteChildren": organizer, "canTrashChildren": keeper, "canMoveChildrenOutOfDrive": organizer,
                    "canMoveChildrenOutOfTeamDrive": organizer, "canMoveChildrenWithinTeamDrive": keeper}
        if top and not shared:
            out["canShare"] = False
        return dict[str, Json](out)

    def label(self, row: Applied) -> Object:
        """Return a label that is on a file, with the values of its fields."""
        kinds = {one.id: one.type for one in self.labels[row.label].fields}
        fields: Object = {}
        for one in row.values:
            kind = "text" if kinds[one.field] == "longText" else kinds[one.field]
            values: list[Json] = [self.user(value) for value in one.values] if kind == "user" else list(one.values)
            fields[one.field] = {"kind": "drive#labelField", "id": one.field, "valueType": kind, kind: values}
        return {"kind": "drive#label", "id": row.label, "revisionId": "1", "fields": fields}

    # --- what a request names ------------------------------------------------------------------------------------

    def named(self, file: str, *, drives: bool = True) -> str:
        """Return the id of a file that a request names: `root` is the caller's My Drive.

        A program that does not say that it knows shared drives is not shown what is in them.
        """
        identity = root_of(self.principal) if file == "root" else file
        row = self.file_for(identity)
        if row.drive and not drives:
            raise ToolError("not_found", f"File not found: {file}. It is in a shared drive; say supportsAllDrives.")
        return identity

    def no_admin(self, asked: bool) -> None:
        """Refuse what only an administrator of a domain may do."""
        if asked:
            raise ToolError("not_admin", f"{shown(self.principal)} is no administrator of the domain.")
