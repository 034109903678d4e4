"""The parser of sed: from the text of a script to its commands."""

from typing import Final, NamedTuple

from .addresses import Addresses
from .exchanges import Exchanges
from .script_text import Piece
from .syntax import Command, Like, Line, SedError

_COMMANDS: Final = frozenset("={}abcdDeFgGhHiIlnNpPqQrRstTvwWxyz:#")


class Script(NamedTuple):
    """A script that was read: its commands, the files that it writes, and whether `#n` silences it."""

    commands: list[Command]
    files: list[str]
    silent: bool


def parse(pieces: list[Piece], *, extended: bool, sandbox: bool = False) -> Script:
    """Return a script's commands; SedError if it is none."""
    return _Parser(pieces, extended, sandbox).whole()


class _Parser(Addresses, Exchanges):
    def whole(self) -> Script:
        text = self._text
        silent = text.startswith("#n\n") or text == "#n"
        while True:
            while self._at < len(text) and text[self._at] in " \t\n;":
                self._at += 1
            if self._at >= len(text):
                break
            self._command()
        if self._open:
            raise self._wrong("unmatched `{'", at=0)
        for command in self._commands:
            if command.name in "btT":
                if command.text and command.text not in self._labels:
                    raise SedError(f"can't find label for jump to `{command.text}'", 4)
                command.number = self._labels.get(command.text, len(self._commands))
        return Script(self._commands, self._files, silent)

    # --- commands ---

    def _command(self) -> None:
        command = Command("")
        first = self._address()
        if first is not None:
            self._spaces()
            if self._peek() == ",":
                self._at += 1
                self._spaces()
                command.last = self._end()
            command.from_zero = first == Line(0)
            command.first = first
        self._spaces()
        if self._peek() == "!":
            self._at += 1
            command.negated = True
            self._spaces()
            if self._peek() == "!":
                self._at += 1
                raise self._wrong("multiple `!'s")
        name = self._take()
        if not name or name == "\n":
            raise self._wrong("missing command")
        if name == ",":
            raise self._wrong("unexpected `,'")
        if command.from_zero and not isinstance(command.last, Like):
            raise self._wrong("invalid usage of line address 0")
        if name not in _COMMANDS:
            raise self._wrong(f"unknown command: `{name}'")
        command.name = name
        self._arguments(command)

    # --- arguments ---

    def _arguments(self, command: Command) -> None:
        name = command.name
        if self._sandbox and name in "erRwW":
            raise self._wrong("e/r/w commands disabled in sandbox mode")
        if name == "#":
            if command.first is not None:
                raise self._wrong("comments don't accept any addresses")
            self._rest()
            return
        if name == "}":
            self._close(command)
            return
        if name == ":":
            self._label(command)
            return
        self._commands.append(command)
        if name == "{":
            self._open.append(len(self._commands) - 1)
        elif name in "aic":
            command.text = self._block_text()
        elif name in "btT":
            self._spaces()
            command.text = self._word()
            self._ended()
        elif name in "rRwW":
            self._spaces()
            command.text = self._rest()
            if not command.text:
                raise self._wrong("missing filename in r/R/w/W commands")
            if name in "wW":
                self._files.append(command.text)
        elif name == "e":
            self._spaces()
            command.text = self._rest()
        elif name in "qQlL":
            self._spaces()
            command.number = self._number() if self._peek().isdecimal() else -1
            self._ended()
        elif name == "s":
            self._substitute(command)
        elif name == "y":
            self._transliterate(command)
        elif name == "v":
            self._word()
            self._ended()
        else:
            self._ended()

    def _close(self, command: Command) -> None:
        if not self._open:
            raise self._wrong("unexpected `}'")
        if command.first is not None:
            raise self._wrong("} doesn't want any addresses")
        self._commands[self._open.pop()].number = len(self._commands)
        self._ended()

    def _label(self, command: Command) -> None:
        if command.first is not None:
            raise self._wrong(": doesn't want any addresses")
        self._spaces()
        label = self._word()
        if not label:
            raise self._wrong('":" lacks a label')
        self._labels[label] = len(self._commands)
        self._spaces()
