"""Dress: where a brand puts its name, and what stands in a dialog or a sheet. An app says what that is."""

from ..screens.material import disc
from ..screens.widgets import FILL, Style, Widget, column, row, text, weighted
from .look import Look

_BARS = ("plain", "signed")
_HEADS = ("plain", "centred", "signed", "named")
_BODIES = ("plain", "framed")
_ANSWERS = ("end", "stacked", "halves")

_HALF = 11
"""Letters of a label, of which a Chinese character counts as two, that half a dialog surely has room for."""


def dressed(look: Look, tree: Widget) -> Widget:
    """Return a window of an app as its brand has it.

    What can be tapped stays the same, under the same keys and in the same order.
    """
    choice, head = divmod(look.skin.variant, len(_HEADS))
    choice, body = divmod(choice, len(_BODIES))
    choice, answers = divmod(choice, len(_ANSWERS))
    match tree.kind:
        case "dialog" if tree.key != "dialog":  # what a page opens of its own, which no brand signs
            return tree
        case "dialog":
            return _dialog(look, tree, _HEADS[head], _BODIES[body], _ANSWERS[answers])
        case "sheet":
            return _sheet(look, tree, _HEADS[head], _BODIES[body], _ANSWERS[answers])
        case _:
            return _page(look, tree, _BARS[choice % len(_BARS)])


def _page(look: Look, tree: Widget, form: str) -> Widget:
    """Return a page whose bar says the brand below its title, unless that is it or something else stands there."""
    bar = tree.children[0] if tree.children else tree
    if form == "plain" or bar.key != "toolbar" or bar.children[1].key != "title" or bar.children[1].text == look.name:
        return tree
    title = bar.children[1]
    plain = title._replace(style=title.style._replace(weight=0))
    both = weighted(column(plain, text(look.name, "body_small", "on_surface_variant", lines=1)))
    signed = bar._replace(children=(bar.children[0], both, *bar.children[2:]))
    return tree._replace(children=(signed, *tree.children[1:]))


def _dialog(look: Look, tree: Widget, head: str, body: str, answers: str) -> Widget:
    parts = tuple(
        _answers(part, answers) if part.key == "buttons" else
        _framed(part, body) if part.key == "content" else part
        for part in tree.children
    )
    if parts[0].key == "alertTitle":
        parts = (*_head(look, parts[0], head), *parts[1:])
    elif head in ("signed", "named"):  # one with a sign above its title: that stays
        parts = (*parts[:2], _named(look), *parts[2:])
    return tree._replace(children=parts)


def _sheet(look: Look, tree: Widget, head: str, body: str, answers: str) -> Widget:
    top, *middle = tree.children
    ends = tuple(_answers(part, answers) for part in middle if part.key == "buttons")
    shown = tuple(part for part in middle if part.key != "buttons")
    if body == "framed":
        inside = column(*shown, style=Style(width=FILL, padding=(0, 8, 0, 8), radii=(12,) * 4, fill="surface_highest"))
        shown = (column(inside, style=Style(width=FILL, padding=(12, 0, 12, 8))),)
    above = {"signed": (_padded(_signed(look)),), "named": (_padded(_named(look)),)}.get(head, ())
    return tree._replace(children=(top, *above, *shown, *ends))


def _signed(look: Look) -> Widget:
    return row(disc(look.app.icon), weighted(_named(look)), style=Style(width=FILL, gap=12))


def _named(look: Look) -> Widget:
    return text(look.name, "label_large", "on_surface_variant", lines=1)


def _padded(widget: Widget) -> Widget:
    return widget._replace(style=widget.style._replace(padding=(16, 0, 16, 8)))


def _head(look: Look, title: Widget, form: str) -> tuple[Widget, ...]:
    match form:
        case "centred":
            return (title._replace(style=title.style._replace(width=FILL, along="centre")),)
        case "signed":
            return (_signed(look), title)
        case "named":
            return (title, _named(look))
        case _:
            return (title,)


def _framed(content: Widget, form: str) -> Widget:
    if form == "plain" or not content.children:
        return content
    framed = column(*content.children, style=Style(
        width=FILL, gap=content.style.gap, padding=(12, 12, 12, 12), radii=(12,) * 4, fill="surface_highest"))
    return content._replace(children=(framed,))


def _answers(buttons: Widget, form: str) -> Widget:
    if form == "end":
        return buttons
    room = buttons.style.padding
    wide = tuple(button._replace(style=button.style._replace(width=FILL)) for button in buttons.children)
    if form == "halves" and len(wide) == 2 and all(_fits_half(button) for button in wide):
        halves = (button._replace(style=button.style._replace(width=0, weight=1)) for button in wide)
        return row(*halves, key=buttons.key, style=Style(width=FILL, gap=8, padding=room))
    return column(*wide, key=buttons.key, style=Style(width=FILL, gap=8, padding=room))


def _fits_half(button: Widget) -> bool:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in button.text) <= _HALF
