"""Set-up tools of Docs, and what Drive calls when it has changed or dropped a document's file."""

from typing import Annotated, Any

from pydantic import Field

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import normalise
from ..common.file_records import DOCUMENT, FOLDER, File, Revision
from ..common.zones import read_moment
from ..service import INTERNAL, tool
from .base import DocsBase
from .draft import Draft, from_text
from .records import Document

Ago = Annotated[int, Field(ge=0)]


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
    ) -> Json:
        """Put a document whose body is Markdown; in a shared drive `owner` is who made it.

        `tabs` are further tabs: [title, Markdown] pairs. `date` is when it was last modified. `revision` is the id of
        its only revision.
        """
        if id in self.files:
            raise ToolError("already_exists", f"There is a file {shown(id)} already.")
        if date and minutes_ago:
            raise ToolError("invalid_arguments", "Give date or minutes_ago, not both.")
        who, when = normalise(owner), read_moment(date, "UTC") if date else self.tx.now - minutes_ago * 60_000
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
    def put_suggestion(self, file: str, author: str, find: str, replace_with: str, date: str = "") -> Json:
        """Put an open suggestion of somebody to replace every occurrence of a text, or to delete it."""
        when = read_moment(date, "UTC") if date else self.tx.now
        call = Call.of("docs.suggest", {"file_id": file, "find": find, "replace_with": replace_with})
        outcome = self.tx.call(call, actor=self.tx.actor.replace(principal=normalise(author)))
        if not outcome.ok:
            raise ToolError(outcome.code, outcome.message)
        made: Any = outcome.value
        self.suggestions.update(made["suggestion_id"], created=when)
        return {"id": made["suggestion_id"]}

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
