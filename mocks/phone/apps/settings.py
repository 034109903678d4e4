"""The settings of the device: networks, the screen, sound, location, the lock, apps and what each may do."""

from ...screens import material
from ...screens.material_inputs import radio_row, switch_row
from ...screens.widgets import Widget
from .. import parts
from ..act import Act
from ..app import App
from ..catalog import app_of
from ..look import Look
from ..records import Installed, Scope
from ..skins import skin_of

APP = App("settings", icon="settings")

SECTIONS = {
    "network": "wifi", "connected": "devices", "apps": "apps", "display": "brightness_medium", "sound": "volume_up",
    "location": "location_on", "security": "lock", "system": "info", "about": "smartphone",
}
"""Screens that the first one leads to, with their icons."""

FONTS = (85, 100, 115, 130)
"""Font sizes that are offered, in percent."""

IN_USE = ("location", "camera", "microphone")
"""Permissions with more than yes and no. Only here is one of them given for all the time."""


@APP.screen("home")
def home(look: Look) -> Widget:
    """Show the sections."""
    rows = [
        parts.listed(parts.Card(f"section_{name}", look.say(name), look.say(f"{name}_hint") if name != "about" else "",
                                icon=sign, act=("open", name)))
        for name, sign in SECTIONS.items()
    ]
    return parts.page(look, look.name, *rows, back=False)


def _switch(look: Look, name: str, words: str = "") -> Widget:
    return switch_row(look.say(words or name), bool(getattr(look.device, name)), ("switch", name), key=name)


@APP.screen("network")
def network(look: Look) -> Widget:
    """Show what the device is connected by."""
    return parts.page(look, look.say("network"), *(_switch(look, name) for name in ("wifi", "mobile_data", "airplane")))


@APP.screen("connected")
def connected(look: Look) -> Widget:
    """Show Bluetooth."""
    return parts.page(look, look.say("connected"), _switch(look, "bluetooth"))


@APP.screen("display")
def display(look: Look) -> Widget:
    """Show the theme and the size of type."""
    sizes = [
        radio_row(look.say(f"font_{size}"), look.device.font_scale == size, ("font", str(size)), key=f"font_{size}")
        for size in FONTS
    ]
    return parts.page(look, look.say("display"), _switch(look, "dark"), material.section(look.say("font_size")), *sizes)


@APP.screen("sound")
def sound(look: Look) -> Widget:
    """Show whether the phone may disturb."""
    return parts.page(look, look.say("sound"), _switch(look, "do_not_disturb"))


@APP.screen("location")
def location(look: Look) -> Widget:
    """Show whether there is a location, and what each app may know of it."""
    asked = [
        (identity, look.scope("location", identity)) for identity, installed in look.installed()
        if "location" in app_of(installed.kind).permissions
    ]
    rows = [
        parts.listed(parts.Card(f"app_{identity}", skin_of(identity).name(look.device.language),
                                look.say(f"scope_{scope}" if scope else "denied"), icon="apps",
                                act=("open", "permission", f"app={identity}", "permission=location")))
        for identity, scope in asked
    ]
    return parts.page(look, look.say("location"), _switch(look, "location", "use_location"), *rows)


@APP.screen("apps")
def apps(look: Look) -> Widget:
    """Show the apps by name."""
    language = look.device.language
    ordered = sorted((skin_of(identity).name(language), identity) for identity, _ in look.installed())
    return parts.page(look, look.say("apps"), *(
        parts.listed(parts.Card(f"app_{identity}", name, skin_of(identity).package, icon="apps",
                                act=("open", "app", f"app={identity}"))) for name, identity in ordered
    ))


def _named(look: Look) -> str:
    return skin_of(look.arg("app")).name(look.device.language)


@APP.screen("app")
def app(look: Look) -> Widget:
    """Show one app: its permissions and notifications, and how to stop or remove it."""
    identity = look.arg("app")
    installed: Installed = look.rows_at("phone.apps")[identity]
    asked = [
        parts.listed(parts.Card(f"permission_{name}", look.say(f"name_{name}"), look.say(_state(look, identity, name)),
                                icon="verified_user",
                                act=("open", "permission", f"app={identity}", f"permission={name}")))
        for name in app_of(installed.kind).permissions
    ]
    buttons = () if identity == look.id else (
        material.wide_button(look.say("force_stop"), ("force_stop", identity), "tonal", key="force_stop"),
        material.wide_button(look.say("uninstall"), ("open", "uninstall", f"app={identity}"), "outlined",
                             key="uninstall"),
    )
    return parts.page(
        look, _named(look), switch_row(look.say("notifications"), installed.notifications, ("mute", identity),
                                       key="notifications"),
        material.section(look.say("app_permissions")), *(asked or [parts.note(look.say("no_permissions"))]),
        buttons=buttons,
    )


def _state(look: Look, identity: str, permission: str) -> str:
    scope = look.scope(permission, identity)
    if scope in (None, "denied"):
        return "denied"
    return f"scope_{scope}" if permission in IN_USE else "allowed"


@APP.screen("permission")
def permission(look: Look) -> Widget:
    """Show what an app may do with one permission."""
    identity, name = look.arg("app"), look.arg("permission")
    scope = look.scope(name, identity) or "denied"
    offered: tuple[Scope, ...] = ("always", "while_using", "once", "denied") if name in IN_USE else ("always", "denied")
    return parts.page(look, look.say(f"name_{name}"), parts.note(_named(look)), *(
        radio_row(look.say("allowed" if one == "always" and name not in IN_USE else f"scope_{one}"), scope == one,
                  ("scope", one), key=f"scope_{one}")
        for one in offered
    ))


@APP.screen("uninstall", "dialog")
def uninstall(look: Look) -> Widget:
    """Ask before an app goes with its data."""
    return parts.dialog(look.say("uninstall"), (
        parts.note(look.say("uninstall_question", app=_named(look))),
    ), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("uninstall"), ("remove",), "plain", key="confirm_uninstall"),
    ))


@APP.screen("security")
def security(look: Look) -> Widget:
    """Show how the screen is locked."""
    locked = bool(look.device.pin)
    buttons = [material.wide_button(look.say("set_pin"), ("set_pin",), key="set_pin")]
    if locked:
        buttons.append(material.wide_button(look.say("remove_pin"), ("remove_pin",), "tonal", key="remove_pin"))
    return parts.page(
        look, look.say("security"),
        parts.figures((look.say("screen_lock"), look.say("lock_pin" if locked else "lock_none"))),
        parts.field(look, "pin", look.say("new_pin"), secret=True, enter=("set_pin",)), buttons=buttons,
    )


@APP.screen("system")
def system(look: Look) -> Widget:
    """Show the language, and how to erase everything."""
    languages = [
        radio_row(look.say(f"language_{one}"), look.device.language == one, ("language", one), key=f"language_{one}")
        for one in ("en", "zh")
    ]
    return parts.page(look, look.say("system"), material.section(look.say("language")), *languages, buttons=(
        material.wide_button(look.say("erase"), ("open", "erase"), "outlined", key="erase"),
    ))


@APP.screen("erase", "dialog", modal=True)
def erase(look: Look) -> Widget:
    """Ask before everything is gone."""
    return parts.dialog(look.say("erase"), (parts.note(look.say("erase_question")),), (
        material.button(look.say("cancel"), ("back",), "plain", key="cancel"),
        material.button(look.say("erase_now"), ("erase_all",), "danger", key="erase_now"),
    ), icon_name="warning")


@APP.screen("about")
def about(look: Look) -> Widget:
    """Show what the device is."""
    device = look.device
    return parts.page(look, look.say("about"), parts.figures(
        (look.say("model"), "Handset"), (look.say("battery"), f"{device.battery} %"),
        (look.say("resolution"), f"{device.width} x {device.height}"),
    ))


@APP.event("switch")
def switch(act: Act, name: str) -> None:
    """Switch a setting of the device over."""
    act.set_device(**{name: not getattr(act.device, name)})


@APP.event("font")
def font(act: Act, size: str) -> None:
    """Set the size of type."""
    act.set_device(font_scale=int(size))


@APP.event("language")
def language(act: Act, which: str) -> None:
    """Set the language of the device."""
    act.set_device(language=which)


@APP.event("scope")
def scope(act: Act, which: Scope) -> None:
    """Set what an app may do with a permission."""
    identity, name = act.arg("app"), act.arg("permission")
    act.grant(name, which, app=identity)
    other = act.act_for(identity)
    if which == "denied":
        other.effect("permission.denied", permission=name)
    else:
        other.effect("permission.granted", permission=name, scope=which)


@APP.event("mute")
def mute(act: Act, identity: str) -> None:
    """Switch an app's notifications over."""
    on = not act.installed_row(identity).notifications
    act.put_installed(identity, notifications=on)
    act.effect("setting.changed", setting=f"notifications of {identity}", value="on" if on else "off")


@APP.event("force_stop")
def force_stop(act: Act, identity: str) -> None:
    """End an app."""
    act.end_task(identity)
    act.toast(act.say("stopped", app=skin_of(identity).name(act.device.language)))


@APP.event("remove")
def remove(act: Act) -> None:
    """Remove an app, with all that it keeps."""
    identity = act.arg("app")
    act.back_to("apps")
    act.uninstall(identity)


@APP.event("set_pin")
def set_pin(act: Act) -> None:
    """Lock the screen with a PIN."""
    pin = act.value("pin")
    if len(pin) < 4 or not pin.isascii() or not pin.isdecimal():
        act.toast(act.say("pin_short"))
        return
    act.set("pin", "")
    act.set_lock(pin)


@APP.event("remove_pin")
def remove_pin(act: Act) -> None:
    """Have the screen open to anybody."""
    act.set_lock("")


@APP.event("erase_all")
def erase_all(act: Act) -> None:
    """Erase the phone: every app goes with what it keeps."""
    act.effect("setting.changed", setting="factory reset", value="done")
    act.back_to("home")
    for identity, _ in act.installed():
        if identity != act.id:
            act.uninstall(identity)


@APP.event("show_app")
def show_app(act: Act, identity: str) -> None:
    """Show what may be set of one app: what a long press on its icon leads to."""
    act.back_to("home")
    act.open("apps")
    act.open("app", app=identity)
