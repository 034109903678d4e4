"""Perl's regular expressions, as far as Python's can stand for them: for grep -P."""

import re
from functools import lru_cache
from typing import Final

from ..expressions import BadPattern
from ..patterns import CLASSES

_TOKEN = re.compile(r"\\Q.*?(?:\\E|\Z)|\\x\{[0-9a-fA-F]+\}|\\[pP]\{\w+\}|\\[gk](?:\{\w+\}|<\w+>|\d+)|\\.|"
                    r"\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^]\\])*\]|\(\?(?:<(?![=!])|')\w+[>']|\(\?|\{,\d+\}|\$|.", re.DOTALL)
_ESCAPES: Final = {
    r"\h": r"[ \t]", r"\H": r"[^ \t]", r"\R": r"(?:\r\n|[\n\r\f\v])", r"\e": r"\x1b", r"\z": r"\Z", r"\N": r"[^\n]",
    r"\Z": r"(?=\n?\Z)", r"\G": r"\A", r"\V": r"[^\n\v\f\r]", r"\/": "/", "$": r"(?=\n?\Z)",
}
_FAULTS: Final = (
    ("missing ), unterminated", "missing closing parenthesis"),
    ("unbalanced parenthesis", "unmatched closing parenthesis"),
    ("unterminated character set", "missing terminating ] for character class"),
    ("nothing to repeat", "quantifier does not follow a repeatable item"),
    ("multiple repeat", "quantifier does not follow a repeatable item"),
    ("bad character range", "range out of order in character class"),
    ("bad escape (end of pattern)", "\\ at end of pattern"),
    ("look-behind requires fixed-width", "lookbehind assertion is not fixed length"),
    ("invalid group reference", "reference to non-existent subpattern"),
    ("unknown group name", "reference to non-existent subpattern"),
)
_PROPERTIES: Final = {"L": "a-zA-Z", "Lu": "A-Z", "Ll": "a-z", "N": "0-9", "Nd": "0-9", "P": CLASSES["punct"]}
KEPT: Final = "kept_by_k"
"""The name of the group that has what is behind `\\K`."""


@lru_cache(maxsize=256)
def compiled(text: str, *, ignore_case: bool) -> re.Pattern[str]:
    """Return an expression of Perl's as Python's; BadPattern, in PCRE's words, if there is none."""
    tokens = _TOKEN.findall(text)
    if r"\K" in tokens:
        last = len(tokens) - 1 - tokens[::-1].index(r"\K")
        before, after = (["" if one == r"\K" else _one(one) for one in part]
                         for part in (tokens[:last], tokens[last + 1 :]))
        translated = f"(?:{''.join(before)})(?P<{KEPT}>{''.join(after)})"
    else:
        translated = "".join(map(_one, tokens))
    try:
        return re.compile(translated, re.ASCII | (re.IGNORECASE if ignore_case else 0))
    except (re.error, OverflowError, RecursionError) as error:
        why = next((ours for theirs, ours in _FAULTS if theirs in str(error)), "unrecognized character follows \\")
        raise BadPattern(why) from None


def _one(token: str) -> str:
    if token in _ESCAPES:
        return _ESCAPES[token]
    if token.startswith(r"\Q"):
        return re.escape(token[2:].removesuffix(r"\E"))
    if token.startswith(r"\x{"):
        return re.escape(chr(int(token[3:-1], 16) & 0xFF))
    if token.startswith((r"\p{", r"\P{")):
        inside = _PROPERTIES.get(token[3:-1])
        if inside is None:
            raise BadPattern("unknown property after \\P or \\p")
        return f"[{'^' if token[1] == 'P' else ''}{inside}]"
    if token.startswith((r"\g", r"\k")):
        name = token[2:].strip("{}<>")
        return f"(?:\\{name})" if name.isdecimal() else f"(?P={name})"
    if len(token) > 3 and token.startswith(("(?<", "(?'")):
        return f"(?P<{token[3:-1]}>"
    if token.startswith("[") and len(token) > 1:
        return _bracket(token)
    if token[0] == "{" and len(token) > 1:
        return re.escape(token)
    return token


def _bracket(token: str) -> str:
    start = 2 if token.startswith("[^") else 1
    inside = re.sub(r"\[:(\^?)(\w+):\]|\\h|\[", _in_bracket, token[start:-1])
    return f"{token[:start]}{inside}]"


def _in_bracket(found: "re.Match[str]") -> str:
    if found.group() == "[":
        return r"\["
    if found.group() == r"\h":
        return r" \t"
    negated, name = found.groups()
    if name not in CLASSES:
        raise BadPattern("unknown POSIX class name")
    if not negated:
        return CLASSES[name]
    held = re.compile(f"[{CLASSES[name]}]")
    return "".join(f"\\x{code:02x}" for code in range(256) if not held.match(chr(code)))
