"""State: one whole world as a value."""

import base64
import binascii
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from immutables import Map
from pydantic import ValidationError

from .calls import Actor, Call, Step
from .digest import ROW_HASH_SPACE, Json, canonical, row_hash, sha256_hex, text_digest
from .errors import StateError, suggest
from .log import Log
from .records import Record
from .tables import AnyTable, Schema, Table


class Scheduled(Record):
    """A call that will be made at simulated time `due` (ms), in the order of (due, number)."""

    due: int
    number: int
    call: Call
    actor: Actor


class Queue(tuple[Scheduled, ...]):
    """The scheduled calls in the order of (due, number): a tuple, with its order-free digest kept beside it."""

    digest: int

    def __new__(cls, items: Iterable[Scheduled] = ()) -> "Queue":
        """Put scheduled calls in order."""
        ordered = sorted(items, key=_turn)
        return cls._of(ordered, sum(map(_hash_of, ordered)))

    @classmethod
    def _of(cls, ordered: Iterable[Scheduled], total: int) -> "Queue":
        out = super().__new__(cls, ordered)
        out.digest = total % ROW_HASH_SPACE
        return out

    def add(self, item: Scheduled) -> "Queue":
        """Return the queue with one more call in it."""
        at = bisect_left(self, _turn(item), key=_turn)
        return self._of((*self[:at], item, *self[at:]), self.digest + _hash_of(item))

    def without(self, number: int) -> "Queue":
        """Return the queue without the call of that number; the same queue if there is none."""
        at = next((i for i, item in enumerate(self) if item.number == number), None)
        return self if at is None else self._of((*self[:at], *self[at + 1 :]), self.digest - _hash_of(self[at]))


def _turn(item: Scheduled) -> tuple[int, int]:
    return item.due, item.number


def _hash_of(item: Scheduled) -> int:
    return row_hash("queue", str(item.number), item.canonical())


_DIGEST = attrgetter("digest")


class State(NamedTuple):
    """Everything that a world is: a snapshot is a reference to one of these.

    `now` is simulated UTC in integer milliseconds. `blobs` holds immutable bytes by their SHA-256; the rows that
    name them carry them into the digest.
    """

    seed: int
    now: int
    counters: "Map[str, int]"
    tables: "Map[str, AnyTable]"
    queue: Queue
    blobs: "Map[str, bytes]"

    def digest(self) -> str:
        """Return the 128-bit hash of the state, in hex, at a cost that does not depend on the number of rows.

        Every row's hash has its table in it, so the tables' sums add up to one. Empty tables add nothing: a table
        added to a service later does not change old worlds.
        """
        total = (sum(map(_DIGEST, self.tables.values())) + self.queue.digest) % ROW_HASH_SPACE
        return text_digest(canonical([self.seed, self.now, dict(self.counters), f"{total:064x}"]))

    def table(self, path: str) -> AnyTable:
        """Return a table by its path; StateError with the nearest name if there is none."""
        found = self.tables.get(path)
        if found is None:
            raise StateError(f"there is no table {path!r}.{suggest(path, self.tables)}")
        return found

    def to_json(self) -> dict[str, Json]:
        """Return the state as plain JSON, complete: from_json gives an equal state back."""
        return {
            "seed": self.seed,
            "now": self.now,
            "counters": {name: self.counters[name] for name in sorted(self.counters)},
            "tables": {
                path: {key: self.tables[path][key].model_dump(mode="json", exclude_defaults=True)
                       for key in self.tables[path].ids()}
                for path in sorted(self.tables)
                if len(self.tables[path])
            },
            "queue": [item.model_dump(mode="json") for item in self.queue],
            "blobs": {name: base64.b64encode(self.blobs[name]).decode() for name in sorted(self.blobs)},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], schemas: Mapping[str, Schema[Any]]) -> "State":
        """Build a state from to_json's output; StateError says which row does not fit."""
        unknown = sorted(set(data["tables"]) - set(schemas))
        if unknown:
            raise StateError(f"the state has a table {unknown[0]!r} that no service of this world declares")
        tables: dict[str, AnyTable] = {}
        for path, schema in schemas.items():
            rows: dict[str, Record] = {}
            for key, row in data["tables"].get(path, {}).items():
                try:
                    rows[key] = schema.record.model_validate_json(canonical(row))
                except ValidationError as error:
                    raise StateError(f"{path}.{key} is not a {schema.record.__name__}: {error}") from None
            tables[path] = Table(schema, rows)
        return cls(
            seed=data["seed"],
            now=data["now"],
            counters=Map(data["counters"]),
            tables=Map(tables),
            queue=Queue(Scheduled.model_validate_json(canonical(item)) for item in data["queue"]),
            blobs=Map({name: _blob(name, text) for name, text in data["blobs"].items()}),
        )


def _blob(name: str, text: str) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise StateError(f"blob {name} is not base64: {error}") from None
    if sha256_hex(content) != name:
        raise StateError(f"blob {name} has other content than its name says")
    return content


class Entry(NamedTuple):
    """One line of an episode's log: the agent's step, the states around it and the rows that it wrote."""

    number: int
    step: Step
    before: State
    after: State
    touched: tuple[tuple[str, str], ...]


class Episode(NamedTuple):
    """What an environment snapshots: a verdict depends on history, so the log goes with the state.

    `marks` is what the judge has found on the way; it goes along so that a restored episode need not be judged anew.
    """

    start: State
    state: State
    log: Log[Entry] = Log()
    marks: tuple[Any, ...] = ()


def empty_state(seed: int, now: int, schemas: Mapping[str, Schema[Any]]) -> State:
    """Return a state with the given tables, all empty."""
    tables: Map[str, AnyTable] = Map({path: Table(schema) for path, schema in schemas.items()})
    return State(seed=seed, now=now, counters=Map(), tables=tables, queue=Queue(), blobs=Map())
