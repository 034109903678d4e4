"""States: an episode played again from its trace, as far as somebody looks, for its diffs and its screens."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from ...envs.env import DioramaEnv
from ...envs.screens import SIGHTS
from ...mocks.screens.pixels.png import png
from ...snapshots.diff import Change, diff
from ...snapshots.errors import DioramaError, UsageError
from ...snapshots.state import State
from ...snapshots.trace import Trace
from ...tasks.catalog import load_catalog
from ...tasks.secret import Secret
from ..agents import action_of
from ..record import step
from ..replay import beginning

T = TypeVar("T")

REPLAYS = 8
"""Episodes that are kept played again. Their states share all that did not change."""

PICTURES = 128
"""Pictures that are kept, of about 100 KB each."""


class Kept(Generic[T]):
    """Keeps what was asked for last, up to a number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under a key, made now if it is not."""
        if key not in self._items:
            self._items[key] = make()
            while len(self._items) > self._most:
                self._items.popitem(last=False)
        self._items.move_to_end(key)
        return self._items[key]


class Again:
    """An episode that is being played again. `differs_at` is the first step that did not go as it was recorded."""

    def __init__(self, trace: Trace, env: DioramaEnv) -> None:
        self.trace = trace
        self.env = env
        self.instruction = env.task.instruction
        self.tools = len(env.specs)
        self.screen = "phone" in env.task.services
        self.differs_at = 0 if env.header.base == trace.header.base else 1
        self._states: list[State] = [env.world.state]

    def state(self, number: int) -> State:
        """Return the state after a step, 0 for the start; UsageError if the episode does not come that far again."""
        while len(self._states) <= number and self.env.verdict is None and len(self._states) <= len(self.trace.steps):
            recorded = self.trace.steps[len(self._states) - 1]
            step(self.env, action_of(recorded.step.call), recorded.step)
            self._states.append(self.env.world.state)
            if not self.differs_at and self.env.world.state.digest() != recorded.digest:
                self.differs_at = recorded.number
        if number >= len(self._states):
            raise UsageError(f"played again, the episode is over before step {number}")
        return self._states[number]

    def changes(self, number: int) -> list[Change]:
        """Return what a step changed."""
        return diff(self.state(number - 1), self.state(number))


class States:
    """Plays episodes again when they are looked at, one at a time, and keeps some."""

    def __init__(self, folders: Sequence[Path] = (), secret: Secret | None = None) -> None:
        self.folders = tuple(folders)
        self.secret = secret
        self.lock = Lock()
        self._again: Kept[Again] = Kept(REPLAYS)
        self._pictures: Kept[bytes] = Kept(PICTURES)

    def prepare(self) -> None:
        """Read the tasks, for which the first episode that is played again would wait. What is wrong with them is said
        where an episode is looked at."""
        with self.lock, suppress(DioramaError):
            load_catalog(self.folders, self.secret)

    def again(self, path: Path, trace: Trace) -> Again:
        """Return an episode to be played again; what raises says why that cannot be. The lock has to be held."""
        return self._again.get(trace.digest, lambda: Again(trace, beginning(path, self.folders, self.secret)[1]))

    def picture(self, again: Again, number: int) -> bytes:
        """Return the screen after a step as a PNG file. The lock has to be held."""
        if not again.screen:
            raise UsageError(f"{again.trace.header.task} has no screen")
        return self._pictures.get(
            (again.trace.digest, number), lambda: png(SIGHTS["pixels"].show(again.state(number)), 6)
        )
