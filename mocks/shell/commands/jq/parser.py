"""Parser: reads the text of a filter into its tree, with jq 1.6's words for what it cannot read."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from .json_text import ParseError, parse_one
from .syntax import (
    Alternative,
    And,
    Assign,
    Binary,
    Bind,
    BreakTo,
    Call,
    Comma,
    Define,
    Each,
    Elements,
    Fields,
    Filter,
    Foreach,
    Format,
    Identity,
    If,
    Index,
    Label,
    Literal,
    Location,
    MakeArray,
    MakeObject,
    Named,
    Negate,
    Or,
    Pattern,
    Pipe,
    Reduce,
    Slice,
    Text,
    Try,
    Variable,
)

KEYWORDS: Final = frozenset(
    ["as", "import", "include", "module", "def", "if", "then", "else", "elif", "end", "reduce", "foreach", "and", "or",
     "not", "try", "catch", "label", "break", "__loc__"]) - {
    "not", "break"} | {"break"}

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+|\#[^\n]*)
    |(?P<op>\?//=?|//=|\|=|\+=|-=|\*=|/=|%=|==|!=|<=|>=|//|\.\.|[.?=;,:|+\-*/%$<>()\[\]{}])
    |(?P<format>@[a-zA-Z0-9_]+)
    |(?P<quote>")
    |(?P<ident>(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*)
    |(?P<bad>.)""", re.VERBOSE | re.DOTALL | re.ASCII)
_LITERAL = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
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


@lru_cache(maxsize=256)
def parse(text: str) -> Filter:
    """Return the tree of a filter; CompileError if it is none."""
    return _Parser(text, 0).program()


class _Parser:
    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self._at = at
        self._last = at
        self._brackets: list[str] = []
        self._here = self._next()

    # --- tokens ---

    def _next(self) -> Token:
        text = self._text
        while True:
            if self._at >= len(text):
                return Token("$end", "", self._last)
            at = self._last = self._at
            literal = _LITERAL.match(text, at)
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

    # --- programs and expressions ---

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
        if self._is("def"):
            name, parameters, body = self._definition()
            return Define(name, parameters, body, self._pipe())
        left = self._comma()
        if self._is("|"):
            self._take()
            return Pipe(left, self._pipe())
        return left

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
        return max((found.start() for found in _LITERAL.finditer(self._text, 0, at)), default=0)

    def _postfix(self) -> Filter:
        out = self._unary()
        while self._is("?"):
            self._take()
            out = Try(out, None)
        return out

    def _unary(self) -> Filter:
        if self._is("-"):
            self._take()
            return Negate(self._binary(4))
        if self._is("def"):
            name, parameters, body = self._definition()
            return Define(name, parameters, body, self._pipe())
        if self._is("if"):
            return self._if(self._take().at)
        if self._is("try"):
            at = self._take().at
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
            return If(condition, then, self._branches(inner))
        self._expect("else")
        otherwise = self._pipe()
        self._expect("end")
        return If(condition, then, otherwise)

    # --- patterns ---

    def _patterns(self) -> tuple[Pattern, ...]:
        out = [self._pattern()]
        while self._is("?//"):
            self._take()
            out.append(self._pattern())
        return tuple(out)

    def _name(self, expecting: str = "IDENT") -> str:
        if self._here.name != "IDENT" and self._here.name not in KEYWORDS:
            raise self._fail(expecting)
        return self._take().text

    def _pattern(self) -> Pattern:
        if self._is("$"):
            self._take()
            return Named(self._name())
        if self._is("["):
            self._take()
            elements = [self._pattern()]
            while self._is(","):
                self._take()
                elements.append(self._pattern())
            self._expect("]", "',' or ']'")
            return Elements(tuple(elements))
        if self._is("{"):
            self._take()
            fields = [self._field_pattern()]
            while self._is(","):
                self._take()
                fields.append(self._field_pattern())
            self._expect("}", "',' or '}'")
            return Fields(tuple(fields))
        raise self._fail("'$' or '[' or '{'")

    def _field_pattern(self) -> tuple[str, Filter, Pattern | None]:
        if self._is("$"):
            self._take()
            name = self._name()
            if self._is(":"):
                self._take()
                return name, Literal(name), self._pattern()
            return name, Literal(name), None
        key: Filter
        if self._here.name == "IDENT" or self._here.name in KEYWORDS:
            key = Literal(self._take().text)
        elif self._here.name in ("QQSTRING_START", "FORMAT"):
            key = self._string()
        else:
            self._expect("(")
            key = self._pipe()
            self._expect(")")
        self._expect(":", "':'")
        return "", key, self._pattern()

    # --- terms ---

    def _term(self) -> Filter:
        out = self._first()
        while True:
            if self._here.name == "FIELD":
                out = Index(out, Literal(self._take().text[1:]), self._optional())
            elif self._is("."):
                self._take()
                if self._here.name not in ("QQSTRING_START", "FORMAT"):
                    raise self._fail("FORMAT or QQSTRING_START")
                out = Index(out, self._string(), self._optional())
            elif self._is("["):
                out = self._bracket(out)
            else:
                return out

    def _optional(self) -> bool:
        if self._is("?"):
            self._take()
            return True
        return False

    def _bracket(self, term: Filter) -> Filter:
        self._take()
        if self._is("]"):
            self._take()
            return Each(term, self._optional())
        if self._is(":"):
            self._take()
            stop = self._pipe()
            self._expect("]")
            return Slice(term, None, stop, self._optional())
        key = self._pipe()
        if self._is(":"):
            self._take()
            end = None if self._is("]") else self._pipe()
            self._expect("]")
            return Slice(term, key, end, self._optional())
        self._expect("]")
        return Index(term, key, self._optional())

    def _first(self) -> Filter:
        here = self._here
        if here.name == "LITERAL":
            return Literal(float(self._take().text))
        if here.name == "FIELD":
            self._take()
            return Index(Identity(), Literal(here.text[1:]), self._optional())
        if here.name == "IDENT":
            return self._call()
        if here.name == "QQSTRING_START":
            return self._string()
        if here.name == "FORMAT":
            self._take()
            if self._here.name == "QQSTRING_START":
                return self._string(here.text[1:])
            return Format(here.text[1:])
        match here.text:
            case ".":
                self._take()
                if self._here.name in ("QQSTRING_START", "FORMAT"):
                    return Index(Identity(), self._string(), self._optional())
                if self._here.name in _NO_FIELDS:
                    raise self._fail("", ('try .["field"] instead of .field for unusually named fields', here.at))
                return Identity()
            case "..":
                self._take()
                return Call("recurse", (), here.at)
            case "$":
                self._take()
                if self._is("__loc__"):
                    self._take()
                    return Location(self._text.count("\n", 0, here.at) + 1)
                return Variable(self._name("IDENT or __loc__"), here.at)
            case "(":
                self._take()
                out = self._pipe()
                self._expect(")")
                return out
            case "[":
                self._take()
                if self._is("]"):
                    self._take()
                    return MakeArray(None)
                body = self._pipe()
                self._expect("]")
                return MakeArray(body)
            case "{":
                return self._object()
            case "break":
                self._take()
                if not self._is("$"):
                    raise self._fail("'$'", ("break requires a label to break to", here.at))
                self._take()
                return BreakTo(self._name(), here.at)
        raise self._fail()

    def _call(self) -> Filter:
        token = self._take()
        arguments: list[Filter] = []
        if self._is("("):
            self._take()
            arguments.append(self._pipe())
            while self._is(";"):
                self._take()
                arguments.append(self._pipe())
            self._expect(")", "';' or ')'")
        if not arguments and token.text in _CONSTANTS:
            return Literal(_CONSTANTS[token.text])
        return Call(token.text, tuple(arguments), token.at)

    def _object(self) -> Filter:
        at = self._take().at
        pairs: list[tuple[Filter, Filter]] = []
        if self._is("}"):
            self._take()
            return MakeObject((), at)
        while True:
            start = self._here.at
            pairs.append(self._pair())
            if self._is(","):
                self._take()
                if not self._is("}"):
                    continue
            if not self._is("}"):
                raise self._fail("'}'", *self._key_hint(start))
            self._take()
            return MakeObject(tuple(pairs), at)

    def _key_hint(self, start: int) -> list[tuple[str, int]]:
        """Return what jq adds to an error in an object if a colon follows: it takes what is before for the key."""
        if ":" not in self._text[self._here.at :]:
            return []
        return [("May need parentheses around object key expression", start)]

    def _pair(self) -> tuple[Filter, Filter]:
        here = self._here
        key: Filter
        if self._is("$"):
            self._take()
            if self._here.name != "IDENT":
                raise self._fail("IDENT")
            name = self._take().text
            return Literal(name), Variable(name, here.at)
        if here.name == "IDENT" or here.name in KEYWORDS:
            self._take()
            key = Literal(here.text)
            if not self._is(":"):
                if self._is(",", "}"):
                    return key, Index(Identity(), key)
                raise self._fail("'}'", *self._key_hint(here.at))
        elif here.name in ("QQSTRING_START", "FORMAT"):
            key = self._string()
            if not self._is(":"):
                return key, Index(Identity(), key)
        elif self._is("("):
            self._take()
            key = self._pipe()
            self._expect(")")
            if isinstance(key, Literal) and not isinstance(key.value, str):
                from .values import kind, shown

                message = f"Cannot use {kind(key.value)} ({shown(key.value)}) as object key"
                raise CompileError([located(self._text, message, here.at)])
        else:
            raise self._fail()
        self._expect(":", "':'" if self._is("(") else "")
        return key, self._object_value()

    def _object_value(self) -> Filter:
        if self._is("-"):
            self._take()
            return Negate(self._object_value())
        left = self._term()
        if self._is("|"):
            self._take()
            return Pipe(left, self._object_value())
        return left

    # --- strings ---

    def _string(self, form: str = "") -> Filter:
        """Return a string; the token at hand is its first quote, or its format."""
        if self._here.name == "FORMAT":
            form = self._take().text[1:]
            if self._here.name != "QQSTRING_START":
                raise self._fail("QQSTRING_START")
        text, at = self._text, self._at
        parts: list[str | Filter] = []
        start = at
        while True:
            if at >= len(text):
                self._here = Token("$end", "", min(start, len(text) - 1) if start < len(text) else self._here.at)
                raise self._fail("QQSTRING_TEXT or QQSTRING_INTERP_START or QQSTRING_END")
            if text[at] == '"':
                break
            if text[at] == "\\" and text[at + 1 : at + 2] == "(":
                if at > start:
                    parts.append(self._plain(text[start:at], start))
                self._at = at + 2
                self._brackets.append(")")
                self._here = self._next()
                parts.append(self._pipe())
                if not self._is(")"):
                    raise self._fail()
                at = start = self._at
                continue
            at += 2 if text[at] == "\\" else 1
        if at > start:
            parts.append(self._plain(text[start:at], start))
        self._at = at + 1
        self._last = at
        self._here = self._next()
        if all(isinstance(part, str) for part in parts):
            return Literal("".join(str(part) for part in parts))
        return Text(tuple(parts), form)

    def _plain(self, raw: str, at: int) -> str:
        if "\\" not in raw:
            return raw
        try:
            return str(parse_one('"' + re.sub("[\x00-\x1f]", lambda found: f"\\u{ord(found.group()):04x}", raw) + '"'))
        except ParseError as error:
            raise CompileError([located(self._text, str(error), at)]) from None


_CONSTANTS: Final = {"null": None, "true": True, "false": False}
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_LEVELS: Final = (("or",), ("and",), ("==", "!=", "<", "<=", ">", ">="), ("+", "-"), ("*", "/", "%"))
_COMPARISONS: Final = frozenset(("==", "!=", "'<'", "<=", "'>'", ">="))
_NO_FIELDS: Final = frozenset(("LITERAL", "IDENT", "INVALID_CHARACTER", "'$'", "'('", "'{'"))
_STARTS: Final = frozenset((
    "LITERAL", "FIELD", "IDENT", "QQSTRING_START", "FORMAT", "'.'", "..", "'$'", "'('", "'['", "'{'", "'-'", "if",
    "try",
    "reduce", "foreach", "label", "def", "break",
))
