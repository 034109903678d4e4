"""Drive tools for revisions: a file's older contents."""

from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import EDITORS, File, Revision
from ..common.files import KEPT_FOR
from ..service import REST, tool
from .base import FileId, PageSize, PageToken
from .sharing import Sharing

RevisionId = Annotated[str, Field(min_length=1, max_length=80)]


class History(Sharing):
    """Looks at older contents, brings them back, keeps them or throws them away."""

    @tool("read")
    def list_revisions(self, file_id: FileId, max_results: PageSize = 20, page_token: PageToken = "") -> Json:
        """List a file's revisions, newest first: id, when, by whom, size. Read one with drive.read_content."""
        self.must(file_id, "read_revisions", "looked into for revisions")
        start = int(page_token) if page_token.isascii() and page_token.isdecimal() else 0
        if page_token and not start:
            raise ToolError("invalid_page_token", f"{shown(page_token)} is no page token of revisions.")
        head = self.files[file_id].head
        found = [
            (identity, self.revisions[identity])
            for _, identity in self.revisions.find("by_file", file_id).below((start or 10**12, ""))
        ]
        out: dict[str, Json] = {"revisions": [self._line(one, row, head) for one, row in found[:max_results]]}
        if len(found) > max_results:
            out["next_page_token"] = str(found[max_results - 1][1].number)
        return out

    def _line(self, identity: str, row: Revision, head: str) -> Json:
        out: dict[str, Json] = {"id": identity, "modified": self.when(row.modified), "by": row.modifier,
                                "type": row.type, "size": row.size}
        for name, given in (("newest", identity == head), ("kept_forever", row.keep_forever),
                            ("published", row.published)):
            if given:
                out[name] = True
        return out

    @tool("write", seconds=2)
    def restore_revision(self, file_id: FileId, revision_id: RevisionId) -> Json:
        """Make an older revision's content the file's content again, as a new revision; nothing is lost by it."""
        row = self.must(file_id, "modify_content", "edited")
        self.not_trashed(file_id, row)
        old = self._revision(file_id, row, revision_id)
        if revision_id == row.head:
            raise ToolError("nothing_to_do", "That is the newest revision.")
        new = self.save(file_id, self.tx.blob(old.blob), type=old.type if row.type not in EDITORS else "")
        self.content_changed(file_id)
        return {"id": file_id, "revision": new, "restored_from": revision_id}

    @tool("write", faces=REST)
    def update_revision(
        self, file_id: FileId, revision_id: RevisionId, keep_forever: bool | None = None,
        published: Annotated[bool | None, Field(description="of an editor's document: on the web")] = None,
        published_outside: bool | None = None,
    ) -> Json:
        """Keep a revision forever or let it go after 30 days; publish one of an editor's document, or take it back."""
        row = self.must(file_id, "modify_content", "edited")
        old = self._revision(file_id, row, revision_id)
        if keep_forever:
            self.keep(file_id, revision_id)
        elif keep_forever is False:
            self.revisions.update(revision_id, keep_forever=False)
            if revision_id != row.head:
                self.later("files.purge_revision", KEPT_FOR, revision=revision_id)
        if published is not None or published_outside is not None:
            if row.type not in EDITORS:
                raise ToolError("invalid_operation", "Only editors' documents can be published.")
            self.revisions.update(
                revision_id, published=old.published if published is None else published,
                published_outside=old.published_outside if published_outside is None else published_outside,
            )
        return self._line(revision_id, self.revisions[revision_id], row.head)

    @tool("destroy", faces=REST)
    def delete_revision(self, file_id: FileId, revision_id: RevisionId) -> Json:
        """Delete an older revision for good. The newest cannot be, nor can those of editors' documents."""
        row = self.must(file_id, "modify_content", "edited")
        self._revision(file_id, row, revision_id)
        if revision_id == row.head or row.type in EDITORS:
            raise ToolError("invalid_operation", "The newest revision and those of editors' documents cannot be "
                                                 "deleted.")
        self.revisions.remove(revision_id)
        return {"deleted": revision_id}

    def _revision(self, file: str, row: File, revision: str) -> Revision:
        found = self.revisions.get(revision)
        if found is None or found.file != file:
            raise ToolError("not_found", f"{shown(row.name)} has no revision {shown(revision)}; list them with "
                                         "drive.list_revisions.")
        return found
