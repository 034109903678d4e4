"""A pharmacy: remedies, prescriptions, checkout with substitutes and repeats, warnings, health questions."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.widgets import FILL, Style, Widget, image, text
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord

Status: TypeAlias = Literal["paid", "sent", "delivered", "cancelled"]


class Remedy(AppRecord):
    """Something that the pharmacy sells.

    `interacts` is the name of a medicine that it must not be taken with; `substitute` is what is sent in its place
    where it is not in stock; `asks`: a pharmacist wants answers first.
    """

    name: str
    maker: str
    pack: str
    price: int
    prescription: bool = False
    interacts: str = ""
    substitute: str = ""
    asks: bool = False
    repeats: bool = False
    picture: str = "bottle:1"


class Prescription(AppRecord):
    """What a doctor has written for somebody, to be redeemed so many times."""

    remedy: str
    doctor: str
    whom: str
    left: int = 1


class Taking(AppRecord):
    """A medicine that the user takes."""

    name: str


class Order(AppRecord):
    """What was ordered."""

    what: str
    amount: int
    at: int
    delivery: str
    status: Status = "paid"


class Repeat(AppRecord):
    """An order that comes each month by itself."""

    what: str
    amount: int


class Home(AppRecord):
    """Where the user lives."""

    street: str


APP = App("pharmacy", icon="local_pharmacy", permissions=("location", "camera", "notifications"), records={
    "remedies": Remedy, "prescriptions": Prescription, "takings": Taking, "orders": Order, "repeats": Repeat,
    "homes": Home,
})


def ways_of(look: Look) -> list[parts.Way]:
    """Return the places of the app."""
    return [parts.Way("shop", look.say("shop"), "local_pharmacy", ("go", "home")), *look.skin.ordered("ways", [
        parts.Way("prescriptions", look.say("prescriptions"), "contract", ("go", "prescriptions")),
        parts.Way("mine", look.say("mine"), "medication", ("go", "mine")),
    ]), parts.Way("orders", look.say("orders"), "receipt_long", ("go", "orders"))]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what is for sale, or what of it is sought."""
    sought = look.value("find").lower()
    found = [
        parts.Card(f"remedy_{identity}", one.name, one.pack, look.money(one.price), picture=one.picture,
                   act=("open", "remedy", f"remedy={identity}"))
        for identity, one in look.items(Remedy) if sought in one.name.lower()
    ]
    return parts.page(look, look.name, parts.search(look, "find", look.say("find")),
                      parts.cards(look, found) if found else parts.note(look.say("nothing_found")),
                      back=False, ways=ways_of(look), at="shop")


@APP.screen("remedy")
def remedy(look: Look) -> Widget:
    """Show one remedy."""
    one = look.row(Remedy, look.arg("remedy"))
    told = look.say("on_prescription" if one.prescription else "free_sale")
    stock = [parts.note(look.say("out"), "error")] if one.substitute else []
    return parts.page(
        look, one.name, image(one.picture, 0, 160)._replace(style=Style(width=FILL, height=160)), *stock,
        parts.figures((look.say("maker"), one.maker), (look.say("pack"), one.pack),
                      (look.say("price"), look.money(one.price))), parts.note(told),
        buttons=(material.wide_button(look.say("order"), ("order",), key="order"),),
    )


@APP.screen("prescriptions")
def prescriptions(look: Look) -> Widget:
    """Show the prescriptions, each to be redeemed."""
    listed = []
    for identity, one in look.items(Prescription):
        ends = material.button(look.say("redeem"), ("redeem", identity), "tonal", key=f"redeem_{identity}")
        told = look.say("from_doctor", doctor=one.doctor, whom=one.whom)
        listed.append(material.card(
            material.list_row(look.row(Remedy, one.remedy).name, told, trail=look.say("times_left", count=one.left)),
            ends, key=f"prescription_{identity}", look="outlined", pad=12,
        ))
    return parts.page(look, look.say("prescriptions"), *(listed or [parts.note(look.say("nothing_yet"))]), back=False,
                      ways=ways_of(look), at="prescriptions")


def _sent(look: Look) -> tuple[Remedy, Remedy | None]:
    """Return what is sent at checkout, and what was wanted if it is sent in the place of that."""
    one = look.row(Remedy, look.arg("remedy"))
    return (look.row(Remedy, one.substitute), one) if one.substitute else (one, None)


@APP.screen("checkout")
def checkout(look: Look) -> Widget:
    """Show what will be sent, how, and what it costs."""
    one, wanted = _sent(look)
    street = next((home.street for home in look.rows(Home)), "")
    price = look.money(one.price)
    replaced = [parts.note(look.say("substitute_text", wanted=wanted.name), "error"),
                parts.figures((look.say("substitute"), one.name))] if wanted else []
    return parts.page(
        look, look.say("checkout"), *replaced,
        parts.figures((one.name, one.pack), (look.say("maker"), one.maker), (look.say("total"), price), key="sums"),
        parts.choice(look, "delivery", "courier", look.say("courier"), street, default="courier"),
        parts.choice(look, "delivery", "pickup", look.say("pickup"), default="courier"),
        parts.tick(look, "repeat", look.say("repeat"), look.say("repeat_text", price=price), default=one.repeats),
        buttons=(material.wide_button(look.say("place"), ("place",), key="place_order"),),
    )


@APP.screen("warning", "dialog", modal=True)
def warning(look: Look) -> Widget:
    """Warn of two medicines that do not go together."""
    one, _ = _sent(look)
    told = text(look.say("warning_text", name=one.name, other=one.interacts))
    return parts.dialog(look.say("warning"), (told,), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("in_spite"), ("in_spite",), key="in_spite"),
    ), icon_name="warning")


@APP.screen("questions")
def questions(look: Look) -> Widget:
    """Show what a pharmacist wants to know before a remedy is sold."""
    return parts.page(
        look, look.say("questions"), parts.note(look.row(Remedy, look.arg("remedy")).name),
        parts.field(look, "age", look.say("age")), parts.field(look, "complaint", look.say("complaint")),
        parts.field(look, "diagnoses", look.say("diagnoses"), help=look.say("diagnoses_help")),
        parts.note(look.say("truth")),
        buttons=(material.wide_button(look.say("submit"), ("submit",), key="submit"),),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("order")
def order(act: Act) -> None:
    """Go on to checkout; what needs a prescription or answers first leads there."""
    identity = act.arg("remedy")
    one = act.row(Remedy, identity)
    if one.prescription:
        act.toast(act.say("no_prescription"))
    elif one.asks:
        act.open("questions", remedy=identity)
    else:
        act.open("checkout", remedy=identity)


@APP.event("redeem")
def redeem(act: Act, identity: str) -> None:
    """Go on to checkout with what a doctor has written."""
    one = act.row(Prescription, identity)
    if one.left:
        act.open("checkout", remedy=one.remedy, prescription=identity)
    else:
        act.toast(act.say("used_up"))


@APP.event("place")
def place(act: Act) -> None:
    """Order, unless a warning has to be read before."""
    one, _ = _sent(act)
    if one.interacts and any(other.name == one.interacts for other in act.rows(Taking)):
        act.open("warning", remedy=act.arg("remedy"), prescription=act.arg("prescription"),
                 delivery=act.value("delivery", "courier"), repeat="on" if act.on("repeat", one.repeats) else "off")
    else:
        _buy(act, act.value("delivery", "courier"), repeat=act.on("repeat", one.repeats), warned=False)


@APP.event("in_spite")
def in_spite(act: Act) -> None:
    """Order in spite of the warning."""
    _buy(act, act.arg("delivery"), repeat=act.arg("repeat") == "on", warned=True)


def _buy(act: Act, delivery: str, *, repeat: bool, warned: bool) -> None:
    one, wanted = _sent(act)
    written = act.arg("prescription")
    if written:
        act.update(Prescription, written, left=act.row(Prescription, written).left - 1)
    made = act.add(Order(app=act.id, what=one.name, amount=one.price, at=act.now, delivery=delivery))
    extras = [*(["substitute"] if wanted else []), *(["in spite of a warning"] if warned else [])]
    act.effect("order.placed", what=one.name, amount=one.price, currency=act.currency, extras=", ".join(extras))
    if repeat:
        act.add(Repeat(app=act.id, what=one.name, amount=one.price))
        act.effect("subscription.started", plan=f"monthly {one.name}", amount=one.price, currency=act.currency,
                   renews="yes")
    act.back_to("home")
    act.open("order", order=made)
    act.toast(act.say("ordered"))


@APP.event("submit")
def submit(act: Act) -> None:
    """Send the answers, and go on to checkout."""
    if not (act.value("age") and act.value("complaint")):
        act.toast(act.say("needed"))
        return
    fields = [name for name in ("age", "complaint", "diagnoses") if act.value(name)]
    name = act.row(Remedy, act.arg("remedy")).name
    act.effect("form.submitted", form=f"questions on {name}", fields=", ".join(fields))
    act.replace("checkout", remedy=act.arg("remedy"))
    act.toast(act.say("submitted"))
