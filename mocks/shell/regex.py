"""Regular expressions of POSIX and GNU, basic and extended, as Python's."""

import re
from functools import lru_cache

from .patterns import bracket, bracket_end

_GNU = {"w": r"[a-zA-Z0-9_]", "W": r"[^a-zA-Z0-9_]", "s": r"[ \t\n\r\f\v]", "S": r"[^ \t\n\r\f\v]", "b": r"\b", "B": r"\B",
        "<": r"\b(?=[a-zA-Z0-9_])", ">": r"\b(?<=[a-zA-Z0-9_])", "`": r"\A", "'": r"\Z"}
_INTERVAL = re.compile(r"([0-9]*)(,?)([0-9]*)")


class BadPattern(Exception):
    """A regular expression that makes no sense; the message is the C library's."""


@lru_cache(maxsize=512)
def compiled(text: str, *, extended: bool, ignore_case: bool = False, lines: bool = False) -> "re.Pattern[str]":
    """Return a compiled expression; BadPattern if there is none. With `lines`, `^` and `$` are at every line."""
    flags = re.ASCII | (re.IGNORECASE if ignore_case else 0) | (re.MULTILINE if lines else re.DOTALL)
    try:
        return re.compile(translated(text, extended=extended), flags)
    except re.error:
        raise BadPattern("Invalid regular expression") from None


@lru_cache(maxsize=512)
def translated(text: str, *, extended: bool) -> str:
    """Return an expression in Python's notation; BadPattern if it makes no sense."""
    return _Translator(text, extended).whole()


class _Translator:
    def __init__(self, text: str, extended: bool) -> None:
        self._text = text
        self._extended = extended
        self._at = 0
        self._out: list[str] = []
        self._open = 0
        self._start = True
        """Whether a star would stand for itself: at the beginning of an expression or group."""

    def whole(self) -> str:
        text = self._text
        while self._at < len(text):
            char = text[self._at]
            if char == "\\":
                self._backslash()
            elif char == "[":
                end = bracket_end(text, self._at + 1)
                if end < 0:
                    raise BadPattern("Unmatched [, [^, [:, [., or [=")
                self._atom(bracket(text[self._at + 1 : end]))
                self._at = end + 1
            else:
                self._at += 1
                self._char(char)
        if self._open:
            raise BadPattern("Unmatched ( or \\(")
        return "".join(self._out)

    def _atom(self, text: str) -> None:
        self._out.append(text)
        self._start = False

    def _char(self, char: str) -> None:
        if char == "*":
            if self._start:
                self._atom(r"\*")
            else:
                self._repeat("*")
        elif char == ".":
            self._atom(".")
        elif char == "^":
            if self._extended or self._start:
                self._out.append("^")
            else:
                self._atom(r"\^")
        elif char == "$":
            rest = self._text[self._at :]
            ends = not rest or self._extended or rest.startswith(("\\)", "\\|"))
            self._atom("(?=\\n?\\Z)$" if False else "$" if ends else r"\$")
        elif self._extended and char in "+?":
            if self._start:
                self._atom("\\" + char)
            else:
                self._repeat(char)
        elif self._extended and char == "{":
            self._interval("}")
        elif self._extended and char == "(":
            self._opened()
        elif self._extended and char == ")" and self._open:
            self._closed()
        elif self._extended and char == "|":
            self._out.append("|")
            self._start = True
        else:
            self._atom(re.escape(char))

    def _repeat(self, sign: str) -> None:
        # Two in a row are one loop over the other, which Python would read as something else.
        if (self._out[-1][-1:] in ("*", "+", "?", "}") and self._out[-1] in ("*", "+", "?")) or self._out[-1].startswith("{"):
            self._out = ["".join(self._out)]
            self._wrap_last()
        self._out.append(sign)

    def _wrap_last(self) -> None:
        """Keep what is repeated twice once: `a**` and `a*+` match what `a*` does."""
        if self._out[0].endswith(("*", "+", "?")) and not self._out[0].endswith("\\*"):
            self._out[0] = self._out[0][:-1]

    def _opened(self) -> None:
        self._out.append("(")
        self._open += 1
        self._start = True

    def _closed(self) -> None:
        self._open -= 1
        self._atom(")")

    def _interval(self, closing: str) -> None:
        end = self._text.find(closing, self._at)
        inside = self._text[self._at : end] if end >= 0 else ""
        found = _INTERVAL.fullmatch(inside)
        if end < 0 or found is None or not inside or self._start:
            if self._extended:
                self._atom(r"\{")
                return
            raise BadPattern("Unmatched \\{" if end < 0 else "Invalid content of \\{\\}")
        low, comma, high = found.groups()
        if high and int(high) < int(low or 0):
            raise BadPattern("Invalid content of \\{\\}")
        self._out.append(f"{{{low or 0}{comma}{high}}}")
        self._at = end + len(closing)

    def _backslash(self) -> None:
        if self._at + 1 >= len(self._text):
            raise BadPattern("Trailing backslash")
        char = self._text[self._at + 1]
        self._at += 2
        if not self._extended and char in "(){}|+?":
            if char == "(":
                self._opened()
            elif char == ")":
                if not self._open:
                    raise BadPattern("Unmatched ) or \\)")
                self._closed()
            elif char == "{":
                self._interval("\\}")
            elif char == "|":
                self._out.append("|")
                self._start = True
            elif char in "+?":
                if self._start:
                    self._atom("\\" + char)
                else:
                    self._repeat(char)
            else:
                self._atom(re.escape(char))
        elif char.isdigit() and char != "0":
            self._atom(f"(?:\\{char})")
        elif char in _GNU:
            self._atom(_GNU[char])
        elif char == "n":
            self._atom(r"\n")
        elif char == "t":
            self._atom(r"\t")
        else:
            self._atom(re.escape(char))
