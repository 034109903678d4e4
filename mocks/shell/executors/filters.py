"""The filter: calls of the kernel that a sandbox has no use for and that would hold memory outside its limits."""

import errno
import platform
import struct

_NUMBERS = {
    "x86_64": (0xC000003E, {
        "shmget": 29, "msgget": 68, "add_key": 248, "request_key": 249, "keyctl": 250, "perf_event_open": 298,
        "open_by_handle_at": 304, "memfd_create": 319, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425,
        "memfd_secret": 447,
    }),
    "aarch64": (0xC00000B7, {
        "msgget": 186, "shmget": 194, "add_key": 217, "request_key": 218, "keyctl": 219, "perf_event_open": 241,
        "open_by_handle_at": 265, "memfd_create": 279, "bpf": 280, "userfaultfd": 282, "io_uring_setup": 425,
        "memfd_secret": 447,
    }),
}
"""What seccomp calls an architecture, and the numbers of calls there, as the kernel's tables have them."""

_LOAD, _EQUAL, _ABOVE, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_X32 = 0x40000000


def program() -> bytes:
    """Return a filter for bubblewrap that refuses those calls; empty on an architecture that we do not know."""
    if platform.machine() not in _NUMBERS:
        return b""
    architecture, numbers = _NUMBERS[platform.machine()]
    count = len(numbers)
    steps = [
        (_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL),  # another architecture's numbers
        (_LOAD, 0, 0, 0), (_ABOVE, count + 1, 0, _X32),
        *((_EQUAL, count - place, 0, number) for place, number in enumerate(sorted(numbers.values()))),
        (_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _FAIL | errno.EPERM),
    ]
    return b"".join(struct.pack("=HBBI", *step) for step in steps)
