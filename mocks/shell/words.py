"""Words: reads the parts of shell words (quotes, parameters, substitutions) at a position of the text."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Literal as Choice
from typing import TypeAlias

from .errors import ShellSyntaxError
from .escapes import unescaped
from .nesting import DEEPEST, Nesting
from .syntax import (
    Arithmetic,
    EmptyQuotes,
    List,
    Literal,
    Parameter,
    Part,
    ProcessSubstitution,
    Substitution,
    Word,
)

Dialect: TypeAlias = Choice["bash", "dash"]

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
SPECIAL = "@*#?-$!0123456789"
_PARAMETER = re.compile(rf"{NAME.pattern}|[0-9]+|[@*#?\-$!]", re.ASCII)
META = frozenset(" \t\n;&|<>()")
OPERATORS = (
    ":-", ":=", ":?", ":+", "##", "%%", "//", "/#", "/%", "^^", ",,",
    "-", "=", "?", "+", "#", "%", "/", ":", "^", ",", "@",
)
"""The operators of `${name...}`, longer ones first."""
_OF_BASH = frozenset(("/", "//", "/#", "/%", ":", "^", "^^", ",", ",,", "@"))


class WordReader(ABC):
    """Reads words from `text`, starting at `at`. The parser, which is one of these, reads the scripts inside them."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect: Dialect = dialect
        self.at = 0
        self.in_conditional = False
        self.extends = False
        self.nested = Nesting(self.unexpected)

    # --- for the parser to give ---

    @abstractmethod
    def script_until(self, closing: str) -> List:
        """Read a script up to a closing token, and over it."""

    @abstractmethod
    def script_of(self, text: str) -> List:
        """Return the tree of a script that is a text of its own (from backquotes)."""

    @abstractmethod
    def unexpected(self, expected: str = "") -> ShellSyntaxError:
        """Return the error that the token which stands here makes no sense."""

    @abstractmethod
    def line_at(self, at: int) -> int:
        """Return the 1-based line of a position."""

    # --- words ---

    def peek(self, ahead: int = 0) -> str:
        """Return the character `ahead` of here, or an empty text at the end."""
        at = self.at + ahead
        return self.text[at] if at < len(self.text) else ""

    def failed(self, token: str = "", expected: str = "") -> ShellSyntaxError:
        """Return the error that the text makes no sense here."""
        return ShellSyntaxError(self.line_at(min(self.at, len(self.text))), token, expected)

    def word(self) -> Word:
        """Read a word; an empty tuple if none starts here."""
        parts = self._parts(lambda: self.peek() in META)
        return tuple(parts)

    def _parts(self, ends: Callable[[], bool]) -> list[Part]:
        """Read the parts of unquoted text until `ends` says so or the text is over."""
        parts: list[Part] = []
        plain: list[str] = []

        def flush() -> None:
            if plain:
                parts.append(Literal("".join(plain), False))
                plain.clear()

        text, size = self.text, len(self.text)
        while self.at < size:
            char = text[self.at]
            if char in "<>" and self.peek(1) == "(" and self.dialect == "bash" and not self.in_conditional:
                flush()
                self.at += 2
                parts.append(ProcessSubstitution(self.script_until(")"), char == ">"))
            elif char in "?*+@!" and self.peek(1) == "(" and self.extended():
                flush()
                self._extended_pattern(parts)
            elif ends():
                break
            elif char == "\\":
                if self.peek(1) == "\n":
                    self.at += 2
                    continue
                flush()
                parts.append(Literal(self.peek(1) or "\\", True))
                self.at += 2
            elif char == "'":
                flush()
                parts.append(self._single())
            elif char == '"':
                flush()
                self.at += 1
                parts += self.double('"') or [EmptyQuotes()]
            elif char == "$":
                flush()
                parts += self._dollar(quoted=False)
            elif char == "`":
                flush()
                parts.append(self._backquoted(quoted=False))
            else:
                plain.append(char)
                self.at += 1
        flush()
        return parts

    def extended(self) -> bool:
        """Tell whether `@(a|b)` is a pattern here."""
        return self.dialect == "bash" and (self.in_conditional or self.extends)

    def _extended_pattern(self, parts: list[Part]) -> None:
        parts.append(Literal(self.text[self.at : self.at + 2], False))
        self.at += 2
        with self.nested:
            parts += self._parts(lambda: self.peek() == ")")
        if self.peek() != ")":
            raise self.failed("", ")")
        parts.append(Literal(")", False))
        self.at += 1

    def _single(self) -> Part:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            raise self.failed("", "'")
        text = self.text[self.at + 1 : end]
        self.at = end + 1
        return Literal(text, True) if text else EmptyQuotes()

    def double(self, closing: str) -> list[Part]:
        """Read what is in double quotes, up to and over `closing`; with an empty one, to the end of the text."""
        parts: list[Part] = []
        plain: list[str] = []

        def flush() -> None:
            if plain:
                parts.append(Literal("".join(plain), True))
                plain.clear()

        while True:
            char = self.peek()
            if char == "" or (closing and char == closing):
                if char == "" and closing:
                    raise self.failed("", closing)
                self.at += 1
                flush()
                return parts
            if char == "\\":
                after = self.peek(1)
                if after == "\n":
                    pass
                elif after and after in ("$", "`", "\\", closing):
                    plain.append(after)
                else:
                    plain.append("\\" + after)
                self.at += 2
            elif char == "$":
                flush()
                parts += self._dollar(quoted=True)
            elif char == "`":
                flush()
                parts.append(self._backquoted(quoted=True))
            else:
                plain.append(char)
                self.at += 1

    # --- what begins with $ ---

    def _dollar(self, *, quoted: bool) -> list[Part]:
        after = self.peek(1)
        if after == "(":
            if self.peek(2) == "(":
                end = self._arithmetic_end(self.at + 3)
                if end >= 0:
                    expression = quoted_word(self, self.text[self.at + 3 : end])
                    self.at = end + 2
                    return [Arithmetic(expression, quoted)]
            self.at += 2
            return [Substitution(self.script_until(")"), quoted)]
        if after == "{":
            self.at += 2
            with self.nested:
                return [self._braced(quoted=quoted)]
        if after == "[" and self.dialect == "bash":
            end = self.text.find("]", self.at)
            if end >= 0:
                expression = quoted_word(self, self.text[self.at + 2 : end])
                self.at = end + 1
                return [Arithmetic(expression, quoted)]
        if not quoted and self.dialect == "bash" and after == "'":
            end = self.at + 2
            while end < len(self.text) and self.text[end] != "'":
                end += 2 if self.text[end] == "\\" else 1
            if end >= len(self.text):
                raise self.failed("", "'")
            text = unescaped(self.text[self.at + 2 : end])
            self.at = end + 1
            return [Literal(text, True) if text else EmptyQuotes()]
        if not quoted and self.dialect == "bash" and after == '"':
            self.at += 2
            return self.double('"') or [EmptyQuotes()]
        found = NAME.match(self.text, self.at + 1)
        if found:
            self.at = found.end()
            return [Parameter(found.group(), quoted)]
        if after and after in SPECIAL:
            self.at += 2
            return [Parameter(after, quoted)]
        self.at += 1
        return [Literal("$", quoted)]

    def _arithmetic_end(self, at: int) -> int:
        """Return where the `))` is that closes an expression; -1 if it closes otherwise, and so is a subshell."""
        depth = 0
        text = self.text
        while at < len(text) and depth <= DEEPEST:
            char = text[at]
            if char == "(":
                depth += 1
            elif char == ")":
                if depth == 0:
                    return at if text.startswith("))", at) else -1
                depth -= 1
            elif char == "\\":
                at += 1
            elif char in "'\"":
                closing = text.find(char, at + 1)
                at = closing if closing >= 0 else at
            at += 1
        return -1

    def _braced(self, *, quoted: bool) -> Parameter:
        start = self.at
        length = self.peek() == "#" and self.peek(1) not in ("}", ":", "-", "=", "?", "+", "%", "/", "")
        if length:
            self.at += 1
        indirect = self.dialect == "bash" and self.peek() == "!" and self.peek(1) not in ("}", "")
        if indirect:
            self.at += 1
        found = _PARAMETER.match(self.text, self.at)
        if found is None:
            return self._bad(start, quoted=quoted)
        name = found.group()
        self.at = found.end()
        index = None
        if self.peek() == "[" and self.dialect == "bash":
            self.at += 1
            index = self.subscript()
        if self.peek() == "}":
            self.at += 1
            operator = "length" if length else "keys" if indirect and _all(index) else ""
            return Parameter(name, quoted, operator, index=index, indirect=indirect and operator != "keys")
        if indirect and self.text.startswith(("*}", "@}"), self.at):
            self.at += 2
            return Parameter(name, quoted, "names")
        operator = next((one for one in OPERATORS if self.text.startswith(one, self.at)), "")
        if length or not operator or (self.dialect == "dash" and operator in _OF_BASH):
            return self._bad(start, quoted=quoted)
        self.at += len(operator)
        # In double quotes, single quotes are characters where a value stands, and quotes where a pattern does.
        literal_quotes = quoted and operator in (":-", ":=", ":?", ":+", "-", "=", "?", "+")
        if operator == ":":
            first = self._operand("}:", literal_quotes=False)
            second = None
            if self.peek() == ":":
                self.at += 1
                second = self._operand("}", literal_quotes=False)
            return self._closed(Parameter(name, quoted, operator, first, second, index, indirect))
        if operator in ("/", "//", "/#", "/%"):
            first = self._operand("}/", literal_quotes=False)
            second = ()
            if self.peek() == "/":
                self.at += 1
                second = self._operand("}", literal_quotes=False)
            return self._closed(Parameter(name, quoted, operator, first, second, index, indirect))
        word = self._operand("}", literal_quotes=literal_quotes)
        return self._closed(Parameter(name, quoted, operator, word, None, index, indirect))

    def _bad(self, start: int, *, quoted: bool) -> Parameter:
        """Read over an expansion that makes no sense: that is found out when it is to be expanded."""
        end = self.text.find("}", start)
        if end < 0:
            raise self.failed("", "${")
        self.at = end + 1
        return Parameter("", quoted, "bad", (Literal("${" + self.text[start : self.at], True),))

    def _closed(self, parameter: Parameter) -> Parameter:
        if self.peek() != "}":
            raise self.failed("", "${")
        self.at += 1
        return parameter

    def _operand(self, closing: str, *, literal_quotes: bool) -> Word:
        """Read the word after an operator, up to one of `closing` outside quotes and braces."""
        if not literal_quotes:
            return tuple(self._parts(lambda: self.peek() in closing))
        parts: list[Part] = []
        while self.peek() and self.peek() not in closing:
            char = self.peek()
            if char == '"':
                self.at += 1
                parts += self.double('"') or [EmptyQuotes()]
            elif char == "$":
                parts += self._dollar(quoted=True)
            elif char == "`":
                parts.append(self._backquoted(quoted=True))
            elif char == "\\" and self.peek(1) and self.peek(1) in "$`\"\\}":
                parts.append(Literal(self.peek(1), True))
                self.at += 2
            else:
                parts.append(Literal(char, True))
                self.at += 1
        return tuple(parts)

    def subscript(self) -> Word:
        """Read an array's index up to and over its closing bracket."""
        with self.nested:
            parts = tuple(self._parts(lambda: self.peek() == "]"))
        if self.peek() != "]":
            raise self.failed("", "]")
        self.at += 1
        return parts

    def _backquoted(self, *, quoted: bool) -> Part:
        self.at += 1
        out: list[str] = []
        while self.peek() != "`":
            char = self.peek()
            if char == "":
                raise self.failed("", "`")
            after = self.peek(1)
            if char == "\\" and after and (after in "$`\\" or (quoted and after == '"')):
                out.append(after)
                self.at += 2
            else:
                out.append(char)
                self.at += 1
        self.at += 1
        return Substitution(self.script_of("".join(out)), quoted)


def quoted_word(reader: WordReader, text: str) -> Word:
    """Return the word of a text that is expanded like one in double quotes, quotes in it being characters."""
    inner = type(reader)(text, reader.dialect)
    inner.nested.depth = reader.nested.depth
    with inner.nested:
        return tuple(inner.double(""))


def _all(index: Word | None) -> bool:
    return index in ((Literal("@", False),), (Literal("*", False),))
