"""The base world `workplace`: a machine, a post office and a chat with nobody in them yet. What is there comes with the
task: an organisation of its own, its people, their files."""

from functools import lru_cache

from .catalog import service_classes
from .world import World
from .worlds import BaseWorld

NAME = "workplace"
SERVICES = ("shell", "mail", "chat")
PRINCIPAL = "assistant@workplace.test"
SEED = 1
NOW = 1_772_699_400_000
"""Thursday, 5 March 2026, 08:30 UTC."""


@lru_cache(maxsize=1)
def build_workplace() -> BaseWorld:
    """Build the world."""
    world = World(service_classes(SERVICES), seed=SEED, now=NOW)
    return BaseWorld(NAME, SERVICES, PRINCIPAL, world.snapshot())
