"""Themes: sizes are rounded once, and what is written can be read in every palette."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.screens.colours import luminance, palette
from diorama.mocks.screens.fonts import FACES
from diorama.mocks.screens.theme import SCALE, Theme

PAIRS = (
    ("on_surface", "surface", 7), ("on_surface", "surface_highest", 7), ("on_surface_variant", "surface", 4.5),
    ("on_surface_variant", "surface_highest", 4.5), ("on_primary", "primary", 4.5), ("primary", "surface", 4.5),
    ("on_primary_container", "primary_container", 4.5), ("on_secondary_container", "secondary_container", 4.5),
    ("on_tertiary_container", "tertiary_container", 4.5), ("on_error", "error", 4.5), ("error", "surface", 4.5),
    ("inverse_on_surface", "inverse_surface", 7), ("inverse_primary", "inverse_surface", 4.5),
    ("outline", "surface", 3),
)


@given(st.integers(0, 359), st.integers(0, 100), st.booleans())
def test_writing_stands_out_in_every_palette(hue: int, chroma: int, dark: bool) -> None:
    colours = palette(hue, chroma, dark)._asdict()
    for ink, ground, wanted in PAIRS:
        lights = sorted(luminance(colours[name]) + 50_000 for name in (ink, ground))
        assert lights[1] / lights[0] > wanted * 0.97, f"{ink} on {ground}"


def test_a_palette_is_dark_in_the_dark() -> None:
    assert luminance(palette(220, 60, True).surface) < 20_000 < 900_000 < luminance(palette(220, 60, False).surface)


def test_hues_differ_and_grey_has_none() -> None:
    assert len({palette(hue, 60, False).primary for hue in range(0, 360, 10)}) == 36
    grey = palette(10, 0, False).primary
    assert grey >> 16 & 255 == grey >> 8 & 255 == grey & 255


@pytest.mark.parametrize(("density", "dp", "pixels"), [
    (160, 16, 16), (420, 16, 42), (420, 1, 3), (120, 1, 1), (120, 2, 2), (420, 0, 0), (420, -16, -42), (40, 1, 1),
])
def test_dp_are_rounded_half_up_and_never_vanish(density: int, dp: int, pixels: int) -> None:
    assert Theme(density=density).px(dp) == pixels


def test_type_grows_with_density_and_font_and_dp_do_not_grow_with_the_font() -> None:
    assert Theme(density=160).type("body")[1:] == (14, 20)
    assert Theme(density=320, font=150).type("body")[1:] == (42, 60)
    assert Theme(density=320, font=150).px(10) == 20


def test_every_face_of_the_type_scale_is_bundled() -> None:
    assert {font.face for font in SCALE.values()} <= set(FACES)


def test_colours_are_known_by_role_hex_and_tone() -> None:
    theme = Theme()
    assert theme.colour("primary") == theme.palette.primary
    assert theme.colour("#102030") == 0xFF102030
    assert theme.colour("#10203080") == 0x80102030
    assert luminance(theme.colour("tone:120:50:90")) > luminance(theme.colour("tone:120:50:40"))


def test_shape_changes_corners() -> None:
    assert Theme(density=160, shape=0).radius(12) == 0
    assert Theme(density=160, shape=200).radius(12) == 24
