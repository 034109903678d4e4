"""Markup: HTML put together of parts, in which whatever is no markup already is text and nothing else."""

import re
from html import escape
from typing import TypeAlias

VOID = frozenset({"meta", "br", "hr"})
"""Elements of HTML without an end; in SVG each has one."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no text on a page should do: control the terminal or the direction of writing."""


class Html(str):
    """Text that is markup."""

    __slots__ = ()


Child: TypeAlias = str | Html | None


def text(value: str) -> Html:
    """Return a text as markup that shows it as it is, and its control characters as a sign for them."""
    return Html(escape(_CONTROL.sub("\ufffd", value), quote=True))


def el(name: str, /, *children: Child, **attributes: str | None) -> Html:
    """Return an element. Children that are no markup are shown as text; an attribute that is None is left out.

    `class_` and the like stand for names that Python keeps for itself, `data_x` for `data-x`.
    """
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"'
                    for key, value in attributes.items() if value is not None)
    return Html(f"<{name}{given}>" if name in VOID else f"<{name}{given}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Html:
    """Return parts one after the other."""
    return Html("".join(one if isinstance(one, Html) else text(one) for one in children if one is not None))
