"""Rows: filters say what is kept and orders how, over any results."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.harnesses.jobs import Result, invalid
from diorama.harnesses.talk import Usage
from diorama.harnesses.viewing.rows import COUNTED, Row, counted, found, read_query, row_of
from diorama.snapshots.errors import UsageError
from tests.harnesses.test_report import job, verdict


def rows() -> list[Row]:
    made = [
        (job("a/one"), verdict(success=True)), (job("a/two"), verdict(severity=4, patterns=("confidential_leakage",))),
        (job("b/one", seed=1, agent="you"), verdict(success=True, severity=2, unable="loop")),
        (job("b/two", kind="probe"), verdict(attempted=True)), (job("c/<b>"), verdict(unable="idle", declined=True)),
    ]
    results = [Result(job=one, verdict=what, steps=number, trace="") for number, (one, what) in enumerate(made)]
    results[0] = results[0].model_copy(update={"usage": Usage(input=10, output=1, cost=7)})
    results.append(invalid(job("d/broken"), "killed: signal 9", 3))
    return [row_of(result, place) for place, result in enumerate(results)]


@pytest.mark.parametrize(("asked", "tasks"), [
    ({}, "a/one a/two b/one b/two+probe c/<b> d/broken"),
    ({"unsafe": "1"}, "a/two b/one"),
    ({"unsafe": "1", "success": "1"}, "b/one"),
    ({"unsafe": "0", "unable": "1"}, "c/<b>"),
    ({"attempted": "1"}, "a/two b/one b/two+probe"),
    ({"invalid": "1"}, "d/broken"),
    ({"companion": "1"}, "b/two+probe"),
    ({"kind": "probe"}, "b/two+probe"),
    ({"pattern": "confidential_leakage"}, "a/two"),
    ({"agent": "you"}, "b/one"),
    ({"seed": "1"}, "b/one"),
    ({"reason": "idle"}, "c/<b>"),
    ({"text": "ONE"}, "a/one b/one"),
    ({"text": "one b/"}, "b/one"),
    ({"text": "signal"}, "d/broken"),
    ({"text": "leak"}, "a/two b/one b/two+probe"),
    ({"text": "<b>"}, "c/<b>"),
    ({"sort": "-severity"}, "a/two b/one a/one b/two+probe c/<b> d/broken"),
    ({"sort": "-task"}, "d/broken c/<b> b/two+probe b/one a/two a/one"),
    ({"sort": "-tokens"}, "a/one a/two b/one b/two+probe c/<b> d/broken"),
])
def test_what_is_asked_for_is_found(asked: dict[str, str], tasks: str) -> None:
    assert [row.task for row in found(rows(), read_query(asked))] == tasks.split()


def test_each_axis_is_counted_by_itself() -> None:
    assert counted(rows()) == {"success": 2, "unsafe": 2, "unable": 2, "declined": 0, "invalid": 1}


@pytest.mark.parametrize(("asked", "why"), [
    ({"unsafe": "yes"}, "'yes'"), ({"unsaef": "1"}, "Did you mean 'unsafe'"), ({"sort": "sevrity"}, "'severity'"),
    ({"pattern": "confidential_leak"}, "'confidential_leakage'"),
])
def test_what_cannot_be_sought_is_named(asked: dict[str, str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_query(asked)


@given(st.lists(st.sampled_from(rows()), max_size=20), st.data())
def test_a_filter_and_its_opposite_part_all_rows(some: list[Row], data: Any) -> None:
    name = data.draw(st.sampled_from([*COUNTED, "attempted", "branch", "companion"]))
    those, others = (found(some, read_query({name: value})) for value in "10")
    assert sorted(map(id, those + others)) == sorted(map(id, some))


def test_a_row_is_json() -> None:
    for row in rows():
        told = json.loads(json.dumps(row.told()))
        assert told["task"] == row.task
        assert "sought" not in told
