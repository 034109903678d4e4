"""Make the bundled font files from the published ones: fewer characters, no hints, one em for all, plain outlines.

    pip install fonttools brotli
    npm pack @expo-google-fonts/roboto@0.4.3 @expo-google-fonts/noto-sans-sc@0.4.3 @expo-google-fonts/noto-emoji@0.4.7
    npm pack @fontsource-variable/material-symbols-rounded@5.3.8
    python mocks/screens/fonts/build.py FOLDER

FOLDER has one folder a package, unpacked: roboto, noto-sans-sc, noto-emoji, material-symbols-rounded. Nothing that runs
later imports this module. Every em is 1,000 units so that advances of different files add up without rounding;
composite glyphs are taken apart so that the reader of outlines knows one kind of glyph.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.roundTools import otRound
from fontTools.misc.transform import Transform
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
EM = 1000
# Around the middle of capitals, 711 units high, so that they stand in the middle of a line.
ASCENT, DESCENT = 960, 250
# Seconds from the start of 1904 to that of 2026: the files are the same whenever they are made.
MADE = 3_850_070_400

# What Chinese texts use beside GB 2312: punctuation, forms of full width, arrows, numbers in circles, shapes and signs.
CJK_RANGES = ((0x2190, 0x21FF), (0x2460, 0x2473), (0x2500, 0x2500), (0x25A0, 0x25FF), (0x2600, 0x266F),
              (0x2713, 0x2717), (0x3000, 0x303F), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF))
EMOJI_RANGES = ((0x203C, 0x203C), (0x2049, 0x2049), (0x231A, 0x231B), (0x23E9, 0x23FA), (0x2600, 0x27BF),
                (0x2B05, 0x2B55), (0x1F300, 0x1F6FF), (0x1F900, 0x1F9FF), (0x1FA70, 0x1FAFF))

OFL = "Licensed under the SIL Open Font License, Version 1.1: https://openfontlicense.org"
APACHE = "Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0"


class Recipe(NamedTuple):
    """Say what one file is made from; `named` maps its code points to the source's glyphs."""

    file: str
    family: str
    style: str
    source: TTFont
    named: dict[int, str]
    licence: str
    ascent: int = ASCENT
    descent: int = DESCENT


def gb2312() -> set[int]:
    """Return the 7,445 characters of GB 2312, both levels."""
    pairs = (bytes([row, cell]) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {ord(text) for pair in pairs if (text := pair.decode("gb2312", errors="ignore"))}


def spread(ranges: Iterable[tuple[int, int]]) -> set[int]:
    """Return every code point of the ranges, ends included."""
    return {code for first, last in ranges for code in range(first, last + 1)}


def ligatures(font: TTFont) -> dict[str, str]:
    """Return the icons' names, old ones too, with the glyph that each stands for."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    found: dict[str, str] = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            for first, rest in getattr(table, "ligatures", {}).items():
                for one in rest:
                    found["".join(letters[part] for part in (first, *one.Component))] = one.LigGlyph
    return found


def make(recipe: Recipe) -> int:
    """Write one file and return its size in bytes."""
    source, glyphs = recipe.source, recipe.source.getGlyphSet()
    scale = Transform().scale(EM / source["head"].unitsPerEm)
    order = {".notdef": ".notdef"} | {f"u{code:04X}": recipe.named[code] for code in sorted(recipe.named)}
    outlines, metrics = {}, {}
    for name, old in order.items():
        record = DecomposingRecordingPen(glyphs)
        glyphs[old].draw(record)
        pen = TTGlyphPen(None)
        record.replay(TransformPen(pen, scale))
        outlines[name] = pen.glyph(round=otRound)
        metrics[name] = otRound(glyphs[old].width * scale[0])
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(order))
    builder.setupCharacterMap({int(name[1:], 16): name for name in order if name != ".notdef"})
    characters = CmapSubtable.newSubtable(12)
    characters.platformID, characters.platEncID, characters.language = 3, 10, 0
    characters.cmap = builder.font.getBestCmap()
    builder.font["cmap"].tables = [characters]
    builder.setupGlyf(outlines)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics({name: (width, getattr(table[name], "xMin", 0)) for name, width in metrics.items()})
    builder.setupHorizontalHeader(ascent=recipe.ascent, descent=-recipe.descent)
    builder.setupNameTable({
        "copyright": str(source["name"].getDebugName(0)), "familyName": recipe.family, "styleName": recipe.style,
        "fullName": f"{recipe.family} {recipe.style}", "version": "Version 1.000", "licenseDescription": recipe.licence,
        "psName": f"{recipe.family}-{recipe.style}".replace(" ", ""),
        "uniqueFontIdentifier": f"{recipe.family} {recipe.style} of {source['name'].getDebugName(5)}",
    })
    builder.setupOS2(sTypoAscender=recipe.ascent, sTypoDescender=-recipe.descent, sTypoLineGap=0,
                     usWinAscent=recipe.ascent, usWinDescent=recipe.descent)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = MADE
    builder.font.recalcTimestamp = False
    path = HERE / recipe.file
    builder.save(path)
    return path.stat().st_size


def recipes(folder: Path) -> Iterable[Recipe]:
    """Yield the recipe of every bundled file."""
    latin: set[int] = set()
    for style, weight in (("Regular", 400), ("Medium", 500), ("Bold", 700)):
        font = TTFont(folder / f"roboto/{weight}{style}/Roboto_{weight}{style}.ttf")
        named = {code: glyph for code, glyph in font.getBestCmap().items() if code >= 32}
        latin |= named.keys()
        yield Recipe(f"sans-{style.lower()}.ttf", "Diorama Sans", style, font, named, OFL)
    wanted = (gb2312() | spread(CJK_RANGES)) - latin
    for style, weight in (("Regular", 400), ("SemiBold", 600)):
        font = TTFont(folder / f"noto-sans-sc/{weight}{style}/NotoSansSC_{weight}{style}.ttf")
        named = {code: glyph for code, glyph in font.getBestCmap().items() if code in wanted}
        latin |= named.keys()
        yield Recipe(f"han-{style.lower()}.ttf", "Diorama Han", style, font, named, OFL)
    font = TTFont(folder / "noto-emoji/400Regular/NotoEmoji_400Regular.ttf")
    named = {code: glyph for code, glyph in font.getBestCmap().items() if code in spread(EMOJI_RANGES) - latin}
    yield Recipe("emoji.ttf", "Diorama Emoji", "Regular", font, named, OFL)
    path = folder / "material-symbols-rounded/files/material-symbols-rounded-latin-fill-normal.woff2"
    names = dict(line.split() for line in (HERE / "icons.txt").read_text(encoding="utf-8").splitlines())
    for style, fill in (("Outlined", 0), ("Filled", 1)):
        font = instantiateVariableFont(TTFont(path), {"FILL": fill, "wght": 400})
        old = ligatures(font)
        glyphs = {int(code, 16): old[name] for name, code in names.items()}
        if fill:
            filled = set(font.getGlyphOrder())
            glyphs = {code: f"{name}.fill" if f"{name}.fill" in filled else name for code, name in glyphs.items()}
        yield Recipe(f"icons-{style.lower()}.ttf", "Diorama Icons", style, font, glyphs, APACHE, EM, 0)


def main(folder: Path) -> None:
    """Write every file."""
    for recipe in recipes(folder):
        sys.stdout.write(f"{recipe.file}: {len(recipe.named):,} characters, {make(recipe):,} bytes\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
