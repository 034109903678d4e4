"""Folders of a disk as what an import takes: sorted, with names that a world can hold."""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote_from_bytes, unquote_to_bytes

from ..common.files import MAX_DEPTH

ON_DISK = "name_on_disk"
"""The property of a file that had to be named otherwise than on the disk: the bytes of that name, percent-encoded."""

_UNSEEN = re.compile("[\x00-\x1f\x7f]")


class Entry(NamedTuple):
    """A file or folder: its place from the top, when it was last changed (ms), its size."""

    path: Path
    parts: tuple[str, ...]
    is_folder: bool
    modified: int
    size: int


def entries(top: Path, defects: Counter[str], refused: Counter[str]) -> Iterator[Entry]:
    """Yield all that is in a folder, each folder before what is in it; what is refused is counted, and defects too."""
    yield from _inside(top, (), defects, refused)


def _inside(folder: Path, parts: tuple[str, ...], defects: Counter[str], refused: Counter[str]) -> Iterator[Entry]:
    try:
        names = sorted(os.listdir(folder), key=os.fsencode)
    except OSError:
        refused["is in a folder that cannot be read"] += 1
        return
    folded = Counter(name.lower() for name in names)
    doubled = sum(number - 1 for number in folded.values())
    if doubled:
        defects["has the name of another but for the case"] += doubled
    for name in names:
        path, here = folder / name, (*parts, name)
        try:
            about = path.lstat()
        except OSError:
            refused["cannot be read"] += 1
            continue
        moment = about.st_mtime_ns // 1_000_000
        if moment < 0:
            defects["was changed before 1970, taken as 1970"] += 1
        if stat.S_ISLNK(about.st_mode):
            refused["is a link, which is not followed"] += 1
        elif stat.S_ISDIR(about.st_mode):
            if len(here) >= MAX_DEPTH - 1:
                refused["lies too deep"] += 1
                continue
            yield Entry(path, here, True, max(0, moment), 0)
            yield from _inside(path, here, defects, refused)
        elif stat.S_ISREG(about.st_mode):
            yield Entry(path, here, False, max(0, moment), about.st_size)
        else:
            refused["is no file: a socket, pipe or device"] += 1


def drive_name(name: str) -> tuple[str, str]:
    """Return what a file is called in Drive, and its name's bytes in plain text where they differ."""
    clean = _UNSEEN.sub("_", os.fsencode(name).decode("utf-8", "replace"))
    return clean, "" if clean == name else quote_from_bytes(os.fsencode(name), safe=" ")


def disk_name(clean: str, kept: str) -> str:
    """Return the name that a file had on the disk, unless it has been renamed since."""
    if kept:
        name = os.fsdecode(unquote_to_bytes(kept))
        if drive_name(name)[0] == clean:
            return name
    return clean
