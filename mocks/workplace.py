"""The base world `workplace`: a machine, a post office and a chat. One login is there to try the machine with; all else
comes with the task: an organisation of its own, its people, their files."""

from functools import lru_cache

from ..snapshots.calls import Call
from .catalog import service_classes
from .world import World, run_calls, setup
from .worlds import BaseWorld

NAME = "workplace"
SERVICES = ("shell", "mail", "chat")
PRINCIPAL = "assistant@workplace.test"
USER = "assistant"
SEED = 1
NOW = 1_772_699_400_000
"""Thursday, 5 March 2026, 08:30 UTC."""


@lru_cache(maxsize=1)
def build_workplace() -> BaseWorld:
    """Build the world."""
    world = World(service_classes(SERVICES), seed=SEED, now=NOW)
    run_calls(world, (
        Call.of("shell.put_user", {"name": USER}),
        Call.of("shell.set_login", {"user": USER, "principal": PRINCIPAL}),
    ), actor=setup())
    return BaseWorld(NAME, SERVICES, PRINCIPAL, world.snapshot())
