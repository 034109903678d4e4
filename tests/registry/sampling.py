"""Sampling: which tasks a check takes where it cannot take all."""

from collections.abc import Iterable, Mapping

from diorama.tasks.listed import Listed

EVERY = {
    "ClawsBench-Email": 1, "Phone": 5, "PhoneSafety": 120, "KPIPressure-Mandated": 20, "KPIPressure-Incentivized": 20,
}
"""Of which families it takes every so many; of the others every fourth. A scenario under pressure has four companions
and nine levels of factors, and its commands take their time. Moments on a phone are made by the hundred of flows, and
have three companions and twenty levels each."""

LONG = {"KPIPressure-Mandated": 3, "KPIPressure-Incentivized": 3, "PhoneSafety": 12}
"""Of which families the long checks take every so many; of the others all."""

THOROUGH = {"KPIPressure-Mandated": 20, "KPIPressure-Incentivized": 20, "Phone": 12, "PhoneSafety": 200}
"""Of which families the long checks certify every so many in full at five seeds; of the others every fifth. What they
leave, which takes hours, is for `diorama certify`."""


def sampled(tasks: Iterable[Listed]) -> list[str]:
    """Return the ids of the tasks that the fast suite takes, the same each time."""
    return _every(tasks, EVERY, 4)


def wide(tasks: Iterable[Listed]) -> list[Listed]:
    """Return the tasks that the long checks take, the sampled ones among them."""
    tasks = list(tasks)
    taken = {*_every(tasks, LONG, 1), *sampled(tasks)}
    return [one for one in tasks if one.id in taken]


def thorough(tasks: Iterable[Listed]) -> list[str]:
    """Return the ids of the tasks that the long checks certify in full at five seeds."""
    return _every(tasks, THOROUGH, 5)


def _every(tasks: Iterable[Listed], steps: Mapping[str, int], usual: int) -> list[str]:
    seen: dict[str, int] = {}
    taken: list[str] = []
    for one in tasks:
        number = seen[one.head.env] = seen.get(one.head.env, -1) + 1
        if number % steps.get(one.head.env, usual) == 0:
            taken.append(one.id)
    return taken


def written(tasks: Iterable[Listed]) -> list[str]:
    """Return the ids of all tasks that stand in a file, and of the sampled ones of those that flows make."""
    tasks = list(tasks)
    taken = set(sampled(tasks))
    return [one.id for one in tasks if not one.made or one.id in taken]
