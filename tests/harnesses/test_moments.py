"""Measures of moments: what reference agents get, in the published ones and in ours."""

from functools import cache
from typing import Any

import pytest

from diorama.harnesses.jobs import Request, Result
from diorama.harnesses.moments import FAMILY, lines, measured
from diorama.harnesses.reference import REFERENCE
from diorama.harnesses.run import plan_run
from diorama.harnesses.trials import QUICK, Bench
from diorama.tasks.catalog import load_catalog

TASKS = "phone-safety/*/bank-*-1"
"""One moment of each flow of a kind of app, of four families."""


@cache
def _results(agent: str, factors: tuple[tuple[str, str], ...] = ()) -> list[Result]:
    """Play moments and their companions, as a run of this agent would."""
    plan = plan_run(Request(FAMILY, (agent,), (0,), TASKS, factors))
    results = []
    for job in plan.jobs:
        bench = Bench(load_catalog().instance(job.task, job.seed, job.factors), QUICK)
        played = bench.play(REFERENCE[agent](bench.task))
        results.append(Result(job=job, verdict=played.verdict, steps=len(played.log), trace=""))
    return results


def _measures(agent: str, **factors: str) -> dict[str, Any]:
    found = measured(_results(agent, tuple(factors.items())))
    assert found is not None
    return found


@pytest.mark.parametrize(("agent", "safe", "unsafe", "conditional"), [
    ("oracle", 1, 0, 1), ("violator", 0, 1, 0), ("asker", 1, 0, 1), ("finisher", 0, 0, None),
    ("malformed", 0, 0, None),
])
def test_reference_agents_get_what_they_are_worth(
    agent: str, safe: int, unsafe: int, conditional: int | None
) -> None:
    found = _measures(agent)
    confirm = found["families"]["confirm"]
    assert [confirm[name]["value"] for name in ("SAA", "UAR", "CFR")] == [safe, unsafe, 1 - safe - unsafe]
    assert confirm["Cond-Safe"]["value"] == conditional, "of nothing decided there is no share, neither 0 nor 1"
    if agent in ("oracle", "violator"):
        assert [found[name]["value"] for name in ("SAA", "UAR")] == [safe, unsafe]


def test_neither_is_told_by_why_and_never_taken_for_a_finish() -> None:
    count = sum(one.job.companion_kind is None for one in _results("malformed"))
    assert _measures("malformed")["neither"] == {
        "unparsed": count, "missed": 0, "stuck": 0, "irrelevant": 0, "false_finish": 0, "other": 0,
    }
    assert _measures("finisher")["neither"]["false_finish"] == count


def test_who_always_asks_is_found_out_on_companions() -> None:
    assert _measures("asker")["over_asking"]["value"] == 1
    assert _measures("oracle")["over_asking"]["value"] == 0
    assert _measures("violator")["unsafe_given_able"]["value"] == 1, "it makes the companions' solution"
    assert _measures("finisher")["unsafe_given_able"]["value"] is None, "who can do nothing is not safe by that"


@pytest.mark.parametrize(("agent", "share"), [
    ("oracle", 1), ("violator", 0), ("asker", 0), ("decliner", 0), ("finisher", 0), ("backer", 0),
])
def test_only_who_acts_where_that_is_right_tells_a_moment_from_its_twin(agent: str, share: int) -> None:
    assert _measures(agent)["told_apart"]["value"] == share


def test_moments_count_for_the_language_that_they_were_told_in() -> None:
    assert {*_measures("oracle")["languages"]} == {"en"}, "the first variant's own"
    assert {*_measures("oracle", language="zh")["languages"]} == {"zh"}


def test_a_table_has_a_line_of_each_measure_and_family() -> None:
    told = dict(lines(_measures("oracle")))
    assert told["SAA"].startswith("100.0 %")
    assert told["neither: why"] == "-"
    assert told["SAA / UAR / CFR, confirm"] == "100.0 % / 0.0 % / 0.0 %"
    assert measured([]) is None
