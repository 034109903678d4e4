"""Widget trees: plain data that says what a screen holds. A tree is a pure function of an app's state.

Every kind is the same tuple; what a kind lacks stays empty. Composed widgets, such as a list row or an app bar, are
made of these in `material`.
"""

from functools import lru_cache
from typing import NamedTuple

# What a tap or a long press raises: opaque words that mean something to the app alone, such as ("open", "msg_0007").
Act = tuple[str, ...]
NOTHING: Act = ()

# Lengths are dp. FILL: all that the parent has to give.
FILL = -1

# Flags of a widget, to be joined with |.
CHECKED = 1
DISABLED = 2
FOCUSED = 4
SELECTED = 8
PASSWORD = 16
HIDDEN = 32  # drawn, but of no meaning to a reader: decoration that dumps leave out with all it holds

# How the children of a kind are laid out; a leaf has none and draws itself.
FLOWS = {
    "column": "column", "row": "row", "wrap": "wrap", "stack": "stack", "grid": "grid",
    "scroll": "down", "list": "down", "page": "down", "strip": "across",
    "item": "row", "card": "column", "bar": "row", "tabs": "row", "dialog": "column", "sheet": "column",
    "toast": "row", "keyboard": "column", "navigation": "row",
    "text": "label", "button": "label", "tab": "label", "key": "label", "icon": "label", "chip": "label",
    "checkbox": "control", "switch": "control", "radio": "control",
    "field": "field", "image": "image", "slider": "meter", "progress": "meter", "spacer": "blank", "divider": "blank",
}
LEAVES = frozenset({"label", "control", "field", "image", "meter", "blank"})
SCROLLS = frozenset({"down", "across"})
CHECKABLE = frozenset({"checkbox", "switch", "radio"})


class Style(NamedTuple):
    """Say how large a widget is, how its children lie and what it is painted with. Lengths are dp.

    A size of 0 follows the content. `weight` shares what is left along the parent's row or column. `along` and `across`
    place the children (start, centre, end; also `between` along and `stretch` across), in a leaf its text; empty is
    what the flow does by itself. `place` is where a stack puts this widget: up to one of top, bottom and one of start,
    end, else the centre; `shift` moves it from there. Colours are what `Theme.colour` knows; without a fill what is
    beneath shows.
    """

    width: int = 0
    height: int = 0
    least_width: int = 0
    least_height: int = 0
    weight: int = 0
    padding: tuple[int, int, int, int] = (0, 0, 0, 0)  # left, top, right, bottom
    gap: int = 0
    flow: str = ""  # instead of the flow of the kind
    along: str = ""
    across: str = ""
    place: str = "top start"
    shift: tuple[int, int] = (0, 0)
    fill: str = ""
    ink: str = "on_surface"
    border: int = 0
    edge: str = "outline"
    radii: tuple[int, int, int, int] = (0, 0, 0, 0)
    shadow: int = 0
    font: str = "body"
    lines: int = 0  # at most; 0 is without limit
    size: int = 24  # of the icon
    columns: int = 1
    offset: int = 0  # pixels that a scroll's content is moved; what is beyond its end counts as the end


PLAIN = Style()


class Widget(NamedTuple):
    """Hold one widget of any kind.

    `key` names it among its siblings, and in dumps; `description` is what a screen reader says of it; `hint` stands in
    an empty field; `value` is per mille of a slider or progress, and the recipe of an image is its `text`.
    """

    kind: str
    key: str = ""
    text: str = ""
    description: str = ""
    hint: str = ""
    icon: str = ""
    value: int = 0
    children: tuple["Widget", ...] = ()
    style: Style = PLAIN
    flags: int = 0
    act: Act = NOTHING
    long: Act = NOTHING

    @property
    def flow(self) -> str:
        """Return how its children lie."""
        return self.style.flow or flow_of(self.kind)


def flow_of(kind: str) -> str:
    """Return how the children of a kind lie, or raise ValueError for a kind that there is not."""
    if kind not in FLOWS:
        raise ValueError(f"no widget kind is called {kind!r}; there are {', '.join(FLOWS)}")
    return FLOWS[kind]


def column(*children: Widget, key: str = "", style: Style = PLAIN, act: Act = NOTHING) -> Widget:
    """Return children below each other."""
    return Widget("column", key, children=children, style=style, act=act)


def row(*children: Widget, key: str = "", style: Style = PLAIN, act: Act = NOTHING) -> Widget:
    """Return children beside each other, centred on one line unless the style says otherwise."""
    return Widget("row", key, children=children, style=style, act=act)


def wrap(*children: Widget, key: str = "", style: Style = PLAIN) -> Widget:
    """Return children beside each other, in as many lines as they need."""
    return Widget("wrap", key, children=children, style=style)


def stack(*children: Widget, key: str = "", style: Style = PLAIN, act: Act = NOTHING) -> Widget:
    """Return children on top of each other, the last one uppermost."""
    return Widget("stack", key, children=children, style=style, act=act)


def grid(*children: Widget, columns: int, key: str = "", style: Style = PLAIN) -> Widget:
    """Return children in equally wide columns, row by row."""
    return Widget("grid", key, children=children, style=style._replace(columns=columns))


def scroll(*children: Widget, key: str = "", offset: int = 0, kind: str = "scroll", style: Style = PLAIN) -> Widget:
    """Return children below each other in a window on them; `kind` may be list or page, or strip for one to the side.

    A list is the same, of rows.
    """
    return Widget(kind, key, children=children, style=style._replace(offset=offset))


def text(
    words: str, font: str = "body", ink: str = "on_surface", *, lines: int = 0, key: str = "", style: Style = PLAIN,
) -> Widget:
    """Return text that wraps to its width; beyond `lines` lines it ends in an ellipsis."""
    return Widget("text", key, words, style=_lettered(style, font, ink, lines))


# A screen has few styles and many widgets of each: to change one takes several times as long as to look it up.
@lru_cache(maxsize=4096)
def _lettered(style: Style, font: str, ink: str, lines: int) -> Style:
    return style._replace(font=font, ink=ink, lines=lines)


@lru_cache(maxsize=4096)
def _weighing(style: Style, weight: int) -> Style:
    return style._replace(weight=weight)


def icon(
    name: str, ink: str = "on_surface_variant", size: int = 24, *, description: str = "", key: str = "",
) -> Widget:
    """Return an icon; without a description a reader is not told of it."""
    flags = 0 if description else HIDDEN
    return Widget("icon", key, description=description, icon=name, style=Style(ink=ink, size=size), flags=flags)


def image(
    recipe: str, width: int, height: int, *, radius: int = 0, description: str = "", key: str = "", act: Act = NOTHING,
) -> Widget:
    """Return a picture made from its recipe."""
    style = Style(width=width, height=height, radii=(radius,) * 4)
    return Widget("image", key, recipe, description, style=style, act=act)


def spacer(width: int = 0, height: int = 0, weight: int = 0) -> Widget:
    """Return room with nothing in it."""
    return Widget("spacer", style=Style(width=width, height=height, weight=weight), flags=HIDDEN)


def divider(inset: int = 0) -> Widget:
    """Return a hairline across a column, `inset` dp from its left edge."""
    line = Widget("divider", style=Style(height=1, width=FILL, fill="outline_variant"), flags=HIDDEN)
    if not inset:
        return line
    return Widget("row", children=(line,), style=Style(padding=(inset, 0, 0, 0)), flags=HIDDEN)


def weighted(widget: Widget, weight: int = 1) -> Widget:
    """Return a widget that takes a share of what is left along its row or column."""
    return widget._replace(style=_weighing(widget.style, weight))


def padded(widget: Widget, left: int, top: int, right: int, bottom: int) -> Widget:
    """Return a widget with room around what it holds, in dp."""
    return widget._replace(style=widget.style._replace(padding=(left, top, right, bottom)))


def placed(widget: Widget, place: str, shift: tuple[int, int] = (0, 0)) -> Widget:
    """Return a widget that a stack puts elsewhere than at its top and start."""
    return widget._replace(style=widget.style._replace(place=place, shift=shift))


def flagged(widget: Widget, flags: int, on: bool = True) -> Widget:
    """Return a widget with flags set, or taken away."""
    return widget._replace(flags=widget.flags | flags if on else widget.flags & ~flags)
