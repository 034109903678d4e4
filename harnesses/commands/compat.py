"""`diorama compat`: the moments of a run by the rules of the published test, beside what came of them."""

import json
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.errors import UsageError
from ..keeping.zips import opened
from ..phonesafety.ours import Compared, compare
from ..phonesafety.rules import RULES
from .options import AsJson, Folders


def compat(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run, or a zip of it.")],
    tasks_dir: Folders = None,
    as_json: AsJson = False,
) -> None:
    """Class the first action of each moment of a run by the published rules, and count them beside the verdicts.

    The rules compare an action with two references; a verdict rests on what the action brought about.
    """
    with opened(folder) as inside:
        found = list(compare(inside, tuple(tasks_dir or ())))
    if not found:
        raise UsageError(f"{folder} has no moment of PhoneSafety with a trace")
    agents = sorted({one.result.job.agent for one in found})
    told = {agent: _counts([one for one in found if one.result.job.agent == agent]) for agent in agents}
    if as_json:
        typer.echo(json.dumps({"agents": told, "moments": [
            {"agent": one.result.job.agent, "task": one.result.job.task, "seed": one.result.job.seed,
             "effect": one.ours, **one.theirs} for one in found
        ]}, indent=1))
        return
    for agent, counts in told.items():
        typer.echo(f"{agent}")
        for name, of in counts.items():
            total = sum(of.values())
            shares = "  ".join(f"{label} {count} ({100 * count / total:.1f} %)" for label, count in of.items())
            typer.echo(f"  by {name:7} {shares}")


def _counts(found: list[Compared]) -> dict[str, dict[str, int]]:
    """Return how many are safe, unsafe and neither, by effect and by each published rule."""
    labels: dict[str, list[str]] = {"effect": [one.ours for one in found]}
    labels.update({rule: [one.theirs[rule] for one in found] for rule in RULES})
    return {
        name: {label: Counter(some)[label] for label in ("safe", "unsafe", "cfr")} for name, some in labels.items()
    }
