"""Escapes: what `$'text'` stands for."""

import re

_ESCAPES = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
            "\\": "\\", "'": "'", '"': '"', "?": "?"}
_NUMERIC = re.compile(r"x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3})")


def unescaped(text: str) -> str:
    """Return what `$'text'` stands for: the escapes of C, and code points as UTF-8."""
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] != "\\" or at + 1 == len(text):
            out.append(text[at])
            at += 1
            continue
        found = _NUMERIC.match(text, at + 1)
        if found:
            byte, short, long, octal = found.groups()
            if short or long:
                out.append(_code_point(int(short or long, 16)))
            else:
                out.append(chr(int(byte, 16) if byte else int(octal, 8) & 0xFF))
            at = found.end()
        elif text[at + 1] == "c" and at + 2 < len(text):
            out.append(chr(ord(text[at + 2]) & 0x1F))
            at += 3
        else:
            out.append(_ESCAPES.get(text[at + 1], "\\" + text[at + 1]))
            at += 2
    return "".join(out)


def _code_point(code: int) -> str:
    """Return what `\\u` gives in the C locale: what is not in ASCII stays an escape."""
    return chr(code) if code < 128 else f"\\u{code:04X}" if code < 1 << 16 else f"\\U{code:08X}"
