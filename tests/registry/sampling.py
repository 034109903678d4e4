"""Sampling: which tasks the fast suite takes where it cannot take all. The long checks do."""

from collections.abc import Iterable
from typing import Any

import pytest

from diorama.tasks.listed import Listed

EVERY = {
    "ClawsBench-Email": 1, "Phone": 5, "PhoneSafety": 120, "KPIPressure-Mandated": 20, "KPIPressure-Incentivized": 20,
}
"""Of which families it takes every so many; of the others every fourth. A scenario under pressure has four companions
and nine levels of factors, and its commands take their time. Moments on a phone are made by the hundred of flows, and
have three companions and twenty levels each."""


def sampled(tasks: Iterable[Listed]) -> list[str]:
    """Return the ids of the tasks that are taken, the same each time."""
    seen: dict[str, int] = {}
    taken: list[str] = []
    for one in tasks:
        number = seen[one.head.env] = seen.get(one.head.env, -1) + 1
        if number % EVERY.get(one.head.env, 4) == 0:
            taken.append(one.id)
    return taken


def written(tasks: Iterable[Listed]) -> list[str]:
    """Return the ids of all tasks that stand in a file, and of the sampled ones of those that flows make."""
    tasks = list(tasks)
    taken = set(sampled(tasks))
    return [one.id for one in tasks if not one.made or one.id in taken]


def fast_first(tasks: Iterable[Listed], fast: Iterable[str]) -> list[Any]:
    """Return the ids of all tasks as parameters of a test: those that are not in `fast` are marked `long`."""
    taken = set(fast)
    return [one.id if one.id in taken else pytest.param(one.id, marks=pytest.mark.long) for one in tasks]
