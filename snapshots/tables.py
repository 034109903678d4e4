"""Tables: persistent maps from id to record, with the digest and the indexes kept beside the rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from immutables import Map

from .digest import ROW_HASH_SPACE, row_hash
from .errors import StateError
from .late import Late, LateIndex
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

    The digest is the sum of the row hashes modulo 2**256, so a write costs the rows written, whatever the size.
    Indexes are derived: they are outside the digest and rebuilt when a table is loaded.
    """

    __slots__ = ("_indexes", "_late", "_rows", "_sum", "schema")

    def __init__(self, schema: Schema[R], rows: Mapping[str, R] | None = None) -> None:
        self.schema = schema
        self._rows: Map[str, tuple[R, int]] = Map()
        self._indexes: Map[str, Map[str, Ordered[IndexKey]]] = Map({name: Map() for name in schema.prompt})
        self._sum = 0
        if rows:
            self._load(rows)
        self._late = Late(self._rows)

    def _load(self, rows: Mapping[str, R]) -> None:
        path = self.schema.path
        hashed = {identity: (row, row_hash(path, identity, row.canonical())) for identity, row in rows.items()}
        self._rows = Map(hashed)
        self._sum = sum(number for _, number in hashed.values()) % ROW_HASH_SPACE
        for name, index in self.schema.prompt.items():
            found: dict[str, list[IndexKey]] = {}
            for identity, row in rows.items():
                for key in index.keys(row):
                    found.setdefault(key, []).append((index.order(row), identity))
            self._indexes = self._indexes.set(name, Map({key: Ordered(where) for key, where in found.items()}))

    def __eq__(self, other: object) -> bool:
        """Tables are equal that hold equal rows under the same path."""
        if not isinstance(other, Table):
            return NotImplemented
        return self.schema.path == other.schema.path and self._sum == other._sum and self._rows == other._rows

    def __hash__(self) -> int:
        return self._sum % (1 << 61)

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
        return self._index(index).get(key, _EMPTY)

    def keys(self, index: str) -> list[str]:
        """Return all keys of an index, sorted."""
        return sorted(self._index(index))

    def _index(self, name: str) -> "Map[str, Ordered[IndexKey]]":
        return self._late.index(name, self.schema.late) if name in self.schema.late else self._indexes[name]

    @property
    def digest(self) -> int:
        """The order-free hash of the whole table."""
        return self._sum

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
        total = self._sum + number - (0 if old is None else old[1])
        out = self._copy(self._rows.set(identity, (row, number)), total % ROW_HASH_SPACE)
        out._reindex(self._late, identity, None if old is None else old[0], row)
        return out

    def remove(self, identity: str) -> "Table[R]":
        """Return the table without the row; KeyError if it is not there."""
        row, number = self._rows[identity]
        out = self._copy(self._rows.delete(identity), (self._sum - number) % ROW_HASH_SPACE)
        out._reindex(self._late, identity, row, None)
        return out

    def _copy(self, rows: "Map[str, tuple[R, int]]", total: int) -> "Table[R]":
        out: Table[R] = Table.__new__(Table)
        out.schema = self.schema
        out._rows = rows
        out._sum = total
        out._indexes = self._indexes
        return out

    def _reindex(self, late: Late, identity: str, old: R | None, new: R | None) -> None:
        self._late = late.after(self._rows, (identity, old, new)) if self.schema.late else late
        for name, index in self.schema.prompt.items():
            before = {} if old is None else {key: (index.order(old), identity) for key in index.keys(old)}
            after = {} if new is None else {key: (index.order(new), identity) for key in index.keys(new)}
            if before == after:
                continue
            entries = self._indexes[name]
            for key, where in before.items():
                if after.get(key) != where:
                    left = entries[key].discard(where)
                    entries = entries.set(key, left) if len(left) else entries.delete(key)
            for key, where in after.items():
                if before.get(key) != where:
                    entries = entries.set(key, entries.get(key, _EMPTY).add(where))
            self._indexes = self._indexes.set(name, entries)

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


AnyTable: TypeAlias = Table[Any]
