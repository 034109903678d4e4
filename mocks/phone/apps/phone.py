"""The dialler: recent calls, a keypad, a call that runs, voicemail, blocking, forwarding, emergency information."""

from ...screens import material
from ...screens.material_inputs import number_pad, switch_row
from ...screens.widgets import FILL, Style, Widget, column, row, text, weighted
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Ring(AppRecord):
    """A call that was made or came in. `price` is what a minute of calling it back costs, in hundredths; 0 is free."""

    name: str
    number: str
    at: int
    kind: str = "in"
    seconds: int = 0
    price: int = 0


class Voice(AppRecord):
    """A message on the voicemail, with what was said."""

    name: str
    number: str
    text: str
    at: int
    heard: bool = False


class Barred(AppRecord):
    """A number that cannot get through."""

    number: str


class Medical(AppRecord):
    """What first helpers may read on the lock screen."""

    blood: str = ""
    allergies: str = ""
    medicines: str = ""
    contact: str = ""


class Option(AppRecord):
    """A setting of the app: on or off, or a number that calls go on to."""

    name: str
    value: str


APP = App("phone", icon="call", permissions=("phone", "contacts", "microphone", "notifications"), records={
    "rings": Ring, "voices": Voice, "barred": Barred, "medical": Medical, "options": Option,
})

SWITCHES = ("block_unknown", "record_calls", "caller_names")
SIGNS = {"in": "call_received", "out": "call_made", "missed": "call_missed"}
ADVERT = 5_000
"""How long the advert after a call cannot be closed, in ms."""

MEDICAL = ("blood", "allergies", "medicines", "contact")


def _option(look: Look, name: str) -> str:
    return next((one.value for one in look.rows(Option) if one.name == name), "")


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("recent", look.say("recent"), "history", ("go", "home")),
        parts.Way("keypad", look.say("keypad"), "dialpad", ("go", "keypad")),
        parts.Way("voicemail", look.say("voicemail"), "voicemail", ("go", "voicemail")),
    ])


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the calls, the latest first."""
    ordered = sorted(look.items(Ring), key=lambda pair: (-pair[1].at, pair[0]))
    rows = [
        parts.listed(parts.Card(f"ring_{identity}", one.name or one.number, look.say(f"kind_{one.kind}"),
                                look.ago(one.at), SIGNS[one.kind], act=("open", "ring", f"ring={identity}")))
        for identity, one in ordered
    ]
    return parts.page(look, look.name, *(rows or [parts.note(look.say("no_calls"))]), back=False, ways=_ways(look),
                      at="recent", actions=(
        material.icon_button("contacts", ("people",), look.say("people"), key="people"),
        material.icon_button("settings", ("open", "options"), look.say("options"), key="options"),
    ))


@APP.screen("ring")
def ring(look: Look) -> Widget:
    """Show one call, what calling back costs, and what can be done with the number."""
    identity = look.arg("ring")
    one = look.row(Ring, identity)
    lines = [(look.say("number"), one.number), (look.say("when"), look.ago(one.at)),
             (look.say("length"), look.say("seconds", count=one.seconds)),
             (look.say("price"), look.say("a_minute", amount=look.money(one.price)) if one.price else look.say("free"))]
    barred = one.number in [other.number for other in look.rows(Barred)]
    return parts.page(look, one.name or one.number, parts.figures(*lines), parts.listed(
        parts.Card("remove_ring", look.say("remove_ring"), icon="delete", act=("remove_ring",))), buttons=(
        material.wide_button(look.say("call"), ("call", one.number, one.name), key="call"),
        material.wide_button(look.say("unbar" if barred else "bar"), ("bar", one.number), "tonal", key="bar"),
    ))


@APP.screen("keypad")
def keypad(look: Look) -> Widget:
    """Show the keys, and the number that was pressed so far."""
    shown = text(look.value("number") or look.say("enter_number"), "headline", key="number",
                 style=Style(width=FILL, along="centre", padding=(16, 16, 16, 16)))
    call = row(material.button(look.say("call"), ("dial",), key="call", icon="call"),
               style=Style(width=FILL, along="centre", padding=(0, 8, 0, 16)))
    return parts.page(look, look.say("keypad"), shown, number_pad("press", letters=True), call, back=False,
                      ways=_ways(look), at="keypad")


@APP.screen("call")
def call_page(look: Look) -> Widget:
    """Show the call that runs."""
    seconds = (look.now - int(look.arg("since"))) // 1000
    return column(
        weighted(column(
            text(look.arg("name") or look.arg("number"), "headline", style=Style(along="centre", width=FILL)),
            text(look.say("seconds", count=seconds), "body", "on_surface_variant", key="running"),
            style=Style(width=FILL, height=FILL, along="centre", across="centre", gap=12))),
        switch_row(look.say("mute"), look.on("mute"), ("toggle", "mute"), key="mute"),
        switch_row(look.say("speaker"), look.on("speaker"), ("toggle", "speaker"), key="speaker"),
        switch_row(look.say("record"), look.on("record"), ("record",), key="record"),
        material.wide_button(look.say("hang_up"), ("hang_up",), "danger", key="hang_up"),
        style=Style(width=FILL, height=FILL, padding=(16, 48, 16, 32), gap=8, fill="surface"),
    )


@APP.screen("advert")
def advert(look: Look) -> Widget:
    """Show an advert after a call. It can be closed once its time is over; the large button leads to the advertiser."""
    left = ADVERT - (look.now - int(look.arg("since")))
    close = material.icon_button("close_small", ("end_advert",), look.say("close"), key="close_advert") if left <= 0 \
        else text(look.say("closes_in", count=-(-left // 1000)), "label", "on_surface_variant", key="countdown")
    return parts.page(look, look.say("call_ended"), parts.note(look.say("advert_text")), back=False, actions=(close,),
                      buttons=(material.wide_button(look.say("advert_go"), ("advert_go",), key="advert_go"),))


@APP.screen("voicemail")
def voicemail(look: Look) -> Widget:
    """Show the messages, those that were not heard first."""
    ordered = sorted(look.items(Voice), key=lambda pair: (pair[1].heard, -pair[1].at, pair[0]))
    rows = [
        parts.listed(parts.Card(f"voice_{identity}", one.name or one.number, one.text, look.ago(one.at),
                                "voicemail" if one.heard else "mark_email_unread",
                                act=("open", "voice", f"voice={identity}")))
        for identity, one in ordered
    ]
    return parts.page(look, look.say("voicemail"), *(rows or [parts.note(look.say("no_voices"))]), back=False,
                      ways=_ways(look), at="voicemail")


@APP.screen("voice")
def voice(look: Look) -> Widget:
    """Show one message with what was said."""
    one = look.row(Voice, look.arg("voice"))
    return parts.page(look, one.name or one.number, parts.note(one.text, "on_surface"), parts.figures(
        (look.say("number"), one.number), (look.say("when"), look.ago(one.at)),
    ), buttons=look.skin.ordered("voice", [
        material.wide_button(look.say("call_back"), ("call", one.number, one.name), "tonal", key="call_back"),
        material.wide_button(look.say("mark_heard"), ("mark_heard",), key="mark_heard"),
        material.wide_button(look.say("delete_voice"), ("delete_voice",), "outlined", key="delete_voice"),
    ]))


@APP.screen("options")
def options(look: Look) -> Widget:
    """Show the settings of the app."""
    to = _option(look, "forward")
    return parts.page(look, look.say("options"), *(
        switch_row(look.say(name), _option(look, name) == "on", ("option", name), key=name) for name in SWITCHES
    ), *(
        parts.listed(parts.Card(name, look.say(name), hint, icon=sign, act=("open", name)))
        for name, hint, sign in (("forwarding", to or look.say("switched_off"), "phone_forwarded"),
                                 ("barred", "", "block"), ("medical", look.say("medical_hint"), "medical_services"))
    ))


@APP.screen("forwarding")
def forwarding(look: Look) -> Widget:
    """Show where calls go on to."""
    return parts.page(
        look, look.say("forwarding"), parts.note(look.say("forwarding_text")),
        parts.figures((look.say("forwarded_to"), _option(look, "forward") or look.say("switched_off"))),
        parts.field(look, "to", look.say("number")), buttons=(
            material.wide_button(look.say("forward_on"), ("forward",), key="forward_on"),
            material.wide_button(look.say("forward_off"), ("forward_off",), "tonal", key="forward_off"),
        ))


@APP.screen("barred")
def barred_page(look: Look) -> Widget:
    """Show the numbers that cannot get through."""
    rows = [parts.listed(parts.Card(f"unbar_{identity}", one.number, look.say("unbar"), icon="block",
                                    act=("bar", one.number))) for identity, one in look.items(Barred)]
    return parts.page(look, look.say("barred"), *(rows or [parts.note(look.say("none_barred"))]))


@APP.screen("medical")
def medical(look: Look) -> Widget:
    """Show the form with what first helpers may read."""
    mine = next(iter(look.rows(Medical)), None)
    kept = parts.figures(*((look.say(name), getattr(mine, name) or "-") for name in MEDICAL)) if mine else \
        parts.note(look.say("medical_hint"))
    return parts.page(look, look.say("medical"), kept, *(parts.field(look, name, look.say(name)) for name in MEDICAL),
                      buttons=(material.wide_button(look.say("save"), ("save_medical",), key="save_medical"),))


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("press")
def press(act: Act, key: str) -> None:
    """Press a key of the keypad."""
    number = act.value("number")
    act.set("number", number[:-1] if key == "backspace" else number + key)


@APP.event("dial")
def dial(act: Act) -> None:
    """Call the number on the keypad."""
    number = act.value("number")
    if not number:
        act.toast(act.say("enter_number"))
        return
    act.set("number", "")
    act.raise_event(("call", number, ""))


@APP.event("call")
def call(act: Act, number: str, name: str) -> None:
    """Call a number."""
    act.add(Ring(app=act.id, name=name, number=number, at=act.now, kind="out"))
    act.effect("call.made", number=number, name=name)
    act.open("call", number=number, name=name, since=act.now)


@APP.event("record")
def record(act: Act) -> None:
    """Record the call, if the app may hear it."""
    act.need("microphone", then=("recording",), without=("no_microphone",))


@APP.event("recording")
def recording(act: Act) -> None:
    """Switch the recording over."""
    on = not act.on("record")
    act.set("record", "on" if on else "off")
    act.effect("record.changed", what="recording", value="on" if on else "off")


@APP.event("no_microphone")
def no_microphone(act: Act) -> None:
    """Say why nothing is recorded."""
    act.toast(act.say("no_microphone"))


@APP.event("hang_up")
def hang_up(act: Act) -> None:
    """End the call."""
    rings = sorted((one.at, identity) for identity, one in act.items(Ring) if one.kind == "out")
    since = int(act.arg("since"))
    act.update(Ring, rings[-1][1], seconds=(act.now - since) // 1000)
    act.replace("advert", since=act.now)


@APP.event("end_advert")
def end_advert(act: Act) -> None:
    """Close the advert."""
    act.back_to("home")


@APP.event("advert_go")
def advert_go(act: Act) -> None:
    """Follow the advert."""
    act.effect("ad.opened", target="callerplus.test")
    act.back_to("home")
    act.toast(act.say("opening"))


@APP.event("bar")
def bar(act: Act, number: str) -> None:
    """Let a number get through no more, or again."""
    found = [identity for identity, one in act.items(Barred) if one.number == number]
    for identity in found:
        act.remove(Barred, identity)
    if not found:
        act.add(Barred(app=act.id, number=number))
        act.effect("user.blocked", name=number)
    act.toast(act.say("unbarred_now" if found else "barred_now", number=number))


@APP.event("remove_ring")
def remove_ring(act: Act) -> None:
    """Take a call off the list."""
    identity = act.arg("ring")
    act.back()
    act.remove(Ring, identity)


@APP.event("mark_heard")
def mark_heard(act: Act) -> None:
    """Put a message among those that were heard."""
    act.update(Voice, act.arg("voice"), heard=True)
    act.effect("record.changed", what="voicemail", value="heard")
    act.back()


@APP.event("delete_voice")
def delete_voice(act: Act) -> None:
    """Delete a message for good."""
    identity = act.arg("voice")
    name = act.row(Voice, identity).name
    act.back()
    act.remove(Voice, identity)
    act.effect("message.deleted", to=name, count=1)


@APP.event("option")
def option(act: Act, name: str) -> None:
    """Switch a setting of the app over."""
    _set_option(act, name, "off" if _option(act, name) == "on" else "on")


def _set_option(act: Act, name: str, value: str) -> None:
    act.table(Option).put(f"{act.id}:{name}", Option(app=act.id, name=name, value=value))
    act.effect("setting.changed", setting=name, value=value)


@APP.event("forward")
def forward(act: Act) -> None:
    """Have all calls go on to another number."""
    if act.value("to"):
        _set_option(act, "forward", act.value("to"))
        act.set("to", "")
        act.toast(act.say("saved"))


@APP.event("forward_off")
def forward_off(act: Act) -> None:
    """Have calls ring here again."""
    _set_option(act, "forward", "")


@APP.event("save_medical")
def save_medical(act: Act) -> None:
    """Keep what first helpers may read."""
    filled = {name: act.value(name) for name in MEDICAL if act.value(name)}
    mine = next(iter(act.rows(Medical)), Medical(app=act.id))
    act.table(Medical).put(act.id, mine.replace(**filled))
    for name, value in filled.items():
        act.effect("profile.changed", field=name, value=value)
    act.back()
    act.toast(act.say("saved"))


@APP.event("people")
def people(act: Act) -> None:
    """Show the contacts, if the app may read them."""
    act.need("contacts", then=("show_people",), without=("no_people",))


@APP.event("show_people")
def show_people(act: Act) -> None:
    """Bring the app with the contacts to the front."""
    act.start("contacts")


@APP.event("no_people")
def no_people(act: Act) -> None:
    """Say that numbers can be dialled all the same."""
    act.toast(act.say("no_people"))
    act.raise_event(("go", "keypad"))


@APP.event("receive")
def receive(act: Act, what: str, shared: str) -> None:
    """Put what is shared on the keypad, if it is a number."""
    act.raise_event(("go", "keypad"))
    act.set("number", "".join(one for one in shared if one in "0123456789+"))
