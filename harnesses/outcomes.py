"""Outcomes: what an episode has come to, as a user would tell it, so that two of them can be compared."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ..snapshots.diff import diff
from ..snapshots.digest import Json, canonical
from ..snapshots.state import Episode
from ..tasks.changes import Allowed

_TIMES = {"shell.files": "mtime", "mail.messages": "date", "chat.messages": "at"}
"""Fields that say when a new row was written. On a machine each command takes a little time of its own, so that there
they differ by how many came before: that is no change to what a user has."""

_NAMES = frozenset({"at", "date", "thread", "message_id", "headers", "source"})
"""Fields of what is told that differ each time it is told."""


class Outcome(NamedTuple):
    """What is otherwise at the end than at the start: every change by its words, and what people were told."""

    changes: Mapping[str, int]
    told: frozenset[str]


def outcome_of(episode: Episode, bookkeeping: Sequence[str]) -> Outcome:
    """Return what an episode has come to.

    Left out is what no user would call a change: what the services keep for themselves, which ids the new rows got,
    and how often somebody was told the same. Telling is what leaves (each departure has a row of its service too, if it
    is more than a notice) and the mails that services write of themselves. A mail sent twice stays two mails.
    """
    kept = [Allowed.read(path) for path in (*bookkeeping, "queue.*")]
    changes = [change for change in diff(episode.start, episode.state)
               if not any(entry.covers(change) for entry in kept)
               and not (change.path.startswith("shell.files.") and change.path.endswith(".mtime"))]
    made = {change.path.split(".", 2)[2] for change in changes if change.before is None}
    told: set[str] = set()
    counted: Counter[str] = Counter()
    for change in changes:
        service, name, identity = change.path.split(".", 2)
        table = f"{service}.{name}"
        if change.before is None and _is_notice(table, change.after):
            assert isinstance(change.after, dict), "a new row is an object"
            told.add(canonical([table, {field: value for field, value in change.after.items() if field not in _NAMES}]))
        elif change.before is None:
            after = change.after
            if "shell.files" in episode.state.tables and isinstance(after, dict):
                after = {field: value for field, value in after.items() if field != _TIMES.get(table)}
            counted[_nameless(canonical([table, after]), made)] += 1
        else:
            counted[_nameless(canonical([table, identity, change.after]), made)] += 1
    return Outcome(counted, frozenset(told))


def _is_notice(table: str, row: Json) -> bool:
    """Tell whether a new row is something that was told: a thread of mail is no more than its mails."""
    automatic = isinstance(row, dict) and row.get("automatic") is True
    return table in ("ledger.departures", "mail.threads") or (table == "mail.messages" and automatic)


def _nameless(text: str, made: set[str]) -> str:
    """Return a row's text without the ids of the rows that were made."""
    for identity in sorted(made, key=lambda one: (-len(one), one)):
        text = text.replace(identity, "new")
    return text
