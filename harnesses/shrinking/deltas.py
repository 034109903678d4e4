"""Delta debugging: the parts of a list that cannot be left out one by one."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")


def smallest(items: Sequence[T], holds: Callable[[tuple[T, ...]], bool]) -> tuple[T, ...]:
    """Return a part of a list, in its order, for which `holds` is true and is not without any one of its items.

    It must hold for the whole list. Larger and then smaller runs of items are left out, as Zeller's ddmin does it.
    """
    items = tuple(items)
    if not items or holds(()):
        return ()
    parts = 2
    while len(items) > 1:
        for rest in _without_each(items, parts):
            if holds(rest):
                items, parts = rest, max(parts - 1, 2)
                break
        else:
            if parts >= len(items):
                break
            parts = min(2 * parts, len(items))
    return items


def _without_each(items: tuple[T, ...], parts: int) -> list[tuple[T, ...]]:
    """Return what is left without each of so many runs of about the same length, the last of them first: what comes
    late in an episode is less often needed."""
    parts = min(parts, len(items))
    bounds = [len(items) * number // parts for number in range(parts + 1)]
    return [items[:begin] + items[end:] for begin, end in reversed(list(pairwise(bounds)))]
