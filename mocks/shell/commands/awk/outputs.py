"""Outputs: the files and commands that a program writes to and reads from, by the names that it has for them."""

from ...errors import FileError
from ...process import Process
from ...streams import Sink, Source
from .records import Records
from .syntax import AwkError

_BUFFER = 1 << 16


class Outputs:
    """What is open. Standard output is kept until it is much, or until others are to write there."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._waiting: list[str] = []
        self._size = 0
        self._files: dict[str, list[str]] = {}
        self._commands: dict[str, list[str]] = {}
        self._readers: dict[tuple[str, str], tuple[Records, int]] = {}

    def write(self, text: str) -> None:
        """Write to standard output."""
        self._waiting.append(text)
        self._size += len(text)
        if self._size > _BUFFER:
            self.flush()

    def flush(self) -> None:
        """Have all that was written where others see it."""
        if self._waiting:
            text = "".join(self._waiting)
            self._waiting, self._size = [], 0
            self._process.out(text)
        for path, parts in self._files.items():
            self._put(path, parts)

    def _put(self, path: str, parts: list[str]) -> None:
        if parts:
            text = "".join(parts)
            parts.clear()
            self._process.write(path, text, append=True)

    def to(self, kind: str, name: str, text: str) -> None:
        """Write to a file (`>` empties it the first time, `>>` does not) or a command (`|`)."""
        if kind == "|":
            if name not in self._commands:
                self.flush()
                self._commands[name] = []
            self._commands[name].append(text)
            return
        if name in ("/dev/stdout", "-"):
            self.write(text)
        elif name == "/dev/stderr":
            self._process.err(text)
        else:
            if name not in self._files:
                try:
                    self._process.write(name, "", append=kind == ">>")
                except FileError as error:
                    self.flush()
                    raise AwkError(f'cannot open "{name}" for output ({error.text})') from None
                self._files[name] = []
            self._files[name].append(text)
            if len(self._files[name]) > 500:
                self._put(name, self._files[name])

    def reader(self, kind: str, name: str) -> Records | None:
        """Return what a file (`<`) or a command (`|`) gives; None if there is no such file."""
        found = self._readers.get((kind, name))
        if found is not None:
            return found[0]
        code = 0
        self.flush()
        if kind == "|":
            sink = Sink(self._process.session.limits.output * 8)
            code = self._process.run(["/bin/sh", "-c", name], stdout=sink)
            records = Records(self._process, Source(sink.text))
        else:
            try:
                records = Records(self._process, self._process.open("-" if name == "/dev/stdin" else name))
            except FileError as error:
                if error.name == "EISDIR":
                    raise AwkError("read error (Is a directory)") from None
                return None
        self._readers[kind, name] = records, code
        return records

    def system(self, command: str) -> int:
        """Run a command with this program's streams; return its exit code."""
        self.flush()
        return self._process.run(["/bin/sh", "-c", command])

    def knows(self, name: str) -> bool:
        """Tell whether something of a name is open for writing."""
        return name in self._files or name in self._commands or name == "/dev/stdout"

    def close(self, name: str) -> int:
        """Close what is open by a name; return a command's exit code, 0, or -1 if nothing is."""
        code = -1
        if name in self._files:
            self._put(name, self._files.pop(name))
            code = 0
        if name in self._commands:
            code = self._run(name)
        for key in [key for key in self._readers if key[1] == name]:
            code = self._readers.pop(key)[1]
        return code

    def _run(self, command: str) -> int:
        text = "".join(self._commands.pop(command))
        return self._process.run(["/bin/sh", "-c", command], stdin=Source(text))

    def end(self) -> None:
        """Close everything: first the commands, in the order in which they were first written to."""
        for path, parts in self._files.items():
            self._put(path, parts)
        for command in list(self._commands):
            self._run(command)
        self.flush()
