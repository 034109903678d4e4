"""Parser: reads the text of a filter into its tree: definitions, operators and what begins with a word."""

from functools import lru_cache
from typing import Final

from .bindings import Bindings
from .syntax import (
    Alternative,
    And,
    Assign,
    Binary,
    Bind,
    Comma,
    Define,
    Filter,
    Foreach,
    Identity,
    If,
    Label,
    Literal,
    Negate,
    Or,
    Pattern,
    Pipe,
    Reduce,
    Try,
)
from .tokens import KEYWORDS, LITERAL, CompileError, located


@lru_cache(maxsize=256)
def parse(text: str) -> Filter:
    """Return the tree of a filter; CompileError if it is none."""
    return _Parser(text, 0).program()


class _Parser(Bindings):
    def program(self) -> Filter:
        """Return the filter of a whole program; one that only has definitions is `.`."""
        if self._here.name == "$end":
            return Identity()
        if self._is("import", "include", "module"):
            word = self._take().text
            path = self._string() if self._here.name == "QQSTRING_START" else None
            name = str(path.value) if isinstance(path, Literal) else word
            raise CompileError([f"module not found: {name}\n"])
        definitions: list[tuple[str, tuple[str, ...], Filter]] = []
        while self._is("def"):
            definitions.append(self._definition())
        if self._here.name == "$end" and definitions:
            out: Filter = Identity()
        else:
            if self._here.name not in _STARTS:
                raise self._fail("$end")
            out = self._pipe()
            if self._here.name != "$end":
                raise self._fail("" if self._here.name in _COMPARISONS else "$end")
        for name, parameters, body in reversed(definitions):
            out = Define(name, parameters, body, out)
        return out

    def _definition(self) -> tuple[str, tuple[str, ...], Filter]:
        self._expect("def")
        if self._here.name != "IDENT" and self._here.name not in KEYWORDS:
            raise self._fail("IDENT")
        name = self._take().text
        parameters: list[str] = []
        if self._is("("):
            self._take()
            while True:
                dollar = bool(self._is("$") and self._take())
                if self._here.name != "IDENT":
                    raise self._fail("IDENT" if dollar else "IDENT or '$'")
                parameters.append(("$" if dollar else "") + self._take().text)
                if self._is(";"):
                    self._take()
                    continue
                self._expect(")", "';' or ')'")
                break
        self._expect(":", "':'" if parameters else "'(' or ':'")
        body = self._pipe()
        self._expect(";")
        return name, tuple(parameters), body

    def _pipe(self) -> Filter:
        with self._nested:
            stages: list[Filter] = []
            while not self._is("def"):
                stages.append(self._comma())
                if not self._is("|"):
                    break
                self._take()
            else:
                name, parameters, body = self._definition()
                stages.append(Define(name, parameters, body, self._pipe()))
            out = stages.pop()
            while stages:
                out = Pipe(stages.pop(), out)
            return out

    def _comma(self) -> Filter:
        left = self._alternative()
        while self._is(","):
            self._take()
            left = Comma(left, self._alternative())
        return left

    def _alternative(self) -> Filter:
        left = self._assignment()
        if self._is("//"):
            self._take()
            with self._nested:
                return Alternative(left, self._alternative())
        return left

    def _assignment(self) -> Filter:
        left = self._binary(0)
        if self._is("=", "|=", "+=", "-=", "*=", "/=", "%=", "//="):
            operator = self._take().text
            left = Assign(operator, left, self._alternative() if operator == "//=" else self._binary(0))
            if self._is("=", "|=", "+=", "-=", "*=", "/=", "%=", "//="):
                raise self._fail()
        return left

    def _binary(self, level: int) -> Filter:
        if level == len(_LEVELS):
            return self._postfix()
        left = self._binary(level + 1)
        while self._is(*_LEVELS[level]):
            at = self._here.at
            operator = self._take().text
            right = self._binary(level + 1)
            if level == 2 and self._is(*_LEVELS[2]):
                raise self._fail()
            if operator in ("and", "or"):
                left = And(left, right) if operator == "and" else Or(left, right)
            else:
                left = self._folded(operator, left, right, at)
        return left

    def _folded(self, operator: str, left: Filter, right: Filter, at: int) -> Filter:
        """Return a binary filter; a division by a literal zero is refused before anything runs."""
        if operator == "/" and isinstance(left, Literal) and isinstance(right, Literal) and right.value == 0.0 \
                and isinstance(left.value, float) and isinstance(right.value, float):
            raise CompileError([located(self._text, "Division by zero?", self._begins(at))])
        return Binary(operator, left, right)

    def _begins(self, at: int) -> int:
        """Return where the literal before an operator begins."""
        return max((found.start() for found in LITERAL.finditer(self._text, 0, at)), default=0)

    def _postfix(self) -> Filter:
        out = self._unary()
        while self._is("?"):
            self._take()
            out = Try(out, None)
        return out

    def _unary(self) -> Filter:
        if self._is("-"):
            self._take()
            with self._nested:
                return Negate(self._binary(4))
        if self._is("def"):
            name, parameters, body = self._definition()
            return Define(name, parameters, body, self._pipe())
        if self._is("if"):
            return self._if(self._take().at)
        if self._is("try"):
            at = self._take().at
            with self._nested:
                body = self._postfix()
            if self._is("catch"):
                self._take()
                if self._here.name == "$end":
                    raise self._fail("", ("Possibly unterminated 'try' statement", at))
                return Try(body, self._postfix())
            return Try(body, None)
        if self._is("reduce"):
            self._take()
            source, patterns = self._source()
            self._expect("(", "'('")
            start = self._pipe()
            self._expect(";")
            update = self._pipe()
            self._expect(")")
            return Reduce(source, patterns, start, update)
        if self._is("foreach"):
            self._take()
            source, patterns = self._source()
            self._expect("(", "'('")
            start = self._pipe()
            self._expect(";")
            update = self._pipe()
            extract = None
            if self._is(";"):
                self._take()
                extract = self._pipe()
            self._expect(")")
            return Foreach(source, patterns, start, update, extract)
        if self._is("label"):
            self._take()
            self._expect("$", "'$'")
            label = self._name()
            self._expect("|", "'|'")
            return Label(label, self._pipe())
        term = self._term()
        if self._is("as"):
            self._take()
            patterns = self._patterns()
            self._expect("|", "'|'")
            return Bind(term, patterns, self._pipe())
        return term

    def _source(self) -> tuple[Filter, tuple[Pattern, ...]]:
        source = self._term()
        self._expect("as", "FIELD or as or '.' or '['")
        return source, self._patterns()

    def _if(self, at: int) -> Filter:
        condition = self._pipe()
        self._expect("then")
        try:
            return self._branches(condition)
        except CompileError as error:
            hint = located(self._text, "Possibly unterminated 'if' statement", at)
            raise CompileError([*error.errors, hint] if len(error.errors) == 1 else error.errors) from None

    def _branches(self, condition: Filter) -> Filter:
        then = self._pipe()
        if self._is("elif"):
            self._take()
            inner = self._pipe()
            self._expect("then")
            with self._nested:
                return If(condition, then, self._branches(inner))
        self._expect("else")
        otherwise = self._pipe()
        self._expect("end")
        return If(condition, then, otherwise)


_LEVELS: Final = (("or",), ("and",), ("==", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))
_COMPARISONS: Final = frozenset(("==", "!=", "'<'", "<=", "'>'", ">="))
_STARTS: Final = frozenset((
    "LITERAL", "FIELD", "IDENT", "QQSTRING_START", "FORMAT", "'.'", "..", "'$'", "'('", "'['", "'{'", "'-'", "if",
    "try", "reduce", "foreach", "label", "def", "break",
))
