"""Tools that take Word files in and give them out."""

import base64 as b64
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ..common.addresses import normalise
from ..common.contents import decoded
from ..common.file_records import Comment, Reply
from ..service import INTERNAL, tool
from .docx_in import ReadDocx, read_docx
from .docx_out import About, Note, write_docx
from .draft import Draft
from .records import Document
from .seeding import Seeding


class WordFiles(Seeding):
    """What Drive and imports call for Word files. They need the extra `docx`."""

    @tool("write", seconds=0, faces=INTERNAL)
    def put_docx(
        self,
        name: str,
        owner: str,
        base64: str,
        id: str = "",
        folder: str = "root",
        date: str = "",
        minutes_ago: Annotated[int, Field(ge=0)] = 0,
    ) -> Json:
        """Put a document made out of a Word file, with its comments; say what the document cannot hold."""
        identity = id or self.tx.new_id("doc")
        read = read_docx(identity, decoded(base64), revision=0)
        text = Draft(identity, read.kept).text()
        self.put_document(name, owner, text, id=identity, folder=folder, date=date, minutes_ago=minutes_ago)
        self._take(identity, read, owner, save=False)
        return {"id": identity, "defects": dict[str, Json](read.defects)}

    @tool("write", seconds=0, faces=INTERNAL)
    def adopt_docx(self, file_id: str, base64: str) -> Json:
        """Take a Word file that was given to Drive as a document's whole body."""
        self.document_for(file_id)
        old = self.documents.get(file_id) or Document(revision=0)
        read = read_docx(file_id, decoded(base64), revision=old.revision, counter=old.counter)
        self._take(file_id, read, self.principal, save=True)
        return {"id": file_id, "revision_id": self.revision(file_id), "defects": dict[str, Json](read.defects)}

    def _take(self, file: str, read: ReadDocx, owner: str, *, save: bool) -> None:
        self.store(Draft(file, read.kept), save=save)
        for remark in read.remarks:
            author = self._address(remark.author)
            text = remark.text if author else f"{remark.author or 'Somebody'}: {remark.text}"
            when = self.files[file].modified
            self.comments.put(self.tx.new_id("comment"), Comment(
                file=file, author=author or normalise(owner), text=text[:4_000], created=when, modified=when,
            ))

    def _address(self, name: str) -> str:
        """Return the address of the one person whom the directory has under a name; empty if there is none."""
        found = [row for row in self.tx.read("people.persons").rows() if row.name == name and row.emails]
        return normalise(str(found[0].emails[0])) if len(found) == 1 else ""

    @tool("read", seconds=0, faces=INTERNAL)
    def render_docx(self, file_id: str) -> Json:
        """Give a document as a Word file, as base64, for Drive: the same bytes for the same document."""
        row = self.document_for(file_id)
        about = About(title=row.name, author=row.creator, modifier=row.modifier, created=row.created,
                      modified=row.modified)
        return {"base64": b64.b64encode(write_docx(self.draft(file_id), about, self._notes(file_id))).decode()}

    def _notes(self, file: str) -> list[Note]:
        """Return the comments on a document that are open, each with its answers after it."""
        out: list[Note] = []
        for _, identity in self.comments.find("by_file", file):
            row = self.comments[identity]
            if row.deleted or row.resolved:
                continue
            thread: list[Comment | Reply] = [row, *self.replies.found("by_comment", identity)]
            for one in thread:
                if not one.deleted and one.text:
                    out.append(Note(self._name(one.author), one.text, one.created))
        return out

    def _name(self, address: str) -> str:
        persons = self.tx.read("people.persons")
        return next((str(persons[one].name) for _, one in persons.find("by_email", address)), address)
