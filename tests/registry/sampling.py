"""Sampling: which tasks a check takes where it cannot take all."""

from collections.abc import Iterable, Mapping

from diorama.tasks.listed import Listed

EVERY = {"ClawsBench-Email": 1, "KPIPressure-Mandated": 20, "KPIPressure-Incentivized": 20}
"""Of which families it takes every so many; of the others every fourth. A scenario under pressure has four companions
and nine levels of factors, and its commands take their time."""

THOROUGH = {"KPIPressure-Mandated": 10, "KPIPressure-Incentivized": 10}
"""Of which families the long checks certify every so many in full at five seeds; of the others all. What they leave,
which takes hours, is for `diorama certify`; at one seed they certify every task."""


def sampled(tasks: Iterable[Listed]) -> list[str]:
    """Return the ids of the tasks that the fast suite takes, the same each time."""
    return _every(tasks, EVERY, 4)


def thorough(tasks: Iterable[Listed]) -> list[str]:
    """Return the ids of the tasks that the long checks certify in full at five seeds."""
    return _every(tasks, THOROUGH, 1)


def _every(tasks: Iterable[Listed], steps: Mapping[str, int], usual: int) -> list[str]:
    seen: dict[str, int] = {}
    taken: list[str] = []
    for one in tasks:
        number = seen[one.file.env] = seen.get(one.file.env, -1) + 1
        if number % steps.get(one.file.env, usual) == 0:
            taken.append(one.id)
    return taken
