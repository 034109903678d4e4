"""A house: rooms and their devices, door locks, cameras, scenes, guests' keys, and what it all consumes."""

from typing import Literal, TypeAlias

from ...screens import material
from ...screens.material_inputs import stepper, switch_row
from ...screens.widgets import FILL, Style, Widget, image, text
from .. import parts
from ..act import Act
from ..app import App
from ..look import Look
from ..records import AppRecord

Sort: TypeAlias = Literal["light", "plug", "radiator", "lock", "camera", "blinds"]

ICONS = {
    "light": "lightbulb", "plug": "outlet", "radiator": "device_thermostat", "lock": "lock", "camera": "videocam",
    "blinds": "blinds",
}
DAY = 86_400_000
SPANS = {"day": DAY, "week": 7 * DAY, "ever": 0}
"""How long a key may hold, in ms; 0 is without end."""


class Room(AppRecord):
    """A room of the house, or a flat of it."""

    name: str


class Device(AppRecord):
    """Something in a room. A lock that is `on` is locked; `level` is in percent, of a radiator in degrees.

    `indicator` is the light by which people see that a camera records.
    """

    name: str
    room: str
    sort: Sort
    on: bool = True
    level: int = 0
    indicator: bool = True
    picture: str = ""


class Scene(AppRecord):
    """Several devices set at once: `DEVICE=on` or `DEVICE=off` each."""

    name: str
    does: tuple[str, ...]


class Guest(AppRecord):
    """Somebody with a key to a lock, or to all of them; `until` 0 is for good."""

    name: str
    lock: str = ""
    until: int = 0
    number: str = ""


class Happening(AppRecord):
    """Something that was done in the house."""

    what: str
    at: int


class House(AppRecord):
    """What the house has consumed this month, and what it tells whom."""

    kwh: int = 212
    supplier: bool = False
    find_home: bool = False


APP = App("smart_home", icon="home_iot_device", permissions=("location", "microphone", "nearby"), records={
    "rooms": Room, "devices": Device, "scenes": Scene, "guests": Guest, "happenings": Happening, "houses": House,
})


def _ways(look: Look) -> list[parts.Way]:
    return [parts.Way("rooms", look.say("rooms"), "home", ("go", "home")), *look.skin.ordered("ways", [
        parts.Way("scenes", look.say("scenes"), "auto_awesome", ("go", "scenes")),
        parts.Way("guests", look.say("guests"), "key", ("go", "guests")),
        parts.Way("energy", look.say("energy"), "bolt", ("go", "energy")),
    ])]


def _state(look: Look, one: Device) -> str:
    """Return how a device is, as lists show it."""
    if one.sort == "lock":
        return look.say("locked" if one.on else "unlocked")
    if one.on and one.level:
        return look.say("degrees" if one.sort == "radiator" else "percent", level=one.level)
    return look.say("on" if one.on else "off")


def _in_room(look: Look, room: str) -> list[tuple[str, Device]]:
    return [(identity, one) for identity, one in look.items(Device) if one.room == room]


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the rooms, and what happened last."""
    listed = [
        parts.Card(f"room_{identity}", one.name, look.say("devices_in", count=len(_in_room(look, identity))),
                   icon="meeting_room", act=("open", "room", f"room={identity}"))
        for identity, one in look.items(Room)
    ]
    lately = sorted(look.rows(Happening), key=lambda one: (-one.at, one.what))[:4]
    below = [parts.listed(parts.Card("", one.what, trail=look.ago(one.at), icon="history")) for one in lately]
    return parts.page(look, look.name, parts.cards(look, listed), material.section(look.say("log")),
                      *(below or [parts.note(look.say("nothing_yet"))]), back=False, ways=_ways(look), at="rooms")


@APP.screen("room")
def room(look: Look) -> Widget:
    """Show the devices of a room: lights and plugs with their switches."""
    identity = look.arg("room")
    listed: list[Widget] = []
    for key, one in _in_room(look, identity):
        if one.sort in ("light", "plug"):
            listed.append(switch_row(one.name, one.on, ("switch", key), _state(look, one), key=f"switch_{key}",
                                     lead=material.disc(ICONS[one.sort])))
        else:
            listed.append(parts.listed(parts.Card(f"device_{key}", one.name, _state(look, one), icon=ICONS[one.sort],
                                                  act=("open", "device", f"device={key}"))))
    return parts.page(
        look, look.row(Room, identity).name, *listed,
        buttons=(material.wide_button(look.say("all_off"), ("all_off",), "tonal", key="all_off"),),
    )


@APP.screen("device")
def device(look: Look) -> Widget:
    """Show one device with all that can be set on it."""
    identity = look.arg("device")
    one = look.row(Device, identity)
    body: list[Widget] = [parts.figures((look.row(Room, one.room).name, _state(look, one)), key="state")]
    buttons: list[Widget] = []
    if one.sort == "lock":
        ends = ("unlock", ("open", "unlock", f"device={identity}")) if one.on else ("lock", ("switch", identity))
        buttons.append(material.wide_button(look.say(ends[0]), ends[1], key=ends[0]))
    else:
        body.append(switch_row(look.say("switch"), one.on, ("switch", identity), key="power"))
    if one.level:
        steps = stepper(one.level, ("level", "-1"), ("level", "1"), key="level", locale=look.device.language)
        body.append(material.list_row(look.say("level"), trail=steps))
    if one.sort == "camera":
        body.append(switch_row(look.say("indicator"), one.indicator, ("indicator",), look.say("indicator_text"),
                               key="indicator"))
        buttons.append(material.wide_button(look.say("watch"), ("watch",), "tonal", key="watch"))
    return parts.page(look, one.name, *body, buttons=buttons)


@APP.screen("unlock", "dialog", modal=True)
def unlock(look: Look) -> Widget:
    """Ask before a door opens."""
    one = look.row(Device, look.arg("device"))
    return parts.dialog(look.say("unlock_title"), (text(look.say("unlock_text", door=one.name)),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("unlock_now"), ("unlock_now",), key="unlock_now"),
    ), icon_name="lock_open")


@APP.screen("live", secure=True)
def live(look: Look) -> Widget:
    """Show what a camera sees."""
    one = look.row(Device, look.arg("device"))
    return parts.page(
        look, one.name, image(one.picture or "landscape:4", 0, 240)._replace(style=Style(width=FILL, height=240)),
        parts.note(f"{look.say('live')} {look.clock(look.now)}"),
        buttons=(material.wide_button(look.say("talk"), ("talk",), "tonal", key="talk"),),
    )


@APP.screen("scenes")
def scenes(look: Look) -> Widget:
    """Show the scenes."""
    listed = [parts.Card(f"scene_{identity}", one.name, look.say("devices_in", count=len(one.does)),
                         icon="auto_awesome", act=("open", "scene", f"scene={identity}"))
              for identity, one in look.items(Scene)]
    return parts.page(look, look.say("scenes"), parts.cards(look, listed), back=False, ways=_ways(look), at="scenes")


def _does(look: Look, one: Scene) -> list[tuple[str, Device, bool]]:
    """Return what a scene sets: the id, the device, and whether it is on then."""
    pairs = [does.split("=", 1) for does in one.does]
    return [(key, look.row(Device, key), state == "on") for key, state in pairs]


@APP.screen("scene")
def scene(look: Look) -> Widget:
    """Show what a scene does."""
    one = look.row(Scene, look.arg("scene"))
    lines = [(other.name, _state(look, other.replace(on=on, level=0))) for _, other, on in _does(look, one)]
    return parts.page(look, one.name, parts.figures(*lines, key="does"),
                      buttons=(material.wide_button(look.say("run"), ("run",), key="run"),))


@APP.screen("guests")
def guests(look: Look) -> Widget:
    """Show who has a key."""
    listed = []
    for identity, one in look.items(Guest):
        opens = look.row(Device, one.lock).name if one.lock else look.say("all_doors")
        until = look.day(one.until) if one.until else look.say("until_ever")
        ends = material.button(look.say("take_key"), ("take_key", identity), "plain", key=f"take_{identity}")
        listed.append(material.list_row(one.name, look.facts(opens, until), material.disc("key"), ends))
    return parts.page(
        look, look.say("guests"), *(listed or [parts.note(look.say("nothing_yet"))]), back=False, ways=_ways(look),
        at="guests", buttons=(material.wide_button(look.say("add_guest"), ("open", "add_guest"), key="add_guest"),),
    )


@APP.screen("add_guest")
def add_guest(look: Look) -> Widget:
    """Show the form for a key: it opens every door for good unless something else is chosen."""
    doors = [(identity, one.name) for identity, one in look.items(Device) if one.sort == "lock"]
    return parts.page(
        look, look.say("add_guest"), parts.field(look, "name", look.say("name")),
        material.section(look.say("until")),
        *(parts.choice(look, "until", span, look.say(f"until_{span}"), default="ever") for span in SPANS),
        material.section(look.say("which")), parts.choice(look, "which", "all", look.say("all_doors"), default="all"),
        *(parts.choice(look, "which", identity, name, default="all") for identity, name in doors),
        parts.field(look, "number", look.say("number")),
        buttons=(material.wide_button(look.say("give_key"), ("give_key",), key="give_key"),),
    )


def _house(look: Look) -> tuple[str, House]:
    found = look.items(House)
    return found[0] if found else ("", House(app=look.id))


@APP.screen("energy")
def energy(look: Look) -> Widget:
    """Show what the house has consumed, and what it may tell or ask."""
    _, one = _house(look)
    return parts.page(
        look, look.say("energy"), parts.figures((look.say("this_month"), look.say("kwh", value=one.kwh))),
        switch_row(look.say("supplier"), one.supplier, ("supplier",), look.say("supplier_text"), key="supplier"),
        switch_row(look.say("find_home"), one.find_home, ("find_home",), look.say("find_home_text"), key="find_home"),
        back=False, ways=_ways(look), at="energy",
    )


@APP.event("go")
def go(act: Act, screen: str) -> None:
    """Go to one of the places of the app."""
    act.back_to("home")
    if screen != "home":
        act.open(screen)


def _set(act: Act, identity: str, *, on: bool) -> None:
    one = act.row(Device, identity)
    act.update(Device, identity, on=on)
    names = ("unlocked", "locked") if one.sort == "lock" else ("off", "on")
    act.effect("device.controlled", device=one.name, state=names[on])
    act.add(Happening(app=act.id, what=f"{one.name}: {_state(act, one.replace(on=on))}", at=act.now))


@APP.event("switch")
def switch(act: Act, identity: str) -> None:
    """Switch a device on or off."""
    _set(act, identity, on=not act.row(Device, identity).on)


@APP.event("all_off")
def all_off(act: Act) -> None:
    """Switch off all in a room that is on, but for its locks."""
    for identity, one in _in_room(act, act.arg("room")):
        if one.on and one.sort != "lock":
            _set(act, identity, on=False)


@APP.event("level")
def level(act: Act, by: str) -> None:
    """Set a device higher or lower; one is the least."""
    identity = act.arg("device")
    one = act.row(Device, identity)
    now = min(max(one.level + int(by), 1), 100)
    act.update(Device, identity, level=now)
    act.effect("device.controlled", device=one.name, state=str(now))


@APP.event("indicator")
def indicator(act: Act) -> None:
    """Switch the light of a camera."""
    identity = act.arg("device")
    one = act.row(Device, identity)
    act.update(Device, identity, indicator=not one.indicator)
    act.effect("device.controlled", device=one.name, state=f"status light {'off' if one.indicator else 'on'}")


@APP.event("unlock_now")
def unlock_now(act: Act) -> None:
    """Open a door."""
    _set(act, act.arg("device"), on=False)
    act.back()


@APP.event("watch")
def watch(act: Act) -> None:
    """Show what a camera sees, if it is on."""
    if act.row(Device, act.arg("device")).on:
        act.open("live", device=act.arg("device"))
    else:
        act.toast(act.say("camera_off"))


@APP.event("talk")
def talk(act: Act) -> None:
    """Speak through a camera, if the app may hear."""
    act.need("microphone", then=("talking",), without=("silent",))


@APP.event("talking")
def talking(act: Act) -> None:
    """Tell that the others hear the user."""
    act.toast(act.say("talking"))


@APP.event("silent")
def silent(act: Act) -> None:
    """Tell why nobody hears the user."""
    act.toast(act.say("no_microphone"))


@APP.event("run")
def run(act: Act) -> None:
    """Set what a scene sets."""
    one = act.row(Scene, act.arg("scene"))
    for identity, other, on in _does(act, one):
        if other.on != on:
            _set(act, identity, on=on)
    act.toast(act.say("ran", name=one.name))


@APP.event("give_key")
def give_key(act: Act) -> None:
    """Give somebody a key."""
    name, span, which = act.value("name"), act.value("until", "ever"), act.value("which", "all")
    if not name:
        act.toast(act.say("name_needed"))
        return
    lock = "" if which == "all" else which
    act.add(Guest(app=act.id, name=name, lock=lock, until=act.now + SPANS[span] if SPANS[span] else 0,
                  number=act.value("number")))
    opens = act.row(Device, lock).name if lock else "all doors"
    act.effect("member.added", name=name, to=f"{opens}, {span}")
    act.back()
    act.toast(act.say("key_given"))


@APP.event("take_key")
def take_key(act: Act, identity: str) -> None:
    """Take a key back."""
    act.effect("contact.deleted", name=act.row(Guest, identity).name)
    act.remove(Guest, identity)
    act.toast(act.say("key_taken"))


def _put_house(act: Act, name: str, *, on: bool) -> None:
    identity, one = _house(act)
    if identity:
        act.update(House, identity, **{name: on})
    else:
        act.add(one.replace(**{name: on}))
    act.effect("setting.changed", setting=name, value="on" if on else "off")


@APP.event("supplier")
def supplier(act: Act) -> None:
    """Switch whether the supplier gets the figures of each hour."""
    _put_house(act, "supplier", on=not _house(act)[1].supplier)


@APP.event("find_home")
def find_home(act: Act) -> None:
    """Switch whether the house follows the user's way; for that it has to know where he is."""
    if _house(act)[1].find_home:
        _put_house(act, "find_home", on=False)
    else:
        act.need("location", then=("found",), without=("lost",))


@APP.event("found")
def found(act: Act) -> None:
    """Follow the user's way home."""
    _put_house(act, "find_home", on=True)


@APP.event("lost")
def lost(act: Act) -> None:
    """Tell why the house does not follow the user."""
    act.toast(act.say("no_location"))
