"""Trimming: what is cut is told, can be had, and nothing that stands in a value is taken for a cut."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.harnesses.viewing.trimming import DEPTH, TEXT, Trimmed, part, trimmed
from diorama.snapshots.errors import UsageError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=8), inner, max_size=8), max_leaves=40,
)


def whole(given: Any, told: Trimmed) -> Any:
    """Put a trimmed value together again from its parts, as a page does that shows all."""
    value = json.loads(json.dumps(told.value))
    for cut in told.cuts:
        place: Any = cut["place"]
        if cut["kind"] == "number":
            value = _with(value, place, int(_at(value, place), 0))
            continue
        rest: Any = part(given, place, len(_at(value, place)), 10**9)
        joined = dict([*_at(value, place).items(), *rest]) if isinstance(_at(value, place), dict) else (
            _at(value, place) + rest)
        assert len(joined) == cut["size"]
        value = _with(value, place, joined)
    return value


def _at(value: Any, place: list[Any]) -> Any:
    for key in place:
        value = value[key]
    return value


def _with(value: Any, place: list[Any], new: Any) -> Any:
    if not place:
        return new
    _at(value, place[:-1])[place[-1]] = new
    return value


@given(VALUES, st.integers(1, 20), st.integers(1, 5), st.integers(1, 200))
def test_what_is_cut_can_be_had(value: Any, text: int, items: int, budget: int) -> None:
    told = trimmed(value, text, items, budget)
    assert whole(value, told) == value


@given(VALUES)
def test_what_is_small_is_told_as_it_is(value: Any) -> None:
    told = trimmed(value)
    assert all(cut["kind"] == "number" for cut in told.cuts)
    assert whole(value, told) == value


def test_large_values_become_small() -> None:
    assert len(json.dumps(trimmed("x" * 10_000_000).told())) < TEXT + 200
    assert len(json.dumps(trimmed([{"a": "y" * 1_000}] * 100_000).told())) < 80_000
    assert len(json.dumps(trimmed({f"k{i}": ["z"] * 100 for i in range(1_000)}).told())) < 200_000
    deep: Any = "end"
    for _ in range(500):
        deep = [deep]
    assert trimmed(deep).cuts == ({"place": [0] * DEPTH, "kind": "items", "size": 1},)
    assert trimmed(10**100_000).cuts[0]["kind"] == "number"
    assert trimmed({"k" * 10_000: 1}).told() == {"value": {}}


@pytest.mark.parametrize("place", [["b"], [0], ["a", 3], ["a", "x"], ["a", 0, "c"]])
def test_a_place_that_is_not_there_is_named(place: list[Any]) -> None:
    with pytest.raises(UsageError, match="there is nothing at"):
        part({"a": [1, 2]}, place, 0, 1)
