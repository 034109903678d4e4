"""Composed widgets: they fit, in both languages, at every size of type, and each control is large enough to touch."""

from itertools import product

import pytest

from diorama.mocks.screens import material as m
from diorama.mocks.screens import material_inputs as inputs
from diorama.mocks.screens.display import Fill, Glyph, Line, render_digest
from diorama.mocks.screens.fonts import icon
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.hits import exposed, hit, takes_touches
from diorama.mocks.screens.layout import Box, Layout, lay_out
from diorama.mocks.screens.pixels.metrics import advance, has
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.widgets import FOCUSED, Widget, column, text
from diorama.mocks.screens.windows import Screen, Window
from tests.mocks.screens.gallery import screens

PLAIN = Theme(density=160)
SHOWN = {
    (name, locale, font, dark): lay_out(screen)
    for locale, font, dark in product(("en", "zh"), (85, 100, 130), (False, True))
    for name, screen in screens(Theme(locale=locale, font=font, dark=dark))
}
EACH = pytest.mark.parametrize("layout", SHOWN.values(), ids=["-".join(map(str, key)) for key in SHOWN])


def laid(tree: Widget, width: int = 360, height: int = 640) -> Layout:
    """Return a tree that fills a screen of its own, laid out; a dp is a pixel."""
    return lay_out(Screen(width, height, (Window("app", tree, Rect(0, 0, width, height), PLAIN),)))


def found(layout: Layout, key: str) -> Box:
    """Return the box of a key."""
    box = layout.find(key)
    assert box is not None, f"{key} is not on the screen"
    return box


@EACH
def test_every_word_is_shown_and_in_its_box(layout: Layout) -> None:
    for box in exposed(layout):
        lines = [op for op in box.ops if isinstance(op, Line)]
        whole = box.visible == box.bounds
        assert lines or not box.widget.text or box.widget.kind == "image" or not whole, f"{box.path} shows no text"
        for op in lines:
            assert op.x >= box.bounds.left
            assert op.x + advance(op.face, op.size, op.text) <= box.bounds.right
            assert all(has(op.face, character) for character in op.text), op.text


@EACH
def test_texts_do_not_overlap_in_a_window(layout: Layout) -> None:
    texts = [box for box in exposed(layout) if box.widget.kind == "text" and box.widget.text]
    for number, box in enumerate(texts):
        for other in texts[number + 1 :]:
            apart = not box.visible.meets(other.visible) or box.window != other.window
            assert apart or "snackbar" in other.path or "menu" in other.path, f"{box.path} and {other.path}"


@EACH
def test_what_takes_touches_can_be_touched_in_its_middle(layout: Layout) -> None:
    for box in exposed(layout):
        if takes_touches(box) and box.visible == box.bounds and layout.windows[box.window].touches:
            told = hit(layout, *box.visible.centre)
            assert told.target is not None
            assert told.target is box or told.target.parent == box.number or told.window == box.window


@EACH
def test_icons_are_bundled(layout: Layout) -> None:
    for op in layout.display().ops:
        if isinstance(op, Glyph):
            icon(op.icon)
            assert op.rect.width == op.rect.height


def test_screens_differ_by_theme_language_and_size_of_type() -> None:
    assert len({render_digest(layout.display()) for layout in SHOWN.values()}) == len(SHOWN)


def test_controls_are_as_large_as_a_finger() -> None:
    tree = column(
        m.icon_button("search", ("a",), "Search", key="icon"), m.fab("add", ("b",), "Add", key="fab"),
        inputs.switch_row("Wi-Fi", True, ("c",), key="switch"), m.list_row("Row", act=("d",), key="row"),
        m.wide_button("Save", ("e",), key="wide"),
    )
    layout = laid(tree)
    assert {key: found(layout, key).bounds.height for key in ("icon", "fab", "switch", "row", "wide")} == {
        "icon": 48, "fab": 56, "switch": 56, "row": 56, "wide": 48,
    }


def test_a_switch_that_is_on_looks_different() -> None:
    def drawn(on: bool) -> tuple[object, ...]:
        return found(laid(column(inputs.switch_row("Wi-Fi", on, ("c",), key="w"))), "w_switch").ops

    assert drawn(True) != drawn(False)


def test_a_label_stands_on_the_border_once_there_is_something_in_the_field() -> None:
    def texts(value: str, flags: int) -> list[str]:
        layout = laid(column(inputs.text_field("Name", value, ("f",), key="name", flags=flags)))
        return [box.widget.text for box in layout.boxes if box.widget.kind == "text"]

    assert texts("", 0) == []
    assert texts("Anna", 0) == texts("", FOCUSED) == ["Name"]


def test_an_error_takes_the_place_of_help() -> None:
    def texts(error: str) -> list[str]:
        field = inputs.text_field("Name", "", ("f",), key="name", help="As on the card", error=error)
        return [box.widget.text for box in laid(column(field)).boxes if box.widget.kind == "text"]

    assert texts("") == ["As on the card"]
    assert texts("Too long") == ["Too long"]


def test_the_selected_place_of_a_bar_is_the_one_with_a_pill() -> None:
    entries = tuple(m.Entry(name, ("go", name), "home", name) for name in "abc")
    layout = laid(column(m.navigation_bar(entries, 1)))
    pills = [box.path for box in layout.boxes if box.widget.kind == "stack" and box.ops]
    assert pills == ["0/navigation_bar/b/0"]
    assert [found(layout, name).bounds.width for name in "abc"] == [114, 115, 115]


def test_a_dialog_with_much_to_say_scrolls_and_keeps_its_buttons() -> None:
    body = tuple(text("A long paragraph of terms that nobody reads. " * 4) for _ in range(20))
    box = m.dialog("Terms", body, (m.button("Agree", ("yes",), "plain", key="yes"),))
    layout = lay_out(Screen(360, 640, (Window("d", box, Rect(0, 0, 360, 640), PLAIN, gravity="centre"),)))
    content = found(layout, "content")
    assert content.reach is not None
    assert content.reach.limit > 0
    assert layout.bounds.covers(found(layout, "yes").bounds)
    assert found(layout, "yes").bounds.top >= content.bounds.bottom


def test_long_buttons_of_a_dialog_stand_below_each_other() -> None:
    long = tuple(m.button(f"Only while using the app {n}", (str(n),), "plain", key=str(n)) for n in range(2))
    layout = laid(m.dialog("Location", (), long))
    assert found(layout, "1").bounds.top >= found(layout, "0").bounds.bottom


@pytest.mark.parametrize(("rating", "names"), [
    (0, ["star"] * 5), (43, ["star.filled"] * 4 + ["star_half"]), (50, ["star.filled"] * 5),
    (28, ["star.filled"] * 3 + ["star"] * 2),
])
def test_stars_round_to_halves(rating: int, names: list[str]) -> None:
    assert [star.icon for star in inputs.stars(rating).children] == names


def test_a_meter_is_filled_up_to_its_value() -> None:
    def filled(value: int) -> int:
        (box,) = (box for box in laid(column(inputs.progress(value))).boxes if box.widget.kind == "progress")
        fills = [op for op in box.ops if isinstance(op, Fill)]
        return fills[1].rect.width if len(fills) > 1 else 0

    assert [filled(value) for value in (-5, 0, 500, 1000, 2000)] == [0, 0, 180, 360, 360]


@pytest.mark.parametrize("made", [
    lambda: m.button("x", ("x",), "flat"), lambda: m.card(look="raised"),
])
def test_a_look_that_there_is_not_is_named(made: object) -> None:
    assert callable(made)
    with pytest.raises(ValueError, match=r"looks '(flat|raised)'; there are "):
        made()
