"""AutoGLM: `do(action="Tap", element=[500, 300])` or `finish(message="...")`, points from 0 to 999."""

import re
from typing import Any

from ...snapshots.calls import Call
from ...snapshots.errors import shown
from .reply import MAX_REPLY, Parsed, Size, Unread, call, point, seconds_of, text_of, written_call

SCALE = 999
_ANSWER = re.compile(r"<answer>(.*?)(?:</answer>|$)", re.DOTALL)
_WRITTEN = re.compile(r"\b(?:do|finish)\s*\(", re.ASCII)
_TYPED = re.compile(r'do\(\s*action\s*=\s*"(Type|Type_Name)"\s*,\s*text\s*=\s*"(.*)"\s*\)', re.DOTALL)


class AutoGLM:
    """What AutoGLM's phone models say. A tap with a `message` asks the user first: it is one."""

    name = "autoglm"
    space = "whole numbers from 0 to 999, of the width and of the height"

    def brief(self, screen: Size) -> str:
        """Return what a model is told about how to answer."""
        return (
            "Answer with <think>...</think><answer>...</answer>, and in the answer with one call: "
            'do(action="Tap", element=[x, y]), with message="..." where the user has to confirm it first; '
            'do(action="Type", text="..."); do(action="Swipe", start=[x, y], end=[x, y]); '
            'do(action="Long Press", element=[x, y]); do(action="Double Tap", element=[x, y]); '
            'do(action="Launch", app="..."); do(action="Wait", duration="2 seconds"); do(action="Back"); '
            'do(action="Home"); do(action="Interact"); do(action="Take_over", message="..."); finish(message="..."). '
            "The screen is 999 by 999."
        )

    def parse(self, reply: str, screen: Size) -> Parsed:
        """Return what a reply comes to: what is no call is none, and never a finish."""
        if len(reply) > MAX_REPLY:
            return Parsed(None, f"the reply has {len(reply)} characters; {MAX_REPLY} are read")
        answers = _ANSWER.findall(reply)
        text = (answers[0] if answers else reply[found.start():] if (found := _WRITTEN.search(reply)) else "").strip()
        try:
            if len(answers) > 1:
                raise Unread(f"the reply has {len(answers)} answers; one is wanted")
            return Parsed(self._call(*_read(text), screen), text=text[:2000])
        except Unread as reason:
            return Parsed(None, str(reason), text[:2000])

    def _call(self, function: str, data: dict[str, Any], screen: Size) -> Call:
        if function == "finish":
            message = data.get("message", "")
            return call("finish", status="done", answer=message if isinstance(message, str) else "")
        if function != "do":
            raise Unread(f"there is no function {shown(function)}; there are do and finish")
        name = str(data.get("action", ""))
        match name:
            case "Tap" if isinstance(data.get("message"), str) and data["message"]:
                point(data.get("element"), screen, SCALE)
                return call("ask_user", question=data["message"])
            case "Tap" | "Long Press" | "Double Tap":
                x, y = point(data.get("element"), screen, SCALE)
                return call({"Tap": "tap", "Long Press": "long_press", "Double Tap": "double_tap"}[name], x=x, y=y)
            case "Type" | "Type_Name":
                return call("type", text=text_of(data, "text"), clear=True)
            case "Swipe":
                x1, y1 = point(data.get("start"), screen, SCALE)
                x2, y2 = point(data.get("end"), screen, SCALE)
                return call("swipe", x1=x1, y1=y1, x2=x2, y2=y2)
            case "Launch":
                return call("open_app", name=text_of(data, "app"))
            case "Wait":
                return call("wait", ms=seconds_of(data.get("duration")))
            case "Back" | "Home":
                return call(name.lower())
            case "Interact":
                return call("ask_user", question=str(data.get("message") or "Which of these do you want?"))
            case "Take_over":
                return call("ask_user", question=text_of(data, "message"))
        raise Unread(f"there is no action {shown(name)}")


def _read(text: str) -> tuple[str, dict[str, Any]]:
    """Return the function and its arguments; a typed text may have quotation marks in it that nobody escaped."""
    try:
        return written_call(text)
    except Unread:
        typed = _TYPED.fullmatch(text)
        if typed is None:
            raise
        return "do", {"action": typed[1], "text": typed[2]}
