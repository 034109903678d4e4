"""A widget's style in pixels and colours: converted once a style and theme, however often it is laid out."""

from functools import lru_cache
from typing import NamedTuple

from ..theme import Font, Theme
from ..widgets import Style


class Cast(NamedTuple):
    """Hold a style in the pixels and colours of a theme; a colour of 0 paints nothing."""

    width: int
    height: int
    least_width: int
    least_height: int
    left: int
    top: int
    right: int
    bottom: int
    gap: int
    shift: tuple[int, int]
    fill: int
    ink: int
    border: int
    edge: int
    radii: tuple[int, int, int, int]
    shadow: int
    font: Font
    size: int


@lru_cache(maxsize=16384)
def cast(style: Style, theme: Theme) -> Cast:
    """Return a style in the pixels and colours of a theme."""
    px, colour = theme.px, theme.colour
    left, top, right, bottom = style.padding
    radii = style.radii if not any(style.radii) else tuple(theme.radius(dp) for dp in style.radii)
    first, second, third, fourth = radii
    return Cast(
        px(style.width), px(style.height), px(style.least_width), px(style.least_height),
        px(left), px(top), px(right), px(bottom), px(style.gap), (px(style.shift[0]), px(style.shift[1])),
        colour(style.fill) if style.fill else 0, colour(style.ink), px(style.border),
        colour(style.edge) if style.border else 0, (first, second, third, fourth), px(style.shadow),
        theme.type(style.font), px(style.size),
    )
