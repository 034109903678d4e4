"""Any calls by anybody over all services: nothing raises, nothing dangles, and a point can be gone back to."""

import json
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.catalog import SERVICES, service_classes
from diorama.mocks.world import Toolbox, World, agent
from diorama.mocks.worlds import BaseWorld
from diorama.snapshots.digest import canonical
from diorama.snapshots.draw import Draw
from diorama.snapshots.state import State
from tests.mocks.calendar.soundness import assert_sound as calendar_sound
from tests.mocks.chat.soundness import assert_sound as chat_sound
from tests.mocks.docs.soundness import assert_sound as docs_sound
from tests.mocks.drive.soundness import assert_sound as drive_sound
from tests.mocks.mail.soundness import assert_sound as mail_sound
from tests.mocks.phone.soundness import assert_sound as phone_sound
from tests.mocks.shell.soundness import assert_sound as shell_sound
from tests.registry.everywhere import everywhere
from tests.registry.pointed import Pointed

BOX = Toolbox(tuple(SERVICES.values()))
TOOLS = sorted((spec for spec in BOX.specs.values() if {"agent", "rest"} & spec.faces), key=lambda spec: spec.name)
STEPS = 40
DAY = 24 * 3_600_000


@lru_cache(maxsize=1)
def office() -> BaseWorld:
    return everywhere()


@lru_cache(maxsize=1)
def people() -> tuple[str, ...]:
    """Return who makes calls: the principal, four with accounts, and one from outside."""
    persons = list(office().state.table("people.persons").rows())
    inside = [one.emails[0] for one in persons if not one.external]
    outside = [one.emails[0] for one in persons if one.external]
    return (office().principal, *Draw(1, "people").shuffled(inside)[:4], outside[0])


def assert_sound(state: State) -> None:
    """Hold a state to what each service promises of its rows, seen by itself."""
    for services, check in ((("mail",), mail_sound), (("chat",), chat_sound), (("calendar",), calendar_sound),
                            (("drive",), drive_sound), (("drive", "docs"), docs_sound),
                            (("shell",), shell_sound), (tuple(SERVICES), phone_sound)):
        check(office()._replace(state=state).narrowed(services).state)


def test_the_office_is_sound_from_the_start() -> None:
    assert_sound(office().state)


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32))
def test_any_calls_leave_a_sound_world_that_can_be_gone_back_to(seed: int) -> None:
    world = World(service_classes(office().services), office().state)
    calls, draw, made = Pointed(TOOLS, seed), Draw(seed, "callers"), 0
    middle, twin = world.state, world.fork()
    for step in range(STEPS):
        if step == STEPS // 2:
            world.advance(world.state.now + DAY * draw.choice((0, 1, 40)))
            middle, twin = world.snapshot(), world.fork()
        before, caller = world.state, agent(draw.choice(people()))
        call = calls.next(world, caller.principal)
        outcome = world.call(call, actor=caller)
        canonical(json.loads(outcome.observation))
        made += outcome.ok
        if not outcome.ok:
            assert world.state is before, call
        if step >= STEPS // 2:
            assert twin.call(call, actor=caller) == outcome
            assert twin.state.digest() == world.state.digest(), call
    assert made > STEPS // 8
    assert_sound(world.state)
    again = State.from_json(world.state.to_json(), BOX.schemas)
    assert again.digest() == world.state.digest()
    last = world.state.digest()
    world.restore(middle)
    assert world.state.digest() == middle.digest()
    assert twin.state.digest() == last
