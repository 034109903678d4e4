"""Ordered against a sorted list."""

from hypothesis import given
from hypothesis import strategies as st

from diorama.snapshots.draw import Draw
from diorama.snapshots.ordered import Ordered

KEYS = st.tuples(st.integers(0, 30), st.text("ab", max_size=2))
CHANGES = st.lists(st.tuples(st.booleans(), KEYS), max_size=400)


@given(st.lists(KEYS, max_size=300), CHANGES, KEYS)
def test_it_is_a_sorted_list_without_repeats(
    start: list[tuple[int, str]], changes: list[tuple[bool, tuple[int, str]]], stop: tuple[int, str]
) -> None:
    ordered, model = Ordered(start), set(start)
    for add, key in changes:
        ordered = ordered.add(key) if add else ordered.discard(key)
        model = model | {key} if add else model - {key}
    assert list(ordered) == sorted(model)
    assert list(reversed(ordered)) == sorted(model, reverse=True)
    assert len(ordered) == len(model)
    assert list(ordered.below(stop)) == sorted((key for key in model if key < stop), reverse=True)
    assert list(ordered.beyond(stop)) == sorted(key for key in model if key > stop)
    assert ordered.last == max(model, default=None)
    assert ordered.count_beyond(stop) == sum(key > stop for key in model)


@given(st.integers(0, 2**32))
def test_chunks_stay_few_and_small(seed: int) -> None:
    """What a write costs: a copy of one chunk and of the list of chunks."""
    ordered: Ordered[tuple[int, ...]] = Ordered()
    order = Draw(seed, "chunks").shuffled(range(2000))
    for number in order:
        ordered = ordered.add((number,))
    for number in order[:1950]:
        ordered = ordered.discard((number,))
    sizes = [len(chunk) for chunk in ordered._chunks]
    assert sum(sizes) == 50
    assert max(sizes) <= 128
    assert len(sizes) <= 3


@given(st.lists(KEYS, min_size=1, max_size=200), KEYS)
def test_a_version_does_not_change(start: list[tuple[int, str]], key: tuple[int, str]) -> None:
    before = Ordered(start)
    held = list(before)
    before.add(key)
    before.discard(start[0])
    assert list(before) == held


def test_what_is_there_already_gives_the_same_object_back() -> None:
    ordered = Ordered([(1, "a"), (2, "b")])
    assert ordered.add((1, "a")) is ordered
    assert ordered.discard((3, "c")) is ordered
    assert ordered.discard((1, "b")) is ordered
