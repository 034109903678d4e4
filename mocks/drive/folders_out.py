"""Exporting: a folder of Drive as files of a disk, under names that a disk takes."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from ...snapshots.errors import StateError
from ...snapshots.state import State
from ..common.file_records import DOCUMENT, FOLDER, PRESENTATION, SHORTCUT, SPREADSHEET, File
from .folders_in import ON_DISK, disk_name

ENDINGS = {DOCUMENT: ".md", SPREADSHEET: ".csv", PRESENTATION: ".md"}
"""What the text that an editor's document is kept as is called on a disk."""
MAX_BYTES = 255
"""Bytes of a name that the usual file systems take."""


class Leaf(NamedTuple):
    """A file or folder to write: its place, its id, when it was last changed (ms), its content (a folder has none)."""

    parts: tuple[str, ...]
    file: str
    modified: int
    content: bytes | None


def leaves(state: State, folder: str, defects: Counter[str]) -> Iterator[Leaf]:
    """Yield what is in a folder at any depth, folders before what is in them; what is written otherwise is counted."""
    files = state.table("files.files")
    row = files.get(folder)
    if row is None or row.type != FOLDER:
        raise StateError(f"this world has no folder {folder!r}")
    yield from _inside(state, folder, (), defects)


def _inside(state: State, folder: str, above: tuple[str, ...], defects: Counter[str]) -> Iterator[Leaf]:
    files = state.table("files.files")
    taken: set[str] = set()
    for _, identity in files.find("by_parent", folder):
        row: File = files[identity]
        if row.trashed:
            defects["is in the trash, left out"] += 1
            continue
        if row.type == SHORTCUT:
            defects["is a shortcut, left out"] += 1
            continue
        wanted = disk_name(row.name, dict(row.app_properties).get(ON_DISK, ""))
        ending = ENDINGS.get(row.type, "")
        name = legal(wanted if wanted.endswith(ending) else wanted + ending)
        if name != wanted + ending and name != wanted:
            defects["has a name that no disk takes, written otherwise"] += 1
        if name in taken:
            defects["has the name of another, numbered"] += 1
            name = numbered(name, taken)
        taken.add(name)
        parts = (*above, name)
        if row.type == FOLDER:
            yield Leaf(parts, identity, row.modified, None)
            yield from _inside(state, identity, parts, defects)
        else:
            if not row.blob:
                defects["has no content in this world, written empty"] += 1
            yield Leaf(parts, identity, row.modified, state.blobs[row.blob] if row.blob else b"")


def legal(name: str) -> str:
    """Return a name that a disk takes: without slashes, not too long, not one of a folder itself."""
    clean = name.replace("/", "_").replace("\x00", "_")
    if clean in ("", ".", ".."):
        clean = f"_{clean}"
    return _cut(clean, MAX_BYTES)


def numbered(name: str, taken: set[str]) -> str:
    """Return a name with the first number that makes it one that is not taken: `plan (2).txt`."""
    stem, dot, ending = name.rpartition(".")
    if not stem:
        stem, dot, ending = name, "", ""
    number = 2
    while True:
        tail = f" ({number}){dot}{ending}"
        found = _cut(stem, max(1, MAX_BYTES - len(os.fsencode(tail)))) + tail
        if found not in taken:
            return found
        number += 1


def _cut(name: str, most: int) -> str:
    """Cut a name to some bytes, never within a character; its ending stays."""
    if len(os.fsencode(name)) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = dot + ending if stem and len(os.fsencode(ending)) < 20 else ""
    while len(os.fsencode(name)) + len(os.fsencode(tail)) > most:
        name = name[:-1]
    return name + tail
