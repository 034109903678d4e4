"""Signed out: what an app that cannot do without an account shows while it has none, whatever page is open."""

from ..screens import material
from ..screens.widgets import Widget
from . import parts
from .app import Screen
from .look import Look


def _signed_out(look: Look) -> Widget:
    return parts.page(look, look.name, material.empty_state(
        look.app.icon, look.say("signed_out"), look.say("signed_out_text")), back=False)


SIGNED_OUT = Screen("signed_out", _signed_out)


def sight_of(look: Look) -> Screen:
    """Return the screen that a page of an app is."""
    sight = look.app.screen_named(look.page.screen)
    return sight if look.signed_in else SIGNED_OUT
