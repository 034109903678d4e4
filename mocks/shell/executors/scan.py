"""The scan: what a real machine tells of its files, put into the tree that it was laid out from."""

from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import NamedTuple

from ..tree import MAX_DEPTH, Kind, Node, split
from .layout import Layout

SECOND, MINUTE = 1_000_000_000, 60_000_000_000

_KINDS: dict[str, Kind] = {"f": "file", "d": "dir", "l": "link"}


class Told(NamedTuple):
    """What a machine tells at its end: real times in nanoseconds, the code, what the shell was, its files.

    `directories` are those that were laid out, by the inode that they had. The contents of files that changed follow
    from `head` on.
    """

    laid: int
    began: int
    ended: int
    code: int
    state: bytes
    directories: dict[str, str]
    files: "list[Found]"
    head: int


class Found(NamedTuple):
    """A file of a machine as `find` tells it; times in real nanoseconds."""

    kind: str
    mode: int
    uid: int
    gid: int
    size: int
    read: int
    changed: int
    mtime: int
    inode: str
    path: str
    target: str


class Unfinished(Exception):
    """A machine has not told everything yet."""


def told(text: bytes) -> Told:
    """Return what a machine tells; Unfinished if some of it is missing."""
    line, newline, rest = text.partition(b"\n")
    if not newline:
        raise Unfinished
    laid, began, ended, code, *sizes = map(int, line.split())
    ends = [0, *accumulate(sizes)]
    if len(rest) < ends[-1]:
        raise Unfinished
    state, inodes, listing = (rest[start:end] for start, end in pairwise(ends))
    directories = dict(one.split(" ", 1) for one in inodes.decode("latin-1").split("\0") if one)
    return Told(
        laid * 1000, began * 1000, ended * 1000, code, state,
        {inode: _path(name) for inode, name in directories.items()}, list(_found(listing)), len(line) + 1 + ends[-1],
    )


def _path(name: str) -> str:
    return name.removeprefix(".") or "/"


def _found(listing: bytes) -> Iterator[Found]:
    fields = listing.decode("latin-1").split("\0")
    for first, target in zip(fields[::2], fields[1::2], strict=False):
        kind, mode, uid, gid, size, read, changed, mtime, inode, path = first.split(" ", 9)
        yield Found(
            kind, int(mode, 8), int(uid), int(gid), int(size), _nanoseconds(read), _nanoseconds(changed),
            _nanoseconds(mtime), inode, _path(path), target,
        )


def _nanoseconds(seconds: str) -> int:
    whole, _, rest = seconds.partition(".")
    out = int(whole) * 1_000_000_000
    more = int(f"{rest:0<9.9}")
    return out - more if whole.startswith("-") else out + more


def length(told: Told) -> int:
    """Return how many bytes of contents a machine has to tell."""
    return sum(one.size for one in _changed(told) if one.kind == "f")


def _changed(told: Told) -> list[Found]:
    return [one for one in told.files if one.changed > told.laid]


def crowded(layout: Layout, told: Told) -> bool:
    """Tell whether there are more new paths than a command may make: directories that moved bring theirs along."""
    return len(_kept(layout, told).keys() - layout.nodes.keys()) > layout.request.tree.space.nodes


def _kept(layout: Layout, told: Told) -> dict[str, Found]:
    """Return the files that a tree can have, by path."""
    return {
        one.path: one for one in told.files
        if one.kind in _KINDS and one.path.count("/") <= MAX_DEPTH and layout.ours(one.path)}


def land(layout: Layout, told: Told, contents: bytes) -> None:
    """Put into the tree what the command has left, and note what it read.

    A time that the command's run gave a file becomes simulated; the clock of a run counts in whole seconds.
    """
    tree, before = layout.request.tree, layout.nodes
    files = _kept(layout, told)
    for path in sorted(before.keys() - files.keys(), reverse=True):
        if path != "/":
            tree.remove(path)
    directories: dict[str, Node] = {}
    at = 0
    for one in told.files:
        old, content = before.get(one.path), b""
        if one.changed > told.laid:
            if one.kind == "f":
                content, at = contents[at : at + one.size], at + one.size
        elif old is None and one.path in files:
            old = before[_where_it_was(one, told, files)]
            if old.kind == "dir":
                directories[one.path] = old
            tree.put(one.path, old)
            continue
        else:
            continue
        if one.path not in files:
            continue
        node = _node(layout, told, one, content, old)
        if node.kind == "dir":
            directories[one.path] = node
        if node != old and (old is None or node.kind != "dir" or node._replace(mtime=old.mtime) != old):
            tree.put(one.path, node)
    tree.changes.update((path, node) for path, node in directories.items() if node != before.get(path))
    for one in files.values():
        if one.read > told.laid and one.kind != "l" and one.path in before:
            tree.reads[one.path] = None


def _where_it_was(one: Found, told: Told, files: dict[str, Found]) -> str:
    """Return the path of a file that has moved with a directory above it."""
    above = one.path
    while above != "/":
        above = split(above)[0]
        was = told.directories.get(files[above].inode)
        if was is not None and was != above:
            return was + one.path[len(above) :]
    raise KeyError(one.path)


def _node(layout: Layout, told: Told, one: Found, content: bytes, old: Node | None) -> Node:
    started = layout.request.session.started
    kind = _KINDS[one.kind]
    mtime, took = one.mtime // 1_000_000, (told.ended - told.began) // 1_000_000
    if started <= mtime <= started + took + 1000:  # somebody set the simulated time
        mtime = started + (mtime - started) // 1000 * 1000
    elif told.laid <= one.mtime <= told.ended + MINUTE:
        mtime = started + max(0, one.mtime - told.began) // SECOND * 1000
    elif old is not None and old.kind == kind and old.mtime // 1000 == mtime // 1000:
        mtime = old.mtime
    out = Node(
        kind, 0o777 if kind == "link" else one.mode, layout.ids.user(one.uid), layout.ids.group(one.gid), mtime,
        target=one.target,
    )
    if kind != "file":
        return out
    if old is not None and old.kind == "file" and layout.request.tree.peek(old) == content:
        return out._replace(blob=old.blob, size=old.size, data=old.data)
    return out._replace(data=bytearray(content))
