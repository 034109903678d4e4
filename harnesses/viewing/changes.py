"""Changes: what a step changed in the state, told so that a page can show what is new in a text or a list."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from ...snapshots.diff import Change
from ...snapshots.digest import Json, canonical
from .trimming import trimmed

SHOWN = 100
"""Changes of one step that are told at once."""

COMPARED = 2_000
"""Lines of a text, or items of a list, up to which it is told what is new in it; beyond, both are told."""

AROUND = 2
"""Unchanged lines or items that are told around what changed."""

_ITEMS, _TEXT, _BUDGET = 60, 2_000, 20_000


def told_changes(changes: Sequence[Change], start: int = 0) -> dict[str, Json]:
    """Return some of the changes of a step, and how many there are."""
    return {"total": len(changes), "start": start,
            "changes": [_told(change) for change in changes[start : start + SHOWN]]}


def _told(change: Change) -> dict[str, Json]:
    told: dict[str, Json] = {"path": change.path}
    parts = _parts(change.before, change.after)
    if parts is not None:
        return {**told, "parts": parts}
    for name, value in (("before", change.before), ("after", change.after)):
        if value is not None:
            told[name] = trimmed(value, _TEXT, _ITEMS, _BUDGET).told()
    return told


def _parts(before: Json, after: Json) -> list[Json] | None:
    """Return what stayed, went and came in a text of several lines or a list; None for anything else."""
    if isinstance(before, list) and isinstance(after, list):
        old, new = [canonical(item) for item in before], [canonical(item) for item in after]
    elif isinstance(before, str) and isinstance(after, str) and ("\n" in before or "\n" in after):
        old, new = before.splitlines(), after.splitlines()
    else:
        return None
    if max(len(old), len(new)) > COMPARED or max(map(len, (*old, *new)), default=0) > _TEXT:
        return None
    return list(_runs(old, new))


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Json]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
        if kind == "equal":
            yield from _unchanged(old[a:b], first=a == 0, last=b == len(old))
        else:
            yield from _marked("-", old[a:b])
            yield from _marked("+", new[c:d])


def _unchanged(lines: Sequence[str], *, first: bool, last: bool) -> Iterable[Json]:
    """Return unchanged lines, those away from any change as their number."""
    head = 0 if first else AROUND
    tail = 0 if last else AROUND
    if len(lines) <= head + tail + 1:
        return _marked("=", lines)
    gap: Json = {"op": "~", "count": len(lines) - head - tail}
    return [*_marked("=", lines[:head]), gap, *_marked("=", lines[len(lines) - tail :])]


def _marked(op: str, lines: Sequence[str]) -> list[Json]:
    return [{"op": op, "text": text} for text in lines]
