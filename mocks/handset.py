"""The base world `handset`: a phone that belongs to somebody, with nothing installed yet, and the services that apps
of a phone are clients of. What is on it comes with the task."""

from functools import lru_cache

from ..snapshots.calls import Call
from .catalog import service_classes
from .world import World, run_calls, setup
from .worlds import BaseWorld

NAME = "handset"
SERVICES = ("phone", "mail", "chat", "calendar", "drive")
PRINCIPAL = "me@handset.test"
SEED = 1
NOW = 1_772_699_400_000
"""Thursday, 5 March 2026, 08:30 UTC."""


@lru_cache(maxsize=16)
def build_handset(services: tuple[str, ...] = SERVICES) -> BaseWorld:
    """Build the world with some of its services."""
    world = World(service_classes(services), seed=SEED, now=NOW)
    run_calls(world, (Call.of("phone.set_device", {"settings": {"owner": PRINCIPAL}}),), actor=setup())
    return BaseWorld(NAME, services, PRINCIPAL, world.snapshot())
