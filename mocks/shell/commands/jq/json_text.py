"""JSON text: reads and writes it as jq 1.6 does, with the words of its parser for what it does not take."""

import json
import re
from collections.abc import Callable, Iterator
from json.encoder import encode_basestring, encode_basestring_ascii
from typing import Any, Final, NamedTuple

from .values import Value, number

MAX_DEPTH: Final = 256
"""How deep arrays and objects may lie in each other in a text, as jq 1.6 has it."""


class ParseError(Exception):
    """A text that is no JSON."""


class Style(NamedTuple):
    """How values are written: the unit of indentation (None: all in one line), keys sorted, ASCII only, in colour."""

    indent: str | None = None
    sort: bool = False
    ascii: bool = False
    colour: bool = False


def dump(value: Value, style: Style = Style()) -> str:  # noqa: B008 - a tuple
    """Return a value as text."""
    out: list[str] = []
    quote = _ascii if style.ascii else _quote
    if style.colour:
        _coloured(value, style, 0, quote, out)
    else:
        _plain(value, style, "\n", quote, out)
    return "".join(out)


def _quote(text: str) -> str:
    return encode_basestring(text).replace("\x7f", "\\u007f")


def _ascii(text: str) -> str:
    return encode_basestring_ascii(text).replace("\x7f", "\\u007f")


def _plain(value: Value, style: Style, line: str, quote: Callable[[str], str], out: list[str]) -> None:
    if isinstance(value, str):
        out.append(quote(value))
    elif isinstance(value, float):
        out.append(number(value))
    elif isinstance(value, (list, dict)):
        ends = "[]" if isinstance(value, list) else "{}"
        if not value:
            out.append(ends)
            return
        inner = line if style.indent is None else line + style.indent
        start = "" if style.indent is None else inner
        out.append(ends[0] + start)
        between = "," + start
        if isinstance(value, list):
            for index, one in enumerate(value):
                if index:
                    out.append(between)
                _plain(one, style, inner, quote, out)
        else:
            colon = ":" if style.indent is None else ": "
            for index, name in enumerate(sorted(value) if style.sort else value):
                if index:
                    out.append(between)
                out.append(quote(name) + colon)
                _plain(value[name], style, inner, quote, out)
        out.append(ends[1] if style.indent is None else line + ends[1])
    else:
        out.append(_WORDS[value])


_WORDS: Final[dict[Any, str]] = {None: "null", False: "false", True: "true"}
_END = "\x1b[0m"
_COLOURS: Final = {"null": "\x1b[1;30m", "false": "\x1b[0;39m", "true": "\x1b[0;39m", "number": "\x1b[0;39m",
                   "string": "\x1b[0;32m", "array": "\x1b[1;39m", "object": "\x1b[1;39m"}
_KEY = "\x1b[34;1m"


def _coloured(value: Value, style: Style, depth: int, quote: Callable[[str], str], out: list[str]) -> None:
    if not isinstance(value, (list, dict)):
        text: list[str] = []
        _plain(value, style, "\n", quote, text)
        word = "string" if isinstance(value, str) else "number" if isinstance(value, float) else _WORDS[value]
        out.append(_COLOURS[word] + text[0] + _END)
        return
    colour = _COLOURS["array"]
    ends = "[]" if isinstance(value, list) else "{}"
    if not value:
        out.append(colour + ends + _END)
        return
    start = "" if style.indent is None else "\n" + style.indent * (depth + 1)
    stop = "" if style.indent is None else "\n" + style.indent * depth
    out.append(colour + ends[0])
    if isinstance(value, list):
        for index, one in enumerate(value):
            out.append((colour + "," if index else "") + start)
            _coloured(one, style, depth + 1, quote, out)
        out.append(colour + stop + colour + ends[1] + _END)
        return
    colon = ":" if style.indent is None else ": "
    for index, name in enumerate(sorted(value) if style.sort else value):
        out.append((colour + "," if index else "") + start + _END)
        out.append(_KEY + quote(name) + _END + colour + colon + _END)
        _coloured(value[name], style, depth + 1, quote, out)
    out.append(colour + stop + colour + ends[1] + _END)


_DECODER = json.JSONDecoder(parse_int=float, parse_constant=lambda name: _refuse(name))
_BLANK = re.compile("[ \t\r\n\ufeff]*")
_TOKEN = re.compile(r'[\[\]{},:"]|[^\[\]{},:" \t\r\n]+|[ \t\r\n]+')
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_ESCAPE = re.compile(r"\\(?:([\"\\/bfnrt])|u([0-9a-fA-F]{4})|)", re.ASCII)
_PLAIN = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _refuse(name: str) -> float:
    raise ValueError(name)


class Reader:
    """Reads values one after another from a text.

    `lines` is how many lines jq has then taken in: it reads a line at a time.
    """

    def __init__(self, text: str) -> None:
        self._text = text.removeprefix("\ufeff")
        self._at = 0
        self._surrogates = re.search(r"\\u[dD][89a-fA-F]", text) is not None

    @property
    def lines(self) -> int:
        """How many ends of lines have been read: the line of the last character belongs to what was read."""
        end = self._text.find("\n", max(self._at - 1, 0))
        return self._text.count("\n", 0, end + 1 if end >= 0 else len(self._text))

    def __iter__(self) -> Iterator[Value]:
        text = self._text
        while True:
            blank = _BLANK.match(text, self._at)
            self._at = blank.end() if blank is not None else self._at
            if self._at >= len(text):
                return
            try:
                if self._surrogates or text[self._at] not in '[{"':
                    raise ValueError
                value, end = _DECODER.raw_decode(text, self._at)
                if _deeper(value, MAX_DEPTH):
                    raise ValueError
            except (ValueError, RecursionError):
                slow = _Slow(text, self._at)
                found, value = slow.value()
                self._at = slow.at
                if not found:
                    return
                yield value
                continue
            self._at = end
            yield value


def _deeper(value: Value, levels: int) -> bool:
    """Tell whether arrays and objects lie deeper in each other than so many levels."""
    if not isinstance(value, (list, dict)):
        return False
    return levels == 0 or any(
        _deeper(one, levels - 1) for one in (value if isinstance(value, list) else value.values())
        if isinstance(one, (list, dict)))


class _Slow:
    """Reads one value a token at a time, and says what is wrong where jq does."""

    def __init__(self, text: str, at: int) -> None:
        self._text = text
        self.at = at

    def _fail(self, message: str, at: int) -> ParseError:
        """Return the error; `at` is how many characters have been read."""
        before = self._text[:at]
        column = len(before[before.rfind("\n") + 1 :].encode("utf-8", "replace"))
        return ParseError(f"{message} at line {before.count(chr(10)) + 1}, column {column}")

    def value(self) -> tuple[bool, Value]:
        """Return whether there was a value, and it."""
        text = self._text
        stack: list[Any] = []
        state: Any = _NOTHING
        while self.at < len(text):
            found = _TOKEN.match(text, self.at)
            assert found is not None
            token, start = found.group(), self.at
            self.at = found.end()
            if token.isspace() and token[0] in " \t\r\n":
                continue
            if token[0] not in '[]{},:"':
                # A word is looked at when the character after it has been read.
                last = self.at >= len(text)
                word = self._word(token, self.at if last else self.at + 1, last)
                if word is _NOTHING:
                    continue
                if state is not _NOTHING:
                    raise self._fail("Expected separator between values" + (" at EOF" if last else ""), self.at
                                     + (not last))
                state = word
            elif token == '"':
                string = self._string(start)
                if state is not _NOTHING:
                    raise self._fail("Expected separator between values", self.at)
                state = string
            else:
                state = self._punctuation(token, stack, state)
            if not stack and state is not _NOTHING:
                if self.at < len(text) and text[self.at] in ",:]}" and token[-1] not in '"]}':
                    state = _NOTHING
                    continue
                return True, state
        if stack:
            raise self._fail("Unfinished JSON term at EOF", self.at)
        return False, None

    def _punctuation(self, token: str, stack: list[Any], state: Any) -> Any:
        at = self.at
        top = stack[-1] if stack else None
        if token in "[{":
            if len(stack) >= MAX_DEPTH:
                raise self._fail("Exceeds depth limit for parsing", at)
            if state is not _NOTHING:
                raise self._fail("Expected separator between values", at)
            stack.append([] if token == "[" else {})
            return _NOTHING
        if token == ":":
            if state is _NOTHING:
                raise self._fail("Expected string key before ':'", at)
            if not isinstance(top, dict):
                raise self._fail("':' not as part of an object", at)
            if not isinstance(state, str):
                raise self._fail("Object keys must be strings", at)
            stack.append(_Key(state))
            return _NOTHING
        if token == ",":
            if state is _NOTHING:
                raise self._fail("Expected value before ','", at)
            if top is None:
                raise self._fail("',' not as part of an object or array", at)
            if isinstance(top, list):
                top.append(state)
                return _NOTHING
            if isinstance(top, _Key):
                stack.pop()
                stack[-1][top.name] = state
                return _NOTHING
            raise self._fail("Objects must consist of key:value pairs", at)
        if token == "]":
            if not isinstance(top, list):
                raise self._fail("Unmatched ']'", at)
            if state is _NOTHING:
                if top:
                    raise self._fail("Expected another array element", at)
            else:
                top.append(state)
            return stack.pop()
        if isinstance(top, _Key):
            if state is _NOTHING:
                raise self._fail("Unmatched '}'", at)
            stack.pop()
            stack[-1][top.name] = state
            return stack.pop()
        if top is None:
            raise self._fail("Unmatched '}'", at)
        if not isinstance(top, dict) or state is not _NOTHING:
            if isinstance(top, list) and state is _NOTHING:
                raise self._fail("Unmatched '}'", at)
            raise self._fail("Objects must consist of key:value pairs", at)
        if top:
            raise self._fail("Expected another key-value pair", at)
        return stack.pop()

    def _word(self, word: str, at: int, last: bool) -> Any:
        end = " at EOF" if last else ""
        if word[0] in "tf" or (word[0] == "n" and word != "nan"):
            wanted = {"t": "true", "f": "false", "n": "null"}[word[0]]
            if word != wanted:
                raise self._fail(f"Invalid literal{end}", at)
            return {"true": True, "false": False, "null": None}[word]
        if word == "nan":
            raise self._fail(f"Invalid literal{end}", at)
        if _NUMBER.fullmatch(word):
            return float(word)
        low = word.lower()
        if low in ("nan", "-nan", "+nan", "infinity", "-infinity", "+infinity", "inf", "-inf", "+inf"):
            return _NOTHING if low == "-nan" else float(low)
        raise self._fail(f"Invalid numeric literal{end}", at)

    def _string(self, start: int) -> str:
        text = self._text
        end = start + 1
        while True:
            quote = text.find('"', end)
            if quote < 0:
                self.at = len(text)
                raise self._fail("Unfinished string at EOF", len(text))
            slashes = quote
            while text[slashes - 1] == "\\":
                slashes -= 1
            end = quote + 1
            if (quote - slashes) % 2 == 0:
                break
        self.at = end
        body = text[start + 1 : quote]
        if any(one < " " for one in body):
            raise self._fail("Invalid string: control characters from U+0000 through U+001F must be escaped", end)

        def one(found: "re.Match[str]") -> str:
            letter, code = found.groups()
            if letter:
                return _PLAIN[letter]
            if code:
                return chr(int(code, 16))
            if body[found.end() : found.end() + 1] == "u":
                raise self._fail("Invalid \\uXXXX escape", end)
            raise self._fail("Invalid escape", end)

        out = _ESCAPE.sub(one, body)
        if any("\ud800" <= character <= "\udfff" for character in out):
            if re.search("[\ud800-\udbff](?![\udc00-\udfff])", out):
                raise self._fail("Invalid \\uXXXX\\uXXXX surrogate pair escape", end)
            out = out.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return out


class _Key(NamedTuple):
    name: str


_NOTHING: Final = object()


def parse_one(text: str) -> Value:
    """Return the one value of a text, as `fromjson` reads it."""
    try:
        found = list(Reader(text))
    except ParseError as error:
        raise ParseError(f"{error} (while parsing '{text}')") from None
    if len(found) > 1:
        raise ParseError(f"Unexpected extra JSON values (while parsing '{text}')")
    if not found:
        raise ParseError(f"Expected JSON value (while parsing '{text}')")
    return found[0]
