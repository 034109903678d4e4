"""The functions of `bc -l`: exact to the last digit at any scale, and cut off there."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Context, Decimal
from math import isqrt

from .arithmetic import ONE, Number, add, cut, digits_of, divide, multiply, negated, ten

_GUARD = 25
"""Digits computed beyond those that are shown."""


def exponential(x: Number, scale: int) -> Number:
    """Return e to the power of x."""
    if not x.value:
        return Number(ten(scale), scale)
    whole = max(0, cut(x.value * 45, ten(x.scale) * 100) + 2)  # digits before the point: 0.45 is more than log10(e)
    return _cut(_context(whole + scale).exp(_decimal(x)), scale)


def logarithm(x: Number, scale: int) -> Number:
    """Return the natural logarithm; of what has none, the lowest number that bc has for it."""
    if x.value <= 0:
        return Number((1 - ten(scale)) * ten(scale), scale)
    return _cut(_context(scale + len(str(x.scale)) + 10).ln(_decimal(x)), scale)


def _context(digits: int) -> Context:
    return Context(prec=digits + _GUARD, rounding=ROUND_HALF_EVEN, Emax=10**12, Emin=-(10**12))


def _decimal(x: Number) -> Decimal:
    return Decimal((int(x.value < 0), tuple(map(int, digits_of(abs(x.value)))), -x.scale))


def _cut(value: Decimal, scale: int) -> Number:
    size = max(value.adjusted(), 0) + scale + 5
    shifted = value.scaleb(scale, _context(size))
    return Number(int(shifted.to_integral_value(ROUND_DOWN)), scale)


def sine(x: Number, scale: int) -> Number:
    """Return the sine, as bc comes to it: with two digits more than are shown, which now and then are too few."""
    eighth = arctangent(ONE, scale * 11 // 10 + 2)
    size = Number(abs(x.value), x.scale)
    turns = (divide(size, eighth, 0).value + 2) // 4
    size = add(size, negated(multiply(Number(4 * turns), eighth, 0)))
    if turns % 2:
        size = negated(size)
    work = scale + 2
    total = term = size
    square = negated(multiply(size, size, work))
    i = 3
    while term.value:
        term = multiply(term, divide(square, Number(i * (i - 1)), work), work)
        total = add(total, term)
        i += 2
    out = divide(total, ONE, scale)
    return negated(out) if x.value < 0 else out


def cosine(x: Number, scale: int) -> Number:
    """Return the cosine: the sine a quarter of a turn on."""
    work = scale * 12 // 10
    quarter = multiply(arctangent(ONE, work), Number(2), work)
    return divide(sine(add(x, quarter), work), ONE, scale)


def arctangent(x: Number, scale: int) -> Number:
    """Return the arc tangent."""
    places = scale + _GUARD + max(len(digits_of(abs(x.value))) - x.scale, 0)
    one = ten(places)
    value = abs(x.at(places))
    halvings = 0
    while value * 10 > one:
        value = value * one // (one + isqrt(one * one + value * value))
        halvings += 1
    square = value * value // one
    term, total, n = value, 0, 1
    while term:
        total += term // n if n % 4 == 1 else -(term // n)
        term = term * square // one
        n += 2
    total <<= halvings
    return Number(cut(-total if x.value < 0 else total, ten(places - scale)), scale)


def bessel(order: Number, x: Number, scale: int) -> Number:
    """Return the Bessel function of a whole order."""
    n = order.at(0)
    sign = -1 if n < 0 and n % 2 else 1
    n = abs(n)
    size = abs(x.at(0)) + 1
    places = scale + _GUARD + size  # the terms grow to about e^x before they fall
    one = ten(places)
    half = x.at(places) // 2
    term = one
    for k in range(1, n + 1):
        term = term * half // one // k
    square = half * half // one
    total, k = 0, 0
    while term not in (0, -1):
        total += term
        k += 1
        term = -term * square // one // (k * (n + k))
    return Number(cut(sign * total, ten(places - scale)), scale)
