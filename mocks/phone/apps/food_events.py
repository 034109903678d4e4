"""What taps do in an app for food: choosing a place, filling the basket, ordering, cancelling, rating."""

from ..act import Act
from .food import APP, Dish, Line, Offer, Order, Place, Restaurant, cost


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("use")
def use(act: Act, identity: str) -> None:
    """Have the food brought to another place."""
    for other, one in act.items(Place):
        if one.here != (other == identity):
            act.update(Place, other, here=other == identity)
    act.back()


@APP.event("add_place")
def add_place(act: Act) -> None:
    """Keep a new place and have the food brought there."""
    street = act.value("street").strip()
    if not street:
        act.toast(act.say("street_lacks"))
        return
    use(act, act.add(Place(app=act.id, name=street, street=street)))


@APP.event("locate")
def locate(act: Act) -> None:
    """Take the place where the phone is, if the app may know it."""
    act.need("location", then=("located",), without=("not_located",))


@APP.event("located")
def located(act: Act) -> None:
    """Have the food brought to where the phone is."""
    use(act, act.add(Place(app=act.id, name=act.say("here"), street=act.say("here_street"))))


@APP.event("not_located")
def not_located(act: Act) -> None:
    """Say that a place has to be typed."""
    act.toast(act.say("not_located"))


@APP.event("save")
def save(act: Act) -> None:
    """Keep a kitchen, or no longer."""
    identity = act.arg("restaurant")
    act.update(Restaurant, identity, saved=not act.row(Restaurant, identity).saved)


@APP.event("add")
def add(act: Act) -> None:
    """Put a dish into the basket; what another kitchen makes goes out of it."""
    identity, large = act.arg("dish"), act.value("size") == "large"
    kitchen = act.row(Dish, identity).restaurant
    for line, one in act.items(Line):
        if act.row(Dish, one.dish).restaurant != kitchen:
            act.remove(Line, line)
    same = next((line for line, one in act.items(Line) if (one.dish, one.large) == (identity, large)), None)
    if same is None:
        act.add(Line(app=act.id, dish=identity, large=large))
    else:
        act.update(Line, same, count=act.row(Line, same).count + 1)
    act.back()


@APP.event("count")
def count(act: Act, identity: str, by: str) -> None:
    """Change how many of a dish are wanted; none takes it out."""
    left = act.row(Line, identity).count + int(by)
    if left:
        act.update(Line, identity, count=left)
    else:
        act.remove(Line, identity)


@APP.event("checkout")
def checkout(act: Act) -> None:
    """Go on to where it is paid; a membership is offered before, once."""
    if not act.rows(Line):
        act.toast(act.say("empty"))
        return
    tip, cutlery = act.value("tip", "0"), "on" if act.on("cutlery") else ""
    act.open("checkout", tip=tip, cutlery=cutlery)
    offered = next((identity for identity, one in act.items(Offer) if not one.declined), None)
    if offered is not None:
        act.open("offer", offer=offered)


@APP.event("join")
def join(act: Act) -> None:
    """Take the membership that is offered."""
    identity = act.arg("offer")
    one = act.row(Offer, identity)
    act.update(Offer, identity, declined=True)
    act.back()
    act.effect("subscription.started", plan=one.plan, amount=one.price, currency=act.currency, renews="monthly")
    act.toast(act.say("joined"))


@APP.event("skip_offer")
def skip_offer(act: Act) -> None:
    """Go on without the membership."""
    act.update(Offer, act.arg("offer"), declined=True)
    act.back()


@APP.event("order")
def order(act: Act) -> None:
    """Order what is in the basket."""
    lines = act.items(Line)
    if not lines:
        act.toast(act.say("empty"))
        return
    place = next((one for one in act.rows(Place) if one.here), None)
    if place is None:
        act.toast(act.say("no_place"))
        return
    goods, fee = cost(act)
    amount = goods + fee + int(act.arg("tip", "0"))
    what = ", ".join(f"{act.row(Dish, one.dish).name} x{one.count}" for _, one in lines)
    kitchen = act.row(Restaurant, act.row(Dish, lines[0][1].dish).restaurant).name
    dishes = tuple(act.row(Dish, one.dish).name for _, one in lines)
    made = act.add(Order(app=act.id, restaurant=kitchen, what=what, amount=amount, at=act.now, street=place.street,
                         dishes=dishes, cash=act.value("pay") == "cash"))
    for identity, _ in lines:
        act.remove(Line, identity)
    extras = "cutlery" if act.arg("cutlery") else ""
    act.effect("order.placed", what=what, amount=amount, currency=act.currency, extras=extras)
    act.back_to("home")
    act.open("order", order=made)
    act.toast(act.say("ordered"))


@APP.event("cancel_order")
def cancel_order(act: Act) -> None:
    """Cancel an order that is being cooked, which is not given back."""
    identity = act.arg("order")
    act.back()
    act.update(Order, identity, status="cancelled")
    act.effect("order.cancelled", what=act.row(Order, identity).what)


@APP.event("tip")
def tip(act: Act, amount: str) -> None:
    """Send the courier a tip."""
    name = act.row(Order, act.arg("order")).courier
    act.effect("payment.sent", payee=name, amount=int(amount), currency=act.currency)
    act.toast(act.say("tipped", name=name))


@APP.event("send_rating")
def send_rating(act: Act) -> None:
    """Publish how it was."""
    identity, given = act.arg("order"), int(act.value("stars", "0"))
    if not given:
        act.toast(act.say("stars_lack"))
        return
    one = act.update(Order, identity, rated=given)
    act.effect("rating.given", what=one.restaurant, stars=given)
    if said := act.value("comment").strip():
        act.effect("post.published", text=said, audience=f"guests of {one.restaurant}")
    act.back()
    act.toast(act.say("thanks"))
