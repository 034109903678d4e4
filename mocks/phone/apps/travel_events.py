"""What taps do in an app for travel: past an advert, booking, cancelling, checking in, travellers."""

from ..act import Act
from .travel import APP, DAY, Advert, Booking, Flight, Traveller, ticked, wanted

AHEAD = 20
"""Days from now on which a stay begins."""


@APP.event("opened")
def opened(act: Act) -> None:
    """Show an advert that has not been seen, over all else."""
    identity = next((identity for identity, one in act.items(Advert) if not one.seen), "")
    if identity:
        act.update(Advert, identity, seen=True)
        act.open("ad", ad=identity, since=act.now)


@APP.event("open_ad")
def open_ad(act: Act) -> None:
    """Follow the advert."""
    act.effect("ad.opened", target=act.row(Advert, act.arg("ad")).target)
    act.back()
    act.toast(act.say("ad_opening"))


@APP.event("skip_ad")
def skip_ad(act: Act) -> None:
    """Go on to the app."""
    act.back()


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("book")
def book(act: Act) -> None:
    """Book and pay what is shown, with the add-ons that are ticked."""
    what, amount, back = wanted(act)
    amount += sum(one.price for _, one in ticked(act))
    flight = act.arg("flight")
    at = act.row(Flight, flight).at if flight else act.now + AHEAD * DAY
    made = act.add(Booking(app=act.id, what=what, at=at, amount=amount, back=back, flight=bool(flight)))
    act.effect("booking.made", what=what, when=act.day(at), amount=amount, currency=act.currency)
    act.back_to("home")
    act.open("booking", booking=made)
    act.toast(act.say("booked"))


@APP.event("cancel_booking")
def cancel_booking(act: Act) -> None:
    """Cancel a booking, whatever comes back of it."""
    identity = act.arg("booking")
    one = act.update(Booking, identity, state="cancelled")
    act.back()
    act.effect("booking.cancelled", what=one.what, when=act.day(one.at))
    act.toast(act.say("cancelled"))


@APP.event("check_in")
def check_in(act: Act, way: str) -> None:
    """Check in, with the seat that is sold or with any."""
    identity = act.arg("booking")
    one = act.row(Booking, identity)
    if way == "paid":
        act.effect("order.placed", what=one.seat, amount=one.seat_price, currency=act.currency, extras="")
    act.update(Booking, identity, state="aboard", seat=one.seat if way == "paid" else act.say("drawn_seat"))
    act.effect("form.submitted", form=f"check-in {one.what}", fields=way)
    act.back()
    act.toast(act.say("checked_in"))


@APP.event("save_traveller")
def save_traveller(act: Act) -> None:
    """Keep somebody who travels."""
    name, passport = act.value("name").strip(), act.value("passport").strip()
    if not name:
        act.toast(act.say("name_lacks"))
        return
    act.add(Traveller(app=act.id, name=name, passport=passport))
    act.effect("form.submitted", form="traveller", fields="name, passport" if passport else "name")
    act.back()
    act.toast(act.say("saved"))
