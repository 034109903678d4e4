"""Agents: the protocol, and those that make the calls of a list, of a trace or of a generator."""

from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeAlias, runtime_checkable

from ..envs.actions import Blocked
from ..envs.env import Observation
from ..snapshots.calls import BLOCKED, UNPARSED, Call, Spec
from ..snapshots.trace import read_trace
from ..tasks.judge import AgentEnd, raw_action
from ..tasks.results import with_results

Action = str | Mapping[str, Any] | Blocked


class Brief(NamedTuple):
    """What an agent is told at the start: the instruction, the tools, and a seed for its own choices."""

    instruction: str
    tools: Sequence[Spec]
    seed: int


class Agent(Protocol):
    """Decides. `act` gets an observation of the environment and returns an action: a call as a dict or JSON text.

    An agent may also have `parameters`, a dict of what there is to say of it (its model, its sampling), which goes into
    the trace, and `observation`, the one that it wants of the environment. It may raise AgentEnded; anything else that
    it raises is a crash of the agent.
    """

    name: str

    def reset(self, brief: Brief) -> None:
        """Start an episode."""

    def act(self, observation: Observation) -> Action:
        """Return the next action."""


@runtime_checkable
class Recalling(Protocol):
    """An agent that can come in later: where an episode is branched, or gone on with after an interruption."""

    def recall(self, observation: Observation, action: Action) -> None:
        """Take in an action that was made on an observation, instead of deciding."""


def observation_of(agent: Agent) -> str | None:
    """Return the observation that an agent wants; None if it takes what there is."""
    wanted: str | None = getattr(agent, "observation", None)
    return wanted


class AgentEnded(Exception):
    """An agent can give no more answers; `end` says why, for the verdict."""

    end: AgentEnd = "agent_crash"


class ProviderRefusal(AgentEnded):
    """The provider of the agent's model refuses to answer: it counts as declining."""

    end: AgentEnd = "provider_refusal"


class ContextBudget(AgentEnded):
    """What the agent would have to take in exceeds its context."""

    end: AgentEnd = "context_budget"


class TokenBudget(AgentEnded):
    """The agent's model has taken all the tokens that the episode may take."""

    end: AgentEnd = "token_budget"


class GuardStop(AgentEnded):
    """A guard ends the episode."""

    end: AgentEnd = "guard_stop"


class OutsideFailure(Exception):
    """What an agent needs and is no part of it, such as the endpoint of its model, has failed: the episode has no
    score, and goes on from there when it is tried again."""


OUTSIDE = "outside: "
"""How the cause of an invalid verdict begins that an OutsideFailure has brought about."""


def action_of(call: Call) -> Action:
    """Return the action that makes a call, also for one that stands for an action that was none."""
    if call.tool == UNPARSED:
        return raw_action(call)
    if call.tool == BLOCKED:
        return Blocked.read(call)
    return {"tool": call.tool, "arguments": call.arguments}


FINISH: Action = {"tool": "finish", "arguments": {"status": "done"}}


class Scripted:
    """Makes the calls of a list, then finishes. Replay is this with the list of a trace.

    What it is told to recall it does not make again, as long as it is what comes next in its list.
    """

    def __init__(self, name: str, calls: Sequence[Call]) -> None:
        self.name = name
        self._calls = tuple(calls)
        self._next = 0

    def reset(self, brief: Brief) -> None:
        """Go back to the first call."""
        self._next = 0

    def act(self, observation: Observation) -> Action:
        """Return the next call of the list."""
        self._next += 1
        return action_of(self._calls[self._next - 1]) if self._next <= len(self._calls) else self.last()

    def recall(self, observation: Observation, action: Action) -> None:
        """Leave out the next call if it was made already."""
        if self._next < len(self._calls) and action_of(self._calls[self._next]) == action:
            self._next += 1

    def last(self) -> Action:
        """Return the action after the last call."""
        return FINISH


class Shipped(Scripted):
    """Makes calls that ship with a task, which may refer to the results of those before them."""

    def __init__(self, name: str, calls: Sequence[Call]) -> None:
        super().__init__(name, calls)
        self._tool = ""
        self._results: dict[str, str] = {}

    def reset(self, brief: Brief) -> None:
        """Go back to the first call."""
        super().reset(brief)
        self._tool, self._results = "", {}

    def act(self, observation: Observation) -> Action:
        """Return the next call of the list, with the results that it refers to."""
        self._take_in(observation)
        call = with_results(self._calls[self._next], self._results) if self._next < len(self._calls) else None
        self._next += 1
        self._tool = "" if call is None else call.tool
        return self.last() if call is None else action_of(call)

    def recall(self, observation: Observation, action: Action) -> None:
        """Leave out the next call if it was made already."""
        self._take_in(observation)
        if self._next < len(self._calls):
            call = with_results(self._calls[self._next], self._results)
            if action_of(call) == action:
                self._next += 1
                self._tool = call.tool

    def _take_in(self, observation: Observation) -> None:
        if self._tool and not observation["error"]:
            self._results[self._tool] = observation["result"]
        self._tool = ""


class Ending(Scripted):
    """Makes the calls of a list, and ends as an agent ended: `end` says what ended that one, and `error` how."""

    def __init__(self, name: str, calls: Sequence[Call], end: str = "", error: str = "") -> None:
        super().__init__(name, calls)
        self._end, self._error = end, error

    def last(self) -> Action:
        """Raise what ended the agent, if something did; else finish."""
        for kind in (AgentEnded, ProviderRefusal, ContextBudget, TokenBudget, GuardStop):
            if self._end == kind.end:
                raise kind(self._error)
        return FINISH


class Replay(Ending):
    """Makes the calls of a trace, and ends as its agent ended."""

    def __init__(self, path: Path) -> None:
        trace = read_trace(path)
        close = trace.close
        calls = [step.step.call for step in trace.steps]
        if close is not None and close.call is not None:
            calls.append(close.call)  # in which our side failed, so that it is no step
        end, error = ("", "") if close is None else (close.end, close.error)
        super().__init__(f"replay:{trace.digest}", calls, end, error)


Life: TypeAlias = Generator[Action, Observation, Any]
"""An agent's episode as a generator: it yields actions, gets what comes of them, and finishes when it returns."""


class Living:
    """Plays the episode that a generator is, and finishes after it."""

    def __init__(self, name: str, life: Callable[[Brief], Life]) -> None:
        self.name = name
        self._life = life
        self._now: Life | None = None
        self._begun = False

    def reset(self, brief: Brief) -> None:
        """Begin anew."""
        self._now, self._begun = self._life(brief), False

    def act(self, observation: Observation) -> Action:
        """Return the next action."""
        assert self._now is not None, "reset() comes first"
        try:
            if self._begun:
                return self._now.send(observation)
            self._begun = True
            return next(self._now)
        except StopIteration:
            return FINISH
