"""Options: jq's own way of reading its command line."""

from collections.abc import Callable
from typing import Final

from ...letters import is_alpha
from .json_text import ParseError, Reader, Style
from .values import Value

_SHORT: Final = {
    "s": "slurp", "r": "raw-output", "j": "join-output", "a": "ascii-output", "n": "null-input", "f": "from-file",
    "L": "library", "S": "sort-keys", "C": "color-output", "M": "monochrome-output", "c": "compact-output",
    "R": "raw-input", "e": "exit-status", "h": "help", "V": "version",
}
_LONG: Final = frozenset(_SHORT.values()) | {"tab", "seq", "stream", "stream-errors", "unbuffered", "args", "jsonargs"}
_PARAMETERS: Final = {
    "arg": "--arg takes two parameters (e.g. --arg varname value)",
    "argjson": "--argjson takes two parameters (e.g. --argjson varname text)",
    "slurpfile": "--slurpfile takes two parameters (e.g. --slurpfile varname filename)",
    "rawfile": "--rawfile takes two parameters (e.g. --rawfile varname filename)",
    "argfile": "--argfile takes two parameters (e.g. --argfile varname filename)",
}


class Wrong(Exception):
    """A command line that jq does not take; `hint`: it points to its help."""

    def __init__(self, message: str, *, hint: bool = True) -> None:
        super().__init__(message)
        self.hint = hint


class Usage(Exception):
    """A command line that only shows that its writer needs help."""


class Options:
    """What a command line says."""

    def __init__(self, args: list[str], load: Callable[[str], str]) -> None:
        self._load = load
        self.flags: set[str] = set()
        self.program: str | None = None
        self.files: list[str] = []
        self.named: dict[str, Value] = {}
        self.positional: list[Value] = []
        self._indent = 2
        self._rest = "files"
        self._read(args)

    def __contains__(self, flag: str) -> bool:
        return flag in self.flags

    @property
    def style(self) -> Style:
        """How outputs are written."""
        if "tab" in self:
            indent: str | None = "\t"
        else:
            indent = None if "compact-output" in self or self._indent <= 0 else " " * self._indent
        return Style(indent, "sort-keys" in self, "ascii-output" in self,
                     "color-output" in self and "monochrome-output" not in self)

    def _read(self, args: list[str]) -> None:
        waiting = list(reversed(args))
        plain = False
        while waiting:
            word = waiting.pop()
            if plain or not (word.startswith("--") or (word[:1] == "-" and is_alpha(word[1:2]))):
                self._operand(word)
            elif word == "--":
                if self.program is None:
                    raise Usage
                plain = True
            elif word.startswith("--"):
                self._long(word[2:], waiting)
            else:
                self._cluster(word, waiting)

    def _operand(self, word: str) -> None:
        if self.program is None:
            self.program = word
        elif self._rest == "files":
            self.files.append(word)
        elif self._rest == "args":
            self.positional.append(word)
        else:
            self.positional.append(_one(word, "Invalid JSON text passed to --jsonargs"))

    def _cluster(self, word: str, waiting: list[str]) -> None:
        for letter in word[1:]:
            if letter not in _SHORT:
                raise Wrong(f"Unknown option {word}")
        for letter in word[1:]:
            if letter == "L":
                if waiting:
                    waiting.pop()
            else:
                self._flag(_SHORT[letter])

    def _flag(self, name: str) -> None:
        if name == "join-output":
            self.flags.add("raw-output")
        self.flags.add(name)

    def _long(self, name: str, waiting: list[str]) -> None:
        if name in ("args", "jsonargs"):
            self._rest = name
        elif name in _LONG:
            self._flag(name)
        elif name == "indent":
            if not waiting:
                raise Wrong("--indent takes one parameter")
            number = _leading(waiting.pop())
            if not -1 <= number <= 7:
                raise Wrong("--indent takes a number between -1 and 7")
            self._indent = number
            self.flags.discard("tab")
        elif name in _PARAMETERS:
            if len(waiting) < 2:
                raise Wrong(_PARAMETERS[name])
            self._parameter(name, waiting.pop(), waiting.pop())
        else:
            raise Wrong(f"Unknown option --{name}")

    def _parameter(self, name: str, variable: str, text: str) -> None:
        if name == "argjson":
            value = _one(text, "invalid JSON text passed to --argjson")
        elif name == "arg":
            value = text
        else:
            value = self._file(name, variable, text)
        self.named.setdefault(variable, value)

    def _file(self, name: str, variable: str, path: str) -> Value:
        try:
            text = self._load(path)
        except OSError as error:
            raise Wrong(f"Bad JSON in --{name} {variable} {path}: Could not open {path}: {error}", hint=False) from None
        if name == "rawfile":
            return text
        try:
            values = list(Reader(text))
        except ParseError as error:
            raise Wrong(f"Bad JSON in --{name} {variable} {path}: {error}", hint=False) from None
        return values[0] if name == "argfile" and len(values) == 1 else values


def _one(text: str, message: str) -> Value:
    try:
        values = list(Reader(text))
    except ParseError:
        values = []
    if len(values) != 1:
        raise Wrong(message)
    return values[0]


def _leading(text: str) -> int:
    """Return the number that a text begins with, as C reads it."""
    digits = text.strip()
    end = 1 if digits[:1] in ("-", "+") else 0
    while digits[end : end + 1].isdecimal():
        end += 1
    return int(digits[:end]) if digits[:end].lstrip("+-") else 0
