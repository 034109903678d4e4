"""`diorama call`: one call in a world, by hand."""

import json
from typing import Annotated

import typer

from ...mocks.catalog import service_classes
from ...mocks.common.addresses import normalise
from ...mocks.world import World, agent
from ...mocks.worldfile import write_world
from ...mocks.worlds import WORLD_FILE
from ...snapshots.calls import Call
from ...snapshots.diff import diff
from ...snapshots.errors import UsageError, shown
from .options import WorldArgument, opened


def call(
    world: WorldArgument,
    tool: Annotated[str, typer.Argument(metavar="TOOL", help="The tool, such as mail.list_messages.")],
    arguments: Annotated[str, typer.Argument(metavar="ARGUMENTS", help="Its arguments as a JSON object.")] = "{}",
    principal: Annotated[
        str, typer.Option("--principal", help="On whose account; the world's own principal if not given.")
    ] = "",
    save: Annotated[bool, typer.Option("--save", help="Write the world file anew as the call leaves it.")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="Also print what changed, a line each.")] = False,
) -> None:
    """Make one call in a world, as an agent would, and print what comes back. Leaves with 1 if it is refused."""
    base = opened(world)
    if save and not world.endswith(WORLD_FILE):
        raise UsageError(f"{world} is a built-in world; only a world file can be saved")
    try:
        given = json.loads(arguments)
    except (ValueError, RecursionError):
        raise UsageError(f"{shown(arguments)} is not JSON") from None
    if not isinstance(given, dict):
        raise UsageError(f"the arguments are a JSON object such as '{{\"q\": \"is:unread\"}}', not {shown(arguments)}")
    live = World(service_classes(base.services), base.state)
    outcome = live.call(Call.of(live.box.name_of(tool), given), actor=agent(normalise(principal) or base.principal))
    typer.echo(json.dumps(json.loads(outcome.observation), ensure_ascii=False, indent=1))
    if changes:
        for change in diff(base.state, live.state):
            typer.echo(json.dumps(change._asdict(), ensure_ascii=False))
    if not outcome.ok:
        raise typer.Exit(1)
    if save:
        write_world(world, base._replace(state=live.state))
