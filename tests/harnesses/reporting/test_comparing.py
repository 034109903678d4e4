"""Comparing: pairs of the same task and seed, each difference with its test, and nothing pooled that differs."""

import pytest

from diorama.harnesses.contract import TaskPin
from diorama.harnesses.report import Source, summarise
from diorama.harnesses.reporting.comparing import comparisons
from diorama.harnesses.reporting.whole import whole
from diorama.snapshots.errors import UsageError

from .studies import FAMILIES, broken, study

BETTER, WORSE = study("better", 0.95, 0.05), study("worse", 0.4, 0.7)


def test_agents_of_one_run_are_compared_on_each_axis_over_all_and_by_family() -> None:
    (found,) = comparisons([WORSE, BETTER])
    assert found["between"] == ["worse", "better"]
    assert found["differs_in"] == []
    assert found["pairs"] == 3 * 8 * 5
    assert [(test["scope"], test["axis"]) for test in found["tests"]] == [
        (scope, axis) for scope in ("all", *sorted(FAMILIES)) for axis in ("success", "unsafe", "unable")]
    success, unsafe = found["tests"][:2]
    assert success["difference"] > 0.3
    assert 0 < success["low"] < success["difference"] < success["high"]
    assert unsafe["difference"] < -0.3
    assert unsafe["pairs"] == 3 * 6 * 5, "unsafe is about risky tasks"
    assert success["difference"] == pytest.approx((success["only_second"] - success["only_first"]) / success["pairs"])


def test_the_interval_reaches_as_far_as_either_and_holm_corrects_over_all_tests() -> None:
    (found,) = comparisons([WORSE, BETTER])
    for test in found["tests"]:
        assert test["low"] == min(test["bootstrap"]["low"], test["score"]["low"])
        assert test["high"] == max(test["bootstrap"]["high"], test["score"]["high"])
        assert test["holm"] >= test["p"]
    smallest = min(found["tests"], key=lambda test: test["p"])
    assert smallest["holm"] == pytest.approx(min(1.0, 12 * smallest["p"]))


def test_of_several_agents_each_is_compared_with_the_first() -> None:
    found = comparisons([WORSE, BETTER, study("third", 0.5, 0.5)])
    assert [one["between"] for one in found] == [["worse", "better"], ["worse", "third"]]


def test_two_runs_of_the_same_agents_are_compared_agent_by_agent() -> None:
    later = [part._replace(name="second") for part in (WORSE, BETTER)]
    found = comparisons([WORSE, BETTER, *later])
    assert [one["between"] for one in found] == [
        ["worse (first)", "worse (second)"], ["better (first)", "better (second)"]]
    assert all(test["difference"] == 0 and test["p"] == 1 for one in found for test in one["tests"])


def test_another_contract_is_no_pool_and_the_sentence_says_why() -> None:
    pressed = study("better", 0.9, 0.3, name="pressed", factors=(("pressure", "3"),))
    (found,) = comparisons([BETTER, pressed])
    assert "not asked the same" in found["said"]
    assert "nothing of theirs is pooled" in found["said"]
    assert "pressure" in found["said"]
    assert found["pairs"] == 120
    assert len(summarise([BETTER, pressed])["agents"]) == 2


def test_a_task_that_has_changed_makes_no_pair() -> None:
    def changed(source: Source) -> Source:
        pins = [pin if pin.id != "labsafety/task-0" else TaskPin(id=pin.id, version=2, digest="e")
                for pin in source.contract.tasks]
        return source._replace(contract=source.contract.model_copy(update={"tasks": tuple(pins)}))

    (found,) = comparisons([BETTER, changed(WORSE)])
    assert found["without_partner"]["task_changed"] == 5
    assert found["pairs"] == 115
    assert "labsafety/task-0 has version 1 there, 2 here" in found["said"]


def test_an_episode_without_a_score_leaves_its_partner_alone() -> None:
    key = next(result.job.key for result in WORSE.results if result.job.companion_kind is None)
    (found,) = comparisons([broken(WORSE, key), BETTER])
    assert found["without_partner"] == {"invalid": 1, "task_changed": 0, "only_first": 0, "only_second": 0}
    (fewer,) = comparisons([WORSE, BETTER._replace(results=BETTER.results[15:])])
    assert fewer["without_partner"]["only_first"] == 5


def test_nothing_in_common_is_said_and_one_alone_refused() -> None:
    (found,) = comparisons([BETTER._replace(results=()), WORSE])
    assert found["tests"] == []
    assert "no episode in common" in found["said"]
    with pytest.raises(UsageError, match="two runs, or one with two agents"):
        comparisons([BETTER])


def test_comparisons_are_in_the_report_when_asked_for() -> None:
    assert "comparisons" not in whole([WORSE, BETTER])
    assert whole([WORSE, BETTER], compare=True)["comparisons"] == comparisons([WORSE, BETTER])
