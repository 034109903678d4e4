"""Capabilities: what a role lets somebody do with a file, as one function from which every tool's check is made."""

from typing import NamedTuple

from ..common.access import Access
from ..common.file_records import FOLDER, RANK, SHORTCUT, File, Role, SharedDrive


class Can(NamedTuple):
    """What somebody can do with a file. Restrictions of the file and of its shared drive are counted in."""

    list_children: bool
    add_children: bool
    comment: bool
    edit: bool
    modify_content: bool
    rename: bool
    download: bool
    copy: bool
    read_revisions: bool
    share: bool
    move: bool
    move_out_of_drive: bool
    trash: bool
    delete: bool
    limit: bool
    lock: bool
    unlock: bool
    change_download_restriction: bool
    transfer: bool
    label: bool
    start_approval: bool


def capabilities(row: File, way: Access | None, drive: SharedDrive | None, *, top: bool = False) -> Can:
    """Return what a way into a file allows. `top` says that it is the top folder of a drive."""
    rank = 0 if way is None else RANK[way.role]
    folder = row.type == FOLDER

    def at_least(role: Role) -> bool:
        return rank >= RANK[role]

    writer, keeper = at_least("writer"), at_least("fileOrganizer")
    open_to_copy = at_least("writer") or not (row.download_needs_writer or (drive and drive.download_needs_writer))
    return Can(
        list_children=folder and at_least("reader"),
        add_children=folder and writer,
        comment=at_least("commenter") and not folder and not row.locked,
        edit=writer,
        modify_content=writer and not row.locked and not folder and row.type != SHORTCUT,
        rename=writer and not row.locked and not top,
        download=at_least("reader") and open_to_copy and not folder,
        copy=at_least("reader") and open_to_copy and not folder,
        read_revisions=writer and not folder,
        share=_may_share(row, drive, at_least("organizer"), keeper, writer) and not (top and drive is None),
        move=(keeper if drive else writer) and not top,
        move_out_of_drive=(at_least("organizer") if drive else at_least("owner")) and not top,
        trash=(keeper if drive else at_least("owner")) and not top,
        delete=(at_least("organizer") if drive else at_least("owner")) and not top,
        limit=folder and not top and (
            at_least("organizer") if drive else at_least("owner") or (writer and row.writers_can_share)
        ),
        lock=writer and not folder and not row.locked,
        unlock=row.locked and (
            (at_least("organizer") if drive else at_least("owner")) if row.lock_owner_only else writer
        ),
        change_download_restriction=(at_least("organizer") if drive else at_least("owner")) and not folder,
        transfer=at_least("owner") and drive is None and not top,
        label=writer and not folder and row.type != SHORTCUT,
        start_approval=writer and not folder and row.type != SHORTCUT,
    )


def _may_share(row: File, drive: SharedDrive | None, organizer: bool, keeper: bool, writer: bool) -> bool:
    """Tell who may change permissions: in a shared drive it depends on what is shared, in My Drive on the owner."""
    if drive is None:
        return keeper or (writer and row.writers_can_share)
    if row.parent == "":  # the top folder: its permissions are the drive's members
        return organizer
    if row.type == FOLDER:
        return organizer if drive.folders_need_organizer else keeper
    return writer


ALL = Can(*(True for _ in Can._fields))
"""What the set-up and the scheduler can do."""
