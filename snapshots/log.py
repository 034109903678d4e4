"""Log: a list that is only ever added to, as a value. Adding one costs the same, however long it is."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, overload

T = TypeVar("T")


class Log(Sequence[T]):
    """Immutable for whoever holds it. What grows out of one another shares one list, of which each knows its part; a
    second one that grows from the same point copies what is before it, once."""

    __slots__ = ("_items", "_length")

    def __init__(self, items: Iterable[T] = ()) -> None:
        self._items = list(items)
        self._length = len(self._items)

    def add(self, item: T) -> "Log[T]":
        """Return the log with one more item."""
        items = self._items if self._length == len(self._items) and self._length else self._items[: self._length]
        items.append(item)
        out: Log[T] = Log.__new__(Log)
        out._items, out._length = items, self._length + 1
        return out

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...

    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        if isinstance(index, slice):
            return tuple(self._items[i] for i in range(*index.indices(self._length)))
        if not -self._length <= index < self._length:
            raise IndexError(f"the log has {self._length} items; there is none at {index}")
        return self._items[index if index >= 0 else self._length + index]

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[T]:
        return islice(self._items, self._length)

    def __eq__(self, other: object) -> bool:
        return tuple(self) == tuple(other) if isinstance(other, Log | tuple) else NotImplemented

    def __hash__(self) -> int:  # that of the tuple it is equal to; it reaches no state, nothing follows its order
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"Log({list(self)!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Log, (list(self),)
