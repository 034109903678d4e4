"""Values: what JSON is inside jq, how it is ordered, and what jq says of it.

A value is None, a bool, a float (jq 1.6 has no other numbers), a str, a list or a dict; none is changed once made.
"""

from typing import Any, Final, TypeAlias

Value: TypeAlias = Any
"""Any JSON: the recursive type costs more casts than it finds mistakes."""

KINDS: Final = ("null", "boolean", "number", "string", "array", "object")

LARGEST: Final = 1.7976931348623157e308


class JqError(Exception):
    """An error of the language, that `try` catches; its value is mostly a message."""

    def __init__(self, value: Value) -> None:
        super().__init__(value)
        self.value = value


class Break(Exception):
    """The way out to a label."""

    def __init__(self, label: object) -> None:
        super().__init__()
        self.label = label


def kind(value: Value) -> str:
    """Return the name of a value's type."""
    if value is None:
        return "null"
    return _KINDS[type(value)]


_KINDS: Final[dict[type, str]] = {bool: "boolean", float: "number", str: "string", list: "array", dict: "object"}


def number(value: float) -> str:
    """Return a number as jq 1.6 prints it: the shortest digits that mean it."""
    if value != value:
        return "null"
    value = max(min(value, LARGEST), -LARGEST)
    if value == int(value) and abs(value) < 1e15:
        return f"{value:.0f}"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    point = len(whole) + int(exponent or 0)
    digits = whole + fraction
    point -= len(digits) - len(digits.lstrip("0"))
    digits = digits.strip("0")
    if point <= -4 or point > len(digits) + 15:
        rest = f".{digits[1:]}" if digits[1:] else ""
        return f"{sign}{digits[0]}{rest}e{'-' if point < 1 else '+'}{abs(point - 1):02d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"


def key_of(value: Value) -> tuple[Any, ...]:
    """Return what sorts a value among all others."""
    if value is None:
        return (0,)
    if value is False:
        return (1,)
    if value is True:
        return (2,)
    if isinstance(value, float):
        return (3, value) if value == value else (2.5,)
    if isinstance(value, str):
        return (4, value)
    if isinstance(value, list):
        return (5, [key_of(one) for one in value])
    names = sorted(value)
    return (6, names, [key_of(value[name]) for name in names])


def compare(a: Value, b: Value) -> int:
    """Return -1, 0 or 1 as a comes before b, equals it or comes after it."""
    if type(a) is type(b) and isinstance(a, (float, str)):
        if isinstance(a, float) and a != a:
            return -1
        return -1 if a < b else 0 if a == b else 1
    if isinstance(a, list) and isinstance(b, list):
        for one, other in zip(a, b, strict=False):
            order = compare(one, other)
            if order:
                return order
        return (len(a) > len(b)) - (len(a) < len(b))
    if isinstance(a, dict) and isinstance(b, dict):
        names, others = sorted(a), sorted(b)
        if names != others:
            return -1 if names < others else 1
        for name in names:
            order = compare(a[name], b[name])
            if order:
                return order
        return 0
    one, other = _rank(a), _rank(b)
    return (one > other) - (one < other)


def _rank(value: Value) -> int:
    return 1 if value is False else 2 if value is True else 0 if value is None else 3 + KINDS.index(kind(value))


def equal(a: Value, b: Value) -> bool:
    """Tell whether two values are the same."""
    return compare(a, b) == 0


def same(a: Value, b: Value) -> bool:
    """Tell whether two values are one and the same in memory, as far as jq notices it."""
    return a is b or (type(a) is float and type(b) is float and a == b)


def shown(value: Value, size: int = 15) -> str:
    """Return a value's text as errors quote it: cut to a size in bytes, less one for the end."""
    from .json_text import dump

    raw = dump(value).encode("utf-8", "surrogatepass")
    if len(raw) > size - 1:
        raw = raw[: size - 4] + b"..."
    return raw.decode("utf-8", "replace")


def wrong(value: Value, what: str) -> JqError:
    """Return the error about one value: `number (1) WHAT`."""
    return JqError(f"{kind(value)} ({shown(value)}) {what}")


def wrong_pair(a: Value, b: Value, what: str) -> JqError:
    """Return the error about two values."""
    return JqError(f"{kind(a)} ({shown(a)}) and {kind(b)} ({shown(b)}) {what}")


def true(value: Value) -> bool:
    """Tell whether a value counts as true: all but null and false."""
    return value is not None and value is not False
