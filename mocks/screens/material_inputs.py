"""Composed widgets that take something in: fields, rows with a switch or a box, sliders, steppers, number pads."""

from .material import icon_button
from .said import said
from .widgets import (
    CHECKED,
    DISABLED,
    FILL,
    FOCUSED,
    HIDDEN,
    PASSWORD,
    PLAIN,
    Act,
    Style,
    Widget,
    column,
    icon,
    row,
    spacer,
    stack,
    text,
    weighted,
)


def text_field(
    label: str, value: str, act: Act, *, key: str, hint: str = "", help: str = "", error: str = "",
    flags: int = 0, lines: int = 1,
) -> Widget:
    """Return an outlined field under its label, with help or an error below.

    The label stands in the field while that is empty and without focus, else on its border.
    """
    focused = bool(flags & FOCUSED)
    raised = focused or bool(value) or bool(hint)
    tint = "error" if error else "primary" if focused else "outline"
    style = Style(
        width=FILL, least_height=56 if lines == 1 else 32 + 24 * min(lines, 4), padding=(16, 16, 16, 16),
        radii=(4,) * 4, border=2 if focused or error else 1, edge=tint, font="body_large", lines=lines,
    )
    field = Widget("field", key, value, hint=hint if raised else label, description=label if raised else "",
                   style=style, flags=flags, act=act)
    boxed = row(weighted(field), style=Style(width=FILL, padding=(0, 8, 0, 0)))
    named = text(label, "body_small", tint if tint != "outline" else "on_surface_variant", lines=1,
                 style=Style(fill="surface", padding=(4, 0, 4, 0), shift=(12, 0)))
    parts = [stack(boxed, named._replace(flags=HIDDEN), style=Style(width=FILL)) if raised else boxed]
    if error or help:
        parts.append(text(error or help, "body_small", "error" if error else "on_surface_variant",
                          style=Style(padding=(16, 4, 16, 0))))
    return column(*parts, style=Style(width=FILL))


def password_field(label: str, value: str, act: Act, *, key: str, error: str = "", focused: bool = False) -> Widget:
    """Return a field whose text shows as dots."""
    flags = PASSWORD | (FOCUSED if focused else 0)
    return text_field(label, value, act, key=key, error=error, flags=flags)


def search_field(hint: str, value: str, act: Act, *, key: str = "search", focused: bool = False,
                 trail: Widget | None = None) -> Widget:
    """Return a search field as a pill, with a way to empty it once something is in it."""
    style = Style(height=56, font="body_large", lines=1, weight=1, gap=16, padding=(0, 0, 0, 0),
                  ink="on_surface", size=24)
    field = Widget("field", key, value, hint=hint, icon="search", style=style, flags=FOCUSED if focused else 0, act=act)
    pill = Style(width=FILL, height=56, padding=(16, 0, 8, 0), radii=(28,) * 4, fill="surface_high")
    return row(field, *((trail,) if trail is not None else ()), style=pill)


def bare_field(hint: str, value: str, act: Act, *, key: str, focused: bool = False, font: str = "body_large",
               lines: int = 0) -> Widget:
    """Return a field without a frame, for a page that is written on."""
    return Widget("field", key, value, hint=hint, flags=FOCUSED if focused else 0, act=act,
                  style=Style(width=FILL, font=font, lines=lines, padding=(16, 12, 16, 12), least_height=48))


def _setting(
    kind: str, title: str, subtitle: str, on: bool, act: Act, key: str, flags: int, lead: Widget | None,
) -> Widget:
    """Return a row that takes the touches for the control in it."""
    ink = "outline" if flags & DISABLED else "on_surface"
    words = [text(title, "body_large", ink, key="title")]
    if subtitle:
        words.append(text(subtitle, "body", "on_surface_variant", key="summary"))
    control = Widget(kind, f"{key}_{kind}" if key else "", description=title, flags=flags | (CHECKED if on else 0),
                     style=Style(padding=(4, 4, 4, 4)))
    middle = weighted(column(*words))
    first = kind != "switch"
    parts = (control, middle) if first else (middle, control)
    style = Style(width=FILL, least_height=72 if subtitle else 56, padding=(16, 8, 16, 8), gap=16)
    children = (lead, *parts) if lead is not None else parts
    return Widget("item", key, children=children, style=style, flags=flags & DISABLED, act=act)


def switch_row(
    title: str, on: bool, act: Act, subtitle: str = "", *, key: str = "", enabled: bool = True,
    lead: Widget | None = None,
) -> Widget:
    """Return a setting that is on or off."""
    return _setting("switch", title, subtitle, on, act, key, 0 if enabled else DISABLED, lead)


def check_row(title: str, on: bool, act: Act, subtitle: str = "", *, key: str = "", enabled: bool = True) -> Widget:
    """Return something to tick."""
    return _setting("checkbox", title, subtitle, on, act, key, 0 if enabled else DISABLED, None)


def radio_row(title: str, on: bool, act: Act, subtitle: str = "", *, key: str = "", enabled: bool = True) -> Widget:
    """Return one of several choices of which one holds."""
    return _setting("radio", title, subtitle, on, act, key, 0 if enabled else DISABLED, None)


def slider(title: str, value: int, act: Act, *, key: str, sign: str = "") -> Widget:
    """Return a slider at a value of a thousand, with an icon before it if there is one."""
    bar = Widget("slider", key, description=title, value=value, act=act, style=Style(weight=1, padding=(0, 14, 0, 14)))
    parts = (icon(sign), bar) if sign else (bar,)
    return row(*parts, style=Style(width=FILL, padding=(16, 0, 16, 0), gap=16))


def progress(value: int, *, key: str = "", description: str = "") -> Widget:
    """Return a bar of how far something is, of a thousand."""
    return Widget("progress", key, description=description, value=value, style=Style(width=FILL))


def stepper(count: int, fewer: Act, more: Act, *, key: str, locale: str = "en") -> Widget:
    """Return a number with a button on each side that changes it by one."""
    number = text(str(count), "title", key=f"{key}_count",
                  style=Style(least_width=32, along="centre", across="centre"))
    return row(icon_button("remove", fewer, said("Fewer", locale), key=f"{key}_fewer"), number,
               icon_button("add", more, said("More", locale), key=f"{key}_more"),
               key=key, style=Style(border=1, edge="outline_variant", radii=(24,) * 4))


def stars(rating: int, *, size: int = 16) -> Widget:
    """Return a rating in tenths of a star, up to five stars."""
    names = tuple(
        "star.filled" if rating >= 10 * star + 8 else "star_half" if rating >= 10 * star + 3 else "star"
        for star in range(5)
    )
    return row(*(icon(name, "tertiary", size) for name in names), style=PLAIN)._replace(
        description=f"{rating // 10}.{rating % 10} / 5",
    )


def number_pad(
    press: str, *, letters: bool = False, left: str = "", right: str = "backspace", locale: str = "en",
) -> Widget:
    """Return the twelve keys of a telephone or of a PIN; each raises (press, what it is)."""
    keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", left, "0", right]
    cells = [_pad_key(name, press, _LETTERS.get(name, "") if letters else "", locale) for name in keys]
    rows = tuple(
        row(*cells[at : at + 3], style=Style(width=FILL, gap=12)) for at in range(0, 12, 3)
    )
    return column(*rows, key="pad", style=Style(width=FILL, gap=12, padding=(24, 8, 24, 8)))


_LETTERS = {"2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV", "9": "WXYZ", "0": "+"}
_SIGNS = {
    "backspace": ("backspace", "Delete"), "done": ("check", "Done"), "fingerprint": ("fingerprint", "Fingerprint"),
}


def _pad_key(name: str, press: str, letters: str, locale: str) -> Widget:
    if not name:
        return spacer(weight=1, height=64)
    if name in _SIGNS:
        sign, told = _SIGNS[name]
        style = Style(weight=1, height=64, radii=(32,) * 4, size=24)
        return Widget("key", f"key_{name}", description=said(told, locale), icon=sign, style=style, act=(press, name))
    digit = text(name, "headline_small", lines=1)
    parts = (digit, text(letters, "label_small", "on_surface_variant", lines=1)) if letters else (digit,)
    style = Style(weight=1, height=64, radii=(32,) * 4, fill="surface_high", flow="column", along="centre",
                  across="centre")
    return Widget("key", f"key_{name}", children=parts, description=name, style=style, act=(press, name))

