"""What a shop keeps of its buyers: their orders, returns, reviews, addresses, and the sellers that they follow."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget
from .. import parts
from ..act import Act
from ..look import Look
from .shopping import APP, Address, Depot, Following, Order, Product, Review, card_of, ways_of


def said_of(look: Look, product: str) -> list[Widget]:
    """Return what others say of a product, as rows."""
    return [
        parts.listed(parts.Card("", one.text, f"{one.author} · {'★' * one.stars}", look.day(one.at), "person"))
        for one in look.rows(Review) if one.product == product
    ]


@APP.screen("reviews")
def reviews(look: Look) -> Widget:
    """Show what others say of a product."""
    identity = look.arg("product")
    said = said_of(look, identity)
    return parts.page(
        look, look.say("reviews"), *(said or [parts.note(look.say("no_reviews"))]),
        buttons=(material.wide_button(look.say("write_review"), ("open", "write_review", f"product={identity}"),
                                      "tonal", key="write_review"),),
    )


@APP.screen("write_review")
def write_review(look: Look) -> Widget:
    """Show the form of a review."""
    marks = (material.chip("★" * count, ("set", "stars", str(count)), selected=look.value("stars", "5") == str(count),
                           key=f"stars_{count}") for count in range(1, 6))
    return parts.page(
        look, look.say("write_review"), parts.note(look.row(Product, look.arg("product")).name),
        Widget("strip", "marks", children=tuple(marks), style=Style(width=FILL, gap=8, padding=(16, 4, 16, 4))),
        parts.field(look, "review", look.say("review"), lines=3), *said_of(look, look.arg("product"))[:3],
        buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),),
    )


@APP.screen("addresses")
def addresses(look: Look) -> Widget:
    """Show where things can be sent."""
    listed = [parts.Card(f"address_{identity}", one.name, one.street, icon="home", act=("use_address", identity),
                         long=("open", "remove_address", f"address={identity}"))
              for identity, one in look.items(Address)]
    return parts.page(look, look.say("addresses"), *(parts.listed(one) for one in listed), buttons=(
        material.wide_button(look.say("add_address"), ("open", "edit_address"), "tonal", key="add_address"),))


@APP.screen("edit_address")
def edit_address(look: Look) -> Widget:
    """Show the form of an address, of which the last fields need not be filled in; known streets are offered."""
    known = tuple(material.chip(one.street, ("set", "street", one.street), icon="history", key=f"known_{identity}")
                  for identity, one in look.items(Address))
    return parts.page(
        look, look.say("add_address"), parts.field(look, "name", look.say("name")),
        parts.field(look, "street", look.say("street")),
        Widget("strip", "known", children=known, style=Style(width=FILL, gap=8, padding=(16, 0, 16, 8),
                                                             offset=look.offset("known"))),
        parts.field(look, "phone", look.say("phone"), help=look.say("optional")),
        parts.field(look, "birthday", look.say("birthday"), help=look.say("birthday_why")),
        buttons=(material.wide_button(look.say("save"), ("save_address",), key="save_address"),),
    )


@APP.screen("remove_address", "dialog")
def remove_address(look: Look) -> Widget:
    """Ask before an address is gone."""
    one = look.row(Address, look.arg("address"))
    return parts.dialog(look.say("remove_address"), (parts.note(one.street),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("remove"), ("remove_address",), "danger", key="remove"),
    ))


@APP.screen("orders")
def orders(look: Look) -> Widget:
    """Show what was bought, the latest first."""
    found = sorted(look.items(Order), key=lambda pair: (-pair[1].at, pair[0]))
    listed = [
        parts.Card(f"order_{identity}", one.what, look.say(f"status_{one.status}"),
                   look.money(one.amount), "inventory_2", act=("open", "order", f"order={identity}"))
        for identity, one in found
    ]
    body = [parts.listed(one) for one in listed] or [parts.note(look.say("no_orders"))]
    return parts.page(look, look.say("orders"), *body, back=False, ways=ways_of(look), at="orders")


@APP.screen("order")
def order(look: Look) -> Widget:
    """Show one order, and what can be done about it."""
    identity = look.arg("order")
    one = look.row(Order, identity)
    ways = {"paid": ("cancel_order",), "delivered": ("return_order",)}.get(one.status, ())
    return parts.page(
        look, look.say("order"), parts.figures(
            (look.say("what"), one.what), (look.say("total"), look.money(one.amount)),
            (look.say("street"), one.street), (look.say("status"), look.say(f"status_{one.status}")),
        ), buttons=tuple(
            material.wide_button(look.say(name), ("open", name, f"order={identity}"), "tonal", key=name)
            for name in ways),
    )


@APP.screen("cancel_order", "dialog")
def cancel_order(look: Look) -> Widget:
    """Ask before an order is cancelled."""
    return parts.dialog(look.say("cancel_order"), (parts.note(look.say("cancel_text")),), (
        material.button(look.say("keep_order"), ("back",), "plain", key="keep_order"),
        material.button(look.say("cancel_order"), ("cancel_order",), "danger", key="cancel_now"),
    ))


@APP.screen("return_order")
def return_order(look: Look) -> Widget:
    """Show what is given back for a return, and ask for the reason."""
    one, depots = look.row(Order, look.arg("order")), look.items(Depot)
    back = look.say("back_as_credit" if one.credit_only else "back_as_money")
    return parts.page(
        look, look.say("return_order"),
        parts.figures((look.say("what"), one.what), (look.say("you_get"), look.money(one.amount)),
                      (look.say("given_as"), back), key="terms"),
        parts.field(look, "reason", look.say("reason")),
        *(parts.choice(look, "depot", identity, depot.name, depot.street, default=depots[0][0])
          for identity, depot in depots),
        buttons=(material.wide_button(look.say("send_return"), ("send_return",), key="send_return"),),
    )


@APP.screen("me")
def me(look: Look) -> Widget:
    """Show what the user has saved, whom he follows, his addresses."""
    saved = [card_of(look, identity, one) for identity, one in look.items(Product) if one.saved]
    sellers = [switch_row(one.seller, True, ("unfollow", identity), key=f"seller_{identity}")
               for identity, one in look.items(Following)]
    return parts.page(
        look, look.say("me"), parts.listed(parts.Card("addresses", look.say("addresses"), icon="home",
                                                      act=("open", "addresses"))),
        *([material.section(look.say("saved")), parts.cards(look, saved)] if saved else []),
        *([material.section(look.say("followed")), *sellers] if sellers else []),
        back=False, ways=ways_of(look), at="me",
    )


@APP.event("use_address")
def use_address(act: Act, identity: str) -> None:
    """Send what is being ordered to another address."""
    act.back()
    act.set("address", identity)


@APP.event("save_address")
def save_address(act: Act) -> None:
    """Keep a new address; the name and the street are needed."""
    name, street = act.value("name").strip(), act.value("street").strip()
    if not name or not street:
        act.toast(act.say("address_lacks"))
        return
    act.add(Address(app=act.id, name=name, street=street, phone=act.value("phone")))
    filled = [one for one in ("name", "street", "phone", "birthday") if act.value(one)]
    act.effect("form.submitted", form="address", fields=", ".join(filled))
    act.back()
    act.toast(act.say("saved_address"))


@APP.event("remove_address")
def delete_address(act: Act) -> None:
    """Delete an address."""
    identity = act.arg("address")
    act.back()
    act.remove(Address, identity)
    act.effect("record.changed", what="address", value="removed")


@APP.event("cancel_order")
def cancel(act: Act) -> None:
    """Cancel an order that has not been sent."""
    identity = act.arg("order")
    act.back()
    act.update(Order, identity, status="cancelled")
    act.effect("order.cancelled", what=act.row(Order, identity).what)


@APP.event("send_return")
def send_return(act: Act) -> None:
    """Register a return."""
    identity = act.arg("order")
    if not act.value("reason").strip():
        act.toast(act.say("reason_lacks"))
        return
    act.effect("form.submitted", form=f"return of {act.row(Order, identity).what}", fields=act.value("reason"))
    act.update(Order, identity, status="returned")
    act.back()
    act.toast(act.say("return_sent"))


@APP.event("publish")
def publish(act: Act) -> None:
    """Publish a review."""
    said, identity = act.value("review").strip(), act.arg("product")
    if not said:
        act.toast(act.say("review_lacks"))
        return
    given = int(act.value("stars", "5"))
    act.add(Review(app=act.id, product=identity, author=act.say("you"), stars=given, text=said, at=act.now))
    act.effect("post.published", text=said, audience=f"buyers of {act.row(Product, identity).name}")
    act.back()
    act.toast(act.say("published"))


@APP.event("save")
def save(act: Act) -> None:
    """Keep a product for later, or no longer."""
    identity = act.arg("product")
    act.update(Product, identity, saved=not act.row(Product, identity).saved)


@APP.event("follow")
def follow(act: Act) -> None:
    """Get a seller's news."""
    seller = act.row(Product, act.arg("product")).seller
    if all(one.seller != seller for one in act.rows(Following)):
        act.add(Following(app=act.id, seller=seller))
        act.effect("user.followed", name=seller)
        act.toast(act.say("followed"))


@APP.event("unfollow")
def unfollow(act: Act, identity: str) -> None:
    """Get a seller's news no longer."""
    act.remove(Following, identity)
