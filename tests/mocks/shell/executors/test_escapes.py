"""Attempts to get out of real machines: those of the shell's own table, and runaways, each on a machine of its own."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from diorama.mocks.shell.executors import executor_named
from diorama.mocks.shell.session import Limits
from tests.conftest import Require
from tests.mocks.shell.escapes import ATTEMPTS, FILES, Attempt, attempted
from tests.mocks.shell.executors.conftest import NEEDS
from tests.mocks.shell.test_escapes import harmless, host

__all__ = ["host"]

RUNAWAYS = {
    "fork bomb": "f(){ f | f & wait; }; f",
    "fork bomb of a program": "perl -e 'fork while 1'",
    "processes that end at once": "while :; do (:) & done",
    "endless output": "yes",
    "endless complaints": "while :; do echo no >&2; done",
    "endless line": "tr '\\0' x < /dev/zero",
    "a file of 10 GB": "head -c 10G /dev/zero > big; exit 7",
    "files without end": "while :; do head -c 20M /dev/zero > f$((n++)) || exit 7; done",
    "names without end": "while :; do : > f$((n++)) || exit 7; done",
    "hollow files": "for i in $(seq 200); do truncate -s 30M f$i; done",
    "directories without end": "while mkdir d && cd d; do :; done; exit 7",
    "links in a ring": "ln -s a b; ln -s b a; cat a; ln -s . c; ls -R c/c/c; find -L . -name x; exit 7",
    "sleep": "sleep 1e9",
    "wait for nothing": "mkfifo p; cat p",
    "a loop": "while :; do :; done",
    "a loop that will not be ended": "trap '' TERM INT HUP QUIT; while :; do :; done",
    "memory": "python3 -c 'a = [bytearray(1 << 20) for _ in range(100000)]'; exit 7",
    "memory of many": "for i in 1 2 3 4 5 6 7 8; do perl -e '$x = \"x\" x 200e6; sleep 60' & done; wait",
    "memory without a name": "perl -e 'syscall(319, \"x\", 0) == -1 or exit 1; exit 7'",
    "shared memory": "perl -e 'shmget(1, 1 << 30, 0666 | 512) // exit 7; exit 1'",
    "a variable that doubles": "x=x; while :; do x=$x$x; done",
    "deep recursion": "f() { f; }; f; exit 7",
    "everything killed": "kill -9 -1; kill -9 1; kill -STOP 1; exit 7",
    "everything removed": "rm -rf --no-preserve-root / 2>/dev/null; exit 7",
    "processes left behind": "for i in 1 2 3; do (setsid sh -c 'while :; do echo x >> $HOME/x; done' &) ; done; exit 7",
    "sockets": "perl -MSocket -e 'while (socketpair($a, $b, AF_UNIX, SOCK_STREAM, 0)) { push @a, $a, $b } exit 7'",
    "threads":
        "python3 -c 'import threading as t, time\nwhile 1: t.Thread(None, time.sleep, None, (9,)).start()'; exit 7",
}
"""Commands that would not end, or would take all there is; with code 7 they have been refused it and gone on."""


@pytest.mark.parametrize("name", list(RUNAWAYS)[::6])
def test_a_runaway_ends_and_leaves_host_and_world_whole(name: str, host: Path, require: Require) -> None:
    require(NEEDS["sandbox"])
    _held(name, "sandbox")


@pytest.mark.long
@pytest.mark.parametrize("name", RUNAWAYS)
def test_every_runaway_ends_and_leaves_host_and_world_whole(name: str, executor: str, host: Path) -> None:
    _held(name, executor)


def _held(name: str, executor: str) -> None:
    limits = Limits(seconds=4, processes=100, output=100_000)
    before = _started()
    done, tree = attempted(RUNAWAYS[name], executor_named(executor), limits=limits)
    assert done.killed or done.code, done
    assert len(done.stdout) <= limits.output
    assert len(done.stderr) <= limits.output
    for path, (text, mode, owner, _) in FILES.items():
        node = tree.node(path)
        if path.startswith("/home/eve/"):
            continue  # hers to lose
        assert node is not None
        assert (node.mode, node.owner, tree.peek(node)) == (mode, owner, text.encode())
    again, _ = attempted("cat notes.txt; ls -A", executor_named(executor))
    assert (again.stdout, again.code) == ("mine\nnotes.txt\n", 0)
    assert _left_since(before) == {}


def test_what_is_left_on_the_host_is_seen_and_what_was_there_before_is_not() -> None:
    with subprocess.Popen(["sleep", "60"]) as earlier:
        before = _started()
        with subprocess.Popen(["sleep", "60"]) as left:
            found = _left_since(before)
            left.kill()
        earlier.kill()
    assert list(found) == [left.pid]


def _left_since(before: Mapping[int, str]) -> dict[int, str]:
    """Return the programs that run on and did not before. Other tests of this process may have helpers that stay, such
    as the tracker of `multiprocessing`."""
    return {pid: name for pid, name in _started().items() if pid not in before}


def _started() -> dict[int, str]:
    """Return the programs that this process has started, directly or not, and that run, by their numbers."""
    parents: dict[int, int] = {}
    names: dict[int, str] = {}
    for pid in map(int, filter(str.isdigit, os.listdir("/proc"))):
        try:
            name, _, rest = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").partition("(")[2].rpartition(") ")
        except OSError:
            continue
        parents[pid], names[pid] = int(rest.split()[1]), name

    def ours(pid: int) -> bool:
        while pid in parents:
            pid = parents[pid]
            if pid == os.getpid():
                return True
        return False

    return {pid: name for pid, name in names.items() if ours(pid)}


def _attempts(executor: str, host: Path, every: int) -> None:
    for attempt in ATTEMPTS[::every]:
        harmless(attempt, host, executor_named(executor))


def test_some_attempts_do_no_harm(executor: str, host: Path) -> None:
    _attempts(executor, host, 9)


@pytest.mark.long
def test_no_attempt_does_harm(executor: str, host: Path) -> None:
    _attempts(executor, host, 1)


def test_harm_would_be_seen(executor: str, host: Path) -> None:
    attempt = Attempt("the secret itself", "printf 'canary-of-the-host-%s' 5fd1")
    with pytest.raises(AssertionError):
        harmless(attempt, host, executor_named(executor))
