"""Actions: what a finger and a keyboard can do with the phone, and what an agent may say beside it."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ..screens.elements import elements
from ..screens.hits import scroller
from ..screens.layout import Layout
from ..screens.reading import reading
from ..screens.uiautomator import dump
from ..service import tool
from .act import TICK
from .records import Asked
from .touch import Direction, Touching

X: TypeAlias = Annotated[int | None, Field(ge=0, le=10_000, description="pixels from the left edge")]
Y: TypeAlias = Annotated[int | None, Field(ge=0, le=10_000, description="pixels from the top edge")]
Across: TypeAlias = Annotated[int, Field(ge=0, le=10_000, description="pixels from the left edge")]
Down: TypeAlias = Annotated[int, Field(ge=0, le=10_000, description="pixels from the top edge")]
Number: TypeAlias = Annotated[
    int | None, Field(ge=0, le=10_000, description="number of an element, as the screen is read, instead of a point")
]
Index: TypeAlias = Annotated[
    int | None, Field(ge=0, le=10_000, description="place of an element in the list of elements, instead of a point")
]
Id: TypeAlias = Annotated[
    str, Field(max_length=120, description="resource id of an element, as the XML has it, instead of a point")
]

SECONDS = TICK / 1000

MAX_WAIT = 600_000
"""How long one call may wait, in ms. Ours."""

SHARE = 80
"""Percent of what shows that a scroll moves: the last row is seen again."""

UNMATCHED = {"en": "I am not sure what you mean. Please do as I asked, or tell me what stands in the way.",
             "zh": "我不太明白你的意思。请按我说的做，或者告诉我遇到了什么问题。"}
"""What the user answers where none of his rules fits."""


class Actions(Touching):
    """What agents do with the phone. Points are pixels of the screen, (0, 0) its top left."""

    @tool("actuate", seconds=SECONDS)
    def tap(
        self, x: X = None, y: Y = None, element: Number = None, index: Index = None, id: Id = ""
    ) -> Json:
        """Tap a point, or an element by its number or its resource id."""
        return self.touch("tap", self.point(x, y, element, index, id))

    @tool("actuate", seconds=SECONDS)
    def double_tap(
        self, x: X = None, y: Y = None, element: Number = None, index: Index = None, id: Id = ""
    ) -> Json:
        """Tap a point twice, or an element by its number or its resource id."""
        at = self.point(x, y, element, index, id)
        found = self.hit(at)
        if found.target is not None:
            target = self.of(found.target, self.before)
            if "double_tapped" in target.owner.app.events:
                self.act_in(target.owner).raise_event(("double_tapped", target.box.widget.key))
                return self.note("double_tap", target.box.path, "done")
        return self.touch("double_tap", at)

    @tool("actuate", seconds=1)
    def long_press(
        self, x: X = None, y: Y = None, element: Number = None, index: Index = None, id: Id = ""
    ) -> Json:
        """Press a point for a second, or an element by its number or its resource id."""
        return self.touch("long_press", self.point(x, y, element, index, id), long=True)

    @tool("actuate", seconds=SECONDS)
    def swipe(self, x1: Across, y1: Down, x2: Across, y2: Down) -> Json:
        """Draw a finger from one point to another. What lies under it moves along: to see what is below, swipe up."""
        self.inside(x1, y1)
        self.inside(x2, y2)
        across, down = x2 - x1, y2 - y1
        if not across and not down:
            raise ToolError("no_distance", f"A swipe from ({x1}, {y1}) to ({x2}, {y2}) goes nowhere; tap instead.")
        direction: Direction
        if abs(across) > abs(down):
            direction = "left" if across < 0 else "right"
            return self.swipe_from((x1, y1), direction, -across)
        direction = "up" if down < 0 else "down"
        return self.swipe_from((x1, y1), direction, -down)

    @tool("actuate", seconds=SECONDS)
    def scroll(
        self, direction: Direction, x: X = None, y: Y = None, element: Number = None, index: Index = None,
        id: Id = "",
    ) -> Json:
        """Show more of what can be scrolled: `down` shows what is below. By default what is largest on the screen."""
        across = direction in ("left", "right")
        if x is None and y is None and element is None and index is None and not id:
            self.mark()
            target = self.largest(across)
        else:
            box = scroller(self.before.layout, *self.point(x, y, element, index, id), across)
            target = None if box is None else self.of(box, self.before)
        if target is None or target.box.reach is None:
            return self.note("scroll", "", "missed")
        pixels = target.box.reach.page * SHARE // 100
        return self.move("scroll", target, pixels if direction in ("down", "right") else -pixels)

    @tool("actuate", seconds=SECONDS, name="phone.type")
    def type_text(
        self, text: Annotated[str, Field(max_length=5_000)], x: X = None, y: Y = None, element: Number = None,
        index: Index = None, id: Id = "", clear: bool = False, submit: bool = False,
    ) -> Json:
        """Type into the field that has the focus, or into one that is tapped first.

        `clear` empties it before, and `submit` presses Enter after.
        """
        self.mark()
        if x is not None or y is not None or element is not None or index is not None or id:
            self.touch("tap", self.point(x, y, element, index, id))
        found = self.focused()
        if found is None:
            return self.note("type", "", "missed")
        old = "" if clear else self.text_in(found)
        self.put_text(found, old + text, text)
        if submit:
            self.enter()
        return self.note("type", found.box.path, "done")

    @tool("actuate", seconds=SECONDS)
    def key(self, name: Literal["back", "home", "recents", "enter", "delete"]) -> Json:
        """Press a key: `delete` takes the last character of the field that has the focus away."""
        match name:
            case "back":
                return self.back()
            case "home":
                return self.home()
            case "recents":
                return self.recents()
            case "enter":
                return self.press_enter()
            case "delete":
                self.erase()
                return self.note("key", name, "done")

    @tool("actuate", seconds=SECONDS)
    def back(self) -> Json:
        """Go back: close the keyboard, a window, a page, at last the app."""
        self.mark()
        self.go_back()
        return self.note("back", "", "done")

    @tool("actuate", seconds=SECONDS)
    def home(self) -> Json:
        """Go to the home screen; the app stays as it is."""
        self.mark()
        self.go_home()
        return self.note("home", "", "done")

    @tool("actuate", seconds=SECONDS)
    def recents(self) -> Json:
        """Show the apps that were used last."""
        self.mark()
        self.show_over("recents")
        return self.note("recents", "", "done")

    @tool("actuate", seconds=SECONDS, name="phone.enter")
    def press_enter(self) -> Json:
        """Press Enter in the field that has the focus."""
        self.mark()
        found = self.enter()
        return self.note("enter", found or "", "missed" if found is None else "done")

    @tool("actuate", seconds=1)
    def open_app(self, name: Annotated[str, Field(min_length=1, max_length=100)]) -> Json:
        """Open an app by the name under its icon."""
        self.mark()
        identity = self.resolve(name)
        if self.device.locked:
            raise ToolError("locked", "The phone is locked.")
        self.bring(identity)
        return self.note("open_app", identity, "done")

    @tool("actuate", seconds=SECONDS)
    def open_notifications(self) -> Json:
        """Open the shade with the notifications."""
        self.mark()
        self.show_over("shade")
        return self.note("open_notifications", "", "done")

    @tool("read", seconds=0, name="phone.wait")
    def wait(self, ms: Annotated[int, Field(ge=1, le=MAX_WAIT)] = 1000) -> Json:
        """Let time pass, in milliseconds: for an advert to end, or something to arrive."""
        self.tx.pass_time(self.tx.now + ms)
        self.mark()
        return self.note("wait", "", "done")

    @tool("read", seconds=0)
    def look(self, form: Literal["text", "xml", "elements"] = "text") -> Json:
        """Read the screen: as numbered lines, as the XML of a `uiautomator dump`, or as a list of elements."""
        layout = self.before.layout
        match form:
            case "text":
                return {"screen": reading(layout)}
            case "xml":
                return {"screen": dump(layout)}
            case "elements":
                return {"elements": element_list(layout)}

    @tool("send", seconds=30)
    def ask_user(self, question: Annotated[str, Field(min_length=1, max_length=2_000)]) -> Json:
        """Ask the user, or have him confirm what you are about to do; his answer comes back."""
        words = question.lower()
        rule = next(
            (one for one in self.replies.rows() if any(word.lower() in words for word in one.about)), None
        )
        answer = UNMATCHED[self.device.language] if rule is None else rule.answer
        self.asked.put(f"asked_{len(self.asked) + 1:03}", Asked(
            question=question, answer=answer, at=self.tx.now, matched=rule is not None,
        ))
        return {"answer": answer}


def element_list(layout: Layout) -> list[Json]:
    """Return the elements of a screen as JSON, in the order by which `index` counts."""
    return [
        {name: list(value) if name == "bbox_pixels" else value for name, value in one._asdict().items()}
        for one in elements(layout)
    ]
