"""UI-TARS: `Thought: ... Action: click(point='<point>500 300</point>')`, in pixels of its picture or of 1000."""

import re
from typing import Any

from ...snapshots.calls import Call
from ...snapshots.errors import shown
from .reply import MAX_REPLY, Parsed, Size, Unread, call, direction_of, parts, point, seconds_of, written_call

_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_POINT = re.compile(r"<(?:point|bbox)>([^<]*)</(?:point|bbox)>", re.ASCII)
_ENDED = re.compile(r"\n\s*\n")

FACTOR, LEAST, MOST = 28, 100 * 28 * 28, 16384 * 28 * 28
"""What the pictures of UI-TARS 1.5 are resized by: sides are multiples of 28, areas between these (its code)."""


class UITars:
    """What UI-TARS and Doubao's models for phones say.

    `scale` is what its coordinates are of: 1000 in older versions; None in 1.5, where they are pixels of the picture as
    it was resized for the model.
    """

    def __init__(self, scale: int | None = 1000) -> None:
        self._scale = scale
        self.name = "ui_tars" if scale else "ui_tars_1_5"
        self.space = (f"numbers from 0 to {scale}, of the width and of the height" if scale
                      else "pixels of the picture as it was resized for the model")

    def brief(self, screen: Size) -> str:
        """Return what a model is told about how to answer."""
        return (
            "Answer with two lines, `Thought: ...` and `Action: ...`. Actions: click(point='<point>x y</point>'), "
            "long_press(point='<point>x y</point>'), type(content='...') where \\n at the end submits, "
            "scroll(point='<point>x y</point>', direction='down'), drag(start_point='<point>x y</point>', "
            "end_point='<point>x y</point>'), open_app(app_name='...'), press_back(), press_home(), wait(), "
            f"call_user(content='...'), finished(content='...'). Coordinates are {self.space}."
        )

    def parse(self, reply: str, screen: Size) -> Parsed:
        """Return what a reply comes to. Of more than one action the reply has none: one at a time."""
        if len(reply) > MAX_REPLY:
            return Parsed(None, f"the reply has {len(reply)} characters; {MAX_REPLY} are read")
        actions = [_ENDED.split(part.strip())[0] for part in parts(reply, "Action:")]
        if len(actions) != 1:
            return Parsed(None, f"the reply has {len(actions)} actions; one is wanted")
        rest = _ENDED.split(reply.rpartition("Action:")[2].strip())[1:]
        if any(re.match(r"\w+\(", one.strip(), re.ASCII) for one in rest):
            return Parsed(None, "the reply has more than one action; one is wanted", actions[0][:2000])
        try:
            return Parsed(self._call(*written_call(actions[0]), screen), text=actions[0][:2000])
        except Unread as reason:
            return Parsed(None, str(reason), actions[0][:2000])

    def _call(self, name: str, data: dict[str, Any], screen: Size) -> Call:
        def at(*keys: str) -> tuple[int, int]:
            return self._point(next((data[key] for key in keys if key in data), None), screen)

        match name:
            case "click" | "left_single" | "long_press" | "left_double":
                x, y = at("point", "start_box")
                return call({"long_press": "long_press", "left_double": "double_tap"}.get(name, "tap"), x=x, y=y)
            case "type":
                content = data.get("content")
                if not isinstance(content, str) or not content:
                    raise Unread("type has no content")
                return call("type", text=content.removesuffix("\n"), submit=content.endswith("\n"))
            case "scroll":
                direction = direction_of(data.get("direction"))
                if "point" not in data and "start_box" not in data:
                    return call("scroll", direction=direction)
                x, y = at("point", "start_box")
                return call("scroll", direction=direction, x=x, y=y)
            case "drag" | "swipe":
                x1, y1 = at("start_point", "start_box")
                x2, y2 = at("end_point", "end_box")
                return call("swipe", x1=x1, y1=y1, x2=x2, y2=y2)
            case "open_app":
                return call("open_app", name=_words(data, "app_name"))
            case "press_back":
                return call("back")
            case "press_home":
                return call("home")
            case "press_enter":
                return call("enter")
            case "wait":
                return call("wait", ms=seconds_of(data.get("time"), 5))
            case "call_user":
                return call("ask_user", question=_words(data, "content"))
            case "finished":
                content = data.get("content", "")
                return call("finish", status="done", answer=content if isinstance(content, str) else "")
        raise Unread(f"there is no action {shown(name)}")

    def _point(self, value: object, screen: Size) -> tuple[int, int]:
        if isinstance(value, str):
            inner = _POINT.search(value)
            value = [float(one) for one in _NUMBERS.findall((inner[1] if inner else value)[:200])]
        if self._scale is not None:
            return point(value, screen, self._scale)
        resized = smart_resize(screen)
        x, y = point(value, resized, None)
        return x * screen.width // resized.width, y * screen.height // resized.height


def _words(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value:
        raise Unread(f"the action has no {key}")
    return value


def smart_resize(screen: Size) -> Size:
    """Return the size that a picture is given for the model: multiples of 28, rounded half to even as Python does."""
    width, height = (max(FACTOR, round(side / FACTOR) * FACTOR) for side in screen)
    if width * height > MOST:
        ratio = (screen.width * screen.height / MOST) ** 0.5
        width, height = (int(side / ratio / FACTOR) * FACTOR for side in screen)
    elif width * height < LEAST:
        ratio = (LEAST / (screen.width * screen.height)) ** 0.5
        width, height = (-int(-side * ratio // FACTOR) * FACTOR for side in screen)
    return Size(width, height)
