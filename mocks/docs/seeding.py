"""Set-up tools of Docs, and what Drive calls when it has changed or dropped a document's file."""

from typing import Annotated

from pydantic import Field

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import normalise
from ..common.file_records import DOCUMENT, FOLDER, File, Revision
from ..common.moments import MINUTE
from ..common.zones import read_moment
from ..service import INTERNAL, tool
from .base import DocsBase
from .draft import Draft, Kept, from_text
from .flow import paragraph
from .records import Document, Segment, TextStyle
from .settling import settle_all
from .units import cleaned

Ago = Annotated[int, Field(ge=0)]

UNSEEN = TextStyle(foreground="#ffffff", size=1_000)
"""How text looks that nobody sees on white paper."""


class Seeding(DocsBase):
    """What world builders, task files and Drive call."""

    @tool("write", seconds=0, faces=INTERNAL)
    def put_document(
        self,
        name: str,
        owner: str,
        text: str,
        id: str = "",
        folder: str = "root",
        date: str = "",
        minutes_ago: Ago = 0,
        modifier: str = "",
        tabs: tuple[tuple[str, str], ...] = (),
        created: str = "",
        revision: str = "",
        hidden: tuple[str, ...] = (),
    ) -> Json:
        """Put a document whose body is Markdown; in a shared drive `owner` is who made it.

        `tabs` are further tabs: [title, Markdown] pairs. `date` is when it was last modified. `revision` is the id of
        its only revision. `hidden` are paragraphs behind the body in white letters of one point, which who looks at it
        does not see.
        """
        if id in self.files:
            raise ToolError("already_exists", f"There is a file {shown(id)} already.")
        who, when = normalise(owner), self._then(date, minutes_ago)
        by = normalise(modifier) or who
        if folder in ("", "root"):
            parent, drive = self.my_root(who), ""
        else:
            above = self.files.get(folder)
            if above is None or above.type != FOLDER:
                raise ToolError("not_found", f"There is no folder {shown(folder)}.")
            parent, drive = folder, above.drive
        identity = id or self.tx.new_id("doc")
        draft = Draft(identity, from_text(identity, text, revision=0))
        first = draft.tab().body
        unseen = [paragraph(line, look=UNSEEN) for text in hidden for line in cleaned(text).split("\n")]
        first.splice(len(first.blocks), len(first.blocks), unseen)
        for number, (title, body) in enumerate(tabs, 1):
            draft.add_tab(title, body, number)
        content = draft.text().encode()
        blob, head = self.tx.put_blob(content), revision or self.tx.new_id("rev")
        self.files.put(identity, File(
            name=name, type=DOCUMENT, parent=parent, drive=drive, owner="" if drive else who, blob=blob,
            size=len(content), created=min(when, read_moment(created, "UTC")) if created else when, creator=who,
            modified=when, modifier=by, original_name=name, head=head,
        ))
        self.revisions.put(head, Revision(file=identity, number=1, blob=blob, size=len(content), type=DOCUMENT,
                                          modified=when, modifier=by, name=name))
        self.store(draft, save=False)
        return {"id": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_suggestion(self, file: str, author: str, find: str, replace_with: str, date: str = "", id: str = "",
                       minutes_ago: Ago = 0) -> Json:
        """Put an open suggestion of somebody to replace every occurrence of a text, or to delete it."""
        if normalise(author) != self.principal:  # what is suggested is its author's: the call is made once more as he
            arguments: dict[str, Json] = {"file": file, "author": author, "find": find, "replace_with": replace_with,
                                          "date": date, "id": id, "minutes_ago": minutes_ago}
            outcome = self.tx.call(Call.of("docs.put_suggestion", arguments),
                                   actor=self.tx.actor.replace(principal=normalise(author)))
            if not outcome.ok:
                raise ToolError(outcome.code, outcome.message)
            return outcome.value
        if id in self.suggestions:
            raise ToolError("already_exists", f"There is a suggestion {shown(id)} already.")
        made = self.run(file, ({"replaceAllText": {
            "containsText": {"text": find, "matchCase": True}, "replaceText": replace_with}},), mode="SUGGEST",
            suggestion=id)
        if "suggestion_id" not in made:
            raise ToolError("not_found", f"The document does not hold {shown(find)}.")
        identity = str(made["suggestion_id"])
        self.suggestions.update(identity, created=self._then(date, minutes_ago))
        return {"id": identity}

    def _then(self, date: str, minutes_ago: int) -> int:
        if date and minutes_ago:
            raise ToolError("invalid_arguments", "Give date or minutes_ago, not both.")
        return read_moment(date, "UTC") if date else self.tx.now - minutes_ago * MINUTE

    @tool("write", seconds=0, faces=INTERNAL)
    def adopt(self, file_id: str, text: str, type: str) -> Json:
        """Take a text that Drive has saved as a document's whole body: Markdown or plain text."""
        if type not in ("text/markdown", "text/plain"):
            raise ToolError("cannot_convert", f"A body is text/markdown or text/plain, not {shown(type)}.")
        self.document_for(file_id)
        old = self.documents.get(file_id) or Document(revision=0)
        kept = from_text(file_id, text, is_plain=type == "text/plain", revision=old.revision, counter=old.counter)
        self.store(Draft(file_id, kept), save=False)
        return {"id": file_id, "revision_id": self.revision(file_id)}

    @tool("write", seconds=0, faces=INTERNAL)
    def adopt_copy(self, file_id: str, source: str) -> Json:
        """Take a document's tabs with all that is in them as the body of its copy, whose text Drive has saved.

        What is only suggested is left out, and so are comments.
        """
        self.document_for(file_id)
        self.document_for(source)
        draft = self.draft(source)
        settle_all(draft, accept=False)
        tabs = tuple(one.tab.replace(file=file_id, ranges=tuple(
            place for place in one.tab.ranges if place.kind == "named")) for one in draft.ordered())
        segments = tuple(
            Segment.model_validate({"file": file_id, "tab": name, "segment": segment, "kind": one.kinds[segment],
                                    "blocks": tuple(flow.blocks)})
            for name, one in draft.tabs.items() for segment, flow in one.flows.items())
        kept = Kept(Document(revision=0, counter=draft.counter), tabs, segments, fresh=True)
        self.store(Draft(file_id, kept), save=False)
        return {"id": file_id, "revision_id": self.revision(file_id)}

    @tool("destroy", seconds=0, faces=INTERNAL)
    def forget(self, file_id: str) -> Json:
        """Drop the body of a document whose file is gone for good."""
        if file_id in self.documents:
            self.documents.remove(file_id)
        for _, identity in list(self.tabs.find("by_file", file_id)):
            self.tabs.remove(identity)
        for _, identity in list(self.segments.find("by_file", file_id)):
            self.segments.remove(identity)
        for _, identity in list(self.suggestions.find("by_file", file_id)):
            self.suggestions.remove(identity)
        return {"forgotten": file_id}
