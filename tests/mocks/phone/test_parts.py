"""Parts: what apps are made of keeps to its room, at any size of type."""

import pytest

from diorama.mocks.phone import parts
from diorama.mocks.phone.catalog import app_of
from diorama.mocks.phone.dress import dressed
from diorama.mocks.phone.look import Look
from diorama.mocks.phone.records import Page
from diorama.mocks.phone.skins import all_skins
from diorama.mocks.screens import material
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.layout import Layout, lay_out
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.widgets import FILL, Style, Widget, column, text
from diorama.mocks.screens.windows import Screen, Window
from tests.mocks.phone.handling import Handset


def laid(tree: Widget, percent: int = 100) -> Layout:
    """Return a tree laid out over a whole screen."""
    window = Window("app", tree, Rect(0, 0, 1080, 2400), Theme(density=420, font=percent))
    return lay_out(Screen(1080, 2400, (window,)))


def boxed(layout: Layout, words: str) -> Rect:
    """Return where a text is."""
    found = [box.visible for box in layout.boxes if box.widget.text == words]
    assert len(found) == 1, f"{words} is {len(found)} times on the screen"
    return found[0]


def look(skin: str) -> Look:
    state = Handset().world.state
    return Look(state.table, 0, app_of(all_skins()[skin].kind), skin, Page(screen="home"))


@pytest.mark.parametrize(("value", "beside"), [("€12.00", True), ("Hillside Rescue of Boats and People, Bruno", False)])
@pytest.mark.parametrize("percent", [100, 130])
def test_a_figure_stands_beside_its_name_or_below_it_and_squeezes_neither(
    value: str, beside: bool, percent: int
) -> None:
    page = column(parts.figures(("From your account", value)), style=Style(width=FILL, height=FILL))
    layout = laid(page, percent)
    name, said = boxed(layout, "From your account"), boxed(layout, value)
    assert (said.top < name.bottom) == beside
    assert name.width > 300
    assert not name.clip(said).width or not name.clip(said).height


def test_every_way_of_an_app_with_plain_navigation_can_be_seen() -> None:
    plain = next(one.id for one in all_skins().values() if one.navigation == "plain")
    ways = [parts.Way(str(i), f"Way number {i}", "home", ("go", str(i))) for i in range(6)]
    layout = laid(parts.page(look(plain), "Title", ways=ways, at="0"), 130)
    assert all(boxed(layout, way.label).right <= 1080 for way in ways)


def test_a_conversation_stands_low_and_other_bodies_high() -> None:
    one, bubble = look("nimbuspay"), material.bubble("Are you there?", False)
    assert boxed(laid(parts.page(one, "Ida", bubble, low=True)), "Are you there?").top > 2000
    assert boxed(laid(parts.page(one, "Ida", bubble)), "Are you there?").top < 400


def test_what_a_dialog_says_begins_where_its_title_does() -> None:
    layout = laid(parts.dialog("Delete this?", (parts.note("It is gone for good."), text("All of it.")), ()))
    left = boxed(layout, "Delete this?").left
    assert [boxed(layout, words).left for words in ("It is gone for good.", "All of it.")] == [left, left]


def test_a_bar_says_the_brand_below_another_title_and_not_twice() -> None:
    signing = [look(one) for one in all_skins() if all_skins()[one].kind == "bank"]
    below = {title: sum(len(dressed(one, parts.page(one, title or one.name)).children[0].children[1].children)
                        for one in signing) for title in ("", "Send money")}
    assert below["Send money"]
    assert not below[""]


def test_a_longer_label_has_a_wider_tab() -> None:
    names = ("Today", "Severe weather", "地点")
    layout = laid(column(material.tab_bar(tuple(material.Entry(name, ("go", name)) for name in names), 0),
                         style=Style(width=FILL, height=FILL)))
    today, severe, places = (boxed(layout, name).width for name in names)
    assert severe > today > places > 150
