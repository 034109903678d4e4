"""Copying: a run out of a store, or out of its folder, into a folder that stands by itself."""

from pathlib import Path

from ...snapshots.errors import StoreError, UsageError, shown, suggest
from ...snapshots.store import Store
from ..folder import FORMAT, OWN_STORE, RunFile, write_run_file
from ..jobs import Plan
from .keeper import InStore, bring
from .reading import batches


def fetch(url: str, run: str, out: Path) -> RunFile:
    """Write a run that a store keeps into a new folder, with what the store has of its traces and talk.

    The folder has its own results, and the run can be gone on with there.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not an empty folder; name a new one")
    with Store(url, make=False) as store:
        plans = store.runs()
        if run not in plans:
            raise StoreError(f"{store}: there is no run {shown(run)}.{suggest(run, plans)}")
        file = RunFile(format=FORMAT, run=run, store="", plan=Plan.model_validate_json(plans[run]))
        out.mkdir(parents=True, exist_ok=True)
        copy_results(store, file, out)
        for job in file.plan.jobs:
            bring(InStore(store, run), job.key, out)
    write_run_file(out, file)
    return file


def copy_results(store: Store, file: RunFile, out: Path) -> None:
    """Write the results of a run into the store of a folder, in the order of the plan: the same ones, the same file."""
    with Store(out / OWN_STORE) as own:
        own.begin_run(file.run, file.plan.model_dump_json())
        for jobs in batches(file.plan.jobs):
            kept = store.results(file.run, [job.key for job in jobs])
            own.add_results(file.run, {job.key: kept[job.key] for job in jobs if job.key in kept})
