"""The files as one process sees them: paths from where it stands, with the permissions that it has."""

from .errors import FileError
from .tree import Credentials, Node, Tree, joined, split

STICKY, SET_GROUP, SET_USER = 0o1000, 0o2000, 0o4000

MAX_LINKS = 40
"""Symbolic links that one path may lead over, as Linux has it."""

MAX_NAME, MAX_PATH = 255, 4096
"""Bytes of a name and of a path, as Linux has them."""


class Files:
    """The tree as one process sees it: paths from where it stands, with the permissions that it has."""

    def __init__(self, tree: Tree, who: Credentials, cwd: str, umask: int) -> None:
        self.tree = tree
        self.who = who
        self.cwd = cwd
        self.umask = umask

    # --- finding ---

    def whole(self, path: str) -> str:
        """Return a path from the root, as it is written: links and `..` are left."""
        return path if path.startswith("/") else joined(self.cwd, path)

    def resolve(self, path: str, *, follow: bool = True) -> tuple[str, Node | None]:
        """Return where a path leads, and what is there; FileError where the way is barred.

        With `follow` false a link at the end is itself. What is not there may be made if its directory is.
        """
        if not path:
            raise FileError("ENOENT", path)
        if len(path) > MAX_PATH:
            raise FileError("ENAMETOOLONG", path)
        here = "/" if path.startswith("/") else self.cwd
        waiting = [part for part in reversed(path.split("/")) if part]
        slash = path.endswith("/")
        links = 0
        node = self.tree.node(here)
        while waiting:
            name = waiting.pop()
            if node is None:
                raise FileError("ENOENT", path)
            if node.kind != "dir":
                raise FileError("ENOTDIR", path)
            if not self._allowed(node, 1):
                raise FileError("EACCES", path)
            if name == ".":
                continue
            if name == "..":
                here = split(here)[0]
                node = self.tree.node(here)
                continue
            if len(name) > MAX_NAME:
                raise FileError("ENAMETOOLONG", path)
            there = joined(here, name)
            node = self.tree.node(there)
            if node is not None and node.kind == "link" and (waiting or follow or slash):
                links += 1
                if links > MAX_LINKS:
                    raise FileError("ELOOP", path)
                waiting += [part for part in reversed(node.target.split("/")) if part]
                if node.target.startswith("/"):
                    here = "/"
                node = self.tree.node(here)
                continue
            here = there
        if slash and node is not None and node.kind != "dir":
            raise FileError("ENOTDIR", path)
        return here, node

    def find(self, path: str, *, follow: bool = True) -> tuple[str, Node]:
        """Return where a path leads and what is there; FileError if nothing is."""
        where, node = self.resolve(path, follow=follow)
        if node is None:
            raise FileError("ENOENT", path)
        return where, node

    def stat(self, path: str, *, follow: bool = True) -> Node | None:
        """Return what is at a path, or None if that cannot be found out."""
        try:
            return self.resolve(path, follow=follow)[1]
        except FileError:
            return None

    def is_dir(self, path: str) -> bool:
        """Tell whether a path leads to a directory."""
        node = self.stat(path)
        return node is not None and node.kind == "dir"

    def is_file(self, path: str) -> bool:
        """Tell whether a path leads to a regular file."""
        node = self.stat(path)
        return node is not None and node.kind == "file"

    def may(self, node: Node, letters: str) -> bool:
        """Tell whether a node may be read, written and executed (or searched) as the letters `rwx` say."""
        return all(self._allowed(node, {"r": 4, "w": 2, "x": 1}[letter]) for letter in letters)

    def _allowed(self, node: Node, bit: int) -> bool:
        if self.who.root:
            return bit != 1 or node.kind == "dir" or bool(node.mode & 0o111)
        if node.owner == self.who.user:
            return bool(node.mode >> 6 & bit)
        if node.group in self.who.groups:
            return bool(node.mode >> 3 & bit)
        return bool(node.mode & bit)

    def _parent(self, where: str, path: str) -> Node:
        """Return the directory that something is to be put into or taken out of; FileError if that is barred."""
        parent = self.tree.node(split(where)[0])
        if parent is None:
            raise FileError("ENOENT", path)
        if parent.kind != "dir":
            raise FileError("ENOTDIR", path)
        if where.startswith("/dev/") or not self.may(parent, "wx"):
            raise FileError("EACCES", path)
        return parent

    def _removable(self, where: str, node: Node, path: str) -> None:
        parent = self._parent(where, path)
        sticky = parent.mode & STICKY and not self.who.root
        if sticky and self.who.user not in (node.owner, parent.owner):
            raise FileError("EPERM", path)

    # --- reading ---

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        where, node = self.find(path)
        if node.kind == "dir":
            raise FileError("EISDIR", path)
        if not self.may(node, "r"):
            raise FileError("EACCES", path)
        if node.kind == "char":
            return b""
        return self.tree.bytes_of(where, node)

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, sorted by their bytes."""
        where, node = self.find(path)
        if node.kind != "dir":
            raise FileError("ENOTDIR", path)
        if not self.may(node, "r"):
            raise FileError("EACCES", path)
        self.tree.reads[where] = None
        return self.tree.names(where)

    # --- writing ---

    def open_to_write(self, path: str, *, append: bool = False, exclusive: bool = False, mode: int = 0o666) -> str:
        """Make or empty a file (or, to append, leave what is in it) and return where it is, for `add`."""
        where, node = self.resolve(path)
        if node is None:
            self._parent(where, path)
            self.tree.put(where, Node("file", mode & ~self.umask, self.who.user, self._group_in(where), self.tree.now,
                                      data=bytearray()))
            return where
        if exclusive:
            raise FileError("EEXIST", path)
        if node.kind == "dir":
            raise FileError("EISDIR", path)
        if not self.may(node, "w"):
            raise FileError("EACCES", path)
        if node.kind == "file" and where not in self.tree.lent:
            if append:
                self.tree.data_of(where, node)
            elif node.length or node.data is None:
                self.tree.put(where, node._replace(mtime=self.tree.now, blob="", size=0, data=bytearray()))
        return where

    def add(self, where: str, more: bytes) -> None:
        """Put bytes at the end of an open file."""
        if where in self.tree.lent:
            data = self.tree.lent[where].data
            assert data is not None
            self.tree.grow(where, data, more)
            return
        node = self.tree.node(where)
        if node is None or not more:
            return  # it has been deleted: what is written into it goes with it
        if node.kind == "char":
            if where == "/dev/full":
                raise FileError("ENOSPC", where)
            return
        self.tree.grow(where, self.tree.data_of(where, node), more)
        node = self.tree.node(where)
        if node is not None and node.mtime != self.tree.now:
            self.tree.put(where, node._replace(mtime=self.tree.now))

    def write(self, path: str, content: bytes, *, append: bool = False, mode: int = 0o666) -> None:
        """Write a whole content, or add it at the end."""
        self.add(self.open_to_write(path, append=append, mode=mode), content)

    def _group_in(self, where: str) -> str:
        parent = self.tree.node(split(where)[0])
        if parent is not None and parent.mode & SET_GROUP:
            return parent.group
        return self.who.groups[0] if self.who.groups else self.who.user

    def mkdir(self, path: str, mode: int = 0o777) -> None:
        """Make a directory."""
        where, node = self.resolve(path.rstrip("/") or "/", follow=False)
        if node is not None:
            raise FileError("EEXIST", path)
        self._parent(where, path)
        self.tree.put(where, Node("dir", mode & ~self.umask, self.who.user, self._group_in(where), self.tree.now))

    def symlink(self, target: str, path: str) -> None:
        """Make a symbolic link."""
        where, node = self.resolve(path, follow=False)
        if node is not None:
            raise FileError("EEXIST", path)
        self._parent(where, path)
        self.tree.put(where, Node("link", 0o777, self.who.user, self._group_in(where), self.tree.now, target=target))

    def unlink(self, path: str) -> None:
        """Take a file or link away."""
        where, node = self.find(path, follow=False)
        if node.kind == "dir":
            raise FileError("EISDIR", path)
        self._removable(where, node, path)
        self.tree.remove(where)

    def rmdir(self, path: str) -> None:
        """Take an empty directory away."""
        if split(path)[1] == ".":
            raise FileError("EINVAL", path)
        where, node = self.find(path.rstrip("/") or "/", follow=False)  # a slash at the end follows no link here
        if node.kind != "dir":
            raise FileError("ENOTDIR", path)
        if self.tree.names(where):
            raise FileError("ENOTEMPTY", path)
        self._removable(where, node, path)
        self.tree.remove(where)

    def rename(self, old: str, new: str) -> None:
        """Move a file or a directory with all that is in it, over what is at its new place."""
        source, node = self.find(old, follow=False)
        place, there = self.resolve(new.rstrip("/") or "/", follow=False)
        if place == source:
            return
        if place.startswith(source + "/"):
            raise FileError("EINVAL", old)
        self._removable(source, node, old)
        self._parent(place, new)
        if there is not None:
            self._removable(place, there, new)
            if there.kind == "dir" and node.kind != "dir":
                raise FileError("EISDIR", new)
            if there.kind != "dir" and node.kind == "dir":
                raise FileError("ENOTDIR", new)
            if there.kind == "dir" and self.tree.names(place):
                raise FileError("ENOTEMPTY", new)
        moved = list(self.tree.walk(source))
        for path, one in moved:
            self.tree.put(place + path[len(source) :], one)
        for path, _ in reversed(moved):
            self.tree.remove(path)

    # --- what is known of files ---

    def chmod(self, path: str, mode: int) -> None:
        """Set the permission bits: the owner's right."""
        where, node = self.find(path)
        if node.kind == "char" or not (self.who.root or node.owner == self.who.user):
            raise FileError("EPERM", path)
        if node.mode != mode:
            self.tree.put(where, node._replace(mode=mode))

    def chown(self, path: str, owner: str, group: str, *, follow: bool = True) -> None:
        """Set owner and group (an empty one stays): root's right, but for an owner's giving it to his own groups."""
        where, node = self.find(path, follow=follow)
        own = owner in ("", node.owner) and node.owner == self.who.user and group in ("", node.group, *self.who.groups)
        if node.kind == "char" or not (self.who.root or own):
            raise FileError("EPERM", path)
        changed = node._replace(owner=owner or node.owner, group=group or node.group)
        if changed != node:
            self.tree.put(where, changed)

    def set_time(self, path: str, mtime: int, *, given: bool) -> None:
        """Set the time of change: a `given` one is the owner's right, the present one that of who may write."""
        where, node = self.find(path)
        if node.kind == "char":
            return
        owner = self.who.root or node.owner == self.who.user
        if not owner and (given or not self.may(node, "w")):
            raise FileError("EPERM" if given else "EACCES", path)
        self.tree.put(where, node._replace(mtime=mtime))
