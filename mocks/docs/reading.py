"""Docs tools that read: the text with its indexes, the outline, a search, suggestions, other forms."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import may
from ..common.file_records import File
from ..common.lines import clipped, listed, page_of
from ..service import INTERNAL, REST, tool
from .base import At, DocsBase, FileId, SegmentId, TabId
from .docx_words import DOCX
from .draft import Draft, TabDraft
from .flow import Flow
from .forms import CONTENTS, element_text, plain_line
from .records import ELEMENT, Block, Element, Run, TextStyle
from .requests_text import occurrences
from .settling import settle_all
from .units import narrow, runs_of, units, wide
from .vendor_out import document

LINES = 200
CHARACTERS = 16_000
LINE = 3_000
FORMS = {"markdown": "text/markdown", "text": "text/plain", "html": "text/html"}


class Reading(DocsBase):
    """Tools that change nothing."""

    @tool("read")
    def read(
        self,
        file_id: FileId,
        tab_id: TabId = "",
        segment_id: SegmentId = "",
        start_index: At = 0,
        styles: Annotated[bool, Field(description="also show how stretches of text are styled")] = False,
    ) -> Json:
        """Read a document with the index at which each paragraph begins, which edits need.

        Lines are [index, kind, text]: kind is the named style, `bullet` or `number` with its level, or a mark such as
        `table`. Cells of a table are lines with `row,column`. An element such as a chip counts one index and is shown
        in braces; what is suggested stands in {+ +} to be inserted and in {- -} to be deleted, marks that count no
        index. Where `next_index` is given, read on with it as start_index.
        """
        row = self.document_for(file_id)
        draft = self._seen(file_id)
        tab = draft.tab(tab_id)
        flow = tab.segment(segment_id)
        lines, following = _lines(tab, flow, start_index, styles=styles)
        out: dict[str, Json] = {
            "id": file_id, "name": clipped(row.name, 200), "revision_id": self.revision(file_id), "end_index": flow.end,
            "lines": lines,
        }
        if following:
            out["next_index"] = following
        others = [one for one in draft.ordered() if one is not tab]
        if others:
            out["other_tabs"] = listed([f"{one.tab.tab} {one.tab.title}" for one in others], 20, 80)
        named = {name: kind for name, kind in tab.kinds.items() if name}
        if named and not segment_id:
            out["segments"] = listed([f"{name} ({kind})" for name, kind in named.items()], 50, 100)
        if not start_index:
            ranges = [one for one in tab.tab.ranges if any(piece.segment == segment_id for piece in one.pieces)]
            if ranges:
                out["ranges"] = listed([
                    f"{one.id} {one.name or 'comment'} {' '.join(f'{at.start}-{at.end}' for at in one.pieces)}"
                    for one in ranges], 50, 200)
        return out

    @tool("read", faces=REST)
    def get_document(
        self,
        file_id: FileId,
        include_tabs_content: Annotated[bool, Field(description="all tabs, and not the first alone")] = False,
        suggestions_view_mode: Literal["DEFAULT_FOR_CURRENT_ACCESS", "SUGGESTIONS_INLINE",
                                       "PREVIEW_SUGGESTIONS_ACCEPTED", "PREVIEW_WITHOUT_SUGGESTIONS"
                                       ] = "DEFAULT_FOR_CURRENT_ACCESS",
    ) -> Json:
        """Return a whole document as Google's documents.get does: its tree of structural elements with their indexes.

        By default who may comment sees what is suggested, and who may only read sees the text without it.
        """
        row, mode = self.document_for(file_id), suggestions_view_mode
        if mode == "DEFAULT_FOR_CURRENT_ACCESS":
            mode = "SUGGESTIONS_INLINE" if self._sees_suggestions(file_id) else "PREVIEW_WITHOUT_SUGGESTIONS"
        elif mode != "PREVIEW_WITHOUT_SUGGESTIONS":
            self._must_see_suggestions(file_id, row)
        draft = self.draft(file_id)
        if mode != "SUGGESTIONS_INLINE":
            settle_all(draft, accept=mode == "PREVIEW_SUGGESTIONS_ACCEPTED")
        return document(file_id, row.name, self.revision(file_id), mode, draft, tabs=include_tabs_content)

    @tool("read")
    def outline(self, file_id: FileId) -> Json:
        """List a document's tabs, with the headings and tables of each and the index at which they begin."""
        row = self.document_for(file_id)
        tabs: list[Json] = []
        room = LINES
        for one in self._seen(file_id).ordered():
            heads: list[Json] = []
            for number, block in enumerate(one.body.blocks):
                at = one.body.start(number)
                if block.kind == "paragraph" and block.style.named != "NORMAL_TEXT" and len(block.text) > 1:
                    heads.append([at, block.style.named, clipped(_said(wide(block.text), block, 0), 120)])
                elif block.kind == "table":
                    heads.append([at, "table", f"{len(block.columns)} columns"])
            entry: dict[str, Json] = {"tab_id": one.tab.tab, "title": clipped(one.tab.title, 60),
                                      "end_index": one.body.end, "headings": heads[:room]}
            if one.tab.parent:
                entry["parent"] = one.tab.parent
            if len(heads) > room:
                entry["more_headings"] = len(heads) - room
            room = max(0, room - len(heads))
            tabs.append(entry)
        return {"id": file_id, "name": clipped(row.name, 200), "tabs": tabs}

    @tool("read")
    def find(
        self,
        file_id: FileId,
        text: Annotated[str, Field(min_length=1, max_length=1_000)],
        match_case: bool = False,
        max_results: Annotated[int, Field(ge=1, le=100)] = 20,
        skip: Annotated[int, Field(ge=0, le=1_000_000, description="occurrences to pass over")] = 0,
    ) -> Json:
        """Find a text within the paragraphs of a document, all tabs and segments; gives ranges and context.

        In the context, elements and what is suggested are marked as docs.read marks them.
        """
        self.document_for(file_id)
        found: list[Json] = []
        total = 0
        for tab in self._seen(file_id).ordered():
            for name, flow in tab.flows.items():
                for start, end in occurrences(flow, text, case=match_case):
                    total += 1
                    if skip < total <= skip + max_results:
                        found.append(_hit(tab, name, flow, start, end))
        out: dict[str, Json] = {"found": total, "matches": found}
        if total > skip + max_results:
            out["next_skip"] = skip + max_results
        return out

    @tool("read")
    def export(
        self,
        file_id: FileId,
        form: Literal["markdown", "text", "html"] = "markdown",
        offset: Annotated[int, Field(ge=0, le=100_000_000)] = 0,
    ) -> Json:
        """Give a whole document as Markdown, plain text or HTML; read on with `next_offset`.

        Open suggestions are left out.
        """
        self.document_for(file_id)
        text, following = page_of(self.draft(file_id).text(FORMS[form]), offset)
        out: dict[str, Json] = {"id": file_id, "text": text}
        if following:
            out["next_offset"] = following
        return out

    @tool("read")
    def list_suggestions(
        self,
        file_id: FileId,
        skip: Annotated[int, Field(ge=0, le=100_000)] = 0,
    ) -> Json:
        """List the open suggestions in a document: who made them, and what each would insert, delete or restyle.

        Whoever may only read a document does not see them.
        """
        self._must_see_suggestions(file_id, self.document_for(file_id))
        draft = self.draft(file_id)
        waiting = [identity for _, identity in self.suggestions.find("by_file", file_id)
                   if self.suggestions[identity].status == "open"]
        page = waiting[skip : skip + 20]
        changes: dict[str, list[Json]] = {identity: [] for identity in page}
        for tab in draft.ordered():
            for name, flow in tab.flows.items():
                for number, block in enumerate(flow.blocks):
                    _suggested(tab.tab.tab, name, flow.start(number), block, changes)
        out: dict[str, Json] = {"suggestions": [
            {"id": identity, "author": self.suggestions[identity].author,
             "created": self.when(self.suggestions[identity].created), "changes": changes[identity][:20],
             **({"more_changes": len(changes[identity]) - 20} if len(changes[identity]) > 20 else {})}
            for identity in page]}
        if len(waiting) > skip + 20:
            out["next_skip"] = skip + 20
        return out

    def _sees_suggestions(self, file: str) -> bool:
        return self.unbound or may(self.access_to(file), "commenter")

    def _must_see_suggestions(self, file: str, row: File) -> None:
        if not self._sees_suggestions(file):
            raise ToolError("permission_denied", f"Only who may comment on {shown(row.name)} sees what is suggested "
                                                 "in it; you are reader of it.")

    def _seen(self, file: str) -> Draft:
        """Return a document as the caller sees it: without its open suggestions if he may only read it."""
        draft = self.draft(file)
        if len(self.suggestions.find("by_file", file)) and not self._sees_suggestions(file):
            settle_all(draft, accept=False)
        return draft

    @tool("read", seconds=0, faces=INTERNAL)
    def render(self, file_id: str, type: str) -> Json:
        """Give a document's text in another form, for Drive."""
        self.document_for(file_id)
        if type not in FORMS.values():
            known = [*FORMS.values(), *([DOCX] if self.tx.offers("docs.render_docx") else [])]
            raise ToolError("cannot_convert", f"A document cannot be given as {shown(type)}; it can be given as "
                                              f"{', '.join(sorted(known))}.")
        return {"text": self.draft(file_id).text(type)}


def _lines(tab: TabDraft, flow: Flow, begin: int, *, styles: bool) -> tuple[list[Json], int]:
    """Return the lines of a segment from an index on, and where the next begin (0: nowhere)."""
    out: list[Json] = []
    room = CHARACTERS
    number = 0
    where: list[tuple[int, int]] = []
    while number < len(flow.blocks):
        block, at = flow.blocks[number], flow.start(number)
        prefix = ""
        if block.kind == "table":
            where.append((-1, -1))
        elif block.kind == "row":
            where[-1] = (where[-1][0] + 1, -1)
        elif block.kind == "cell":
            where[-1] = (where[-1][0], where[-1][1] + 1)
        elif block.kind == "table_end":
            where.pop()
        elif where:
            prefix = f"{where[-1][0]},{where[-1][1]} "
        number += 1
        size = flow.start(number) - at
        if at + size <= begin or block.kind in ("row", "cell", "table_end", "contents_end"):
            continue
        cut = max(0, begin - at)
        if len(out) >= LINES or room <= 0:
            return out, at + cut
        if block.kind != "paragraph":
            out.append([at, block.kind, CONTENTS if block.kind == "contents" else
                        f"{len(block.columns)} columns" if block.kind == "table" else ""])
            continue
        body = wide(block.text)
        part = body[cut : cut + LINE]
        if part and "\ud800" <= part[-1] <= "\udbff":
            part = part[:-1]
        if "\udc00" <= part[:1] <= "\udfff":
            part = f"\ufffd{part[1:]}"
        line: list[Json] = [at + cut, (prefix + _kind(tab, block)).rstrip(), _said(part, block, cut)]
        if styles and (looks := _looks(block, at)):
            line.append(looks)
        out.append(line)
        room -= len(part) + 40
        if cut + len(part) < size:
            return out, at + cut + len(part)
    return out, 0


def _kind(tab: TabDraft, block: Block) -> str:
    named = "" if block.style.named == "NORMAL_TEXT" else block.style.named
    if not block.list:
        return named
    mark = "number" if tab.presets.get(block.list, "").startswith("NUMBERED") else "bullet"
    return f"{mark} {block.level} {named}".rstrip()


def _said(part: str, block: Block, cut: int) -> str:
    """Return a part of a paragraph, in code units, with its elements written out and what is suggested marked."""
    if ELEMENT not in part and not _has_suggestions(block):
        return _line(part)
    out: list[str] = []
    last, at = "", 0
    for run in runs_of(block.runs, len(part)):
        text = part[max(at - cut, 0) : max(at + run.length - cut, 0)]
        at += run.length
        if not text:
            continue
        mark = "-" if run.deleted else "+" if run.inserted else ""
        if mark != last:
            out.append(f"{last and f'{last}}}'}{mark and f'{{{mark}'}")
        last = mark
        out.append(_braced(run.element) if run.element is not None else _line(text))
    return "".join(out) + (last and f"{last}}}")


def _has_suggestions(block: Block) -> bool:
    return any(run.inserted or run.deleted for run in block.runs)


def _line(part: str) -> str:
    return narrow(part).removesuffix("\n").replace("\v", "\\v")


def _braced(one: Element) -> str:
    said = element_text(one)
    return f"{{{one.kind}{f' {one.id}' if one.id else ''}{f': {clipped(said, 80)}' if said else ''}}}"


def _looks(block: Block, at: int) -> list[Json]:
    out: list[Json] = []
    for run in block.runs:
        said = style_words(run.style)
        if said and len(out) < 20:
            out.append(f"{at}-{at + run.length} {clipped(said, 200)}")
        at += run.length
    return out


def style_words(style: TextStyle) -> str:
    """Return a text style in words: `bold, size 12.5`."""
    out: list[str] = []
    for name, value in style:
        if name == "size" and value:
            out.append(f"size {value // 1000}{f'.{value % 1000:03}'.rstrip('0').rstrip('.')}")
        elif value is True:
            out.append(name)
        elif value is False:
            out.append(f"not {name}")
        elif value:
            out.append(f"{name} {value}")
    return ", ".join(out)


def _hit(tab: TabDraft, segment: str, flow: Flow, start: int, end: int) -> Json:
    number = flow.block_at(start)
    behind, block = flow.start(number), flow.blocks[number]
    body = wide(block.text)
    first = max(0, start - behind - 40)
    first += "\udc00" <= body[first] <= "\udfff"
    last = min(len(body), end - behind + 40)
    last -= "\ud800" <= body[last - 1] <= "\udbff"
    out: dict[str, Json] = {"start_index": start, "end_index": end, "tab_id": tab.tab.tab,
                            "context": clipped(_said(body[first:last], block, first), 1_200)}
    if segment:
        out["segment_id"] = segment
    return out


def _suggested(tab: str, segment: str, at: int, block: Block, changes: dict[str, list[Json]]) -> None:
    """Add to `changes` what the suggestions among its keys would do to a paragraph."""
    def add(suggestion: str, what: str, start: int, end: int, text: str) -> None:
        if suggestion in changes:
            entry: dict[str, Json] = {"does": what, "start_index": start, "end_index": end, "tab_id": tab,
                                      "text": clipped(text, 200)}
            if segment:
                entry["segment_id"] = segment
            changes[suggestion].append(entry)

    if block.kind != "paragraph":
        return
    for one in block.restyled:
        add(one.suggestion, f"set {', '.join(one.fields)} of the paragraph", at, at + units(block.text),
            plain_line(block))
    if not block.runs:
        return
    body, offset = wide(block.text), 0
    for run in runs_of(block.runs, len(body)):
        text = narrow(body[offset : offset + run.length]).replace(ELEMENT, _elements(run))
        start, end = at + offset, at + offset + run.length
        for one_id in run.inserted:
            add(one_id, "insert", start, end, text)
        for one_id in run.deleted:
            add(one_id, "delete", start, end, text)
        for restyle in run.restyled:
            add(restyle.suggestion, f"set {', '.join(restyle.fields)}: {style_words(restyle.style)}", start, end, text)
        offset += run.length


def _elements(run: Run) -> str:
    return f"{{{run.element.kind}}}" if run.element is not None else ""
