"""Print how long the pixels of a 1080 x 2400 screen take, beside Chromium's screenshot of the same screen's page.

    python -m benchmarks.pixels

Chromium is asked where Playwright is installed and `chromium` is on the path. It answers with a PNG file, so ours is
timed with one too.
"""

import base64
import importlib
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import cycle

from diorama.mocks.screens import material as m
from diorama.mocks.screens.display import Display
from diorama.mocks.screens.fonts import FACES, path_of
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.html import page
from diorama.mocks.screens.layout import Layout, lay_out
from diorama.mocks.screens.pixels.glyphs import glyph, run
from diorama.mocks.screens.pixels.painter import Painter
from diorama.mocks.screens.pixels.pictures import picture
from diorama.mocks.screens.pixels.png import png
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.widgets import FILL, Style, Widget, column, grid, image, scroll, text, weighted
from diorama.mocks.screens.windows import Screen, Window

from .timing import timed

ROOM = Rect(0, 0, 1080, 2400)
_WORDS = {
    "en": ("Inbox", "Anna Berg", "The figures of the third quarter are due on Thursday at noon, please look them over"),
    "zh": ("收件箱", "王小明", "请在周五之前回复关于第三季度会议安排的几个问题，谢谢大家的配合"),
}


def mail(theme: Theme, unread: int = 3, offset: int = 0, *, asked: bool = False) -> Layout:
    """Lay out a list of mails, at times with a dialog over it."""
    title, name, body = _WORDS[theme.locale]
    rows = [
        m.list_row(f"{name} {number}", body, m.avatar(name[0], 30 * number), f"{8 + number}:{10 + 2 * number}",
                   act=("open", str(number)), key=f"mail{number}", bold=number < unread)
        for number in range(14)
    ]
    entries = (m.Entry("Mail", ("mail",), "mail", unread=unread), m.Entry("Chat", ("chat",), "chat"),
               m.Entry("You", ("you",), "person"))
    tree = column(
        m.app_bar(title, m.icon_button("menu", ("menu",), "Menu"), m.icon_button("search", ("search",), "Search")),
        weighted(scroll(*rows, key="list", offset=offset)), m.navigation_bar(entries, 0),
        style=Style(width=FILL, height=FILL, fill="surface"),
    )
    windows = [Window("app", tree, ROOM, theme)]
    if asked:
        buttons = (m.button("Cancel", ("no",), "plain"), m.button("Delete", ("yes",), "plain"))
        windows.append(Window("ask", m.dialog(title, (text(body, "body"),), buttons), ROOM, theme, gravity="centre",
                              scrim="scrim", modal=True))
    return lay_out(Screen(1080, 2400, tuple(windows)))


def shop(theme: Theme) -> Layout:
    """Lay out a grid of pictures."""
    cards: list[Widget] = [
        m.card(image(f"product:{number}", FILL, 150, radius=12), text(f"No. {number}", "title"), text("19.90", "body"))
        for number in range(10)
    ]
    tree = column(m.app_bar("Shop"), grid(*cards, columns=2), style=Style(width=FILL, height=FILL, fill="surface"))
    return lay_out(Screen(1080, 2400, (Window("app", tree, ROOM, theme),)))


def say(what: str, act: Callable[[], object], before: Callable[[], object] | None = None, repeats: int = 40) -> None:
    """Print one line: the least and the median of some repeats."""
    least, middle = timed(act, before=before, repeats=repeats)
    print(f"{what:<58}{least / 1000:>8.2f} ms{middle / 1000:>9.2f} ms")


def print_ours() -> None:
    """Print what our painter takes; one without a past has the glyphs of the process, but no band and no frame."""
    light, dark = Theme(), Theme(dark=True, locale="zh")
    screens = {"mail": mail(light), "mail, dark, Chinese": mail(dark), "mail under a dialog": mail(light, asked=True),
               "shop of ten pictures": shop(light)}
    for name, layout in screens.items():
        display = layout.display()
        Painter().paint(display)
        say(f"{name}: no band kept", lambda shown=display: Painter().paint(shown))  # type: ignore[misc]
    for what, layouts in (
        ("a number changed", [mail(light, unread) for unread in range(3, 9)]),
        ("scrolled by 40 pixels", [mail(light, offset=40 * step) for step in range(8)]),
    ):
        keeping, shown = Painter(2), _endless([layout.display() for layout in layouts])
        keeping.paint(next(shown))
        say(f"mail: {what}", lambda next_one=shown, painter=keeping: painter.paint(next(next_one)))  # type: ignore[misc]
    keeping, display = Painter(), screens["mail"].display()
    keeping.paint(display)
    say("mail: the same again", lambda: keeping.paint(display))
    say("mail: glyphs too for the first time", lambda: Painter().paint(display), _forget, 10)
    say("one wallpaper for the first time", lambda: picture("wallpaper:3", 1080, 2400), picture.cache_clear, 10)
    say("a PNG file of the mail", lambda: png(keeping.paint(display)), repeats=10)


def _endless(displays: list[Display]) -> Iterator[Display]:
    return cycle(displays)


def _forget() -> None:
    glyph.cache_clear()
    run.cache_clear()


def print_chromium(executable: str) -> None:
    """Print what a screenshot takes: of the page as it stands, after a change of it, and of a page loaded anew."""
    fonts = {name: path_of(name).as_uri() for names in FACES.values() for name in names}

    def drawn(recipe: str, width: int, height: int) -> str:
        pixels = picture(recipe, width, height).reshape(height, width, 3)
        return f"data:image/png;base64,{base64.b64encode(png(pixels)).decode()}"

    source = page(mail(Theme()), "Mail", fonts, drawn)
    arguments = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
    with importlib.import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        tab = browser.new_page(viewport={"width": 1080, "height": 2400})
        tab.set_content(source)
        change = "() => { const one = document.querySelector('.t'); one.textContent += '.'; }"
        say("Chromium: screenshot as PNG", tab.screenshot, repeats=10)
        say("Chromium: a text changed, screenshot", tab.screenshot, lambda: tab.evaluate(change), 10)
        say("Chromium: page set, screenshot", lambda: (tab.set_content(source), tab.screenshot()), repeats=10)
        browser.close()


if __name__ == "__main__":
    print(f"{'':<58}{'least':>11}{'median':>12}")
    print_ours()
    chromium = shutil.which("chromium")
    if chromium is None or find_spec("playwright") is None:
        sys.exit("Chromium is left out: it takes `chromium` on the path and Playwright")
    print_chromium(chromium)
