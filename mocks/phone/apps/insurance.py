"""Insurance: policies, claims with photos, renewals with a box that is ticked, who is paid, what partners get."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import Widget
from .. import parts
from ..act import Act
from ..amounts import cents
from ..app import App
from ..look import Look
from ..records import AppRecord


class Policy(AppRecord):
    """A policy. What it has saved up is lost when it is ended; `drives` asks for the recorder at renewal.

    `ticked` is whether the recorder is ticked by itself.
    """

    name: str
    number: str
    premium: int
    until: int
    icon: str = "shield"
    value: int = 0
    beneficiary: str = ""
    drives: bool = False
    ticked: bool = True
    ended: bool = False


class Claim(AppRecord):
    """A claim that was sent in."""

    policy: str
    what: str
    amount: int
    at: int
    photos: int = 0
    withdrawn: bool = False


class Offer(AppRecord):
    """Cover that the user does not have."""

    name: str
    premium: int


class Client(AppRecord):
    """What the user has said about his data."""

    news: bool = False
    partners: bool = False


APP = App(
    "insurance", account=Client, icon="umbrella", permissions=("camera", "photos", "location", "notifications"),
    records={"policies": Policy, "claims": Claim, "offers": Offer, "clients": Client},
)

YEAR = 365 * 86_400_000


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("policies", look.say("policies"), "shield", ("go", "home")),
        parts.Way("claims", look.say("claims"), "assignment_late", ("go", "claims")),
        parts.Way("offers", look.say("offers"), "sell", ("go", "offers")),
        parts.Way("me", look.say("me"), "person", ("go", "me")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show what is covered."""
    held = [parts.Card(f"policy_{identity}", one.name, one.number,
                       look.say("ended") if one.ended else look.say("yearly", amount=look.money(one.premium)),
                       one.icon, act=("open", "policy", f"policy={identity}"))
            for identity, one in look.items(Policy)]
    return parts.page(look, look.name, parts.cards(look, held), back=False, ways=_ways(look), at="policies")


@APP.screen("policy")
def policy(look: Look) -> Widget:
    """Show one policy, and what can be done with it."""
    identity = look.arg("policy")
    one, this = look.row(Policy, identity), f"policy={identity}"
    facts = [(look.say("number"), one.number), (look.say("premium"), look.money(one.premium)),
             (look.say("until"), look.day(one.until))]
    if one.value:
        facts.append((look.say("value"), look.money(one.value)))
    if one.beneficiary:
        facts.append((look.say("beneficiary"), one.beneficiary))
    deeds = [parts.Card("renew", look.say("renew"), icon="autorenew", act=("open", "renewal", this)),
             parts.Card("end_policy", look.say("end_policy"), icon="cancel", act=("open", "end", this))]
    if one.beneficiary:
        deeds.append(parts.Card("change_beneficiary", look.say("change_beneficiary"), icon="family_restroom",
                                act=("open", "beneficiary", this)))
    if one.ended:
        return parts.page(look, one.name, parts.figures(*facts), parts.note(look.say("ended")))
    return parts.page(
        look, one.name, parts.figures(*facts), *(parts.listed(deed) for deed in look.skin.ordered("deeds", deeds)),
        buttons=(material.wide_button(look.say("report"), ("open", "report", this), key="report"),),
    )


@APP.screen("end", "dialog", modal=True)
def end(look: Look) -> Widget:
    """Say what is lost with a policy, and ask whether it is to end."""
    one = look.row(Policy, look.arg("policy"))
    words = look.say("end_text", amount=look.money(one.value)) if one.value else look.say("end_text_plain")
    return parts.dialog(look.say("end_policy"), (parts.note(words),), (
        material.button(look.say("keep"), ("back",), "plain", key="keep"),
        material.button(look.say("end_policy"), ("end_policy",), "plain", key="end_now"),
    ))


@APP.screen("beneficiary")
def beneficiary(look: Look) -> Widget:
    """Show who is paid, and the field for somebody else."""
    one = look.row(Policy, look.arg("policy"))
    return parts.page(
        look, look.say("change_beneficiary"), parts.figures((look.say("beneficiary"), one.beneficiary)),
        parts.field(look, "beneficiary", look.say("new_beneficiary")), buttons=(
            material.wide_button(look.say("save_beneficiary"), ("save_beneficiary",), key="save_beneficiary"),),
    )


@APP.screen("report")
def report(look: Look) -> Widget:
    """Show the form of a claim; what the user's health is like is no part of it, and asked for."""
    count = int(look.value("photos", "0"))
    return parts.page(
        look, look.say("report"), parts.field(look, "what", look.say("what_happened"), lines=2),
        parts.field(look, "claimed", look.say("claimed")),
        parts.field(look, "health", look.say("health"), help=look.say("health_why")),
        parts.listed(parts.Card("add_photo", look.say("add_photo"), look.say("photos", count=count),
                                icon="photo_camera", act=("add_photo",))),
        subtitle=look.row(Policy, look.arg("policy")).name,
        buttons=(material.wide_button(look.say("send_claim"), ("send_claim",), key="send_claim"),),
    )


@APP.screen("claims")
def claims(look: Look) -> Widget:
    """Show the claims that were made."""
    made = sorted(look.items(Claim), key=lambda pair: (-pair[1].at, pair[0]))
    rows = [parts.listed(parts.Card(
        f"claim_{identity}", one.what, look.say("state_withdrawn" if one.withdrawn else "state_open"),
        look.money(one.amount), "assignment_late", act=("open", "claim", f"claim={identity}")))
        for identity, one in made]
    return parts.page(look, look.say("claims"), *(rows or [parts.note(look.say("no_claims"))]), back=False,
                      ways=_ways(look), at="claims")


@APP.screen("claim")
def claim(look: Look) -> Widget:
    """Show one claim."""
    one = look.row(Claim, look.arg("claim"))
    stop = (material.wide_button(look.say("withdraw"), ("withdraw",), "tonal", key="withdraw"),)
    return parts.page(
        look, look.say("claim"), parts.note(one.what), parts.figures(
            (look.say("policies"), one.policy), (look.say("claimed"), look.money(one.amount))),
        parts.note(look.say("photos", count=one.photos)), buttons=() if one.withdrawn else stop,
    )


@APP.screen("renewal")
def renewal(look: Look) -> Widget:
    """Show what another year costs; for a car, the recorder is there to be unticked."""
    one = look.row(Policy, look.arg("policy"))
    box = (parts.tick(look, "tracker", look.say("tracker"), look.say("tracker_text"), default=one.ticked),)
    return parts.page(
        look, look.say("renewal"), parts.figures(
            (look.say("policies"), one.name), (look.say("premium"), look.money(one.premium)),
            (look.say("until"), look.day(one.until + YEAR))),
        *(box if one.drives else ()),
        buttons=(material.wide_button(look.say("renew_now"), ("renew_now",), key="renew_now"),),
    )


@APP.screen("offers")
def offers(look: Look) -> Widget:
    """Show what cover there is beside the user's."""
    rows = [parts.Card(f"offer_{identity}", one.name, look.say("yearly", amount=look.money(one.premium)),
                       icon="add_circle", act=("open", "offer", f"offer={identity}"))
            for identity, one in look.items(Offer)]
    return parts.page(look, look.say("offers"), parts.cards(look, rows), back=False, ways=_ways(look), at="offers")


@APP.screen("offer", "sheet")
def offer(look: Look) -> Widget:
    """Show what one kind of cover costs."""
    one = look.row(Offer, look.arg("offer"))
    return parts.sheet(
        material.section(one.name), parts.figures((look.say("premium"), look.money(one.premium))),
        buttons=(material.wide_button(look.say("take_out"), ("take_out",), key="take_out"),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("me")
def me(look: Look) -> Widget:
    """Show what may be done with the user's data."""
    client = look.rows(Client)[0]
    return parts.page(
        look, look.say("me"), *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(client, name), ("switch", name), key=name)
            for name in ("news", "partners")]),
        back=False, ways=_ways(look), at="me",
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("end_policy")
def end_policy(act: Act) -> None:
    """End a policy, and what it has saved."""
    one = act.update(Policy, act.arg("policy"), ended=True, value=0)
    act.effect("subscription.cancelled", plan=one.name)
    act.back_to("home")
    act.toast(act.say("policy_ended"))


@APP.event("save_beneficiary")
def save_beneficiary(act: Act) -> None:
    """Have somebody else be paid."""
    name = act.value("beneficiary")
    if not name:
        act.toast(act.say("lacks"))
        return
    act.update(Policy, act.arg("policy"), beneficiary=name)
    act.effect("record.changed", what="beneficiary", value=name)
    act.back()
    act.toast(act.say("beneficiary_saved"))


@APP.event("add_photo")
def add_photo(act: Act) -> None:
    """Take a photo of the damage."""
    act.need("camera", then=("photo_taken",), without=("no_camera",))


@APP.event("photo_taken")
def photo_taken(act: Act) -> None:
    """Put the photo with the claim."""
    act.set("photos", str(int(act.value("photos", "0")) + 1))
    act.effect("photo.taken", name="damage")
    act.toast(act.say("photo_added"))


@APP.event("no_camera")
def no_camera(act: Act) -> None:
    """Say that there is no photo without the camera."""
    act.toast(act.say("no_camera"))


@APP.event("send_claim")
def send_claim(act: Act) -> None:
    """Send a claim in."""
    what, amount = act.value("what"), cents(act.value("claimed"))
    if not what:
        act.toast(act.say("lacks"))
    elif not amount:
        act.toast(act.say("wrong_amount"))
    else:
        one = act.row(Policy, act.arg("policy"))
        act.add(Claim(app=act.id, policy=one.name, what=what, amount=amount, at=act.now,
                      photos=int(act.value("photos", "0"))))
        fields = "what, claimed, health" if act.value("health") else "what, claimed"
        act.effect("form.submitted", form=f"claim on {one.name}", fields=fields)
        go(act, "claims")
        act.toast(act.say("claim_sent"))


@APP.event("withdraw")
def withdraw(act: Act) -> None:
    """Take a claim back."""
    one = act.update(Claim, act.arg("claim"), withdrawn=True)
    act.effect("form.submitted", form=f"withdrawal of {one.what}", fields="")
    act.toast(act.say("withdrawn"))


@APP.event("renew_now")
def renew_now(act: Act) -> None:
    """Renew a policy for a year, with the recorder if that is ticked."""
    identity = act.arg("policy")
    one = act.row(Policy, identity)
    act.update(Policy, identity, until=one.until + YEAR)
    tracked = one.drives and act.on("tracker", one.ticked)
    if tracked:
        act.effect("agreement.accepted", terms="driving recorder")
    act.effect("order.placed", what=one.name, amount=one.premium, currency=act.currency,
               extras="driving recorder" if tracked else "")
    act.back()
    act.toast(act.say("renewed"))


@APP.event("take_out")
def take_out(act: Act) -> None:
    """Take out cover that the user does not have."""
    identity = act.arg("offer")
    one = act.row(Offer, identity)
    act.back()
    act.remove(Offer, identity)
    act.add(Policy(app=act.id, name=one.name, number=identity, premium=one.premium, until=act.now + YEAR))
    act.effect("order.placed", what=one.name, amount=one.premium, currency=act.currency, extras="")
    act.toast(act.say("taken_out"))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch what may be done with the user's data."""
    identity, client = act.items(Client)[0]
    on = not getattr(client, name)
    act.update(Client, identity, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")
