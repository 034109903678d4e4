"""Writes documents as Word files, always the same bytes for the same document. Open suggestions are left out."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import quoteattr

from .docx_looks import anchor, cell_look, declared, escaped, level_text, over, paragraph_look, section_text, text_look
from .docx_words import LEVELS, attribute, library, xml_text
from .draft import Draft, TabDraft
from .forms import element_text, pieces, settled, table_rows
from .records import Block, Element, PageStyle, TextStyle

_FIRST = (1980, 1, 1, 0, 0, 0)
"""The date of every part of the file: the earliest that a zip knows."""

_TABLES = ("TableNormal", "TableGrid")
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RULE = ('<w:r><w:pict><v:rect style="width:0;height:1.5pt" o:hralign="center" o:hrstd="t" o:hr="t" '
         'fillcolor="#a0a0a0" stroked="f"/></w:pict></w:r>')
_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)


class About(NamedTuple):
    """What a file says of itself: title, author, who changed it last, and when (ms) it was made and changed."""

    title: str
    author: str
    modifier: str
    created: int
    modified: int


class Note(NamedTuple):
    """A comment on the document: who wrote it, by name, what it says, and when (ms)."""

    author: str
    text: str
    at: int


def write_docx(draft: Draft, about: About, notes: Sequence[Note] = ()) -> bytes:
    """Return a document as a Word file. Several tabs follow one another, each on a new page with its title in front.

    Comments stand at its first paragraph: what they are about goes with the text and not with the file.
    """
    made = library().Document()
    _lighten(made)
    writer = _Writer(made)
    tabs = draft.ordered()
    for number, tab in enumerate(tabs):
        writer.tab(tab, title=tab.tab.title if len(tabs) > 1 else "", first=not number)
    writer.close()
    _annotate(made, notes)
    _tell(made.core_properties, about)
    out = io.BytesIO()
    made.save(out)
    return _fixed(out.getvalue())


def _lighten(made: Any) -> None:
    """Drop what the library's empty document has and nothing here uses: nine tenths of its bytes."""
    for style in list(made.styles.element):
        if style.get(attribute("w:type")) == "table" and style.get(attribute("w:styleId")) not in _TABLES:
            made.styles.element.remove(style)
    for rels, kind in ((made.part.rels, "stylesWithEffects"), (made.part.package.rels, "thumbnail")):
        for name in [name for name, one in rels.items() if one.reltype.endswith(f"/{kind}")]:
            del rels[name]


def _annotate(made: Any, notes: Sequence[Note]) -> None:
    if not notes:
        return
    paragraph = made.paragraphs[0] if made.paragraphs else made.add_paragraph()
    runs = paragraph.runs or [paragraph.add_run()]
    for note in notes:
        initials = "".join(word[0] for word in note.author.split())[:4]
        made.add_comment(runs, xml_text(note.text), xml_text(note.author), xml_text(initials))
    part = next(one.target_part for one in made.part.rels.values() if one.reltype.endswith("/comments"))
    for element, note in zip(part.element.iterchildren(attribute("w:comment")), notes, strict=True):
        element.set(attribute("w:date"), f"{datetime.fromtimestamp(note.at // 1000, UTC):%Y-%m-%dT%H:%M:%SZ}")


def _tell(properties: Any, about: About) -> None:
    properties.title, properties.author = xml_text(about.title)[:255], xml_text(about.author)[:255]
    properties.last_modified_by, properties.comments = xml_text(about.modifier)[:255], ""
    properties.created = datetime.fromtimestamp(about.created // 1000, UTC)
    properties.modified = datetime.fromtimestamp(about.modified // 1000, UTC)
    properties.revision = 1


def _fixed(content: bytes) -> bytes:
    """Return a zip with its parts in order of their names, undated and as they are: packing differs between systems."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as made, zipfile.ZipFile(out, "w") as archive:
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = zipfile.ZipInfo(name, _FIRST)
            part.create_system, part.external_attr = 3, 0o600 << 16
            archive.writestr(part, made.read(name), zipfile.ZIP_STORED)
    return out.getvalue()


class _Writer:
    """Puts the tabs of a document into a Word file."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.parse: Any = library("docx.oxml").parse_xml
        self.part: Any = made.part
        self.body: Any = made.element.body
        self.last: Any = self.body[-1]  # the properties of the last section, which stay at the end
        self.notes: Any = None
        self.numbers: dict[str, int] = {}
        self.known_notes: Mapping[str, Sequence[Block]] = {}
        self.presets: Mapping[str, str] = {}
        self.counter = 0
        self.pages: list[tuple[TabDraft, PageStyle]] = []

    def tab(self, tab: TabDraft, *, title: str, first: bool) -> None:
        """Write a tab behind what is there."""
        self.known_notes, self.presets = tab.notes(), tab.presets
        self.numbers = {}
        blocks = list(settled(tab.body.blocks))
        parts: list[list[Block]] = [[]]
        pages: list[PageStyle] = [tab.tab.page]
        for number, block in enumerate(blocks):
            if block.kind == "section":
                if number:
                    parts.append([])
                    pages.append(over(tab.tab.page.replace(header="", footer=""), block.page))
                else:
                    pages[0] = over(tab.tab.page, block.page)
            else:
                parts[-1].append(block)
        head = f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{self._text(title, TextStyle())}</w:p>'
        for number, (part, page) in enumerate(zip(parts, pages, strict=True)):
            if self.pages:
                self._end_section()
            for text in (*([head] if title and not number else ()), *self.content(part)):
                self._append(text)
            type = page.section_type if number else "" if first else "NEXT_PAGE"
            self.pages.append((tab, page.replace(section_type=type)))

    def _append(self, text: str) -> None:
        self.last.addprevious(self.parse(declared(text)))

    def _end_section(self) -> None:
        """Close the section so far: its properties go into its last paragraph."""
        before = self.last.getprevious()
        if before is None or before.tag != attribute("w:p"):
            self._append("<w:p/>")
            before = self.last.getprevious()
        before.get_or_add_pPr().append(self.parse(declared(section_text(self.pages[-1][1]))))

    def close(self) -> None:
        """Write what can be written only at the end: the last section, headers and footers."""
        self.body.replace(self.last, self.parse(declared(section_text(self.pages[-1][1]))))
        for (tab, page), of in zip(self.pages, self.made.sections, strict=True):
            for name, target in (("header", of.header), ("footer", of.footer)):
                segment = getattr(page, name)
                if not segment:
                    continue
                flow = tab.segment(segment)
                target.is_linked_to_previous = False
                self.part, self.presets = target.part, tab.presets
                for old in list(target._element):
                    target._element.remove(old)
                for text in self.content(list(settled(flow.blocks))):
                    target._element.append(self.parse(declared(text)))

    # --- content -------------------------------------------------------------------------------------------------

    def content(self, blocks: Sequence[Block]) -> list[str]:
        """Return paragraphs and tables as XML."""
        out: list[str] = []
        number = 0
        while number < len(blocks):
            block = blocks[number]
            if block.kind == "table":
                rows, last = table_rows(blocks, number)
                out.append(self._table(block, rows, blocks[number:last]))
                number = last
            elif block.kind == "contents":
                last = next(at for at in range(number, len(blocks)) if blocks[at].kind == "contents_end")
                inner = "".join(self.content(blocks[number + 1 : last]))
                out.append(f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
                           f'</w:docPartObj></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>')
                number = last
            elif block.kind == "paragraph":
                out.append(self._paragraph(block))
            number += 1
        return out

    def _paragraph(self, block: Block) -> str:
        inner = "".join(self._run(text, run.style if run else TextStyle(), run.element if run else None)
                        for text, run in pieces(block))
        if block.style.heading_id:
            self.counter += 1
            name = quoteattr(anchor(f"heading={block.style.heading_id}"))
            inner = (f'<w:bookmarkStart w:id="{self.counter}" w:name={name}/>{inner}'
                     f'<w:bookmarkEnd w:id="{self.counter}"/>')
        return f"<w:p>{paragraph_look(block.style, self._numbering(block))}{inner}</w:p>"

    def _run(self, text: str, style: TextStyle, element: Element | None) -> str:
        if element is None:
            return self._linked(self._text(text, style), style.link)
        match element.kind:
            case "page_break":
                return '<w:r><w:br w:type="page"/></w:r>'
            case "column_break":
                return '<w:r><w:br w:type="column"/></w:r>'
            case "rule":
                return _RULE
            case "footnote":
                return self._footnote(element.id)
            case "image":
                return self._linked(self._image(element), style.link)
            case "auto_text":
                field = "NUMPAGES" if element.get("type") == "PAGE_COUNT" else "PAGE"
                return f'<w:fldSimple w:instr="{field}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
            case "person":
                return self._linked(self._text(element_text(element), style), f"mailto:{element.get('email')}")
            case "rich_link":
                return self._linked(self._text(element_text(element), style), element.get("uri"))
            case _:
                return self._text(element_text(element), style)

    def _text(self, text: str, style: TextStyle) -> str:
        look = text_look(style)
        out: list[str] = []
        for number, line in enumerate(text.split("\v")):
            if number:
                out.append(f"<w:r>{look}<w:br/></w:r>")
            for place, part in enumerate(line.split("\t")):
                if place:
                    out.append(f"<w:r>{look}<w:tab/></w:r>")
                if part:
                    out.append(f'<w:r>{look}<w:t xml:space="preserve">{escaped(part)}</w:t></w:r>')
        return "".join(out)

    def _linked(self, inner: str, link: str) -> str:
        if not link or not inner:
            return inner
        if link.startswith("#"):
            return f"<w:hyperlink w:anchor={quoteattr(anchor(link[1:]))}>{inner}</w:hyperlink>"
        return f'<w:hyperlink r:id="{self._external(link, "hyperlink")}">{inner}</w:hyperlink>'

    def _external(self, target: str, kind: str) -> str:
        return str(self.part.relate_to(xml_text(target), f"{_RELATIONS}/{kind}", is_external=True))

    def _image(self, element: Element) -> str:
        """Return a picture that is linked to: documents hold addresses of pictures, not their bytes."""
        self.counter += 1
        across, down = (int(element.get(name) or 144_000) * 127 // 10 for name in ("width", "height"))
        title = quoteattr(xml_text(element.get("title")))
        relation = self._external(element.get("uri"), "image")
        return (
            f'<w:r><w:drawing><wp:inline><wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{self.counter}" '
            f'name="Picture {self.counter}" descr={title}/><a:graphic><a:graphicData '
            f'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            f'<pic:cNvPr id="{self.counter}" name="Picture {self.counter}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip r:link="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
            f'<a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            f'</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
        )

    def _footnote(self, name: str) -> str:
        if self.notes is None:
            parts, packuri = library("docx.opc.part"), library("docx.opc.packuri")
            element = self.parse(declared(f"<w:footnotes>{_SEPARATORS}</w:footnotes>"))
            self.notes = parts.XmlPart(packuri.PackURI("/word/footnotes.xml"), _FOOTNOTES, element,
                                       self.made.part.package)
            self.made.part.relate_to(self.notes, f"{_RELATIONS}/footnotes")
        outer, self.part = self.part, self.notes
        number = len(self.notes.element) - 1
        inner = "".join(self.content(list(settled(self.known_notes.get(name, ())))))
        mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        note = self.parse(declared(f'<w:footnote w:id="{number}">{inner or "<w:p/>"}</w:footnote>'))
        first = next(note.iterchildren(attribute("w:p")))
        first.insert(1 if first.pPr is not None else 0, self.parse(declared(mark)))
        self.notes.element.append(note)
        self.part = outer
        return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'

    # --- lists ---------------------------------------------------------------------------------------------------

    def _numbering(self, block: Block) -> str:
        if not block.list:
            return ""
        number = self.numbers.get(block.list)
        if number is None:
            number = self.numbers[block.list] = self._list(self.presets.get(block.list, ""))
        return f'<w:numPr><w:ilvl w:val="{block.level}"/><w:numId w:val="{number}"/></w:numPr>'

    def _list(self, preset: str) -> int:
        """Add a list to the file's numbering; return its number there."""
        numbering = self.made.part.numbering_part.element
        kinds = [attribute("w:abstractNum"), attribute("w:num")]
        number = 1 + max((int(one.get(attribute(f"w:{name}"))) for kind, name in zip(
            kinds, ("abstractNumId", "numId"), strict=True) for one in numbering.iterchildren(kind)), default=0)
        marks = LEVELS.get(preset, LEVELS["BULLET_DISC_CIRCLE_SQUARE"])
        levels = "".join(level_text(preset, level, marks[level % 3]) for level in range(9))
        abstract = self.parse(declared(
            f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
            f'<w:name w:val={quoteattr(preset)}/>{levels}</w:abstractNum>'))
        before = next(numbering.iterchildren(kinds[1]), None)
        if before is None:
            numbering.append(abstract)
        else:
            before.addprevious(abstract)
        numbering.append(self.parse(declared(
            f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')))
        return number

    # --- tables --------------------------------------------------------------------------------------------------

    def _table(self, table: Block, rows: Sequence[Sequence[Sequence[Block]]], inside: Sequence[Block]) -> str:
        heads = _heads(inside)
        columns = "".join(f'<w:gridCol w:w="{column.width // 50 or 1440}"/>' for column in table.columns)
        hidden: dict[tuple[int, int], int] = {}  # columns of a cell that continues one above; 0: nothing is there
        lines: list[str] = []
        for down, (row, (row_block, cells)) in enumerate(zip(rows, heads, strict=True)):
            parts: list[str] = []
            for across, (content, cell) in enumerate(zip(row, cells, strict=True)):
                style, span = cell.cell, hidden.get((down, across))
                if span is not None:
                    parts += [self._cell(content, cell, "continue", span)] if span else []
                    continue
                for lower in range(style.row_span):
                    for beside in range(style.column_span):
                        hidden[down + lower, across + beside] = 0 if beside else style.column_span
                parts.append(self._cell(content, cell, "restart" if style.row_span > 1 else "", style.column_span))
            style_of = row_block.row
            look = ("<w:cantSplit/>" if style_of.prevent_overflow else "") + (
                f'<w:trHeight w:val="{style_of.min_height // 50}"/>' if style_of.min_height else "") + (
                "<w:tblHeader/>" if style_of.header or down < table.pinned else "")
            lines.append(f"<w:tr>{f'<w:trPr>{look}</w:trPr>' if look else ''}{''.join(parts)}</w:tr>")
        return (f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
                f"<w:tblGrid>{columns}</w:tblGrid>{''.join(lines)}</w:tbl>")

    def _cell(self, content: Sequence[Block], cell: Block, merge: str, span: int) -> str:
        look = cell_look(cell.cell, merge, span)
        return f"<w:tc>{look}{''.join(self.content(content)) or '<w:p/>'}</w:tc>"


def _heads(inside: Sequence[Block]) -> list[tuple[Block, list[Block]]]:
    """Return a table's own rows and cells; `inside` are its blocks but for its end."""
    out: list[tuple[Block, list[Block]]] = []
    depth = 0
    for block in inside:
        depth += (block.kind == "table") - (block.kind == "table_end")
        if depth == 1 and block.kind == "row":
            out.append((block, []))
        elif depth == 1 and block.kind == "cell":
            out[-1][1].append(block)
    return out
