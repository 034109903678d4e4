"""What holds of the tables of Docs in every state that calls can lead to."""

from collections.abc import Sequence

from diorama.mocks.docs.flow import Flow, length
from diorama.mocks.docs.records import ELEMENT, Block, segment_id, tab_id
from diorama.mocks.docs.units import units
from diorama.snapshots.state import State


def assert_sound(state: State) -> None:
    """Assert that nothing dangles and that every segment is well formed."""
    files, documents, tabs = state.table("files.files"), state.table("docs.documents"), state.table("docs.tabs")
    segments, suggestions = state.table("docs.segments"), state.table("docs.suggestions")
    for identity in tabs.ids():
        row = tabs[identity]
        assert identity == tab_id(row.file, row.tab)
        assert row.file in documents
        assert not row.parent or tab_id(row.file, row.parent) in tabs
        assert segment_id(row.file, row.tab) in segments
        for one in (row.page.header, row.page.footer):
            assert not one or segment_id(row.file, row.tab, one) in segments
        for found in row.ranges:
            assert found.pieces
            for piece in found.pieces:
                flow = Flow(segments[segment_id(row.file, row.tab, piece.segment)].blocks)
                assert 0 <= piece.start < piece.end <= flow.end, found
    for identity in documents.ids():
        assert identity in files
        assert tabs.find("by_file", identity)
    for identity in suggestions.ids():
        assert suggestions[identity].file in documents
    for identity in segments.ids():
        row = segments[identity]
        assert identity == segment_id(row.file, row.tab, row.segment)
        tab = tabs[tab_id(row.file, row.tab)]
        assert_blocks(row.blocks, body=row.kind == "body")
        notes = {segments[one].segment for _, one in segments.find("by_file", row.file)
                 if segments[one].kind == "footnote" and segments[one].tab == row.tab}
        held: list[str] = []
        lists = {one.id for one in tab.lists}
        for block in row.blocks:
            assert not block.list or block.list in lists
            for run in block.runs:
                if run.element is not None and run.element.kind == "footnote":
                    held.append(run.element.id)
                for mark in (*run.inserted, *run.deleted, *(one.suggestion for one in run.restyled)):
                    assert suggestions[mark].status == "open"
        if row.kind == "body":
            assert sorted(held) == sorted(notes)
            for block in row.blocks:
                for one in (block.page.header, block.page.footer):
                    assert not one or segment_id(row.file, row.tab, one) in segments


def assert_blocks(blocks: Sequence[Block], *, body: bool) -> None:
    """Assert that a sequence of blocks is a segment as the vendor's model has it."""
    assert not body or blocks[0].kind == "section"
    assert blocks[-1].kind == "paragraph"
    for block in blocks:
        if block.kind != "paragraph":
            assert (block.text, block.runs) == ("", ())
            continue
        assert block.text.count("\n") == 1
        assert block.text.endswith("\n")
        assert block.text == block.text.encode().decode()
        if block.runs:
            assert sum(run.length for run in block.runs) == length(block)
            assert all(run.length == 1 for run in block.runs if run.element is not None)
        elements = sum(run.element is not None for run in block.runs)
        assert block.text.count(ELEMENT) == elements
        assert units(block.text) == len(block.text.encode("utf-16-le")) // 2
    at = _content(blocks, 1 if body else 0)
    assert at == len(blocks)


def _content(blocks: Sequence[Block], at: int) -> int:
    """Walk over content up to a mark that ends it; return where that is."""
    paragraph = False
    while at < len(blocks):
        kind = blocks[at].kind
        if kind in ("cell", "row", "table_end", "contents_end"):
            break
        if kind == "table":
            at = _table(blocks, at)
            paragraph = False
        elif kind == "contents":
            at = _content(blocks, at + 1)
            assert blocks[at].kind == "contents_end"
            at += 1
            paragraph = False
        elif kind == "section":
            assert paragraph
            at += 1
        else:
            paragraph = True
            at += 1
    assert paragraph, "content ends with a paragraph"
    return at


def _table(blocks: Sequence[Block], at: int) -> int:
    width = len(blocks[at].columns)
    at += 1
    rows = 0
    while blocks[at].kind == "row":
        at += 1
        cells = 0
        while blocks[at].kind == "cell":
            at = _content(blocks, at + 1)
            cells += 1
        assert cells == width
        rows += 1
    assert rows
    assert blocks[at].kind == "table_end"
    return at + 1
