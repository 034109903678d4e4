"""Diff: every change between two states, by construction complete over the record types."""

from typing import NamedTuple

from .digest import Json
from .state import State
from .tables import AnyTable


class Change(NamedTuple):
    """One change: `mail.messages.msg_0007.labels`, or the row's path with null on one side if it came or went."""

    path: str
    before: Json
    after: Json


def diff(before: State, after: State) -> list[Change]:
    """Return all changes of rows in the order of their tables and ids, then those of scheduled calls (`queue.NUMBER`).

    The clock and the id counters move by themselves and are not reported, nor are blobs apart from the rows that name
    them.
    """
    changes: list[Change] = []
    for path in sorted(set(before.tables) | set(after.tables)):
        old, new = before.tables.get(path), after.tables.get(path)
        if old is not new:
            changes += _table_changes(path, old, new)
    waiting = {item.number: item for item in before.queue}
    pending = {item.number: item for item in after.queue}
    for number in sorted(waiting.keys() | pending.keys()):
        gone, come = waiting.get(number), pending.get(number)
        if gone != come:  # in two branches of one episode a number may stand for different calls
            changes.append(
                Change(
                    f"queue.{number}",
                    None if gone is None else gone.model_dump(mode="json"),
                    None if come is None else come.model_dump(mode="json"),
                )
            )
    return changes


def _table_changes(path: str, old: AnyTable | None, new: AnyTable | None) -> list[Change]:
    if old is None or new is None:
        table = old if new is None else new
        ids = [] if table is None else table.ids()
    else:
        ids = new.changed(old)
    out: list[Change] = []
    for identity in ids:
        a = None if old is None else old.get(identity)
        b = None if new is None else new.get(identity)
        left: dict[str, Json] | None = None if a is None else a.model_dump(mode="json")
        right: dict[str, Json] | None = None if b is None else b.model_dump(mode="json")
        if left is None or right is None:
            out.append(Change(f"{path}.{identity}", left, right))
            continue
        out += [
            Change(f"{path}.{identity}.{field}", left[field], right[field])
            for field in left
            if left[field] != right[field]
        ]
    return out
