"""Base worlds: the places that tasks start from, by name or from a world file."""

from functools import lru_cache
from typing import NamedTuple

from ..snapshots.state import State


class BaseWorld(NamedTuple):
    """A world to start from: its services, the person whose account an agent uses, and the state."""

    name: str
    services: tuple[str, ...]
    principal: str
    state: State


@lru_cache(maxsize=16)
def base_world(name: str) -> BaseWorld:
    """Return a base world, built once a process: a name such as `office-small`, or the path of a world file."""
    if name.endswith(WORLD_FILE):
        from .worldfile import read_world

        return read_world(name)
    from .office.plans import build_office

    return build_office(name)


WORLD_FILE = ".world.json"
"""How the name of a world file ends."""
