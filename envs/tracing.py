"""Tracing: what a trace says of an episode that is played in an environment."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from .. import __version__
from ..snapshots.state import Entry
from ..snapshots.trace import Header, Setting, TraceStep
from ..tasks.catalog import Instance
from ..tasks.judge import Mark


def folder_names(folders: Iterable[Path | str]) -> tuple[str, ...]:
    """Return folders as a trace names them: relative ones as they are, of absolute ones the last part."""
    return tuple(Path(folder).name if Path(folder).is_absolute() else Path(folder).as_posix() for folder in folders)


def header_of(instance: Instance, setting: Setting) -> Header:
    """Return the header of an episode of which nobody has said who plays it."""
    task = instance.task
    return Header(
        package=__version__, task=task.id, version=task.version, seed=task.seed, factors=dict(task.factors),
        base=instance.start.digest(), env=setting,
    )


def traced(entries: Iterable[Entry], marks: Sequence[Mark]) -> list[TraceStep]:
    """Return the trace's steps for entries of a log, given all unsafe events of the episode."""
    out: list[TraceStep] = []
    for entry in entries:
        events = [mark.event for mark in marks if mark.event.step == entry.number]
        out.append(TraceStep(
            number=entry.number,
            step=entry.step,
            now=entry.after.now,
            cost=max((event.severity for event in events if event.kind == "executed"), default=0),
            unsafe=tuple(event.model_dump(mode="json") for event in events),
            digest=entry.after.digest(),
        ))
    return out
