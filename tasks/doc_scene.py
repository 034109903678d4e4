"""The parts of a document: sections under headings, tabs, segments, named ranges, tables."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..mocks.common.words import words
from ..mocks.docs.draft import TabDraft
from ..mocks.docs.forms import HEADS, plain, plain_line, settled, table_rows
from ..mocks.docs.records import Block
from ..snapshots.state import State
from .file_scene import document
from .unveil import folded


class Section(NamedTuple):
    """What stands under a heading up to the next: its tab, level (0 before the first heading), and text."""

    tab: str
    title: str
    level: int
    text: str


def same(one: str, other: str) -> bool:
    """Tell whether two headings are the same in words."""
    return words(folded(one)) == words(folded(other))


def chosen(state: State, file: str, tab: str = "") -> list[TabDraft]:
    """Return the tabs of a document that have an id or title; all if it is empty."""
    return [one for one in document(state, file).ordered() if not tab or one.tab.tab == tab or same(
        one.tab.title, tab)]


def sections(state: State, file: str, tab: str = "") -> Iterator[Section]:
    """Yield the sections of a document's bodies, in order. Suggestions that are open are left out."""
    for one in chosen(state, file, tab):
        title, level, waiting = "", 0, list[Block]()
        for block in (*settled(one.body.blocks), None):
            named = "" if block is None or block.kind != "paragraph" else block.style.named
            if block is None or (named in HEADS and plain_line(block).strip()):
                yield Section(one.tab.tab, title, level, plain(waiting, one.presets))
                waiting = []
                if block is not None:
                    title, level = plain_line(block).strip(), HEADS[named] if named.startswith("HEADING") else 0
            else:
                waiting.append(block)


def under(state: State, file: str, heading: str, tab: str = "") -> str | None:
    """Return the text under a heading, with what stands under lesser headings there; None without such a heading."""
    found: list[str] | None = None
    depth = 0
    for one in sections(state, file, tab):
        if found is not None and one.level <= depth:
            break
        if found is None and one.title and same(one.title, heading):
            found, depth = [], one.level
        if found is not None:
            found.append(one.text if not found else f"{one.title}\n{one.text}")
    return None if found is None else "".join(found)


def in_segments(state: State, file: str, kind: str, tab: str = "") -> str | None:
    """Return the texts of the headers, footers, footnotes or bodies of a document; None if there are none."""
    found = [plain(flow.blocks, one.presets) for one in chosen(state, file, tab) for name, flow in one.flows.items()
             if one.kinds[name] == kind]
    return "\n".join(found) if found else None


def in_range(state: State, file: str, name: str) -> str | None:
    """Return the text of the ranges with a name; None if there is none."""
    found = [
        one.flows[piece.segment].slice(piece.start, piece.end)
        for one in chosen(state, file) for stretch in one.tab.ranges if stretch.kind == "named" and stretch.name == name
        for piece in stretch.pieces if piece.segment in one.flows
    ]
    return "\n".join(found) if found else None


def tables(state: State, file: str, tab: str = "") -> Iterator[list[list[str]]]:
    """Yield the tables of a document as rows of cells' texts."""
    for one in chosen(state, file, tab):
        blocks = settled(one.body.blocks)
        number = 0
        while number < len(blocks):
            if blocks[number].kind == "table":
                rows, number = table_rows(blocks, number)
                yield [[_cell(cell, one) for cell in row] for row in rows]
            number += 1


def _cell(blocks: Sequence[Block], tab: TabDraft) -> str:
    return plain(blocks, tab.presets).strip()
