"""What is around every app: the ground beneath, the status bar, the navigation bar, and the toast above."""

from ...screens.widgets import FILL, HIDDEN, Style, Widget, column, flagged, icon, placed, row, spacer, stack, text
from ..app import LAUNCHER
from ..catalog import app_of
from ..look import Look
from .ui import APP

GROUNDS = {"shade": "surface_low", "quick": "surface_low", "recents": "surface_container"}
"""What fills the bars while something of the system covers the app: its own colour."""

SIGNS = 3
"""Notifications whose apps' signs the status bar has room for."""


@APP.screen("ground")
def ground(look: Look) -> Widget:
    """Show what is beneath all else: the wallpaper of the launcher and the lock screen, or the colour of an app."""
    if _bare(look):
        return Widget("image", "wallpaper", "wallpaper:3", style=Style(width=FILL, height=FILL), flags=HIDDEN)
    return flagged(column(style=Style(width=FILL, height=FILL, fill="surface")), HIDDEN)


def _bare(look: Look) -> bool:
    """Tell whether the wallpaper shows."""
    display = look.rows_at("phone.displays")["display"]
    if look.device.locked:
        return not (display.over and display.over[-1].screen == "pin")
    pages = task.pages if (task := look.rows_at("phone.tasks").get(LAUNCHER)) else ()
    return not display.app and (not pages or pages[-1].screen in ("home", "folder"))


def _paint(look: Look) -> tuple[str, str]:
    """Return what fills the bars, empty for what is beneath, and the ink of their signs."""
    over = look.rows_at("phone.displays")["display"].over
    fill = GROUNDS.get(over[-1].screen, "") if over and not look.device.locked else ""
    return fill, "white" if not fill and _bare(look) else "on_surface"


@APP.screen("status")
def status(look: Look) -> Widget:
    """Show the time, the signs of apps with notifications, and how the device is connected and charged."""
    device, (fill, ink) = look.device, _paint(look)
    notices = look.rows_at("phone.notices")
    kinds = dict.fromkeys(look.rows_at("phone.apps")[notices[one].app].kind for one in notices.ids())
    waiting = [icon(app_of(kind).icon, ink, 16, key=f"waiting_{kind}") for kind in tuple(kinds)[:SIGNS]]
    signs = [
        name for name, on in (
            ("do_not_disturb_on", device.do_not_disturb), ("bluetooth", device.bluetooth),
            ("airplanemode_active", device.airplane), ("wifi", device.wifi and not device.airplane),
            ("signal_cellular_alt", device.mobile_data and not device.airplane),
        ) if on
    ]
    return row(
        text(look.clock(look.now), "label_large", ink, key="clock"), spacer(8), *waiting, spacer(weight=1),
        *(icon(name, ink, 16, key=f"status_{name}") for name in signs),
        text(f"{device.battery}%", "label", ink, key="battery"),
        key="status_bar", style=Style(width=FILL, height=FILL, padding=(20, 0, 20, 0), gap=4, fill=fill),
    )


@APP.screen("navigation")
def navigation(look: Look) -> Widget:
    """Show the three buttons, or the line of gestures."""
    fill, ink = _paint(look)
    if look.device.navigation == "gestures":
        line = Widget("spacer", style=Style(width=108, height=4, fill=ink, radii=(2, 2, 2, 2)))
        return stack(placed(line, ""), key="gesture_bar", style=Style(width=FILL, height=FILL, fill=fill))
    return row(
        *(_button(look, name, sign, ink) for name, sign in
          (("back", "arrow_back"), ("home", "radio_button_unchecked"), ("recents", "crop_square"))),
        key="navigation_bar",
        style=Style(width=FILL, height=FILL, along="between", padding=(48, 0, 48, 0), fill=fill),
    )


def _button(look: Look, name: str, sign: str, ink: str) -> Widget:
    return Widget("button", name, icon=sign, description=look.say(name), act=(name,),
                  style=Style(width=48, height=48, size=20, ink=ink))


@APP.screen("toast")
def toast(look: Look) -> Widget:
    """Show the line at the bottom that goes by itself."""
    words = look.rows_at("phone.displays")["display"].toast
    pill = Widget("toast", "toast", children=(text(words, "body", "inverse_on_surface", lines=2),),
                  style=Style(fill="inverse_surface", radii=(24, 24, 24, 24), padding=(20, 12, 20, 12)))
    return row(spacer(weight=1), pill, spacer(weight=1), style=Style(width=FILL, padding=(24, 0, 24, 48)))
