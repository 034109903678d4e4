"""What holds of the tables of files in every state that calls can lead to."""

from diorama.mocks.common.file_records import EDITORS, FOLDER, SHORTCUT, permission_id, root_of
from diorama.mocks.common.files import MAX_DEPTH
from diorama.mocks.drive.service import Drive
from diorama.mocks.world import toolbox
from diorama.snapshots.state import State


def assert_sound(state: State) -> None:
    """Assert that nothing dangles in the tables of files and of Drive, and that each rule of the model holds."""
    _check_files(state)
    _check_permissions(state)
    _check_revisions(state)
    _check_remarks(state)
    _check_indexes(state)


def _check_files(state: State) -> None:
    files, drives = state.table("files.files"), state.table("files.drives")
    waiting = {(item.call.arguments["file"], item.call.arguments["since"]) for item in state.queue
               if item.call.tool == "drive.purge"}
    for identity in files.ids():
        row = files[identity]
        top = identity == row.drive or identity == root_of(row.owner)
        assert bool(row.owner) != bool(row.drive), identity
        assert not row.drive or row.drive in drives
        assert bool(row.parent) != top, (identity, row)
        depth, above = 0, row
        while above.parent:
            assert files[above.parent].type == FOLDER, (identity, above.parent)
            assert files[above.parent].drive == above.drive
            above, depth = files[above.parent], depth + 1
            assert depth <= MAX_DEPTH + 1
        assert row.trashed == bool(row.trashed_at) == bool(row.trasher)
        assert not row.trashed or (identity, row.trashed_at) in waiting
        assert row.locked == bool(row.locked_by)
        assert not row.limited or row.type == FOLDER
        assert bool(row.target) == (row.type == SHORTCUT)
        assert not (row.type in (FOLDER, SHORTCUT) and row.head)
        assert list(row.properties) == sorted(dict(row.properties).items())
        if row.head:
            head = state.table("files.revisions")[row.head]
            assert (head.file, head.blob, head.size) == (identity, row.blob, row.size)
            assert len(state.blobs[row.blob]) == row.size
            assert row.type not in EDITORS or state.blobs[row.blob].decode() is not None
    for identity in drives.ids():
        assert files[identity].drive == identity
        assert files[identity].name == drives[identity].name


def _check_permissions(state: State) -> None:
    files, permissions = state.table("files.files"), state.table("files.permissions")
    for identity in permissions.ids():
        row = permissions[identity]
        file = files[row.file]
        assert identity == permission_id(row.file, row.kind, row.who)
        assert row.role != "owner"
        assert row.role != "organizer" or file.drive == row.file
        assert row.role != "fileOrganizer" or (file.drive and file.type == FOLDER)
        assert row.who != file.owner or row.kind != "user", identity
        assert not row.expires or row.kind in ("user", "group")
        assert not row.discoverable or row.kind in ("domain", "anyone")
        assert (row.kind == "group") == (row.who in state.table("groups.groups"))
    for drive in state.table("files.drives").ids():
        assert any(row.role == "organizer" for row in permissions.rows() if row.file == drive)
    for name in ("marks", "stars", "permissions", "revisions", "comments"):
        assert all(row.file in files for row in state.table(f"files.{name}").rows()), name
    for name in ("proposals", "approvals", "applied"):
        assert all(row.file in files for row in state.table(f"drive.{name}").rows()), name


def _check_revisions(state: State) -> None:
    files, revisions = state.table("files.files"), state.table("files.revisions")
    waiting = {item.call.arguments["revision"] for item in state.queue if item.call.tool == "files.purge_revision"}
    for identity in revisions.ids():
        row = revisions[identity]
        head = files[row.file].head
        newest = max(revisions[one].number for one in revisions.ids() if revisions[one].file == row.file)
        assert revisions[head].number == newest
        assert identity == head or row.keep_forever or identity in waiting, "an old revision would stay for ever"
        assert len(state.blobs[row.blob]) == row.size


def _check_remarks(state: State) -> None:
    comments = state.table("files.comments")
    for reply in state.table("files.replies").rows():
        assert reply.comment in comments
        assert reply.text or reply.action or reply.deleted
    for row in (*comments.rows(), *state.table("files.replies").rows()):
        assert not row.deleted or not row.text
    numbers = [row.number for row in state.table("files.changes").rows()]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    for row in state.table("drive.applied").rows():
        fields = {field.id for field in state.table("drive.labels")[row.label].fields}
        assert all(one.field in fields and one.values for one in row.values)
    for row in state.table("drive.approvals").rows():
        assert (row.status == "IN_PROGRESS") == (not row.completed)
        assert row.status != "APPROVED" or all(one.said == "APPROVED" for one in row.responses)


def _check_indexes(state: State) -> None:
    """A state that was written and read again finds the same rows: indexes are rebuilt then."""
    schemas = {path: table.schema for path, table in state.tables.items()}
    again = State.from_json(state.to_json(), schemas)
    assert again.digest() == state.digest()
    for path in (*toolbox((Drive,)).schemas,):
        table, other = state.table(path), again.table(path)
        for index in table.schema.indexes:
            assert table.keys(index) == other.keys(index), (path, index)
            for key in table.keys(index):
                assert list(table.find(index, key)) == list(other.find(index, key)), (path, index, key)
