"""Docs' tables, and what every Docs tool does with documents."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.tables import Index
from ..common.file_records import DOCUMENT, SHORTCUT, File, Role
from ..common.files import FileTables
from ..common.zones import local, local_text, read_moment
from ..service import Rows
from .draft import Draft, Kept, from_text
from .edit import Edit
from .records import Document, Segment, Suggestion, Tab, segment_id, tab_id
from .requests import SUGGESTIBLE, read_request
from .settling import settle

FileId: TypeAlias = Annotated[str, Field(min_length=1, max_length=400, description="id of a document in Drive")]
TabId: TypeAlias = Annotated[str, Field(max_length=100, description="id of a tab; empty: the first one")]
SegmentId: TypeAlias = Annotated[
    str, Field(max_length=100, description="id of a header, footer or footnote; empty: the body")
]
Revision: TypeAlias = Annotated[
    str, Field(max_length=420, description="refuse the edit unless the document is still at this revision_id")
]
At: TypeAlias = Annotated[int, Field(ge=0, le=100_000_000, description="in UTF-16 code units, as docs.read shows")]
RequestList: TypeAlias = Annotated[
    tuple[dict[str, Any], ...],
    Field(min_length=1, max_length=1_000, examples=[
        [{"insertText": {"location": {"index": 1}, "text": "Hello\n"}}],
        [{"replaceAllText": {"containsText": {"text": "old", "matchCase": True}, "replaceText": "new"}},
         {"updateTextStyle": {"range": {"startIndex": 1, "endIndex": 5}, "textStyle": {"bold": True},
                              "fields": "bold"}}],
        [{"insertTable": {"rows": 2, "columns": 3, "endOfSegmentLocation": {}}}],
    ]),
]
MOST = 4_000_000
"""Code units in a document at the most. Docs allows 1.02 million characters; ours counts all tabs and marks."""


class RequestError(ToolError):
    """Refuses a batch for one of its requests: the `number`-th from 0, of a `kind`, for a `reason`."""

    def __init__(self, number: int, kind: str, error: ToolError) -> None:
        super().__init__(error.code, error.message)
        self.number, self.kind, self.reason = number, kind, error.message


class DocsBase(FileTables):
    """The tables of the Docs service beside those of files, and the moves that tools are made of."""

    name = "docs"
    documents = Rows(Document)
    tabs = Rows(Tab, by_file=Index[Tab](lambda row: (row.file,), lambda row: row.tab))
    segments = Rows(Segment, by_file=Index[Segment](lambda row: (row.file,), lambda row: f"{row.tab} {row.segment}"))
    suggestions = Rows(
        Suggestion, by_file=Index[Suggestion](lambda row: (row.file,), lambda row: row.created),
    )

    # --- documents -----------------------------------------------------------------------------------------------

    def document_for(self, file: str, role: Role = "reader") -> File:
        """Return the file of a document that the caller has a role on; it can be edited unless `reader` is asked."""
        row = self.file_for(file, role)
        if row.type == SHORTCUT and row.target in self.files:
            raise ToolError("not_a_document", f"{shown(row.name)} is a shortcut to {row.target}; use that id.")
        if row.type != DOCUMENT:
            raise ToolError("not_a_document", f"{shown(row.name)} is no document but {row.type}.")
        if role != "reader":
            if row.locked and not self.unbound:
                raise ToolError("locked", f"{shown(row.name)} is locked against changes by {row.locked_by}.")
            if self.in_trash(file):
                raise ToolError("in_trash", f"{shown(row.name)} is in the trash; take it out first.")
        return row

    def kept(self, file: str) -> Kept:
        """Return a document's rows; where Drive has a newer text, or there never was a body, they come from that."""
        row, document = self.files[file], self.documents.get(file)
        if document is not None and document.blob == row.blob:
            return Kept(document, tuple(self.tabs.found("by_file", file)), tuple(self.segments.found("by_file", file)))
        text = self.tx.blob(row.blob).decode(errors="replace") if row.blob else ""
        revision = 1 if document is None else document.revision + 1
        return from_text(file, text, revision=revision, counter=document.counter if document else 0)

    def draft(self, file: str) -> Draft:
        """Return a document to read or edit."""
        return Draft(file, self.kept(file))

    def revision(self, file: str) -> str:
        """Return the id of a document's revision."""
        document = self.documents.get(file)
        if document is None:
            return f"{file}@1"
        return f"{file}@{document.revision + (document.blob != self.files[file].blob)}"

    def store(self, draft: Draft, *, save: bool = True) -> None:
        """Keep an edited document: the rows that have changed, and its text for Drive.

        `save` is false where Drive has the text already, as after a suggestion, which leaves the text as it was.
        """
        file = draft.file
        if sum(flow.end for tab in draft.tabs.values() for flow in tab.flows.values()) > MOST:
            raise ToolError("too_large", f"A document has {MOST} UTF-16 code units at the most.")
        if save:
            self.save_body(file, draft.text())
        self._settle(draft)
        wanted_tabs = {tab_id(file, name) for name in draft.tabs}
        wanted = {segment_id(file, tab, name) for tab, one in draft.tabs.items() for name in one.flows}
        for _, identity in list(self.tabs.find("by_file", file)):
            if identity not in wanted_tabs:
                self.tabs.remove(identity)
        for _, identity in list(self.segments.find("by_file", file)):
            if identity not in wanted:
                self.segments.remove(identity)
        for name, one in draft.tabs.items():
            if draft.fresh_rows or one.tab is not one.old:
                self.tabs.put(tab_id(file, name), one.tab)
            for segment, flow in one.flows.items():
                identity = segment_id(file, name, segment)
                if draft.fresh_rows or flow.changed:
                    self.segments.put(identity, Segment.model_validate({
                        "file": file, "tab": name, "segment": segment, "kind": one.kinds[segment],
                        "blocks": tuple(flow.blocks),
                    }))
        self.documents.put(file, Document(revision=draft.document.revision + 1, counter=draft.counter,
                                          blob=self.files[file].blob))

    def _settle(self, draft: Draft) -> None:
        """Close the open suggestions of which the text holds nothing any more."""
        waiting = [identity for _, identity in self.suggestions.find("by_file", draft.file)
                   if self.suggestions[identity].status == "open"]
        held = draft.suggestions() if waiting else set()
        for identity in waiting:
            if identity not in held:
                self.suggestions.update(identity, status="deleted", decided_at=self.tx.now, decided_by=self.principal)

    # --- edits ---------------------------------------------------------------------------------------------------

    def check_revision(self, file: str, required: str, target: str = "") -> None:
        """Refuse to write to another revision than the caller knows."""
        now = self.revision(file)
        for wanted in (required, target):
            if wanted and wanted != now:
                raise ToolError("revision_changed", f"The document is at revision {now}, not at {shown(wanted)}: it "
                                                    "has been edited since. Read it again.")

    def run(self, file: str, requests: tuple[dict[str, Any], ...], *, mode: Literal["EDIT", "SUGGEST"] = "EDIT",
            required: str = "", target: str = "", role: Role = "writer", suggestion: str = "") -> dict[str, Json]:
        """Carry a batch out, all of it or nothing; RequestError has the number of the request that failed.

        `suggestion` is the id that a new suggestion gets; by default one is made.
        """
        self.document_for(file, "commenter" if mode == "SUGGEST" else role)
        self.check_revision(file, required, target)
        draft = self.draft(file)
        edit = Edit(draft, _HostOf(self, file, suggestion), suggesting=mode == "SUGGEST")
        replies: list[Json] = []
        for number, data in enumerate(requests):
            try:
                name, request = read_request(data)
                if edit.suggesting and not request.can_suggest:
                    raise ToolError("cannot_suggest", f"{name} cannot be suggested; {', '.join(SUGGESTIBLE)} can.")
                replies.append(request.apply(edit))
            except ToolError as error:
                raise RequestError(number, next(iter(data), ""), error) from None
        if draft.changed or edit.made:
            self.store(draft, save=mode == "EDIT")
        out: dict[str, Json] = {"id": file, "revision_id": self.revision(file)}
        if edit.made:
            out["suggestion_id"] = edit.made
        if any(replies):
            out["replies"] = replies
        return out

    # --- what the caller sees ------------------------------------------------------------------------------------

    def zone(self) -> str:
        """Return the caller's time zone, as the directory has it."""
        persons = self.tx.read("people.persons")
        for _, identity in persons.find("by_email", self.principal):
            return str(persons[identity].time_zone)
        return "UTC"

    def when(self, moment: int) -> str:
        """Return a time as ISO text in the caller's zone."""
        return local_text(moment, self.zone())


class _HostOf:
    """What requests need of the service, for one document."""

    def __init__(self, docs: DocsBase, file: str, suggestion: str) -> None:
        self._docs = docs
        self._file = file
        self._suggestion = suggestion

    def person_name(self, address: str) -> str:
        """Return the name of a person, or an empty text."""
        persons = self._docs.tx.read("people.persons")
        for _, identity in persons.find("by_email", address):
            return str(persons[identity].name)
        return ""

    def linked_file(self, uri: str) -> tuple[str, str]:
        """Return name and type of the file whose id is part of a link, empty where the caller cannot open it."""
        for part in uri.replace("=", "/").replace("?", "/").replace("&", "/").split("/"):
            row = self._docs.files.get(part)
            if row is not None and (self._docs.unbound or self._docs.access_to(part) is not None):
                return row.name[:200], row.type
        return "", ""

    def day(self, moment: str, zone: str) -> tuple[int, int, int, int, int]:
        """Return year, month, day, hour and minute of a time in a zone."""
        at = local(read_moment(moment, zone), zone)
        return at.year, at.month, at.day, at.hour, at.minute

    def suggest(self, tab: str) -> str:
        """Return the id of the caller's new suggestion."""
        identity = self._suggestion or self._docs.tx.new_id("suggest")
        self._docs.suggestions.put(identity, Suggestion(
            file=self._file, tab=tab, author=self._docs.principal, created=self._docs.tx.now,
        ))
        return identity

    def decide(self, draft: Draft, suggestion: str, verdict: str) -> None:
        """Accept, reject or delete a suggestion; only its author may delete it."""
        docs = self._docs
        row = docs.suggestions.get(suggestion)
        if row is None or row.file != self._file or row.status != "open":
            open_ones = [one for _, one in docs.suggestions.find("by_file", self._file)
                         if docs.suggestions[one].status == "open"]
            raise ToolError("not_found", f"There is no open suggestion {shown(suggestion)} in this document; there are "
                                         f"{', '.join(open_ones[:20]) or 'none'}.")
        if verdict == "deleted" and row.author != docs.principal and not docs.unbound:
            raise ToolError("permission_denied", f"That was suggested by {row.author}; only who made a suggestion "
                                                 "deletes it. It can be rejected.")
        settle(draft, suggestion, accept=verdict == "accepted")
        docs.suggestions.update(suggestion, status=verdict, decided_by=docs.principal, decided_at=docs.tx.now)

    def remark(self, tool: str, **arguments: Json) -> dict[str, Json]:
        """Do something with comments as the caller, with the tool of Drive's that does it."""
        if not self._docs.tx.offers(tool):
            raise ToolError("unsupported", "Comments are kept by Drive, which this world does not have.")
        outcome = self._docs.tx.call(Call.of(tool, arguments))
        if not outcome.ok:
            raise ToolError(outcome.code, outcome.message)
        value = outcome.value
        assert isinstance(value, dict)
        return value

