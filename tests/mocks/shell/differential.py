"""Differential tests of the shell: the same command line in ours and in the real one, with the real programs."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from diorama.mocks.shell.executors.in_process import run
from diorama.mocks.shell.executors.protocol import Login, Request
from diorama.mocks.shell.session import Account, Limits, Session, System
from diorama.mocks.shell.system import system_names, system_nodes
from diorama.mocks.shell.tree import Node, Tree
from diorama.mocks.shell.words import Dialect
from diorama.snapshots.draw import Draw
from tests.lacking import lacks

NOW: Final = 1_772_613_000_000
"""Wed 4 March 2026, 08:30 UTC: the simulated time of every case, and the time of its files."""

HOME: Final = "/tmp/case"
"""Where a command stands in our shell; the real one's directory is named so in what it prints."""

ENVIRONMENT: Final = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "HOME": HOME, "TZ": "UTC"}

TOOLS: Final = {
    "coreutils": ("sort", "coreutils) 9."), "bash": ("bash", "version 5."), "bc": ("bc", "bc 1.07"),
    "diff": ("diff", "diffutils) 3."), "cmp": ("cmp", "diffutils) 3."), "grep": ("grep", "grep) 3."),
    "sed": ("sed", "sed) 4."), "find": ("find", "findutils) 4."), "jq": ("jq", "jq-1."),
    "column": ("column", "util-linux 2."),
    "hexdump": ("hexdump", "util-linux 2."),
}
"""What `--version` of a program says that behaves as ours: other versions count as missing."""


class Result(NamedTuple):
    """What a command did: texts are bytes; `files` are the regular files that there are afterwards, by name."""

    stdout: bytes
    stderr: bytes
    code: int
    files: Mapping[str, bytes] = {}


class _Memory:
    """A store of files that only tests need."""

    def __init__(self, files: Mapping[str, bytes], modes: Mapping[str, int], owner: str) -> None:
        self._system, self._names = system_nodes(System()), system_names(System())
        self._owner = owner
        self._own: dict[str, tuple[Node, bytes]] = {}
        self._directory(HOME)
        for name, content in files.items():
            path = name if name.startswith("/") else f"{HOME}/{name}"
            self._directory(path.rstrip("/") if name.endswith("/") else path.rpartition("/")[0])
            if not name.endswith("/"):
                node = Node("file", modes.get(name, 0o644), self._owner, self._owner, NOW, blob=path, size=len(content))
                self._own[path] = (node, content)

    def _directory(self, path: str) -> None:
        if path and path not in self._system and path not in self._own:
            self._directory(path.rpartition("/")[0])
            self._own[path] = (Node("dir", 0o755, self._owner, self._owner, NOW), b"")

    def node(self, path: str) -> Node | None:
        if path in self._own:
            return self._own[path][0]
        found = self._system.get(path)
        return None if found is None else found[0]._replace(blob=path if found[0].kind == "file" else "")

    def names(self, path: str) -> list[str]:
        prefix = path.rstrip("/") + "/"
        own = {one[len(prefix) :] for one in self._own if one.startswith(prefix) and "/" not in one[len(prefix) :]}
        return sorted({*self._names.get(path, ()), *own})

    def content(self, blob: str) -> bytes:
        return (self._own.get(blob) or self._system[blob])[1]


_ROOT = Account("root", 0, 0, ("root",), "/root", "/bin/bash")
_GAMES = Account("games", 5, 60, ("games",), "/usr/games", "/usr/sbin/nologin")
_USERS: Final = {one.name: one for one in (_ROOT, _GAMES)}


class _Few:
    """The accounts of a machine that root uses, and one user who is in Debian's /etc/passwd with the same numbers."""

    def user(self, name: str) -> Account | None:
        return _USERS.get(name)

    def users(self) -> list[Account]:
        return list(_USERS.values())

    def group_id(self, name: str) -> int | None:
        return {"root": 0, "games": 60}.get(name)

    def groups(self) -> list[tuple[str, int]]:
        return [("root", 0), ("games", 60)]


def ours(
    command: str, files: Mapping[str, bytes] | None = None, *, stdin: bytes = b"", dialect: Dialect = "bash",
    modes: Mapping[str, int] | None = None, limits: Limits | None = None, env: Mapping[str, str] | None = None,
    user: str = "root",
) -> Result:
    """Run a command line in our shell, in a directory of the user's with these files (`name/` is an empty one)."""
    tree = Tree(_Memory(files or {}, modes or {}, user), lambda: session.now)
    session = Session(tree, _Few(), System(), Draw(1, "case"), NOW, limits or Limits())
    login = Login(_USERS[user], HOME, {**ENVIRONMENT, **(env or {})}, dialect)
    text = command.encode("utf-8", "surrogateescape").decode("latin-1")
    done = run(Request(tree, session, login, text, stdin.decode("latin-1")))
    after = {path[len(HOME) + 1 :]: tree.bytes_of(path, node) for path, node in tree.walk(HOME) if node.kind == "file"}
    return Result(done.stdout.encode("latin-1"), done.stderr.encode("latin-1"), done.code, after)


def real(
    command: str, files: Mapping[str, bytes] | None = None, *, stdin: bytes = b"", dialect: Dialect = "bash",
    modes: Mapping[str, int] | None = None, env: Mapping[str, str] | None = None, seconds: float = 20,
    user: str = "root",
) -> Result:
    """Run a command line in the real shell, in a new directory with these files, which the output names as HOME."""
    with tempfile.TemporaryDirectory(prefix="case") as where:
        top = Path(where)
        for name, content in (files or {}).items():
            path = top / name
            (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
            if not name.endswith("/"):
                path.write_bytes(content)
                path.chmod((modes or {}).get(name, 0o644))
        top.chmod(0o755)
        account = _USERS[user]
        for path in (*top.rglob("*"), top):
            if user != "root":
                os.chown(path, account.uid, account.gid)
            os.utime(path, (NOW / 1000, NOW / 1000))
        who: dict[str, Any] = {} if user == "root" else {
            "user": account.uid, "group": account.gid, "extra_groups": [account.gid]}
        zero = "bash" if dialect == "bash" else "/bin/sh"
        done = subprocess.run(
            [zero, "-c", command], executable=shutil.which(dialect) or dialect, input=stdin, cwd=where,
            capture_output=True, timeout=seconds, env={**ENVIRONMENT, "HOME": where, **(env or {})}, check=False,
            preexec_fn=_heard, **who)
        after = {str(path.relative_to(top)): path.read_bytes() for path in sorted(top.rglob("*"))
                 if path.is_file() and not path.is_symlink()}
        shown = where.encode(), HOME.encode()
        return Result(done.stdout.replace(*shown), done.stderr.replace(*shown), done.returncode, after)


def _heard() -> None:
    """Have signals do what they do by themselves: a shell cannot trap one that its parent has it ignore."""
    for name in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(name, signal.SIG_DFL)


@cache
def has(tool: str) -> bool:
    """Tell whether this machine has a program, in a version that behaves as ours."""
    name, says = TOOLS.get(tool, (tool, ""))
    path = shutil.which(name)
    if path is None or not says:
        return path is not None
    done = subprocess.run([path, "--version"], capture_output=True, timeout=20, text=True, stdin=subprocess.DEVNULL)
    return says in done.stdout + done.stderr


def needs(*tools: str) -> None:
    """Tell of a program that the machine lacks, if there is one (see `lacks`)."""
    for tool in ("bash", "coreutils", *tools):
        if not has(tool):
            lacks(tool)


def same(
    command: str, files: Mapping[str, bytes] | None = None, *, tools: Sequence[str] = (), stdin: bytes = b"",
    dialect: Dialect = "bash", stderr: bool = True, env: Mapping[str, str] | None = None,
) -> Result:
    """Assert that a command line does the same in both shells: output, errors, code and files. Return what it did."""
    needs(*tools)
    got = ours(command, files, stdin=stdin, dialect=dialect, env=env)
    wanted = real(command, files, stdin=stdin, dialect=dialect, env=env)
    if not stderr:
        got, wanted = got._replace(stderr=b""), wanted._replace(stderr=b"")
    assert got == wanted, f"{command}\n  ours: {got}\n  real: {wanted}"
    return got
