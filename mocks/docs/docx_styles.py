"""What Word says of the looks of text, paragraphs, cells and pages, as documents have it."""

import re
from typing import Any

from .docx_words import ALIGNMENTS, LEVELS, SIDES, STYLES, attribute
from .records import Border, CellStyle, NamedStyleType, PageStyle, ParagraphStyle, RowStyle, TextStyle
from .units import cleaned

_NAMES: dict[str, NamedStyleType] = {
    "title": "TITLE", "subtitle": "SUBTITLE", "heading 1": "HEADING_1", "heading 2": "HEADING_2",
    "heading 3": "HEADING_3", "heading 4": "HEADING_4", "heading 5": "HEADING_5", "heading 6": "HEADING_6",
    "heading 7": "HEADING_6", "heading 8": "HEADING_6", "heading 9": "HEADING_6",
}
_MAX = 1_000_000
_COLOR = re.compile("[0-9A-Fa-f]{6}")
_HIGHLIGHTS = {"yellow": "#ffff00", "green": "#00ff00", "cyan": "#00ffff", "magenta": "#ff00ff", "blue": "#0000ff",
               "red": "#ff0000", "darkBlue": "#00008b", "darkCyan": "#008b8b", "darkGreen": "#006400",
               "darkMagenta": "#800080", "darkRed": "#8b0000", "darkYellow": "#808000", "darkGray": "#a9a9a9",
               "lightGray": "#d3d3d3", "black": "#000000", "white": "#ffffff"}


class Styles:
    """The styles and lists that a Word file defines."""

    def __init__(self, made: Any) -> None:
        self.rows: dict[str, Any] = {
            one.get(attribute("w:styleId"), ""): one
            for one in made.styles.element.iterchildren(attribute("w:style"))
        }
        self.numbers: dict[str, Any] = {}
        self.levels: dict[str, Any] = {}
        for relation in made.part.rels.values():
            if relation.is_external or not relation.reltype.endswith("/numbering"):
                continue
            root = relation.target_part.element
            self.levels = {one.get(attribute("w:abstractNumId"), ""): one
                           for one in root.iterchildren(attribute("w:abstractNum"))}
            for one in root.iterchildren(attribute("w:num")):
                target = one.find(attribute("w:abstractNumId"))
                if target is not None:
                    self.numbers[one.get(attribute("w:numId"), "")] = self.levels.get(target.get(attribute("w:val")))

    def chain(self, name: str | None) -> list[Any]:
        """Return a style and those that it is based on, the nearest first."""
        out: list[Any] = []
        while name and name in self.rows and self.rows[name] not in out:
            out.append(self.rows[name])
            name = value(out[-1], "basedOn")
        return out

    def named(self, name: str | None) -> NamedStyleType:
        """Return which of the named styles a paragraph style is, or is based on."""
        if name and name not in self.rows:
            return next((ours for ours, theirs in STYLES.items() if theirs == name), "NORMAL_TEXT")
        for one in self.chain(name):
            found = _NAMES.get((value(one, "name") or "").lower())
            if found is not None:
                return found
        return "NORMAL_TEXT"

    def numbering(self, properties: Any) -> tuple[str, int]:
        """Return the number of the list that a paragraph is in, by itself or its style, and its level."""
        if properties is None:
            return "", 0
        places = [properties, *(one.find(attribute("w:pPr")) for one in self.chain(value(properties, "pStyle")))]
        for place in places:
            found = None if place is None else place.find(attribute("w:numPr"))
            if found is not None and value(found, "numId") is not None:
                number = value(found, "numId") or ""
                known = number if self.numbers.get(number) is not None else ""
                return known, integer(value(found, "ilvl")) or 0
        return "", 0

    def preset(self, number: str) -> str:
        """Return the preset that a list is, or is nearest to."""
        row = self.numbers[number]
        name = value(row, "name")
        if name in LEVELS:
            return str(name)
        level = next((one for one in row.iterchildren(attribute("w:lvl")) if one.get(attribute("w:ilvl")) == "0"), None)
        kind = "bullet" if level is None else value(level, "numFmt") or "decimal"
        if kind in ("bullet", "none"):
            return "BULLET_DISC_CIRCLE_SQUARE"
        firsts = {"upperLetter": "NUMBERED_UPPERALPHA_ALPHA_ROMAN", "decimalZero": "NUMBERED_ZERODECIMAL_ALPHA_ROMAN",
                  "upperRoman": "NUMBERED_UPPERROMAN_UPPERALPHA_DECIMAL"}
        return firsts.get(kind, "NUMBERED_DECIMAL_ALPHA_ROMAN")


def value(parent: Any, name: str, key: str = "val") -> str | None:
    """Return an attribute of a child; None where there is no such child, or it does not say."""
    found = None if parent is None else parent.find(attribute(f"w:{name}"))
    text: str | None = None if found is None else found.get(attribute(f"w:{key}"))
    return text


def integer(text: str | None, *, most: int = _MAX) -> int | None:
    """Return a whole number; None for what is none, or is out of all measure."""
    if text is None or not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", text, re.ASCII):
        return None
    number = int(text.partition(".")[0])
    return number if abs(number) <= most else None


def points(text: str | None) -> int | None:
    """Return twentieths of a point as thousandths."""
    found = integer(text)
    return None if found is None else found * 50


def toggle(parent: Any, name: str) -> bool | None:
    """Return whether something is switched on; None where nothing is said."""
    found = None if parent is None else parent.find(attribute(f"w:{name}"))
    if found is None:
        return None
    return found.get(attribute("w:val"), "1") not in ("0", "false", "off", "none")


def color(text: str | None) -> str:
    """Return a colour as documents have it; empty for none."""
    return f"#{text.lower()}" if text and _COLOR.fullmatch(text) else ""


def text_style(properties: Any, styles: Styles) -> TextStyle:
    """Return how a run looks, by itself or its character style."""
    if properties is None:
        return TextStyle()
    places = [properties, *(one.find(attribute("w:rPr")) for one in styles.chain(value(properties, "rStyle")))]

    def switch(name: str) -> bool | None:
        return next((found for one in places if (found := toggle(one, name)) is not None), None)

    base = {"superscript": "SUPERSCRIPT", "subscript": "SUBSCRIPT", "baseline": "NONE"}.get(
        value(properties, "vertAlign") or "", "")
    size = integer(value(properties, "sz"), most=3_276)
    return TextStyle.model_validate({
        "bold": switch("b"), "italic": switch("i"), "underline": toggle(properties, "u"),
        "strikethrough": switch("strike"), "small_caps": switch("smallCaps"),
        "foreground": color(value(properties, "color")),
        "background": color(value(properties, "shd", "fill")) or _HIGHLIGHTS.get(
            value(properties, "highlight") or "", ""),
        "baseline": base, "size": max(0, size or 0) * 500,
        "font": cleaned(value(properties, "rFonts", "ascii") or "")[:100],
    })


def paragraph_style(properties: Any, styles: Styles, paragraph: Any) -> ParagraphStyle:
    """Return how a paragraph is set."""
    if properties is None:
        return ParagraphStyle()
    name = value(properties, "pStyle")
    align = value(properties, "jc") or ""
    by_word = {theirs: ours for ours, theirs in ALIGNMENTS.items()} | {"start": "START", "end": "END"}
    start = points(value(properties, "ind", "left") or value(properties, "ind", "start"))
    first, hanging = points(value(properties, "ind", "firstLine")), points(value(properties, "ind", "hanging"))
    line = integer(value(properties, "spacing", "line"))
    rule = value(properties, "spacing", "lineRule") or "auto"
    own = properties.find(attribute("w:numPr")) is not None
    return ParagraphStyle.model_validate({
        "named": styles.named(name), "alignment": by_word.get(align, ""),
        "direction": "RIGHT_TO_LEFT" if toggle(properties, "bidi") else "",
        "line_spacing": line * 100_000 // 240 if line is not None and line > 0 and rule == "auto" else 0,
        "space_above": points(value(properties, "spacing", "before")),
        "space_below": points(value(properties, "spacing", "after")), "indent_start": start,
        "indent_end": points(value(properties, "ind", "right") or value(properties, "ind", "end")),
        "indent_first": None if own and start is None else _first(start, first, hanging),
        "keep_together": toggle(properties, "keepLines"), "keep_with_next": toggle(properties, "keepNext"),
        "avoid_widows": toggle(properties, "widowControl"), "page_break_before": toggle(properties, "pageBreakBefore"),
        "shading": color(value(properties, "shd", "fill")), "borders": _borders(properties.find(attribute("w:pBdr"))),
        "heading_id": _heading(paragraph) if styles.named(name) != "NORMAL_TEXT" else "",
    })


def _first(start: int | None, first: int | None, hanging: int | None) -> int | None:
    if first is None and hanging is None:
        return None
    return (start or 0) + (first if first is not None else -(hanging or 0))


def _heading(paragraph: Any) -> str:
    names = (one.get(attribute("w:name"), "") for one in paragraph.iterchildren(attribute("w:bookmarkStart")))
    return next((cleaned(one[8:]) for one in names if one.startswith("heading_")), "")


def _borders(parent: Any) -> tuple[Border, ...]:
    if parent is None:
        return ()
    out: list[Border] = []
    for side in SIDES:
        kind = value(parent, side)
        if kind is not None:
            width = 0 if kind in ("nil", "none") else (integer(value(parent, side, "sz")) or 0) * 125
            dash = {"dotted": "DOT", "dashed": "DASH"}.get(kind, "SOLID")
            out.append(Border.model_validate({
                "side": side, "color": color(value(parent, side, "color")), "width": width, "dash": dash,
                "padding": (integer(value(parent, side, "space")) or 0) * 1000,
            }))
    return tuple(sorted(out, key=lambda one: one.side))


def row_style(row: Any) -> RowStyle:
    """Return how a row of a table is."""
    properties = row.find(attribute("w:trPr"))
    return RowStyle(min_height=max(0, points(value(properties, "trHeight")) or 0),
                    header=bool(toggle(properties, "tblHeader")),
                    prevent_overflow=bool(toggle(properties, "cantSplit")))


def cell_style(cell: Any) -> CellStyle:
    """Return how a cell of a table is, but for its spans."""
    properties = cell.find(attribute("w:tcPr"))
    margins = None if properties is None else properties.find(attribute("w:tcMar"))
    align = {"top": "TOP", "center": "MIDDLE", "bottom": "BOTTOM"}.get(value(properties, "vAlign") or "", "")
    borders = None if properties is None else properties.find(attribute("w:tcBorders"))
    return CellStyle.model_validate({
        "background": color(value(properties, "shd", "fill")), "alignment": align, "borders": _borders(borders),
        **{f"padding_{side}": points(value(margins, side, "w")) for side in ("top", "bottom", "left", "right")},
    })


def page_style(properties: Any) -> PageStyle:
    """Return the layout of a section, but for its header and footer."""
    width, height = points(value(properties, "pgSz", "w")) or 0, points(value(properties, "pgSz", "h")) or 0
    turned = value(properties, "pgSz", "orient") == "landscape"
    columns = integer(value(properties, "cols", "num"), most=100) or 0
    return PageStyle.model_validate({
        "section_type": "CONTINUOUS" if value(properties, "type") == "continuous" else "NEXT_PAGE",
        "width": height if turned else width, "height": width if turned else height,
        "flipped": True if turned else None,
        "columns": columns if columns > 1 else 0,
        "first_number": max(0, integer(value(properties, "pgNumType", "start")) or 0),
        **{f"margin_{side}": points(value(properties, "pgMar", side))
           for side in ("top", "bottom", "left", "right", "header", "footer")},
    })
