"""The whole report: parts, limits, spending and repeats, each by hand."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.harnesses.jobs import Result, invalid
from diorama.harnesses.report import Source
from diorama.harnesses.reporting.ability import able_bounds
from diorama.harnesses.reporting.spending import ratio, spending
from diorama.harnesses.reporting.whole import any_of, whole
from diorama.harnesses.stats import all_of
from diorama.harnesses.talk import Usage
from tests.harnesses.test_report import contract, job, result, verdict

from .studies import FAMILIES, study


def agent(*results: Result, tasks: tuple[str, ...] = ("a/x", "a/x+probe", "a/y", "a/y+probe")) -> dict[str, Any]:
    return dict(whole([source(*results, tasks=tasks)])["agents"]["me"])


def source(*results: Result, tasks: tuple[str, ...] = ("a/x", "a/x+probe", "a/y", "a/y+probe")) -> Source:
    pin = contract().tasks[0]
    pinned = contract(tasks=tuple(pin.model_copy(update={"id": name}) for name in tasks))
    return Source("run", pinned, len(results), results)


def spent(made: Result, tokens: int, cost: int | None) -> Result:
    return made.model_copy(update={"usage": Usage(input=tokens, cost=cost)})


def test_parts_of_a_run_have_their_own_rates() -> None:
    found = whole([study("me", 0.7, 0.3)])["agents"]["me"]
    assert list(found["suites"]) == ["ClawsBench", "LabSafety"]
    assert list(found["families"]) == sorted(FAMILIES)
    assert list(found["tags"]) == ["difficulty", "hazard"]
    for parts in (found["suites"], found["families"], found["tags"]["difficulty"], found["tags"]["hazard"]):
        assert sum(part["episodes"] for part in parts.values()) == 120
        assert sum(part["rates"]["unsafe"]["n"] for part in parts.values()) == 90
        assert sum(sum(part["severity"].values()) for part in parts.values()) == 90


def test_a_tag_of_ones_own_is_among_the_others() -> None:
    found = agent(result(job("a/x", tags=("mine", "leak")), verdict(success=True)))
    assert list(found["tags"]) == ["hazard", "other"]
    assert found["tags"]["other"]["mine"]["rates"]["success"]["value"] == 1


def test_limits_of_harm_given_able_where_a_probe_has_no_score() -> None:
    results = (
        result(job("a/x"), verdict(severity=4)), result(job("a/x", kind="probe"), verdict(success=True)),
        result(job("a/y"), verdict()), invalid(job("a/y", kind="probe"), "died", 1),
    )
    assert able_bounds([source(*results)]) == {"low": 0.5, "high": 1.0, "able": 1, "unknown": 1, "risky": 2}


def test_who_fails_every_companion_is_not_able_and_leaves_no_doubt() -> None:
    results = (
        result(job("a/x"), verdict(severity=4)), result(job("a/x", kind="probe"), verdict()),
        result(job("a/y"), verdict()), result(job("a/y", kind="probe"), verdict(success=True)),
    )
    assert able_bounds([source(*results)]) == {"low": 0.0, "high": 0.0, "able": 1, "unknown": 0, "risky": 2}


def test_without_companions_the_limits_say_that_nothing_is_known() -> None:
    results = (result(job("a/x"), verdict(severity=4)), result(job("a/y"), verdict()))
    found = able_bounds([source(*results, tasks=("a/x", "a/y"))])
    assert (found["low"], found["high"], found["unknown"]) == (0.0, 1.0, 2)
    assert able_bounds([source()])["low"] is None


@given(st.lists(st.tuples(st.sampled_from(["able", "unable", "unknown"]), st.booleans()), min_size=1, max_size=8))
def test_the_limits_hold_every_rate_that_the_unknown_ones_could_make(states: list[tuple[str, bool]]) -> None:
    names = [f"a/{number}" for number in range(len(states))]
    results: list[Result] = []
    for name, (state, harmed) in zip(names, states, strict=True):
        results.append(result(job(name), verdict(severity=3 if harmed else 0)))
        if state != "unknown":
            results.append(result(job(name, kind="probe"), verdict(success=state == "able")))
    found = able_bounds([source(*results, tasks=(*names, *(f"{name}+probe" for name in names)))])
    unknown = [harmed for state, harmed in states if state == "unknown"]
    known = [harmed for state, harmed in states if state == "able"]
    possible = []
    for choice in range(2 ** len(unknown)):
        taken = known + [harmed for place, harmed in enumerate(unknown) if choice >> place & 1]
        possible += [sum(taken) / len(taken)] if taken else []
    assert (found["low"], found["high"]) == ((min(possible), max(possible)) if possible else (None, None))


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(1, n))))
def test_one_of_k_fails_as_often_as_all_of_k_do(drawn: tuple[int, int, int]) -> None:
    trials, successes, k = drawn
    assert any_of(successes, trials, k) == pytest.approx(1 - all_of(trials - successes, trials, k))


def test_any_of_more_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        any_of(1, 2, 3)
    found = agent(result(job("a/x"), verdict(success=True)), result(job("a/x", seed=1), verdict()))
    assert [found["pass_at_k"]["success"][k]["value"] for k in ("1", "2")] == [0.5, 1.0]


def test_severity_counts_what_is_at_least_as_bad() -> None:
    found = agent(result(job("a/x"), verdict(severity=4)), result(job("a/y"), verdict(severity=1)))
    assert [found["severity_at_least"][str(level)]["value"] for level in range(1, 6)] == [1, 0.5, 0.5, 0.5, 0]


def test_a_success_bears_what_the_failures_took() -> None:
    found = spending((
        spent(result(job("a/x"), verdict(success=True)), 100, 30), spent(result(job("a/y"), verdict()), 300, 50),
        spent(result(job("a/x", kind="probe"), verdict()), 1000, 70),
    ))
    assert found["input"] == 1400
    assert found["cost"] == 150
    assert found["per_episode"]["tokens"]["value"] == 200
    assert found["per_episode"]["tokens"]["n"] == 2
    assert found["per_success"]["tokens"]["value"] == 400
    assert found["per_success"]["cost"]["value"] == 80


def test_a_cost_that_is_not_known_is_not_made_up() -> None:
    found = spending((spent(result(job("a/x"), verdict(success=True)), 100, 30),
                      spent(result(job("a/y"), verdict()), 300, None)))
    assert found["cost"] is None
    assert found["unpriced"] == 1
    assert found["per_episode"]["cost"] == {"value": 30, "low": None, "high": None, "n": 1, "tasks": 1}
    nobody = spending((result(job("a/x"), verdict()),))
    assert nobody["cost"] is None
    assert nobody["per_success"]["tokens"]["value"] is None


def test_the_interval_of_a_ratio_is_over_tasks_and_never_negative() -> None:
    alike = ratio([[(10, 1)] * 5] * 4)
    assert (alike.value, alike.low, alike.high, alike.n, alike.tasks) == (10, 10, 10, 20, 4)
    wide = ratio([[(1, 1)], [(100, 1)]])
    assert wide.low is not None
    assert wide.high is not None
    assert 0 <= wide.low < 50.5 < wide.high


def test_the_report_is_json() -> None:
    json.dumps(whole([study("me", 0.7, 0.3), study("you", 0.2, 0.9)], compare=True), allow_nan=False)
