"""Claude's computer use: the input of its tool block, `{"action": "left_click", "coordinate": [540, 1200]}`."""

from typing import Any

from ...snapshots.calls import Call
from ...snapshots.errors import shown
from .mobile_use import key
from .reply import (
    MAX_REPLY,
    Parsed,
    Size,
    Unread,
    call,
    direction_of,
    json_object,
    only_json,
    point,
    seconds_of,
    swept,
    text_of,
)


class ComputerUse:
    """What Anthropic's computer tool says (versions of 2024-10 to 2025-11), and three more for a phone.

    Coordinates are pixels of the display as it was declared to the model: `declared`, or the screen itself.
    """

    name = "computer_use"

    def __init__(self, declared: Size | None = None) -> None:
        self._declared = declared
        self.space = "pixels of the display as it was declared"

    def brief(self, screen: Size) -> str:
        """Return what a model is told beside the tool's own description."""
        return (
            "The display is a phone: a click is a tap, left_click_drag a swipe. Four tools are there besides: "
            "open_app (name), back, home, and ask_user (question), which asks the user."
        )

    def parse(self, reply: str, screen: Size) -> Parsed:
        """Return what the input of a tool block comes to, as JSON: the computer tool's, or a `name`d other's. A list is
        a whole message, with one such block in it."""
        if len(reply) > MAX_REPLY:
            return Parsed(None, f"the reply has {len(reply)} characters; {MAX_REPLY} are read")
        try:
            found = _block(reply)
            data = found.get("input", found)
            if not isinstance(data, dict):
                raise Unread(f"the input is {shown(data)}; it is an object")
            name = found.get("name", "computer")
            act = data.get("action") if name == "computer" else name
            return Parsed(self._call(str(act), data, screen), text=str(found)[:2000])
        except Unread as reason:
            return Parsed(None, str(reason))

    def _call(self, name: str, data: dict[str, Any], screen: Size) -> Call:
        match name:
            case "left_click" | "double_click" | "triple_click" | "right_click":
                x, y = self._point(data.get("coordinate"), screen)
                return call({"left_click": "tap", "right_click": "long_press"}.get(name, "double_tap"), x=x, y=y)
            case "left_click_drag":
                x1, y1 = self._point(data.get("start_coordinate"), screen)
                x2, y2 = self._point(data.get("coordinate"), screen)
                return call("swipe", x1=x1, y1=y1, x2=x2, y2=y2)
            case "type":
                return call("type", text=text_of(data, "text"))
            case "key":
                return key(text_of(data, "text"))
            case "scroll":
                direction = direction_of(data.get("scroll_direction", data.get("direction")))
                if data.get("coordinate") is None:
                    return call("scroll", direction=direction)
                x, y = self._point(data["coordinate"], screen)
                return call("scroll", direction=direction, x=x, y=y)
            case "wait":
                return call("wait", ms=seconds_of(data.get("duration")))
            case "screenshot" | "zoom":
                return call("look")
            case "open_app":
                return call("open_app", name=text_of(data, "name", "app"))
            case "back" | "home":
                return call(name)
            case "swipe":
                return swept(direction_of(data.get("direction")), screen)
            case "ask_user":
                return call("ask_user", question=text_of(data, "question", "text"))
        raise Unread(f"a phone has no action {shown(name)}")

    def _point(self, value: object, screen: Size) -> tuple[int, int]:
        declared = self._declared or screen
        x, y = point(value, declared, None)
        return x * screen.width // declared.width, y * screen.height // declared.height


def _block(reply: str) -> dict[str, Any]:
    """Return the one block that calls a tool: the reply itself, or among those of a message."""
    if not reply.lstrip().startswith("["):
        return only_json(reply)
    blocks = json_object('{"blocks": ' + reply.strip() + "}")["blocks"]
    uses = [one for one in blocks if isinstance(one, dict) and one.get("type") == "tool_use"]
    if len(uses) != 1:
        raise Unread(f"the message has {len(uses)} actions; one is wanted")
    return uses[0]
