"""Delta debugging: what is left holds, and does not without any one of its items."""

from hypothesis import given
from hypothesis import strategies as st

from diorama.harnesses.shrinking.deltas import smallest


@given(st.integers(0, 20), st.lists(st.sets(st.integers(0, 19), max_size=4), min_size=1, max_size=4))
def test_what_is_left_is_one_minimal(count: int, needs: list[set[int]]) -> None:
    def holds(items: tuple[int, ...]) -> bool:
        return any(need <= set(items) for need in needs)

    items = tuple(range(count))
    if not holds(items):
        return
    left = smallest(items, holds)
    assert holds(left)
    assert list(left) == sorted(left)
    assert not any(holds(left[:i] + left[i + 1 :]) for i in range(len(left)))


def test_nothing_is_needed_for_what_always_holds() -> None:
    assert smallest("abc", lambda items: True) == ()


def test_it_takes_few_attempts_for_one_of_many() -> None:
    tried: list[int] = []

    def holds(items: tuple[int, ...]) -> bool:
        tried.append(len(items))
        return 700 in items

    assert smallest(range(1000), holds) == (700,)
    assert len(tried) < 40
