"""Google Docs' three methods: a document is got whole, made empty, and edited by batches of requests."""

from html import escape
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import may
from ..common.file_records import Comment, Reply
from ..common.vendor import Body, method, text_in
from ..common.zones import local
from .base import RequestError
from .reading import Reading
from .requests_element import definition_json
from .writing import Writing

Id: TypeAlias = Annotated[str, Field(max_length=420)]
Object = dict[str, Json]
CommentsView: TypeAlias = Literal["COMMENTS_VIEW_MODE_UNSPECIFIED", "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS",
                                  "COMMENTS_VIEW_MODE_OMITTED", "COMMENTS_VIEW_MODE_INCLUDED"]
SuggestionsView: TypeAlias = Literal["DEFAULT_FOR_CURRENT_ACCESS", "SUGGESTIONS_INLINE",
                                     "PREVIEW_SUGGESTIONS_ACCEPTED", "PREVIEW_WITHOUT_SUGGESTIONS"]

MAX_REQUESTS = 1_000
"""Requests of one batch. Ours."""

_OF_COMMENTS = frozenset({"insertComment", "addCommentReply", "updateCommentPost", "deleteComment",
                          "deleteCommentReply"})
_ACTIONS = {"": "NO_COMMENT_ACTION_CHANGE", "resolve": "RESOLVE", "reopen": "REOPEN"}
_STATUS = {"open": "OPEN", "accepted": "ACCEPTED", "rejected": "REJECTED"}


class VendorMethods(Reading, Writing):
    """documents.*"""

    @method("read", "docs.documents.get")
    def documents_get(
        self, document_id: Id, comments_view_mode: CommentsView = "COMMENTS_VIEW_MODE_UNSPECIFIED",
        include_tabs_content: bool = False, suggestions_view_mode: SuggestionsView = "DEFAULT_FOR_CURRENT_ACCESS",
    ) -> Json:
        """Return a document with its whole content."""
        self.document_for(document_id)
        comments = self._shows_comments(document_id, comments_view_mode, include_tabs_content, suggestions_view_mode)
        out: Any = self.get_document(document_id, include_tabs_content, suggestions_view_mode)
        if not (self.unbound or may(self.access_to(document_id), "writer")):
            del out["revisionId"]
        if comments_view_mode != "COMMENTS_VIEW_MODE_UNSPECIFIED":
            out["commentsViewMode"] = f"COMMENTS_VIEW_MODE_{'INCLUDED' if comments else 'OMITTED'}"
        if include_tabs_content:
            self._put_facts(document_id, out["tabs"], comments=comments)
        if comments:
            out |= {"comments": self._threads(document_id), "suggestions": self._suggested(document_id)}
        return out  # type: ignore[no-any-return]

    def _shows_comments(self, file: str, mode: CommentsView, tabs: bool, suggestions: SuggestionsView) -> bool:
        """Tell whether comments go with a document; ToolError for views that do not go together."""
        if mode == "COMMENTS_VIEW_MODE_UNSPECIFIED":
            return False
        sees = self.unbound or may(self.access_to(file), "commenter")
        if not tabs:
            raise ToolError("invalid_arguments", "comments_view_mode needs include_tabs_content.")
        if mode != "COMMENTS_VIEW_MODE_OMITTED" and suggestions.startswith("PREVIEW"):
            raise ToolError("invalid_arguments", f"Comments are not shown with suggestions_view_mode {suggestions}.")
        if mode == "COMMENTS_VIEW_MODE_INCLUDED":
            if suggestions != "SUGGESTIONS_INLINE":
                raise ToolError("invalid_arguments", "COMMENTS_VIEW_MODE_INCLUDED needs suggestions_view_mode "
                                                     "SUGGESTIONS_INLINE.")
            if not sees:
                raise ToolError("permission_denied", "The caller does not have permission to view comments.")
            return True
        return sees and mode == "COMMENTS_VIEW_MODE_DEFAULT_FOR_CURRENT_ACCESS"

    @method("write", "docs.documents.create", seconds=2)
    def documents_create(self, body: Body) -> Json:
        """Make an empty document with a title; all else in the body is ignored."""
        title = text_in(body, "title") or "Untitled document"
        if len(title) > 255 or any(ord(one) < 32 or ord(one) == 127 for one in title):
            raise ToolError("invalid_arguments", f"Invalid title {shown(title)}: it has up to 255 characters, none of "
                                                 "them a control character.")
        made: Any = self.create(title)
        return self.documents_get(made["id"])

    @method("write", "docs.documents.batchUpdate", seconds=2)
    def documents_batch_update(self, document_id: Id, body: Body) -> Json:
        """Edit a document by requests, in order, all of them or none."""
        given = body.get("requests")
        requests = tuple(map(_writable, given)) if isinstance(given, list) else ()
        if len(requests) > MAX_REQUESTS:
            raise ToolError("invalid_arguments", f"A batch has {MAX_REQUESTS} requests at the most; this has "
                                                 f"{len(requests)}.")
        control = body.get("writeControl")
        required, target = text_in(control, "requiredRevisionId"), text_in(control, "targetRevisionId")
        if required and target:
            raise ToolError("invalid_arguments", "writeControl has requiredRevisionId or targetRevisionId, not both.")
        mode: Any = "SUGGEST" if text_in(control, "writeMode") == "SUGGEST" else "EDIT"
        try:
            done = self.run(document_id, requests, mode=mode, required=required, target=target)
        except RequestError as error:
            raise ToolError(error.code, f"Invalid requests[{error.number}].{error.kind}: {error.reason}") from None
        kinds = {kind for one in requests for kind in one}
        out: Object = {
            "documentId": document_id, "replies": done.get("replies") or [{} for _ in requests],
            "writeControl": {"requiredRevisionId": done["revision_id"]},
            "commentUpdateState": "ALL_SAVED" if kinds & _OF_COMMENTS else "NO_UPDATES_REQUESTED",
        }
        if "suggestion_id" in done:
            out["suggestionResponses"] = [{"createdSuggestionIds": [done["suggestion_id"]]} for _ in requests]
        return out

    # --- comments and suggestions ----------------------------------------------------------------------------------

    def _threads(self, file: str) -> list[Json]:
        """Return the comments on a document, oldest first."""
        anchored = {one.id for tab in self.draft(file).ordered() for one in tab.tab.ranges if one.kind == "comment"}
        out: list[Json] = []
        for _, identity in self.comments.find("by_file", file):
            row = self.comments[identity]
            thread: Object = {
                "commentId": identity, "status": "RESOLVED" if row.resolved else "OPEN",
                "headPost": self._post(identity, row), "replies": [
                    self._post(one, self.replies[one]) for _, one in self.replies.find("by_comment", identity)],
            }
            if row.quoted:
                thread["plainTextQuote"] = row.quoted
            if identity in anchored:
                thread["anchorId"] = identity
            out.append(thread)
        return out

    def _post(self, identity: str, row: Comment | Reply) -> Object:
        out: Object = {"postId": identity, "createTime": _utc(row.created), "updateTime": _utc(row.modified)}
        if row.deleted:
            return {**out, "deleted": True}
        out |= {"content": row.text, "contentHtml": escape(row.text).replace("\n", "<br>"),
                "author": self._author(row.author)}
        if row.assignee:
            out["assigneeEmail"] = row.assignee
        if isinstance(row, Reply):
            out["commentAction"] = _ACTIONS[row.action]
        return out

    def _author(self, address: str) -> Object:
        persons = self.tx.read("people.persons")
        name = next((str(persons[one].name) for _, one in persons.find("by_email", address)), address)
        return {"displayName": name, "me": address == self.principal, "anonymous": False}

    def _suggested(self, file: str) -> list[Json]:
        """Return the suggestions that were made in a document, but for those that are gone."""
        out: list[Json] = []
        for _, identity in self.suggestions.find("by_file", file):
            row = self.suggestions[identity]
            if row.status in _STATUS:
                head: Object = {"postId": identity, "createTime": _utc(row.created), "author": self._author(row.author)}
                out.append({"suggestionId": identity, "status": _STATUS[row.status], "headPost": head, "replies": []})
        return out

    def _put_facts(self, file: str, tabs: list[Any], *, comments: bool) -> None:
        """Add to tabs what only they have: definitions of dropdowns, and where comments are anchored."""
        rows = {one.tab.tab: one.tab for one in self.draft(file).ordered()}
        waiting = list(tabs)
        for tab in waiting:
            waiting.extend(tab.get("childTabs", ()))
            name = tab["tabProperties"]["tabId"]
            if rows[name].dropdowns:
                tab["documentTab"]["dropdownDefinitions"] = {one.id: definition_json(one)
                                                             for one in rows[name].dropdowns}
            anchors = {
                one.id: {"anchorId": one.id, "ranges": [
                    {"startIndex": at.start, "endIndex": at.end, "tabId": name,
                     **({"segmentId": at.segment} if at.segment else {})} for at in one.pieces]}
                for one in rows[name].ranges if one.kind == "comment"
            }
            if anchors and comments:
                tab["documentTab"]["commentAnchors"] = anchors


_HEADERS = frozenset(f"{which}{kind}Id" for which in ("default", "evenPage", "firstPage")
                     for kind in ("Header", "Footer"))
_READ_ONLY = {
    "paragraphStyle": frozenset({"headingId", "tabStops"}), "tableCellStyle": frozenset({"rowSpan", "columnSpan"}),
    "documentStyle": _HEADERS | {"documentFormat", "useCustomHeaderFooterMargins"}, "sectionStyle": _HEADERS,
    "dateElementProperties": frozenset({"displayText"}),
}
"""What can only be read of styles: programs send it back as they got it, and the vendor ignores it."""


def _writable(request: Json) -> Object:
    """Return a request without what can only be read and without nulls."""
    written = _without(request, "")
    return written if isinstance(written, dict) else {}


def _without(value: Json, name: str) -> Json:
    if isinstance(value, dict):
        skipped = _READ_ONLY.get(name, ())
        return {key: _without(item, key) for key, item in value.items() if item is not None and key not in skipped}
    return [_without(item, name) for item in value] if isinstance(value, list) else value


def _utc(ms: int) -> str:
    return f"{local(ms, 'UTC'):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03}Z"
