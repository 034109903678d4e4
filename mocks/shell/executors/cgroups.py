"""Control groups: hold all processes of a sandbox together to memory and number, where the host lets us."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .owners import is_gone, own_mark

_MOUNTED = Path("/sys/fs/cgroup")
_PREFIX = "diorama-"


@contextmanager
def group(memory: int, processes: int) -> Iterator["Group"]:
    """Make a group of processes that may have so much memory and be so many; where that can't be it has no limits."""
    made = Group(_places(memory, processes))
    try:
        yield made
    finally:
        made.remove()


def _places(memory: int, processes: int) -> list[Path]:
    if os.geteuid() != 0:
        return []
    own = {}
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text("utf-8").splitlines():
            _, names, path = line.split(":", 2)
            own.update(dict.fromkeys(names.split(","), path))
    if (_MOUNTED / "cgroup.controllers").exists():
        return _made([_MOUNTED / own.get("", "/").lstrip("/")], {
            "memory.max": memory, "memory.swap.max": 0, "pids.max": processes})
    return [
        *_made([_MOUNTED / "memory" / own.get("memory", "/").lstrip("/")], {"memory.limit_in_bytes": memory}),
        *_made([_MOUNTED / "pids" / own.get("pids", "/").lstrip("/")], {"pids.max": processes}),
    ]


def _made(beside: list[Path], limits: dict[str, int]) -> list[Path]:
    """Make a group below the first of some places, or the places above them, that lets itself be limited."""
    for place in (*beside, *(above for one in beside for above in one.parents if _MOUNTED in (above, *above.parents))):
        new = place / f"{_PREFIX}{own_mark()}-{time.monotonic_ns()}"
        try:
            new.mkdir()
        except OSError:
            continue
        _clear(place)
        try:
            for name, value in limits.items():
                if name != "memory.swap.max" or (new / name).exists():
                    (new / name).write_text(str(value))
            return [new]
        except OSError:
            new.rmdir()
    return []


def _clear(place: Path) -> None:
    """Remove the groups that processes have left which were killed."""
    for path in place.glob(f"{_PREFIX}*-*"):
        if is_gone(path.name.removeprefix(_PREFIX).partition("-")[0]):
            with suppress(OSError):
                path.rmdir()


class Group:
    """A group of processes; it may be empty of limits."""

    def __init__(self, places: list[Path]) -> None:
        self.places = places

    @property
    def doors(self) -> list[str]:
        """The files that a process writes its number into to be in the group."""
        return [str(place / "cgroup.procs") for place in self.places]

    def starved(self) -> bool:
        """Tell whether the kernel has ended a process of the group for want of memory."""
        for place in self.places:
            for name in ("memory.events", "memory.oom_control"):
                with suppress(OSError):
                    if any(line.startswith("oom_kill ") and line.split()[1] != "0"
                           for line in (place / name).read_text("ascii").splitlines()):
                        return True
        return False

    def remove(self) -> None:
        """Take the group away, once its processes are gone."""
        for place in self.places:
            for _ in range(200):
                try:
                    place.rmdir()
                    break
                except OSError:
                    time.sleep(0.01)
