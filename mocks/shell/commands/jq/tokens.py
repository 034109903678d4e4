"""Tokens: reads a filter's text word by word, and says in jq 1.6's words what cannot be read."""

import re
from typing import Final, NamedTuple

from ...nesting import Nesting
from .syntax import Filter

KEYWORDS: Final = frozenset((
    "as", "import", "include", "module", "def", "if", "then", "else", "elif", "end", "reduce", "foreach", "and", "or",
    "try", "catch", "label", "break", "__loc__",
))
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+|\#[^\n]*)
    |(?P<op>\?//=?|//=|\|=|\+=|-=|\*=|/=|%=|==|!=|<=|>=|//|\.\.|[.?=;,:|+\-*/%$<>()\[\]{}])
    |(?P<format>@[a-zA-Z0-9_]+)
    |(?P<quote>")
    |(?P<ident>(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*)
    |(?P<bad>.)""", re.VERBOSE | re.DOTALL | re.ASCII)
LITERAL = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_FIELD = re.compile(r"\.[a-zA-Z_][a-zA-Z_0-9]*")
_LONG = frozenset(("?//", "//=", "|=", "+=", "-=", "*=", "/=", "%=", "==", "!=", "<=", ">=", "//", ".."))


class CompileError(Exception):
    """A filter that cannot be compiled: what jq says, error by error, and how many there are."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class Token(NamedTuple):
    """A token: what jq's grammar calls it, its text, where it begins and ends."""

    name: str
    text: str
    at: int
    value: "Filter | None" = None


def located(text: str, message: str, at: int) -> str:
    """Return an error with the line it is about, as jq shows it."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    number = text.count("\n", 0, at) + 1
    return f"{message} at <top-level>, line {number}:\n{line}{' ' * len(text[start:at].encode())}"


class Tokens:
    """The tokens of a text, with the one that is at hand."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at
        self._last = at
        self._brackets: list[str] = []
        self._nested = Nesting(lambda: CompileError([located(self._text, "memory exhausted", self._here.at)]))
        self._here = self._next()

    def _next(self) -> Token:
        text = self._text
        while True:
            if self._at >= len(text):
                return Token("$end", "", self._last)
            at = self._last = self._at
            literal = LITERAL.match(text, at)
            if literal is not None:
                self._at = literal.end()
                return Token("LITERAL", literal.group(), at)
            field = _FIELD.match(text, at)
            if field is not None:
                self._at = field.end()
                return Token("FIELD", field.group(), at)
            found = _TOKEN.match(text, at)
            assert found is not None
            self._at = found.end()
            what, word = found.lastgroup, found.group()
            if what == "space":
                continue
            if what == "op":
                if word in _OPENING:
                    self._brackets.append(_OPENING[word])
                elif word in _OPENING.values() and (not self._brackets or self._brackets.pop() != word):
                    return Token("INVALID_CHARACTER", word, at)
                if word == "?//=":
                    word = "?//"
                    self._at -= 1
                return Token(word if word in _LONG else f"'{word}'", word, at)
            if what == "format":
                return Token("FORMAT", word, at)
            if what == "quote":
                return Token("QQSTRING_START", word, at)
            if what == "ident":
                return Token(word if word in KEYWORDS else "IDENT", word, at)
            return Token("INVALID_CHARACTER", word, at)

    def _take(self) -> Token:
        token = self._here
        self._here = self._next()
        return token

    def _fail(self, expecting: str = "", *more: tuple[str, int]) -> CompileError:
        wanted = f", expecting {expecting}" if expecting else ""
        message = f"syntax error, unexpected {self._here.name}{wanted} (Unix shell quoting issues?)"
        errors = [located(self._text, message, self._here.at)]
        return CompileError(errors + [located(self._text, text, at) for text, at in more])

    def _expect(self, word: str, expecting: str = "", *more: tuple[str, int]) -> Token:
        if self._here.text != word or self._here.name in ("FIELD", "LITERAL", "INVALID_CHARACTER"):
            raise self._fail(expecting, *more)
        return self._take()

    def _is(self, *words: str) -> bool:
        return self._here.text in words and self._here.name not in ("QQSTRING_START", "INVALID_CHARACTER")

    def _name(self, expecting: str = "IDENT") -> str:
        if self._here.name != "IDENT" and self._here.name not in KEYWORDS:
            raise self._fail(expecting)
        return self._take().text


_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
