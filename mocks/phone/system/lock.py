"""The lock screen, and the PIN."""

from ...screens.widgets import FILL, PASSWORD, Style, Widget, column, icon, placed, stack, text
from ..act import Act
from ..look import Look
from .shade import card
from .ui import APP

SHOWN = 3
"""Notifications on the lock screen."""


@APP.screen("lock")
def lock(look: Look) -> Widget:
    """Show the time, the newest notifications and how to go on; or the field for the PIN."""
    over = look.rows_at("phone.displays")["display"].over
    if over and over[-1].screen == "pin":
        return _pin(look)
    notices = look.rows_at("phone.notices")
    newest = sorted(((notices[one].at, one) for one in notices.ids()), reverse=True)[:SHOWN]
    cards = [card(look, one, notices[one])._replace(act=(), long=()) for _, one in newest]
    front = column(
        icon("lock", "white", key="locked"), text(look.clock(look.now), "clock", "white", key="lock_clock"),
        text(look.full_day(look.now), "title", "white", key="lock_date"), *cards,
        style=Style(width=FILL, height=FILL, across="centre", padding=(16, 96, 16, 0), gap=12),
    )
    hint = placed(text(look.say("swipe_to_unlock"), "label_large", "white", key="unlock_hint"), "bottom", (0, -72))
    return stack(front, hint, style=Style(width=FILL, height=FILL))


def _pin(look: Look) -> Widget:
    typed = look.rows_at("phone.displays")["display"].pin
    digits = [
        Widget("button", f"pin_{digit}", digit, act=("digit", digit), style=Style(
            width=76, height=76, along="centre", font="headline", fill="surface_highest", radii=(38,) * 4))
        for digit in "1234567890"
    ]
    pad = Widget("grid", "pin_pad", children=tuple(digits), style=Style(columns=3, gap=16, width=260))
    return column(
        icon("lock", "on_surface"), text(look.say("enter_pin"), "title_large", key="enter_pin"),
        Widget("field", "pin", typed, flags=PASSWORD, style=Style(width=200, height=48, along="centre", lines=1,
                                                                  font="title_large")),
        pad, style=Style(width=FILL, height=FILL, across="centre", padding=(16, 140, 16, 0), gap=24, fill="surface"),
    )


@APP.event("digit")
def digit(act: Act, which: str) -> None:
    """Type a digit of the PIN; the right one opens the phone, a wrong one of its length begins anew."""
    typed = act.display.pin + which
    if typed == act.device.pin:
        act.show(pin="", over=())
        act.unlock()
    else:
        act.show(pin="" if len(typed) >= len(act.device.pin) else typed)


