"""Keepers: where what becomes of a run's jobs lasts, in a folder or in a database that many machines write to."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from ...snapshots.errors import StoreError, shown
from ...snapshots.store import Kept, Store
from ...snapshots.trace import parse_trace
from ..folder import trace_file
from ..jobs import Result
from ..talk import talk_path


class Keeper(Protocol):
    """Keeps what becomes of the jobs of one run, by their keys. What is kept stays as it is, and is not kept twice."""

    def add_result(self, result: Result) -> bool:
        """Keep a result; False if its job has one already."""

    def add_episode(self, job: str, trace: bytes, talk: bytes = b"") -> Kept:
        """Keep the complete trace of a job, with the talk beside it, and return what counts for the job.

        The first one does, whoever comes later; one in which our side failed, only until another follows.
        """

    def result(self, job: str) -> Result | None:
        """Return the result of a job, if there is one."""

    def trace(self, job: str) -> bytes | None:
        """Return the trace of a job, if there is one."""

    def talk(self, job: str) -> bytes:
        """Return the talk of a job; empty if nothing was said."""


class InStore:
    """Keeps all of a run in a store: no folder has to be shared."""

    def __init__(self, store: Store, run: str) -> None:
        self._store = store
        self._run = run

    def add_result(self, result: Result) -> bool:
        """Keep a result; False if its job has one already."""
        return self.add_results([result]) == 1

    def add_results(self, results: Iterable[Result]) -> int:
        """Keep several results at once, and return of how many the job had none."""
        return self._store.add_results(self._run, {result.job.key: result.model_dump_json() for result in results})

    def add_episode(self, job: str, trace: bytes, talk: bytes = b"") -> Kept:
        """Keep a complete trace and the talk beside it, and return what counts for the job."""
        return self._store.add_episode(self._run, job, trace, talk)

    def result(self, job: str) -> Result | None:
        """Return the result of a job, if there is one."""
        return _result(self._store, self._run, job)

    def trace(self, job: str) -> bytes | None:
        """Return the trace of a job, if there is one."""
        kept = self._store.episode(self._run, job)
        return None if kept is None else kept.trace

    def talk(self, job: str) -> bytes:
        """Return the talk of a job; empty if nothing was said."""
        kept = self._store.episode(self._run, job)
        return b"" if kept is None else kept.talk


class InFolder:
    """Keeps the results of a run in a store, its traces and talk as files of the run's folder."""

    def __init__(self, folder: Path, store: Store, run: str) -> None:
        self._folder = folder
        self._store = store
        self._run = run

    def add_result(self, result: Result) -> bool:
        """Keep a result; False if its job has one already."""
        return self._store.add_result(self._run, result.job.key, result.model_dump_json())

    def add_episode(self, job: str, trace: bytes, talk: bytes = b"") -> Kept:
        """Keep a complete trace and the talk beside it, and return what counts for the job."""
        if parse_trace(trace).close is None:
            raise StoreError(f"{self._folder}: the trace of job {shown(job)} is incomplete; only complete ones are "
                             "kept by job")
        there = self.trace(job)
        if there is None or not _counts(there):
            write_episode(self._folder, job, Kept(trace, talk))
            return Kept(trace, talk)
        return Kept(there, self.talk(job))

    def result(self, job: str) -> Result | None:
        """Return the result of a job, if there is one."""
        return _result(self._store, self._run, job)

    def trace(self, job: str) -> bytes | None:
        """Return the trace of a job, if there is one; that of an episode under way is incomplete."""
        path = trace_file(self._folder, job)
        return path.read_bytes() if path.exists() else None

    def talk(self, job: str) -> bytes:
        """Return the talk of a job; empty if nothing was said."""
        path = talk_path(trace_file(self._folder, job))
        return path.read_bytes() if path.exists() else b""


def bring(keeper: Keeper, job: str, folder: Path) -> None:
    """Write what a keeper has of a job, if anything, into a folder."""
    trace = keeper.trace(job)
    if trace is not None:
        write_episode(folder, job, Kept(trace, keeper.talk(job)))


def write_episode(folder: Path, job: str, episode: Kept) -> None:
    """Write the trace of a job and the talk beside it into the folder of its run."""
    path = trace_file(folder, job)
    if episode.talk:
        _write(talk_path(path), episode.talk)
    _write(path, episode.trace)  # comes last: where it is, all is


def hand_over(keeper: Keeper, job: str, folder: Path) -> bool:
    """Give a keeper what a folder has of a job, and take over what counts if that is another's; tell if it is."""
    path = trace_file(folder, job)
    talk = talk_path(path)
    own = Kept(path.read_bytes(), talk.read_bytes() if talk.exists() else b"")
    kept = keeper.add_episode(job, *own)
    if kept == own:
        return False
    write_episode(folder, job, kept)
    return True


def _counts(trace: bytes) -> bool:
    """Tell whether a trace is the answer for its job: it is complete, and our side did not fail in it."""
    close = parse_trace(trace).close
    return close is not None and close.end != "invalid"


def _result(store: Store, run: str, job: str) -> Result | None:
    kept = store.results(run, [job])
    return Result.model_validate_json(kept[job]) if kept else None


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    draft.write_bytes(content)
    draft.replace(path)
