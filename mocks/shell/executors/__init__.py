"""The executors, by name: what may run the commands of a world."""

from collections.abc import Callable
from importlib import import_module

from ....snapshots.errors import UsageError, suggest
from .protocol import Executor

IN_PROCESS = "in_process"
"""The name of our own shell: the one whose runs are the same every time, so that a replay runs them again."""


def _load(module: str) -> Callable[[], Executor]:
    def load() -> Executor:
        executor: Executor = import_module(f".{module}", __name__).run
        return executor

    return load


EXECUTORS: dict[str, Callable[[], Executor]] = {name: _load(name) for name in (IN_PROCESS, "sandbox", "container")}
"""What brings each executor, loaded when a world first uses it: the module of that name, whose `run` it is."""


def executor_named(name: str) -> Executor:
    """Return an executor; UsageError names the nearest if there is none of that name."""
    if name not in EXECUTORS:
        raise UsageError(f"there is no executor {name!r}; there are {', '.join(EXECUTORS)}.{suggest(name, EXECUTORS)}")
    return EXECUTORS[name]()
