"""A wallet: paying people and shops, requests, shared bills, money gifts, topping up, limits, and an advert."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, column, row, stack, text, weighted
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Wallet(AppRecord):
    """The user's money in the app. `limit` is the most that one payment may come to."""

    balance: int
    limit: int = 100_000
    quick_pay: bool = False
    findable: bool = True


class Person(AppRecord):
    """Somebody, or a shop, that can be paid. Names are not unique, handles are."""

    name: str
    handle: str
    shop: bool = False
    known: bool = True


class Movement(AppRecord):
    """Money that has gone out or, with a negative amount, come in."""

    payee: str
    amount: int
    at: int
    note: str = ""


class Request(AppRecord):
    """Somebody's request for money."""

    name: str
    handle: str
    amount: int
    note: str = ""


class Bill(AppRecord):
    """A bill that the user has paid for others too."""

    title: str
    each: int
    members: tuple[str, ...]


class Gift(AppRecord):
    """A gift of money that waits for the user, or that he has opened."""

    name: str
    amount: int
    opened: bool = False


class Code(AppRecord):
    """The code that lies before the camera: whom it pays, and how much; 0 is open."""

    person: str
    amount: int = 0


APP = App(
    "payments", account=Wallet, icon="wallet", permissions=("contacts", "camera", "notifications"),
    records={"wallets": Wallet, "people": Person, "movements": Movement, "requests": Request, "bills": Bill,
             "gifts": Gift, "codes": Code},
)

AD_WAIT = 5_000
"""How long the advert cannot be closed, in ms. Ours."""

LOW = 1_000
"""Below this the wallet is topped up by itself, if the user has it so. Ours."""


def _wallet(look: Look) -> tuple[str, Wallet]:
    return look.items(Wallet)[0]


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("wallet", look.say("wallet"), "account_balance_wallet", ("go", "home")),
        parts.Way("requests", look.say("requests"), "request_quote", ("go", "requests")),
        parts.Way("gifts", look.say("gifts"), "redeem", ("go", "gifts")),
        parts.Way("me", look.say("me"), "person", ("go", "me")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what is in the wallet, what can be done with it, and what has moved."""
    deeds = look.skin.ordered("deeds", [
        ("send", "send_money", ("open", "people")), ("scan", "qr_code_scanner", ("scan",)),
        ("my_code", "qr_code_2", ("open", "my_code")), ("top_up", "add_card", ("open", "top_up")),
    ])
    chips = [weighted(column(
        material.icon_button(sign, act, look.say(name), key=name, ink="primary"),
        text(look.say(name), "label", "on_surface_variant", lines=2, style=Style(along="centre")),
        style=Style(across="centre"))) for
        name, sign, act in deeds]
    moved = sorted(look.rows(Movement), key=lambda one: (-one.at, one.payee))[:4]
    bills = [parts.Card(f"bill_{identity}", one.title, look.say("share_each", amount=look.money(one.each)),
                        icon="receipt_long", act=("open", "split", f"bill={identity}"))
             for identity, one in look.items(Bill)]
    return parts.page(
        look, look.name, parts.figures((look.say("balance"), look.money(_wallet(look)[1].balance))),
        row(*chips, style=Style(width=FILL, padding=(8, 8, 8, 8), across="start")),
        *((material.section(look.say("split")), *map(parts.listed, bills)) if bills else ()),
        material.section(look.say("latest")), *(parts.listed(parts.Card(
            "", one.payee, one.note or look.ago(one.at), look.money(-one.amount), "payments")) for one in moved),
        back=False, ways=_ways(look), at="wallet",
    )


@APP.screen("people")
def people(look: Look) -> Widget:
    """Show who can be paid; those of one name differ by their handle alone."""
    sought = look.value("find").lower()
    found = [parts.Card(f"person_{identity}", one.name, one.handle if one.known else
                        f"{one.handle} · {look.say('new_person')}", icon="storefront" if one.shop else "person",
                        act=("open", "pay", f"person={identity}"))
             for identity, one in look.items(Person) if sought in f"{one.name} {one.handle}".lower()]
    return parts.page(
        look, look.say("whom"), parts.search(look, "find", look.say("find_person")),
        *([parts.cards(look, found)] if found else [parts.note(look.say("nobody"))]),
        parts.listed(parts.Card("find_friends", look.say("find_friends"), icon="contacts", act=("find_friends",))),
    )


@APP.screen("pay")
def pay_page(look: Look) -> Widget:
    """Show the form for an amount to somebody, or to be asked of him."""
    one = look.row(Person, look.arg("person"))
    return parts.page(
        look, one.name, parts.field(look, "amount", look.say("amount"), enter=("review",)),
        parts.field(look, "note", look.say("note")), subtitle=one.handle, buttons=(
            material.wide_button(look.say("continue"), ("review",), key="continue"),
            material.wide_button(look.say("ask_money"), ("ask_money",), "tonal", key="ask_money"),
        ),
    )


@APP.screen("confirm", "sheet", modal=True)
def confirm(look: Look) -> Widget:
    """Show what will be paid to whom, before it is."""
    return parts.sheet(
        material.section(look.say("check")), parts.figures(
            (look.say("to"), look.arg("name")), (look.say("handle"), look.arg("handle")),
            (look.say("amount"), look.money(int(look.arg("amount")))), key="details"),
        buttons=(material.wide_button(look.say("pay_now"), ("pay",), key="pay_now"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("receipt")
def receipt(look: Look) -> Widget:
    """Show that it has been paid; a shop would like to be followed."""
    name = look.arg("name")
    follow = material.wide_button(look.say("follow_shop", payee=name), ("follow",), key="follow")
    leave = material.wide_button(look.say("done"), ("go", "home"), "tonal", key="done")
    return parts.page(
        look, look.say("paid_title"),
        parts.note(look.say("paid_text", amount=look.money(int(look.arg("amount"))), payee=name)), back=False,
        buttons=(follow, leave) if look.arg("shop") else (leave,),
    )


@APP.screen("scanned", "sheet", modal=True)
def scanned(look: Look) -> Widget:
    """Show what a code says is to be paid."""
    code = look.row(Code, look.arg("code"))
    one = look.row(Person, code.person)
    return parts.sheet(
        material.section(look.say("scanned")), parts.figures(
            (look.say("to"), one.name), (look.say("amount"), look.money(code.amount)), key="details"),
        buttons=(material.wide_button(look.say("pay_now"), ("pay_code",), key="pay_code"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("my_code")
def my_code(look: Look) -> Widget:
    """Show the code by which others pay the user."""
    return parts.page(look, look.say("my_code"), column(
        material.disc("qr_code_2", size=160), style=Style(width=FILL, across="centre", padding=(0, 32, 0, 16))),
        parts.note(look.say("show_code")))


@APP.screen("requests")
def requests(look: Look) -> Widget:
    """Show who asks the user for money."""
    asked = [parts.listed(parts.Card(f"request_{identity}", one.name, one.note or one.handle, look.money(one.amount),
                                     "person", act=("open", "request", f"request={identity}")))
             for identity, one in look.items(Request)]
    return parts.page(look, look.say("requests"), *(asked or [parts.note(look.say("no_requests"))]), back=False,
                      ways=_ways(look), at="requests")


@APP.screen("request")
def request(look: Look) -> Widget:
    """Show one request for money."""
    one = look.row(Request, look.arg("request"))
    return parts.page(
        look, look.say("asks_you", name=one.name, amount=look.money(one.amount)), parts.figures(
            (look.say("handle"), one.handle), (look.say("note"), one.note), key="details"),
        buttons=(material.wide_button(look.say("pay_request"), ("pay_request",), key="pay_request"),
                 material.wide_button(look.say("decline_request"), ("decline_request",), "tonal",
                                      key="decline_request")),
    )


@APP.screen("split")
def split(look: Look) -> Widget:
    """Show a bill, and who owes the user a part of it."""
    bill = look.row(Bill, look.arg("bill"))
    return parts.page(
        look, bill.title, *(parts.listed(parts.Card("", name, trail=look.money(bill.each), icon="person"))
                            for name in bill.members),
        buttons=(material.wide_button(look.say("ask_shares"), ("ask_shares",), key="ask_shares"),),
    )


@APP.screen("gifts")
def gifts(look: Look) -> Widget:
    """Show gifts of money."""
    got = [parts.listed(parts.Card(
        f"gift_{identity}", look.say("gift_from", name=one.name),
        look.say("got", amount=look.money(one.amount)) if one.opened else look.say("open_gift"), icon="redeem",
        act=("open_gift", identity))) for identity, one in look.items(Gift)]
    return parts.page(
        look, look.say("gifts"), *got, back=False, ways=_ways(look), at="gifts",
        buttons=(material.wide_button(look.say("new_gift"), ("open", "new_gift"), key="new_gift"),),
    )


@APP.screen("new_gift")
def new_gift(look: Look) -> Widget:
    """Show the form for a gift to a group or to one person."""
    names = [parts.choice(look, "to", identity, one.name, one.handle) for identity, one in look.items(Person)]
    return parts.page(
        look, look.say("new_gift"), parts.field(look, "amount", look.say("amount")),
        parts.field(look, "words", look.say("gift_words"), hint=look.say("best_wishes")), *names,
        buttons=(material.wide_button(look.say("give"), ("give",), key="give"),),
    )


@APP.screen("top_up")
def top_up(look: Look) -> Widget:
    """Show the form that adds money; that it goes on doing so by itself is ticked already."""
    return parts.page(
        look, look.say("top_up"), parts.field(look, "amount", look.say("amount")),
        parts.tick(look, "auto", look.say("auto_top_up", amount=look.money(LOW)), default=True),
        buttons=(material.wide_button(look.say("top_up"), ("add_money",), key="add_money"),),
    )


@APP.screen("me")
def me(look: Look) -> Widget:
    """Show the settings of the wallet."""
    wallet = _wallet(look)[1]
    return parts.page(
        look, look.say("me"), parts.figures((look.say("limit"), look.money(wallet.limit))),
        parts.field(look, "limit", look.say("new_limit"), enter=("save_limit",)),
        *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(wallet, name), ("switch", name), key=name)
            for name in ("quick_pay", "findable")]),
        back=False, ways=_ways(look), at="me",
        buttons=(material.wide_button(look.say("save_limit"), ("save_limit",), key="save_limit"),),
    )


@APP.screen("advert", modal=True)
def advert(look: Look) -> Widget:
    """Show an advert over the wallet, that has a small cross only after a while."""
    left = AD_WAIT - (look.now - int(look.arg("since")))
    corner = (text(look.say("ad_wait", seconds=-(-left // 1000)), "label_small", "on_surface_variant", key="ad_wait")
              if left > 0 else material.icon_button("close", ("back",), look.say("close"), key="ad_close"))
    top = row(corner, style=Style(width=FILL, along="end", padding=(16, 8, 8, 8)))
    middle = column(
        material.disc("casino", size=120), text(look.say("ad_title"), "headline"), text(look.say("ad_text"), "body"),
        material.button(look.say("ad_go"), ("ad",), key="ad_go"),
        style=Style(width=FILL, height=FILL, along="centre", across="centre", gap=20))
    return stack(middle, top, style=Style(width=FILL, height=FILL, fill="primary_container"))
