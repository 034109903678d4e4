"""Sources: mail files on a disk as the pieces that an import takes, in an order that no file system changes."""

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ...snapshots.errors import UsageError
from .exporting import path_text
from .importing import Kind
from .mbox import split_mbox


class Piece(NamedTuple):
    """A piece of a mail file: its bytes as found, and what an import wants to know of it."""

    content: bytes
    separator: str
    tail: str = ""
    verbatim: bool = False
    junk: bool = False
    flags: str | None = None
    folder: str = ""
    size: int = 0


class Source:
    """A mail file or folder. `size` is its bytes, `skipped` the files that hold no mail, by reason."""

    def __init__(self, kind: Kind, path: Path) -> None:
        self.kind = kind
        self.path = path
        self.skipped: dict[str, int] = {}
        if kind == "mbox":
            if not path.is_file():
                raise UsageError(f"{path} is no file; an mbox is one file")
            self.size = path.stat().st_size
            return
        self._files = _eml_files(path) if kind == "eml" else self._maildir_files()
        self.size = sum(file.stat().st_size for file in self._files)

    def _maildir_files(self) -> list[Path]:
        folders = [self.path, *sorted(one for one in self.path.glob(".*") if one.is_dir())]
        if not any((folder / part).is_dir() for folder in folders for part in ("cur", "new")):
            raise UsageError(f"{self.path} is no Maildir: it has neither cur nor new")
        left = sum(1 for folder in folders for file in (folder / "tmp").glob("*") if file.is_file())
        if left:
            self.skipped["in tmp, not delivered"] = left
        return [
            file for folder in folders for part in ("cur", "new")
            for file in sorted((folder / part).glob("*"), key=os.fsencode) if file.is_file()
        ]

    def pieces(self) -> Iterator[Piece]:
        """Yield all pieces, anew at each call."""
        if self.kind == "mbox":
            yield from self._mbox()
            return
        for file in self._files:
            content = file.read_bytes()
            base = self.path.parent if self.path.is_file() else self.path
            inside = file.relative_to(base)
            flags = None
            folder = ""
            if self.kind == "maildir":
                name, _, info = file.name.rpartition(":2,")
                flags = info if name else ""
                folder = "/".join(inside.parts[0].strip(".").split(".")) if len(inside.parts) == 3 else ""
            yield Piece(content, path_text(os.fsencode(inside.as_posix())), flags=flags, folder=folder,
                        size=len(content))

    def _mbox(self) -> Iterator[Piece]:
        with self.path.open("rb") as file, _mapped(file.fileno(), self.size) as data:
            for one in split_mbox(data):
                yield Piece(one.content, one.separator.decode("latin-1"), one.tail.decode("latin-1"), one.verbatim,
                            one.junk, size=one.size)


@contextmanager
def _mapped(number: int, size: int) -> "Iterator[bytes | mmap.mmap]":
    """Give a file's bytes without reading it whole. An empty file cannot be mapped."""
    if not size:
        yield b""
        return
    with mmap.mmap(number, 0, access=mmap.ACCESS_READ) as data:
        yield data


def _eml_files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise UsageError(f"there is no file or folder {path}")
    files = [file for file in path.rglob("*") if file.suffix.lower() == ".eml" and file.is_file()]
    if not files:
        raise UsageError(f"there is no .eml file in {path}")
    return sorted(files, key=lambda file: os.fsencode(file.relative_to(path).as_posix()))
