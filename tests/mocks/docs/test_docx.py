"""Word files: out and in again says the same, real features are read, garbage is refused in a sentence."""

import base64
import hashlib
import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.docs import docx_words
from diorama.mocks.docs.docx_in import ReadDocx, read_docx
from diorama.mocks.docs.docx_out import About, write_docx
from diorama.mocks.docs.draft import Draft, Kept, TabDraft
from diorama.mocks.docs.flow import Flow
from diorama.mocks.docs.forms import element_text, pieces, plain, settled
from diorama.mocks.docs.records import ELEMENT, Block, Element, Run
from diorama.mocks.world import agent
from diorama.snapshots.draw import Draw
from diorama.snapshots.errors import MissingExtra, ToolError
from tests.mocks.docs.calls import RandomCalls
from tests.mocks.docs.desk import BOB, MARA, Desk, place
from tests.mocks.docs.soundness import assert_blocks, assert_sound
from tests.mocks.docs.test_random_calls import furnished

ROOT = Path(__file__).parents[3]
ABOUT = About("Plan", MARA, MARA, 1_772_613_000_000, 1_772_613_000_000)


def draft_of(desk: Desk, file: str = "plan") -> Draft:
    """Return a document as it is kept, with its first tab alone."""
    state = desk.world.state
    tabs = state.table("docs.tabs")
    first = next(row for row in tabs.rows() if row.file == file and not row.parent and not row.position)
    segments = tuple(row for row in state.table("docs.segments").rows() if row.file == file and row.tab == first.tab)
    return Draft(file, Kept(state.table("docs.documents")[file], (first,), segments))


def said(tab: TabDraft, flow: Flow) -> list[Any]:
    """Return what a segment says, in a form that both sides of a round trip share."""
    out: list[Any] = []
    tables: list[Place] = []
    for block in settled(flow.blocks):
        if block.kind == "table":
            tables.append(Place())
        elif block.kind == "table_end":
            tables.pop()
        if block.kind == "row":
            tables[-1].row()
        hidden = block.kind == "cell" and tables[-1].cell(block.cell.row_span, block.cell.column_span)
        if any(one.hidden for one in (tables[:-1] if block.kind in ("cell", "row") else tables)):
            continue
        if block.kind == "cell":
            out.append("hidden cell" if hidden else ("cell", block.cell.row_span, block.cell.column_span))
        elif block.kind != "paragraph":
            out.append(block.kind)
        else:
            numbered = tab.presets.get(block.list, "") if block.list else ""
            out.append((block.style.named, numbered, block.level if block.list else 0, stretches(block)))
    return out


class Place:
    """Where one is in a table, and which cells a merged one hides: what they hold is seen nowhere."""

    def __init__(self) -> None:
        self.down, self.across = -1, -1
        self.covered: set[tuple[int, int]] = set()
        self.hidden = False

    def row(self) -> None:
        """Go to the next row."""
        self.down, self.across, self.hidden = self.down + 1, -1, False

    def cell(self, rows: int, columns: int) -> bool:
        """Go to the next cell; tell whether it is hidden."""
        self.across += 1
        self.hidden = (self.down, self.across) in self.covered
        if not self.hidden:
            self.covered.update((self.down + row, self.across + column) for row in range(rows)
                                for column in range(columns))
        return self.hidden


_KEPT = ("page_break", "column_break", "rule", "footnote", "image")


def stretches(block: Block) -> list[Any]:
    """Return a paragraph's text by looks; chips are their text, which is all that a Word file has of them."""
    out: list[Any] = []
    at = 0
    wide = block.text.encode("utf-16-le")
    for run in block.runs:
        text = docx_words.xml_text(wide[at * 2 : (at + run.length) * 2].decode("utf-16-le").replace("\v", "\r"))
        at += run.length
        style, element = run.style, run.element
        look: Any = (bool(style.bold), bool(style.italic), bool(style.underline), bool(style.strikethrough), style.font)
        if element is not None and element.kind in _KEPT:
            text, look = element.kind, element.get("uri")
        elif element is not None:
            text = docx_words.xml_text(element_text(element))
            look = None
        text = text.removesuffix("\n")
        if not text:
            continue
        if out and out[-1][1] == look and text not in _KEPT:
            out[-1] = (out[-1][0] + text, look)
        else:
            out.append((text, look))
    return out or ([(docx_words.xml_text(block.text[:-1].replace("\v", "\r")), (False,) * 4 + ("",))]
                   if not block.runs and len(block.text) > 1 else [])


def _table(desk: Desk) -> int:
    flow = desk.flow()
    return next((flow.start(number) for number, block in enumerate(flow.blocks) if block.kind == "table"), 0)


MORE: tuple[Callable[[Desk], dict[str, Any]], ...] = (
    lambda desk: {"insertTable": {"rows": 3, "columns": 3, "location": {"index": 1}}},
    lambda desk: {"mergeTableCells": {"tableRange": {
        "tableCellLocation": {"tableStartLocation": {"index": _table(desk)}, "rowIndex": 1, "columnIndex": 0},
        "rowSpan": 2, "columnSpan": 2}}},
    lambda desk: {"insertTable": {"rows": 2, "columns": 1, "location": {"index": _table(desk) + 4}}},
    lambda desk: {"insertText": {"location": {"index": 1}, "text": "first\none\n\ttwo\n\t\tthree\nlast\n"}},
    lambda desk: {"createParagraphBullets": {"range": place(7, 20), "bulletPreset": "NUMBERED_DECIMAL_NESTED"}},
    lambda desk: {"updateTextStyle": {"range": place(2, 9), "textStyle": {
        "italic": True, "strikethrough": True, "link": {"url": "https://a.test/?x=1&y=<2>"},
        "weightedFontFamily": {"fontFamily": "Lora"}}, "fields": "italic,strikethrough,link,weightedFontFamily"}},
    lambda desk: {"insertSectionBreak": {"location": {"index": 2}, "sectionType": "CONTINUOUS"}},
    lambda desk: {"createFooter": {"type": "DEFAULT"}},
    lambda desk: {"insertPageBreak": {"location": {"index": 1}}},
    lambda desk: {"updateParagraphStyle": {"range": place(1, 3), "fields": "namedStyleType,alignment,spaceAbove",
                                           "paragraphStyle": {"namedStyleType": "HEADING_4", "alignment": "CENTER",
                                                              "spaceAbove": {"magnitude": 12, "unit": "PT"}}}},
)


def without_chips(found: list[Any]) -> list[Any]:
    """Return what is said with chips and the looks of the text beside them left out."""
    return [
        (*one[:3], "".join(text for text, _ in one[3])) if isinstance(one, tuple) and len(one) == 4 else one
        for one in found
    ]


def again(draft: Draft) -> tuple[ReadDocx, TabDraft]:
    """Write a document and read it."""
    read = read_docx("plan", write_docx(draft, ABOUT))
    return read, Draft("plan", read.kept).ordered()[0]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_out_and_in_says_the_same(seed: int) -> None:
    desk = furnished()
    for one in desk.do("list_suggestions", file_id="plan")["suggestions"]:
        desk.do("reject_suggestion", file_id="plan", suggestion_id=one["id"])
    draw = Draw(seed, "what else")
    for request in MORE:
        if draw.chance(70):
            desk.attempt("docs.batch_update", agent(MARA), {"file_id": "plan", "requests": [request(desk)]})
    calls = RandomCalls(desk.world, seed)
    for _ in range(15):
        desk.attempt("docs.batch_update", agent(MARA), {"file_id": "plan", "requests": [calls.request()]})
    draft = draft_of(desk)
    before = draft.ordered()[0]
    read, after = again(draft)
    for flow in after.flows.values():
        assert_blocks(flow.blocks, body=flow is after.body)
    chips = any(run.element is not None and run.element.kind not in _KEPT
                for flow in before.flows.values() for block in flow.blocks for run in block.runs)
    had, has = said(before, before.body), said(after, after.body)
    if chips:
        had, has = without_chips(had), without_chips(has)
    assert has == had
    if "hidden cell" not in had:
        text = docx_words.xml_text(plain(before.body.blocks, before.presets).replace("\v", "\n"))
        assert plain(after.body.blocks, after.presets) == text
    assert not any("left out" in defect for defect in read.defects), read.defects
    notes = [[without_chips(said(tab, tab.flows[run.element.id])) for block in settled(tab.body.blocks)
              for run in block.runs if run.element is not None and run.element.kind == "footnote"]
             for tab in (before, after)]
    assert notes[0] == notes[1]
    for kind in ("header", "footer"):
        name, other = getattr(before.tab.page, kind), getattr(after.tab.page, kind)
        assert bool(name) == bool(other)
        if name:
            assert without_chips(said(before, before.flows[name])) == without_chips(said(after, after.flows[other]))


def test_an_element_behind_a_suggested_newline() -> None:
    first = Block(text="\U0001f600\n", runs=(Run(length=2), Run(length=1, inserted=("s",))))
    rule = Run(length=1, element=Element(kind="rule"))
    second = Block(text=f"{ELEMENT}\n", runs=(rule, Run(length=1)))
    found = settled((first, second))
    assert [text for text, _ in pieces(found[0])] == ["\U0001f600", ELEMENT]


def test_the_same_bytes_in_another_process() -> None:
    script = (
        "import sys, hashlib\n"
        "from tests.mocks.docs.test_docx import ABOUT, draft_of, furnished, write_docx\n"
        "print(hashlib.sha256(write_docx(draft_of(furnished()), ABOUT)).hexdigest())\n"
    )
    said = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=True,
                       env={**os.environ, "PYTHONHASHSEED": number, "PYTHONPATH": str(ROOT)}).stdout
        for number in ("1", "2")
    ]
    assert said[0] == said[1]
    made = write_docx(draft_of(furnished()), ABOUT)
    assert hashlib.sha256(made).hexdigest() == said[0].strip()
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-03-04T08:30:00Z" in archive.read("docProps/core.xml")


def real() -> Any:
    """Return a Word file as the library writes it, with what a document has and has not."""
    made = docx.Document()
    made.add_heading("Report", 0)
    made.add_heading("Part", 2)
    line = made.add_paragraph("Plain ")
    line.add_run("bold").bold = True
    line.add_run(" and ")
    line.add_run("slanted").italic = True
    made.add_paragraph("first", style="List Number")
    made.add_paragraph("dot", style="List Bullet")
    table = made.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "wide"
    table.cell(1, 2).text = "last"
    made.add_picture(io.BytesIO(PIXEL))
    made.add_page_break()  # type: ignore[no-untyped-call]
    made.sections[0].header.paragraphs[0].text = "Head"
    made.add_comment(line.runs, text="Why so bold?", author="Bob Bell")
    made.add_comment(line.runs, text="Indeed", author="A Stranger")
    return made


PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def saved(made: Any) -> bytes:
    """Return a Word file's bytes."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_what_a_word_file_says_becomes_a_document() -> None:
    desk = Desk()
    given = base64.b64encode(saved(real())).decode()
    value = desk.put("docs.put_docx", id="word", name="Report", owner=MARA, base64=given)
    assert value == {"id": "word", "defects": {"a picture is kept without its bytes": 1}}
    assert_sound(desk.world.state)
    lines = desk.do("read", file_id="word")["lines"]
    assert [line[1:] for line in lines if line[1] != "section"][:6] == [
        ["TITLE", "Report"], ["HEADING_2", "Part"], ["", "Plain bold and slanted"], ["number 0", "first"],
        ["bullet 0", "dot"], ["table", "3 columns"]]
    assert "**bold** and *slanted*" in desk.text(file="word")
    state = desk.world.state
    cells = [block.cell for block in desk.flow(file="word").blocks if block.kind == "cell"]
    assert [(one.row_span, one.column_span) for one in cells] == [(2, 2), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1)]
    page = state.table("docs.tabs")["word t.0"].page
    assert desk.flow(page.header, file="word").blocks[0].text == "Head\n"
    remarks = sorted((row.author, row.text) for row in state.table("files.comments").rows())
    assert remarks == [(BOB, "Why so bold?"), (MARA, "A Stranger: Indeed")]
    given = desk.put("docs.render_docx", file_id="word")["base64"]
    assert given == desk.put("docs.render_docx", file_id="word")["base64"]
    again = docx.Document(io.BytesIO(base64.b64decode(given)))
    assert sorted((one.author, one.text) for one in again.comments) == [
        ("Bob Bell", "Why so bold?"), ("Mara Lind", "A Stranger: Indeed")]
    assert {one.timestamp for one in again.comments} == {
        datetime.fromtimestamp(state.table("files.files")["word"].modified // 1000, UTC)}


def test_drive_gives_and_takes_word_files() -> None:
    desk = Desk()
    made = desk.do("drive.create_file", name="r.docx", base64=base64.b64encode(saved(real())).decode(),
                   editor="document")
    assert "Plain **bold**" in desk.text(file=made["id"])
    assert docx_words.DOCX in desk.do("drive.get_file", file_id=made["id"])["can_be_given_as"]
    content, offset = "", 0
    while True:
        part = desk.do("drive.read_content", file_id=made["id"], as_type=docx_words.DOCX, offset=offset)
        content += base64.b64decode(part["base64"]).decode("latin-1")
        offset = part.get("next_offset", 0)
        if not offset:
            break
    again = docx.Document(io.BytesIO(content.encode("latin-1")))
    assert [one.text for one in again.paragraphs][:3] == ["Report", "Part", "Plain bold and slanted"]
    assert again.core_properties.author == MARA
    code, _ = desk.refused("drive.create_file", name="r.docx", base64="aGVsbG8=", editor="document")
    assert code == "cannot_convert"


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(["word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml",
                             "word/_rels/document.xml.rels", "word/comments.xml"]),
       place=st.integers(0, 10_000), junk=st.binary(max_size=12), cut=st.booleans())
def test_garbled_word_files_are_read_or_refused(name: str, place: int, junk: bytes, cut: bool) -> None:
    source, out = io.BytesIO(REAL), io.BytesIO()
    with zipfile.ZipFile(source) as given, zipfile.ZipFile(out, "w") as archive:
        for one in given.namelist():
            data = given.read(one)
            if one == name:
                at = place % (len(data) + 1)
                data = data[:at] + junk + (b"" if cut else data[at + len(junk):])
            archive.writestr(one, data)
    for content in (out.getvalue(), out.getvalue()[: place % len(out.getvalue())], junk):
        try:
            read = read_docx("x", content)
        except ToolError:
            continue
        for row in read.kept.segments:
            assert_blocks(row.blocks, body=row.kind == "body")


REAL = saved(real())


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingExtra, match=r"diorama\[docx\]"):
        read_docx("x", REAL)
