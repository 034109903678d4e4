"""The element list: an element can be found, and what it is named by is where a tap on it goes."""

from hypothesis import given

from diorama.mocks.screens.elements import boxes_of, elements
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.layout import lay_out
from diorama.mocks.screens.material import list_row
from diorama.mocks.screens.material_inputs import switch_row
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.uiautomator import readable
from diorama.mocks.screens.widgets import Widget, column, icon, scroll, text
from diorama.mocks.screens.windows import Screen, Window
from tests.mocks.screens.trees import screens


@given(screens)
def test_elements_are_leaves_or_described_or_scroll(screen: Screen) -> None:
    layout = lay_out(screen)
    found = elements(layout)
    boxes = boxes_of(layout)
    assert len(found) == len(boxes)
    parents = {box.parent for box in readable(layout)}
    for box in readable(layout):
        kept = box.number not in parents or box.widget.description or (box.reach is not None and box.reach.limit)
        assert (box in boxes) == bool(kept)
    for element, box in zip(found, boxes, strict=True):
        assert element.bbox_pixels == box.visible
        assert not element.bbox_pixels.empty


def test_a_row_of_a_list_is_told_by_its_texts() -> None:
    tree = column(
        list_row("Anna", "Lunch?", icon("mail"), "9:20", act=("open", "1"), key="row"),
        switch_row("Wi-Fi", True, ("wifi",), key="wifi"), scroll(*(text(f"{n}") for n in range(99)), key="list"),
    )
    window = Window("app", tree, Rect(0, 0, 400, 600), Theme(density=160), "org.example.app")
    found = elements(lay_out(Screen(400, 600, (window,))))
    assert [element.text for element in found[:4]] == ["Anna", "Lunch?", "9:20", "Wi-Fi"]
    switch, listed = found[4:6]
    assert (switch.content_description, switch.is_checked, switch.is_checkable) == ("Wi-Fi", True, True)
    assert (switch.class_name, switch.resource_name) == ("android.widget.Switch", "org.example.app:id/wifi_switch")
    assert (listed.is_scrollable, listed.is_clickable) == (True, False)
    assert found[6].text == "0"


def test_a_field_is_editable_and_has_its_hint() -> None:
    window = Window("app", column(Widget("field", "q", hint="Search")), Rect(0, 0, 400, 600), Theme(density=160))
    (element,) = elements(lay_out(Screen(400, 600, (window,))))
    assert (element.is_editable, element.is_focusable, element.hint_text, element.text) == (True, True, "Search", "")
