"""Threading: which messages of a mailbox make one conversation, when a whole mailbox comes in at once.

Arriving mail finds its conversation one by one (base.py). Here a reply may come before what it answers, and what was
answered may be missing, so that two replies belong together by their References alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from .base import SUBJECT_WINDOW, base_subject, is_reply_subject, participants
from .records import Message


class Group(NamedTuple):
    """A conversation: one that is there (`thread`) or a new one, its first message's date and subject, and the ids of
    the messages that have none yet, oldest first."""

    thread: str
    date: int
    subject: str
    new: tuple[str, ...]


class Grouping:
    """Joins messages that are added in the order of their dates."""

    def __init__(self) -> None:
        self._rows: dict[str, Message] = {}
        self._parents: dict[str, str] = {}
        self._known: set[str] = set()

    def add(self, identity: str, row: Message) -> None:
        """Take a message in."""
        self._rows[identity] = row
        self._parents[identity] = identity
        if row.message_id:
            self._known.add(row.message_id)

    def groups(self) -> Iterator[Group]:
        """Yield the conversations with new messages, in the order of their first messages."""
        self._by_references()
        self._by_subjects()
        members: dict[str, list[str]] = {}
        for identity in self._rows:
            members.setdefault(self._root(identity), []).append(identity)
        for ids in members.values():
            new = tuple(identity for identity in ids if not self._rows[identity].thread)
            if new:
                first = self._rows[ids[0]]
                threads = [self._rows[identity].thread for identity in ids if self._rows[identity].thread]
                yield Group(threads[0] if threads else "", first.date, first.subject, new)

    def _by_references(self) -> None:
        for identity, row in self._rows.items():
            linked = [row.message_id] if row.message_id else []
            linked += row.references
            if row.in_reply_to in self._known:  # else it may be somebody's address, as some programs wrote it
                linked.append(row.in_reply_to)
            linked += [f"gmail {value}" for name, value in row.headers if name.lower() == "x-gm-thrid"]
            for reference in linked:
                self._join(identity, reference)
            if row.thread:
                self._join(identity, f"thread {row.thread}")

    def _by_subjects(self) -> None:
        """Join a conversation that begins with a reply to the last one of its subject with a participant in common."""
        last: dict[str, list[str]] = {}
        begun: set[str] = set()
        for identity, row in self._rows.items():
            base = base_subject(row.subject)
            root = self._root(identity)
            if base and root not in begun and not row.thread and is_reply_subject(row.subject):
                people = participants(row) - {row.mailbox} or {row.mailbox}
                for other in reversed(last.get(base, [])[-SUBJECT_DEPTH:]):
                    earlier = self._rows[other]
                    if earlier.date < row.date - SUBJECT_WINDOW:
                        break
                    if people & participants(earlier):
                        self._join(other, identity)
                        break
            begun.add(self._root(identity))
            last.setdefault(base, []).append(identity)

    def _join(self, one: str, other: str) -> None:
        self._parents.setdefault(other, other)
        here, there = self._root(one), self._root(other)
        if here != there:
            self._parents[there] = here

    def _root(self, name: str) -> str:
        root = name
        while self._parents[root] != root:
            root = self._parents[root]
        while self._parents[name] != root:
            self._parents[name], name = root, self._parents[name]
        return root


SUBJECT_DEPTH = 200
"""Earlier messages of one subject that are looked at."""
