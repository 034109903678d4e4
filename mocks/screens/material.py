"""Composed widgets, with the measures of Material Design 3: bars, buttons, rows, cards, dialogs, sheets, messages.

Inputs are in `material_inputs`, the on-screen keyboard in `keyboards`.
"""

from typing import NamedTuple

from .widgets import (
    DISABLED,
    FILL,
    HIDDEN,
    NOTHING,
    SELECTED,
    Act,
    Style,
    Widget,
    column,
    flagged,
    icon,
    placed,
    row,
    spacer,
    stack,
    text,
    weighted,
    wrap,
)


class Entry(NamedTuple):
    """Hold one of several things to choose from: of a bar, a menu, tabs, chips. `unread` is shown as a badge."""

    label: str
    act: Act
    icon: str = ""
    key: str = ""
    unread: int = 0


def icon_button(name: str, act: Act, description: str, *, key: str = "", ink: str = "on_surface_variant") -> Widget:
    """Return an icon to tap, 48 dp square."""
    style = Style(width=48, height=48, padding=(12, 12, 12, 12), radii=(24,) * 4, ink=ink)
    return Widget("button", key, description=description, icon=name, style=style, act=act)


_BUTTON = Style(least_height=40, padding=(24, 10, 24, 10), radii=(20,) * 4, font="label_large", gap=8, size=18)
_BUTTONS = {
    "filled": _BUTTON._replace(fill="primary", ink="on_primary"),
    "tonal": _BUTTON._replace(fill="secondary_container", ink="on_secondary_container"),
    "outlined": _BUTTON._replace(border=1, edge="outline", ink="primary"),
    "plain": _BUTTON._replace(padding=(12, 10, 12, 10), ink="primary"),
    "danger": _BUTTON._replace(fill="error", ink="on_error"),
}


def button(
    label: str, act: Act, look: str = "filled", *, key: str = "", icon: str = "", enabled: bool = True,
) -> Widget:
    """Return a button; its look is filled, tonal, outlined, plain or danger."""
    if look not in _BUTTONS:
        raise ValueError(f"no button looks {look!r}; there are {', '.join(_BUTTONS)}")
    style = _BUTTONS[look]
    if not enabled:
        style = style._replace(ink="on_surface", fill="surface_highest" if style.fill else "")
    return Widget("button", key, label, icon=icon, style=style, act=act, flags=0 if enabled else DISABLED)


def wide_button(label: str, act: Act, look: str = "filled", *, key: str = "", enabled: bool = True) -> Widget:
    """Return a button across its column, tall enough to be the main one of a screen."""
    made = button(label, act, look, key=key, enabled=enabled)
    return made._replace(style=made.style._replace(width=FILL, least_height=48, radii=(24,) * 4))


def fab(name: str, act: Act, description: str, label: str = "", *, key: str = "fab") -> Widget:
    """Return a floating action button, for a stack to put at its bottom and end; with a label it is extended."""
    style = Style(
        height=56, width=0 if label else 56, least_width=80 if label else 0, padding=(16, 16, 20 if label else 16, 16),
        radii=(16,) * 4, fill="primary_container", ink="on_primary_container", shadow=6, font="label_large", gap=12,
        place="bottom end", shift=(-16, -16),
    )
    return Widget("button", key, label, description, icon=name, style=style, act=act)


def app_bar(title: str, lead: Widget | None = None, *actions: Widget, subtitle: str = "") -> Widget:
    """Return the bar at the top of a screen: what leads back or opens a menu, the title, and up to a few actions."""
    named = text(title, "title_large", lines=1, key="title")
    middle = column(named, text(subtitle, "body_small", "on_surface_variant", lines=1)) if subtitle else named
    start = lead if lead is not None else spacer(12)
    style = Style(height=64, width=FILL, padding=(4, 0, 4, 0), gap=4, fill="surface")
    return Widget("bar", "toolbar", children=(start, weighted(middle), *actions), style=style)


def large_title(title: str, *actions: Widget) -> Widget:
    """Return a bar whose title stands large below its actions."""
    above = row(*actions, style=Style(height=56, width=FILL, along="end", padding=(4, 0, 4, 0)))
    below = text(title, "headline", key="title", style=Style(padding=(16, 8, 16, 20)))
    return Widget("bar", "toolbar", children=(above, below), style=Style(flow="column", width=FILL, fill="surface"))


def avatar(initial: str, hue: int, size: int = 40) -> Widget:
    """Return a person's first letter on a disc."""
    style = Style(
        width=size, height=size, radii=(size // 2,) * 4, fill=f"tone:{hue % 360}:55:45", along="centre",
        across="centre",
    )
    font = "title_large" if size >= 56 else "title" if size >= 40 else "label"
    return flagged(text(initial, font, "white", lines=1, style=style), HIDDEN)


def disc(name: str, fill: str = "primary_container", ink: str = "on_primary_container", size: int = 40) -> Widget:
    """Return an icon on a disc."""
    pad = size // 2 - 12
    style = Style(width=size, height=size, padding=(pad,) * 4, radii=(size // 2,) * 4, fill=fill, ink=ink)
    return Widget("icon", icon=name, style=style, flags=HIDDEN)


def list_row(
    title: str, subtitle: str = "", lead: Widget | None = None, trail: Widget | str = "", *, act: Act = NOTHING,
    long: Act = NOTHING, key: str = "", bold: bool = False,
) -> Widget:
    """Return a row of a list: a leading icon or picture, one to three lines, and a text or control at the end."""
    words = [text(title, "title_bold" if bold else "body_large", lines=1, key="title")]
    if subtitle:
        words.append(text(subtitle, "body", "on_surface_variant", lines=2, key="subtitle"))
    end = text(trail, "label", "on_surface_variant", lines=1, key="trail") if isinstance(trail, str) else trail
    parts = (
        *((lead,) if lead is not None else ()), weighted(column(*words)), *((end,) if trail else ()),
    )
    return Widget("item", key, children=parts, style=_TALL if subtitle else _LOW, act=act, long=long)


_LOW = Style(least_height=56, padding=(16, 8, 16, 8), gap=16, width=FILL)
_TALL = _LOW._replace(least_height=72)


def section(title: str, action: Widget | None = None) -> Widget:
    """Return the heading of a part of a list, with a button at its end if there is one."""
    heading = text(title, "title_small", "primary", lines=1, style=Style(padding=(16, 16, 16, 8)))
    if action is None:
        return heading
    return row(weighted(heading), action, style=Style(padding=(0, 0, 8, 0), width=FILL))


def card(*children: Widget, look: str = "filled", key: str = "", act: Act = NOTHING, pad: int = 16) -> Widget:
    """Return children below each other on a card; its look is filled, elevated or outlined."""
    if look not in _CARDS:
        raise ValueError(f"no card looks {look!r}; there are {', '.join(_CARDS)}")
    return Widget("card", key, children=children, style=_CARDS[look]._replace(padding=(pad,) * 4), act=act)


_CARD = Style(radii=(12,) * 4, gap=8, fill="surface_highest", width=FILL)
_CARDS = {
    "filled": _CARD, "elevated": _CARD._replace(fill="surface_low", shadow=2),
    "outlined": _CARD._replace(fill="surface", border=1, edge="outline_variant"),
}


def chip(label: str, act: Act, *, selected: bool = False, icon: str = "", key: str = "") -> Widget:
    """Return a chip to filter or suggest with; a selected one has a tick."""
    style = Style(least_height=32, padding=(8 if selected or icon else 16, 6, 16, 6), radii=(8,) * 4, gap=8, size=18,
                  font="label_large", ink="on_surface_variant", border=1, edge="outline", lines=1)
    if selected:
        style = style._replace(fill="secondary_container", ink="on_secondary_container", edge="secondary_container")
    flags = SELECTED if selected else 0
    return Widget("chip", key, label, icon="check" if selected else icon, style=style, flags=flags, act=act)


def badge(count: int) -> Widget:
    """Return a number on a small red pill; a dot without a number for none."""
    if not count:
        return Widget("spacer", style=Style(width=6, height=6, radii=(3,) * 4, fill="error"), flags=HIDDEN)
    words = str(count) if count < 1000 else "999+"
    style = Style(least_width=16, height=16, padding=(4, 0, 4, 0), radii=(8,) * 4, fill="error", along="centre")
    return text(words, "label_small", "on_error", lines=1, style=style)


def badged(widget: Widget, count: int) -> Widget:
    """Return an icon, or a button that is one, with a badge over its upper end if there is anything to count."""
    if not count:
        return widget
    if widget.kind == "button":
        return stack(widget, placed(badge(count), "top end", (-4, 4)))
    return stack(widget, placed(badge(count), "top end", (8, -4)), style=Style(padding=(0, 4, 8, 0)))


def navigation_bar(entries: tuple[Entry, ...], selected: int) -> Widget:
    """Return the bar at the bottom of a screen with the places that an app has, one of them selected."""
    style = Style(height=80, width=FILL, padding=(8, 12, 8, 0), fill="surface_container", across="start")
    children = tuple(_destination(entry, number == selected) for number, entry in enumerate(entries))
    return Widget("navigation", "navigation_bar", children=children, style=style)


def _destination(entry: Entry, on: bool) -> Widget:
    ink = "on_secondary_container" if on else "on_surface_variant"
    sign = placed(icon(f"{entry.icon}.filled" if on else entry.icon, ink), "centre")
    pill = Style(width=64, height=32, radii=(16,) * 4, fill="secondary_container" if on else "")
    signs = (sign, placed(badge(entry.unread), "top end", (-12, 0))) if entry.unread else (sign,)
    label = text(entry.label, "label", "on_surface" if on else "on_surface_variant", lines=1)
    style = Style(weight=1, across="centre", gap=4, flow="column")
    return Widget("item", entry.key, children=(stack(*signs, style=pill), label), style=style, act=entry.act,
                  flags=SELECTED if on else 0, description=entry.label)


def tab_bar(entries: tuple[Entry, ...], selected: int) -> Widget:
    """Return tabs beside each other, wider ones where labels are longer, the selected one underlined."""
    tabs = tuple(_tab(entry, number == selected) for number, entry in enumerate(entries))
    return Widget("tabs", "tabs", children=tabs, style=Style(height=48, width=FILL, fill="surface", across="end"))


def _tab(entry: Entry, on: bool) -> Widget:
    ink = "primary" if on else "on_surface_variant"
    style = Style(height=45, width=FILL, font="title_small", ink=ink, lines=1, padding=(4, 0, 4, 0))
    label = Widget("tab", entry.key, entry.label, icon=entry.icon, style=style, act=entry.act,
                   flags=SELECTED if on else 0)
    line = Style(height=3, width=FILL if on else 0, fill="primary" if on else "", radii=(3, 3, 0, 0))
    return column(label, row(Widget("spacer", style=line, flags=HIDDEN), style=Style(padding=(16, 0, 16, 0), width=FILL,
                  height=3)), style=Style(weight=_breadth(entry.label)))


def _breadth(label: str) -> int:
    """Return about how wide a label is, in half characters with the room around it; a Chinese one is twice a letter."""
    return 2 + sum(2 if ord(letter) > 0x2E7F else 1 for letter in label)


def menu(entries: tuple[Entry, ...], width: int = 200) -> Widget:
    """Return a menu that drops from where it is put."""
    rows = tuple(
        Widget("item", entry.key, children=(
            *((icon(entry.icon),) if entry.icon else ()), weighted(text(entry.label, "body_large", lines=1)),
        ), style=Style(height=48, width=FILL, padding=(12, 0, 12, 0), gap=12), act=entry.act)
        for entry in entries
    )
    style = Style(width=width, padding=(0, 8, 0, 8), radii=(4,) * 4, fill="surface_container", shadow=3)
    return Widget("card", "menu", children=rows, style=style)


def dialog(title: str, body: tuple[Widget, ...], buttons: tuple[Widget, ...], *, icon_name: str = "") -> Widget:
    """Return what a dialog's window holds: an icon if it has one, a title, what it says, and buttons at the end.

    Long content scrolls between title and buttons; buttons that one line does not hold go on below.
    """
    head: tuple[Widget, ...] = (text(title, "headline_small", key="alertTitle"),)
    if icon_name:
        centred = Style(along="centre", width=FILL)
        head = (icon(icon_name, "primary"), text(title, "headline_small", key="alertTitle", style=centred))
    content = Widget("scroll", "content", children=body, style=Style(gap=8))
    answers = wrap(*buttons, key="buttons", style=Style(along="end", gap=8, width=FILL))
    look = Style(width=312, padding=(24, 24, 24, 20), radii=(28,) * 4, gap=16, fill="surface_high", shadow=6,
                 across="centre" if icon_name else "")
    return Widget("dialog", "dialog", children=(*head, content, answers), style=look)


def bottom_sheet(*children: Widget, handle: bool = True) -> Widget:
    """Return what a sheet's window at the bottom of a screen holds."""
    bar = Widget("spacer", style=Style(width=32, height=4, radii=(2,) * 4, fill="outline"), flags=HIDDEN)
    top = (row(bar, style=Style(height=28, width=FILL, along="centre")),) if handle else (spacer(height=16),)
    style = Style(fill="surface_low", radii=(28, 28, 0, 0), padding=(0, 0, 0, 16), width=FILL, shadow=1)
    return Widget("sheet", "sheet", children=(*top, *children), style=style)


def snackbar(message: str, action: Widget | None = None) -> Widget:
    """Return a message at the bottom of a stack, with a button if something can be done about it."""
    words = text(message, "body", "inverse_on_surface", lines=2, key="snackbar_text")
    parts = (weighted(words),) if action is None else (
        weighted(words), action._replace(style=action.style._replace(ink="inverse_primary")),
    )
    style = Style(width=FILL, least_height=48, padding=(16, 6, 8, 6), gap=8, radii=(4,) * 4, fill="inverse_surface",
                  shadow=6)
    bar = Widget("toast", "snackbar", children=parts, style=style)
    return Widget("row", style=Style(width=FILL, padding=(16, 8, 16, 16), place="bottom start"), children=(bar,))


def toast(message: str, sign: str = "") -> Widget:
    """Return what a toast's window holds: one short message on a dark pill."""
    words = text(message, "body", "inverse_on_surface", lines=2, key="message")
    signs = (icon(sign, "inverse_on_surface", 20), words) if sign else (words,)
    style = Style(padding=(20, 12, 20, 12), gap=8, radii=(24,) * 4, fill="inverse_surface", shadow=3)
    return Widget("toast", "toast", children=signs, style=style)


def empty_state(name: str, title: str, body: str) -> Widget:
    """Return what a list shows that has nothing to show, in the middle of all the height there is."""
    centred = Style(along="centre", padding=(32, 0, 32, 0))
    return column(
        icon(name, "outline", 64), spacer(height=16), text(title, "title_large", style=centred),
        spacer(height=8), text(body, "body", "on_surface_variant", style=centred),
        style=Style(height=FILL, width=FILL, along="centre", across="centre"),
    )


def bubble(words: str, mine: bool, time: str = "", *, key: str = "", act: Act = NOTHING) -> Widget:
    """Return a message of a conversation, one's own at the end of the line."""
    radii = (20, 20, 4, 20) if mine else (20, 20, 20, 4)
    fill, ink = ("primary_container", "on_primary_container") if mine else ("surface_highest", "on_surface")
    said = text(words, "body_large", ink, key="message", style=Style(padding=(14, 10, 14, 10), radii=radii, fill=fill))
    stamp = (text(time, "label_small", "on_surface_variant", style=Style(padding=(8, 0, 8, 0))),) if time else ()
    side = "end" if mine else "start"
    pad = (64, 2, 16, 2) if mine else (16, 2, 64, 2)
    return Widget("column", key, children=(said, *stamp), act=act,
                  style=Style(width=FILL, across=side, padding=pad, gap=2))
