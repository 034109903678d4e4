"""All that a layout feeds agrees: on random screens, on those of every composed widget; and the check itself sees."""

import pytest
from hypothesis import given

from diorama.mocks.screens.display import Line
from diorama.mocks.screens.layout import Box, Layout, lay_out
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.windows import Screen
from tests.mocks.screens.agreement import disagreements
from tests.mocks.screens.gallery import screens as gallery
from tests.mocks.screens.trees import screens

GALLERY = {name: lay_out(screen) for name, screen in gallery(Theme())}


@given(screens)
def test_random_screens_agree(screen: Screen) -> None:
    assert disagreements(lay_out(screen)) == []


@pytest.mark.parametrize("name", GALLERY)
def test_composed_widgets_agree(name: str) -> None:
    assert disagreements(GALLERY[name]) == []


def broken(box: Box) -> Layout:
    """Return the list's screen with one box put in another's place."""
    boxes = list(GALLERY["list"].boxes)
    boxes[box.number] = box
    return GALLERY["list"]._replace(boxes=tuple(boxes))


def test_a_box_that_says_it_is_elsewhere_is_told() -> None:
    box = next(box for box in GALLERY["list"].boxes if box.widget.key == "row4")
    moved = box._replace(bounds=box.bounds.moved(0, 9))
    assert any("is visible within" in told for told in disagreements(broken(moved)))


def test_a_text_that_leaves_its_box_is_told() -> None:
    box = next(box for box in GALLERY["list"].boxes if box.widget.key == "subtitle")
    moved = tuple(op._replace(x=op.x + 400) if isinstance(op, Line) else op for op in box.ops)
    assert any("Lunch" in told for told in disagreements(broken(box._replace(ops=moved))))


def test_a_window_that_starts_elsewhere_is_told() -> None:
    layout = GALLERY["dialog"]
    assert disagreements(layout._replace(starts=(0, 0, *layout.starts[2:])))
