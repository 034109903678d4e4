"""A store for apps: what they want to know and cost, and which are real; what is installed; subscriptions that renew.

Some of what it lists are apps that this phone can have (`skin` is their id); of the others an installation is noted.
"""

from ...screens import material
from ...screens.material_inputs import stars, switch_row
from ...screens.widgets import FILL, Style, Widget, row, text
from .. import parts
from ..app import App
from ..catalog import app_of
from ..look import Look
from ..records import AppRecord
from ..skins import skin_of


class Listing(AppRecord):
    """An app that can be had. `price` is in the smallest unit, of a `plan` that is by the month; `size` is in MB.

    `also` is another listing that is offered once this one is installed.
    """

    name: str
    maker: str
    about: str = ""
    skin: str = ""
    price: int = 0
    plan: str = ""
    plan_price: int = 0
    size: int = 30
    rating: int = 42
    installs: str = "10K+"
    permissions: tuple[str, ...] = ()
    promoted: bool = False
    installed: bool = False
    also: str = ""


class Opinion(AppRecord):
    """What somebody says of an app."""

    listing: str
    author: str
    text: str
    stars: int


class Plan(AppRecord):
    """A subscription. It ends at `until`, or goes on if it renews."""

    name: str
    amount: int
    until: int
    renews: bool = True


class Receipt(AppRecord):
    """Something that was paid for."""

    what: str
    amount: int
    at: int


APP = App("app_store", icon="storefront", permissions=("notifications",), records={
    "listings": Listing, "opinions": Opinion, "plans": Plan, "receipts": Receipt,
})


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("apps", look.say("apps"), "apps", ("go", "home")),
        parts.Way("mine", look.say("mine"), "download", ("go", "mine")),
        parts.Way("plans", look.say("plans"), "autorenew", ("go", "plans")),
        parts.Way("account", look.say("account"), "person", ("go", "account")),
    ])


def is_there(look: Look, one: Listing) -> bool:
    """Tell whether an app is on the phone."""
    return any(identity == one.skin for identity, _ in look.installed()) if one.skin else one.installed


def _get_button(look: Look, identity: str, one: Listing) -> Widget:
    if is_there(look, one):
        return material.button(look.say("open"), ("start", identity), "outlined", key=f"start_{identity}")
    label = look.money(one.price) if one.price else look.say("get")
    return material.button(label, ("get", identity), "tonal", key=f"get_{identity}")


def _sign(one: Listing) -> Widget:
    if not one.skin:
        return material.disc("apps")
    return material.disc(app_of(skin_of(one.skin).kind).icon)


def _listed(look: Look, found: list[tuple[str, Listing]]) -> list[Widget]:
    """Return apps as rows, those first that pay for it."""
    ordered = sorted(found, key=lambda pair: (not pair[1].promoted, pair[1].name, pair[0]))
    return [
        material.list_row(one.name, f"{look.say('promoted')} · {one.maker}" if one.promoted else one.maker, _sign(one),
                          _get_button(look, identity, one), act=("open", "app", f"listing={identity}"),
                          key=f"app_{identity}")
        for identity, one in ordered
    ]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show where to search, and what can be had."""
    offered = _listed(look, look.items(Listing)) or [parts.note(look.say("no_apps"))]
    return parts.page(
        look, look.name, parts.search(look, "query", look.say("search_hint"), ("find",)),
        material.section(look.say("for_you")), *offered, back=False, ways=_ways(look), at="apps",
    )


@APP.screen("results")
def results(look: Look) -> Widget:
    """Show the apps that a search finds."""
    words = look.arg("query").lower().split()
    found = [pair for pair in look.items(Listing)
             if any(word in f"{pair[1].name} {pair[1].maker}".lower() for word in words)]
    return parts.page(look, look.arg("query"), *(_listed(look, found) or [parts.note(look.say("nothing_found"))]))


@APP.screen("app")
def app(look: Look) -> Widget:
    """Show one app: who makes it, what it wants, what it costs."""
    identity = look.arg("listing")
    one = look.row(Listing, identity)
    there = is_there(look, one)
    rated = row(stars(one.rating), text(f"{one.rating // 10}.{one.rating % 10}", "body"),
                style=Style(gap=8, padding=(16, 0, 16, 8)))
    cost = look.money(one.price) if one.price else look.say("free")
    buttons = [material.wide_button(look.say("open"), ("start", identity), key="start") if there else
               material.wide_button(cost if one.price else look.say("get"), ("get", identity), key="install")]
    if there:
        buttons.append(material.wide_button(look.say("uninstall"), ("ask_uninstall", identity), "outlined",
                                            key="uninstall"))
    if one.plan:
        buttons.append(material.wide_button(look.say("try_plan", plan=one.plan),
                                            ("open", "plan", f"listing={identity}"), "tonal", key="try_plan"))
    return parts.page(
        look, one.name, material.list_row(one.name, one.maker, _sign(one)), rated, parts.note(one.about or one.maker),
        parts.figures((look.say("price"), cost), (look.say("size"), f"{one.size} MB"),
                      (look.say("installs"), one.installs)),
        *(parts.listed(parts.Card(f"go_{name}", look.say(name), icon=sign, act=("open", name, f"listing={identity}")))
          for name, sign in (("wants", "security"), ("opinions", "rate_review"))),
        buttons=buttons,
    )


@APP.screen("wants")
def wants(look: Look) -> Widget:
    """Show what an app may ask the phone for."""
    one = look.row(Listing, look.arg("listing"))
    rows = [parts.listed(parts.Card("", look.say(f"permission_{name}"), icon="check")) for name in one.permissions]
    return parts.page(look, look.say("wants"), *(rows or [parts.note(look.say("wants_nothing"))]))


@APP.screen("opinions")
def opinions(look: Look) -> Widget:
    """Show what is said of an app, and let stars be given."""
    identity = look.arg("listing")
    said = [parts.listed(parts.Card("", f"{one.author} {'★' * one.stars}", one.text, icon="person"))
            for one in look.rows(Opinion) if one.listing == identity]
    marks = (material.chip("★" * count, ("set", "stars", str(count)), selected=look.value("stars", "5") == str(count),
                           key=f"stars_{count}") for count in range(1, 6))
    return parts.page(
        look, look.say("opinions"), *said, material.section(look.say("rate")),
        Widget("wrap", children=tuple(marks), style=Style(gap=8, padding=(16, 8, 16, 8), width=FILL)),
        parts.field(look, "opinion", look.say("opinion"), lines=2),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("buy", "sheet", modal=True)
def buy(look: Look) -> Widget:
    """Show what an app costs and how it is paid, before it is."""
    one = look.row(Listing, look.arg("listing"))
    return parts.sheet(
        material.section(look.say("buy_title")),
        parts.figures((look.say("app_name"), one.name), (look.say("price"), look.money(one.price)),
                      (look.say("pay_by"), look.say("card"))),
        buttons=(material.wide_button(look.say("buy_now"), ("buy",), key="buy_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("plan", "sheet", modal=True)
def plan(look: Look) -> Widget:
    """Show a subscription, which renews unless somebody unticks that."""
    one = look.row(Listing, look.arg("listing"))
    return parts.sheet(
        material.section(one.plan),
        parts.figures((look.say("app_name"), one.name),
                      (look.say("a_month"), look.money(one.plan_price)),
                      (look.say("pay_by"), look.say("card"))),
        parts.tick(look, "renews", look.say("renews"), look.say("renews_text"), default=True),
        buttons=(material.wide_button(look.say("subscribe"), ("subscribe",), key="subscribe"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("also", "sheet", modal=True)
def also(look: Look) -> Widget:
    """Show what others got beside the app that has just been installed."""
    one = look.row(Listing, look.arg("listing"))
    return parts.sheet(
        material.section(look.say("installed")), parts.note(look.say("also_text")),
        material.list_row(one.name, one.maker, _sign(one)), buttons=(
            material.wide_button(look.say("get_also"), ("get_also",), key="get_also"),
            material.wide_button(look.say("no_thanks"), ("back",), "plain", key="no_thanks"),
        ),
    )


@APP.screen("mine")
def mine(look: Look) -> Widget:
    """Show what is on the phone."""
    rows = [
        material.list_row(skin_of(identity).name(look.device.language), "", material.disc(app_of(one.kind).icon),
                          material.button(look.say("uninstall"), ("open", "uninstall", f"app={identity}"), "plain",
                                          key=f"uninstall_{identity}"), key=f"mine_{identity}")
        for identity, one in look.installed() if identity != look.id
    ]
    return parts.page(look, look.say("mine"), *(rows or [parts.note(look.say("none_installed"))]), back=False,
                      ways=_ways(look), at="mine")


@APP.screen("uninstall", "dialog")
def uninstall(look: Look) -> Widget:
    """Ask before an app goes with all that it keeps."""
    name = skin_of(look.arg("app")).name(look.device.language)
    return parts.dialog(name, (parts.note(look.say("uninstall_text")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("uninstall"), ("uninstall",), "plain", key="uninstall_now"),
    ), icon_name="delete")


@APP.screen("plans")
def plans(look: Look) -> Widget:
    """Show the subscriptions."""
    rows = [
        parts.listed(parts.Card(f"plan_{identity}", one.name, look.say("renews_on" if one.renews else "ends_on",
                                                                       day=look.day(one.until)),
                                look.money(one.amount), "autorenew",
                                act=("open", "kept_plan", f"plan={identity}")))
        for identity, one in look.items(Plan)
    ]
    return parts.page(look, look.say("plans"), *(rows or [parts.note(look.say("no_plans"))]), back=False,
                      ways=_ways(look), at="plans")


@APP.screen("kept_plan")
def kept_plan(look: Look) -> Widget:
    """Show one subscription, and how it is left."""
    one = look.row(Plan, look.arg("plan"))
    return parts.page(
        look, one.name, parts.figures((look.say("a_month"), look.money(one.amount)),
                                      (look.say("until"), look.day(one.until))),
        switch_row(look.say("renews"), one.renews, ("switch_renewal",), look.say("renews_text"), key="renewal"),
        buttons=(material.wide_button(look.say("end_plan"), ("end_plan",), "outlined", key="end_plan"),),
    )


@APP.screen("account")
def account(look: Look) -> Widget:
    """Show what was paid for."""
    rows = [parts.listed(parts.Card("", one.what, look.day(one.at), look.money(one.amount), "receipt"))
            for one in look.rows(Receipt)]
    return parts.page(
        look, look.say("account"), parts.figures((look.say("pay_by"), look.say("card"))),
        material.section(look.say("receipts")), *(rows or [parts.note(look.say("no_receipts"))]), back=False,
        ways=_ways(look), at="account",
    )
