"""What taps do in an app for tickets: holding seats, buying, sending, offering and giving back."""

from ..act import Act
from .tickets import APP, HELD, Friend, Listing, Seat, Show, Ticket, chosen, ticked, together, when

BACK_PERCENT = 40
"""What is given back of a ticket that was bought here."""


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("remind")
def remind(act: Act) -> None:
    """Have the user reminded of a show, or no longer."""
    identity = act.arg("show")
    one = act.update(Show, identity, wanted=not act.row(Show, identity).wanted)
    if one.wanted:
        act.effect("reminder.set", what=one.name, when=when(act, one.at))


@APP.event("choose")
def choose(act: Act, identity: str) -> None:
    """Choose a seat, or no longer; one that is kept for others has to be declared for."""
    if act.row(Seat, identity).kept and not act.on(identity):
        act.open("declare", seat=identity)
    else:
        act.set(identity, "off" if act.on(identity) else "on")


@APP.event("declare")
def declare(act: Act) -> None:
    """Declare that a seat is for somebody in a wheelchair, and choose it."""
    identity = act.arg("seat")
    act.effect("agreement.accepted", terms=f"wheelchair seat {act.row(Seat, identity).name}")
    act.back()
    act.set(identity, "on")


@APP.event("hold")
def hold(act: Act) -> None:
    """Hold the chosen seats and go to checkout."""
    found = chosen(act)
    if not found:
        act.toast(act.say("no_seat"))
        return
    act.open("checkout", show=act.arg("show"), seats=",".join(found), until=act.now + HELD)


@APP.event("buy")
def buy(act: Act) -> None:
    """Buy the seats that are held, and what is ticked beside them."""
    if act.now > int(act.arg("until")):
        act.back()
        act.toast(act.say("hold_over"))
        return
    what = act.row(Show, act.arg("show"))
    amount = 0
    for identity in act.arg("seats").split(","):
        seat = act.update(Seat, identity, taken=True)
        amount += seat.price
        act.add(Ticket(app=act.id, show=act.arg("show"), seat=seat.name, price=seat.price,
                       back=seat.price * BACK_PERCENT // 100))
    act.effect("booking.made", what=what.name, when=when(act, what.at), amount=amount, currency=act.currency)
    for _, one in ticked(act):
        act.effect("order.placed", what=one.name, amount=one.price, currency=act.currency, extras="")
    act.back_to("home")
    act.open("wallet")
    act.toast(act.say("bought"))


def _send(act: Act, tickets: list[str]) -> None:
    name = act.row(Friend, act.value("friend")).name
    what = act.row(Show, act.row(Ticket, tickets[0]).show).name
    for identity in tickets:
        act.update(Ticket, identity, state="sent", holder=name)
    act.effect("ticket.transferred", what=what, to=name, count=len(tickets))
    act.back()
    act.toast(act.say("sent", name=name))


@APP.event("send_one")
def send_one(act: Act) -> None:
    """Send the ticket that is open to a friend, for good."""
    _send(act, [act.arg("ticket")])


@APP.event("send_all")
def send_all(act: Act) -> None:
    """Send all tickets for the show to a friend, for good."""
    _send(act, together(act))


@APP.event("publish")
def publish(act: Act) -> None:
    """Offer the ticket to everybody."""
    typed, identity = act.value("price").strip(), act.arg("ticket")
    if not typed.isascii() or not typed.isdecimal():
        act.toast(act.say("price_lacks"))
        return
    one = act.update(Ticket, identity, state="offered")
    act.add(Listing(app=act.id, show=one.show, seat=one.seat, price=int(typed) * 100, ticket=identity))
    text = f"{act.row(Show, one.show).name}, {one.seat}, {act.money(int(typed) * 100)}"
    act.effect("post.published", text=text, audience="everybody")
    act.back()
    act.toast(act.say("published"))


@APP.event("give_back")
def give_back(act: Act) -> None:
    """Give a ticket back for what is paid for it now."""
    identity = act.arg("ticket")
    one = act.update(Ticket, identity, state="returned")
    act.back()
    what = act.row(Show, one.show)
    act.effect("booking.cancelled", what=what.name, when=when(act, what.at))
    act.toast(act.say("given_back"))
