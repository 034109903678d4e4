"""Listing: which runs there are in folders, zips and stores, and how far each has come."""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from ...snapshots.errors import DioramaError, UsageError
from ...snapshots.records import Model
from ...snapshots.store import Store
from ..folder import FORMAT, OWN_STORE, RUN_FILE, RunFile, read_run_file
from ..jobs import Plan
from .reading import batches
from .zips import opened

DEEP = 3
"""Levels of folders that are looked through for runs."""


class Listed(Model):
    """A run as a list shows it. `where` is its folder, its zip or the store; `name` is its name in the store.

    `done` and `invalid` are None where the results could not be read, and `error` says why. `written` is when the
    folder's files were written last, by the disk, in UTC; empty for a run in a store.
    """

    where: str
    name: str
    suite: str
    agents: tuple[str, ...]
    planned: int
    done: int | None
    invalid: int | None
    store: str
    written: str
    error: str = ""


def listed(places: Iterable[str], store: str = "") -> Iterator[Listed]:
    """Yield the runs in each place: a folder of a run or of several, a zip, or the URL of a store.

    `store` is the whole URL of a store that takes a password, for runs that are kept there.
    """
    for place in places:
        if "://" in place:
            yield from _in_store(place)
        elif Path(place).is_dir():
            for folder in sorted(_folders(Path(place), DEEP)):
                yield _in_folder(folder, str(folder), store)
        elif Path(place).is_file():
            with opened(Path(place)) as inside:
                written = _time(Path(place))
                for folder in sorted(_folders(inside, 1)):
                    below = folder.relative_to(inside)
                    name = place if folder == inside else f"{place}:{below}"
                    yield _in_folder(folder, name, store).model_copy(update={"written": written})
        else:
            raise UsageError(f"there is no folder or zip {place}; a store is given by its URL, as postgresql://...")


def _folders(folder: Path, deep: int) -> Iterator[Path]:
    """Yield the folders of runs in a folder; a run has none inside."""
    if (folder / RUN_FILE).exists():
        yield folder
    elif deep:
        for path in folder.iterdir():
            if path.is_dir():
                yield from _folders(path, deep - 1)


def _in_folder(folder: Path, where: str, url: str) -> Listed:
    try:
        file = read_run_file(folder)
    except DioramaError as error:
        return Listed(where=where, name="", suite="", agents=(), planned=0, done=None, invalid=None, store="",
                      written=_time(folder / RUN_FILE), error=str(error))
    written = max(_time(folder / name) for name in (RUN_FILE, OWN_STORE) if (folder / name).exists())
    try:
        with file.open_store(folder, url if file.store else "") as kept:
            return _counted(kept, file, where, written)
    except DioramaError as error:
        return _described(file, where, written, None, None, str(error))


def _in_store(url: str) -> Iterator[Listed]:
    with Store(url, make=False) as store:
        for name, plan in store.runs().items():
            file = RunFile(format=FORMAT, run=name, store=str(store), plan=Plan.model_validate_json(plan))
            yield _counted(store, file, str(store), "")


def _counted(store: Store, file: RunFile, where: str, written: str) -> Listed:
    done = invalid = 0
    for jobs in batches(file.plan.jobs):
        kept = store.results(file.run, [job.key for job in jobs])
        done += len(kept)
        invalid += sum(not json.loads(result)["verdict"]["valid"] for result in kept.values())
    return _described(file, where, written, done, invalid)


def _described(
    file: RunFile, where: str, written: str, done: int | None, invalid: int | None, error: str = ""
) -> Listed:
    contracts = file.plan.contracts
    return Listed(
        where=where, name=file.run, suite=" ".join(dict.fromkeys(contract.suite for contract in contracts)),
        agents=tuple(contract.agent for contract in contracts), planned=len(file.plan.jobs), done=done,
        invalid=invalid, store=file.store, written=written, error=error,
    )


def _time(path: Path) -> str:
    return datetime.fromtimestamp(os.stat(path).st_mtime, UTC).strftime("%Y-%m-%d %H:%M")
