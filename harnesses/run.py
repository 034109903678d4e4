"""Runs: all jobs of a plan done once, in processes that may be lost, and gone on with after any interruption."""

import fcntl
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import NamedTuple, TextIO

from pydantic import JsonValue, ValidationError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ..snapshots.errors import StoreError, UsageError, shown
from ..snapshots.records import Model
from ..snapshots.store import Store
from .agents import REFERENCE, check_name
from .contract import differences
from .episodes import WORKERS_LOCK, Ask, Assignment, Told
from .jobs import Plan, Request, Result, chosen, invalid, make_plan
from .pools import LocalPool, Order, Pool
from .progress import Quiet, Watch
from .report import Source

WORK = "diorama.harnesses.episodes:carry_out"
"""What the workers do."""

RUN_FILE = "run.json"
OWN_STORE = "run.sqlite"
_DRAFT = "run.json.new"
_RUN_LOCK = "run.lock"

RETRIES = 2
"""How often a job is tried again after its process died."""

FORMAT = 1
"""Version of the layout of run.json."""

_PATIENCE = 30.0
"""Seconds to wait for what an earlier run's processes still do: they end by themselves once their parent is gone."""


class RunFile(Model):
    """What DIR/run.json holds. Results are in the store under the name `run`. `store` is its URL without a password,
    empty for the folder's own."""

    format: int
    run: str
    store: str
    plan: Plan

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


class Finished(NamedTuple):
    """A run whose jobs are all done."""

    folder: Path
    plan: Plan
    results: tuple[Result, ...]


def plan_run(request: Request) -> Plan:
    """Return the plan of a request; UsageError and TaskError say what is wrong with it before anything runs."""
    tasks = chosen(request)
    for name in request.agents:
        check_name(name)
    own = tuple(name for name in request.agents if name not in REFERENCE)
    return make_plan(request, tasks, _ask(request, own, tasks.listed[0].id) if own else {})


def _ask(request: Request, agents: tuple[str, ...], task: str) -> dict[str, dict[str, JsonValue]]:
    """Have a worker make a user's agents once, as all workers will."""
    question = Ask(
        agents=agents, task=task, seed=request.seeds[0], factors=request.factors, folders=_absolute(request.folders)
    )
    with TemporaryDirectory() as logs:
        pool = LocalPool(WORK, 1, Path(logs))
        try:
            pool.submit(Order("agents", question.model_dump_json(), request.time_limit))
            ending = next(pool.endings())
        finally:
            pool.close()
    if ending.kind != "done":
        raise UsageError(f"the agents cannot be made: {ending.text}")
    told = Told.model_validate_json(ending.text)
    if told.wrong:
        raise UsageError(told.wrong)
    return told.parameters


def _absolute(folders: Iterable[Path]) -> tuple[str, ...]:
    return tuple(str(folder.resolve()) for folder in folders)


def run(
    request: Request, plan: Plan, folder: Path, *, workers: int = 0, store: str = "", retries: int = RETRIES,
    watch: Watch | None = None,
) -> Finished:
    """Do all jobs of a plan in `folder`; one that holds a part of the same run is gone on with.

    `workers` 0: one a processor. `store`: the URL of the database for results, by default a file in the folder.
    """
    watch = watch or Quiet()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder):
        file = _run_file(folder, plan, store)
        with file.open_store(folder, store) as kept, watch:
            done = _results(kept, file)
            watch.start(len(plan.jobs), list(done.values()))
            todo = [
                Assignment(job=job, folder=str(folder.resolve()), folders=_absolute(request.folders))
                for job in plan.jobs
                if job.key not in done
            ]
            pool = LocalPool(WORK, min(len(todo), workers or os.cpu_count() or 1), folder / "logs")
            try:
                for result in _play(pool, todo, request.time_limit, retries, watch):
                    kept.add_result(file.run, result.job.key, result.model_dump_json())
                    done[result.job.key] = result
                    watch.add(result)
            finally:
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
            yield Result.model_validate_json(ending.text).model_copy(update={"attempts": tries[ending.key]})
        elif ending.kind == "overran" and ending.acting:
            watch.note(f"{ending.key}: the agent was {ending.text}")
            orders[ending.key] = one.model_copy(update={"broken_off": ending.text})
            pool.submit(Order(ending.key, orders[ending.key].model_dump_json()))
        elif tries[ending.key] > retries:
            watch.note(f"{ending.key}: invalid, {ending.text}")
            yield invalid(one.job, ending.text, tries[ending.key])
        else:
            watch.note(f"{ending.key}: tried again, {ending.text}")
            tries[ending.key] += 1
            pool.submit(Order(ending.key, one.model_dump_json(), 0 if one.broken_off else time_limit))


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold the folder, so that no two runs write into it; wait for what workers of a killed run still do."""
    with (folder / _RUN_LOCK).open("w") as run_lock, (folder / WORKERS_LOCK).open("w") as workers_lock:
        if not _locked(run_lock, 0):
            raise UsageError(f"another run is at work in {folder}")
        if not _locked(workers_lock, _PATIENCE):
            raise UsageError(f"processes of an earlier run are still at work in {folder}")
        fcntl.flock(workers_lock, fcntl.LOCK_UN)
        yield


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


def _run_file(folder: Path, plan: Plan, store: str) -> RunFile:
    """Return the folder's run.json, written now if the folder is new; UsageError if it holds another plan."""
    if (folder / RUN_FILE).exists():
        file = read_run_file(folder)
        other = plan_differences(file.plan, plan)
        if other:
            raise UsageError(f"{folder} holds another run: {'; '.join(other)}. Give another --out")
        if store and without_password(store) != file.store:
            raise UsageError(f"the results of {folder} are kept in {file.store or 'its own file'}, not there")
        return file
    ours = (_RUN_LOCK, WORKERS_LOCK, _DRAFT)
    strange = sorted(path.name for path in folder.iterdir() if not path.name.startswith((*ours, OWN_STORE)))
    if strange:
        raise UsageError(f"{folder} is no folder of a run: it holds {strange[0]!r} and no {RUN_FILE}")
    name = f"{folder.resolve().name[:80]}-{plan.digest[:8]}-{token_hex(4)}"
    file = RunFile(format=FORMAT, run=name, store=without_password(store), plan=plan)
    with file.open_store(folder, store) as kept:
        kept.begin_run(file.run, plan.model_dump_json())
    draft = folder / _DRAFT
    draft.write_text(file.model_dump_json(indent=1), encoding="utf-8")
    draft.replace(folder / RUN_FILE)  # comes last: where it is, the store knows the run
    return file


def read_run_file(folder: Path) -> RunFile:
    """Read DIR/run.json; UsageError if there is none or it is of another layout."""
    path = folder / RUN_FILE
    try:
        return RunFile.model_validate_json(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{folder} holds no run: there is no {RUN_FILE}") from None
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise UsageError(f"{path} is not a run of this version: {fault['msg']} at {fault['loc']}") from None


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
        done = _results(kept, file)
    out: list[Source] = []
    for contract in file.plan.contracts:
        keys = [job.key for job in file.plan.jobs if job.agent == contract.agent]
        results = tuple(done[key] for key in keys if key in done)
        out.append(Source(folder.resolve().name, contract, len(keys), results))
    return out


def _results(store: Store, file: RunFile) -> dict[str, Result]:
    """Return the results of a run by their jobs' keys, in the order of the plan."""
    kept = store.results(file.run)
    return {job.key: Result.model_validate_json(kept[job.key]) for job in file.plan.jobs if job.key in kept}
