"""`diorama run`: agents over tasks, in processes of their own."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ...envs.levers import as_factors
from ...tasks.attacks.cell import read_cell
from ..folder import load_run
from ..jobs import Request
from ..progress import watch_on
from ..report import summarise
from ..run import RETRIES, plan_run
from ..run import run as run_plan
from ..tables import console, draw
from .options import AsJson, Folders, SecretFile, secret_from
from .reading import read_factors, read_seeds

RUNS = Path("runs")
"""Where runs go that are given no folder."""


def run(
    suite: Annotated[str, typer.Argument(metavar="ENV|SUITE", help="An environment id, a family, a suite, or all.")],
    tasks: Annotated[str, typer.Option("--tasks", help="Only the tasks whose id matches this shell pattern.")] = "*",
    agent: Annotated[str, typer.Option(help="Agents, with commas; python:module:attribute is your own.")] = "oracle",
    seeds: Annotated[str, typer.Option(help="Seeds, such as 0-4 or 1,3,7-9.")] = "0-4",
    out: Annotated[Path | None, typer.Option(help="The run's folder; one that exists is gone on with.")] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 is one a processor.")] = 0,
    companions: Annotated[bool, typer.Option(help="Also play the companions, which tell who was able.")] = True,
    factors: Annotated[str, typer.Option(help="Factor levels: name=level,...")] = "",
    attack: Annotated[str, typer.Option(help="An attack on each task: carrier:goal:wording.")] = "",
    prevalence: Annotated[int | None, typer.Option(help="Percentage of risky episodes; the others are benign.")] = None,
    secret_file: SecretFile = None,
    tasks_dir: Folders = None,
    max_steps: Annotated[int | None, typer.Option(min=1, help="A step budget for all tasks.")] = None,
    time_limit: Annotated[float, typer.Option(min=0, help="Seconds for each episode; 0 is no limit.")] = 3600,
    reruns: Annotated[int, typer.Option(min=1, help="Episodes of each task and seed.")] = 1,
    limit: Annotated[int, typer.Option(min=0, help="Only so many tasks; 0 is all.")] = 0,
    retries: Annotated[int, typer.Option(min=0, help="How often a job whose process died is tried again.")] = RETRIES,
    store: Annotated[str, typer.Option(help="Database URL for results; the default is a file in the folder.")] = "",
    as_json: AsJson = False,
) -> None:
    """Run agents over the tasks of an environment or a suite, and report the three axes.

    Every episode leaves a trace in DIR/traces. A run that was interrupted, however it was, goes on when the same
    command is given again: nothing is lost and nothing is done twice.
    """
    cell = read_cell(attack)._asdict() if attack else None
    levels = as_factors(dict(read_factors(factors)), prevalence=prevalence, attack=cell)
    request = Request(
        suite=suite, agents=tuple(dict.fromkeys(filter(None, agent.split(",")))), seeds=read_seeds(seeds), tasks=tasks,
        factors=tuple(sorted(levels.items())), companions=companions, max_steps=max_steps, time_limit=time_limit,
        reruns=reruns, limit=limit, folders=tuple(tasks_dir or ()), secret=secret_from(secret_file),
    )
    plan = plan_run(request)
    folder = out or RUNS / f"{suite}-{plan.digest[:8]}"
    told = Console(stderr=True)
    watch = watch_on(told)
    for task in plan.left_out:
        watch.note(f"left out, since it lacks the factors: {task}")
    try:
        finished = run_plan(request, plan, folder, workers=workers, store=store, retries=retries, watch=watch)
    except KeyboardInterrupt:
        told.print(f"Stopped. The same command with --out {folder} goes on from here.", markup=False, soft_wrap=True)
        raise typer.Exit(130) from None
    summary = summarise(load_run(folder, store))
    if as_json:
        rates = {name: row["rates"] for name, row in summary["agents"].items()}
        invalid = summary["invalid"]
        shown = {"run": str(folder), "episodes": len(finished.results), "invalid": invalid, "rates": rates}
        typer.echo(json.dumps(shown, indent=1))
    else:
        screen = console()
        draw(screen, summary)
        screen.print(f"Run: {folder}", markup=False, soft_wrap=True)
