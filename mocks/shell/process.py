"""The process: what a program gets to see and may use."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import shake_256
from typing import TYPE_CHECKING, Protocol

from .errors import FileError
from .files import Files
from .session import Session
from .streams import Endless, Nothing, Source, Stream

if TYPE_CHECKING:
    from .interpreter import Shell


class Program(Protocol):
    """A command: takes a process and returns its exit code."""

    def __call__(self, process: "Process") -> int: ...


class Process:
    """One run of a program: its name and arguments, environment, files, streams.

    Text is one character per byte. A program that raises FileError is ended with the words `name: path: error`.
    """

    def __init__(
        self, name: str, args: Sequence[str], env: Mapping[str, str], files: Files, streams: tuple[Stream, Stream,
            Stream],
        shell: "Shell",
    ) -> None:
        self.name = name
        self.args = list(args)
        self.env = dict(env)
        self.files = files
        self.stdin, self.stdout, self.stderr = streams
        self.shell = shell

    @property
    def session(self) -> Session:
        """What all processes of the command share."""
        return self.shell.session

    @property
    def now(self) -> int:
        """The simulated time, ms."""
        return self.session.now

    def out(self, text: str) -> None:
        """Write to standard output."""
        self.stdout.write(text)

    def err(self, text: str) -> None:
        """Write to standard error, as it is, if one can."""
        with suppress(FileError):
            self.stderr.write(text)

    def complain(self, message: str, code: int = 1) -> int:
        """Write `name: message` to standard error; return the exit code, so that one can leave with it."""
        self.err(f"{self.name}: {message}\n")
        return code

    def tick(self, work: int = 1) -> None:
        """Count work done, so that a runaway is ended."""
        self.session.tick(work)

    def open(self, path: str) -> Stream:
        """Return a stream that reads a file; `-` and the device are standard input. FileError if that cannot be."""
        if path == "-":
            return self.stdin
        return opened(self.files, path, self.stdin, self.session)

    def text(self, path: str) -> str:
        """Return all of a file; `-` is standard input."""
        return self.open(path).read()

    def write(self, path: str, text: str, *, append: bool = False) -> None:
        """Write a file; the devices of standard output and error are those."""
        if path in ("/dev/stdout", "/dev/stderr"):
            (self.stdout if path == "/dev/stdout" else self.stderr).write(text)
        else:
            self.files.write(path, text.encode("latin-1"), append=append)

    def run(
        self, words: Sequence[str], *, stdin: Stream | None = None, stdout: Stream | None = None,
        env: Mapping[str, str] | None = None, files: Files | None = None,
    ) -> int:
        """Run another program with this one's streams, environment and files but for those given; return its code.

        Where there is no such program, `name: PROGRAM: No such file or directory` is said and 127 returned.
        """
        return self.shell.launch(
            words, env=self.env if env is None else env, files=self.files if files is None else files,
            streams=(stdin or self.stdin, stdout or self.stdout, self.stderr), caller=self.name,
        )


def opened(files: Files, path: str, stdin: Stream, session: Session) -> Stream:
    """Return a stream that reads what is at a path, devices included."""
    where, node = files.find(path)
    if node.kind == "char":
        if where == "/dev/stdin":
            return stdin
        if where in ("/dev/zero", "/dev/full"):
            return Endless(lambda size: "\0" * size)
        if where in ("/dev/urandom", "/dev/random"):
            return Endless(lambda size: _random(session, size))
        if where == "/dev/tty":
            raise FileError("ENODEV", path)
        return Nothing()
    return Source(files.read(path).decode("latin-1"))


def _random(session: Session, size: int) -> str:
    return shake_256(session.draw.bits64().to_bytes(8, "big")).digest(size).decode("latin-1")


