"""What a command has left, as a value: the same whether it has just run or was recorded."""

from collections.abc import Iterator
from typing import Literal

from ...snapshots.digest import sha256_hex
from ...snapshots.records import Model
from .executors.protocol import Ran
from .names import name_of, path_of
from .tree import Node, Tree


class Left(Model):
    """What is at a path after a command. A file's content is `content`, or stored already under `blob`."""

    path: str
    kind: Literal["file", "dir", "link", "gone"]
    mode: int = 0
    owner: str = ""
    group: str = ""
    mtime: int = 0
    size: int = 0
    target: str = ""
    blob: str = ""
    content: str | None = None

    @classmethod
    def of(cls, path: str, node: Node | None) -> "Left":
        """Return a node of a working copy as a value."""
        if node is None or node.kind == "char":
            return cls(path=name_of(path), kind="gone")
        return cls(
            path=name_of(path), kind=node.kind, mode=node.mode, owner=node.owner, group=node.group, mtime=node.mtime,
            size=node.length if node.kind == "file" else 0, target=name_of(node.target), blob=node.blob,
            content=None if node.data is None else name_of(node.data.decode("latin-1")),
        )

    def node(self) -> Node | None:
        """Return it as a node of a working copy; None if nothing is there."""
        if self.kind == "gone":
            return None
        data = None if self.content is None else bytearray(path_of(self.content), "latin-1")
        return Node(self.kind, self.mode, self.owner, self.group, self.mtime, self.blob, 0 if data is not None else
                    self.size, data, path_of(self.target))


class Landing(Model):
    """All that a command has left. Texts are as State writes them: UTF-8, and other bytes as `\\xNN`."""

    files: tuple[Left, ...] = ()
    reads: tuple[str, ...] = ()
    stdout: str = ""
    stderr: str = ""
    code: int = 0
    elapsed: int = 0
    cwd: str = "/"
    env: tuple[tuple[str, str], ...] = ()
    killed: str = ""

    @classmethod
    def of(cls, tree: Tree, ran: Ran) -> "Landing":
        """Return what a run has left in its working copy and beside it."""
        return cls(
            files=tuple(Left.of(path, node) for path, node in changed(tree)),
            reads=tuple(map(name_of, tree.reads)), stdout=name_of(ran.stdout), stderr=name_of(ran.stderr),
            code=ran.code, elapsed=ran.elapsed, cwd=name_of(ran.cwd), killed=ran.killed,
            env=tuple((name_of(name), name_of(value)) for name, value in ran.env.items()),
        )

    def ran(self) -> Ran:
        """Return what the run did beside what it did to the files."""
        return Ran(
            path_of(self.stdout), path_of(self.stderr), self.code, self.elapsed, path_of(self.cwd),
            {path_of(name): path_of(value) for name, value in self.env}, self.killed,
        )


def changed(tree: Tree) -> Iterator[tuple[str, Node | None]]:
    """Yield the paths at which a working copy has something else than it began with, and what."""
    for path, node in tree.changes.items():
        before = tree.stored(path)
        same = node
        if node is not None and node.data is not None:
            same = node._replace(blob=sha256_hex(bytes(node.data)) if node.data else "", size=len(node.data), data=None)
        if same != before:
            yield path, node
