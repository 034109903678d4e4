"""The folder of a run: its plan, the lock on it, and where its results are."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TextIO

from pydantic import ValidationError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..snapshots.errors import StoreError, UsageError, shown
from ..snapshots.records import Model
from ..snapshots.store import Store
from .assessments import read_assessments
from .contract import differences
from .jobs import Plan, Result
from .report import Source

RUN_FILE = "run.json"
OWN_STORE = "run.sqlite"
LOGS = "logs"

WORKERS_LOCK = "workers.lock"
"""The file that each worker of a run holds, so that the next run knows when all are gone."""

_RUN_LOCK = "run.lock"
_DRAFT = "run.json.new"

FORMAT = 1
"""Version of the layout of run.json."""

_PATIENCE = 30.0
"""Seconds to wait for what an earlier run's processes still do: they end by themselves once their parent is gone."""


class RunFile(Model):
    """What DIR/run.json holds. Results are in the store under the name `run`. `store` is its URL without a password,
    empty for the folder's own. `whole`: the traces and the talk are in the store too."""

    format: int
    run: str
    store: str
    plan: Plan
    whole: bool = False

    def open_store(self, folder: Path, url: str) -> Store:
        """Open the store, by its whole URL if that is given."""
        return Store(url or self.store or folder / OWN_STORE)


def without_password(store: str) -> str:
    """Return a store's URL as it may be written down. A path becomes an absolute one."""
    if not store or "://" not in store:
        return str(Path(store).resolve()) if store else ""
    try:
        url = make_url(store)
    except ArgumentError:
        raise StoreError(f"{shown(store)} is no database URL, such as postgresql://user@host/name") from None
    return URL.create(
        url.drivername, url.username, host=url.host, port=url.port, database=url.database, query=url.query
    ).render_as_string()


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Make the folder, or go into one that is a run's, and hold it, so that no two runs write into it; wait for what
    workers of a killed run still do."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be the folder of a run: {error.strerror}") from None
    ours = (RUN_FILE, OWN_STORE, _DRAFT, _RUN_LOCK, WORKERS_LOCK)
    strange = sorted(path.name for path in folder.iterdir() if not path.name.startswith(ours))
    if strange and not (folder / RUN_FILE).exists():
        raise UsageError(f"{folder} is no folder of a run: it holds {strange[0]!r} and no {RUN_FILE}")
    with _opened(folder / _RUN_LOCK) as run_lock, _opened(folder / WORKERS_LOCK) as workers_lock:
        if not _locked(run_lock, 0):
            raise UsageError(f"another run is at work in {folder}")
        if not _locked(workers_lock, _PATIENCE):
            raise UsageError(f"processes of an earlier run are still at work in {folder}")
        fcntl.flock(workers_lock, fcntl.LOCK_UN)
        yield


def _opened(lock: Path) -> TextIO:
    try:
        return lock.open("w")
    except OSError as error:
        raise UsageError(f"{lock} cannot be written: {error.strerror}") from None


def _locked(file: TextIO, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(0.05)
        else:
            return True


def take_up(folder: Path, plan: Plan, store: str, whole: bool = False) -> RunFile:
    """Return the folder's run.json, written now if the folder is new; UsageError if it holds another plan."""
    if (folder / RUN_FILE).exists():
        file = read_run_file(folder)
        other = plan_differences(file.plan, plan)
        if other:
            raise UsageError(f"{folder} holds another run: {'; '.join(other)}. Give another --out")
        if store and without_password(store) != file.store:
            raise UsageError(f"the results of {folder} are kept in {file.store or 'its own file'}, not there")
        if whole and not file.whole:
            raise UsageError(f"the run of {folder} began with its traces in the folder alone; it goes on so")
        return file
    name = f"{folder.resolve().name[:80]}-{plan.digest[:8]}-{token_hex(4)}"
    file = RunFile(format=FORMAT, run=name, store=without_password(store), plan=plan, whole=whole)
    with file.open_store(folder, store) as kept:
        kept.begin_run(file.run, plan.model_dump_json())
    write_run_file(folder, file)  # comes last: where it is, the store knows the run
    return file


def write_run_file(folder: Path, file: RunFile) -> None:
    """Write DIR/run.json, whole or not at all."""
    draft = folder / _DRAFT
    try:
        draft.write_text(file.model_dump_json(indent=1), encoding="utf-8")
        draft.replace(folder / RUN_FILE)
    except OSError as error:
        raise UsageError(f"{folder / RUN_FILE} cannot be written: {error.strerror}") from None


def trace_file(folder: Path, job: str) -> Path:
    """Return where the trace of a job lies in the folder of its run."""
    return folder / "traces" / f"{job}.jsonl"


def read_run_file(folder: Path) -> RunFile:
    """Read DIR/run.json; UsageError if there is none or it is of another layout."""
    path = folder / RUN_FILE
    try:
        file = RunFile.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{folder} holds no run: there is no {RUN_FILE}") from None
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UsageError(f"{path} cannot be read: {why}") from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = f" at {fault['loc']}" if fault["loc"] else ""
        raise UsageError(f"{path} is not a run of this version: {fault['msg']}{where}") from None
    strange = next((job.key for job in file.plan.jobs if "/" in job.key or "\x00" in job.key), None)
    if strange is not None:  # written by somebody else, to have files outside the folder read
        raise UsageError(f"{path} names a job {shown(strange)}, which is no name of a file")
    return file


def plan_differences(there: Plan, here: Plan) -> list[str]:
    """Return in words where two plans differ."""
    old, new = ({contract.agent: contract for contract in plan.contracts} for plan in (there, here))
    if list(old) != list(new):
        return [f"agents: {', '.join(old)} there, {', '.join(new)} here"]
    lines = [line for agent in old for line in differences(old[agent], new[agent])]
    return list(dict.fromkeys(lines))


def load_run(folder: Path, store: str = "") -> list[Source]:
    """Return what a run's folder holds, one source for each agent. `store`: the URL, if it takes a password."""
    file = read_run_file(folder)
    with file.open_store(folder, store) as kept:
        done = results_of(kept, file)
    own = {key: kept.assessment.score for key, kept in read_assessments(folder).items()}
    out: list[Source] = []
    for contract in file.plan.contracts:
        keys = [job.key for job in file.plan.jobs if job.agent == contract.agent]
        results = tuple(done[key] for key in keys if key in done)
        scores = {key: own[key] for key in keys if key in own}
        out.append(Source(folder.resolve().name, contract, len(keys), results, scores))
    return out


def results_of(store: Store, file: RunFile) -> dict[str, Result]:
    """Return the results of a run by their jobs' keys, in the order of the plan."""
    kept = store.results(file.run)
    return {job.key: Result.model_validate_json(kept[job.key]) for job in file.plan.jobs if job.key in kept}
