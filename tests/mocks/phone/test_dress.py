"""Dress: brands put the same windows together in their own ways, and what can be done in them stays what it is."""

import pytest

from diorama.mocks.phone import parts
from diorama.mocks.phone.app import LAUNCHER, SYSTEM
from diorama.mocks.phone.catalog import app_of
from diorama.mocks.phone.dress import dressed
from diorama.mocks.phone.look import Look
from diorama.mocks.phone.records import Page
from diorama.mocks.phone.skins import all_skins
from diorama.mocks.screens import material
from diorama.mocks.screens.widgets import Widget, text
from tests.mocks.phone.handling import Handset

STATE = Handset().world.state
BRANDS = [name for name in all_skins() if name not in (LAUNCHER, SYSTEM)]
ENDS = (material.button("Send", ("send",), key="send"), material.button("Not now", ("back",), key="not_now"))
BODY = (text("To Ida Brook", key="who"), Widget("checkbox", "monthly", "Every month", act=("tick", "monthly")))
WINDOWS = {
    "dialog": parts.dialog("Send it?", BODY, ENDS),
    "warning": parts.dialog("Send it?", BODY, ENDS, icon_name="warning"),
    "sheet": parts.sheet(*BODY, buttons=ENDS),
}


def look(brand: str) -> Look:
    return Look(STATE.table, 0, app_of(all_skins()[brand].kind), brand, Page(screen="home"))


def deeds(tree: Widget) -> list[tuple[str, str, tuple[str, ...], tuple[str, ...], int]]:
    """Return all that can be done in a tree, in the order in which it is there."""
    mine = [(tree.key, tree.text, tree.act, tree.long, tree.flags)] if tree.act or tree.long else []
    return [*mine, *(deed for child in tree.children for deed in deeds(child))]


def words(tree: Widget) -> list[str]:
    return [*filter(None, [tree.text]), *(word for child in tree.children for word in words(child))]


@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_changes_nothing_of_what_can_be_done(brand: str) -> None:
    mine = look(brand)
    page = parts.page(mine, "Send money", *BODY, buttons=ENDS)
    for plain in (*WINDOWS.values(), page):
        own = dressed(mine, plain)
        assert deeds(own) == deeds(plain)
        assert [word for word in words(own) if word != mine.name] == words(plain), "it adds its name and nothing else"


@pytest.mark.parametrize(("window", "forms"), [("dialog", 20), ("warning", 8), ("sheet", 12)])
def test_brands_differ_in_how_they_put_a_window_together(window: str, forms: int) -> None:
    def form(tree: Widget) -> tuple[object, ...]:
        return (tree.kind, tree.style, tree.text if tree.key else "", *map(form, tree.children))

    assert len({form(dressed(look(brand), WINDOWS[window])) for brand in BRANDS}) >= forms


def test_what_a_page_opens_of_its_own_is_not_signed() -> None:
    popup = WINDOWS["warning"]._replace(key="popup")
    assert all(dressed(look(brand), popup) is popup for brand in BRANDS)
