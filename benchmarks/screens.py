"""Print what a screen costs before any pixel of it is painted.

    python -m benchmarks.screens

The screen is an inbox of a phone of 1080 by 2400: search, chips, a list of which ten rows show, navigation, a floating
button, in a status bar's company. A new row was never laid out before; all rows of a list are, for its length.
"""

from collections.abc import Callable
from functools import partial
from itertools import count

from diorama.mocks.screens import material as m
from diorama.mocks.screens.display import render_digest
from diorama.mocks.screens.elements import elements
from diorama.mocks.screens.fonts import FACES
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.hits import hit
from diorama.mocks.screens.html import page
from diorama.mocks.screens.layout import lay_out
from diorama.mocks.screens.material_inputs import search_field
from diorama.mocks.screens.reading import reading
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.uiautomator import dump
from diorama.mocks.screens.widgets import FILL, Style, Widget, column, icon, row, scroll, spacer, stack, text, weighted
from diorama.mocks.screens.windows import Screen, Window

from .timing import timed

THEME = Theme()
BUDGET = 1000.0
"""Microseconds of a screen's tree, by the design."""
_fresh = count()


def inbox(changed: tuple[str, ...] = (), offset: int = 0, length: int = 40) -> Screen:
    """Return a screen of an inbox; each row's subject has one of some words in turn."""
    words = changed or ("",)
    rows = (
        m.list_row(f"Person {n}", f"About the meeting on Friday {n} {words[n % len(words)]}", m.avatar("P", n * 40),
                   f"{n % 12}:20", act=("open", str(n)), key=f"row{n}")
        for n in range(length)
    )
    places = tuple(m.Entry(name, ("go", name), "mail", name) for name in ("Mail", "Chat", "Meet", "You"))
    chips = (m.chip(name, ("filter", name)) for name in ("Unread", "Starred", "Sent", "Travel", "Receipts"))
    page = column(
        row(search_field("Search", "", ("search",)), style=Style(padding=(16, 8, 16, 8), width=FILL)),
        scroll(*chips, kind="strip", style=Style(gap=8, padding=(16, 4, 16, 8), width=FILL)),
        weighted(scroll(*rows, kind="list", key="list", offset=offset)), m.navigation_bar(places, 0),
        style=Style(fill="surface", width=FILL, height=FILL),
    )
    tree = stack(page, m.fab("edit", ("compose",), "Compose"))
    return Screen(1080, 2400, (
        Window("app", tree, Rect(0, 72, 1080, 2400), THEME, "org.example.mail"),
        Window("status", _status(), Rect(0, 0, 1080, 72), THEME, "com.android.systemui", focus=False),
    ))


def _status() -> Widget:
    return row(text("9:41"), spacer(weight=1), icon("wifi", size=16), icon("battery_full", size=16),
               style=Style(fill="surface", padding=(24, 0, 24, 0)))


def main() -> None:
    """Print the table, in microseconds."""
    shown = lay_out(inbox())
    listed = shown.display()
    fonts = {name: name for names in FACES.values() for name in names}
    print(f"{len(shown.boxes)} boxes and {len(listed.ops)} operations, microseconds\n")
    print(f"{'':<42}{'least':>9}{'median':>9}")

    def line(name: str, act: Callable[[], object], before: Callable[[], object] | None = None) -> None:
        took = timed(act, before=before, repeats=100)
        print(f"{name:<42}{took.least:>9.0f}{took.median:>9.0f}")

    made: list[Screen] = []
    line("build the widgets", inbox)
    for length in (10, 40):
        line(f"lay out {length} rows, all new (budget {BUDGET:.0f})", lambda: lay_out(made[-1]),
             partial(lambda length: made.append(inbox((f"w{next(_fresh)}",), 0, length)), length))
    line("lay out 40 rows, one new", lambda: lay_out(made[-1]),
         lambda: made.append(inbox((f"w{next(_fresh)}", *("",) * 39))))
    line("lay out 40 rows, scrolled", lambda: lay_out(made[-1]),
         lambda: made.append(inbox((), next(_fresh) * 7 % 3000)))
    line("lay out 40 rows, unchanged", lambda: lay_out(made[-1]))
    line("display list", shown.display)
    line("render digest", lambda: render_digest(listed))
    line("uiautomator XML", lambda: dump(shown, True))
    line("element list", lambda: elements(shown))
    line("reading", lambda: reading(shown))
    line("one hit", lambda: hit(shown, 540, 1200))
    line("HTML page", lambda: page(shown, "Inbox", fonts, lambda recipe, width, height: recipe))


if __name__ == "__main__":
    main()
