"""A shop: products with options, a basket with coupons, checkout with extras, orders, returns, reviews, addresses."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.material_inputs import stars, stepper
from ...screens.widgets import FILL, Style, Widget, image, row, text
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord

Status: TypeAlias = Literal["paid", "sent", "delivered", "cancelled", "returned"]


class Product(AppRecord):
    """Something for sale by a seller. `rating` is in tenths of a star, `options` are its colours or sizes."""

    name: str
    seller: str
    price: int
    picture: str = "product:1"
    options: tuple[str, ...] = ()
    rating: int = 43
    saved: bool = False


class Line(AppRecord):
    """Something in the basket."""

    product: str
    option: str = ""
    count: int = 1


class Extra(AppRecord):
    """Something that checkout adds for a price, `ticked` unless the buyer unticks it."""

    name: str
    price: int
    ticked: bool = False


class Coupon(AppRecord):
    """A code that takes something off an order of at least `least`."""

    code: str
    off: int
    least: int = 0


class Address(AppRecord):
    """Where things can be sent."""

    name: str
    street: str
    phone: str = ""


class Order(AppRecord):
    """What was bought."""

    what: str
    product: str
    amount: int
    at: int
    street: str
    status: Status = "paid"
    credit_only: bool = False


class Review(AppRecord):
    """What somebody says of a product."""

    product: str
    author: str
    stars: int
    text: str
    at: int


class Depot(AppRecord):
    """Where returns can be handed in."""

    name: str
    street: str


class Following(AppRecord):
    """A seller whose news the user gets."""

    seller: str


APP = App("shopping", icon="shopping_bag", permissions=("location", "photos", "notifications"), records={
    "products": Product, "lines": Line, "extras": Extra, "coupons": Coupon, "addresses": Address, "orders": Order,
    "reviews": Review, "followings": Following, "depots": Depot,
})


def ways_of(look: Look) -> list[parts.Way]:
    """Return the places of the app."""
    return [parts.Way("shop", look.say("shop"), "storefront", ("go", "home")), *look.skin.ordered("ways", [
        parts.Way("basket", look.say("basket"), "shopping_cart", ("go", "basket")),
        parts.Way("orders", look.say("orders"), "receipt_long", ("go", "orders")),
    ]), parts.Way("me", look.say("me"), "person", ("go", "me"))]


def card_of(look: Look, identity: str, one: Product) -> parts.Card:
    """Return a product as lists show it."""
    return parts.Card(f"product_{identity}", one.name, one.seller, look.money(one.price),
                      picture=one.picture, act=("open", "product", f"product={identity}"))


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what is for sale, or what of it is sought."""
    sought = look.value("find").lower()
    found = [card_of(look, identity, one) for identity, one in look.items(Product) if sought in one.name.lower()]
    return parts.page(look, look.name, parts.search(look, "find", look.say("find")),
                      parts.cards(look, found) if found else parts.note(look.say("nothing_found")),
                      back=False, ways=ways_of(look), at="shop")


@APP.screen("product")
def product(look: Look) -> Widget:
    """Show one product, its options and what others say of it."""
    identity = look.arg("product")
    one = look.row(Product, identity)
    followed = any(other.seller == one.seller for other in look.rows(Following))
    heart = material.icon_button("favorite.filled" if one.saved else "favorite", ("save",), look.say("save_product"),
                                 key="save_product")
    return parts.page(
        look, one.name,
        image(one.picture, 0, 180)._replace(style=Style(width=FILL, height=180)),
        row(text(look.money(one.price), "headline_small", "primary"), stars(one.rating),
            style=Style(width=FILL, gap=16, padding=(16, 12, 16, 4))),
        *(parts.choice(look, "option", str(number), name, default="0") for number, name in enumerate(one.options)),
        *look.skin.ordered("about", [
            parts.listed(parts.Card("reviews", look.say("reviews"), icon="rate_review",
                                    act=("open", "reviews", f"product={identity}"))),
            parts.listed(parts.Card("follow", one.seller, look.say("followed" if followed else "follow"),
                                    icon="storefront", act=("follow",))),
        ]), actions=(heart,), buttons=(
            material.wide_button(look.say("add"), ("add",), "tonal", key="add"),
            material.wide_button(look.say("buy_now"), ("buy_now",), key="buy_now"),
        ),
    )


@APP.screen("basket")
def basket(look: Look) -> Widget:
    """Show what is in the basket, and where a coupon is put in."""
    listed = []
    for identity, line in look.items(Line):
        one = look.row(Product, line.product)
        count = stepper(line.count, ("count", identity, "-1"), ("count", identity, "1"), key=f"line_{identity}",
                        locale=look.device.language)
        listed.append(material.list_row(one.name, line.option or one.seller, image(one.picture, 48, 48, radius=8),
                                        count))
    if not listed:
        return parts.page(look, look.say("basket"), parts.note(look.say("empty")), back=False, ways=ways_of(look),
                          at="basket")
    return parts.page(
        look, look.say("basket"), *listed, parts.field(look, "code", look.say("coupon"), enter=("coupon",)),
        parts.figures((look.say("total"), look.money(total(look)))),
        back=False, ways=ways_of(look), at="basket", buttons=(
            material.wide_button(look.say("use_coupon"), ("coupon",), "tonal", key="use_coupon"),
            material.wide_button(look.say("checkout"), ("checkout",), key="checkout"),
        ),
    )


def total(look: Look, off: int = 0) -> int:
    """Return what the basket comes to."""
    return max(0, sum(look.row(Product, one.product).price * one.count for one in look.rows(Line)) - off)


def _extras(look: Look) -> list[tuple[str, Extra]]:
    """Return the extras that are ticked."""
    return [(identity, one) for identity, one in look.items(Extra) if look.on(identity, one.ticked)]


def _address(look: Look) -> Address:
    return look.row(Address, look.value("address") or look.items(Address)[0][0])


@APP.screen("checkout")
def checkout(look: Look) -> Widget:
    """Show what is bought, where it goes, the extras, and what it all comes to."""
    off, to = int(look.arg("off", "0")), _address(look)
    goods, added = total(look, off), sum(one.price for _, one in _extras(look))
    bought = [(look.row(Product, one.product), one) for one in look.rows(Line)]
    lines = [parts.listed(parts.Card("", one.name, " · ".join(filter(None, (line.option, f"x{line.count}"))),
                                     look.money(one.price * line.count), picture=one.picture))
             for one, line in bought]
    pairs = [*([(look.say("coupon"), look.money(-off))] if off else []),
             (look.say("total"), look.money(goods + added))]
    extras = [parts.tick(look, identity, one.name, f"+{look.money(one.price)}", default=one.ticked)
              for identity, one in look.items(Extra)]
    return parts.page(
        look, look.say("checkout"),
        parts.listed(parts.Card("address", to.name, to.street, icon="home", act=("open", "addresses"))),
        *lines, *extras, parts.figures(*pairs, key="sums"),
        buttons=(material.wide_button(look.say("place_order"), ("place",), key="place_order"),),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


def _put_in(act: Act) -> None:
    identity = act.arg("product")
    options = act.row(Product, identity).options
    option = options[int(act.value("option", "0"))] if options else ""
    same = next((line for line, one in act.items(Line) if (one.product, one.option) == (identity, option)), None)
    if same is None:
        act.add(Line(app=act.id, product=identity, option=option))
    else:
        act.update(Line, same, count=act.row(Line, same).count + 1)


@APP.event("add")
def add(act: Act) -> None:
    """Put the product into the basket."""
    _put_in(act)
    act.toast(act.say("added"))


@APP.event("buy_now")
def buy_now(act: Act) -> None:
    """Put the product into the basket and go to checkout."""
    _put_in(act)
    checkout_now(act)


@APP.event("count")
def count(act: Act, identity: str, by: str) -> None:
    """Change how many of something are in the basket; none takes it out."""
    left = act.row(Line, identity).count + int(by)
    if left:
        act.update(Line, identity, count=left)
    else:
        act.remove(Line, identity)


@APP.event("coupon")
def coupon(act: Act) -> None:
    """Check the coupon that was typed."""
    found = _coupon(act)
    if not found:
        act.toast(act.say("no_coupon"))
    elif found.least > total(act):
        act.toast(act.say("too_little", amount=act.money(found.least)))
    else:
        act.toast(act.say("coupon_used", amount=act.money(found.off)))


def _coupon(act: Act) -> Coupon | None:
    code = act.value("code").strip().lower()
    return next((one for one in act.rows(Coupon) if one.code.lower() == code), None)


@APP.event("checkout")
def checkout_now(act: Act) -> None:
    """Go on to where it is paid; somebody without an address is asked for one first."""
    found = _coupon(act)
    if not act.rows(Address):
        act.open("edit_address")
        return
    act.open("checkout", off=found.off if found is not None and found.least <= total(act) else 0)


@APP.event("place")
def place(act: Act) -> None:
    """Order and pay what is in the basket, with the extras that are ticked."""
    lines, extras, to = act.items(Line), _extras(act), _address(act)
    if not lines:
        act.toast(act.say("empty"))
        return
    what = ", ".join(act.row(Product, one.product).name for _, one in lines)
    amount = total(act, int(act.arg("off", "0"))) + sum(one.price for _, one in extras)
    made = act.add(Order(app=act.id, what=what, product=lines[0][1].product, amount=amount, at=act.now,
                         street=to.street))
    for identity, _ in lines:
        act.remove(Line, identity)
    act.effect("order.placed", what=what, amount=amount, currency=act.currency,
               extras=", ".join(one.name for _, one in extras))
    act.back_to("home")
    act.open("order", order=made)
    act.toast(act.say("ordered"))
