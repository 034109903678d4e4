"""Layout: what is drawn of random trees, and what an app's author relies on. See `test_agreement` for the rest."""

import re

import numpy as np
import pytest
from hypothesis import given

from diorama.mocks.screens.display import Fill, Glyph, Line, Picture
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.layout import Layout, height_of, lay_out
from diorama.mocks.screens.pixels.metrics import advance
from diorama.mocks.screens.pixels.painter import Painter
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.widgets import (
    FILL,
    FOCUSED,
    PASSWORD,
    Style,
    Widget,
    column,
    grid,
    placed,
    row,
    scroll,
    spacer,
    stack,
    text,
    weighted,
    wrap,
)
from diorama.mocks.screens.windows import Screen, Window
from tests.mocks.screens.trees import HEIGHT, WIDTH, screens

PLAIN = Theme(density=160)


def laid(tree: Widget, width: int = 200, height: int = 300, theme: Theme = PLAIN) -> Layout:
    """Return a tree that fills a screen of its own, laid out; a dp is a pixel."""
    window = Window("app", tree, Rect(0, 0, width, height), theme)
    return lay_out(Screen(width, height, (window,)))


def block(key: str, width: int = 0, height: int = 0, weight: int = 0) -> Widget:
    """Return a coloured block."""
    return Widget("spacer", key, style=Style(width=width, height=height, weight=weight, fill="primary"))


def bounds(layout: Layout, key: str) -> Rect:
    """Return where a widget is."""
    box = layout.find(key)
    assert box is not None, f"{key} is not on the screen"
    return box.bounds


@given(screens)
def test_each_box_drawn_in_a_colour_of_its_own_covers_what_it_says_is_visible(screen: Screen) -> None:
    layout = lay_out(screen)
    flat = tuple(box._replace(ops=(Fill(box.bounds, 0xFF000001 + box.number),)) for box in layout.boxes)
    windows = tuple(window._replace(scrim="", secure=False) for window in layout.windows)
    told = np.zeros((HEIGHT, WIDTH), np.int64)
    for box in layout.boxes:
        left, top, right, bottom = box.visible
        told[top:bottom, left:right] = box.number + 1
    pixels = Painter().paint(layout._replace(boxes=flat, windows=windows).display())
    assert np.array_equal(pixels @ np.array((1 << 16, 1 << 8, 1)), told)


@given(screens)
def test_no_widget_is_as_large_as_what_has_no_limit(screen: Screen) -> None:
    for box in lay_out(screen).boxes:
        assert max(box.bounds.width, box.bounds.height) < 20_000, box.path


@given(screens)
def test_what_is_drawn_is_whole_pixels_in_colours_that_can_be_seen(screen: Screen) -> None:
    for op in lay_out(screen).display().ops:
        if isinstance(op, Fill):
            assert min(op.corners) >= 0
            assert max(op.corners) <= max(0, min(op.rect.width, op.rect.height)) // 2
            assert op.colour >> 24 or op.border
        if isinstance(op, Line):
            assert op.text
            assert op.colour >> 24
        if isinstance(op, Glyph | Picture | Fill):
            assert all(isinstance(edge, int) for edge in op.rect)


@given(screens)
def test_a_scroll_never_goes_beyond_its_ends(screen: Screen) -> None:
    for box in lay_out(screen).boxes:
        if box.reach is not None:
            assert 0 <= box.reach.offset <= box.reach.limit


def test_a_column_gives_what_is_left_by_weight_and_every_pixel_of_it() -> None:
    layout = laid(column(block("a", height=51), block("b", weight=1), block("c", weight=2)))
    assert [bounds(layout, key).height for key in "abc"] == [51, 83, 166]
    assert bounds(layout, "c").bottom == 300


def test_a_row_gives_its_text_what_the_others_leave_it() -> None:
    layout = laid(row(block("a", width=40), weighted(text("word " * 30, lines=1, key="b")), block("c", width=40),
                      style=Style(gap=10)))
    assert bounds(layout, "b")[::2] == (50, 150)
    box = layout.find("b")
    assert box is not None
    (line,) = (op for op in box.ops if isinstance(op, Line))
    assert re.fullmatch("(word ?)+…", line.text)


def test_a_row_without_room_left_gives_none_and_takes_none_back() -> None:
    wide = Widget("progress", "c", style=Style(padding=(20, 0, 0, 0)))
    parts = (block("a", width=190, height=9), block("b", weight=1), wide)
    layout = laid(column(row(*parts, block("d", width=5), style=Style(along="end", width=FILL))))
    assert bounds(layout, "c")[::2] == (190, 200)
    assert layout.find("b") is None
    assert layout.find("d") is None


def test_children_are_spread_along_and_across() -> None:
    def places(along: str, across: str) -> list[tuple[int, int]]:
        layout = laid(row(block("a", 40, 20), block("b", 40, 20), style=Style(along=along, across=across)))
        return [bounds(layout, key)[:2] for key in "ab"]

    assert places("start", "start") == [(0, 0), (40, 0)]
    assert places("centre", "centre") == [(60, 140), (100, 140)]
    assert places("end", "end") == [(120, 280), (160, 280)]
    assert places("between", "") == [(0, 140), (160, 140)]


def test_what_one_line_does_not_hold_goes_on_below() -> None:
    blocks = (block(str(n), 60, 20) for n in range(5))
    layout = laid(column(wrap(*blocks, key="w", style=Style(gap=10, along="end", width=FILL))))
    assert [bounds(layout, str(n))[:2] for n in range(5)] == [(0, 0), (70, 0), (140, 0), (70, 30), (140, 30)]
    assert bounds(layout, "w").height == 50


def test_a_stack_puts_its_layers_where_they_say() -> None:
    layout = laid(stack(
        block("a", FILL, FILL), placed(block("b", 20, 20), "bottom end", (-4, -6)),
        placed(block("c", 20, 20), "centre"), placed(block("d", 20, 20), "top"),
    ))
    assert bounds(layout, "a") == (0, 0, 200, 300)
    assert bounds(layout, "b") == (176, 274, 196, 294)
    assert bounds(layout, "c") == (90, 140, 110, 160)
    assert bounds(layout, "d") == (90, 0, 110, 20)


def test_a_layer_that_fills_a_stack_is_as_large_as_the_others_make_it() -> None:
    layout = laid(column(stack(block("veil", FILL, FILL), block("picture", 80, 60), key="stack"),
                         style=Style(across="start")))
    assert bounds(layout, "veil") == bounds(layout, "stack") == (0, 0, 80, 60)


def test_a_grid_has_columns_of_one_width() -> None:
    layout = laid(column(grid(*(block(str(n), height=10 + n) for n in range(5)), columns=2, style=Style(gap=10))))
    assert [bounds(layout, str(n)) for n in range(5)] == [
        (0, 0, 95, 10), (105, 0, 200, 11), (0, 21, 95, 33), (105, 21, 200, 34), (0, 44, 95, 58),
    ]


def test_a_list_shows_the_rows_in_its_window_and_no_others() -> None:
    rows = [block(f"row{n}", FILL, 50) for n in range(40)]
    layout = laid(column(block("bar", FILL, 60), weighted(scroll(*rows, kind="list", key="list", offset=130))))
    shown = [box for box in layout.boxes if box.widget.key.startswith("row")]
    assert [box.widget.key for box in shown] == ["row2", "row3", "row4", "row5", "row6", "row7"]
    assert shown[0].bounds == (0, 30, 200, 80)
    assert shown[0].visible == (0, 60, 200, 80)
    box = layout.find("list")
    assert box is not None
    assert box.reach == (130, 40 * 50 - 240, 240, False)


@pytest.mark.parametrize("offset", [-10, 0, 777, 10_000])
def test_rows_of_a_declared_height_lie_as_those_that_are_measured(offset: int) -> None:
    def rows(height: int) -> list[tuple[str, Rect, Rect]]:
        made = [
            row(text("one"), key=f"row{n}", style=Style(height=height, least_height=40, width=FILL)) for n in range(50)
        ]
        boxes = laid(scroll(*made, kind="list", offset=offset, style=Style(gap=3))).boxes
        return [(box.path, box.bounds, box.visible) for box in boxes]

    assert rows(40) == rows(0)


def test_a_scroll_takes_no_more_than_it_needs_and_no_more_than_there_is() -> None:
    short = laid(column(block("a", FILL, 50), scroll(block("x", FILL, 70), key="s"), block("b", FILL, 50)))
    assert bounds(short, "s").height == 70
    assert bounds(short, "b").top == 120
    long = laid(column(block("a", FILL, 50), scroll(block("x", FILL, 700), key="s"), block("b", FILL, 50)))
    assert bounds(long, "s").height == 200
    assert bounds(long, "b").bottom == 300


def test_messages_stand_at_the_end_of_their_window_while_there_are_few() -> None:
    few = laid(scroll(block("x", FILL, 70), style=Style(along="end")))
    assert bounds(few, "x") == (0, 230, 200, 300)


def test_a_strip_scrolls_to_the_side() -> None:
    chips = [block(f"c{n}", 60, 30) for n in range(6)]
    layout = laid(column(scroll(*chips, kind="strip", key="strip", offset=1000, style=Style(gap=10, width=FILL))))
    box = layout.find("strip")
    assert box is not None
    assert box.reach == (210, 210, 200, True)
    assert bounds(layout, "c5").right == 200
    assert layout.find("c0") is None


def test_a_dialog_is_in_the_middle_as_large_as_it_needs() -> None:
    tree = column(block("x", 100, 40), style=Style(padding=(10, 10, 10, 10)))
    window = Window("dialog", tree, Rect(0, 20, 200, 300), PLAIN, gravity="centre")
    layout = lay_out(Screen(200, 300, (window,)))
    assert layout.places == ((40, 130, 160, 190),)


def test_a_sheet_is_at_the_bottom_and_scrolls_where_it_would_not_fit() -> None:
    def place(height: int) -> Rect:
        tree = column(block("handle", FILL, 20), scroll(block("x", FILL, height)))
        window = Window("sheet", tree, Rect(0, 20, 200, 300), PLAIN, gravity="bottom")
        return lay_out(Screen(200, 300, (window,))).places[0]

    assert place(100) == (0, 180, 200, 300)
    assert place(1000) == (0, 20, 200, 300)


def test_the_height_of_a_tree_is_what_its_window_gets() -> None:
    assert height_of(column(block("x", FILL, 70), block("y", FILL, 31)), 200, PLAIN) == 101


def test_a_secure_window_is_black_and_can_still_be_read() -> None:
    window = Window("app", column(text("4026 1234", key="number")), Rect(0, 0, 200, 300), PLAIN, secure=True)
    layout = lay_out(Screen(200, 300, (window,)))
    assert layout.find("number") is not None
    assert set(layout.display().ops) == {Fill(Rect(0, 0, 200, 300), 0xFF000000)}


def test_a_field_shows_dots_for_a_password_and_its_end_while_typed_into() -> None:
    style = Style(width=100, lines=1)
    password = laid(column(Widget("field", "f", "secret", style=style, flags=PASSWORD)))
    assert [op.text for op in password.boxes[1].ops if isinstance(op, Line)] == ["••••••"]
    typed = laid(column(Widget("field", "f", "a long text whose end is typed", style=style, flags=FOCUSED)))
    (line,) = (op for op in typed.boxes[1].ops if isinstance(op, Line))
    assert "a long text whose end is typed".endswith(line.text)
    assert 4 < len(line.text) < 30
    caret = next(op for op in typed.boxes[1].ops if isinstance(op, Fill))
    assert caret.rect.left == line.x + advance(line.face, line.size, line.text)


def test_a_larger_font_makes_rows_taller() -> None:
    tree = column(text("Some words that take one line or two", key="t"), style=Style(width=150))
    heights = [bounds(laid(tree, theme=PLAIN._replace(font=percent)), "t").height for percent in (85, 100, 200)]
    assert heights == sorted(set(heights))


def test_text_in_less_than_a_line_stays_in_the_middle() -> None:
    style = Style(height=15, padding=(0, 9, 0, 2), font="body")
    box = laid(column(Widget("button", "b", "Go", style=style))).find("b")
    assert box is not None
    (line,) = (op for op in box.ops if isinstance(op, Line))
    assert line.size - 4 < line.baseline < 15


def test_nesting_is_bounded() -> None:
    tree = text("deep")
    for _ in range(40):
        tree = column(tree)
    with pytest.raises(ValueError, match="nested more than 32 deep"):
        laid(tree)


@pytest.mark.parametrize(("tree", "message"), [
    (Widget("buton"), "no widget kind is called 'buton'"),
    (text("x", font="titel"), "no size of type is called 'titel'; did you mean 'title'"),
    (text("x", ink="on_surfase"), "no colour is called 'on_surfase'; did you mean 'on_surface'"),
])
def test_what_is_not_known_is_named(tree: Widget, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        laid(tree)


def test_an_empty_spacer_takes_what_is_left() -> None:
    layout = laid(column(block("a", FILL, 10), spacer(weight=1), block("b", FILL, 10)))
    assert bounds(layout, "b").bottom == 300
