"""The bundled fonts: what they hold, how large they are, that each stands under a licence that comes with it."""

from itertools import pairwise

import pytest

from diorama.mocks.screens.fonts import EM, FACES, FOLDER, files_of, icon, icons, path_of
from diorama.mocks.screens.pixels.metrics import has, shape
from diorama.mocks.screens.pixels.sfnt import font

TEXT_FACES = [face for face in FACES if face.startswith("sans")]
FILES = sorted({file for files in FACES.values() for file in files})
MOST = 6_000_000


def _level_one() -> str:
    """Return the 3,755 characters of the first level of GB 2312."""
    pairs = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in pairs)


@pytest.mark.parametrize("face", TEXT_FACES)
def test_a_text_face_has_what_our_languages_need(face: str) -> None:
    assert len(_level_one()) == 3755
    latin = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180))))
    signs = "€£¥₹₽₩₺₫–—‘’“”…•‹›→←↑↓✓★☆●○■□▲▼①②，。、；：？！（）《》「」【】￥％～０９ＡＺａｚ"
    missing = [char for char in _level_one() + latin + signs if not has(face, char)]
    assert not missing


@pytest.mark.parametrize("face", TEXT_FACES)
def test_common_emoji_have_a_glyph(face: str) -> None:
    missing = [char for char in "😀😂😍😢😡👍🙏🎉🔥🚗🍜🏠📷❤⭐✅❌" if not has(face, char)]
    assert not missing


def test_a_character_that_no_file_has_is_the_box_of_the_first() -> None:
    assert not has("sans", "龘")
    found = shape("sans", "龘")
    assert (found.file, found.glyph) == ("sans-regular", 0)
    assert font(found.file).outline(0) is not None


@pytest.mark.parametrize("file", FILES)
def test_outlines_can_be_read(file: str) -> None:
    """Each outline is inside the box that the file tells of it, and each contour is closed; of many, some are read."""
    source = font(file)
    for char, number in list(source.glyphs.items())[:: len(source.glyphs) // 500]:
        outline = source.outline(number)
        box = source.box(number)
        if outline is None:
            assert box == (0, 0, 0, 0), char
            continue
        start, _, end = outline.transpose(1, 0, 2)
        assert (start.min(axis=0) >= (2 * box.left, 2 * box.bottom)).all(), char
        assert (end.max(axis=0) <= (2 * box.right, 2 * box.top)).all(), char
        assert sorted(start.tolist()) == sorted(end.tolist()), char


@pytest.mark.parametrize("file", FILES)
def test_the_characters_stand_in_order_and_no_advance_is_odd(file: str) -> None:
    source = font(file)
    assert all(before < after for before, after in pairwise(source.glyphs))
    assert len(source.advances) == len(source.glyphs) + 1
    assert all(0 <= advance <= 2 * EM for advance in map(source.advances.__getitem__, source.glyphs.values()))


def test_every_icon_has_a_glyph_outlined_and_filled() -> None:
    assert len(icons()) > 1000
    for name in icons():
        for face, char in (icon(name), icon(f"{name}.filled")):
            assert has(face, char), name
            assert shape(face, char).advance == EM, name


def test_an_icon_or_face_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"no icon is called 'serch'; near it: search"):
        icon("serch")
    with pytest.raises(ValueError, match=r"no face is called 'serif'; there are sans, "):
        files_of("serif")


def test_the_folder_is_small_and_has_the_licences() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.suffix in (".ttf", ".txt")) <= MOST
    assert {path.stem for path in FOLDER.glob("*.ttf")} == set(FILES)
    texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt")}
    for family in ("Roboto", "NotoSansSC", "NotoEmoji"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in texts[f"{family}.OFL.txt"]
    assert "Apache License" in texts["MaterialSymbols.Apache-2.0.txt"]
    assert all(path_of(file).exists() for file in FILES)
