"""Late indexes: kept for a table like the others, but brought up to date only when somebody looks into them.

An index of all words has a hundred keys a row: too dear for every write, and worth it for a search.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from immutables import Map

from .ordered import Ordered

Built: TypeAlias = "Map[str, Ordered[tuple[int | str, str]]]"
Change: TypeAlias = "tuple[str, Any, Any]"
"""A row's id, the row before (None: it came) and after (None: it went)."""

REACH = 64
"""Writes after which a version that nobody has looked into lets go of the versions before it."""

STRIDE = 8
"""Versions between two at which an index is kept. A trade of time for memory."""


class LateIndex:
    """What a late index is made of. Rows of equal `source` and order have equal keys."""

    __slots__ = ("keys", "order", "source")

    def __init__(
        self, keys: Callable[[Any], Iterable[str]], order: Callable[[Any], int | str], source: Callable[[Any], object]
    ) -> None:
        self.keys = keys
        self.order = order
        self.source = source

    def build(self, rows: "Map[str, tuple[Any, int]]") -> Built:
        """Return the index of all rows."""
        placed = sorted(((self.order(row), identity), row) for identity, (row, _) in rows.items())
        found: dict[str, list[tuple[int | str, str]]] = {}
        for where, row in placed:
            for key in dict.fromkeys(self.keys(row)):
                found.setdefault(key, []).append(where)
        return Map({key: Ordered.of_ascending(ordered) for key, ordered in found.items()})

    def follow(self, built: Built, changes: Iterable[Change]) -> Built:
        """Return the index after some changes of the rows."""
        with built.mutate() as entries:
            for identity, old, new in changes:
                if (
                    old is not None and new is not None
                    and self.order(old) == self.order(new) and self.source(old) == self.source(new)
                ):
                    continue
                if old is not None:
                    where = (self.order(old), identity)
                    for key in self.keys(old):
                        left = entries.get(key, _EMPTY).discard(where)
                        if len(left):
                            entries[key] = left
                        else:
                            entries.pop(key, None)
                if new is not None:
                    where = (self.order(new), identity)
                    for key in self.keys(new):
                        entries[key] = entries.get(key, _EMPTY).add(where)
            followed: Built = entries.finish()
        return followed


_EMPTY: "Ordered[tuple[int | str, str]]" = Ordered()


class Late:
    """The late indexes of one version of a table: built, or the change that leads here from the version before.

    Filling it in changes nothing that anybody can tell but the time that a look takes. Every STRIDE versions an index
    is kept on the way, so that the forks of one base need not all repeat what led to it.
    """

    __slots__ = ("_built", "_change", "_depth", "_parent", "_rows")

    def __init__(self, rows: "Map[str, tuple[Any, int]]") -> None:
        self._rows = rows
        self._parent: Late | None = None
        self._change: Change | None = None
        self._depth = 0
        self._built: dict[str, Built] = {}

    def after(self, rows: "Map[str, tuple[Any, int]]", change: Change) -> "Late":
        """Return what comes after one change."""
        out = Late(rows)
        out._depth = self._depth + 1
        if out._depth % REACH or self._near():
            out._parent, out._change = self, change
        return out

    def _near(self) -> bool:
        """Tell whether somebody has looked into one of the last versions."""
        version: Late | None = self
        for _ in range(REACH):
            if version is None or version._built:
                break
            version = version._parent
        return version is not None and bool(version._built)

    def index(self, name: str, indexes: Mapping[str, LateIndex]) -> Built:
        """Return an index of this version, built or brought up to date."""
        path: list[Late] = []
        version = self
        while name not in version._built and version._parent is not None:
            path.append(version)
            version = version._parent
        late = indexes[name]
        if name not in version._built:
            version._built[name] = late.build(version._rows)
        built = version._built[name]
        changes: list[Change] = []
        for version in reversed(path):
            if version._change is not None:
                changes.append(version._change)
            if version is self or version._depth % STRIDE == 0:
                built = version._built[name] = late.follow(built, changes)
                changes = []
                if len(version._built) == len(indexes):
                    version._parent = version._change = None
        return built
