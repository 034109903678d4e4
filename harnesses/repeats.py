"""Repeats: an agent that plays an episode once more, with another seed for its own choices."""

from pydantic import JsonValue

from ..envs.env import Observation
from ..snapshots.draw import Draw
from .agents import Action, Agent, Brief, Recalling, observation_of
from .talk import Remembering, Speaking


class Repeated:
    """An agent that is told another seed at each repeat; its trace says which one it is."""

    def __init__(self, agent: Agent, repeat: int) -> None:
        self.name = agent.name
        self.parameters: dict[str, JsonValue] = {**getattr(agent, "parameters", {}), "repeat": repeat}
        self.observation = observation_of(agent)
        self._agent = agent
        self._repeat = repeat
        # As attributes, and only where the agent has them: whoever asks for a protocol looks for its methods.
        if isinstance(agent, Speaking):
            self.said = agent.said
        if isinstance(agent, Remembering):
            self.remember = agent.remember
        if isinstance(agent, Recalling):
            self.recall = agent.recall

    def reset(self, brief: Brief) -> None:
        """Start an episode with the seed of this repeat."""
        seed = Draw(brief.seed, f"repeat {self._repeat}").between(0, 2**31 - 1)
        self._agent.reset(brief._replace(seed=seed))

    def act(self, observation: Observation) -> Action:
        """Return the agent's next action."""
        return self._agent.act(observation)


def repeated(agent: Agent, repeat: int) -> Agent:
    """Return an agent for one of several repeats; the first, 0, is the agent itself."""
    return Repeated(agent, repeat) if repeat else agent
