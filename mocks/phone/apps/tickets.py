"""Tickets: shows, seats that are held for some minutes, a cover that checkout ticks, a wallet, passing tickets on."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.material_inputs import progress, switch_row
from ...screens.widgets import FILL, Style, Widget, image, padded, wrap
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord

State: TypeAlias = Literal["valid", "used", "sent", "offered", "returned"]


class Show(AppRecord):
    """Something to see, at a place and a time."""

    name: str
    place: str
    at: int
    picture: str = "cover:1"
    wanted: bool = False


class Seat(AppRecord):
    """A seat of a show. One that is `kept` is for people in a wheelchair, who have to say that they are."""

    show: str
    name: str
    price: int
    taken: bool = False
    kept: bool = False


class Cover(AppRecord):
    """Something that checkout sells beside the seats, `ticked` unless the buyer unticks it."""

    name: str
    price: int
    ticked: bool = True


class Ticket(AppRecord):
    """A ticket of the user's. `back` is what he gets if he gives it back, `doors` are those that it opens."""

    show: str
    seat: str
    price: int
    back: int = 0
    doors: tuple[str, ...] = ()
    state: State = "valid"
    holder: str = ""


class Friend(AppRecord):
    """Somebody whom tickets can be sent to."""

    name: str
    account: str


class Listing(AppRecord):
    """A ticket that somebody offers to everybody: the user, if it is one of his."""

    show: str
    seat: str
    price: int
    ticket: str = ""


APP = App("tickets", icon="confirmation_number", permissions=("calendar", "notifications"), records={
    "shows": Show, "seats": Seat, "covers": Cover, "tickets": Ticket, "friends": Friend, "listings": Listing,
})

HELD = 300_000
"""How long seats are held for a buyer, in ms."""


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("shows", look.say("shows"), "theater_comedy", ("go", "home")),
        parts.Way("wallet", look.say("wallet"), "confirmation_number", ("go", "wallet")),
        parts.Way("wanted", look.say("wanted"), "bookmark", ("go", "wanted")),
    ])


def when(look: Look, at: int) -> str:
    """Return the day and the time of a show."""
    return look.at_time(look.day(at), look.clock(at))


def _show_card(look: Look, identity: str, one: Show) -> parts.Card:
    return parts.Card(f"show_{identity}", one.name, f"{one.place} · {when(look, one.at)}", picture=one.picture,
                      act=("open", "show", f"show={identity}"))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what is on."""
    sought = look.value("find").lower()
    found = [_show_card(look, identity, one) for identity, one in look.items(Show)
             if sought in f"{one.name} {one.place}".lower()]
    return parts.page(look, look.name, parts.search(look, "find", look.say("find")),
                      parts.cards(look, found) if found else parts.note(look.say("nothing_found")), back=False,
                      ways=_ways(look), at="shows")


@APP.screen("wanted")
def wanted(look: Look) -> Widget:
    """Show what the user wants to be reminded of."""
    found = [_show_card(look, identity, one) for identity, one in look.items(Show) if one.wanted]
    return parts.page(look, look.say("wanted"),
                      parts.cards(look, found) if found else parts.note(look.say("nothing_wanted")), back=False,
                      ways=_ways(look), at="wanted")


@APP.screen("show")
def show(look: Look) -> Widget:
    """Show one show, its dearest and cheapest seats, and whether the user is reminded of it."""
    identity = look.arg("show")
    one = look.row(Show, identity)
    prices = [seat.price for seat in look.rows(Seat) if seat.show == identity and not seat.taken]
    told = look.say("sold_out") if not prices else (
        f"{look.money(min(prices))} - {look.money(max(prices))}")
    return parts.page(
        look, one.name, image(one.picture, 0, 180)._replace(style=Style(width=FILL, height=180)),
        parts.figures((look.say("place"), one.place), (look.say("when"), when(look, one.at)),
                      (look.say("prices"), told)),
        switch_row(look.say("remind"), one.wanted, ("remind",), key="remind"),
        buttons=(material.wide_button(look.say("choose_seats"), ("open", "seats", f"show={identity}"),
                                      key="choose_seats", enabled=bool(prices)),),
    )


def chosen(look: Look) -> list[str]:
    """Return the seats that are chosen on the page."""
    return [identity for identity, one in look.items(Seat) if one.show == look.arg("show") and look.on(identity)]


@APP.screen("seats")
def seats(look: Look) -> Widget:
    """Show the seats that are free, and which of them are chosen."""
    free = [(identity, one) for identity, one in look.items(Seat)
            if one.show == look.arg("show") and not one.taken]
    chips = tuple(
        material.chip(f"{one.name} · {look.money(one.price)}", ("choose", identity),
                      selected=look.on(identity), icon="accessible" if one.kept else "", key=f"seat_{identity}")
        for identity, one in free)
    total = sum(look.row(Seat, identity).price for identity in chosen(look))
    return parts.page(
        look, look.say("choose_seats"), material.section(look.say("stage")),
        wrap(*chips, style=Style(width=FILL, gap=8, padding=(16, 4, 16, 12))),
        parts.figures((look.say("total"), look.money(total))),
        buttons=(material.wide_button(look.say("hold"), ("hold",), key="hold"),),
    )


@APP.screen("declare", "dialog", modal=True)
def declare(look: Look) -> Widget:
    """Have it declared that a seat for people in a wheelchair is for one of them."""
    return parts.dialog(look.say("declare"), (parts.note(look.say("declare_text")),), (
        material.button(look.say("declare_not"), ("back",), "plain", key="declare_not"),
        material.button(look.say("declare_yes"), ("declare",), "plain", key="declare_yes"),
    ), icon_name="accessible")


@APP.screen("checkout")
def checkout(look: Look) -> Widget:
    """Show the seats, how long they are held, and what else is bought."""
    left = max(0, int(look.arg("until")) - look.now)
    held = look.arg("seats").split(",")
    lines = [(look.row(Seat, identity).name, look.money(look.row(Seat, identity).price))
             for identity in held]
    covers = [parts.tick(look, identity, one.name, f"+{look.money(one.price)}", default=one.ticked)
              for identity, one in look.items(Cover)]
    return parts.page(
        look, look.say("checkout"),
        padded(progress(left * 1000 // HELD, key="hold_left", description=look.say("hold_left")), 16, 8, 16, 4),
        parts.note(look.say("held", time=f"{left // 60_000}:{left // 1000 % 60:02}"), "error"),
        parts.figures((look.say("show"), look.row(Show, look.arg("show")).name), *lines), *covers,
        parts.figures((look.say("total"), look.money(total_of(look))), key="sums"),
        buttons=(material.wide_button(look.say("buy"), ("buy",), key="buy"),),
    )


def total_of(look: Look) -> int:
    """Return what checkout comes to, with what is ticked."""
    return sum(look.row(Seat, identity).price for identity in look.arg("seats").split(",")) + sum(
        one.price for _, one in ticked(look))


def ticked(look: Look) -> list[tuple[str, Cover]]:
    """Return what is bought beside the seats."""
    return [(identity, one) for identity, one in look.items(Cover) if look.on(identity, one.ticked)]


@APP.screen("wallet")
def wallet(look: Look) -> Widget:
    """Show the tickets that the user has."""
    listed = []
    for identity, one in look.items(Ticket):
        what = look.row(Show, one.show)
        listed.append(parts.listed(parts.Card(
            f"ticket_{identity}", what.name, f"{one.seat} · {when(look, what.at)}", look.say(f"state_{one.state}"),
            "confirmation_number", act=("open", "ticket", f"ticket={identity}"))))
    return parts.page(look, look.say("wallet"), *(listed or [parts.note(look.say("no_tickets"))]), back=False,
                      ways=_ways(look), at="wallet")


@APP.screen("ticket", secure=True)
def ticket(look: Look) -> Widget:
    """Show one ticket with its code, and what can be done with it."""
    identity = look.arg("ticket")
    one = look.row(Ticket, identity)
    what, page = look.row(Show, one.show), f"ticket={identity}"
    ways = ("send", "offer", "give_back") if one.state in ("valid", "used") else ()
    code = padded(image(f"code:{identity}", 160, 160, description=look.say("code")), 16, 8, 16, 8)
    return parts.page(
        look, what.name, *((code,) if one.state in ("valid", "used") else ()),
        parts.figures((look.say("seat"), one.seat), (look.say("when"), when(look, what.at)),
                      (look.say("state"), look.say(f"state_{one.state}")),
                      *((look.say("door"), door) for door in one.doors),
                      *(((look.say("holder"), one.holder),) if one.holder else ())),
        *(parts.listed(parts.Card(name, look.say(name), icon=sign, act=("open", name, page)))
          for name, sign in (("send", "send"), ("offer", "sell"), ("give_back", "undo")) if name in ways),
    )


def together(look: Look) -> list[str]:
    """Return the tickets of the user's for the show of the one that is open."""
    show = look.row(Ticket, look.arg("ticket")).show
    return [identity for identity, one in look.items(Ticket) if one.show == show and one.state == "valid"]


@APP.screen("send")
def send(look: Look) -> Widget:
    """Show who a ticket can be sent to: the one that is open, or all for the show."""
    friend = next((one for identity, one in look.items(Friend) if identity == look.value("friend")), None)
    count = len(together(look))
    return parts.page(
        look, look.say("send"), parts.note(look.say("send_text")),
        *(parts.choice(look, "friend", identity, one.name, one.account) for identity, one in look.items(Friend)),
        buttons=(
            material.wide_button(look.say("send_one"), ("send_one",), "tonal", key="send_one",
                                 enabled=friend is not None),
            material.wide_button(look.say("send_all", count=count), ("send_all",), key="send_all",
                                 enabled=friend is not None),
        ),
    )


@APP.screen("offer")
def offer(look: Look) -> Widget:
    """Show the form by which a ticket is offered to everybody."""
    one = look.row(Ticket, look.arg("ticket"))
    return parts.page(
        look, look.say("offer"), parts.figures((look.say("seat"), one.seat),
                                               (look.say("paid"), look.money(one.price))),
        parts.field(look, "price", look.say("price"), enter=("publish",), help=look.say("offer_text")),
        *(parts.listed(parts.Card("", other.seat, look.say("others_offer"), look.money(other.price),
                                  "sell")) for other in look.rows(Listing) if other.show == one.show),
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("give_back", "dialog")
def give_back(look: Look) -> Widget:
    """Ask before a ticket is given back, and say what comes of it."""
    one = look.row(Ticket, look.arg("ticket"))
    told = look.say("give_back_text", back=look.money(one.back),
                    paid=look.money(one.price))
    return parts.dialog(look.say("give_back"), (parts.note(told),), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("give_back_now"), ("give_back",), "danger", key="give_back_now"),
    ))
