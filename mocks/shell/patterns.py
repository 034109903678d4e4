"""Patterns: the shell's own (`*`, `?`, `[a-z]`, `@(a|b)`), as regular expressions over bytes."""

import re
from functools import lru_cache

from .errors import Killed
from .nesting import Nesting

CLASSES = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z",
    "space": r" \t\n\r\f\v", "blank": r" \t", "punct": r"!-/:-@\[-`{-~", "print": " -~", "graph": "!-~",
    "cntrl": r"\x00-\x1f\x7f", "xdigit": "0-9A-Fa-f", "word": "a-zA-Z0-9_",
}
"""What is in the named classes of the C locale, as the inside of a bracket."""

_STAR = "\0*"
"""A star on the way to an expression: no pattern has this."""

_MOST_NOT = 10
"""How often a pattern may say `!(`: what comes after is written down once more for each."""

_GROUP = {"@": "(?:{})", "?": "(?:{})?", "*": "(?:{})*", "+": "(?:{})+"}


def escaped(text: str) -> str:
    """Return a text as a pattern of which each character stands for itself."""
    return re.sub(r"([*?\[\]\\@+!(|)])", r"\\\1", text)


def is_pattern(text: str) -> bool:
    """Tell whether a text has anything of a pattern that is not escaped."""
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] in "*?" or (text[at] == "[" and "]" in text[at:]):
            return True
        if text[at] in "@+!" and text[at + 1 : at + 2] == "(":
            return True
        at += 1
    return False


def plain(text: str) -> str:
    """Return a pattern without its escapes."""
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


@lru_cache(maxsize=1024)
def compiled(pattern: str, *, ignore_case: bool = False, extended: bool = True) -> re.Pattern[str]:
    """Return the regular expression that matches whole texts as a shell pattern does."""
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    if not extended or "(" not in pattern:
        return re.compile(_in_steps(pattern), flags)
    return re.compile(translated(pattern, extended=extended) + r"\Z", flags)


def _in_steps(pattern: str) -> str:
    """Return an expression for whole texts that takes the first place for what is between two stars, and no other."""
    first, *rest = translated(pattern, anything=_STAR, extended=False).split(_STAR)
    if not rest:
        return first + r"\Z"
    *middle, last = rest
    return first + "".join(f"(?>.*?{part})" for part in middle if part) + f".*{last}" + r"\Z"


def translated(pattern: str, *, anything: str = ".*", extended: bool = True) -> str:
    """Return a shell pattern as the text of a regular expression; `anything` is what a star becomes."""
    return _Translator(pattern, anything, extended).whole()


class _Translator:
    def __init__(self, pattern: str, anything: str, extended: bool) -> None:
        self._text = pattern
        self._anything = anything
        self._extended = extended
        self._at = 0
        self._unclosed = False
        self._nested = Nesting(lambda: Killed("out of memory", 137))

    def whole(self) -> str:
        return self._until("")

    def _until(self, ends: str) -> str:
        out: list[str] = []
        text = self._text
        while self._at < len(text):
            char = text[self._at]
            if ends and char in ends:
                break
            self._at += 1
            if char == "\\" and self._at < len(text):
                out.append(re.escape(text[self._at]))
                self._at += 1
            elif self._extended and char in "?*+@!" and text[self._at : self._at
                                                             + 1] == "(" and ")" in text[self._at :]:
                out.append(self._group(char))
            elif char == "*":
                out.append(self._anything)
            elif char == "?":
                out.append(".")
            elif char == "[":
                out.append(self._bracket())
            else:
                out.append(re.escape(char))
        return "".join(out)

    def _group(self, kind: str) -> str:
        self._at += 1
        with self._nested:
            options = [self._until("|)")]
            while self._text[self._at : self._at + 1] == "|":
                self._at += 1
                options.append(self._until("|)"))
        self._at += 1
        inside = "|".join(options)
        if kind == "!":
            if self._text.count("!(") > _MOST_NOT:  # each says once more what comes after it
                raise Killed("out of memory", 137)
            rest = _Translator(self._text[self._at :], self._anything, True).whole()
            return rf"(?!(?:{inside}){rest}\Z).*"
        return _GROUP[kind].format(inside)

    def _bracket(self) -> str:
        end = -1 if self._unclosed else bracket_end(self._text, self._at)
        if end < 0:
            self._unclosed = True
            return r"\["
        inside = self._text[self._at : end]
        self._at = end + 1
        return bracket(inside, negations="!^", escapes=True)


def bracket_end(text: str, at: int) -> int:
    """Return where the `]` is that closes a bracket whose inside begins at `at`; -1 if none does."""
    end = at
    if text[end : end + 1] in ("!", "^"):
        end += 1
    if text[end : end + 1] == "]":
        end += 1
    while end < len(text):
        if text.startswith(("[:", "[.", "[="), end):
            closing = text.find(text[end + 1] + "]", end + 2)
            end = closing + 2 if closing >= 0 else end + 1
        elif text[end] == "]":
            return end
        else:
            end += 1
    return -1


def bracket(inside: str, *, negations: str = "^", escapes: bool = False) -> str:
    """Return a bracket expression as a regular expression has it; `escapes` where a backslash quotes."""
    negated = inside[:1] in tuple(negations)
    text = inside[1:] if negated else inside
    out: list[str] = []
    at = 0
    while at < len(text):
        if text.startswith("[:", at) and (end := text.find(":]", at)) > 0:
            out.append(CLASSES.get(text[at + 2 : end], ""))
            at = end + 2
        elif text.startswith(("[.", "[="), at) and (end := text.find(text[at + 1] + "]", at + 2)) > 0:
            out.append(_in_bracket(text[at + 2 : end]))
            at = end + 2
        else:
            if escapes and text[at] == "\\" and at + 1 < len(text):
                at += 1
            elif text[at] == "-" and 0 < at < len(text) - 1:
                out.append("-")
                at += 1
                continue
            out.append(_in_bracket(text[at]))
            at += 1
    joined = "".join(out)
    if not joined:
        return "(?!)" if not negated else "."
    return f"[{'^' if negated else ''}{joined}]"


def _in_bracket(text: str) -> str:
    return re.sub(r"([\\\]\[^\-&~|])", r"\\\1", text)
