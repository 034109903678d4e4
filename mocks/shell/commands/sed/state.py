"""State: what a running script has: its lines, the pattern and the hold space, its outputs."""

from typing import Final

from ...errors import FileError, Killed
from ...process import Process
from ...regex import Regex
from ...streams import Sink, Stream
from ..options import Given
from .in_place import put_back
from .inputs import Inputs
from .outputs import Beside, Kept, Output
from .parser import Script
from .syntax import SedError

_LONG: Final = 1 << 16
_MOST_TEXT: Final = 1 << 24
"""Characters that count as a unit of work where they are put together, and that there may be."""

GOES_ON: Final = -1
DELETES: Final = -2
RESTARTS: Final = -3
QUITS: Final = -4
QUITS_SILENTLY: Final = -5
"""What a command says of what comes next, where it is not the number of a command."""


class State:
    """What the commands of a script work on."""

    def __init__(self, process: Process, given: Given, script: Script, paths: list[str]) -> None:
        self._process = process
        self._commands = script.commands
        self._quiet = "n" in given or script.silent
        self._end = "\0" if "z" in given else "\n"
        self._in_place = "i" in given
        self._suffix = given.get("i")
        self._follows = "follow-symlinks" in given
        self._length = int(given.get("l") or 70) if given.get("l", "70").isdecimal() else 70
        self._standard = Output(process)
        self._out: Output = Kept(process) if self._in_place else self._standard
        self._files = {path: self._written(path) for path in dict.fromkeys(script.files)}
        self._read: dict[str, Stream | None] = {}
        self._inputs = Inputs(
            process, paths or ["-"], end=self._end, separate=self._in_place or "s" in given, in_place=self._in_place,
            begins=lambda path: None, ends=self._finish)
        self._space = ""
        self._hold = ""
        self._replaced = False
        self._appended: list[tuple[str, str]] = []
        self._regex: Regex | None = None
        self._code = 0
        self._active: dict[int, int | None] = {
            index: None for index, command in enumerate(self._commands) if command.from_zero}
        self._closed: set[int] = set()

    def _written(self, path: str) -> Output:
        return Beside(self._standard) if path == "/dev/stdout" else Output(self._process, path)

    def _print(self, text: str) -> None:
        self._out.line(text, "" if self._inputs.missing else self._end)

    def _dump(self) -> None:
        """Write what was to come behind the line."""
        for kind, text in self._appended:
            if kind == "a":
                self._out.text(text)
            elif kind == "r":
                self._out.text("")
                try:
                    content = self._process.text(text if text != "/dev/stdin" else "-")
                except FileError:
                    continue
                if content:
                    self._out.text(content)
            else:
                self._out.text(text)
        self._appended.clear()

    def _finish(self, path: str) -> None:
        """Put what was written in the place of a file that is edited in place."""
        if self._in_place:
            put_back(self._process, path, self._out.taken(), suffix=self._suffix, follows=self._follows)

    def _leave_in_place(self) -> None:
        """Write the file that was edited in place when `q` came: the lines behind are gone."""
        if self._in_place:
            self._finish(self._inputs.path)

    def _used(self, regex: Regex | None) -> Regex:
        """Return a regular expression, or the last one used if it is none."""
        if regex is None:
            if self._regex is None:
                raise SedError("-e expression #1, char 0: no previous regular expression")
            return self._regex
        self._regex = regex
        return regex

    def _sized(self, text: str) -> str:
        """Count the work that a long text is; Killed where it is longer than any memory."""
        if len(text) > _LONG:
            if len(text) > _MOST_TEXT:
                raise Killed("out of memory", 137)
            self._process.tick(len(text) // _LONG)
        return text

    def _changed(self, text: str) -> int:
        self._space = text
        return GOES_ON

    def _execute(self, command: str) -> None:
        self._out.flush()
        if command:
            self._out.text(self._output_of(command))
        else:
            self._space = self._output_of(self._space).removesuffix(self._end)

    def _output_of(self, command: str) -> str:
        sink = Sink()
        self._process.run(["/bin/sh", "-c", command], stdout=sink)
        return sink.text
