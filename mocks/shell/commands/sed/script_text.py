"""The text of a script: walks over it, and reads what has no meaning of its own: words, numbers, delimited texts."""

import re
from typing import NamedTuple

from ...expressions import BadPattern
from ...patterns import bracket_end
from ...regex import Regex, compiled
from .escapes import in_pattern, in_text
from .syntax import Command, SedError


class Piece(NamedTuple):
    """A part of a script: an expression of the command line, or a file with its name."""

    text: str
    file: str = ""


class ScriptText:
    """The text of a script's pieces, and where in it the parser is."""

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
