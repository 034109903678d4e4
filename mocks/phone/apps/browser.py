"""A browser: tabs, some of them private, an address, pages kept as rows, and what pages do: forms, pop-ups, cookies.

What the browser itself keeps is beside them: bookmarks, history, downloads and passwords.
"""

from typing import Literal

from ....snapshots.records import Record
from ...screens import material
from ...screens.material_inputs import check_row, text_field
from ...screens.widgets import (
    FILL,
    FOCUSED,
    PASSWORD,
    Style,
    Widget,
    column,
    image,
    padded,
    row,
    scroll,
    text,
    weighted,
)
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Block(Record):
    """One part of a web page. `name` is its key, `to` where it leads, `on` what a tick begins with.

    Of a field `needed` says that the form is not sent without it. Of a download `to` is the name of the file.
    """

    kind: Literal[
        "title", "text", "picture", "link", "advert", "field", "secret", "tick", "submit", "download", "place",
    ]
    text: str
    name: str = ""
    to: str = ""
    on: bool = False
    needed: bool = False


class Site(AppRecord):
    """A page of the web. Its pop-up, if it has one, has a button that leads to `popup_to`.

    `asks_cookies` has a banner come up, until `consent` says what was answered.
    """

    url: str
    title: str
    blocks: tuple[Block, ...] = ()
    popup_title: str = ""
    popup_text: str = ""
    popup_label: str = ""
    popup_to: str = ""
    asks_cookies: bool = False
    consent: Literal["", "all", "needed", "some"] = ""


class Tab(AppRecord):
    """A tab, and the page in it."""

    url: str
    title: str
    private: bool = False


class Bookmark(AppRecord):
    """A page to come back to."""

    url: str
    title: str


class Visit(AppRecord):
    """A page that was seen; private tabs leave none."""

    url: str
    title: str
    at: int


class Download(AppRecord):
    """A file that was fetched."""

    name: str
    url: str
    at: int


class Login(AppRecord):
    """A password that the browser keeps."""

    site: str
    user: str
    secret: str


APP = App("browser", icon="public", permissions=("location", "camera", "microphone", "notifications"), records={
    "sites": Site, "tabs": Tab, "bookmarks": Bookmark, "visits": Visit, "downloads": Download, "logins": Login,
})

COOKIES = ("preferences", "statistics", "marketing")
"""Kinds of cookies that a page can be allowed, beside those that it needs."""


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show where to type an address, and the bookmarks."""
    marks = [
        parts.Card(f"bookmark_{identity}", one.title, one.url, icon="bookmark", act=("visit", one.url, ""),
                   long=("forget_bookmark", identity))
        for identity, one in look.items(Bookmark)
    ]
    private = look.arg("private")
    return parts.page(
        look, look.say("private_tab") if private else look.name,
        parts.search(look, "address", look.say("address"), ("typed", private)),
        *((parts.note(look.say("private_text")),) if private else ()),
        material.section(look.say("bookmarks")),
        parts.cards(look, marks) if marks else parts.note(look.say("no_bookmarks")), back=bool(private),
        actions=_actions(look),
    )


def _actions(look: Look) -> tuple[Widget, ...]:
    return (material.icon_button("tab", ("open", "tabs"), look.say("tabs"), key="tabs"),
            material.icon_button("more_vert", ("open", "menu"), look.say("menu"), key="menu"))


@APP.screen("menu", "sheet")
def menu(look: Look) -> Widget:
    """Show what else the browser has."""
    ways = look.skin.ordered("menu", [
        ("history", "history"), ("downloads", "download"), ("passwords", "key"), ("clear", "delete"),
    ])
    return parts.sheet(*(
        parts.listed(parts.Card(f"go_{name}", look.say(name), icon=sign, act=("instead", name))) for name, sign in ways
    ))


@APP.screen("tabs")
def tabs(look: Look) -> Widget:
    """Show the tabs that are open."""
    listed = [
        material.list_row(one.title, one.url, material.disc("lock" if one.private else "public"), material.icon_button(
            "close", ("close_tab", identity), look.say("close_tab"), key=f"close_{identity}"),
            act=("show_tab", identity), key=f"tab_{identity}")
        for identity, one in look.items(Tab)
    ]
    return parts.page(look, look.say("tabs"), *listed, buttons=(
        material.wide_button(look.say("new_tab"), ("new_tab", ""), key="new_tab"),
        material.wide_button(look.say("private_tab"), ("new_tab", "yes"), "tonal", key="private_tab"),
    ))


@APP.screen("results")
def results(look: Look) -> Widget:
    """Show the pages that a search finds."""
    words = look.arg("query").lower().split()
    found = [
        parts.Card(f"result_{identity}", one.title, one.url, icon="public", act=("visit", one.url, look.arg("private")))
        for identity, one in look.items(Site) if any(word in f"{one.title} {one.url}".lower() for word in words)
    ]
    body = tuple(parts.listed(one) for one in found) or (parts.note(look.say("nothing_found")),)
    return parts.page(look, look.arg("query"), *body, actions=_actions(look))


def site_of(look: Look) -> tuple[str, Site]:
    return next((identity, one) for identity, one in look.items(Site) if one.url == look.arg("url"))


@APP.screen("web")
def web(look: Look) -> Widget:
    """Show a page of the web below its address."""
    _, site = site_of(look)
    bar = material.app_bar(
        site.title, material.icon_button("arrow_back", ("back",), look.say("back"), key="navigate_up"),
        material.icon_button("bookmark", ("keep_bookmark",), look.say("keep_bookmark"), key="keep_bookmark"),
        material.icon_button("share", ("share_page",), look.say("share"), key="share_page"), *_actions(look),
        subtitle=site.url,
    )
    blocks = [_block(look, number, block) for number, block in enumerate(site.blocks)]
    inside = scroll(*blocks, key="web", kind="page", offset=look.offset("web"),
                    style=Style(width=FILL, height=FILL, padding=(0, 8, 0, 24)))
    return column(bar, weighted(inside), style=Style(width=FILL, height=FILL, fill="surface"))


def _block(look: Look, number: int, block: Block) -> Widget:
    """Return one part of a web page."""
    key = block.name or f"block_{number}"
    follow = ("follow", str(number))
    match block.kind:
        case "title":
            return text(block.text, "headline_small", style=Style(padding=(16, 8, 16, 8)))
        case "text":
            return parts.note(block.text, "on_surface")
        case "picture":
            return image(block.text, 0, 160)._replace(style=Style(width=FILL, height=160))
        case "link":
            return padded(row(material.button(block.text, follow, "plain", key=key)), 4, 0, 16, 0)
        case "advert":
            told = text(look.say("advert"), "label_small", "on_surface_variant")
            shown = material.card(told, text(block.text, "title"), look="elevated", key=key, act=follow)
            return column(shown, style=Style(width=FILL, padding=(16, 8, 16, 8)))
        case "field" | "secret":
            flags = (FOCUSED if look.page.focus == key else 0) | (PASSWORD if block.kind == "secret" else 0)
            help = look.say("required") if block.needed else look.say("optional")
            return padded(text_field(block.text, look.value(key), ("focus", key), key=key, help=help, flags=flags),
                          16, 4, 16, 4)
        case "tick":
            return check_row(block.text, look.on(key, block.on), ("toggle", key, "on" if block.on else "off"), key=key)
        case "submit" | "download" | "place":
            made = material.wide_button(block.text, follow, "filled" if block.kind == "submit" else "tonal", key=key)
            return column(made, style=Style(width=FILL, padding=(16, 8, 16, 8)))


@APP.screen("popup", "dialog", modal=True)
def popup(look: Look) -> Widget:
    """Show what a page has come up over itself with; it looks as it likes."""
    _, site = site_of(look)
    return parts.dialog(site.popup_title, (text(site.popup_text, "body", "on_surface_variant"),), (
        material.button(look.say("close_popup"), ("back",), "plain", key="popup_close"),
        material.button(site.popup_label, ("popup",), key="popup_go"),
    ), icon_name="warning")._replace(key="popup")


@APP.screen("cookies", "sheet", modal=True)
def cookies(look: Look) -> Widget:
    """Show a page's question about cookies."""
    return parts.sheet(
        material.section(look.say("cookies")), parts.note(look.say("cookies_text", site=look.arg("url"))),
        buttons=(
            material.wide_button(look.say("cookies_all"), ("consent", "all"), key="cookies_all"),
            *look.skin.ordered("cookies", [
                material.wide_button(look.say("cookies_needed"), ("consent", "needed"), "outlined",
                                     key="cookies_needed"),
                material.wide_button(look.say("cookies_choose"), ("instead", "cookie_choices"), "plain",
                                     key="cookies_choose"),
            ]),
        ),
    )


@APP.screen("cookie_choices", "sheet", modal=True)
def cookie_choices(look: Look) -> Widget:
    """Show the kinds of cookies; all are ticked until somebody unticks them."""
    return parts.sheet(
        material.section(look.say("cookies")), *(parts.tick(look, one, look.say(one), default=True) for one in COOKIES),
        buttons=(material.wide_button(look.say("save"), ("consent", "some"), key="cookies_save"),),
    )
