"""The vendor's shapes of places and styles, and what they mean for records.

Numbers that may have a fraction are given as integers or as decimal text (`"10.5"`), since no state holds a float.
"""

from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ...snapshots.errors import ToolError, shown, suggest
from ...snapshots.records import Model
from .records import Border, NamedStyleType, Side

Index: TypeAlias = Annotated[int, Field(ge=0, le=100_000_000)]
Number: TypeAlias = int | float | Annotated[str, Field(max_length=20)]
Id: TypeAlias = Annotated[str, Field(max_length=100)]
Fields: TypeAlias = Annotated[str, Field(min_length=1, max_length=1_000)]


class Location(Model):
    """A place by its index."""

    index: Index
    segmentId: Id = ""
    tabId: Id = ""


class EndOfSegment(Model):
    """The end of a body, header, footer or footnote."""

    segmentId: Id = ""
    tabId: Id = ""


class Range(Model):
    """A stretch, its end not included."""

    startIndex: Index
    endIndex: Index
    segmentId: Id = ""
    tabId: Id = ""


class Tabs(Model):
    """Some tabs."""

    tabIds: tuple[Id, ...] = ()


class Dimension(Model):
    """A length in points."""

    magnitude: Number = 0
    unit: Literal["PT", "UNIT_UNSPECIFIED"] = "PT"


class Rgb(Model):
    """A colour, each part from 0 to 1."""

    red: Number = 0
    green: Number = 0
    blue: Number = 0


class Color(Model):
    """A colour."""

    rgbColor: Rgb = Rgb()


class OptionalColor(Model):
    """A colour; transparent if it is left out."""

    color: Color | None = None


class HeadingLink(Model):
    """A heading or bookmark of a tab."""

    id: Id = ""
    tabId: Id = ""


class Link(Model):
    """Where a link leads."""

    url: Annotated[str, Field(max_length=2_000)] = ""
    tabId: Id = ""
    headingId: Id = ""
    bookmarkId: Id = ""
    heading: HeadingLink | None = None
    bookmark: HeadingLink | None = None


class Font(Model):
    """A font and its weight."""

    fontFamily: Annotated[str, Field(max_length=100)] = ""
    weight: Annotated[int, Field(ge=100, le=900, multiple_of=100)] = 400


class TextLook(Model):
    """The vendor's TextStyle."""

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    strikethrough: bool | None = None
    smallCaps: bool | None = None
    backgroundColor: OptionalColor | None = None
    foregroundColor: OptionalColor | None = None
    fontSize: Dimension | None = None
    weightedFontFamily: Font | None = None
    baselineOffset: Literal["NONE", "SUPERSCRIPT", "SUBSCRIPT"] | None = None
    link: Link | None = None


class Line(Model):
    """The vendor's border of a paragraph or table cell."""

    color: OptionalColor | None = None
    width: Dimension | None = None
    padding: Dimension | None = None
    dashStyle: Literal["SOLID", "DOT", "DASH"] = "SOLID"


class Shading(Model):
    """A paragraph's background."""

    backgroundColor: OptionalColor | None = None


class ParagraphLook(Model):
    """The vendor's ParagraphStyle; `headingId` and `tabStops` are read-only there."""

    namedStyleType: NamedStyleType | None = None
    alignment: Literal["START", "CENTER", "END", "JUSTIFIED"] | None = None
    direction: Literal["LEFT_TO_RIGHT", "RIGHT_TO_LEFT"] | None = None
    spacingMode: Literal["NEVER_COLLAPSE", "COLLAPSE_LISTS"] | None = None
    lineSpacing: Number | None = None
    spaceAbove: Dimension | None = None
    spaceBelow: Dimension | None = None
    indentStart: Dimension | None = None
    indentEnd: Dimension | None = None
    indentFirstLine: Dimension | None = None
    keepLinesTogether: bool | None = None
    keepWithNext: bool | None = None
    avoidWidowAndOrphan: bool | None = None
    pageBreakBefore: bool | None = None
    shading: Shading | None = None
    borderTop: Line | None = None
    borderBottom: Line | None = None
    borderLeft: Line | None = None
    borderRight: Line | None = None
    borderBetween: Line | None = None


class CellLook(Model):
    """The vendor's TableCellStyle; the spans are read-only there."""

    backgroundColor: OptionalColor | None = None
    contentAlignment: Literal["TOP", "MIDDLE", "BOTTOM"] | None = None
    paddingTop: Dimension | None = None
    paddingBottom: Dimension | None = None
    paddingLeft: Dimension | None = None
    paddingRight: Dimension | None = None
    borderTop: Line | None = None
    borderBottom: Line | None = None
    borderLeft: Line | None = None
    borderRight: Line | None = None


class Size(Model):
    """A width and a height."""

    width: Dimension = Dimension()
    height: Dimension = Dimension()


class Background(Model):
    """The background of a page."""

    color: OptionalColor | None = None


class PageLook(Model):
    """The vendor's DocumentStyle and SectionStyle, as far as they can be set."""

    sectionType: Literal["CONTINUOUS", "NEXT_PAGE"] | None = None
    contentDirection: Literal["LEFT_TO_RIGHT", "RIGHT_TO_LEFT"] | None = None
    columnSeparatorStyle: Literal["NONE", "BETWEEN_EACH_COLUMN"] | None = None
    columnProperties: Annotated[tuple[dict[str, Any], ...], Field(max_length=3)] | None = None
    background: Background | None = None
    pageSize: Size | None = None
    marginTop: Dimension | None = None
    marginBottom: Dimension | None = None
    marginLeft: Dimension | None = None
    marginRight: Dimension | None = None
    marginHeader: Dimension | None = None
    marginFooter: Dimension | None = None
    pageNumberStart: Annotated[int, Field(ge=0, le=100_000)] | None = None
    flipPageOrientation: bool | None = None
    useFirstPageHeaderFooter: bool | None = None
    useEvenPageHeaderFooter: bool | None = None


# --- values ----------------------------------------------------------------------------------------------------------


def milli(value: Number, most: int = 100_000) -> int:
    """Return a number as thousandths, rounded; ToolError for what is none or beyond measure."""
    try:
        number = Decimal(str(value))
        if number.is_finite() and abs(number) <= most:
            return int((number * 1000).to_integral_value())
    except InvalidOperation:
        pass
    raise ToolError("invalid_arguments", f"{shown(value)} is no number up to {most}.")


def color_of(color: OptionalColor | None) -> str:
    """Return a colour as `#rrggbb`, `none` for transparent, nothing for none given."""
    if color is None:
        return ""
    if color.color is None:
        return "none"
    rgb = color.color.rgbColor
    parts = [(milli(part, 1) * 255 + 500) // 1000 for part in (rgb.red, rgb.green, rgb.blue)]
    if min(parts) < 0:
        raise ToolError("invalid_arguments", "The parts of a colour go from 0 to 1.")
    return f"#{parts[0]:02x}{parts[1]:02x}{parts[2]:02x}"


def points(value: Any) -> Any:
    """Return a length in thousandths of a point; nothing for none given."""
    if isinstance(value, Dimension):
        if (size := milli(value.magnitude)) < 0:
            raise ToolError("invalid_arguments", f"A length of {shown(value.magnitude)} points is less than nothing.")
        return size
    return value


def target_of(link: Link | None) -> str:
    """Return where a link leads as one text."""
    if link is None:
        return ""
    heading = link.headingId or (link.heading.id if link.heading else "")
    bookmark = link.bookmarkId or (link.bookmark.id if link.bookmark else "")
    return link.url or (f"#heading={heading}" if heading else f"#bookmark={bookmark}" if bookmark
                        else f"#tab={link.tabId}" if link.tabId else "")


def mask(fields: str, look: type[Model]) -> tuple[str, ...]:
    """Return the fields of a mask, `*` for all; ToolError names what there is."""
    known = tuple(look.model_fields)
    if fields.strip() == "*":
        return known
    wanted = tuple(dict.fromkeys(one.strip().partition(".")[0] for one in fields.split(",")))
    for one in wanted:
        if one not in known:
            raise ToolError("invalid_arguments", f"fields names {shown(one)}; it may be * or some of "
                                                 f"{', '.join(known)}.{suggest(one, known)}")
    return wanted


def text_changes(look: TextLook, fields: str) -> dict[str, object]:
    """Return what a mask sets in a TextStyle record. A field that is named but not given goes back to inherited."""
    out: dict[str, object] = {}
    for name in mask(fields, TextLook):
        match name:
            case "smallCaps":
                out["small_caps"] = look.smallCaps
            case "backgroundColor":
                out["background"] = color_of(look.backgroundColor)
            case "foregroundColor":
                out["foreground"] = color_of(look.foregroundColor)
            case "fontSize":
                out["size"] = points(look.fontSize) or 0
            case "weightedFontFamily":
                font = look.weightedFontFamily
                out["font"], out["weight"] = (font.fontFamily, font.weight) if font else ("", 0)
            case "baselineOffset":
                out["baseline"] = look.baselineOffset or ""
            case "link":
                out["link"] = target_of(look.link)
            case _:
                out[name] = getattr(look, name)
    return out


def lines_after(old: tuple[Border, ...], look: Model, names: tuple[str, ...]) -> tuple[Border, ...]:
    """Return borders after those sides that are named have been set."""
    sides: dict[Side, Border] = {one.side: one for one in old}
    for side in ("top", "bottom", "left", "right", "between"):
        name = f"border{side.capitalize()}"
        if name not in names:
            continue
        sides.pop(side, None)
        line: Line | None = getattr(look, name)
        if line is not None:
            sides[side] = Border(side=side, color=color_of(line.color), width=points(line.width) or 0,
                                 dash=line.dashStyle, padding=points(line.padding) or 0)
    return tuple(sides[side] for side in sorted(sides))


_PARAGRAPH = {
    "alignment": "alignment", "direction": "direction", "spacingMode": "spacing_mode", "spaceAbove": "space_above",
    "spaceBelow": "space_below", "indentStart": "indent_start", "indentEnd": "indent_end",
    "indentFirstLine": "indent_first", "keepLinesTogether": "keep_together", "keepWithNext": "keep_with_next",
    "avoidWidowAndOrphan": "avoid_widows", "pageBreakBefore": "page_break_before",
}
_TEXTS = ("alignment", "direction", "spacing_mode", "section_type", "separator")


def paragraph_changes(look: ParagraphLook, fields: str) -> dict[str, object]:
    """Return what a mask sets in a ParagraphStyle record; `borders` as the sides' names and the look."""
    out: dict[str, object] = {}
    for name in mask(fields, ParagraphLook):
        if name == "namedStyleType":
            out["named"] = look.namedStyleType or "NORMAL_TEXT"
        elif name == "lineSpacing":
            out["line_spacing"] = 0 if look.lineSpacing is None else milli(look.lineSpacing, 1_000)
        elif name == "shading":
            out["shading"] = color_of(look.shading.backgroundColor) if look.shading else ""
        elif name in _PARAGRAPH:
            out[_PARAGRAPH[name]] = _plain(_PARAGRAPH[name], points(getattr(look, name)))
    return out


_CELL = {"paddingTop": "padding_top", "paddingBottom": "padding_bottom", "paddingLeft": "padding_left",
         "paddingRight": "padding_right"}


def cell_changes(look: CellLook, fields: str) -> dict[str, object]:
    """Return what a mask sets in a CellStyle record, but for the borders."""
    out: dict[str, object] = {}
    for name in mask(fields, CellLook):
        if name == "backgroundColor":
            out["background"] = color_of(look.backgroundColor)
        elif name == "contentAlignment":
            out["alignment"] = look.contentAlignment or ""
        elif name in _CELL:
            out[_CELL[name]] = points(getattr(look, name))
    return out


_PAGE = {
    "sectionType": "section_type", "contentDirection": "direction", "columnSeparatorStyle": "separator",
    "marginTop": "margin_top", "marginBottom": "margin_bottom", "marginLeft": "margin_left",
    "marginRight": "margin_right", "marginHeader": "margin_header", "marginFooter": "margin_footer",
    "flipPageOrientation": "flipped", "useFirstPageHeaderFooter": "first_differs",
    "useEvenPageHeaderFooter": "even_differs",
}


def page_changes(look: PageLook, fields: str) -> dict[str, object]:
    """Return what a mask sets in a PageStyle record."""
    out: dict[str, object] = {}
    for name in mask(fields, PageLook):
        if name == "columnProperties":
            out["columns"] = len(look.columnProperties or ())
        elif name == "background":
            out["background"] = color_of(look.background.color) if look.background else ""
        elif name == "pageSize":
            size = look.pageSize or Size()
            out["width"], out["height"] = points(size.width), points(size.height)
        elif name == "pageNumberStart":
            out["first_number"] = look.pageNumberStart or 0
        else:
            out[_PAGE[name]] = _plain(_PAGE[name], points(getattr(look, name)))
    return out


def _plain(field: str, value: object) -> object:
    return "" if value is None and field in _TEXTS else value
