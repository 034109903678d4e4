"""Outputs: where sed writes, each of which knows whether its last line lacks its end."""

from ...errors import FileError
from ...process import Process
from .syntax import SedError

_CHUNK = 1 << 15


class Output:
    """A place that lines are written to: standard output, or a file."""

    def __init__(self, process: Process, path: str = "") -> None:
        self._process = process
        self._path = path
        self._parts: list[str] = []
        self._size = 0
        self._missing = False
        if path:
            try:
                process.write(path, "")
            except FileError as error:
                raise SedError(f"couldn't open file {path}: {error.text}", 4) from None

    def line(self, text: str, end: str) -> None:
        """Write a line with its end, which is empty where the input's last line lacks it."""
        self.text(text + end)
        self._missing = not end

    def text(self, text: str) -> None:
        """Write a text, behind the end that a line before it lacks."""
        if self._missing:
            self.put("\n")
            self._missing = False
        self.put(text)

    def put(self, text: str) -> None:
        """Write a text as it is."""
        self._parts.append(text)
        self._size += len(text)
        if self._size > _CHUNK:
            self.flush()

    def taken(self) -> str:
        """Return what was written and not yet flushed, and forget it."""
        out = "".join(self._parts)
        self._parts, self._size, self._missing = [], 0, False
        return out

    def flush(self) -> None:
        """Write what was kept."""
        if not self._parts:
            return
        text = "".join(self._parts)
        self._parts, self._size = [], 0
        if self._path:
            self._process.write(self._path, text, append=True)
        else:
            self._process.out(text)


class Beside(Output):
    """Another way to the same place, which knows of the end of its own last line alone."""

    def __init__(self, other: Output) -> None:
        self._other = other
        self._missing = False

    def put(self, text: str) -> None:
        self._other.put(text)

    def flush(self) -> None:
        self._other.flush()


class Kept(Output):
    """What is kept until the end of a file that is edited in place."""

    def __init__(self, process: Process) -> None:
        super().__init__(process)
        self._all: list[str] = []

    def flush(self) -> None:
        self._all += self._parts
        self._parts, self._size = [], 0

    def taken(self) -> str:
        self.flush()
        out = "".join(self._all)
        self._all, self._missing = [], False
        return out
