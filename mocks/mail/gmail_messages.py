"""Gmail's methods of messages, threads and the history."""

import base64
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import normalise
from ..common.vendor import Body, Media, method, text_in, texts_in
from .composing import MAX_RECIPIENTS
from .gmail_shapes import Format, GmailShapes, bytes_of
from .importing import Importing
from .mime_in import parse_message
from .organising import Organising
from .reading import Reading
from .records import DRAFT, SENT, TRASH, History, Message

UserId: TypeAlias = Annotated[str, Field(max_length=320, description="`me`, or the address of a mailbox")]
Id: TypeAlias = Annotated[str, Field(max_length=120)]
Count: TypeAlias = Annotated[int, Field(ge=1, le=500)]
Token: TypeAlias = Annotated[str, Field(max_length=120)]
Query: TypeAlias = Annotated[str, Field(max_length=2_000)]
Headers: TypeAlias = Annotated[tuple[Annotated[str, Field(max_length=200)], ...], Field(max_length=200)]
Labels: TypeAlias = Annotated[tuple[Id, ...], Field(max_length=100)]
MAX_IDS = 1_000
"""Messages of one batchModify or batchDelete, as Gmail has it."""

_KINDS = {"messageAdded": "messagesAdded", "messageDeleted": "messagesDeleted", "labelsAdded": "labelsAdded",
          "labelsRemoved": "labelsRemoved"}
_TYPES = {"labelAdded": "labelsAdded", "labelRemoved": "labelsRemoved"}


class GmailMessages(GmailShapes, Reading, Organising, Importing):
    """users.messages, users.threads, users.history and the profile."""

    @method("read", "gmail.users.getProfile")
    def users_get_profile(self, user_id: UserId) -> Json:
        """Return the address of a mailbox, how much is in it, and the number of its last change."""
        home = self.mailbox_for(user_id)
        return {
            "emailAddress": home, "messagesTotal": len(self.messages.find("by_mailbox", home)),
            "threadsTotal": len(self.threads.find("by_mailbox", home)), "historyId": str(self.history_of(home)),
        }

    # --- messages ------------------------------------------------------------------------------------------------

    @method("read", "gmail.users.messages.list")
    def messages_list(
        self, user_id: UserId, q: Query = "", label_ids: Labels = (), max_results: Count = 100,
        page_token: Token = "", include_spam_trash: bool = False,
    ) -> Json:
        """List messages, newest first, by search and labels."""
        home = self.mailbox_for(user_id)
        found = self._listed(home, q, label_ids, page_token, include_spam_trash)
        page, token = self._page(found, max_results)
        out: dict[str, Json] = {"resultSizeEstimate": len(page) + (max_results if token else 0)}
        if page:
            out["messages"] = [self.reference(identity, row) for identity, row in page]
        if token:
            out["nextPageToken"] = token
        return out

    def _listed(self, home: str, q: str, labels: Sequence[str], token: str, everywhere: bool
                ) -> Iterator[tuple[str, Message]]:
        """Yield the messages of a list: those that a search finds and that carry all labels."""
        wanted = [self.label_known(home, one) for one in labels]
        query = f"{f'({q}) ' if q.strip() else ''}in:anywhere" if everywhere else q
        for identity, row in self._found(home, query, wanted[0] if wanted else "", token):
            if set(wanted) <= set(row.labels):
                yield identity, row

    @method("read", "gmail.users.messages.get")
    def messages_get(
        self, user_id: UserId, id: Id, format: Format = "full", metadata_headers: Headers = (),
    ) -> Json:
        """Return a message: `minimal`, with its `metadata`, in `full` with its parts, or `raw`."""
        return self.message(id, self.message_in(self.mailbox_for(user_id), id), format, metadata_headers)

    @method("read", "gmail.users.messages.attachments.get")
    def attachments_get(self, user_id: UserId, message_id: Id, id: Id) -> Json:
        """Return the content of an attachment."""
        content = self.content_at(self.message_in(self.mailbox_for(user_id), message_id), id)
        return {"size": len(content), "data": base64.urlsafe_b64encode(content).decode()}

    @method("send", "gmail.users.messages.send", seconds=2)
    def messages_send(self, user_id: UserId, body: Body, media: Media | None = None) -> Json:
        """Send a message given as RFC 5322 text, now. With a `threadId` it goes into that conversation."""
        home = self.mailbox_for(user_id)
        row = self.written(home, rfc822_of(body, media))
        return self.send_now(row, thread=self._thread_named(home, body))

    @method("write", "gmail.users.messages.insert")
    def messages_insert(
        self, user_id: UserId, body: Body, media: Media | None = None,
        internal_date_source: Literal["receivedTime", "dateHeader"] = "receivedTime", deleted: bool = False,
    ) -> Json:
        """Put a message into the mailbox as it is, past filters and sorting; nobody is sent anything."""
        return self._put_in(user_id, body, media, internal_date_source, deleted, sort=False)

    @method("write", "gmail.users.messages.import")
    def messages_import(
        self, user_id: UserId, body: Body, media: Media | None = None,
        internal_date_source: Literal["receivedTime", "dateHeader"] = "dateHeader", deleted: bool = False,
        never_mark_spam: bool = False, process_for_calendar: bool = False,
    ) -> Json:
        """Put a message into the mailbox as if it had arrived, sorted into a category; nobody is sent anything."""
        return self._put_in(user_id, body, media, internal_date_source, deleted, sort=True)

    def _put_in(self, user_id: str, body: Body, media: Media | None, source: str, deleted: bool, *, sort: bool) -> Json:
        home = self.mailbox_for(user_id)
        labels = [self.label_known(home, one) for one in texts_in(body, "labelIds")]
        identity = self.take_raw(
            home, rfc822_of(body, media), [*labels, *((TRASH,) if deleted else ())], sort=sort,
            by_header=source == "dateHeader", thread=self._thread_named(home, body),
        )
        return self.reference(identity, self.messages[identity], labels=True)

    @method("write", "gmail.users.messages.modify")
    def messages_modify(self, user_id: UserId, id: Id, body: Body) -> Json:
        """Change the labels of a message."""
        home = self.mailbox_for(user_id)
        self.message_in(home, id)
        self._relabelled(home, [id], body)
        return self.reference(id, self.messages[id], labels=True)

    @method("write", "gmail.users.messages.batchModify", seconds=2)
    def messages_batch_modify(self, user_id: UserId, body: Body) -> Json:
        """Change the labels of up to 1,000 messages alike."""
        home = self.mailbox_for(user_id)
        self._relabelled(home, self._ids(home, body), body)
        return {}

    @method("destroy", "gmail.users.messages.batchDelete", seconds=2)
    def messages_batch_delete(self, user_id: UserId, body: Body) -> Json:
        """Delete up to 1,000 messages for good."""
        home = self.mailbox_for(user_id)
        for identity in self._ids(home, body):
            self._dropped(identity)
        return {}

    @method("destroy", "gmail.users.messages.delete")
    def messages_delete(self, user_id: UserId, id: Id) -> Json:
        """Delete a message for good."""
        self.message_in(self.mailbox_for(user_id), id)
        self._dropped(id)
        return {}

    @method("write", "gmail.users.messages.trash")
    def messages_trash(self, user_id: UserId, id: Id) -> Json:
        """Move a message to the trash."""
        self.message_in(self.mailbox_for(user_id), id)
        self._change_all([id], add={TRASH})
        return self.reference(id, self.messages[id], labels=True)

    @method("write", "gmail.users.messages.untrash")
    def messages_untrash(self, user_id: UserId, id: Id) -> Json:
        """Take a message out of the trash."""
        self.message_in(self.mailbox_for(user_id), id)
        self._change_all([id], remove={TRASH})
        return self.reference(id, self.messages[id], labels=True)

    def _ids(self, home: str, body: Body) -> list[str]:
        """Return the ids of a batch that are there: Gmail says nothing of others."""
        named = texts_in(body, "ids")
        if not 1 <= len(named) <= MAX_IDS:
            raise ToolError("invalid_arguments", f"The batch names {len(named)} messages; 1 to {MAX_IDS} may be named.")
        known = (one for one in dict.fromkeys(named) if one in self.messages)
        return [one for one in known if self.messages[one].mailbox == home]

    def _relabelled(self, home: str, identities: Sequence[str], body: Body) -> None:
        add, remove = (
            tuple(self.label_known(home, one) for one in texts_in(body, name))
            for name in ("addLabelIds", "removeLabelIds")
        )
        if identities:
            self.modify_labels(tuple(identities), add, remove)

    def _dropped(self, identity: str) -> None:
        if identity in self.messages:
            self.delete_forever((identity,))

    def _thread_named(self, home: str, body: Body) -> str:
        thread = text_in(body, "threadId")
        if thread:
            self.rows_of(home, thread)
        return thread

    # --- what was written as RFC 5322 text ------------------------------------------------------------------------

    def written(self, home: str, content: bytes) -> Message:
        """Return a message that a program wrote, from an address of the mailbox: any other becomes its own."""
        parsed = parse_message(content)
        mine = self.addresses_of(home)
        sender = parsed.sender if normalise(parsed.sender.email) in mine else self._sender(home, "").address
        row = self.read_in(home, content, parsed._replace(sender=sender), labels={DRAFT}, date=self.tx.now)
        return row.replace(
            labels=(), raw="", defects=(),
            message_id=row.message_id or self.new_message_id(home.partition("@")[2]),
        )

    def send_now(self, row: Message, *, thread: str = "", identity: str = "") -> Json:
        """Send a message at once: a program has no time to undo."""
        people = {normalise(one.email) for one in (*row.to, *row.cc, *row.bcc)}
        if not people:
            raise ToolError("invalid_arguments", "Recipient address required")
        if len(people) > MAX_RECIPIENTS:
            raise ToolError("invalid_arguments", f"The message has {len(people)} recipients; {MAX_RECIPIENTS} is the "
                                                 "limit.")
        sent = self.keep_sent(row, labels=(*row.labels, SENT), thread=thread, identity=identity)
        self.send_out(sent)
        return self.reference(sent, self.messages[sent], labels=True)

    # --- threads -------------------------------------------------------------------------------------------------

    @method("read", "gmail.users.threads.list")
    def threads_list(
        self, user_id: UserId, q: Query = "", label_ids: Labels = (), max_results: Count = 100,
        page_token: Token = "", include_spam_trash: bool = False,
    ) -> Json:
        """List conversations that hold a matching message, the newest match first."""
        home = self.mailbox_for(user_id)
        seen: dict[str, tuple[str, Message]] = {}
        token = ""
        for identity, row in self._listed(home, q, label_ids, page_token, include_spam_trash):
            if row.thread in seen or self._matched_before(row, page_token):
                continue
            if len(seen) == max_results:
                last, newest = list(seen.values())[-1]
                token = f"{newest.date}.{last}"
                break
            seen[row.thread] = (identity, row)
        out: dict[str, Json] = {"resultSizeEstimate": len(seen) + (max_results if token else 0)}
        if seen:
            out["threads"] = [
                {"id": thread, "snippet": self.snippet(row),
                 "historyId": str(max(self.last_change(*one) for one in self.rows_of(home, thread)))}
                for thread, (_, row) in seen.items()
            ]
        if token:
            out["nextPageToken"] = token
        return out

    @method("read", "gmail.users.threads.get")
    def threads_get(
        self, user_id: UserId, id: Id, format: Literal["full", "metadata", "minimal"] = "full",
        metadata_headers: Headers = (),
    ) -> Json:
        """Return a conversation with its messages, the oldest first."""
        return self.thread(id, self.rows_of(self.mailbox_for(user_id), id), format, metadata_headers)

    @method("write", "gmail.users.threads.modify")
    def threads_modify(self, user_id: UserId, id: Id, body: Body) -> Json:
        """Change the labels of all messages of a conversation."""
        home = self.mailbox_for(user_id)
        self._relabelled(home, [identity for identity, _ in self.rows_of(home, id)], body)
        return self._thread_after(home, id)

    @method("write", "gmail.users.threads.trash")
    def threads_trash(self, user_id: UserId, id: Id) -> Json:
        """Move a conversation to the trash."""
        home = self.mailbox_for(user_id)
        self._change_all([identity for identity, _ in self.rows_of(home, id)], add={TRASH})
        return self._thread_after(home, id)

    @method("write", "gmail.users.threads.untrash")
    def threads_untrash(self, user_id: UserId, id: Id) -> Json:
        """Take a conversation out of the trash."""
        home = self.mailbox_for(user_id)
        self._change_all([identity for identity, _ in self.rows_of(home, id)], remove={TRASH})
        return self._thread_after(home, id)

    @method("destroy", "gmail.users.threads.delete")
    def threads_delete(self, user_id: UserId, id: Id) -> Json:
        """Delete a conversation with all its messages for good."""
        for identity, _ in self.rows_of(self.mailbox_for(user_id), id):
            self._dropped(identity)
        return {}

    def _thread_after(self, home: str, thread: str) -> Json:
        return {"id": thread,
                "messages": [self.reference(*one, labels=True) for one in self.rows_of(home, thread)]}

    # --- history -------------------------------------------------------------------------------------------------

    @method("read", "gmail.users.history.list")
    def history_list(
        self, user_id: UserId, start_history_id: Annotated[str, Field(max_length=20)] = "",
        history_types: Annotated[tuple[Literal["messageAdded", "messageDeleted", "labelAdded", "labelRemoved"], ...],
                                 Field(max_length=4)] = (),
        label_id: Id = "", max_results: Count = 100, page_token: Token = "",
    ) -> Json:
        """List what has changed in a mailbox since a number of its history, the oldest change first."""
        home = self.mailbox_for(user_id)
        after = page_token or start_history_id
        if not (after.isdecimal() and after.isascii()):
            raise ToolError("invalid_arguments", f"Invalid startHistoryId: {shown(start_history_id)}.")
        if int(after) > self.history_of(home):
            raise ToolError("not_found", "Requested entity was not found: the mailbox has no such history yet.")
        kinds = {_TYPES.get(one, one) for one in history_types} or set(_KINDS)
        rows = [
            row for row in self.histories.found("by_mailbox", home)
            if row.number > int(after) and row.kind in kinds and (not label_id or label_id in row.labels)
        ]
        page = rows[:max_results]
        out: dict[str, Json] = {"historyId": str(self.history_of(home))}
        if page:
            out["history"] = [self._change_of(row) for row in page]
        if len(rows) > len(page):
            out["nextPageToken"] = str(page[-1].number)
        return out

    def _change_of(self, row: History) -> Json:
        message = self.messages.get(row.message)
        reference: dict[str, Json] = {"id": row.message}
        if message is not None:
            reference["threadId"] = message.thread
        change: dict[str, Json] = {"message": {**reference, "labelIds": list(row.labels)}}
        if row.kind.startswith("labels"):
            kept: list[Json] = [] if message is None else list(message.labels)
            change = {"message": {**reference, "labelIds": kept}, "labelIds": list(row.labels)}
        return {"id": str(row.number), "messages": [reference], _KINDS[row.kind]: [change]}


def rfc822_of(body: Body, media: Media | None) -> bytes:
    """Return the RFC 5322 text of a request: uploaded, or in its body."""
    content = bytes_of(text_in(body, "raw")) if media is None else media.content
    if not content:
        raise ToolError("invalid_arguments", "'raw' RFC822 payload message string or uploading message via "
                                             "/upload/* URL required")
    return content
