"""Investing: holdings, funds, orders with a sheet, credit, plans that save monthly, a risk profile, a place to talk."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import Widget
from .. import parts
from ..app import App
from ..look import Look
from ..records import AppRecord


class Account(AppRecord):
    """The user's account, with what it may do and what others see of it."""

    cash: int
    leverage: bool = False
    alerts: bool = True
    public: bool = False


class Fund(AppRecord):
    """Something that can be bought. `price` is of one share, `risk` from 1 to 5."""

    name: str
    code: str
    price: int
    risk: int = 3


class Holding(AppRecord):
    """What the user holds of a fund: what it is worth, and what it has cost."""

    fund: str
    worth: int
    cost: int


class Order(AppRecord):
    """An order of the user's; an open one can be cancelled."""

    what: str
    amount: int
    at: int
    sells: bool = False
    open: bool = True


class Plan(AppRecord):
    """An order that is repeated each month."""

    fund: str
    amount: int


class Profile(AppRecord):
    """The questions about risk: the answers as they stand, which may not be the user's."""

    experience: str = "none"
    loss: str = "little"


class Post(AppRecord):
    """What somebody has written for all to read."""

    author: str
    text: str
    at: int


APP = App(
    "investing", account=Account, icon="monitoring", permissions=("notifications",),
    records={"accounts": Account, "funds": Fund, "holdings": Holding, "orders": Order, "plans": Plan,
             "profiles": Profile, "posts": Post},
)

ANSWERS = {"experience": ("none", "some", "long"), "loss": ("little", "all")}
"""The questions about risk with their answers."""


def account_of(look: Look) -> tuple[str, Account]:
    """Return the user's account with its id."""
    return look.items(Account)[0]


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("portfolio", look.say("portfolio"), "pie_chart", ("go", "home")),
        parts.Way("market", look.say("market"), "show_chart", ("go", "market")),
        parts.Way("plans", look.say("plans"), "event_repeat", ("go", "plans")),
        parts.Way("account", look.say("account"), "manage_accounts", ("go", "account")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what the user holds, and what it is worth."""
    held = []
    for identity, one in look.items(Holding):
        change = look.money(one.worth - one.cost)
        held.append(parts.Card(
            f"holding_{identity}", look.row(Fund, one.fund).name, look.say("since_bought", change=change),
            look.money(one.worth), "pie_chart", act=("open", "fund", f"fund={one.fund}")))
    total = sum(one.worth for one in look.rows(Holding))
    end = (material.wide_button(look.say("sell_all"), ("open", "sell_all"), "tonal", key="sell_all"),) if held else ()
    return parts.page(
        look, look.name, parts.figures((look.say("worth"), look.money(total)),
                                       (look.say("cash"), look.money(account_of(look)[1].cash))),
        parts.cards(look, held), back=False, ways=_ways(look), at="portfolio", buttons=end,
        actions=(material.icon_button("receipt_long", ("open", "orders"), look.say("orders"), key="orders"),
                 material.icon_button("forum", ("open", "talk"), look.say("talk"), key="talk")),
    )


@APP.screen("sell_all", "dialog", modal=True)
def sell_all_dialog(look: Look) -> Widget:
    """Ask whether everything is to be sold."""
    words = look.say("sell_all_text", count=len(look.rows(Holding)))
    return parts.dialog(look.say("sell_all"), (parts.note(words),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("sell_all"), ("sell_all",), "plain", key="sell_all_now"),
    ))


@APP.screen("market")
def market(look: Look) -> Widget:
    """Show what can be bought."""
    sought = look.value("find").lower()
    found = [parts.Card(f"fund_{identity}", one.name, f"{one.code} · {look.say('risk_of', level=one.risk)}",
                        look.money(one.price), "show_chart", act=("open", "fund", f"fund={identity}"))
             for identity, one in look.items(Fund) if sought in f"{one.name} {one.code}".lower()]
    return parts.page(
        look, look.say("market"), parts.search(look, "find", look.say("find_fund")),
        *([parts.cards(look, found)] if found else [parts.note(look.say("nothing_found"))]), back=False,
        ways=_ways(look), at="market",
    )


def held_of(look: Look, fund: str) -> tuple[str, Holding] | None:
    """Return what the user holds of a fund, with its id; None if he holds nothing."""
    return next(((identity, one) for identity, one in look.items(Holding) if one.fund == fund), None)


@APP.screen("fund")
def fund(look: Look) -> Widget:
    """Show one fund, and what can be done with it."""
    identity = look.arg("fund")
    one, held = look.row(Fund, identity), held_of(look, identity)
    worth = ((look.say("worth"), look.money(held[1].worth)),) if held else ()
    sells = (material.wide_button(look.say("sell"), ("open", "order", f"fund={identity}", "sells=yes"), "tonal",
                                  key="sell"),) if held else ()
    return parts.page(
        look, one.name, parts.figures((look.say("price"), look.money(one.price)),
                                      (look.say("risk"), look.say("risk_of", level=one.risk)), *worth),
        subtitle=one.code, buttons=(
            material.wide_button(look.say("buy"), ("open", "order", f"fund={identity}"), key="buy"), *sells,
            material.wide_button(look.say("start_plan"), ("open", "new_plan", f"fund={identity}"), "tonal",
                                 key="start_plan"),
        ),
    )


@APP.screen("order")
def order(look: Look) -> Widget:
    """Show the form of an order; credit is a switch of the whole account, and at once."""
    one, account = look.row(Fund, look.arg("fund")), account_of(look)[1]
    sells = bool(look.arg("sells"))
    credit = () if sells else (switch_row(look.say("leverage"), account.leverage, ("switch", "leverage"),
                                          look.say("leverage_text"), key="leverage"),)
    return parts.page(
        look, look.say("sell" if sells else "buy"), parts.figures(
            (look.say("what"), one.name), (look.say("cash"), look.money(account.cash))),
        parts.field(look, "amount", look.say("amount"), enter=("review",)), *credit,
        buttons=(material.wide_button(look.say("continue"), ("review",), key="continue"),),
    )


@APP.screen("confirm", "sheet", modal=True)
def confirm(look: Look) -> Widget:
    """Show an order before it is placed; credit is offered once more."""
    one, account = look.row(Fund, look.arg("fund")), account_of(look)[1]
    sells = bool(look.arg("sells"))
    credit = () if sells else (switch_row(look.say("leverage"), account.leverage, ("switch", "leverage"),
                                          look.say("leverage_text"), key="sheet_leverage"),)
    return parts.sheet(
        material.section(look.say("check")), parts.figures(
            (look.say("what"), one.name), (look.say("amount"), look.money(int(look.arg("amount")))), key="details"),
        *credit, buttons=(material.wide_button(look.say("place"), ("place",), key="place"),
                          material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("orders")
def orders(look: Look) -> Widget:
    """Show what has been ordered."""
    made = sorted(look.items(Order), key=lambda pair: (-pair[1].at, pair[0]))
    rows = [parts.listed(parts.Card(
        f"order_{identity}", one.what, look.say("open_order") if one.open else look.ago(one.at),
        look.money(one.amount), "trending_down" if one.sells else "trending_up",
        act=("open", "order_details", f"order={identity}"))) for identity, one in made]
    return parts.page(look, look.say("orders"), *(rows or [parts.note(look.say("no_orders"))]))


@APP.screen("order_details")
def order_details(look: Look) -> Widget:
    """Show one order."""
    one = look.row(Order, look.arg("order"))
    end = (material.wide_button(look.say("cancel_order"), ("cancel_order",), "tonal", key="cancel_order"),)
    return parts.page(look, one.what, parts.figures(
        (look.say("side_sell" if one.sells else "side_buy"), look.money(one.amount))), buttons=end if one.open else ())


@APP.screen("plans")
def plans(look: Look) -> Widget:
    """Show what is saved month by month."""
    rows = [parts.listed(parts.Card(
        f"plan_{identity}", look.row(Fund, one.fund).name, look.say("monthly", amount=look.money(one.amount)),
        icon="event_repeat", act=("open", "plan", f"plan={identity}"))) for identity, one in look.items(Plan)]
    return parts.page(look, look.say("plans"), *(rows or [parts.note(look.say("no_plans"))]), back=False,
                      ways=_ways(look), at="plans")


@APP.screen("plan")
def plan(look: Look) -> Widget:
    """Show one plan."""
    one = look.row(Plan, look.arg("plan"))
    return parts.page(
        look, look.row(Fund, one.fund).name, parts.note(look.say("monthly", amount=look.money(one.amount))),
        buttons=(material.wide_button(look.say("stop_plan"), ("stop_plan",), "tonal", key="stop_plan"),),
    )


@APP.screen("new_plan")
def new_plan(look: Look) -> Widget:
    """Show the form of a plan."""
    return parts.page(
        look, look.say("start_plan"), parts.figures((look.say("what"), look.row(Fund, look.arg("fund")).name)),
        parts.field(look, "amount", look.say("amount"), enter=("begin_plan",)),
        buttons=(material.wide_button(look.say("begin"), ("begin_plan",), key="begin_plan"),),
    )


@APP.screen("account")
def account_page(look: Look) -> Widget:
    """Show the settings of the account."""
    account = account_of(look)[1]
    return parts.page(
        look, look.say("account"),
        parts.listed(parts.Card("profile", look.say("profile"), icon="psychology_alt", act=("open", "profile"))),
        *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(account, name), ("switch", name), key=name)
            for name in ("leverage", "alerts", "public")]),
        back=False, ways=_ways(look), at="account",
    )


@APP.screen("profile")
def profile(look: Look) -> Widget:
    """Show the questions about risk, with the answers that stand there already."""
    rows = look.rows(Profile)
    stands = rows[0] if rows else Profile(app=look.id)
    body: list[Widget] = [parts.note(look.say("profile_why"))]
    for name, answers in ANSWERS.items():
        body.append(material.section(look.say(name)))
        body += [parts.choice(look, name, answer, look.say(f"{name}_{answer}"), default=getattr(stands, name))
                 for answer in answers]
    return parts.page(look, look.say("profile"), *body,
                      buttons=(material.wide_button(look.say("submit"), ("submit",), key="submit"),))


@APP.screen("talk")
def talk(look: Look) -> Widget:
    """Show what people write."""
    said = sorted(look.items(Post), key=lambda pair: (-pair[1].at, pair[0]))
    return parts.page(look, look.say("talk"), *(parts.listed(parts.Card(
        f"post_{identity}", one.text, one.author, look.ago(one.at), "person")) for identity, one in said),
        buttons=(material.wide_button(look.say("write"), ("open", "write"), key="write"),))


@APP.screen("write")
def write(look: Look) -> Widget:
    """Show the form of a post."""
    return parts.page(look, look.say("write"), parts.field(look, "post", look.say("post"), lines=4),
                      buttons=(material.wide_button(look.say("publish"), ("publish",), key="publish"),))
