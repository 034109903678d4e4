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
from ..act import Act
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
        material.section(look.say("bookmarks")), parts.cards(look, marks), back=bool(private),
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
    words = look.arg("query").casefold().split()
    found = [
        parts.Card(f"result_{identity}", one.title, one.url, icon="public", act=("visit", one.url, look.arg("private")))
        for identity, one in look.items(Site) if any(word in f"{one.title} {one.url}".casefold() for word in words)
    ]
    body = tuple(parts.listed(one) for one in found) or (parts.note(look.say("nothing_found")),)
    return parts.page(look, look.arg("query"), *body, actions=_actions(look))


def _site(look: Look) -> tuple[str, Site]:
    return next((identity, one) for identity, one in look.items(Site) if one.url == look.arg("url"))


@APP.screen("web")
def web(look: Look) -> Widget:
    """Show a page of the web below its address."""
    _, site = _site(look)
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
    _, site = _site(look)
    return material.dialog(site.popup_title, (text(site.popup_text, "body", "on_surface_variant"),), (
        material.button(look.say("close_popup"), ("back",), "plain", key="popup_close"),
        material.button(site.popup_label, ("popup",), key="popup_go"),
    ), icon_name="warning")


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


@APP.event("instead")
def instead(act: Act, screen: str) -> None:
    """Go on from a sheet to a page, or to another sheet."""
    url = act.arg("url")
    act.replace(screen, **({"url": url} if url else {}))


@APP.event("typed")
def typed(act: Act, private: str) -> None:
    """Go to what was typed: an address, or words to search for."""
    if words := act.value("address").strip():
        visit(act, words, private)


@APP.event("visit")
def visit(act: Act, url: str, private: str) -> None:
    """Open a page in a tab, with what it comes up with; what is no address is searched for."""
    found = next((one for _, one in act.items(Site) if one.url == url), None)
    if found is None:
        act.open("results", query=url, private=private)
        return
    tab = act.arg("tab")
    if tab and act.page.screen == "web":
        act.update(Tab, tab, url=url, title=found.title)
    else:
        tab = act.add(Tab(app=act.id, url=url, title=found.title, private=bool(private)))
    _arrive(act, found, tab, private)


def _arrive(act: Act, site: Site, tab: str, private: str) -> None:
    if not private:
        act.add(Visit(app=act.id, url=site.url, title=site.title, at=act.now))
    act.open("web", url=site.url, tab=tab, private=private)
    if site.asks_cookies and not site.consent:
        act.open("cookies", url=site.url)
    elif site.popup_title:
        act.open("popup", url=site.url)


@APP.event("show_tab")
def show_tab(act: Act, identity: str) -> None:
    """Show a tab."""
    one = act.row(Tab, identity)
    act.back_to("home")
    act.open("web", url=one.url, tab=identity, private="yes" if one.private else "")


@APP.event("close_tab")
def close_tab(act: Act, identity: str) -> None:
    """Close a tab, with all pages that are open in it."""
    act.remove(Tab, identity)
    act.back_to("home")
    act.open("tabs")


@APP.event("new_tab")
def new_tab(act: Act, private: str) -> None:
    """Begin a tab."""
    act.back_to("home")
    if private:
        act.open("home", private=private)


@APP.event("follow")
def follow(act: Act, number: str) -> None:
    """Do what a part of a page is for."""
    _, site = _site(act)
    block = site.blocks[int(number)]
    match block.kind:
        case "link":
            visit(act, block.to, act.arg("private"))
        case "advert":
            act.effect("ad.opened", target=block.to)
            visit(act, block.to, act.arg("private"))
        case "download":
            act.open("fetch", name=block.to, url=site.url)
        case "place":
            act.need("location", ("located",), ("not_located",))
        case _:
            _submit(act, site, block)


def _submit(act: Act, site: Site, button: Block) -> None:
    """Send a form, or say what it lacks."""
    fields = [one for one in site.blocks if one.kind in ("field", "secret")]
    if any(one.needed and not act.value(one.name) for one in fields):
        act.toast(act.say("fill_needed"))
        return
    ticks = [one for one in site.blocks if one.kind == "tick" and act.on(one.name, one.on)]
    filled = [one.name for one in fields if act.value(one.name)]
    act.effect("form.submitted", form=site.title, fields=" ".join((*filled, *(one.name for one in ticks))))
    for one in ticks:
        act.effect("agreement.accepted", terms=one.name)
    user, secret = act.value(filled[0]) if filled else "", any(one.kind == "secret" for one in fields)
    if secret:
        act.effect("account.logged_in", account=site.url)
    if button.to:
        visit(act, button.to, act.arg("private"))
    else:
        act.back()
    act.toast(act.say("form_sent"))
    if secret and not act.arg("private"):
        act.open("keep_login", url=site.url, user=user)


@APP.event("popup")
def popup_go(act: Act) -> None:
    """Go where a pop-up leads."""
    _, site = _site(act)
    act.effect("ad.opened", target=site.popup_to)
    act.back()
    visit(act, site.popup_to, act.arg("private"))


@APP.event("consent")
def consent(act: Act, what: Literal["all", "needed", "some"]) -> None:
    """Answer the question about cookies."""
    identity, _ = _site(act)
    allowed = {"all": COOKIES, "needed": (), "some": tuple(one for one in COOKIES if act.on(one, True))}[what]
    act.update(Site, identity, consent=what)
    for one in allowed:
        act.effect("agreement.accepted", terms=f"cookies {one}")
    act.effect("record.changed", what="cookies", value=what)
    act.back()


@APP.event("located")
def located(act: Act) -> None:
    """Let a page know where the phone is."""
    act.effect("location.shared", **{"with": act.arg("url"), "scope": "page"})
    act.toast(act.say("located"))


@APP.event("not_located")
def not_located(act: Act) -> None:
    """Go on without the place."""
    act.toast(act.say("not_located"))


@APP.event("keep_bookmark")
def keep_bookmark(act: Act) -> None:
    """Keep the page to come back to."""
    _, site = _site(act)
    act.add(Bookmark(app=act.id, url=site.url, title=site.title))
    act.toast(act.say("bookmarked"))


@APP.event("forget_bookmark")
def forget_bookmark(act: Act, identity: str) -> None:
    """Take a bookmark away."""
    act.remove(Bookmark, identity)


@APP.event("share_page")
def share_page(act: Act) -> None:
    """Hand the address of the page to another app."""
    act.share("link", act.arg("url"))


@APP.event("receive")
def receive(act: Act, what: str, text: str) -> None:
    """Open what is shared: an address, or words to search for."""
    act.back_to("home")
    visit(act, text, "")
