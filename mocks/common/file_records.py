"""File records: Google Drive's object model, shared by all services that keep or link files."""

from typing import Literal, TypeAlias

from ...snapshots.records import Record

FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"
DOCUMENT = "application/vnd.google-apps.document"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
PRESENTATION = "application/vnd.google-apps.presentation"
EDITORS = (DOCUMENT, SPREADSHEET, PRESENTATION)
"""The types whose body an editor keeps. Their `blob` is the body as text: what search finds and plain export gives."""

Role: TypeAlias = Literal["reader", "commenter", "writer", "fileOrganizer", "organizer", "owner"]
ROLES: tuple[Role, ...] = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
RANK: dict[str, int] = {role: number for number, role in enumerate(ROLES, 1)}
Grantee: TypeAlias = Literal["user", "group", "domain", "anyone"]


class File(Record):
    """A file, folder or shortcut.

    `parent` is the folder that it lies in: empty for the top folder of somebody's My Drive (id `root_ADDRESS`), for
    that of a shared drive (id: the drive's) and for a file whose folder is gone. `owner` is an address, empty inside a
    shared drive. `trashed` is what somebody put in the trash himself; what lies below such a folder is in the trash
    with it. `limited` folders take no permissions from above but those of owners and organizers. `blob` is the
    SHA-256 of the content, empty where there is none.
    """

    name: str
    type: str
    parent: str = ""
    owner: str = ""
    drive: str = ""
    blob: str = ""
    size: int = 0
    created: int = 0
    creator: str = ""
    modified: int = 0
    modifier: str = ""
    description: str = ""
    trashed: bool = False
    trashed_at: int = 0
    trasher: str = ""
    limited: bool = False
    target: str = ""
    """What a shortcut points to: the id of a file, which may be gone."""
    target_type: str = ""
    original_name: str = ""
    color: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    app_properties: tuple[tuple[str, str], ...] = ()
    writers_can_share: bool = True
    download_needs_writer: bool = False
    locked: bool = False
    """Read-only by a content restriction; the next four say why, by whom, since when, and who may lift it."""
    lock_reason: str = ""
    locked_by: str = ""
    locked_at: int = 0
    lock_owner_only: bool = False
    head: str = ""
    """The id of the newest revision; empty for what has no content."""
    version: int = 1


class Permission(Record):
    """What is granted on one file, folder or shared drive. The row's id is `FILE KIND:WHO`, or `FILE anyone`.

    `who` is an address or a domain. `discoverable`: found by search, and not by the link alone (domain, anyone).
    `expires` is when it ends (ms), 0 for never.
    """

    file: str
    kind: Grantee
    who: str = ""
    role: Role
    discoverable: bool = False
    expires: int = 0
    granted_by: str = ""
    granted_at: int = 0


class SharedDrive(Record):
    """A shared drive: the row's id is also that of its top folder, whose permissions are its members."""

    name: str
    created: int = 0
    creator: str = ""
    color: str = ""
    theme: str = ""
    hidden_for: tuple[str, ...] = ()
    domain_only: bool = False
    members_only: bool = False
    download_needs_writer: bool = False
    folders_need_organizer: bool = False
    admin_managed: bool = False
    backdrop: tuple[str, ...] = ()
    """A picture of its own: the id of an image, and its place (x, y, width) as decimal text."""


class Star(Record):
    """A file that somebody has starred. The row's id is `FILE ADDRESS`."""

    file: str
    user: str


class Mark(Record):
    """When a file was viewed, edited or shared with one person, as Drive notes by itself. The id is `FILE ADDRESS`."""

    file: str
    user: str
    viewed_at: int = 0
    modified_at: int = 0
    shared_at: int = 0
    shared_by: str = ""


class Revision(Record):
    """One state of a file's content. The newest is the file's head; others go after 30 days unless kept."""

    file: str
    number: int
    blob: str
    size: int
    type: str
    modified: int
    modifier: str
    name: str = ""
    keep_forever: bool = False
    published: bool = False
    published_outside: bool = False


class Change(Record):
    """One line of the log that programs follow. `lost`: the grantees (`user:ADDRESS` ...) who lost sight of it."""

    number: int
    file: str
    at: int
    kind: Literal["file", "drive"] = "file"
    removed: bool = False
    lost: tuple[str, ...] = ()


class Comment(Record):
    """A remark on a file. `anchor` is the editor's own text; `quoted` what the remark is about."""

    file: str
    author: str
    text: str
    created: int
    modified: int
    anchor: str = ""
    quoted: str = ""
    quoted_type: str = ""
    resolved: bool = False
    deleted: bool = False
    assignee: str = ""
    mentions: tuple[str, ...] = ()


class Reply(Record):
    """An answer to a comment, which may resolve or reopen it."""

    comment: str
    author: str
    text: str
    created: int
    modified: int
    action: Literal["", "resolve", "reopen"] = ""
    deleted: bool = False
    assignee: str = ""
    mentions: tuple[str, ...] = ()


def permission_id(file: str, kind: str, who: str = "") -> str:
    """Return the id of the row that says what a grantee may do with a file."""
    return f"{file} {grantee_key(kind, who)}"


def grantee_key(kind: str, who: str = "") -> str:
    """Return a grantee in one word: `user:amy@acme.test`, `domain:acme.test`, `anyone`."""
    return kind if kind == "anyone" else f"{kind}:{who}"


def root_of(address: str) -> str:
    """Return the id of the top folder of somebody's My Drive."""
    return f"root_{address}"
