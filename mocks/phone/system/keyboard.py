"""The keyboard on the screen, and what its keys do to the field that has the focus."""

from ...screens.keyboards import Board
from ...screens.keyboards import keyboard as keys_of
from ...screens.widgets import Widget
from ..act import Act
from ..look import Look
from ..records import Display
from .ui import APP


@APP.screen("keyboard")
def keyboard(look: Look) -> Widget:
    """Show the keys."""
    display: Display = look.rows_at("phone.displays")["display"]
    return keys_of(Board(display.keys or "letters", locale=look.device.language))


@APP.event("key")
def key(act: Act, name: str) -> None:
    """Do what a key says: type a character, take one away, end the field, or show other keys."""
    board = act.display.keys or "letters"
    match name:
        case "shift":
            act.show(keys="letters" if board == "capitals" else "capitals")
        case "signs" | "letters":
            act.show(keys=name)
        case "language":
            pass
        case _:
            act.call("phone.key_in", {"key": {"space": " "}.get(name, name)})
            if board == "capitals":
                act.show(keys="letters")
