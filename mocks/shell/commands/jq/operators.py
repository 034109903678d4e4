"""Operators: arithmetic and comparison of JSON values."""

from collections.abc import Callable
from typing import Final

from .values import Value, compare, equal, wrong, wrong_pair

MOST_TEXT: Final = 64 << 20
MOST_PARTS: Final = 4 << 20
"""Characters of a text, and parts of an array, that there is memory for."""


def add(a: Value, b: Value) -> Value:
    """Return a sum: of numbers, texts, arrays, or of objects, where the right one prevails."""
    if type(a) is float and type(b) is float:
        return a + b
    if a is None:
        return b
    if b is None:
        return a
    if isinstance(a, str) and isinstance(b, str):
        if len(a) + len(b) > MOST_TEXT:
            raise MemoryError
        return a + b
    if isinstance(a, list) and isinstance(b, list):
        if len(a) + len(b) > MOST_PARTS:
            raise MemoryError
        return a + b
    if isinstance(a, dict) and isinstance(b, dict):
        return {**a, **b}
    raise wrong_pair(a, b, "cannot be added")


def subtract(a: Value, b: Value) -> Value:
    """Return a difference: of arrays, what is not in the right one."""
    if type(a) is float and type(b) is float:
        return a - b
    if isinstance(a, list) and isinstance(b, list):
        return [one for one in a if not any(equal(one, other) for other in b)]
    raise wrong_pair(a, b, "cannot be subtracted")


def multiply(a: Value, b: Value) -> Value:
    """Return a product: a text so many times (null for none), objects merged all the way down."""
    if type(a) is float and type(b) is float:
        return a * b
    if isinstance(a, dict) and isinstance(b, dict):
        return merged(a, b)
    if isinstance(a, float) and isinstance(b, str):
        a, b = b, a
    if isinstance(a, str) and isinstance(b, float):
        if not b > 0:
            return None
        if len(a) * b > MOST_TEXT:
            raise MemoryError
        return a * max(int(b), 1)
    raise wrong_pair(a, b, "cannot be multiplied")


def merged(a: dict[str, Value], b: dict[str, Value]) -> dict[str, Value]:
    """Return two objects in one, and so on for objects in them."""
    out = dict(a)
    for name, new in b.items():
        old = out.get(name)
        out[name] = merged(old, new) if isinstance(old, dict) and isinstance(new, dict) else new
    return out


def divide(a: Value, b: Value) -> Value:
    """Return a quotient: of texts, the parts between separators."""
    if type(a) is float and type(b) is float:
        if b == 0:
            raise wrong_pair(a, b, "cannot be divided because the divisor is zero")
        return a / b
    if isinstance(a, str) and isinstance(b, str):
        return split(a, b)
    raise wrong_pair(a, b, "cannot be divided")


def split(text: str, separator: str) -> list[Value]:
    """Return the parts of a text."""
    if not text:
        return []
    return text.split(separator) if separator else list(text)


def remainder(a: Value, b: Value) -> Value:
    """Return the remainder of whole numbers, with the sign of the left one."""
    if type(a) is float and type(b) is float:
        whole, by = _whole(a), abs(_whole(b))
        if by == 0:
            raise wrong_pair(a, b, "cannot be divided (remainder) because the divisor is zero")
        return float(abs(whole) % by * (-1 if whole < 0 else 1))
    raise wrong_pair(a, b, "cannot be divided (remainder)")


def _whole(value: float) -> int:
    """Return a number as C makes a 64 bit integer of it on a PC."""
    if value != value or abs(value) >= 2**63:
        return -(2**63)
    return int(value)


def negated(value: Value) -> Value:
    """Return a number with the other sign."""
    if type(value) is float:
        return -value
    raise wrong(value, "cannot be negated")


BINARY: Final[dict[str, Callable[[Value, Value], Value]]] = {
    "+": add, "-": subtract, "*": multiply, "/": divide, "%": remainder,
    "==": equal, "!=": lambda a, b: not equal(a, b),
    "<": lambda a, b: compare(a, b) < 0, "<=": lambda a, b: compare(a, b) <= 0,
    ">": lambda a, b: compare(a, b) > 0, ">=": lambda a, b: compare(a, b) >= 0,
}
