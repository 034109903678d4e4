"""Files and folders: making, moving, copying, trash, revisions, locks, changes, forms of content."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.common.file_records import DOCUMENT, SPREADSHEET, root_of
from diorama.mocks.drive.converting import CSV, HTML, MARKDOWN, PLAIN, TSV, convert, markdown_html, read_rows
from diorama.mocks.drive.service import Drive
from diorama.mocks.service import INTERNAL, Service, tool
from diorama.mocks.world import World
from diorama.snapshots.calls import Call
from diorama.snapshots.digest import Json
from diorama.snapshots.errors import ToolError
from tests.mocks.drive.shelf import ANN, BOB, CLEO, MARA, NED, ROOT, Shelf


def test_content_comes_back_as_it_was_given() -> None:
    shelf = Shelf(mail=False)
    text = "line\n" * 9_000
    made = shelf.do("create_file", name="long.md", text=text)
    assert (made["type"], made["size"], made["parent"]) == ("text/markdown", len(text), ROOT)
    parts, offset = [], 0
    while True:
        page = shelf.do("read_content", file_id=made["id"], offset=offset)
        parts.append(page["text"])
        offset = page.get("next_offset", 0)
        if not offset:
            break
    assert "".join(parts) == text
    data = bytes(range(256))
    picture = shelf.do("create_file", name="a.png", base64=base64.b64encode(data).decode())
    assert picture["type"] == "image/png"
    assert base64.b64decode(shelf.do("read_content", file_id=picture["id"])["base64"]) == data
    assert shelf.refused("create_file", name="x", text="a", base64="aa==")[0] == "invalid_arguments"
    assert shelf.refused("create_file", name="x", base64="???")[0] == "invalid_arguments"


def test_a_moved_file_has_the_access_of_its_new_folder() -> None:
    shelf = Shelf(mail=False)
    old, new = shelf.folder("Old"), shelf.folder("New")
    file = shelf.file(folder=old)
    shelf.give(old, BOB)
    shelf.give(new, CLEO)
    assert shelf.do("move", file_id=file, folder=new)["parent"] == new
    assert shelf.refused("get_file", by=BOB, file_id=file)[0] == "not_found"
    assert shelf.do("get_file", by=CLEO, file_id=file)["path"] == "New"
    assert {"file": file, "removed": True}.items() <= {**shelf.do("list_changes", by=BOB)["changes"][-1]}.items()
    assert shelf.refused("move", file_id=new, folder=new)[0] == "invalid_operation"
    inner = shelf.folder("Inner", folder=new)
    assert shelf.refused("move", file_id=new, folder=inner)[0] == "invalid_operation"
    assert shelf.refused("move", file_id=file, folder=file)[0] == "not_a_folder"
    assert shelf.refused("move", by=CLEO, file_id=file, folder="root")[0] == "permission_denied"


def test_what_goes_into_a_shared_drive_belongs_to_it() -> None:
    shelf = Shelf(mail=False)
    team, folder = shelf.drive(), shelf.folder()
    file = shelf.file(folder=folder)
    shelf.do("move", file_id=folder, folder=team)
    assert (shelf.row(file).owner, shelf.row(file).drive) == ("", team)
    assert shelf.do("get_file", by=BOB, file_id=file)["access_by"] == "shared_drive"
    assert shelf.refused("move", by=BOB, file_id=file, folder="root")[0] == "permission_denied"
    shelf.do("move", file_id=file, folder="root")
    assert (shelf.row(file).owner, shelf.row(file).drive) == (MARA, "")
    mixed = shelf.folder("Mixed")
    shelf.file("bobs", folder=mixed, owner=BOB)
    assert "belongs to bob@tarn.test" in shelf.refused("move", file_id=mixed, folder=team)[1]


def test_a_copy_is_the_copiers_and_shares_nothing() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file(folder=shelf.folder(), properties=[["stage", "draft"]])
    shelf.give(file, BOB)
    shelf.give(file, ANN)
    copy = shelf.do("copy", by=BOB, file_id=file)
    assert (copy["name"], copy["owner"], copy["parent"]) == ("Copy of plan.txt", BOB, root_of(BOB))
    assert shelf.row(copy["id"]).properties == (("stage", "draft"),)
    assert shelf.refused("get_file", by=ANN, file_id=copy["id"])[0] == "not_found"
    shelf.do("update_content", by=BOB, file_id=copy["id"], text="mine")
    assert shelf.do("read_content", file_id=file)["text"] == "the plan"


def test_the_trash_is_emptied_after_30_days() -> None:
    shelf = Shelf(mail=False)
    folder = shelf.folder()
    file, kept = shelf.file(folder=folder), shelf.file("kept.txt")
    shelf.give(file, BOB)
    assert shelf.refused("trash", by=BOB, file_id=file)[0] == "permission_denied"
    shelf.do("trash", file_id=folder)
    assert shelf.found("trashed = true") == ["Plans", "plan.txt"]
    assert shelf.found("trashed = false") == ["kept.txt"]
    assert shelf.do("get_file", by=BOB, file_id=file)["in_trash"]
    assert shelf.refused("untrash", file_id=file)[1] == ("'plan.txt' is in the trash with a folder above it; take that "
                                                         "out.")
    shelf.do("untrash", file_id=folder)
    shelf.pass_days(20)
    shelf.do("trash", file_id=folder)
    shelf.pass_days(29)
    assert file in shelf.world.state.table("files.files"), "the days before do not count"
    shelf.pass_days(2)
    assert shelf.world.state.table("files.files").ids() == sorted([ROOT, kept])


def test_deleting_a_folder_leaves_others_their_files() -> None:
    shelf = Shelf(mail=False)
    folder = shelf.folder()
    mine, bobs = shelf.file(folder=folder), shelf.file("bobs.txt", owner=BOB, folder=folder)
    shelf.give(mine, BOB)
    short = shelf.do("create_shortcut", by=BOB, target_id=mine)["id"]
    assert shelf.do("read_content", by=BOB, file_id=short)["text"] == "the plan"
    assert shelf.do("delete_forever", file_id=folder) == {"deleted": 2}
    assert shelf.row(bobs).parent == root_of(BOB)
    assert shelf.refused("read_content", by=BOB, file_id=short)[0] == "broken_shortcut"
    assert shelf.do("get_file", by=BOB, file_id=short)["target_exists"] is False
    assert shelf.refused("delete_forever", file_id=ROOT)[0] == "invalid_operation"


def test_old_revisions_go_after_30_days_unless_kept() -> None:
    shelf = Shelf(mail=False)
    file = shelf.do("create_file", name="a.txt", text="one")["id"]
    shelf.do("update_content", file_id=file, text="two", keep_previous=True)
    shelf.do("update_content", file_id=file, text="three")
    three, two, one = shelf.do("list_revisions", file_id=file)["revisions"]
    assert (three.get("newest"), one.get("kept_forever"), two["size"]) == (True, True, 3)
    assert shelf.do("read_content", file_id=file, revision_id=one["id"])["text"] == "one"
    shelf.pass_days(31)
    assert [line["id"] for line in shelf.do("list_revisions", file_id=file)["revisions"]] == [three["id"], one["id"]]
    shelf.do("restore_revision", file_id=file, revision_id=one["id"])
    assert shelf.do("read_content", file_id=file)["text"] == "one"
    assert len(shelf.do("list_revisions", file_id=file)["revisions"]) == 3
    assert shelf.refused("restore_revision", file_id=file, revision_id=two["id"])[0] == "not_found"
    page = shelf.do("list_revisions", file_id=file, max_results=1)
    assert len(shelf.do("list_revisions", file_id=file, page_token=page["next_page_token"])["revisions"]) == 2


def test_a_locked_file_is_not_changed() -> None:
    shelf = Shelf(mail=False)
    file = shelf.file()
    shelf.give(file, BOB, "writer")
    shelf.do("lock_file", file_id=file, reason="signed", owner_only=True)
    for name, arguments in (("update_content", {"text": "x"}), ("rename", {"name": "x"}), ("comment", {"text": "x"})):
        code, message = shelf.refused(name, by=BOB, file_id=file, **arguments)
        assert code == "locked"
        assert "locked against changes by mara@tarn.test, because: 'signed'" in message
    assert shelf.refused("lock_file", by=BOB, file_id=file, locked=False)[0] == "permission_denied"
    shelf.do("lock_file", file_id=file, locked=False)
    shelf.do("rename", by=BOB, file_id=file, name="new name.txt")


def test_details_and_stars() -> None:
    shelf = Shelf(mail=False)
    file, folder = shelf.file(), shelf.folder()
    shelf.give(file, BOB)
    shelf.do("set_details", file_id=file, description="the big plan", properties=[
        {"key": "b", "value": "2"}, {"key": "a", "value": "1"}], app_properties=[{"key": "k", "value": "v"}])
    told = shelf.do("get_file", file_id=file)
    assert (told["description"], told["properties"]) == ("the big plan", {"a": "1", "b": "2"})
    shelf.do("set_details", file_id=file, properties=[{"key": "a"}])
    assert shelf.row(file).properties == (("b", "2"),)
    assert shelf.found("appProperties has { key='k' and value='v' }") == ["plan.txt"]
    shelf.do("star", by=BOB, file_id=file)
    assert shelf.found("starred = true", by=BOB) == ["plan.txt"]
    assert shelf.found("starred = true") == [], "a star is one's own"
    shelf.do("set_details", file_id=folder, folder_color="#4986e7")
    assert shelf.refused("set_details", file_id=file, folder_color="#4986e7")[0] == "invalid_color"
    assert shelf.refused("set_details", file_id=file)[0] == "nothing_to_do"


def test_folders_are_listed_and_nested_to_a_limit() -> None:
    shelf = Shelf(mail=False)
    assert shelf.do("list_folder") == {"folder": "My Drive", "files": []}
    folder = "root"
    for number in range(99):
        folder = shelf.folder(f"d{number}", folder=folder)
    assert shelf.refused("create_folder", name="more", folder=folder)[0] == "too_deep"
    shelf.file("b.txt")
    assert [one["name"] for one in shelf.do("list_folder")["files"]] == ["d0", "b.txt"]
    top = shelf.do("list_folder", max_results=1)
    rest = shelf.do("list_folder", max_results=1, page_token=top["next_page_token"])
    assert [one["name"] for one in rest["files"]] == ["b.txt"]
    assert "next_page_token" not in rest


def test_changes_are_followed_by_token() -> None:
    shelf = Shelf(mail=False)
    start = shelf.do("list_changes")["new_start_page_token"]
    file = shelf.do("create_file", name="a.txt", text="x")["id"]
    other = shelf.do("create_file", name="b.txt", text="x")["id"]
    shelf.do("rename", file_id=file, name="c.txt")
    page = shelf.do("list_changes", page_token=start, max_results=1)
    assert [one["file"] for one in page["changes"]] == [other]
    page = shelf.do("list_changes", page_token=page["next_page_token"])
    assert [(one["file"], one["name"]) for one in page["changes"]] == [(file, "c.txt")]
    assert shelf.do("list_changes", page_token=page["new_start_page_token"])["changes"] == []
    assert shelf.do("list_changes", by=NED)["changes"] == [], "others' files are none of his changes"
    shelf.do("delete_forever", file_id=file)
    assert shelf.do("list_changes", page_token=page["new_start_page_token"])["changes"][0]["removed"]


# --- forms of content ------------------------------------------------------------------------------------------------


def test_documents_are_given_in_other_forms() -> None:
    shelf = Shelf(mail=False)
    note = shelf.do("create_file", name="Note", text="# Head\n\nSome *text* & more.\n\n- a\n- b\n", editor="document",
                    type="text/markdown")
    assert note["type"] == DOCUMENT
    html = shelf.do("read_content", file_id=note["id"], as_type=HTML)["text"]
    assert html == "<h1>Head</h1>\n<p>Some <em>text</em> &amp; more.</p>\n<ul><li>a</li><li>b</li></ul>"
    assert shelf.do("read_content", file_id=note["id"], as_type=PLAIN)["text"].startswith("Head\n\nSome text & more.")
    sheet = shelf.do("create_file", name="Sheet", text="a,b\n1,\"x|y\"\n", editor="spreadsheet", type="text/csv")
    assert sheet["type"] == SPREADSHEET
    assert shelf.do("read_content", file_id=sheet["id"], as_type=MARKDOWN)["text"] == (
        "| a | b |\n| --- | --- |\n| 1 | x\\|y |")
    saved = shelf.do("copy", file_id=sheet["id"], name="sheet.tsv", as_type=TSV)
    assert shelf.do("read_content", file_id=saved["id"])["text"] == "a\tb\n1\tx|y\n"
    code, message = shelf.refused("read_content", file_id=sheet["id"], as_type="application/pdf")
    assert code == "cannot_convert"
    assert "it can be given as text/csv, text/html, text/markdown, text/plain, text/tab-" in message
    assert shelf.refused("update_content", file_id=note["id"], base64="aGk=")[0] == "invalid_type"


CELLS = st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=6), min_size=1, max_size=3),
                 min_size=1, max_size=3)


@given(rows=CELLS)
def test_tables_survive_csv_and_tsv(rows: list[list[str]]) -> None:
    if all(len(row) > 1 or row[0] for row in rows):
        tsv = convert(_csv(rows), CSV, TSV)
        assert read_rows(tsv, "\t") == rows
        assert read_rows(convert(tsv, TSV, CSV)) == rows


def _csv(rows: list[list[str]]) -> str:
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)


@given(text=st.text(st.sampled_from("#*-1. |`[]()<>&\nab"), max_size=60), target=st.sampled_from([HTML, PLAIN]))
def test_any_markdown_converts_and_html_lets_no_tag_through(text: str, target: str) -> None:
    out = convert(text, MARKDOWN, target)
    assert isinstance(out, str)
    if target == HTML:
        assert "<a>" not in markdown_html(text.replace("a", "<a>").replace("[", ""))


@given(text=st.text(max_size=40), source=st.sampled_from([PLAIN, MARKDOWN, HTML, CSV, TSV]),
       target=st.sampled_from([PLAIN, MARKDOWN, HTML, CSV, TSV]))
def test_any_text_converts_or_says_what_it_can_become(text: str, source: str, target: str) -> None:
    try:
        convert(text, source, target)
    except ToolError as error:
        code = error.code
    else:
        code = "cannot_convert"
    assert code == "cannot_convert"


# --- a service that keeps the bodies ---------------------------------------------------------------------------------


class Bodies(Service):
    """A stand-in for an editor's service: what Drive asks of one."""

    name = "docs"

    @tool("write", faces=INTERNAL)
    def adopt(self, file_id: str, text: str, type: str) -> Json:
        """Take a text as a document's body."""
        self.tx.call(Call.of("elsewhere.note", {"file": file_id, "text": text, "type": type}))
        return {"adopted": file_id}

    @tool("read", faces=INTERNAL)
    def render(self, file_id: str, type: str) -> Json:
        """Give a document in another form."""
        return {"text": f"{file_id} as {type}"}


def test_a_service_that_keeps_bodies_is_given_new_texts_and_asked_for_forms() -> None:
    shelf = Shelf(mail=False)
    shelf.world = World([Drive, Bodies], seed=1, now=shelf.world.state.now)
    note = shelf.do("create_file", name="Note", text="Head", editor="document")["id"]
    shelf.do("update_content", file_id=note, text="New head")
    assert [row.body for row in shelf.left()] == [
        f'{{"file":"{note}","text":"{text}","type":"text/markdown"}}' for text in ("Head", "New head")]
    assert shelf.do("read_content", file_id=note, as_type=HTML)["text"] == f"{note} as text/html"
    assert shelf.do("read_content", file_id=note)["text"] == "New head"
    plain = shelf.do("create_file", name="plain.txt", text="x")["id"]
    assert shelf.do("read_content", file_id=plain, as_type=HTML)["text"] == "<p>x</p>\n"
    assert len(shelf.left()) == 2


@pytest.mark.parametrize("who", [BOB, CLEO, ANN])
def test_nothing_is_put_into_a_folder_that_one_cannot_write(who: str) -> None:
    shelf = Shelf(mail=False)
    folder = shelf.folder()
    shelf.give(folder, BOB)
    code = "permission_denied" if who == BOB else "not_found"
    for name, arguments in (("create_file", {"name": "x"}), ("create_folder", {"name": "x"})):
        assert shelf.refused(name, by=who, folder=folder, **arguments)[0] == code
    shelf.do("trash", file_id=folder)
    assert shelf.refused("create_file", name="x", folder=folder)[0] == "in_trash"


def test_an_id_that_one_had_made_is_used_once() -> None:
    shelf = Shelf()
    first, second = shelf.do("generate_ids", count=2)["ids"]
    assert shelf.do("create_file", name="a.txt", text="a", file_id=first)["id"] == first
    assert shelf.refused("create_file", name="a.txt", text="a", file_id=first)[0] == "already_exists"
    assert shelf.refused("create_file", by=BOB, name="b.txt", text="b", file_id=second)[0] == "invalid_id"
    assert shelf.refused("create_file", by=BOB, name="b.txt", text="b", file_id=first)[0] == "invalid_id"
    assert shelf.do("create_file", name="b.txt", text="b", file_id=second)["id"] == second
    assert len(shelf.do("generate_ids")["ids"]) == 10
