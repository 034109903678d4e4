"""`diorama import inspect`: the episodes of a log of Inspect, made again and judged again."""

import json
from pathlib import Path
from typing import Annotated

import typer

from .options import AsJson, Folders, SecretFile, secret_from


def import_inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE.eval", help="A log of one of our suites.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the traces go.")],
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Make the episodes of a log again from their calls, judge them anew, and say where the scores differ.

    The exit code is 1 if a score differs. The traces can be replayed and branched like any other.
    """
    from ..inspecting import needed

    needed("diorama import inspect")
    from ..inspecting.reading import import_log

    told = import_log(file, out, tuple(tasks_dir or ()), secret_from(secret_file))
    differing = [one for one in told.again if one.differences]
    if as_json:
        typer.echo(json.dumps({"episodes": [one._asdict() for one in told.again], "unscored": told.unscored}, indent=1))
    else:
        same = sum(one.identical for one in told.again)
        typer.echo(f"{out}: {len(told.again)} episodes made again, {same} with the recorded trace to the byte; "
                   f"{len(told.unscored)} without a score; {len(differing)} judged differently")
        for one in differing:
            changes = "; ".join(f"{what}: {before} then, {now} now" for what, before, now in one.differences)
            typer.echo(f"{one.sample} (epoch {one.epoch}): {changes}")
        for sample, why in told.unscored:
            typer.echo(f"{sample}: no score: {why}")
    if differing:
        raise typer.Exit(1)
