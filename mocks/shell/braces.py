"""Brace expansion: `a{b,c}d` and `{1..5}`, on words that are not yet expanded otherwise."""

import re

from .errors import Killed, fits
from .nesting import DEEPEST
from .syntax import Literal, Part, Word

_RANGE = re.compile(r"(-?[0-9]+|[A-Za-z])\.\.(-?[0-9]+|[A-Za-z])(?:\.\.(-?[0-9]+))?\Z", re.ASCII)
_MOST = 100_000

_Item = str | Part
"""A character that is not quoted, or a part that is looked at as a whole."""


class _Braces:
    """A pair of braces: what stands between its commas, and how many pairs lie in one another in it."""

    def __init__(self) -> None:
        self.pieces: list[list[_Item | _Braces]] = [[]]
        self.depth = 1

    def add(self, item: "_Item | _Braces") -> None:
        """Put something into the last piece."""
        self.pieces[-1].append(item)
        if isinstance(item, _Braces):
            self.depth = max(self.depth, item.depth + 1)

    def plain(self) -> "list[_Item | _Braces]":
        """Return what is inside, commas and all."""
        out = list(self.pieces[0])
        for piece in self.pieces[1:]:
            out += [",", *piece]
        return out


def braced(word: Word) -> list[Word]:
    """Return the words that a word stands for; itself if there are no braces in it, or too many in one another."""
    if not any(isinstance(part, Literal) and not part.quoted and "{" in part.text for part in word):
        return [word]
    items: list[_Item] = []
    for part in word:
        if isinstance(part, Literal) and not part.quoted:
            items.extend(part.text)
        else:
            items.append(part)
    whole = _paired(items)
    return [word] if whole.depth > DEEPEST else [_joined(one) for one in _expanded(whole.plain())]


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


def _paired(items: list[_Item]) -> _Braces:
    """Return items with the braces in them as pairs, in one pair around it all; a brace without its other is plain."""
    opened = [_Braces()]
    for item in items:
        if item == "{":
            opened.append(_Braces())
        elif item == "}" and len(opened) > 1:
            pair = opened.pop()
            opened[-1].add(pair)
        elif item == ",":
            opened[-1].pieces.append([])
        else:
            opened[-1].add(item)
    whole = opened[0]
    for left in opened[1:]:
        whole.add("{")
        for inside in left.plain():
            whole.add(inside)
    return whole


def _expanded(items: "list[_Item | _Braces]") -> list[list[_Item]]:
    out: list[list[_Item]] = [[]]
    for item in items:
        if not isinstance(item, _Braces):
            fits(sum(map(len, out)))
            for one in out:
                one.append(item)
            continue
        options = _options(item)
        if len(out) * len(options) > _MOST:
            raise Killed("out of memory", 137)
        fits(sum(map(len, out)) * len(options) + sum(map(len, options)) * len(out))
        out = [[*one, *option] for one in out for option in options]
    return out


def _options(pair: _Braces) -> list[list[_Item]]:
    """Return what a pair of braces offers, expanded: one thing, with the braces, if it is no brace expansion."""
    if len(pair.pieces) > 1:
        return [one for piece in pair.pieces for one in _expanded(piece)]
    inside = _expanded(pair.pieces[0])
    numbers = _range(inside[0]) if len(inside) == 1 else None
    return [["{", *one, "}"] for one in inside] if numbers is None else [list(one) for one in numbers]


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
