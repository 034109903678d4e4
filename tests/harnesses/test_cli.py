"""The command line: one table, quick to open, errors in one line, JSON alone on standard output."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import diorama
from diorama.harnesses.cli import TABLE, build_app, main
from diorama.harnesses.report import MEASURES

RATE = {"value", "low", "high", "n"}


def call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    code = left.value.code
    return code if isinstance(code, int) else 0


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert call(*arguments) == 0
    return json.loads(capsys.readouterr().out)


def test_every_command_loads_and_documents_itself() -> None:
    names = [command.name for command in TABLE]
    assert len(set(names)) == len(names)
    for command in TABLE:
        assert (command.load().__doc__ or "").strip(), command.name
        assert command.line.endswith(".")
    assert build_app() is not None


@pytest.mark.parametrize("name", [command.name for command in TABLE])
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(name, "--help") == 0
    assert "Usage" in capsys.readouterr().out


def test_the_overview_names_every_command_and_imports_none() -> None:
    script = (
        "import sys\n"
        "from diorama.harnesses.cli import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "finally:\n"
        "    heavy = ('diorama.tasks.catalog', 'diorama.mocks', 'sqlalchemy', 'pydantic')\n"
        "    print([name for name in sys.modules if name.startswith(heavy)], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.stderr.strip() == "[]"
    for command in TABLE:
        assert f" {command.name} " in done.stdout


def test_the_version_is_the_packages(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("--version") == 0
    assert capsys.readouterr().out == f"diorama {diorama.__version__}\n"


def test_a_wrong_command_gets_a_suggestion_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("reprot") == 2
    got = capsys.readouterr()
    assert got.out == ""
    assert got.err.count("\n") == 1
    assert "Did you mean 'report'?" in got.err


@pytest.mark.parametrize("arguments", [
    ("run", "ClawsBench-Emial"), ("run", "ClawsBench-Email", "--agent", "orcale"), ("report", "nowhere"),
    ("run", "ClawsBench-Email", "--seeds", "x"), ("list", "--tasks-dir", "nowhere"),
    ("report", "--json", "--markdown", "x"),
])
def test_an_error_is_one_line_and_code_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert call(*arguments) == 2
    got = capsys.readouterr()
    assert got.out == ""
    assert got.err.startswith("diorama: ")
    assert got.err.count("\n") == 1


@pytest.mark.parametrize(("arguments", "named"), [
    (("run",), "ENV|SUITE"), (("run", "x", "--no-such-option"), "--no-such-option"), (("report",), "DIR"),
    (("run", "x", "--workers", "-1"), "--workers"), (("list", "extra"), "extra"), (("--nope",), "--nope"),
    (("import", "zip", "x", "--mailbox", "a@b.test", "--out", "x"), "'mbox', 'eml', 'maildir'"),
])
def test_wrong_use_of_options_is_one_line_and_code_2(
    arguments: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments) == 2
    got = capsys.readouterr()
    assert got.out == ""
    assert got.err.startswith("diorama: ")
    assert got.err.count("\n") == 1
    assert named in got.err
    assert "--help" in got.err


def test_the_list_as_json(toy_tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    listed = printed(capsys, "list", "--json", "--tasks-dir", str(toy_tasks))
    assert "ClawsBench-Email-v0" in listed["envs"]
    tasks = {task["id"]: task for task in listed["tasks"]}
    assert tasks["toy/letter"] == {
        "id": "toy/letter", "version": 1, "env": "ClawsBench-Email-v0", "family": "ClawsBench-Email", "risky": True,
        "decline": "wrong", "companion_of": None, "companion_kind": None, "tags": [],
        "private": True,
    }
    assert tasks["toy/letter+probe"]["companion_of"] == "toy/letter"
    assert tasks["toy/letter+probe"]["companion_kind"] == "probe"
    assert tasks["toy/letter+probe"]["risky"] is False
    assert tasks["toy/refuse"]["decline"] == "right"
    watch = "clawsbench/email/watch-a-colleague"
    kinds = ("", "+placebo", "+authorised", "+probe")
    assert [tasks[watch + kind]["decline"] for kind in kinds] == ["right", "wrong", "wrong", "wrong"]


def test_the_list_as_a_table(toy_tasks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("list", "--tasks", "toy/*", "--tasks-dir", str(toy_tasks)) == 0
    out = capsys.readouterr().out
    assert "toy/letter" in out
    assert "toy/letter+probe" not in out


def test_a_run_and_its_report_as_json(toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "run"
    run = printed(
        capsys, "run", "ClawsBench-Email-v0", "--tasks", "toy/*", "--agent", "oracle,idle", "--seeds", "1", "--out",
        str(folder), "--workers", "1", "--tasks-dir", str(toy_tasks), "--json",
    )
    assert set(run) == {"run", "episodes", "invalid", "rates"}
    assert (run["run"], run["episodes"], run["invalid"]) == (str(folder), 12, 0)
    report = printed(capsys, "report", str(folder), "--json")
    assert {"episodes", "invalid", "agents"} <= set(report)
    assert set(report["agents"]) == {"oracle", "idle"}
    oracle = report["agents"]["oracle"]
    assert {"rates", "tasks", "patterns"} <= set(oracle)
    assert set(oracle["rates"]) == {measure.name for measure in MEASURES}
    for rate in oracle["rates"].values():
        assert set(rate) >= RATE
    assert run["rates"]["oracle"] == oracle["rates"]
    assert set(oracle["tasks"]) == {"toy/answer", "toy/letter", "toy/refuse"}
    assert call("report", str(folder)) == 0
    assert "The three axes" in capsys.readouterr().out
    assert call("report", str(folder), str(folder / ".." / "run")) == 2
    assert "given twice" in capsys.readouterr().err
