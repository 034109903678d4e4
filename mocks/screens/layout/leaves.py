"""The sizes of leaves, and where their text, icon or control is in them."""

from ..pixels.metrics import line_metrics
from ..theme import Theme
from ..widgets import FOCUSED, PASSWORD, Widget
from .measures import Cast
from .nodes import Node, Space, Written
from .text import Run, lines_of, tail_of

DOT = "•"
# Width and height of what is drawn of a control, in dp.
CONTROLS = {"checkbox": (18, 18), "radio": (20, 20), "switch": (52, 32)}
THICK = {"slider": 20, "progress": 4}


def leaf(widget: Widget, cast: Cast, flow: str, theme: Theme, space: Space) -> Node:
    """Return a solved leaf."""
    if flow == "label":
        spot = (cast.size, cast.size) if widget.icon else (0, 0)
        return _label(widget, cast, theme, space, spot)
    if flow == "control":
        across, down = CONTROLS[widget.kind]
        return _label(widget, cast, theme, space, (theme.px(across), theme.px(down)))
    if flow == "field":
        return _field(widget, cast, theme, space)
    width = space.wide if space.tight_wide else min(space.wide, cast.left + cast.right)
    height = space.high if space.tight_high else cast.top + cast.bottom
    if flow == "meter":
        thick = theme.px(THICK[widget.kind])
        width = width if space.tight_wide else min(space.wide, max(width, theme.px(96)))
        height = max(height, thick + cast.top + cast.bottom) if not space.tight_high else height
        inner = max(0, width - cast.left - cast.right)
        return Node(widget, cast, width, height, spot=(cast.left, (height - thick) // 2, inner, thick))
    return Node(widget, cast, width, height)


def _label(widget: Widget, cast: Cast, theme: Theme, space: Space, spot: tuple[int, int]) -> Node:
    """Return an icon or control and a text beside it, placed in what the leaf turns out to measure."""
    style, font = widget.style, cast.font
    wide, high = spot
    gap = (cast.gap or theme.px(8)) if wide and widget.text else 0
    sides, ends = cast.left + cast.right, cast.top + cast.bottom
    room = space.wide - sides - wide - gap
    most = style.lines
    if space.tight_high:
        fitting = max(0, space.high - ends) // font.line or (1 if space.high >= font.size else 0)
        most = min(most or fitting, fitting)
    runs: tuple[Run, ...] = ()
    if widget.text and room > 0 and (most or not space.tight_high):
        runs = lines_of(widget.text, font.face, font.size, room, most)
    words = 0
    for run in runs:
        if run.width > words:
            words = run.width
    width, height = space.wide, space.high
    if not space.tight_wide:
        width = min(max(sides + wide + gap + words, cast.least_width), width)
    if not space.tight_high:
        height = max(ends + max(high, len(runs) * font.line), cast.least_height)
    along = style.along or ("start" if widget.kind in _STARTING else "centre")
    free = width - sides - wide - gap - words
    begin = cast.left + _moved(along, free)
    inner = height - ends
    lines: list[Written] = []
    if runs:
        hanging = widget.kind == "text" and style.across != "centre"
        text_top = cast.top + (0 if hanging else (inner - len(runs) * font.line) // 2)
        if inner < font.line:  # less than a line: in the middle of the whole leaf, its padding forgotten
            text_top = (height - font.line) // 2
        base = text_top + _baseline(cast)
        start = begin + wide + gap
        for run in runs:
            if run.text:
                lines.append(Written(run.text, start + _moved(along, words - run.width), base))
            base += font.line
    place = (begin, cast.top + (inner - high) // 2, wide, high) if wide else None
    return Node(widget, cast, width, height, lines=tuple(lines), spot=place)


_STARTING = frozenset({"text", "checkbox", "switch", "radio"})


def _moved(along: str, free: int) -> int:
    if along == "start":
        return 0
    if along == "centre":
        return max(0, free) // 2
    return max(0, free) if along == "end" else 0


def _baseline(cast: Cast) -> int:
    """Return how far below the top of a line its baseline is: the face in the middle of the line."""
    font = cast.font
    rise, _, tall = line_metrics(font.face, font.size)
    return (font.line - tall) // 2 + rise


def _field(widget: Widget, cast: Cast, theme: Theme, space: Space) -> Node:
    """Return a field: its text or hint, and where the caret is while it is focused. One of several lines wraps."""
    font, style = cast.font, widget.style
    sides, ends = cast.left + cast.right, cast.top + cast.bottom
    width = space.wide
    if not space.tight_wide:
        width = min(space.wide, max(cast.least_width, theme.px(160)))
    icon = cast.size + (cast.gap or theme.px(12)) if widget.icon else 0
    caret = max(2, theme.px(2))
    room = max(0, width - sides - icon - caret)
    shown = DOT * len(widget.text) if widget.flags & PASSWORD else widget.text
    hinted = not shown
    focused = bool(widget.flags & FOCUSED)
    runs: tuple[Run, ...]
    if style.lines == 1 and focused and shown:
        runs = (tail_of(shown.replace("\n", " "), font.face, font.size, room),)
    elif hinted or style.lines == 1:
        flat = (shown or widget.hint).replace("\n", " ")
        runs = lines_of(flat, font.face, font.size, room, 1)
    else:
        runs = lines_of(shown, font.face, font.size, room, 0)
        runs = runs[-style.lines :] if style.lines else runs
    height = space.high
    if space.tight_high:
        fitting = max(0, height - ends) // font.line
        runs = runs[-fitting:] if fitting else ()
    else:
        height = max(ends + max(1, len(runs)) * font.line, cast.least_height)
    single = style.lines == 1
    text_top = cast.top + ((height - ends - max(1, len(runs)) * font.line) // 2 if single else 0)
    base, begin = text_top + _baseline(cast), cast.left + icon
    lines = tuple(
        Written(run.text, begin, base + number * font.line, hinted) for number, run in enumerate(runs) if run.text
    )
    spot = None
    if focused:
        after = 0 if hinted or not runs else runs[-1].width
        down = text_top + max(0, len(runs) - 1) * font.line
        spot = (begin + after, down, caret, font.line)
    return Node(widget, cast, width, height, lines=lines, spot=spot)
