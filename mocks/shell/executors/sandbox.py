"""The sandbox: the executor that runs a command in the host's own bash or dash, in namespaces made by bubblewrap.

What the command sees is a file system in memory with the tree's files in it, and of the host nothing but what lies in
/usr, for reading. It has no network, no devices but the usual ones, and no way to get more rights than its user has.
"""

import json
import os
import re
import select
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from ....snapshots.errors import UsageError
from .cgroups import Group, group
from .filters import program
from .follow import follow
from .layout import BEGIN, MEMORY, SYSTEM, Layout
from .protocol import Ran, Request

PROGRAMS = {
    "bwrap": "bubblewrap", "bash": "bash", "dash": "dash", "setpriv": "util-linux", "unshare": "util-linux",
    "nsenter": "util-linux", "tar": "tar", "find": "findutils", "mawk": "mawk", "jq": "jq", "bc": "bc",
}
"""What the host must have, and the package of Debian that brings it."""

ROOT, OWN = "/tree", "/machine"
FIRST_ID, IDS = 2_000_000_000, 65_536
"""The numbers that users of a sandbox have on the host: nobody else's."""

_ENTER = 'while [ "$1" != -- ]; do echo $$ >"$1"; shift; done; shift; exec "$@"'
"""What a process does to be in a group: it writes its number into the files that are named before `--`."""

_OWN_MEMORY = re.compile(r"^Rss(?:Anon|Shmem):\s*(\d+) kB", re.M)

_HIDDEN = (
    "cmdline", "config.gz", "diskstats", "interrupts", "iomem", "ioports", "kallsyms", "kcore", "key-users", "keys",
    "kmsg", "kpagecount", "kpageflags", "mdstat", "modules", "partitions", "sched_debug", "slabinfo", "softirqs",
    "swaps", "timer_list", "vmallocinfo", "zoneinfo",
)
"""Files of /proc that tell of the host: they are empty."""


def run(request: Request) -> Ran:
    """Run a request in a sandbox of its own."""
    layout = Layout(request, ROOT, OWN, preload())
    room = MEMORY + layout.disk.size
    with (
        _user_namespace(layout) as namespace, _file(layout.archive) as archive, _file(program()) as calls,
        group(room, request.session.limits.processes + 16) as together,
    ):
        machine = _Sandbox(layout, _Start(namespace, archive, calls, together))
        try:
            return follow(layout, machine)
        finally:
            machine.close()


@cache
def preload() -> str:
    """Return the library that gives programs the simulated time; UsageError names what the host lacks."""
    missing = sorted({package for name, package in PROGRAMS.items() if shutil.which(name) is None})
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")) + sorted(
        Path("/usr/lib64/faketime").glob("libfaketime.so.1"))
    if not found:
        missing.append("libfaketime")
    if missing:
        raise UsageError(
            f"the sandbox lacks {', '.join(missing)}: apt-get install --no-install-recommends {' '.join(missing)}")
    return str(found[0])


@contextmanager
def _file(content: bytes) -> Iterator[IO[bytes]]:
    with TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        yield file


@contextmanager
def _user_namespace(layout: Layout) -> Iterator[str]:
    """Make a namespace of users, empty of rights outside, and yield its path."""
    holder = subprocess.Popen(
        ["unshare", "--user", "sh", "-c", "echo && exec cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin is not None
    assert holder.stdout is not None
    try:
        if not holder.stdout.readline():
            raise UsageError("the sandbox needs namespaces of users, which this kernel does not give")
        _map_ids(holder.pid, layout)
        yield f"/proc/{holder.pid}/ns/user"
    finally:
        holder.stdin.close()
        holder.stdout.close()
        holder.wait()


def _map_ids(pid: int, layout: Layout) -> None:
    """Give the users of a namespace numbers on the host: a range of their own, where that can be had."""
    if os.geteuid() == 0:
        for name in ("uid_map", "gid_map"):
            Path(f"/proc/{pid}/{name}").write_text(f"0 {FIRST_ID} {IDS}\n")
        return
    owners = {node.owner for node in layout.nodes.values()} | {node.group for node in layout.nodes.values()}
    login = layout.request.login.account
    if login.uid or owners != {"root"}:
        raise UsageError("only root can run a sandbox whose files have several owners; without root all must be root's")
    Path(f"/proc/{pid}/setgroups").write_text("deny\n")
    Path(f"/proc/{pid}/uid_map").write_text(f"0 {os.geteuid()} 1\n")
    Path(f"/proc/{pid}/gid_map").write_text(f"0 {os.getegid()} 1\n")


class _Start(NamedTuple):
    """What a sandbox starts with: a namespace of users, its files, the calls it may not make, a group of processes."""

    namespace: str
    archive: IO[bytes]
    calls: IO[bytes]
    group: Group


class _Sandbox:
    """A running sandbox."""

    def __init__(self, layout: Layout, start: _Start) -> None:
        self._limits = layout.request.session.limits
        self._group = start.group
        read, write = os.pipe()
        calls = start.calls.fileno()
        words = [
            "sh", "-c", _ENTER, "sh", *start.group.doors, "--",
            "nsenter", f"--user={start.namespace}", *([] if os.geteuid() == 0 else ["--preserve-credentials"]), "--",
            "sh", "-c", 'echo 0 >/proc/sys/user/max_user_namespaces && exec "$@"', "sh",
            "bwrap", *_walls(layout), "--info-fd", str(write), *(["--seccomp", str(calls)] if program() else []),
            "--", "bash", "-c", BEGIN, OWN,
        ]
        self._process = subprocess.Popen(
            words, stdin=start.archive, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=(write, calls),
            env={"PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin")}, start_new_session=True,
        )
        os.close(write)
        with open(read, "rb") as info:
            told = info.read()
        self._first = json.loads(told)["child-pid"] if told else 0
        assert self._process.stdout is not None
        assert self._process.stderr is not None
        self._streams = {self._process.stdout: 1, self._process.stderr: 2}

    def read(self, seconds: float) -> list[tuple[int, bytes]] | None:
        """Wait so long for output."""
        if not self._streams:
            return None
        out: list[tuple[int, bytes]] = []
        for stream in select.select(list(self._streams), [], [], seconds)[0]:
            data = os.read(stream.fileno(), 1 << 16)
            if data:
                out.append((self._streams[stream], data))
            else:
                del self._streams[stream]
        return out

    def stop(self) -> None:
        """Have process 1 end the command."""
        with suppress(ProcessLookupError):
            os.kill(self._first, signal.SIGTERM)

    def excess(self) -> str:
        """Return what the command has too much of: memory in all, or processes."""
        kib = count = 0
        proc = Path(f"/proc/{self._first}/root/proc")
        with suppress(OSError):
            for name in filter(str.isdigit, os.listdir(proc)):
                count += 1
                with suppress(OSError):
                    kib += sum(map(int, _OWN_MEMORY.findall((proc / name / "status").read_text("ascii"))))
        if kib > MEMORY >> 10:
            return "out of memory"
        return "fork: Resource temporarily unavailable" if count > 2 * self._limits.processes else ""

    def lost(self) -> str:
        """Return why the sandbox has ended early: nothing but the kernel, for want of memory, ends process 1."""
        return "out of memory" if self._group.starved() else ""

    def close(self) -> None:
        """End the sandbox."""
        with suppress(ProcessLookupError):
            if self._first and self._process.poll() is None:
                os.kill(self._first, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()


def _walls(layout: Layout) -> list[str]:
    """Return the options of bubblewrap: what the sandbox is shut off from, and what it has."""
    links = [name for name in ("bin", "lib", "lib32", "lib64", "libx32", "sbin") if os.path.islink(f"/{name}")]
    system = [name for name in SYSTEM if os.path.isdir(f"/usr/{name}")]
    hidden = [name for name in _HIDDEN if os.path.exists(f"/proc/{name}")]
    hostname = layout.request.session.system.hostname
    return [
        "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--as-pid-1",
        "--die-with-parent", "--new-session", "--cap-add", "ALL", "--hostname", hostname,
        "--clearenv", "--setenv", "PATH", "/usr/sbin:/usr/bin", "--setenv", "LC_ALL", "C",
        "--ro-bind", "/usr", "/usr", *(word for name in links for word in ("--symlink", f"usr/{name}", f"/{name}")),
        "--proc", "/proc", "--dev", "/dev", "--dir", OWN,
        "--size", str(layout.disk.size), "--tmpfs", ROOT,
        *(word for name in system for word in ("--ro-bind", f"/usr/{name}", f"{ROOT}/usr/{name}")),
        *(word for name in links if name.startswith("lib") and name != "lib"
          for word in ("--symlink", f"usr/{name}", f"{ROOT}/{name}")),
        "--proc", f"{ROOT}/proc", "--dev", f"{ROOT}/dev", "--remount-ro", f"{ROOT}/dev",
        *(word for name in hidden for word in ("--dev-bind", "/dev/null", f"{ROOT}/proc/{name}")),
    ]
