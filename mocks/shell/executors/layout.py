"""The layout: a request as a real machine takes it, its files as an archive and its limits as numbers."""

import os
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from ....snapshots.errors import UsageError
from ..session import Accounts
from ..system import system_nodes
from ..tree import Node, joined
from .archive import Entry, archived
from .protocol import Request

SCRIPT = Path(__file__).with_name("machine.sh").read_text("ascii")
"""What runs in a real machine as process 1."""

LAYING = 120
"""Real seconds that a machine has to begin, and again to tell what the command has left."""

BEGIN = (
    f'timeout {LAYING} tar --extract --file=- --directory=/ --same-owner --same-permissions --numeric-owner'
    ' --delay-directory-restore && . "$0/script"')
"""How it comes to run that: `bash -c` gets this and the name of `own`."""

SYSTEM = ("bin", "lib", "lib32", "lib64", "libexec", "libx32", "sbin", "share")
"""What of /usr is the real machine's own, for reading only."""

NOT_OURS = ("/dev", "/proc", "/sys", "/lib32", "/lib64", "/libx32", *(f"/usr/{name}" for name in SYSTEM))
"""Paths below which a real machine's files are not the tree's."""

LENT = ("/etc/alternatives", "/etc/faketimerc", "/etc/ld.so.preload")
"""Paths that a real machine has for its own ends."""

_ALTERNATIVES = {"awk": "/usr/bin/mawk", "which": "/usr/bin/which.debianutils"}

MEMORY = 512 << 20
"""Bytes that all processes of a command may have together, beside its files."""

PATIENCE = 3
"""Seconds that processes have which a command leaves behind: what goes on after that is ended."""

FILES_OPEN = 256

NOBODY = 65_534
"""The number of the user nobody and of the group nogroup."""

LONGEST = 100_000
"""Bytes of a command that the kernel takes as an argument; a longer one is read from a file."""

ROOT_MAY = "-all,+chown,+dac_override,+fowner,+fsetid,+kill"
"""What is left of root's power: over the files and the processes of the machine."""

_STATE = r'printf "%s\0" "$PWD"; /usr/bin/env -0'
_PROFILE = f"""unset BASH_ENV
trap '{{ trap - DEBUG ERR; set +x; }} >/dev/null 2>&1; {{ builtin {_STATE}; }} 2>/dev/null >|/proc/self/fd/63 || :' EXIT
exec 62<&-
"""
_DASH = f"trap '{{ set +x; {_STATE}; }} 2>/dev/null >|/proc/self/fd/63 || :' EXIT; "
"""How a shell tells where it stands, and its environment, when it ends."""


class Ids:
    """Numbers and names of the users and groups of a machine. What is not known is nobody."""

    def __init__(self, accounts: Accounts) -> None:
        self._uids = {one.name: one.uid for one in accounts.users()}
        self._gids = dict(accounts.groups())
        self._users = {uid: name for name, uid in reversed(self._uids.items())}
        self._groups = {gid: name for name, gid in reversed(self._gids.items())}

    def uid(self, name: str) -> int:
        """Return a user's number."""
        return self._number(name, self._uids)

    def gid(self, name: str) -> int:
        """Return a group's number."""
        return self._number(name, self._gids)

    def _number(self, name: str, known: dict[str, int]) -> int:
        number = known.get(name, NOBODY)
        if not 0 <= number <= NOBODY:
            raise UsageError(f"{name} has the number {number}: real machines have users and groups up to {NOBODY}")
        return number

    def user(self, uid: int) -> str:
        """Return a user's name."""
        return self._users.get(uid, "nobody")

    def group(self, gid: int) -> str:
        """Return a group's name."""
        return self._groups.get(gid, "nogroup")


class Layout:
    """A request as a real machine takes it. `own` is the directory of root's where what is not the tree's lies."""

    def __init__(
        self, request: Request, root: str, own: str, preload: str, *, apart: tuple[str, ...] = (),
        fixed: tuple[str, ...] = (),
    ) -> None:
        self.request = request
        self.mark = f"[{os.urandom(16).hex()}]"
        """A text that the command cannot know."""
        self.root = root
        self.own = own
        self.preload = preload
        self._top = root.rstrip("/")
        self.ids = Ids(request.session.accounts)
        self.lent = (*LENT, *apart)
        """Paths below which nothing is taken from the tree nor given back to it."""
        self._apart = tuple(f"{place}/" for place in (*NOT_OURS, *self.lent))
        self.fixed = fixed
        """Directories that stay as they are, whatever is in them."""

    def ours(self, path: str) -> bool:
        """Tell whether what is at a path is the tree's."""
        return path not in self.fixed and not f"{path}/".startswith(self._apart)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """What the machine is laid out with, by path."""
        return dict(self._walk("/"))

    def _walk(self, path: str) -> Iterator[tuple[str, Node]]:
        tree = self.request.tree
        node = tree.node(path)
        if node is None or node.kind == "char":
            return
        if self.ours(path):
            yield path, node
        elif path not in self.fixed:
            self._hold_to_system(path)
            return
        if node.kind == "dir":
            for name in reversed(tree.names(path)):  # a file system in memory tells the newest name first
                yield from self._walk(joined(path, name))

    def _hold_to_system(self, path: str) -> None:
        """Raise UsageError if the tree has something of its own where a real machine's files are."""
        if not path.startswith("/usr/"):
            return
        known, tree = system_nodes(self.request.session.system), self.request.tree
        for there, node in tree.walk(path):
            own = known.get(there)
            if own is None or node.target != own[0].target or (node.kind == "file" and tree.peek(node) != own[1]):
                raise UsageError(
                    f"{there} lies where real machines have their own programs: put it into /usr/local or /opt")

    @cached_property
    def archive(self) -> bytes:
        """The files, the command and its environment as an archive."""
        return archived([*self._own_files(), *map(self._entry, self.nodes.items()), *self._lent()])

    def _entry(self, item: tuple[str, Node]) -> Entry:
        path, node = item
        content = self.request.tree.peek(node) if node.kind == "file" else b""
        uid, gid = self.ids.uid(node.owner), self.ids.gid(node.group)
        return Entry(f".{self._top}{path}", node.kind, node.mode, uid, gid, node.mtime, content, node.target)

    def _lent(self) -> Iterator[Entry]:
        yield Entry(f".{self._top}/etc/faketimerc", "file", 0o644, 0, 0, 0)
        yield Entry(f".{self._top}/etc/ld.so.preload", "file", 0o644, 0, 0, 0)
        yield Entry(f".{self._top}/etc/alternatives", "dir", 0o755, 0, 0, 0)
        for name, target in _ALTERNATIVES.items():
            yield Entry(f".{self._top}/etc/alternatives/{name}", "link", 0o777, 0, 0, 0, target=target)

    def _own_files(self) -> Iterator[Entry]:
        directories = _ended(f".{path}" for path, node in self.nodes.items() if node.kind == "dir")
        texts = {
            "script": SCRIPT, "arguments": _ended(self._arguments()), "argv": self._argv(), "command": self._command,
            "directories": directories,
            "profile": _PROFILE, "stdin": self.request.stdin,
        }
        for name, content in texts.items():
            yield Entry(f".{self.own}/{name}", "file", 0o644, 0, 0, 0, content.encode("latin-1"))

    @property
    def _command(self) -> str:
        return self.request.command.replace("\0", "")

    def _argv(self) -> str:
        login = self.request.login
        node = self.request.tree.view(login.account.credentials).stat(login.cwd)
        cwd = login.cwd if node is not None and node.kind == "dir" else "/"
        command = self._command if len(self._command) < LONGEST else ". /proc/self/fd/61"
        env = [f"{name}={value}" for name, value in login.env.items()] + ["NO_FAKE_STAT=1"]
        if login.dialect == "bash":
            env += ["BASH_ENV=/proc/self/fd/62"]
            shell = ["/usr/bin/bash", "-c", command, "bash"]
        else:
            shell = ["/usr/bin/dash", "-c", _DASH + command, "/bin/sh"]
        return _ended((f"--chdir={cwd}", "--default-signal=INT,QUIT", *env, *shell))

    @property
    def limits(self) -> str:
        """The limits of each process, as options of ulimit."""
        processes, space = self.request.session.limits.processes, self.request.tree.space
        return f"-c 0 -f {space.file >> 10} -u {processes} -v {MEMORY >> 10} -n {FILES_OPEN}"

    @cached_property
    def disk(self) -> "Disk":
        """The bytes and inodes of a file system that holds the files and what the command may write.

        What the machine has of its own in there counts as the command's.
        """
        space = self.request.tree.space
        size = sum(-(-node.length // 4096) * 4096 for node in self.nodes.values() if node.kind != "link")
        return Disk(size + space.total, len(self.nodes) + space.nodes)

    def _arguments(self) -> list[str]:
        """Return what the script takes."""
        account, session = self.request.login.account, self.request.session
        others = ",".join(str(self.ids.gid(name)) for name in account.groups)
        return [
            self.root, self.mark, f"{account.uid}:{account.gid}:{others}", ROOT_MAY, str(session.now * 1000),
            self.preload, str(PATIENCE), self.limits, self.mounted, self.deadline, *self.look,
        ]

    @property
    def look(self) -> list[str]:
        """Where a machine's files are looked for, from its root."""
        return ["."]

    @property
    def deadline(self) -> str:
        """Real seconds after which a machine ends its command by itself, empty if it ends with who has started it."""
        return ""

    @property
    def mounted(self) -> str:
        """The options of the file system that holds them, empty if it is made with those."""
        return f"size={self.disk.size},nr_inodes={self.disk.nodes}"


def _ended(words: Iterable[str]) -> str:
    """Return words with a zero byte after each."""
    return "".join(f"{word}\0" for word in words)


class Disk(NamedTuple):
    """The size of a file system."""

    size: int
    nodes: int
