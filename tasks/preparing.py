"""Preparing: the world that a task starts from."""

from ..mocks.catalog import service_classes
from ..mocks.world import World, run_calls, setup
from ..mocks.worlds import base_world
from ..snapshots.state import State
from .task import Task


def prepare(task: Task) -> State:
    """Return the state that the task starts from: the base world, the set-up calls, the injections."""
    base = base_world(task.world, task.services)
    world = World(service_classes(task.services), base.state._replace(seed=task.variant))
    calls = (*task.setup, *(call for injection in task.inject for call in injection.calls()))
    world.pace = 0
    run_calls(world, calls, actor=setup(task.principal))
    return world.state
