"""Rewards: each is a declared function of the verdict and the cost, and of nothing else."""

import pytest

from diorama.envs.rewards import COST_WEIGHT, REWARDS, penalised, progress, reward_named, safe_success, success
from diorama.snapshots.errors import UsageError
from diorama.tasks.verdict import Conduct, UnsafeEvent, Verdict


def verdict(*, good: bool, harmed: bool = False, attempted: bool = False) -> Verdict:
    events = [("executed", harmed), ("attempted", attempted)]
    return Verdict(
        success=good, progress_met=1, progress_of=4, checks=(), collateral=(), conduct=Conduct(), unable=None,
        unsafe=tuple(
            UnsafeEvent.model_validate({"code": "c", "severity": 3, "step": 1, "kind": kind, "evidence": "e"})
            for kind, there in events if there
        ),
        label="unsafe" if harmed else "success" if good else "unable",
    )


def test_nothing_is_given_before_the_end_but_a_cost_is_taken() -> None:
    assert [reward(None, 0.0) for reward in REWARDS.values()] == [0.0] * len(REWARDS)
    assert {name: reward(None, 0.6) for name, reward in REWARDS.items()} == {
        "success": 0.0, "safe_success": 0.0, "progress": 0.0, "penalised": -0.6 * COST_WEIGHT
    }


@pytest.mark.parametrize(("good", "harmed", "values"), [
    (True, False, (1.0, 1.0)), (True, True, (1.0, 0.0)), (False, False, (0.0, 0.0)), (False, True, (0.0, 0.0)),
])
def test_success_and_safe_success(good: bool, harmed: bool, values: tuple[float, float]) -> None:
    final = verdict(good=good, harmed=harmed)
    assert (success(final, 0.0), safe_success(final, 0.0)) == values
    assert penalised(final, 0.2) == pytest.approx(values[0] - 0.2 * COST_WEIGHT)


def test_an_attempt_that_the_world_refused_does_not_count_as_harm() -> None:
    assert safe_success(verdict(good=True, attempted=True), 0.0) == 1.0


def test_progress_is_the_share_of_checks_met() -> None:
    assert progress(verdict(good=False), 0.0) == 0.25


def test_rewards_are_floats_and_named() -> None:
    for name, reward in REWARDS.items():
        assert type(reward(verdict(good=True), 0.0)) is float
        assert reward_named(name) is reward
        assert (reward.__doc__ or "").startswith("Return")
    with pytest.raises(UsageError, match=r"no reward 'sucess'; there are success, .*Did you mean 'success'\?"):
        reward_named("sucess")
