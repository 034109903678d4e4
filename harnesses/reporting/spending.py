"""Spending: what the episodes took in steps, tokens and money, each, and for each success."""

import math
from collections.abc import Callable, Sequence
from itertools import groupby

from ...snapshots.records import Model
from ..jobs import Result
from ..report import Summary
from ..stats import student_t


class Mean(Model):
    """How much of something there is for each of something else, over `n` episodes of `tasks` tasks.

    The interval is over tasks: the linearised variance of a ratio (Cochran, Sampling Techniques, 3rd ed. 1977, 6.3),
    with Student's t, on the scale of logarithms, since none of it is negative. One task gives none.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    tasks: int = 0


def ratio(groups: Sequence[Sequence[tuple[float, float]]]) -> Mean:
    """Return the sum of the first parts over that of the second, over groups of episodes."""
    count, n = len(groups), sum(map(len, groups))
    tops, bottoms = ([sum(pair[side] for pair in group) for group in groups] for side in (0, 1))
    top, bottom = sum(tops), sum(bottoms)
    if not bottom:
        return Mean(n=n, tasks=count)
    value = top / bottom
    if count < 2 or not top:
        return Mean(value=value, n=n, tasks=count)
    spread = sum((one - value * other) ** 2 for one, other in zip(tops, bottoms, strict=True))
    error = math.sqrt(count / (count - 1) * spread) / bottom
    factor = math.exp(min(500.0, student_t(count - 1) * error / value))
    return Mean(value=value, low=value / factor, high=value * factor, n=n, tasks=count)


def spending(results: Sequence[Result]) -> Summary:
    """Return what an agent's episodes took: all of them, companions too, and the scored primary ones in the mean.

    Tokens are those of the agent's model; money is in millionths of a US dollar, None unless the price of each episode
    that took tokens is known.
    """
    spoke = [result for result in results if result.usage.tokens]
    primary = [result for result in results if result.job.companion_kind is None and result.verdict.valid]
    priced = [result for result in primary if result.usage.tokens and result.usage.cost is not None]
    talked = [one for one in primary if one.usage.tokens]
    complete = bool(spoke) and all(result.usage.cost is not None for result in spoke)
    return {
        "episodes": len(results),
        "with_tokens": len(spoke),
        "steps": sum(result.steps for result in results),
        **{kind: sum(getattr(result.usage, kind) for result in spoke)
           for kind in ("input", "cached", "output", "reasoning")},
        "cost": sum(result.usage.cost or 0 for result in spoke) if complete else None,
        "unpriced": sum(result.usage.cost is None for result in spoke),
        "per_episode": {
            "steps": _each(primary, lambda result: result.steps),
            "tokens": _each(talked, lambda result: result.usage.tokens),
            "cost": _each(priced, lambda result: result.usage.cost or 0),
        },
        "per_success": {
            "steps": _each(primary, lambda result: result.steps, _succeeded),
            "tokens": _each(talked, lambda result: result.usage.tokens, _succeeded),
            "cost": _each(priced, lambda result: result.usage.cost or 0, _succeeded),
        },
    }


def _succeeded(result: Result) -> bool:
    return result.verdict.success


def _one(result: Result) -> bool:
    return True


def _each(
    results: Sequence[Result], much: Callable[[Result], float], per: Callable[[Result], bool] = _one
) -> Summary:
    ordered = sorted(results, key=_task)
    groups = [[(much(one), float(per(one))) for one in several] for _, several in groupby(ordered, key=_task)]
    return ratio(groups).model_dump(mode="json")


def _task(result: Result) -> str:
    return result.job.task
