"""The base world with a machine, as it is before any task has prepared it."""

from diorama.mocks.catalog import service_classes
from diorama.mocks.world import World, agent
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call


def test_it_can_be_tried_as_it_is() -> None:
    base = base_world("workplace")
    world = World(service_classes(base.services), base.state)
    told = world.call(Call.of("shell.bash", {"command": "id -un; pwd; date"}), actor=agent(base.principal))
    assert told.value == {
        "exit_code": 0, "stderr": "", "stdout": "assistant\n/home/assistant\nThu Mar  5 08:30:00 UTC 2026\n",
    }
