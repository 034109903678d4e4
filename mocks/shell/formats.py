"""Formats: what `echo` and `printf` write."""

import re
from collections.abc import Sequence
from typing import Final

from .errors import fits
from .numbers import c_format

_ESCAPE = re.compile(r"\\(?:x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|0?[0-7]{1,3}|.)", re.DOTALL)
_SIMPLE: Final = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
                  "\\": "\\", '"': '"', "'": "'"}
_DIRECTIVE = re.compile(r"%([-+ 0#']*)(\*|[0-9]+)?(?:\.(\*|-?[0-9]*))?([hljzt]*)(\([^)]*\)T|.)?", re.DOTALL)
_FLOAT = re.compile(r"\s*[-+]?(?:0[xX][0-9a-fA-F]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|inf(?:inity)?|nan)",
                    re.IGNORECASE)


class _Ended(Exception):
    """`\\c`: nothing more is written."""


def echoed(words: list[str], *, bash: bool) -> str:
    """Return what `echo` writes: bash expands escapes with -e, dash always."""
    escapes, newline = not bash, "\n"
    while words and (re.fullmatch(r"-[neE]+", words[0]) if bash else words[0] == "-n"):
        for letter in words.pop(0)[1:]:
            if letter == "n":
                newline = ""
            else:
                escapes = letter == "e"
    text = " ".join(words)
    if not escapes or "\\" not in text:
        return text + newline
    parts: list[str] = []
    try:
        _escapes(text, parts, octal_zero=True, bash=bash)
    except _Ended:
        newline = ""
    return "".join(parts) + newline


def _escapes(text: str, out: list[str], *, octal_zero: bool, bash: bool) -> None:
    """Put a text with its escapes expanded into `out`; `octal_zero` where octal numbers begin with a 0."""
    at = 0
    for found in _ESCAPE.finditer(text):
        out.append(text[at : found.start()])
        at = found.end()
        token = found.group()[1:]
        if token[0] in "01234567":
            digits = token
            if octal_zero and token[0] != "0":
                out.append("\\" + token if bash else chr(int(token[:3], 8) & 0xFF))
                continue
            if not octal_zero:
                digits = token[:3]
                at -= len(token) - len(digits)
            out.append(chr(int(digits, 8) & 0xFF))
        elif token[0] == "x" and len(token) > 1 and bash:
            out.append(chr(int(token[1:], 16)))
        elif token[0] in "uU" and len(token) > 1 and bash:
            out.append(chr(int(token[1:], 16)).encode("utf-8", "replace").decode("latin-1"))
        elif token == "c":
            raise _Ended
        elif (token in ("e", "E") and not bash) or (token in ("'", '"') and octal_zero):
            out.append("\\" + token)
        else:
            out.append(_SIMPLE.get(token, "\\" + token))
    out.append(text[at:])


class Formatter:
    """`printf`: a format, used again while there are arguments. `faults` has what was wrong with arguments."""

    def __init__(self, now: int, *, bash: bool = True) -> None:
        self._now = now
        self._bash = bash
        self._args: list[str] = []
        self._taken = 0
        self.faults: list[str] = []

    def format(self, form: str, args: Sequence[str]) -> str:
        """Return the text of a format with its arguments."""
        out: list[str] = []
        self._args = list(args)
        try:
            while True:
                before = self._taken
                self._once(form, out)
                if self._taken >= len(self._args) or self._taken == before:
                    break
        except _Ended:
            pass
        return "".join(out)

    def _next(self) -> str | None:
        self._taken += 1
        return self._args[self._taken - 1] if self._taken <= len(self._args) else None

    def _once(self, form: str, out: list[str]) -> None:
        at = 0
        while at < len(form):
            percent = form.find("%", at)
            if percent < 0:
                _escapes(form[at:], out, octal_zero=False, bash=self._bash)
                return
            _escapes(form[at:percent], out, octal_zero=False, bash=self._bash)
            if form.startswith("%%", percent):
                out.append("%")
                at = percent + 2
                continue
            found = _DIRECTIVE.match(form, percent)
            assert found is not None
            at = found.end()
            self._directive(found, out)

    def _star(self, text: str | None) -> str | None:
        if text != "*":
            return text
        given = self._next() or "0"
        return str(self._integer(given))

    def _directive(self, found: "re.Match[str]", out: list[str]) -> None:
        flags, width, precision, _, letter = found.groups()
        width, precision = self._star(width), self._star(precision)
        if width and width.startswith("-"):
            flags, width = flags + "-", width[1:]
        if letter is None:
            self.faults.append("`%': missing format character" if self._bash else "%: missing conversion")
            raise _Ended
        size = fits(int(width or 0))
        fits(int(precision or 0))
        if letter.endswith("T") and len(letter) > 1 and self._bash:
            from .clock import strftime

            given = self._next()
            moment = self._now if given in (None, "-1", "-2", "") else self._integer(given or "0") * 1000
            text = strftime(letter[1:-2] or "%X", moment, "UTC")
            out.append(text.ljust(size) if "-" in flags else text.rjust(size))
            return
        if letter in "qQ" and not self._bash:
            self.faults.append(f"%{letter}: invalid directive")
            raise _Ended
        argument = self._next()
        if letter in "sbqcQ":
            text = argument or ""
            if letter == "b":
                parts: list[str] = []
                try:
                    _escapes(text, parts, octal_zero=True, bash=self._bash)
                except _Ended:
                    out.append("".join(parts))
                    raise
                text = "".join(parts)
            elif letter == "c":
                text = text[:1]
            elif letter in "qQ":
                text = quoted(text)
            if precision is not None and letter != "c":
                text = text[: int(precision or 0)]
            out.append(text.ljust(size) if "-" in flags else text.rjust(size))
            return
        shown = f"%{flags}{width or ''}{'' if precision is None else '.' + precision}{letter}"
        if letter in "diouxX":
            out.append(c_format(shown, self._integer("0" if argument is None else argument)))
        elif letter in "eEfFgGaA":
            out.append(c_format(shown, self._float("0" if argument is None else argument)))
        else:
            self.faults.append(f"`{letter}': invalid format character" if self._bash
                               else f"%{letter}: invalid directive")
            raise _Ended

    def _integer(self, text: str) -> int:
        if text[:1] in ("'", '"') and len(text) > 1:
            return ord(text[1])
        found = re.match(r"\s*([-+]?)(0[xX][0-9a-fA-F]+|[0-9]+)", text)
        if found is None:
            if text.strip():
                self.faults.append(f"{text}: invalid number" if self._bash else f"{text}: expected numeric value")
            elif text and self._bash:
                self.faults.append(f"{text}: invalid number")
            return 0
        sign, digits = found.groups()
        octal = re.match(r"0[0-7]*", digits)
        if digits[:2] in ("0x", "0X"):
            value = int(digits, 16)
        elif digits[0] == "0" and octal is not None:
            value = int(octal.group(), 8)
            if octal.group() != digits:
                self.faults.append(f"{text}: invalid octal number" if self._bash
                                   else f"{text}: not completely converted")
        else:
            value = int(digits)
        if found.end() != len(text) and not (octal and octal.group() != digits and digits[0] == "0"):
            self.faults.append(f"{text}: invalid number" if self._bash else f"{text}: not completely converted")
        return -value if sign == "-" else value

    def _float(self, text: str) -> float:
        if text[:1] in ("'", '"') and len(text) > 1:
            return float(ord(text[1]))
        found = _FLOAT.match(text)
        if text and (found is None or found.end() != len(text)):
            fault = "invalid number" if self._bash else (
                "expected numeric value" if found is None else "not completely converted")
            self.faults.append(f"{text}: {fault}")
        if found is None:
            return 0.0
        digits = found.group().strip()
        return float(int(digits, 16)) if "x" in digits.lower() else float(digits)


def quoted(text: str) -> str:
    """Return a text as the shell would read it again (`%q`)."""
    if not text:
        return "''"
    if any(ord(char) < 32 or ord(char) > 126 for char in text):
        return "$'" + "".join(
            {"\n": "\\n", "\t": "\\t", "\r": "\\r", "'": "\\'", "\\": "\\\\", "\x1b": "\\E", "\a": "\\a"}.get(char)
            or (char if 32 <= ord(char) <= 126 else f"\\{ord(char):03o}") for char in text) + "'"
    return re.sub(r"([^\w%+,./:=@-])", r"\\\1", text, flags=re.ASCII)
