"""What the browser does on pages: it follows links, sends forms, and answers what comes up over them."""

from typing import Literal

from ..act import Act
from .browser import APP, COOKIES, Block, Bookmark, Site, Tab, Visit, site_of


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
    _, site = site_of(act)
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
    _, site = site_of(act)
    act.effect("ad.opened", target=site.popup_to)
    act.back()
    visit(act, site.popup_to, act.arg("private"))


@APP.event("consent")
def consent(act: Act, what: Literal["all", "needed", "some"]) -> None:
    """Answer the question about cookies."""
    identity, _ = site_of(act)
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
    _, site = site_of(act)
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
