"""A persistent sorted set: the order that a listing needs, kept at O(sqrt n) a write."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K", bound="tuple[int | str, ...]")

_CHUNK = 128
"""Keys of a chunk at the most. A write copies one chunk and the row of chunks, which balance at some 10,000 keys."""


class Ordered(Generic[K]):
    """An immutable sorted sequence of distinct keys, in chunks of at most 128 so that a write copies little.

    `last` is the greatest key; None if there is none.
    """

    __slots__ = ("_chunks", "_size", "last")

    def __init__(self, keys: Iterable[K] = ()) -> None:
        ordered = sorted(set(keys))
        self._chunks: tuple[tuple[K, ...], ...] = _chunked(ordered)
        self._size = len(ordered)
        self.last: K | None = ordered[-1] if ordered else None

    @classmethod
    def of_ascending(cls, ordered: list[K]) -> "Ordered[K]":
        """Return the sequence of keys that are in order and distinct already."""
        return cls._of(_chunked(ordered), len(ordered))

    @classmethod
    def _of(cls, chunks: tuple[tuple[K, ...], ...], size: int) -> "Ordered[K]":
        out = cls.__new__(cls)
        out._chunks = chunks
        out._size = size
        out.last = chunks[-1][-1] if chunks else None
        return out

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[K]:
        for chunk in self._chunks:
            yield from chunk

    def __reversed__(self) -> Iterator[K]:
        for chunk in reversed(self._chunks):
            yield from reversed(chunk)

    def below(self, stop: K) -> Iterator[K]:
        """Yield the keys smaller than `stop`, largest first: how a page of a newest-first listing goes on."""
        position = self._locate(stop)
        if position is None:
            yield from reversed(self)
            return
        yield from reversed(self._chunks[position][: bisect_left(self._chunks[position], stop)])
        for chunk in reversed(self._chunks[:position]):
            yield from reversed(chunk)

    def beyond(self, start: K) -> Iterator[K]:
        """Yield the keys greater than `start`, smallest first."""
        position = self._locate(start)
        if position is not None:
            yield from self._chunks[position][bisect_right(self._chunks[position], start) :]
            for chunk in self._chunks[position + 1 :]:
                yield from chunk

    def count_beyond(self, start: K) -> int:
        """Return how many keys are greater than `start`, at the cost of the chunks and not of the keys."""
        position = self._locate(start)
        if position is None:
            return 0
        chunk = self._chunks[position]
        return len(chunk) - bisect_right(chunk, start) + sum(map(len, self._chunks[position + 1 :]))

    def _locate(self, key: K) -> int | None:
        """Return the first chunk whose last key is not smaller than `key`; None if there is none."""
        position = bisect_left(self._chunks, key, key=lambda chunk: chunk[-1])
        return position if position < len(self._chunks) else None

    def add(self, key: K) -> "Ordered[K]":
        """Return the sequence with `key` in it."""
        if not self._chunks:
            return self._of(((key,),), 1)
        found = self._locate(key)
        position = len(self._chunks) - 1 if found is None else found
        chunk = self._chunks[position]
        at = bisect_right(chunk, key)
        if at and chunk[at - 1] == key:
            return self
        grown = (*chunk[:at], key, *chunk[at:])
        parts = (grown,) if len(grown) <= _CHUNK else (grown[: _CHUNK // 2], grown[_CHUNK // 2 :])
        return self._of(self._chunks[:position] + parts + self._chunks[position + 1 :], self._size + 1)

    def discard(self, key: K) -> "Ordered[K]":
        """Return the sequence without `key`."""
        position = self._locate(key)
        if position is None:
            return self
        chunk = self._chunks[position]
        at = bisect_left(chunk, key)
        if chunk[at] != key:
            return self
        rest = chunk[:at] + chunk[at + 1 :]
        before, after = self._chunks[:position], self._chunks[position + 1 :]
        if before and len(before[-1]) + len(rest) <= _CHUNK // 2:
            before, rest = before[:-1], before[-1] + rest
        elif after and len(rest) + len(after[0]) <= _CHUNK // 2:
            rest, after = rest + after[0], after[1:]
        return self._of(before + ((rest,) if rest else ()) + after, self._size - 1)


def _chunked(ordered: list[K]) -> tuple[tuple[K, ...], ...]:
    half = _CHUNK // 2
    if len(ordered) <= half:
        return (tuple(ordered),) if ordered else ()
    return tuple(tuple(ordered[i : i + half]) for i in range(0, len(ordered), half))
