"""Power: how many tasks and repeats a comparison needs to find a difference that one wants to find.

Both agents play the same tasks, each as often. The mean difference over the pairs of a task has the variance

    s2 = (v + w) (c + (1 - c) / m) - 2 b sqrt(v w)        v = p (1 - p), w = q (1 - q)

over tasks, with rates p and q = p + d, m repeats, correlation c between an agent's episodes of one task, and b between
those of two agents on one task. The test of `paired.signs` is, for many tasks, normal with variance s2 + d^2 where the
agents are alike and s2 where they differ by d, so that

    n = ((z_alpha sqrt(s2 + d^2) + z_power sqrt(s2)) / d)^2

tasks are needed. With one repeat, s2 + d^2 is the share of pairs that differ, and this is Miettinen's size for
McNemar's test [1, 2]. What the steps of an exact test take is added as continuity [3]. Repeats help against what
differs between episodes, (1 - c) / m, and not against what differs between tasks, c - b: only tasks help there [4].

[1] O. S. Miettinen, Biometrics 24 (1968) 339. [2] R. J. Connor, Biometrics 43 (1987) 207. [3] J. T. Casagrande, M. C.
Pike and P. G. Smith, Biometrics 34 (1978) 483, there for two samples. [4] A. Donner and N. Klar, Design and Analysis of
Cluster Randomization Trials in Health Research (2000), 5.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import NamedTuple

from ...snapshots.errors import UsageError
from ..stats import Clusters

WITHIN = 0.5
"""How alike the episodes of one task are taken to be, if nothing is known of it."""

FORMULA = "n = ((z_alpha sqrt(s2 + d^2) + z_power sqrt(s2)) / d)^2, s2 = (v + w) (c + (1 - c) / m) - 2 b sqrt(v w)"
SOURCES = ("Miettinen 1968", "Connor 1987", "Casagrande, Pike and Smith 1978", "Donner and Klar 2000")


class Design(NamedTuple):
    """What is to be found, and how sure one wants to be of it.

    `base` is the rate of the one agent, `difference` how far the other's lies from it. `within` is the correlation
    between the episodes of one agent on a task, `between` that between episodes of two agents on a task. `tests` is how
    many are made together.
    """

    base: float
    difference: float
    power: float = 0.8
    alpha: float = 0.05
    within: float = WITHIN
    between: float = WITHIN / 2
    tests: int = 1

    def variance(self, repeats: int) -> float:
        """Return the variance over tasks of the mean difference of a task."""
        one, other = (rate * (1 - rate) for rate in (self.base, self.base + self.difference))
        alike = self.within + (1 - self.within) / repeats
        return max(0.0, (one + other) * alike - 2 * self.between * math.sqrt(one * other))

    def tasks(self, repeats: int) -> int:
        """Return how many tasks are needed when each is played so often by either agent."""
        found, size = math.sqrt(self.variance(repeats)), abs(self.difference)
        if_alike = math.sqrt(found**2 + size**2)
        plain = ((self._z * if_alike + NormalDist().inv_cdf(self.power) * found) / size) ** 2
        return math.ceil(plain / 4 * (1 + math.sqrt(1 + 4 / (plain * size * repeats))) ** 2)

    def reached(self, tasks: int, repeats: int) -> float:
        """Return the power that so many tasks and repeats have."""
        found, size = math.sqrt(self.variance(repeats)), abs(self.difference)
        step = 1 / (size * repeats)  # the tasks that the continuity takes
        plain = max(0.0, tasks - step) ** 2 / tasks
        if not found:
            return float(plain >= self._z**2)
        return NormalDist().cdf((math.sqrt(plain) * size - self._z * math.sqrt(found**2 + size**2)) / found)

    def smallest(self, tasks: int, repeats: int) -> float | None:
        """Return the smallest difference, in the same direction, that so many tasks and repeats find; None if even the
        largest there is would not be found."""
        sign = math.copysign(1, self.difference)
        room = (1 - self.base if sign > 0 else self.base) - 1e-9
        fits = [size for size in (room * step / 1000 for step in range(1, 1001))
                if (other := self.other(sign * size)) is not None and other.reached(tasks, repeats) >= self.power]
        return sign * fits[0] if fits else None

    def other(self, difference: float) -> "Design | None":
        """Return the design for another difference, with what two such rates can have in common."""
        made = self._replace(difference=difference)
        return made._replace(between=min(self.between, most_between(made)))

    @property
    def _z(self) -> float:
        return NormalDist().inv_cdf(1 - self.alpha / self.tests / 2)


def most_between(design: Design) -> float:
    """Return the largest correlation between two agents that their rates, and the correlation within a task, allow:
    there, whatever task the lower one manages the higher one does too (Fréchet's bound)."""
    low, high = sorted((design.base, design.base + design.difference))
    return design.within * math.sqrt(low * (1 - high) / (high * (1 - low)))


def checked(design: Design) -> Design:
    """Return a design that can be; UsageError says what is wrong with one that cannot."""
    other = design.base + design.difference
    if not 0 < design.base < 1:
        raise UsageError(f"the base rate is between 0 and 1, such as 0.4, and not {design.base:g}")
    if not design.difference or not 0 < other < 1:
        raise UsageError(f"the difference leads from {design.base:g} to {other:g}; it must not be 0, and has to lead "
                         "to a rate between 0 and 1")
    for name, value in (("power", design.power), ("alpha", design.alpha)):
        if not 0 < value < 1:
            raise UsageError(f"{name} is between 0 and 1, and not {value:g}")
    if design.power <= design.alpha:
        raise UsageError(f"a power of {design.power:g} is had by chance at alpha {design.alpha:g}; ask for more")
    if not 0 <= design.within <= 1:
        raise UsageError(f"the correlation within a task is between 0 and 1, and not {design.within:g}")
    most = most_between(design)
    if not 0 <= design.between <= most + 1e-9:
        raise UsageError(f"the correlation between the agents is from 0 to {most:.3f} with these rates and this "
                         f"correlation within a task, and not {design.between:g}")
    if design.tests < 1:
        raise UsageError(f"the number of tests is at least 1, and not {design.tests}")
    return design


def within_tasks(clusters: Clusters) -> float | None:
    """Return how alike episodes of one task are: the analysis of variance's estimate of their correlation, at least 0.

    None if no task has two episodes, or all episodes came out the same.
    """
    groups = [values for values in clusters.values() if values]
    n, count = sum(map(len, groups)), len(groups)
    if count < 2 or n == count:
        return None
    mean = sum(map(sum, groups)) / n
    inside = sum(sum((value - sum(values) / len(values)) ** 2 for value in values) for values in groups) / (n - count)
    outside = sum(len(values) * (sum(values) / len(values) - mean) ** 2 for values in groups) / (count - 1)
    size = (n - sum(len(values) ** 2 for values in groups) / n) / (count - 1)
    spread = outside + (size - 1) * inside
    return max(0.0, (outside - inside) / spread) if spread else None


def between_agents(one: Clusters, other: Clusters) -> float | None:
    """Return how alike the episodes of two agents on one task are, at least 0; None if that cannot be told."""
    shared = [task for task in one if one[task] and other.get(task)]
    if len(shared) < 2:
        return None
    first, second = ([_mean(side[task]) for task in shared] for side in (one, other))
    mean, mate = _mean(first), _mean(second)
    covariance = sum((a - mean) * (b - mate) for a, b in zip(first, second, strict=True)) / (len(shared) - 1)
    scale = math.sqrt(mean * (1 - mean) * mate * (1 - mate))
    return max(0.0, covariance / scale) if scale else None


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
