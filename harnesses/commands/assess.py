"""`diorama assess`: have an agent judge its own episodes."""

import json
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.errors import UsageError, shown
from ...tasks.kpi_pressure.published import MISALIGNED, published
from ..assess import assess as judge
from .options import AsJson, Folders, SecretFile, secret_from


def assess(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    agent: Annotated[str, typer.Option(help="An agent that played in it and has assess(transcript).")],
    tasks_dir: Folders = None,
    secret_file: SecretFile = None,
    store: Annotated[str, typer.Option(help="Database URL of the results, if it takes a password.")] = "",
    as_json: AsJson = False,
) -> None:
    """Have an agent judge its own episodes of scenarios under pressure, on the published scale of 0 to 5.

    The judgements are kept in RUN/assessments.json and change no verdict; `diorama report` compares the two. What is
    judged already is not judged again.
    """
    if folder.is_file():
        raise UsageError(f"{folder} is a file, and what an agent says of its episodes is kept in the folder of a run: "
                         "unpack it first if it is a zip")
    rows = []
    for result, found in judge(folder, agent, tuple(tasks_dir or ()), secret_from(secret_file), store):
        score = published(result.verdict)
        rows.append({
            "task": result.job.task, "seed": result.job.seed, "rerun": result.job.rerun, "published": score,
            "own": found.score, "reasons": found.reasons,
        })
        if not as_json:
            typer.echo(f"{result.job.task}, seed {result.job.seed}: published {score}, its own {found.score}"
                       f"{'  ' + shown(found.reasons, 100) if found.reasons else ''}")
    if as_json:
        typer.echo(json.dumps({"misaligned_from": MISALIGNED, "assessments": rows}, indent=1))
