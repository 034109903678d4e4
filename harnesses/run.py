"""Runs: all jobs of a plan done once, in processes that may be lost, and gone on with after any interruption."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pydantic import JsonValue

from ..snapshots.errors import UsageError
from .agent_names import check_name
from .agents import OUTSIDE
from .containers.scratch import settle_all
from .episodes import Ask, Assignment, Told, handed_over
from .folder import alone_in, results_of, take_up, trace_file
from .guards.guarded import described
from .guards.named import make_guard
from .jobs import Plan, Request, Result, chosen, invalid, make_plan
from .keeping.batch import Batch
from .keeping.halting import read_answer, stopping
from .keeping.keeper import InStore, bring
from .places import Here, Place
from .pools import Order, Pool
from .progress import Quiet, Watch
from .reference import REFERENCE

WORK = "diorama.harnesses.episodes:carry_out"
"""What the workers do."""

RETRIES = 2
"""How often a job is tried again after its process died."""


class Finished(NamedTuple):
    """A run whose jobs are all done."""

    folder: Path
    plan: Plan
    results: tuple[Result, ...]


def plan_run(request: Request, place: Place | None = None) -> Plan:
    """Return the plan of a request; UsageError and TaskError say what is wrong with it before anything runs.

    `place` is where its agents will be made, by default on this machine.
    """
    tasks = chosen(request)
    for name in request.agents:
        check_name(name)
    own = tuple(name for name in request.agents if name not in REFERENCE)
    first = tasks.listed[0].id
    if own or any("python:" in name for name in request.guards):
        told = _ask(request, own, first, place or Here())
    else:  # what ships needs no process of its own to say what it is
        told = Told(guards=_shipped(request, first))
    return make_plan(request, tasks, told.parameters, told.guards)


def _shipped(request: Request, task: str) -> tuple[dict[str, JsonValue], ...]:
    """Return what guards that ship say of themselves."""
    if not request.guards:
        return ()
    made = request.catalog.task(task, request.seeds[0], dict(request.factors))
    return tuple(described(make_guard(name, made)) for name in request.guards)


def _ask(request: Request, agents: tuple[str, ...], task: str, place: Place) -> Told:
    """Have a worker make a user's agents and the guards once, as all workers will."""
    question = Ask(
        agents=agents, guards=request.guards, task=task, seed=request.seeds[0], factors=request.factors,
        folders=_absolute(request.folders), secret=_text(request),
    )
    with TemporaryDirectory() as folder:
        pool = place.open(WORK, 1, Path(folder))
        try:
            pool.submit(Order("agents", question.model_dump_json(), request.time_limit))
            ending = next(pool.endings())
        finally:
            pool.close()
    if ending.kind != "done":
        raise UsageError(f"the agents or guards cannot be made: {ending.text}")
    told = Told.model_validate_json(ending.text)
    if told.wrong:
        raise UsageError(told.wrong)
    return told


def _text(request: Request) -> str:
    """Return the secret as workers are given it, over a pipe and nowhere else."""
    return "" if request.secret is None else request.secret.text


def _absolute(folders: Iterable[Path]) -> tuple[str, ...]:
    return tuple(str(folder.resolve()) for folder in folders)


def run(
    request: Request, plan: Plan, folder: Path, *, workers: int = 0, store: str = "", retries: int = RETRIES,
    watch: Watch | None = None, whole: bool = False, place: Place | None = None,
) -> Finished:
    """Do all jobs of a plan in `folder`; one that holds a part of the same run is gone on with.

    `workers` 0: one a processor. `store`: the URL of the database for results, by default a file in the folder.
    `whole`: the traces and the talk go into that database too. `place` is where the jobs are done, by default in
    processes on this machine. StoreError if nothing more can be kept.
    """
    if whole and not store:
        raise UsageError("to keep all of a run in a store takes the URL of one")
    watch, place = watch or Quiet(), place or Here()
    with alone_in(folder):
        settle_all(folder)
        file = take_up(folder, plan, store, whole)
        with file.open_store(folder, store) as kept, watch, stopping(folder), Batch(InStore(kept, file.run)) as batch:
            done, keeper = results_of(kept, file), batch.keeper
            ours = file.whole and not place.reaches_store  # to hand over: workers cannot
            watch.start(len(plan.jobs), list(done.values()))
            todo = [
                Assignment(
                    job=job, folder=str(folder.resolve()), folders=_absolute(request.folders), secret=_text(request),
                    store=(store or file.store) if file.whole and not ours else "", run=file.run,
                )
                for job in plan.jobs
                if job.key not in done
            ]
            for one in todo if ours else ():
                bring(keeper, one.job.key, folder)
            pool = place.open(WORK, min(len(todo), workers or os.cpu_count() or 1), folder) if todo else None
            try:
                orders = {one.job.key: one for one in todo}
                for played in _play(pool, todo, request.time_limit, retries, watch) if pool else ():
                    result = handed_over(keeper, played, orders[played.job.key]) if ours else played
                    if file.whole and not trace_file(folder, result.job.key).exists():
                        bring(keeper, result.job.key, folder)
                    batch.add(result)
                    done[result.job.key] = result
                    watch.add(result)
            finally:
                if pool:
                    pool.close()
    return Finished(folder, plan, tuple(done[job.key] for job in plan.jobs))


def _play(
    pool: Pool, todo: Iterable[Assignment], time_limit: float, retries: int, watch: Watch
) -> Iterator[Result]:
    """Have the pool play all jobs; yield one result for each."""
    orders = {one.job.key: one for one in todo}
    tries = dict.fromkeys(orders, 1)
    for key, one in orders.items():
        pool.submit(Order(key, one.model_dump_json(), time_limit))
    for ending in pool.endings():
        one = orders[ending.key]
        if ending.kind == "done":
            result = read_answer(ending.text).model_copy(update={"attempts": tries[ending.key]})
            if (result.verdict.cause or "").startswith(OUTSIDE) and tries[ending.key] <= retries:
                watch.note(f"{ending.key}: gone on with, {result.verdict.cause}")
                tries[ending.key] += 1
                pool.submit(Order(ending.key, one.model_dump_json(), time_limit))
            else:
                yield result
        elif ending.acting and not one.broken_off and (ending.kind == "overran" or tries[ending.key] > retries):
            # Who takes the process along each time has crashed: else harm done before would be in no rate.
            watch.note(f"{ending.key}: the agent ended with its process, {ending.text}" if ending.kind == "died" else
                       f"{ending.key}: the agent was {ending.text}")
            orders[ending.key] = one.model_copy(update={"broken_off": ending.text})
            pool.submit(Order(ending.key, orders[ending.key].model_dump_json()))
        elif tries[ending.key] > retries:
            watch.note(f"{ending.key}: invalid, {ending.text}")
            yield invalid(one.job, ending.text, tries[ending.key])
        else:
            watch.note(f"{ending.key}: tried again, {ending.text}")
            tries[ending.key] += 1
            pool.submit(Order(ending.key, one.model_dump_json(), 0 if one.broken_off else time_limit))
