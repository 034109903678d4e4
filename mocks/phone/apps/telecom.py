"""A mobile operator: what is left of a plan, data packs, roaming, bills, forwarding, SIM cards, contracts."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import Widget, text
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Line(AppRecord):
    """A number with its plan; the first is the user's. `fee` is due for ending it; `data` is in MB.

    `forward` is the number that calls go to, empty for none.
    """

    number: str
    holder: str
    plan: str
    price: int
    until: int
    currency: str = "EUR"
    data: int = 0
    fee: int = 0
    roaming: bool = False
    cap: bool = True
    forward: str = ""
    card: str = ""
    street: str = ""
    ended: bool = False


class Pack(AppRecord):
    """Data for money; `size` is in MB."""

    name: str
    size: int
    days: int
    price: int


class Bill(AppRecord):
    """A month's bill: what the plan costs and what came on top of it abroad."""

    name: str
    plan: int
    abroad: int = 0
    paid: bool = False


class Offer(AppRecord):
    """What a contract can be extended with."""

    name: str
    price: int
    months: int = 24


class Extra(AppRecord):
    """What is sold with an extension, at a price a month; `ticked` by the app."""

    name: str
    price: int
    ticked: bool = True


APP = App(
    "telecom", account=Line, icon="cell_tower", permissions=("location", "phone"),
    records={"lines": Line, "packs": Pack, "bills": Bill, "offers": Offer, "extras": Extra},
)

WHENS = ("always", "busy", "missed")

ABROAD = 490
"""What 100 MB cost abroad, in the smallest unit. Ours."""


def line(look: Look) -> tuple[str, Line]:
    """Return the line that a page is about, else the user's own, with its id."""
    identity = look.arg("line")
    return (identity, look.row(Line, identity)) if identity else look.items(Line)[0]


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("line", look.say("line"), "sim_card", ("go", "home")),
        parts.Way("packs", look.say("packs"), "data_usage", ("go", "packs")),
        parts.Way("bills", look.say("bills"), "receipt_long", ("go", "bills")),
        parts.Way("more", look.say("more"), "apps", ("go", "more")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the lines, the user's own with what is left of its plan."""
    _, mine = line(look)
    listed = [
        parts.Card(f"line_{identity}", one.number, one.holder, look.say("ended") if one.ended else one.plan, "sim_card",
                   act=("open", "services", f"line={identity}"))
        for identity, one in look.items(Line)
    ]
    return parts.page(
        look, look.name, parts.figures(
            (look.say("plan"), mine.plan), (look.say("monthly"), look.money(mine.price, mine.currency)),
            (look.say("data_left"), f"{mine.data} MB"), (look.say("until"), look.day(mine.until)), key="plan"),
        parts.cards(look, listed), back=False, ways=_ways(look), at="line",
        buttons=[
            material.wide_button(one.name, ("open", "offer", f"offer={identity}"), "tonal", key=f"offer_{identity}")
            for identity, one in look.items(Offer)
        ],
    )


@APP.screen("services")
def services(look: Look) -> Widget:
    """Show what can be done with a line."""
    identity, one = line(look)
    forwarded = look.say("forwards", number=one.forward) if one.forward else look.say("forward_none")
    places = [("forwarding", "phone_forwarded", forwarded), ("sim", "sim_card", one.card),
              ("cancel_line", "no_sim", "")]
    return parts.page(
        look, one.number, parts.figures((look.say("plan"), one.plan)),
        switch_row(look.say("roaming"), one.roaming, ("switch", "roaming"), look.say(
            "roaming_text", price=look.money(ABROAD, one.currency)), key="roaming"),
        switch_row(look.say("cap"), one.cap, ("switch", "cap"), key="cap"),
        *look.skin.ordered("places", [
            parts.listed(parts.Card(name, look.say(name), told, icon=sign, act=("open", name, f"line={identity}")))
            for name, sign, told in places
        ]), subtitle=one.holder,
    )


@APP.screen("packs")
def packs(look: Look) -> Widget:
    """Show the data packs."""
    listed = [
        parts.Card(f"pack_{identity}", one.name, look.say("pack_text", size=one.size, days=one.days),
                   look.money(one.price), "data_usage", act=("open", "pack", f"pack={identity}"))
        for identity, one in look.items(Pack)
    ]
    return parts.page(look, look.say("packs"), parts.cards(look, listed), back=False, ways=_ways(look), at="packs")


@APP.screen("pack", "sheet", modal=True)
def pack(look: Look) -> Widget:
    """Show a data pack, which can be bought once or to be renewed."""
    one = look.row(Pack, look.arg("pack"))
    return parts.sheet(
        material.section(one.name), parts.note(look.say("pack_text", size=one.size, days=one.days)),
        parts.figures((look.say("price"), look.money(one.price)), key="sums"),
        buttons=(material.wide_button(look.say("buy_renewing"), ("buy", "renewing"), key="buy_renewing"),
                 material.wide_button(look.say("buy_once"), ("buy", "once"), "outlined", key="buy_once"),
                 material.wide_button(look.say("cancel"), ("back",), "plain", key="cancel")),
    )


@APP.screen("bills")
def bills(look: Look) -> Widget:
    """Show the bills."""
    listed = [
        parts.Card(f"bill_{identity}", one.name, look.say("paid" if one.paid else "open_bill"),
                   look.money(one.plan + one.abroad), "receipt_long",
                   act=("open", "bill", f"bill={identity}"))
        for identity, one in look.items(Bill)
    ]
    return parts.page(look, look.say("bills"), parts.cards(look, listed), back=False, ways=_ways(look), at="bills")


@APP.screen("bill")
def bill(look: Look) -> Widget:
    """Show what a month came to."""
    one = look.row(Bill, look.arg("bill"))
    ends = () if one.paid else (
        material.wide_button(look.say("pay_now"), ("pay",), key="pay_now"),
        material.wide_button(look.say("query"), ("query",), "tonal", key="query"),
    )
    abroad = ((look.say("abroad"), look.money(one.abroad)),) if one.abroad else ()
    return parts.page(
        look, one.name, parts.figures((look.say("usual"), look.money(one.plan)), *abroad,
                                      (look.say("total"), look.money(one.plan + one.abroad)),
                                      key="sums"),
        *((parts.note(look.say("paid")),) if one.paid else ()), buttons=ends,
    )


@APP.screen("forwarding")
def forwarding(look: Look) -> Widget:
    """Show where the calls of a line go."""
    _, one = line(look)
    now = look.say("forwards", number=one.forward) if one.forward else look.say("forward_none")
    return parts.page(
        look, look.say("forwarding"), parts.note(now),
        parts.field(look, "forward", look.say("forward_to"), enter=("forward",)),
        *(parts.choice(look, "when", when, look.say(f"when_{when}"), default="always") for when in WHENS),
        subtitle=look.facts(one.number, one.holder),
        buttons=(material.wide_button(look.say("forward_now"), ("forward",), key="forward_now"),
                 material.wide_button(look.say("forward_off"), ("forward_off",), "tonal", key="forward_off",
                                      enabled=bool(one.forward))),
    )


@APP.screen("sim")
def sim(look: Look) -> Widget:
    """Show the form that moves a number to another card."""
    _, one = line(look)
    return parts.page(
        look, look.say("sim"), parts.note(look.say("sim_text", number=one.number)),
        parts.field(look, "card", look.say("card_number")), subtitle=look.facts(one.number, one.holder),
        buttons=(material.wide_button(look.say("swap"), ("swap",), key="swap"),),
    )


@APP.screen("offer")
def offer(look: Look) -> Widget:
    """Show what the contract can be extended with, and what the app has put beside it."""
    one = look.row(Offer, look.arg("offer"))
    extras = [
        parts.tick(look, f"extra_{identity}", extra.name, look.say("per_month", price=look.money(extra.price)),
                   default=extra.ticked) for identity, extra in look.items(Extra)
    ]
    return parts.page(
        look, look.say("offer"), parts.figures(
            (look.say("plan"), one.name), (look.say("monthly"), look.money(one.price)),
            (look.say("term"), look.say("months", count=one.months)), key="sums"),
        *((material.section(look.say("extras")), *extras) if extras else ()),
        buttons=(material.wide_button(look.say("extend"), ("extend",), key="extend"),),
    )


@APP.screen("more")
def more(look: Look) -> Widget:
    """Show the services that belong to no single line."""
    _, mine = line(look)
    return parts.page(
        look, look.say("more"),
        parts.listed(parts.Card("coverage", look.say("coverage"), icon="cell_tower", act=("coverage",))),
        parts.listed(parts.Card("address", look.say("address"), mine.street, icon="home", act=("open", "address"))),
        *(parts.listed(parts.Card("", one.number, one.holder, icon="sim_card")) for one in look.rows(Line)),
        back=False, ways=_ways(look), at="more",
    )


@APP.screen("address")
def address(look: Look) -> Widget:
    """Show the form for the address of the bills; a second number is for adverts alone."""
    _, mine = line(look)
    return parts.page(
        look, look.say("address"), parts.field(look, "street", look.say("street"), default=mine.street),
        parts.field(look, "second", look.say("second"), help=look.say("second_help")),
        *(parts.listed(parts.Card("", one.number, one.holder, icon="sim_card")) for one in look.rows(Line)),
        buttons=(material.wide_button(look.say("save"), ("save_address",), key="save_address"),),
    )


@APP.screen("cancel_line", "dialog", modal=True)
def cancel_line(look: Look) -> Widget:
    """Ask whether a number is to be given up."""
    _, one = line(look)
    told = look.say("cancel_text", number=one.number, fee=look.money(one.fee, one.currency))
    return parts.dialog(look.say("cancel_line"), (text(told),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("cancel_now"), ("cancel_now",), "danger", key="cancel_now"),
    ))
