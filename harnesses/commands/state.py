"""`diorama state`: look into the world at a step of a trace."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.export import export_sqlite
from ..replay import state_before
from .options import AsJson, Folders


def write_state(
    trace: Annotated[Path, typer.Argument(metavar="TRACE", help="The trace of the episode.")],
    out: Annotated[Path, typer.Option("--out", help="The SQLite file to write.")],
    at: Annotated[int, typer.Option("--at", help="The step before which to look, from 1; 0: after the last.")] = 0,
    tasks_dir: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Write the state of the world before a step of a trace as an SQLite file, with a table for each kind of record."""
    step, state = state_before(trace, at, tuple(tasks_dir or ()))
    counts = export_sqlite(state, out)
    if as_json:
        typer.echo(json.dumps({"out": str(out), "state": state.digest(), "at": step, "tables": counts}, indent=1))
        return
    typer.echo(f"{out}: state {state.digest()} before step {step}")
    for name, count in counts.items():
        if count:
            typer.echo(f"  {name:24} {count}")
