"""Needed: what `diorama power` says, with what a run that has been made tells about the next one."""

from collections.abc import Sequence
from typing import NamedTuple

from ...snapshots.errors import UsageError, suggest
from ..report import MEASURES, Source, Summary, pooled, rows_of
from ..stats import rate
from .power import FORMULA, SOURCES, WITHIN, Design, between_agents, checked, most_between, within_tasks

REPEATS = (1, 2, 3, 5, 10)
"""Repeats that are shown unless others are asked for."""


class Wanted(NamedTuple):
    """What a comparison is to find. None: taken from a run, or else from what is usual."""

    difference: float
    base: float | None
    within: float | None
    between: float | None
    power: float
    alpha: float
    tests: int
    axis: str
    agent: str = ""
    tasks: int = 0
    repeats: tuple[int, ...] = REPEATS


class Given(NamedTuple):
    """What runs say of an axis: the rate, the correlations, and how many tasks they have."""

    base: float | None = None
    within: float | None = None
    between: float | None = None
    tasks: int = 0
    agents: tuple[str, ...] = ()


def needed(wanted: Wanted, sources: Sequence[Source]) -> Summary:
    """Return how many tasks and repeats it takes, and what the tasks that there are can find."""
    given = _given(sources, wanted) if sources else Given()
    base = wanted.base if wanted.base is not None else given.base
    if base is None:
        raise UsageError("give the rate that you start from as --base, or a run to take it from")
    if wanted.base is None and not 0 < base < 1:
        raise UsageError(f"{wanted.axis} of {given.agents[0]!r} is {100 * base:.0f} % in the run, which is no rate to "
                         "start from; --agent names another agent, --base another rate")
    origin: dict[str, str] = {"base": "given" if wanted.base is not None else "run"}
    within = _first(origin, "within", wanted.within, given.within, WITHIN)
    design = Design(base, wanted.difference, wanted.power, wanted.alpha, within, 0.0, wanted.tests)
    checked(design)
    most = most_between(design)
    told = None if given.between is None else min(given.between, most)
    design = checked(design._replace(between=_first(origin, "between", wanted.between, told, min(within / 2, most))))
    tasks = wanted.tasks or given.tasks
    return {
        "axis": wanted.axis, "agents": list(given.agents), **design._asdict(), "taken_from": origin,
        "plans": [
            {"repeats": m, "tasks": n, "episodes": 2 * n * m} for m in wanted.repeats for n in (design.tasks(m),)
        ],
        "with_tasks": {
            "tasks": tasks,
            "repeats": [
                {"repeats": m, "episodes": 2 * tasks * m, "power": design.reached(tasks, m),
                 "smallest_difference": design.smallest(tasks, m)} for m in wanted.repeats
            ],
        } if tasks else None,
        "formula": FORMULA, "sources": list(SOURCES),
    }


def _first(origin: dict[str, str], name: str, asked: float | None, told: float | None, usual: float) -> float:
    """Return the value that holds, and note where it comes from."""
    origin[name] = "given" if asked is not None else "run" if told is not None else "assumed"
    return asked if asked is not None else told if told is not None else usual


def _given(sources: Sequence[Source], wanted: Wanted) -> Given:
    """Take from runs the rate of an agent (the first, unless one is named), how alike its episodes of a task are, and
    how alike they are to those of the next agent."""
    measure = next((one for one in MEASURES if one.name == wanted.axis), None)
    if measure is None:
        names = [one.name for one in MEASURES]
        raise UsageError(f"there is no rate {wanted.axis!r}; there are {', '.join(names)}."
                         f"{suggest(wanted.axis, names)}")
    rows = rows_of(sources)
    if wanted.agent and wanted.agent not in rows:
        raise UsageError(f"no agent {wanted.agent!r} is in these runs; there are {', '.join(rows)}."
                         f"{suggest(wanted.agent, rows)}")
    order = sorted(rows, key=lambda name: name != (wanted.agent or next(iter(rows))))[:2]
    found: list[dict[str, list[float]]] = []
    for name in order:
        clusters: dict[str, list[float]] = {}
        for case in filter(measure.among, pooled(rows[name])):
            clusters.setdefault(case.job.task, []).append(float(measure.happened(case)))
        found.append(clusters)
    if not found[0]:
        raise UsageError(f"agent {order[0]!r} has no scored episode that {wanted.axis} is about")
    return Given(rate(found[0]).value, within_tasks(found[0]), between_agents(*found) if len(found) > 1 else None,
                 len(found[0]), tuple(order))
