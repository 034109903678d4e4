"""A screen as one page for a browser: each box absolutely where the layout has it, with what it draws inside of it.

The page needs no script. Boxes carry their path and window, and a role and name for what reads pages aloud. Over each
field lies an input that nobody sees, for a browser's own typing. Boxes that leave a touch to what lies below are of
the class `quiet`, for pages that have touches go through them.
"""

from collections.abc import Callable, Mapping
from html import escape

from .display import SQUARE, Colour, Corners, Fill, Glyph, Line, Op, Picture, Shadow
from .fonts import FACES, icon
from .geometry import Rect
from .hits import takes_touches, upwards
from .layout import Box, Layout
from .pixels.metrics import lead, line_metrics
from .uiautomator import shown_text
from .widgets import CHECKABLE, CHECKED, DISABLED, HIDDEN, PASSWORD, SELECTED

ROLES = {
    "button": "button", "key": "button", "chip": "button", "tab": "tab", "tabs": "tablist", "checkbox": "checkbox",
    "switch": "switch", "radio": "radio", "slider": "slider", "progress": "progressbar",
    "list": "list", "item": "listitem", "dialog": "dialog", "sheet": "dialog", "toast": "status",
    "navigation": "navigation", "bar": "banner",
}
_STYLE = """
html,body{margin:0;background:#000}
.screen{position:relative;overflow:hidden;isolation:isolate;touch-action:none;user-select:none}
.screen *{position:absolute;box-sizing:border-box;margin:0;padding:0}
.t,.o{pointer-events:none}
.i{inset:0;width:100%;height:100%;opacity:0;border:0;resize:none}
.t{white-space:pre;font-kerning:none;font-variant-ligatures:none;text-rendering:geometricPrecision}
.glass,.glass *{pointer-events:none}
"""


def page(layout: Layout, title: str, fonts: Mapping[str, str], picture: Callable[[str, int, int], str]) -> str:
    """Return the page of a screen.

    `fonts` has the address of each bundled font file by its name; `picture` returns that of the picture of a recipe in
    a width and height. Both may be data URLs.
    """
    parts = [
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title>',
        f'<meta name="viewport" content="width={layout.width}"><style>{_STYLE}{_faces(fonts)}</style></head><body>',
        f'<div class="screen" style="width:{layout.width}px;height:{layout.height}px">',
    ]
    for number, window in enumerate(layout.windows):
        glass = "" if window.touches else " glass"
        if window.scrim or window.modal:
            tint = f"background:{_css(window.theme.colour(window.scrim))}" if window.scrim else ""
            clear = "" if window.modal and window.touches else " glass"
            parts.append(f'<div class="s{clear}" data-scrim="{number}" style="inset:0;{tint}"></div>')
        if window.secure:
            parts.append(_shape(layout.places[number], "background:#000", Rect(0, 0, 0, 0)))
        for box in layout.boxes_of(number):
            parts.append(_box(box, layout, picture, glass, drawn=not window.secure))
    return "".join((*parts, "</div></body></html>"))


def _faces(fonts: Mapping[str, str]) -> str:
    """Return the rules that load the files, and a class for each face."""
    files = "".join(f"@font-face{{font-family:{name};src:url('{url}')}}" for name, url in fonts.items())
    return files + "".join(f".f-{face}{{font-family:{','.join(names)}}}" for face, names in FACES.items())


def _box(box: Box, layout: Layout, picture: Callable[[str, int, int], str], glass: str, *, drawn: bool) -> str:
    left, top, right, bottom = box.bounds
    style = f"left:{left}px;top:{top}px;width:{right - left}px;height:{bottom - top}px"
    clip = layout.clip_of(box)
    if clip != layout.bounds:
        style += (
            f";clip-path:inset({clip.top - top}px {right - clip.right}px {bottom - clip.bottom}px {clip.left - left}px)"
        )
    inside = "".join(_drawn(op, box.bounds, picture) for op in box.ops) if drawn else ""
    inside += _input(box) if box.widget.kind == "field" else ""
    quiet = " quiet" if _leaves_touches(box, layout) else ""
    return (
        f'<div class="b{glass}{quiet}" data-key="{escape(box.path)}" data-window="{box.window}"{_said(box)}'
        f' style="{style}">{inside}</div>'
    )


def _leaves_touches(box: Box, layout: Layout) -> bool:
    """Say whether a touch on a box is one on what is below: on glass, or on the button that the box is part of."""
    return not takes_touches(box) and (not box.opaque or any(map(takes_touches, upwards(layout, box))))


def _input(box: Box) -> str:
    """Return the input of a field, which knows the box by its path; it has the text, but none of a password."""
    widget, flags = box.widget, box.widget.flags
    name = escape(widget.description or widget.hint)
    told = f'class="i" data-field="{escape(box.path)}" aria-label="{name}"{" disabled" if flags & DISABLED else ""}'
    if widget.icon == "search":
        told += ' enterkeyhint="search"'
    if flags & PASSWORD:
        return f'<input type="password" {told}>'
    if widget.style.lines == 1:
        return f'<input {told} value="{escape(widget.text)}">'
    return f"<textarea {told}>\n{escape(widget.text)}</textarea>"


def _said(box: Box) -> str:
    """Return the attributes for what reads pages aloud."""
    widget, flags = box.widget, box.widget.flags
    if flags & HIDDEN:
        return ' aria-hidden="true"'
    if widget.kind == "field":
        return ""
    role = "button" if takes_touches(box) and widget.kind not in ROLES else ROLES.get(widget.kind, "")
    name = widget.description or shown_text(widget) or widget.hint
    told = f' role="{role}"' if role else ""
    if name and (role or widget.description):
        told += f' aria-label="{escape(name)}"'
    if widget.kind in CHECKABLE:
        told += f' aria-checked="{"true" if flags & CHECKED else "false"}"'
    if flags & DISABLED:
        told += ' aria-disabled="true"'
    if flags & SELECTED:
        told += ' aria-selected="true"'
    return told


def _drawn(op: Op, within: Rect, picture: Callable[[str, int, int], str]) -> str:
    if isinstance(op, Line):
        rise, _, tall = line_metrics(op.face, op.size)
        left = op.x + lead(op.face, op.size, op.text) - within.left if op.text else 0
        style = f"left:{left}px;top:{op.baseline - rise - within.top}px;color:{_css(op.colour)}"
        return _text(op.text, op.face, style, op.size, tall)
    if isinstance(op, Glyph):
        face, character = icon(op.icon)
        style = f"left:{op.rect.left - within.left}px;top:{op.rect.top - within.top}px;color:{_css(op.colour)}"
        return _text(character, face, style, op.rect.width, op.rect.height)
    if isinstance(op, Fill):
        border = f";border:{op.border}px solid {_css(op.edge)}" if op.border else ""
        return _shape(op.rect, f"background:{_css(op.colour)}{_rounded(op.corners)}{border}", within)
    if isinstance(op, Shadow):
        shadow = f"box-shadow:0 {op.down}px {op.blur}px {_css(op.colour)}{_rounded(op.corners)}"
        return _shape(op.rect, shadow, within)
    if isinstance(op, Picture):
        url = picture(op.recipe, op.rect.width, op.rect.height)
        return _shape(op.rect, f"background:url('{url}') 0 0/100% 100%{_rounded(op.corners)}", within)
    return ""


def _text(text: str, face: str, style: str, size: int, tall: int) -> str:
    return (
        f'<div class="t f-{face}" style="{style};font-size:{size}px;line-height:{tall}px">{escape(text)}</div>'
    )


def _shape(rect: Rect, style: str, within: Rect) -> str:
    left, top = rect.left - within.left, rect.top - within.top
    size = f"width:{rect.width}px;height:{rect.height}px"
    return f'<div class="o" style="left:{left}px;top:{top}px;{size};{style}"></div>'


def _rounded(corners: Corners) -> str:
    return "" if corners == SQUARE else ";border-radius:" + " ".join(f"{radius}px" for radius in corners)


def _css(colour: Colour) -> str:
    return f"#{colour & 0xFFFFFF:06x}{colour >> 24:02x}"
