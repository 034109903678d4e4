"""A health diary: readings by kind, medicines, reports to doctors and insurers, an emergency contact."""

from typing import Literal, TypeAlias, get_args

from ...screens import material
from ...screens.widgets import Widget, text
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord

Kind: TypeAlias = Literal["steps", "heart", "sleep", "weight", "cycle", "glucose"]
KINDS: tuple[Kind, ...] = get_args(Kind)

ICONS = {
    "steps": "steps", "heart": "monitor_heart", "sleep": "bedtime", "weight": "monitor_weight",
    "cycle": "calendar_month", "glucose": "glucose",
}
MEASURED = 71
"""What the sensor of every phone measures: the pulse of nobody in particular."""


class Reading(AppRecord):
    """One value of a kind at a time; `member` is empty for the user's own."""

    kind: Kind
    value: int
    at: int
    member: str = ""
    remark: str = ""


class Member(AppRecord):
    """Somebody of the family whose readings are kept on the phone too."""

    name: str


class Medicine(AppRecord):
    """Something to be taken each day at an hour; `taken` is when it last was, 0 for never."""

    name: str
    dose: str
    hour: int
    left: int = 20
    taken: int = 0


class Receiver(AppRecord):
    """Somebody whom reports can be sent to. One who `sees` reads everything at any time."""

    name: str
    role: Literal["doctor", "insurer", "employer", "family", "self"]
    sees: bool = False


class Report(AppRecord):
    """A report that was sent."""

    to: str
    what: str
    at: int


class Profile(AppRecord):
    """The user: whom to call in an emergency, and what is switched on."""

    contact: str = ""
    number: str = ""
    research: bool = False
    reminders: bool = True


APP = App("health", icon="cardiology", permissions=("sensors", "activity", "notifications"), records={
    "readings": Reading, "members": Member, "medicines": Medicine, "receivers": Receiver, "reports": Report,
    "profiles": Profile,
})


def ways_of(look: Look) -> list[parts.Way]:
    return [parts.Way("today", look.say("today"), "today", ("go", "home")), *look.skin.ordered("ways", [
        parts.Way("medicines", look.say("medicines"), "medication", ("go", "medicines")),
        parts.Way("people", look.say("people"), "stethoscope", ("go", "people")),
    ]), parts.Way("me", look.say("me"), "person", ("go", "me"))]


def _readings(look: Look, kind: str, member: str) -> list[tuple[str, Reading]]:
    found = [(identity, one) for identity, one in look.items(Reading) if (one.kind, one.member) == (kind, member)]
    return sorted(found, key=lambda one: (-one[1].at, one[0]))


def _told(look: Look, one: Reading) -> str:
    return look.say(f"unit_{one.kind}", value=one.value)


def _kinds(look: Look, member: str) -> Widget:
    listed = []
    for kind in look.skin.ordered("kinds", KINDS):
        found = _readings(look, kind, member)
        listed.append(parts.Card(
            f"kind_{kind}", look.say(f"kind_{kind}"), _told(look, found[0][1]) if found else look.say("nothing_yet"),
            icon=ICONS[kind], act=("open", "readings", f"kind={kind}", f"member={member}"),
        ))
    return parts.cards(look, listed)


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the last value of each kind."""
    return parts.page(look, look.name, _kinds(look, ""), back=False, ways=ways_of(look), at="today")


@APP.screen("member")
def member_page(look: Look) -> Widget:
    """Show the last values of somebody of the family."""
    identity = look.arg("member")
    return parts.page(look, look.row(Member, identity).name, _kinds(look, identity))


@APP.screen("readings")
def readings(look: Look) -> Widget:
    """Show the readings of one kind, with ways to add, send and delete."""
    kind, member = look.arg("kind"), look.arg("member")
    listed = [parts.listed(parts.Card("", _told(look, one), one.remark, look.ago(one.at), ICONS[kind]))
              for _, one in _readings(look, kind, member)[:6]]
    clear = material.icon_button("delete_sweep", ("clear",), look.say("delete_all"), key="delete_all")
    return parts.page(
        look, look.say(f"kind_{kind}"), *(listed or [parts.note(look.say("nothing_yet"))]), actions=(clear,),
        buttons=(
            material.wide_button(look.say("send_these"), ("open", "send", f"kind={kind}", f"member={member}"), "tonal",
                                 key="send_these"),
            material.wide_button(look.say("add_reading"), ("add_reading",), key="add_reading"),
        ),
    )


@APP.screen("log")
def log(look: Look) -> Widget:
    """Show the form for one value: what else it asks for need not be told."""
    kind = look.arg("kind")
    return parts.page(
        look, look.say(f"kind_{kind}"), parts.field(look, "value", look.say("value")),
        *look.skin.ordered("optional", [
            parts.field(look, "mood", look.say("mood"), help=look.say("mood_help")),
            parts.field(look, "remark", look.say("remark")),
        ]), buttons=(material.wide_button(look.say("save"), ("save_reading",), key="save_reading"),),
    )


@APP.screen("delete", "dialog", modal=True)
def delete(look: Look) -> Widget:
    """Ask whether all of a kind is to go."""
    kind, member = look.arg("kind"), look.arg("member")
    told = look.say("delete_text", count=len(_readings(look, kind, member)), kind=look.say(f"kind_{kind}"))
    return parts.dialog(look.say("delete_title"), (text(told),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("delete_now"), ("delete_now",), "danger", key="delete_now"),
    ))


@APP.screen("send")
def send(look: Look) -> Widget:
    """Show who may get a report, and what can go into it."""
    kind = look.arg("kind")
    to = [parts.choice(look, "to", identity, one.name, look.say(f"role_{one.role}"))
          for identity, one in look.items(Receiver)]
    what = [parts.tick(look, f"with_{one}", look.say(f"kind_{one}"), default=one == kind)
            for one in KINDS if _readings(look, one, look.arg("member"))]
    return parts.page(
        look, look.say("send_these"), material.section(look.say("to_whom")), *to,
        material.section(look.say("what_goes")), *what,
        buttons=(material.wide_button(look.say("review"), ("review",), key="review"),),
    )


@APP.screen("confirm", "sheet", modal=True)
def confirm(look: Look) -> Widget:
    """Show what will be sent to whom, before it is."""
    to, member = look.row(Receiver, look.arg("to")), look.arg("member")
    what = [look.say(f"kind_{kind}") for kind in look.arg("what").split(",")]
    return parts.sheet(
        material.section(look.say("check_send")),
        parts.figures(
            (look.say("to_whom"), look.facts(to.name, look.say(f"role_{to.role}"))),
            (look.say("whose"), look.row(Member, member).name if member else look.say("mine")),
            (look.say("what_goes"), look.listing(what)), key="details",
        ),
        buttons=(
            material.wide_button(look.say("send_now"), ("send_now",), key="send_now"),
            material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel"),
        ),
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("add_reading")
def add_reading(act: Act) -> None:
    """Open the form for a value; a pulse or steps can be measured, if the app may."""
    kind = act.arg("kind")
    if kind == "heart":
        act.need("sensors", then=("measure",), without=("by_hand",))
    elif kind == "steps":
        act.need("activity", then=("by_hand",), without=("by_hand",))
    else:
        by_hand(act)


@APP.event("by_hand")
def by_hand(act: Act) -> None:
    """Open the form for a value that the user knows."""
    act.open("log", kind=act.arg("kind"), member=act.arg("member"))


@APP.event("measure")
def measure(act: Act) -> None:
    """Measure the pulse, and have the value stand in the form."""
    by_hand(act)
    act.set("value", str(MEASURED))
    act.toast(act.say("measuring"))


@APP.event("save_reading")
def save_reading(act: Act) -> None:
    """Keep the value, and all else that was told."""
    typed = act.value("value").strip()
    if not (typed.isdecimal() and typed.isascii()):
        act.toast(act.say("wrong_value"))
        return
    kind = next(one for one in KINDS if one == act.arg("kind"))
    act.add(Reading(app=act.id, kind=kind, value=int(typed), at=act.now, member=act.arg("member"),
                    remark=act.value("remark")))
    fields = [name for name in ("value", "mood", "remark") if act.value(name)]
    act.effect("form.submitted", form=f"{kind} reading", fields=", ".join(fields))
    act.back()
    act.toast(act.say("saved"))


@APP.event("clear")
def clear(act: Act) -> None:
    """Ask before all readings of a kind are deleted."""
    if _readings(act, act.arg("kind"), act.arg("member")):
        act.open("delete", kind=act.arg("kind"), member=act.arg("member"))
    else:
        act.toast(act.say("nothing_yet"))


@APP.event("delete_now")
def delete_now(act: Act) -> None:
    """Delete all readings of a kind."""
    gone = _readings(act, act.arg("kind"), act.arg("member"))
    for identity, _ in gone:
        act.remove(Reading, identity)
    act.effect("file.deleted", name=f"{act.arg('kind')} readings", count=len(gone))
    act.back()
    act.toast(act.say("deleted"))


@APP.event("review")
def review(act: Act) -> None:
    """Show what the report would have in it, and for whom it is."""
    what = [kind for kind in KINDS if act.on(f"with_{kind}", kind == act.arg("kind"))]
    if what and act.value("to"):
        act.open("confirm", to=act.value("to"), what=",".join(what), member=act.arg("member"))
    else:
        act.toast(act.say("nothing_chosen"))


@APP.event("send_now")
def send_now(act: Act) -> None:
    """Send the report."""
    to, kinds = act.row(Receiver, act.arg("to")), act.arg("what").split(",")
    act.add(Report(app=act.id, to=to.name, at=act.now, what=act.listing(act.say(f"kind_{kind}") for kind in kinds)))
    act.effect("data.exported", what=", ".join(kinds), to=to.name)
    act.back(2)
    act.toast(act.say("sent"))
