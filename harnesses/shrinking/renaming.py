"""Renaming: what a call has to refer to once calls before it are gone.

An id of a new row follows from how many of its kind the world has made: without an earlier call that made one too, the
same call makes its row under another id. So each id that a kept call made, or that its result gave where the recorded
one gave another, is put in the place of the recorded one in all later calls. A reference to what a call made that is
gone stays as it was: nothing is there under it, and the trial shows whether that matters.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...mocks.world import id_of
from ...snapshots.calls import BLOCKED, UNPARSED, Call
from ...snapshots.digest import canonical
from ...snapshots.state import State

_NAME = re.compile(r"\S{6,300}")
"""What may stand for a thing, such as an id or the time stamp of a message: no words."""


def made_ids(before: State, after: State) -> dict[str, list[str]]:
    """Return the ids that a step has made, by their kind and in their order."""
    return {
        kind: [id_of(after.seed, kind, number) for number in range(before.counters.get(kind, 0) + 1, count + 1)]
        for kind, count in after.counters.items() if count > before.counters.get(kind, 0)
    }


def renamed(call: Call, names: Mapping[str, str]) -> Call:
    """Return a call with names put in the place of recorded ones."""
    old = [name for name in names if name in call.text]
    if not old or call.tool in (UNPARSED, BLOCKED):
        return call
    pattern = re.compile("|".join(map(re.escape, sorted(old, key=len, reverse=True))))
    return Call.of(call.tool, _replaced(call.arguments, pattern, names))


def _replaced(value: Any, pattern: "re.Pattern[str]", names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(lambda found: names[found[0]], value)
    if isinstance(value, list):
        return [_replaced(item, pattern, names) for item in value]
    if isinstance(value, dict):
        return {name: _replaced(item, pattern, names) for name, item in value.items()}
    return value


def other_names(recorded: str, now: str) -> Iterator[tuple[str, str]]:
    """Yield what stands at one place of a recorded result, JSON text, and what stands there now, where these are two
    names."""
    if recorded != now:
        yield from _other(json.loads(recorded), json.loads(now))


def _other(recorded: Any, now: Any) -> Iterator[tuple[str, str]]:
    if isinstance(recorded, str) and isinstance(now, str):
        if recorded != now and _NAME.fullmatch(recorded) and _NAME.fullmatch(now):
            yield recorded, now
    elif isinstance(recorded, dict) and isinstance(now, dict):
        for name in sorted(recorded.keys() & now.keys()):
            yield from _other(recorded[name], now[name])
    elif isinstance(recorded, list) and isinstance(now, list) and len(recorded) == len(now):
        for one, other in zip(recorded, now, strict=True):
            yield from _other(one, other)


def characters(call: Call) -> int:
    """Return how long the arguments of a call are."""
    return len(canonical(call.arguments))
