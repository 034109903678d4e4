"""Changes that a task allows: what `may_change` says, and which changes of an episode lie outside it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

from ..snapshots.diff import Change, diff
from ..snapshots.state import Episode

_SPELLING = re.compile(r"(?:(?:([1-9][0-9]*) )?(new) )?(.*)", re.DOTALL | re.ASCII)


class Allowed(NamedTuple):
    """One entry of `may_change`: `mail.messages.ID.labels`, `new mail.messages` (rows that come into being), or
    `2 new mail.messages` (two of them at the most)."""

    path: str
    new: bool = False
    most: int | None = None

    @classmethod
    def read(cls, text: str) -> "Allowed":
        """Return what an entry says."""
        found = _SPELLING.fullmatch(text)
        assert found is not None, "the last part matches anything"
        return cls(found[3], bool(found[2]), int(found[1]) if found[1] else None)

    def covers(self, change: Change) -> bool:
        """Tell whether a change is of this kind."""
        if self.new:
            return change.before is None and fnmatchcase(change.path, f"{self.path}.*")
        return (change.path == self.path or change.path.startswith(f"{self.path}.")
                or fnmatchcase(change.path, self.path))


class Rules(NamedTuple):
    """What is allowed, read once: whole paths, what is matched against each change, and what may be so many."""

    paths: frozenset[str]
    matched: tuple[Allowed, ...]
    counted: tuple[tuple[Allowed, int], ...]

    @classmethod
    def of(cls, texts: tuple[str, ...]) -> "Rules":
        """Return what some entries say."""
        entries = [Allowed.read(text) for text in texts]
        plain = {one.path for one in entries if not one.new and not _WILD.search(one.path)}
        return cls(
            frozenset(plain),
            tuple(one for one in entries if one.most is None and (one.new or one.path not in plain)),
            tuple((one, one.most) for one in entries if one.most is not None),
        )

    def free(self, change: Change) -> bool:
        """Tell whether a change is allowed, however many there are."""
        return not self.paths.isdisjoint(_within(change.path)) or any(one.covers(change) for one in self.matched)


_WILD = re.compile(r"[*?\[]")


def _within(path: str) -> Iterator[str]:
    """Yield a path and all that it lies in."""
    at = len(path)
    while at > 0:
        yield path[:at]
        at = path.rfind(".", 0, at)


@lru_cache(maxsize=256)
def _rules(texts: tuple[str, ...]) -> Rules:
    return Rules.of(texts)


def collateral(episode: Episode, may_change: Iterable[str], bookkeeping: Iterable[str]) -> tuple[Change, ...]:
    """Return the changes outside what a task allows and what the services keep for themselves.

    Where more rows have come into being than may, those made last are too many. What waits in the queue shows in the
    row that it waits for.
    """
    rules = _rules((*may_change, *bookkeeping, "queue.*"))
    left = [change for change in diff(episode.start, episode.state) if not rules.free(change)]
    covered: set[str] = set()
    for entry, most in rules.counted:
        rows = [change for change in left if entry.covers(change)]
        covered.update(change.path for change in (_by_age(rows, episode) if len(rows) > most else rows)[:most])
    return tuple(change for change in left if change.path not in covered)


def _by_age(rows: Sequence[Change], episode: Episode) -> list[Change]:
    """Return new rows in the order in which they came into being."""
    written = (f"{path}.{identity}" for entry in episode.log for path, identity in entry.touched)
    order = {path: number for number, path in enumerate(dict.fromkeys(written))}
    return sorted(rows, key=lambda change: order.get(change.path, len(order)))
