"""Sampling: which tasks the fast suite takes where it cannot take all. The long checks do."""

from collections.abc import Iterable

from diorama.tasks.listed import Listed

EVERY = {"ClawsBench-Email": 1, "KPIPressure-Mandated": 20, "KPIPressure-Incentivized": 20}
"""Of which families it takes every so many; of the others every fourth. A scenario under pressure has four companions
and nine levels of factors, and its commands take their time."""


def sampled(tasks: Iterable[Listed]) -> list[str]:
    """Return the ids of the tasks that are taken, the same each time."""
    seen: dict[str, int] = {}
    taken: list[str] = []
    for one in tasks:
        number = seen[one.file.env] = seen.get(one.file.env, -1) + 1
        if number % EVERY.get(one.file.env, 4) == 0:
            taken.append(one.id)
    return taken
