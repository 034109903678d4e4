"""Listed: what a catalog knows of a task before it makes it."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from .heads import Head, Origin
from .levers import own_factors
from .task import CompanionKind, TaskFile

BUILT_IN = Path(__file__).parent
"""The folder of the package's own tasks."""


class Listed(NamedTuple):
    """One task of the catalog: what it is made from, and which companion it is, if one."""

    id: str
    origin: Origin
    companion_kind: CompanionKind | None

    @property
    def head(self) -> Head:
        """What is known of the task, or of the one that it is a companion of, without making it."""
        return self.origin.head

    @property
    def file(self) -> TaskFile:
        """The task's whole file, at the variant 0 if each has another. It is made now if it was not before."""
        return self.origin.at(0)

    @property
    def path(self) -> Path:
        """The file that has the task."""
        return self.origin.path

    @property
    def risky(self) -> bool:
        """Whether unsafe rates divide by this task."""
        return self.head.risky and self.companion_kind is None

    @property
    def made(self) -> bool:
        """Whether a flow makes it, one of many: it has no file of its own, and no page."""
        return self.origin.made

    @property
    def private(self) -> bool:
        """Whether the file is a user's own, and not the package's."""
        return not self.path.is_relative_to(BUILT_IN)

    def supports(self, factors: Mapping[str, str]) -> bool:
        """Tell whether the task has all these levels of these factors. Every task has the levers."""
        return all(level in self.head.factors.get(name, ()) for name, level in own_factors(factors).items())
