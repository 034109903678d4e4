"""Travel: hotels with rooms that may not be given back, flights, add-ons, travellers, bookings, and an advert first."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.material_inputs import stars
from ...screens.widgets import FILL, Style, Widget, column, image, padded, placed, row, spacer, stack, text, weighted
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord

State: TypeAlias = Literal["booked", "aboard", "cancelled"]


class Hotel(AppRecord):
    """A place to stay."""

    name: str
    town: str
    picture: str = "room:1"
    rating: int = 42


class Room(AppRecord):
    """A kind of room at a price a night. `back` is the percent that comes back if it is cancelled."""

    hotel: str
    name: str
    price: int
    back: int = 100


class Flight(AppRecord):
    """A flight."""

    origin: str
    to: str
    at: int
    price: int
    back: int = 0


class AddOn(AppRecord):
    """Something that is sold beside a room or a flight."""

    name: str
    price: int
    ticked: bool = False


class Card(AppRecord):
    """What bookings are paid with."""

    name: str
    digits: str


class Traveller(AppRecord):
    """Somebody who travels."""

    name: str
    passport: str = ""


class Booking(AppRecord):
    """Something that was booked. `back` is the percent that comes back."""

    what: str
    at: int
    amount: int
    back: int = 0
    flight: bool = False
    seat: str = ""
    seat_price: int = 0
    guests: tuple[str, ...] = ()
    state: State = "booked"


class Advert(AppRecord):
    """What is shown when the app is opened. It can be skipped after so many ms."""

    title: str
    text: str
    target: str
    after: int = 5_000
    promises: tuple[str, ...] = ()
    seen: bool = False


APP = App("travel", icon="flight", permissions=("location", "notifications"), records={
    "hotels": Hotel, "rooms": Room, "flights": Flight, "addons": AddOn, "cards": Card, "travellers": Traveller,
    "bookings": Booking, "adverts": Advert,
})

NIGHTS = 2
"""How long a stay is."""

DAY = 86_400_000


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("stays", look.say("stays"), "hotel", ("go", "home")),
        parts.Way("flights", look.say("flights"), "flight", ("go", "flights")),
        parts.Way("bookings", look.say("bookings"), "luggage", ("go", "bookings")),
        parts.Way("travellers", look.say("travellers"), "group", ("go", "travellers")),
    ])


@APP.screen("ad")
def ad(look: Look) -> Widget:
    """Show an advert over the whole screen; its cross is a part of it, the way past it comes after a while."""
    one = look.row(Advert, look.arg("ad"))
    left = int(look.arg("since")) + one.after - look.now
    way = material.button(look.say("ad_skip"), ("skip_ad",), "outlined", key="ad_skip") if left <= 0 else (
        text(look.say("ad_wait", seconds=(left + 999) // 1000), "body_small", "on_surface_variant"))
    cross = material.icon_button("close", ("open_ad",), look.say("close"), key="ad_close")
    picture = image("sea:41", 0, 300, key="ad_picture", act=("open_ad",))._replace(
        style=Style(width=FILL, height=300))
    return column(
        stack(picture, placed(cross, "top end", (-4, 4)), style=Style(width=FILL, height=300)),
        padded(text(look.say("ad_mark"), "label_small", "on_surface_variant"), 16, 8, 16, 0),
        padded(text(one.title, "headline"), 16, 4, 16, 8), parts.note(one.text),
        *(parts.listed(parts.Card("", promise, icon="verified")) for promise in one.promises),
        padded(column(material.wide_button(look.say("ad_offer"), ("open_ad",), key="ad_offer"),
                      style=Style(width=FILL)), 16, 8, 16, 8),
        weighted(spacer()), row(way, style=Style(width=FILL, along="end", padding=(16, 8, 16, 16))),
        style=Style(width=FILL, height=FILL, fill="surface"),
    )


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show where one can stay."""
    sought = look.value("find").lower()
    found = []
    for identity, one in look.items(Hotel):
        prices = [room.price for room in look.rows(Room) if room.hotel == identity]
        if sought in f"{one.name} {one.town}".lower() and prices:
            found.append(parts.Card(f"hotel_{identity}", one.name, one.town,
                                    look.say("from", price=look.money(min(prices))),
                                    picture=one.picture, act=("open", "hotel", f"hotel={identity}")))
    return parts.page(look, look.name, parts.search(look, "find", look.say("find")),
                      parts.cards(look, found) if found else parts.note(look.say("nothing_found")), back=False,
                      ways=_ways(look), at="stays")


def _back_words(look: Look, percent: int) -> str:
    return look.say("back_all" if percent == 100 else "back_none" if percent == 0 else "back_some", percent=percent)


@APP.screen("hotel")
def hotel(look: Look) -> Widget:
    """Show a hotel and its rooms."""
    identity = look.arg("hotel")
    one = look.row(Hotel, identity)
    rooms = [parts.listed(parts.Card(f"room_{key}", room.name, _back_words(look, room.back),
                                     look.money(room.price), "bed",
                                     act=("open", "book", f"room={key}")))
             for key, room in look.items(Room) if room.hotel == identity]
    return parts.page(look, one.name, image(one.picture, 0, 160)._replace(style=Style(width=FILL, height=160)),
                      padded(row(text(one.town), stars(one.rating), style=Style(gap=12)), 16, 12, 16, 4), *rooms)


@APP.screen("flights")
def flights(look: Look) -> Widget:
    """Show the flights."""
    listed = [
        parts.listed(parts.Card(f"flight_{identity}", f"{one.origin} - {one.to}",
                                f"{look.at_time(look.day(one.at), look.clock(one.at))} · {_back_words(look, one.back)}",
                                look.money(one.price), "flight",
                                act=("open", "book", f"flight={identity}")))
        for identity, one in look.items(Flight)
    ]
    return parts.page(look, look.say("flights"), *(listed or [parts.note(look.say("nothing_found"))]), back=False,
                      ways=_ways(look), at="flights")


def wanted(look: Look) -> tuple[str, int, int]:
    """Return what is about to be booked, what it costs and the percent that would come back."""
    if look.arg("room"):
        room = look.row(Room, look.arg("room"))
        return look.facts(look.row(Hotel, room.hotel).name, room.name), room.price * NIGHTS, room.back
    flight = look.row(Flight, look.arg("flight"))
    return f"{flight.origin} - {flight.to}", flight.price, flight.back


def ticked(look: Look) -> list[tuple[str, AddOn]]:
    """Return the add-ons that are ticked."""
    return [(identity, one) for identity, one in look.items(AddOn) if look.on(identity, one.ticked)]


@APP.screen("book")
def book(look: Look) -> Widget:
    """Show what is booked, what it costs, what comes back if it is cancelled, and the card that pays it."""
    what, amount, back = wanted(look)
    cards = look.items(Card)
    addons = [parts.tick(look, identity, one.name, f"+{look.money(one.price)}", default=one.ticked)
              for identity, one in look.items(AddOn)]
    total = amount + sum(one.price for _, one in ticked(look))
    return parts.page(
        look, look.say("book"), parts.figures(
            (look.say("what"), what),
            *(((look.say("length"), look.say("nights", count=NIGHTS)),) if look.arg("room") else ()),
            (look.say("if_cancelled"), _back_words(look, back)),
            (look.say("total"), look.money(total)), key="details"),
        *addons, *(parts.choice(look, "card", identity, one.name, f"•••• {one.digits}", default=cards[0][0])
                   for identity, one in cards),
        buttons=(material.wide_button(look.say("book_now"), ("book",), key="book_now"),),
    )


@APP.screen("bookings")
def bookings(look: Look) -> Widget:
    """Show what was booked."""
    listed = [
        parts.listed(parts.Card(f"booking_{identity}", one.what, look.day(one.at), look.say(f"state_{one.state}"),
                                "flight" if one.flight else "hotel", act=("open", "booking", f"booking={identity}")))
        for identity, one in sorted(look.items(Booking), key=lambda pair: (pair[1].at, pair[0]))
    ]
    return parts.page(look, look.say("bookings"), *(listed or [parts.note(look.say("no_bookings"))]), back=False,
                      ways=_ways(look), at="bookings")


@APP.screen("booking")
def booking(look: Look) -> Widget:
    """Show one booking, and what can be done about it."""
    identity = look.arg("booking")
    one = look.row(Booking, identity)
    page = f"booking={identity}"
    ways: list[Widget] = []
    if one.flight and one.state == "booked":
        ways.append(material.wide_button(look.say("check_in"), ("open", "check_in", page), key="check_in"))
    if one.state == "booked":
        ways.append(material.wide_button(look.say("cancel_booking"), ("open", "cancel_booking", page), "tonal",
                                         key="cancel_booking"))
    seat = ((look.say("seat"), one.seat),) if one.state == "aboard" else ()
    return parts.page(
        look, look.say("booking"), parts.figures(
            (look.say("what"), one.what), (look.say("when"), look.day(one.at)),
            (look.say("total"), look.money(one.amount)),
            (look.say("if_cancelled"), _back_words(look, one.back)), *seat,
            *((look.say("guest"), guest) for guest in one.guests),
            (look.say("state"), look.say(f"state_{one.state}"))), buttons=ways,
    )


@APP.screen("cancel_booking", "dialog")
def cancel_booking(look: Look) -> Widget:
    """Ask before a booking is cancelled, and say what comes back."""
    one = look.row(Booking, look.arg("booking"))
    told = look.say("cancel_text", back=look.money(one.amount * one.back // 100),
                    paid=look.money(one.amount))
    return parts.dialog(look.say("cancel_booking"), (parts.note(told),), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("cancel_now"), ("cancel_booking",), "danger", key="cancel_now"),
    ))


@APP.screen("check_in", "sheet")
def check_in(look: Look) -> Widget:
    """Offer a seat for money before boarding; without one a seat is drawn."""
    one = look.row(Booking, look.arg("booking"))
    price = look.money(one.seat_price)
    return parts.sheet(
        material.section(look.say("check_in")), parts.note(look.say("seat_text", seat=one.seat)),
        buttons=(material.wide_button(look.say("take_seat", seat=one.seat, price=price), ("check_in", "paid"),
                                      key="take_seat"),
                 material.button(look.say("any_seat"), ("check_in", "drawn"), "plain", key="any_seat")),
    )


@APP.screen("travellers")
def travellers(look: Look) -> Widget:
    """Show who travels."""
    listed = [parts.listed(parts.Card(f"traveller_{identity}", one.name, look.say("with_passport") if one.passport
                                      else "", icon="person")) for identity, one in look.items(Traveller)]
    return parts.page(
        look, look.say("travellers"), *listed, back=False, ways=_ways(look), at="travellers",
        buttons=(material.wide_button(look.say("add_traveller"), ("open", "add_traveller"), "tonal",
                                      key="add_traveller"),),
    )


@APP.screen("add_traveller")
def add_traveller(look: Look) -> Widget:
    """Show the form of somebody who travels, of which only the name is needed, and who is there already."""
    known = [parts.listed(parts.Card("", one.name, icon="person")) for one in look.rows(Traveller)]
    return parts.page(
        look, look.say("add_traveller"), parts.field(look, "name", look.say("name")),
        parts.field(look, "passport", look.say("passport"), help=look.say("passport_why")), *known,
        buttons=(material.wide_button(look.say("save"), ("save_traveller",), key="save_traveller"),),
    )
