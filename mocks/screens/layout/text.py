"""Lines of text: wrapped at spaces and between CJK characters, cut with an ellipsis, all by measure."""

import re
from functools import lru_cache
from typing import NamedTuple

from ..pixels.metrics import advance

ELLIPSIS = "…"
# What may not begin a line, and what may not end one (the common part of the rules for Chinese and Japanese).
_NEVER_FIRST = frozenset("、。，．：；！？）］｝〉》」』】〕〗’”…‥·%％‰℃,.:;!?)]}>~～-—ー々々〻")
_NEVER_LAST = frozenset("（［｛〈《「『【〔〖‘“([{<¥￥$€£#＃")
# Ranges in which a line breaks between any two characters: CJK, kana, their punctuation, full-width forms, pictographs.
_WIDE = "\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_PICTURES = "\U0001f300-\U0001faff\U00020000-\U0002ffff"
_MARKS = "\u0300-\u036f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"  # what stays with the character before it
_PIECES = re.compile(
    rf"[ \t]+|[{_WIDE}{_PICTURES}][{_MARKS}]*(?:\u200d[{_PICTURES}][{_MARKS}]*)*|[^ \t{_WIDE}{_PICTURES}]+"
)
_CHARACTERS = re.compile(rf".[{_MARKS}]*(?:\u200d.[{_MARKS}]*)*", re.DOTALL)


class Run(NamedTuple):
    """Hold one line of text and its width in pixels."""

    text: str
    width: int


@lru_cache(maxsize=32768)
def lines_of(words: str, face: str, size: int, width: int, most: int) -> tuple[Run, ...]:
    """Return the lines of a text, none wider than `width`; at most `most` of them, or any number if that is 0.

    What does not fit into the last line makes it end in an ellipsis. A width in which no character fits has no line.
    """
    if "\n" not in words:
        across = advance(face, size, words)
        if across <= width:
            return (Run(words, across),) if words else ()
    found: list[str] = []
    for paragraph in words.split("\n"):
        found += _wrapped(paragraph, face, size, width)
        if most and len(found) > most:
            break
    if most and len(found) > most:
        rest = found[most - 1] + ELLIPSIS if found[most - 1] else ELLIPSIS
        found = [*found[: most - 1], _fitted(rest, found[most - 1], face, size, width)]
    runs = tuple(Run(line, advance(face, size, line)) for line in found)
    return runs if all(run.width <= width for run in runs) else ()


@lru_cache(maxsize=8192)
def tail_of(words: str, face: str, size: int, width: int) -> Run:
    """Return the longest end of a text that fits: what a field shows while its cursor stands at the end."""
    characters = _CHARACTERS.findall(words)
    low, high = 0, len(characters)
    while low < high:
        middle = (low + high) // 2
        if advance(face, size, "".join(characters[middle:])) <= width:
            high = middle
        else:
            low = middle + 1
    kept = "".join(characters[low:])
    return Run(kept, advance(face, size, kept))


def _wrapped(paragraph: str, face: str, size: int, width: int) -> list[str]:
    """Return a paragraph's lines; an empty one has one empty line."""
    done: list[str] = []
    line, reach = "", 0
    for piece in _pieces(paragraph):
        bare = piece.rstrip(" \t")
        full = line and bare and reach + advance(face, size, bare) > width
        if full and advance(face, size, line + bare) > width:  # parts are rounded, together they may be narrower
            done.append(line.rstrip(" \t"))
            line, reach, piece = "", 0, piece.lstrip(" \t")
        line, reach = line + piece, reach + advance(face, size, piece)
        while reach > width and advance(face, size, line.rstrip(" \t")) > width:  # a word longer than a line
            head = _prefix(line, face, size, width)
            if not head:
                return [*done, line]
            done.append(head.rstrip(" \t"))
            line = line[len(head) :].lstrip(" \t")
            reach = advance(face, size, line)
    return [*done, line.rstrip(" \t")]


@lru_cache(maxsize=8192)
def _pieces(paragraph: str) -> tuple[str, ...]:
    """Return a paragraph in pieces between which a line may break; a space belongs to the piece before it."""
    found: list[str] = []
    for piece in _PIECES.findall(paragraph):
        last = found[-1] if found else ""
        joined = last and not last[-1].isspace() and (piece[0] in _NEVER_FIRST or last[-1] in _NEVER_LAST)
        if last and (piece.isspace() or joined):
            found[-1] = last + piece
        else:
            found.append(piece)
    return tuple(found)


def _prefix(words: str, face: str, size: int, width: int) -> str:
    """Return the longest beginning of a text that fits; empty if not even one character does."""
    characters = _CHARACTERS.findall(words)
    low, high = 0, len(characters)
    while low < high:
        middle = (low + high + 1) // 2
        if advance(face, size, "".join(characters[:middle])) <= width:
            low = middle
        else:
            high = middle - 1
    return "".join(characters[:low])


def _fitted(whole: str, words: str, face: str, size: int, width: int) -> str:
    """Return a text with an ellipsis, shortened until both fit."""
    while advance(face, size, whole) > width and words:
        words = _prefix(words[:-1], face, size, width)
        whole = words.rstrip() + ELLIPSIS
    return whole
