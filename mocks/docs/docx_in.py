"""Reads Word files as documents, as far as documents can hold what they say; the rest is counted as defects."""

import io
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

from ...snapshots.errors import ToolError
from .docx_runs import Notes, Stretch, runs_in
from .docx_styles import Styles, cell_style, page_style, paragraph_style, row_style
from .docx_words import attribute, library
from .draft import Kept
from .flow import EMPTY
from .grid import END, ROW
from .records import FIRST_TAB, Block, BulletList, Column, Document, PageStyle, Segment, Tab, TextStyle
from .units import cleaned, joined

MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes of a Word file when it is unpacked. Ours."""

_BROKEN = (ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OSError, RuntimeError, EOFError,
           RecursionError, zipfile.BadZipFile, zlib.error, struct.error, SyntaxError)
"""What Python raises for them. lxml's errors are SyntaxErrors."""


class Remark(NamedTuple):
    """A comment: who wrote it, by name, and what it says."""

    author: str
    text: str


class ReadDocx(NamedTuple):
    """A Word file as the rows of a document, its comments, and how often there is what a document cannot hold."""

    kept: Kept
    remarks: tuple[Remark, ...]
    defects: dict[str, int]


def read_docx(file: str, content: bytes, *, revision: int = 1, counter: int = 0) -> ReadDocx:
    """Return the document in a Word file. ToolError `cannot_convert` says why there is none."""
    docx = library()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
                raise ToolError("too_large", f"The Word file has over {MAX_UNPACKED} bytes when it is unpacked.")
        reader = _Reader(docx.Document(io.BytesIO(content)), file, counter)
        return reader.result(revision)
    except _broken() as error:
        raise ToolError("cannot_convert", "The content is no Word file that can be read"
                                          f" ({type(error).__name__}).") from None


def _broken() -> tuple[type[Exception], ...]:
    """Return what python-docx, and what it stands on, raise for files that are none."""
    return (*_BROKEN, library("docx.exceptions").PythonDocxError, library("docx.opc.exceptions").OpcError,
            library("docx.oxml.exceptions").XmlchemyError)


class _Reader:
    """Gathers the blocks of one Word file."""

    def __init__(self, made: Any, file: str, counter: int) -> None:
        self.made, self.file = made, file
        self.defects: Counter[str] = Counter()
        self.numbers = count(counter + 1)
        self.used = counter
        self.styles = Styles(made)
        self.lists: dict[str, BulletList] = {}
        self.in_body = True
        self.segments: dict[str, tuple[str, list[Block]]] = {}
        self.notes: Notes = {"footnote": self._notes("footnotes"), "endnote": self._notes("endnotes")}

    def fresh(self, kind: str) -> str:
        """Return an id that the document has not had."""
        self.used = next(self.numbers)
        return f"{kind}.{self.used}"

    def result(self, revision: int) -> ReadDocx:
        """Read it all."""
        body = self.made.element.body
        sections: list[Any] = []
        blocks = self._content(body, self.made.part, sections)
        self.in_body = False
        last = next(body.iterchildren(attribute("w:sectPr")), None)
        pages = [*sections, last]
        page = self._page(pages[0])
        tab_page = page.replace(section_type="")
        out: list[Block] = [Block(kind="section")]
        following = iter(pages[1:])
        for block in blocks:
            if block.kind == "section":
                found = self._page(next(following, None))
                block = Block(kind="section", page=_differing(found, tab_page))
            out.append(block)
        tab = Tab(file=self.file, tab=FIRST_TAB, title="Tab 1", page=tab_page, lists=tuple(self.lists.values()))
        rows = [Segment.model_validate({"file": self.file, "tab": FIRST_TAB, "segment": name, "kind": kind,
                                        "blocks": tuple(found)})
                for name, (kind, found) in (("", ("body", out)), *self.segments.items())]
        kept = Kept(Document(revision=revision, counter=self.used), (tab,), tuple(rows), fresh=True)
        return ReadDocx(kept, tuple(self._remarks()), dict(sorted(self.defects.items())))

    # --- content -------------------------------------------------------------------------------------------------

    def _content(self, parent: Any, part: Any, sections: list[Any] | None = None) -> list[Block]:
        """Return the blocks of a body, cell, header or note, with a paragraph wherever a document needs one."""
        out: list[Block] = []
        for block in self._blocks(parent, part, sections):
            if block.kind in ("table", "contents", "section") and (not out or out[-1].kind in (
                    "table_end", "contents_end", "section")):
                out.append(EMPTY)
            out.append(block)
        if not out or out[-1].kind != "paragraph":
            out.append(EMPTY)
        return out

    def _blocks(self, parent: Any, part: Any, sections: list[Any] | None) -> Iterator[Block]:
        for one in parent.iterchildren():
            name = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
            if name == "p":
                yield from self._paragraphs(one, part)
                properties = one.find(f"{attribute('w:pPr')}/{attribute('w:sectPr')}")
                if properties is not None and sections is not None:
                    sections.append(properties)
                    yield Block(kind="section")
            elif name == "tbl":
                yield from self._table(one, part)
            elif name == "sdt":
                inside = one.find(attribute("w:sdtContent"))
                gallery = one.find(f".//{attribute('w:docPartGallery')}")
                if inside is None:
                    continue
                if gallery is not None and gallery.get(attribute("w:val")) == "Table of Contents":
                    yield Block(kind="contents")
                    yield from self._content(inside, part)
                    yield Block(kind="contents_end")
                else:
                    yield from self._blocks(inside, part, sections)
            elif name in ("customXml", "ins", "moveTo"):
                yield from self._blocks(one, part, sections)
            elif name in ("del", "moveFrom"):
                self.defects["a tracked deletion is taken as made"] += 1
            elif name == "altChunk":
                self.defects["an embedded file is left out"] += 1

    def _paragraphs(self, one: Any, part: Any) -> Iterator[Block]:
        """Yield a paragraph; its page breaks and pictures are elements in it."""
        properties = one.find(attribute("w:pPr"))
        stretches = runs_in(one, part, self.styles, self.defects, self._element_of)
        style = paragraph_style(properties, self.styles, one)
        identity, level = self._list(properties)
        yield _block(stretches).replace(style=style, list=identity, level=level)

    def _element_of(self, kind: str, identity: str) -> str:
        """Return the id of a new element of a kind; of a note, its text is read too.

        A note outside of the body, which no document has, gets none.
        """
        if kind in self.notes:
            found, part = self.notes[kind].get(identity, (None, None))
            if not self.in_body or found is None:
                self.defects["a note without text, or outside of the body, is left out"] += 1
                return ""
            if kind == "endnote":
                self.defects["an endnote is made a footnote"] += 1
            name = self.fresh("kix.fn")
            self.in_body = False
            blocks = self._content(found, part)
            self.in_body = True
            self.segments[name] = "footnote", [one for one in blocks if one.kind == "paragraph"]
            return name
        return self.fresh("kix.img") if kind == "image" else self.fresh("kix")

    def _list(self, properties: Any) -> tuple[str, int]:
        """Return the list that a paragraph is in, and its level."""
        number, level = self.styles.numbering(properties)
        if not number:
            return "", 0
        if number not in self.lists:
            preset = self.styles.preset(number)
            self.lists[number] = BulletList(id=self.fresh("kix.list"), preset=preset)
        return self.lists[number].id, min(8, max(0, level))

    # --- tables --------------------------------------------------------------------------------------------------

    def _table(self, table: Any, part: Any) -> Iterator[Block]:
        rows = list(_rows(table))
        grid: list[list[tuple[Any, int, str]]] = [list(self._cells(row)) for row in rows]
        width = max((sum(span for _, span, _ in row) for row in grid), default=0)
        if not width:
            self.defects["a table without cells is left out"] += 1
            return
        places = [_places(row, width) for row in grid]
        yield Block(kind="table", columns=tuple(Column() for _ in range(width)))
        for down, (row, cells) in enumerate(zip(rows, places, strict=True)):
            yield ROW.replace(row=row_style(row))
            for across, place in enumerate(cells):
                yield Block(kind="cell", cell=self._cell_style(places, down, across))
                if place is None or place[0] is None:
                    yield EMPTY
                else:
                    content = self._content(place[0], part)
                    if place[2] == "continue" and content != [EMPTY]:
                        self.defects["text hidden in a merged cell is shown"] += any(
                            block.text.strip() for block in content)
                    yield from content
        yield END

    def _cells(self, row: Any) -> Iterator[tuple[Any, int, str]]:
        """Yield the cells of a row: what it is, how many columns it takes, how it is merged downwards."""
        before = _number(row, f"{attribute('w:trPr')}/{attribute('w:gridBefore')}")
        for _ in range(min(before, 63)):
            yield None, 1, ""
        for cell in _inside(row, "tc"):
            properties = attribute("w:tcPr")
            merge = cell.find(f"{properties}/{attribute('w:vMerge')}")
            kind = "" if merge is None else merge.get(attribute("w:val")) or "continue"
            yield cell, min(63, max(1, _number(cell, f"{properties}/{attribute('w:gridSpan')}"))), kind

    def _cell_style(self, places: "Sequence[_Places]", down: int, across: int) -> Any:
        place = places[down][across]
        if place is None or place[0] is None:
            return Block(kind="cell").cell
        style = cell_style(place[0])
        rows = 1
        if place[2] == "restart":
            while down + rows < len(places) and (below := places[down + rows][across]) is not None and (
                    below[1:] == (place[1], "continue")):
                rows += 1
        hidden = place[2] == "continue" and down > 0 and places[down - 1][across] is not None
        return style.replace(row_span=rows, column_span=1 if hidden else place[1])

    # --- the rest ------------------------------------------------------------------------------------------------

    def _page(self, properties: Any) -> PageStyle:
        """Return the layout of a section, with its header and footer as segments."""
        if properties is None:
            return PageStyle()
        page = page_style(properties)
        for kind in ("header", "footer"):
            for one in properties.iterchildren(attribute(f"w:{kind}Reference")):
                if one.get(attribute("w:type"), "default") != "default":
                    self.defects[f"a {kind} of first or even pages is left out"] += 1
                    continue
                related = self.made.part.related_parts.get(one.get(attribute("r:id")))
                if related is None:
                    self.defects[f"a {kind} is missing"] += 1
                    continue
                name = self.fresh(f"kix.{kind}")
                self.segments[name] = kind, [block for block in self._content(related.element, related)
                                             if block.kind != "section"]
                page = page.replace(**{kind: name})
        return page

    def _notes(self, kind: str) -> dict[str, tuple[Any, Any]]:
        """Return the footnotes or endnotes by their ids, with the part that they are in."""
        out: dict[str, tuple[Any, Any]] = {}
        for relation in self.made.part.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{kind}"):
                part = relation.target_part
                root = library("docx.oxml").parse_xml(part.blob)
                for one in root.iterchildren(attribute(f"w:{kind.removesuffix('s')}")):
                    out[one.get(attribute("w:id"), "")] = one, part
        return out

    def _remarks(self) -> Iterator[Remark]:
        for relation in self.made.part.rels.values():
            if relation.is_external or not relation.reltype.endswith("/comments"):
                continue
            for one in relation.target_part.element.iterchildren(attribute("w:comment")):
                lines = ("".join(part.text or "" for part in line.iter(attribute("w:t")))
                         for line in one.iter(attribute("w:p")))
                text = cleaned("\n".join(lines)).strip()
                if text:
                    yield Remark(cleaned(one.get(attribute("w:author"), "")), text)


_Places = list[tuple[Any, int, str] | None]


def _places(row: Sequence[tuple[Any, int, str]], width: int) -> _Places:
    """Return what is in each column of a row: a cell where one begins, None where another covers it or none is."""
    out: _Places = []
    for cell in row:
        out += [cell, *([None] * (cell[1] - 1))]
    return out + [None] * (width - len(out))


def _rows(table: Any) -> Iterator[Any]:
    return _inside(table, "tr")


def _inside(parent: Any, name: str) -> Iterator[Any]:
    """Yield the rows or cells of a table, also those within a content control or a tracked insertion."""
    for one in parent.iterchildren():
        if one.tag == attribute(f"w:{name}"):
            yield one
        elif one.tag in (attribute("w:sdt"), attribute("w:sdtContent"), attribute("w:customXml"), attribute("w:ins")):
            yield from _inside(one, name)


def _number(parent: Any, path: str) -> int:
    found = parent.find(path)
    text = "" if found is None else found.get(attribute("w:val")) or ""
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 6 else 0


def _block(stretches: Sequence[Stretch]) -> Block:
    """Return stretches of text and elements as a paragraph."""
    text = "".join(one.text for one in stretches) + "\n"
    parts = [(one.run(),) for one in stretches if one.text]
    return Block(text=text, runs=joined(*parts, (Stretch("\n", TextStyle()).run(),)))


def _differing(page: PageStyle, base: PageStyle) -> PageStyle:
    """Return of a section's layout what it does not have from the tab."""
    unset = PageStyle()
    return page.replace(**{name: getattr(unset, name) for name, value in page if value == getattr(base, name)})
