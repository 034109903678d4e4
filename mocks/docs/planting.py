"""Planting: a text put into a document as if it had always stood there, in the body and in what Drive has of it."""

from ...snapshots.digest import Json
from ...snapshots.errors import StateError, ToolError, shown
from ..common.planting import At, plant, put_in, spot_of
from ..service import INTERNAL, tool
from .base import DocsBase
from .draft import Draft, TabDraft, from_text
from .flow import Flow
from .markdown import read_plain
from .records import Segment
from .units import cleaned, units


class Planting(DocsBase):
    """What `control.insert_text` and Drive's tables call for documents. It is no edit, and nobody is told."""

    @tool("write", seconds=0, faces=INTERNAL)
    def plant_text(self, path: str, at: At, text: str) -> Json:
        """Put a text into a field of a document's rows; a paragraph gets paragraphs like it before or behind it."""
        spot = spot_of(self.tx, path)
        row = self.tx.read(spot.table)[spot.identity]
        if spot.table == "docs.documents":
            self.plant_body(spot.identity, at, text)
            return {"path": path}
        if self.documents[row.file].blob != self.files[row.file].blob:
            raise StateError(f"{path!r}: Drive has a newer text of {row.file}; use files.files.{row.file}.blob")
        if isinstance(row, Segment) and len(spot.steps) == 3 and (spot.steps[0], spot.steps[2]) == ("blocks", "text"):
            self._keep(self._with_lines(row, int(spot.steps[1]), at, text))
        else:
            plant(self.tx, spot, at, text)
            self._keep(self.draft(row.file))
        return {"path": path}

    @tool("write", seconds=0, faces=INTERNAL)
    def plant_body(self, file_id: str, at: At, text: str) -> Json:
        """Put lines before the body of a document's first tab or behind that of the last, or Markdown in the place of
        all tabs."""
        row, old = self.files[file_id], self.documents.get(file_id)
        if old is None or old.blob != row.blob:  # no body yet but the text that Drive has
            self.set_content(file_id, put_in(self.tx.blob(row.blob).decode(), at, text).encode())
        elif at == "replace":
            self._keep(Draft(file_id, from_text(file_id, text, revision=old.revision, counter=old.counter)))
        else:
            draft = self.draft(file_id)
            flow, lines = draft.ordered()[0 if at == "start" else -1].body, read_plain(_taken(text))
            first = 1 if at == "start" else len(flow.blocks)  # the section stays in front
            index = flow.start(first)
            flow.splice(first, first, lines)
            flow.tell(index, 0, sum(units(line.text) for line in lines))
            self._keep(draft)
        return {"id": file_id}

    def _with_lines(self, row: Segment, number: int, at: At, text: str) -> Draft:
        draft = self.draft(row.file)
        tab, flow = draft.tab(row.tab), draft.tab(row.tab).segment(row.segment)
        if number >= len(flow.blocks) or flow.blocks[number].kind != "paragraph":
            raise ToolError("not_found", f"Block {number} is no paragraph of that segment.")
        before, lines = len(flow.blocks), _taken(text)
        start, last = flow.start(number), flow.start(number + 1) - 1
        if at == "start":
            flow.insert(start, f"{lines}\n")
        elif at == "end":
            flow.insert(last, f"\n{lines}")
        else:
            _replace(tab, flow, number, lines)
        own = number + (len(flow.blocks) - before if at == "start" else 0)
        for one in range(number, number + len(flow.blocks) - before + 1):
            style = flow.blocks[one].style
            if one != own and style.heading_id:  # two headings never have one id
                flow.put(one, flow.blocks[one].replace(style=style.replace(heading_id=draft.fresh("h"))))
        return draft

    def _keep(self, draft: Draft) -> None:
        """Keep a document with the text that it has now, under the revision that it had."""
        self.set_content(draft.file, draft.text().encode())
        self.store(draft, save=False)
        self.documents.update(draft.file, revision=draft.document.revision)


def _replace(tab: TabDraft, flow: Flow, number: int, lines: str) -> None:
    """Put a text in the place of a paragraph's, looking as that began; ranges around it hold the new one."""
    block = flow.blocks[number]
    start, last = flow.start(number), flow.start(number + 1) - 1
    inside = start + units(block.text[0]) if last > start else start  # at the edge of a range it would be out of it
    flow.insert(inside, lines, style=block.runs[0].style if block.runs else None)
    more = units(lines)
    for first, behind in ((inside + more, last + more), (start, inside)):
        if first < behind:
            tab.drop_lost(one.id for one in flow.delete(first, behind) if one.kind == "footnote")


def _taken(text: str) -> str:
    """Return a text as a document has it; ToolError where it would not hold all of it."""
    taken = cleaned(text)
    if taken != text.replace("\r\n", "\n"):
        raise ToolError("invalid_arguments", f"A document has no control characters as in {shown(text, 200)}.")
    return taken
