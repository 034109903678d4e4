"""Minimise: the fewest calls of a failing episode that still give the same finding."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ...snapshots.calls import BLOCKED, UNPARSED, Call
from ...snapshots.digest import Json
from ...snapshots.errors import TraceError, UsageError
from ...snapshots.trace import Parent
from ...tasks.secret import Secret
from ..agents import Ending
from ..record import Origin, Played, play
from ..replay import beginning
from .attempts import Attempts, Kept, parts, with_part
from .deltas import smallest
from .finding import Finding, first_finding, named_finding
from .renaming import characters

MOST_TRIALS = 600
"""Attempts at shortening the arguments of one episode; leaving out whole calls has no limit."""

_WORD = re.compile(r"\S+\s*")


class Minimised(NamedTuple):
    """A failure and its smallest form: calls and characters of arguments then and now (the call that ends the episode
    apart), how often an earlier point was gone back to, and how many calls that took."""

    finding: Finding
    trace: Path
    parent: str
    calls: tuple[int, int]
    characters: tuple[int, int]
    forks: int
    made: int
    played: Played


def minimise(
    path: Path, out: Path | None = None, finding: str = "", folders: Sequence[Path] = (), secret: Secret | None = None,
) -> Minimised:
    """Shorten the episode of a trace as far as the finding stays, and write what is left as a trace.

    No call of it can be left out on its own. `finding` is a name (see `named_finding`), by default the first that the
    trace's verdict has. UsageError if the episode does not have it.
    """
    trace, env = beginning(path, folders, secret)
    wanted = named_finding(finding, env.task) if finding else first_finding(trace.verdict, str(path))
    new = out or path.with_name(f"{path.name.removesuffix('.jsonl')}.minimised.{wanted}.jsonl".replace("/", "_"))
    if new.exists():
        raise UsageError(f"{new} is there already; --out names another file")
    attempts = Attempts(trace, env)
    if not wanted.holds(attempts.come(attempts.calls).verdict):
        raise UsageError(f"{path}: played again, it does not have the finding {wanted}")
    left = _shortened(attempts, wanted)
    came = attempts.come(left)
    calls = [*came.made, *([attempts.last(attempts.names(left))] if attempts.ending is not None else [])]
    agent = Ending(f"minimised:{wanted}:{trace.header.agent}", calls, attempts.end, attempts.error)
    _, fresh = beginning(path, folders, secret)
    origin = Origin(parent=Parent(trace=trace.digest, at=1))
    played = play(fresh, agent, new, seed=trace.header.seed, task=trace.header.task, origin=origin)
    if not wanted.holds(played.verdict):
        raise TraceError(f"{new}: played on its own it does not have the finding {wanted}; it is no pure replay")
    return Minimised(
        wanted, new, trace.digest, (len(attempts.calls), len(left)), (_size(attempts.calls), _size(left)),
        attempts.forks, attempts.made, played,
    )


def _shortened(attempts: Attempts, wanted: Finding) -> tuple[Kept, ...]:
    """Leave out calls, then words and items of their arguments, and calls again if that let others go."""
    def holds(kept: tuple[Kept, ...]) -> bool:
        return attempts.has(wanted, kept)

    left, before = smallest(attempts.calls, holds), -1
    words = _Words(attempts, wanted)
    while len(left) != before:
        before = len(left)
        for place in range(len(left)):
            left = words.shorter(left, place)
        left = smallest(left, holds)
    return left


class _Words:
    """Shortens the arguments of calls, as long as there are attempts left."""

    def __init__(self, attempts: Attempts, wanted: Finding) -> None:
        self._attempts = attempts
        self._wanted = wanted
        self._left = MOST_TRIALS

    def shorter(self, kept: tuple[Kept, ...], place: int) -> tuple[Kept, ...]:
        """Return the calls with the arguments of one of them as short as the finding allows."""
        one = kept[place]
        if one.call.tool in (UNPARSED, BLOCKED):
            return kept
        done: set[tuple[str | int, ...]] = set()
        while True:
            found = next(((path, value) for path, value in parts(one.call.arguments) if path not in done), None)
            if found is None:
                return kept
            path, value = found
            done.add(path)
            units: list[Json] = [*_WORD.findall(value)] if isinstance(value, str) else value
            one = Kept(one.place, self._part(kept, place, path, units, text=isinstance(value, str)))
            kept = (*kept[:place], one, *kept[place + 1 :])

    def _part(
        self, kept: tuple[Kept, ...], place: int, path: tuple[str | int, ...], units: list[Json], *, text: bool
    ) -> Call:
        one = kept[place]

        def holds(some: tuple[Json, ...]) -> bool:
            self._left -= 1
            if self._left < 0:
                return False
            tried = Kept(one.place, with_part(one.call, path, _joined(some, text=text)))
            return self._attempts.has(self._wanted, (*kept[:place], tried, *kept[place + 1 :]))

        some = smallest(units, holds)
        return one.call if len(some) == len(units) else with_part(one.call, path, _joined(some, text=text))


def _joined(units: Sequence[Json], *, text: bool) -> Json:
    return "".join(map(str, units)).rstrip() if text else list(units)


def _size(kept: Sequence[Kept]) -> int:
    return sum(characters(one.call) for one in kept)
