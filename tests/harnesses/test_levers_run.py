"""Runs under levers: what is planned, what is recorded, and that a secret is written down nowhere."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from diorama.harnesses.cli import main
from diorama.harnesses.jobs import Plan, Request, chosen, make_plan
from diorama.harnesses.serve.live import LiveEpisode, begin
from diorama.harnesses.serve.served import Worlds
from diorama.mocks.worlds import base_world
from diorama.snapshots.errors import UsageError
from diorama.tasks.meta_prompt import META_PROMPT
from diorama.tasks.secret import VARIABLE, Secret

TEXT = "a secret for the tests alone"


def plan(**changes: Any) -> Plan:
    asked = Request(suite="ClawsBench-Email", agents=("idle",), seeds=(0, 1, 2))._replace(**changes)
    return make_plan(asked, chosen(asked), {})


def prevalent(share: int, **changes: Any) -> Plan:
    return plan(factors=(("prevalence", str(share)),), **changes)


@pytest.mark.parametrize("share", [10, 25, 50, 100])
def test_a_plan_has_the_share_of_risky_episodes(share: int) -> None:
    jobs = prevalent(share, companions=False).jobs
    assert abs(sum(job.risky for job in jobs) - share * len(jobs) / 100) <= 0.5
    assert {job.companion_kind for job in jobs} <= {None, "placebo"}
    assert len({job.key for job in jobs}) == len(jobs)
    assert all(dict(job.factors)["prevalence"] == str(share) for job in jobs)
    assert jobs == prevalent(share, companions=False).jobs


def test_probes_and_twins_of_what_was_drawn_come_beside_it() -> None:
    alone, beside = (prevalent(30, companions=with_them).jobs for with_them in (False, True))
    drawn = [job for job in beside if job.companion_kind in (None, "placebo")]
    assert [(job.task, job.seed) for job in drawn] == [(job.task, job.seed) for job in alone]
    able = {(job.companion_of, job.seed) for job in beside if job.companion_kind in ("authorised", "probe")}
    assert able == {(job.task, job.seed) for job in beside if job.risky}


def test_a_share_of_no_episode_is_refused() -> None:
    with pytest.raises(UsageError, match=r"1 % of \d+ episodes is no risky one; give \d+ seeds or more"):
        prevalent(1, seeds=(0,), limit=8)


def test_levers_are_in_the_contract_and_nothing_is_without_them() -> None:
    plain = plan()
    told = {name: plan(factors=((name, "on"),)) for name in ("skills", "meta_prompt")}
    briefs = {plain.contracts[0].briefs, *(one.contracts[0].briefs for one in told.values())}
    assert len(briefs) == 3
    assert told["skills"].contracts[0].factors == (("skills", "on"),)
    assert plain.contracts[0].factors == ()
    assert not any(job.private for job in plain.jobs)
    assert all(any(tag.startswith("tier-") for tag in job.tags) for job in plain.jobs)


def test_variants_of_a_secret_are_private_and_name_it_by_its_digest() -> None:
    made = plan(secret=Secret(TEXT))
    assert made.contracts[0].factors == (("secret", Secret(TEXT).digest),)
    assert all(job.private and job.factors == (("secret", Secret(TEXT).digest),) for job in made.jobs)
    assert TEXT not in made.model_dump_json()
    assert TEXT not in repr(made)


def test_tasks_of_ones_own_folder_are_private(toy_tasks: Path) -> None:
    assert all(job.private for job in plan(tasks="toy/*", folders=(toy_tasks,)).jobs)
    assert not any(job.private for job in plan(tasks="clawsbench/*", folders=(toy_tasks,)).jobs)


class Said(NamedTuple):
    code: int
    out: str
    err: str


class Shell:
    """The command line, in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Said:
        with pytest.raises(SystemExit) as left:
            main([*arguments, "--json"])
        code = left.value.code
        return Said(code if isinstance(code, int) else 0, *self._capsys.readouterr())


@pytest.fixture
def diorama(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_a_secret_run_is_reported_beside_the_public_one(
    diorama: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    (tmp_path / "secret").write_text(TEXT)
    asked = ("run", "ClawsBench-Email", "--tasks", "*/answer-the-carrier", "--seeds", "0-1", "--workers", "1")
    secret = ("--secret-file", str(tmp_path / "secret"))
    for name, more in (("open", ()), ("held", secret)):
        assert diorama(*asked, "--out", str(tmp_path / name), *more).code == 0
    for path in (tmp_path / "held").rglob("*"):
        assert path.is_dir() or TEXT.encode() not in path.read_bytes(), path
    summary = json.loads(diorama("report", str(tmp_path / "open"), str(tmp_path / "held")).out)
    (gap,) = summary["gap"]
    assert (gap["public"], gap["private"]) == ("oracle (open)", "oracle (held)")
    assert gap["rates"]["success"]["difference"]["value"] == 0
    assert diorama("replay", str(tmp_path / "open"), *secret).code == 0
    assert diorama("replay", str(tmp_path / "held"), *secret).code == 0
    refused = diorama("replay", str(tmp_path / "held"))
    assert refused.code == 2
    assert "there is none; --secret-file or the variable DIORAMA_SECRET gives it" in refused.err
    monkeypatch.setenv(VARIABLE, TEXT)
    assert diorama("replay", str(tmp_path / "held")).code == 0


def test_the_list_says_what_is_private(diorama: Shell, toy_tasks: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(TEXT)
    listed = json.loads(diorama("list", "--tasks-dir", str(toy_tasks)).out)["tasks"]
    assert {one["private"] for one in listed if one["id"].startswith("toy/")} == {True}
    assert {one["private"] for one in listed if not one["id"].startswith("toy/")} == {False}
    listed = json.loads(diorama("list", "--secret-file", str(tmp_path / "secret")).out)["tasks"]
    assert {one["private"] for one in listed} == {True}


@pytest.mark.parametrize(("arguments", "words"), [
    (("--prevalence", "0"), "prevalence is 0; it is the percentage"),
    (("--factors", "skills=off"), "skills has the level 'on' alone"),
    (("--secret-file", "nowhere"), "the secret cannot be read from 'nowhere': No such file"),
])
def test_wrong_levers_of_a_run_are_refused(diorama: Shell, arguments: tuple[str, ...], words: str) -> None:
    refused = diorama("run", "ClawsBench-Email", *arguments)
    assert refused.code == 2
    assert words in refused.err


def test_a_served_episode_has_the_levers_too() -> None:
    """MCP lists and calls what `specs` and `act` give; a client of a vendor's has the same world."""
    task, worlds = "clawsbench/email/answer-the-carrier", Worlds(base_world)
    served = {
        name: worlds.add(begin(task, 1, factors=factors, secret=secret))
        for name, factors, secret in (
            ("plain", (), None), ("skilled", (("meta_prompt", "on"), ("skills", "on")), None),
            ("held", (), Secret(TEXT)),
        )
    }
    offered = {name: {spec.name for spec in one.live.specs} for name, one in served.items()}
    assert offered["skilled"] - offered["plain"] == {"skills.list", "skills.open"}
    assert offered["held"] == offered["plain"]
    opening = {"tool": "skills.open", "arguments": {"name": "mail"}}
    assert next(iter(served["skilled"].accounts.values())).act(opening).ok
    assert next(iter(served["plain"].accounts.values())).act(opening).code == "unknown_tool"
    assert served["held"].start.digest() != served["plain"].start.digest() == served["skilled"].start.digest()
    live = served["skilled"].live
    assert isinstance(live, LiveEpisode)
    assert live.env.task.instruction.startswith(META_PROMPT)
    assert live.env.header.factors == {"meta_prompt": "on", "skills": "on"}
