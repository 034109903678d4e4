"""How Word says what text, paragraphs, cells, lists and pages look like, as XML in the order that Word wants."""

import re
from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from .docx_words import ALIGNMENTS, NAMESPACES, SIDES, STYLES, xml_text
from .records import Border, CellStyle, PageStyle, ParagraphStyle, TextStyle


def declared(text: str) -> str:
    """Return XML whose outermost element declares the names that Word uses."""
    at = min(place for place in (text.find(" "), text.find(">"), text.find("/>")) if place > 0)
    return f"{text[:at]} {NAMESPACES}{text[at:]}"


def escaped(text: str) -> str:
    return xml_text(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def anchor(name: str) -> str:
    """Return a bookmark's name for a place in the document: letters, digits and low lines."""
    return re.sub("[^A-Za-z0-9]", "_", name)[:40]


def _color(value: str) -> str:
    return "auto" if value in ("", "none") else value.removeprefix("#").upper()


def _flag(name: str, value: bool | None) -> str:
    return "" if value is None else f"<w:{name}/>" if value else f'<w:{name} w:val="0"/>'


def text_look(style: TextStyle) -> str:
    """Return a text style as Word has it, in the order that Word wants."""
    font = quoteattr(xml_text(style.font))
    size = round(style.size / 500)
    base = {"SUPERSCRIPT": "superscript", "SUBSCRIPT": "subscript", "NONE": "baseline"}.get(style.baseline, "")
    look = "".join((
        f"<w:rFonts w:ascii={font} w:hAnsi={font} w:cs={font}/>" if style.font else "",
        _flag("b", style.bold), _flag("i", style.italic), _flag("smallCaps", style.small_caps),
        _flag("strike", style.strikethrough),
        f'<w:color w:val="{_color(style.foreground)}"/>' if style.foreground else "",
        f'<w:sz w:val="{size}"/>' if size else "",
        "" if style.underline is None else f'<w:u w:val="{"single" if style.underline else "none"}"/>',
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_color(style.background)}"/>' if style.background else "",
        f'<w:vertAlign w:val="{base}"/>' if base else "",
    ))
    return f"<w:rPr>{look}</w:rPr>" if look else ""


def paragraph_look(style: ParagraphStyle, numbering: str) -> str:
    spacing = "".join((
        "" if style.space_above is None else f' w:before="{style.space_above // 50}"',
        "" if style.space_below is None else f' w:after="{style.space_below // 50}"',
        f' w:line="{style.line_spacing * 240 // 100_000}" w:lineRule="auto"' if style.line_spacing else "",
    ))
    look = "".join((
        f'<w:pStyle w:val="{STYLES[style.named]}"/>' if style.named in STYLES else "",
        _flag("keepNext", style.keep_with_next), _flag("keepLines", style.keep_together),
        _flag("pageBreakBefore", style.page_break_before), _flag("widowControl", style.avoid_widows), numbering,
        _borders("pBdr", style.borders),
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_color(style.shading)}"/>' if style.shading else "",
        "<w:bidi/>" if style.direction == "RIGHT_TO_LEFT" else "",
        f"<w:spacing{spacing}/>" if spacing else "", _indent(style),
        f'<w:jc w:val="{ALIGNMENTS[style.alignment]}"/>' if style.alignment else "",
    ))
    return f"<w:pPr>{look}</w:pPr>" if look else ""


def _indent(style: ParagraphStyle) -> str:
    """Return a paragraph's indents. Word counts the first line's from that of the others."""
    out = ""
    if style.indent_start is not None:
        out += f' w:left="{style.indent_start // 50}"'
    if style.indent_end is not None:
        out += f' w:right="{style.indent_end // 50}"'
    if style.indent_first is not None:
        first = (style.indent_first - (style.indent_start or 0)) // 50
        out += f' w:firstLine="{first}"' if first >= 0 else f' w:hanging="{-first}"'
    return f"<w:ind{out}/>" if out else ""


def _borders(name: str, borders: Iterable[Border]) -> str:
    by_side: dict[str, Border] = {one.side: one for one in borders}
    dashes = {"SOLID": "single", "DOT": "dotted", "DASH": "dashed"}
    inner = "".join(
        f'<w:{side} w:val="{dashes.get(one.dash, "single") if one.width else "nil"}" w:sz="{one.width // 125}" '
        f'w:space="{min(31, one.padding // 1000)}" w:color="{_color(one.color)}"/>'
        for side in SIDES if (one := by_side.get(side)) is not None
    )
    return f"<w:{name}>{inner}</w:{name}>" if inner else ""


def cell_look(style: CellStyle, merge: str, span: int) -> str:
    margins = "".join(f'<w:{side} w:w="{value // 50}" w:type="dxa"/>' for side, value in (
        ("top", style.padding_top), ("left", style.padding_left), ("bottom", style.padding_bottom),
        ("right", style.padding_right)) if value is not None)
    align = {"TOP": "top", "MIDDLE": "center", "BOTTOM": "bottom"}.get(style.alignment, "")
    look = "".join((
        f'<w:gridSpan w:val="{span}"/>' if span > 1 else "", f'<w:vMerge w:val="{merge}"/>' if merge else "",
        _borders("tcBorders", style.borders),
        f'<w:shd w:val="clear" w:color="auto" w:fill="{_color(style.background)}"/>' if style.background else "",
        f"<w:tcMar>{margins}</w:tcMar>" if margins else "", f'<w:vAlign w:val="{align}"/>' if align else "",
    ))
    return f"<w:tcPr>{look}</w:tcPr>" if look else ""


def level_text(preset: str, level: int, mark: str) -> str:
    numbered = preset.startswith("NUMBERED")
    if not numbered:
        text = mark
    elif preset == "NUMBERED_DECIMAL_NESTED":
        text = "".join(f"%{one + 1}." for one in range(level + 1))
    else:
        text = f"%{level + 1}{')' if preset.endswith('PARENS') else '.'}"
    return (f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{mark if numbered else "bullet"}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{720 * (level + 1)}" '
            f'w:hanging="360"/></w:pPr></w:lvl>')


def over(page: PageStyle, section: PageStyle) -> PageStyle:
    """Return how pages are laid out where a section says something and the tab the rest."""
    unset = PageStyle()
    return page.replace(**{name: value for name, value in section if value != getattr(unset, name)})


def section_text(page: PageStyle) -> str:
    types = {"CONTINUOUS": "continuous", "NEXT_PAGE": "nextPage"}
    width, height = page.width or 612_000, page.height or 792_000
    if page.flipped:
        width, height = height, width
    margins = {"top": page.margin_top, "right": page.margin_right, "bottom": page.margin_bottom,
               "left": page.margin_left, "header": page.margin_header, "footer": page.margin_footer}
    usual = {"header": 36_000, "footer": 36_000}
    sides = "".join(f' w:{side}="{(usual.get(side, 72_000) if value is None else value) // 50}"'
                    for side, value in margins.items())
    turned = ' w:orient="landscape"' if page.flipped else ""
    return "".join((
        "<w:sectPr>", f'<w:type w:val="{types[page.section_type]}"/>' if page.section_type else "",
        f'<w:pgSz w:w="{width // 50}" w:h="{height // 50}"{turned}/>',
        f'<w:pgMar{sides} w:gutter="0"/>',
        f'<w:pgNumType w:start="{page.first_number}"/>' if page.first_number else "",
        f'<w:cols w:num="{page.columns}" w:space="720"/>' if page.columns > 1 else "", "</w:sectPr>",
    ))
