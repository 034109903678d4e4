"""Intervals: against formulas of other hands, at the edges, and by how often they hold the truth."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats as reference

from diorama.harnesses.stats import (
    LEVEL,
    Difference,
    Rate,
    Z,
    all_of,
    difference,
    effective_size,
    rate,
    student_t,
    wilson,
)

GROUPS = st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=6), min_size=1, max_size=12)


def clusters(groups: list[list[float]]) -> dict[str, list[float]]:
    return {f"task-{i}": values for i, values in enumerate(groups)}


@pytest.mark.parametrize(("hits", "n"), [(0, 1), (1, 1), (0, 12), (1, 12), (7, 12), (12, 12), (50, 1000)])
def test_one_episode_a_task_is_wilsons_interval(hits: int, n: int) -> None:
    got = rate(clusters([[1.0]] * hits + [[0.0]] * (n - hits)))
    want = reference.binomtest(hits, n).proportion_ci(LEVEL, method="wilson")
    assert got.value == pytest.approx(hits / n)
    assert got.low == pytest.approx(want.low)
    assert got.high == pytest.approx(want.high)
    assert (got.n, got.tasks) == (n, n)
    assert got.effective == pytest.approx(n)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 7, 11, 30, 101])
def test_students_t_is_scipys(freedom: int) -> None:
    assert student_t(freedom) == pytest.approx(reference.t.ppf((1 + LEVEL) / 2, freedom))


def test_no_episodes_give_no_value() -> None:
    nothing: list[dict[str, list[float]]] = [{}, {"task": []}]
    for empty in nothing:
        got = rate(empty)
        assert (got.value, got.low, got.high, got.n) == (None, None, None, 0)


@given(GROUPS)
def test_an_interval_holds_its_value_and_stays_within_its_limits(groups: list[list[float]]) -> None:
    got = rate(clusters(groups))
    assert got.value is not None
    assert got.low is not None
    assert got.high is not None
    assert 0 <= got.low <= got.value <= got.high <= 1
    assert got.low < got.high
    n = sum(map(len, groups))
    kish = n**2 / sum(len(values) ** 2 for values in groups)
    assert kish - 1e-9 <= got.effective <= n + 1e-9


@given(GROUPS)
def test_the_mirror_image_has_the_mirrored_interval(groups: list[list[float]]) -> None:
    got = rate(clusters(groups))
    mirrored = rate(clusters([[1 - value for value in values] for values in groups]))
    assert got.low is not None
    assert got.high is not None
    assert mirrored.low == pytest.approx(1 - got.high)
    assert mirrored.high == pytest.approx(1 - got.low)


def test_seeds_that_all_agree_are_worth_their_tasks() -> None:
    once = rate(clusters([[1.0]] * 5 + [[0.0]] * 7))
    repeated = rate(clusters([[1.0] * 40] * 5 + [[0.0] * 40] * 7))
    assert repeated.low == pytest.approx(once.low)
    assert repeated.high == pytest.approx(once.high)
    assert repeated.n == 480


def test_at_zero_and_one_more_seeds_do_not_narrow_the_interval() -> None:
    few, many = rate(clusters([[0.0]] * 8)), rate(clusters([[0.0] * 50] * 8))
    assert few.high == many.high
    assert few.high is not None
    assert few.high > 0.3


def test_the_design_effect_is_the_ratio_estimators() -> None:
    """Written out by hand for groups of different sizes: sandwich variance over binomial variance."""
    groups = [[1.0, 1.0, 0.0], [1.0, 0.0], [0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.0]] * 4
    n = sum(map(len, groups))
    p = sum(map(sum, groups)) / n
    sandwich = sum((sum(values) - len(values) * p) ** 2 for values in groups) * 20 / 19 / n**2
    deff = sandwich / (p * (1 - p) / (n - 1))
    shrunk = n / deff * (Z / reference.t.ppf(0.975, 19)) ** 2
    kish = n**2 / sum(len(values) ** 2 for values in groups)
    assert effective_size(groups) == pytest.approx(min(n, max(kish, shrunk)))
    assert kish < effective_size(groups)


@pytest.mark.parametrize("alike", [0.0, 0.3, 0.8, 1.0])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.85])
def test_intervals_hold_the_truth_as_often_as_they_say(share: float, alike: float) -> None:
    """12 tasks with 5 seeds each; `alike` is the correlation of the episodes of a task (beta-binomial)."""
    draw = random.Random(f"{share} {alike}")
    rounds, held, naive = 1500, 0, 0
    for _ in range(rounds):
        groups = [_episodes(draw, share, alike, 5) for _ in range(12)]
        got = rate(clusters(groups))
        assert got.value is not None
        assert got.low is not None
        assert got.high is not None
        held += got.low <= share <= got.high
        low, high = wilson(got.value, got.n)
        naive += low <= share <= high
    assert held / rounds > 0.925
    if alike >= 0.8:
        assert naive / rounds < 0.8, "the test must be able to tell a wrong method"


def _episodes(draw: random.Random, share: float, alike: float, seeds: int) -> list[float]:
    if alike == 0:
        own = share
    elif alike == 1:
        own = float(draw.random() < share)
    else:
        strength = 1 / alike - 1
        own = draw.betavariate(share * strength, (1 - share) * strength)
    return [float(draw.random() < own) for _ in range(seeds)]


def test_pass_to_the_k_is_the_share_of_draws_that_all_succeed() -> None:
    assert all_of(3, 5, 1) == pytest.approx(3 / 5)
    assert all_of(3, 5, 2) == pytest.approx(3 / 10)
    assert all_of(2, 5, 3) == 0
    assert all_of(5, 5, 5) == 1
    with pytest.raises(ValueError, match="6 of 5"):
        all_of(5, 5, 6)


def test_pass_to_the_k_is_unbiased() -> None:
    """Over all outcomes of 6 episodes that succeed with probability 0.7, its mean is 0.7 to the k."""
    for k in (1, 2, 4, 6):
        mean = sum(math.comb(6, c) * 0.7**c * 0.3 ** (6 - c) * all_of(c, 6, k) for c in range(7))
        assert mean == pytest.approx(0.7**k)


def shares(hits: int, n: int) -> Rate:
    return rate(clusters([[1.0]] * hits + [[0.0]] * (n - hits)))


@pytest.mark.parametrize(("one", "other", "low", "high"), [
    ((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926), ((0, 10), (0, 20), -0.1611, 0.2775), ((10, 10), (0, 10), 0.6075, 1.0),
])
def test_a_difference_has_newcombes_interval(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """The figures are those of his table II, method 10."""
    got = difference(shares(*one), shares(*other))
    assert got.value == pytest.approx(one[0] / one[1] - other[0] / other[1])
    assert got.low == pytest.approx(low, abs=6e-5)
    assert got.high == pytest.approx(high, abs=6e-5)


@given(GROUPS, GROUPS)
def test_a_difference_lies_in_its_interval_and_turns_its_sign(one: list[list[float]], other: list[list[float]]) -> None:
    there, here = rate(clusters(one)), rate(clusters(other))
    got, turned = difference(there, here), difference(here, there)
    assert got.value is not None
    assert got.low is not None
    assert got.high is not None
    assert -1 <= got.low <= got.value <= got.high <= 1
    assert got.low < got.high
    assert turned.value == pytest.approx(-got.value)
    assert turned.low == pytest.approx(-got.high)
    assert turned.high == pytest.approx(-got.low)


def test_no_difference_is_made_up() -> None:
    assert difference(rate({}), shares(1, 2)) == difference(shares(1, 2), rate({})) == Difference()
