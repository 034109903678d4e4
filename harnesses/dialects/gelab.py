"""GELab-Zero: `<THINK>...</THINK>` and one line of fields parted by tabs, points from 0 to 1000."""

import re

from ...snapshots.calls import Call
from ...snapshots.errors import shown
from .reply import MAX_REPLY, Parsed, Size, Unread, call, point, seconds_of, text_of

SCALE = 1000
_THOUGHT = re.compile(r"<\s*/\s*THINK\s*>", re.IGNORECASE)
_FIELD = re.compile(r"^(\w+):(.*)$", re.ASCII | re.DOTALL)


class GELab:
    """What StepFun's GELab-Zero says."""

    name = "gelab"
    space = "whole numbers from 0 to 1000, of the width and of the height"

    def brief(self, screen: Size) -> str:
        """Return what a model is told about how to answer."""
        return (
            "Answer with <THINK>...</THINK> and then one line of fields parted by tabs, such as "
            "`explain:...\taction:CLICK\tpoint:x,y\tsummary:...`. Actions: CLICK (point), LONGPRESS (point), TYPE "
            "(value, point), SLIDE (point1, point2), WAIT (value, seconds), AWAKE (value, an app), INFO (value, a "
            "question), CALL_USER (value), COMPLETE (return), ABORT (value, why not). The screen is 1000 by 1000."
        )

    def parse(self, reply: str, screen: Size) -> Parsed:
        """Return what a reply comes to."""
        if len(reply) > MAX_REPLY:
            return Parsed(None, f"the reply has {len(reply)} characters; {MAX_REPLY} are read")
        line = _THOUGHT.split(reply)[-1].strip()
        fields = {found[1]: found[2].strip() for part in line.split("\t") if (found := _FIELD.match(part.strip()))}
        try:
            return Parsed(self._call(fields, screen), text=line[:2000])
        except Unread as reason:
            return Parsed(None, str(reason), line[:2000])

    def _call(self, fields: dict[str, str], screen: Size) -> Call:
        def at(name: str) -> tuple[int, int]:
            numbers = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", fields.get(name, "")[:60], re.ASCII)]
            return point(numbers, screen, SCALE)

        name = fields.get("action", "").upper()
        match name:
            case "CLICK" | "LONGPRESS":
                x, y = at("point")
                return call("tap" if name == "CLICK" else "long_press", x=x, y=y)
            case "TYPE":
                text = text_of(fields, "value")
                if "point" not in fields:
                    return call("type", text=text)
                x, y = at("point")
                return call("type", text=text, x=x, y=y)
            case "SLIDE":
                (x1, y1), (x2, y2) = at("point1"), at("point2")
                return call("swipe", x1=x1, y1=y1, x2=x2, y2=y2)
            case "WAIT":
                return call("wait", ms=seconds_of(fields.get("value")))
            case "AWAKE":
                return call("open_app", name=text_of(fields, "value"))
            case "INFO" | "CALL_USER":
                return call("ask_user", question=text_of(fields, "value"))
            case "COMPLETE":
                return call("finish", status="done", answer=fields.get("return", ""))
            case "ABORT":
                return call("finish", status="infeasible", answer=fields.get("value", ""))
        raise Unread(f"there is no action {shown(name)}")
