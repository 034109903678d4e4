"""AndroidWorld: `Reason: ... Action: {"action_type": "click", "index": 3}`, elements by their number or pixels."""

from typing import Any

from ...snapshots.calls import Call
from ...snapshots.errors import shown
from .reply import MAX_REPLY, Parsed, Size, Unread, call, direction_of, json_object, parts, point, swept, text_of


class AndroidWorld:
    """What the agents of AndroidWorld say. Its scroll shows what lies in the direction, its swipe is the finger's."""

    name = "android_world"
    space = "pixels of the screen, or the number of an element"

    def brief(self, screen: Size) -> str:
        """Return what a model is told about how to answer."""
        return (
            'Answer with two lines, `Reason: ...` and `Action: {"action_type": ...}`. click, double_tap and '
            'long_press take "index", the number of an element, or "x" and "y" in pixels; input_text takes "text" '
            'besides, and presses Enter; scroll takes "direction" (what is shown next) and perhaps "index"; swipe '
            'takes "direction"; open_app takes "app_name"; answer takes "text"; status takes "goal_status": '
            '"complete" or "infeasible"; keyboard_enter, navigate_home, navigate_back and wait take nothing.'
        )

    def parse(self, reply: str, screen: Size) -> Parsed:
        """Return what a reply comes to."""
        if len(reply) > MAX_REPLY:
            return Parsed(None, f"the reply has {len(reply)} characters; {MAX_REPLY} are read")
        actions = [part.strip() for part in parts(reply, "Action:")] or [reply.strip()]
        if len(actions) != 1:
            return Parsed(None, f"the reply has {len(actions)} actions; one is wanted")
        text = actions[0].removeprefix("```json").removeprefix("```").removesuffix("```").strip()
        try:
            return Parsed(self._call(json_object(text), screen), text=text[:2000])
        except Unread as reason:
            return Parsed(None, str(reason), text[:2000])

    def _call(self, data: dict[str, Any], screen: Size) -> Call:
        name = data.get("action_type")
        match name:
            case "click" | "double_tap" | "long_press":
                return call({"click": "tap"}.get(name, name), **_where(data, screen))
            case "input_text":
                where = _where(data, screen) if {"index", "x", "y"} & set(data) else {}
                clear = data.get("clear_text") is True
                return call("type", text=text_of(data, "text"), submit=True, clear=clear, **where)
            case "scroll":
                where = _where(data, screen) if data.get("index") is not None else {}
                return call("scroll", direction=direction_of(data.get("direction")), **where)
            case "swipe":
                return swept(direction_of(data.get("direction")), screen)
            case "keyboard_enter":
                return call("enter")
            case "navigate_home":
                return call("home")
            case "navigate_back":
                return call("back")
            case "open_app":
                return call("open_app", name=text_of(data, "app_name"))
            case "wait":
                return call("wait", ms=1000)
            case "answer":
                return call("finish", status="done", answer=text_of(data, "text"))
            case "status":
                status = {"complete": "done", "infeasible": "infeasible"}.get(str(data.get("goal_status")))
                if status is None:
                    raise Unread(f"{shown(data.get('goal_status'))} is no goal_status: complete or infeasible")
                return call("finish", status=status)
        raise Unread(f"there is no action_type {shown(name)}")


def _where(data: dict[str, Any], screen: Size) -> dict[str, int]:
    """Return where an action is: an element's number (0 is one, too) or a point."""
    index = data.get("index")
    if index is not None:
        if data.get("x") is not None or data.get("y") is not None:
            raise Unread("an action has an index or x and y, not both")
        if isinstance(index, bool) or not isinstance(index, int | str) or not str(index).isascii() or not (
                str(index).isdecimal()):
            raise Unread(f"{shown(index)} is no number of an element")
        return {"index": int(str(index)[:4])}
    x, y = point([data.get("x"), data.get("y")], screen, None)
    return {"x": x, "y": y}
