"""Brace expansion: `a{b,c}d` and `{1..5}`, on words that are not yet expanded otherwise."""

import re

from .syntax import Literal, Part, Word

_RANGE = re.compile(r"(-?[0-9]+|[A-Za-z])\.\.(-?[0-9]+|[A-Za-z])(?:\.\.(-?[0-9]+))?\Z", re.ASCII)
_MOST = 100_000

_Item = str | Part
"""A character that is not quoted, or a part that is looked at as a whole."""


def braced(word: Word) -> list[Word]:
    """Return the words that a word stands for; itself if there are no braces in it."""
    if not any(isinstance(part, Literal) and not part.quoted and "{" in part.text for part in word):
        return [word]
    items: list[_Item] = []
    for part in word:
        if isinstance(part, Literal) and not part.quoted:
            items.extend(part.text)
        else:
            items.append(part)
    return [_joined(one) for one in _expanded(items)]


def _joined(items: list[_Item]) -> Word:
    out: list[Part] = []
    text: list[str] = []
    for item in items:
        if isinstance(item, str):
            text.append(item)
            continue
        if text:
            out.append(Literal("".join(text), False))
            text = []
        out.append(item)
    if text:
        out.append(Literal("".join(text), False))
    return tuple(out)


def _expanded(items: list[_Item]) -> list[list[_Item]]:
    start = 0
    while True:
        try:
            opening = items.index("{", start)
        except ValueError:
            return [items]
        found = _inside(items, opening)
        if found is None:
            start = opening + 1
            continue
        closing, pieces = found
        rests = _expanded(items[closing + 1 :])
        out = []
        for piece in pieces:
            for rest in rests:
                out.append([*items[:opening], *piece, *rest])
                if len(out) > _MOST:
                    return out
        return out


def _inside(items: list[_Item], opening: int) -> tuple[int, list[list[_Item]]] | None:
    """Return where a brace closes, and what it offers, expanded; None if it is no brace expansion."""
    depth = 0
    commas = [opening]
    for at in range(opening, len(items)):
        item = items[at]
        if item == "{":
            depth += 1
        elif item == "}":
            depth -= 1
            if depth == 0:
                if len(commas) > 1:
                    ends = [*commas[1:], at]
                    pieces = [items[a + 1 : b] for a, b in zip(commas, ends, strict=True)]
                    return at, [one for piece in pieces for one in _expanded(piece)]
                numbers = _range(items[opening + 1 : at])
                return None if numbers is None else (at, [list(one) for one in numbers])
        elif item == "," and depth == 1:
            commas.append(at)
    return None


def _range(items: list[_Item]) -> list[str] | None:
    if not all(isinstance(item, str) for item in items):
        return None
    found = _RANGE.match("".join(str(item) for item in items))
    if found is None:
        return None
    first, last, by = found.groups()
    step = abs(int(by)) if by and int(by) else 1
    if first.lstrip("-").isdecimal() != last.lstrip("-").isdecimal():
        return None
    if first.lstrip("-").isdecimal():
        low, high = int(first), int(last)
        padded = any(re.match(r"-?0[0-9]", end) for end in (first, last))
        width = max(len(first), len(last)) if padded else 0
        if abs(high - low) // step > _MOST:
            return None
        numbers = range(low, high + 1, step) if low <= high else range(low, high - 1, -step)
        return [f"{number:0{width}d}" for number in numbers]
    low, high = ord(first), ord(last)
    return [chr(code) for code in (range(low, high + 1, step) if low <= high else range(low, high - 1, -step))]
