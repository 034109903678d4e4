"""Runs made in this process: quick, and stopped after as many episodes as a test wants."""

from pathlib import Path

from diorama.harnesses.episodes import Assignment, play_job
from diorama.harnesses.folder import RunFile, take_up
from diorama.harnesses.jobs import Request
from diorama.harnesses.run import plan_run


class NoTurn:
    """Takes no interest in whose turn it is."""

    def begin(self) -> None:
        """Do nothing."""

    def pass_to(self, agent: bool) -> None:
        """Do nothing."""


def request(toy_tasks: Path, agents: str = "oracle", seeds: tuple[int, ...] = (0,), tasks: str = "toy/*",
            companions: bool = False) -> Request:
    """Return a request over the toy tasks."""
    return Request(suite="ClawsBench-Email-v0", agents=tuple(agents.split(",")), seeds=seeds, tasks=tasks,
                   companions=companions, time_limit=60, folders=(toy_tasks,))


def made(asked: Request, folder: Path, *, store: str = "", whole: bool = False, most: int | None = None) -> RunFile:
    """Make a run, or the first part of it, in a folder."""
    plan = plan_run(asked)
    folder.mkdir(parents=True, exist_ok=True)
    file = take_up(folder, plan, store, whole)
    folders = tuple(str(one.resolve()) for one in asked.folders)
    with file.open_store(folder, store) as kept:
        for job in plan.jobs[:most]:
            order = Assignment(job=job, folder=str(folder), folders=folders, store=store if whole else "", run=file.run)
            kept.add_result(file.run, job.key, play_job(order, NoTurn()).model_dump_json())
    return file
