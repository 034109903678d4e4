"""Docs tools that write: the common edits, made of the same requests as docs.batch_update."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import DOCUMENT, FOLDER, File, root_of
from ..common.files import MAX_DEPTH
from ..service import tool
from .base import At, DocsBase, FileId, RequestError, RequestList, Revision, SegmentId, TabId
from .draft import Draft
from .grid import check_cell, grid_at
from .markdown import read_markdown
from .records import Block, NamedStyleType

Text: TypeAlias = Annotated[str, Field(max_length=200_000)]
Some: TypeAlias = Annotated[str, Field(min_length=1, max_length=200_000)]
Mode: TypeAlias = Literal["EDIT", "SUGGEST"]
Color: TypeAlias = Annotated[str, Field(pattern="^(#[0-9a-fA-F]{6}|none)?$", description="#rrggbb; none: transparent",
                                   examples=["#cc0000", "none", ""])]
Cell: TypeAlias = Annotated[int, Field(ge=0, le=10_000, description="counted from 0")]


class Writing(DocsBase):
    """Tools that change a document."""

    @tool("write", seconds=2)
    def create(
        self,
        name: Annotated[str, Field(min_length=1, max_length=255, pattern="^[^\\x00-\\x1f\\x7f]*$")],
        text: Annotated[Text, Field(description="Markdown: headings, lists, tables, emphasis, links")] = "",
        folder_id: Annotated[str, Field(max_length=400, description="a folder; `root` is your My Drive")] = "root",
    ) -> Json:
        """Make a new document in Drive, with a body given as Markdown."""
        if folder_id in ("", "root", root_of(self.principal)):
            folder = self.my_root(self.principal)
        else:
            folder = folder_id
        above = self.file_for(folder, "writer")
        if above.type != FOLDER or self.in_trash(folder):
            raise ToolError("not_a_folder", f"{shown(above.name)} is no folder that takes new files.")
        if len(self.above(folder)) + 1 >= MAX_DEPTH:
            raise ToolError("too_deep", f"Folders are nested {MAX_DEPTH} deep at the most.")
        identity = self.tx.new_id("doc")
        self.files.put(identity, File(
            name=name, type=DOCUMENT, parent=folder, drive=above.drive, owner="" if above.drive else self.principal,
            created=self.tx.now, creator=self.principal, modified=self.tx.now, modifier=self.principal,
            original_name=name,
        ))
        draft = self.draft(identity)
        _append(draft, text, replacing=True)
        self.store(draft)
        return {"id": identity, "revision_id": self.revision(identity)}

    @tool("write", seconds=2)
    def append(self, file_id: FileId, text: Some, tab_id: TabId = "") -> Json:
        """Add Markdown at the end of a document: paragraphs, headings, lists, tables."""
        self.document_for(file_id, "writer")
        draft = self.draft(file_id)
        start = _append(draft, text, tab_id)
        self.store(draft)
        return {"id": file_id, "revision_id": self.revision(file_id), "start_index": start,
                "end_index": draft.tab(tab_id).body.end}

    @tool("write")
    def insert_text(
        self,
        file_id: FileId,
        index: At,
        text: Some,
        tab_id: TabId = "",
        segment_id: SegmentId = "",
        required_revision: Revision = "",
    ) -> Json:
        """Insert plain text at an index within a paragraph; a newline starts a new paragraph. Later text moves on."""
        return self.run(file_id, ({"insertText": {"location": _at(index, tab_id, segment_id), "text": text}},),
                        required=required_revision)

    @tool("write")
    def replace_text(
        self,
        file_id: FileId,
        find: Annotated[str, Field(min_length=1, max_length=10_000)],
        replace_with: Text,
        match_case: bool = True,
        tab_id: Annotated[str, Field(max_length=100, description="only in this tab; empty: in all")] = "",
        required_revision: Revision = "",
    ) -> Json:
        """Replace every occurrence of a text within paragraphs, in headers, footers and footnotes too."""
        criteria = {"tabsCriteria": {"tabIds": [tab_id]}} if tab_id else {}
        out = self.run(file_id, ({"replaceAllText": {
            "containsText": {"text": find, "matchCase": match_case}, "replaceText": replace_with, **criteria}},),
            required=required_revision)
        replies: Any = out.pop("replies")
        return {**out, "replaced": replies[0]["replaceAllText"]["occurrencesChanged"]}

    @tool("destroy")
    def delete_range(
        self,
        file_id: FileId,
        start_index: At,
        end_index: At,
        tab_id: TabId = "",
        segment_id: SegmentId = "",
        required_revision: Revision = "",
    ) -> Json:
        """Delete from start_index up to end_index, that one not included. A table goes whole or not at all."""
        return self.run(file_id, ({"deleteContentRange": {
            "range": _range(start_index, end_index, tab_id, segment_id)}},), required=required_revision)

    @tool("write")
    def format(
        self,
        file_id: FileId,
        start_index: At,
        end_index: At,
        bold: bool | None = None,
        italic: bool | None = None,
        underline: bool | None = None,
        strikethrough: bool | None = None,
        color: Color = "",
        background: Color = "",
        font: Annotated[str, Field(max_length=100)] = "",
        size: Annotated[int, Field(ge=0, le=400, description="in points; 0: as it is")] = 0,
        link: Annotated[str, Field(max_length=2_000)] = "",
        paragraph_style: NamedStyleType | Literal[""] = "",
        alignment: Literal["", "START", "CENTER", "END", "JUSTIFIED"] = "",
        bullets: Literal["", "BULLETED", "NUMBERED", "CHECKBOX", "NONE"] = "",
        tab_id: TabId = "",
        segment_id: SegmentId = "",
    ) -> Json:
        """Set the look of a range: of its text, and of the paragraphs that it touches. What is left out stays."""
        where = _range(start_index, end_index, tab_id, segment_id)
        requests: list[dict[str, Any]] = []
        text: dict[str, Any] = {name: value for name, value in (
            ("bold", bold), ("italic", italic), ("underline", underline), ("strikethrough", strikethrough),
        ) if value is not None}
        for name, value in (("foregroundColor", color), ("backgroundColor", background)):
            if value:
                text[name] = _color(value)
        if font:
            text["weightedFontFamily"] = {"fontFamily": font}
        if size:
            text["fontSize"] = {"magnitude": size, "unit": "PT"}
        if link:
            text["link"] = {"url": link}
        if text:
            requests.append({"updateTextStyle": {"range": where, "textStyle": text, "fields": ",".join(text)}})
        paragraph = {name: value for name, value in (("namedStyleType", paragraph_style), ("alignment", alignment))
                     if value}
        if paragraph:
            requests.append({"updateParagraphStyle": {"range": where, "paragraphStyle": paragraph,
                                                      "fields": ",".join(paragraph)}})
        if bullets == "NONE":
            requests.append({"deleteParagraphBullets": {"range": where}})
        elif bullets:
            requests.append({"createParagraphBullets": {"range": where, "bulletPreset": _PRESETS[bullets]}})
        if not requests:
            raise ToolError("invalid_arguments", "Say what to set: bold, color, paragraph_style, bullets or another.")
        return self.run(file_id, tuple(requests))

    @tool("write")
    def insert_table(
        self,
        file_id: FileId,
        index: At,
        rows: Annotated[tuple[tuple[Annotated[str, Field(max_length=5_000)], ...], ...], Field(
            min_length=1, max_length=200, description="the texts of the cells, row by row")],
        tab_id: TabId = "",
        required_revision: Revision = "",
    ) -> Json:
        """Insert a table with its texts at an index; a newline comes before it."""
        width = max(len(row) for row in rows)
        requests: list[dict[str, Any]] = [{"insertTable": {"rows": len(rows), "columns": width,
                                                           "location": _at(index, tab_id, "")}}]
        for row in range(len(rows) - 1, -1, -1):
            for column in range(len(rows[row]) - 1, -1, -1):
                if rows[row][column]:
                    place = index + 4 + row * (1 + 2 * width) + 2 * column
                    requests.append({"insertText": {"location": _at(place, tab_id, ""), "text": rows[row][column]}})
        out = self.run(file_id, tuple(requests), required=required_revision)
        out.pop("replies", None)
        return {**out, "table_start_index": index + 1}

    @tool("write")
    def edit_table_cell(
        self,
        file_id: FileId,
        table_start_index: At,
        row: Cell,
        column: Cell,
        text: Text,
        tab_id: TabId = "",
        required_revision: Revision = "",
    ) -> Json:
        """Replace all that a cell of a table holds by a text."""
        self.document_for(file_id, "writer")
        self.check_revision(file_id, required_revision)
        draft = self.draft(file_id)
        tab = draft.tab(tab_id)
        table = grid_at(tab.body, table_start_index)
        check_cell(table, row, column)
        start = tab.body.start(table.cells[row][column] + 1)
        end = tab.body.start(table.cell_end(row, column)) - 1
        requests: list[dict[str, Any]] = []
        if end > start:
            requests.append({"deleteContentRange": {"range": _range(start, end, tab_id, "")}})
        requests.append({"insertText": {"location": _at(start, tab_id, ""), "text": text}})
        return self.run(file_id, tuple(requests))

    @tool("write")
    def add_tab(
        self,
        file_id: FileId,
        title: Annotated[str, Field(min_length=1, max_length=50)],
        text: Annotated[Text, Field(description="Markdown")] = "",
        parent_tab_id: Annotated[str, Field(max_length=100, description="put it below this tab")] = "",
    ) -> Json:
        """Add a tab to a document, with a body given as Markdown."""
        look = {"title": title, "parentTabId": parent_tab_id}
        out = self.run(file_id, ({"addDocumentTab": {"tabProperties": look}},))
        replies: Any = out.pop("replies")
        name = str(replies[0]["addDocumentTab"]["tabProperties"]["tabId"])
        if text:
            draft = self.draft(file_id)
            _append(draft, text, name, replacing=True)
            self.store(draft)
        return {"id": file_id, "tab_id": name, "revision_id": self.revision(file_id)}

    @tool("destroy")
    def delete_tab(self, file_id: FileId, tab_id: Annotated[str, Field(min_length=1, max_length=100)]) -> Json:
        """Delete a tab of a document with all tabs below it. The last tab stays."""
        return self.run(file_id, ({"deleteTab": {"tabId": tab_id}},))

    @tool("write")
    def name_range(
        self,
        file_id: FileId,
        name: Annotated[str, Field(min_length=1, max_length=256)],
        start_index: At,
        end_index: At,
        tab_id: TabId = "",
        segment_id: SegmentId = "",
    ) -> Json:
        """Give a range a name; it goes with the text as that is edited."""
        return self.run(file_id, ({"createNamedRange": {
            "name": name, "range": _range(start_index, end_index, tab_id, segment_id)}},))

    @tool("write")
    def fill_range(
        self,
        file_id: FileId,
        name: Annotated[str, Field(min_length=1, max_length=256)],
        text: Text,
    ) -> Json:
        """Replace the content of every named range of a name by a text."""
        self.document_for(file_id, "writer")
        if not any(one.name == name for tab in self.draft(file_id).ordered() for one in tab.tab.ranges):
            raise ToolError("not_found", f"There is no range named {shown(name)}.")
        return self.run(file_id, ({"replaceNamedRangeContent": {"namedRangeName": name, "text": text}},))

    @tool("write")
    def add_footnote(self, file_id: FileId, index: At, text: Some, tab_id: TabId = "") -> Json:
        """Insert a footnote at an index, with its text."""
        out = self.run(file_id, ({"createFootnote": {"location": _at(index, tab_id, "")}},))
        replies: Any = out.pop("replies")
        name = str(replies[0]["createFootnote"]["footnoteId"])
        self.run(file_id, ({"insertText": {"location": _at(1, tab_id, name), "text": text}},))
        return {"id": file_id, "footnote_id": name, "revision_id": self.revision(file_id)}

    @tool("write")
    def set_header_or_footer(
        self, file_id: FileId, which: Literal["header", "footer"], text: Text, tab_id: TabId = ""
    ) -> Json:
        """Write the header or footer of all pages, made if there is none."""
        self.document_for(file_id, "writer")
        draft = self.draft(file_id)
        tab = draft.tab(tab_id)
        name = tab.tab.page.header if which == "header" else tab.tab.page.footer
        if not name:
            kind = f"create{which.capitalize()}"
            where = {"sectionBreakLocation": _at(0, tab_id, "")} if tab_id else {}
            replies: Any = self.run(file_id, ({kind: {"type": "DEFAULT", **where}},))["replies"]
            name = str(replies[0][kind][f"{which}Id"])
            draft = self.draft(file_id)
            tab = draft.tab(tab_id)
        requests: list[dict[str, Any]] = []
        if (end := tab.segment(name).end) > 1:
            requests.append({"deleteContentRange": {"range": _range(0, end - 1, tab_id, name)}})
        requests.append({"insertText": {"location": _at(0, tab_id, name), "text": text}})
        return {**self.run(file_id, tuple(requests)), "segment_id": name}

    @tool("write")
    def suggest(
        self,
        file_id: FileId,
        find: Annotated[str, Field(min_length=1, max_length=10_000)],
        replace_with: Text,
        match_case: bool = True,
    ) -> Json:
        """Suggest to replace every occurrence of a text, or to delete it; the owner can accept or reject that.

        Whoever may comment may suggest. Other changes are suggested by docs.batch_update with mode SUGGEST.
        """
        out = self.run(file_id, ({"replaceAllText": {
            "containsText": {"text": find, "matchCase": match_case}, "replaceText": replace_with}},), mode="SUGGEST")
        replies: Any = out.pop("replies")
        if not (count := replies[0]["replaceAllText"]["occurrencesChanged"]):
            raise ToolError("not_found", f"The document does not hold {shown(find)}.")
        return {**out, "suggested": count}

    @tool("write")
    def accept_suggestion(
        self, file_id: FileId, suggestion_id: Annotated[str, Field(min_length=1, max_length=100)]
    ) -> Json:
        """Accept a suggestion: its changes are made."""
        return self.run(file_id, ({"acceptSuggestion": {"suggestionId": suggestion_id}},))

    @tool("write")
    def reject_suggestion(
        self, file_id: FileId, suggestion_id: Annotated[str, Field(min_length=1, max_length=100)]
    ) -> Json:
        """Reject a suggestion: the text is as if it had not been made. Its author may do so with his own."""
        row = self.suggestions.get(suggestion_id)
        if row is not None and row.file == file_id and row.author == self.principal:
            return self.run(file_id, ({"rejectSuggestion": {"suggestionId": suggestion_id}},), role="commenter")
        return self.run(file_id, ({"rejectSuggestion": {"suggestionId": suggestion_id}},))

    @tool("write", seconds=2)
    def batch_update(
        self,
        file_id: FileId,
        requests: RequestList,
        mode: Annotated[Mode, Field(description="SUGGEST: as one suggestion, text and styles only")] = "EDIT",
        required_revision: Revision = "",
        target_revision: Annotated[str, Field(
            max_length=420, description="as required_revision: edits of others are not merged")] = "",
    ) -> Json:
        """Make many edits at once, in order, all or none, with the requests of Google Docs' documents.batchUpdate.

        Each sees the indexes that those before it leave, so write from the end to the beginning. An error names the
        request by its number from 0. Numbers with a fraction are given as text (`"10.5"`).
        """
        try:
            return self.run(file_id, requests, mode=mode, required=required_revision, target=target_revision)
        except RequestError as error:
            raise ToolError(error.code, f"Request {error.number} failed, and nothing was changed: {error.reason}"
                            ) from None


_PRESETS = {"BULLETED": "BULLET_DISC_CIRCLE_SQUARE", "NUMBERED": "NUMBERED_DECIMAL_ALPHA_ROMAN",
            "CHECKBOX": "BULLET_CHECKBOX"}


def _at(index: int, tab: str, segment: str) -> dict[str, Any]:
    return {"index": index, "tabId": tab, "segmentId": segment}


def _range(start: int, end: int, tab: str, segment: str) -> dict[str, Any]:
    return {"startIndex": start, "endIndex": end, "tabId": tab, "segmentId": segment}


def _color(value: str) -> dict[str, Any]:
    if value == "none":
        return {}
    parts = [int(value[at : at + 2], 16) for at in (1, 3, 5)]
    texts = [f"{(part * 1000 + 127) // 255 // 1000}.{(part * 1000 + 127) // 255 % 1000:03}" for part in parts]
    return {"color": {"rgbColor": dict(zip(("red", "green", "blue"), texts, strict=True))}}


def _append(draft: Draft, text: str, tab_id: str = "", *, replacing: bool = False) -> int:
    """Put Markdown at the end of a tab's body, or in the place of an empty one; return where it begins."""
    tab = draft.tab(tab_id)
    flow = tab.body
    parsed = read_markdown(text, draft.counter + 1)
    draft.counter += len(parsed.lists)
    if parsed.lists:
        tab.set(lists=(*tab.tab.lists, *parsed.lists))
    last = len(flow.blocks) - 1
    paragraph_first = bool(parsed.blocks) and parsed.blocks[0].kind == "paragraph"
    fill = flow.blocks[last].text == "\n" and (replacing or paragraph_first)
    start = flow.start(last) if fill else flow.end
    blocks: list[Block] = list(parsed.blocks)
    if not blocks:
        return start
    first = last if fill else last + 1
    if blocks[0].kind != "paragraph" and flow.blocks[first - 1].kind != "paragraph":
        blocks.insert(0, Block(text="\n"))
    if blocks[-1].kind != "paragraph":
        blocks.append(Block(text="\n"))
    flow.splice(first, len(flow.blocks), blocks)
    return start
