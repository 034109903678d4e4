"""The painter: what it draws is fixed, and no cache shows."""

import hashlib
import io
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from diorama.mocks.screens.display import Clip, Corners, Display, Fill, Glyph, Line, Op, Picture, Shadow
from diorama.mocks.screens.geometry import Rect
from diorama.mocks.screens.pixels import painter
from diorama.mocks.screens.pixels.painter import BAND, Painter
from diorama.mocks.screens.pixels.pictures import KINDS, picture
from diorama.mocks.screens.pixels.png import png
from diorama.mocks.screens.pixels.raster import Bytes

WIDTH, HEIGHT = 150, 2 * BAND + 40
SCREEN = Rect(0, 0, WIDTH, HEIGHT)


def digest(pixels: Bytes) -> str:
    return hashlib.sha256(pixels.tobytes()).hexdigest()[:16]


def shown(*ops: Op) -> Display:
    return Display(WIDTH, HEIGHT, (Fill(SCREEN, 0xFFFAFAFA), *ops))


FIXED = {
    "plain": shown(),
    "text": shown(
        Line("Quartz sphinx", "sans", 24, 0xFF202020, 4, 60), Line("你好，世界", "sans-bold", 28, 0xFF8800AA, 4, 110),
    ),
    "faded text on a picture": shown(
        Picture("landscape:5", SCREEN), Line("Thursday", "sans-medium", 30, 0xC0FFFFFF, 9, 90),
    ),
    "boxes": shown(
        Shadow(Rect(20, 20, 130, 90), (12, 12, 12, 12), 3, 9, 0x40000000),
        Fill(Rect(20, 20, 130, 90), 0xFFFFFFFF, (12, 12, 12, 12)),
        Fill(Rect(20, 100, 130, 140), 0, (20, 20, 20, 20), 2, 0xFF6750A4),
        Fill(Rect(20, 150, 130, 200), 0xFFEADDFF, (8, 0, 16, 25), 3, 0xFF6750A4),
    ),
    "icons": shown(
        Glyph("home", Rect(10, 10, 58, 58), 0xFF000000), Glyph("star.filled", Rect(70, 70, 140, 140), 0xFFB3261E),
    ),
    "scrim and clip": shown(
        Clip(Rect(10, 10, 80, 120)), Picture("portrait:2", Rect(0, 0, 140, 140), (70, 70, 70, 70)), Clip(SCREEN),
        Fill(SCREEN, 0x66102030), Fill(Rect(30, 150, 120, 210), 0xFF000000),
    ),
}
DIGESTS = {
    "plain": "acc73196c28d904b",
    "text": "095813515fefaf33",
    "faded text on a picture": "4726ed57bcf34e14",
    "boxes": "59c04f62ffe65708",
    "icons": "539855d902590ac1",
    "scrim and clip": "9016f9f3d3891a08",
}


@pytest.mark.parametrize("name", FIXED)
def test_the_pixels_of_a_display_list_are_fixed(name: str) -> None:
    """A change of one byte on any machine, or by any release of numpy, shows here."""
    assert digest(Painter().paint(FIXED[name])) == DIGESTS[name]


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_another_process_paints_the_same(seed: str) -> None:
    script = (
        "from diorama.mocks.screens.display import *\n"
        "from diorama.mocks.screens.geometry import Rect\n"
        "from diorama.mocks.screens.pixels.painter import Painter\n"
        "import hashlib\n"
        f"frame = Painter().paint({FIXED['scrim and clip']!r})\n"
        "print(hashlib.sha256(frame.tobytes()).hexdigest()[:16])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        capture_output=True, text=True, timeout=60, check=True,
    )
    assert done.stdout.strip() == DIGESTS["scrim and clip"]


@st.composite
def rects(draw: st.DrawFn) -> Rect:
    left, top = draw(st.integers(-20, WIDTH)), draw(st.integers(-20, HEIGHT))
    return Rect(left, top, left + draw(st.integers(0, 90)), top + draw(st.integers(0, 130)))


def _corners(draw: st.DrawFn, rect: Rect) -> Corners:
    most = max(min(rect.width, rect.height) // 2, 0)
    first, second, third, fourth = (draw(st.sampled_from((0, 1, most // 2, most))) for _ in range(4))
    return (min(first, most), min(second, most), min(third, most), min(fourth, most))


COLOURS = st.sampled_from((0xFF000000, 0xFFFFFFFF, 0xFF6750A4, 0x80FF8800, 0x33000000, 0x0012FF34))


@st.composite
def operations(draw: st.DrawFn) -> Op:
    rect = draw(rects())
    match draw(st.integers(0, 5)):
        case 0:
            return Clip(rect)
        case 1:
            return Fill(rect, draw(COLOURS), _corners(draw, rect), draw(st.integers(0, 3)), draw(COLOURS))
        case 2:
            return Shadow(rect, _corners(draw, rect), draw(st.integers(0, 9)), draw(st.integers(1, 14)), draw(COLOURS))
        case 3:
            text = draw(st.text(st.sampled_from("ajW 你。😀Å"), max_size=6))
            face = draw(st.sampled_from(("sans", "sans-bold")))
            return Line(text, face, draw(st.integers(9, 40)), draw(COLOURS), rect.left, rect.top)
        case 4:
            square = rect._replace(bottom=rect.top + rect.width)
            return Glyph(draw(st.sampled_from(("home", "star.filled"))), square, draw(COLOURS))
        case _:
            return Picture(draw(st.sampled_from(("mug:1", "wallpaper:2"))), rect, _corners(draw, rect))


LISTS = st.lists(operations(), max_size=9)


@given(LISTS, LISTS, LISTS)
def test_what_a_painter_kept_never_shows(first: list[Op], second: list[Op], more: list[Op]) -> None:
    """Screens that share operations, one after another, look as each would from a painter without a past."""
    keeping = Painter(2)
    for display in (shown(*first), shown(*second), shown(*first, *more), shown(*more), shown(*first)):
        assert digest(keeping.paint(display)) == digest(Painter(0).paint(display))


@given(LISTS)
def test_where_bands_end_never_shows(ops: list[Op]) -> None:
    expected = digest(Painter().paint(shown(*ops)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(painter, "BAND", 7)
        assert digest(Painter().paint(shown(*ops))) == expected


@given(LISTS, rects())
def test_nothing_is_drawn_outside_a_clip(ops: list[Op], clip: Rect) -> None:
    inside = [op for op in ops if not isinstance(op, Clip)]
    frame = Painter().paint(shown(Clip(clip), *inside)).copy()
    seen = clip.clip(SCREEN)
    frame[seen.top : seen.bottom, seen.left : seen.right] = 0xFA
    assert (frame == 0xFA).all()


@given(rects(), COLOURS, st.integers(0, 40))
def test_a_plain_fill_is_its_colour_over_what_was_there(rect: Rect, colour: int, radius: int) -> None:
    corner = max(min(radius, rect.width // 2, rect.height // 2), 0)
    frame = Painter().paint(shown(Fill(rect, colour, (corner,) * 4))).astype(int)
    inside = rect.shrunk(-(-corner * 3 // 10) + 1).clip(SCREEN)
    opacity = colour >> 24
    over = [((colour >> shift & 255) * opacity + 0xFA * (255 - opacity) + 127) // 255 for shift in (16, 8, 0)]
    if not inside.empty:
        assert (frame[inside.top : inside.bottom, inside.left : inside.right] == over).all()
    seen = rect.clip(SCREEN)
    frame[seen.top : seen.bottom, seen.left : seen.right] = 0xFA
    assert (frame == 0xFA).all()


def test_a_shown_array_cannot_be_written_to_and_is_shown_again() -> None:
    keeping = Painter(1)
    frame = keeping.paint(FIXED["text"])
    assert keeping.paint(FIXED["text"]) is frame
    with pytest.raises(ValueError, match="read-only"):
        frame[0, 0, 0] = 1
    keeping.paint(FIXED["boxes"])
    assert keeping.paint(FIXED["text"]) is not frame


def test_a_little_change_repaints_little(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[int] = []
    real = painter.draw

    def counted(part: Bytes, top: int, ops: list[painter.Clipped]) -> None:
        rows.append(len(part))
        real(part, top, ops)

    monkeypatch.setattr(painter, "draw", counted)
    keeping = Painter()
    keeping.paint(shown(Line("one", "sans", 20, 0xFF000000, 5, 40)))
    keeping.paint(shown(Line("two", "sans", 20, 0xFF000000, 5, 40)))
    assert rows == [HEIGHT, BAND]


def test_text_over_one_colour_and_over_several_is_blended_alike() -> None:
    """Over one colour the mixture is kept, over several it is not: the pixels that agree below agree above."""
    line = Line("Mixture", "sans", 30, 0xE0123456, 5, 60)
    plain = Painter().paint(shown(line))
    dotted = Painter().paint(shown(Fill(Rect(5, 30, 6, 31), 0xFF000000), line))
    differing = np.argwhere((plain != dotted).any(axis=2)).tolist()
    assert differing == [[30, 5]]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_picture_follows_its_seed_and_has_many_colours(kind: str) -> None:
    first, second = picture(f"{kind}:1", 60, 60), picture(f"{kind}:2", 60, 60)
    assert not np.array_equal(first, second)
    picture.cache_clear()
    assert np.array_equal(picture(f"{kind}:1", 60, 60), first)
    least = 2 if kind in ("bars", "code") else 12
    assert len(np.unique(first.reshape(-1, 3), axis=0)) >= least


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize(("width", "height"), [(1, 1), (3, 90), (90, 3)])
def test_a_picture_can_have_any_shape(kind: str, width: int, height: int) -> None:
    assert picture(f"{kind}:7", width, height).shape == (height, 3 * width)


@pytest.mark.parametrize("recipe", ["landscap:3", "landscape", "landscape:", ":3", ""])
def test_a_recipe_that_means_nothing_is_named(recipe: str) -> None:
    with pytest.raises(ValueError, match=r"a picture's recipe is kind:seed, not '.*'; (did you mean|kinds are)"):
        picture(recipe, 9, 9)


def test_a_png_holds_the_pixels() -> None:
    frame = Painter().paint(FIXED["scrim and clip"])
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png(frame)))), frame)
    with pytest.raises(ValueError, match=r"height x width x 3 of uint8"):
        png(frame[:, :, :1])


def test_a_painter_keeps_no_negative_number_of_frames() -> None:
    with pytest.raises(ValueError, match="cannot keep -1 frames"):
        Painter(-1)
