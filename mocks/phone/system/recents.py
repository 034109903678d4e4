"""The apps that were used last, and how they are closed."""

from ...screens.widgets import FILL, Style, Widget, column, row, scroll, spacer, text, weighted
from ..act import Act
from ..look import Look
from ..skins import skin_of
from .launcher import badge
from .ui import APP


@APP.screen("recents")
def recents(look: Look) -> Widget:
    """Show a card for each app that is open, the last one first."""
    tasks = look.rows_at("phone.tasks")
    opened = sorted(
        ((tasks[one].used, one) for one in tasks.ids() if tasks[one].used and tasks[one].pages), reverse=True
    )
    if not opened:
        middle: Widget = column(text(look.say("no_recents"), "title", key="no_recents"),
                                style=Style(width=FILL, across="centre", padding=(0, 240, 0, 0)))
    else:
        middle = scroll(*(_card(look, one) for _, one in opened), key="recent_apps", offset=look.offset("recent_apps"),
                        style=Style(width=FILL, gap=12))
    clear = Widget("button", "clear_all", look.say("clear_all"), act=("forget_all",), style=Style(
        height=44, padding=(20, 0, 20, 0), font="label_large", fill="secondary_container",
        ink="on_secondary_container", radii=(22,) * 4))
    return column(weighted(middle), row(spacer(weight=1), clear, spacer(weight=1), style=Style(width=FILL)),
                  style=Style(width=FILL, height=FILL, padding=(24, 24, 24, 16), gap=12, fill="surface_container"))


def _card(look: Look, identity: str) -> Widget:
    skin = skin_of(identity)
    name = skin.name(look.device.language)
    close = Widget("button", f"close_{identity}", description=f"{look.say('close')} {name}", icon="close",
                   act=("forget", identity), style=Style(width=48, height=48, size=20))
    head = row(badge(skin, 32), weighted(text(name, "title", lines=1)), close, style=Style(width=FILL, gap=12))
    return Widget("card", f"recent_{identity}", description=name, act=("resume", identity), children=(head,),
                  style=Style(width=FILL, padding=(16, 12, 8, 12), fill="surface", radii=(24,) * 4))


@APP.event("resume")
def resume(act: Act, identity: str) -> None:
    """Go back to an app."""
    act.bring(identity)


@APP.event("forget")
def forget(act: Act, identity: str) -> None:
    """Close an app: the next time it begins anew."""
    act.end_task(identity)


@APP.event("forget_all")
def forget_all(act: Act) -> None:
    """Close every app, and go home."""
    tasks = act.rows_at("phone.tasks")
    for identity in tasks.ids():
        if tasks[identity].used:
            act.end_task(identity)
    act.show(over=(), app="")
