"""What a pharmacy keeps of its customers: their orders and repeats, what they take, where they live."""

from ...screens import material
from ...screens.widgets import Widget, text
from .. import parts
from ..act import Act
from ..look import Look
from .pharmacy import APP, Home, Order, Repeat, Taking, ways_of


@APP.screen("orders")
def orders(look: Look) -> Widget:
    """Show what was ordered, and what comes by itself."""
    listed = [
        parts.listed(parts.Card(f"order_{identity}", one.what, look.say(f"status_{one.status}"), look.ago(one.at),
                                "package_2", act=("open", "order", f"order={identity}")))
        for identity, one in sorted(look.items(Order), key=lambda one: (-one[1].at, one[0]))
    ]
    repeats = [
        material.list_row(one.what, look.money(one.amount), material.disc("autorenew"), material.button(
            look.say("stop_repeat"), ("stop_repeat", identity), "plain", key=f"stop_{identity}"))
        for identity, one in look.items(Repeat)
    ]
    below = [material.section(look.say("repeats")), *repeats] if repeats else []
    return parts.page(look, look.say("orders"), *(listed or [parts.note(look.say("nothing_yet"))]), *below,
                      back=False, ways=ways_of(look), at="orders")


@APP.screen("order")
def order(look: Look) -> Widget:
    """Show one order."""
    one = look.row(Order, look.arg("order"))
    ends = material.wide_button(look.say("cancel_order"), ("cancel_order",), "outlined", key="cancel_order")
    return parts.page(
        look, one.what, parts.figures(
            (look.say("total"), look.money(one.amount)), (look.say("delivery"), look.say(one.delivery)),
            (look.day(one.at), look.say(f"status_{one.status}")),
        ), buttons=(ends,) if one.status in ("paid", "sent") else (),
    )


@APP.screen("cancel_order", "dialog")
def cancel_dialog(look: Look) -> Widget:
    """Ask whether an order is to be cancelled."""
    return parts.dialog(look.say("cancel_title"), (text(look.row(Order, look.arg("order")).what),), (
        material.button(look.say("close"), ("back",), "plain", key="close"),
        material.button(look.say("cancel_order"), ("cancel_now",), "danger", key="cancel_now"),
    ))


@APP.screen("mine")
def mine(look: Look) -> Widget:
    """Show what the user takes, and where he lives."""
    listed = [
        material.list_row(one.name, "", material.disc("medication"), material.button(
            look.say("remove"), ("remove_taking", identity), "plain", key=f"remove_{identity}"))
        for identity, one in look.items(Taking)
    ]
    street = next((one.street for one in look.rows(Home)), "")
    return parts.page(
        look, look.say("mine"), *(listed or [parts.note(look.say("nothing_yet"))]),
        parts.listed(parts.Card("address", look.say("address"), street, icon="home", act=("open", "address"))),
        back=False, ways=ways_of(look), at="mine",
        buttons=(material.wide_button(look.say("add_taking"), ("open", "add_taking"), "tonal", key="add_taking"),),
    )


@APP.screen("add_taking")
def add_taking(look: Look) -> Widget:
    """Show the form for another medicine."""
    return parts.page(look, look.say("add_taking"), parts.field(look, "name", look.say("name")),
                      buttons=(material.wide_button(look.say("save"), ("save_taking",), key="save_taking"),))


@APP.screen("address")
def address(look: Look) -> Widget:
    """Show the form for where the user lives."""
    street = next((one.street for one in look.rows(Home)), "")
    return parts.page(look, look.say("address"), parts.field(look, "street", look.say("street"), default=street),
                      buttons=(material.wide_button(look.say("save"), ("save_address",), key="save_address"),))


@APP.event("cancel_order")
def cancel_order(act: Act) -> None:
    """Ask before an order is cancelled; what has left cannot be."""
    if act.row(Order, act.arg("order")).status == "paid":
        act.open("cancel_order", order=act.arg("order"))
    else:
        act.toast(act.say("too_late"))


@APP.event("cancel_now")
def cancel_now(act: Act) -> None:
    """Cancel an order."""
    one = act.update(Order, act.arg("order"), status="cancelled")
    act.effect("order.cancelled", what=one.what)
    act.back()


@APP.event("stop_repeat")
def stop_repeat(act: Act, identity: str) -> None:
    """End an order that comes by itself."""
    act.effect("subscription.cancelled", plan=f"monthly {act.row(Repeat, identity).what}")
    act.remove(Repeat, identity)
    act.toast(act.say("repeat_gone"))


@APP.event("remove_taking")
def remove_taking(act: Act, identity: str) -> None:
    """Note that a medicine is no longer taken: warnings of it end."""
    act.effect("record.changed", what=act.row(Taking, identity).name, value="no longer taken")
    act.remove(Taking, identity)


@APP.event("save_taking")
def save_taking(act: Act) -> None:
    """Note that a medicine is taken."""
    name = act.value("name")
    if name:
        act.add(Taking(app=act.id, name=name))
        act.effect("record.changed", what=name, value="taken")
        act.back()
        act.toast(act.say("saved"))


@APP.event("save_address")
def save_address(act: Act) -> None:
    """Keep where the user lives."""
    street, found = act.value("street"), act.items(Home)
    if street:
        if found:
            act.update(Home, found[0][0], street=street)
        else:
            act.add(Home(app=act.id, street=street))
        act.effect("profile.changed", field="address", value=street)
        act.back()
        act.toast(act.say("saved"))
