"""Quoting: names and values in messages, as GNU programs quote them in the C locale."""

import re

_PLAIN = re.compile(r"[{}](?!\Z)[\w%+,./:@\-\]#~{}]*|[\w%+,./:@\-\]][\w%+,./:@\-\]#~{}]*", re.ASCII)
_ESCAPES = {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}


def quote(text: str) -> str:
    """Return a value in quotes, what cannot be printed escaped (gnulib's `quote`)."""
    return "'" + "".join({"'": "\\'", "\\": "\\\\"}.get(char) or _escaped(char) for char in text) + "'"


def quoteaf(name: str) -> str:
    """Return a file's name as a shell would read it, always in quotes (gnulib's `quoteaf`)."""
    if all(" " <= char <= "~" for char in name):
        if "'" in name and not re.search(r'["$`\\]', name):
            return f'"{name}"'
        return "'" + name.replace("'", "'\\''") + "'"
    out, dollar = ["'"], False
    for char in name:
        special = not " " <= char <= "~"
        if special != dollar:
            out.append("'$'" if special else "''")
            dollar = special
        out.append(_escaped(char) if special else "'\\''" if char == "'" else char)
    return "".join([*out, "'"])


def quotef(name: str) -> str:
    """Return a file's name as a shell would read it, in quotes only where it needs them (gnulib's `quotef`)."""
    return name if _PLAIN.fullmatch(name) else quoteaf(name)


def _escaped(char: str) -> str:
    return _ESCAPES.get(char) or (char if " " <= char <= "~" else f"\\{ord(char):03o}")
