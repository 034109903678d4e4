"""Permissions of the tree: held to a model that spells the rules out, over every mode and every kind of user."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.shell.errors import FileError
from diorama.mocks.shell.files import MAX_LINKS, Files
from diorama.mocks.shell.session import System
from diorama.mocks.shell.system import system_names, system_nodes
from diorama.mocks.shell.tree import Credentials, Node, Space, Tree, joined, split

ROOT = Credentials("root", 0, 0, ("root",))
OWNER = Credentials("ann", 1001, 1001, ("ann",))
MEMBER = Credentials("ben", 1002, 1002, ("ben", "staff"))
OTHER = Credentials("cay", 1003, 1003, ("cay",))
PEOPLE = (ROOT, OWNER, MEMBER, OTHER)


class _Bare:
    """A store with the system's own files only."""

    def node(self, path: str) -> Node | None:
        found = system_nodes(System()).get(path)
        return None if found is None else found[0]

    def names(self, path: str) -> list[str]:
        return list(system_names(System()).get(path, ()))

    def content(self, blob: str) -> bytes:
        raise AssertionError(blob)


def tree(space: Space | None = None) -> Tree:
    """Return a tree with a directory `/d` and a file `/d/f` in it, both Ann's and of the group `staff`."""
    out = Tree(_Bare(), lambda: 5000, space)
    out.put("/d", Node("dir", 0o755, "ann", "staff", 0))
    out.put("/d/f", Node("file", 0o644, "ann", "staff", 0, data=bytearray(b"text")))
    return out


def bits(who: Credentials, mode: int) -> int:
    """Return what somebody may do to Ann's file of the group `staff`, as three bits: one class of three counts."""
    if who.user == "ann":
        return mode >> 6 & 7
    return mode >> 3 & 7 if "staff" in who.groups else mode & 7


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.user)
def test_reading_and_writing_follow_the_mode_of_the_file(who: Credentials) -> None:
    for mode in range(0o1000):
        one = tree()
        one.changes["/d/f"] = Node("file", mode, "ann", "staff", 0, data=bytearray(b"text"))
        files = one.view(who, "/")
        may = 7 if who.root else bits(who, mode)
        assert _succeeds(lambda files=files: files.read("/d/f")) == bool(may & 4), oct(mode)
        assert _succeeds(lambda files=files: files.write("/d/f", b"x", append=True)) == bool(may & 2), oct(mode)


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.user)
def test_names_come_and_go_by_the_mode_of_the_directory(who: Credentials) -> None:
    for mode, sticky in itertools.product(range(0o1000), (0, 0o1000)):
        may = 7 if who.root else bits(who, mode)
        assert _done(who, mode | sticky, "names", "/d") == bool(may & 4)
        assert _done(who, mode | sticky, "find", "/d/f") == bool(may & 1)
        assert _done(who, mode | sticky, "mkdir", "/d/new") == (may & 3 == 3)
        assert _done(who, mode | sticky, "symlink", "f", "/d/new") == (may & 3 == 3)
        goes = may & 3 == 3 and (not sticky or who.user in ("root", "ann"))
        assert _done(who, mode | sticky, "unlink", "/d/f") == goes
        assert _done(who, mode | sticky, "rename", "/d/f", "/d/g") == goes


def _done(who: Credentials, mode: int, action: str, *arguments: str | int) -> bool:
    one = tree()
    one.changes["/d"] = Node("dir", mode, "ann", "staff", 0)
    files = one.view(who, "/")
    return _succeeds(lambda: getattr(files, action)(*arguments))


def _succeeds(action: object) -> bool:
    assert callable(action)
    refused = ""
    try:
        action()
    except FileError as error:
        refused = error.name
    assert refused in ("", "EACCES", "EPERM")
    return not refused


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who.user)
def test_only_the_owner_sets_modes_and_only_root_gives_away(who: Credentials) -> None:
    owns = who.user in ("root", "ann")
    assert _done(who, 0o777, "chmod", "/d/f", 0o600) == owns
    assert _done(who, 0o777, "chown", "/d/f", "ben", "") == who.root
    assert _done(who, 0o777, "chown", "/d/f", "", "ann") == owns
    assert _done(who, 0o777, "chown", "/d/f", "", "root") == who.root


def test_a_way_through_a_closed_directory_is_barred() -> None:
    one = tree()
    one.put("/d/in", Node("dir", 0o755, "ann", "staff", 0))
    one.put("/d/in/g", Node("file", 0o777, "cay", "cay", 0, data=bytearray()))
    one.changes["/d"] = Node("dir", 0o700, "ann", "staff", 0)
    for action in ("read", "unlink", "names"):
        with pytest.raises(FileError, match="Permission denied"):
            getattr(one.view(OTHER, "/"), action)("/d/in/g")


@given(st.lists(st.sampled_from(["..", ".", "d", "f", "etc", "nosuch", "l", ""]), max_size=12), st.booleans())
def test_no_path_leads_out(parts: list[str], absolute: bool) -> None:
    one = tree()
    one.put("/d/l", Node("link", 0o777, "ann", "staff", 0, target="../../.."))
    files = one.view(ROOT, "/d")
    path = ("/" if absolute else "") + "/".join(parts)
    try:
        where, _ = files.resolve(path)
    except FileError:
        return
    assert where.startswith("/")
    assert not {"..", "."} & set(where.split("/"))


def test_links_in_a_circle_end() -> None:
    one = tree()
    files = one.view(ROOT, "/d")
    files.symlink("b", "a")
    files.symlink("a", "b")
    with pytest.raises(FileError, match="Too many levels"):
        files.read("a")
    files.symlink("f", "c0")
    for number in range(MAX_LINKS):
        files.symlink(f"c{number}", f"c{number + 1}")
    assert files.read(f"c{MAX_LINKS - 1}") == b"text"
    with pytest.raises(FileError, match="Too many levels"):
        files.read(f"c{MAX_LINKS}")


def test_space_ends() -> None:
    files: Files = tree(Space(file=100, total=150, nodes=8)).view(ROOT, "/d")
    with pytest.raises(FileError, match="File too large"):
        files.write("big", b"x" * 101)
    files.write("one", b"x" * 90)
    with pytest.raises(FileError, match="No space left"):
        files.write("two", b"x" * 90)
    for number in range(3):
        files.mkdir(f"m{number}")
    with pytest.raises(FileError, match="No space left"):
        files.mkdir("m3")


def test_a_directory_moves_with_all_that_is_in_it_and_not_into_itself() -> None:
    one = tree()
    files = one.view(ROOT, "/")
    files.rename("/d", "/e")
    assert files.read("/e/f") == b"text"
    assert files.stat("/d") is None
    with pytest.raises(FileError, match="Invalid argument"):
        files.rename("/e", "/e/in")


@given(st.text("ab/", max_size=8).map(lambda text: "/" + text.strip("/")), st.text("abc", min_size=1, max_size=3))
def test_joining_and_splitting_are_inverse(directory: str, name: str) -> None:
    directory = "/" + "/".join(part for part in directory.split("/") if part)
    assert split(joined(directory, name)) == (directory, name)
