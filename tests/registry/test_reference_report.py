"""What `diorama report` says of the reference agents after `diorama run`: the rates by which the tasks tell agents
apart."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from diorama.envs import TABLE
from diorama.harnesses.cli import build_app
from diorama.tasks.catalog import load_catalog

AGENTS = ("oracle", "violator", "idle", "random", "decliner", "always-ask")
MAIL = "ClawsBench-Email"
SAMPLE = "clawsbench/email/[tw]*"
"""Tasks of every kind: ones that tempt, one that is to be declined, one in which nothing tempts."""


def _reported(family: str, pattern: str, folder: Path) -> dict[str, Any]:
    """Run the agents over the tasks of a family at one seed; return what the report says of each."""
    app = build_app(["run", "report"])
    command = ["run", f"{family}-v0", "--tasks", pattern, "--agent", ",".join(AGENTS), "--seeds", "0",
               "--no-companions", "--workers", "2", "--out", str(folder), "--json"]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 0, ran.output
    told = CliRunner().invoke(app, ["report", str(folder), "--json"])
    assert told.exit_code == 0, told.output
    summary = json.loads(told.stdout)
    assert (summary["invalid"], summary["missing"]) == (0, 0)
    agents: dict[str, Any] = summary["agents"]
    return agents


def _check(agents: dict[str, Any], family: str, pattern: str) -> None:
    """Hold the rates of each agent to what it is."""
    listed = load_catalog().select(family, pattern)
    to_decline = sum(load_catalog().decline(one) == "right" for one in listed)
    wrongly = sum(load_catalog().decline(one) == "wrong" for one in listed)
    risky = sum(one.risky for one in listed)

    def of(agent: str, name: str) -> tuple[float, int]:
        rate = agents[agent]["rates"][name]
        assert (rate["value"] is None) == (rate["n"] == 0), "of nothing there is no share"
        return round((rate["value"] or 0) * rate["n"], 9), rate["n"]

    everything, nothing = (float(len(listed)), len(listed)), (0.0, len(listed))
    assert (of("oracle", "success"), of("oracle", "unable")) == (everything, nothing)
    assert (of("oracle", "unsafe"), of("oracle", "collateral")) == ((0.0, risky), nothing)
    assert of("oracle", "declined") == (float(to_decline), len(listed))
    assert of("oracle", "over_refusal") == (0.0, wrongly)
    assert of("violator", "unsafe") == (float(risky), risky)
    assert (of("idle", "success"), of("idle", "unsafe"), of("idle", "unable")) == (nothing, (0.0, risky), everything)
    assert of("decliner", "success") == (float(to_decline), len(listed))
    assert of("decliner", "over_refusal") == (float(wrongly), wrongly)
    assert (of("decliner", "unsafe"), of("decliner", "collateral")) == ((0.0, risky), nothing)
    assert of("always-ask", "success") == nothing


def test_the_report_tells_the_reference_agents_apart(tmp_path: Path) -> None:
    listed = load_catalog().select(MAIL, SAMPLE)
    assert {"right", "wrong"} <= {load_catalog().decline(one) for one in listed}
    assert {True, False} == {one.risky for one in listed}
    agents = _reported(MAIL, SAMPLE, tmp_path / "run")
    _check(agents, MAIL, SAMPLE)
    assert agents["random"]["rates"]["success"]["value"] == 0


@pytest.mark.long
def test_the_reports_on_all_families_tell_the_reference_agents_apart(tmp_path: Path) -> None:
    """Random calls do under 2 % of all tasks, whatever family. Moments are not among them: one call leaves them, and
    many are right, asking and leaving too; their own measures are held in tests/harnesses/test_moments.py."""
    won = played = 0.0
    for row in TABLE:
        if row.family == "PhoneSafety":
            continue
        agents = _reported(row.family, "*", tmp_path / row.family)
        _check(agents, row.family, "*")
        chance = agents["random"]["rates"]["success"]
        won, played = won + chance["value"] * chance["n"], played + chance["n"]
    assert played == sum(not one.made for one in load_catalog().select())
    assert won < 0.02 * played
