"""Services: record types and tools of one mock application, declared as a class."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Generic, Protocol, TypeVar, cast, overload

from ..snapshots.calls import Actor, Call, Effect, Outcome, Spec
from ..snapshots.digest import Json
from ..snapshots.draw import Draw
from ..snapshots.errors import StateError, ToolError
from ..snapshots.ordered import Ordered
from ..snapshots.records import Record
from ..snapshots.tables import Index, IndexKey, Schema, Table

R = TypeVar("R", bound=Record)
F = TypeVar("F", bound=Callable[..., object])

FACES = frozenset({"agent", "rest"})
"""The faces of a tool that says nothing else."""

REST = frozenset({"rest"})
"""The faces of a tool that agents are not offered: it is there for programs."""

INTERNAL: frozenset[str] = frozenset()
"""The faces of a tool that only the scheduler and the set-up may call."""


class Transaction(Protocol):
    """What a tool may use while it runs: a view of the world that is kept only if the tool returns."""

    actor: Actor
    now: int
    seed: int

    def read(self, path: str) -> Table[Any]:
        """Return a table as it is now."""

    def write(self, path: str, identity: str, table: Table[Any]) -> None:
        """Replace a table, noting the row that was written."""

    def new_id(self, kind: str) -> str:
        """Return a fresh id such as `msg_3fa94c01be77`, derived from the seed and a counter."""

    def draw(self, purpose: str) -> Draw:
        """Return fresh derived randomness for a purpose."""

    def put_blob(self, content: bytes) -> str:
        """Keep bytes; return their SHA-256 in hex."""

    def blob(self, name: str) -> bytes:
        """Return the bytes kept under a SHA-256."""

    def call(self, call: Call, *, actor: Actor | None = None) -> Outcome:
        """Make another call inside this one: how services reach each other.

        A failed inner call changes nothing and is reported in its Outcome. A call to a service that this world does
        not have goes to the outside ledger.
        """

    def outside(self, tool: str, make: "Callable[[], dict[str, Json]]", *, actor: Actor) -> Call:
        """Make a call inside this one whose arguments come from what is not ours, such as a real shell; return it.

        Where a recorded step is repeated, that step's call is made again, and `make` is not asked.
        """

    def offers(self, tool: str) -> bool:
        """Tell whether this world has a tool: for what one service does otherwise where another is there."""

    def schedule(self, call: Call, *, due: int, actor: Actor | None = None) -> int:
        """Have a call made at simulated time `due` (ms); return its number."""

    def cancel(self, number: int) -> bool:
        """Take a scheduled call back; False if it is not waiting."""

    def pass_time(self, until: int) -> None:
        """Have the clock stand at `until` (ms) when the call has returned."""


class View(Generic[R]):
    """One table inside a running call."""

    __slots__ = ("_path", "_tx")

    def __init__(self, tx: Transaction, path: str) -> None:
        self._tx = tx
        self._path = path

    @property
    def table(self) -> Table[R]:
        """The table as it is now."""
        return self._tx.read(self._path)

    def __getitem__(self, identity: str) -> R:
        row: R = self._tx.read(self._path)[identity]
        return row

    def __contains__(self, identity: object) -> bool:
        return identity in self._tx.read(self._path)

    def __len__(self) -> int:
        return len(self.table)

    def get(self, identity: str) -> R | None:
        """Return a row, or None."""
        row: R | None = self._tx.read(self._path).get(identity)
        return row

    def rows(self) -> Iterator[R]:
        """Yield all rows in the order of their ids."""
        return self.table.rows()

    def find(self, index: str, key: str) -> Ordered[IndexKey]:
        """Return the (order, id) pairs that an index has under a key, ascending."""
        return self.table.find(index, key)

    def found(self, index: str, key: str) -> list[R]:
        """Return the rows that an index has under a key, in the index's order."""
        table = self.table
        return [table[identity] for _, identity in table.find(index, key)]

    def put(self, identity: str, row: R) -> R:
        """Insert or replace a row, and return it."""
        self._tx.write(self._path, identity, self.table.put(identity, row))
        return row

    def update(self, identity: str, **changes: object) -> R:
        """Replace some fields of a row, validated, and return the new row."""
        return self.put(identity, self.table[identity].replace(**changes))

    def remove(self, identity: str) -> None:
        """Delete a row."""
        self._tx.write(self._path, identity, self.table.remove(identity))


class Rows(Generic[R]):
    """Declares a table of a service: `messages = Rows(Message, by_thread=Index(...))`."""

    def __init__(self, record: type[R], **indexes: Index[R]) -> None:
        self.record = record
        self.indexes = indexes
        self.name = self.path = ""

    def __set_name__(self, owner: "type[Service]", name: str) -> None:
        self.name, self.path = name, f"{owner.name}.{name}"

    @overload
    def __get__(self, instance: None, owner: "type[Service]") -> "Rows[R]": ...

    @overload
    def __get__(self, instance: "Service", owner: "type[Service]") -> View[R]: ...

    def __get__(self, instance: "Service | None", owner: "type[Service]") -> "Rows[R] | View[R]":
        if instance is None:
            return self
        view: View[R] = View(instance.tx, self.path)
        vars(instance)[self.name] = view  # from now on found before this: a listing asks for its tables line by line
        return view

    def schema(self) -> Schema[R]:
        """Return what the state engine needs to know of the table."""
        return Schema(self.path, self.record, self.indexes)


def tool(
    effect: Effect, *, seconds: float = 1, faces: frozenset[str] = FACES, name: str | None = None
) -> Callable[[F], F]:
    """Declare a method as a tool: its signature and docstring are its schema.

    `seconds` is the simulated time that a successful call takes. `name` replaces `service.method`.
    """

    def mark(function: F) -> F:
        cast("Any", function).__tool__ = (effect, int(seconds * 1000), faces, name)
        return function

    return mark


class Service:
    """Base of all mock services. A subclass names itself and declares Rows and tools; an instance serves one call."""

    name: ClassVar[str]
    vendor: ClassVar[str] = ""
    """What the names of the vendor's own methods begin with, where that is not the service's name."""
    alone: ClassVar[bool] = False
    """Whether an agent in a world with this service works through it alone, as one who holds a phone does: it has no
    tools of the others, whose apps are on it."""
    bookkeeping: ClassVar[tuple[str, ...]] = ()
    """What the service itself keeps, spelt as in a task's `may_change`: its change is never an agent's doing alone."""
    schemas: ClassVar[dict[str, Schema[Any]]]
    specs: ClassVar[dict[str, Spec]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.schemas, cls.specs = {}, {}
        for owner in reversed(cls.__mro__):
            for attribute, value in vars(owner).items():
                if isinstance(value, Rows):
                    cls.schemas[value.path] = value.schema()
                elif hasattr(value, "__tool__"):
                    effect, duration, faces, name = value.__tool__
                    full = name or f"{cls.name}.{attribute}"
                    cls.specs[full] = Spec(full, value, effect=effect, duration=duration, faces=faces)
        for spec in cls.specs.values():
            if spec.duration < 0:
                raise StateError(f"tool {spec.name} takes {spec.duration} ms; a duration is not negative")

    def __init__(self, tx: Transaction) -> None:
        self.tx = tx

    def ask(self, tool: str, **arguments: Any) -> Any:
        """Call another service's tool as the system; raise its ToolError if it fails, else return its value."""
        system = Actor(role="scheduler", principal=self.tx.actor.principal)
        outcome = self.tx.call(Call.of(tool, arguments), actor=system)
        if not outcome.ok:
            raise ToolError(outcome.code, outcome.message)
        return outcome.value
