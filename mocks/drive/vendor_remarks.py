"""Google Drive's methods of comments, replies and revisions."""

from html import escape
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import EDITORS, Comment, File, Reply, Revision
from ..common.vendor import Body, method, text_in
from .discussing import MAX_REMARK
from .vendor_files import Id, Page, VendorFiles
from .vendor_shapes import API_URL, Object, moment_in, utc

Remarks: TypeAlias = Annotated[int, Field(ge=1, le=100)]


class VendorRemarks(VendorFiles):
    """comments.*, replies.* and revisions.*"""

    # --- comments ------------------------------------------------------------------------------------------------

    @method("read", "drive.comments.list")
    def comments_list(
        self, file_id: Id, include_deleted: bool = False, page_size: Remarks = 20, page_token: Id = "",
        start_modified_time: Id = "",
    ) -> Json:
        """List the comments on a file, oldest first."""
        since = moment_in(start_modified_time)
        rows = [one for _, one in self.comments.find("by_file", self.named(file_id))
                if (include_deleted or not self.comments[one].deleted) and self.comments[one].modified >= since]
        page, token = _page(rows, page_size, page_token)
        out: Object = {"kind": "drive#commentList", "comments": [
            self._comment_resource(one, include_deleted) for one in page]}
        return {**out, "nextPageToken": token} if token else out

    @method("read", "drive.comments.get")
    def comments_get(self, file_id: Id, comment_id: Id, include_deleted: bool = False) -> Json:
        """Return a comment with its replies."""
        self._comment_on(file_id, comment_id, include_deleted)
        return self._comment_resource(comment_id, include_deleted)

    @method("send", "drive.comments.create", seconds=2)
    def comments_create(self, file_id: Id, body: Body) -> Json:
        """Comment on a file, or on a passage of it. Whom it mentions is told by mail."""
        identity = self.named(file_id)
        quoted = body.get("quotedFileContent")
        for text, most, what in ((text_in(quoted, "value"), 2_000, "quotedFileContent"),
                                 (text_in(body, "anchor"), 1_000, "anchor")):
            if len(text) > most:
                raise ToolError("invalid_arguments", f"The {what} has {len(text)} characters; {most} are the most.")
        made: Any = self.comment(identity, _said(body), text_in(quoted, "value"), anchor=text_in(body, "anchor"))
        if text_in(quoted, "mimeType"):
            self.comments.update(made["id"], quoted_type=text_in(quoted, "mimeType")[:120])
        return self._comment_resource(made["id"], False)

    @method("write", "drive.comments.update")
    def comments_update(self, file_id: Id, comment_id: Id, body: Body) -> Json:
        """Change the text of a comment of one's own."""
        self._comment_on(file_id, comment_id, False)
        self.edit_comment(comment_id, _said(body))
        return self._comment_resource(comment_id, False)

    @method("destroy", "drive.comments.delete")
    def comments_delete(self, file_id: Id, comment_id: Id) -> Json:
        """Delete a comment."""
        self._comment_on(file_id, comment_id, False)
        self.delete_comment(comment_id)
        return {}

    def _comment_on(self, file: str, comment: str, deleted: bool) -> Comment:
        """Return a comment on a file that the caller can see."""
        identity, row = self.named(file), self.comments.get(comment)
        if row is None or row.file != identity or (row.deleted and not deleted):
            raise ToolError("not_found", f"Comment not found: {shown(comment)}.")
        return row

    def _comment_resource(self, identity: str, deleted: bool) -> Object:
        row = self.comments[identity]
        out = self._remark_resource("drive#comment", identity, row)
        if row.resolved:
            out["resolved"] = True
        if row.anchor:
            out["anchor"] = row.anchor
        if row.quoted:
            out["quotedFileContent"] = {"mimeType": row.quoted_type, "value": row.quoted}
        out["replies"] = [
            self._reply_resource(one) for _, one in self.replies.find("by_comment", identity)
            if deleted or not self.replies[one].deleted
        ]
        return out

    def _remark_resource(self, kind: str, identity: str, row: Comment | Reply) -> Object:
        """Return what comments and replies have in common. Of authors Drive gives the name and no address."""
        author = self.user(row.author)
        out: Object = {
            "kind": kind, "id": identity, "createdTime": utc(row.created), "modifiedTime": utc(row.modified),
            "deleted": row.deleted, "author": {name: author[name] for name in ("kind", "displayName", "me")},
        }
        if not row.deleted:
            out |= {"content": row.text, "htmlContent": escape(row.text).replace("\n", "<br>")}
        if row.assignee:
            out["assigneeEmailAddress"] = row.assignee
        if row.mentions:
            out["mentionedEmailAddresses"] = list[Json](row.mentions)
        return out

    # --- replies -------------------------------------------------------------------------------------------------

    @method("read", "drive.replies.list")
    def replies_list(
        self, file_id: Id, comment_id: Id, include_deleted: bool = False, page_size: Remarks = 20, page_token: Id = ""
    ) -> Json:
        """List the replies to a comment, oldest first."""
        self._comment_on(file_id, comment_id, include_deleted)
        rows = [one for _, one in self.replies.find("by_comment", comment_id)
                if include_deleted or not self.replies[one].deleted]
        page, token = _page(rows, page_size, page_token)
        out: Object = {"kind": "drive#replyList", "replies": [self._reply_resource(one) for one in page]}
        return {**out, "nextPageToken": token} if token else out

    @method("read", "drive.replies.get")
    def replies_get(self, file_id: Id, comment_id: Id, reply_id: Id, include_deleted: bool = False) -> Json:
        """Return a reply."""
        self._reply_to(file_id, comment_id, reply_id, include_deleted)
        return self._reply_resource(reply_id)

    @method("send", "drive.replies.create", seconds=2)
    def replies_create(self, file_id: Id, comment_id: Id, body: Body) -> Json:
        """Answer a comment, and resolve or reopen it with `action`."""
        self._comment_on(file_id, comment_id, False)
        action: Any = text_in(body, "action")
        if action not in ("", "resolve", "reopen"):
            raise ToolError("invalid_arguments", f"The action is {shown(action)}; it is resolve or reopen.")
        made: Any = self.reply_to_comment(comment_id, _said(body, needed=not action), action)
        return self._reply_resource(made["id"])

    @method("write", "drive.replies.update")
    def replies_update(self, file_id: Id, comment_id: Id, reply_id: Id, body: Body) -> Json:
        """Change the text of a reply of one's own."""
        self._reply_to(file_id, comment_id, reply_id, False)
        self.edit_comment(reply_id, _said(body))
        return self._reply_resource(reply_id)

    @method("destroy", "drive.replies.delete")
    def replies_delete(self, file_id: Id, comment_id: Id, reply_id: Id) -> Json:
        """Delete a reply."""
        self._reply_to(file_id, comment_id, reply_id, False)
        self.delete_comment(reply_id)
        return {}

    def _reply_to(self, file: str, comment: str, reply: str, deleted: bool) -> None:
        self._comment_on(file, comment, deleted)
        row = self.replies.get(reply)
        if row is None or row.comment != comment or (row.deleted and not deleted):
            raise ToolError("not_found", f"Reply not found: {shown(reply)}.")

    def _reply_resource(self, identity: str) -> Object:
        row = self.replies[identity]
        out = self._remark_resource("drive#reply", identity, row)
        return {**out, "action": row.action} if row.action else out

    # --- revisions -----------------------------------------------------------------------------------------------

    @method("read", "drive.revisions.list")
    def revisions_list(self, file_id: Id, page_size: Page = 200, page_token: Id = "") -> Json:
        """List the revisions of a file, oldest first."""
        identity, _ = self._with_revisions(file_id)
        rows = [one for _, one in self.revisions.find("by_file", identity)]
        page, token = _page(rows, page_size, page_token)
        out: Object = {"kind": "drive#revisionList", "revisions": [self._revision_resource(one) for one in page]}
        return {**out, "nextPageToken": token} if token else out

    @method("read", "drive.revisions.get")
    def revisions_get(
        self, file_id: Id, revision_id: Id, alt: Literal["", "media"] = "", acknowledge_abuse: bool = False
    ) -> Json:
        """Return a revision's resource, or its content."""
        identity, row = self._with_revisions(file_id)
        found = self._revision(identity, row, self._number(row, revision_id))
        if alt == "media":
            return self._content(identity, found.blob, found.type)
        return self._revision_resource(self._number(row, revision_id))

    @method("write", "drive.revisions.update")
    def revisions_update(self, file_id: Id, revision_id: Id, body: Body) -> Json:
        """Keep a revision forever or no longer; publish one of an editor's document, or take it back."""
        identity, row = self._with_revisions(file_id)
        name = self._number(row, revision_id)
        truths: list[Any] = [body.get(field) if isinstance(body.get(field), bool) else None
                             for field in ("keepForever", "published", "publishedOutsideDomain")]
        self.update_revision(identity, name, *truths)
        return self._revision_resource(name)

    @method("destroy", "drive.revisions.delete")
    def revisions_delete(self, file_id: Id, revision_id: Id) -> Json:
        """Delete an older revision for good."""
        identity, row = self._with_revisions(file_id)
        try:
            self.delete_revision(identity, self._number(row, revision_id))
        except ToolError as error:
            if error.code != "invalid_operation":
                raise
            code = "revisions_stay" if row.type in EDITORS else "newest_revision"
            raise ToolError(code, error.message) from None
        return {}

    def _with_revisions(self, file: str) -> tuple[str, File]:
        identity = self.named(file)
        return identity, self.must(identity, "read_revisions", "looked into for revisions")

    def _number(self, row: File, revision: str) -> str:
        return row.head if revision == "head" else revision

    def _revision_resource(self, identity: str) -> Object:
        row: Revision = self.revisions[identity]
        out: Object = {"kind": "drive#revision", "id": identity, "mimeType": row.type, "modifiedTime":
                       utc(row.modified), "lastModifyingUser": self.user(row.modifier), "keepForever": row.keep_forever}
        if row.type in EDITORS:
            kinds = self._forms(row.type)
            out |= {"published": row.published, "publishedOutsideDomain": row.published_outside, "publishAuto": False,
                    "exportLinks": {kind: f"{API_URL}files/{row.file}/export?mimeType={kind}" for kind in kinds}}
            if row.published:
                out["publishedLink"] = f"https://docs.test/document/{row.file}/pub"
            return out
        md5, _, _ = self.checksums(row.blob)
        return {**out, "size": str(row.size), "md5Checksum": md5, "originalFilename": row.name}


def _said(body: Body, *, needed: bool = True) -> str:
    text = text_in(body, "content")
    if (needed and not text) or len(text) > MAX_REMARK:
        raise ToolError("invalid_arguments", f"The content has {len(text)} characters; it has 1 to {MAX_REMARK}.")
    return text


def _page(names: list[str], size: int, token: str) -> tuple[list[str], str]:
    """Return a page of a list and the token of the next: the last id on the page."""
    start = 0
    if token:
        start = next((at for at, name in enumerate(names, 1) if name == token), 0)
        if not start:
            raise ToolError("invalid_page_token", f"Invalid Value: {shown(token)} is no page token of this list.")
    page = names[start : start + size]
    return page, page[-1] if start + size < len(names) else ""
