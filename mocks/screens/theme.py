"""How a screen looks: colours, sizes of type, density, shape. Sizes are dp and sp, made pixels here and once."""

import difflib
import re
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from .colours import Palette, Ramp, palette, role_colour

# The faces of the bundled fonts; what a face lacks comes from its CJK companion, character by character.
FACES = ("sans", "sans-medium", "sans-bold", "icons")


class Font(NamedTuple):
    """Hold one entry of the type scale: face, size and height of a line, both in sp."""

    face: str
    size: int
    line: int


# The type scale of Material Design 3.
SCALE = {
    "display": Font("sans", 45, 52), "headline_large": Font("sans", 32, 40), "headline": Font("sans", 28, 36),
    "headline_small": Font("sans", 24, 32), "title_large": Font("sans", 22, 28), "title": Font("sans-medium", 16, 24),
    "title_small": Font("sans-medium", 14, 20), "body_large": Font("sans", 16, 24), "body": Font("sans", 14, 20),
    "body_small": Font("sans", 12, 16), "label_large": Font("sans-medium", 14, 20),
    "label": Font("sans-medium", 12, 16), "label_small": Font("sans-medium", 11, 16),
    "headline_bold": Font("sans-bold", 28, 36), "title_bold": Font("sans-bold", 16, 24),
    "body_bold": Font("sans-bold", 14, 20), "key": Font("sans", 22, 28), "clock": Font("sans", 64, 76),
}
_ROLES = Palette._fields
_HEX = re.compile("#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?")
_MIX = re.compile(r"tone:(\d{1,3}):(\d{1,3}):(\d{1,3})")


class Theme(NamedTuple):
    """Hold what turns a widget tree into pixels, apart from the tree and the size of the screen.

    `density` is in dots an inch (160 makes a dp one pixel), `font` and `shape` are percent: of the sizes of type, and
    of the radii of corners (0 is square).
    """

    hue: int = 220
    chroma: int = 60
    dark: bool = False
    density: int = 420
    font: int = 100
    shape: int = 100
    locale: str = "en"

    def px(self, dp: int) -> int:
        """Return density-independent pixels as pixels, rounded half up; a size that is not 0 stays at least 1."""
        return _px(dp, self.density)

    def type(self, name: str) -> Font:
        """Return an entry of the type scale in pixels."""
        return _type(name, self.density, self.font)

    def radius(self, dp: int) -> int:
        """Return a corner radius in pixels."""
        return _px(dp, self.density) * self.shape // 100

    def colour(self, name: str) -> int:
        """Return a colour by its role in the palette, `#RRGGBB`, `#RRGGBBAA` or `tone:hue:chroma:lightness`."""
        return _colour(name, self.hue, self.chroma, self.dark)

    @property
    def palette(self) -> Palette:
        """Return the colours by role."""
        return palette(self.hue, self.chroma, self.dark)


@lru_cache(maxsize=16384)
def _px(dp: int, density: int) -> int:
    return (abs(dp) * density + 80) // 160 * (1 if dp >= 0 else -1) or (1 if dp > 0 else -1 if dp < 0 else 0)


@lru_cache(maxsize=1024)
def _type(name: str, density: int, percent: int) -> Font:
    if name not in SCALE:
        raise ValueError(f"no size of type is called {name!r}{_meant(name, SCALE)}")
    face, size, line = SCALE[name]
    return Font(face, *((sp * density * percent + 8000) // 16000 for sp in (size, line)))


@lru_cache(maxsize=65536)
def _colour(name: str, hue: int, chroma: int, dark: bool) -> int:
    if name in _ROLES:
        return role_colour(name, hue, chroma, dark)
    if _HEX.fullmatch(name):
        return int(name[7:] or "ff", 16) << 24 | int(name[1:7], 16)
    if mix := _MIX.fullmatch(name):
        own, colourful, lightness = map(int, mix.groups())
        return Ramp(own, min(colourful, 100)).tone(min(lightness, 100))
    raise ValueError(
        f"no colour is called {name!r}{_meant(name, _ROLES)}; a role, #RRGGBB, #RRGGBBAA or tone:hue:chroma:lightness"
    )


def _meant(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}"
