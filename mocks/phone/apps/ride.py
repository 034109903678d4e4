"""Rides: a destination, kinds of ride with a price that rises, a driver, sharing the trip, calling it off for a fee."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.widgets import FILL, Style, Widget, image, row
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord

Status: TypeAlias = Literal["coming", "riding", "over", "cancelled"]


class Place(AppRecord):
    """Where the user goes often."""

    name: str
    street: str
    icon: str = "location_on"


class Choice(AppRecord):
    """A kind of ride, with what it costs to anywhere in town and when it could be here."""

    name: str
    price: int
    minutes: int
    seats: int = 4


class Demand(AppRecord):
    """How much dearer rides are now, in percent of the usual."""

    percent: int


class Ride(AppRecord):
    """A ride of the user's, or of somebody else on the same account. `fee` is what calling it off costs."""

    to: str
    kind: str
    amount: int
    at: int
    driver: str
    plate: str
    rider: str = ""
    stops: tuple[str, ...] = ()
    status: Status = "coming"
    fee: int = 0
    rated: int = 0


class Contact(AppRecord):
    """Somebody who may follow trips; one who is not trusted is merely in the phone's contacts."""

    name: str
    number: str
    trusted: bool = True


class Card(AppRecord):
    """What rides are paid with."""

    name: str
    digits: str
    used: bool = False


APP = App("ride", icon="local_taxi", permissions=("location", "contacts", "microphone"), records={
    "places": Place, "choices": Choice, "demands": Demand, "rides": Ride, "contacts": Contact, "cards": Card,
})

USUAL = 100
"""Percent of the price when nothing is the matter."""


def _ways(look: Look) -> list[parts.Way]:
    return [parts.Way("ride", look.say("ride"), "local_taxi", ("go", "home")), *look.skin.ordered("ways", [
        parts.Way("trips", look.say("trips"), "history", ("go", "trips")),
        parts.Way("paying", look.say("paying"), "credit_card", ("go", "paying")),
        parts.Way("safety", look.say("safety"), "shield", ("go", "safety")),
    ])]


def demand(look: Look) -> int:
    """Return how dear rides are now, in percent."""
    return next((one.percent for one in look.rows(Demand)), USUAL)


def price(look: Look, identity: str) -> int:
    """Return what a kind of ride costs now."""
    return look.row(Choice, identity).price * demand(look) // USUAL


def map_of(recipe: str, height: int = 180) -> Widget:
    """Return a map across the screen."""
    return image(f"map:{recipe}", 0, height)._replace(style=Style(width=FILL, height=height))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Ask where to; show the places that the user goes to, and a ride that is under way."""
    under_way = [
        parts.listed(parts.Card(f"ride_{identity}", look.say("under_way", to=one.to), one.driver, icon="local_taxi",
                                act=("open", "trip", f"ride={identity}")))
        for identity, one in look.items(Ride) if one.status in ("coming", "riding")
    ]
    places = [parts.Card(f"place_{identity}", one.name, one.street, icon=one.icon,
                         act=("open", "kinds", f"to={one.street}")) for identity, one in look.items(Place)]
    return parts.page(look, look.name, map_of(look.id), parts.search(look, "to", look.say("where_to"), ("search",)),
                      *under_way, *(parts.listed(card) for card in places), back=False, ways=_ways(look), at="ride")


@APP.screen("kinds")
def kinds(look: Look) -> Widget:
    """Show the kinds of ride to a place, and what they cost now."""
    high = demand(look)
    told = [parts.note(look.say("surge", times=f"{high // 100}.{high % 100:02}"), "error")] if high > USUAL else []
    listed = [
        parts.listed(parts.Card(f"kind_{identity}", one.name, look.say("kind_line", minutes=one.minutes,
                                                                       seats=one.seats),
                                look.money(price(look, identity)), "directions_car",
                                act=("open", "confirm", f"kind={identity}", f"to={look.arg('to')}")))
        for identity, one in look.items(Choice)
    ]
    return parts.page(look, look.say("kinds"), map_of(look.arg("to"), 140), parts.figures((look.say("to"),
                      look.arg("to"))), *told, *listed)


@APP.screen("confirm", "sheet", modal=True)
def confirm(look: Look) -> Widget:
    """Show what a ride will cost, before a driver is called."""
    kind, high = look.row(Choice, look.arg("kind")), demand(look)
    card = next((one for one in look.rows(Card) if one.used), None)
    paid = look.say("cash") if card is None else f"{card.name} •••• {card.digits}"
    pairs = [(look.say("to"), look.arg("to")), (look.say("kind"), kind.name),
             (look.say("price"), look.money(price(look, look.arg("kind")))), (look.say("pay_by"), paid)]
    if high > USUAL:
        pairs.insert(2, (look.say("usually"), look.money(kind.price)))
    return parts.sheet(
        material.section(look.say("check_ride")), parts.figures(*pairs, key="details"),
        buttons=(material.wide_button(look.say("call_ride"), ("call_ride",), key="call_ride"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("trip")
def trip(look: Look) -> Widget:
    """Show one ride: who drives, where it is, what can be done."""
    identity = look.arg("ride")
    one = look.row(Ride, identity)
    pairs = [*((look.say("stop"), stop) for stop in one.stops), (look.say("to"), one.to),
             (look.say("driver"), one.driver), (look.say("plate"), one.plate),
             (look.say("price"), look.money(one.amount)),
             (look.say("status"), look.say(f"status_{one.status}"))]
    if one.rider:
        pairs.insert(0, (look.say("rider"), one.rider))
    page = f"ride={identity}"
    ways = {
        "coming": (("share", "filled"), ("cancel_ride", "tonal")), "riding": (("share", "filled"),),
        "over": (("rate", "filled"), ("report", "tonal")), "cancelled": (),
    }[one.status]
    return parts.page(look, look.say("trip"), map_of(one.to, 140), parts.figures(*pairs, key="facts"), buttons=tuple(
        material.wide_button(look.say(name), ("open", name, page), shape, key=name) for name, shape in ways))


@APP.screen("share")
def share(look: Look) -> Widget:
    """Show who can be let follow a ride on the map: one, all that are trusted, or a number."""
    trusted = [(identity, one) for identity, one in look.items(Contact) if one.trusted]
    listed = [parts.listed(parts.Card(f"share_{identity}", one.name, one.number, icon="person",
                                      act=("share", identity))) for identity, one in trusted]
    buttons = [material.wide_button(look.say("share_number"), ("share_number",), "tonal", key="share_number")]
    if trusted:
        words = look.say("share_all", count=len(trusted))
        buttons.append(material.wide_button(words, ("share_all",), key="share_all"))
    return parts.page(
        look, look.say("share"), parts.note(look.say("share_text")), *listed,
        parts.listed(parts.Card("pick", look.say("pick"), icon="contacts", act=("pick",))),
        parts.field(look, "number", look.say("number"), enter=("share_number",)), buttons=buttons,
    )


@APP.screen("people")
def people(look: Look) -> Widget:
    """Show the phone's contacts, to choose who may follow the ride."""
    return parts.page(look, look.say("pick"), *(
        parts.listed(parts.Card(f"share_{identity}", one.name, one.number, icon="person", act=("share", identity)))
        for identity, one in look.items(Contact)))


@APP.screen("cancel_ride", "dialog")
def cancel_ride(look: Look) -> Widget:
    """Ask before a ride is called off, and say what that costs."""
    one = look.row(Ride, look.arg("ride"))
    told = look.say("fee_text", fee=look.money(one.fee)) if one.fee else look.say("free_text")
    return parts.dialog(look.say("cancel_ride"), (parts.note(told),), (
        material.button(look.say("keep_ride"), ("back",), "plain", key="keep_ride"),
        material.button(look.say("cancel_now"), ("cancel_ride",), "danger", key="cancel_now"),
    ), icon_name="taxi_alert")


@APP.screen("rate")
def rate(look: Look) -> Widget:
    """Ask how a ride was."""
    given = int(look.value("stars", "0"))
    marks = tuple(material.icon_button("star.filled" if given >= count else "star", ("set", "stars", str(count)),
                                       f"{count}/5", key=f"stars_{count}", ink="tertiary") for count in range(1, 6))
    return parts.page(
        look, look.say("rate"), parts.note(look.say("rate_text", name=look.row(Ride, look.arg("ride")).driver)),
        row(*marks, style=Style(width=FILL, along="centre")),
        buttons=(material.wide_button(look.say("send_stars"), ("send_stars",), key="send_stars"),),
    )


@APP.screen("report")
def report(look: Look) -> Widget:
    """Show the form by which a driver is reported; he may not drive until it is looked into."""
    return parts.page(
        look, look.say("report"), parts.note(look.say("report_text")),
        *(parts.choice(look, "reason", name, look.say(f"reason_{name}"), default="lost")
          for name in ("lost", "route", "danger")),
        parts.field(look, "words", look.say("words"), lines=2),
        parts.figures((look.say("to"), look.row(Ride, look.arg("ride")).to),
                      *((look.say("stop"), stop) for stop in look.row(Ride, look.arg("ride")).stops)),
        buttons=(material.wide_button(look.say("send_report"), ("send_report",), key="send_report"),),
    )


@APP.screen("trips")
def trips(look: Look) -> Widget:
    """Show the rides, the latest first."""
    found = sorted(look.items(Ride), key=lambda pair: (-pair[1].at, pair[0]))
    listed = [
        parts.listed(parts.Card(f"ride_{identity}", one.to, " · ".join(filter(None, (
            one.rider, look.ago(one.at), look.say(f"status_{one.status}")))), look.money(one.amount),
            "local_taxi", act=("open", "trip", f"ride={identity}")))
        for identity, one in found
    ]
    return parts.page(look, look.say("trips"), *(listed or [parts.note(look.say("no_trips"))]), back=False,
                      ways=_ways(look), at="trips")


@APP.screen("paying")
def paying(look: Look) -> Widget:
    """Show what rides can be paid with, and let something be added."""
    used = next((identity for identity, one in look.items(Card) if one.used), "")
    listed = [parts.listed(parts.Card(f"card_{identity}", one.name, f"•••• {one.digits}",
                                      look.say("in_use") if identity == used else "", "credit_card",
                                      act=("use_card", identity))) for identity, one in look.items(Card)]
    return parts.page(
        look, look.say("paying"), *listed, parts.field(look, "card", look.say("card_number")),
        back=False, ways=_ways(look), at="paying",
        buttons=(material.wide_button(look.say("add_card"), ("add_card",), "tonal", key="add_card"),),
    )


@APP.screen("safety")
def safety(look: Look) -> Widget:
    """Show who is trusted, and let a ride be recorded."""
    listed = [parts.listed(parts.Card(f"trusted_{identity}", one.name, one.number, look.say("remove"), "person",
                                      act=("distrust", identity)))
              for identity, one in look.items(Contact) if one.trusted]
    return parts.page(
        look, look.say("safety"), material.section(look.say("trusted")), *listed,
        parts.listed(parts.Card("record", look.say("record"), look.say("record_why"), icon="mic", act=("record",))),
        back=False, ways=_ways(look), at="safety",
    )
