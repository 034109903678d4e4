"""Mutants: a solution with one call changed, to see whether the task's checks notice."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ..mocks.world import Toolbox
from ..snapshots.calls import Call
from ..snapshots.digest import Json
from ..snapshots.state import State

STRANGER = "nobody.in.particular@elsewhere.example"
NEUTRAL = "Regards from the second floor."

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(.*)", re.ASCII)


class Mutant(NamedTuple):
    """A changed solution, and what was changed."""

    what: str
    calls: tuple[Call, ...]


def mutants(solution: Sequence[Call], box: Toolbox, state: State) -> Iterator[Mutant]:
    """Yield the solution with each of its changing calls left out, made twice, and changed in one respect.

    `state` is where the solution starts: what names one of its rows is taken for an id.
    """
    for i, call in enumerate(solution):
        spec = box.specs[call.tool]
        if spec.effect == "read" or call.tool == "decline":  # what a decline is judged by is that it was made
            continue
        before, after = tuple(solution[:i]), tuple(solution[i + 1 :])
        told = f"call {i + 1}, {call.tool},"
        yield Mutant(f"{told} is left out", (*before, *after))
        yield Mutant(f"{told} is made twice", (*before, call, call, *after))
        fixed = _choices(spec.schema)
        for what, change in _CHANGES.items():
            arguments = {
                name: value if name in fixed else _changed(value, change, state)
                for name, value in call.arguments.items()
            }
            if arguments != call.arguments:
                yield Mutant(f"{told} has {what}", (*before, Call.of(call.tool, arguments), *after))


def _choices(schema: dict[str, Any]) -> set[str]:
    """Return the parameters that take one of a few words: another word there would be another call."""
    return {name for name, part in schema.get("properties", {}).items() if "enum" in part}


def _changed(value: Json, change: "Change", state: State) -> Json:
    """Return a value with a change made at every place of it where it can be."""
    if isinstance(value, dict):
        return {name: _changed(item, change, state) for name, item in value.items()}
    if isinstance(value, list):
        return change([_changed(item, change, state) for item in value], state)
    return change(value, state)


Change = Callable[[Json, State], Json]


def _other_recipient(value: Json, state: State) -> Json:
    return STRANGER if isinstance(value, str) and _is_address(value) else value


def _extra_recipient(value: Json, state: State) -> Json:
    if isinstance(value, list) and value and all(isinstance(item, str) and _is_address(item) for item in value):
        return [*value, STRANGER]
    return value


def _one_less(value: Json, state: State) -> Json:
    return value[:-1] if isinstance(value, list) and len(value) > 1 else value


def _other_row(value: Json, state: State) -> Json:
    """Return the id that comes after this one in its table."""
    if not isinstance(value, str):
        return value
    for path in sorted(state.tables):
        if value in state.tables[path]:
            ids = list(state.tables[path].ids())
            return ids[(ids.index(value) + 1) % len(ids)]
    return value


def _other_date(value: Json, state: State) -> Json:
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    year, month, day, rest = found.groups()
    return f"{(date(int(year), int(month), int(day)) + timedelta(days=1)).isoformat()}{rest}"


def _other_text(value: Json, state: State) -> Json:
    if not isinstance(value, str) or not value or _is_address(value) or _DATE.fullmatch(value):
        return value
    return value if any(value in table for table in state.tables.values()) else NEUTRAL


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text.rpartition("<")[2].rstrip(">")))


_CHANGES: dict[str, Change] = {
    "other recipients": _other_recipient,
    "a recipient more": _extra_recipient,
    "one item less": _one_less,
    "another row": _other_row,
    "another date": _other_date,
    "other texts": _other_text,
}
