"""Tables: persistent maps from id to record, with the digest and the indexes kept beside the rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from immutables import Map

from .digest import ROW_HASH_SPACE, row_hash
from .errors import StateError
from .late import Built, Late, LateIndex
from .ordered import Ordered
from .records import Record

R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)

IndexKey: TypeAlias = "tuple[int | str, str]"
"""What an index sorts by: the row's order value, then its id as the tie-break."""


class Index(NamedTuple, Generic[R]):
    """A way to find rows: under each of `keys(row)`, sorted by `order(row)` and then id.

    With `source`, what the keys are made of, the index is late: written when it is looked into (see late.py).
    """

    keys: Callable[[R], Iterable[str]]
    order: Callable[[R], int | str]
    source: Callable[[R], object] | None = None


class Schema(Generic[R]):
    """What a table is: its path (`mail.messages`), its record type and its indexes."""

    __slots__ = ("indexes", "late", "path", "prompt", "record")

    def __init__(self, path: str, record: type[R], indexes: Mapping[str, Index[R]]) -> None:
        self.path = path
        self.record = record
        self.indexes = indexes
        self.prompt = {name: index for name, index in indexes.items() if index.source is None}
        self.late = {
            name: LateIndex(index.keys, index.order, index.source)
            for name, index in indexes.items()
            if index.source is not None
        }


_EMPTY: "Ordered[IndexKey]" = Ordered()


class Table(Generic[R]):
    """An immutable table. `put` and `remove` return a new table that shares all other rows.

    `digest`, the order-free hash of the table, is the sum of the row hashes modulo 2**256, so a write costs the rows
    written, whatever the size. Indexes are derived, outside the digest: one is built when it is first looked into, and
    from then on kept with every write. `ready` builds those that are missing, so that what is made of this version
    need not each build them.
    """

    __slots__ = ("_indexes", "_late", "_rows", "digest", "schema")

    def __init__(self, schema: Schema[R], rows: Mapping[str, R] | None = None) -> None:
        self.schema = schema
        self._rows: Map[str, tuple[R, int]] = Map()
        self._indexes: dict[str, Built] = {}
        self.digest: int = 0
        if rows:
            self._load(rows)
        self._late = Late(self._rows)

    def _load(self, rows: Mapping[str, R]) -> None:
        path = self.schema.path
        hashed = {identity: (row, row_hash(path, identity, row.canonical())) for identity, row in rows.items()}
        self._rows = Map(hashed)
        self.digest = sum(number for _, number in hashed.values()) % ROW_HASH_SPACE
        self.ready()

    def ready(self) -> None:
        """Build the indexes that nobody has looked into yet, but for the late ones and those of an empty table."""
        if self._rows and len(self._indexes) < len(self.schema.prompt):
            for name in self.schema.prompt:
                self._index(name)

    def __eq__(self, other: object) -> bool:
        """Tables are equal that hold equal rows under the same path."""
        if not isinstance(other, Table):
            return NotImplemented
        return self.schema.path == other.schema.path and self.digest == other.digest and self._rows == other._rows

    def __hash__(self) -> int:
        return self.digest % (1 << 61)

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, identity: object) -> bool:
        return identity in self._rows

    def __getitem__(self, identity: str) -> R:
        return self._rows[identity][0]

    def get(self, identity: str) -> R | None:
        """Return the row, or None."""
        found = self._rows.get(identity)
        return None if found is None else found[0]

    def ids(self) -> list[str]:
        """Return all ids, sorted: a Map's own order follows PYTHONHASHSEED."""
        return sorted(self._rows)

    def rows(self) -> Iterator[R]:
        """Yield all rows in the order of their ids."""
        for identity in self.ids():
            yield self._rows[identity][0]

    def hash_of(self, identity: str) -> int | None:
        """Return the hash of one row, or None if there is no such row."""
        found = self._rows.get(identity)
        return None if found is None else found[1]

    def find(self, index: str, key: str) -> "Ordered[IndexKey]":
        """Return the (order, id) pairs that an index has under `key`, ascending."""
        built = self._indexes.get(index)
        return (self._index(index) if built is None else built).get(key, _EMPTY)

    def under(self, index: str) -> Built:
        """Return an index whole: what it has under each key. For many look-ups in a row."""
        return self._index(index)

    def keys(self, index: str) -> list[str]:
        """Return all keys of an index, sorted."""
        return sorted(self._index(index))

    def _index(self, name: str) -> Built:
        built = self._indexes.get(name)
        if built is None:
            if name in self.schema.late:
                return self._late.index(name, self.schema.late)
            built = self._indexes[name] = self._built(self.schema.prompt[name])
        return built

    def _built(self, index: Index[R]) -> Built:
        found: dict[str, list[IndexKey]] = {}
        for identity, (row, _) in self._rows.items():
            where = (index.order(row), identity)
            for key in index.keys(row):
                found.setdefault(key, []).append(where)
        return Map({key: Ordered(where) for key, where in found.items()})

    def put(self, identity: str, row: R) -> "Table[R]":
        """Return the table with the row inserted or replaced."""
        if type(row) is not self.schema.record:
            raise StateError(
                f"{self.schema.path} holds {self.schema.record.__name__} rows; {identity!r} is a {type(row).__name__}"
            )
        number = row_hash(self.schema.path, identity, row.canonical())
        old = self._rows.get(identity)
        if old is not None and old[1] == number:
            return self
        total = self.digest + number - (0 if old is None else old[1])
        return self._after(
            self._rows.set(identity, (row, number)), total, identity, None if old is None else old[0], row
        )

    def remove(self, identity: str) -> "Table[R]":
        """Return the table without the row; KeyError if it is not there."""
        row, number = self._rows[identity]
        return self._after(self._rows.delete(identity), self.digest - number, identity, row, None)

    def _after(self, rows: "Map[str, tuple[R, int]]", total: int, identity: str, old: R | None, new: R | None
               ) -> "Table[R]":
        """Return the table after one change of its rows, with the indexes that this one has."""
        out: Table[R] = Table.__new__(Table)
        out.schema = self.schema
        out._rows = rows
        out.digest = total % ROW_HASH_SPACE
        out._late = self._late.after(rows, (identity, old, new)) if self.schema.late else self._late
        indexes, prompt = self._indexes.copy(), self.schema.prompt
        for name, built in indexes.items():
            indexes[name] = _followed(built, prompt[name], identity, old, new)
        out._indexes = indexes
        return out

    def changed(self, other: "Table[R]") -> list[str]:
        """Return the ids of rows that differ between two versions of the table, sorted.

        Costs a walk over the rows unless the versions are the same object.
        """
        if self._rows is other._rows:
            return []
        mine, theirs = self._rows, other._rows
        ids = {identity for identity, (_, number) in mine.items() if other.hash_of(identity) != number}
        ids.update(identity for identity in theirs if identity not in mine)
        return sorted(ids)


def _followed(built: Built, index: Index[R], identity: str, old: R | None, new: R | None) -> Built:
    """Return an index after one change of a row."""
    gone = () if old is None else index.keys(old)
    came = () if new is None else index.keys(new)
    before = None if old is None else (index.order(old), identity)
    after = None if new is None else (index.order(new), identity)
    if before == after:
        if gone == came:
            return built
        gone, came = dict.fromkeys(gone), dict.fromkeys(came)
        gone, came = [key for key in gone if key not in came], [key for key in came if key not in gone]
    if before is not None:
        for key in dict.fromkeys(gone):
            left = built[key].discard(before)
            built = built.set(key, left) if len(left) else built.delete(key)
    if after is not None:
        for key in came:
            built = built.set(key, built.get(key, _EMPTY).add(after))
    return built


AnyTable: TypeAlias = Table[Any]
