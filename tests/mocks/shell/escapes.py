"""Attempts to get out of the shell: to what the host has, and to the files of other users. For every executor.

Eve runs each of them, on a machine where Bob and root have secrets. What the host's file says, and its variable, is
secret too.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import yaml

from diorama.mocks.shell.executors.protocol import Login, Ran, Request
from diorama.mocks.shell.session import Account, Limits, Session, System
from diorama.mocks.shell.system import system_names, system_nodes
from diorama.mocks.shell.tree import Node, Tree
from diorama.snapshots.draw import Draw

NOW: Final = 1_772_613_000_000
"""Wed 4 March 2026, 08:30 UTC."""

HOST_SECRET: Final = "canary-of-the-host-5fd1"
SECRETS: Final = (HOST_SECRET, "diary-of-bob-77ac", "key-of-root-03be")
"""What must never be seen."""

ACCOUNTS: Final = {
    "root": Account("root", 0, 0, ("root",), "/root", "/bin/bash"),
    "eve": Account("eve", 1001, 1001, ("eve", "staff"), "/home/eve", "/bin/bash", sudo=("/usr/bin/id",)),
    "bob": Account("bob", 1002, 1002, ("bob", "staff"), "/home/bob", "/bin/bash", sudo=("ALL",)),
}
GROUPS: Final = {"root": 0, "staff": 50, "eve": 1001, "bob": 1002}

FILES: Final[Mapping[str, tuple[str, int, str, str]]] = {
    "/home/eve/notes.txt": ("mine\n", 0o644, "eve", "eve"),
    "/home/bob/diary": ("diary-of-bob-77ac\n", 0o600, "bob", "bob"),
    "/home/bob/public.txt": ("for all\n", 0o644, "bob", "bob"),
    "/home/bob/bin/tool": ("#!/bin/sh\necho tool\n", 0o755, "bob", "bob"),
    "/root/key": ("key-of-root-03be\n", 0o600, "root", "root"),
    "/etc/passwd": ("root:x:0:0:root:/root:/bin/bash\neve:x:1001:1001::/home/eve:/bin/bash\n", 0o644, "root", "root"),
    "/etc/shadow": ("root:key-of-root-03be:1::::::\n", 0o640, "root", "root"),
    "/etc/sudoers": ("# key-of-root-03be\n", 0o440, "root", "root"),
    "/srv/shared/bobs.txt": ("by bob\n", 0o644, "bob", "bob"),
    "/srv/shared/staff.txt": ("for staff\n", 0o640, "bob", "staff"),
    "/srv/closed/inner.txt": ("diary-of-bob-77ac\n", 0o644, "bob", "bob"),
    "/opt/job.sh": ("#!/bin/sh\necho job\n", 0o755, "root", "root"),
}
"""The files of the machine: content, mode, owner, group."""

DIRECTORIES: Final[Mapping[str, tuple[int, str]]] = {
    "/home/eve": (0o755, "eve"), "/home/bob": (0o755, "bob"), "/home/bob/bin": (0o755, "bob"),
    "/srv/shared": (0o1777, "root"), "/srv/closed": (0o700, "bob"),
}
PROTECTED: Final = tuple(path for path in FILES if not path.startswith("/home/eve/"))
"""What Eve must leave as it is."""


class Attempt(NamedTuple):
    """A command of Eve's, and what it tries."""

    name: str
    command: str

    def text(self, host: str, variable: str) -> str:
        """Return the command with the host's file and variable in it."""
        return self.command.replace("{host}", host).replace("{name}", variable)


ATTEMPTS: Final = tuple(
    Attempt(name, command) for name, command in yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text("ascii")).items())
"""All attempts by name."""


class House:
    """A store with the machine's files."""

    def __init__(self) -> None:
        self._system, self._names = system_nodes(System()), system_names(System())
        self._own: dict[str, tuple[Node, bytes]] = {}
        for path, (mode, owner) in DIRECTORIES.items():
            self._own[path] = (Node("dir", mode, owner, owner, NOW), b"")
        for path, (text, mode, owner, group) in FILES.items():
            self._own[path] = (Node("file", mode, owner, group, NOW, blob=path, size=len(text)), text.encode())

    def node(self, path: str) -> Node | None:
        """Return what is at a path."""
        if path in self._own:
            return self._own[path][0]
        found = self._system.get(path)
        return None if found is None else found[0]._replace(blob=path if found[0].kind == "file" else "")

    def names(self, path: str) -> list[str]:
        """Return the names in a directory."""
        prefix = path.rstrip("/") + "/"
        own = {one[len(prefix) :] for one in self._own if one.startswith(prefix) and "/" not in one[len(prefix) :]}
        return sorted({*self._names.get(path, ()), *own})

    def content(self, blob: str) -> bytes:
        """Return what is in a file."""
        return (self._own.get(blob) or self._system[blob])[1]

    def user(self, name: str) -> Account | None:
        """Return a user."""
        return ACCOUNTS.get(name)

    def users(self) -> list[Account]:
        """Return all users."""
        return list(ACCOUNTS.values())

    def group_id(self, name: str) -> int | None:
        """Return a group's number."""
        return GROUPS.get(name)

    def groups(self) -> list[tuple[str, int]]:
        """Return all groups."""
        return sorted(GROUPS.items(), key=lambda one: one[1])


def attempted(
    command: str, run: Callable[[Request], Ran], *, user: str = "eve", limits: Limits | None = None,
) -> tuple[Ran, Tree]:
    """Run a command of Eve's on a new machine; return what it did, and the tree that it has left."""
    account = ACCOUNTS[user]
    house = House()
    tree = Tree(house, lambda: session.now)
    session = Session(tree, house, System(), Draw(1, "escape"), NOW, limits or Limits())
    env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": account.home, "USER": user, "LC_ALL": "C", "TERM": "dumb"}
    return run(Request(tree, session, Login(account, account.home, env), command)), tree
