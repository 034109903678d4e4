"""Hits: whom a touch goes to. That all pixels of random screens agree is in `test_agreement`."""

from hypothesis import given

from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.hits import NO_HIT, Hit, exposed, hit, scroller, takes_touches
from diorama.mocks.screens.layout import Layout, lay_out
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.widgets import FILL, Style, Widget, column, placed, scroll, stack, text, weighted
from diorama.mocks.screens.windows import Screen, Window
from tests.mocks.screens.trees import screens

PLAIN = Theme(density=160)
WHOLE = Rect(0, 0, 200, 300)


@given(screens)
def test_what_takes_touches_and_is_not_covered_by_anything_is_hit_in_its_middle(screen: Screen) -> None:
    layout = lay_out(screen)
    for box in exposed(layout):
        x, y = box.visible.centre
        later = [other for other in layout.boxes[box.number + 1 :] if other.visible.contains(x, y)]
        if takes_touches(box) and layout.windows[box.window].touches and not later:
            assert hit(layout, x, y).target is box


def laid(*windows: Window) -> Layout:
    """Return some windows laid out."""
    return lay_out(Screen(200, 300, windows))


def button(key: str, *, fill: str = "") -> Widget:
    """Return something of 100 by 50 to tap."""
    return Widget("button", key, "Tap", style=Style(width=100, height=50, fill=fill), act=("tap", key))


def test_a_scrim_swallows_touches_and_says_so() -> None:
    app = Window("app", column(button("under")), WHOLE, PLAIN)
    sheet = Window("sheet", column(button("upper")), WHOLE, PLAIN, gravity="bottom", modal=True, outside=("close",))
    assert hit(laid(app), 10, 10).act == ("tap", "under")
    assert hit(laid(app, sheet), 10, 10) == Hit(1, None, None, ("close",), ())
    assert hit(laid(app, sheet), 10, 299).act == ("tap", "upper")


def test_a_toast_is_not_touched() -> None:
    app = Window("app", column(button("under")), WHOLE, PLAIN)
    toast = Window("toast", column(button("toast", fill="primary")), WHOLE, PLAIN, touches=False)
    assert hit(laid(app, toast), 10, 10).act == ("tap", "under")


def test_a_solid_layer_keeps_touches_from_what_is_under_it() -> None:
    veil = Widget("column", "veil", style=Style(width=FILL, height=30, fill="surface"))
    layout = laid(Window("app", stack(button("under"), placed(veil, "top")), WHOLE, PLAIN))
    assert hit(layout, 10, 10).target is None
    assert hit(layout, 10, 40).act == ("tap", "under")
    assert "under" in {box.widget.key for box in exposed(layout)}


def test_text_in_a_row_is_the_row_to_a_finger() -> None:
    item = Widget("item", "row", children=(text("words"),), act=("open",), long=("select",))
    layout = laid(Window("app", column(item), WHOLE, PLAIN))
    told = hit(layout, *layout.boxes[-1].visible.centre)
    assert (told.act, told.long) == (("open",), ("select",))


def test_nothing_is_hit_off_the_screen_or_where_nothing_is() -> None:
    layout = laid(Window("app", column(button("b")), WHOLE, PLAIN))
    assert hit(layout, 150, 200) == hit(layout, -1, 10) == hit(layout, 10, 300) == NO_HIT


def test_the_innermost_scroll_with_somewhere_to_go_is_scrolled() -> None:
    blocks = [Widget("spacer", style=Style(width=90, height=90, fill="primary")) for _ in range(9)]
    strip = scroll(*blocks, kind="strip", key="strip", style=Style(width=FILL))
    layout = laid(Window("app", column(weighted(scroll(strip, *blocks, key="list"))), WHOLE, PLAIN))
    down, across = scroller(layout, 20, 20), scroller(layout, 20, 20, across=True)
    assert down is not None
    assert across is not None
    assert (down.widget.key, across.widget.key) == ("list", "strip")
    assert scroller(layout, 20, 200, across=True) is None


def test_what_is_under_a_modal_window_does_not_scroll() -> None:
    blocks = [Widget("spacer", style=Style(width=90, height=90)) for _ in range(9)]
    app = Window("app", scroll(*blocks), WHOLE, PLAIN)
    dialog = Window("dialog", column(button("ok")), WHOLE, PLAIN, gravity="centre", modal=True)
    assert scroller(laid(app), 5, 5) is not None
    assert scroller(laid(app, dialog), 5, 5) is None
