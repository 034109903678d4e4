"""Document records: Google Docs' object model as flat sequences of blocks. Lengths are thousandths of a point."""

from typing import Literal, TypeAlias

from ...snapshots.records import Record

NamedStyleType: TypeAlias = Literal[
    "NORMAL_TEXT", "TITLE", "SUBTITLE", "HEADING_1", "HEADING_2", "HEADING_3", "HEADING_4", "HEADING_5", "HEADING_6"
]
BlockKind: TypeAlias = Literal[
    "paragraph", "table", "row", "cell", "table_end", "section", "contents", "contents_end"
]
ElementKind: TypeAlias = Literal[
    "page_break", "column_break", "footnote", "rule", "image", "person", "rich_link", "date", "dropdown", "auto_text",
    "equation",
]
Side: TypeAlias = Literal["top", "bottom", "left", "right", "between"]
Status: TypeAlias = Literal["open", "accepted", "rejected", "deleted"]

ELEMENT = "\ue907"
"""Stands in a paragraph's text for whatever is no text; it counts one. Inserted text cannot hold it."""

FIRST_TAB = "t.0"


class Look(Record):
    """A part of a block. Most blocks share the same few, so equality looks at identity first."""

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and self.__dict__ == other.__dict__)


class TextStyle(Look):
    """How text looks. None, 0 and the empty text mean: as inherited.

    Colours are `#rrggbb`, or `none` for transparent. `link` is an address, or `#heading=ID`, `#bookmark=ID`, `#tab=ID`.
    """

    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    strikethrough: bool | None = None
    small_caps: bool | None = None
    background: str = ""
    foreground: str = ""
    baseline: Literal["", "NONE", "SUPERSCRIPT", "SUBSCRIPT"] = ""
    size: int = 0
    font: str = ""
    weight: int = 0
    link: str = ""


PLAIN = TextStyle()
"""How text looks that nobody has styled."""


class Element(Look):
    """What is no text in a paragraph: a chip, a break, an image. `fields` are its own data, by name."""

    kind: ElementKind
    id: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """Return one of the fields, or an empty text."""
        return next((value for field, value in self.fields if field == name), "")


class Restyle(Record):
    """A change of style that somebody suggests: `fields` are those that it sets."""

    suggestion: str
    fields: tuple[str, ...]
    style: TextStyle


class Run(Record):
    """A stretch of a paragraph's text of one style; `length` in UTF-16 code units. An element is a run of its own.

    `inserted` and `deleted` are the suggestions by which the stretch would come or go.
    """

    length: int
    style: TextStyle = PLAIN
    element: Element | None = None
    inserted: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    restyled: tuple[Restyle, ...] = ()


class Border(Record):
    """A line around a paragraph or table cell."""

    side: Side
    color: str = ""
    width: int = 0
    dash: str = "SOLID"
    padding: int = 0


class ParagraphStyle(Look):
    """How a paragraph is set. None, 0 and the empty text mean: as its named style has it."""

    named: NamedStyleType = "NORMAL_TEXT"
    alignment: Literal["", "START", "CENTER", "END", "JUSTIFIED"] = ""
    direction: Literal["", "LEFT_TO_RIGHT", "RIGHT_TO_LEFT"] = ""
    spacing_mode: Literal["", "NEVER_COLLAPSE", "COLLAPSE_LISTS"] = ""
    line_spacing: int = 0
    """In thousandths of a percent."""
    space_above: int | None = None
    space_below: int | None = None
    indent_start: int | None = None
    indent_end: int | None = None
    indent_first: int | None = None
    keep_together: bool | None = None
    keep_with_next: bool | None = None
    avoid_widows: bool | None = None
    page_break_before: bool | None = None
    shading: str = ""
    borders: tuple[Border, ...] = ()
    heading_id: str = ""


NORMAL = ParagraphStyle()
"""How paragraphs are set that nobody has styled."""


class ParagraphRestyle(Record):
    """A change of a paragraph's style that somebody suggests."""

    suggestion: str
    fields: tuple[str, ...]
    style: ParagraphStyle


class Column(Record):
    """A column of a table; width 0: evenly distributed."""

    width: int = 0


class RowStyle(Look):
    """A row of a table."""

    min_height: int = 0
    header: bool = False
    prevent_overflow: bool = False


class CellStyle(Look):
    """A cell of a table. One that spans others hides them; they stay, empty, in the sequence."""

    row_span: int = 1
    column_span: int = 1
    background: str = ""
    alignment: Literal["", "TOP", "MIDDLE", "BOTTOM"] = ""
    padding_top: int | None = None
    padding_bottom: int | None = None
    padding_left: int | None = None
    padding_right: int | None = None
    borders: tuple[Border, ...] = ()


class PageStyle(Look):
    """How pages are laid out, for a whole tab or for one section. None, 0 and the empty text: as inherited."""

    section_type: Literal["", "CONTINUOUS", "NEXT_PAGE"] = ""
    direction: Literal["", "LEFT_TO_RIGHT", "RIGHT_TO_LEFT"] = ""
    separator: Literal["", "NONE", "BETWEEN_EACH_COLUMN"] = ""
    columns: int = 0
    background: str = ""
    width: int = 0
    height: int = 0
    margin_top: int | None = None
    margin_bottom: int | None = None
    margin_left: int | None = None
    margin_right: int | None = None
    margin_header: int | None = None
    margin_footer: int | None = None
    first_number: int = 0
    flipped: bool | None = None
    first_differs: bool | None = None
    even_differs: bool | None = None
    header: str = ""
    footer: str = ""


class Block(Record):
    """One item of a segment: a paragraph with its text up to and with its newline, or a mark that counts one.

    A table is `table row cell ... cell ... row ... table_end`, and every cell ends with a paragraph. Paragraphs without
    `runs` are plain text. Which other fields matter follows from `kind`.
    """

    kind: BlockKind = "paragraph"
    text: str = ""
    runs: tuple[Run, ...] = ()
    style: ParagraphStyle = NORMAL
    list: str = ""
    level: int = 0
    restyled: tuple[ParagraphRestyle, ...] = ()
    columns: tuple[Column, ...] = ()
    pinned: int = 0
    row: RowStyle = RowStyle()
    cell: CellStyle = CellStyle()
    page: PageStyle = PageStyle()


class Segment(Record):
    """A body, header, footer or footnote. The row's id is `FILE TAB SEGMENT`; the body's segment is empty."""

    file: str
    tab: str
    segment: str
    kind: Literal["body", "header", "footer", "footnote"]
    blocks: tuple[Block, ...]


class Piece(Record):
    """A stretch of a segment, in UTF-16 code units."""

    segment: str
    start: int
    end: int


class NamedRange(Record):
    """A stretch that goes with the text around it: one with a name, or what a comment (by its id) is about."""

    id: str
    name: str
    kind: Literal["named", "comment"] = "named"
    pieces: tuple[Piece, ...]


class BulletList(Record):
    """A list that paragraphs are in: its preset says which glyphs its nine levels have."""

    id: str
    preset: str


class NamedStyle(Record):
    """What a named style looks like in a tab."""

    type: NamedStyleType
    text: TextStyle = TextStyle()
    paragraph: ParagraphStyle = ParagraphStyle()


class Option(Record):
    """A choice of a dropdown."""

    id: str
    text: str
    color: str = ""
    background: str = ""


class Dropdown(Record):
    """What dropdowns in a tab may offer."""

    id: str
    title: str = ""
    options: tuple[Option, ...] = ()


class Tab(Record):
    """A tab of a document. The row's id is `FILE TAB`. `position` counts among the tabs with the same parent."""

    file: str
    tab: str
    title: str
    parent: str = ""
    position: int = 0
    emoji: str = ""
    page: PageStyle = PageStyle()
    styles: tuple[NamedStyle, ...] = ()
    lists: tuple[BulletList, ...] = ()
    ranges: tuple[NamedRange, ...] = ()
    dropdowns: tuple[Dropdown, ...] = ()


class Document(Record):
    """A document whose body is kept here; the row's id is its file's.

    `blob` is the content of the file that the body was saved as: where the file has another, that is the body.
    """

    revision: int = 1
    counter: int = 0
    blob: str = ""


class Suggestion(Record):
    """Changes that somebody suggested in one go."""

    file: str
    tab: str
    author: str
    created: int
    status: Status = "open"
    decided_by: str = ""
    decided_at: int = 0


def segment_id(file: str, tab: str, segment: str = "") -> str:
    """Return the id of the row that holds a segment."""
    return f"{file} {tab} {segment}"


def tab_id(file: str, tab: str) -> str:
    """Return the id of the row of a tab."""
    return f"{file} {tab}"
