"""A log is a value: whatever grows out of it, it stays as it was."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.snapshots.log import Log


@given(st.lists(st.tuples(st.integers(0, 30), st.integers())))
def test_any_tree_of_logs_is_that_of_tuples(steps: list[tuple[int, int]]) -> None:
    logs: list[Log[int]] = [Log()]
    tuples: list[tuple[int, ...]] = [()]
    for at, item in steps:
        logs.append(logs[at % len(logs)].add(item))
        tuples.append((*tuples[at % len(tuples)], item))
    for log, expected in zip(logs, tuples, strict=True):
        assert tuple(log) == expected
        assert log == expected
        assert len(log) == len(expected)
        assert (log[1:], log[-2:], log[::-1]) == (expected[1:], expected[-2:], expected[::-1])
        assert hash(log) == hash(expected)
        assert [log[i] for i in range(-len(log), len(log))] == [expected[i] for i in range(-len(log), len(log))]
        assert pickle.loads(pickle.dumps(log)) == log


def test_two_that_grow_from_one_point_share_what_is_before_it_and_nothing_else() -> None:
    root = Log([1, 2])
    first, second = root.add(3), root.add(4)
    assert (tuple(root), tuple(first), tuple(second)) == ((1, 2), (1, 2, 3), (1, 2, 4))
    assert root != first
    assert root != [1, 2]


def test_an_index_behind_its_own_end_is_none_of_its_own() -> None:
    root = Log([1])
    root.add(2)
    with pytest.raises(IndexError, match="there is none at 1"):
        root[1]
    with pytest.raises(IndexError):
        root[-2]
    assert repr(root) == "Log([1])"
