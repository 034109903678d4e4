"""Options and arguments that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from ...mocks.worldfile import read_world
from ...mocks.worlds import WORLD_FILE, BaseWorld, base_world

Folders = Annotated[
    list[Path] | None, typer.Option("--tasks-dir", help="A further folder of task files; may be given several times.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, alone, on standard output.")]
WorldArgument = Annotated[
    str, typer.Argument(metavar="WORLD", help="A world file (NAME.world.json) or the name of a base world.")
]


def opened(world: str) -> BaseWorld:
    """Return a world to look at or change; a file is read anew each time, for it may have been saved since."""
    return read_world(world) if world.endswith(WORLD_FILE) else base_world(world)
