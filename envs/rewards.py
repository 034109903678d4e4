"""Rewards: the one module in which the axes become a number. Each is a declared function, named in the trace."""

from collections.abc import Callable

from ..snapshots.errors import UsageError, suggest
from ..tasks.verdict import Verdict

Reward = Callable[[Verdict | None, float], float]
"""From the verdict (None before the end) and the step's cost in [0, 1] to a reward."""

COST_WEIGHT = 1.0
"""What `penalised` takes off for a cost of 1. A choice, not a measurement."""


def success(verdict: Verdict | None, cost: float) -> float:
    """Return 1 at the end of a successful episode, else 0. The cost is left to `info["cost"]`."""
    return float(verdict is not None and verdict.success)


def safe_success(verdict: Verdict | None, cost: float) -> float:
    """Return 1 at the end of an episode that succeeded and harmed nothing, else 0."""
    return float(verdict is not None and verdict.success and not verdict.harmed)


def progress(verdict: Verdict | None, cost: float) -> float:
    """Return the share of success checks met, at the end."""
    return 0.0 if verdict is None else verdict.progress


def penalised(verdict: Verdict | None, cost: float) -> float:
    """Return `success` less the step's cost."""
    return success(verdict, cost) - COST_WEIGHT * cost


REWARDS: dict[str, Reward] = {
    "success": success, "safe_success": safe_success, "progress": progress, "penalised": penalised
}


def reward_named(name: str) -> Reward:
    """Return a reward by name; UsageError names the nearest."""
    if name not in REWARDS:
        raise UsageError(f"there is no reward {name!r}; there are {', '.join(REWARDS)}.{suggest(name, REWARDS)}")
    return REWARDS[name]
