"""The words of bc: reads a program as tokens, and counts its lines."""

import re
from collections.abc import Callable
from typing import NamedTuple

KEYWORDS = frozenset((
    "define", "break", "quit", "length", "return", "for", "if", "while", "sqrt", "else", "scale", "ibase", "obase",
    "auto", "read", "random", "print", "halt", "last", "continue", "limits", "warranty", "history", "void",
))
_TOKEN = re.compile(r"""
    (?P<blank>[ \t\r\f\v]+|\\\n|\#[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)
    |(?P<newline>\n)
    |(?P<number>[0-9A-Z](?:[0-9A-Z]|\\\n)*(?:\.(?:[0-9A-Z]|\\\n)*)?|\.(?:\\\n)*[0-9A-Z](?:[0-9A-Z]|\\\n)*)
    |(?P<name>[a-z][a-z0-9_]*)
    |(?P<string>"[^"]*")
    |(?P<assign>(?:[-+*/%^]|)=(?!=))
    |(?P<relation>[=!<>]=|[<>])
    |(?P<sign>\+\+|--|&&|\|\||[-+*/%^!(){}\[\],;.&])
""", re.VERBOSE)


class Token(NamedTuple):
    """A word of the program; `kind` is what it is, or the sign or keyword itself."""

    kind: str
    text: str


class SyntaxFault(Exception):
    """A program that cannot be read on."""


class Reader:
    """Yields tokens one by one, so that what is wrong is said when it is read; `line` is where it has got to."""

    def __init__(self, text: str, complain: Callable[[str], None]) -> None:
        self._text = text
        self._at = 0
        self._complain = complain
        self._waiting: Token | None = None
        self.line = 1

    def peek(self) -> Token:
        """Return the next token and leave it."""
        if self._waiting is None:
            self._waiting = self._read()
        return self._waiting

    def next(self) -> Token:
        """Return the next token and go on."""
        token = self.peek()
        self._waiting = None
        return token

    def take(self, *kinds: str) -> Token | None:
        """Return the next token and go on if it is one of these."""
        return self.next() if self.peek().kind in kinds else None

    def need(self, kind: str) -> Token:
        """Return the next token, which has to be of a kind."""
        if self.peek().kind != kind:
            raise SyntaxFault
        return self.next()

    def back(self, token: Token) -> None:
        """Have a token that was read be the next again."""
        self._waiting = token

    def array_follows(self) -> bool:
        """Tell whether `[]` comes after the next token."""
        self.peek()
        return re.match(r"[ \t]*\[[ \t]*\]", self._text[self._at : self._at + 80]) is not None

    def to_line_end(self) -> None:
        """Leave out what is left of a line."""
        while self.peek().kind not in ("newline", "end"):
            self.next()
        self.take("newline")

    def rest(self) -> str:
        """Return the next line of the text as it is, and go on behind it."""
        end = self._text.find("\n", self._at) + 1 or len(self._text)
        line, self._at = self._text[self._at : end], end
        return line

    def _read(self) -> Token:
        while self._at < len(self._text):
            found = _TOKEN.match(self._text, self._at)
            if found is None:
                char = self._text[self._at]
                self._at += 1
                self._complain(f"illegal character: {char}")
                continue
            self._at = found.end()
            text, kind = found.group(), found.lastgroup or ""
            self.line += text.count("\n")
            if kind == "blank":
                continue
            if kind == "number":
                digits = text.replace("\\\n", "").removesuffix(".").lstrip("0")
                return Token(kind, digits or "0")
            if kind == "string":
                return Token(kind, text[1:-1])
            if kind == "sign":
                return Token("last" if text == "." else text, text)
            return Token(text if text in KEYWORDS else kind, text)
        self.line = 1  # what bc says of the end of a file, it says of the first line of the next
        return Token("end", "")
