"""The dialog in which the user grants an app a permission, or does not."""

from ...screens.widgets import CHECKED, FILL, Style, Widget, icon, text, wrap
from ..act import Act
from ..look import Look
from ..records import Scope
from ..skins import skin_of
from .ui import APP

IN_USE = ("location", "camera", "microphone")
"""Permissions that can be granted for the time of use, or once. The others are granted or not, as on Android."""

ICONS = {
    "location": "location_on", "camera": "photo_camera", "microphone": "mic", "contacts": "contacts",
    "calendar": "calendar_today", "photos": "photo_library", "files": "folder", "sms": "sms", "phone": "call",
    "notifications": "notifications", "activity": "directions_run", "sensors": "monitor_heart", "nearby": "devices",
}


@APP.screen("permission", "dialog", modal=True)
def permission(look: Look) -> Widget:
    """Ask whether an app may have a permission, and for how long."""
    what = look.arg("permission")
    name = skin_of(look.arg("app")).name(look.device.language)
    question = look.say("allow_question", app=name, what=look.say(f"permission_{what}"))
    parts = [
        icon(ICONS[what], "primary", key="permission_icon"),
        text(question, "title_large", key="permission_message", style=Style(along="centre")),
    ]
    if what == "location":
        parts.append(_accuracy(look))
    return Widget("dialog", "permission_dialog", children=(*parts, *_buttons(look, what)), style=Style(
        width=312, padding=(24, 24, 24, 16), gap=12, across="centre", fill="surface_high", radii=(28, 28, 28, 28),
    ))


def _buttons(look: Look, what: str) -> list[Widget]:
    offered: list[tuple[str, str, tuple[str, ...]]]
    if what in IN_USE:
        offered = [
            ("permission_allow_foreground_only_button", "while_using", ("allow", "while_using")),
            ("permission_allow_one_time_button", "only_this_time", ("allow", "once")),
        ]
    else:
        offered = [("permission_allow_button", "allow", ("allow", "always"))]
    offered.append(("permission_deny_button", "do_not_allow", ("deny",)))
    return [
        Widget("button", key, look.say(words), act=act, style=Style(
            width=FILL, height=52, along="centre", fill="secondary_container", ink="on_secondary_container",
            font="label_large", radii=(12, 12, 12, 12),
        ))
        for key, words, act in offered
    ]


def _accuracy(look: Look) -> Widget:
    """Show the choice between where exactly and about where."""
    precise = look.value("accuracy", "precise") == "precise"
    return wrap(*(
        Widget("radio", f"location_accuracy_{name}", look.say(words), act=("set", "accuracy", words),
               flags=CHECKED if precise == (words == "precise") else 0)
        for name, words in (("fine", "precise"), ("coarse", "approximate"))
    ), style=Style(width=FILL, gap=16, along="centre"))


@APP.event("allow")
def allow(act: Act, scope: Scope) -> None:
    """Grant what was asked for, and go on with what needed it."""
    app, what = act.arg("app"), act.arg("permission")
    precise = what != "location" or act.value("accuracy", "precise") == "precise"
    act.leave_over()
    asker = act.act_for(app)
    asker.grant(what, scope, precise=precise)
    asker.effect("permission.granted", permission=what, scope=scope if precise else f"{scope}, approximate")
    asker.raise_event(tuple(act.arg("then").split("\x1f")))


@APP.event("deny")
def deny(act: Act) -> None:
    """Refuse what was asked for."""
    app, what = act.arg("app"), act.arg("permission")
    act.leave_over()
    asker = act.act_for(app)
    asker.grant(what, "denied")
    asker.effect("permission.denied", permission=what)
    if act.arg("without"):
        asker.raise_event(tuple(act.arg("without").split("\x1f")))
