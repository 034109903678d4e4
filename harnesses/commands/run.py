"""`diorama run`: agents over tasks, in processes of their own, wherever those are."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ...envs.levers import as_factors
from ...snapshots.digest import text_digest
from ...tasks.attacks.cell import read_cell
from ..factorial import folder_of, load_all
from ..guards.designs import designed
from ..guards.named import read_guards
from ..jobs import Request, Result
from ..progress import watch_on
from ..report import summarise
from ..reporting.foreseeing import foresee, foreseen_grids, unasked
from ..run import RETRIES, plan_run
from ..run import run as run_plan
from ..tables import console, draw, draw_grid
from .options import AsJson, Folders, SecretFile, secret_from
from .place import MEMORY, Code, Cpus, EndpointKey, EndpointUrl, Image, Memory, PoolName, RayAddress, place_of
from .reading import read_factors, read_seeds

RUNS = Path("runs")
"""Where runs go that are given no folder."""


def run(
    suite: Annotated[str, typer.Argument(metavar="ENV|SUITE", help="An environment id, a family, a suite, or all.")],
    tasks: Annotated[str, typer.Option("--tasks", help="Only the tasks whose id matches this shell pattern.")] = "*",
    agent: Annotated[
        str, typer.Option(help="Agents, with commas: oracle and the like, openai:MODEL, responses:MODEL, "
                               "anthropic:MODEL, or python:module:attribute, which is your own.")
    ] = "oracle",
    seeds: Annotated[str, typer.Option(help="Seeds, such as 0-4 or 1,3,7-9.")] = "0-4",
    out: Annotated[Path | None, typer.Option(help="The run's folder; one that exists is gone on with.")] = None,
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 is one a processor.")] = 0,
    companions: Annotated[bool, typer.Option(help="Also play the companions, which tell who was able.")] = True,
    factors: Annotated[str, typer.Option(help="Factor levels: name=level,...; a|b|c are run each.")] = "",
    attack: Annotated[str, typer.Option(help="An attack on each task: carrier:goal:wording.")] = "",
    guard: Annotated[
        str, typer.Option(help="Guards before the agent: always, delimit and the like, or python:module:attribute; "
                               "one after another with +, alternatives with commas are run each.")
    ] = "",
    prevalence: Annotated[int | None, typer.Option(help="Percentage of risky episodes; the others are benign.")] = None,
    secret_file: SecretFile = None,
    tasks_dir: Folders = None,
    max_steps: Annotated[int | None, typer.Option(min=1, help="A step budget for all tasks.")] = None,
    max_tokens: Annotated[
        int, typer.Option(min=0, help="Tokens that an agent's model may take in an episode; 0 is any.")
    ] = 0,
    time_limit: Annotated[float, typer.Option(min=0, help="Seconds for each episode; 0 is no limit.")] = 3600,
    reruns: Annotated[int, typer.Option(min=1, help="Episodes of each task and seed.")] = 1,
    limit: Annotated[int, typer.Option(min=0, help="Only so many tasks; 0 is all.")] = 0,
    retries: Annotated[int, typer.Option(min=0, help="How often a job whose process died is tried again.")] = RETRIES,
    store: Annotated[str, typer.Option(help="Database URL for results; the default is a file in the folder.")] = "",
    all_in_store: Annotated[bool, typer.Option("--all-in-store", help="Keep traces and talk there too.")] = False,
    pool: PoolName = "local",
    image: Image = "",
    memory: Memory = MEMORY,
    cpus: Cpus = 1.0,
    agent_code: Code = None,
    endpoint: EndpointUrl = "",
    endpoint_key: EndpointKey = "",
    ray_address: RayAddress = "local",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would come to, and stop.")] = False,
    as_json: AsJson = False,
) -> None:
    """Run agents over the tasks of an environment or a suite, and report the three axes.

    Every episode leaves a trace in DIR/traces. A run that was interrupted, however it was, goes on when the same
    command is given again: nothing is lost and nothing is done twice. Where factors have several levels, or
    there are several guards, DIR has a folder for each combination, over the same tasks and seeds.
    """
    cell = read_cell(attack)._asdict() if attack else None
    levels = as_factors(dict(read_factors(factors)), prevalence=prevalence, attack=cell)
    request = Request(
        suite=suite, agents=tuple(dict.fromkeys(filter(None, agent.split(",")))), seeds=read_seeds(seeds), tasks=tasks,
        factors=tuple(sorted(levels.items())), companions=companions, max_steps=max_steps, max_tokens=max_tokens,
        time_limit=time_limit, reruns=reruns, limit=limit, folders=tuple(tasks_dir or ()),
        secret=secret_from(secret_file),
    )
    where = place_of(pool, request.agents, request.folders, image, memory, cpus, agent_code or (), endpoint,
                     endpoint_key, ray_address)
    told = Console(stderr=True)
    watch = watch_on(told)
    design = designed(request, read_guards(guard))
    asked = [one for _, one in design]
    if dry_run:
        _foresee(asked, as_json)
        return
    plans = [plan_run(one, where) for one in asked]
    name = plans[0].digest if len(plans) == 1 else text_digest("\n".join(plan.digest for plan in plans))
    folder = out or RUNS / f"{suite}-{name[:8]}"
    places = [folder] if len(design) == 1 else [folder_of(folder, cell) for cell, _ in design]
    for task in dict.fromkeys(task for plan in plans for task in plan.left_out):
        watch.note(f"left out, since it lacks the factors: {task}")
    results: list[Result] = []
    try:
        for one, plan, place in zip(asked, plans, places, strict=True):
            if len(places) > 1:
                watch.note(f"{place}:")
            finished = run_plan(one, plan, place, workers=workers, store=store, retries=retries, watch=watch,
                                whole=all_in_store, place=where)
            results += finished.results
    except KeyboardInterrupt:
        told.print(f"Stopped. The same command with --out {folder} goes on from here.", markup=False, soft_wrap=True)
        raise typer.Exit(130) from None
    summary = summarise(list(load_all(folder, store)))
    if as_json:
        rates = {name: row["rates"] for name, row in summary["agents"].items()}
        invalid = summary["invalid"]
        shown = {"run": str(folder), "episodes": len(results), "invalid": invalid, "rates": rates}
        typer.echo(json.dumps(shown, indent=1))
    else:
        screen = console()
        draw(screen, summary)
        screen.print(f"Run: {folder}", markup=False, soft_wrap=True)


def _foresee(asked: Sequence[Request], as_json: bool) -> None:
    """Print what a run would come to."""
    found = foresee([(one, unasked(one)) for one in asked])
    if as_json:
        typer.echo(json.dumps(found, indent=1))
    else:
        for grid in foreseen_grids(found):
            draw_grid(console(), grid)
