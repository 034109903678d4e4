"""A server for all tests of the faces, and a fresh world in it for each."""

from collections.abc import Iterator

import pytest

from diorama.harnesses.serve.served import Worlds
from diorama.mocks.worlds import base_world
from tests.faces.clients import Desk, at_desk, serving


@pytest.fixture(scope="session")
def worlds() -> Worlds:
    return Worlds(base_world)


@pytest.fixture(scope="session")
def origin(worlds: Worlds) -> Iterator[str]:
    with serving(worlds) as address:
        yield address


@pytest.fixture
def desk(origin: str, worlds: Worlds) -> Iterator[Desk]:
    with at_desk(origin, worlds) as made:
        yield made
