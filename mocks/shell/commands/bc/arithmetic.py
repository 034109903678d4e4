"""Arithmetic of bc: decimal numbers of any length, each with a scale, cut off and never rounded."""

from collections.abc import Iterator
from math import isqrt
from typing import NamedTuple


class Number(NamedTuple):
    """A number: `value` divided by ten to the power of `scale`."""

    value: int
    scale: int = 0

    def at(self, scale: int) -> int:
        """Return the value at another scale, what is too much cut off."""
        if scale >= self.scale:
            return self.value * ten(scale - self.scale)
        return cut(self.value, ten(self.scale - scale))


ZERO, ONE = Number(0), Number(1)


class BadNumber(Exception):
    """What cannot be computed."""


def ten(power: int) -> int:
    """Return a power of ten."""
    return int(10**power)


def cut(value: int, divisor: int) -> int:
    """Divide towards zero."""
    quotient = abs(value) // abs(divisor)
    return quotient if (value < 0) == (divisor < 0) else -quotient


def compare(one: Number, other: Number) -> int:
    """Return less than, more than or just 0."""
    scale = max(one.scale, other.scale)
    return one.at(scale) - other.at(scale)


def add(one: Number, other: Number) -> Number:
    """Add two numbers."""
    scale = max(one.scale, other.scale)
    return Number(one.at(scale) + other.at(scale), scale)


def negated(one: Number) -> Number:
    """Return a number with the other sign."""
    return Number(-one.value, one.scale)


def multiply(one: Number, other: Number, scale: int) -> Number:
    """Multiply two numbers; the result has no more digits than they or the scale ask for."""
    full = one.scale + other.scale
    kept = min(full, max(scale, one.scale, other.scale))
    return Number(cut(one.value * other.value, ten(full - kept)), kept)


def divide(one: Number, other: Number, scale: int) -> Number:
    """Divide two numbers; BadNumber by zero."""
    if not other.value:
        raise BadNumber("Divide by zero")
    return Number(cut(one.value * ten(max(scale + other.scale - one.scale, 0)),
                      other.value * ten(max(one.scale - scale - other.scale, 0))), scale)


def modulo(one: Number, other: Number, scale: int) -> Number:
    """Return what a division leaves, at the scale that this has."""
    if not other.value:
        raise BadNumber("Modulo by zero")
    kept = max(one.scale, other.scale + scale)
    product = multiply(divide(one, other, scale), other, kept)
    return Number(one.at(kept) - product.at(kept), kept)


def power(base: Number, exponent: int, scale: int) -> Number:
    """Raise a number to a whole power."""
    if exponent == 0:
        return ONE
    if exponent < 0:
        if not base.value:
            raise BadNumber("divide by zero")
        return divide(ONE, Number(base.value**-exponent, base.scale * -exponent), scale)
    full = base.scale * exponent
    kept = min(full, max(scale, base.scale))
    return Number(cut(base.value**exponent, ten(full - kept)), kept)


def root(one: Number, scale: int) -> Number:
    """Return the square root."""
    if one.value < 0:
        raise BadNumber("Square root of a negative number")
    if compare(one, ZERO) == 0 or compare(one, ONE) == 0:
        return ZERO if not one.value else ONE
    kept = max(scale, one.scale)
    return Number(isqrt(one.at(2 * kept)), kept)


def length(one: Number) -> int:
    """Return how many digits a number has."""
    whole = digits_of(cut(abs(one.value), ten(one.scale)))
    return one.scale if whole == "0" and one.scale else len(whole) + one.scale


# --- reading and writing ---

_CHUNK = 4000
"""Digits that Python converts at once, whatever its limit."""


def digits_of(value: int) -> str:
    """Return the decimal digits of a number that is not negative, however long it is."""
    if value < 10**_CHUNK:
        return str(value)
    parts: list[str] = []
    _split(value, value.bit_length() * 30103 // 100000 // 2 + 1, parts)
    return "".join(parts).lstrip("0")


def _split(value: int, half: int, out: list[str], width: int = 0) -> None:
    if value < 10**_CHUNK:
        out.append(str(value).zfill(width))
        return
    high, low = divmod(value, ten(half))
    _split(high, max(half // 2, 1), out, max(width - half, 0))
    _split(low, max(half // 2, 1), out, half)


def value_of(digits: str) -> int:
    """Return the number that decimal digits make, however many there are."""
    if len(digits) <= _CHUNK:
        return int(digits or "0")
    half = len(digits) // 2
    return value_of(digits[:-half]) * ten(half) + value_of(digits[-half:])


def read(text: str, base: int) -> Number:
    """Return the number that a constant (`12.5`, `FF`) means in a base; a digit too high counts as the highest."""
    whole, _, places = text.partition(".")
    if base == 10 and (whole + places).isdecimal():
        return Number(value_of(whole + places), len(places))
    values = [_DIGITS.index(char) for char in whole]
    if len(values) == 1 and not places:
        return Number(values[0])
    value = 0
    for digit in values:
        value = value * base + min(digit, base - 1)
    if not places:
        return Number(value)
    fraction = 0
    for char in places:
        fraction = fraction * base + min(_DIGITS.index(char), base - 1)
    scale = len(places)
    return add(Number(value), divide(Number(fraction), Number(base**scale), scale))


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def written(one: Number, base: int) -> str:
    """Return a number as bc writes it, in any base."""
    if not one.value:
        return "0"
    sign = "-" if one.value < 0 else ""
    whole, part = divmod(abs(one.value), ten(one.scale))
    if base == 10:
        places = digits_of(part).zfill(one.scale) if one.scale else ""
        return f"{sign}{digits_of(whole) if whole else ''}{'.' if one.scale else ''}{places}"
    width = len(str(base - 1))
    high: list[int] = []
    while whole:
        whole, digit = divmod(whole, base)
        high.append(digit)
    if base <= 16:
        head = "".join(_DIGITS[digit] for digit in reversed(high))
        tail = "".join(_DIGITS[digit] for digit in _places(part, one.scale, base))
        return sign + head + ("." + tail if one.scale else "")
    head = "".join(f" {digit:0{width}d}" for digit in reversed(high))
    tail = " ".join(f"{digit:0{width}d}" for digit in _places(part, one.scale, base))
    return sign + head + ("." + tail if one.scale else "")


def _places(part: int, scale: int, base: int) -> Iterator[int]:
    """Yield the digits after the point: as many as it takes to tell apart what the decimal digits do."""
    unit, enough = ten(scale), 1
    while len(digits_of(enough)) <= scale:
        digit, part = divmod(part * base, unit)
        yield digit
        enough *= base
