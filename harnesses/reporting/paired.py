"""Paired tests: whether one agent does a thing more often than another on the same episodes, and by how much.

A pair is one task at one seed and rerun, played by both. As for single rates, the unit is the task:

* McNemar's exact test [1, 2] asks whether the pairs in which only one of the two did it lie on both sides alike. It
  takes pairs for independent, which those of one task are not. `signs` is the same test with one sign for each task:
  under the hypothesis that the two are alike, the difference over all pairs of a task is as likely to be of either
  sign, and the probability is counted over all signs [3]. With one pair a task the two tests are one and the same.
* The interval of the difference is a bootstrap over whole tasks [4], percentiles of a fixed seed. It collapses where
  few tasks differ; so beside it stands Newcombe's score interval for paired shares [5] at the effective number of
  episodes, and the interval that is given reaches as far as either.
* Several tests at once are corrected by Holm's step-down rule [6].

[1] Q. McNemar, Psychometrika 12 (1947) 153. [2] F. Mosteller, Biometrics 8 (1952) 220. [3] R. A. Fisher, The Design
of Experiments (1935), section 21. [4] A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application (1997),
3.8. [5] R. G. Newcombe, Statistics in Medicine 17 (1998) 2635, method 10. [6] S. Holm, Scand. J. Statistics 6 (1979)
65.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from ..stats import LEVEL, Rate, rate

Pair: TypeAlias = tuple[bool, bool]
"""Whether it happened with the first, and with the second."""

Pairs = Mapping[str, Sequence[Pair]]
"""Task -> its pairs."""

RESAMPLES = 4000
SEED = 20_260_101


def mcnemar(only_first: int, only_second: int) -> float:
    """Return the two-sided probability of a split at least as uneven if both sides are alike."""
    n, fewer = only_first + only_second, min(only_first, only_second)
    tail = sum(math.comb(n, k) for k in range(fewer + 1))
    return min(1.0, float(tail / 2 ** (n - 1))) if n else 1.0


def signs(pairs: Pairs) -> float:
    """Return the two-sided probability of a difference at least as large if each task's may have either sign."""
    sums = [abs(total) for total in differences(pairs) if total]
    reach = sum(sums)
    ways = np.zeros(2 * reach + 1)
    ways[reach] = 1.0
    for size in sums:
        up, down = np.zeros_like(ways), np.zeros_like(ways)
        up[size:], down[:-size] = ways[:-size], ways[size:]
        ways = (up + down) / 2
    found = abs(sum(differences(pairs)))
    return min(1.0, 2 * float(ways[reach + found:].sum()))


def differences(pairs: Pairs) -> list[int]:
    """Return of each task in how many more of its pairs it happened with the first than with the second."""
    return [sum(first - second for first, second in several) for several in pairs.values()]


def bootstrap(pairs: Pairs, resamples: int = RESAMPLES) -> tuple[float, float]:
    """Return the percentile interval of the difference over resampled tasks; the same each time."""
    totals, sizes = np.array(differences(pairs)), np.array([len(several) for several in pairs.values()])
    draws = np.random.default_rng(SEED).multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), size=resamples)
    low, high = np.quantile(draws @ totals / (draws @ sizes), [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def score(pairs: Pairs) -> tuple[float, float]:
    """Return Newcombe's interval of the difference, with each share's own interval over tasks."""
    first, second = sides(pairs)
    p, low_p, high_p = limits(first)
    q, low_q, high_q = limits(second)
    shared = _phi(pairs)
    below = _together(p - low_p, high_q - q, shared)
    above = _together(high_p - p, q - low_q, shared)
    return max(-1.0, p - q - below), min(1.0, p - q + above)


def sides(pairs: Pairs) -> tuple[Rate, Rate]:
    """Return the rate of each of the two over the pairs."""
    first = rate({task: [float(one) for one, _ in several] for task, several in pairs.items()})
    second = rate({task: [float(other) for _, other in several] for task, several in pairs.items()})
    return first, second


def limits(found: Rate) -> tuple[float, float, float]:
    """Return a rate that is known, and its interval."""
    value, low, high = found.value, found.low, found.high
    if value is None or low is None or high is None:
        raise ValueError("a rate of no episodes has no value")
    return value, low, high


def _together(one: float, other: float, shared: float) -> float:
    return math.sqrt(max(0.0, one * one - 2 * shared * one * other + other * other))


def _phi(pairs: Pairs) -> float:
    """Return the correlation between the two over pairs, corrected towards 0 as the method wants it."""
    flat = [pair for several in pairs.values() for pair in several]
    n, both, neither = len(flat), flat.count((True, True)), flat.count((False, False))
    one, other = flat.count((True, False)), flat.count((False, True))
    margins = (both + one) * (other + neither) * (both + other) * (one + neither)
    product = both * neither - one * other
    if product > 0:
        return max(0.0, product - n / 2) / math.sqrt(margins) if margins else 0.0
    return product / math.sqrt(margins) if margins else 0.0


def holm(values: Sequence[float]) -> list[float]:
    """Return probabilities corrected for how many there are; the order stays."""
    order = sorted(range(len(values)), key=lambda place: values[place])
    out, highest = [0.0] * len(values), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(1.0, (len(values) - rank) * values[place]))
        out[place] = highest
    return out
