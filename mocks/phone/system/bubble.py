"""The bubble: a round sign of an app that floats over the screen, to open the app with or to throw away."""

from ...screens.widgets import FILL, Style, Widget, placed, stack
from ..act import Act
from ..look import Look
from ..records import Display
from ..skins import skin_of
from .launcher import badge
from .ui import APP

SIDE = 56
"""Side of the bubble, in dp."""


@APP.screen("bubble")
def bubble(look: Look) -> Widget:
    """Show the bubble."""
    display: Display = look.rows_at("phone.displays")["display"]
    skin = skin_of(display.bubble)
    sign = badge(skin, SIDE)
    sign = sign._replace(style=sign.style._replace(radii=(SIDE // 2,) * 4))
    round_ = Widget("button", "bubble", description=skin.name(look.device.language), act=("open_bubble",),
                    long=("drop_bubble",), children=(sign,), style=Style(width=SIDE, height=SIDE))
    return stack(placed(round_, ""), style=Style(width=FILL, height=FILL))


@APP.event("open_bubble")
def open_bubble(act: Act) -> None:
    """Open the app that the bubble is of; it goes."""
    identity = act.display.bubble
    act.show(bubble="")
    act.bring(identity)


@APP.event("drop_bubble")
def drop_bubble(act: Act) -> None:
    """Throw the bubble away."""
    act.show(bubble="")
