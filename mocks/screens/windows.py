"""A screen is a stack of windows, each with a tree, a look and rules of its own about touches."""

from typing import NamedTuple

from .geometry import Rect
from .theme import Theme
from .widgets import NOTHING, Act, Widget


class Window(NamedTuple):
    """Hold one window of a screen.

    The tree is laid out in `room`: it fills it, unless `gravity` is centre, top or bottom, which gives it the height of
    its content (and, at the centre, the width) and puts it there. `scrim` colours the whole screen beneath. A modal
    window lets no touch past it; one outside it raises `outside`. A solid one lets none through where it is, also where
    nothing is painted: a bar over a wallpaper. Of a secure window pixels show nothing, the tree all.
    One that takes no touches, such as a toast, is as good as not there for a finger. `focus` is whether a dump of the
    active window may be of this one.
    """

    name: str
    tree: Widget
    room: Rect
    theme: Theme
    package: str = ""
    gravity: str = "fill"
    scrim: str = ""
    modal: bool = False
    outside: Act = NOTHING
    solid: bool = False
    secure: bool = False
    touches: bool = True
    focus: bool = True


class Screen(NamedTuple):
    """Hold all windows of a screen, the uppermost last."""

    width: int
    height: int
    windows: tuple[Window, ...]
