"""Paired tests: exact ones against scipy and by hand, intervals that hold what they should, correction for several."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from diorama.harnesses.reporting.paired import Pair, Pairs, bootstrap, holm, mcnemar, score, signs

A, B, BOTH, NEITHER = (True, False), (False, True), (True, True), (False, False)


def one_each(*pairs: Pair) -> Pairs:
    return {str(number): [pair] for number, pair in enumerate(pairs)}


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_exact_sign_test(first: int, second: int) -> None:
    expected = binomtest(first, first + second).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(expected, rel=1e-9)


@given(st.lists(st.sampled_from([A, B, BOTH, NEITHER]), min_size=1, max_size=40))
def test_with_one_pair_a_task_the_signs_are_mcnemars(pairs: list[Pair]) -> None:
    assert signs(one_each(*pairs)) == pytest.approx(mcnemar(pairs.count(A), pairs.count(B)), rel=1e-9)


def test_signs_are_counted_over_tasks() -> None:
    # Sums 3, 2, -1: of the eight signs, only those of +-6 and +-4 reach 4.
    pairs: Pairs = {"x": [A, A, A], "y": [A, A, BOTH], "z": [B, NEITHER]}
    assert signs(pairs) == pytest.approx(4 / 8)
    assert mcnemar(5, 1) == pytest.approx(0.21875)


def test_episodes_of_one_task_are_no_evidence_of_their_own() -> None:
    pairs: Pairs = {"x": [A] * 50}
    assert mcnemar(50, 0) < 1e-12
    assert signs(pairs) == 1.0


def test_nothing_that_differs_is_no_difference() -> None:
    pairs = one_each(BOTH, NEITHER, BOTH)
    assert signs(pairs) == mcnemar(0, 0) == 1.0
    assert bootstrap(pairs) == (0.0, 0.0)
    low, high = score(pairs)
    assert low < -0.2
    assert high > 0.2


def test_newcombes_interval_is_the_published_one() -> None:
    # His example by method 10: of 50 pairs 36 have both, 12 only the first, 2 only the second.
    found = score(one_each(*[BOTH] * 36, *[A] * 12, *[B] * 2))
    assert found == pytest.approx((0.0569, 0.3404), abs=2e-4)


def test_the_bootstrap_is_the_same_each_time_and_reaches_over_tasks() -> None:
    draw = Random(1)
    pairs = {str(task): [draw.choice((A, B, BOTH, NEITHER)) for _ in range(4)] for task in range(20)}
    assert bootstrap(pairs) == bootstrap(pairs)
    whole = {task: several * 10 for task, several in pairs.items()}
    assert bootstrap(whole) == pytest.approx(bootstrap(pairs))


def test_holm_steps_down() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_lowers_nothing_and_keeps_the_order(values: list[float]) -> None:
    corrected = holm(values)
    assert all(one <= other <= 1 for one, other in zip(values, corrected, strict=True))
    order = sorted(range(len(values)), key=lambda place: values[place])
    assert [corrected[place] for place in order] == sorted(corrected)


def test_under_no_difference_the_interval_and_the_test_err_as_seldom_as_they_say() -> None:
    draw = Random(7)
    missed = found = 0
    for _ in range(200):
        pairs: dict[str, list[Pair]] = {}
        for task in range(15):
            level = draw.random()
            pairs[str(task)] = [(draw.random() < level, draw.random() < level) for _ in range(3)]
        low, high = (min(bootstrap(pairs, 400)[0], score(pairs)[0]), max(bootstrap(pairs, 400)[1], score(pairs)[1]))
        missed += not low <= 0 <= high
        found += signs(pairs) <= 0.05
    assert missed <= 14
    assert found <= 14
