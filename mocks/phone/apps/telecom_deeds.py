"""What taps in the app of a mobile operator do: buying data, paying bills, forwarding, moving a number, extending."""

from ..act import Act
from .telecom import APP, Bill, Extra, Line, Offer, Pack, line


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch what a line may do abroad."""
    identity, one = line(act)
    on = not getattr(one, name)
    act.update(Line, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("buy")
def buy(act: Act, how: str) -> None:
    """Buy a data pack, once or to be renewed when it is used up."""
    one = act.row(Pack, act.arg("pack"))
    identity, mine = line(act)
    act.update(Line, identity, data=mine.data + one.size)
    if how == "renewing":
        act.effect("subscription.started", plan=one.name, amount=one.price, currency=act.currency,
                   renews=f"every {one.days} days")
    else:
        act.effect("order.placed", what=one.name, amount=one.price, currency=act.currency)
    act.back()
    act.toast(act.say("bought"))


@APP.event("pay")
def pay(act: Act) -> None:
    """Pay a bill."""
    one = act.update(Bill, act.arg("bill"), paid=True)
    act.effect("payment.sent", payee=one.name, amount=one.plan + one.abroad, currency=act.currency)
    act.toast(act.say("was_paid"))


@APP.event("query")
def query(act: Act) -> None:
    """Have somebody look at a bill."""
    act.effect("form.submitted", form=f"objection to {act.row(Bill, act.arg('bill')).name}", fields="")
    act.back()
    act.toast(act.say("queried"))


@APP.event("forward")
def forward(act: Act) -> None:
    """Have the calls of a line go to another number."""
    number = act.value("forward")
    if not number:
        act.toast(act.say("wrong_number"))
        return
    identity, one = line(act)
    act.update(Line, identity, forward=number)
    act.effect("setting.changed", setting=f"forwarding of {one.number}, {act.value('when', 'always')}", value=number)
    act.set("forward", "")
    act.toast(act.say("forwards", number=number))


@APP.event("forward_off")
def forward_off(act: Act) -> None:
    """Have the calls of a line ring there again."""
    identity, one = line(act)
    act.update(Line, identity, forward="")
    act.effect("setting.changed", setting=f"forwarding of {one.number}", value="off")
    act.toast(act.say("forward_none"))


@APP.event("swap")
def swap(act: Act) -> None:
    """Move a number to another card: the one in use is dead from then on."""
    card = act.value("card")
    if not card:
        act.toast(act.say("wrong_number"))
        return
    identity, one = line(act)
    act.update(Line, identity, card=card)
    act.effect("record.changed", what=f"SIM card of {one.number}", value=card)
    act.back()
    act.toast(act.say("swapped"))


@APP.event("extend")
def extend(act: Act) -> None:
    """Extend the contract, with what is ticked."""
    one = act.row(Offer, act.arg("offer"))
    taken = [extra.name for key, extra in act.items(Extra) if act.on(f"extra_{key}", extra.ticked)]
    act.update(Line, line(act)[0], plan=one.name, price=one.price)
    act.effect("order.placed", what=one.name, amount=one.price, currency=act.currency, extras=", ".join(taken))
    act.back()
    act.toast(act.say("extended"))


@APP.event("coverage")
def coverage(act: Act) -> None:
    """Say how good the reception is here, for which the app asks where that is."""
    act.need("location", then=("told", "coverage_good"), without=("told", "coverage_none"))


@APP.event("told")
def told(act: Act, words: str) -> None:
    """Say what came of a question."""
    act.toast(act.say(words))


@APP.event("save_address")
def save_address(act: Act) -> None:
    """Keep where the bills go."""
    identity, mine = line(act)
    street = act.value("street", mine.street)
    if not street:
        act.toast(act.say("lacking"))
        return
    act.update(Line, identity, street=street)
    act.effect("profile.changed", field="street", value=street)
    act.back()
    act.toast(act.say("saved"))


@APP.event("cancel_now")
def cancel_now(act: Act) -> None:
    """Give a number up."""
    identity, _ = line(act)
    one = act.update(Line, identity, ended=True)
    act.effect("subscription.cancelled", plan=one.number)
    act.back_to("home")
    act.toast(act.say("ended"))
