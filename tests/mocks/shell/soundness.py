"""What holds of the tables of the shell in every state that calls can lead to."""

from diorama.mocks.shell.accounts import Rows
from diorama.mocks.shell.base import base_of
from diorama.mocks.shell.names import name_of, path_of
from diorama.mocks.shell.records import MACHINE, Machine
from diorama.mocks.shell.session import System
from diorama.mocks.shell.store import Stored
from diorama.mocks.shell.tree import Node, joined, split
from diorama.snapshots.state import State


def store_of(state: State) -> Stored:
    """Return the files of a state."""
    users, groups = state.table("shell.users"), state.table("shell.groups")
    host = state.table("shell.machine").get(MACHINE) or Machine()
    base = base_of(System(host.hostname, host.zone), users, groups)
    return Stored(state.table("shell.files"), state.table("shell.directories"), state.blobs.__getitem__, base.nodes,
                  base.names)


def tree_of(state: State) -> dict[str, tuple[Node, bytes]]:
    """Return every path of a machine with what is there, in the order of a walk."""
    store = store_of(state)
    out: dict[str, tuple[Node, bytes]] = {}

    def walk(path: str) -> None:
        node = store.node(path)
        assert node is not None, path
        out[path] = (node, store.content(node.blob) if node.blob else b"")
        if node.kind == "dir":
            for name in store.names(path):
                walk(joined(path, name))

    walk("/")
    return out


def assert_sound(state: State) -> None:
    """Assert that every file can be reached and has its content, and that the history and the runs are whole."""
    files, tree = state.table("shell.files"), tree_of(state)
    accounts = Rows(state.table("shell.users"), state.table("shell.groups"))
    for identity in files.ids():
        row, path = files[identity], path_of(identity)
        assert name_of(path) == identity
        assert row.directory == ("" if identity == "/" else name_of(split(path)[0])), identity
        assert (path in tree) == (row.kind != "gone"), identity
        assert accounts.user(row.owner) is not None or row.kind == "gone", identity
        assert bool(row.target) == (row.kind == "link"), identity
        assert not row.blob or (row.kind == "file" and len(state.blobs[row.blob]) == row.size), identity
    for identity in state.table("shell.directories").ids():
        assert tree[path_of(identity)][0].kind == "dir", identity
    versions = state.table("shell.versions")
    for path in versions.keys("by_path"):
        numbers = [versions[identity].number for _, identity in versions.find("by_path", path)]
        assert numbers == list(range(1, len(numbers) + 1)), path
    runs = state.table("shell.runs")
    assert sorted(row.number for row in runs.rows()) == list(range(1, len(runs) + 1))
    for row in versions.rows():
        assert row.run in runs
        assert not row.blob or len(state.blobs[row.blob]) == row.size
    for run in runs.rows():
        blobs = (run.stdout, run.stderr, *(blob for one in run.writes for blob in (one.before, one.after)))
        assert all(blob in state.blobs for blob in blobs if blob)
    for seat in state.table("shell.logins").rows():
        assert accounts.user(seat.user) is not None
