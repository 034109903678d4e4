"""What is read aloud: everything that can be seen, once, with what can be done to it."""

from hypothesis import given

from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.hits import takes_touches
from diorama.mocks.screens.layout import lay_out
from diorama.mocks.screens.material import app_bar, icon_button, list_row
from diorama.mocks.screens.material_inputs import password_field, slider, switch_row
from diorama.mocks.screens.reading import items, reading
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.uiautomator import readable, shown_text
from diorama.mocks.screens.widgets import (
    DISABLED,
    SELECTED,
    Widget,
    column,
    flagged,
    icon,
    scroll,
    text,
    weighted,
)
from diorama.mocks.screens.windows import Screen, Window
from tests.mocks.screens.trees import screens


def read(tree: Widget) -> list[str]:
    """Return the lines that are read of a tree."""
    window = Window("app", tree, Rect(0, 0, 400, 600), Theme(density=160))
    return reading(lay_out(Screen(400, 600, (window,)))).splitlines()


@given(screens)
def test_all_that_takes_touches_is_an_item_and_no_text_is_left_unread(screen: Screen) -> None:
    layout = lay_out(screen)
    told = items(layout)
    assert [item.box.number for item in told] == sorted({item.box.number for item in told})
    numbers = {item.box.number for item in told}
    names = " ".join(item.name for item in told)
    for box in readable(layout):
        if takes_touches(box):
            assert box.number in numbers
        around = box
        described = False
        while around.parent >= 0:
            around = layout.boxes[around.parent]
            described = described or bool(around.widget.description)
        if not described and not box.widget.description:
            assert shown_text(box.widget) in names


def test_a_screen_is_read_in_order_with_states() -> None:
    tree = column(
        app_bar("Settings", icon_button("arrow_back", ("back",), "Back")),
        list_row("Anna", "Lunch?", icon("mail"), "9:20", act=("open",), long=("select",)),
        switch_row("Wi-Fi", True, ("wifi",), key="wifi"),
        password_field("PIN", "1234", ("focus",), key="pin", focused=True),
        slider("Volume", 600, ("volume",), key="volume"),
        flagged(Widget("button", text="Send", act=("send",)), DISABLED),
        flagged(Widget("tab", text="Deals", act=("deals",)), SELECTED),
        weighted(scroll(*(text(f"line {n}") for n in range(50)), kind="list")),
    )
    lines = read(tree)
    assert lines[:11] == [
        '[0] button "Back"',
        "[1] Settings",
        '[2] item "Anna; Lunch?; 9:20" (long press)',
        '[3] switch "Wi-Fi" (on)',
        '[4] field "PIN" (password, focused)',
        '[5] slider "Volume" (60 %)',
        '[6] button "Send" (disabled)',
        '[7] tab "Deals" (selected)',
        "[8] list (more after)",
        "[9] line 0",
        "[10] line 1",
    ]
