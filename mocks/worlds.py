"""Base worlds: the places that tasks start from, by name or from a world file."""

from functools import lru_cache
from typing import NamedTuple

from immutables import Map

from ..snapshots.errors import UsageError, suggest
from ..snapshots.state import Queue, State


class BaseWorld(NamedTuple):
    """A world to start from: its services, the person whose account an agent uses, and the state."""

    name: str
    services: tuple[str, ...]
    principal: str
    state: State

    def narrowed(self, services: tuple[str, ...]) -> "BaseWorld":
        """Return the world with some of its services only: the tables and timers of the others are left out.

        UsageError names a service that the world does not have.
        """
        if services == self.services:
            return self
        for name in services:
            if name not in self.services:
                raise UsageError(f"the world {self.name} has no service {name!r}; it has {', '.join(self.services)}."
                                 f"{suggest(name, self.services)}")
        gone = set(self.services) - set(services)
        tables = {path: table for path, table in self.state.tables.items() if path.partition(".")[0] not in gone}
        queue = Queue(item for item in self.state.queue if item.call.tool.partition(".")[0] not in gone)
        return self._replace(services=services, state=self.state._replace(tables=Map(tables), queue=queue))


@lru_cache(maxsize=32)
def base_world(name: str, services: tuple[str, ...] = ()) -> BaseWorld:
    """Return a base world, built once a process: a name such as `office-small`, or the path of a world file.

    `services`: with these only, built of their seeds alone; all that it has if none are named.
    """
    if name.endswith(WORLD_FILE):
        from .worldfile import read_world

        world = read_world(name)
        return world.narrowed(services) if services else world
    if name == "workplace":
        from .workplace import build_workplace

        world = build_workplace()
        return world.narrowed(services) if services else world
    if name == "handset":
        from .handset import build_handset

        return build_handset(services) if services else build_handset()
    from .office.plans import build_office

    return build_office(name, services)


WORLD_FILE = ".world.json"
"""How the name of a world file ends."""
