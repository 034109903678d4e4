"""Inputs: the lines of the files that sed reads, one ahead, so that it knows the last."""

from collections.abc import Callable, Iterator, Sequence

from ...errors import FileError
from ...process import Process
from ..inputs import lines
from .syntax import SedError


class Inputs:
    """The lines of files, as one long stream or (`separate`) each for itself.

    `begins` and `ends` are called around each file. `code` is that of files that could not be read.
    """

    def __init__(
        self, process: Process, paths: Sequence[str], *, end: str, separate: bool, in_place: bool,
        begins: Callable[[str], None], ends: Callable[[str], None],
    ) -> None:
        self._process = process
        self._end = end
        self._separate = separate
        self._in_place = in_place
        self._begins, self._ends = begins, ends
        self._waiting = list(reversed(paths))
        self._lines: Iterator[str] | None = None
        self._ahead: str | None = None
        self._ahead_path = "-"
        self.path = "-"
        self.number = 0
        self.missing = False
        self.code = 0

    def next(self) -> str | None:
        """Return the next line without its end, or None if there is no more."""
        if self._ahead is None and not self._advance():
            self._left()
            return None
        line = self._ahead
        assert line is not None
        if self._ahead_path != self.path or not self.number:
            self.path = self._ahead_path
        self._ahead = next(self._lines, None) if self._lines is not None else None
        self.number += 1
        self.missing = not line.endswith(self._end)
        return line if self.missing else line[:-1]

    def is_last(self) -> bool:
        """Tell whether the current line is the last, of its file or of all."""
        if self._ahead is not None:
            return False
        if self._separate:
            return True
        return not self._advance()

    def has_next(self) -> bool:
        """Tell whether there is another line at all."""
        return self._ahead is not None or (bool(self._waiting) if self._separate else self._advance())

    def _left(self) -> None:
        if self._lines is not None:
            self._ends(self._ahead_path)
            self._lines = None

    def _advance(self) -> bool:
        """Open files until there is a line ahead; False if there is none."""
        while self._ahead is None:
            if not self._waiting:
                return False
            self._left()
            path = self._waiting.pop()
            if not self._open(path):
                continue
            self._ahead_path = path
            if self._separate:
                self.number = 0
                self.path = path
            self._begins(path)
            assert self._lines is not None
            self._ahead = next(self._lines, None)
        return True

    def _open(self, path: str) -> bool:
        process = self._process
        try:
            node = process.files.find(path)[1] if path != "-" else None
            if node is not None and self._in_place and node.kind != "file":
                self.code = process.complain(f"couldn't edit {path}: not a regular file", 4)
                return False
            self._lines = lines(process, process.open(path), self._end)
        except FileError as error:
            if error.name == "EISDIR":
                raise SedError(f"read error on {path}: Is a directory", 4) from None
            self.code = process.complain(f"can't read {path}: {error.text}", 2)
            return False
        return True
