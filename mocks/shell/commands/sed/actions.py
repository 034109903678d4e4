"""Actions: what each command does to the state, and what comes next."""

from collections.abc import Callable
from typing import Final

from ...errors import FileError
from .state import DELETES, GOES_ON, QUITS, QUITS_SILENTLY, RESTARTS
from .substituting import Substituting
from .syntax import Command


class Actions(Substituting):
    """Makes commands into functions that say what comes next."""

    def _action(self, index: int, command: Command) -> Callable[[], int]:
        name = command.name
        if name == "s":
            assert command.substitution is not None
            return self._substitution(command.substitution)
        if name in "btT":
            return self._jump(name, command.number)
        if name in "aicrRwWe":
            return self._writing(index, command)
        if name in "qQ":
            code = max(command.number, 0)

            def leave() -> int:
                self._code = code
                return QUITS if name == "q" else QUITS_SILENTLY

            return leave
        if name == "l":
            return lambda: self._listed(self._length if command.number < 0 else command.number)
        if name == "y":
            return lambda: self._changed(self._space.translate(command.table))
        simple = {"{": self._nothing, "v": self._nothing, "=": self._numbered, "F": self._named, "n": self._next,
                  "N": self._join, "d": lambda: DELETES, "D": self._delete_first, "P": self._print_first}
        if name in simple:
            return simple[name]
        return self._holding(name)

    def _nothing(self) -> int:
        return GOES_ON

    def _jump(self, name: str, to: int) -> Callable[[], int]:
        if name == "b":
            return lambda: to

        def jump() -> int:
            replaced, self._replaced = self._replaced, False
            return to if replaced == (name == "t") else GOES_ON

        return jump

    def _holding(self, name: str) -> Callable[[], int]:
        end = self._end

        def act() -> int:
            space, hold = self._space, self._hold
            if name == "p":
                self._print(space)
            elif name == "g":
                self._space = hold
            elif name == "G":
                self._space = self._sized(space + end + hold)
            elif name == "h":
                self._hold = space
            elif name == "H":
                self._hold = self._sized(hold + end + space)
            elif name == "x":
                self._space, self._hold = hold, space
            elif name == "z":
                self._space = ""
            return GOES_ON

        return act

    def _numbered(self) -> int:
        self._out.text(f"{self._inputs.number}\n")
        return GOES_ON

    def _named(self) -> int:
        self._out.text(f"{self._inputs.path}\n")
        return GOES_ON

    def _next(self) -> int:
        if not self._inputs.has_next():
            return QUITS if not self._quiet else QUITS_SILENTLY
        if not self._quiet:
            self._print(self._space)
        self._dump()
        return self._changed(self._inputs.next() or "")

    def _join(self) -> int:
        if not self._inputs.has_next():
            return QUITS
        self._dump()
        return self._changed(self._sized(self._space + self._end + (self._inputs.next() or "")))

    def _delete_first(self) -> int:
        _, newline, rest = self._space.partition(self._end)
        if not newline:
            return DELETES
        self._space = rest
        return RESTARTS

    def _print_first(self) -> int:
        self._out.line(self._space.partition(self._end)[0], self._end)
        return GOES_ON

    def _listed(self, length: int) -> int:
        line = ""
        out = ""
        for char in self._space:
            shown = _SHOWN.get(char) or (char if " " <= char <= "~" else f"\\{ord(char):03o}")
            if length > 0 and len(line) + len(shown) > length - 1:
                out += line + "\\\n"
                line = ""
            line += shown
        self._out.text(f"{out}{line}$\n")
        return GOES_ON

    def _writing(self, index: int, command: Command) -> Callable[[], int]:
        name, text = command.name, command.text

        def act() -> int:
            if name == "i":
                self._out.text(text)
            elif name in "ar":
                self._appended.append((name, text))
            elif name == "c":
                if command.last is None or command.negated or index not in self._active:
                    self._out.text(text)
                return DELETES
            elif name == "R":
                line = self._line_of(text)
                if line:
                    self._appended.append(("R", line))
            elif name == "e":
                self._execute(text)
            elif name == "w":
                self._files[text].line(self._space, "" if self._inputs.missing else self._end)
            else:
                self._files[text].line(self._space.partition(self._end)[0], self._end)
            return GOES_ON

        return act

    def _line_of(self, path: str) -> str:
        if path not in self._read:
            try:
                self._read[path] = self._process.open(path)
            except FileError:
                self._read[path] = None
        stream = self._read[path]
        return "" if stream is None else stream.line()


_SHOWN: Final = {"\\": "\\\\", "\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
                 "\v": "\\v"}
