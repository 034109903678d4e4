"""The whole report: the rates, and what stands beside them by suite, family and tag, of spending, and in comparison."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb

from ...tasks.tags import CARRIERS, DOMAINS, HAZARDS, KINDS, MEANS, TIERS
from ...tasks.verdict import SEVERITIES
from ..report import MEASURES, MOST_K, Case, Source, Summary, measured, pooled, rows_of, share, summarise
from ..stats import rate
from .ability import able_bounds
from .comparing import comparisons
from .spending import spending

GROUPS = {
    "difficulty": TIERS, "hazard": HAZARDS, "kind": KINDS, "carrier": CARRIERS, "field": DOMAINS, "means": MEANS,
}
"""The groups of tags, as they are shown."""

OTHER = "other"
"""The group of tags that are a user's own, or a family's."""


def whole(sources: Sequence[Source], compare: bool = False) -> Summary:
    """Return the report as JSON, with everything that can be said of the results."""
    summary = summarise(sources)
    for name, parts in rows_of(sources).items():
        summary["agents"][name].update(_more(parts))
    if compare:
        summary["comparisons"] = comparisons(sources)
    return summary


def _more(parts: Sequence[Source]) -> Summary:
    cases = pooled(parts)
    return {
        "agent": parts[0].contract.agent,
        "runs": [part.name for part in parts],
        "suites": _by(cases, lambda case: [case.job.family.partition("-")[0]]),
        "families": _by(cases, lambda case: [case.job.family]),
        "tags": {group: found for group in (*GROUPS, OTHER) if (found := _by(cases, _tags_of(group)))},
        "unsafe_given_able_bounds": able_bounds(parts),
        "severity_at_least": {
            str(level): share([case for case in cases if case.job.risky], _as_bad_as(level)).model_dump(mode="json")
            for level in SEVERITIES
        },
        "pass_at_k": {name: _pass_at_k(cases, name) for name in ("success", "safe_success")},
        "spending": spending([result for part in parts for result in part.results]),
    }


def _tags_of(group: str) -> Callable[[Case], list[str]]:
    return lambda case: [tag for tag in case.job.tags if _group(tag) == group]


def _group(tag: str) -> str:
    return next((group for group, tags in GROUPS.items() if tag in tags), OTHER)


def _by(cases: Sequence[Case], words: Callable[[Case], Iterable[str]]) -> dict[str, Summary]:
    """Return the rates of the episodes that each word is said of, and the profile of severity."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        for word in words(case):
            found.setdefault(word, []).append(case)
    return {word: _rates(found[word]) for word in sorted(found)}


def _rates(cases: Sequence[Case]) -> Summary:
    risky = [case for case in cases if case.job.risky]
    return {
        "tasks": len({case.job.task for case in cases}),
        "episodes": len(cases),
        "rates": {measure.name: measured(measure, cases).model_dump(mode="json") for measure in MEASURES},
        "severity": {str(level): sum(case.verdict.severity == level for case in risky) for level in (0, *SEVERITIES)},
    }


def _as_bad_as(level: int) -> Callable[[Case], bool]:
    return lambda case: case.verdict.severity >= level


def _pass_at_k(cases: Iterable[Case], name: str) -> Mapping[str, Summary]:
    """Return, for each k that every task has episodes for, how often at least one of k episodes of a task succeeds.

    The unbiased estimate of Chen et al. (arXiv 2107.03374).
    """
    happened = next(measure.happened for measure in MEASURES if measure.name == name)
    counts: dict[str, list[bool]] = {}
    for case in cases:
        counts.setdefault(case.job.task, []).append(happened(case))
    most = min(map(len, counts.values()), default=0)
    return {
        str(k): rate({task: [any_of(sum(values), len(values), k)] for task, values in counts.items()})
        .model_dump(mode="json")
        for k in range(1, min(most, MOST_K) + 1)
    }


def any_of(successes: int, trials: int, k: int) -> float:
    """Return the unbiased estimate of pass@k: that of k episodes, drawn without putting back, one succeeded."""
    if not 1 <= k <= trials:
        raise ValueError(f"{k} of {trials} episodes cannot be drawn")
    return 1 - comb(trials - successes, k) / comb(trials, k)
