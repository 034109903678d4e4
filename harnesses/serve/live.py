"""What is served: a world by itself, or a task's episode, behind one interface."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from ...envs.env import DioramaEnv, Snapshot
from ...mocks.catalog import service_classes
from ...mocks.world import World, agent
from ...mocks.worlds import BaseWorld
from ...snapshots.calls import Call, Outcome, Spec
from ...snapshots.errors import UsageError
from ...snapshots.log import Log
from ...snapshots.state import Entry, State
from ...tasks.catalog import load_catalog
from ...tasks.judge import AgentEnd
from ...tasks.secret import Secret
from ..record import cause_of, error_text

MAX_STEPS = 1000
"""Calls of a served episode, unless it is said otherwise: a program's requests do less each than an agent's tools."""

OVER = Outcome(code="unauthenticated", message="Invalid Credentials")
"""What every call comes to once an episode is over: whoever works in it learns no more than that it is."""


class Live(Protocol):
    """A world in which calls are made. Its snapshots are values of its own kind."""

    source: str
    services: tuple[str, ...]
    principal: str
    start: State

    @property
    def world(self) -> World:
        """The world itself."""

    @property
    def specs(self) -> Sequence[Spec]:
        """The tools that an agent is offered."""

    @property
    def over(self) -> bool:
        """Whether no call is made any more."""

    def call(self, call: Call, identity: str) -> Outcome:
        """Make a call on an account."""

    def refuse(self, call: Call, outcome: Outcome, identity: str) -> None:
        """Log an action that is no call, and what it was answered."""

    def failed(self, error: Exception, call: Call | None) -> None:
        """Note that our side failed, in a call or about one."""

    def advance(self, until: int) -> None:
        """Move the clock to `until` (ms)."""

    def snapshot(self) -> object:
        """Return the present point."""

    def restore(self, point: object) -> None:
        """Go back, or over, to a point."""

    def fork(self) -> Self:
        """Return a second one at the same point."""


class _Point(NamedTuple):
    state: State
    log: Log[Entry]


class LiveWorld:
    """A world by itself: nobody judges what is done in it."""

    def __init__(self, base: BaseWorld) -> None:
        self.base = base
        self.source = base.name
        self.services = base.services
        self.principal = base.principal
        self.start = base.state
        self.world = World(service_classes(base.services), base.state)

    @property
    def specs(self) -> Sequence[Spec]:
        """The tools that an agent is offered, but for those that end an episode."""
        return [spec for spec in self.world.box.offered("agent") if spec.name not in ("finish", "decline")]

    @property
    def over(self) -> bool:
        """Whether no call is made any more: never."""
        return False

    def call(self, call: Call, identity: str) -> Outcome:
        """Make a call on an account."""
        return self.world.call(call, actor=agent(identity))

    def refuse(self, call: Call, outcome: Outcome, identity: str) -> None:
        """Log an action that is no call."""
        self.world.refuse(call, outcome, actor=agent(identity))

    def failed(self, error: Exception, call: Call | None) -> None:
        """Leave the world as it was: there is no score that could be wrong."""

    def advance(self, until: int) -> None:
        """Move the clock to `until` (ms), making the scheduled calls on the way."""
        self.world.advance(until)

    def snapshot(self) -> object:
        """Return the state with the log that led to it."""
        return _Point(self.world.state, self.world.log)

    def restore(self, point: object) -> None:
        """Go to a point that `snapshot` gave."""
        assert isinstance(point, _Point), "points come from snapshot"
        self.world.state, self.world.log = point

    def fork(self) -> "LiveWorld":
        """Return a second world at the same point."""
        out = LiveWorld(self.base)
        out.restore(self.snapshot())
        return out


class LiveEpisode:
    """A task's episode: every call is a step of it, judged and kept for its trace.

    `changed` is called after whatever happens to it: with True if it has gone back, or over, to another point.
    """

    def __init__(self, env: DioramaEnv) -> None:
        self.env = env
        self.changed: Callable[[bool], None] = lambda anew: None
        self.source = env.task.id
        self.services = env.task.services
        self.principal = env.task.principal
        self.start = env.episode.start

    @property
    def world(self) -> World:
        """The world that the episode is in."""
        return self.env.world

    @property
    def specs(self) -> Sequence[Spec]:
        """The tools that the agent has."""
        return self.env.specs

    @property
    def over(self) -> bool:
        """Whether the episode has its verdict."""
        return self.env.verdict is not None

    def call(self, call: Call, identity: str) -> Outcome:
        """Make a step, if the episode is not over. Only the task's principal has an account."""
        if self.over:
            return OVER
        outcome = self.env.call(call, "")
        self.changed(False)
        return outcome

    def refuse(self, call: Call, outcome: Outcome, identity: str) -> None:
        """Log an action that is no call: it is a step all the same."""
        if self.env.verdict is None:
            self.env.refuse(call, outcome)
            self.changed(False)

    def failed(self, error: Exception, call: Call | None) -> None:
        """End the episode as one that has no score."""
        if self.env.verdict is None:
            log = self.world.log
            logged = bool(log) and log[-1].step.call is call
            self.env.invalidate(cause_of(error), error_text(error), None if logged else call)
            self.changed(False)

    def leave(self, end: AgentEnd = "", error: str = "") -> None:
        """End the episode where it is, if it is not over."""
        if self.env.verdict is None:
            self.env.judge(end, error)
            self.changed(False)

    def advance(self, until: int) -> None:
        """Refuse: an episode is what its steps make of it, or it could not be replayed."""
        raise UsageError("the clock of an episode moves by its calls alone; `wait` is one")

    def snapshot(self) -> object:
        """Return the episode so far."""
        return self.env.snapshot()

    def restore(self, point: object) -> None:
        """Go to a point that `snapshot` gave; the verdict goes with it."""
        assert isinstance(point, Snapshot), "points come from snapshot"
        header = self.env.header
        self.env.restore(point)
        self.env.header = header
        self.changed(True)

    def fork(self) -> "LiveEpisode":
        """Return a second episode at the same point."""
        return LiveEpisode(self.env.fork())


def begin(
    task: str, seed: int = 0, *, factors: tuple[tuple[str, str], ...] = (), folders: tuple[Path, ...] = (),
    max_steps: int = MAX_STEPS, secret: Secret | None = None,
) -> LiveEpisode:
    """Begin an episode of a task whose calls may come through any face."""
    listed = load_catalog(folders)[task]
    env = DioramaEnv(
        listed.head.env, task=task, factors=dict(factors), max_steps=max_steps,
        tasks_dirs=[str(folder) for folder in folders], face="", secret=secret,
    )
    env.reset(seed=seed, options={"task": task})
    env.header = env.header.model_copy(update={"agent": "served"})
    return LiveEpisode(env)
