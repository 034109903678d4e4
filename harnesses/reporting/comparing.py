"""Comparing: two agents, or two runs, over the episodes that both played; in pairs, and never as one pool."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from ...snapshots.errors import UsageError
from ..contract import differences
from ..report import MEASURES, Case, Measure, Source, Summary, cases_of
from ..tables import condensed
from .paired import Pair, Pairs, bootstrap, holm, limits, mcnemar, score, sides, signs

AXES = ("success", "unsafe", "unable")
EVERYTHING = "all"
"""The scope of a test over all families."""

Key: TypeAlias = tuple[str, int, int]
"""Task, seed and rerun."""


class Side(NamedTuple):
    """One of those that are compared: what it is called here, and its part of a run."""

    name: str
    source: Source


class Matched(NamedTuple):
    """The pairs of two sides, and how many episodes have no partner, by why."""

    pairs: tuple[tuple[Case, Case], ...]
    alone: dict[str, int]


def comparisons(sources: Sequence[Source]) -> list[Summary]:
    """Return each comparison that some runs give.

    Where the same agents are in two runs, each is compared with itself there; else the first of all is what the others
    are compared with. UsageError if there is nothing to compare.
    """
    found = [_compared(one, other) for one, other in _couples(sources)]
    corrected = iter(holm([test["p"] for each in found for test in each["tests"]]))
    for each in found:
        for test in each["tests"]:
            test["holm"] = next(corrected)
    return found


def _couples(sources: Sequence[Source]) -> Iterator[tuple[Side, Side]]:
    if len(sources) < 2:
        raise UsageError("there is nothing to compare: give two runs, or one with two agents")
    named = _named(sources)
    runs = [list(parts) for _, parts in groupby(named, key=lambda side: side.source.name)]
    if len(runs) == 2 and [one.source.contract.agent for one in runs[0]] == [
            other.source.contract.agent for other in runs[1]]:
        yield from zip(*runs, strict=True)
    else:
        yield from ((named[0], other) for other in named[1:])


def _named(sources: Sequence[Source]) -> list[Side]:
    """Give each part a name of its own: the agent's, with the run's and a number where that is not enough."""
    agents = [source.contract.agent for source in sources]
    both = [(source.contract.agent, source.name) for source in sources]
    out: list[Side] = []
    for place, source in enumerate(sources):
        name = source.contract.agent
        if agents.count(name) > 1:
            name = f"{name} ({source.name})"
        if both.count((source.contract.agent, source.name)) > 1:
            name = f"{name} #{both[: place + 1].count((source.contract.agent, source.name))}"
        out.append(Side(name, source))
    return out


def _compared(one: Side, other: Side) -> Summary:
    matched = _matched(one.source, other.source)
    other_than_agent = _differences(one.source, other.source)
    families = sorted({first.job.family for first, _ in matched.pairs})
    scopes = [EVERYTHING, *families] if len(families) > 1 else families
    tests = [
        {"scope": scope, "axis": axis, **_test(pairs)}
        for scope in scopes
        for axis in AXES
        if (pairs := _pairs(matched.pairs, scope, axis))
    ]
    return {
        "between": [one.name, other.name],
        "differs_in": other_than_agent,
        "said": _said(other_than_agent, len(matched.pairs)),
        "pairs": len(matched.pairs),
        "tasks": len({first.job.task for first, _ in matched.pairs}),
        "without_partner": matched.alone,
        "tests": tests,
    }


def _differences(one: Source, other: Source) -> list[str]:
    """Return in what two contracts differ besides the agent."""
    same = {"agent": other.contract.agent, "parameters": other.contract.parameters}
    return differences(one.contract.model_copy(update=same), other.contract)


def _said(lines: Sequence[str], pairs: int) -> str:
    if not pairs:
        return "They have no episode in common: no task of one version and content at one seed was scored in both."
    if not lines:
        return "They were asked the same but for the agent; each pair is one task at one seed and rerun."
    shown = "; ".join(condensed(lines))
    return (f"They were not asked the same, so that nothing of theirs is pooled: {shown}. The pairs are of the tasks "
            "that are the same in both, and a difference may come from any of this as well as from the agent.")


def _matched(one: Source, other: Source) -> Matched:
    """Pair the scored episodes of primary tasks; a task that has changed between the two makes no pair."""
    pins = [{pin.id: (pin.version, pin.digest) for pin in source.contract.tasks} for source in (one, other)]
    first, second = ({_key(case): case for case in cases_of(source.results)} for source in (one, other))
    invalid = {
        (result.job.task, result.job.seed, result.job.rerun)
        for source in (one, other) for result in source.results
        if result.job.companion_kind is None and not result.verdict.valid
    }
    pairs: list[tuple[Case, Case]] = []
    alone = {"invalid": 0, "task_changed": 0, "only_first": 0, "only_second": 0}
    for key in sorted({*first, *second}):
        mine, theirs = first.get(key), second.get(key)
        if mine is None or theirs is None:
            alone["invalid" if key in invalid else "only_second" if mine is None else "only_first"] += 1
        elif pins[0].get(key[0]) != pins[1].get(key[0]):
            alone["task_changed"] += 1
        else:
            pairs.append((mine, theirs))
    return Matched(tuple(pairs), alone)


def _key(case: Case) -> Key:
    return case.job.task, case.job.seed, case.job.rerun


_BY_NAME: Mapping[str, Measure] = {measure.name: measure for measure in MEASURES}


def _pairs(matched: Sequence[tuple[Case, Case]], scope: str, axis: str) -> dict[str, list[Pair]]:
    """Return the pairs of a scope that an axis is about, by task."""
    measure = _BY_NAME[axis]
    out: dict[str, list[Pair]] = {}
    for first, second in matched:
        if scope in (EVERYTHING, first.job.family) and measure.among(first) and measure.among(second):
            out.setdefault(first.job.task, []).append((measure.happened(first), measure.happened(second)))
    return out


def _test(pairs: Pairs) -> dict[str, Any]:
    flat = [pair for several in pairs.values() for pair in several]
    only_first, only_second = flat.count((True, False)), flat.count((False, True))
    first, second = sides(pairs)
    drawn, scored = bootstrap(pairs), score(pairs)
    return {
        "first": first.model_dump(mode="json"), "second": second.model_dump(mode="json"),
        "difference": limits(second)[0] - limits(first)[0],
        "low": 0.0 - max(drawn[1], scored[1]), "high": 0.0 - min(drawn[0], scored[0]),
        "bootstrap": {"low": 0.0 - drawn[1], "high": 0.0 - drawn[0]},
        "score": {"low": 0.0 - scored[1], "high": 0.0 - scored[0]},
        "pairs": len(flat), "tasks": len(pairs), "only_first": only_first, "only_second": only_second,
        "mcnemar": mcnemar(only_first, only_second), "p": signs(pairs),
    }
