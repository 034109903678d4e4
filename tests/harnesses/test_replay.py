"""Replay, branch, rescore: an episode goes again as it went, from any step, or it is said where it does not."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from diorama.envs.env import DioramaEnv
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.cli import main
from diorama.harnesses.record import Played, play
from diorama.harnesses.reference import REFERENCE
from diorama.harnesses.replay import branch, replay, rescore, state_before
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Outcome
from diorama.snapshots.errors import TraceError, UsageError
from diorama.snapshots.trace import Header, Trace, TraceStep, read_trace, trace_text

FAMILY = "ClawsBench-Email"
TASKS = ("toy/letter", "toy/letter+placebo", "toy/answer", "toy/refuse")
ROOT = Path(__file__).parents[2]

Record = Callable[..., Path]


class Run(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def record(toy_tasks: Path, tmp_path: Path) -> Record:
    """Return the function that plays an episode into a file."""

    def recorded(agent: str = "violator", task: str = "toy/letter", seed: int = 1, folder: Path = toy_tasks) -> Path:
        path = tmp_path / f"{task.replace('/', '_')}.{agent}.{seed}.jsonl"
        env = DioramaEnv(FAMILY, task=task, tasks_dirs=[str(folder)])
        env.reset(seed=seed)
        play(env, make_agent(agent, env.task), path, seed=seed)
        return path

    return recorded


@pytest.fixture
def command(toy_tasks: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Return the function that runs a command with the toy tasks."""

    def run(*words: object) -> Run:
        with pytest.raises(SystemExit) as left:
            main([*map(str, words), "--tasks-dir", str(toy_tasks)])
        out, err = capsys.readouterr()
        return Run(int(left.value.code or 0), out, err)

    return run


def _changed(path: Path, **header: object) -> Path:
    """Write a trace anew with other header fields, its chain in order."""
    trace = read_trace(path)
    return _written(path, trace.header.model_copy(update=header), list(trace.steps), trace)


def _written(path: Path, header: Header, steps: list[TraceStep], trace: Trace) -> Path:
    new = path.with_name("changed.jsonl")
    new.write_text(trace_text(header, steps, trace.close))
    return new


@pytest.mark.parametrize("agent", REFERENCE)
@pytest.mark.parametrize("task", TASKS)
def test_every_episode_replays(agent: str, task: str, record: Record, toy_tasks: Path) -> None:
    path = record(agent, task)
    found = replay(path, (toy_tasks,))
    assert found.first is None
    assert found.identical == len(found.trace.steps) > 0
    again = make_agent(f"replay:{path}", _env(task, toy_tasks).task)
    played = play(_env(task, toy_tasks), again, seed=1)
    assert played.verdict.model_dump(mode="json") == found.trace.verdict


def _env(task: str, folder: Path) -> DioramaEnv:
    env = DioramaEnv(FAMILY, task=task, tasks_dirs=[str(folder)])
    env.reset(seed=1)
    return env


PYTHONS = [sys.executable, *map(str, sorted(ROOT.glob(".venv-3.*/bin/python")))]
"""This interpreter, and those of environments in the checkout that have the dependencies."""


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_a_trace_replays_in_another_process(python: str, seed: str, record: Record, toy_tasks: Path) -> None:
    paths = [record(agent) for agent in ("oracle", "random", "malformed", "dumper")]
    done = subprocess.run(
        [python, "-m", "diorama", "replay", *map(str, paths), "--json", "--tasks-dir", str(toy_tasks)],
        env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, timeout=120,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    found = json.loads(done.stdout)
    assert found["steps"] == found["identical"] == sum(len(read_trace(path).steps) for path in paths)


def test_another_digest_is_found_at_its_step(record: Record, toy_tasks: Path) -> None:
    path = record("violator")
    trace = read_trace(path)
    steps = list(trace.steps)
    steps[1] = steps[1]._replace(digest="0" * 32)
    found = replay(_written(path, trace.header, steps, trace), (toy_tasks,))
    assert found.identical == len(steps) - 1
    assert found.differences == ((2, {"digest": "0" * 32}, {"digest": trace.steps[1].digest}),)


def test_another_result_is_found_at_its_step(record: Record, toy_tasks: Path) -> None:
    path = record("violator")
    trace = read_trace(path)
    steps = list(trace.steps)
    steps[0] = steps[0]._replace(step=steps[0].step._replace(outcome=Outcome(code="gone", message="No.")))
    first = replay(_written(path, trace.header, steps, trace), (toy_tasks,)).first
    assert first is not None
    assert (first.step, first.expected) == (1, {"outcome": {"error": {"code": "gone", "message": "No."}}})
    assert first.got == {"outcome": {"result": trace.steps[0].step.outcome.value}}


def test_another_verdict_is_found_after_the_last_step(record: Record, toy_tasks: Path) -> None:
    path = record("violator")
    trace = read_trace(path)
    assert trace.close is not None
    other = trace.close._replace(verdict={**trace.close.verdict, "label": "success"})
    path.write_text(trace_text(trace.header, trace.steps, other))
    found = replay(path, (toy_tasks,))
    assert found.identical == len(trace.steps)
    assert found.first == (len(trace.steps) + 1, {"label": "success"}, {"label": "unsafe"})


def test_a_step_after_the_end_is_a_difference(record: Record, toy_tasks: Path) -> None:
    path = record("violator")
    trace = read_trace(path)
    more = trace.steps[0]._replace(number=len(trace.steps) + 1)
    found = replay(_written(path, trace.header, [*trace.steps, more], trace), (toy_tasks,))
    assert found.first == (more.number, {"digest": more.digest}, {"ended": "unsafe"})


def test_an_incomplete_trace_replays_as_far_as_it_goes(record: Record, toy_tasks: Path) -> None:
    path = record("violator")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:3]) + lines[3][:50])
    found = replay(path, (toy_tasks,))
    assert (found.identical, found.first, found.trace.complete) == (2, None, False)


def test_another_package_replays_and_another_start_is_said(record: Record, toy_tasks: Path) -> None:
    path = record("oracle")
    assert replay(_changed(path, package="99.0"), (toy_tasks,)).first is None
    first = replay(_changed(path, base="0" * 32), (toy_tasks,)).first
    assert first == (0, {"digest": "0" * 32}, {"digest": read_trace(path).header.base})


def test_another_version_of_the_task_is_refused(record: Record, toy_tasks: Path) -> None:
    with pytest.raises(TraceError, match="version 7 of toy/letter, which is at version 1 now"):
        replay(_changed(record("oracle"), version=7), (toy_tasks,))


def test_a_folder_of_tasks_that_is_missing_is_asked_for(record: Record, toy_tasks: Path) -> None:
    path = record("oracle")
    with pytest.raises(UsageError, match=rf"no task 'toy/letter'.*the folder {toy_tasks.name}; --tasks-dir"):
        replay(path)


def test_a_branch_with_the_same_agent_is_the_same_episode(record: Record, toy_tasks: Path, tmp_path: Path) -> None:
    for agent in ("violator", "oracle"):
        path = record(agent)
        trace = read_trace(path)
        for at in range(1, len(trace.steps) + 1):
            out = tmp_path / f"{agent}{at}.jsonl"
            branch(path, at, f"replay:{path}", out, (toy_tasks,))
            new = read_trace(out)
            assert (new.steps, new.close) == (trace.steps, trace.close)
            assert new.header.parent is not None
            assert (new.header.parent.trace, new.header.parent.at) == (trace.digest, at)


def test_the_oracle_can_go_on_before_a_violation(record: Record, toy_tasks: Path, tmp_path: Path) -> None:
    path = record("violator")
    trace = read_trace(path)
    violation = next(step.number for step in trace.steps if step.cost)
    assert violation > 1
    out = tmp_path / "saved.jsonl"
    played = branch(path, violation, "oracle", out, (toy_tasks,))
    assert trace.verdict is not None
    assert trace.verdict["label"] == "unsafe"
    assert (played.verdict.label, played.verdict.harmed) == ("success", False)
    new = read_trace(out)
    assert new.steps[: violation - 1] == trace.steps[: violation - 1]
    assert [step.step.call.tool for step in new.steps] == ["mail.get_message", "mail.send", "finish"]
    assert replay(out, (toy_tasks,)).first is None
    assert branch(path, violation + 1, "oracle", tmp_path / "late.jsonl", (toy_tasks,)).verdict.label == "unsafe"


def test_a_branch_that_was_cut_is_gone_on_with(record: Record, toy_tasks: Path, tmp_path: Path) -> None:
    path, out = record("violator"), tmp_path / "out.jsonl"
    first = branch(path, 2, "oracle", out, (toy_tasks,))
    data = out.read_bytes()
    for size in range(0, len(data), 401):
        out.write_bytes(data[:size])
        assert branch(path, 2, "oracle", out, (toy_tasks,)) == first
        assert out.read_bytes() == data


def test_a_branch_leaves_at_a_step_that_is_there(record: Record, toy_tasks: Path, tmp_path: Path) -> None:
    path, out = record("violator"), tmp_path / "out.jsonl"
    last = len(read_trace(path).steps)
    for at in (0, -1, last + 2):
        with pytest.raises(UsageError, match=f"before step 1 to {last + 1}, not before {at}"):
            branch(path, at, "oracle", out, (toy_tasks,))
    with pytest.raises(UsageError, match=f"over after step {last}"):
        branch(path, last + 1, "oracle", out, (toy_tasks,))
    with pytest.raises(TraceError, match="which the task does not give any more"):
        branch(_changed(path, base="0" * 32), 1, "oracle", out, (toy_tasks,))
    assert not out.exists()


def test_an_incomplete_trace_is_gone_on_with_from_its_end(record: Record, toy_tasks: Path, tmp_path: Path) -> None:
    path = record("violator")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]))
    played: Played = branch(path, 2, "oracle", tmp_path / "out.jsonl", (toy_tasks,))
    assert played.verdict.success


def test_rescoring_with_the_same_task_changes_nothing(record: Record, toy_tasks: Path) -> None:
    for agent in REFERENCE:
        found = rescore(record(agent), (toy_tasks,))
        assert (found.changes, found.again.first, found.version) == ((), None, 1), agent


def _later(toy_tasks: Path, folder: Path, old: str, new: str) -> Path:
    """Write a later version of the letter task into a folder."""
    text = (toy_tasks / "letter.yaml").read_text()
    assert old in text
    folder.mkdir()
    (folder / "letter.yaml").write_text(text.replace("version: 1", "version: 2", 1).replace(old, new))
    return folder


def test_rescoring_judges_by_the_present_checks(record: Record, toy_tasks: Path, tmp_path: Path) -> None:
    path = record("violator")
    later = _later(toy_tasks, tmp_path / "later", "severity: 3", "severity: 5")
    with pytest.raises(TraceError, match="it can be rescored"):
        replay(path, (later,))
    found = rescore(path, (later,))
    assert (found.version, found.again.trace.header.version, found.verdict.severity) == (2, 1, 5)
    assert found.again.first is None
    (change,) = found.changes
    assert change[0] == "unsafe"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-2]))
    half = rescore(path, (later,))
    assert ("label", None, "unsafe") in half.changes


def test_rescoring_says_when_the_episode_is_another_now(record: Record, toy_tasks: Path, tmp_path: Path) -> None:
    path = record("violator")
    later = _later(toy_tasks, tmp_path / "later", "See below.", "See further below.")
    first = rescore(path, (later,)).again.first
    assert first is not None
    assert first.step == 0
    shorter = _later(toy_tasks, tmp_path / "shorter", "max_steps: 6", "max_steps: 1")
    assert rescore(path, (shorter,)).again.first is None


def test_the_state_before_a_step_is_that_of_the_episode(record: Record, toy_tasks: Path) -> None:
    path = record("violator")
    trace = read_trace(path)
    assert state_before(path, 1, (toy_tasks,))[1].digest() == trace.header.base
    for step in trace.steps:
        assert state_before(path, step.number + 1, (toy_tasks,))[1].digest() == step.digest
    assert state_before(path, folders=(toy_tasks,))[0] == len(trace.steps) + 1
    with pytest.raises(UsageError, match="not before 99"):
        state_before(path, 99, (toy_tasks,))


def test_the_replay_command_has_its_shape(record: Record, command: Callable[..., Run], tmp_path: Path) -> None:
    path = record("violator")
    one = command("replay", path, "--json")
    assert one.code == 0
    assert (one.json["steps"], one.json["identical"], one.json["first_difference"]) == (3, 3, None)
    run = tmp_path / "run"
    (run / "traces").mkdir(parents=True)
    for name in ("a", "b"):
        (run / "traces" / f"{name}.jsonl").write_bytes(path.read_bytes())
    several = command("replay", run, "--json")
    assert (several.code, several.json["steps"], several.json["identical"]) == (0, 6, 6)
    assert [Path(one["trace"]).name for one in several.json["traces"]] == ["a.jsonl", "b.jsonl"]
    assert "3 of 3 steps identical" in command("replay", path).out
    missing = command("replay", path, tmp_path / "none.jsonl")
    assert (missing.code, missing.out) == (2, "")
    assert "none.jsonl" in missing.err
    assert command("replay", _folder(tmp_path / "empty")).code == 2


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def test_the_replay_command_leaves_with_one_on_any_difference(record: Record, command: Callable[..., Run]) -> None:
    path = record("violator")
    trace = read_trace(path)
    steps = [trace.steps[0]._replace(digest="0" * 32), *trace.steps[1:]]
    other = _written(path, trace.header, steps, trace)
    found = command("replay", other, "--json")
    difference = {"step": 1, "expected": {"digest": "0" * 32}, "got": {"digest": trace.steps[0].digest}}
    assert (found.code, found.json["first_difference"]) == (1, difference)
    assert found.json["differing"] == [{"step": 1, "expected": "0" * 32, "got": trace.steps[0].digest}]
    shown = command("replay", path, other)
    assert shown.code == 1
    assert "first at step 1: digest was '0000" in shown.out
    data = path.read_bytes()
    path.write_bytes(data.replace(b"Door", b"door", 1))
    damaged = command("replay", path, "--json")
    assert (damaged.code, damaged.json["identical"]) == (1, 0)
    assert "line 3: the hash" in damaged.json["error"]
    path.write_bytes(data[:40])
    assert f"{path}: line 1: the header is unfinished" in command("replay", path).out


def test_the_branch_command_has_its_shape(record: Record, command: Callable[..., Run], tmp_path: Path) -> None:
    path = record("violator")
    out = tmp_path / "saved.jsonl"
    found = command("branch", path, "--at", 2, "--agent", "oracle", "--out", out, "--json")
    assert found.code == 0
    assert found.json["trace"] == str(out)
    assert (found.json["parent"], found.json["at"]) == (read_trace(path).digest, 2)
    assert found.json["verdict"]["label"] == "success"
    shown = command("branch", path, "--at", 2, "--agent", f"replay:{path}")
    assert "unsafe; success: no, unsafe: yes" in shown.out
    assert path.with_name("toy_letter.violator.1@2.replay.jsonl").exists()
    wrong = command("branch", path, "--at", 2, "--agent", "orakel")
    assert (wrong.code, "Did you mean 'oracle'" in wrong.err) == (2, True)


def test_the_state_command_has_its_shape(record: Record, command: Callable[..., Run], tmp_path: Path) -> None:
    path, out = record("violator"), tmp_path / "state.sqlite"
    found = command("state", path, "--at", 2, "--out", out, "--json")
    assert found.code == 0
    assert (found.json["at"], found.json["state"]) == (2, read_trace(path).steps[0].digest)
    with closing(sqlite3.connect(out)) as file:
        assert file.execute("SELECT count(*) FROM mail_messages").fetchone() == (found.json["tables"]["mail_messages"],)
    again = command("state", path, "--out", out)
    assert (again.code, "is there already" in again.err) == (2, True)
    assert "mail_messages" in command("state", path, "--out", tmp_path / "last.sqlite").out


def test_the_state_command_takes_a_world_too(command: Callable[..., Run], tmp_path: Path) -> None:
    found = command("state", "office-small", "--out", tmp_path / "office.sqlite", "--json")
    assert (found.json["at"], found.json["state"]) == (0, base_world("office-small").state.digest())
    assert found.json["tables"]["mail_messages"] == len(base_world("office-small").state.table("mail.messages"))
    wrong = command("state", "office-small", "--at", 2, "--out", tmp_path / "other.sqlite")
    assert (wrong.code, "office-small is a world" in wrong.err) == (2, True)
    assert command("state", "nothing", "--out", tmp_path / "other.sqlite").code == 2


def test_the_rescore_command_has_its_shape(record: Record, command: Callable[..., Run], toy_tasks: Path) -> None:
    found = command("rescore", record("violator"), "--json")
    assert found.code == 0
    assert found.json["version"] == {"recorded": 1, "present": 1}
    assert (found.json["changes"], found.json["verdict"]["label"]) == ([], "unsafe")
    assert "the verdict is the same" in command("rescore", record("violator")).out
