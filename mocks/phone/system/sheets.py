"""What lies over an app: the sheet to share with, and alerts of the system."""

from ...screens.widgets import FILL, Style, Widget, grid, row, spacer, text
from ..act import Act
from ..catalog import app_of
from ..look import Look
from .launcher import tile
from .ui import APP


@APP.screen("share", "sheet")
def share(look: Look) -> Widget:
    """Show what is to be shared, and the apps that take it."""
    takers = [one for one, installed in look.installed()
              if "receive" in app_of(installed.kind).events and one != look.arg("source")]
    tiles = [tile(look, one)._replace(key=f"share_{one}", act=("share_with", one), long=()) for one in takers]
    return Widget("sheet", "share_sheet", children=(
        text(look.say("share_with"), "title", key="share_title"),
        text(look.arg("text"), "body", "on_surface_variant", lines=2, key="share_text"),
        grid(*tiles, columns=4, style=Style(width=FILL, gap=16)),
    ), style=Style(width=FILL, padding=(20, 20, 20, 24), gap=16, fill="surface_low", radii=(28, 28, 0, 0)))


@APP.event("share_with")
def share_with(act: Act, identity: str) -> None:
    """Hand what is shared to an app, which comes to the front with it."""
    what, words = act.arg("what"), act.arg("text")
    act.leave_over()
    act.start(act.kind_of(identity), "receive", what, words, app=identity)


@APP.screen("alert", "dialog", modal=True)
def alert(look: Look) -> Widget:
    """Show a message of the system with its buttons."""
    labels = look.arg("choices").split("\x1e")
    buttons = [
        Widget("button", f"alert_choice{i // 2}", labels[i], act=("answer_alert", labels[i + 1]),
               style=Style(height=44, padding=(14, 0, 14, 0), font="label_large", ink="primary"))
        for i in range(0, len(labels) - 1, 2)
    ]
    return Widget("dialog", "alert", children=(
        text(look.arg("title"), "headline_small", key="alert_title"),
        text(look.arg("text"), "body", "on_surface_variant", key="alert_text"),
        row(spacer(weight=1), *buttons, style=Style(width=FILL)),
    ), style=Style(width=312, padding=(24, 24, 16, 16), gap=16, fill="surface_high", radii=(28,) * 4))


@APP.event("answer_alert")
def answer_alert(act: Act, event: str) -> None:
    """Close the message, and raise what its button stands for."""
    app = act.arg("app")
    act.leave_over()
    if app and event:
        act.act_for(app).raise_event(tuple(event.split("\x1f")))
