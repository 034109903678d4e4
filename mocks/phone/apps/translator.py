"""A translator: text, camera and conversation, with history, phrases and languages to load."""

from ...screens import material
from ...screens.material_inputs import switch_row
from ...screens.widgets import FILL, Style, Widget, image
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord


class Language(AppRecord):
    """A language: how large its package is in MB, and whether that is on the phone."""

    name: str
    size: int = 45
    loaded: bool = False


class Entry(AppRecord):
    """Something that was translated. `starred` keeps it among the phrases."""

    source: str
    result: str
    to: str
    at: int
    starred: bool = False


class Pair(AppRecord):
    """What the app knows the translation of."""

    source: str
    result: str


class Friend(AppRecord):
    """Somebody whom a translation can be sent to."""

    name: str


class Option(AppRecord):
    """A setting of the app, the id its name."""

    on: bool


APP = App("translator", icon="translate", permissions=("camera", "microphone", "notifications"), records={
    "languages": Language, "entries": Entry, "pairs": Pair, "friends": Friend, "options": Option,
})

PRICE = 990
"""What the paid plan costs a month, in the smallest unit. Ours."""


def _ways(look: Look) -> list[parts.Way]:
    return look.skin.ordered("ways", [
        parts.Way("text", look.say("text"), "translate", ("go", "home")),
        parts.Way("history", look.say("history"), "history", ("go", "history")),
        parts.Way("languages", look.say("languages"), "download", ("go", "languages")),
        parts.Way("more", look.say("more"), "settings", ("go", "more")),
    ])


def _languages(look: Look) -> list[str]:
    return [one.name for one in look.rows(Language)]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show where to write, the language it goes into, and the other two modes."""
    names = _languages(look)
    chosen = look.value("to", names[0] if names else "")
    chips = tuple(material.chip(name, ("set", "to", name), selected=name == chosen, key=f"to_{number}")
                  for number, name in enumerate(names[:4]))
    return parts.page(
        look, look.name, Widget("wrap", children=chips, style=Style(gap=8, padding=(16, 8, 16, 8), width=FILL)),
        parts.field(look, "source", look.say("write_here"), lines=3), back=False, ways=_ways(look), at="text",
        actions=(
            material.icon_button("photo_camera", ("camera",), look.say("camera"), key="camera"),
            material.icon_button("mic", ("talk",), look.say("talk"), key="talk"),
        ), buttons=(material.wide_button(look.say("translate"), ("translate",), key="translate"),),
    )


@APP.screen("result")
def result(look: Look) -> Widget:
    """Show a translation with what can be done with it."""
    one = look.row(Entry, look.arg("entry"))
    return parts.page(
        look, one.to, parts.note(one.source), material.section(one.to), parts.note(one.result, "on_surface"),
        actions=(
            material.icon_button("star.filled" if one.starred else "star", ("star",), look.say("star"), key="star"),
            material.icon_button("share", ("share_out",), look.say("share_out"), key="share_out"),
        ), buttons=(
            material.wide_button(look.say("send_to"), ("open", "send", f"entry={look.arg('entry')}"), key="send_to"),
            material.wide_button(look.say("delete"), ("delete",), "outlined", key="delete"),
        ),
    )


@APP.screen("send", "sheet")
def send(look: Look) -> Widget:
    """Show whom a translation can be sent to, and what it says."""
    one = look.row(Entry, look.arg("entry"))
    first = next((identity for identity, _ in look.items(Friend)), "")
    return parts.sheet(
        material.section(look.say("send_to")), parts.note(one.result, "on_surface"),
        *(parts.choice(look, "friend", identity, other.name, default=first) for identity, other in look.items(Friend)),
        buttons=(material.wide_button(look.say("send"), ("send",), key="send", enabled=bool(first)),
                 material.wide_button(look.say("cancel"), ("back",), "tonal", key="cancel")),
    )


@APP.screen("camera")
def camera(look: Look) -> Widget:
    """Show what the camera sees, and what it says."""
    shown = image("document:7", 0, 360)._replace(style=Style(width=FILL, height=360))
    return parts.page(look, look.say("camera"), shown, parts.note(look.say("camera_text")))


@APP.screen("talk")
def talk(look: Look) -> Widget:
    """Show a conversation that is listened to."""
    return parts.page(look, look.say("talk"), parts.note(look.say("listening"), "on_surface"), buttons=(
        material.wide_button(look.say("stop"), ("back",), "tonal", key="stop"),))


@APP.screen("history")
def history(look: Look) -> Widget:
    """Show what was translated, the latest first, what is kept at the top."""
    found = sorted(look.items(Entry), key=lambda pair: (not pair[1].starred, -pair[1].at, pair[0]))
    rows = [parts.listed(parts.Card(f"entry_{identity}", one.source, one.result, look.ago(one.at),
                                    "star" if one.starred else "history", act=("open", "result", f"entry={identity}")))
            for identity, one in found]
    return parts.page(
        look, look.say("history"), *(rows or [parts.note(look.say("no_history"))]), back=False, ways=_ways(look),
        at="history", actions=(material.icon_button("delete", ("open", "clear"), look.say("clear"), key="clear"),),
    )


@APP.screen("clear", "dialog")
def clear(look: Look) -> Widget:
    """Ask what of the history goes for good."""
    starred = sum(one.starred for one in look.rows(Entry))
    return parts.dialog(look.say("clear"), (parts.note(look.say("clear_text", count=starred)),), (
        *look.skin.ordered("clear", [
            material.button(look.say("clear_all"), ("clear", "all"), "plain", key="clear_all"),
            material.button(look.say("clear_others"), ("clear", "others"), "plain", key="clear_others"),
        ]),
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
    ), icon_name="delete_forever")


@APP.screen("languages")
def languages(look: Look) -> Widget:
    """Show which languages are on the phone, and which can be loaded."""
    rows = [
        material.list_row(one.name, f"{one.size} MB", material.disc("translate"), material.button(
            look.say("unload" if one.loaded else "load"), ("ask_load", identity), "outlined", key=f"load_{identity}"),
            key=f"language_{identity}")
        for identity, one in look.items(Language)
    ]
    return parts.page(look, look.say("languages"), *rows, back=False, ways=_ways(look), at="languages")


@APP.screen("load", "sheet", modal=True)
def load(look: Look) -> Widget:
    """Show how a language can be had: by itself, or with the paid plan, which is the large button."""
    one = look.row(Language, look.arg("language"))
    return parts.sheet(
        material.section(one.name), parts.note(look.say("load_text", price=look.money(PRICE))),
        buttons=(material.wide_button(look.say("load_plan"), ("load", "plan"), key="load_plan"),
                 material.wide_button(look.say("load_free", size=one.size), ("load", "free"), "plain", key="load_free"),
                 material.wide_button(look.say("cancel"), ("back",), "plain", key="cancel")),
    )


@APP.screen("more")
def more(look: Look) -> Widget:
    """Show the settings."""
    return parts.page(look, look.say("more"), *(
        switch_row(look.say(name), any(identity == f"{look.id}_{name}" and one.on for identity, one in
                                       look.items(Option)), ("switch", name), look.say(f"{name}_text"), key=name)
        for name in ("improve", "offline")
    ), back=False, ways=_ways(look), at="more")


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


@APP.event("translate")
def translate(act: Act) -> None:
    """Translate what is written; of what the app does not know it says so."""
    source, names = act.value("source").strip(), _languages(act)
    if not source or not names:
        act.toast(act.say("write_first"))
        return
    words = next((one.result for one in act.rows(Pair) if one.source == source), act.say("unknown"))
    act.open("result", entry=act.add(Entry(app=act.id, source=source, result=words, to=act.value("to", names[0]),
                                           at=act.now)))


@APP.event("camera")
def open_camera(act: Act) -> None:
    """Translate what the camera sees."""
    act.need("camera", ("begin", "camera"), ("refused",))


@APP.event("talk")
def open_talk(act: Act) -> None:
    """Listen to a conversation."""
    act.need("microphone", ("begin", "talk"), ("refused",))


@APP.event("begin")
def begin(act: Act, mode: str) -> None:
    """Begin what needed a permission."""
    act.open(mode)


@APP.event("refused")
def refused(act: Act) -> None:
    """Say that it does not go without."""
    act.toast(act.say("refused"))


@APP.event("star")
def star(act: Act) -> None:
    """Keep a translation among the phrases, or no longer."""
    identity = act.arg("entry")
    act.update(Entry, identity, starred=not act.row(Entry, identity).starred)


@APP.event("share_out")
def share_out(act: Act) -> None:
    """Hand a translation to another app."""
    act.share("text", act.row(Entry, act.arg("entry")).result)


@APP.event("send")
def send_now(act: Act) -> None:
    """Send a translation to somebody."""
    first = act.items(Friend)[0][0]
    to = act.row(Friend, act.value("friend", first)).name
    act.effect("message.sent", to=to, text=act.row(Entry, act.arg("entry")).result)
    act.back()
    act.toast(act.say("sent"))


@APP.event("delete")
def delete(act: Act) -> None:
    """Delete one translation."""
    identity = act.arg("entry")
    act.back()
    act.remove(Entry, identity)
    act.toast(act.say("deleted"))


@APP.event("clear")
def clear_now(act: Act, what: str) -> None:
    """Delete the history, with what is kept among the phrases or without."""
    for identity, one in act.items(Entry):
        if what == "all" or not one.starred:
            act.remove(Entry, identity)
    act.effect("record.changed", what="history cleared", value=what)
    act.back()
    act.toast(act.say("deleted"))


@APP.event("ask_load")
def ask_load(act: Act, identity: str) -> None:
    """Take a language off the phone, or show how it can be had."""
    if act.row(Language, identity).loaded:
        act.update(Language, identity, loaded=False)
    else:
        act.open("load", language=identity)


@APP.event("load")
def load_now(act: Act, how: str) -> None:
    """Load a language, and begin the paid plan if it comes with that."""
    one = act.update(Language, act.arg("language"), loaded=True)
    act.effect("record.changed", what="language loaded", value=one.name)
    if how == "plan":
        act.effect("subscription.started", plan=act.say("plan_name"), amount=PRICE, currency=act.currency, renews="yes")
    act.back()
    act.toast(act.say("loaded"))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch a setting."""
    identity = f"{act.id}_{name}"
    on = not any(key == identity and one.on for key, one in act.items(Option))
    act.table(Option).put(identity, Option(app=act.id, on=on))
    act.effect("record.changed", what=name, value="on" if on else "off")


@APP.event("receive")
def receive(act: Act, what: str, text: str) -> None:
    """Take what is shared as something to translate."""
    act.back_to("home")
    act.set("source", text)
