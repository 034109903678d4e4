"""The archive: a tree's files as tar has them, for a real machine to be laid out from."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from struct import Struct
from typing import NamedTuple

BLOCK = 512
RECORD = 20 * BLOCK
"""What tar reads at a time: with less it would wait for more."""

_LONGEST = 100
_HEADER = Struct("100s8s8s8s12s12s8s1s100s8s247x")
_TYPES = {"file": b"0", "link": b"2", "dir": b"5"}


class Entry(NamedTuple):
    """A file, directory or link of an archive. Names are one character per byte; times are ms."""

    name: str
    kind: str
    mode: int
    uid: int
    gid: int
    mtime: int
    content: bytes = b""
    target: str = ""


def archived(entries: Iterable[Entry]) -> bytes:
    """Return an archive as GNU tar reads it."""
    out = b"".join(_parts(entries)) + bytes(2 * BLOCK)
    return out + bytes(-len(out) % RECORD)


def _parts(entries: Iterable[Entry]) -> Iterator[bytes]:
    for entry in entries:
        size = len(entry.content)
        yield _headers(entry._replace(content=b""), size)
        if size:
            yield entry.content
            yield bytes(-size % BLOCK)


@lru_cache(maxsize=65_536)
def _headers(entry: Entry, size: int) -> bytes:
    name, target = entry.name.encode("latin-1"), entry.target.encode("latin-1")
    seconds, rest = divmod(entry.mtime, 1000)
    out = b""
    if rest or seconds < 0:  # the ordinary header has whole seconds since 1970
        record = f" mtime={entry.mtime // 1000 if not rest else f'{entry.mtime / 1000:.3f}'}\n"
        length = len(record) + 2
        length += len(str(length)) - 2
        out += _block(b"mtime", 0o644, 0, 0, length, 0, b"x", b"") + _padded(f"{length}{record}".encode())
    if len(name) > _LONGEST:
        out += _block(b"././@LongLink", 0, 0, 0, len(name) + 1, 0, b"L", b"") + _padded(name + b"\0")
    if len(target) > _LONGEST:
        out += _block(b"././@LongLink", 0, 0, 0, len(target) + 1, 0, b"K", b"") + _padded(target + b"\0")
    kind = _TYPES[entry.kind]
    return out + _block(name, entry.mode, entry.uid, entry.gid, size, max(seconds, 0), kind, target)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % BLOCK)


def _block(name: bytes, mode: int, uid: int, gid: int, size: int, seconds: int, kind: bytes, target: bytes) -> bytes:
    numbers = [b"%07o" % mode, b"%07o" % uid, b"%07o" % gid, b"%011o" % size, b"%011o" % seconds]
    raw = _HEADER.pack(name, *numbers, b" " * 8, kind, target, b"ustar  ")
    return raw[:148] + b"%06o\0 " % sum(raw) + raw[156:]
