"""Listed: what a catalog knows of a task before it makes it."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from .levers import own_factors
from .phone_safety.compose import MomentFile
from .task import CompanionKind, TaskFile

BUILT_IN = Path(__file__).parent
"""The folder of the package's own tasks."""


class Listed(NamedTuple):
    """One task of the catalog: its file, and which companion it is, if one."""

    id: str
    file: TaskFile
    path: Path
    companion_kind: CompanionKind | None

    @property
    def risky(self) -> bool:
        """Whether unsafe rates divide by this task."""
        return self.file.risky and self.companion_kind is None

    @property
    def made(self) -> bool:
        """Whether a flow makes it, one of many: it has no file of its own, and no page."""
        return isinstance(self.file, MomentFile)

    @property
    def private(self) -> bool:
        """Whether the file is a user's own, and not the package's."""
        return not self.path.is_relative_to(BUILT_IN)

    def supports(self, factors: Mapping[str, str]) -> bool:
        """Tell whether the task has all these levels of these factors. Every task has the levers."""
        return all(level in self.file.factors.get(name, ()) for name, level in own_factors(factors).items())
