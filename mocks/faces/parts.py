"""Which part of an answer Drive sends where a request does not say by `fields`."""

from collections.abc import Mapping

_FILE = "kind,id,name,mimeType,resourceKey"
_PERMISSION = "kind,id,type,role,allowFileDiscovery"
_REVISION = "kind,id,mimeType,modifiedTime"
_DRIVE = "kind,id,name"

DEFAULT_FIELDS: Mapping[str, str] = {
    **dict.fromkeys(("drive.files.get", "drive.files.create", "drive.files.update", "drive.files.copy"), _FILE),
    "drive.files.list": f"kind,incompleteSearch,nextPageToken,files({_FILE})",
    **dict.fromkeys(("drive.permissions.get", "drive.permissions.create", "drive.permissions.update"), _PERMISSION),
    "drive.permissions.list": f"kind,nextPageToken,permissions({_PERMISSION})",
    **dict.fromkeys(("drive.revisions.get", "drive.revisions.update"), _REVISION),
    "drive.revisions.list": f"kind,nextPageToken,revisions({_REVISION})",
    **dict.fromkeys((f"drive.{kind}.{verb}" for kind in ("drives", "teamdrives") for verb in ("get", "create", "update")
                     ), _DRIVE),
    **dict.fromkeys(("drive.drives.hide", "drive.drives.unhide"), _DRIVE),
    "drive.drives.list": f"kind,nextPageToken,drives({_DRIVE})",
    "drive.teamdrives.list": f"kind,nextPageToken,teamDrives({_DRIVE})",
    "drive.changes.list": "kind,newStartPageToken,nextPageToken,changes(kind,type,changeType,time,removed,fileId,"
                          f"driveId,teamDriveId,file({_FILE}),drive({_DRIVE}),teamDrive({_DRIVE}))",
}
"""By method. All others answer whole."""

NEED_FIELDS = frozenset({
    "drive.about.get",
    *(f"drive.{kind}.{verb}" for kind in ("comments", "replies") for verb in ("get", "list", "create", "update")),
})
"""Methods that refuse a request without `fields`."""
