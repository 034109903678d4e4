"""Streams: what the numbers 0, 1 and 2 of a process stand for, and the pipes between processes.

All text in the shell is one character per byte (Latin-1), as the C locale has it; what comes in and goes out of the
shell as a whole is UTF-8.
"""

from collections.abc import Callable
from typing import Protocol

from greenlet import GreenletExit, getcurrent, greenlet

from .errors import BrokenPipe, FileError, Killed
from .files import Files

FLOW = 24 << 20
"""Bytes that may go through one pipe: what wants more would not end."""

PIPE_SIZE = 65_536
"""Bytes that wait in a pipe before its writer has to, as Linux has it."""


class Stream:
    """A file descriptor's other end. What it is not made for is refused as a bad descriptor."""

    def read(self, size: int = -1) -> str:
        """Return up to `size` characters (all, if negative), or an empty text at the end."""
        raise FileError("EBADF")

    def line(self) -> str:
        """Return the rest of a line with its end, or an empty text at the end."""
        raise FileError("EBADF")

    def write(self, text: str) -> None:
        """Take a text."""
        raise FileError("EBADF")

    def close(self) -> None:
        """Say that nothing more will be read or written through one descriptor."""


class Source(Stream):
    """A text to be read."""

    def __init__(self, text: str = "") -> None:
        self._text = text
        self._at = 0

    def read(self, size: int = -1) -> str:
        end = len(self._text) if size < 0 else self._at + size
        out = self._text[self._at : end]
        self._at += len(out)
        return out

    def line(self) -> str:
        end = self._text.find("\n", self._at) + 1 or len(self._text)
        return self.read(end - self._at)


class Endless(Stream):
    """A device that never ends: `make` gives so many characters."""

    def __init__(self, make: Callable[[int], str], limit: int = 16 << 20) -> None:
        self._make = make
        self._left = limit

    def read(self, size: int = -1) -> str:
        if size < 0:
            raise Killed("out of memory", 137)
        self._left -= size
        if self._left < 0:
            raise Killed("time limit", 124)
        return self._make(size)

    def line(self) -> str:
        return self.read(4096)

    def write(self, text: str) -> None:
        return


class Sink(Stream):
    """Keeps what is written, up to a limit: more ends the command."""

    def __init__(self, limit: int = 8 << 20) -> None:
        self._parts: list[str] = []
        self._left = limit

    def write(self, text: str) -> None:
        self._left -= len(text)
        if self._left < 0:
            raise Killed("output limit", 137)
        self._parts.append(text)

    @property
    def text(self) -> str:
        """What was written."""
        return "".join(self._parts)


class Nothing(Stream):
    """/dev/null."""

    def read(self, size: int = -1) -> str:
        return ""

    def line(self) -> str:
        return ""

    def write(self, text: str) -> None:
        return


class Output(Stream):
    """An open file that is written to."""

    def __init__(self, files: Files, where: str) -> None:
        self._files = files
        self._where = where

    def write(self, text: str) -> None:
        self._files.add(self._where, text.encode("latin-1"))


class Both(Stream):
    """A file opened for reading and writing (`<>`)."""

    def __init__(self, source: Source, output: Output) -> None:
        self.read, self.line, self.write = source.read, source.line, output.write  # type: ignore[method-assign]


class Task(Protocol):
    """What the hub runs: something that may have to wait."""

    ready: Callable[[], bool]


class Hub:
    """Runs the processes of one command that are connected by pipes: one at a time, in an order that never varies.

    A process runs until it has to wait for a pipe; then the first one goes on that can.
    """

    def __init__(self) -> None:
        self._main = getcurrent()
        self._tasks: list[tuple[greenlet, list[Callable[[], bool]]]] = []

    def start(self, run: Callable[[], None]) -> Callable[[], bool]:
        """Have something run beside the caller, from the next time on that that has to wait; return whether it
        ended.
        """
        task = greenlet(run, parent=self._main)
        self._tasks.append((task, [_always]))
        return lambda: task.dead

    def wait(self, ready: Callable[[], bool]) -> None:
        """Let others run until `ready` says that the caller may go on."""
        current = getcurrent()
        if current is not self._main:
            waits = next(waits for task, waits in self._tasks if task is current)
            if not ready():
                waits[0] = ready
                self._main.switch()
            return
        while not ready():
            task = next((task for task, waits in self._tasks if not task.dead and waits[0]()), None)
            if task is None:
                raise Killed("deadlock", 137)
            task.switch()
            self._tasks = [(one, waits) for one, waits in self._tasks if not one.dead]

    def stop(self) -> None:
        """End everything that is still running."""
        for task, _ in self._tasks:
            if not task.dead:
                task.throw(GreenletExit)
        self._tasks = []


def _always() -> bool:
    return True


class Pipe(Stream):
    """A pipe. Its writer waits while it is full, its reader while it is empty."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._text = ""
        self._at = 0
        self._parts: list[str] = []
        self._size = 0
        self._left = FLOW
        self._written = False
        self._read = False

    def write(self, text: str) -> None:
        if self._read:
            raise BrokenPipe
        self._parts.append(text)
        self._size += len(text)
        self._left -= len(text)
        if self._left < 0:
            raise Killed("time limit", 124)
        if self._size > PIPE_SIZE:
            self._hub.wait(lambda: self._size <= PIPE_SIZE // 2 or self._read)
            if self._read:
                raise BrokenPipe

    def _more(self) -> bool:
        """Wait for text; False if no more comes."""
        if self._at < len(self._text):
            return True
        if not self._parts and not self._written:
            self._hub.wait(lambda: bool(self._parts) or self._written)
        if not self._parts:
            return False
        self._text, self._at, self._parts, self._size = "".join(self._parts), 0, [], 0
        return True

    def read(self, size: int = -1) -> str:
        if size >= 0:
            if not self._more():
                return ""
            out = self._text[self._at : self._at + size]
            self._at += len(out)
            return out
        parts: list[str] = []
        while self._more():
            parts.append(self._text[self._at :])
            self._at = len(self._text)
        return "".join(parts)

    def line(self) -> str:
        out = ""
        while self._more():
            end = self._text.find("\n", self._at) + 1
            out += self._text[self._at : end or len(self._text)]
            self._at = end or len(self._text)
            if end:
                break
        return out

    def close_writing(self) -> None:
        """Say that all has been written."""
        self._written = True

    def close_reading(self) -> None:
        """Say that nobody reads any more: the next write ends its writer."""
        self._read = True
