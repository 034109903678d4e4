"""The parser of terms: literals, paths, calls, arrays, objects and strings."""

import re
from abc import ABC, abstractmethod
from typing import Final

from .json_text import ParseError, parse_one
from .syntax import (
    BreakTo,
    Call,
    Each,
    Filter,
    Format,
    Identity,
    Index,
    Literal,
    Location,
    MakeArray,
    MakeObject,
    Negate,
    Pipe,
    Slice,
    Text,
    Variable,
)
from .tokens import KEYWORDS, CompileError, Token, Tokens, located


class Terms(Tokens, ABC):
    """Reads terms; what stands in brackets is a whole filter again."""

    @abstractmethod
    def _pipe(self) -> Filter:
        """Read a whole filter: the parser's, which knows operators."""

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
        with self._nested:
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
_NO_FIELDS: Final = frozenset(("LITERAL", "IDENT", "INVALID_CHARACTER", "'$'", "'('", "'{'"))
