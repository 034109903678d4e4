"""Mathematics: the functions of numbers, as the C library has them."""

import math
from collections.abc import Callable
from typing import Final

from .values import Value, wrong


def number(value: Value) -> float:
    """Return a number; JqError if it is none."""
    if type(value) is not float:
        raise wrong(value, "number required")
    return value


def safe(work: Callable[..., float], *numbers: float) -> float:
    """Return what a function gives, also where the C library says infinity or not a number."""
    try:
        return float(work(*numbers))
    except ValueError:
        return math.nan
    except OverflowError:
        return math.inf


def _log(work: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else work(value)


def _whole(work: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: value if not math.isfinite(value) else math.copysign(float(work(value)), value)


def _away(value: float) -> float:
    return math.floor(abs(value) + 0.5)


def _significand(value: float) -> float:
    return value if value == 0 or not math.isfinite(value) else math.frexp(value)[0] * 2


def _logb(value: float) -> float:
    return -math.inf if value == 0 else math.inf if math.isinf(value) else float(math.frexp(value)[1] - 1)


def _gamma(value: float) -> float:
    return math.lgamma(value) if value > 0 or value != math.floor(value) else math.inf


def frexp(value: Value) -> list[Value]:
    """Return a fraction and the power of two that it is multiplied by."""
    mantissa, exponent = math.frexp(number(value))
    return [mantissa, float(exponent)]


def modf(value: Value) -> list[Value]:
    """Return the part behind the point and the whole one."""
    whole = number(value)
    return [math.copysign(0.0, whole), whole] if math.isinf(whole) else [float(one) for one in math.modf(whole)]


def lgamma_r(value: Value) -> list[Value]:
    """Return the logarithm of the gamma function and the sign of that function."""
    given = number(value)
    negative = given < 0 and math.floor(given) % 2 != 0
    return [_gamma(given), -1.0 if negative else 1.0]


def _pow(a: float, b: float) -> float:
    try:
        return math.pow(a, b)
    except OverflowError:
        return -math.inf if a < 0 and b % 2 == 1 else math.inf
    except ValueError:
        return math.inf if a == 0 else math.nan


def _ldexp(a: float, b: float) -> float:
    return math.ldexp(a, int(max(min(b, 5000), -5000)))


ONE: Final[dict[str, Callable[[float], float]]] = {
    "floor": _whole(math.floor), "ceil": _whole(math.ceil), "round": _whole(_away), "trunc": _whole(math.trunc),
    "rint": _whole(round), "nearbyint": _whole(round), "sqrt": math.sqrt, "fabs": abs, "cbrt": math.cbrt,
    "exp": math.exp, "exp2": lambda value: _pow(2.0, value), "exp10": lambda value: _pow(10.0, value),
    "expm1": math.expm1, "log": _log(math.log), "log2": _log(math.log2), "log10": _log(math.log10),
    "log1p": lambda value: -math.inf if value == -1 else math.log1p(value), "sin": math.sin, "cos": math.cos,
    "tan": math.tan, "asin": math.asin, "acos": math.acos, "atan": math.atan, "sinh": math.sinh, "cosh": math.cosh,
    "tanh": math.tanh, "asinh": math.asinh, "acosh": math.acosh,
    "atanh": lambda value: math.copysign(math.inf, value) if abs(value) == 1 else math.atanh(value),
    "significand": _significand, "logb": _logb, "gamma": _gamma, "lgamma": _gamma,
    "tgamma": lambda value: math.copysign(math.inf, value) if value == 0 else math.gamma(value), "erf": math.erf,
    "erfc": math.erfc,
}
TWO: Final[dict[str, Callable[[float, float], float]]] = {
    "pow": _pow, "atan2": math.atan2, "fmod": math.fmod, "hypot": math.hypot, "copysign": math.copysign,
    "fmin": lambda a, b: b if a != a else a if b != b else min(a, b),
    "fmax": lambda a, b: b if a != a else a if b != b else max(a, b),
    "fdim": lambda a, b: max(a - b, 0.0), "ldexp": _ldexp, "scalb": _ldexp, "scalbln": _ldexp,
    "drem": math.remainder, "remainder": math.remainder, "nextafter": math.nextafter, "nexttoward": math.nextafter,
}
