"""The dump of a screen as Android's `uiautomator dump` writes it."""

import re
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from .hits import exposed
from .layout import Box, Layout
from .widgets import CHECKABLE, CHECKED, DISABLED, FOCUSED, HIDDEN, PASSWORD, SELECTED, Widget

_VIEW = "android.view.View"
_GROUP = "android.view.ViewGroup"
_FRAME = "android.widget.FrameLayout"
CLASSES = {
    "column": "android.widget.LinearLayout", "row": "android.widget.LinearLayout",
    "wrap": _GROUP, "stack": _FRAME, "grid": "android.widget.GridView",
    "scroll": "android.widget.ScrollView", "list": "androidx.recyclerview.widget.RecyclerView",
    "page": "android.webkit.WebView", "strip": "android.widget.HorizontalScrollView",
    "item": _GROUP, "card": _FRAME, "bar": _GROUP, "tabs": "android.widget.HorizontalScrollView",
    "dialog": _FRAME, "sheet": _FRAME, "toast": _FRAME, "keyboard": _FRAME, "navigation": _FRAME,
    "text": "android.widget.TextView", "button": "android.widget.Button", "tab": "android.widget.TextView",
    "key": "android.widget.Button", "icon": "android.widget.ImageView", "chip": "android.widget.Button",
    "checkbox": "android.widget.CheckBox", "switch": "android.widget.Switch", "radio": "android.widget.RadioButton",
    "field": "android.widget.EditText", "image": "android.widget.ImageView", "slider": "android.widget.SeekBar",
    "progress": "android.widget.ProgressBar", "spacer": _VIEW, "divider": _VIEW,
}
DOT = "•"


def dump(layout: Layout, every: bool = False) -> str:
    """Return the XML of the uppermost window that can have the focus, or of all windows.

    What is scrolled away, covered or under a modal window is not in it. Bounds are of what can be seen.
    """
    boxes = readable(layout)
    if not every:
        active = max((n for n, window in enumerate(layout.windows) if window.focus), default=0)
        boxes = tuple(box for box in boxes if box.window == active)
    parts = ["<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><hierarchy rotation=\"0\">"]
    open_ends: list[tuple[int, list[int]]] = []
    counts = [0]
    for number, box in enumerate(boxes):
        while open_ends and box.number >= open_ends[-1][0]:
            counts = open_ends.pop()[1]
            parts.append("</node>")
        parts.append(_node(box, layout, counts[0]))
        counts[0] += 1
        if number + 1 < len(boxes) and boxes[number + 1].number < box.end:
            parts.append(">")
            open_ends.append((box.end, counts))
            counts = [0]
        else:
            parts.append(" />")
    parts += ["</node>"] * len(open_ends)
    parts.append("</hierarchy>")
    return "".join(parts)


def readable(layout: Layout) -> tuple[Box, ...]:
    """Return the boxes that a reader is told of: those exposed, without decoration and all that is in it."""
    found: list[Box] = []
    hidden = 0
    for box in exposed(layout):
        if box.number < hidden:
            continue
        if box.widget.flags & HIDDEN:
            hidden = box.end
        else:
            found.append(box)
    return tuple(found)


def shown_text(widget: Widget) -> str:
    """Return what stands in a widget: dots in a password's field, nothing in an image."""
    if widget.flags & PASSWORD:
        return DOT * len(widget.text)
    return "" if widget.kind == "image" else widget.text


def resource_id(layout: Layout, box: Box) -> str:
    """Return what Android calls a widget, empty for one without a key."""
    return f"{layout.windows[box.window].package}:id/{box.widget.key}" if box.widget.key else ""


def _node(box: Box, layout: Layout, index: int) -> str:
    widget, package = box.widget, layout.windows[box.window].package
    left, top, right, bottom = box.visible
    hint = f" hint={_quoted(widget.hint)}" if widget.hint else ""
    key = f"{package}:id/{widget.key}" if widget.key else ""
    scrolls = box.reach is not None and box.reach.limit > 0
    states = _states(widget.kind, widget.flags, bool(widget.act), bool(widget.long), scrolls)
    return (
        f'<node index="{index}" text={_quoted(shown_text(widget))} resource-id={_quoted(key)}'
        f' class="{CLASSES[widget.kind]}" package={_quoted(package)} content-desc={_quoted(widget.description)}'
        f'{states}{hint} bounds="[{left},{top}][{right},{bottom}]"'
    )


@lru_cache(maxsize=4096)
def _states(kind: str, flags: int, clickable: bool, long: bool, scrolls: bool) -> str:
    """Return the attributes that are true or false, in Android's order."""
    told = {
        "checkable": kind in CHECKABLE, "checked": flags & CHECKED, "clickable": clickable,
        "enabled": not flags & DISABLED, "focusable": clickable or kind == "field", "focused": flags & FOCUSED,
        "scrollable": scrolls, "long-clickable": long, "password": flags & PASSWORD, "selected": flags & SELECTED,
    }
    return "".join(f' {name}="{"true" if value else "false"}"' for name, value in told.items())


def _quoted(value: str) -> str:
    """Return an attribute's value with its quotes; control characters, which XML cannot hold, become a full stop."""
    if _UNSAFE.search(value) is None:
        return f'"{value}"'
    return quoteattr(value.translate(_UNSAID), {"\n": "&#10;", "\t": "&#9;"})


_UNSAFE = re.compile("[^ !#-%'-;=?-~\xa0-\ud7ff\ue000-\ufffd]")
_UNSAID = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)), ".")
