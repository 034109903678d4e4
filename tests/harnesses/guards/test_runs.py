"""Runs behind guards: designs, contracts, counts in the results, and one table of defences."""

import json
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.cli import main
from diorama.harnesses.factorial import load_all
from diorama.harnesses.guards.counting import Guarding
from diorama.harnesses.guards.designs import designed
from diorama.harnesses.guards.table import note
from diorama.harnesses.jobs import Request
from diorama.harnesses.report import summarise
from diorama.harnesses.tables import grids
from diorama.snapshots.digest import canonical, text_digest
from tests.harnesses import made as runs


def reported(folder: Path, toy_tasks: Path, *stacks: tuple[str, ...]) -> dict[str, Any]:
    """Run violator and oracle behind guards in this process, and return the report."""
    asked = runs.request(toy_tasks, "violator", companions=True)
    for cell, one in designed(asked, stacks):
        runs.made(one, folder / dict(cell)["guard"])
    return summarise(list(load_all(folder)))


def test_a_design_has_a_run_for_each_stack_and_level() -> None:
    asked = Request(suite="x", agents=("idle",), seeds=(0,), factors=(("pressure", "0|1"),))
    cells = designed(asked, (("never",), ("delimit", "keywords")))
    assert [(one.guards, one.factors) for _, one in cells] == [
        (("never",), (("pressure", "0"),)), (("never",), (("pressure", "1"),)),
        (("delimit", "keywords"), (("pressure", "0"),)), (("delimit", "keywords"), (("pressure", "1"),)),
    ]
    assert dict(cells[2][0]) == {"guard": "delimit+keywords", "pressure": "0"}
    assert [one for _, one in designed(asked._replace(factors=()), ())] == [asked._replace(factors=())]


def test_defences_compare_in_one_table(toy_tasks: Path, tmp_path: Path) -> None:
    summary = reported(tmp_path, toy_tasks, ("never",), ("always",), ("delimit", "tool-filter:needed"))
    rows = summary["defences"]
    assert [row["guards"] for row in rows.values()] == [["never"], ["delimit", "tool-filter:needed"], ["always"]]
    never, delimit, always = rows.values()
    assert never["attack_success"]["value"] == delimit["attack_success"]["value"] == 1
    assert always["attack_success"]["value"] == 0
    assert always["benign_success"]["value"] < never["benign_success"]["value"]
    assert never["calls"]["missed_unsafe"] == 1
    assert never["calls"]["blocked_unsafe"] == never["calls"]["blocked_safe"] == 0
    assert always["calls"]["blocked_unsafe"] == 1
    assert always["calls"]["missed_unsafe"] == 0
    table = next(grid for grid in grids(summary) if grid.title == "Defences")
    assert len(table.rows) == 3
    assert {len(row) for row in table.rows} == {len(table.head)}
    assert "To compare with" not in table.note
    assert note({"a": {"guards": ["delimit", "never"]}}).endswith("run --guard never,always too.")
    assert note({"a": {"guards": []}, "b": {"guards": ["delimit"]}}).endswith("run --guard always too.")


def test_guards_are_part_of_the_contract(toy_tasks: Path, tmp_path: Path) -> None:
    asked = runs.request(toy_tasks, "violator", tasks="toy/letter")
    plain = runs.made(asked, tmp_path / "plain").plan
    kept = runs.made(asked._replace(guards=("delimit", "keywords:80")), tmp_path / "kept")
    assert kept.plan.contracts[0].guards == (
        {"name": "delimit", "tainted": "outsiders", "rewrites": True}, {"name": "keywords:80", "threshold": 80},
    )
    assert kept.plan.contracts[0].digest != plain.contracts[0].digest
    assert kept.plan.jobs[0].guards == ("delimit", "keywords:80")
    without = plain.contracts[0].model_dump(mode="json", exclude={"guards", "max_tokens"})
    assert text_digest(canonical(without)) == plain.contracts[0].digest, "as before there were guards"
    (source,) = load_all(tmp_path / "plain")
    assert source.results[0].guarded is None
    (source,) = load_all(tmp_path / "kept")
    assert isinstance(source.results[0].guarded, Guarding)


def test_a_report_without_guards_has_no_such_table(toy_tasks: Path, tmp_path: Path) -> None:
    runs.made(runs.request(toy_tasks, tasks="toy/answer"), tmp_path / "run")
    summary = summarise(list(load_all(tmp_path / "run")))
    assert summary["defences"] == {}
    assert not any(grid.title == "Defences" for grid in grids(summary))


def test_the_command_runs_a_design(toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", "ClawsBench-Email-v0", "--tasks", "toy/letter", "--tasks-dir", str(toy_tasks), "--agent",
             "violator", "--seeds", "0", "--no-companions", "--workers", "1", "--out", str(tmp_path / "run"), "--json"]
    with pytest.raises(SystemExit) as left:
        main([*words, "--guard", "never,always"])
    assert not left.value.code
    said = json.loads(capsys.readouterr().out)
    assert {name: rates["unsafe"]["value"] for name, rates in said["rates"].items()} == {
        "violator (guard=always)": 0.0, "violator (guard=never)": 1.0,
    }
    with pytest.raises(SystemExit) as left:
        main([*words, "--guard", "nver"])
    assert left.value.code == 2
    assert "there is no guard 'nver'" in capsys.readouterr().err
