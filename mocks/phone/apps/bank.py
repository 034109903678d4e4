"""A bank: accounts, payees, transfers with a sheet that shows what will be sent, cards with switches and a limit."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import Widget
from .. import parts
from ..act import Act
from ..amounts import cents
from ..app import App
from ..look import Look
from ..records import AppRecord


class Account(AppRecord):
    """An account of the user's. Amounts are in the smallest unit of its currency."""

    name: str
    number: str
    balance: int
    currency: str = "EUR"


class Payee(AppRecord):
    """Somebody who can be paid."""

    name: str
    number: str
    own: bool = False


class Transfer(AppRecord):
    """Money that has gone out or, with a negative amount, come in."""

    payee: str
    amount: int
    currency: str
    at: int
    reference: str = ""


class Order(AppRecord):
    """A payment that waits to be sent together with others. `payee` is the id of one."""

    payee: str
    amount: int
    reference: str = ""


class BankCard(AppRecord):
    """A card, what it may be used for, and how much a day."""

    name: str
    digits: str
    limit: int
    currency: str = "EUR"
    frozen: bool = False
    online: bool = True
    abroad: bool = False


APP = App(
    "bank", account=Account, icon="account_balance", permissions=("contacts", "notifications"),
    records={"accounts": Account, "payees": Payee, "transfers": Transfer, "orders": Order, "cards": BankCard},
)


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("accounts", look.say("accounts"), "account_balance_wallet", ("go", "home")),
        parts.Way("payees", look.say("payees"), "group", ("go", "payees")),
        parts.Way("cards", look.say("cards"), "credit_card", ("go", "cards")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the accounts and what has moved on them."""
    accounts = [
        parts.Card(f"account_{identity}", one.name, one.number, look.money(one.balance, one.currency), "savings")
        for identity, one in look.items(Account)
    ]
    latest = sorted(look.rows(Transfer), key=lambda one: (-one.at, one.payee))[:6]
    moved = [
        parts.listed(parts.Card("", one.payee, one.reference or look.ago(one.at),
                                look.money(-one.amount, one.currency), "payments"))
        for one in latest
    ]
    return parts.page(
        look, look.name, material.section(look.say("accounts")), parts.cards(look, accounts),
        material.section(look.say("recent")), *moved, back=False, ways=_ways(look), at="accounts",
        actions=(material.icon_button("receipt_long", ("open", "orders"), look.say("orders"), key="orders"),),
        buttons=(material.wide_button(look.say("transfer"), ("go", "payees"), key="transfer"),),
    )


@APP.screen("payees")
def payees(look: Look) -> Widget:
    """Show who can be paid."""
    listed = [
        parts.Card(f"payee_{identity}", one.name, one.number, icon="home" if one.own else "person",
                   act=("open", "transfer", f"payee={identity}"))
        for identity, one in look.items(Payee)
    ]
    return parts.page(
        look, look.say("payees"), parts.cards(look, listed), back=False, ways=_ways(look), at="payees",
        buttons=(material.wide_button(look.say("add_payee"), ("open", "add_payee"), "tonal", key="add_payee"),),
    )


@APP.screen("add_payee")
def add_payee(look: Look) -> Widget:
    """Show the form for somebody new."""
    return parts.page(
        look, look.say("add_payee"), parts.field(look, "name", look.say("name")),
        parts.field(look, "number", look.say("account_number")),
        buttons=(material.wide_button(look.say("save"), ("save_payee",), key="save_payee"),),
    )


@APP.screen("transfer")
def transfer(look: Look) -> Widget:
    """Show the form for an amount to a payee."""
    payee = look.row(Payee, look.arg("payee"))
    account = look.rows(Account)[0]
    return parts.page(
        look, look.say("transfer"), parts.figures(
            (look.say("to"), payee.name), (look.say("from_account"), account.name),
            (look.say("balance"), look.money(account.balance, account.currency)),
        ),
        parts.field(look, "amount", look.say("amount"), enter=("review",)),
        parts.field(look, "reference", look.say("reference")),
        buttons=(material.wide_button(look.say("continue"), ("review",), key="continue"),),
    )


@APP.screen("confirm", "sheet", modal=True)
def confirm(look: Look) -> Widget:
    """Show what will be sent to whom, before it is."""
    payee, amount = look.row(Payee, look.arg("payee")), int(look.arg("amount"))
    account = look.rows(Account)[0]
    return parts.sheet(
        material.section(look.say("check_details")),
        parts.figures(
            (look.say("to"), payee.name), (look.say("account_number"), payee.number),
            (look.say("amount"), look.money(amount, account.currency)), (look.say("from_account"), account.name),
            (look.say("fee"), look.say("no_fee")), key="details",
        ),
        buttons=(
            material.wide_button(look.say("pay_now"), ("pay",), key="pay_now"),
            material.wide_button(look.say("cancel"), ("cancel",), "tonal", key="cancel"),
        ),
    )


@APP.screen("receipt")
def receipt(look: Look) -> Widget:
    """Show that it has been sent."""
    amount = look.money(int(look.arg("amount")), look.arg("currency"))
    return parts.page(
        look, look.say("sent_title"), parts.note(look.say("sent_text", amount=amount, payee=look.arg("payee"))),
        back=False, buttons=(material.wide_button(look.say("done"), ("go", "home"), key="done"),),
    )


@APP.screen("orders")
def orders(look: Look) -> Widget:
    """Show the payments that wait, to be sent all at once."""
    currency = look.rows(Account)[0].currency
    waiting = look.items(Order)
    rows = [
        parts.listed(parts.Card(f"order_{identity}", look.row(Payee, one.payee).name, one.reference,
                                look.money(one.amount, currency), "schedule_send")) for identity, one in waiting
    ]
    total = look.money(sum(one.amount for _, one in waiting), currency)
    return parts.page(
        look, look.say("orders"), *(rows or [parts.note(look.say("no_orders"))]),
        parts.figures((look.say("total"), total)),
        buttons=(material.wide_button(look.say("pay_all"), ("pay_all",), key="pay_all", enabled=bool(rows)),),
    )


@APP.screen("cards")
def cards(look: Look) -> Widget:
    """Show the cards."""
    listed = [
        parts.Card(f"card_{identity}", one.name, f"•••• {one.digits}", look.say("frozen") if one.frozen else "",
                   "credit_card", act=("open", "card", f"card={identity}"))
        for identity, one in look.items(BankCard)
    ]
    return parts.page(look, look.say("cards"), parts.cards(look, listed), back=False, ways=_ways(look), at="cards")


@APP.screen("card")
def card(look: Look) -> Widget:
    """Show one card, with what it may be used for."""
    one = look.row(BankCard, look.arg("card"))
    return parts.page(
        look, one.name, parts.figures((look.say("limit"), look.money(one.limit, one.currency))),
        *look.skin.ordered("switches", [
            switch_row(look.say(words), getattr(one, name), ("switch_card", name), key=name)
            for name, words in (("frozen", "freeze"), ("online", "online_payments"), ("abroad", "abroad"))
        ]),
        parts.field(look, "limit", look.say("new_limit"), enter=("change_limit",)),
        buttons=(material.wide_button(look.say("raise_limit"), ("change_limit",), key="change_limit"),),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("review")
def review(act: Act) -> None:
    """Check the amount, and show what will be sent."""
    amount = cents(act.value("amount"))
    if not amount:
        act.toast(act.say("wrong_amount"))
    elif amount > act.rows(Account)[0].balance:
        act.toast(act.say("too_much"))
    else:
        act.open("confirm", payee=act.arg("payee"), amount=amount, reference=act.value("reference"))


@APP.event("pay")
def pay(act: Act) -> None:
    """Send the money."""
    amount = int(act.arg("amount"))
    name, currency = _send(act, act.arg("payee"), amount, act.arg("reference"))
    act.back(2)
    act.replace("receipt", payee=name, amount=amount, currency=currency)


def _send(act: Act, payee: str, amount: int, reference: str) -> tuple[str, str]:
    """Take an amount off the first account for a payee; return the payee's name and the currency."""
    name = act.row(Payee, payee).name
    identity, account = act.items(Account)[0]
    act.update(Account, identity, balance=account.balance - amount)
    act.add(Transfer(app=act.id, payee=name, amount=amount, currency=account.currency, at=act.now, reference=reference))
    act.effect("payment.sent", payee=name, amount=amount, currency=account.currency)
    return name, account.currency


@APP.event("pay_all")
def pay_all(act: Act) -> None:
    """Send every payment that waits, if the account has as much."""
    waiting = act.items(Order)
    if sum(one.amount for _, one in waiting) > act.rows(Account)[0].balance:
        act.toast(act.say("too_much"))
        return
    for identity, one in waiting:
        _send(act, one.payee, one.amount, one.reference)
        act.remove(Order, identity)
    act.back()
    act.toast(act.say("all_sent"))


@APP.event("cancel")
def cancel(act: Act) -> None:
    """Leave the sheet without sending."""
    act.back()
    act.toast(act.say("cancelled"))


@APP.event("save_payee")
def save_payee(act: Act) -> None:
    """Add somebody to those who can be paid."""
    name, number = act.value("name"), act.value("number")
    if name and number:
        act.add(Payee(app=act.id, name=name, number=number))
        act.effect("contact.changed", name=name, field="payee")
        act.back()
        act.toast(act.say("saved"))


@APP.event("switch_card")
def switch_card(act: Act, name: str) -> None:
    """Switch what a card may be used for."""
    identity = act.arg("card")
    on = not getattr(act.row(BankCard, identity), name)
    act.update(BankCard, identity, **{name: on})
    act.effect("record.changed", what=f"card {name}", value="on" if on else "off")


@APP.event("change_limit")
def change_limit(act: Act) -> None:
    """Set another limit a day."""
    limit = cents(act.value("limit"))
    if not limit:
        act.toast(act.say("wrong_amount"))
        return
    act.update(BankCard, act.arg("card"), limit=limit)
    act.effect("record.changed", what="card limit", value=limit)
    act.set("limit", "")
    act.toast(act.say("saved"))
