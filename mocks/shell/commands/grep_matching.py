"""Matching for grep: which lines are selected, and which parts of them match."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, TypeAlias

from ..backtracking import bearable
from ..expressions import BadPattern
from ..regex import Regex, compiled
from . import perl

Kind: TypeAlias = Literal["G", "E", "F", "P"]
Span: TypeAlias = tuple[int, int]

_WORD = frozenset("0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Matcher:
    """Several patterns as one: what any of them matches. `stray` is what grep warns of in them."""

    def __init__(self, patterns: Sequence[str], kind: Kind, *, ignore_case: bool, words: bool, lines: bool) -> None:
        self.stray: list[str] = []
        self._words, self._lines = words and not lines, lines
        self._regexes: list[Regex] = []
        self._perl: re.Pattern[str] | None = None
        if kind == "P":
            if len(patterns) > 1:
                raise BadPattern("the -P option only supports a single pattern")
            text = patterns[0] if patterns else "(?!)"
            if words or lines:
                text = f"^(?:{text})$" if lines else rf"(?<!\w)(?:{text})(?!\w)"
            self._perl = perl.compiled(text, ignore_case=ignore_case)
        else:
            for text in _together(list(dict.fromkeys(patterns)), kind):
                regex = compiled(text, extended=kind != "G", ignore_case=ignore_case, lenient=True)
                self._regexes.append(regex)
                self.stray += regex.stray
        self.test: Callable[[str], bool] = self._test()

    def _test(self) -> Callable[[str], bool]:
        if self._perl is not None:
            return lambda text: self._tried(text, 0) is not None
        regexes = self._regexes
        if self._lines:
            return lambda text: any(one.whole(text) for one in regexes)
        if self._words:
            return lambda text: any(_word(one, text, 0) is not None for one in regexes)
        if len(regexes) == 1:
            return regexes[0].test
        return lambda text: any(one.test(text) for one in regexes)

    def _tried(self, text: str, at: int) -> "re.Match[str] | None":
        """Return where an expression of Perl matches first from a place on."""
        assert self._perl is not None
        bearable(self._perl, text[at:])
        return self._perl.search(text, at)

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the parts of a line that match and are not empty, from left to right."""
        at = 0
        while at <= len(text):
            found = self._next(text, at)
            if found is None:
                return
            start, end = found
            if end > start:
                yield found
            at = end if end > start else end + 1

    def _next(self, text: str, at: int) -> Span | None:
        if self._perl is not None:
            match = self._tried(text, at)
            return None if match is None else match.span(perl.KEPT if perl.KEPT in self._perl.groupindex else 0)
        if self._lines:
            return (0, len(text)) if at == 0 and self.test(text) else None
        found: Span | None = None
        for regex in self._regexes:
            if self._words:
                span = _word(regex, text, at)
            else:
                match_ = regex.search(text, at)
                span = None if match_ is None else match_.span()
            if span is not None and (found is None or (span[0], -span[1]) < (found[0], -found[1])):
                found = span
        return found


def _word(regex: Regex, text: str, at: int) -> Span | None:
    """Return the first match that is a whole word: where the longest is none, grep tries shorter ones."""
    while at <= len(text):
        found = regex.search(text, at)
        if found is None:
            return None
        start, end = found.span()
        if start == 0 or text[start - 1] not in _WORD:
            for shorter in range(end, start - 1, -1):
                ends = shorter == len(text) or text[shorter] not in _WORD
                if ends and (shorter == end or regex.python.fullmatch(text, start, shorter) is not None):
                    return start, shorter
        at = start + 1
    return None


def _together(patterns: list[str], kind: Kind) -> list[str]:
    """Return patterns as expressions, as few as can be."""
    if kind == "F":
        patterns = [re.sub(r"([\\.\[\]*^$+?(){}|])", r"\\\1", one) for one in patterns]
    if kind != "G" and len(patterns) > 1 and all(_plain(one) for one in patterns):
        return ["|".join(patterns)]
    return patterns


def _plain(pattern: str) -> bool:
    """Tell whether a pattern may stand beside others between bars: it has no groups or references of its own."""
    return re.search(r"[()|{]|\\[1-9]|^[*+?]", re.sub(r"\\[\\.\[\]*^$+?(){}|]", "", pattern)) is None and pattern != ""
