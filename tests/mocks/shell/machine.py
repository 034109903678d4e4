"""A machine with three users for tests of the shell service, and ways to work on it."""

from functools import lru_cache
from typing import Any

from diorama.mocks.catalog import service_classes
from diorama.mocks.world import World, agent, run_calls, setup
from diorama.snapshots.calls import Call, Outcome
from diorama.snapshots.state import State

NOW = 1_772_613_000_000
"""Wed 4 March 2026, 08:30 UTC."""

ANA, BO, KIM = "ana@dock.test", "bo@dock.test", "kim@dock.test"
"""Ana and Bo are in `staff`; Kim may run everything as root and begins afresh with every command, in dash."""


def put(tool: str, **arguments: Any) -> Call:
    """Return a call of one of the shell's set-up tools."""
    return Call.of(f"shell.{tool}", arguments)


SETUP = (
    put("put_user", name="ana", groups=["staff"], full_name="Ana Bell"),
    put("put_user", name="bo", groups=["staff"]),
    put("put_user", name="kim", sudo=["ALL"]),
    put("put_dir", path="/srv/dock", mode="2775", owner="ana", group="staff"),
    put("put_file", path="/srv/dock/crates.csv", text="id,weight\n1,40\n2,35\n", mode="664", owner="ana",
        group="staff"),
    put("put_file", path="/srv/dock/rules.txt", text="Weigh everything twice.\n", owner="root"),
    put("put_file", path="/srv/dock/wages.txt", text="bo 10\n", mode="600", owner="bo"),
    put("put_file", path="/srv/dock/photo.bin", base64="AAEC/w==", mode="664", owner="ana"),
    put("put_link", path="/srv/dock/latest", target="crates.csv", owner="ana"),
    put("set_login", user="ana", principal=ANA, cwd="/srv/dock"),
    put("set_login", user="bo", principal=BO, cwd="/srv/dock", env={"LANG": "C"}),
    put("set_login", user="kim", principal=KIM, dialect="dash", persistent=False),
)


@lru_cache(maxsize=1)
def dock() -> State:
    """Return the state of the machine as it is at the start."""
    world = World(service_classes(("shell",)), seed=7, now=NOW)
    run_calls(world, SETUP, actor=setup())
    return world.state


def machine(*more: Call) -> World:
    """Return a world with the machine, after some more set-up."""
    world = World(service_classes(("shell",)), dock())
    run_calls(world, more, actor=setup())
    return world


def call(world: World, tool: str, who: str = ANA, **arguments: Any) -> Outcome:
    """Make a call as somebody who works on the machine."""
    return world.call(Call.of(f"shell.{tool}", arguments), actor=agent(who))


def bash(world: World, command: str, who: str = ANA, **arguments: Any) -> Any:
    """Run a command as somebody; return the result."""
    outcome = call(world, "bash", who, command=command, **arguments)
    assert outcome.ok, outcome.message
    return outcome.value


def out(world: World, command: str, who: str = ANA) -> str:
    """Run a command that must succeed without a word of complaint; return what it has written."""
    result = bash(world, command, who)
    assert (result["exit_code"], result["stderr"]) == (0, ""), result
    return str(result["stdout"])


def result(world: World, tool: str, who: str = ANA, **arguments: Any) -> Any:
    """Make a call that must succeed; return its value."""
    outcome = call(world, tool, who, **arguments)
    assert outcome.ok, outcome.message
    return outcome.value


def refusal(world: World, tool: str, who: str = ANA, **arguments: Any) -> tuple[str, str]:
    """Make a call that must be refused; return the code and the words."""
    before = world.state
    outcome = call(world, tool, who, **arguments)
    assert not outcome.ok
    assert world.state is before
    return outcome.code, outcome.message


def content(world: World, path: str) -> bytes:
    """Return what a file holds, read from State."""
    row = world.state.table("shell.files")[path]
    return world.state.blobs[row.blob] if row.blob else b""


def runs(world: World) -> list[Any]:
    """Return the list of runs, in their order."""
    table = world.state.table("shell.runs")
    return [table[identity] for _, identity in table.find("in_order", "")]


def versions(world: World, path: str) -> list[Any]:
    """Return the past versions of a path, in their order."""
    table = world.state.table("shell.versions")
    return [table[identity] for _, identity in table.find("by_path", path)]
