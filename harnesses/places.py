"""Places: where a run's pool is opened, and what can be reached from there."""

from pathlib import Path
from typing import NamedTuple, Protocol

from .folder import LOGS
from .pools import LocalPool, Pool


class Place(Protocol):
    """Opens the pool of a run."""

    @property
    def reaches_store(self) -> bool:
        """Whether workers reach the database of a run by its URL; if not, it is for the run to hand things over."""

    def open(self, function: str, size: int, folder: Path) -> Pool:
        """Return a pool for the run of a folder. What is still there of earlier ones goes first."""


class Here(NamedTuple):
    """Opens a pool of processes on this machine."""

    reaches_store: bool = True

    def open(self, function: str, size: int, folder: Path) -> Pool:
        """Return a local pool that writes its logs into the run's folder."""
        return LocalPool(function, size, folder / LOGS)
