"""The parser of sed."""

import re
from typing import Final, NamedTuple

from ...expressions import BadPattern
from ...patterns import bracket_end
from ...regex import Regex, compiled
from .escapes import character, escape_at, in_pattern, in_text
from .syntax import (
    Address,
    Case,
    Command,
    End,
    Every,
    Further,
    Group,
    Last,
    Like,
    Line,
    Multiple,
    Replacement,
    SedError,
    Substitution,
)

_COMMANDS: Final = frozenset("={}abcdDeFgGhHiIlnNpPqQrRstTvwWxyz:#")


class Piece(NamedTuple):
    """A part of a script: an expression of the command line, or a file with its name."""

    text: str
    file: str = ""


class Script(NamedTuple):
    """A script that was read: its commands, the files that it writes, and whether `#n` silences it."""

    commands: list[Command]
    files: list[str]
    silent: bool


def parse(pieces: list[Piece], *, extended: bool, sandbox: bool = False) -> Script:
    """Return a script's commands; SedError if it is none."""
    return _Parser(pieces, extended, sandbox).whole()


class _Parser:
    def __init__(self, pieces: list[Piece], extended: bool, sandbox: bool) -> None:
        self._pieces = pieces
        self._extended = extended
        self._sandbox = sandbox
        self._text = "\n".join(piece.text for piece in pieces)
        self._at = 0
        self._commands: list[Command] = []
        self._open: list[int] = []
        self._labels: dict[str, int] = {}
        self._files: list[str] = []

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

    def _wrong(self, message: str, *, at: int | None = None) -> SedError:
        """Return an error with the place of the last character read (or `at`)."""
        place = self._at if at is None else at
        rest, number = place, 0
        for index, piece in enumerate(self._pieces):
            number = index
            if rest <= len(piece.text) or index == len(self._pieces) - 1:
                break
            rest -= len(piece.text) + 1
        piece = self._pieces[number]
        if piece.file:
            line = piece.text.count("\n", 0, rest) + 1
            return SedError(f"file {piece.file} line {line}: {message}")
        expressions = sum(not one.file for one in self._pieces[: number + 1])
        if at == 0:
            return SedError(f"-e expression #{expressions}, char 0: {message}")
        return SedError(f"-e expression #{expressions}, char {rest}: {message}")

    # --- characters ---

    def _peek(self) -> str:
        return self._text[self._at : self._at + 1]

    def _take(self) -> str:
        char = self._peek()
        self._at += 1 if char else 0
        return char

    def _spaces(self) -> None:
        while self._peek() in (" ", "\t"):
            self._at += 1

    def _number(self) -> int:
        found = re.compile("[0-9]*").match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return int(found.group() or 0)

    def _ended(self) -> None:
        """Read the end of a command."""
        self._spaces()
        if self._peek() in ("}", "#"):
            return
        if self._take() not in ("", "\n", ";"):
            raise self._wrong("extra characters after command")

    # --- addresses ---

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

    def _address(self) -> Address | None:
        char = self._peek()
        if char.isdecimal() and char:
            first = self._number()
            self._spaces()
            if self._peek() == "~":
                self._at += 1
                return Every(first, self._number())
            return Line(first)
        if char == "$":
            self._at += 1
            return Last()
        if char in ("/", "\\"):
            return self._like()
        return None

    def _like(self) -> Like:
        delimiter = self._take()
        if delimiter == "\\":
            delimiter = self._take()
        pattern = self._delimited(delimiter, pattern=True)
        if pattern is None:
            raise self._wrong("unterminated address regex")
        flags = ""
        while self._peek() in ("I", "M"):
            flags += self._take()
        return Like(self._regex(pattern, flags))

    def _end(self) -> End:
        if self._peek() in ("+", "~"):
            sign = self._take()
            number = self._number()
            return Further(number) if sign == "+" else Multiple(number)
        address = self._address()
        if address is None:
            self._at += 1
            raise self._wrong("unexpected `,'")
        return Line(address.first) if isinstance(address, Every) else address

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

    def _word(self) -> str:
        found = re.compile(r"[^\s;]*").match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return found.group()

    def _rest(self) -> str:
        end = self._text.find("\n", self._at)
        end = len(self._text) if end < 0 else end
        out = self._text[self._at : end]
        self._at = min(end + 1, len(self._text))
        return out

    def _block_text(self) -> str:
        """Read the text of `a`, `i` and `c`, on the same line or on those that follow."""
        self._spaces()
        if not self._peek():
            raise self._wrong("expected \\ after `a', `c' or `i'")
        if self._peek() == "\\":
            self._at += 1
            after = self._at
            self._spaces()
            if self._peek() == "\n":
                self._at += 1
            else:
                self._at = after
        found = re.compile(r"(?:\\.|[^\\\n])*\\?", re.DOTALL).match(self._text, self._at)
        assert found is not None
        self._at = found.end() + 1
        text = found.group()
        if (len(text) - len(text.rstrip("\\"))) % 2:
            text = text[:-1]
        return in_text(text) + "\n" if text else ""

    def _delimited(self, delimiter: str, *, pattern: bool) -> str | None:
        """Read up to a delimiter; None if there is none on the line. Escaped delimiters lose their backslash."""
        out: list[str] = []
        text = self._text
        line_end = text.find("\n", self._at) % (len(text) + 1)
        while (char := self._take()) not in ("", "\n"):
            if char == delimiter:
                return "".join(out)
            if char == "\\":
                following = self._take()
                if not following:
                    break
                if following == delimiter and not (not pattern and following == "&"):
                    out.append(following)
                elif following == "n" and pattern:
                    out.append("\\n")
                elif following == "\n" and pattern:
                    out.append("\n")
                else:
                    out.append("\\" + following)
            elif char == "[" and pattern:
                end = bracket_end(text, self._at)
                if not 0 <= end < line_end:
                    self._at = line_end
                    break
                out.append(text[self._at - 1 : end + 1])
                self._at = end + 1
            else:
                out.append(char)
        return None

    def _regex(self, text: str, flags: str) -> Regex | None:
        if not text:
            return None
        text = re.sub(r"\[[^]]*\]", lambda found: found.group().replace("\\n", "\n"), in_pattern(text))
        if not self._extended and _repeats_twice(text):
            raise self._wrong("Invalid preceding regular expression")
        try:
            return compiled(text, extended=self._extended, ignore_case="I" in flags, lines="M" in flags)
        except BadPattern as error:
            if "character class syntax" in str(error):
                raise SedError(str(error), 4) from None
            raise self._wrong(str(error)) from None

    # --- s and y ---

    def _substitute(self, command: Command) -> None:
        delimiter = self._take()
        pattern = self._delimited(delimiter, pattern=True) if delimiter not in ("", "\n", "\\") else None
        by = None if pattern is None else self._delimited(delimiter, pattern=False)
        if pattern is None or by is None:
            self._at = min(self._at, len(self._text))
            raise self._wrong("unterminated `s' command")
        flags, number, file = self._flags()
        regex = self._regex(pattern, flags.upper().replace("P", "").replace("G", ""))
        replacement = self._replacement(by)
        most = max((one.number for one in replacement if isinstance(one, Group)), default=0)
        if regex is not None and most > regex.groups:
            raise self._wrong(f"invalid reference \\{most} on `s' command's RHS")
        command.substitution = Substitution(regex, replacement, "g" in flags, number, "p" in flags, "e" in flags, file)

    def _flags(self) -> tuple[str, int, str]:
        flags, number, file = "", 0, ""
        while True:
            char = self._peek()
            if char.isdecimal():
                if number:
                    self._at += 1
                    raise self._wrong("multiple number options to `s' command")
                number = self._number()
                if not number:
                    raise self._wrong("number option to `s' command may not be zero")
            elif char and char in "gpe":
                self._at += 1
                if char in flags and char != "e":
                    raise self._wrong(f"multiple `{char}' options to `s' command")
                flags += char
            elif char and char in "iImM":
                self._at += 1
                flags += char.upper()
            elif char == "w":
                self._at += 1
                self._spaces()
                file = self._rest()
                if not file:
                    raise self._wrong("missing filename in r/R/w/W commands")
                self._files.append(file)
                return flags, number, file
            elif char == "\r":
                self._at += 1
            elif char in ("}", "#", "", "\n", ";"):
                if char in ("\n", ";"):
                    self._at += 1
                return flags, number, file
            elif char in (" ", "\t"):
                self._at += 1
            else:
                self._at += 1
                raise self._wrong("unknown option to `s'")

    def _replacement(self, text: str) -> Replacement:
        out: list[str | Group | Case] = []
        plain: list[str] = []

        def add(part: Group | Case) -> None:
            if plain:
                out.append("".join(plain))
                plain.clear()
            out.append(part)

        at = 0
        while at < len(text):
            char = text[at]
            if char == "&":
                add(Group(0))
                at += 1
                continue
            if char != "\\" or at + 1 >= len(text):
                plain.append(char)
                at += 1
                continue
            following = text[at + 1]
            if following.isdecimal():
                add(Group(int(following)))
                at += 2
            elif following in "ULEul":
                add(Case(following))
                at += 2
            else:
                found = escape_at(text, at)
                assert found is not None
                known = character(found)
                plain.append(found.group()[1:] if known is None else known)
                at = found.end()
        if plain:
            out.append("".join(plain))
        return tuple(out)

    def _transliterate(self, command: Command) -> None:
        delimiter = self._take()
        first = self._delimited(delimiter, pattern=False) if delimiter not in ("", "\n", "\\") else None
        second = None if first is None else self._delimited(delimiter, pattern=False)
        if first is None or second is None:
            raise self._wrong("unterminated `y' command")
        left, right = _characters(first), _characters(second)
        if len(left) != len(right):
            raise self._wrong("strings for `y' command are different lengths")
        for one, other in zip(left, right, strict=True):
            command.table.setdefault(ord(one), other)
        self._ended()


def _repeats_twice(text: str) -> bool:
    """Tell whether something repeated is repeated again by `*` or braces, which sed refuses in basic expressions."""
    before, starts = "", text[:1] == "*"
    for token in re.findall(r"\\\{[^}]*\\\}|\[\^?\]?[^]]*\]|\\.|.", text, re.DOTALL):
        again = token == "*" or token.startswith("\\{")
        if again and not starts and (before in ("*", "\\+", "\\?") or before.startswith("\\{")):
            return True
        before = "" if starts else token
        starts = token in ("\\(", "\\|", "^")
    return False


def _characters(text: str) -> list[str]:
    """Return the characters that an argument of `y` stands for."""
    out: list[str] = []
    at = 0
    while at < len(text):
        found = escape_at(text, at) if text[at] == "\\" else None
        if found is None:
            out.append(text[at])
            at += 1
            continue
        known = character(found)
        out += [known] if known is not None else ["\\"] if found.group() == "\\\\" else list(found.group())
        at = found.end()
    return out
