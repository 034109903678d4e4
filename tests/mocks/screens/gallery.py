"""Screens of every composed widget, for the tests that look at all of them."""

from collections.abc import Iterator

from diorama.mocks.screens import material as m
from diorama.mocks.screens import material_inputs as inputs
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.keyboards import Board, keyboard
from diorama.mocks.screens.layout import height_of
from diorama.mocks.screens.theme import Theme
from diorama.mocks.screens.widgets import (
    FILL,
    FOCUSED,
    Style,
    Widget,
    column,
    divider,
    grid,
    icon,
    image,
    row,
    scroll,
    spacer,
    stack,
    text,
    weighted,
    wrap,
)
from diorama.mocks.screens.windows import Screen, Window

WIDTH, HEIGHT = 1080, 2400
_WORDS = {
    "en": ("Inbox", "Anna Berg", "Lunch on Friday? I found a place near the station that takes bookings.", "Save"),
    "zh": ("收件箱", "王小明", "关于周五会议的几个问题，请在明天之前回复，谢谢大家的配合与支持。", "保存"),
}


def screens(theme: Theme) -> Iterator[tuple[str, Screen]]:
    """Yield screens by name, each as an app and a device would make them."""
    words = _WORDS[theme.locale]
    for name, tree in (
        ("list", _list(*words)), ("form", _form(*words)), ("shop", _shop(*words)), ("lock", _lock(*words)),
        ("empty", _empty(*words)),
    ):
        yield name, _screen(tree, theme)
    yield "chat", _chat(theme, *words)
    over = m.dialog(words[1], (text(words[2]), inputs.check_row(words[0], False, ("never",), key="never")), (
        m.button("Cancel", ("no",), "plain", key="no"), m.button(words[3], ("yes",), "plain", key="yes"),
    ), icon_name="delete")
    yield "dialog", _screen(_list(*words), theme, _over(over, theme, "centre"))
    rows = (m.list_row(f"{words[0]} {n}", lead=m.disc("link"), act=("share", str(n)), key=f"s{n}") for n in range(4))
    yield "sheet", _screen(_shop(*words), theme, _over(m.bottom_sheet(*rows), theme, "bottom"))


def _screen(tree: Widget, theme: Theme, *upper: Window) -> Screen:
    bar = row(
        text("9:41", "title_small"), spacer(weight=1), icon("wifi", size=16, description="Wi-Fi"),
        style=Style(padding=(24, 0, 24, 0), fill="surface"),
    )
    status = Window("status", bar, Rect(0, 0, WIDTH, 72), theme, "com.android.systemui", focus=False)
    app = Window("app", tree, Rect(0, 72, WIDTH, HEIGHT), theme, "org.example.app")
    return Screen(WIDTH, HEIGHT, (app, *upper, status))


def _over(tree: Widget, theme: Theme, gravity: str) -> Window:
    room = Rect(0, 72, WIDTH, HEIGHT)
    return Window("over", tree, room, theme, "org.example.app", gravity, "scrim", modal=True, outside=("close",))


def _places(selected: int) -> Widget:
    return m.navigation_bar(tuple(
        m.Entry(label, ("go", label), sign, f"nav_{label}", unread)
        for label, sign, unread in (("Mail", "mail", 12), ("Chat", "chat_bubble", 0), ("You", "person", 3))
    ), selected)


def _list(title: str, name: str, body: str, save: str) -> Widget:
    rows = [
        m.list_row(name, body, m.avatar(name[0], n * 47), f"9:{n}0", act=("open", str(n)), long=("select", str(n)),
                   key=f"row{n}", bold=n < 2)
        for n in range(9)
    ]
    chips = (m.chip(f"{title} {n}", ("chip", str(n)), selected=n == 1, key=f"chip{n}") for n in range(7))
    searching = row(inputs.search_field(title, "", ("search",)), style=Style(padding=(16, 8, 16, 8), width=FILL))
    strip = scroll(*chips, kind="strip", key="chips", style=Style(gap=8, padding=(16, 4, 16, 8), width=FILL))
    listed = scroll(m.section(title, m.button(save, ("mark",), "plain")), *rows, kind="list", key="list", offset=100)
    page = column(searching, strip, weighted(listed), _places(0), style=Style(width=FILL, height=FILL, fill="surface"))
    return stack(page, m.fab("edit", ("compose",), "Compose", save))


def _form(title: str, name: str, body: str, save: str) -> Widget:
    fields = column(
        inputs.text_field(title, name, ("f", "1"), key="card"),
        inputs.text_field(title, "12", ("f", "2"), key="code", flags=FOCUSED, error=body),
        inputs.password_field("PIN", "secret", ("f", "3"), key="pin"),
        inputs.text_field(title, body * 2, ("f", "4"), key="note", help=name, lines=3),
        inputs.bare_field(title, "", ("f", "5"), key="bare"), style=Style(padding=(16, 8, 16, 8), gap=16, width=FILL),
    )
    numbers = row(
        inputs.stepper(2, ("fewer",), ("more",), key="count"), inputs.stars(43),
        style=Style(padding=(16, 8, 16, 8), gap=16),
    )
    settings = scroll(
        fields, inputs.switch_row(title, True, ("s",), body, key="on"),
        inputs.switch_row(title, False, ("t",), key="off"),
        inputs.check_row(name, True, ("c",), key="terms"), divider(16),
        inputs.radio_row(name, True, ("r",), body, key="monthly", enabled=False),
        inputs.slider(title, 600, ("v",), key="volume", sign="volume_up"), inputs.progress(350), numbers, key="form",
    )
    buttons = wrap(*(
        m.button(save, ("b", look), look, icon="check", enabled=look != "tonal")
        for look in ("filled", "tonal", "outlined", "danger")
    ), style=Style(gap=4))
    return column(
        m.app_bar(title, m.icon_button("arrow_back", ("back",), "Back"), m.icon_button("help", ("help",), "Help")),
        weighted(settings), buttons, m.wide_button(save, ("save",), key="save"), style=Style(fill="surface"),
    )


def _shop(title: str, name: str, body: str, save: str) -> Widget:
    def product(number: int) -> Widget:
        picture = image(f"product:{number}", FILL, 140, radius=12, description=name)
        words = column(text(name, "title", lines=2), row(weighted(text("19.90", "title_large")),
                       m.icon_button("add_shopping_cart", ("cart", str(number)), "Add"), style=Style(width=FILL)))
        return m.card(picture, words, look="elevated", key=f"p{number}", act=("product", str(number)), pad=0)

    tabs = tuple(m.Entry(f"{title} {n}", ("tab", str(n)), key=f"tab{n}") for n in range(3))
    cart = m.badged(m.icon_button("shopping_cart", ("cart",), "Cart"), 3)
    feed = scroll(
        m.card(text(body, "title_large"), m.button(save, ("deals",)), look="outlined", key="hero"),
        grid(*(product(n) for n in range(6)), columns=2, style=Style(gap=12, width=FILL)),
        style=Style(padding=(16, 16, 16, 16), gap=16), key="feed", offset=333,
    )
    return column(m.app_bar(title, None, cart, subtitle=name), m.tab_bar(tabs, 1), weighted(feed), _places(2),
                  style=Style(fill="surface"))


def _lock(title: str, name: str, body: str, save: str) -> Widget:
    return column(
        m.large_title(title, m.icon_button("close", ("close",), "Close")), spacer(weight=1), m.disc("lock", size=56),
        text(name, "headline_small"), text(body, style=Style(along="centre", padding=(32, 0, 32, 0))), spacer(weight=1),
        inputs.number_pad("pin", letters=True, left="fingerprint"), style=Style(fill="surface", across="centre", gap=8),
    )


def _empty(title: str, name: str, body: str, save: str) -> Widget:
    choices = (m.Entry(title, ("sort",), "sort"), m.Entry(name, ("all",), "select_all"))
    menu = m.menu(choices)
    page = column(m.app_bar(title), weighted(scroll(m.empty_state("folder_open", name, body), key="list")),
                  style=Style(fill="surface", width=FILL, height=FILL))
    return stack(page, m.snackbar(body, m.button(save, ("undo",), "plain")),
                 menu._replace(style=menu.style._replace(place="top end", shift=(-8, 56))))


def _chat(theme: Theme, title: str, name: str, body: str, save: str) -> Screen:
    board = Board("pinyin", "ni'hao", tuple("你好拟尼泥呢妮逆腻倪")) if theme.locale == "zh" else Board("capitals")
    keys = keyboard(board)
    top = HEIGHT - height_of(keys, WIDTH, theme)
    talk = (m.bubble(body, False, "18:02"), m.bubble(name, True, key="last"))
    said = scroll(*talk, key="messages", style=Style(along="end"))
    page = column(
        m.app_bar(name, m.icon_button("arrow_back", ("back",), "Back")), weighted(said),
        row(inputs.bare_field("", body, ("focus",), key="input", focused=True), style=Style(width=FILL)),
        style=Style(fill="surface"),
    )
    notice = row(m.toast(save, "download_done"), style=Style(along="centre"))
    return Screen(WIDTH, HEIGHT, (
        Window("app", page, Rect(0, 0, WIDTH, top), theme, "org.example.app"),
        Window("keyboard", keys, Rect(0, 0, WIDTH, HEIGHT), theme, "org.example.keys", "bottom", focus=False),
        Window("toast", notice, Rect(0, 0, WIDTH, top), theme, "", "bottom", touches=False, focus=False),
    ))
