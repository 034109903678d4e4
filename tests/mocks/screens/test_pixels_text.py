"""Measuring text and covering pixels with it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from diorama.mocks.screens.fonts import EM, path_of
from diorama.mocks.screens.pixels.glyphs import glyph, icon_glyph, run
from diorama.mocks.screens.pixels.metrics import advance, line_metrics, shape, units
from diorama.mocks.screens.pixels.raster import UNIT, corner, fill, polygon
from diorama.mocks.screens.pixels.sfnt import font

FACES = st.sampled_from(["sans", "sans-medium", "sans-bold"])
SIZES = st.integers(8, 90)
TEXTS = st.text(st.sampled_from("aAfgijJlÅÍïŤẨqWT.,’…　，。、你好龘鑫😀👍🏽\u200d\u0301\n 0189€￥"), max_size=12)


@given(FACES, SIZES, TEXTS, TEXTS)
def test_the_parts_of_a_text_are_together_at_least_as_wide_as_the_whole(
    face: str, size: int, first: str, last: str,
) -> None:
    together = advance(face, size, first + last)
    assert together <= advance(face, size, first) + advance(face, size, last)
    assert together >= units(face, first + last) * size // EM


@given(FACES, SIZES, TEXTS)
def test_ink_stays_inside_the_advance_and_the_line(face: str, size: int, text: str) -> None:
    mask = run(text, face, size)
    ascent, descent, tall = line_metrics(face, size)
    height, width = mask.cover.shape
    assert tall == ascent + descent
    assert mask.left >= 0
    assert mask.left + width <= advance(face, size, text)
    assert mask.top >= -ascent
    assert mask.top + height <= descent


@pytest.mark.parametrize("face", ["sans", "sans-medium", "sans-bold"])
def test_hardly_any_ink_is_cut_at_the_edges(face: str) -> None:
    """A run is cut to its advance and its line: of letters in use there is nothing to cut."""
    for char in "AQWfgjlpqyÅÇÉÍÎÖßçéîïñöüőşţ0189@&%€$你好，。鑫":
        found = shape(face, char)
        whole, kept = glyph(found.file, 42, found.glyph).cover, run(char, face, 42).cover
        assert int(whole.sum()) - int(kept.sum()) <= 255 * 42 // 4, char


def test_the_measures_of_a_text_are_fixed() -> None:
    """Layouts, and so digests of pixels, follow from these."""
    told = [("sans", 42, "Hello, world"), ("sans-medium", 37, "Pay ￥128.50"), ("sans-bold", 32, "明天 9:00 见"),
            ("sans", 42, "😀👍🏽"), ("sans", 42, "")]
    assert [advance(*one) for one in told] == [219, 224, 177, 107, 0]
    assert line_metrics("sans", 42) == (40, 11, 51)


def test_what_only_joins_or_tints_takes_no_room() -> None:
    assert advance("sans", 42, "👍🏽") == advance("sans", 42, "👍")
    assert advance("sans", 42, "a\u200db\ufe0f") == advance("sans", 42, "ab")


@pytest.mark.parametrize(("file", "text", "tolerance"), [
    ("sans-regular", "ScosO0.", 0.012), ("sans-bold", "ScosO0.", 0.012), ("han-regular", "一小心八。", 0.002),
    ("icons-outlined", "\ue9b2\uef7a\uf09a\uf0d3\ue159", 0.002),
])
def test_the_coverage_of_a_glyph_is_its_area(file: str, text: str, tolerance: float) -> None:
    """The area inside quadratic curves is known exactly where none overlap; Latin letters are stretched a little."""
    source, size = font(file), 64
    for char in text:
        outline = source.outline(source.glyphs[char])
        assert outline is not None
        (x0, y0), (x1, y1), (x2, y2) = outline.transpose(1, 2, 0) / 2
        tripled = (x0 * y1 - x1 * y0) + (x1 * y2 - x2 * y1) + (x0 * y2 - x2 * y0) / 2
        area = abs(tripled.sum()) / 3 * (size / EM) ** 2
        covered = glyph(file, size, source.glyphs[char]).cover.sum() / 255
        assert covered == pytest.approx(area, rel=tolerance), char


@pytest.mark.parametrize(("face", "file", "text"), [
    ("sans", "sans-regular", "Rafg&8"), ("sans-bold", "sans-bold", "Sphinx"), ("sans", "han-regular", "鑫国语言龙"),
])
def test_glyphs_look_as_another_rasteriser_draws_them(face: str, file: str, text: str) -> None:
    size, room = 160, 220
    theirs_font = ImageFont.truetype(str(path_of(file)), size, layout_engine=ImageFont.Layout.BASIC)
    for char in text:
        page = Image.new("L", (room, room))
        ImageDraw.Draw(page).text((20, 180), char, fill=255, font=theirs_font, anchor="ls")
        found = shape(face, char)
        mask = glyph(found.file, size, found.glyph)
        ours = np.zeros((room, room))
        height, width = mask.cover.shape
        ours[180 + mask.top :][:height, 20 + mask.left :][:, :width] = mask.cover
        differing = np.abs(ours - np.asarray(page, float)).sum() / ours.sum()
        assert differing < 0.09, char


def test_a_square_between_pixels_is_covered_in_proportion() -> None:
    corners = np.array([(128, 64), (640, 64), (640, 576), (128, 576)])
    mask = fill(corners, np.roll(corners, -1, axis=0))
    assert (mask.left, mask.top) == (0, 0)
    sides = np.array([0.5, 1, 0.5]), np.array([0.75, 1, 0.25])
    assert mask.cover.tolist() == np.floor(np.outer(sides[1], sides[0]) * 255 + 0.5).tolist()


@given(st.lists(st.tuples(st.integers(-3000, 90000), st.integers(-3000, 90000)), min_size=3, max_size=6))
def test_a_polygon_in_pieces_is_the_same_as_whole(corners: list[tuple[int, int]]) -> None:
    points = np.array(corners)
    whole = fill(points, np.roll(points, -1, axis=0))
    ours = np.zeros((400, 400), np.uint8)
    for piece in polygon(corners):
        height, width = piece.cover.shape
        ours[20 + piece.top :][:height, 20 + piece.left :][:, :width] = piece.cover
    height, width = whole.cover.shape
    theirs = np.zeros((400, 400), np.uint8)
    theirs[20 + whole.top :][:height, 20 + whole.left :][:, :width] = whole.cover
    assert (ours == theirs).all()


@pytest.mark.parametrize("radius", [1, 2, 9, 53, 200])
def test_a_corner_is_a_quarter_of_a_disc(radius: int) -> None:
    cover = corner(radius)
    assert cover.shape == (radius, radius)
    assert (np.abs(cover.astype(int) - cover.T) <= 9).all()
    assert cover.sum() / 255 == pytest.approx(np.pi / 4 * radius * radius, rel=0.03)
    assert UNIT == 256


def test_an_icon_fills_its_square_and_no_more() -> None:
    mask = icon_glyph("settings", 63)
    height, width = mask.cover.shape
    assert mask.left >= 0
    assert mask.left + width <= 63
    assert -63 <= mask.top <= mask.top + height <= 0
    filled = icon_glyph("settings.filled", 63)
    assert filled.cover.sum() > 1.2 * mask.cover.sum()
