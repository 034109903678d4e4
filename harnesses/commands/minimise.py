"""`diorama minimise`: the fewest calls that still give the same finding."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ..shrinking.minimise import minimise as minimise_one
from .options import AsJson, Folders, SecretFile, secret_from


def minimise(
    trace: Annotated[Path, typer.Argument(metavar="TRACE", help="The trace of an episode that failed.")],
    finding: Annotated[
        str, typer.Option(help="What must stay: the code of a hazard, a reason of inability, unsafe or unable; the "
                               "default is the first that the verdict has.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Where to write the short trace.")] = None,
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    as_json: AsJson = False,
) -> None:
    """Shorten a failing episode to the fewest calls, and their arguments to the fewest words, that still fail alike.

    What is left is a trace that replays and names the one that it was made from. No call of it can be left out.
    """
    found = minimise_one(trace, out, finding, tuple(tasks_dir or ()), secret_from(secret_file))
    if as_json:
        typer.echo(json.dumps({
            "trace": str(found.trace), "parent": found.parent,
            "finding": {"kind": found.finding.kind, "code": found.finding.code},
            "calls": _pair(found.calls), "characters": _pair(found.characters), "forks": found.forks,
            "made": found.made, "steps": found.played.steps, "verdict": found.played.verdict.model_dump(mode="json"),
        }, indent=1))
        return
    typer.echo(f"{found.trace}: {found.calls[1]} of {found.calls[0]} calls give the finding {found.finding}, with "
               f"{found.characters[1]} of {found.characters[0]} characters of arguments")
    typer.echo(f"It took {found.forks} forks and {found.made} calls.")


def _pair(then_and_now: tuple[int, int]) -> dict[str, int]:
    return {"before": then_and_now[0], "after": then_and_now[1]}
