"""Patterns: awk's regular expressions, and how texts are cut by them."""

import re
from functools import lru_cache
from typing import Final

from ...expressions import BadPattern
from ...regex import Regex, compiled
from .lexer import unescaped
from .syntax import AwkError

_PLAIN: Final = frozenset(".^$*+?()[]{}|\\")
_TOKEN = re.compile(r"\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)|\[\^?\]?(?:\[:[a-z]*:\]|\\.|[^]\\])*\]|.", re.DOTALL)


@lru_cache(maxsize=512)
def pattern(text: str) -> Regex:
    """Return a compiled pattern; AwkError if there is none."""
    found = _TOKEN.findall(text)
    for before, token in zip(["", *found], found, strict=False):
        if token in ("*", "+", "?") and before in ("", "(", "|"):
            raise _failed("missing operand", text)
        if token in ("*", "+") and before == "^":
            raise _failed(f"syntax error ^* or ^{token}", text)
        if token in (")", "|") and before in ("(", "|", ""):
            raise _failed("missing operand", text) if token == "|" or before else _failed("missing '('", text)
    if found[-1:] == ["|"]:
        raise _failed("missing operand", text)
    try:
        return compiled("".join(map(_extended, found)), extended=True, lenient=True)
    except BadPattern as error:
        why = {"Unmatched ( or \\(": "missing ')'", "Invalid character class name": "bad class -- [], [^] or [",
               "Unmatched [, [^, [:, [., or [=": "bad class -- [], [^] or [",
               "Invalid regular expression": "bad class -- [], [^] or ["}
        raise _failed(why.get(str(error), str(error)), text) from None


def _failed(why: str, text: str) -> AwkError:
    return AwkError(f"regular expression compile failed ({why})\n{text}")


def _extended(token: str) -> str:
    """Return a token as GNU's extended expressions have it: no repetition in braces, C's escapes, none of GNU's."""
    if token in "{}":
        return "\\" + token
    if token[0] == "[" and len(token) > 1:
        return re.sub(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", _in_bracket, token, flags=re.DOTALL)
    if token[0] != "\\" or len(token) == 1:
        return token
    char = unescaped(token)
    char = char[1:] if len(char) > 1 else char
    return "\\" + char if char in _PLAIN else char


def _in_bracket(found: "re.Match[str]") -> str:
    char = unescaped(found.group())
    char = char[1:] if len(char) > 1 else char
    return f"[.{char}.]" if char in "]^-\\[" else char


def cut(text: str, separator: str) -> list[str]:
    """Return the parts of a text between separators, as FS and split's third argument mean them."""
    if separator == " ":
        return text.split()
    if not text:
        return []
    if not separator:
        return list(text)
    if len(separator) == 1:
        return text.split(separator)
    return cut_by(text, pattern(separator))


def cut_by(text: str, regex: Regex) -> list[str]:
    """Return the parts of a text between the matches of a pattern that are not empty."""
    if not text:
        return []
    if regex.exact and not regex.groups and regex.python.match("") is None:
        return regex.python.split(text)
    out: list[str] = []
    at = 0
    for found in regex.finditer(text):
        start, end = found.span()
        if end > start:
            out.append(text[at:start])
            at = end
    return [*out, text[at:]]
