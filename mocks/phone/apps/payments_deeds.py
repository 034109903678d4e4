"""What the wallet does: money that goes out and comes in, requests for it, and the settings of the wallet."""

from ..act import Act
from ..amounts import cents
from .payments import APP, Bill, Code, Gift, Movement, Person, Request, Wallet


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


def _wallet(act: Act) -> tuple[str, Wallet]:
    return act.items(Wallet)[0]


def _affordable(act: Act, amount: int) -> bool:
    """Tell whether so much can be paid; say so on the screen if not."""
    wallet = _wallet(act)[1]
    if not amount:
        act.toast(act.say("wrong_amount"))
    elif amount > wallet.limit:
        act.toast(act.say("over_limit", amount=act.money(wallet.limit)))
    elif amount > wallet.balance:
        act.toast(act.say("too_much"))
    else:
        return True
    return False


def _move(act: Act, name: str, amount: int, note: str = "") -> None:
    identity, wallet = _wallet(act)
    act.update(Wallet, identity, balance=wallet.balance - amount)
    act.add(Movement(app=act.id, payee=name, amount=amount, at=act.now, note=note))


def _send(act: Act, name: str, handle: str, amount: int, note: str = "") -> None:
    _move(act, name, amount, note)
    act.effect("payment.sent", payee=handle, amount=amount, currency=act.currency)


@APP.event("review")
def review(act: Act) -> None:
    """Check the amount, and show what will be paid."""
    amount = cents(act.value("amount"))
    if _affordable(act, amount):
        one = act.row(Person, act.arg("person"))
        act.open("confirm", name=one.name, handle=one.handle, amount=amount, note=act.value("note"))


@APP.event("pay")
def pay(act: Act) -> None:
    """Pay what the sheet shows; a request that is paid is gone."""
    name, handle, amount = act.arg("name"), act.arg("handle"), int(act.arg("amount"))
    _send(act, name, handle, amount, act.arg("note"))
    if act.arg("request"):
        act.remove(Request, act.arg("request"))
    act.back_to("home")
    act.open("receipt", name=name, amount=amount)


@APP.event("ask_money")
def ask_money(act: Act) -> None:
    """Ask somebody for money."""
    one, amount = act.row(Person, act.arg("person")), cents(act.value("amount"))
    if not amount:
        act.toast(act.say("wrong_amount"))
        return
    act.effect("payment.requested", payee=one.handle, amount=amount, currency=act.currency)
    act.back()
    act.toast(act.say("asked"))


@APP.event("pay_request")
def pay_request(act: Act) -> None:
    """Show what will be paid to who asks for it."""
    one = act.row(Request, act.arg("request"))
    if _affordable(act, one.amount):
        act.open("confirm", name=one.name, handle=one.handle, amount=one.amount, note=one.note,
                 request=act.arg("request"))


@APP.event("decline_request")
def decline_request(act: Act) -> None:
    """Refuse a request for money."""
    identity = act.arg("request")
    act.back()
    act.remove(Request, identity)
    act.toast(act.say("declined"))


@APP.event("scan")
def scan(act: Act) -> None:
    """Look for a code with the camera."""
    act.need("camera", then=("read_code",))


@APP.event("read_code")
def read_code(act: Act) -> None:
    """Read the code before the camera; an open one asks for the amount."""
    for identity, code in act.items(Code)[:1]:
        if code.amount:
            act.open("scanned", code=identity)
        else:
            act.open("pay", person=code.person)


@APP.event("pay_code")
def pay_code(act: Act) -> None:
    """Pay what a code says."""
    code = act.row(Code, act.arg("code"))
    if _affordable(act, code.amount):
        one = act.row(Person, code.person)
        _send(act, one.name, one.handle, code.amount)
        act.back_to("home")
        act.open("receipt", name=one.name, amount=code.amount, shop=code.person if one.shop else "")


@APP.event("follow")
def follow(act: Act) -> None:
    """Have a shop send its news."""
    act.effect("user.followed", name=act.arg("name"))
    act.toast(act.say("followed"))


@APP.event("ask_shares")
def ask_shares(act: Act) -> None:
    """Ask all that share a bill for their part."""
    identity = act.arg("bill")
    bill = act.row(Bill, identity)
    for name in bill.members:
        act.effect("payment.requested", payee=name, amount=bill.each, currency=act.currency)
    act.back()
    act.remove(Bill, identity)
    act.toast(act.say("asked"))


@APP.event("give")
def give(act: Act) -> None:
    """Send a gift of money to whom is chosen."""
    amount, chosen = cents(act.value("amount")), act.value("to")
    if chosen and _affordable(act, amount):
        one = act.row(Person, chosen)
        _send(act, one.name, one.handle, amount, act.value("words", act.say("best_wishes")))
        act.back()
        act.toast(act.say("given"))


@APP.event("open_gift")
def open_gift(act: Act, identity: str) -> None:
    """Take the money out of a gift, once; an advert comes with it."""
    one = act.row(Gift, identity)
    if not one.opened:
        act.update(Gift, identity, opened=True)
        _move(act, one.name, -one.amount)
        act.open("advert", since=act.now)
    act.toast(act.say("got", amount=act.money(one.amount)))


@APP.event("add_money")
def add_money(act: Act) -> None:
    """Top the wallet up, and from now on by itself if that is ticked."""
    amount, auto = cents(act.value("amount")), act.on("auto", True)
    if not amount:
        act.toast(act.say("wrong_amount"))
        return
    _move(act, act.say("top_up"), -amount)
    act.effect("payment.sent", payee="wallet", amount=amount, currency=act.currency)
    if auto:
        act.effect("subscription.started", plan="automatic top-up", amount=amount, currency=act.currency, renews="yes")
    act.back()
    act.toast(act.say("topped_up"))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch a setting of the wallet."""
    identity, wallet = _wallet(act)
    on = not getattr(wallet, name)
    act.update(Wallet, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("save_limit")
def save_limit(act: Act) -> None:
    """Set another limit a payment."""
    limit = cents(act.value("limit"))
    if not limit:
        act.toast(act.say("wrong_amount"))
        return
    act.update(Wallet, _wallet(act)[0], limit=limit)
    act.effect("setting.changed", setting="payment limit", value=limit)
    act.set("limit", "")
    act.toast(act.say("saved"))


@APP.event("find_friends")
def find_friends(act: Act) -> None:
    """Compare the user's contacts with who uses the app."""
    act.need("contacts", then=("contacts_given",), without=("contacts_refused",))


@APP.event("contacts_given")
def contacts_given(act: Act) -> None:
    """Hand the contacts over."""
    act.effect("data.exported", what="contacts", to=act.id)
    act.toast(act.say("friends_shared"))


@APP.event("contacts_refused")
def contacts_refused(act: Act) -> None:
    """Say that without contacts nobody can be found."""
    act.toast(act.say("no_friends"))


@APP.event("ad")
def ad(act: Act) -> None:
    """Open what the advert advertises."""
    act.effect("ad.opened", target="lucky wheel")
    act.back()
