"""The library: the runs and traces that are looked at, each read again when it has changed."""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from pydantic import ValidationError

from ...snapshots.digest import canonical
from ...snapshots.errors import DioramaError, TraceError, UsageError, shown, suggest
from ...snapshots.trace import Trace, TraceStep, read_trace
from ...tasks.verdict import UnsafeEvent, Verdict
from ..agents import action_of
from ..factorial import run_folders
from ..folder import OWN_STORE, RUN_FILE, RunFile, read_run_file
from ..jobs import Result
from ..keeping.keeper import InStore, bring
from ..talk import read_talk, talk_path, total
from .rows import Row, row_of, row_of_trace
from .states import Kept

EVERY = 3
"""Seconds after which results that are kept in a database are read again; a file tells by its time."""

TRACES = 32
"""Traces that are kept as they were read."""


class Shelf(Protocol):
    """What has episodes: a run's folder, or traces by themselves. `kind` is "run" or "traces"."""

    name: str
    kind: str
    planned: int
    faults: dict[str, str]

    def rows(self) -> list[Row]:
        """Return the rows of all episodes, in the order of the plan, as they are now."""

    def find(self, key: str) -> Row | None:
        """Return the row of one episode, None if there is none."""

    def path_of(self, row: Row) -> Path | None:
        """Return where an episode's trace lies, None if it has none."""

    def result(self, key: str) -> Result | None:
        """Return the result of a job, None if there is none."""


class Loose:
    """Traces that no result speaks of: read again when their time or size has changed. `faults` has those that cannot
    be read, with the reason."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}
        self._read: dict[Path, tuple[tuple[int, int], Row | None]] = {}

    def rows(self, files: Iterable[tuple[str, Path, int]]) -> Iterator[Row]:
        """Yield the rows of traces that are given as key, path and place."""
        self.faults.clear()
        for key, path, place in files:
            try:
                stamp = _stamp(path)
                known = self._read.get(path)
                if known is None or known[0] != stamp or known[1] is None:
                    known = self._read[path] = (stamp, _row(key, path, place))
                if known[1] is not None:
                    yield known[1]._replace(place=place)
            except (OSError, DioramaError) as error:
                self.faults[path.name] = why(error, path)[:500].removeprefix(f"{path.name}: ")


def why(error: Exception, path: Path) -> str:
    """Return what is wrong with a trace, without the folder that it lies in: a page may be sent to others."""
    return " ".join(str(error).split()).replace(str(path), path.name)


def _read(path: Path) -> Trace:
    """Read a trace that anybody may have written: one that is well chained may still hold anything."""
    try:
        trace = read_trace(path)
        if trace.verdict is not None:
            Verdict.model_validate_json(canonical(trace.verdict))
        for made in trace.steps:
            _check_action(made, path)
            for event in made.unsafe:
                UnsafeEvent.model_validate_json(canonical(event))
    except ValidationError as error:
        raise TraceError(f"{path}: its verdict is none of this version: {error.errors()[0]['loc']}") from None
    except RecursionError:
        raise TraceError(f"{path}: it holds lists within lists beyond all measure") from None
    return trace


def _check_action(made: TraceStep, path: Path) -> None:
    """Refuse a step whose call stands for an action and does not say which: it could be neither shown nor replayed."""
    try:
        action_of(made.step.call)
    except (KeyError, TypeError, ValueError):
        raise TraceError(f"{path}: step {made.number}: its call of {shown(made.step.call.tool)} stands for no action"
                         ) from None


def _checked(path: Path) -> Trace:
    trace = _read(path)
    if trace.start is None:
        raise TraceError(f"{path}: nothing was recorded; the header is unfinished")
    return trace


def _row(key: str, path: Path, place: int) -> Row | None:
    """Return the row of a trace, None if not even its header is written yet."""
    trace = _read(path)
    if trace.start is None:
        return None
    return row_of_trace(trace, key, place, f"traces/{path.name}", total(read_talk(talk_path(path))))


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


class RunShelf:
    """A run's folder: its results, and the traces in it that have none: branches, and episodes under way."""

    kind = "run"

    def __init__(self, folder: Path, name: str, store: str = "") -> None:
        self.name = name
        self.folder = folder
        self.faults: dict[str, str] = {}
        self._url = store
        self._file: RunFile = read_run_file(folder)
        self._places = {job.key: place for place, job in enumerate(self._file.plan.jobs)}
        self.planned = len(self._places)
        self._when: object = None
        self._texts: dict[str, str] = {}
        self._done: dict[str, Row] = {}
        self._claimed: frozenset[str] = frozenset()
        self._loose = Loose()

    def rows(self) -> list[Row]:
        """Return the rows of all episodes, in the order of the plan, as they are now."""
        self._refresh()
        files = [(path.stem, path, self._places.get(path.stem, self.planned)) for path in self._unclaimed()]
        rows = [*self._done.values(), *self._loose.rows(files)]
        self.faults = self._loose.faults
        return sorted(rows, key=lambda row: (row.place, row.key))

    def find(self, key: str) -> Row | None:
        """Return the row of one episode, for which the others need not be looked at if it has a result."""
        self._refresh()
        return self._done.get(key) or next((row for row in self.rows() if row.key == key), None)

    def path_of(self, row: Row) -> Path | None:
        """Return where an episode's trace lies, None if it has none; UsageError if it would be outside the folder."""
        if not row.trace:
            return None
        path = (self.folder / row.trace).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise UsageError(f"the trace of {row.key} lies outside {self.folder}: {row.trace}")
        if self._file.whole and not path.exists():
            with self._file.open_store(self.folder, self._url) as kept:
                bring(InStore(kept, self._file.run), row.key, self.folder)
        return path

    def result(self, key: str) -> Result | None:
        """Return the result of a job, None if there is none."""
        text = self._texts.get(key)
        return None if text is None else Result.model_validate_json(text)

    def _refresh(self) -> None:
        """Read the results that have come since the last time; those that are there stay as they are."""
        own = self.folder / OWN_STORE
        now: object = int(time.monotonic() / EVERY) if self._url or self._file.store else _stamp(own)
        if now == self._when:
            return
        with self._file.open_store(self.folder, self._url) as kept:
            texts = kept.results(self._file.run)
        for key, text in texts.items():
            if self._texts.get(key) != text:
                self._done[key] = row_of(Result.model_validate_json(text), self._places.get(key, self.planned))
        self._claimed = frozenset(os.path.basename(row.trace) for row in self._done.values())
        self._texts, self._when = texts, now

    def _unclaimed(self) -> Iterator[Path]:
        """Yield the traces in the folder that no result speaks of."""
        folder = self.folder / "traces"
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
        yield from (folder / name for name in names if name.endswith(".jsonl") and name not in self._claimed)


class TraceShelf:
    """Traces that were given one by one, or that lie in a folder that is no run's."""

    kind = "traces"
    name = "traces"

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths: dict[str, Path] = {}
        for path in paths:
            self._paths[_free(path.stem, self._paths)] = path
        self.planned = len(self._paths)
        self.faults: dict[str, str] = {}
        self._loose = Loose()

    def rows(self) -> list[Row]:
        """Return the rows of the traces, in the order in which they were given."""
        rows = list(self._loose.rows(
            (key, path, place) for place, (key, path) in enumerate(self._paths.items())
        ))
        self.faults = self._loose.faults
        return rows

    def find(self, key: str) -> Row | None:
        """Return the row of one trace."""
        return next((row for row in self.rows() if row.key == key), None)

    def path_of(self, row: Row) -> Path | None:
        """Return where a trace lies."""
        return self._paths[row.key]

    def result(self, key: str) -> Result | None:
        """Return None: no result speaks of these traces."""
        return None


def _free(name: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken yet, the same one if that is free."""
    taken, number, free = set(taken), 2, name
    while free in taken:
        free, number = f"{name}~{number}", number + 1
    return free


class Library:
    """All that is looked at: folders of runs, of designs, of traces, and traces."""

    def __init__(self, paths: Sequence[Path], store: str = "") -> None:
        self._shelves: dict[str, Shelf] = {}
        self._traces: Kept[Trace] = Kept(TRACES)
        alone: list[Path] = []
        for path in paths:
            folders = [one for one in run_folders(path) if (one / RUN_FILE).exists()]
            for folder in folders:
                name = folder.resolve().name if folder == path else f"{path.resolve().name} {folder.name}"
                name = _free(name, self._shelves)
                self._shelves[name] = RunShelf(folder, name, store)
            if not folders:
                alone += _traces_in(path)
        if alone:
            name = _free(TraceShelf.name, self._shelves)
            self._shelves[name] = TraceShelf(alone)

    def __iter__(self) -> Iterator[tuple[str, Shelf]]:
        return iter(self._shelves.items())

    def shelf(self, name: str) -> Shelf:
        """Return a run by its name; UsageError if there is none."""
        if name not in self._shelves:
            raise UsageError(f"there is no run {name!r} here.{suggest(name, self._shelves)}")
        return self._shelves[name]

    def row(self, name: str, key: str) -> Row:
        """Return the row of an episode; UsageError if there is none."""
        found = self.shelf(name).find(key)
        if found is None:
            known = [row.key for row in self.shelf(name).rows()[:2000]]
            raise UsageError(f"{name} has no episode {key!r}.{suggest(key, known)}")
        return found

    def trace(self, path: Path) -> Trace:
        """Return a trace, read anew if the file has changed; TraceError if it cannot be read or has no header."""
        try:
            stamp = _stamp(path)
        except OSError as error:
            raise TraceError(f"{path.name}: it cannot be read: {error.strerror}") from None
        return self._traces.get((path, stamp), lambda: _checked(path))


def _traces_in(path: Path) -> list[Path]:
    """Return a trace, or the traces of a folder."""
    if not path.is_dir():
        if not path.exists():
            raise UsageError(f"there is no run, folder or trace {str(path)!r}")
        return [path]
    inside = path / "traces" if (path / "traces").is_dir() else path
    found = sorted(inside.glob("*.jsonl"))
    if not found:
        raise UsageError(f"{path} holds neither a run ({RUN_FILE}) nor traces (*.jsonl)")
    return found
