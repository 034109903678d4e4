"""Palettes made from one seed hue: a tone fixes how light a colour is, so contrast never depends on the hue."""

from functools import lru_cache
from typing import NamedTuple


class Palette(NamedTuple):
    """Hold the colours of a theme by what they are for, each 0xAARRGGBB; `on_x` is what is written on `x`."""

    primary: int
    on_primary: int
    primary_container: int
    on_primary_container: int
    secondary_container: int
    on_secondary_container: int
    tertiary: int
    on_tertiary: int
    tertiary_container: int
    on_tertiary_container: int
    error: int
    on_error: int
    error_container: int
    on_error_container: int
    surface: int
    surface_low: int
    surface_container: int
    surface_high: int
    surface_highest: int
    on_surface: int
    on_surface_variant: int
    outline: int
    outline_variant: int
    inverse_surface: int
    inverse_on_surface: int
    inverse_primary: int
    good: int
    warning: int
    scrim: int
    shadow: int
    black: int
    white: int


class Ramp(NamedTuple):
    """Hold a family of colours: a hue in degrees and how colourful it is in percent."""

    hue: int
    chroma: int

    def tone(self, lightness: int) -> int:
        """Return the colour of a perceived lightness from 0 (black) to 100 (white)."""
        return _tone(self.hue % 360, self.chroma, lightness)


# Role, ramp (0 primary, 1 secondary, 2 tertiary, 3 neutral, 4 neutral variant, 5 error, 6 good, 7 warning), and its
# tone in the light and in the dark. The tones are those that Material Design 3 gives for its baseline scheme.
_ROLES = (
    ("primary", 0, 40, 80), ("on_primary", 0, 100, 20),
    ("primary_container", 0, 90, 30), ("on_primary_container", 0, 15, 90),
    ("secondary_container", 1, 90, 30), ("on_secondary_container", 1, 15, 90),
    ("tertiary", 2, 40, 80), ("on_tertiary", 2, 100, 20),
    ("tertiary_container", 2, 90, 30), ("on_tertiary_container", 2, 15, 90),
    ("error", 5, 40, 80), ("on_error", 5, 100, 20),
    ("error_container", 5, 90, 30), ("on_error_container", 5, 15, 90),
    ("surface", 3, 98, 6), ("surface_low", 3, 96, 10), ("surface_container", 3, 94, 12),
    ("surface_high", 3, 92, 17), ("surface_highest", 3, 90, 22),
    ("on_surface", 3, 10, 90), ("on_surface_variant", 4, 32, 80),
    ("outline", 4, 50, 60), ("outline_variant", 4, 80, 30),
    ("inverse_surface", 3, 20, 90), ("inverse_on_surface", 3, 95, 20), ("inverse_primary", 0, 80, 40),
    ("good", 6, 42, 78), ("warning", 7, 48, 80),
)
_TONES = {role: (ramp, day, night) for role, ramp, day, night in _ROLES}
_FIXED = {"scrim": 0x80000000, "shadow": 0x40000000, "black": 0xFF000000, "white": 0xFFFFFFFF}


@lru_cache(maxsize=1024)
def palette(hue: int, chroma: int, dark: bool) -> Palette:
    """Return the palette of a seed hue (degrees) and colourfulness (percent; 0 is grey)."""
    return Palette(**{role: role_colour(role, hue, chroma, dark) for role in Palette._fields})


def role_colour(role: str, hue: int, chroma: int, dark: bool) -> int:
    """Return one colour of a palette. Most screens need a few of them, and each takes a search."""
    if role in _FIXED:
        return _FIXED[role]
    ramp, day, night = _TONES[role]
    return _ramp(ramp, hue, chroma).tone(night if dark else day)


def _ramp(number: int, hue: int, chroma: int) -> Ramp:
    return (
        Ramp(hue, chroma), Ramp(hue, chroma // 3), Ramp(hue + 60, chroma // 2), Ramp(hue, chroma // 10),
        Ramp(hue, chroma // 6), Ramp(2, 75), Ramp(140, 55), Ramp(36, 90),
    )[number]


@lru_cache(maxsize=65536)
def _tone(hue: int, chroma: int, lightness: int) -> int:
    wanted = _luminance_of(lightness)
    low, high = 0, 1000
    while low < high:
        middle = (low + high) // 2
        if _luminance(_from_hsl(hue, chroma, middle)) < wanted:
            low = middle + 1
        else:
            high = middle
    red, green, blue = _from_hsl(hue, chroma, low)
    return 0xFF000000 | red << 16 | green << 8 | blue


def _luminance_of(lightness: int) -> int:
    """Return the relative luminance, of a million, of a CIE L* (by its cube law; the linear foot is far below 8)."""
    if lightness <= 8:
        return lightness * 1_000_000 * 27 // 24389
    return (lightness + 16) ** 3 * 1_000_000 // 116**3


def luminance(colour: int) -> int:
    """Return the relative luminance of a colour, of a million; its alpha does not count."""
    return _luminance((colour >> 16 & 255, colour >> 8 & 255, colour & 255))


def _luminance(rgb: tuple[int, int, int]) -> int:
    red, green, blue = (_LINEAR[channel] for channel in rgb)
    return (red * 2126 + green * 7152 + blue * 722) // 10000


def _linear(channel: int) -> int:
    """Return the linear light of an sRGB channel, of a million, by a cubic within 0.3 % that needs no power."""
    x = channel * 1_000_000 // 255
    return x * (x * (x * 305306 // 1_000_000 + 682171) // 1_000_000 + 12523) // 1_000_000


_LINEAR = tuple(_linear(channel) for channel in range(256))


def _from_hsl(hue: int, saturation: int, lightness: int) -> tuple[int, int, int]:
    """Return red, green and blue from degrees, percent and per mille."""
    chroma = min(lightness, 1000 - lightness) * 2 * saturation // 100
    floor = lightness - chroma // 2
    sector, within = divmod(hue % 360, 60)
    rising = chroma * within // 60
    parts = (
        (chroma, rising, 0), (chroma - rising, chroma, 0), (0, chroma, rising),
        (0, chroma - rising, chroma), (rising, 0, chroma), (chroma, 0, chroma - rising),
    )[sector]
    red, green, blue = (min(255, max(0, ((part + floor) * 255 + 500) // 1000)) for part in parts)
    return red, green, blue
