"""What grep says of a file: its lines with names, numbers and colours, or how many there are."""

from collections import deque

from ..process import Process
from .grep_options import Search
from .inputs import CHUNK


class Report:
    """What is printed of one file. `printed` is whether anything was, of this or of the files before."""

    def __init__(self, process: Process, search: Search, path: str, *, printed: bool) -> None:
        self._process = process
        self._search = search
        self._path = path
        self.count = 0
        self.number = 1
        self.printed = printed
        self.trailing = 0
        self._waiting: deque[tuple[int, int, str]] = deque(maxlen=search.before or None)
        self._last = -1
        self._out: list[str] = []
        self._size = 0

    def selected(self, line: str, offset: int) -> None:
        """Print a line that is selected, and those before it that wait."""
        search = self._search
        first = self._waiting[0][0] if self._waiting else self.number
        if search.grouped and self.printed and search.separator is not None and first > self._last + 1:
            self._write(self._colored("36", search.separator) + "\n")
        while self._waiting:
            number, where, text = self._waiting.popleft()
            self._line(text, number, where, "-")
        if search.only:
            self._parts(line, offset)
        else:
            self._line(line, self.number, offset, ":")
        self.printed = True
        self._last = self.number
        self.trailing = search.after

    def other(self, line: str, offset: int) -> None:
        """Print a line that is not selected where it stands behind one that is; else keep it."""
        if self.trailing:
            self.trailing -= 1
            self._last = self.number
            self._line(line, self.number, offset, "-")
        elif self._search.before:
            self._waiting.append((self.number, offset, line))

    def is_binary(self) -> None:
        """Say that a file that is no text matches."""
        self._process.complain(f"{self._path}: binary file matches")

    def end(self) -> None:
        """Print what is known only at the end of a file."""
        search = self._search
        if search.shows == "count":
            self._write((self._name(":") if search.named else "") + f"{self.count}\n")
        elif search.shows == ("names" if self.count else "others"):
            self._write(self._colored("35", self._path) + ("\0" if search.null else "\n"))
        if self._out:
            self._process.out("".join(self._out))

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._size += len(text)
        if self._size > CHUNK // 2:
            self._process.out("".join(self._out))
            self._out, self._size = [], 0

    def _colored(self, color: str, text: str) -> str:
        return f"\33[{color}m\33[K{text}\33[m\33[K" if self._search.color and text else text

    def _name(self, sign: str) -> str:
        return self._colored("35", self._path) + ("\0" if self._search.null else self._colored("36", sign))

    def _head(self, number: int, offset: int, sign: str) -> str:
        search = self._search
        out = self._name(sign) if search.named else ""
        if search.numbers:
            out += self._colored("32", f"{number:2d}" if search.tab else str(number)) + self._colored("36", sign)
        if search.offsets:
            shown = f"{offset:3d}" if search.tab else str(offset)
            out += self._colored("32", shown) + self._colored("36", sign)
        return out + "\t" if search.tab and out else out

    def _line(self, line: str, number: int, offset: int, sign: str) -> None:
        search = self._search
        if search.only and sign == "-":
            return
        if search.color and (sign == ":") != search.invert:
            line = self._marked(line)
        head = self._head(number, offset, sign) if search.named or search.numbers or search.offsets else ""
        self._write(f"{head}{line}{search.end}")

    def _marked(self, line: str) -> str:
        out, at = "", 0
        for start, end in self._search.matcher.spans(line):
            out += line[at:start] + self._colored("01;31", line[start:end])
            at = end
        return out + line[at:]

    def _parts(self, line: str, offset: int) -> None:
        search = self._search
        if search.invert:
            return
        for start, end in search.matcher.spans(line):
            part = self._colored("01;31", line[start:end])
            self._write(f"{self._head(self.number, offset + start, ':')}{part}{search.end}")
