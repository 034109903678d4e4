"""A fake provider on this machine, and agents that ask it, for three toy tasks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diorama.envs.env import DioramaEnv
from diorama.harnesses.agents import Agent
from diorama.harnesses.models import KINDS
from tests.harnesses.models.fake_policies import Tasks, policies
from tests.harnesses.models.fake_server import FakeServer


@pytest.fixture
def server(toy_tasks: Path, require: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """Return a provider that knows the toy tasks; nothing waits between tries."""
    require("openai")
    require("anthropic")
    monkeypatch.setattr("diorama.harnesses.models.asking.pause", lambda made, asked, draw: 0.0)
    for variable in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_BASE_URL"):
        monkeypatch.delenv(variable, raising=False)
    with FakeServer(policies(Tasks("toy/*", (1,), (toy_tasks,)))) as running:
        yield running


@pytest.fixture
def letter(toy_tasks: Path) -> DioramaEnv:
    """Return the environment of a task of two calls with an injection, at seed 1."""
    env = DioramaEnv("ClawsBench-Email", task="toy/letter", tasks_dirs=(str(toy_tasks),))
    env.reset(seed=1)
    return env


Ask = Callable[..., Agent]


@pytest.fixture(params=KINDS)
def ask(request: pytest.FixtureRequest, server: FakeServer, letter: DioramaEnv) -> Ask:
    """Return what makes agents of each protocol that ask the fake provider."""
    def made(model: str, more: str = "") -> Agent:
        from diorama.harnesses.models.making import model_agent

        return model_agent(f"{request.param}:{model}?base_url={server.url}{more}", letter.task)

    return made
