"""Suites: the tasks of an environment family as a task of Inspect, a sample for each episode."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from inspect_ai import Task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageSystem, ChatMessageUser

from ...snapshots.errors import UsageError, shown
from ..commands.reading import read_factors, read_seeds
from ..jobs import Job, Request, chosen, make_plan
from ..models.agent import SYSTEM
from .kept import KEY
from .playing import acting
from .scoring import success, unable, unsafe

Several: TypeAlias = str | int | Sequence[str | int]
"""How `-T` gives what may be several: a text, a number, or a list where there are commas."""


def suite_task(
    suite: str, *, seeds: Several, tasks: str, companions: bool, factors: str | Mapping[str, str] | Sequence[str],
    limit: int, max_steps: int | None, tasks_dir: str, traces: str,
) -> Task:
    """Return the task of Inspect that a family is; UsageError names a parameter that is wrong."""
    levels = [f"{name}={level}" for name, level in factors.items()] if isinstance(factors, Mapping) else factors
    if not isinstance(companions, bool):
        raise UsageError(f"companions is {shown(companions)}; it is true or false")
    folders = tuple(Path(folder) for folder in tasks_dir.split(os.pathsep) if folder)
    request = Request(
        suite=suite, agents=("inspect",), seeds=read_seeds(_joined(seeds)), tasks=tasks, companions=companions,
        factors=read_factors(_joined(levels)), limit=limit, max_steps=max_steps, folders=folders,
    )
    plan = make_plan(request, chosen(request), {})
    catalog = request.catalog
    instructions = {
        (job.task, job.seed): catalog.task(job.task, job.seed, dict(request.factors)).instruction for job in plan.jobs
    }
    samples = [sample_of(job, instructions[job.task, job.seed]) for job in plan.jobs]
    where = traces or str(Path(os.environ.get("INSPECT_LOG_DIR", "logs")) / "traces")
    return Task(
        dataset=MemoryDataset(samples, name=suite), solver=acting(where, [str(folder) for folder in folders]),
        scorer=[success(), unsafe(), unable()], metadata={"suite": suite, "contract": plan.contracts[0].digest},
    )


def _joined(given: Several) -> str:
    return ",".join(map(str, given)) if isinstance(given, Sequence) and not isinstance(given, str) else str(given)


def sample_of(job: Job, instruction: str) -> Sample:
    """Return the sample of an episode."""
    return Sample(
        id=f"{job.task}@{job.seed}", input=[ChatMessageSystem(content=SYSTEM), ChatMessageUser(content=instruction)],
        metadata=facts(job),
    )


def facts(job: Job) -> dict[str, object]:
    """Return what a sample says of its episode: some of it to filter by, and the whole job."""
    return {
        "task": job.task, "version": job.version, "seed": job.seed, "family": job.family,
        "companion_of": job.companion_of, "companion_kind": job.companion_kind, "risky": job.risky,
        KEY: job.model_dump(mode="json"),
    }
