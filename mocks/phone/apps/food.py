"""Food that is brought: restaurants near a place, dishes with sizes, a basket with tip and cutlery, an offer of a
membership before checkout, orders that can be followed, stars for who cooked and who carried."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.material_inputs import progress, stars, stepper
from ...screens.widgets import FILL, Style, Widget, column, image, padded, row, text
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord

Status: TypeAlias = Literal["cooking", "carried", "brought", "cancelled"]


class Restaurant(AppRecord):
    """A kitchen. `fee` is what bringing costs, `minutes` how long it takes, `metres` how far it is."""

    name: str
    cuisine: str
    fee: int
    minutes: int
    metres: int = 900
    rating: int = 44
    saved: bool = False


class Dish(AppRecord):
    """Something to eat; a larger one costs `larger` more, if there is one."""

    restaurant: str
    name: str
    price: int
    larger: int = 0


class Line(AppRecord):
    """Something in the basket."""

    dish: str
    large: bool = False
    count: int = 1


class Place(AppRecord):
    """Where food is brought."""

    name: str
    street: str
    here: bool = False


class Offer(AppRecord):
    """A membership that the app offers before checkout: free the first month, then `price` a month."""

    plan: str
    price: int
    declined: bool = False


class Order(AppRecord):
    """What was ordered."""

    restaurant: str
    what: str
    amount: int
    at: int
    street: str
    dishes: tuple[str, ...] = ()
    courier: str = ""
    cash: bool = False
    status: Status = "cooking"
    rated: int = 0


APP = App("food", icon="restaurant", permissions=("location", "notifications"), records={
    "restaurants": Restaurant, "dishes": Dish, "lines": Line, "places": Place, "offers": Offer, "orders": Order,
})

TIPS = (0, 100, 200, 500)


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("eat", look.say("eat"), "restaurant_menu", ("go", "home")),
        parts.Way("orders", look.say("orders"), "receipt_long", ("go", "orders")),
        parts.Way("saved", look.say("saved"), "favorite", ("go", "saved")),
    ])


def _street(look: Look) -> str:
    """Return where the food goes: the place that was chosen last, else the first."""
    return next((one.street for one in look.rows(Place) if one.here), look.say("no_place"))


def _kitchens(look: Look, *, saved: bool = False) -> list[parts.Card]:
    sought = look.value("find").lower()
    found = []
    for identity, one in look.items(Restaurant):
        if sought in f"{one.name} {one.cuisine}".lower() and (one.saved or not saved):
            told = look.say("kitchen_line", minutes=one.minutes, fee=look.money(one.fee))
            found.append((one.metres, parts.Card(
                f"restaurant_{identity}", one.name, f"{one.cuisine} · {told}", f"{one.metres} m",
                picture=f"food:{identity}", act=("open", "restaurant", f"restaurant={identity}"))))
    return [card for _, card in sorted(found)]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the kitchens around the place where the food is to go."""
    found = _kitchens(look)
    return parts.page(
        look, look.name, parts.listed(parts.Card("place", look.say("bring_to"), _street(look), icon="location_on",
                                                 act=("open", "places"))),
        parts.search(look, "find", look.say("find")),
        parts.cards(look, found) if found else parts.note(look.say("nothing_found")),
        back=False, ways=_ways(look), at="eat",
    )


@APP.screen("saved")
def saved(look: Look) -> Widget:
    """Show the kitchens that the user keeps."""
    found = _kitchens(look, saved=True)
    return parts.page(look, look.say("saved"),
                      parts.cards(look, found) if found else parts.note(look.say("nothing_saved")),
                      back=False, ways=_ways(look), at="saved")


@APP.screen("places")
def places(look: Look) -> Widget:
    """Show where food can be brought: known places, where the phone is, somewhere new."""
    listed = [parts.listed(parts.Card(f"place_{identity}", one.name, one.street, icon="home", act=("use", identity)))
              for identity, one in look.items(Place)]
    return parts.page(
        look, look.say("places"), parts.listed(parts.Card("locate", look.say("locate"), look.say("locate_why"),
                                                          icon="my_location", act=("locate",))),
        *listed, parts.field(look, "street", look.say("street"), enter=("add_place",)),
        buttons=(material.wide_button(look.say("add_place"), ("add_place",), "tonal", key="add_place"),),
    )


@APP.screen("restaurant")
def restaurant(look: Look) -> Widget:
    """Show what a kitchen makes."""
    identity = look.arg("restaurant")
    one = look.row(Restaurant, identity)
    dishes = [parts.listed(parts.Card(f"dish_{dish}", made.name, look.money(made.price),
                                      picture=f"food:{dish}", act=("open", "dish", f"dish={dish}")))
              for dish, made in look.items(Dish) if made.restaurant == identity]
    heart = material.icon_button("favorite.filled" if one.saved else "favorite", ("save",), look.say("save"),
                                 key="save")
    count = sum(line.count for line in look.rows(Line))
    return parts.page(
        look, one.name, padded(row(stars(one.rating), text(one.cuisine), style=Style(gap=12)), 16, 4, 16, 8), *dishes,
        actions=(heart,), buttons=(material.wide_button(look.say("basket_of", count=count), ("open", "basket"),
                                                        key="basket"),) if count else (),
    )


@APP.screen("dish", "sheet")
def dish(look: Look) -> Widget:
    """Show one dish, and how large it is to be."""
    one = look.row(Dish, look.arg("dish"))
    sizes = [parts.choice(look, "size", "usual", look.say("usual"), look.money(one.price),
                          default="usual"),
             parts.choice(look, "size", "large", look.say("large"), f"+{look.money(one.larger)}",
                          default="usual")] if one.larger else []
    return parts.sheet(
        padded(column(image(f"food:{look.arg('dish')}", 0, 120)._replace(
            style=Style(width=FILL, height=120, radii=(12,) * 4)), style=Style(width=FILL)), 16, 0, 16, 8),
        material.section(one.name), *sizes,
        buttons=(material.wide_button(look.say("add"), ("add",), key="add"),),
    )


def cost(look: Look) -> tuple[int, int]:
    """Return what the dishes in the basket come to, and what bringing them costs."""
    goods, fee = 0, 0
    for line in look.rows(Line):
        one = look.row(Dish, line.dish)
        goods += (one.price + (one.larger if line.large else 0)) * line.count
        fee = look.row(Restaurant, one.restaurant).fee
    return goods, fee


@APP.screen("basket")
def basket(look: Look) -> Widget:
    """Show what is in the basket, the tip and whether cutlery is wanted."""
    listed = [
        material.list_row(look.row(Dish, line.dish).name, look.say("large") if line.large else "", None,
                          stepper(line.count, ("count", identity, "-1"), ("count", identity, "1"),
                                  key=f"line_{identity}", locale=look.device.language))
        for identity, line in look.items(Line)
    ]
    tips = tuple(
        material.chip(look.money(tip) if tip else look.say("no_tip"), ("set", "tip", str(tip)),
                      selected=look.value("tip", "0") == str(tip), key=f"tip_{tip}") for tip in TIPS)
    return parts.page(
        look, look.say("basket"), *listed, material.section(look.say("tip")),
        Widget("strip", "tips", children=tips, style=Style(width=FILL, gap=8, padding=(16, 0, 16, 8))),
        parts.tick(look, "cutlery", look.say("cutlery")),
        buttons=(material.wide_button(look.say("checkout"), ("checkout",), key="checkout"),),
    )


@APP.screen("offer", "sheet", modal=True)
def offer(look: Look) -> Widget:
    """Offer a membership: the large button takes it, the small one goes on without."""
    one = look.row(Offer, look.arg("offer"))
    return parts.sheet(
        material.section(one.plan), parts.note(look.say("offer_text")),
        padded(text(look.say("offer_small", price=look.money(one.price)), "body_small",
                    "on_surface_variant"), 16, 0, 16, 8),
        buttons=(material.wide_button(look.say("offer_take"), ("join",), key="continue"),
                 material.button(look.say("offer_skip"), ("skip_offer",), "plain", key="skip")),
    )


@APP.screen("checkout")
def checkout(look: Look) -> Widget:
    """Show what the order comes to, where it goes and how it is paid."""
    goods, fee = cost(look)
    tip = int(look.arg("tip", "0"))
    lines = [parts.listed(parts.Card("", look.row(Dish, line.dish).name, look.say("large") if line.large else "",
                                     f"x{line.count}", picture=f"food:{line.dish}")) for line in look.rows(Line)]
    return parts.page(
        look, look.say("checkout"),
        parts.listed(parts.Card("place", look.say("bring_to"), _street(look), icon="location_on",
                                act=("open", "places"))),
        *lines, parts.figures(
            (look.say("dishes"), look.money(goods)), (look.say("fee"), look.money(fee)),
            *(((look.say("tip"), look.money(tip)),) if tip else ()),
            (look.say("total"), look.money(goods + fee + tip)), key="sums"),
        *(parts.choice(look, "pay", way, look.say(f"pay_{way}"), default="card") for way in ("card", "cash")),
        buttons=(material.wide_button(look.say("order_now"), ("order",), key="order_now"),),
    )


@APP.screen("orders")
def orders(look: Look) -> Widget:
    """Show what was ordered, the latest first."""
    found = sorted(look.items(Order), key=lambda pair: (-pair[1].at, pair[0]))
    listed = [parts.listed(parts.Card(f"order_{identity}", one.restaurant, look.say(f"status_{one.status}"),
                                      look.money(one.amount), "delivery_dining",
                                      act=("open", "order", f"order={identity}"))) for identity, one in found]
    return parts.page(look, look.say("orders"), *(listed or [parts.note(look.say("no_orders"))]), back=False,
                      ways=_ways(look), at="orders")


@APP.screen("order")
def order(look: Look) -> Widget:
    """Show where an order is, and what can be done about it."""
    identity = look.arg("order")
    one = look.row(Order, identity)
    far = {"cooking": 300, "carried": 700, "brought": 1000, "cancelled": 0}[one.status]
    ways: list[Widget] = []
    if one.status == "cooking":
        ways.append(material.wide_button(look.say("cancel_order"), ("open", "cancel_order", f"order={identity}"),
                                         "tonal", key="cancel_order"))
    if one.status == "brought":
        ways.append(material.wide_button(look.say("rate"), ("open", "rate", f"order={identity}"), key="rate"))
    courier = ((look.say("courier"), one.courier),) if one.courier else ()
    return parts.page(
        look, one.restaurant, padded(progress(far, key="progress", description=look.say(f"status_{one.status}")),
                                     16, 12, 16, 12),
        parts.figures((look.say("status"), look.say(f"status_{one.status}")), (look.say("what"), one.what), *courier,
                      (look.say("street"), one.street), (look.say("total"), look.money(one.amount))),
        buttons=ways,
    )


@APP.screen("cancel_order", "dialog")
def cancel_order(look: Look) -> Widget:
    """Ask before an order is cancelled that is being cooked."""
    amount = look.money(look.row(Order, look.arg("order")).amount)
    return parts.dialog(look.say("cancel_order"), (parts.note(look.say("cancel_text", amount=amount)),), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("cancel_order"), ("cancel_order",), "danger", key="cancel_now"),
    ))


@APP.screen("rate")
def rate(look: Look) -> Widget:
    """Ask how it was; a tip for the courier goes out at once."""
    one = look.row(Order, look.arg("order"))
    marks = tuple(
        material.icon_button("star.filled" if int(look.value("stars", "0")) >= count else "star",
                             ("set", "stars", str(count)), f"{count}/5", key=f"stars_{count}", ink="tertiary")
        for count in range(1, 6))
    tips = tuple(material.chip(look.money(tip), ("tip", str(tip)), icon="volunteer_activism",
                               key=f"give_{tip}") for tip in TIPS if tip)
    return parts.page(
        look, look.say("rate"), parts.note(look.say("rate_text", name=one.restaurant)),
        row(*marks, style=Style(width=FILL, along="centre")),
        *(parts.tick(look, f"liked_{number}", look.say("liked", dish=dish)) for number, dish in enumerate(one.dishes)),
        parts.field(look, "comment", look.say("comment"), help=look.say("comment_help")),
        material.section(look.say("tip_for", name=one.courier)),
        Widget("strip", "tips", children=tips, style=Style(width=FILL, gap=8, padding=(16, 0, 16, 8))),
        buttons=(material.wide_button(look.say("send_rating"), ("send_rating",), key="send_rating"),),
    )
