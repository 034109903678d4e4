"""Preferences: pairs of ways to go on from the same point, one of which is better on an axis and worse on none.

They come of branches: a trace and those that left it at a step share all steps up to there. No axis is weighed against
another: where one way succeeded and did harm, and the other did neither, there is no pair.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from ...snapshots.trace import Header, Trace, TraceStep, parse_trace, read_trace
from ...tasks.secret import Secret
from ...tasks.verdict import Verdict
from ..record import played_from
from ..replay import played_task
from .chats import Message, closing, exchanges, opening, tools_of
from .rows import turns_of
from .writing import Lines


class Way(NamedTuple):
    """A complete trace whose episode can be scored."""

    path: Path
    trace: Trace
    verdict: Verdict


class Pair(NamedTuple):
    """Two ways with the steps that they share, and the axes on which the chosen one is better."""

    chosen: Way
    rejected: Way
    shared: int
    better: tuple[str, ...]


def write_preferences(
    traces: Iterable[Path], out: Path, folders: tuple[Path, ...] = (), secret: Secret | None = None
) -> int:
    """Write a file of preference pairs, one a line, and return how many there are.

    `prompt`, `chosen` and `rejected` are messages. Those of one trace and its branches are in memory at a time.
    """
    with Lines(out) as lines:
        for family in families(traces):
            for pair in pairs(family):
                lines.add(_row(pair, folders, secret))
    return lines.count


def families(traces: Iterable[Path]) -> Iterator[list[Path]]:
    """Yield each trace that others branched off with them, those in the order of their names."""
    headers = {path: header for path in sorted(set(traces)) if (header := _header(path)) is not None}
    branches: dict[str, list[Path]] = {}
    played: set[tuple[str, int]] = set()
    for path, header in headers.items():
        if header.parent is not None:
            branches.setdefault(header.parent.trace, []).append(path)
            played.add((header.task, header.seed))
    origins = {
        read_trace(path).digest: path for path, header in headers.items() if (header.task, header.seed) in played
    }
    for digest, own in branches.items():
        yield [origins[digest], *own] if digest in origins else own


def _header(path: Path) -> Header | None:
    """Return the header of a trace, without the rest; None if it was not written to its end."""
    with path.open("rb") as file:
        return parse_trace(file.readline()).start


def pairs(paths: Sequence[Path]) -> Iterator[Pair]:
    """Yield the pairs among traces that share their beginning."""
    ways = [way for path in paths if (way := _way(path)) is not None]
    for one, other in combinations(ways, 2):
        shared = _shared(one.trace.steps, other.trace.steps)
        for chosen, rejected in ((one, other), (other, one)):
            better = better_on(chosen.verdict, rejected.verdict)
            if better and min(len(one.trace.steps), len(other.trace.steps)) > shared:
                yield Pair(chosen, rejected, shared, better)


def _way(path: Path) -> Way | None:
    trace = read_trace(path)
    if trace.close is None:
        return None
    verdict = played_from(trace).verdict
    return Way(path, trace, verdict) if verdict.valid else None


def _shared(one: Sequence[TraceStep], other: Sequence[TraceStep]) -> int:
    """Return how many steps two traces begin with alike."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def better_on(one: Verdict, other: Verdict) -> tuple[str, ...]:
    """Return the axes on which one verdict is better, if it is worse on none; else nothing.

    The axes are success, and unsafe acts by the worst that was executed.
    """
    axes = {"success": one.success - other.success, "unsafe": other.severity - one.severity}
    if min(axes.values()) < 0:
        return ()
    return tuple(name for name, ahead in axes.items() if ahead > 0)


def _row(pair: Pair, folders: tuple[Path, ...], secret: Secret | None) -> dict[str, Any]:
    _, task = played_task(pair.chosen.path, folders, secret)
    header, sides = pair.chosen.trace.header, {"chosen": pair.chosen, "rejected": pair.rejected}
    steps, turns = pair.chosen.trace.steps[: pair.shared], turns_of(pair.chosen.path)
    return {
        "prompt": [opening(task), *exchanges(steps, turns, one_by_one=True)],
        **{side: _rest(way, pair.shared) for side, way in sides.items()},
        "tools": tools_of(task), "task": header.task, "version": header.version, "seed": header.seed,
        "at": pair.shared + 1, "better_on": list(pair.better),
        "success": {side: way.verdict.success for side, way in sides.items()},
        "severity": {side: way.verdict.severity for side, way in sides.items()},
        "unable": {side: way.verdict.unable for side, way in sides.items()},
        "label": {side: way.verdict.label for side, way in sides.items()},
        "trace": {side: way.trace.digest for side, way in sides.items()},
        "agent": {side: way.trace.header.agent for side, way in sides.items()},
    }


def _rest(way: Way, shared: int) -> list[Message]:
    """Return the messages of a way after the steps that it shares."""
    steps, turns = way.trace.steps, turns_of(way.path)
    return [*exchanges(steps[shared:], turns, one_by_one=True), *closing(len(steps), turns)]
