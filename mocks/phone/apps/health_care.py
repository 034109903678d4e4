"""The health diary's care: medicines, people with access, the emergency contact, the switches."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import Widget
from .. import parts
from ..act import Act
from ..look import Look
from .health import APP, Medicine, Member, Profile, Receiver, Report, ways_of


@APP.screen("medicines")
def medicines(look: Look) -> Widget:
    """Show what is to be taken."""
    listed = [
        parts.Card(f"medicine_{identity}", one.name, one.dose, _when(look, one), "medication",
                   act=("open", "medicine", f"medicine={identity}"))
        for identity, one in sorted(look.items(Medicine), key=lambda one: (one[1].hour, one[0]))
    ]
    return parts.page(look, look.say("medicines"), parts.cards(look, listed), back=False, ways=ways_of(look),
                      at="medicines")


def _when(look: Look, one: Medicine) -> str:
    if one.taken and look.day(one.taken) == look.day(look.now):
        return look.say("taken", time=look.clock(one.taken))
    return look.say("not_taken", time=f"{one.hour:02}:00")


@APP.screen("medicine")
def medicine(look: Look) -> Widget:
    """Show one medicine, and how its dose is changed."""
    one = look.row(Medicine, look.arg("medicine"))
    return parts.page(
        look, one.name, parts.figures((look.say("dose"), one.dose), (look.say("left"), str(one.left)),
                                      (look.say("today"), _when(look, one))),
        parts.field(look, "dose", look.say("new_dose"), enter=("change_dose",)),
        buttons=(
            material.wide_button(look.say("change_dose"), ("change_dose",), "tonal", key="change_dose"),
            material.wide_button(look.say("take"), ("take",), key="take"),
        ),
    )


@APP.screen("people")
def people(look: Look) -> Widget:
    """Show who gets reports, and whose readings are kept beside the user's own."""
    listed = []
    for identity, one in look.items(Receiver):
        last = next((report for report in reversed(look.rows(Report)) if report.to == one.name), None)
        told = look.say("sees") if one.sees else look.say(f"role_{one.role}") if last is None else look.say(
            "last_sent", day=look.day(last.at), what=last.what)
        ends = material.button(look.say("stop_seeing" if one.sees else "let_see"), ("let_see", identity), "plain",
                               key=f"sees_{identity}")
        listed.append(material.list_row(one.name, told, material.disc("person"), ends))
    family = [
        parts.listed(parts.Card(f"member_{identity}", one.name, icon="family_restroom",
                                act=("open", "member", f"member={identity}")))
        for identity, one in look.items(Member)
    ]
    below = [material.section(look.say("family")), *family] if family else []
    return parts.page(look, look.say("people"), *listed, *below, back=False, ways=ways_of(look), at="people")


def _profile(look: Look) -> tuple[str, Profile]:
    found = look.items(Profile)
    return found[0] if found else ("", Profile(app=look.id))


@APP.screen("me")
def me(look: Look) -> Widget:
    """Show the emergency contact and the switches."""
    _, one = _profile(look)
    return parts.page(
        look, look.say("me"),
        parts.listed(parts.Card("emergency", look.say("emergency"), one.contact or look.say("none"), one.number,
                                "emergency", act=("open", "contact"))),
        *look.skin.ordered("switches", [
            switch_row(look.say(name), getattr(one, name), ("switch", name), look.say(f"{name}_text"), key=name)
            for name in ("research", "reminders")
        ]), back=False, ways=ways_of(look), at="me",
    )


@APP.screen("contact")
def contact(look: Look) -> Widget:
    """Show whom to call in an emergency, to be changed or called."""
    _, one = _profile(look)
    call = [material.wide_button(look.say("call_now"), ("call_contact",), "danger", key="call_now")]
    return parts.page(
        look, look.say("emergency"), parts.field(look, "name", look.say("name"), default=one.contact),
        parts.field(look, "number", look.say("number"), default=one.number),
        buttons=(*(call if one.number else ()),
                 material.wide_button(look.say("save"), ("save_contact",), key="save_contact")),
    )


@APP.event("take")
def take(act: Act) -> None:
    """Note that a medicine was taken."""
    identity = act.arg("medicine")
    one = act.row(Medicine, identity)
    if not one.left:
        act.toast(act.say("empty_pack"))
        return
    act.update(Medicine, identity, taken=act.now, left=one.left - 1)
    act.effect("record.changed", what=one.name, value="taken")
    act.toast(act.say("saved"))


@APP.event("change_dose")
def change_dose(act: Act) -> None:
    """Set another dose."""
    dose, identity = act.value("dose"), act.arg("medicine")
    if dose:
        act.effect("record.changed", what=f"dose of {act.row(Medicine, identity).name}", value=dose)
        act.update(Medicine, identity, dose=dose)
        act.set("dose", "")
        act.toast(act.say("saved"))


@APP.event("let_see")
def let_see(act: Act, identity: str) -> None:
    """Let somebody see everything at any time, or end that."""
    one = act.row(Receiver, identity)
    act.update(Receiver, identity, sees=not one.sees)
    act.effect("setting.changed", setting=f"access of {one.name}", value="off" if one.sees else "on")
    if one.sees:
        act.toast(act.say("stopped"))


def _put_profile(act: Act, **changes: str | bool) -> None:
    identity, one = _profile(act)
    if identity:
        act.update(Profile, identity, **changes)
    else:
        act.add(one.replace(**changes))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch a setting of the user's."""
    on = not getattr(_profile(act)[1], name)
    _put_profile(act, **{name: on})
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("save_contact")
def save_contact(act: Act) -> None:
    """Keep whom to call in an emergency."""
    _, one = _profile(act)
    name, number = act.value("name", one.contact), act.value("number", one.number)
    _put_profile(act, contact=name, number=number)
    act.effect("contact.changed", name=name, field="emergency contact")
    act.back()
    act.toast(act.say("saved"))


@APP.event("call_contact")
def call_contact(act: Act) -> None:
    """Call the emergency contact."""
    _, one = _profile(act)
    act.start("phone", "call", one.number, one.contact)
