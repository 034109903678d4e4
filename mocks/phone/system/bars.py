"""The status bar, the navigation bar and the toast."""

from ...screens.widgets import FILL, Style, Widget, icon, placed, row, spacer, stack, text
from ..look import Look
from .ui import APP


@APP.screen("status")
def status(look: Look) -> Widget:
    """Show the time, the icons of notifications, and how the device is connected and charged."""
    device = look.device
    notices = look.rows_at("phone.notices")
    waiting = [icon("notifications", size=16, ink="on_surface", key=f"waiting{i}") for i in range(min(3, len(notices)))]
    signs = [
        name for name, on in (
            ("do_not_disturb_on", device.do_not_disturb), ("bluetooth", device.bluetooth),
            ("airplanemode_active", device.airplane), ("wifi", device.wifi and not device.airplane),
            ("signal_cellular_alt", device.mobile_data and not device.airplane),
        ) if on
    ]
    return row(
        text(look.clock(look.now), "label_large", key="clock"), spacer(8), *waiting, spacer(weight=1),
        *(icon(name, size=16, ink="on_surface", key=f"status_{name}") for name in signs),
        text(f"{device.battery}%", "label", key="battery"),
        key="status_bar", style=Style(width=FILL, height=FILL, padding=(20, 0, 20, 0), gap=4, fill="surface"),
    )


@APP.screen("navigation")
def navigation(look: Look) -> Widget:
    """Show the three buttons, or the line of gestures."""
    if look.device.navigation == "gestures":
        line = Widget("spacer", style=Style(width=108, height=4, fill="on_surface", radii=(2, 2, 2, 2)))
        return stack(placed(line, ""), key="gesture_bar", style=Style(width=FILL, height=FILL, fill="surface"))
    return row(
        *(_button(look, name, sign) for name, sign in
          (("back", "arrow_back"), ("home", "radio_button_unchecked"), ("recents", "crop_square"))),
        key="navigation_bar",
        style=Style(width=FILL, height=FILL, along="between", padding=(48, 0, 48, 0), fill="surface"),
    )


def _button(look: Look, name: str, sign: str) -> Widget:
    return Widget("button", name, icon=sign, description=look.say(name), act=(name,),
                  style=Style(width=48, height=48, size=20))


@APP.screen("toast")
def toast(look: Look) -> Widget:
    """Show the line at the bottom that goes by itself."""
    words = look.rows_at("phone.displays")["display"].toast
    pill = Widget("toast", "toast", children=(text(words, "body", "inverse_on_surface", lines=2),),
                  style=Style(fill="inverse_surface", radii=(24, 24, 24, 24), padding=(20, 12, 20, 12)))
    return row(spacer(weight=1), pill, spacer(weight=1), style=Style(width=FILL, padding=(24, 0, 24, 48)))
