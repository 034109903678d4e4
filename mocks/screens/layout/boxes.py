"""What a layout is: boxes in paint order, in pixels of the screen."""

from typing import NamedTuple

from ..display import Clip, Display, Fill, Op
from ..geometry import Rect
from ..widgets import Widget
from ..windows import Window

BLACK = 0xFF000000


class Reach(NamedTuple):
    """Hold how far a scroll is scrolled and how far it can be, in pixels; `page` is how much of it shows at once."""

    offset: int
    limit: int
    page: int
    across: bool = False


class Box(NamedTuple):
    """Hold where a widget is. Boxes come in paint order: a box's descendants are those up to `end`, after it.

    `path` is the keys from the window's root, with a widget's number among its siblings where it has none. `bounds` is
    the whole widget, `visible` what of it lies in all that it is inside of. `parent` is -1 at a root. An opaque one
    lets no touch through: it is painted solid, a picture, or the root of a solid window.
    """

    number: int
    parent: int
    end: int
    depth: int
    window: int
    path: str
    widget: Widget
    bounds: Rect
    visible: Rect
    ops: tuple[Op, ...]
    opaque: bool
    reach: Reach | None


class Layout(NamedTuple):
    """Hold the boxes of a screen; those that no pixel of shows are not there.

    `places` is where its windows are, and `starts` the numbers of their first boxes, with that of the end.
    """

    width: int
    height: int
    windows: tuple[Window, ...]
    places: tuple[Rect, ...]
    boxes: tuple[Box, ...]
    starts: tuple[int, ...]

    @property
    def bounds(self) -> Rect:
        """Return the whole screen."""
        return Rect(0, 0, self.width, self.height)

    def boxes_of(self, window: int) -> tuple[Box, ...]:
        """Return the boxes of a window by its number."""
        return self.boxes[self.starts[window] : self.starts[window + 1]]

    def find(self, key: str) -> Box | None:
        """Return the uppermost box whose widget has a key, or None."""
        return next((box for box in reversed(self.boxes) if box.widget.key == key), None)

    def clip_of(self, box: Box) -> Rect:
        """Return what a box's drawing is held to: the whole screen, to change it rarely, where all of the box shows.

        A shadow is drawn outside of its box, and held to what the box is inside of.
        """
        if box.visible == box.bounds and not box.widget.style.shadow:
            return self.bounds
        return self.boxes[box.parent].visible if box.parent >= 0 else self.bounds

    def display(self) -> Display:
        """Return what the whole screen shows."""
        whole = clip = self.bounds
        ops: list[Op] = [Fill(whole, BLACK)]
        for number, window in enumerate(self.windows):
            shown: list[tuple[Rect, tuple[Op, ...]]] = []
            if window.scrim:
                shown.append((whole, (Fill(whole, window.theme.colour(window.scrim)),)))
            if window.secure:
                shown.append((whole, (Fill(self.places[number], BLACK),)))
            else:
                shown += [(self.clip_of(box), box.ops) for box in self.boxes_of(number) if box.ops]
            for wanted, drawn in shown:
                if wanted != clip:
                    ops.append(Clip(wanted))
                    clip = wanted
                ops.extend(drawn)
        return Display(self.width, self.height, tuple(ops))
