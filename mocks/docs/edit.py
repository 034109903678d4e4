"""Edit: what a request of a batch has at hand, and the moves that requests share."""

from collections.abc import Callable
from typing import ClassVar, Protocol

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ...snapshots.records import Model
from .draft import Draft, TabDraft
from .flow import OPENS, Flow
from .records import ELEMENT, Block, Element, Restyle, Run, TextStyle
from .units import cleaned
from .vendor import EndOfSegment, Id, Location, Range


class Host(Protocol):
    """What a request needs of the service: the people, the files and the remarks of the world."""

    def person_name(self, address: str) -> str:
        """Return the name of a person, or an empty text."""

    def linked_file(self, uri: str) -> tuple[str, str]:
        """Return name and type of the file that a link leads to, empty where the caller cannot open it."""

    def day(self, moment: str, zone: str) -> tuple[int, int, int, int, int]:
        """Return year, month, day, hour and minute of a time in a zone."""

    def suggest(self, tab: str) -> str:
        """Return the id of the caller's new suggestion."""

    def decide(self, draft: Draft, suggestion: str, verdict: str) -> None:
        """Accept, reject or delete a suggestion."""

    def remark(self, tool: str, **arguments: Json) -> dict[str, Json]:
        """Do something with comments, as the caller."""


class Edit:
    """A batch under way. `suggesting`: changes are not made but suggested, all as one, whose id is then `made`."""

    def __init__(self, draft: Draft, host: Host, *, suggesting: bool = False) -> None:
        self.draft = draft
        self.host = host
        self.suggesting = suggesting
        self.made = ""

    def suggestion(self, tab: TabDraft) -> str:
        """Return the id of the suggestion that this batch makes."""
        if not self.made:
            self.made = self.host.suggest(tab.tab.tab)
        return self.made

    def flow(self, where: Location | Range | EndOfSegment) -> tuple[TabDraft, Flow]:
        """Return the tab and the segment of a place."""
        tab = self.draft.tab(where.tabId)
        return tab, tab.segment(where.segmentId)

    def insert(self, tab: TabDraft, flow: Flow, index: int, text: str, *, element: Element | None = None,
               style: TextStyle | None = None) -> None:
        """Insert text, or one element."""
        marks = (self.suggestion(tab),) if self.suggesting else ()
        flow.insert(index, ELEMENT if element else cleaned(text), inserted=marks, style=style, element=element)

    def delete(self, tab: TabDraft, flow: Flow, start: int, end: int) -> None:
        """Delete a range, or suggest that. What was only suggested by the same batch goes at once."""
        if not self.suggesting:
            tab.drop_lost(one.id for one in flow.delete(start, end) if one.kind == "footnote")
            return
        flow.bounds(start, end)
        first, last = flow.block_at(start), flow.block_at(end - 1)
        if any(block.kind != "paragraph" for block in flow.blocks[first : last + 1]) or end == flow.end:
            raise ToolError("cannot_suggest", f"The range {start} to {end} holds more than paragraphs, or the last "
                                              "newline; only the deletion of text can be suggested.")
        mark = self.suggestion(tab)
        flow.restyle(start, end, lambda run: run.replace(deleted=(*run.deleted, mark)))

    def sweep(self) -> None:
        """Remove footnotes whose reference is gone, wherever that was."""
        for tab in self.draft.tabs.values():
            held = {run.element.id for block in tab.body.blocks for run in block.runs
                    if run.element is not None and run.element.kind == "footnote"}
            tab.drop_lost([name for name, kind in tab.kinds.items() if kind == "footnote" and name not in held])

    def restyle(self, tab: TabDraft, flow: Flow, start: int, end: int, changes: dict[str, object]) -> None:
        """Set fields of the text style of a range, or suggest that."""
        cache: dict[TextStyle, TextStyle] = {}

        def change(run: Run) -> Run:
            new = cache.get(run.style)
            if new is None:
                new = cache[run.style] = run.style.replace(**changes)
            if not self.suggesting:
                return run.replace(style=new)
            one = Restyle(suggestion=self.suggestion(tab), fields=tuple(sorted(changes)), style=new)
            return run.replace(restyled=(*run.restyled, one))

        flow.restyle(start, end, change)


class Request(Model):
    """One request of a batch: its fields are the vendor's, `apply` carries it out."""

    can_suggest: ClassVar[bool] = False

    def apply(self, edit: Edit) -> dict[str, Json]:
        """Carry the request out; return the reply."""
        raise NotImplementedError


class Placed(Request):
    """A request that inserts something at a place or at the end of a segment."""

    location: Location | None = None
    endOfSegmentLocation: EndOfSegment | None = None

    def spot(self, edit: Edit) -> tuple[TabDraft, Flow, int]:
        """Return the tab, segment and index of the place."""
        if (self.location is None) == (self.endOfSegmentLocation is None):
            raise ToolError("invalid_arguments", "Give either location or endOfSegmentLocation.")
        if self.location is not None:
            return *edit.flow(self.location), self.location.index
        assert self.endOfSegmentLocation is not None
        tab, flow = edit.flow(self.endOfSegmentLocation)
        return tab, flow, flow.end - 1

    @property
    def segment(self) -> str:
        """The segment of the place."""
        place = self.location or self.endOfSegmentLocation
        return place.segmentId if place else ""

    def only_in_body(self, flow: Flow, index: int, what: str, *, tables: bool = False) -> None:
        """Refuse to insert something in headers, footers and footnotes, and in tables unless `tables`."""
        if self.segment:
            raise ToolError("invalid_location", f"{what} can be inserted only in the body, not in {self.segment}.")
        if not tables and depth(flow, index):
            raise ToolError("invalid_location", f"{what} cannot be inserted in a table; {index} lies in one.")


class Tabbed(Request):
    """A request that concerns a tab."""

    tabId: Id = ""


def depth(flow: Flow, index: int) -> int:
    """Return how many tables an index lies in."""
    return sum(OPENS.get(block.kind, 0) for block in flow.blocks[: flow.block_at(index)])


def replace_runs(tab: TabDraft, wanted: Callable[[Element], bool], change: Callable[[Element], Element]) -> int:
    """Change the elements of a tab that are wanted; return how many there were."""
    count = 0
    for flow in tab.flows.values():
        for number, block in enumerate(flow.blocks):
            hits = sum(run.element is not None and wanted(run.element) for run in block.runs)
            if hits:
                count += hits
                flow.put(number, _changed(block, wanted, change))
    return count


def _changed(block: Block, wanted: Callable[[Element], bool], change: Callable[[Element], Element]) -> Block:
    runs = (run.replace(element=change(run.element)) if run.element is not None and wanted(run.element) else run
            for run in block.runs)
    return block.replace(runs=tuple(runs))
