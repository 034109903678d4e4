"""A base world with some of its services only."""

import pytest

from diorama.mocks.catalog import service_classes
from diorama.mocks.world import World, agent, toolbox
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import UsageError

SERVICES = base_world("office-small").services


@pytest.mark.parametrize("service", SERVICES)
def test_the_other_services_are_left_out_whole(service: str) -> None:
    office = base_world("office-small")
    alone = office.narrowed((service,))
    box = toolbox(service_classes((service,)))
    assert alone.services == (service,)
    assert set(alone.state.tables) == set(box.schemas)
    assert all(alone.state.table(path) is office.state.table(path) for path in box.schemas)
    assert all(item.call.tool in box.specs for item in alone.state.queue)
    world = World(service_classes((service,)), alone.state)
    assert world.call(Call.of("people.search", {"query": "Okafor"}), actor=agent(office.principal)).ok


@pytest.mark.parametrize("service", SERVICES)
def test_an_office_of_few_services_is_built_of_their_seeds(service: str) -> None:
    whole, alone = base_world("office-small"), base_world("office-small", (service,))
    assert alone.services == (service,)
    for path in alone.state.tables:
        if path.startswith((f"{service}.", "people.", "groups.")):
            assert list(alone.state.table(path).ids()) == list(whole.state.table(path).ids()), path


def test_all_services_are_the_world_itself() -> None:
    office = base_world("office-small")
    assert office.narrowed(office.services) is office


def test_a_service_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match=r"office-small has no service 'drives'; it has mail, .*Did you mean 'drive'"):
        base_world("office-small").narrowed(("mail", "drives"))
