"""Options and arguments that several commands have."""

from pathlib import Path
from typing import Annotated

import typer

from ...mocks.worldfile import read_world
from ...mocks.worlds import WORLD_FILE, BaseWorld, base_world
from ...tasks.secret import VARIABLE, Secret, read_secret, secret_in_variable

Folders = Annotated[
    list[Path] | None,
    typer.Option("--tasks-dir", "--attacks-dir",
                 help="A further folder of task files, of files of attacks, or of both; may be given several times."),
]
SecretFile = Annotated[
    Path | None,
    typer.Option("--secret-file", help=f"A file with your secret, whose variants of the tasks nobody else has; the "
                                       f"variable {VARIABLE} may hold it instead."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, alone, on standard output.")]
WorldArgument = Annotated[
    str, typer.Argument(metavar="WORLD", help="A world file (NAME.world.json) or the name of a base world.")
]


def secret_from(file: Path | None) -> Secret | None:
    """Return the secret of a file, or else of the environment variable, if there is one."""
    return secret_in_variable() if file is None else read_secret(file)


def opened(world: str) -> BaseWorld:
    """Return a world to look at or change; a file is read anew each time, for it may have been saved since."""
    return read_world(world) if world.endswith(WORLD_FILE) else base_world(world)
