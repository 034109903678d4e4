"""`diorama bench`: what it measures, in its own shape; the figures themselves are for people to read."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
import typer

from benchmarks import suite
from benchmarks.ours import Budget
from benchmarks.peers import Comparison, agentdojo, sqlite
from benchmarks.timing import Timing, timed
from diorama.harnesses.commands import bench as command

RESULTS: dict[str, Any] = {
    "machine": {"python": "3.11.0", "system": "Linux", "processor": "x", "calibration_ms": [8, 8], "quick": True},
    "budgets": [
        {"what": "fork", "unit": "us", "least": 1.0, "median": 2.0, "budget": 20, "holds": True, "note": "10 messages"}
    ],
    "peers": [
        {"what": "copy", "peer": "A", "ours_us": 1.0, "theirs_us": 3.0, "ratio": 3.0},
        {"what": "all", "peer": "B", "skipped": "B is not installed"},
    ],
    "growth": {"100": {"send": {"least_us": 5.0, "median_us": 6.0}}},
}


def test_timings_are_least_and_median_of_fresh_starts() -> None:
    begun: list[int] = []
    done: list[int] = []
    timing = timed(lambda: done.append(len(begun)), before=lambda: begun.append(1), repeats=7, inner=2)
    assert done == [number for number in range(1, 8) for _ in range(2)]
    assert 0 < timing.least <= timing.median


@pytest.mark.long
def test_a_quick_run_has_the_shape_that_is_public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Peers are left to the real run: AgentDojo takes ten seconds to import."""
    monkeypatch.setattr(suite, "comparisons", lambda size, repeats: [
        Comparison("copy", "A", Timing(1, 2), Timing(3, 4)), Comparison("all", "B", skipped="B is not installed"),
    ])
    monkeypatch.setattr(suite, "SIZES", (20, 40, 60))
    told: list[str] = []
    results = suite.measure(quick=True, tell=told.append)
    assert json.loads(json.dumps(results)) == results
    assert told == ["budgets", "peers", "growth"]
    assert set(results) == set(RESULTS)
    assert set(results["machine"]) == set(RESULTS["machine"])
    assert all(set(row) == set(RESULTS["budgets"][0]) for row in results["budgets"])
    assert results["peers"] == RESULTS["peers"]
    assert set(results["growth"]) == {"20", "40"}
    names = {row["what"] for row in results["budgets"]}
    assert {"restore an environment", "fork an environment", "snapshot", "digest after one write",
            "step with a mail tool", "import diorama beyond gymnasium", "step with a chat tool",
            "step with a calendar tool", "step with a docs tool", "step with a drive tool"} <= names
    assert all(0 <= row["least"] <= row["median"] for row in results["budgets"])


def test_sqlite_is_compared_on_the_same_messages() -> None:
    ours = {"copy": Timing(1, 1), "restore": Timing(1, 1)}
    rows = list(sqlite(50, 3, ours))
    assert [row.what for row in rows] == ["snapshot (serialize)", "restore (deserialize, list 20)"]
    assert all(row.ratio is not None and row.ratio > 0 for row in rows)


def test_a_peer_that_is_not_installed_is_a_row_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    (row,) = agentdojo(10, 3, {})
    assert row.ratio is None
    assert "not installed" in row.skipped


def test_a_budget_holds_by_its_median() -> None:
    assert Budget("x", "us", 20, 1, 19).holds
    assert not Budget("x", "us", 20, 1, 21).holds


@pytest.mark.parametrize(("holds", "code"), [(True, None), (False, 1)])
def test_the_command_prints_and_leaves_with_one_where_a_budget_breaks(
    holds: bool, code: int | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    results = {**RESULTS, "budgets": [{**RESULTS["budgets"][0], "holds": holds}]}

    def measure(*, quick: bool, tell: Callable[[str], None]) -> dict[str, Any]:
        tell("everything")
        return results

    monkeypatch.setattr(suite, "measure", measure)
    for as_json in (True, False):
        if code is None:
            command.bench(quick=True, as_json=as_json)
        else:
            with pytest.raises(typer.Exit) as left:
                command.bench(quick=True, as_json=as_json)
            assert left.value.exit_code == code
        out = capsys.readouterr().out
        if as_json:
            assert json.loads(out) == results
        else:
            assert "not run: B is not installed" in " ".join(out.split())
            assert ("NO" in out) == (not holds)
    assert "benchmarks.suite" in sys.modules
