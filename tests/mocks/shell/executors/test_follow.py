"""Following a machine: what is read from its streams in whatever pieces, and what ends it."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.shell.executors.follow import Broken, follow
from diorama.mocks.shell.executors.layout import Layout
from diorama.mocks.shell.executors.protocol import Login, Ran, Request
from diorama.mocks.shell.session import Account, Limits, Session, System
from diorama.mocks.shell.system import system_names, system_nodes
from diorama.mocks.shell.tree import Node, Tree
from diorama.snapshots.draw import Draw

START = 1_772_613_000_000
LAID = 1_000_000_000


class _Bare:
    """A machine with nothing but what every machine has."""

    def node(self, path: str) -> Node | None:
        found = system_nodes(System()).get(path)
        return None if found is None else found[0]._replace(blob=path if found[0].kind == "file" else "")

    def names(self, path: str) -> list[str]:
        return list(system_names(System()).get(path, ()))

    def content(self, blob: str) -> bytes:
        return system_nodes(System())[blob][1]


ROOT = Account("root", 0, 0, ("root",), "/root", "/bin/bash")


class _Root:
    def user(self, name: str) -> Account | None:
        return ROOT if name == "root" else None

    def users(self) -> list[Account]:
        return [ROOT]

    def group_id(self, name: str) -> int | None:
        return 0 if name == "root" else None

    def groups(self) -> list[tuple[str, int]]:
        return [("root", 0)]


def layout(limits: Limits | None = None) -> Layout:
    """Return the layout of a command by root on a bare machine."""
    tree = Tree(_Bare(), lambda: session.now)
    session = Session(tree, _Root(), System(), Draw(1, "follow"), START, limits or Limits())
    return Layout(Request(tree, session, Login(ROOT, "/tmp", {"A": "1"}), "true"), "/tree", "/machine", "/lib.so")


def mark(shown: Layout) -> bytes:
    """Return what stands before and after what the command wrote."""
    return shown.mark.encode()


class _Recorded:
    """A machine whose output is known beforehand."""

    def __init__(
        self, pieces: Iterable[tuple[int, bytes]], *, over: str = "", lost: str = "", endless: bytes = b""
    ) -> None:
        self._pieces: Iterator[tuple[int, bytes]] = iter(pieces)
        self._over, self._lost, self._endless = over, lost, endless
        self.stopped = 0

    def read(self, seconds: float) -> list[tuple[int, bytes]] | None:
        piece = next(self._pieces, None)
        if piece is None and self._endless and not self.stopped:
            return [(1, self._endless)]
        return None if piece is None else [piece]

    def stop(self) -> None:
        self.stopped += 1

    def excess(self) -> str:
        return self._over

    def lost(self) -> str:
        return self._lost


def listing(*rows: tuple[str, str, int, str], later: Iterable[str] = ()) -> bytes:
    """Return what `find` says of files: (kind, mode, size, path); those in `later` have changed after the layout."""
    out = ""
    for number, (kind, mode, size, path) in enumerate(rows):
        changed = "1001.5" if path in later else "999.0"
        out += f"{kind} {mode} 0 0 {size} 999.0 {changed} {changed} 1:{number} .{path}\0\0"
    return out.encode("latin-1")


def tale(shown: Layout, *more: tuple[str, str, int, str], state: bytes = b"", contents: bytes = b"") -> bytes:
    """Return what a machine tells at its end that has its files as they were, and these besides."""
    rows = [({"dir": "d", "link": "l", "file": "f"}[node.kind], f"{node.mode:o}", node.length, path.rstrip("/"))
            for path, node in shown.nodes.items()]
    files = listing(*rows, *more, later=[row[3] for row in more])
    sizes = f"{len(state)} 0 {len(files)}"
    return f"{shown.mark}{LAID} {LAID + 1000} {LAID + 2_001_000} 3 {sizes}\n".encode() + state + files + contents


@given(st.lists(st.integers(1, 40), max_size=200), st.binary(max_size=30), st.binary(max_size=30))
def test_output_is_the_same_in_whatever_pieces_it_comes(cuts: list[int], first: bytes, second: bytes) -> None:
    shown = layout()
    state = b"/srv\0B=2\0A=1\0"
    text = mark(shown) + first + tale(shown, ("f", "644", 4, "/tmp/new"), state=state, contents=b"one\n")
    pieces: list[tuple[int, bytes]] = [(2, mark(shown) + second)]
    for cut in cuts:
        pieces.append((1, text[:cut]))
        text = text[cut:]
    done = follow(shown, _Recorded([*pieces, (1, text)]))
    assert done == Ran(first.decode("latin-1"), second.decode("latin-1"), 3, 2000, "/srv", {"A": "1", "B": "2"}, "")
    made = shown.request.tree.changes["/tmp/new"]
    assert made is not None
    assert (made.data, made.mode, made.owner, made.mtime) == (bytearray(b"one\n"), 0o644, "root", START + 1000)


def test_more_output_than_the_limit_ends_the_command_and_is_cut() -> None:
    shown = layout(Limits(output=1000))
    end = [(1, b"y" * 5000), (1, tale(shown))]

    class _Loud(_Recorded):
        def stop(self) -> None:
            super().stop()
            self._pieces = iter(end)

    machine = _Loud([(1, mark(shown)), (2, mark(shown))], endless=b"y" * 700)
    done = follow(shown, machine)
    assert machine.stopped == 1
    assert (done.stdout, done.code, done.killed) == ("y" * 1000, 137, "output limit")


def test_a_command_that_uses_too_much_is_ended_once() -> None:
    shown = layout()
    pieces = [(1, mark(shown)), (2, mark(shown)), (1, b"a"), (1, b"b"), (1, tale(shown))]
    machine = _Recorded(pieces, over="out of memory")
    done = follow(shown, machine)
    assert (machine.stopped, done.stdout, done.code, done.killed) == (1, "ab", 137, "out of memory")


def test_a_machine_that_a_command_has_brought_down_leaves_the_files_alone() -> None:
    shown = layout()
    machine = _Recorded([(1, mark(shown)), (2, mark(shown)), (1, b"some")], lost="out of memory")
    done = follow(shown, machine)
    assert (done.stdout, done.code, done.killed, done.cwd) == ("some", 137, "out of memory", "/tmp")
    assert not shown.request.tree.changes


def test_contents_that_no_disk_could_hold_are_not_taken() -> None:
    shown = layout()
    told = tale(shown, ("f", "644", 1 << 40, "/tmp/huge"))
    done = follow(shown, _Recorded([(2, mark(shown)), (1, mark(shown) + told + b"\0" * 100)]))
    assert (done.code, done.killed) == (137, "No space left on device")
    assert not shown.request.tree.changes


def test_a_machine_that_fails_is_our_fault() -> None:
    with pytest.raises(Broken, match="tar: cannot open"):
        follow(layout(), _Recorded([(2, b"tar: cannot open\n")]))
    shown = layout()
    with pytest.raises(Broken, match="before it told"):
        follow(shown, _Recorded([(1, mark(shown)), (2, mark(shown)), (1, b"x")]))
