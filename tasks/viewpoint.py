"""Viewpoint: a state as one person sees it, read by the services' own code with no call being made."""

from functools import lru_cache
from typing import Any, TypeVar, cast

from ..mocks.catalog import SERVICES
from ..mocks.common.addresses import normalise
from ..mocks.service import Service, Transaction
from ..mocks.world import COMMON
from ..snapshots.calls import Actor
from ..snapshots.state import State
from ..snapshots.tables import Table

S = TypeVar("S", bound=Service)


class Viewpoint:
    """What a service reads a state through as somebody. It has nothing to write with: a tool that tries fails.

    A table of a service that the world does not have is empty.
    """

    def __init__(self, state: State, principal: str = "") -> None:
        self.actor = Actor(role="agent", principal=normalise(principal))
        self.now = state.now
        self._state = state

    def read(self, path: str) -> Table[Any]:
        """Return a table."""
        found = self._state.tables.get(path)
        return _nothing(path) if found is None else found

    def blob(self, name: str) -> bytes:
        """Return the bytes kept under a SHA-256."""
        return self._state.blobs[name]

    def offers(self, tool: str) -> bool:
        """Tell whether a tool may be called: none, since nothing is."""
        return False


def seen_by(service: type[S], state: State, principal: str = "") -> S:
    """Return a service over a state, for the answers that it gives somebody without a call."""
    return service(cast(Transaction, Viewpoint(state, principal)))


@lru_cache(maxsize=1024)
def _nothing(path: str) -> Table[Any]:
    """Return the empty table of a path."""
    return next(Table(service.schemas[path]) for service in (*COMMON, *SERVICES.values()) if path in service.schemas)
