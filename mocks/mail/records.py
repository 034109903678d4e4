"""Mail records: Gmail's object model, one row per mailbox copy of a message."""

from collections.abc import Callable
from typing import Literal

from ...snapshots.records import Record
from ..common.addresses import Address

INBOX, SENT, DRAFT, TRASH, SPAM = "INBOX", "SENT", "DRAFT", "TRASH", "SPAM"
UNREAD, STARRED, IMPORTANT, SNOOZED, SCHEDULED = "UNREAD", "STARRED", "IMPORTANT", "SNOOZED", "SCHEDULED"
MUTED = "MUTED"
CATEGORIES = (
    "CATEGORY_PERSONAL", "CATEGORY_SOCIAL", "CATEGORY_PROMOTIONS", "CATEGORY_UPDATES", "CATEGORY_FORUMS",
    "CATEGORY_RESERVATIONS", "CATEGORY_PURCHASES",
)
SYSTEM_LABELS = (
    INBOX, SENT, DRAFT, TRASH, SPAM, UNREAD, STARRED, IMPORTANT, SNOOZED, SCHEDULED, MUTED, *CATEGORIES
)

MAX_LABEL_NAME = 225
"""Characters of a label's name, as Gmail has it."""

PLACES = frozenset({INBOX, SPAM, TRASH})
"""A message is in one of these at the most."""

BODY_INLINE = 8 * 1024
"""Characters of a body that a row holds itself; a longer one is a blob."""

FORWARDED_FOR = "X-Forwarded-For"
"""The header of mail that a rule forwarded: the mailbox whose rule it was, and the address it went to."""

HTML_BODY = "X-Html-Body"
"""The name under which the ledger keeps a message's HTML among its headers."""

PALETTE = (
    "#000000", "#434343", "#666666", "#999999", "#cccccc", "#efefef", "#f3f3f3", "#ffffff", "#fb4c2f", "#ffad47",
    "#fad165", "#16a766", "#43d692", "#4a86e8", "#a479e2", "#f691b3", "#f6c5be", "#ffe6c7", "#fef1d1", "#b9e4d0",
    "#c6f3de", "#c9daf8", "#e4d7f5", "#fcdee8", "#efa093", "#ffd6a2", "#fce8b3", "#89d3b2", "#a0eac9", "#a4c2f4",
    "#d0bcf1", "#fbc8d9", "#e66550", "#ffbc6b", "#fcda83", "#44b984", "#68dfa9", "#6d9eeb", "#b694e8", "#f7a7c0",
    "#cc3a21", "#eaa041", "#f2c960", "#149e60", "#3dc789", "#3c78d8", "#8e63ce", "#e07798", "#ac2b16", "#cf8933",
    "#d5ae49", "#0b804b", "#2a9c68", "#285bac", "#653e9b", "#b65775", "#822111", "#a46a21", "#aa8831", "#076239",
    "#1a764d", "#1c4587", "#41236d", "#83334c",
)
"""The label colours that Gmail's API takes (users.labels, reference page)."""


class Attachment(Record):
    """A file of a message; `blob` is the SHA-256 of its bytes, `size` their number."""

    name: str
    type: str
    size: int
    blob: str
    content_id: str = ""
    inline: bool = False


class FileLink(Record):
    """A Drive file that a message links to; title and type as they were then.

    `give` is the role that recipients who cannot open it shall have once the message is sent.
    """

    file: str
    title: str
    type: str
    give: Literal["", "reader", "commenter", "writer"] = ""


class Message(Record):
    """One mailbox's copy of a message.

    `trashed_at` is since when it has been in the trash or in spam. `scheduled` is the number of the event that will
    send it, at `send_at`: a scheduled message, or one held for the undo time.
    `date` is when it reached the mailbox (ms). Only the sender's own copy has `bcc`. A body or HTML of over 8 KB is in
    the blob that `body_blob` or `html_blob` names. `raw` names the bytes of an imported message.
    """

    mailbox: str
    thread: str
    labels: tuple[str, ...] = ()
    date: int
    sender: Address
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    subject: str = ""
    body: str = ""
    body_blob: str = ""
    html: str = ""
    html_blob: str = ""
    attachments: tuple[Attachment, ...] = ()
    links: tuple[FileLink, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    list_id: str = ""
    automatic: bool = False
    size: int = 0
    raw: str = ""
    defects: tuple[str, ...] = ()
    snoozed_until: int = 0
    trashed_at: int = 0
    scheduled: int = 0
    send_at: int = 0
    forwards: int = 0


    def text(self, blob: Callable[[str], bytes]) -> str:
        """Return the whole plain body; `blob` gives the bytes kept under a SHA-256."""
        return blob(self.body_blob).decode() if self.body_blob else self.body

    def markup(self, blob: Callable[[str], bytes]) -> str:
        """Return the whole HTML body, empty if there is none."""
        return blob(self.html_blob).decode() if self.html_blob else self.html


class Thread(Record):
    """A conversation within one mailbox."""

    mailbox: str
    subject: str
    muted: bool = False


class Draft(Record):
    """An unsent message: `message` is the row that carries the label DRAFT."""

    mailbox: str
    message: str
    updated: int


class Label(Record):
    """A user label. Nesting is in the name: `Projects/Harbour`."""

    mailbox: str
    name: str
    text_color: str = ""
    background_color: str = ""
    label_list_visibility: Literal["labelShow", "labelShowIfUnread", "labelHide"] = "labelShow"
    message_list_visibility: Literal["show", "hide"] = "show"


class Filter(Record):
    """A rule for arriving mail: what it must match, and what is done. Empty criteria match nothing by themselves."""

    mailbox: str
    order: int
    sender: str = ""
    to: str = ""
    subject: str = ""
    query: str = ""
    negated_query: str = ""
    has_attachment: bool = False
    larger: int = 0
    smaller: int = 0
    add_labels: tuple[str, ...] = ()
    remove_labels: tuple[str, ...] = ()
    forward: str = ""


class ForwardingAddress(Record):
    """An address that a mailbox may forward to, once it is accepted: `code` was mailed there to confirm it."""

    mailbox: str
    address: str
    status: Literal["accepted", "pending"] = "accepted"
    code: str = ""


class Delegate(Record):
    """Somebody who may read and write a mailbox."""

    mailbox: str
    address: str
    status: Literal["accepted", "pending"] = "accepted"


class SendAs(Record):
    """Another address that a mailbox may send from, once it is accepted: `code` was mailed there to confirm it."""

    mailbox: str
    address: str
    name: str = ""
    signature: str = ""
    reply_to: str = ""
    default: bool = False
    status: Literal["accepted", "pending"] = "accepted"
    code: str = ""


class History(Record):
    """One change of a mailbox, as Gmail's history.list reports it."""

    mailbox: str
    number: int
    kind: Literal["messageAdded", "messageDeleted", "labelsAdded", "labelsRemoved"]
    message: str
    labels: tuple[str, ...] = ()


class VacationSent(Record):
    """When a sender last got the vacation reply of a mailbox."""

    mailbox: str
    address: str
    at: int


class Envelope(Record):
    """The place of an imported message in its file: what makes the export give the same bytes again.

    `source` names the file or folder, `number` counts within the mailbox. `separator` is the From_ line of an mbox
    with its line end, or the path within a folder; `tail` the empty line behind a message. Both are bytes, as
    ISO 8859-1. `raw` names the bytes as found, which are the message's own but for what an mbox writes as `>From `.
    A piece that is no message has an empty `message`.
    """

    mailbox: str
    source: str
    number: int
    separator: str
    raw: str
    message: str = ""
    kind: Literal["mbox", "eml", "maildir"] = "mbox"
    tail: str = ""


class Mailbox(Record):
    """A mailbox and its settings; the id is its address. `undo_send_s` is 0, 5, 10, 20 or 30 seconds."""

    person: str = ""
    name: str = ""
    time_zone: str = "UTC"
    language: str = "en"
    signature: str = ""
    undo_send_s: int = 0
    verify_forwarding: bool = False
    vacation_enabled: bool = False
    vacation_subject: str = ""
    vacation_body: str = ""
    vacation_start: int = 0
    vacation_end: int = 0
    vacation_inside_only: bool = False
    auto_forward_enabled: bool = False
    auto_forward_to: str = ""
    auto_forward_then: Literal["leaveInInbox", "archive", "trash", "markRead"] = "leaveInInbox"
    imap_enabled: bool = True
    pop_enabled: bool = False
    vacation_html: str = ""
    vacation_contacts_only: bool = False
    imap_auto_expunge: bool = True
    imap_expunge: str = "archive"
    imap_folder_size: int = 0
    pop_window: str = "disabled"
    pop_then: str = "leaveInInbox"
    watch_topic: str = ""
    watch_until: int = 0
