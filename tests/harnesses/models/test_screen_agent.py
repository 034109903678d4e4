"""Screen models: a picture goes in, an action in the model's dialect comes out; what is none is a step of nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diorama.envs.env import DioramaEnv
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.agents import observation_of
from diorama.harnesses.models import KINDS
from diorama.harnesses.record import play
from diorama.harnesses.replay import branch
from diorama.snapshots.trace import read_trace
from tests.harnesses.models.fake_policies import scripted
from tests.harnesses.models.fake_protocols import Say, ToolCall
from tests.harnesses.models.fake_server import FakeServer


@pytest.fixture
def server(require: Callable[[str], str]) -> Iterator[FakeServer]:
    require("openai")
    require("anthropic")
    with FakeServer({
        "tars": scripted([
            Say("Thought: the app.\nAction: open_app(app_name='Tabsplit')"),
            Say("I think that I will tap on something."),
            Say("Thought: back.\nAction: press_back()"),
            Say("Thought: done.\nAction: finished(content='nothing')"),
        ]),
        "sneaky": scripted([
            Say('{"tool": "phone__home", "arguments": {}}'), Say("Action: finished(content='')"),
        ]),
        "tools": scripted([
            Say(calls=(ToolCall("phone__home"), ToolCall("phone__look"))),
            Say(calls=(ToolCall("finish", '{"status": "infeasible"}'),)),
        ]),
    }) as running:
        yield running


def phone(observation: str | None = None) -> DioramaEnv:
    env = DioramaEnv("Phone", observation=observation)
    env.reset(seed=0)
    return env


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_model_sees_pictures_and_speaks_its_dialect(kind: str, server: FakeServer, tmp_path: Path) -> None:
    env = phone()
    agent = make_agent(f"{kind}:tars?dialect=ui-tars&pictures=2&base_url={server.url}", env.task)
    assert observation_of(agent) == "pixels"
    path = tmp_path / "k.jsonl"
    env = phone("pixels")
    played = play(env, agent, path, seed=0, task=env.task.id)
    steps = read_trace(path).steps
    assert [one.step.call.tool for one in steps] == ["phone.open_app", "", "phone.back", "finish"]
    assert steps[1].step.outcome.code == "invalid_action"
    assert played.steps == 4
    assert "tools" not in server.bodies[0]
    seen = [str(body).count("iVBOR") for body in server.bodies]
    assert seen == [1, 2, 2, 2]
    assert "finished(content=" in str(server.bodies[0])
    assert "nothing was done: the reply has 0 actions" in str(server.bodies[2])


def test_what_would_be_a_call_for_others_is_none_in_a_dialect(server: FakeServer, tmp_path: Path) -> None:
    env = phone("pixels")
    agent = make_agent(f"openai:sneaky?dialect=ui_tars&base_url={server.url}", env.task)
    path = tmp_path / "k.jsonl"
    play(env, agent, path, seed=0, task=env.task.id)
    assert [one.step.outcome.code for one in read_trace(path).steps] == ["invalid_action", ""]


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_with_tools_may_see_pictures_too(kind: str, server: FakeServer, tmp_path: Path) -> None:
    env = phone("pixels")
    agent = make_agent(f"{kind}:tools?screen=pixels&base_url={server.url}", env.task)
    assert play(env, agent, tmp_path / "k.jsonl", seed=0, task=env.task.id).steps == 3
    assert [str(body).count("iVBOR") for body in server.bodies] == [1, 3]


def test_by_default_a_model_reads_the_screen(server: FakeServer, tmp_path: Path) -> None:
    env = phone()
    agent = make_agent(f"openai:tools?base_url={server.url}", env.task)
    play(env, agent, tmp_path / "k.jsonl", seed=0, task=env.task.id)
    assert '[1] button' in str(server.bodies[0])
    assert "iVBOR" not in str(server.bodies)


def test_a_branch_gives_the_agent_the_screen_that_it_wants(server: FakeServer, tmp_path: Path) -> None:
    env = phone()
    path = tmp_path / "k.jsonl"
    play(env, make_agent("oracle", env.task), path, seed=0, task=env.task.id)
    branch(path, 2, f"openai:tars?dialect=ui_tars&base_url={server.url}", tmp_path / "b.jsonl")
    assert str(server.bodies[0]).count("iVBOR") == 2
    assert [one.step.call.tool for one in read_trace(tmp_path / "b.jsonl").steps][1] == ""
