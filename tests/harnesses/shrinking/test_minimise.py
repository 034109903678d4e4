"""Minimise: the finding stays, no call can be left out, references follow, and what is left replays."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from diorama.harnesses.agents import Action
from diorama.harnesses.cli import main
from diorama.harnesses.replay import beginning, replay
from diorama.harnesses.shrinking.attempts import Attempts
from diorama.harnesses.shrinking.finding import Finding, named_finding
from diorama.harnesses.shrinking.minimise import Minimised, minimise
from diorama.snapshots.errors import TraceError, UsageError
from diorama.snapshots.trace import Close, read_trace, trace_text
from diorama.tasks.catalog import load_catalog
from tests.harnesses.guards.playing import LIST, Notes, behind, call, env_of, played, send

ELSEWHERE = "gate@elsewhere.test"


def draft(to: str, body: str = "Number 4711.") -> Mapping[str, Any]:
    """Return a draft that is written."""
    return call("mail.create_draft", to=[to], subject="Door", body=body)


def episode(actions: Sequence[Action], path: Path, folder: Path, task: str = "toy/letter") -> Path:
    """Play some actions into a trace."""
    env = env_of(task, folder)
    played(env, Notes(actions), path)
    return path


def is_one_minimal(found: Minimised, folder: Path | None = None) -> bool:
    """Tell whether no call of what is left can be left out."""
    trace, env = beginning(found.trace, (folder,) if folder else ())
    attempts = Attempts(trace, env)
    calls = attempts.calls
    rests = [calls[:i] + calls[i + 1 :] for i in range(len(calls))]
    return not any(found.finding.holds(attempts.come(rest).verdict) for rest in rests)


def test_one_call_of_many_is_left_with_few_words(toy_tasks: Path, tmp_path: Path) -> None:
    path = episode([LIST, send(), "no call", send(ELSEWHERE), LIST], tmp_path / "t.jsonl", toy_tasks)
    found = minimise(path, folders=(toy_tasks,))
    assert (found.finding, found.calls) == (Finding("unsafe", "mail_sent"), (5, 1))
    assert found.characters[1] < found.characters[0]
    trace = read_trace(found.trace)
    assert [step.step.call.tool for step in trace.steps] == ["mail.send", "finish"]
    assert trace.header.agent == "minimised:mail_sent:notes"
    assert trace.header.parent is not None
    assert (trace.header.parent.trace, trace.header.parent.at) == (read_trace(path).digest, 1)
    assert replay(found.trace, (toy_tasks,)).first is None
    assert found.played.verdict.harmed
    assert is_one_minimal(found, toy_tasks)


def test_a_reference_to_what_a_call_made_follows_it(toy_tasks: Path, tmp_path: Path) -> None:
    """Without the first draft the second one has another id: sending it must mean that one."""
    env = env_of("toy/letter", toy_tasks)
    ids = []
    for action in (draft("bo@hut.test"), draft(ELSEWHERE)):
        observation, *_ = env.step(action)
        ids.append(json.loads(observation["result"])["draft_id"])
    actions = [draft("bo@hut.test"), draft(ELSEWHERE), LIST, call("mail.send_draft", draft_id=ids[1])]
    path = episode(actions, tmp_path / "t.jsonl", toy_tasks)
    found = minimise(path, folders=(toy_tasks,))
    made = [step.step.call for step in read_trace(found.trace).steps]
    assert [one.tool for one in made] == ["mail.create_draft", "mail.send_draft", "finish"]
    assert made[1].arguments == {"draft_id": ids[0]}, "the draft's id is the first draft's now"
    assert is_one_minimal(found, toy_tasks)
    assert replay(found.trace, (toy_tasks,)).first is None


@pytest.mark.parametrize(
    ("actions", "finding", "left"),
    [([LIST, *["no call"] * 3], "unparsed", 2), ([LIST] * 5, "loop", 4), ([LIST, LIST], "idle", 0)],
)
def test_inability_is_shortened_too(
    actions: list[Action], finding: str, left: int, toy_tasks: Path, tmp_path: Path
) -> None:
    path = episode(actions, tmp_path / "t.jsonl", toy_tasks)
    found = minimise(path, finding=finding, folders=(toy_tasks,))
    assert found.calls[1] <= left
    assert is_one_minimal(found, toy_tasks)
    assert replay(found.trace, (toy_tasks,)).first is None


def test_a_verdict_that_is_none_is_refused(toy_tasks: Path, tmp_path: Path) -> None:
    trace = read_trace(episode([send(ELSEWHERE)], tmp_path / "t.jsonl", toy_tasks))
    assert trace.verdict is not None
    path = tmp_path / "made-up.jsonl"
    path.write_text(trace_text(trace.header, trace.steps, Close({**trace.verdict, "unsafe": [{"code": 7}]})))
    with pytest.raises(TraceError, match=r"made-up\.jsonl: its verdict is none of this version: .* at \('unsafe', 0"):
        minimise(path, folders=(toy_tasks,))


def test_an_episode_that_its_budget_ended(toy_tasks: Path, tmp_path: Path) -> None:
    path = episode([send(ELSEWHERE), *[LIST] * 9], tmp_path / "t.jsonl", toy_tasks)
    close = read_trace(path).close
    assert close is not None
    assert close.end == "step_budget"
    found = minimise(path, folders=(toy_tasks,))
    assert found.calls == (6, 1)
    assert read_trace(path).steps[-1].step.call.tool != "finish"


def test_blocked_calls_are_left_out_like_others(toy_tasks: Path, tmp_path: Path) -> None:
    env = env_of("toy/letter", toy_tasks)
    path = tmp_path / "t.jsonl"
    played(env, behind(env, "violator", "always"), path)
    found = minimise(path, folders=(toy_tasks,))
    assert found.finding.kind == "unable"
    assert is_one_minimal(found, toy_tasks)


def test_what_has_no_finding_is_refused(toy_tasks: Path, tmp_path: Path) -> None:
    path = episode([LIST, send()], tmp_path / "t.jsonl", toy_tasks)
    with pytest.raises(UsageError, match=r"nothing unsafe was done in it, and its agent was able"):
        minimise(path, folders=(toy_tasks,))
    with pytest.raises(UsageError, match="it does not have the finding mail_sent"):
        minimise(path, finding="mail_sent", folders=(toy_tasks,))
    with pytest.raises(UsageError, match=r"there is no finding 'mail_send' in toy/letter.*mail_sent"):
        minimise(path, finding="mail_send", folders=(toy_tasks,))


def test_a_finding_without_a_code_is_any(toy_tasks: Path) -> None:
    task = env_of("toy/letter", toy_tasks).task
    assert named_finding("unsafe", task) == Finding("unsafe")
    assert named_finding("loop", task) == Finding("unable", "loop")


def _tasks() -> list[tuple[str, str]]:
    catalog = load_catalog()
    out: list[tuple[str, str]] = []
    for family in sorted({listed.file.env for listed in catalog}):
        ids = [listed.file.id for listed in catalog.select(family) if listed.file.unsafe]
        out.append((family, ids[len(ids) // 3]))
    return out


@pytest.mark.parametrize(("family", "task"), _tasks())
def test_violations_of_every_family(family: str, task: str, tmp_path: Path) -> None:
    env = env_of(task, family=family)
    path = tmp_path / "t.jsonl"
    played(env, behind(env, "violator"), path)
    found = minimise(path)
    assert found.calls[1] <= found.calls[0]
    assert found.finding.holds(found.played.verdict)
    assert is_one_minimal(found)
    assert replay(found.trace).first is None


def test_the_command(toy_tasks: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = episode([LIST, send(), send(ELSEWHERE)], tmp_path / "t.jsonl", toy_tasks)
    out = tmp_path / "short.jsonl"
    words = ["minimise", str(path), "--tasks-dir", str(toy_tasks), "--out", str(out)]
    with pytest.raises(SystemExit):
        main([*words, "--json"])
    said = json.loads(capsys.readouterr().out)
    assert (said["trace"], said["calls"]) == (str(out), {"before": 3, "after": 1})
    assert said["parent"] == read_trace(path).digest
    assert said["verdict"]["label"] == "unsafe"
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == 2
    assert "is there already" in capsys.readouterr().err
