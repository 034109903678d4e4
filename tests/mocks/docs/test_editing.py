"""Edits by example: indexes as the vendor counts them, batches, revisions, suggestions, permissions, Drive."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.docs.forms import markdown
from diorama.mocks.docs.markdown import body_of
from diorama.mocks.docs.records import NORMAL, PLAIN, Block, ParagraphStyle, Run, TextStyle
from diorama.mocks.docs.requests import KINDS
from diorama.mocks.docs.units import joined, units
from tests.mocks.docs.desk import BOB, CLEO, MARA, OTTO, PLAN, Desk, bold, delete, insert, place
from tests.mocks.docs.soundness import assert_blocks, assert_sound


def test_a_new_document_has_a_section_and_an_empty_paragraph() -> None:
    desk = Desk()
    file = desk.do("create", name="Empty")["id"]
    assert desk.lines(file) == [[0, "section", ""], [1, "", ""]]
    assert desk.do("read", file_id=file)["end_index"] == 2


def test_a_table_takes_the_indexes_that_it_takes_at_the_vendor() -> None:
    """Inserted at 1: newline at 1, table at 2, first cell's text at 5; each further cell 2 on, each row 1 more."""
    desk = Desk(text="")
    desk.batch({"insertTable": {"rows": 2, "columns": 2, "location": {"index": 1}}})
    assert desk.lines() == [[0, "section", ""], [1, "", ""], [2, "table", "2 columns"], [5, "0,0", ""],
                            [7, "0,1", ""], [10, "1,0", ""], [12, "1,1", ""], [14, "", ""]]


def test_characters_beyond_the_first_plane_take_two_indexes() -> None:
    desk = Desk(text="a\U0001f600b")
    assert desk.do("read", file_id="plan")["end_index"] == 6
    assert desk.refused("insert_text", file_id="plan", index=3, text="x")[0] == "invalid_index"
    assert desk.refused("delete_range", file_id="plan", start_index=2, end_index=3)[0] == "invalid_index"
    desk.batch(insert(4, "\U0001f680"), delete(2, 4))
    assert desk.text() == "a\U0001f680b\n"


@pytest.mark.parametrize(("request_", "code"), [
    (insert(0, "x"), "invalid_index"), (insert(99, "x"), "invalid_index"), (delete(6, 6), "invalid_range"),
    ({"insertTxt": {}}, "unknown_request"), ({"insertText": {"location": {"index": 1}}}, "invalid_arguments"),
    ({}, "invalid_arguments"), ({**insert(1, "x"), **delete(1, 2)}, "invalid_arguments"),
    ({"updateTextStyle": {"range": place(1, 3), "textStyle": {}, "fields": "blod"}}, "invalid_arguments"),
    ({"acceptSuggestion": {"suggestionId": "none"}}, "not_found"),
    ({"deletePositionedObject": {"objectId": "none"}}, "not_found"), ({"deleteTab": {"tabId": "t.0"}},
                                                                     "invalid_operation"),
])
def test_a_batch_is_done_whole_or_not_at_all(request_: dict[str, Any], code: str) -> None:
    desk = Desk()
    said = desk.refused("batch_update", file_id="plan", requests=[insert(1, "New "), bold(1, 4), request_])
    assert said[0] == code
    assert "Request 2 failed, and nothing was changed" in said[1]
    assert desk.text() == PLAN
    assert desk.refused("insert_text", file_id="plan", index=999, text="x")[1].startswith("Index 999 is outside")


def test_all_of_the_vendors_requests_are_known() -> None:
    assert len(KINDS) == 53
    code, message = Desk().refused("batch_update", file_id="plan", requests=[{"insertTabel": {}}])
    assert code == "unknown_request"
    assert "Did you mean 'insertTable'?" in message


def test_an_edit_of_another_revision_is_refused() -> None:
    desk = Desk()
    revision = desk.do("read", file_id="plan")["revision_id"]
    desk.batch(insert(1, "x"), required_revision=revision)
    for name in ("required_revision", "target_revision"):
        code, _ = desk.refused("batch_update", file_id="plan", requests=[insert(1, "y")], **{name: revision})
        assert code == "revision_changed"


def test_styles_lists_and_names_go_with_the_text() -> None:
    desk = Desk(text="first\n\nsecond\n\nthird")
    desk.batch(
        {"createNamedRange": {"name": "word", "range": place(7, 13)}},
        insert(1, "\tzero\n"),
        {"createParagraphBullets": {"range": place(1, 12), "bulletPreset": "NUMBERED_DECIMAL_NESTED"}},
        {"updateTextStyle": {"range": place(1, 5), "fields": "bold,fontSize,foregroundColor", "textStyle": {
            "bold": True, "fontSize": {"magnitude": "10.5", "unit": "PT"},
            "foregroundColor": {"color": {"rgbColor": {"red": 1, "green": "0.5"}}}}}},
    )
    assert desk.lines()[1:] == [[1, "number 1", "zero"], [6, "number 0", "first"], [12, "", "second"],
                                [19, "", "third"]]
    run = desk.flow().blocks[1].runs[0]
    assert (run.style.bold, run.style.size, run.style.foreground) == (True, 10_500, "#ff8000")
    assert desk.ranges() == {"word": [(12, 18)]}
    desk.do("fill_range", file_id="plan", name="word", text="2nd")
    assert desk.ranges() == {"word": [(12, 15)]}
    assert desk.text("text") == "    1. zero\n1. first\n2nd\nthird\n"


def test_tables_are_read_and_edited_by_cell() -> None:
    desk = Desk()
    start = next(line[0] for line in desk.lines() if line[1] == "table")
    desk.do("edit_table_cell", file_id="plan", table_start_index=start, row=1, column=0, text="ten")
    cell = {"tableStartLocation": {"index": start}, "rowIndex": 0, "columnIndex": 1}
    desk.batch({"insertTableColumn": {"tableCellLocation": cell, "insertRight": True}},
               {"insertTableRow": {"tableCellLocation": cell, "insertBelow": True}},
               {"mergeTableCells": {"tableRange": {"tableCellLocation": cell | {"rowIndex": 1}, "rowSpan": 2,
                                                   "columnSpan": 2}}})
    assert "| a | b |  |\n| --- | --- | --- |\n|  | 2 |  |\n| ten |  |  |\n" in desk.text()
    assert desk.refused("delete_range", file_id="plan", start_index=start, end_index=start + 2)[0] == "invalid_range"
    desk.batch({"deleteTableRow": {"tableCellLocation": cell | {"rowIndex": 2}}})
    assert "| 2 |" not in desk.text()
    assert_sound(desk.world.state)


def test_a_suggestion_changes_nothing_until_it_is_accepted() -> None:
    desk = Desk()
    desk.give(CLEO, "commenter")
    row = desk.world.state.table("files.files")["plan"]
    made = desk.do("suggest", by=CLEO, file_id="plan", find="one", replace_with="uno")
    assert made["suggestion_id"] in desk.world.state.table("docs.suggestions")
    assert desk.world.state.table("files.files")["plan"] == row
    desk.do("batch_update", by=CLEO, file_id="plan", requests=[bold(1, 3), delete(2, 3)], mode="SUGGEST")
    assert desk.text() == PLAN
    first, second = desk.do("list_suggestions", file_id="plan")["suggestions"]
    assert [one["does"] for one in first["changes"]] == ["delete", "insert"]
    assert first["author"] == CLEO
    assert desk.refused("accept_suggestion", by=CLEO, file_id="plan", suggestion_id=first["id"])[0] == (
        "permission_denied")
    desk.do("accept_suggestion", file_id="plan", suggestion_id=first["id"])
    assert desk.text() == PLAN.replace("one", "uno")
    desk.do("reject_suggestion", by=CLEO, file_id="plan", suggestion_id=second["id"])
    assert desk.text() == PLAN.replace("one", "uno")
    assert desk.do("list_suggestions", file_id="plan")["suggestions"] == []
    assert_sound(desk.world.state)


def test_what_is_suggested_is_marked_for_commenters_and_hidden_from_readers() -> None:
    desk = Desk(text="# Plan\n\nWe ask for fifty.\n")
    desk.give(BOB, "commenter")
    desk.give(OTTO, "reader")
    desk.do("suggest", by=BOB, file_id="plan", find="fifty", replace_with="at least forty")
    for who in (MARA, BOB):
        assert desk.do("read", by=who, file_id="plan")["lines"][2] == [6, "", "We ask for {-fifty-}{+at least forty+}."]
        found = desk.do("find", by=who, file_id="plan", text="forty")
        assert [one["context"] for one in found["matches"]] == ["We ask for {-fifty-}{+at least forty+}."]
        assert len(desk.do("list_suggestions", by=who, file_id="plan")["suggestions"]) == 1
    assert desk.do("read", by=OTTO, file_id="plan")["lines"][2] == [6, "", "We ask for fifty."]
    assert desk.do("find", by=OTTO, file_id="plan", text="forty")["found"] == 0
    assert desk.refused("list_suggestions", by=OTTO, file_id="plan")[0] == "permission_denied"
    for mode in ("SUGGESTIONS_INLINE", "PREVIEW_SUGGESTIONS_ACCEPTED"):
        assert desk.refused("get_document", by=OTTO, file_id="plan", suggestions_view_mode=mode)[0] == (
            "permission_denied")
    assert "forty" not in str(desk.do("get_document", by=OTTO, file_id="plan"))


def test_a_suggested_heading_is_marked_in_the_outline() -> None:
    desk = Desk(text="# Plan A\n")
    desk.do("suggest", file_id="plan", find="A", replace_with="B")
    assert desk.do("outline", file_id="plan")["tabs"][0]["headings"] == [[1, "HEADING_1", "Plan {-A-}{+B+}"]]


def test_roles_bind() -> None:
    desk = Desk()
    desk.give(BOB, "reader")
    assert desk.do("read", by=BOB, file_id="plan")["name"] == "Plan"
    assert desk.refused("insert_text", by=BOB, file_id="plan", index=1, text="x")[0] == "permission_denied"
    assert desk.refused("suggest", by=BOB, file_id="plan", find="one", replace_with="")[0] == "permission_denied"
    for tool in ("read", "export", "outline", "list_suggestions"):
        assert desk.refused(tool, by=OTTO, file_id="plan")[0] == "not_found"
    desk.give(BOB, "writer")
    desk.do("insert_text", by=BOB, file_id="plan", index=1, text="x")
    row = desk.world.state.table("files.files")["plan"]
    assert (row.modifier, desk.world.state.blobs[row.blob].decode()) == (BOB, desk.text())
    desk.do("drive.trash", file_id="plan")
    assert desk.refused("insert_text", file_id="plan", index=1, text="x")[0] == "in_trash"


def test_drive_and_docs_hold_one_document() -> None:
    desk = Desk()
    desk.batch({"createNamedRange": {"name": "all", "range": place(1, 5)}})
    desk.do("drive.update_content", file_id="plan", text="# New\n\n- item")
    assert desk.lines() == [[0, "section", ""], [1, "HEADING_1", "New"], [5, "bullet 0", "item"]]
    assert desk.ranges() == {}
    assert desk.do("drive.read_content", file_id="plan", as_type="text/plain")["text"] == "New\n- item\n"
    desk.put("drive.put_file", id="late", name="Late", owner=MARA, type="application/vnd.google-apps.document",
             text="*late*")
    before = desk.world.state
    assert desk.lines("late")[1] == [1, "", "late"]
    assert desk.world.state.tables == before.tables, "reading writes nothing"
    desk.do("append", file_id="late", text="## more")
    assert desk.text(file="late") == "*late*\n\n## more\n"
    for file in ("late", "plan"):
        desk.do("drive.trash", file_id=file)
    desk.world.advance(desk.world.state.now + 40 * 24 * 3_600_000)
    assert desk.world.state.table("files.files").get("late") is None
    for path in ("docs.documents", "docs.tabs", "docs.segments"):
        assert len(desk.world.state.table(path)) == 0


def test_a_long_document_is_read_in_pages_without_a_gap() -> None:
    text = "\n\n".join(f"Paragraph {number} {'word ' * 40}" for number in range(300)) + "\n\n" + "long " * 3_000
    desk = Desk(text=text)
    seen, index = "", 0
    while True:
        page = desk.do("read", file_id="plan", start_index=index)
        seen += "".join(line[2] for line in page["lines"])
        index = page.get("next_index", 0)
        if not index:
            break
    assert seen == "".join(block.text[:-1] for block in desk.flow().blocks)


_WORD = st.text(st.sampled_from("ab*_`[]()|#-1.\\~<>!+\U0001f600"), min_size=1, max_size=5)
_LINE = st.lists(_WORD, min_size=1, max_size=4)
_MARKS = st.sampled_from(["", "", "# ", "- ", "1. ", "    - ", "| ", "**", "[x](https://a.test) "])


@st.composite
def _paragraphs(draw: st.DrawFn) -> Block:
    words = draw(_LINE)
    look = draw(st.sampled_from([PLAIN, TextStyle(bold=True), TextStyle(italic=True), TextStyle(strikethrough=True),
                                 TextStyle(bold=True, italic=True), TextStyle(link="https://a.test/b")]))
    text = [" ".join(words), " ", "".join(draw(_LINE)), " ", "end\n"]
    runs = joined(*((Run(length=units(part), style=look if number == 2 else PLAIN),) for number, part in
                    enumerate(text)))
    named = draw(st.sampled_from(["NORMAL_TEXT", "HEADING_1", "HEADING_3"]))
    block = Block(text="".join(text), runs=runs, style=ParagraphStyle.model_validate({"named": named}))
    return draw(st.sampled_from([block, block.replace(list="kix.1", style=NORMAL)]))


@given(blocks=st.lists(_paragraphs(), min_size=1, max_size=5))
def test_paragraphs_go_to_markdown_and_back(blocks: list[Block]) -> None:
    """Whatever the text, written out and read again it is the same, with its styles and lists."""
    again = body_of(markdown(blocks, {"kix.1": "BULLET_DISC_CIRCLE_SQUARE"})).blocks[1:]
    assert [(one.text, one.runs, bool(one.list), one.style) for one in again] == [
        (one.text, one.runs, bool(one.list), one.style) for one in blocks]


def test_a_list_item_goes_on_in_indented_lines() -> None:
    blocks = body_of("- one\n  two\n  three\n- four\n\nfive").blocks[1:]
    assert [(block.text, bool(block.list)) for block in blocks] == [
        ("one two three\n", True), ("four\n", True), ("five\n", False),
    ]
    again = body_of(markdown(blocks, {"kix.1": "BULLET_DISC_CIRCLE_SQUARE"})).blocks[1:]
    assert [block.text for block in again] == [block.text for block in blocks]


@given(lines=st.lists(st.tuples(_MARKS, _LINE.map(" ".join)).map("".join) | st.text(max_size=12), max_size=8))
def test_any_text_is_markdown(lines: list[str]) -> None:
    text = "\n".join(lines).encode("utf-8", "ignore").decode()
    assert_blocks(body_of(text).blocks, body=True)
    assert_blocks(body_of(text, plain=True).blocks, body=True)


def test_forms_say_the_same() -> None:
    desk = Desk()
    desk.do("add_footnote", file_id="plan", index=3, text="Aye")
    desk.batch({"insertPerson": {"personProperties": {"email": BOB}, "location": {"index": 1}}},
               {"insertDate": {"dateElementProperties": {"timestamp": "2026-03-04T23:30:00Z", "timeZoneId":
                               "Europe/Berlin", "dateFormat": "DATE_FORMAT_ISO8601"}, "location": {"index": 1}}})
    assert desk.text().startswith(f"# 2026-03-05[Bob Bell](mailto:{BOB})Pl[^1]an\n")
    assert desk.text().endswith("[^1]: Aye\n")
    assert "<strong>bold</strong>" in desk.text("html")
    assert desk.text("text").startswith("2026-03-05Bob BellPlan\n")
    assert desk.lines()[1][2] == "{date kix.4: 2026-03-05}{person kix.3: Bob Bell}Pl{footnote kix.fn.2}an"


def test_a_batch_that_finds_nothing_to_change_changes_nothing() -> None:
    desk = Desk()
    before = desk.world.state
    assert desk.do("replace_text", file_id="plan", find="nowhere in it", replace_with="x")["replaced"] == 0
    assert desk.world.state.tables == before.tables
    assert desk.do("replace_text", file_id="plan", find="Plan", replace_with="Scheme")["replaced"] == 1
    assert desk.world.state.tables != before.tables


def test_the_context_of_a_hit_is_around_it_and_whole_where_characters_take_two_indexes() -> None:
    desk = Desk(text="\U0001f600" * 30 + "here" + "\U0001f600" * 30 + "\n")
    for text in ("here", "\U0001f600here"):
        [hit] = desk.do("find", file_id="plan", text=text)["matches"]
        assert hit["context"].strip("\U0001f600") == "here"
        assert 40 <= len(hit["context"]) <= 46


def test_a_copy_has_the_tabs_of_its_original_and_nothing_that_is_only_suggested() -> None:
    desk = Desk()
    desk.put("docs.put_document", id="long", name="Long", owner=MARA, text="# A\n\nFirst.\n",
             tabs=[["Costs", "Second.\n"]])
    desk.put("docs.put_suggestion", file="long", author=BOB, find="First", replace_with="Last")
    made = desk.do("drive.copy", file_id="long")["id"]
    outline = [desk.do("outline", file_id=one)["tabs"] for one in ("long", made)]
    assert [[tab["title"] for tab in tabs] for tabs in outline] == [["Tab 1", "Costs"]] * 2
    assert desk.text(file=made) == desk.text(file="long") == "# Tab 1\n\n# A\n\nFirst.\n\n# Costs\n\nSecond.\n"
    assert desk.do("list_suggestions", file_id=made)["suggestions"] == []
    desk.do("insert_text", file_id=made, index=1, text="X")
    assert desk.text(file="long").count("X") == 0
    assert_sound(desk.world.state)


def test_a_document_of_one_tab_is_exported_and_copied_without_the_tabs_title() -> None:
    desk = Desk()
    made = desk.do("drive.copy", file_id="plan")["id"]
    assert desk.text(file=made) == desk.text() == PLAN
