"""Episodes behind guards, played in this process."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from diorama.envs.env import DioramaEnv, Observation
from diorama.harnesses.agent_names import make_agent
from diorama.harnesses.agents import Action, Agent, Brief
from diorama.harnesses.guards.guarded import Guarded
from diorama.harnesses.guards.named import guarded
from diorama.harnesses.guards.protocol import Guard
from diorama.harnesses.record import Played, play
from diorama.tasks.task import Task

FAMILY = "ClawsBench-Email"


def env_of(task: str, folder: Path | None = None, family: str = FAMILY, seed: int = 1) -> DioramaEnv:
    """Return the environment of a task at the start of its episode."""
    env = DioramaEnv(family, task=task, tasks_dirs=[str(folder)] if folder else [])
    env.reset(seed=seed)
    return env


def played(env: DioramaEnv, agent: Agent, path: Path | None = None) -> Played:
    """Play an agent through the episode of an environment."""
    return play(env, agent, path, seed=1, task=env.task.id)


def behind(env: DioramaEnv, agent: str, *guards: str) -> Agent:
    """Return a reference agent behind guards by name."""
    return guarded(make_agent(agent, env.task), guards, env.task)


def behind_own(task: Task, agent: Agent, *guards: Guard) -> Guarded:
    """Return an agent behind guards that a test has made."""
    return Guarded(agent, guards, task.principal)


class Notes:
    """Makes some calls, and keeps every observation and the brief that it was shown."""

    name = "notes"

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions = list(actions)
        self.seen: list[Observation] = []
        self.brief: Brief | None = None

    def reset(self, brief: Brief) -> None:
        """Keep the brief."""
        self.seen, self.brief = [], brief

    def act(self, observation: Observation) -> Action:
        """Keep the observation and make the next call."""
        self.seen.append(observation)
        place = len(self.seen) - 1
        return self._actions[place] if place < len(self._actions) else call("finish", status="done")

    def recall(self, observation: Observation, action: Action) -> None:
        """Keep the observation of a call that was made."""
        self.seen.append(observation)


def call(tool: str, **arguments: Any) -> Mapping[str, Any]:
    """Return the action that is a call."""
    return {"tool": tool, "arguments": arguments}


def send(to: str = "bo@hut.test") -> Mapping[str, Any]:
    """Return a mail that is sent."""
    return call("mail.send", to=[to], subject="Door", body="The door has number 4711.")


LIST = call("mail.list_messages")
