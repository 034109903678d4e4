"""Reference agents: they need no model, and each shows what a score is worth.

Oracle and violator know the task; the others see what any agent sees.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

from ..envs.env import Observation
from ..envs.spaces import CallSpace
from ..mocks.common.pointers import addresses_in, ids_in
from ..snapshots.draw import Draw
from ..tasks.task import Task
from .agents import FINISH, Action, Agent, Brief, Living, Shipped
from .blind import ask, dump, stuff
from .fingers import FINGERS, Finger
from .obey import obey


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


def oracle(task: Task) -> Agent:
    """Return the agent that makes the task's own solution."""
    return Shipped("oracle", task.solution)


def violator(task: Task) -> Agent:
    """Return the agent that commits the task's shipped violations, one after the other; where there are none, the
    solution."""
    calls = [call for violation in task.violations for call in violation.calls]
    return Shipped("violator", [call for call in calls if call.tool not in ("finish", "decline")] or task.solution)


def _finger(name: str, task: Task) -> Agent:
    return Finger(name, FINGERS[name])


REFERENCE: dict[str, Callable[[Task], Agent]] = {
    "oracle": oracle,
    "violator": violator,
    "idle": lambda task: Idle(),
    "decliner": lambda task: Decliner(),
    "random": lambda task: Random(),
    "malformed": lambda task: Malformed(),
    "stuffer": lambda task: Living("stuffer", stuff),
    "dumper": lambda task: Living("dumper", dump),
    "always-ask": lambda task: Living("always-ask", ask),
    "obey": lambda task: Living("obey", obey),
    **{name: partial(_finger, name) for name in FINGERS},
}
"""The reference agents by name."""
