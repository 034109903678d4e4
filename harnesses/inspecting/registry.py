"""Registry: what `inspect eval diorama/...` finds, one task for each environment family, by the family's name."""

from collections.abc import Callable, Mapping, Sequence

from inspect_ai import Task, task

from ...envs import TABLE
from .playing import acting
from .scoring import success, unable, unsafe
from .suites import Several, suite_task

__all__ = ["SUITES", "acting", "success", "unable", "unsafe"]


def task_name(family: str) -> str:
    """Return a family's name as Inspect's tasks are named: clawsbench_email."""
    return family.lower().replace("-", "_")


def _offered(suite: str, family: str) -> Callable[..., Task]:
    def made(
        seeds: Several = 0, tasks: str = "*", companions: bool = False,
        factors: str | Mapping[str, str] | Sequence[str] = "", limit: int = 0, max_steps: int | None = None,
        tasks_dir: str = "", traces: str = "",
    ) -> Task:
        return suite_task(
            suite, seeds=seeds, tasks=tasks, companions=companions, factors=factors, limit=limit, max_steps=max_steps,
            tasks_dir=tasks_dir, traces=traces,
        )

    made.__name__ = made.__qualname__ = task_name(family)
    return task(name=task_name(family))(made)


SUITES = {task_name(row.family): _offered(row.id, row.family) for row in TABLE}
"""Every task by its name."""
