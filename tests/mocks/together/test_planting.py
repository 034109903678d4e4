"""A text that is planted in a document or file: every way of reading the file agrees, and it was no edit."""

import base64
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.mocks.catalog import service_classes
from diorama.mocks.common.file_records import DOCUMENT, File
from diorama.mocks.docs.docx_in import read_docx
from diorama.mocks.docs.draft import Draft
from diorama.mocks.docs.records import ELEMENT
from diorama.mocks.drive.converting import DOCX
from diorama.mocks.world import World, setup
from diorama.mocks.worlds import base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.errors import StateError
from diorama.snapshots.records import Record
from diorama.snapshots.state import State
from diorama.tasks.file_scene import file_sources
from tests.mocks.docs.desk import BOB, MARA, Desk
from tests.mocks.docs.soundness import assert_sound

WORD = "zanzibar"
"""In every text that is planted here, and in no other."""

WRITTEN = {
    "File": ("name", "description", "lock_reason", "blob"), "Revision": ("blob",), "SharedDrive": ("name",),
    "Document": ("blob",), "Segment": ("blocks",), "Block": ("text", "runs"), "Run": ("style", "element"),
    "TextStyle": ("link",), "Element": ("fields",), "Tab": ("title", "ranges", "dropdowns"), "NamedRange": ("name",),
    "Dropdown": ("title", "options"), "Option": ("text",), "Comment": ("text", "quoted"), "Reply": ("text",),
    "Approval": ("remarks",), "Remark": ("text",),
}
"""The fields of each kind of row in which somebody has written, or that hold what has been."""

TABLES = ("files.files", "files.revisions", "files.drives", "files.comments", "docs.documents", "docs.tabs",
          "docs.segments", "drive.approvals")


class Place(NamedTuple):
    """A text field: its path, and the file that it is about."""

    path: str
    file: str


def texts_in(value: object, steps: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the steps to the texts in a row that somebody has written, with the texts."""
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from texts_in(one, (*steps, str(number)))
    elif isinstance(value, Record):
        for name in WRITTEN.get(type(value).__name__, ()):
            yield from texts_in(getattr(value, name), (*steps, name))


@cache
def places() -> dict[str, list[Place]]:
    """Return where a text can stand in the files and documents of the small office, by field."""
    state = base_world("office-small").state
    found: dict[str, list[Place]] = {}
    for table in TABLES:
        rows = state.table(table)
        for identity in rows.ids():
            file = str(getattr(rows[identity], "file", identity))
            for steps, text in texts_in(rows[identity]):
                field = f"{table}.{'.'.join(step for step in steps if not step.isdecimal())}"
                missing = not text or as_text(state.blobs[text]) is None if steps[-1] == "blob" else False
                mark = field.endswith("blocks.text") and not text
                if not missing and not mark and file in state.table("files.files"):
                    found.setdefault(field, []).append(Place(f"{table}.{identity}.{'.'.join(steps)}", file))
    return found


def as_text(content: bytes) -> str | None:
    """Return the text that bytes are, or None."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


class Reader:
    """Reads a world's files in all ways, as the set-up, whom no permission binds."""

    def __init__(self, world: World) -> None:
        self.world = World(tuple(world.box.services.values()), world.state)
        self.state: State = world.state

    def call(self, tool: str, **arguments: Any) -> Any:
        """Make a call; return its result."""
        outcome = self.world.call(Call.of(tool, arguments), actor=setup(MARA))
        assert outcome.ok, outcome.message
        return outcome.value

    def whole(self, tool: str, **arguments: Any) -> str:
        """Return all of a text that comes in parts."""
        page = self.call(tool, **arguments)
        out = str(page["text"])
        while "next_offset" in page:
            page = self.call(tool, offset=page["next_offset"], **arguments)
            out += str(page["text"])
        return out

    def exported(self, file: str, type: str) -> bytes:
        """Return what the vendor's export gives."""
        return base64.b64decode(self.call("drive.files.export", file_id=file, mime_type=type)["base64"])

    def assert_agree(self, file: str) -> None:
        """Assert that a file says the same however it is read."""
        row: File = self.state.table("files.files")[file]
        if not row.blob:
            return
        head, content = self.state.table("files.revisions")[row.head], self.state.blobs[row.blob]
        assert (head.blob, head.size, row.size) == (row.blob, len(content), len(content))
        listed = self.call("drive.list_revisions", file_id=file)["revisions"][0]
        assert (listed["id"], listed["size"]) == (row.head, len(content))
        assert self.call("drive.read_content", file_id=file)["size"] == len(content)
        if row.type not in (DOCUMENT, "application/vnd.google-apps.spreadsheet"):
            media = self.call("drive.files.get", file_id=file, alt="media", supports_all_drives=True)["base64"]
            assert base64.b64decode(media) == content
        text = as_text(content)
        if text is not None:
            assert self.whole("drive.read_content", file_id=file) == text
            assert self.whole("drive.read_content", file_id=file, revision_id=row.head) == text
        if text is not None and row.type == DOCUMENT:
            self._assert_body(file, text)

    def _assert_body(self, file: str, text: str) -> None:
        row = self.state.table("files.files")[file]
        assert self.state.table("docs.documents")[file].blob == row.blob
        for form, type in (("markdown", "text/markdown"), ("text", "text/plain"), ("html", "text/html")):
            given = self.whole("docs.export", file_id=file, form=form)
            assert self.exported(file, type).decode() == given
            assert form != "markdown" or given == text
        segments = self.state.table("docs.segments")
        whole = self.call("docs.documents.get", document_id=file, include_tabs_content=True)["tabs"]
        for tab in _tabs(whole):
            body = segments[f"{file} {tab['tabProperties']['tabId']} "]
            kept = "".join(block.text for block in body.blocks).replace(ELEMENT, "")
            assert "".join(_runs(tab["documentTab"]["body"])) == kept
            lines = self.call("docs.read", file_id=file, tab_id=body.tab)
            assert lines["end_index"] == sum(len(block.text.encode("utf-16-le")) // 2 or 1 for block in body.blocks)
        word = Draft(file, read_docx(file, self.exported(file, DOCX)).kept).text("text/plain")
        assert (WORD in word) == (WORD in self.exported(file, "text/plain").decode())


def _tabs(tabs: list[Any]) -> Iterator[Any]:
    for tab in tabs:
        yield tab
        yield from _tabs(tab.get("childTabs", []))


def _runs(value: Any) -> Iterator[str]:
    """Yield the texts in the vendor's content, in order."""
    if isinstance(value, list):
        for one in value:
            yield from _runs(one)
    elif isinstance(value, dict):
        if "textRun" in value:
            yield value["textRun"]["content"]
        for one in value.values():
            yield from _runs(one)


def planted(world: World, path: str, at: str, text: str) -> None:
    """Plant a text."""
    outcome = world.call(Call.of("control.insert_text", {"path": path, "at": at, "text": text}), actor=setup())
    assert outcome.ok, outcome.message


def assert_no_edit(before: State, after: State) -> None:
    """Assert that nobody has edited anything, and nobody was told."""
    for name, table in before.tables.items():
        if name.partition(".")[0] not in ("files", "docs"):
            assert name == "drive.approvals" or after.tables[name] is table, name
    for name in ("files.changes", "files.marks", "files.permissions"):
        assert [*after.table(name).ids()] == [*before.table(name).ids()]
    assert [*after.table("files.revisions").ids()] == [*before.table("files.revisions").ids()]
    assert list(after.queue) == list(before.queue)
    for one in before.table("files.files").ids():
        old, new = before.table("files.files")[one], after.table("files.files")[one]
        assert (new.modified, new.modifier, new.version, new.head) == (old.modified, old.modifier, old.version,
                                                                       old.head)
    for one in before.table("docs.documents").ids():
        assert after.table("docs.documents")[one].revision == before.table("docs.documents")[one].revision


WORDS = st.lists(st.text("ab *#|[]_\\<&\U0001f600é", max_size=8), max_size=3).map(
    lambda parts: "\n".join((*parts[:1], f"{WORD} {' '.join(parts[1:2])}", *parts[2:])))
AT = st.sampled_from(("start", "end", "replace"))


@pytest.mark.parametrize("field", [*sorted(places())])
@settings(max_examples=6)
@given(st.data())
def test_all_ways_of_reading_agree_on_what_was_planted(field: str, data: st.DataObject) -> None:
    base = base_world("office-small")
    world = World(service_classes(base.services), base.state)
    place, at, text = data.draw(st.sampled_from(places()[field])), data.draw(AT), data.draw(WORDS)
    planted(world, place.path, at, text)
    assert_no_edit(base.state, world.state)
    assert_sound(world.state)
    reader = Reader(world)
    reader.assert_agree(place.file)
    if field in ("files.files.blob", "docs.documents.blob", "docs.segments.blocks.text", "files.comments.text"):
        assert any(WORD in source.text for source in file_sources(world.state, place.file))


PARTS = "One **two** three.\n\n## Head\n\nLast\n"


@pytest.mark.parametrize(("at", "lines"), [
    ("start", ["new", "lines", "One two three.", "Head", "Last"]),
    ("end", ["One two three.", "new", "lines", "Head", "Last"]),
    ("replace", ["new", "lines", "Head", "Last"]),
])
def test_a_paragraph_of_several_runs_takes_a_text_of_any_length(at: str, lines: list[str]) -> None:
    desk = Desk(text=PARTS)
    planted(desk.world, "docs.segments.plan t.0 .blocks.1.text", at, "new\nlines")
    assert [block.text.rstrip("\n") for block in desk.flow().blocks if block.kind == "paragraph"] == lines
    assert ("**two**" in desk.text()) == (at != "replace")
    assert_sound(desk.world.state)


def test_what_a_comment_is_about_holds_the_text_in_its_place() -> None:
    desk = Desk(text=PARTS)
    desk.batch({"createNamedRange": {"name": "all", "range": {"startIndex": 1, "endIndex": 15}}})
    planted(desk.world, "docs.segments.plan t.0 .blocks.1.text", "replace", "Something else altogether.")
    assert desk.ranges() == {"all": [(1, 27)]}


def test_where_no_text_can_stand_in_a_document() -> None:
    desk = Desk(text=PARTS)
    for path, text in (("docs.segments.plan t.0 .blocks.0.text", "x"), ("docs.segments.plan t.0 .blocks.99.text", "x"),
                       ("docs.segments.plan t.0 .blocks.1.text", "a\x01b"), ("files.files.root_mara@tarn.test.blob",
                                                                             "x")):
        before = desk.world.state
        with pytest.raises(StateError):
            planted(desk.world, path, "end", text)
        assert desk.world.state is before


def test_a_document_is_put_with_words_that_nobody_sees() -> None:
    desk = Desk()
    desk.put("docs.put_document", id="seen", name="Seen", owner=MARA, modifier=BOB, text="# Seen\n\nOne.",
             hidden=[WORD, "two\nthree"], tabs=[["More", "Two."]])
    styles = desk.do("read", file_id="seen", styles=True)["lines"]
    assert [str(line).count("#ffffff") for line in styles] == [0, 0, 0, 1, 1, 1]
    assert desk.text(file="seen").count(WORD) == 1
    assert desk.world.state.table("files.files")["seen"].modifier == BOB
    Reader(desk.world).assert_agree("seen")
    assert_sound(desk.world.state)
