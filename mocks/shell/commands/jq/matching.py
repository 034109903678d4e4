"""Matching: regular expressions of Oniguruma, as jq 1.6 asks it, on Python's."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from ...backtracking import bearable
from ...letters import is_alnum
from .values import JqError, Value, wrong

_FLAGS: Final = {"i": re.IGNORECASE, "x": re.VERBOSE, "p": re.DOTALL}
_BRACKETS: Final = {
    "alpha": r"^\W\d_", "digit": r"\d", "alnum": r"^\W_", "upper": "A-Z", "lower": "a-z", "space": r"\s", "word": r"\w",
    "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9A-Fa-f", "cntrl": "\x00-\x1f\x7f", "blank": r" \t", "graph": "!-~",
    "print": " -~",
}
_PROPERTIES: Final = {"l": r"[^\W\d_]", "alpha": r"[^\W\d_]", "n": r"\d", "nd": r"\d", "digit": r"\d", "lu": "[A-Z]",
                      "upper": "[A-Z]", "ll": "[a-z]", "lower": "[a-z]", "space": r"\s", "word": r"\w",
                      "alnum": r"[^\W_]", "p": r"[!-/:-@\[-`{-~]", "punct": r"[!-/:-@\[-`{-~]"}
_PART = re.compile(
    r"\\(?:k<(?P<back>\w+)>|[pP]\{\^?(?P<property>\w+)\}|x\{(?P<code>[0-9a-fA-F]+)\}|(?P<letter>.))"
    r"|\[:(?P<not>\^?)(?P<class>\w+):\]|\(\?(?P<named><(?=[A-Za-z_]))|(?P<options>\(\?[imx-]+\))|(?P<other>.)",
    re.DOTALL)
_LETTERS: Final = {"z": r"\Z", "Z": r"(?=\n?\Z)", "G": "", "R": r"(?:\r\n|[\n-\r])",
                   "K": ""}
_FAILURES: Final = (
    ("missing ), unterminated", "end pattern with unmatched parenthesis"),
    ("unbalanced parenthesis", "unmatched close parenthesis"),
    ("nothing to repeat", "target of repeat operator is not specified"),
    ("unterminated character set", "premature end of char-class"),
    ("bad escape (end of pattern)", "end pattern at escape"),
    ("bad character range", "empty range in char class"),
    ("unknown extension", "undefined group option"),
    ("invalid group reference", "invalid backref number/name"),
    ("look-behind requires", "invalid pattern in look-behind"),
)


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: int) -> "re.Pattern[str]":
    try:
        return re.compile(_translated(pattern), flags)
    except (re.error, OverflowError) as error:
        words = next((ours for theirs, ours in _FAILURES if theirs in str(error)),
                     str(error).partition(" at position")[0])
        raise JqError(f"Regex failure: {words}") from None


def _translated(pattern: str) -> str:
    """Return a pattern as Python writes it."""
    out: list[str] = []
    inside = False
    closing = [""]
    for found in _PART.finditer(pattern):
        text = found.group()
        if found["back"]:
            out.append(f"(?P={found['back']})")
        elif found["property"]:
            out.append(_property(found["property"], text, inside))
        elif found["code"]:
            out.append(re.escape(chr(min(int(found["code"], 16), 0x10FFFF))))
        elif found["letter"]:
            letter = _LETTERS.get(found["letter"])
            if letter is None:
                known = found["letter"] in "dDwWsSbBAnrtfvax0123456789" or not is_alnum(found["letter"])
                out.append(text if known else re.escape(found["letter"]))
            else:
                out.append(letter)
        elif found["class"] and inside and found["class"] in _BRACKETS:
            out.append(_class(found["class"], bool(found["not"])))
        elif found["named"]:
            out.append("(?P<")
            closing.append("")
        elif found["options"] and not inside:
            on = text[2:-1].replace("m", "s")
            out.append(f"(?{on}:")
            closing[-1] += ")"
        else:
            if inside:
                inside = text != "]"
            elif text == "[":
                inside = True
            elif text == "(":
                closing.append("")
            elif text == ")" and len(closing) > 1:
                out.append(closing.pop())
            out.append("\\[" if inside and text == "[" and out and out[-1] != "" and _opened(out) else text)
    return "".join(out) + "".join(closing)


def _opened(parts: list[str]) -> bool:
    """Tell whether a bracket expression is already open, so that another `[` in it is a plain character."""
    return parts.count("[") > parts.count("]")


def _property(name: str, text: str, inside: bool) -> str:
    found = _PROPERTIES.get(name.lower())
    if found is None:
        raise JqError(f"Regex failure: invalid character property name {{{name}}}")
    negative = text[1] == "P" or text[3] == "^"
    if inside:
        return found.strip("[]") if not negative else "".join(found)
    return f"(?!{found})(?s:.)" if negative else found


def _class(name: str, negative: bool) -> str:
    members = _BRACKETS[name]
    if members.startswith("^"):
        letters = "a-zA-Z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u1fff\u3040-\ud7ff"
        members = letters if name == "alpha" else f"0-9{letters}"
    if negative:
        return {"digit": r"\D", "space": r"\S", "word": r"\W"}.get(name, members)
    return members


def matches(
    value: Value, pattern: Value, flags: Value, tick: Callable[[int], None], *, first: bool = False,
) -> list[dict[str, Value]]:
    """Return the matches of a pattern, as `match` gives them; all of them only with the flag g."""
    if not isinstance(value, str):
        raise wrong(value, "cannot be matched, as it is not a string")
    if not isinstance(pattern, str):
        raise wrong(pattern, "is not a string")
    if flags is not None and not isinstance(flags, str):
        raise wrong(flags, "is not a string")
    options, everywhere, filled = 0, False, False
    for letter in flags or "":
        if letter == "g":
            everywhere = True
        elif letter == "n":
            filled = True
        elif letter in _FLAGS:
            options |= _FLAGS[letter]
        elif letter not in "sl":
            raise JqError(f"{flags} is not a valid modifier string")
    compiled = _compiled(pattern, options)
    bearable(compiled, value)
    out: list[dict[str, Value]] = []
    at, end = 0, len(value)
    names = {number: name for name, number in compiled.groupindex.items()}
    while True:
        tick(1)
        found = compiled.search(value, at)
        while found is not None and filled and found.end() == found.start():
            found = compiled.search(value, found.end() + 1) if found.end() < end else None
        if found is None:
            break
        if found.end() == found.start():
            out.append({"offset": float(found.start()), "length": 0.0, "string": "", "captures": []})
            at += 1
        else:
            captures = [_capture(found, number, names.get(number)) for number in range(1, compiled.groups + 1)]
            out.append({"offset": float(found.start()), "length": float(found.end() - found.start()),
                        "string": found.group(), "captures": captures})
            at = found.end()
        if first or not everywhere or at >= end:
            break
    return out


def _capture(found: "re.Match[str]", number: int, name: str | None) -> dict[str, Value]:
    start, end = found.span(number)
    if start == end:
        text = None if start < 0 else ""
        return {"offset": float(start), "string": text, "length": 0.0, "name": name}
    return {"offset": float(start), "length": float(end - start), "string": found.group(number), "name": name}


def named(match: dict[str, Value]) -> dict[str, Value]:
    """Return the named captures of a match, by name."""
    return {one["name"]: one["string"] for one in match["captures"] if one["name"] is not None}
