"""Draft: a document while one call edits it. What it leaves alone stays shared with the state."""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

from ...snapshots.errors import ToolError, shown
from ..common.lines import clipped
from .flow import Flow
from .forms import html, markdown, plain
from .markdown import body_of
from .records import FIRST_TAB, Block, Document, NamedRange, Piece, Segment, Tab
from .units import runs_of


class Kept(NamedTuple):
    """A document's rows: as they are in the state, or `fresh` ones that are not there yet."""

    document: Document
    tabs: tuple[Tab, ...]
    segments: tuple[Segment, ...]
    fresh: bool = False


def from_text(file: str, text: str, *, is_plain: bool = False, revision: int = 1, counter: int = 0) -> Kept:
    """Return the rows of a document with one tab, whose body is Markdown or plain text."""
    parsed = body_of(text, plain=is_plain, first=counter + 1)
    tab = Tab(file=file, tab=FIRST_TAB, title="Tab 1", lists=parsed.lists)
    body = Segment(file=file, tab=FIRST_TAB, segment="", kind="body", blocks=parsed.blocks)
    return Kept(Document(revision=revision, counter=counter + len(parsed.lists)), (tab,), (body,), fresh=True)


class TabDraft:
    """A tab while it is edited: its row, and its segments by their ids."""

    def __init__(self, tab: Tab, segments: Iterable[Segment], *, fresh: bool = False) -> None:
        self.tab = tab
        self.old = None if fresh else tab
        self.flows: dict[str, Flow] = {}
        self.kinds: dict[str, str] = {}
        for row in segments:
            self.add(row.segment, row.kind, row.blocks)

    def add(self, segment: str, kind: str, blocks: Iterable[Block]) -> Flow:
        """Add a segment."""

        def moved(at: int, removed: int, added: int) -> None:
            if self.tab.ranges:
                ranges = (_moved(one, segment, at, removed, added) for one in self.tab.ranges)
                self.tab = self.tab.replace(ranges=tuple(one for one in ranges if one.pieces))

        self.kinds[segment] = kind
        flow = self.flows[segment] = Flow(tuple(blocks), moved)
        return flow

    def remove(self, segment: str) -> None:
        """Remove a segment with the ranges in it."""
        del self.flows[segment], self.kinds[segment]
        ranges = (one.replace(pieces=tuple(piece for piece in one.pieces if piece.segment != segment))
                  for one in self.tab.ranges)
        self.set(ranges=tuple(one for one in ranges if one.pieces))

    def set(self, **fields: object) -> None:
        """Change the tab's row."""
        self.tab = self.tab.replace(**fields)

    @property
    def body(self) -> Flow:
        """The tab's body."""
        return self.flows[""]

    @property
    def presets(self) -> dict[str, str]:
        """The presets of the tab's lists, by id."""
        return {one.id: one.preset for one in self.tab.lists}

    def notes(self) -> dict[str, list[Block]]:
        """Return the blocks of the tab's footnotes, by id."""
        return {name: self.flows[name].blocks for name, kind in self.kinds.items() if kind == "footnote"}

    def segment(self, name: str) -> Flow:
        """Return a segment; ToolError names those that there are."""
        flow = self.flows.get(name)
        if flow is None:
            others = ", ".join(f"{one} ({self.kinds[one]})" for one in self.flows if one)
            raise ToolError("not_found", f"Tab {self.tab.tab} has no segment {shown(name)}; beside the body, which is "
                                         f"the empty text, it has {others[:500] or 'none'}.")
        return flow

    def drop_lost(self, notes: Iterable[str]) -> None:
        """Remove footnotes whose reference is gone."""
        for name in notes:
            if self.kinds.get(name) == "footnote":
                self.remove(name)


def _moved(one: NamedRange, segment: str, at: int, removed: int, added: int) -> NamedRange:
    """Return a range after `removed` indexes from `at` on have given way to `added`. Text at its edges stays out."""

    def shifted(index: int) -> int:
        return index if index <= at else max(at, index - removed)

    pieces: list[Piece] = []
    for piece in one.pieces:
        if piece.segment != segment or piece.end <= at:
            pieces.append(piece)
            continue
        start, end = shifted(piece.start), shifted(piece.end)
        if start < end:
            first = start + added if start >= at else start
            last = end + added if end > at else end
            pieces.append(piece.replace(start=first, end=last))
    return one.replace(pieces=tuple(pieces))


class Draft:
    """All of a document while a call edits it."""

    def __init__(self, file: str, kept: Kept) -> None:
        self.file = file
        self.document = kept.document
        self.counter = kept.document.counter
        self.fresh_rows = kept.fresh
        self.tabs: dict[str, TabDraft] = {}
        for tab in kept.tabs:
            self.tabs[tab.tab] = TabDraft(tab, (one for one in kept.segments if one.tab == tab.tab))
        self._names = self._named()

    @property
    def changed(self) -> bool:
        """Whether anything has been written, added or dropped since the call began."""
        return self._named() != self._names or any(
            one.tab is not one.old or any(flow.changed for flow in one.flows.values()) for one in self.tabs.values()
        )

    def _named(self) -> dict[str, set[str]]:
        return {name: set(one.flows) for name, one in self.tabs.items()}

    def fresh(self, kind: str) -> str:
        """Return an id that the document has not had."""
        self.counter += 1
        return f"{kind}.{self.counter}"

    def tab(self, name: str = "") -> TabDraft:
        """Return a tab, by default the first; ToolError names those that there are."""
        found = self.tabs.get(name) if name else self.ordered()[0]
        if found is None:
            known = ", ".join(f"{one.tab.tab} ({clipped(one.tab.title, 50)})" for one in self.ordered()[:10])
            raise ToolError("not_found", f"There is no tab {shown(name)}; there are {known}.")
        return found

    def chosen(self, names: tuple[str, ...] = ()) -> list[TabDraft]:
        """Return some tabs in order, by default all."""
        wanted = {self.tab(name).tab.tab for name in names}
        return [one for one in self.ordered() if not names or one.tab.tab in wanted]

    def ordered(self) -> list[TabDraft]:
        """Return the tabs in the order in which they are listed: a tab, then those below it."""
        out: list[TabDraft] = []

        def add(parent: str) -> None:
            for one in self.children(parent):
                out.append(one)
                add(one.tab.tab)

        add("")
        return out

    def children(self, parent: str) -> list[TabDraft]:
        """Return the tabs directly below a tab, or at the top, in order."""
        found = (one for one in self.tabs.values() if one.tab.parent == parent)
        return sorted(found, key=lambda one: (one.tab.position, one.tab.tab))

    def add_tab(self, title: str, text: str, position: int) -> None:
        """Add a tab whose body is Markdown."""
        parsed = body_of(text, first=self.counter + 1)
        self.counter += len(parsed.lists)
        name = self.fresh("t")
        tab = Tab(file=self.file, tab=name, title=title, position=position, lists=parsed.lists)
        added = self.tabs[name] = TabDraft(tab, (), fresh=True)
        added.add("", "body", parsed.blocks).changed = True

    def text(self, type: str = "text/markdown") -> str:
        """Return all tabs as Markdown, plain text or HTML. Where there are several, each has its title in front."""
        tabs = self.ordered()
        parts: list[str] = []
        for one in tabs:
            blocks = one.body.blocks
            if type == "text/markdown":
                title, text = f"# {one.tab.title}\n\n", markdown(blocks, one.presets, one.notes())
            elif type == "text/html":
                title, text = f"<h1>{escape(one.tab.title)}</h1>\n", html(blocks, one.presets, one.notes())
            else:
                title, text = f"{one.tab.title}\n\n", plain(blocks, one.presets)
            parts.append(title + text if len(tabs) > 1 else text)
        return "\n".join(parts)

    def suggestions(self) -> set[str]:
        """Return the ids of the suggestions that the text holds."""
        out: set[str] = set()
        for tab in self.tabs.values():
            for flow in tab.flows.values():
                for block in flow.blocks:
                    out.update(one.suggestion for one in block.restyled)
                    for run in runs_of(block.runs, 1) if block.runs else ():
                        out.update((*run.inserted, *run.deleted, *(one.suggestion for one in run.restyled)))
        return out
