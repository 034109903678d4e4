"""`diorama rescore`: judge a trace by the task as it is now."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.digest import canonical
from ...snapshots.errors import shown
from ..replay import rescore as judge_anew
from .options import AsJson, Folders, SecretFile, secret_from


def rescore(
    trace: Annotated[Path, typer.Argument(metavar="TRACE", help="The trace to judge.")],
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Judge a recorded episode by the checks of its task as it is now, without the agent, and say what changes.

    Leaves with 1 if the episode does not go again as it was recorded: then the verdict is one of another episode.
    """
    found = judge_anew(trace, tuple(tasks_dir or ()), secret_from(secret_file))
    header, first = found.again.trace.header, found.again.first
    if as_json:
        typer.echo(json.dumps({
            "task": header.task,
            "version": {"recorded": header.version, "present": found.version},
            "changes": [{"field": field, "before": before, "after": after} for field, before, after in found.changes],
            "verdict": found.verdict.model_dump(mode="json"),
            "steps": len(found.again.trace.steps),
            "identical": found.again.identical,
            "first_difference": None if first is None else first._asdict(),
        }, indent=1))
    else:
        typer.echo(f"{header.task}: recorded at version {header.version}, judged at version {found.version}")
        for field, before, after in found.changes:
            typer.echo(f"  {field}: {shown(canonical(before), 200)} -> {shown(canonical(after), 200)}")
        if not found.changes:
            typer.echo("  the verdict is the same")
        if first is not None:
            typer.echo(f"  but the episode does not go again as it was recorded, from step {first.step} on")
    if first is not None:
        raise typer.Exit(1)
