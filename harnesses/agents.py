"""Agents: the protocol, and the reference agents that need no model."""

import importlib
import json
import re
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, runtime_checkable

from ..envs.env import Observation
from ..envs.spaces import CallSpace
from ..mocks.common.pointers import addresses_in, ids_in
from ..snapshots.calls import Call, Spec
from ..snapshots.draw import Draw
from ..snapshots.errors import UsageError, suggest
from ..snapshots.trace import read_trace
from ..tasks.judge import UNPARSED, AgentEnd, raw_action
from ..tasks.results import with_results
from ..tasks.task import Task

Action = str | Mapping[str, Any]


class Brief(NamedTuple):
    """What an agent is told at the start: the instruction, the tools, and a seed for its own choices."""

    instruction: str
    tools: Sequence[Spec]
    seed: int


class Agent(Protocol):
    """Decides. `act` gets an observation of the environment and returns an action: a call as a dict or JSON text.

    An agent may also have `parameters`, a dict of what there is to say of it (its model, its sampling), which goes into
    the trace. It may raise AgentEnded; anything else that it raises is a crash of the agent.
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


class AgentEnded(Exception):
    """An agent can give no more answers; `end` says why, for the verdict."""

    end: AgentEnd = "agent_crash"


class ProviderRefusal(AgentEnded):
    """The provider of the agent's model refuses to answer: it counts as declining."""

    end: AgentEnd = "provider_refusal"


class ContextBudget(AgentEnded):
    """What the agent would have to take in exceeds its context."""

    end: AgentEnd = "context_budget"


def action_of(call: Call) -> Action:
    """Return the action that makes a call, also for one that stands for an action that was none."""
    if call.tool == UNPARSED:
        return raw_action(call)
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


class Replay(Scripted):
    """Makes the calls of a trace, and ends as its agent ended."""

    def __init__(self, path: Path) -> None:
        trace = read_trace(path)
        close = trace.close
        calls = [step.step.call for step in trace.steps]
        if close is not None and close.call is not None:
            calls.append(close.call)  # in which our side failed, so that it is no step
        super().__init__(f"replay:{trace.digest}", calls)
        self._end, self._error = ("", "") if close is None else (close.end, close.error)

    def last(self) -> Action:
        """Raise what ended the recorded agent, if something did; else finish."""
        for kind in (AgentEnded, ProviderRefusal, ContextBudget):
            if self._end == kind.end:
                raise kind(self._error)
        return FINISH


class Idle:
    """Does nothing at all and says so by finishing with an empty answer."""

    name = "idle"

    def reset(self, brief: Brief) -> None:
        """Nothing to prepare."""

    def act(self, observation: Observation) -> Action:
        """Finish."""
        return FINISH


class Decliner:
    """Declines whatever is asked."""

    name = "decliner"

    def reset(self, brief: Brief) -> None:
        """Nothing to prepare."""

    def act(self, observation: Observation) -> Action:
        """Decline."""
        return {"tool": "decline", "arguments": {"reason": "This request should not be carried out."}}


class Random:
    """Makes schema-valid calls at random, with ids and addresses that it has seen where a tool wants one."""

    name = "random"

    def __init__(self) -> None:
        self._space: CallSpace | None = None
        self._draw = Draw(0, "random agent")
        self._seen: dict[str, None] = {}

    def reset(self, brief: Brief) -> None:
        """Seed the choices."""
        self._space = CallSpace(brief.tools, 1_000_000, seed=brief.seed)
        self._draw = Draw(brief.seed, "random agent")
        self._seen = {}

    def act(self, observation: Observation) -> Action:
        """Return a random call."""
        assert self._space is not None, "reset() comes first"
        text = observation["instruction"] + observation["result"]
        self._seen.update(dict.fromkeys(sorted({*ids_in(text), *addresses_in(text)})))
        call = json.loads(self._space.sample())
        call["arguments"] = {name: self._known(name, value) for name, value in call["arguments"].items()}
        return {"tool": call["tool"], "arguments": call["arguments"]}

    def _known(self, name: str, value: Any) -> Any:
        """Put something seen in the place of a sampled text, as the argument's name asks for."""
        if isinstance(value, list) and value and isinstance(value[0], str):
            return [self._known(name, item) for item in value]
        if not isinstance(value, str) or not self._draw.chance(80):
            return value
        wants_id = name.endswith(("id", "ids")) or name in ("label", "person", "item")
        wants_address = name in ("to", "cc", "bcc", "address", "from_address", "email", "delegate", "forward")
        fitting = [seen for seen in self._seen if ("@" in seen) == wants_address] if wants_id or wants_address else []
        return self._draw.choice(fitting) if fitting else value


_GARBAGE: tuple[Any, ...] = (
    "", "hello", "{", "[]", "null", "1e999", '{"tool": 7}', '{"tool": "mail__send", "arguments": "x"}',
    '{"tool": "mail__sned", "arguments": {}}', '{"tool": "mail__send", "arguments": {"to": NaN}}',
    '{"tool": "mail__send", "arguments": {"to": 1.5}}', '{"tool": "finish", "arguments": {"status": "done", "x": 1}}',
    "[" * 5000, '{"tool":' * 200, '{"tool": "mail__send", "arguments": {"body": "\\ud800"}}', "\ud800",
    '{"tool": "wait", "arguments": {"minutes": ' + "9" * 6000 + "}}", {"tool": None}, {"arguments": {}}, {},
    {"tool": "wait", "arguments": {"minutes": float("nan")}}, {"tool": "wait", "arguments": {1: 2}}, 7, None,
    {"tool": "people.search", "arguments": {"query": "x" * 100_000}}, {"tool": "x" * 100_000, "arguments": {}},
    {"tool": "wait", "arguments": {"minutes": {"a": [[[[{}]]]]}}}, {"tool": "finish", "arguments": {"answer": b"x"}},
)


class Malformed:
    """Says what is not a call, in every way that models have been seen to and some more."""

    name = "malformed"

    def __init__(self) -> None:
        self._next = 0

    def reset(self, brief: Brief) -> None:
        """Start at a place that the seed decides."""
        self._next = brief.seed % len(_GARBAGE)

    def act(self, observation: Observation) -> Action:
        """Return the next piece of garbage."""
        self._next += 1
        garbage: Action = _GARBAGE[self._next % len(_GARBAGE)]
        return garbage


class Stuffer:
    """Answers with every word of the instruction, to whoever the instruction names: what keyword checks fall for."""

    name = "stuffer"

    def __init__(self) -> None:
        self._actions: list[Action] = []

    def reset(self, brief: Brief) -> None:
        """Prepare a mail to all addresses of the instruction, and the answer."""
        text = brief.instruction
        addresses = sorted(set(addresses_in(text)))
        self._actions = [{"tool": "finish", "arguments": {"status": "done", "answer": text}}]
        if addresses and any(spec.name == "mail.send" for spec in brief.tools):
            mail = {"to": addresses, "subject": text[:200], "body": text}
            self._actions.insert(0, {"tool": "mail.send", "arguments": mail})

    def act(self, observation: Observation) -> Action:
        """Return the next of the two actions."""
        return self._actions.pop(0) if self._actions else FINISH


class Dumper:
    """Reads the inbox and forwards all that it finds to everybody it has heard of: conveys every fact, and leaks it."""

    name = "dumper"

    def __init__(self) -> None:
        self._plan: list[Action] = []
        self._addresses: list[str] = []
        self._listed = False

    def reset(self, brief: Brief) -> None:
        """Start with a listing."""
        self._addresses = sorted(set(addresses_in(brief.instruction)))
        self._plan = [{"tool": "mail.list_messages", "arguments": {"max_results": 50}}]
        self._listed = False

    def act(self, observation: Observation) -> Action:
        """List, then forward each message, then answer with the last result."""
        if not self._plan and not self._listed:
            self._listed = True
            found = [seen for seen in dict.fromkeys(ids_in(observation["result"])) if seen.startswith("msg_")]
            others = dict.fromkeys(addresses_in(observation["result"]))
            addresses = [*self._addresses, *[seen for seen in others if seen not in self._addresses]][:10]
            if addresses:
                self._plan = [
                    {"tool": "mail.forward", "arguments": {"message_id": seen, "to": addresses}} for seen in found[:30]
                ]
        if self._plan:
            return self._plan.pop(0)
        return {"tool": "finish", "arguments": {"status": "done", "answer": observation["result"][:20_000]}}


class AlwaysAsk:
    """Asks the person who gave the task what to do, waits, and ends with a question."""

    name = "always-ask"

    def __init__(self) -> None:
        self._plan: list[Action] = []

    def reset(self, brief: Brief) -> None:
        """Prepare the questions."""
        asked = sorted(set(addresses_in(brief.instruction)))[:1]
        question = "Could you confirm that you want me to go ahead, and how?"
        mail = {"to": asked, "subject": "A question", "body": question}
        self._plan = [{"tool": "mail.send", "arguments": mail}] if asked else []
        self._plan += [
            {"tool": "wait", "arguments": {"minutes": 60}},
            {"tool": "finish", "arguments": {"status": "infeasible", "answer": question}},
        ]

    def act(self, observation: Observation) -> Action:
        """Return the next step of asking."""
        return self._plan.pop(0) if self._plan else FINISH


def oracle(task: Task) -> Agent:
    """Return the agent that makes the task's own solution."""
    return Shipped("oracle", task.solution)


def violator(task: Task) -> Agent:
    """Return the agent that commits the task's shipped violations, one after the other; where there are none, the
    solution."""
    calls = [call for violation in task.violations for call in violation.calls]
    return Shipped("violator", [call for call in calls if call.tool not in ("finish", "decline")] or task.solution)


def obey(task: Task) -> Agent:
    """Return the agent that does whatever it reads."""
    from .obey import Obey  # which has the protocol from here

    return Obey()


REFERENCE: dict[str, Callable[[Task], Agent]] = {
    "oracle": oracle,
    "violator": violator,
    "idle": lambda task: Idle(),
    "decliner": lambda task: Decliner(),
    "random": lambda task: Random(),
    "malformed": lambda task: Malformed(),
    "stuffer": lambda task: Stuffer(),
    "dumper": lambda task: Dumper(),
    "always-ask": lambda task: AlwaysAsk(),
    "obey": obey,
}
"""The reference agents. Oracle and violator know the task; the others see what any agent sees."""


def check_name(name: str) -> None:
    """Refuse a name that is neither a reference agent, nor `replay:PATH`, nor `python:module:attribute`."""
    if name not in REFERENCE and not re.fullmatch(r"python:[\w.]+:\w+|replay:.+", name):
        raise UsageError(f"there is no agent {name!r}; there are {', '.join(REFERENCE)}, replay:TRACE and "
                         f"python:module:attribute.{suggest(name, REFERENCE)}")


def make_agent(name: str, task: Task) -> Agent:
    """Return an agent by name: a reference agent, `replay:PATH` for one that makes the calls of a trace, or
    `python:module:attribute` for one's own.

    The attribute is an Agent class or a function that returns an Agent, called without arguments; the current folder
    is on the import path. Whatever goes wrong in that code is a UsageError that says where.
    """
    check_name(name)
    if name in REFERENCE:
        return REFERENCE[name](task)
    if name.startswith("replay:"):
        return Replay(Path(name.removeprefix("replay:")))
    _, module, attribute = name.split(":")
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        agent: Agent = getattr(importlib.import_module(module), attribute)()
    except Exception as error:  # a user's code may raise anything, and hears of it
        raise UsageError(f"agent {name!r} cannot be made: {_described(error)}") from error
    missing = [method for method in ("reset", "act") if not callable(getattr(agent, method, None))]
    if not isinstance(getattr(agent, "name", None), str):
        missing.insert(0, "name")
    if missing:
        raise UsageError(f"agent {name!r} is a {type(agent).__name__} without {' and '.join(missing)}; an agent has "
                         "a name, reset(brief) and act(observation)")
    return agent


def _described(error: Exception) -> str:
    """Return an error with the place in the user's code that it comes from."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "importlib" not in frame.filename]
    place = f" ({frames[-1].filename}, line {frames[-1].lineno})" if len(frames) > 1 else ""
    return f"{type(error).__name__}: {error}{place}"
