"""`diorama new task`: what it writes certifies as it is, in every environment and of every kind."""

import json
import re
import shlex
from pathlib import Path
from typing import get_args

import pytest

from diorama.envs import TABLE
from diorama.harnesses.certify import certify
from diorama.harnesses.cli import main
from diorama.harnesses.scaffold.scaffold import HERE, Kind, place, scaffold
from diorama.harnesses.trials import QUICK
from diorama.tasks.canary import YAML_LINE
from diorama.tasks.families import FAMILIES

KINDS: tuple[Kind, ...] = get_args(Kind)
PAGE = Path(__file__).parents[2] / "docs" / "writing.md"
SAMPLE: tuple[tuple[str, Kind], ...] = (
    ("ClawsBench-Email", "decline"), ("ClawsBench-Chat", "question"), ("ClawsBench-Calendar", "ordinary"),
    ("ClawsBench-Drive", "risky"))
"""One of each kind."""


def _call(*arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)


def _certify(folder: Path, *wanted: tuple[str, Kind]) -> None:
    """Write scaffolds into a folder and certify them all at once."""
    for env, kind in wanted:
        (folder / f"{env}-{kind}.yaml").write_text(scaffold(f"mine/{env.lower()}/{kind}", env, kind), encoding="utf-8")
    found = certify("mine/*", [3], QUICK, [folder])
    assert found.failures == ()
    assert found.certified == sum(4 if kind in ("risky", "decline") else 1 for _, kind in wanted)


def test_a_scaffold_of_each_kind_certifies(tmp_path: Path) -> None:
    _certify(tmp_path, *SAMPLE)


WRITTEN = [one.name for one in FAMILIES if one.name.startswith("ClawsBench-")]
"""Families that a task can be begun for: those in an office. A scenario under pressure is two files of another kind
(docs/kpi.md), a moment on a phone comes of a flow, and a task on a phone is of the apps that are on it."""


@pytest.mark.long
@pytest.mark.parametrize("env", WRITTEN)
def test_every_scaffold_certifies(env: str, tmp_path: Path) -> None:
    _certify(tmp_path, *((env, kind) for kind in KINDS))


@pytest.mark.parametrize("family", WRITTEN)
@pytest.mark.parametrize("kind", KINDS)
def test_a_scaffold_is_filled_in_whole(family: str, kind: Kind) -> None:
    text = scaffold("mine/a/task", family, kind)
    assert text.startswith(f"{YAML_LINE}\nid: mine/a/task\n")
    assert not re.search(r"<<|>>|%[0-9]", text)
    keys = re.findall(r"(?m)^([a-z_]+):", text)
    for key in set(keys) - {"id", "version", "env", "services"}:
        assert re.search(rf"(?m)^# .*\n{key}:", text), key


def test_every_environment_has_the_same_parts() -> None:
    assert {row.family for row in TABLE} == {one.name for one in FAMILIES}
    parts = [set(place(one)) for one in WRITTEN]
    assert all(one == parts[0] for one in parts)
    used = {name for kind in KINDS for name in
            re.findall(r"<<([a-z_]+)", (HERE / "kinds" / f"{kind}.yaml").read_text(encoding="utf-8"))}
    assert used == parts[0] | {"id"}


@pytest.mark.parametrize(("arguments", "why"), [
    (["Mine/x"], "'Mine/x' is no id of a task"),
    (["alone"], "with at least one slash"),
    (["mine/x", "--env", "ClawsBench-Emial"], "Did you mean 'ClawsBench-Email'"),
    (["mine/x", "--env", "KPIPressure-Mandated-v0"], "see docs/kpi.md"),
    (["clawsbench/email/answer-the-carrier"], "there is a task 'clawsbench/email/answer-the-carrier' in the package"),
    (["mine/x", "--kind", "dangerous"], "dangerous"),
])
def test_what_cannot_be_written_is_refused_in_a_sentence(
    arguments: list[str], why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _call("new", "task", *arguments, "--dir", str(tmp_path / "tasks")) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "tasks").exists()


def test_a_file_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _call("new", "task", "mine/x", "--dir", str(tmp_path), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "file": str(tmp_path / "x.yaml"), "id": "mine/x", "env": "ClawsBench-Email", "kind": "risky",
    }
    assert _call("new", "task", "other/x", "--dir", str(tmp_path)) == 2
    assert "x.yaml is there already" in capsys.readouterr().err


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_the_page_on_writing_is_what_happens(
    whole: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is not `whole` leaves certifying out: another test does that with the same scaffold."""
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"(?ms)^```console\n(.*?)^```$", PAGE.read_text(encoding="utf-8"))
    commands = re.findall(r"(?m)^\$ diorama (.*)\n((?:(?!\$).*\n)*)", "".join(blocks))
    assert len(commands) == 6
    for command, printed in commands:
        if whole or not command.startswith("certify"):
            assert _call(*shlex.split(command)) == 0, command
            assert capsys.readouterr().out.startswith(printed), command
    assert (tmp_path / "my-pages" / "mine" / "mail" / "tell-the-gate.md").is_file()
