"""The page of a screen: its boxes are those of the layout, as parsed here and as a browser lays them out."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from hypothesis import given

from diorama.mocks.screens.fonts import FACES, path_of
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.html import page
from diorama.mocks.screens.layout import Layout, lay_out
from diorama.mocks.screens.material_inputs import password_field, text_field
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.widgets import CHECKED, Widget, column, text
from diorama.mocks.screens.windows import Screen, Window
from tests.mocks.screens import trees
from tests.mocks.screens.gallery import HEIGHT, WIDTH
from tests.mocks.screens.gallery import screens as gallery

FONTS = {name: path_of(name).as_uri() for names in FACES.values() for name in names}
BOXES = """() => [...document.querySelectorAll('[data-key]')].map(box => {
    const at = box.getBoundingClientRect();
    return [box.dataset.key, at.left, at.top, at.right, at.bottom];
})"""
UPPERMOST = """points => points.map(([x, y]) => {
    const found = document.elementFromPoint(x, y);
    const box = found === null ? null : found.closest('[data-key],[data-scrim]');
    return box === null ? '' : box.dataset.key || 'scrim';
})"""
TEXTS = """async () => {
    await document.fonts.ready;
    return [...document.querySelectorAll('.t')].map(run => {
        const around = run.parentElement.getBoundingClientRect(), at = run.getBoundingClientRect();
        return [run.textContent, at.right - around.right];
    });
}"""


class _Boxes(HTMLParser):
    """Collect the elements that are boxes, with their attributes."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.texts: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a box in."""
        told = {name: value or "" for name, value in attrs}
        assert tag in ("html", "head", "body", "meta", "title", "style", "div", "input", "textarea")
        if "data-key" in told:
            self.found.append(told)

    def handle_data(self, data: str) -> None:
        """Take a text in."""
        self.texts.append(data)


def made(layout: Layout, fonts: Mapping[str, str] = FONTS) -> str:
    """Return the page of a layout, with pictures of nothing."""
    return page(layout, "Screen", fonts, lambda recipe, width, height: "data:image/svg+xml,<svg/>")


@given(trees.screens)
def test_every_box_is_an_element_with_its_bounds(screen: Screen) -> None:
    layout = lay_out(screen)
    found = _Boxes(made(layout)).found
    assert [told["data-key"] for told in found] == [box.path for box in layout.boxes]
    for told, box in zip(found, layout.boxes, strict=True):
        numbers = re.match(r"left:(-?\d+)px;top:(-?\d+)px;width:(\d+)px;height:(\d+)px", told["style"])
        assert numbers is not None
        left, top, width, height = map(int, numbers.groups())
        assert Rect(left, top, left + width, top + height) == box.bounds


def test_texts_are_escaped_and_roles_are_told() -> None:
    tree = column(text("1 < 2 & </div><script>"), Widget("switch", "s", description='"On"', flags=CHECKED, act=("s",)))
    window = Window("app", tree, Rect(0, 0, 300, 300), Theme(density=160))
    source = made(lay_out(Screen(300, 300, (window,))))
    boxes = _Boxes(source)
    assert "1 < 2 & </div><script>" in boxes.texts
    assert "<script" not in source
    assert {"role": "switch", "aria-label": '"On"', "aria-checked": "true"}.items() <= boxes.found[-1].items()


def test_a_secure_window_shows_nothing() -> None:
    window = Window("app", column(text("4026 1234")), Rect(0, 0, 300, 300), Theme(density=160), secure=True)
    assert "4026" not in "".join(_Boxes(made(lay_out(Screen(300, 300, (window,))))).texts)


def shown(browser: Any, layout: Layout, folder: Path, fonts: Mapping[str, str] = FONTS) -> Any:
    """Return a browser's tab with the page of a layout, as large as its screen."""
    file = folder / "screen.html"
    file.write_text(made(layout, fonts), encoding="utf-8")
    tab = browser.new_page(viewport={"width": layout.width, "height": layout.height})
    tab.goto(file.as_uri())
    return tab


def _agrees(tab: Any, layout: Layout) -> None:
    """Check that a tab's boxes are the layout's, and that the uppermost box is the same at a net of points."""
    assert tab.evaluate(BOXES) == [[box.path, *box.bounds] for box in layout.boxes]
    points = [
        (x, y) for y in range(1, layout.height, layout.height // 17) for x in range(1, layout.width, layout.width // 13)
    ]
    assert tab.evaluate(UPPERMOST, points) == [_uppermost(layout, x, y) for x, y in points]


def _uppermost(layout: Layout, x: int, y: int) -> str:
    """Return the path of the box that is drawn last at a pixel, or that a scrim is there."""
    for number in range(len(layout.windows) - 1, -1, -1):
        if not layout.windows[number].touches:
            continue
        for box in reversed(layout.boxes_of(number)):
            if box.visible.contains(x, y):
                return box.path
        if layout.windows[number].modal:
            return "scrim"
    return ""


def test_the_browser_lays_the_same_boxes(browser: Any, tmp_path: Path) -> None:
    for name, screen in gallery(Theme()):
        layout = lay_out(screen)
        tab = shown(browser, layout, tmp_path)
        _agrees(tab, layout)
        assert (layout.width, layout.height) == (WIDTH, HEIGHT)
        for run, over in tab.evaluate(TEXTS):
            assert over <= 1, f"{run!r} leaves its box on {name} in the browser"
        tab.close()


def test_a_browser_types_into_fields_by_their_names(browser: Any, tmp_path: Path) -> None:
    fields = (
        text_field("Card", "4026", ("f", "1"), key="card"), password_field("PIN", "1234", ("f", "2"), key="pin"),
        text_field("Note", "one <two>", ("f", "3"), key="note", lines=3),
    )
    window = Window("app", column(*fields), Rect(0, 0, 400, 600), Theme(density=160))
    tab = shown(browser, lay_out(Screen(400, 600, (window,))), tmp_path)
    values = [tab.get_by_label(name, exact=True).input_value() for name in ("Card", "PIN", "Note")]
    assert values == ["4026", "", "one <two>"]
    tab.get_by_label("Card", exact=True).fill("5555")
    tab.get_by_label("Note", exact=True).click()
    tab.keyboard.type("!")
    typed = tab.evaluate("[...document.querySelectorAll('[data-field]')].map(f => [f.dataset.field, f.value])")
    assert [value for _, value in typed] == ["5555", "", "one <two>!"]
    assert all(path.endswith(key) for (path, _), key in zip(typed, ("card", "pin", "note"), strict=True))


def test_the_browser_lays_the_same_boxes_of_random_screens(browser: Any, tmp_path: Path) -> None:
    for seed in range(25):
        layout = lay_out(trees.screen(seed, 30))
        tab = shown(browser, layout, tmp_path, {})
        _agrees(tab, layout)
        tab.close()
