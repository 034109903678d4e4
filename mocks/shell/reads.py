"""Reads and writes: which files a call has read and written, whichever tool it was."""

from typing import NamedTuple, cast

from ...snapshots.digest import Json
from ...snapshots.state import Entry
from .records import Run, Written

RUNS = "shell.runs"


class Touched(NamedTuple):
    """The paths that a call has read, and the files that it has changed."""

    reads: tuple[str, ...] = ()
    writes: tuple[Written, ...] = ()


def touched_by(entry: Entry) -> Touched:
    """Return what a line of an episode's log has read and written on the machine, the events it set off included."""
    reads: dict[str, None] = {}
    for step in entry.step.walk():
        if step.outcome.ok and step.call.tool in ("shell.read_file", "shell.list_dir", "shell.search"):
            value = cast("dict[str, Json]", step.outcome.value)
            shown = value["files"] if step.call.tool == "shell.search" else [value["path"]]
            reads.update(dict.fromkeys(cast("list[str]", shown)))
    runs = runs_of(entry)
    for run in runs:
        reads.update(dict.fromkeys(run.reads))
    return Touched(tuple(reads), tuple(one for run in runs for one in run.writes))


def runs_of(entry: Entry) -> tuple[Run, ...]:
    """Return the runs that a line of an episode's log has added to the list, in their order."""
    table = entry.after.tables.get(RUNS)
    if table is None:
        return ()
    added: list[Run] = [table[identity] for path, identity in entry.touched if path == RUNS]
    return tuple(sorted(added, key=lambda run: run.number))
