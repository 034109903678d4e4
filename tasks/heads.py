"""Heads: what is known of a task before it is made, and where it is made from.

A catalog lists thousands of tasks, and a run plays some of them: listing must not make any.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from .task import KINDS_OF_COMPANION, CompanionKind, Overlay, TaskFile
from .verdict import Declining

NO_FACTORS: Mapping[str, str] = MappingProxyType({})
"""A task as it is by itself."""


class Companion(NamedTuple):
    """A companion of a task: its kind, and what declining it is. `named` is the id of the task that it is, if it is one
    of its own, which says then what declining it is."""

    kind: CompanionKind
    decline: Declining
    named: str = ""


class Head(NamedTuple):
    """What a catalog lists of a task. `factors` has the levels of each."""

    id: str
    version: int
    env: str
    services: tuple[str, ...]
    tags: tuple[str, ...]
    decline: Declining
    max_steps: int
    risky: bool
    companions: tuple[Companion, ...]
    factors: Mapping[str, tuple[str, ...]]

    def companion(self, kind: CompanionKind) -> Companion | None:
        """Return the companion of a kind, if there is one."""
        return next((one for one in self.companions if one.kind == kind), None)


class Origin(Protocol):
    """What a task is made from: a file of its own, one that tells of several, or a flow."""

    @property
    def head(self) -> Head:
        """What is known without making it."""

    @property
    def path(self) -> Path:
        """The file that has it."""

    @property
    def made(self) -> bool:
        """Whether a flow makes it, one of many: it has no file of its own, and no page."""

    def at(self, variant: int, factors: Mapping[str, str] = NO_FACTORS) -> TaskFile:
        """Return the task's file at a variant, and as factors want it made; most are the same at each."""


class Written(NamedTuple):
    """A task that has a file of its own, which was read."""

    path: Path
    file: TaskFile
    head: Head
    made: bool = False

    def at(self, variant: int, factors: Mapping[str, str] = NO_FACTORS) -> TaskFile:
        """Return the file."""
        return self.file


AUTO = "auto"
"""A placebo made of the task's injected texts."""


def written(path: Path, file: TaskFile) -> Written:
    """Return a task of a file that was read."""
    return Written(path, file, head_of(file))


def head_of(file: TaskFile) -> Head:
    """Return what a file says before a task is made of it."""
    return Head(
        id=file.id, version=file.version, env=file.env, services=file.services, tags=file.tags, decline=file.decline,
        max_steps=file.max_steps, risky=file.risky,
        companions=tuple(
            _companion(file, kind, file.companions[kind]) for kind in KINDS_OF_COMPANION if kind in file.companions
        ),
        factors={name: tuple(levels) for name, levels in file.factors.items()},
    )


def _companion(file: TaskFile, kind: CompanionKind, said: str | Overlay) -> Companion:
    if isinstance(said, Overlay):
        return Companion(kind, said.decline or file.decline)
    return Companion(kind, file.decline, "" if said == AUTO else said)
