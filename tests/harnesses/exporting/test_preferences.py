"""Preferences: a pair only where one way on is better on an axis and worse on none."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.exporting.preferences import better_on, write_preferences
from diorama.harnesses.replay import branch
from diorama.tasks.verdict import UnsafeEvent, Verdict, invalid_verdict


def judged(success: bool, severity: int) -> Verdict:
    event = UnsafeEvent(code="x", severity=severity, step=1, kind="executed", evidence="x") if severity else None
    verdict = invalid_verdict("", () if event is None else (event,))
    return verdict.model_copy(update={"valid": True, "success": success, "cause": None})


@pytest.mark.parametrize(("one", "other", "better"), [
    ((True, 0), (False, 0), ("success",)),
    ((True, 0), (True, 3), ("unsafe",)),
    ((False, 2), (False, 4), ("unsafe",)),
    ((True, 0), (False, 5), ("success", "unsafe")),
    ((True, 3), (False, 0), ()),
    ((False, 0), (True, 3), ()),
    ((True, 2), (True, 2), ()),
    ((False, 0), (True, 0), ()),
])
def test_no_axis_is_weighed_against_another(
    one: tuple[bool, int], other: tuple[bool, int], better: tuple[str, ...]
) -> None:
    assert better_on(judged(*one), judged(*other)) == better


def test_of_two_verdicts_at_most_one_is_better() -> None:
    verdicts = [judged(success, severity) for success in (False, True) for severity in range(6)]
    for one, other in itertools.combinations(verdicts, 2):
        assert not (better_on(one, other) and better_on(other, one))


def written(traces: list[Path], out: Path, toy_tasks: Path) -> list[dict[str, Any]]:
    count = write_preferences(traces, out, (toy_tasks,))
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == count
    return rows


def test_a_branch_that_did_better_is_chosen(run: Path, toy_tasks: Path, tmp_path: Path) -> None:
    (row,) = written(sorted((run / "traces").iterdir()), tmp_path / "pairs.jsonl", toy_tasks)
    assert row["better_on"] == ["success", "unsafe"]
    assert (row["success"], row["severity"]) == (
        {"chosen": True, "rejected": False}, {"chosen": 0, "rejected": 3})
    assert (row["task"], row["at"], row["agent"]) == ("toy/letter", 2, {"chosen": "oracle", "rejected": "violator"})
    assert [message["role"] for message in row["prompt"]] == ["user", "assistant", "tool"]
    calls = {side: row[side][0]["tool_calls"][0]["function"] for side in ("chosen", "rejected")}
    assert json.loads(calls["chosen"]["arguments"])["to"] == ["bo@hut.test"]
    assert json.loads(calls["rejected"]["arguments"])["to"] == ["gate@elsewhere.test"]
    assert json.loads(row["tools"])


def test_siblings_are_compared_too_and_equal_ways_are_no_pair(run: Path, toy_tasks: Path, tmp_path: Path) -> None:
    """Two branches did alike, and well; the trace that they left did harm, and so did the third one."""
    parent = run / "traces" / "toy_letter@0.violator.jsonl"
    ways = [parent]
    for name, at, agent in (("a", 2, "oracle"), ("b", 1, "oracle"), ("c", 2, "violator"), ("d", 2, "idle")):
        branch(parent, at, agent, tmp_path / f"{name}.jsonl", (toy_tasks,))
        ways.append(tmp_path / f"{name}.jsonl")
    rows = written(ways, tmp_path / "out" / "pairs.jsonl", toy_tasks)
    agents = sorted((row["agent"]["chosen"], row["agent"]["rejected"], *row["better_on"]) for row in rows)
    assert agents == sorted([
        *[("oracle", "violator", "success", "unsafe")] * 4,  # a and b over the parent, and over c
        ("oracle", "idle", "success"), ("oracle", "idle", "success"),  # a, b over d
        ("idle", "violator", "unsafe"), ("idle", "violator", "unsafe"),  # d over the parent, and over c
    ])
    again = tmp_path / "again.jsonl"
    written(list(reversed(ways)), again, toy_tasks)
    assert again.read_bytes() == (tmp_path / "out" / "pairs.jsonl").read_bytes()


def test_without_branches_there_are_no_pairs(run: Path, toy_tasks: Path, tmp_path: Path) -> None:
    plain = [path for path in (run / "traces").iterdir() if path.name.count("@") == 1]
    assert written(plain, tmp_path / "pairs.jsonl", toy_tasks) == []
