"""The tree: a working copy of a world's files for one command, with what it may write and what it has read."""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, TypeAlias

from .errors import FileError

if TYPE_CHECKING:
    from .files import Files

Kind: TypeAlias = Literal["file", "dir", "link", "char"]

MAX_DEPTH = 256
"""Directories that a path may lead through. Ours: what walks a tree goes no deeper."""


class Node(NamedTuple):
    """A file, directory, symbolic link or device. Times are simulated UTC in milliseconds.

    The content of a file is either stored (`blob`, its SHA-256) or new (`data`).
    """

    kind: Kind
    mode: int
    owner: str
    group: str
    mtime: int
    blob: str = ""
    size: int = 0
    data: bytearray | None = None
    target: str = ""

    @property
    def length(self) -> int:
        """The size in bytes, as stat gives it."""
        if self.data is not None:
            return len(self.data)
        return {"dir": 4096, "link": len(self.target)}.get(self.kind, self.size)


class Store(Protocol):
    """What a working copy is a copy of: the files as they were before the command."""

    def node(self, path: str) -> Node | None:
        """Return what is at a whole path without `.`, `..` and links."""

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, sorted by their bytes."""

    def content(self, blob: str) -> bytes:
        """Return stored bytes."""


class Credentials(NamedTuple):
    """Who runs a command. Root may do anything."""

    user: str
    uid: int
    gid: int
    groups: tuple[str, ...]

    @property
    def root(self) -> bool:
        """Whether permissions do not bind."""
        return self.uid == 0


class Space(NamedTuple):
    """How much a command may write: bytes of one file, bytes of all new content, and new files."""

    file: int = 32 << 20
    total: int = 64 << 20
    nodes: int = 50_000


DEVICES = ("full", "null", "random", "stderr", "stdin", "stdout", "tty", "urandom", "zero")


class Tree:
    """The working copy: what is new lies over what is stored. All views of one command share it."""

    def __init__(self, store: Store, now: Callable[[], int], space: Space | None = None) -> None:
        self._store = store
        self._now = now
        self._space = space or Space()
        self.changes: dict[str, Node | None] = {}
        self.lent: dict[str, Node] = {}
        self._names: dict[str, set[str]] = {}
        self._written = 0
        self._made = 0
        self.reads: dict[str, None] = {}
        self.writes: dict[str, None] = {}

    @property
    def now(self) -> int:
        """The simulated time, ms."""
        return self._now()

    @property
    def space(self) -> Space:
        """How much the command may write."""
        return self._space

    # --- nodes, by whole paths ---

    def node(self, path: str) -> Node | None:
        """Return what is at a whole path."""
        if path in self.changes:
            return self.changes[path]
        if path == "/dev" or path.startswith("/dev/"):
            return self.lent.get(path) or _device(path)
        return self._store.node(path)

    def stored(self, path: str) -> Node | None:
        """Return what was at a whole path before the command."""
        return self._store.node(path)

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, sorted by their bytes."""
        if path in self._names:
            return sorted(self._names[path])
        return list(DEVICES) if path == "/dev" else self._store.names(path)

    def put(self, path: str, node: Node) -> None:
        """Put a node at a path, whose directory exists."""
        before = self.node(path)
        if before is None:
            if path.count("/") > MAX_DEPTH:
                raise FileError("ENAMETOOLONG", path)
            self._made += 1
            if self._made > self._space.nodes:
                raise FileError("ENOSPC", path)
        self.changes[path] = node
        self.writes[path] = None
        if before is None and path != "/":
            parent, name = split(path)
            self._inside(parent).add(name)
            self._touch(parent)

    def lend(self, path: str, node: Node) -> None:
        """Put a node at a path for the time of the command: it is no change of the tree."""
        self.lent[path] = node

    def remove(self, path: str) -> None:
        """Take a node away."""
        self.changes[path] = None
        self.writes[path] = None
        parent, name = split(path)
        self._inside(parent).discard(name)
        self._touch(parent)

    def _inside(self, path: str) -> set[str]:
        if path not in self._names:
            self._names[path] = set(self.names(path))
        return self._names[path]

    def _touch(self, path: str) -> None:
        node = self.node(path)
        if node is not None:
            self.changes[path] = node._replace(mtime=self.now)

    def bytes_of(self, path: str, node: Node) -> bytes:
        """Return a file's content, and note that it was read."""
        self.reads[path] = None
        return self.peek(node)

    def peek(self, node: Node) -> bytes:
        """Return a file's content; that is no read of the command's."""
        if node.data is not None:
            return bytes(node.data)
        return self._store.content(node.blob) if node.blob else b""

    def data_of(self, path: str, node: Node) -> bytearray:
        """Return a file's content to be changed in place: the file is new from now on."""
        if node.data is not None:
            return node.data
        data = bytearray(self._store.content(node.blob) if node.blob else b"")
        self._count(path, len(data), len(data))
        self.put(path, node._replace(blob="", size=0, data=data))
        return data

    def grow(self, path: str, data: bytearray, more: bytes) -> None:
        """Put bytes at the end of a new content, within the space there is."""
        self._count(path, len(data) + len(more), len(more))
        data += more

    def fits(self, path: str, size: int) -> None:
        """Raise FileError if a file may not become so long."""
        self._count(path, size, size)

    def _count(self, path: str, size: int, more: int) -> None:
        if size > self._space.file:
            raise FileError("EFBIG", path)
        self._written += more
        if self._written > self._space.total:
            raise FileError("ENOSPC", path)

    def walk(self, path: str) -> Iterator[tuple[str, Node]]:
        """Yield a path and everything below it, a directory before what is in it, names in the order of their bytes."""
        node = self.node(path)
        if node is None:
            return
        yield path, node
        if node.kind == "dir":
            for name in self.names(path):
                yield from self.walk(joined(path, name))

    def view(self, who: Credentials, cwd: str = "/", umask: int = 0o022) -> "Files":
        """Return the files as somebody sees them who stands in `cwd`."""
        from .files import Files

        return Files(self, who, cwd, umask)


def joined(directory: str, name: str) -> str:
    """Return the path of a name in a directory."""
    return f"{directory}{name}" if directory.endswith("/") else f"{directory}/{name}"


def split(path: str) -> tuple[str, str]:
    """Return the directory and the name of a whole path; the root is in itself."""
    directory, _, name = path.rstrip("/").rpartition("/")
    return directory or "/", name


def inode(path: str) -> int:
    """Return the number that a file has for `ls -i` and `stat`: made of its path, so that it is always the same."""
    return int.from_bytes(blake2b(path.encode("latin-1"), digest_size=4).digest(), "big") % 10_000_000 + 100_000


def _device(path: str) -> Node | None:
    """Return the directory of devices, or one of those that every system has."""
    if path in ("/dev", "/dev/fd"):
        return Node("dir", 0o755, "root", "root", 0)
    if path[5:] in DEVICES and path.startswith("/dev/"):
        return Node("char", 0o666, "root", "root", 0)
    return None
