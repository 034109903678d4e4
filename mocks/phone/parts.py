"""Parts that apps are made of: the toolkit's widgets with the app's words, and in the way that its skin has them."""

from collections.abc import Sequence
from typing import NamedTuple

from ..screens import material
from ..screens.material_inputs import bare_field, check_row, radio_row, search_field, switch_row, text_field
from ..screens.widgets import (
    FILL,
    FOCUSED,
    NOTHING,
    PASSWORD,
    Act,
    Style,
    Widget,
    column,
    grid,
    image,
    padded,
    row,
    scroll,
    stack,
    text,
    weighted,
    wrap,
)
from .clutter import beside, suggested
from .look import Look


class Way(NamedTuple):
    """A place that an app leads to from its first screens: an entry of its bar, its tabs or its list."""

    key: str
    label: str
    icon: str
    act: Act


class Card(NamedTuple):
    """One thing of a list: what stands on it, and what a tap on it raises. `picture` is a recipe."""

    key: str
    title: str
    subtitle: str = ""
    trail: str = ""
    icon: str = ""
    picture: str = ""
    act: Act = NOTHING
    long: Act = NOTHING


def page(
    look: Look, title: str, *body: Widget, back: bool = True, actions: Sequence[Widget] = (),
    buttons: Sequence[Widget] = (), ways: Sequence[Way] = (), at: str = "", fab: Widget | None = None,
    subtitle: str = "", key: str = "body", low: bool = False,
) -> Widget:
    """Return a screen: a bar with its title, a body that scrolls, and its main buttons.

    The skin says whether the buttons stay at the bottom or end the body, and whether `ways`, the places of the app with
    `at` the present one, are a bar, tabs or chips. A body that does not fill its room stands at the top of it, a `low`
    one, such as a conversation, at the bottom.
    """
    lead = material.icon_button("arrow_back", ("back",), look.say("back"), key="navigate_up") if back else None
    parts: list[Widget] = [material.app_bar(title, lead, *beside(look, actions), *actions, subtitle=subtitle)]
    entries = tuple(material.Entry(way.label, way.act, way.icon, f"way_{way.key}") for way in ways)
    chosen = next((i for i, way in enumerate(ways) if way.key == at), 0)
    if entries and look.skin.navigation == "tabs":
        parts.append(material.tab_bar(tuple(entry._replace(icon="") for entry in entries), chosen))
    elif entries and look.skin.navigation == "plain":
        chips = (material.chip(entry.label, entry.act, selected=i == chosen, key=entry.key)
                 for i, entry in enumerate(entries))
        parts.append(wrap(*chips, key="ways", style=Style(width=FILL, gap=8, padding=(16, 4, 16, 8))))
    inline = look.skin.actions == "inline"
    stacked = column(*buttons, style=Style(width=FILL, gap=8, padding=(16, 8, 16, 12)))
    shown = (*body, stacked) if buttons and inline else body
    scrolled = scroll(*shown, *suggested(look), key=key, offset=look.offset(key),
                      style=Style(width=FILL, height=FILL, along="end" if low else ""))
    middle = scrolled if fab is None else stack(scrolled, fab, style=Style(width=FILL, height=FILL))
    parts.append(weighted(middle))
    if buttons and not inline:
        parts.append(stacked)
    if entries and look.skin.navigation == "bottom":
        parts.append(material.navigation_bar(entries, chosen))
    return column(*parts, style=Style(width=FILL, height=FILL, fill="surface"))


def cards(look: Look, items: Sequence[Card], *, columns: int = 2) -> Widget:
    """Return things as the skin lists them: rows, cards below each other, or a grid of tiles."""
    match look.skin.rows:
        case "list":
            return column(*(listed(item) for item in items), style=Style(width=FILL))
        case "cards":
            return column(*(_card(item) for item in items), style=Style(width=FILL, gap=8, padding=(16, 4, 16, 4)))
        case "grid":
            return grid(*(_tile(item) for item in items), columns=columns,
                        style=Style(width=FILL, gap=8, padding=(16, 4, 16, 4)))


def listed(item: Card) -> Widget:
    """Return a thing as a row of a list, whatever the skin."""
    return material.list_row(item.title, item.subtitle, _lead(item), item.trail, act=item.act, long=item.long,
                             key=item.key)


def _lead(item: Card) -> Widget | None:
    if item.picture:
        return image(item.picture, 48, 48, radius=8)
    return material.disc(item.icon) if item.icon else None


def _card(item: Card) -> Widget:
    inside = material.list_row(item.title, item.subtitle, _lead(item), item.trail)
    return material.card(inside, key=item.key, act=item.act, pad=0)._replace(long=item.long)


def _tile(item: Card) -> Widget:
    parts: list[Widget] = []
    if item.picture:
        parts.append(image(item.picture, 0, 96, radius=8)._replace(
            style=Style(width=FILL, height=96, radii=(8,) * 4)))
    elif item.icon:
        parts.append(material.disc(item.icon))
    parts.append(text(item.title, "title_small", lines=2))
    if item.subtitle:
        parts.append(text(item.subtitle, "body_small", "on_surface_variant", lines=2))
    if item.trail:
        parts.append(text(item.trail, "label_large", "primary", lines=1))
    return material.card(*parts, key=item.key, act=item.act, pad=12)._replace(long=item.long)


def field(
    look: Look, name: str, label: str, *, enter: Act = NOTHING, hint: str = "", help: str = "", lines: int = 1,
    secret: bool = False, default: str = "",
) -> Widget:
    """Return a field of a form that keeps its text on the page under its name. `enter` is what Enter raises in it."""
    flags = (FOCUSED if look.page.focus == name else 0) | (PASSWORD if secret else 0)
    made = text_field(label, look.value(name, default), ("focus", name, *enter), key=name, hint=hint, help=help,
                      flags=flags, lines=lines)
    return padded(made, 16, 4, 16, 4)


def search(look: Look, name: str, hint: str, enter: Act = NOTHING) -> Widget:
    """Return a search field that keeps its text on the page."""
    made = search_field(hint, look.value(name), ("focus", name, *enter), key=name, focused=look.page.focus == name)
    return row(made, style=Style(width=FILL, padding=(16, 8, 16, 8)))


def writing(look: Look, name: str, hint: str, enter: Act = NOTHING) -> Widget:
    """Return a field without a frame: for a message or a note."""
    return bare_field(hint, look.value(name), ("focus", name, *enter), key=name, focused=look.page.focus == name)


def tick(look: Look, name: str, label: str, subtitle: str = "", *, default: bool = False) -> Widget:
    """Return a box to tick that keeps its state on the page. `default` is ticked until somebody unticks it."""
    return check_row(label, look.on(name, default), ("toggle", name, _switched(default)), subtitle, key=name)


def switch(look: Look, name: str, label: str, subtitle: str = "", *, default: bool = False) -> Widget:
    """Return a switch that keeps its state on the page."""
    return switch_row(label, look.on(name, default), ("toggle", name, _switched(default)), subtitle, key=name)


def choice(look: Look, name: str, value: str, label: str, subtitle: str = "", *, default: str = "") -> Widget:
    """Return one of the choices under a name, of which the page keeps one."""
    return radio_row(label, look.value(name, default) == value, ("set", name, value), subtitle, key=f"{name}_{value}")


def _switched(on: bool) -> str:
    return "on" if on else "off"


def figures(*pairs: tuple[str, str], key: str = "") -> Widget:
    """Return lines with a name at the start and a value at the end: what a receipt or a confirmation lists.

    A value that has no room beside its name stands below it.
    """
    return column(*(
        wrap(text(name, "body", "on_surface_variant", lines=2), text(value, "body_large", lines=2),
             style=Style(width=FILL, gap=4, along="between")) for name, value in pairs
    ), key=key, style=Style(width=FILL, gap=12, padding=(16, 8, 16, 8)))


def note(words: str, ink: str = "on_surface_variant") -> Widget:
    """Return a paragraph with the page's margins."""
    return text(words, "body", ink, style=Style(padding=(16, 8, 16, 8)))


def dialog(title: str, body: Sequence[Widget], buttons: Sequence[Widget], *, icon_name: str = "") -> Widget:
    """Return what a dialog holds: its title, its body, which needs no margins of a page, and its buttons."""
    return material.dialog(title, tuple(_bare(part) for part in body), tuple(buttons), icon_name=icon_name)


def _bare(part: Widget) -> Widget:
    """Return a part without margins at its sides, unless they are inside something painted."""
    _, top, _, bottom = part.style.padding
    return part if part.style.fill else part._replace(style=part.style._replace(padding=(0, top, 0, bottom)))


def sheet(*body: Widget, buttons: Sequence[Widget] = ()) -> Widget:
    """Return what a sheet holds: its body and its buttons."""
    ends = column(*buttons, key="buttons", style=Style(width=FILL, gap=8, padding=(16, 8, 16, 8)))
    return material.bottom_sheet(*body, *((ends,) if buttons else ()))
