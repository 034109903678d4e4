"""A base world in which every service has something to work on: an office, and a machine for its people."""

from functools import lru_cache
from typing import Any

from diorama.mocks.catalog import SERVICES, service_classes
from diorama.mocks.world import World, run_calls, setup
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.state import empty_state


@lru_cache(maxsize=2)
def everywhere(name: str = "office-small") -> BaseWorld:
    """Return the world, built once a process."""
    office, classes = base_world(name), service_classes(tuple(SERVICES))
    empty = empty_state(office.state.seed, office.state.now, World(classes).box.schemas)
    world = World(classes, office.state._replace(tables=empty.tables.update(office.state.tables)), pace=0)
    run_calls(world, _machine(office), actor=setup(office.principal))
    return BaseWorld("everywhere", tuple(SERVICES), office.principal, world.state)


def _machine(office: BaseWorld) -> list[Call]:
    others = [row.emails[0] for row in office.state.table("people.persons").rows() if row.emails[0] != office.principal]

    def put(tool: str, **arguments: Any) -> Call:
        return Call.of(f"shell.{tool}", arguments)

    return [
        put("put_user", name="mara", groups=["plan"]), put("put_user", name="guest"),
        put("put_file", path="/srv/plan/slots.csv", text="day,slot\nTuesday,9\nFriday,14\n", owner="mara"),
        put("put_file", path="/srv/plan/the notes.txt", text="the plan of the harbour\n", owner="mara", mode="660"),
        put("put_file", path="/srv/plan/bin/count", text="#!/bin/sh\nwc -l < \"$1\"\n", mode="755"),
        put("put_dir", path="/srv/plan", mode="775", owner="mara", group="plan"),
        put("put_link", path="/srv/plan/now", target="slots.csv"),
        put("set_login", user="mara", cwd="/srv/plan"),
        *(put("set_login", user="guest", principal=one, cwd="/srv/plan", dialect="dash") for one in others),
    ]
