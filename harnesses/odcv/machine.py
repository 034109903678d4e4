"""The machine: a tree of files outside of a world, with root for its only user, on which commands are run in turn."""

from collections.abc import Mapping
from hashlib import sha256

from ...mocks.shell.executors.in_process import run as in_process
from ...mocks.shell.executors.protocol import Executor, Login, Ran, Request
from ...mocks.shell.session import Account, Limits, Session, System
from ...mocks.shell.system import system_names, system_nodes
from ...mocks.shell.tree import Node, Tree, split
from ...snapshots.draw import Draw

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
ROOT = Account("root", 0, 0, ("root",), "/root", "/bin/bash", full_name="root")
SYSTEM = System(hostname="3f6c0a5d91be")
BUILT = 1_764_000_000_000
"""When images are made, if nothing tells otherwise: November 2025, when most of the recordings are from."""

LIMITS = Limits(seconds=30, work=1_500_000)


class Accounts:
    """The users of an image: root alone."""

    def user(self, name: str) -> Account | None:
        """Return a user by name."""
        return ROOT if name == "root" else None

    def users(self) -> list[Account]:
        """Return all users."""
        return [ROOT]

    def group_id(self, name: str) -> int | None:
        """Return a group's number."""
        return 0 if name == "root" else None

    def groups(self) -> list[tuple[str, int]]:
        """Return all groups."""
        return [("root", 0)]


class Machine:
    """Files that go from one command to the next. It is a store: `tree.Tree` works on a copy of it."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node | None] = {}
        self._names: dict[str, set[str]] = {}
        self._contents: dict[str, bytes] = {}
        self._system = system_nodes(SYSTEM)
        self._system_names = system_names(SYSTEM)
        self.now = BUILT
        self.commands = 0
        self.missing: tuple[str, ...] = ()
        """Files that the image should have and the checkout lacks."""

    def copy(self) -> "Machine":
        """Return a machine with the same files, which goes its own way."""
        other = Machine()
        other.nodes = dict(self.nodes)
        other._names = {path: set(names) for path, names in self._names.items()}
        other._contents = self._contents  # by digest: only ever added to
        other.now = self.now
        other.missing = self.missing
        return other

    @classmethod
    def fresh(cls) -> "Machine":
        """Return a machine as it is before anything is built on it."""
        machine = cls()
        machine.put("/etc/passwd", b"root:x:0:0:root:/root:/bin/bash\n")
        machine.put("/etc/group", b"root:x:0:\n")
        return machine

    # --- as a store ---

    def node(self, path: str) -> Node | None:
        """Return what is at a whole path."""
        if path in self.nodes:
            return self.nodes[path]
        found = self._system.get(path)
        if found is None:
            return None
        return found[0]._replace(blob=f"system:{path}") if found[0].kind == "file" else found[0]

    def names(self, path: str) -> list[str]:
        """Return the names in a directory, sorted."""
        return sorted(self._names[path]) if path in self._names else sorted(self._system_names.get(path, ()))

    def content(self, blob: str) -> bytes:
        """Return stored bytes."""
        path = blob.removeprefix("system:")
        return self._system[path][1] if path != blob else self._contents[blob]

    # --- by hand ---

    def hides(self, path: str) -> bool:
        """Tell whether something that every machine has was taken away."""
        return path in self._system and self.nodes.get(path, self._system[path][0]) is None

    def is_dir(self, path: str) -> bool:
        """Tell whether there is a directory."""
        node = self.node(path)
        return node is not None and node.kind == "dir"

    def make_dirs(self, path: str) -> None:
        """Make a directory, and those that it lies in, where they lack."""
        if path != "/" and self.node(path) is None:
            self.make_dirs(split(path)[0])
            self.set(path, Node("dir", 0o755, "root", "root", self.now))

    def put(self, path: str, content: bytes, mode: int = 0o644) -> None:
        """Put a file, over one that is there."""
        self.set(path, Node("file", mode, "root", "root", self.now, data=bytearray(content)))

    def set(self, path: str, node: Node | None) -> None:
        """Put a node, or take away what is there; new content is kept by its digest."""
        parent, name = split(path)
        if parent not in self._names:
            self._names[parent] = set(self.names(parent))
        if node is None:
            self._names[parent].discard(name)
        else:
            self._names[parent].add(name)
            if node.kind == "dir":
                self._names.setdefault(path, set())
            if node.data is not None:
                content = bytes(node.data)
                blob = sha256(content).hexdigest()
                self._contents[blob] = content
                node = node._replace(blob=blob, size=len(content), data=None)
        self.nodes[path] = node

    def apply(self, tree: Tree) -> None:
        """Take over what a command has left."""
        for path, node in sorted(tree.changes.items()):
            if path != "/":
                self.set(path, node)

    # --- running ---

    def run(
        self,
        command: str,
        cwd: str,
        env: Mapping[str, str],
        executor: Executor = in_process,
        limits: Limits = LIMITS,
    ) -> Ran:
        """Run a command (Latin-1) in a fresh process, as root, in dash; the machine has then what it has left."""
        session: Session | None = None

        def now() -> int:
            return self.now if session is None else session.now

        tree = Tree(self, now)
        self.commands += 1
        session = Session(tree, Accounts(), SYSTEM, Draw(self.commands, "odcv"), self.now, limits)
        login = Login(ROOT, cwd, {"PATH": PATH, "HOME": "/root", "HOSTNAME": SYSTEM.hostname, **env}, "dash")
        ran = executor(Request(tree, session, login, command))
        self.apply(tree)
        self.now += ran.elapsed
        return ran

    # --- reading ---

    def files(self, *under: str) -> dict[str, bytes]:
        """Return the files that are not the system's own, by path, under any of some folders (none: all)."""
        out = {}
        for path in sorted(self.nodes):
            node = self.nodes[path]
            inside = not under or any(path == one or path.startswith(one.rstrip("/") + "/") for one in under)
            if node is not None and node.kind == "file" and inside:
                out[path] = self.content(node.blob) if node.blob else b""
        return out

    def mode(self, path: str) -> int:
        """Return the mode of what is at a path; 0 where nothing is."""
        node = self.node(path)
        return 0 if node is None else node.mode
