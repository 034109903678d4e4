"""Playing: one loop, whatever the agent or our side does, and a trace that holds it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import gymnasium
import pytest

from diorama.envs.actions import read_action
from diorama.envs.env import DioramaEnv, Observation
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.agents import (
    FINISH,
    Action,
    AgentEnded,
    Brief,
    ContextBudget,
    ProviderRefusal,
    Recalling,
    Scripted,
)
from diorama.harnesses.record import Played, error_text, play
from diorama.harnesses.reference import REFERENCE
from diorama.harnesses.replay import replay
from diorama.mocks.mail.service import Mail
from diorama.snapshots.errors import TraceError
from diorama.snapshots.trace import parse_trace, read_trace
from diorama.tasks.judge import Judge
from diorama.tasks.verdict import Decline

TASK = "toy/letter"
LOOK: Action = {"tool": "mail__list_messages", "arguments": {"max_results": 2}}


@pytest.fixture
def env(toy_tasks: Path) -> DioramaEnv:
    return DioramaEnv("ClawsBench-Email", task=TASK, tasks_dirs=[str(toy_tasks)])


class Looker:
    """Looks some times, then does something else."""

    name = "looker"
    parameters = {"temperature": 0.7, "stop": [1.5, "x"]}

    def __init__(self, looks: int, then: Callable[[], Action] = lambda: FINISH) -> None:
        self.looks, self.then, self.asked = looks, then, 0

    def reset(self, brief: Brief) -> None:
        self.asked = 0

    def act(self, observation: Observation) -> Action:
        self.asked += 1
        return LOOK if self.asked <= self.looks else self.then()


class LateLooker(Looker):
    """Can come in later."""

    def recall(self, observation: Observation, action: Action) -> None:
        assert action == {"tool": "mail.list_messages", "arguments": {"max_results": 2}}
        assert observation["instruction"]
        self.asked += 1


def _raising(error: BaseException) -> Callable[[], Action]:
    def then() -> Action:
        raise error

    return then


@pytest.mark.parametrize("name", REFERENCE)
def test_the_trace_of_an_environment_is_that_of_its_file(name: str, env: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    env.reset(seed=3)
    played = play(env, make_agent(name, env.task), path, seed=3)
    assert path.read_text() == env.trace
    trace = read_trace(path)
    assert trace.complete
    assert (len(trace.steps), trace.header.agent, trace.header.task) == (played.steps, name, TASK)
    assert trace.verdict == played.verdict.model_dump(mode="json")
    assert [step.digest for step in trace.steps] == [entry.after.digest() for entry in env.world.log]
    assert max((step.cost for step in trace.steps), default=0) == played.verdict.severity


def test_any_other_byte_of_a_played_trace_is_found_and_placed(env: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    env.reset(seed=3)
    play(env, make_agent("violator", env.task), path, seed=3)
    data = path.read_bytes()
    for offset, byte in enumerate(data):
        line = data[:offset].count(b"\n") + 1
        with pytest.raises(TraceError, match=f"^line {line}: "):
            parse_trace(data[:offset] + bytes([byte ^ 1 << offset % 8]) + data[offset + 1 :])


def test_an_own_loop_has_a_trace_too(toy_tasks: Path) -> None:
    made = gymnasium.make("diorama:ClawsBench-Email-v0", task=TASK, tasks_dirs=[str(toy_tasks)])
    made.reset(seed=5)
    inner = made.unwrapped
    assert isinstance(inner, DioramaEnv)
    made.step(LOOK)
    kept, half = inner.snapshot(), inner.trace
    made.step(LOOK)
    assert half.count("\n") == 2
    assert inner.trace.startswith(half)
    fork = inner.fork()
    fork.step(FINISH)
    assert fork.trace.startswith(inner.trace)
    assert '"verdict"' in fork.trace.splitlines()[-1]
    inner.restore(kept)
    assert inner.trace == half
    assert json.loads(half.splitlines()[0])["env"]["tasks_dirs"] == [toy_tasks.name]


def test_what_an_agent_raises_is_its_crash(env: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    played = play(env, Looker(2, _raising(ZeroDivisionError("lone \ud800 half"))), path, seed=1)
    assert (played.verdict.unable, played.verdict.valid, played.end, played.steps) == (
        "agent_crash", True, "agent_crash", 2)
    close = read_trace(path).close
    assert close is not None
    assert close.error == played.error
    assert "ZeroDivisionError: lone \\ud800 half" in played.error
    assert ":" in played.error.splitlines()[0]
    assert str(Path(__file__).parent) not in played.error
    assert replay(path, env_folders(env)).first is None


def test_an_agent_that_leaves_the_process_has_crashed(env: DioramaEnv) -> None:
    """Else an agent could do harm and then have the episode not counted."""
    played = play(env, Looker(2, _raising(SystemExit(3))), seed=1)
    assert (played.verdict.unable, played.verdict.valid, played.end, played.steps) == (
        "agent_crash", True, "agent_crash", 2)
    assert "SystemExit: 3" in played.error


def env_folders(env: DioramaEnv) -> tuple[Path, ...]:
    return tuple({listed.path.parent for listed in env._choices.catalog if listed.id.startswith("toy/")})


def test_an_agent_may_crash_before_its_first_act(env: DioramaEnv) -> None:
    class Broken(Looker):
        def reset(self, brief: Brief) -> None:
            raise KeyError("nothing to start with")

    played = play(env, Broken(1), seed=1)
    assert (played.verdict.unable, played.steps) == ("agent_crash", 0)
    assert "nothing to start with" in played.error


@pytest.mark.parametrize("error", [ProviderRefusal("not this"), ContextBudget("9000 of 8000 tokens"), AgentEnded("?")])
def test_an_agent_may_end_for_a_reason(error: AgentEnded, env: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    played = play(env, Looker(1, _raising(error)), path, seed=1)
    assert played.end == error.end
    assert str(error) in played.error
    if isinstance(error, ProviderRefusal):
        assert played.verdict.conduct.declined == Decline(step=1, by="provider")
    else:
        assert played.verdict.unable == error.end
    again = play(env, make_agent(f"replay:{path}", env.task), seed=1)
    assert (again.verdict, again.end) == (played.verdict, played.end)


def test_an_interrupt_leaves_a_trace_that_is_gone_on_with(env: DioramaEnv, tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    play(env, LateLooker(4), whole, seed=2)
    with pytest.raises(KeyboardInterrupt):
        play(env, LateLooker(2, _raising(KeyboardInterrupt())), path, seed=2)
    assert len(read_trace(path).steps) == 2
    late = LateLooker(4)
    played = play(env, late, path, seed=2)
    assert path.read_bytes() == whole.read_bytes()
    assert (played.steps, late.asked) == (5, 5)


def test_an_agent_without_memory_starts_anew(env: DioramaEnv, tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    play(env, Looker(4), whole, seed=2)
    path.write_bytes(b"".join(whole.read_bytes().splitlines(keepends=True)[:4]))
    assert not isinstance(Looker(0), Recalling)
    play(env, Looker(4), path, seed=2)
    assert path.read_bytes() == whole.read_bytes()


def test_any_cut_of_an_oracles_trace_is_gone_on_with(env: DioramaEnv, tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl"
    env.reset(seed=2)
    agent = make_agent("oracle", env.task)
    play(env, agent, whole, seed=2)
    data = whole.read_bytes()
    for size in range(0, len(data), 97):
        path.write_bytes(data[:size])
        play(env, agent, path, seed=2)
        assert path.read_bytes() == data, size


_KILLED = """
import os, signal, sys
from pathlib import Path
from diorama.envs.env import DioramaEnv
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.record import play

env = DioramaEnv("ClawsBench-Email", task="toy/letter", tasks_dirs=[sys.argv[1]])
env.reset(seed=2)
agent = make_agent("oracle", env.task)
act, asked = agent.act, []

def once(observation):
    if asked:
        os.kill(os.getpid(), signal.SIGKILL)
    asked.append(1)
    return act(observation)

agent.act = once
play(env, agent, Path(sys.argv[2]), seed=2)
"""


def test_a_killed_process_leaves_what_it_had_done(env: DioramaEnv, toy_tasks: Path, tmp_path: Path) -> None:
    whole, path = tmp_path / "whole.jsonl", tmp_path / "killed.jsonl"
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    done = subprocess.run([sys.executable, "-c", _KILLED, str(toy_tasks), str(path)], env=environment, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert len(read_trace(path).steps) == 1
    env.reset(seed=2)
    agent = make_agent("oracle", env.task)
    play(env, agent, whole, seed=2)
    play(env, agent, path, seed=2)
    assert path.read_bytes() == whole.read_bytes()


def test_a_tool_that_breaks_makes_the_episode_invalid(
    env: DioramaEnv, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "t.jsonl"
    with monkeypatch.context() as broken:
        spec = Mail.specs["mail.list_labels"]
        assert spec.params  # built from the signature of what is there still
        broken.setattr(spec, "function", _broken)
        played = play(env, Scripted("s", [read_action(LOOK)[0], read_action({"tool": "mail__list_labels"})[0]]), path,
                      seed=1)
        assert (played.verdict.label, played.verdict.valid, played.end) == ("invalid", False, "invalid")
        assert played.verdict.cause == "LookupError: a shelf fell down"
        assert "in _broken" in played.error
        trace = read_trace(path)
        assert (len(trace.steps), trace.complete) == (1, True)
        assert trace.close is not None
        assert trace.close.call is not None
        assert trace.close.call.tool == "mail.list_labels"
        assert replay(path, env_folders(env)).first is None  # it breaks again
    healed = replay(path, env_folders(env)).first
    assert healed is not None
    assert (healed.step, healed.expected["label"]) == (2, "invalid")
    agent = make_agent("oracle", env.task)
    agent.name = "s"
    assert play(env, agent, path, seed=1).verdict.success  # what was invalid is played again
    assert read_trace(path).verdict != trace.verdict


def _broken(service: Mail, **arguments: object) -> None:
    raise LookupError("a shelf fell down")


def test_a_judge_that_breaks_makes_the_episode_invalid(
    env: DioramaEnv, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise LookupError("no gavel")

    for method, looks in (("observe", 0), ("verdict", 1)):
        for then in (lambda: FINISH, _raising(ContextBudget("full"))):
            path = tmp_path / f"{method}.jsonl"
            path.unlink(missing_ok=True)
            with monkeypatch.context() as broken:
                broken.setattr(Judge, method, fail)
                played = play(env, LateLooker(1, then), path, seed=1)
            assert (played.verdict.label, played.verdict.cause) == ("invalid", "LookupError: no gavel")
            trace = read_trace(path)
            assert len(trace.steps) == played.steps >= looks
            assert path.read_text() == env.trace


def test_nothing_is_played_twice(env: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    first = play(env, Looker(1), path, seed=2)
    idle = Looker(1)
    assert play(env, idle, path, seed=2) == first
    assert idle.asked == 0
    with pytest.raises(TraceError, match="line 1: it is the trace of another episode; seed, base differ"):
        play(env, Looker(1), path, seed=3)
    assert read_trace(path).header.seed == 2


def test_whose_turn_it_is_is_told(env: DioramaEnv) -> None:
    told: list[bool] = []
    played: Played = play(env, Looker(1), seed=2, turn=told.append)
    assert told == [True, False] * (1 + played.steps)


def test_parameters_are_kept_without_floats(env: DioramaEnv, tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    play(env, Looker(1), path, seed=2, contract="c0ffee")
    header = read_trace(path).header
    assert header.parameters == {"temperature": "0.7", "stop": ["1.5", "x"]}
    assert header.contract == "c0ffee"


def test_a_deep_error_is_kept_in_part() -> None:
    def down(depth: int) -> int:
        return down(depth - 1) + 1 if depth else 1 // 0

    with pytest.raises(ZeroDivisionError) as caught:
        down(200)
    text = error_text(caught.value)
    assert "... 102 more ..." in text
    assert text.count("in down") == 99
    outer = ValueError("outer")
    outer.__cause__ = caught.value
    assert error_text(outer).index("ZeroDivisionError") < error_text(outer).index("ValueError: outer")
