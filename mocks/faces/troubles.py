"""How Google says the errors of tools: HTTP status, reason and canonical code, by the code of the ToolError."""

from collections.abc import Mapping
from typing import NamedTuple


class Trouble(NamedTuple):
    """How Google says an error: HTTP status, reason, and the canonical code."""

    status: int
    reason: str
    code: str


TROUBLES: Mapping[str, Trouble] = {
    "not_found": Trouble(404, "notFound", "NOT_FOUND"),
    "unknown_tool": Trouble(501, "notImplemented", "UNIMPLEMENTED"),
    "permission_denied": Trouble(403, "forbidden", "PERMISSION_DENIED"),
    "forbidden_for_non_organizer": Trouble(403, "forbiddenForNonOrganizer", "PERMISSION_DENIED"),
    "already_gone": Trouble(410, "deleted", "FAILED_PRECONDITION"),
    "already_exists": Trouble(409, "duplicate", "ALREADY_EXISTS"),
    "failed_precondition": Trouble(400, "failedPrecondition", "FAILED_PRECONDITION"),
    "condition_not_met": Trouble(412, "conditionNotMet", "FAILED_PRECONDITION"),
    "sync_token_gone": Trouble(410, "fullSyncRequired", "FAILED_PRECONDITION"),
    "too_large": Trouble(413, "uploadTooLarge", "INVALID_ARGUMENT"),
    "unauthenticated": Trouble(401, "authError", "UNAUTHENTICATED"),
    "method_not_allowed": Trouble(405, "httpMethodNotAllowed", "INVALID_ARGUMENT"),
    "service_disabled": Trouble(403, "accessNotConfigured", "PERMISSION_DENIED"),
    "internal": Trouble(500, "backendError", "INTERNAL"),
    "required": Trouble(400, "required", "INVALID_ARGUMENT"),
}
"""By the code of the ToolError. All others are bad requests."""

BAD = Trouble(400, "badRequest", "INVALID_ARGUMENT")

_OWN: Mapping[tuple[str, str], Trouble] = {
    ("gmail", "invalid_arguments"): Trouble(400, "invalidArgument", "INVALID_ARGUMENT"),
    **{("drive", code): Trouble(status, reason, "") for code, status, reason in (
        ("permission_denied", 403, "insufficientFilePermissions"), ("forbidden", 403, "forbidden"),
        ("not_admin", 403, "insufficientAdministratorPrivileges"), ("locked", 403, "forbidden"),
        ("in_trash", 403, "forbidden"), ("invalid_operation", 403, "forbidden"),
        ("one_parent", 403, "teamDrivesParentLimit"),
        ("too_deep", 403, "myDriveHierarchyDepthLimitExceeded"),
        ("domain_users_only", 403, "teamDriveDomainUsersOnlyRestriction"),
        ("members_only", 403, "teamDriveTeamMembersOnlyRestriction"),
        ("link_to_drive", 403, "cannotShareTeamDriveTopFolderWithAnyoneOrDomains"),
        ("organizer_elsewhere", 403, "organizerOnNonTeamDriveItemNotSupported"),
        ("file_organizer_elsewhere", 403, "fileOrganizerOnNonTeamDriveNotSupported"),
        ("owner_in_drive", 403, "ownerOnTeamDriveItemNotSupported"),
        ("invalid_expiry", 403, "cannotSetExpirationOnAnyoneOrDomain"),
        ("expiry_past", 403, "expirationDatesMustBeInTheFuture"),
        ("inherited_in_drive", 403, "cannotModifyInheritedTeamDrivePermission"),
        ("revisions_stay", 403, "revisionDeletionNotSupported"), ("newest_revision", 403, "cannotDeleteOnlyRevision"),
        ("not_empty", 403, "forbidden"), ("last_organizer", 403, "forbidden"),
        ("field_not_writable", 403, "fieldNotWritable"), ("cannot_add_parent", 403, "cannotAddParent"),
        ("file_not_downloadable", 403, "fileNotDownloadable"), ("file_not_exportable", 403, "fileNotExportable"),
        ("cannot_download", 403, "cannotDownloadFile"), ("export_too_large", 403, "exportSizeLimitExceeded"),
        ("is_a_folder", 403, "cannotCopyFile"), ("inherited", 403, "cannotModifyInheritedPermission"),
        ("file_id_in_use", 409, "fileIdInUse"), ("channel_in_use", 400, "channelIdNotUnique"),
        ("invalid_sharing", 400, "invalidSharingRequest"), ("invalid_grantee", 400, "invalidSharingRequest"),
        ("invalid_owner", 403, "ownershipChangeAcrossDomainNotPermitted"), ("no_access", 400, "invalidSharingRequest"),
        ("invalid_query", 400, "invalid"), ("invalid_order", 400, "invalid"), ("invalid_page_token", 400, "invalid"),
        ("invalid_id", 400, "invalid"), ("invalid_value", 400, "invalid"), ("invalid_time", 400, "invalid"),
        ("cse_disabled", 400, "failedPrecondition"),
    )},
    **{("docs", code): Trouble(status, "", name) for code, status, name in (
        ("revision_changed", 400, "FAILED_PRECONDITION"), ("not_a_document", 400, "FAILED_PRECONDITION"),
        ("locked", 403, "PERMISSION_DENIED"), ("in_trash", 400, "FAILED_PRECONDITION"),
    )},
}
"""What one API has for itself."""


def trouble_of(api: str, code: str) -> Trouble:
    """Return how an API says an error."""
    return _OWN.get((api, code)) or TROUBLES.get(code, BAD)
