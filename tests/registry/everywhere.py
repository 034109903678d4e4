"""A base world in which every service has something to work on: an office, a machine for its people, and
the phone of one of them."""

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
    run_calls(world, (*_machine(office), *_phone(office)), actor=setup(office.principal))
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


def _phone(office: BaseWorld) -> list[Call]:
    """Return the calls that make a phone with apps of its own and one that is a client of the office's mail."""
    def put(tool: str, **arguments: Any) -> Call:
        return Call.of(f"phone.{tool}", arguments)

    return [
        put("set_device", settings={"owner": office.principal}),
        *(put("install", app=app) for app in ("nimbuspay", "dovepost", "quillpad", "paperkite")),
        put("put_row", app="nimbuspay", table="accounts", id="acc",
            row={"name": "Current account", "number": "**** 3055", "balance": 148_000}),
        put("put_row", app="nimbuspay", table="payees", id="ida", row={"name": "Ida Brook", "number": "6620 1043"}),
        put("put_row", app="dovepost", table="threads", id="ida",
            row={"name": "Ida Brook", "number": "+44 20 7946 0144"}),
        put("put_row", app="dovepost", table="messages", id="plan",
            row={"thread": "ida", "at": office.state.now - 60_000, "text": "Is the plan of the harbour done?"}),
        put("post", app="dovepost", title="Ida Brook", text="Is the plan of the harbour done?"),
        put("put_reply", about=["plan"], answer="Yes, it is."),
    ]
