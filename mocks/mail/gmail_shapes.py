"""Gmail's resources: messages with their parts, threads, labels, as its REST API shows them."""

import base64
import binascii
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal, TypeAlias

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.encoded_words import decode_words
from ..common.lines import SNIPPET_OF
from .base import MailBase
from .mime_in import File
from .mime_out import write_message
from .mime_parts import Defects, Part, content_of, read_part
from .records import SYSTEM_LABELS, UNREAD, Label, Message

Format: TypeAlias = Literal["minimal", "full", "raw", "metadata"]

SNIPPET = 200
"""Characters of a snippet, as Gmail's are about."""


class GmailShapes(MailBase):
    """Shows rows as Gmail's resources."""

    def mailbox_for(self, user_id: str) -> str:
        """Return the mailbox that a `userId` means; ToolError if the account may not act for it."""
        return self.own(user_id)

    def own_mailbox(self, user_id: str) -> str:
        """Return the account's own mailbox, whose settings its delegates have no say in."""
        home = self.own(user_id)
        if home != self.own():
            raise ToolError("permission_denied", "Delegation denied: a delegate has no say in the settings.")
        return home

    def message_in(self, home: str, identity: str) -> Message:
        """Return a message of a mailbox; ToolError if it has none of that id."""
        row = self.messages.get(identity)
        if row is None or row.mailbox != home:
            raise ToolError("not_found", f"Requested entity was not found: there is no message {shown(identity)}.")
        return row

    def rows_of(self, home: str, thread: str) -> list[tuple[str, Message]]:
        """Return the messages of a mailbox's thread, the oldest first."""
        row = self.threads.get(thread)
        if row is None or row.mailbox != home:
            raise ToolError("not_found", f"Requested entity was not found: there is no thread {shown(thread)}.")
        return [(identity, self.messages[identity]) for _, identity in self.messages.find("by_thread", thread)]

    # --- messages ------------------------------------------------------------------------------------------------

    def message(self, identity: str, row: Message, format: Format = "minimal", headers: Sequence[str] = ()) -> Json:
        """Return a message resource."""
        out: dict[str, Json] = {
            "id": identity, "threadId": row.thread, "labelIds": list(row.labels), "snippet": self.snippet(row),
            "historyId": str(self.last_change(identity, row)), "internalDate": str(row.date),
            "sizeEstimate": row.size,
        }
        if format == "raw":
            out["raw"] = base64.urlsafe_b64encode(self.raw_of(row)).decode()
        elif format != "minimal":
            whole = read_part(self.raw_of(row), Defects())
            out["payload"] = _head(whole, headers) if format == "metadata" else _part(identity, whole, "")
        return out

    def reference(self, identity: str, row: Message, *, labels: bool = False) -> dict[str, Json]:
        """Return a message as lists name it."""
        out: dict[str, Json] = {"id": identity, "threadId": row.thread}
        return {**out, "labelIds": list(row.labels)} if labels else out

    def snippet(self, row: Message) -> str:
        """Return a message's beginning as Gmail gives it, with HTML's entities."""
        return escape(" ".join(self.text_of(row)[: 2 * SNIPPET_OF].split())[:SNIPPET])

    def last_change(self, identity: str, row: Message) -> int:
        """Return the number of the last change of a message."""
        found = self.histories.find("by_message", identity)
        return int(next(reversed(found), (1, ""))[0])

    def raw_of(self, row: Message) -> bytes:
        """Return a message's bytes: as they came in, or written from the row."""
        if row.raw:
            return self.tx.blob(row.raw)
        files = [
            File(one.name, one.type, self.tx.blob(one.blob), one.content_id, one.inline) for one in row.attachments
        ]
        return write_message(row, self.text_of(row), self.html_of(row), files)

    def content_at(self, row: Message, identity: str) -> bytes:
        """Return the content that an attachment id stands for; ToolError if the message has none such."""
        part: Part | None = read_part(self.raw_of(row), Defects())
        for number in _numbers(identity):
            part = part.parts[number] if part is not None and number < len(part.parts) else None
        if part is None or part.parts:
            raise ToolError("not_found", f"There is no attachment {shown(identity)}.")
        return content_of(part, Defects())

    # --- threads and labels --------------------------------------------------------------------------------------

    def thread(self, thread: str, rows: Iterable[tuple[str, Message]], format: Format = "minimal",
               headers: Sequence[str] = ()) -> Json:
        """Return a thread resource with its messages."""
        listed = list(rows)
        return {
            "id": thread, "historyId": str(max((self.last_change(*one) for one in listed), default=1)),
            "messages": [self.message(identity, row, format, headers) for identity, row in listed],
        }

    def label(self, home: str, identity: str, *, counts: bool = False) -> Json:
        """Return a label resource, with how much carries it where `counts` says so."""
        row = self.labels.get(identity)
        out: dict[str, Json] = {"id": identity, "name": identity, "type": "system"}
        if row is not None:
            out = {"id": identity, "name": row.name, "type": "user", **_visibility(row)}
        if counts:
            table = self.messages.table
            marked = [table[one] for _, one in table.find("by_label", f"{home} {identity}")]
            threads = Counter(one.thread for one in marked)
            unread = [one for one in marked if UNREAD in one.labels]
            out |= {
                "messagesTotal": len(marked), "messagesUnread": len(unread), "threadsTotal": len(threads),
                "threadsUnread": len({one.thread for one in unread}),
            }
        return out

    def label_known(self, home: str, identity: str) -> str:
        """Return the id of a label of a mailbox, system or its own; names are no ids here."""
        row = self.labels.get(identity)
        if identity not in SYSTEM_LABELS and (row is None or row.mailbox != home):
            raise ToolError("invalid_label", f"Invalid label: {shown(identity)}.")
        return identity


def bytes_of(raw: str) -> bytes:
    """Return what base64url text stands for, padded or not; ToolError if it stands for nothing."""
    try:
        return base64.b64decode(raw.replace("-", "+").replace("_", "/") + "=" * (-len(raw) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ToolError("invalid_arguments", "Invalid value for ByteString: it is not base64url.") from None


def _visibility(row: Label) -> dict[str, Json]:
    out: dict[str, Json] = {
        "messageListVisibility": row.message_list_visibility, "labelListVisibility": row.label_list_visibility,
    }
    if row.text_color:
        out["color"] = {"textColor": row.text_color, "backgroundColor": row.background_color}
    return out


def _numbers(identity: str) -> list[int]:
    """Return where in a message's tree the part of an attachment id is: `att-0.1` is the second part of the first."""
    where = identity.removeprefix("att-")
    if where == "root":
        return []
    if not all(part.isdecimal() and part.isascii() and len(part) < 5 for part in where.split(".")):
        raise ToolError("not_found", f"There is no attachment {shown(identity)}.")
    return [int(part) for part in where.split(".")]


def _fields(part: Part, wanted: Sequence[str] = ()) -> list[Json]:
    names = {name.lower() for name in wanted}
    return [
        {"name": field.name, "value": decode_words(field.text)} for field in part.fields
        if not names or field.name.lower() in names
    ]


def _head(part: Part, wanted: Sequence[str]) -> Json:
    return {"mimeType": part.type, "headers": _fields(part, wanted)}


def _part(message: str, part: Part, where: str) -> Json:
    """Return a part with all in it. Content that has a file's name is fetched by its id, other content is here."""
    out: dict[str, Json] = {
        "partId": where, "mimeType": part.type, "filename": part.name, "headers": _fields(part),
    }
    if part.parts:
        inner = f"{where}." if where else ""
        out["body"] = {"size": 0}
        out["parts"] = [_part(message, one, f"{inner}{number}") for number, one in enumerate(part.parts)]
        return out
    content = content_of(part, Defects())
    body: dict[str, Json] = {"size": len(content)}
    if part.name or not part.type.startswith("text/"):
        body["attachmentId"] = f"att-{where or 'root'}"
    else:
        body["data"] = base64.urlsafe_b64encode(content).decode()
    out["body"] = body
    return out
