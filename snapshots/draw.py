"""Derived randomness: values drawn from (seed, purpose), the same on every machine and Python."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Draws integers, choices and orders from BLAKE2b in counter mode.

    Not `random.Random`: the standard library promises equal output between versions for `random()` alone.
    """

    __slots__ = ("_counter", "_key")

    def __init__(self, seed: int, purpose: str) -> None:
        self._key = blake2b(f"{seed}\x00{purpose}".encode(), digest_size=32).digest()
        self._counter = 0

    def bits64(self) -> int:
        """Return the next integer in [0, 2**64)."""
        self._counter += 1
        data = blake2b(self._counter.to_bytes(8, "big"), key=self._key, digest_size=8).digest()
        return int.from_bytes(data, "big")

    def below(self, stop: int) -> int:
        """Return an integer in [0, stop). The bias is under stop / 2**64."""
        if stop < 1:
            raise ValueError(f"cannot draw an integer below {stop}")
        return self.bits64() % stop

    def between(self, low: int, high: int) -> int:
        """Return an integer in [low, high], both ends included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """Return True `percent` times in a hundred."""
        return self.below(100) < percent

    def choice(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in a drawn order (Fisher-Yates)."""
        out = list(items)
        for i in range(len(out) - 1, 0, -1):
            j = self.below(i + 1)
            out[i], out[j] = out[j], out[i]
        return out

    def sample(self, items: Sequence[T], count: int) -> list[T]:
        """Return `count` different items in a drawn order."""
        if not 0 <= count <= len(items):
            raise ValueError(f"cannot draw {count} of {len(items)} items")
        return self.shuffled(items)[:count]

    def hex(self, digits: int) -> str:
        """Return `digits` lower-case hex digits, 16 at most."""
        if not 0 <= digits <= 16:
            raise ValueError(f"cannot draw {digits} hex digits; 16 is the limit")
        return f"{self.bits64():016x}"[:digits]
