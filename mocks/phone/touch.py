"""Touching: what a point of the screen belongs to, and what comes of a finger, a swipe or a key there."""

from typing import Literal, NamedTuple, TypeAlias

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown, suggest
from ..screens.elements import boxes_of
from ..screens.hits import Hit, exposed, hit, scroller, takes_touches
from ..screens.layout import Box, Layout
from ..screens.reading import items
from ..screens.widgets import DISABLED
from .act import DISPLAY
from .app import LAUNCHER, SYSTEM
from .base import PhoneBase
from .look import DEVICE, Look
from .records import Deed, Named
from .screen import Owner, Shown

Direction: TypeAlias = Literal["up", "down", "left", "right"]

Outcome: TypeAlias = Literal["done", "missed", "nothing"]
"""What a deed came to: something changed, no element was there, or one was and nothing changed."""

EDGE = 5
"""Percent of the screen's width and height from which a swipe is one of the system's. Ours."""


class Target(NamedTuple):
    """A box of the screen, and the page that its window shows."""

    box: Box
    owner: Owner


def keyed(layout: Layout) -> dict[str, Box]:
    """Return what is in reach by its key: of more than one, what takes touches, and then the uppermost."""
    boxes = [box for box in exposed(layout) if box.widget.key]
    return {box.widget.key: box for box in sorted(boxes, key=takes_touches)}


class Touching(PhoneBase):
    """Turns points, swipes and keys into events, and books what came of each."""

    _digests: dict[str, int]

    def point(
        self, x: int | None, y: int | None, element: int | None, index: int | None, identity: str
    ) -> tuple[int, int]:
        """Return the point that is meant; ToolError says what is wrong with it."""
        ways = (x is not None or y is not None) + (element is not None) + (index is not None) + bool(identity)
        if ways > 1:
            raise ToolError("invalid_arguments", "Give a point, the number of an element or its id: one of them.")
        if element is not None:
            return self.numbered(element, [item.box for item in items(self.before.layout)]).visible.centre
        if index is not None:
            return self.numbered(index, list(boxes_of(self.before.layout))).visible.centre
        if identity:
            return self.box_of(identity).visible.centre
        if x is None or y is None:
            raise ToolError("invalid_arguments", "Give both x and y, or the number or the id of an element.")
        self.inside(x, y)
        return x, y

    def inside(self, x: int, y: int) -> None:
        """Refuse a point that is not on the screen."""
        device = self.device
        if x >= device.width or y >= device.height:
            raise ToolError("off_screen", f"({x}, {y}) is not on the screen, which is {device.width} by "
                                          f"{device.height} pixels.")

    @staticmethod
    def numbered(number: int, boxes: list[Box]) -> Box:
        """Return an element of the screen by its number; ToolError says how many there are."""
        if number >= len(boxes):
            raise ToolError("no_such_element", f"There is no element {number}; the screen has {len(boxes)}, from 0 on.")
        return boxes[number]

    def box_of(self, identity: str) -> Box:
        """Return what has a resource id, with or without its package; ToolError names the nearest."""
        name = identity.rpartition("/")[2]
        named = keyed(self.before.layout)
        if name not in named:
            raise ToolError("no_such_element", f"Nothing on the screen has the id {shown(identity)}."
                                               f"{suggest(name, named)}")
        return named[name]

    def of(self, box: Box, screen: Shown) -> Target:
        """Return a box with the page that its window shows."""
        return Target(box, self._owner(box.window, screen))

    def _owner(self, window: int, screen: Shown) -> Owner:
        return screen.owners[screen.layout.windows[window].name]

    # What comes of it

    def note(self, action: str, target: str, outcome: Outcome) -> Json:
        """Book what an action came to, and tell the agent what is in front now."""
        if outcome == "done" and all(self.tx.read(path).digest == old for path, old in self._digests.items()):
            outcome = "nothing"
        self.deeds.put(f"deed_{len(self.deeds) + 1:06}", Deed(action=action, target=target, outcome=outcome))
        return {"app": self._in_front()}

    def _in_front(self) -> str:
        display = self.display
        return Look(self.tx.read, self.tx.now, *self._front_owner(display.app)).name

    def _front_owner(self, identity: str) -> Owner:
        act = self.act_for(identity or LAUNCHER)
        return Owner(act.app, act.id, act.page)

    def touch(self, action: str, at: tuple[int, int], *, long: bool = False) -> Json:
        """Do what a finger at a point does."""
        found = self.hit(at)
        event = found.long if long else found.act
        name = found.target.path if found.target is not None else "" if found.box is None else found.box.path
        if found.target is not None and found.target.widget.flags & DISABLED:
            return self.note(action, name, "nothing")
        if not event:
            return self.note(action, name, "missed" if found.target is None else "nothing")
        self.raise_in(self._owner(found.window, self.before), event)
        return self.note(action, name or "outside", "done")

    def mark(self) -> None:
        """Note how things are, before anything is done: `note` tells by it whether anything has changed."""
        self._digests = {path: self.tx.read(path).digest for path in type(self).schemas if path != "phone.deeds"}

    def hit(self, at: tuple[int, int]) -> Hit:
        """Return what is under a finger."""
        self.mark()
        return hit(self.before.layout, *at)

    def focused(self) -> Target | None:
        """Return the field that has the focus, in the uppermost page that has one; None if there is none."""
        screen = self.shown()
        for box in reversed(screen.layout.boxes):
            found = self.of(box, screen)
            if box.widget.kind == "field" and box.widget.key and found.owner.page.focus == box.widget.key:
                return found
        return None

    def put_text(self, target: Target, text: str, typed: str) -> None:
        """Put a text into a field, and record what was typed into it."""
        act = self.act_in(target.owner)
        values = tuple(one for one in target.owner.page.values if one.name != target.box.widget.key)
        if text:
            values += (Named(name=target.box.widget.key, value=text),)
        self.put_page(target.owner, target.owner.page.replace(values=values))
        if typed and target.owner.id != SYSTEM:
            act.effect("data.typed", field=target.box.widget.key, text=typed)

    def erase(self) -> None:
        """Take the last character of the field that has the focus away."""
        self.mark()
        found = self.focused()
        if found is not None:
            self.put_text(found, self.text_in(found)[:-1], "")

    @staticmethod
    def text_in(target: Target) -> str:
        """Return what has been typed into a field."""
        key = target.box.widget.key
        return next((one.value for one in target.owner.page.values if one.name == key), "")

    def enter(self) -> str | None:
        """Do what Enter does in the field that has the focus; return its key, None without one."""
        found = self.focused()
        if found is None:
            return None
        self.displays.update(DISPLAY, keyboard=False, composing="")
        if event := found.box.widget.act[2:]:  # an act of a field is ("focus", its key, what Enter raises)
            self.raise_in(found.owner, event)
        return found.box.widget.key

    # Scrolling and swiping

    def largest(self, across: bool) -> Target | None:
        """Return the largest box of the uppermost window that scrolls that way."""
        fits = [box for box in self.before.layout.boxes if box.reach is not None and box.reach.across == across]
        if not fits:
            return None
        top = max(box.window for box in fits)
        return self.of(max((box for box in fits if box.window == top),
                           key=lambda box: (box.visible.width * box.visible.height, -box.number)), self.before)

    def move(self, action: str, target: Target, pixels: int) -> Json:
        """Scroll a box by some pixels, as far as it goes."""
        self.mark()
        reach = target.box.reach
        if reach is None:
            raise ToolError("not_scrollable", f"{target.box.path} does not scroll.")
        wanted = min(max(reach.offset + pixels, 0), reach.limit)
        if wanted == reach.offset:
            return self.note(action, target.box.path, "nothing")
        self.put_page(target.owner, self.scrolled(target.owner.page, target.box.widget.key, wanted))
        return self.note(action, target.box.path, "done")

    def swipe_from(self, at: tuple[int, int], direction: Direction, pixels: int) -> Json:
        """Do what a swipe does: one of the system's at an edge, else a scroll, else what the app makes of it."""
        self.mark()
        edge = self._from_edge(at, direction)
        if edge:
            return self.note("swipe", edge, "done")
        found = scroller(self.before.layout, *at, direction in ("left", "right"))
        if found is not None:
            return self.move("swipe", self.of(found, self.before), pixels)
        under = self.hit(at)
        if under.box is None:
            return self.note("swipe", "", "missed")
        owner = self._owner(under.window, self.before)
        if "swiped" not in owner.app.events:
            return self.note("swipe", under.box.path, "nothing")
        self.act_in(owner).raise_event(("swiped", direction, (under.target or under.box).widget.key))
        return self.note("swipe", under.box.path, "done")

    def _from_edge(self, at: tuple[int, int], direction: Direction) -> str:
        """Do what a swipe from an edge does; return what that was, empty for none."""
        device, (x, y) = self.device, at
        if device.locked:
            if direction == "up":
                self.unlock()
                return "unlock"
            return ""
        if direction == "down" and y * 100 < device.height * EDGE:
            self.show_over("quick" if self._over("shade") else "shade")
            return "shade"
        if direction == "up" and self._over("shade", "quick"):
            self.go_back()
            return "shade"
        if device.navigation == "gestures":
            if direction == "up" and y * 100 >= device.height * (100 - EDGE):
                self.go_home()
                return "home"
            if direction in ("left", "right") and not device.width * EDGE <= x * 100 < device.width * (100 - EDGE):
                self.go_back()
                return "back"
        return ""

    def _over(self, *screens: str) -> bool:
        over = self.display.over
        return bool(over) and over[-1].screen in screens

    def unlock(self) -> None:
        """Open the lock screen, or have the PIN asked for."""
        if self.device.pin:
            self.show_over("pin")
        else:
            self.devices.update(DEVICE, locked=False)
