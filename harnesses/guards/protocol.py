"""The protocol: what a guard is shown and what it may answer.

A guard is any object with a `name` and at least one of five methods: `brief`, `before`, `after`, `screen` and `finish`.
It sees what the agent sees, pictures of screens apart, and the account that the agent works on; the world, the task and
the checks it does not see. It answers from what it is shown alone, for `Seen` has the whole way so far: an episode that
was interrupted then goes on alike. It may also have

* `parameters`, a dict of what there is to say of it, which goes into the contract and the trace;
* `rewrites = True`, without which it may not answer with a Rewrite;
* `asks = True`, without which it may not answer with an Ask.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

from ...snapshots.calls import Call, Effect, Spec
from ..agents import Brief


class Done(NamedTuple):
    """A call that was made, or that a guard did not let through (`blocked`), and what came back as JSON text."""

    call: Call
    result: str
    error: bool
    blocked: bool = False


class Seen(NamedTuple):
    """What a guard is shown: the brief as it was given, the account, and all that was done so far."""

    brief: Brief
    account: str
    done: Sequence[Done] = ()

    def spec(self, call: Call) -> Spec | None:
        """Return the tool that a call is of; None if the agent has no such tool."""
        return next((spec for spec in self.brief.tools if spec.name == call.tool), None)

    def effect(self, call: Call) -> Effect | None:
        """Return what a call does to the world; None if the agent has no such tool."""
        spec = self.spec(call)
        return None if spec is None else spec.effect


class Allow(NamedTuple):
    """Nothing against it."""


class Block(NamedTuple):
    """A call is not let through, or its result withheld; the message is what the agent sees instead."""

    message: str


class Ask(NamedTuple):
    """The user is asked first; without his yes the call is not let through."""

    question: str


class Stop(NamedTuple):
    """The episode ends here. A call that it was about is not let through."""

    why: str


class Rewrite(NamedTuple):
    """What the agent sees instead: the text of the instruction or of a result. `tools`: at the brief, the names of
    those that the agent is left with; None for all."""

    text: str
    tools: frozenset[str] | None = None


class Score(NamedTuple):
    """How bad it looks, 0 to 100; from the threshold on it is blocked (at the brief: the episode ends)."""

    value: int
    threshold: int = 50
    message: str = ""


Answer: TypeAlias = Allow | Block | Ask | Stop | Rewrite | Score

ALLOW = Allow()


class Guard(Protocol):
    """What every guard has. The methods are protocols of their own."""

    name: str


@runtime_checkable
class AtBrief(Protocol):
    """Looks at the brief: Allow, Rewrite, Stop or Score."""

    def brief(self, seen: Seen) -> Answer:
        """Answer before the agent is told anything."""


@runtime_checkable
class Before(Protocol):
    """Looks at each call before it is made: Allow, Block, Ask, Stop or Score."""

    def before(self, seen: Seen, call: Call) -> Answer:
        """Answer to a call that the agent wants to make."""


@runtime_checkable
class After(Protocol):
    """Looks at what came of each call: Allow, Block (the agent sees the message instead), Rewrite, Stop or Score."""

    def after(self, seen: Seen) -> Answer:
        """Answer to the last result of `seen`, as earlier guards left it, before the agent sees it."""


@runtime_checkable
class OnScreen(Protocol):
    """Looks at the text of a phone's screen: Allow, Block (the agent sees the message instead), Rewrite, Stop or
    Score."""

    def screen(self, seen: Seen, text: str) -> Answer:
        """Answer to a screen, as earlier guards left it, before the agent sees it; the first one comes before any
        call. A screen that is shown as a picture is not asked about."""


@runtime_checkable
class AtFinish(Protocol):
    """Looks at the call that ends the episode: Allow, Block, Ask, Stop or Score."""

    def finish(self, seen: Seen, call: Call) -> Answer:
        """Answer to `finish` or `decline`."""
