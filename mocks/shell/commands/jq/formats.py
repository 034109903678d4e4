"""Formats: `@csv` and its kin."""

import base64
from collections.abc import Callable
from functools import partial
from typing import Final
from urllib.parse import quote

from .json_text import dump
from .values import JqError, Value, number, wrong


def text(value: Value) -> str:
    """Return a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else dump(value)


def _row(value: Value, what: str, separator: str, quoted: Callable[[str], str]) -> str:
    if not isinstance(value, list):
        raise wrong(value, f"cannot be {what}-formatted, only array")
    return separator.join(_cell(one, quoted) for one in value)


def _cell(value: Value, quoted: Callable[[str], str]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if value != value else number(value)
    if isinstance(value, str):
        return quoted(value)
    raise wrong(value, "is not valid in a csv row")


_TAB = str.maketrans({"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\n": "\\n", "\0": "\\0"})
_HTML = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;", "'": "&apos;", '"': "&quot;", "\0": "\\0"})


def _shell(value: Value) -> str:
    return " ".join(_word(one) for one in (value if isinstance(value, list) else [value]))


def _word(value: Value) -> str:
    if isinstance(value, (list, dict)):
        raise wrong(value, "can not be escaped for shell")
    return "'" + value.replace("'", "'\\''").replace("\0", "\\0") + "'" if isinstance(value, str) else dump(value)


def _decoded(value: Value) -> str:
    letters = text(value).rstrip("=")
    if any(one not in _ALPHABET for one in letters):
        raise wrong(value, "is not valid base64 data")
    if len(letters) % 4 == 1:
        raise wrong(value, "trailing base64 byte found")
    return base64.b64decode(letters + "=" * (-len(letters) % 4)).decode("utf-8", "replace")


_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

_FORMATS: Final[dict[str, Callable[[Value], str]]] = {
    "text": text,
    "json": dump,
    "csv": lambda value: _row(value, "csv", ",", lambda cell: '"' + cell.replace('"', '""') + '"'),
    "tsv": lambda value: _row(value, "tsv", "\t", lambda cell: cell.translate(_TAB)),
    "html": lambda value: text(value).translate(_HTML),
    "uri": lambda value: quote(text(value), safe="~-_.!*'()"),
    "sh": _shell,
    "base64": lambda value: base64.b64encode(text(value).encode()).decode(),
    "base64d": _decoded,
}


def formatter(name: str) -> Callable[[Value], str]:
    """Return what formats a value; a name that is none fails when it is used."""
    return _FORMATS.get(name) or partial(formatted, name)


def formatted(name: str, value: Value) -> str:
    """Return a value in a format."""
    if name not in _FORMATS:
        raise JqError(f"{name} is not a valid format")
    return _FORMATS[name](value)
