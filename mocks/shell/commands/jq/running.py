"""What runs: a filter as a function, the environment that it runs in, and what it has around it.

A filter becomes a function that takes its environment, an input, where that lies (None outside `path(...)`), and a
function that it calls with each output and its path. So a filter runs on while what follows it runs: `try` also catches
what goes wrong after it, as in jq 1.6, and `limit` or `label` leave by an exception.

An environment is a chain of pairs: what was bound last, and the rest.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

from .values import Value


class Path(NamedTuple):
    """Where a value lies: the keys that lead there, and the value that they lead to."""

    keys: tuple[Value, ...]
    value: Value


Env: TypeAlias = Any
Emit: TypeAlias = Callable[[Value, Path | None], None]
Run: TypeAlias = Callable[[Env, Value, Path | None, Emit], None]


class Machine(Protocol):
    """What a filter has around it."""

    env: Mapping[str, str]
    now: int

    def tick(self, work: int = 1) -> None:
        """Count work."""

    def input(self) -> Value:
        """Return the next input; JqError("break") if there is none."""

    def err(self, text: str) -> None:
        """Write to standard error."""

    @property
    def file(self) -> str | None:
        """The file of the input at hand."""

    @property
    def line(self) -> int:
        """How many lines have been read of it."""


_FRAMES: Final = 250_000
"""How deep Python's calls may go while a filter runs: they lie on the heap, not on the stack of the machine."""

_deep = [0, 0]


@contextmanager
def deep() -> Iterator[None]:
    """Let filters call each other as deep as they do; of nested uses the outermost sets the limit back."""
    if not _deep[0]:
        _deep[1] = sys.getrecursionlimit()
        sys.setrecursionlimit(max(_FRAMES, _deep[1]))
    _deep[0] += 1
    try:
        yield
    finally:
        _deep[0] -= 1
        if not _deep[0]:
            sys.setrecursionlimit(_deep[1])


def same_input(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
    emit(v, path)
