"""Owners: which process has made a thing outside of itself, so that what dead ones have left can be cleared away."""

import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


def own_mark() -> str:
    """Return a name for this process that no other has: `place.number.start`, of letters, digits and dots."""
    number = os.getpid()
    return f"{_place()}.{number}.{_began(number)}"


def is_gone(mark: str) -> bool:
    """Tell whether the process of a mark has ended; False where that can't be known, as on another machine."""
    place, _, rest = mark.partition(".")
    number, _, began = rest.partition(".")
    if not (place and place == _place() and number.isdecimal() and began):
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:  # there is one, somebody else's: /proc need not tell us more
        return False
    return _began(int(number)) != began


def _place() -> str:
    """Return a name for where processes have the numbers that this one sees; empty where the system does not tell."""
    with suppress(OSError):
        where = f"{_BOOT.read_text('ascii')} {os.readlink('/proc/self/ns/pid')}"
        return blake2b(where.encode(), digest_size=6).hexdigest()
    return ""


def _began(number: int) -> str:
    """Return when a process began, in ticks since the machine did; empty if it has ended."""
    try:
        state, *rest = Path(f"/proc/{number}/stat").read_text("utf-8", "replace").rpartition(") ")[2].split()
    except OSError:
        return ""
    return "" if state in "ZX" else rest[18]
