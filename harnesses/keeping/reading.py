"""Reading: the episodes of runs one by one, however many there are."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ...snapshots.errors import StoreError, shown
from ...snapshots.store import Store
from ..contract import Contract
from ..factorial import run_folders
from ..folder import RunFile, read_run_file, trace_file
from ..jobs import Job, Result

BATCH = 200
"""Results that are read at once."""


class Episode(NamedTuple):
    """An episode that a run has a result of. `trace` is where its trace lies, or would."""

    run: str
    contract: Contract
    result: Result
    trace: Path


def episodes_in(folder: Path, store: str = "") -> Iterator[Episode]:
    """Yield the episodes that a folder has results of, in the order of the plan: one run's, or those of a design."""
    for one in run_folders(folder):
        file = read_run_file(one)
        contracts = {contract.agent: contract for contract in file.plan.contracts}
        with file.open_store(one, store) as kept:
            for result in results_one_by_one(kept, file):
                job = result.job
                yield Episode(one.resolve().name, contracts[job.agent], result, trace_file(one, job.key))


def results_one_by_one(store: Store, file: RunFile) -> Iterator[Result]:
    """Yield the results of a run, in the order of its plan."""
    for jobs in batches(file.plan.jobs):
        kept = store.results(file.run, [job.key for job in jobs])
        for job in jobs:
            if job.key in kept:
                result = Result.model_validate_json(kept[job.key])
                if result.job.key != job.key:  # written by somebody else, to have another file read
                    raise StoreError(f"{store}: the result of {shown(job.key)} says that it is that of "
                                     f"{shown(result.job.key)}")
                yield result


def batches(jobs: Sequence[Job]) -> Iterator[Sequence[Job]]:
    """Yield jobs, some at a time."""
    for start in range(0, len(jobs), BATCH):
        yield jobs[start : start + BATCH]
