"""Escapes: the characters that sed lets one write as a backslash and a letter."""

import re
from typing import Final

_ESCAPE = re.compile(r"\\(?:c(.)|d([0-9]{1,3})|o([0-7]{1,3})|x([0-9a-fA-F]{1,2})|(.))", re.DOTALL)
_LETTERS: Final = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_SPECIAL: Final = frozenset("*.[]^$\\/+?(){}|")


def character(found: "re.Match[str]") -> str | None:
    """Return the character that an escape stands for, or None if it is another escape."""
    control, decimal, octal, hexadecimal, letter = found.groups()
    if control is not None:
        return chr(ord(control.upper()) ^ 64)
    if letter is not None:
        return _LETTERS.get(letter)
    return chr(int(decimal or octal or hexadecimal, 10 if decimal else 8 if octal else 16) & 255)


def in_pattern(text: str) -> str:
    """Return a regular expression with such escapes replaced by their characters."""

    def one(found: "re.Match[str]") -> str:
        char = character(found)
        if char is None or found.group(5) in ("n",):
            return found.group()
        return "\\" + char if char in _SPECIAL else char

    return _ESCAPE.sub(one, text) if "\\" in text else text


def in_text(text: str) -> str:
    """Return the text of `a`, `i` and `c`: what other characters a backslash stands before lose it."""

    def one(found: "re.Match[str]") -> str:
        char = character(found)
        return found.group()[1:] if char is None else char

    return _ESCAPE.sub(one, text) if "\\" in text else text


def escape_at(text: str, at: int) -> "re.Match[str] | None":
    """Return the escape that begins at a place."""
    return _ESCAPE.match(text, at)
