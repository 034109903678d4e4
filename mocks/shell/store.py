"""The store: a world's files as a working copy begins with them, rows of State over what every machine has."""

from collections.abc import Callable

from ...snapshots.tables import Table
from .names import name_of, path_of
from .records import Directory, File
from .tree import Kind, Node, split

Content = tuple[Node, bytes]


class Stored:
    """The files of a world, as a Store. Paths are one character per byte."""

    def __init__(
        self, files: Table[File], directories: Table[Directory], blob: Callable[[str], bytes],
        system: dict[str, Content], names: dict[str, tuple[str, ...]],
    ) -> None:
        self._files = files
        self._directories = directories
        self._blob = blob
        self._system = system
        self._names = names

    def node(self, path: str) -> Node | None:
        """Return what is at a whole path without `.`, `..` and links."""
        row = self._files.get(name_of(path))
        if row is not None:
            return self._of(path, row)
        found = self._system.get(path)
        if found is None:
            return None
        node = found[0]
        if node.kind == "file":
            return node._replace(blob=path)
        return node if node.kind == "link" else node._replace(mtime=self._changed(path, node.mtime))

    def _of(self, path: str, row: File) -> Node | None:
        if row.kind == "gone":
            return None
        kind: Kind = row.kind
        mtime = self._changed(path, row.mtime) if kind == "dir" else row.mtime
        return Node(kind, row.mode, row.owner, row.group, mtime, row.blob, row.size, None, path_of(row.target))

    def _changed(self, path: str, mtime: int) -> int:
        row = self._directories.get(name_of(path))
        return mtime if row is None else row.mtime

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, sorted by their bytes."""
        names = dict.fromkeys(self._names.get(path, ()))
        for _, identity in self._files.find("by_directory", name_of(path)):
            name = split(path_of(identity))[1]
            if self._files[identity].kind == "gone":
                names.pop(name, None)
            else:
                names[name] = None
        return sorted(names)

    def content(self, blob: str) -> bytes:
        """Return stored bytes: of a blob, or of a file of the system by its path."""
        return self._system[blob][1] if blob.startswith("/") else self._blob(blob)

    def is_program(self, path: str) -> bool:
        """Tell whether a path is one of the programs that every machine has, as it has it."""
        return path.startswith("/usr/bin/") and path in self._system and name_of(path) not in self._files

    def has_of_itself(self, path: str) -> bool:
        """Tell whether every machine has something at a path."""
        return path in self._system
