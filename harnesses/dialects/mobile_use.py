"""Qwen's mobile_use: a tool call of that name, points from 0 to 999."""

from typing import Any

from ...snapshots.calls import Call
from ...snapshots.errors import shown
from .generic import button
from .reply import MAX_REPLY, Parsed, Size, Unread, call, only_json, point, seconds_of, text_of

SCALE = 999


class MobileUse:
    """What the Qwen3-VL cookbook's mobile agent says, with `ask_user` as MobileWorld's has it."""

    name = "mobile_use"
    space = "whole numbers from 0 to 999, of the width and of the height"

    def brief(self, screen: Size) -> str:
        """Return what a model is told about how to answer."""
        return (
            "Call the function mobile_use once, between <tool_call> and </tool_call>, as {\"name\": \"mobile_use\", "
            "\"arguments\": {\"action\": ..., ...}}. The screen is 999 by 999. Actions: click, long_press (coordinate, "
            "time), swipe (coordinate, coordinate2), type (text), key (text), system_button (button: Back, Home, Menu, "
            "Enter), open (text), wait (time), answer (text), ask_user (text), terminate (status: success, failure)."
        )

    def parse(self, reply: str, screen: Size) -> Parsed:
        """Return what a reply comes to."""
        if len(reply) > MAX_REPLY:
            return Parsed(None, f"the reply has {len(reply)} characters; {MAX_REPLY} are read")
        try:
            found = only_json(reply)
            if found.get("name") not in ("mobile_use", None) or not isinstance(found.get("arguments"), dict):
                raise Unread(f"the reply calls {shown(found.get('name'))}; the function is mobile_use, with arguments")
            return Parsed(self._call(found["arguments"], screen), text=str(found)[:2000])
        except Unread as reason:
            return Parsed(None, str(reason))

    def _call(self, data: dict[str, Any], screen: Size) -> Call:
        name = str(data.get("action", "")).strip().lower()
        match name:
            case "click" | "long_press" | "double_click":
                x, y = point(data.get("coordinate"), screen, SCALE)
                return call({"click": "tap", "double_click": "double_tap"}.get(name, name), x=x, y=y)
            case "swipe":
                x1, y1 = point(data.get("coordinate"), screen, SCALE)
                x2, y2 = point(data.get("coordinate2"), screen, SCALE)
                return call("swipe", x1=x1, y1=y1, x2=x2, y2=y2)
            case "type":
                return call("type", text=text_of(data, "text"))
            case "key":
                return key(text_of(data, "text"))
            case "system_button":
                return button(data.get("button"))
            case "open":
                return call("open_app", name=text_of(data, "text"))
            case "wait":
                return call("wait", ms=seconds_of(data.get("time"), 2))
            case "answer":
                return call("finish", status="done", answer=text_of(data, "text"))
            case "ask_user" | "interact" | "call_user":
                return call("ask_user", question=text_of(data, "text"))
            case "terminate":
                return call("finish", status=_status(data.get("status")))
        raise Unread(f"there is no action {shown(name)}")


def key(name: str) -> Call:
    """Return the call of a key by its name; Unread for those that the phone does not have."""
    plain = name.strip().lower().removeprefix("keycode_")
    if plain in ("back", "home", "enter", "delete", "recents"):
        return call("key", name=plain)
    if plain in ("return", "del", "backspace", "app_switch", "menu", "overview"):
        return call("key", name={"return": "enter", "del": "delete", "backspace": "delete"}.get(plain, "recents"))
    raise Unread(f"there is no key {shown(name)}; there are back, home, recents, enter, delete")


def _status(value: object) -> str:
    status = {"success": "done", "failure": "infeasible", "fail": "infeasible"}.get(str(value).strip().lower())
    if status is None:
        raise Unread(f"{shown(value)} is no status; it is success or failure")
    return status
