"""The XML dump: well-formed, complete, in the bounds of the layout."""

from xml.etree import ElementTree

from hypothesis import given

from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.hits import exposed
from diorama.mocks.screens.layout import Layout, lay_out
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.uiautomator import CLASSES, dump, readable
from diorama.mocks.screens.widgets import (
    CHECKED,
    DISABLED,
    FLOWS,
    FOCUSED,
    HIDDEN,
    PASSWORD,
    SELECTED,
    Style,
    Widget,
    column,
    image,
    scroll,
    text,
)
from diorama.mocks.screens.windows import Screen, Window
from tests.mocks.screens.trees import screens

PLAIN = Theme(density=160)


def nodes(layout: Layout, every: bool = True) -> list[ElementTree.Element]:
    """Return the nodes of a dump in the order in which they stand there."""
    return list(ElementTree.fromstring(dump(layout, every).encode()).iter("node"))


def laid(tree: Widget, *upper: Window) -> Layout:
    """Return a tree that fills a small screen, laid out beneath other windows."""
    app = Window("app", tree, Rect(0, 0, 200, 300), PLAIN, "org.example.app")
    return lay_out(Screen(200, 300, (app, *upper)))


def only(layout: Layout, name: str, value: str) -> dict[str, str]:
    """Return the attributes of the one node of which an attribute has a value."""
    (node,) = (node for node in nodes(layout) if node.attrib[name] == value)
    return node.attrib


@given(screens)
def test_nodes_are_nested_as_widgets_are(screen: Screen) -> None:
    layout = lay_out(screen)
    root = ElementTree.fromstring(dump(layout, True).encode())
    inner = {id(child): id(parent) for parent in root.iter() for child in parent}
    number_of = {id(node): box.number for node, box in zip(root.iter("node"), readable(layout), strict=True)}
    for node, box in zip(root.iter("node"), readable(layout), strict=True):
        assert number_of.get(inner[id(node)], -1) == box.parent
    for parent in root.iter():
        assert [child.attrib["index"] for child in parent] == [str(n) for n in range(len(parent))]


@given(screens)
def test_decoration_is_left_out_with_all_that_is_in_it(screen: Screen) -> None:
    layout = lay_out(screen)
    told = {box.number for box in readable(layout)}
    for box in exposed(layout):
        around = [box]
        while around[-1].parent >= 0:
            around.append(layout.boxes[around[-1].parent])
        assert (box.number in told) == (not any(outer.widget.flags & HIDDEN for outer in around))


@given(screens)
def test_the_active_window_is_the_uppermost_that_can_have_the_focus(screen: Screen) -> None:
    layout = lay_out(screen)
    focus = [number for number, window in enumerate(screen.windows) if window.focus]
    told = [box for box in readable(layout) if box.window == max(focus)]
    assert len(nodes(layout, every=False)) == len(told)


def test_every_kind_has_a_class() -> None:
    assert set(CLASSES) == set(FLOWS)


def test_a_node_says_what_android_says() -> None:
    field = Widget("field", "pin", "1234", "PIN", "Four digits", flags=PASSWORD | FOCUSED, act=("focus",))
    box = Widget("checkbox", "agree", "I agree", flags=CHECKED | DISABLED | SELECTED, act=("tick",), long=("why",))
    layout = laid(column(field, box))
    told = only(layout, "resource-id", "org.example.app:id/pin")
    assert told["class"] == "android.widget.EditText"
    assert (told["text"], told["content-desc"], told["hint"]) == ("••••", "PIN", "Four digits")
    assert {name for name, value in told.items() if value == "true"} == {
        "clickable", "enabled", "focusable", "focused", "password",
    }
    told = only(layout, "text", "I agree")
    assert {name for name, value in told.items() if value == "true"} == {
        "checkable", "checked", "clickable", "focusable", "long-clickable", "selected",
    }
    assert told["package"] == "org.example.app"


def test_text_is_whole_where_the_screen_cuts_it_and_escaped() -> None:
    words = 'He said: "2 < 3 & 4" \N{EN DASH} 好的 ' * 5 + "\x00\ud800\nend"
    layout = laid(column(text(words, lines=1)))
    assert only(layout, "class", "android.widget.TextView")["text"] == words.replace("\x00", ".").replace("\ud800", ".")


def test_an_image_does_not_tell_its_recipe() -> None:
    layout = laid(column(image("landscape:7", 20, 20, description="A lake")))
    told = only(layout, "content-desc", "A lake")
    assert told["text"] == ""


def test_rows_that_are_scrolled_away_are_not_there() -> None:
    rows = [text(f"row {n}", style=Style(height=50)) for n in range(30)]
    layout = laid(scroll(*rows, kind="list", offset=125))
    assert [node.attrib["text"] for node in nodes(layout)[1:]] == [f"row {n}" for n in range(2, 9)]
    assert nodes(layout)[0].attrib["scrollable"] == "true"


def test_a_dump_of_a_dialog_is_of_the_dialog() -> None:
    over = Window("dialog", column(text("Sure?")), Rect(0, 0, 200, 300), PLAIN, "org.example.app", "centre", modal=True)
    layout = laid(column(text("beneath")), over)
    for every in (False, True):
        assert {node.attrib["text"] for node in nodes(layout, every)} == {"", "Sure?"}
