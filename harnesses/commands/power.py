"""`diorama power`: how many tasks and repeats a wanted difference needs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ...snapshots.errors import UsageError
from ..factorial import load_all
from ..keeping.zips import all_opened
from ..report import Summary
from ..reporting.needed import REPEATS, Wanted, needed
from ..tables import Grid, console, draw_grid
from .options import AsJson

_WHENCE = {"given": "given", "run": "from the run", "assumed": "assumed"}


def power(
    difference: Annotated[float, typer.Option(help="The difference that is to be found, such as 0.1 or -0.05.")],
    folders: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[RUN...]", help="A run to take the rate, the correlations and the tasks from."),
    ] = None,
    base: Annotated[float | None, typer.Option(help="The rate of the one agent, such as 0.4.")] = None,
    wanted: Annotated[float, typer.Option("--power", help="How sure it should be found.")] = 0.8,
    alpha: Annotated[float, typer.Option(help="How often a difference may be seen where there is none.")] = 0.05,
    within: Annotated[
        float | None, typer.Option(help="Correlation between an agent's episodes of one task; 0.5 if not known.")
    ] = None,
    between: Annotated[
        float | None, typer.Option(help="That between two agents' episodes of one task; half of it if not known.")
    ] = None,
    tests: Annotated[int, typer.Option(help="Tests made together, whose alpha is shared out.")] = 1,
    tasks: Annotated[int, typer.Option(min=0, help="Tasks that there are: what can be found with them?")] = 0,
    repeats: Annotated[str, typer.Option(help="Repeats to look at, with commas: seeds times reruns.")] = "",
    axis: Annotated[str, typer.Option(help="Of a run: the rate, such as success, unsafe or unable.")] = "success",
    agent: Annotated[str, typer.Option(help="Of a run: the agent; by default the first.")] = "",
    store: Annotated[str, typer.Option(help="Database URL of the results, if it takes a password.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say how many tasks and repeats it takes to find a difference between two agents that play the same tasks.

    The test is that of `report --compare`. More repeats of a task help less and less, since what tasks differ in stays;
    more tasks always help.
    """
    with all_opened(folders or []) as opened:
        sources = [source for folder in opened for source in load_all(folder, store)]
    asked = Wanted(difference, base, within, between, wanted, alpha, tests, axis, agent, tasks, _numbers(repeats))
    found = needed(asked, sources)
    if as_json:
        typer.echo(json.dumps(found, indent=1))
        return
    screen = console()
    screen.print(_about(found), markup=False, highlight=False)
    for grid in _grids(found):
        draw_grid(screen, grid)


def _numbers(text: str) -> tuple[int, ...]:
    if not text:
        return REPEATS
    numbers = [int(word) if word.strip().isdecimal() else 0 for word in text.split(",")]
    if not all(numbers):
        raise UsageError(f"repeats are numbers from 1 with commas, such as 1,3,5, and not {text!r}")
    return tuple(numbers)


def _about(found: Summary) -> str:
    whence = {name: _WHENCE[word] for name, word in found["taken_from"].items()}
    shared = f" shared by {found['tests']} tests" if found["tests"] > 1 else ""
    return (f"From {found['base']:.3g} ({whence['base']}) to {found['base'] + found['difference']:.3g}, found with "
            f"{100 * found['power']:.3g} % at alpha {found['alpha']:g}{shared}. Correlation within a task "
            f"{found['within']:.2f} ({whence['within']}), between the agents on it {found['between']:.2f} "
            f"({whence['between']}).")


def _grids(found: Summary) -> Iterator[Grid]:
    yield Grid("Tasks that it takes", ("repeats", "tasks", "episodes, both agents"), tuple(
        (str(plan["repeats"]), f"{plan['tasks']:,}", f"{plan['episodes']:,}") for plan in found["plans"]
    ), "Companions come on top.")
    there = found["with_tasks"]
    if there is not None:
        yield Grid(f"With {there['tasks']} tasks", ("repeats", "episodes", "power", "smallest difference found"), tuple(
            (str(one["repeats"]), f"{one['episodes']:,}", f"{100 * one['power']:.0f} %",
             "none" if one["smallest_difference"] is None else f"{one['smallest_difference']:+.3f}")
            for one in there["repeats"]
        ))
