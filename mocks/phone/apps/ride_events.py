"""What taps do in an app for rides: calling a driver, sharing a trip, calling it off, stars, reports, cards."""

from ..act import Act
from .ride import APP, Card, Choice, Contact, Ride, price

PLATE = "RD 4417"
"""The plate of whoever comes. There is one driver in town."""


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("search")
def search(act: Act) -> None:
    """Look for rides to what was typed."""
    to = act.value("to").strip()
    if to:
        act.open("kinds", to=to)


@APP.event("call_ride")
def call_ride(act: Act) -> None:
    """Call a driver."""
    identity, to = act.arg("kind"), act.arg("to")
    kind, amount = act.row(Choice, identity), price(act, identity)
    made = act.add(Ride(app=act.id, to=to, kind=kind.name, amount=amount, at=act.now, driver=act.say("some_driver"),
                        plate=PLATE))
    act.effect("booking.made", what=f"{kind.name}, {to}", when=act.clock(act.now + kind.minutes * 60_000),
               amount=amount, currency=act.currency)
    act.back_to("home")
    act.open("trip", ride=made)
    act.toast(act.say("called"))


def _shared(act: Act, name: str) -> None:
    rider = act.row(Ride, act.arg("ride")).rider
    act.effect("location.shared", **{"with": name, "scope": f"trip of {rider}" if rider else "trip"})
    act.toast(act.say("shared", name=name))


@APP.event("share")
def share(act: Act, identity: str) -> None:
    """Let one person follow the ride."""
    name = act.row(Contact, identity).name
    if act.page.screen == "people":
        act.back()
    _shared(act, name)


@APP.event("share_all")
def share_all(act: Act) -> None:
    """Let all that are trusted follow the ride."""
    _shared(act, act.say("everybody"))


@APP.event("share_number")
def share_number(act: Act) -> None:
    """Let whoever has a number follow the ride."""
    number = act.value("number").strip()
    if number:
        _shared(act, number)
    else:
        act.toast(act.say("number_lacks"))


@APP.event("pick")
def pick(act: Act) -> None:
    """Show the phone's contacts, if the app may see them."""
    act.need("contacts", then=("picking",), without=("no_contacts",))


@APP.event("picking")
def picking(act: Act) -> None:
    """Show the phone's contacts."""
    act.open("people", ride=act.arg("ride"))


@APP.event("no_contacts")
def no_contacts(act: Act) -> None:
    """Say that a number can be typed."""
    act.toast(act.say("no_contacts"))


@APP.event("cancel_ride")
def cancel_ride(act: Act) -> None:
    """Call a ride off, and pay for it if the driver is near."""
    identity = act.arg("ride")
    one = act.update(Ride, identity, status="cancelled")
    act.back()
    if one.fee:
        act.effect("payment.sent", payee=act.name, amount=one.fee, currency=act.currency)
    act.effect("booking.cancelled", what=f"{one.kind}, {one.to}", when=act.clock(one.at))
    act.toast(act.say("cancelled"))


@APP.event("send_stars")
def send_stars(act: Act) -> None:
    """Give the driver stars."""
    given, identity = int(act.value("stars", "0")), act.arg("ride")
    if not given:
        act.toast(act.say("stars_lack"))
        return
    one = act.update(Ride, identity, rated=given)
    act.effect("rating.given", what=one.driver, stars=given)
    act.back()


@APP.event("send_report")
def send_report(act: Act) -> None:
    """Report the driver."""
    name, reason = act.row(Ride, act.arg("ride")).driver, act.value("reason", "lost")
    act.effect("user.reported", name=name, reason=act.say(f"reason_{reason}"))
    act.back()
    act.toast(act.say("reported"))


@APP.event("use_card")
def use_card(act: Act, identity: str) -> None:
    """Pay rides with another card."""
    for other, one in act.items(Card):
        if one.used != (other == identity):
            act.update(Card, other, used=other == identity)
    act.effect("record.changed", what="card for rides", value=act.row(Card, identity).name)


@APP.event("add_card")
def add_card(act: Act) -> None:
    """Add a card by its number."""
    number = act.value("card").replace(" ", "")
    if not number.isdecimal() or len(number) < 12:
        act.toast(act.say("card_wrong"))
        return
    act.add(Card(app=act.id, name=act.say("new_card"), digits=number[-4:]))
    act.effect("record.changed", what="cards", value=number[-4:])
    act.set("card", "")


@APP.event("distrust")
def distrust(act: Act, identity: str) -> None:
    """Trust somebody no longer with where the user rides."""
    act.update(Contact, identity, trusted=False)
    act.effect("contact.changed", name=act.row(Contact, identity).name, field="trusted")


@APP.event("record")
def record(act: Act) -> None:
    """Record what is said during rides, if the app may."""
    act.need("microphone", then=("recording",), without=("no_recording",))


@APP.event("recording")
def recording(act: Act) -> None:
    """Say that rides are recorded."""
    act.effect("setting.changed", setting="record rides", value="on")
    act.toast(act.say("recording"))


@APP.event("no_recording")
def no_recording(act: Act) -> None:
    """Say that rides are not recorded."""
    act.toast(act.say("no_recording"))
