"""Gmail's methods of drafts and labels."""

from typing import Any

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import Body, Media, method, text_in
from .drafting import Drafting
from .gmail_messages import Count, GmailMessages, Id, Query, Token, UserId, rfc822_of
from .gmail_shapes import Format
from .labelling import Labelling
from .reading import page_position
from .records import DRAFT, SPAM, SYSTEM_LABELS, TRASH, Draft


class GmailDrafts(GmailMessages, Labelling, Drafting):
    """users.drafts and users.labels."""

    # --- drafts --------------------------------------------------------------------------------------------------

    @method("write", "gmail.users.drafts.create")
    def drafts_create(self, user_id: UserId, body: Body, media: Media | None = None) -> Json:
        """Write a draft from RFC 5322 text."""
        home = self.mailbox_for(user_id)
        message = _message(body)
        row = self.written(home, rfc822_of(message, media))
        identity = self.keep_sent(row, labels=(DRAFT,), thread=self._thread_named(home, message))
        draft: Any = self._drafted(identity)
        return self._draft_line(draft["draft_id"])

    @method("write", "gmail.users.drafts.update")
    def drafts_update(self, user_id: UserId, id: Id, body: Body, media: Media | None = None) -> Json:
        """Replace a draft by another text; the draft keeps its id, its message is a new one."""
        home = self.mailbox_for(user_id)
        old = self._draft_in(home, id)
        message = _message(body)
        row = self.written(home, rfc822_of(message, media))
        thread = self._thread_named(home, message) or self.messages[old.message].thread
        identity = self.keep_sent(row, labels=(DRAFT,), thread=thread)
        self.drafts.update(id, message=identity, updated=self.tx.now)
        self.drop(old.message)
        return self._draft_line(id)

    @method("read", "gmail.users.drafts.get")
    def drafts_get(self, user_id: UserId, id: Id, format: Format = "full") -> Json:
        """Return a draft with its message."""
        draft = self._draft_in(self.mailbox_for(user_id), id)
        return {"id": id, "message": self.message(draft.message, self.messages[draft.message], format)}

    @method("read", "gmail.users.drafts.list")
    def drafts_list(
        self, user_id: UserId, q: Query = "", max_results: Count = 100, page_token: Token = "",
        include_spam_trash: bool = False,
    ) -> Json:
        """List drafts, the one changed last first."""
        home = self.mailbox_for(user_id)
        matching = None
        if q:
            matching = {identity for identity, _ in self._listed(home, q, (DRAFT,), "", include_spam_trash)}
        entries = self.drafts.find("by_mailbox", home)
        stop = page_position(page_token)
        page: list[Json] = []
        last = token = ""
        for when, identity in reversed(entries) if stop is None else entries.below(stop):
            row = self.messages[self.drafts[identity].message]
            if not include_spam_trash and {TRASH, SPAM} & set(row.labels):
                continue
            if matching is not None and self.drafts[identity].message not in matching:
                continue
            if len(page) == max_results:
                token = last
                break
            page.append(self._draft_line(identity, labels=False))
            last = f"{when}.{identity}"
        out: dict[str, Json] = {"resultSizeEstimate": len(page) + (max_results if token else 0)}
        if page:
            out["drafts"] = page
        if token:
            out["nextPageToken"] = token
        return out

    @method("send", "gmail.users.drafts.send", seconds=2)
    def drafts_send(self, user_id: UserId, body: Body, media: Media | None = None) -> Json:
        """Send a draft, as it is or with the text that is given in its place."""
        home = self.mailbox_for(user_id)
        identity = text_in(body, "id")
        message = _message(body)
        if not identity or media is not None or text_in(message, "raw"):
            row = self.written(home, rfc822_of(message, media))
            thread = self._thread_named(home, message)
            if identity:
                old = self._draft_in(home, identity)
                thread = thread or self.messages[old.message].thread
                self.drop(old.message)
            return self.send_now(row, thread=thread)
        draft = self._draft_in(home, identity)
        row = self.messages[draft.message]
        self.drafts.remove(identity)
        row = row.replace(labels=tuple(one for one in row.labels if one != DRAFT), date=self.tx.now, raw="")
        return self.send_now(row, thread=row.thread, identity=draft.message)

    @method("destroy", "gmail.users.drafts.delete")
    def drafts_delete(self, user_id: UserId, id: Id) -> Json:
        """Delete a draft for good."""
        self.drop(self._draft_in(self.mailbox_for(user_id), id).message)
        return {}

    def _draft_in(self, home: str, identity: str) -> Draft:
        row = self.drafts.get(identity)
        if row is None or row.mailbox != home:
            raise ToolError("not_found", f"Requested entity was not found: there is no draft {shown(identity)}.")
        return row

    def _draft_line(self, identity: str, *, labels: bool = True) -> Json:
        message = self.drafts[identity].message
        return {"id": identity, "message": self.reference(message, self.messages[message], labels=labels)}

    # --- labels --------------------------------------------------------------------------------------------------

    @method("read", "gmail.users.labels.list")
    def labels_list(self, user_id: UserId) -> Json:
        """List all labels: the system's, then the mailbox's own by name."""
        home = self.mailbox_for(user_id)
        own = [identity for _, identity in self.labels.find("by_mailbox", home)]
        return {"labels": [self.label(home, identity) for identity in (*SYSTEM_LABELS, *own)]}

    @method("read", "gmail.users.labels.get")
    def labels_get(self, user_id: UserId, id: Id) -> Json:
        """Return a label with how many messages and threads carry it."""
        home = self.mailbox_for(user_id)
        return self.label(home, self._label_found(home, id), counts=True)

    @method("write", "gmail.users.labels.create")
    def labels_create(self, user_id: UserId, body: Body) -> Json:
        """Make a label."""
        home = self.mailbox_for(user_id)
        name = text_in(body, "name")
        if not name:
            raise ToolError("invalid_label", "Invalid label name: it is empty.")
        made: Any = self.create_label(name, mailbox=home, **_looks(body))
        return self.label(home, made["id"])

    @method("write", "gmail.users.labels.patch")
    def labels_patch(self, user_id: UserId, id: Id, body: Body) -> Json:
        """Change what is given of a label."""
        return self._changed(user_id, id, body, _looks(body))

    @method("write", "gmail.users.labels.update")
    def labels_update(self, user_id: UserId, id: Id, body: Body) -> Json:
        """Give a label the values of a resource; what that leaves out is as for a new label."""
        new = {"text_color": "", "background_color": "", "label_list_visibility": "labelShow",
               "message_list_visibility": "show"}
        return self._changed(user_id, id, body, {**new, **_looks(body)})

    def _changed(self, user_id: str, identity: str, body: Body, looks: dict[str, Any]) -> Json:
        home = self.mailbox_for(user_id)
        self._label_found(home, identity)
        name = text_in(body, "name")
        if identity in self.labels and name == self.labels[identity].name:
            name = ""
        self.update_label(identity, name=name or None, mailbox=home, **looks)
        return self.label(home, identity)

    @method("destroy", "gmail.users.labels.delete")
    def labels_delete(self, user_id: UserId, id: Id) -> Json:
        """Delete a label; its messages stay, without it."""
        home = self.mailbox_for(user_id)
        self.delete_label(self._label_found(home, id), mailbox=home)
        return {}

    def _label_found(self, home: str, identity: str) -> str:
        row = self.labels.get(identity)
        if identity not in SYSTEM_LABELS and (row is None or row.mailbox != home):
            raise ToolError("not_found", f"Requested entity was not found: there is no label {shown(identity)}.")
        return identity


def _message(body: Body) -> Body:
    message = body.get("message")
    return message if isinstance(message, dict) else {}


def _looks(body: Body) -> dict[str, Any]:
    """Return what a resource says of a label's looks, as the label tools take it."""
    out: dict[str, Any] = {}
    color = body.get("color")
    if color is not None:
        out |= {"text_color": text_in(color, "textColor"), "background_color": text_in(color, "backgroundColor")}
    for name, field in (("labelListVisibility", "label_list_visibility"),
                        ("messageListVisibility", "message_list_visibility")):
        if body.get(name) is not None:
            out[field] = text_in(body, name)
    return out
