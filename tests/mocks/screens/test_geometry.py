"""Rectangles: pixels are counted one by one and must agree."""

from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.screens.geometry import NOWHERE, Rect

_EDGE = st.integers(-4, 8)
rects = st.builds(Rect, _EDGE, _EDGE, _EDGE, _EDGE)
Pixels = set[tuple[int, int]]


def pixels(rect: Rect) -> Pixels:
    """Return every pixel of a small rectangle."""
    return {(x, y) for x in range(-9, 15) for y in range(-9, 15) if rect.contains(x, y)}


@given(rects, rects)
def test_two_rectangles_agree_with_their_pixels(one: Rect, other: Rect) -> None:
    assert pixels(one.clip(other)) == pixels(one) & pixels(other)
    assert one.meets(other) == bool(pixels(one) & pixels(other))
    assert one.covers(other) == (pixels(other) <= pixels(one))
    assert one.empty == (not pixels(one))
    assert pixels(one) | pixels(other) <= pixels(one.union(other))


@given(rects, rects)
def test_what_is_cut_out_leaves_parts_that_do_not_overlap(one: Rect, other: Rect) -> None:
    parts = one.without(other)
    assert sum(len(pixels(part)) for part in parts) == len(pixels(one) - pixels(other))
    assert {pixel for part in parts for pixel in pixels(part)} == pixels(one) - pixels(other)


def test_a_union_is_no_larger_than_it_must_be() -> None:
    assert Rect(0, 0, 2, 2).union(Rect(5, 1, 6, 3)) == Rect(0, 0, 6, 3)
    assert NOWHERE.union(Rect(5, 1, 6, 3)) == Rect(5, 1, 6, 3)


def test_a_rectangle_moves_and_shrinks() -> None:
    rect = Rect(2, 4, 10, 20)
    assert rect.moved(-2, 3) == Rect(0, 7, 8, 23)
    assert rect.shrunk(2) == Rect(4, 6, 8, 18)
    assert rect.centre == (6, 12)
    assert (rect.width, rect.height) == (8, 16)
