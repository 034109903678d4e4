"""Arithmetic as the processor and the C library have it."""

import math
from collections.abc import Callable
from typing import Final

from .values import NOT_A_NUMBER


def divided(left: float, right: float) -> float:
    """Return a quotient as the processor gives it, also by zero."""
    if right != 0.0:
        return left / right
    if left == 0.0 or math.isnan(left):
        return NOT_A_NUMBER
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def remainder(left: float, right: float) -> float:
    """Return a remainder with the sign of what is divided."""
    try:
        return math.fmod(left, right)
    except ValueError:
        return NOT_A_NUMBER


def power(left: float, right: float) -> float:
    """Return a power as the C library gives it."""
    try:
        return math.pow(left, right)
    except OverflowError:
        return -math.inf if left < 0 and right % 2 == 1 else math.inf
    except ValueError:
        return math.inf if left == 0.0 else NOT_A_NUMBER


ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": lambda left, right: left + right, "-": lambda left, right: left - right,
    "*": lambda left, right: left * right, "/": divided, "%": remainder, "^": power,
}
