"""Backtracking: which expressions Python could try for ever, and what ends that."""

from functools import lru_cache
from typing import Final

from .errors import Killed

SHORT: Final = 24
"""Characters of a text on which even the worst expression is done soon."""


@lru_cache(maxsize=1024)
def explosive(pattern: str) -> bool:
    """Tell whether an expression of Python has a repetition without end within another, as `(a+)+` has."""
    stack: list[bool] = []
    repeats = False
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 2
            continue
        if char == "[":
            end = pattern.find("]", at + (3 if pattern[at + 1 : at + 2] == "^" else 2))
            at = len(pattern) if end < 0 else end + 1
            continue
        if char == "(":
            stack.append(repeats)
            repeats = False
        elif char == ")" and stack:
            inside, repeats = repeats, stack.pop()
            if inside and _endless(pattern, at + 1):
                return True
            repeats = repeats or inside
        elif _endless(pattern, at):
            repeats = True
        at += 1
    return False


def _endless(pattern: str, at: int) -> bool:
    """Tell whether something is repeated here without an end, and not once and for all (`a++`)."""
    if pattern[at : at + 1] in ("*", "+"):
        return pattern[at + 1 : at + 2] != "+"
    return pattern[at : at + 1] == "{" and ",}" in pattern[at : at + 12]


def bearable(pattern: str, text: str) -> None:
    """Raise Killed where an expression would be tried on a text until the time is up."""
    if len(text) > SHORT and explosive(pattern):
        raise Killed("time limit", 124)
