"""Derived randomness: pinned values, and ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.snapshots.draw import Draw

SEEDS = st.integers(0, 2**63)


def test_values_are_pinned() -> None:
    """Golden values: they must never change, or every task varies otherwise than its certified self."""
    draw = Draw(7, "golden")
    assert [draw.bits64() for _ in range(3)] == [679460860717823601, 6878841839481660299, 11099139609503429766]
    assert [draw.below(100) for _ in range(8)] == [95, 66, 97, 85, 79, 23, 79, 76]
    assert draw.shuffled("abcdefgh") == ["e", "b", "a", "d", "h", "c", "f", "g"]
    assert draw.sample(range(50), 5) == [33, 3, 9, 13, 11]
    assert [draw.choice("xyz") for _ in range(6)] == ["y", "y", "x", "z", "x", "y"]
    assert draw.hex(12) == "e394c4393009"


def test_seed_and_purpose_both_count() -> None:
    first = {Draw(seed, purpose).bits64() for seed in range(20) for purpose in ("a", "b", "1", "")}
    assert len(first) == 80
    assert Draw(1, "2\x003").bits64() != Draw(1, "2").bits64()


@given(SEEDS, st.integers(1, 2**40), st.integers(-1000, 1000))
def test_ranges(seed: int, stop: int, low: int) -> None:
    draw = Draw(seed, "ranges")
    assert 0 <= draw.below(stop) < stop
    assert low <= draw.between(low, low + stop) <= low + stop
    assert draw.between(low, low) == low
    assert not draw.chance(0)
    assert draw.chance(100)
    assert len(draw.hex(16)) == 16


@given(SEEDS, st.lists(st.integers(), max_size=30))
def test_orders_and_samples_keep_the_items(seed: int, items: list[int]) -> None:
    draw = Draw(seed, "orders")
    assert sorted(draw.shuffled(items)) == sorted(items)
    for count in range(len(items) + 1):
        positions = draw.sample(range(len(items)), count)
        assert len(set(positions)) == count


def test_draws_are_spread_evenly() -> None:
    draw = Draw(3, "even")
    counts = [0] * 10
    for _ in range(10_000):
        counts[draw.below(10)] += 1
    assert 850 < min(counts) <= max(counts) < 1150
    orders = {tuple(draw.shuffled("abc")) for _ in range(200)}
    assert len(orders) == 6


def test_what_cannot_be_drawn_is_refused() -> None:
    draw = Draw(0, "refused")
    for stop in (0, -1):
        with pytest.raises(ValueError, match="cannot draw an integer below"):
            draw.below(stop)
    with pytest.raises(ValueError, match="cannot draw 3 of 2"):
        draw.sample("ab", 3)
    with pytest.raises(ValueError, match="cannot draw -1 of 2"):
        draw.sample("ab", -1)
    with pytest.raises(ValueError, match="cannot draw"):
        draw.choice("")
    with pytest.raises(ValueError, match="cannot draw 17 hex digits"):
        draw.hex(17)
