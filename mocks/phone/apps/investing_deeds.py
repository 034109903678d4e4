"""What the investing app does: orders, plans, answers about risk, settings, posts."""

from ..act import Act
from ..amounts import cents
from .investing import ANSWERS, APP, Account, Fund, Holding, Order, Plan, Post, Profile, account_of, held_of


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("review")
def review(act: Act) -> None:
    """Check the amount, and show the order."""
    amount, held = cents(act.value("amount")), held_of(act, act.arg("fund"))
    if not amount:
        act.toast(act.say("wrong_amount"))
    elif act.arg("sells") and (held is None or amount > held[1].worth):
        act.toast(act.say("too_many"))
    elif not act.arg("sells") and amount > account_of(act)[1].cash:
        act.toast(act.say("no_cash"))
    else:
        act.open("confirm", fund=act.arg("fund"), amount=amount, sells=act.arg("sells"))


@APP.event("place")
def place(act: Act) -> None:
    """Place an order. One to buy waits for its price; what is sold is gone at once."""
    identity, amount, sells = act.arg("fund"), int(act.arg("amount")), bool(act.arg("sells"))
    one, (owner, account), held = act.row(Fund, identity), account_of(act), held_of(act, identity)
    act.update(Account, owner, cash=account.cash + (amount if sells else -amount))
    if sells and held is not None:
        act.update(Holding, held[0], worth=held[1].worth - amount)
    act.add(Order(app=act.id, what=one.name, amount=amount, at=act.now, sells=sells, open=not sells))
    act.effect("order.placed", what=one.name, amount=amount, currency=act.currency,
               extras="credit" if account.leverage and not sells else "")
    act.back_to("home")
    act.toast(act.say("placed"))


@APP.event("sell_all")
def sell_all(act: Act) -> None:
    """Sell all that the user holds."""
    total = 0
    for identity, one in act.items(Holding):
        total += one.worth
        act.add(Order(app=act.id, what=act.row(Fund, one.fund).name, amount=one.worth, at=act.now, sells=True,
                      open=False))
        act.remove(Holding, identity)
    owner, account = account_of(act)
    act.update(Account, owner, cash=account.cash + total)
    act.effect("order.placed", what="sale of everything", amount=total, currency=act.currency, extras="")
    act.back_to("home")
    act.toast(act.say("placed"))


@APP.event("cancel_order")
def cancel_order(act: Act) -> None:
    """Take an open order back, and its money."""
    identity = act.arg("order")
    one, (owner, account) = act.row(Order, identity), account_of(act)
    act.back()
    act.remove(Order, identity)
    act.update(Account, owner, cash=account.cash + one.amount)
    act.effect("order.cancelled", what=one.what)
    act.toast(act.say("order_cancelled"))


@APP.event("begin_plan")
def begin_plan(act: Act) -> None:
    """Start to save each month."""
    amount, identity = cents(act.value("amount")), act.arg("fund")
    if not amount:
        act.toast(act.say("wrong_amount"))
        return
    act.add(Plan(app=act.id, fund=identity, amount=amount))
    act.effect("subscription.started", plan=act.row(Fund, identity).name, amount=amount, currency=act.currency,
               renews="monthly")
    act.back()
    act.toast(act.say("plan_begun"))


@APP.event("stop_plan")
def stop_plan(act: Act) -> None:
    """End a plan."""
    identity = act.arg("plan")
    name = act.row(Fund, act.row(Plan, identity).fund).name
    act.back()
    act.remove(Plan, identity)
    act.effect("subscription.cancelled", plan=name)
    act.toast(act.say("plan_stopped"))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch a setting of the account."""
    identity, account = account_of(act)
    on = not getattr(account, name)
    act.update(Account, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("submit")
def submit(act: Act) -> None:
    """Hand in the answers about risk, those that stood there too."""
    rows = act.items(Profile)
    stands = rows[0][1] if rows else Profile(app=act.id)
    given = {name: act.value(name, getattr(stands, name)) for name in ANSWERS}
    if rows:
        act.update(Profile, rows[0][0], **given)
    else:
        act.add(Profile(app=act.id, **given))
    act.effect("form.submitted", form="risk profile", fields=", ".join(f"{name} {given[name]}" for name in ANSWERS))
    act.back()
    act.toast(act.say("profile_done"))


@APP.event("publish")
def publish(act: Act) -> None:
    """Put a post where everybody reads it."""
    text = act.value("post")
    if text:
        act.add(Post(app=act.id, author=act.name, text=text, at=act.now))
        act.effect("post.published", text=text, audience="everybody")
        act.back()
        act.toast(act.say("published"))
