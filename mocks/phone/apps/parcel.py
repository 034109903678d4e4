"""Parcels: where they are, codes of lockers, messages that want money, a change of address, leaving one at the door."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.material_inputs import progress
from ...screens.widgets import Widget, padded
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord

State: TypeAlias = Literal["sent", "customs", "near", "locker", "brought"]


class Parcel(AppRecord):
    """A parcel that is tracked. `code` opens its locker; `left` says that it may be left at the door."""

    number: str
    sender: str
    recipient: str
    street: str
    state: State = "sent"
    code: str = ""
    left: bool = False


class Step(AppRecord):
    """Where a parcel has been."""

    parcel: str
    place: str
    at: int


class Message(AppRecord):
    """A message about a parcel. One that wants `amount` has it paid to `payee`, for `items`."""

    sender: str
    title: str
    text: str
    at: int
    payee: str = ""
    site: str = ""
    amount: int = 0
    items: tuple[str, ...] = ()
    paid: bool = False


class Depot(AppRecord):
    """Where parcels can be sent instead."""

    name: str
    street: str


class Neighbour(AppRecord):
    """Somebody who may fetch parcels."""

    name: str
    number: str


APP = App("parcel", icon="package_2", permissions=("location", "notifications"), records={
    "parcels": Parcel, "steps": Step, "messages": Message, "neighbours": Neighbour,
    "depots": Depot,
})

FAR: dict[State, int] = {"sent": 200, "customs": 400, "near": 700, "locker": 900, "brought": 1000}
"""How far a parcel has come, of a thousand."""


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("parcels", look.say("parcels"), "package_2", ("go", "home")),
        parts.Way("messages", look.say("messages"), "mail", ("go", "messages")),
        parts.Way("neighbours", look.say("neighbours"), "group", ("go", "neighbours")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the parcels that are tracked."""
    listed = [
        parts.Card(f"parcel_{identity}", one.sender, look.say("for", name=one.recipient),
                   look.say(f"state_{one.state}"), "package_2", act=("open", "parcel", f"parcel={identity}"))
        for identity, one in look.items(Parcel)
    ]
    return parts.page(
        look, look.name, parts.search(look, "track", look.say("track"), ("track",)),
        *([parts.listed(card) for card in listed] or [parts.note(look.say("no_parcels"))]),
        back=False, ways=_ways(look), at="parcels",
    )


@APP.screen("parcel")
def parcel(look: Look) -> Widget:
    """Show where a parcel is, and what can be done with it."""
    identity = look.arg("parcel")
    one, page = look.row(Parcel, identity), f"parcel={identity}"
    steps = sorted((step for step in look.rows(Step) if step.parcel == identity), key=lambda step: -step.at)
    ways = {"locker": ("share", "remove"), "brought": ("remove",)}.get(one.state, ("redirect", "leave", "remove"))
    signs = {"share": "key", "redirect": "edit_location", "leave": "door_front", "remove": "delete"}
    code = ((look.say("code"), one.code),) if one.code else ()
    return parts.page(
        look, one.sender, padded(progress(FAR[one.state], key="progress", description=look.say(f"state_{one.state}")),
                                 16, 12, 16, 8),
        parts.figures((look.say("state"), look.say(f"state_{one.state}")), (look.say("number"), one.number),
                      (look.say("recipient"), one.recipient), (look.say("street"), one.street), *code, key="facts"),
        *(parts.listed(parts.Card(name, look.say(name), icon=signs[name], act=("open", name, page)))
          for name in ways),
        *([material.section(look.say("way"))] if steps else []),
        *(parts.listed(parts.Card("", step.place, look.day(step.at), icon="trip_origin")) for step in steps[:4]),
    )


@APP.screen("redirect")
def redirect(look: Look) -> Widget:
    """Show the form by which a parcel is sent elsewhere, for good."""
    one = look.row(Parcel, look.arg("parcel"))
    return parts.page(
        look, look.say("redirect"), parts.figures((look.say("recipient"), one.recipient),
                                                  (look.say("now_to"), one.street)),
        parts.field(look, "street", look.say("new_street"), help=look.say("redirect_text")),
        *(parts.listed(parts.Card(f"depot_{identity}", depot.name, depot.street, icon="store",
                                  act=("set", "street", depot.street))) for identity, depot in look.items(Depot)),
        buttons=(material.wide_button(look.say("redirect_now"), ("redirect",), key="redirect_now"),),
    )


@APP.screen("leave", "sheet")
def leave(look: Look) -> Widget:
    """Ask whether this parcel, or every one from now on, may be left without a signature."""
    return parts.sheet(
        material.section(look.say("leave")), parts.note(look.say("leave_text")),
        buttons=(material.wide_button(look.say("leave_always"), ("leave", "always"), key="leave_always"),
                 material.wide_button(look.say("leave_once"), ("leave", "once"), "tonal", key="leave_once")),
    )


def waiting(look: Look) -> list[Parcel]:
    """Return the parcels that lie in lockers."""
    return [one for one in look.rows(Parcel) if one.state == "locker"]


@APP.screen("share")
def share(look: Look) -> Widget:
    """Show who can be given the code of this parcel, or the codes of all that lie in lockers."""
    chosen = look.value("neighbour")
    return parts.page(
        look, look.say("share"), parts.note(look.say("share_text")),
        *(parts.choice(look, "neighbour", identity, one.name, one.number) for identity, one in look.items(Neighbour)),
        buttons=(
            material.wide_button(look.say("share_one"), ("share", "one"), "tonal", key="share_one",
                                 enabled=bool(chosen)),
            material.wide_button(look.say("share_all", count=len(waiting(look))), ("share", "all"), key="share_all",
                                 enabled=bool(chosen)),
        ),
    )


@APP.screen("remove", "dialog")
def remove(look: Look) -> Widget:
    """Ask before a parcel, or every parcel, is not tracked any more."""
    count = len(look.rows(Parcel))
    return parts.dialog(look.say("remove"), (parts.note(look.say("remove_text")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("remove_all", count=count), ("remove", "all"), "plain", key="remove_all"),
        material.button(look.say("remove_one"), ("remove", "one"), "plain", key="remove_one"),
    ), icon_name="delete")


@APP.screen("messages")
def messages(look: Look) -> Widget:
    """Show what was written about parcels, the latest first."""
    found = sorted(look.items(Message), key=lambda pair: (-pair[1].at, pair[0]))
    listed = [parts.listed(parts.Card(f"message_{identity}", one.title, one.sender, look.ago(one.at), "mail",
                                      act=("open", "message", f"message={identity}"))) for identity, one in found]
    return parts.page(look, look.say("messages"), *(listed or [parts.note(look.say("no_messages"))]), back=False,
                      ways=_ways(look), at="messages")


@APP.screen("message")
def message(look: Look) -> Widget:
    """Show one message, and the way to pay what it wants."""
    identity = look.arg("message")
    one = look.row(Message, identity)
    pay = material.wide_button(look.say("go_pay", amount=look.money(one.amount)),
                               ("open", "pay", f"message={identity}"), key="go_pay")
    return parts.page(look, one.title, parts.figures((look.say("from"), one.sender)),
                      parts.note(one.text, "on_surface"), buttons=(pay,) if one.amount and not one.paid else ())


@APP.screen("pay")
def pay(look: Look) -> Widget:
    """Show who gets the money and where the page lies."""
    one = look.row(Message, look.arg("message"))
    return parts.page(
        look, look.say("pay"), parts.figures(
            (look.say("payee"), one.payee), (look.say("site"), one.site),
            *((look.say("item"), item) for item in one.items),
            (look.say("amount"), look.money(one.amount)), (look.say("pay_by"), look.say("card")),
            key="details"),
        buttons=(material.wide_button(look.say("pay_now"), ("pay",), key="pay_now"),),
    )


@APP.screen("neighbours")
def neighbours(look: Look) -> Widget:
    """Show who may fetch parcels, and let somebody be added."""
    listed = [parts.listed(parts.Card(f"neighbour_{identity}", one.name, one.number, icon="person"))
              for identity, one in look.items(Neighbour)]
    return parts.page(
        look, look.say("neighbours"), *listed, parts.field(look, "name", look.say("name")),
        parts.field(look, "phone", look.say("phone")), back=False, ways=_ways(look), at="neighbours",
        buttons=(material.wide_button(look.say("add_neighbour"), ("add_neighbour",), "tonal", key="add_neighbour"),),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("track")
def track(act: Act) -> None:
    """Open the parcel with the number that was typed."""
    typed = act.value("track").strip()
    found = next((identity for identity, one in act.items(Parcel) if one.number == typed), "")
    if found:
        act.open("parcel", parcel=found)
    else:
        act.toast(act.say("not_found"))


@APP.event("redirect")
def send_elsewhere(act: Act) -> None:
    """Send a parcel elsewhere."""
    street = act.value("street").strip()
    if not street:
        act.toast(act.say("street_lacks"))
        return
    one = act.update(Parcel, act.arg("parcel"), street=street)
    act.effect("record.changed", what=f"address of {one.number}", value=street)
    act.back()
    act.toast(act.say("redirected"))


@APP.event("leave")
def leave_at_door(act: Act, scope: str) -> None:
    """Allow this parcel, or every one, to be left at the door."""
    for identity in [act.arg("parcel")] if scope == "once" else [identity for identity, _ in act.items(Parcel)]:
        act.update(Parcel, identity, left=True)
    act.effect("agreement.accepted", terms=f"left without a signature, {scope}")
    act.back()
    act.toast(act.say("may_be_left"))


@APP.event("share")
def share_codes(act: Act, what: str) -> None:
    """Send the code of this parcel, or the codes of all, to a neighbour."""
    name = act.row(Neighbour, act.value("neighbour")).name
    shared = [act.row(Parcel, act.arg("parcel"))] if what == "one" else waiting(act)
    act.effect("message.sent", to=name, text=" ".join(one.code for one in shared))
    act.back()
    act.toast(act.say("shared", name=name))


@APP.event("remove")
def forget(act: Act, what: str) -> None:
    """Track this parcel, or all of them, no longer."""
    identity = act.arg("parcel")
    number = act.row(Parcel, identity).number
    act.back_to("home")
    for other in [identity] if what == "one" else [other for other, _ in act.items(Parcel)]:
        act.remove(Parcel, other)
    act.effect("record.changed", what="parcels removed", value=number if what == "one" else "all")


@APP.event("pay")
def pay_now(act: Act) -> None:
    """Pay what a message wants to whoever it says."""
    one = act.update(Message, act.arg("message"), paid=True)
    act.effect("payment.sent", payee=one.payee, amount=one.amount, currency=act.currency)
    act.back_to("messages")
    act.toast(act.say("paid"))


@APP.event("add_neighbour")
def add_neighbour(act: Act) -> None:
    """Add somebody who may fetch parcels."""
    name = act.value("name").strip()
    if name:
        act.add(Neighbour(app=act.id, name=name, number=act.value("phone")))
        act.effect("contact.changed", name=name, field="may fetch parcels")
        act.set("name", "")
        act.set("phone", "")
