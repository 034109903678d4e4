"""Rates with intervals, when several episodes of one task are no independent evidence.

The unit is the task: what a report says is about tasks like these. An interval is Wilson's score interval [1] at the
*effective* number of episodes, the way of Korn and Graubard [2], which comparisons of intervals for clustered surveys
recommend together with Wilson's [3]:

* the design effect is the cluster-robust variance of the rate, as a ratio estimate over tasks, over the variance that
  independent episodes would have [4];
* the episodes are divided by it, and shrunk by (z / t)^2 with t of (tasks - 1) degrees of freedom, since that variance
  is itself estimated from few tasks;
* the result is kept between two limits that need no estimate: all episodes independent (n), and the episodes of a task
  all alike (Kish's (sum n)^2 / sum n^2, the number of tasks when each has as many episodes) [4].

At 0 and at 1, where the estimated variance vanishes and a bootstrap collapses, the lower limit is taken.

Two rates are compared by putting their intervals together, Newcombe's way [5] for any two intervals [6]: it takes them
for independent. Variants of the same tasks go up and down together, so that their difference is known a little better
than it says.

[1] E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209. [2] E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998)
193. [3] N. Dean and M. Pagano, J. Survey Stat. Methodol. 3 (2015) 484. [4] L. Kish, Survey Sampling (1965). [5] R. G.
Newcombe, Statistics in Medicine 17 (1998) 873. [6] G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008) 1693.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist

from ..snapshots.records import Model

LEVEL = 0.95
"""Confidence of every interval."""

Z = NormalDist().inv_cdf((1 + LEVEL) / 2)

Clusters = Mapping[str, Sequence[float]]
"""Task -> its episodes' values in [0, 1]: 1 where the thing happened."""


class Rate(Model):
    """A share of `n` episodes of `tasks` tasks. Without episodes there is no value, and nothing is made up.

    `effective` is the number of independent episodes that they are worth.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    tasks: int
    effective: float


def rate(clusters: Clusters) -> Rate:
    """Return the share with its interval over tasks."""
    groups = [values for values in clusters.values() if values]
    n = sum(len(values) for values in groups)
    if n == 0:
        return Rate(value=None, low=None, high=None, n=0, tasks=0, effective=0.0)
    value = sum(sum(values) for values in groups) / n
    effective = effective_size(groups)
    low, high = wilson(value, effective)
    return Rate(value=value, low=low, high=high, n=n, tasks=len(groups), effective=effective)


class Difference(Model):
    """How much more often a thing happened in one place than in another, from -1 to 1; nothing if one is unknown."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


def difference(one: Rate, other: Rate) -> Difference:
    """Return one rate less another, with the interval that theirs give together."""
    if one.value is None or one.low is None or one.high is None:
        return Difference()
    if other.value is None or other.low is None or other.high is None:
        return Difference()
    value = one.value - other.value
    below = math.hypot(one.value - one.low, other.high - other.value)
    above = math.hypot(one.high - one.value, other.value - other.low)
    return Difference(value=value, low=max(-1.0, value - below), high=min(1.0, value + above))


def wilson(value: float, n: float) -> tuple[float, float]:
    """Return Wilson's interval of a share `value` of `n` independent episodes; `n` need not be whole."""
    centre = value + Z * Z / (2 * n)
    half = Z * math.sqrt(value * (1 - value) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    low = 0.0 if value == 0 else max(0.0, (centre - half) / scale)
    high = 1.0 if value == 1 else min(1.0, (centre + half) / scale)
    return low, high


def effective_size(groups: Sequence[Sequence[float]]) -> float:
    """Return how many independent episodes the groups are worth: between Kish's number and all of them."""
    n = sum(len(values) for values in groups)
    alike = n * n / sum(len(values) ** 2 for values in groups)
    value = sum(sum(values) for values in groups) / n
    if len(groups) < 2 or value in (0, 1):
        return alike
    count = len(groups)
    spread = sum((sum(values) - value * len(values)) ** 2 for values in groups)
    clustered = count / (count - 1) * spread / n**2
    independent = value * (1 - value) / (n - 1)
    if clustered <= 0:
        return float(n)
    estimated = n * independent / clustered * (Z / student_t(count - 1)) ** 2
    return min(float(n), max(alike, estimated))


def student_t(freedom: int, level: float = LEVEL) -> float:
    """Return the two-sided quantile of Student's t: |t| stays under it with probability `level`.

    By bisection on the closed form of the distribution for whole degrees of freedom (Abramowitz and Stegun 26.7.3-4).
    """
    low, high = 0.0, 1.0
    while _inside(high, freedom) < level:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        if _inside(middle, freedom) < level:
            low = middle
        else:
            high = middle
    return high


def _inside(t: float, freedom: int) -> float:
    """Return the probability of |T| < t."""
    angle = math.atan(t / math.sqrt(freedom))
    square = math.cos(angle) ** 2
    odd = freedom % 2
    term, total = 1.0, 1.0 if freedom > 1 else 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= square * (k - 1) / k
        total += term
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * math.cos(angle) * total)
    return math.sin(angle) * total


def all_of(successes: int, trials: int, k: int) -> float:
    """Return the unbiased estimate of pass^k: that k episodes, drawn without putting back, all succeeded."""
    if not 1 <= k <= trials:
        raise ValueError(f"{k} of {trials} episodes cannot be drawn")
    return math.comb(successes, k) / math.comb(trials, k)
