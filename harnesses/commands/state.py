"""`diorama state`: look into a world, or into the world at a step of a trace."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...mocks.worlds import WORLD_FILE
from ...snapshots.errors import UsageError
from ...snapshots.export import export_sqlite
from ..replay import state_before
from .options import AsJson, Folders, SecretFile, opened, secret_from


def write_state(
    source: Annotated[str, typer.Argument(metavar="TRACE|WORLD", help="The trace of an episode, or a world.")],
    out: Annotated[Path, typer.Option("--out", help="The SQLite file to write.")],
    at: Annotated[int, typer.Option("--at", help="The step before which to look, from 1; 0: after the last.")] = 0,
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Write a state as an SQLite file, with a table for each kind of record: the world before a step of a trace, or a
    world as it is (a world file, or a base world by its name)."""
    if Path(source).is_file() and not source.endswith(WORLD_FILE):
        step, state = state_before(Path(source), at, tuple(tasks_dir or ()), secret_from(secret_file))
    else:
        if at:
            raise UsageError(f"--at is a step of a trace; {source} is a world")
        step, state = 0, opened(source).state
    counts = export_sqlite(state, out)
    if as_json:
        typer.echo(json.dumps({"out": str(out), "state": state.digest(), "at": step, "tables": counts}, indent=1))
        return
    typer.echo(f"{out}: state {state.digest()}" + (f" before step {step}" if step else ""))
    for name, count in counts.items():
        if count:
            typer.echo(f"  {name:24} {count}")
