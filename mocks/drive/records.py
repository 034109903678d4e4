"""Drive's own records: requests for access, approvals and labels. Files themselves are in `common/file_records.py`."""

from typing import Literal, TypeAlias

from ...snapshots.records import Record

AskedRole: TypeAlias = Literal["reader", "commenter", "writer"]
FieldType: TypeAlias = Literal["text", "longText", "integer", "dateString", "selection", "user"]


class ReservedId(Record):
    """An id that somebody had made for a file that he will create under it."""

    user: str
    at: int


class Channel(Record):
    """Somebody's wish to hear of changes at an address. It is kept; nothing is sent there."""

    user: str
    resource: str
    address: str
    kind: str = "web_hook"
    token: str = ""
    expires: int = 0


class Operation(Record):
    """A download that somebody has asked for, ready at once; `link` is where it is fetched."""

    user: str
    file: str
    link: str


class AccessProposal(Record):
    """Somebody's request for access to a file, for himself or another, until it is resolved."""

    file: str
    requester: str
    recipient: str
    role: AskedRole
    message: str = ""
    created: int


class Response(Record):
    """What a reviewer has said to an approval."""

    reviewer: str
    said: Literal["NO_RESPONSE", "APPROVED", "DECLINED"] = "NO_RESPONSE"
    at: int = 0


class Remark(Record):
    """A line in an approval's log."""

    author: str
    text: str
    at: int


class Approval(Record):
    """A formal review of a file: approved once every reviewer has approved, declined once one has declined.

    `on_change` says what an edit of the file does to the responses given so far.
    """

    file: str
    initiator: str
    created: int
    modified: int
    due: int = 0
    completed: int = 0
    status: Literal["IN_PROGRESS", "APPROVED", "CANCELLED", "DECLINED"] = "IN_PROGRESS"
    on_change: Literal["RESET_APPROVAL", "NO_APPROVAL_ACTION"] = "RESET_APPROVAL"
    approved_revision: str = ""
    responses: tuple[Response, ...]
    remarks: tuple[Remark, ...] = ()


class LabelField(Record):
    """One field that a label can have a value in."""

    id: str
    name: str
    type: FieldType = "text"
    choices: tuple[str, ...] = ()
    many: bool = False


class Label(Record):
    """A kind of label that an organisation has defined, such as a classification; the row's id is the label's."""

    title: str
    description: str = ""
    fields: tuple[LabelField, ...] = ()


class FieldValue(Record):
    """The values of one field, as texts: integers in decimal digits, dates as 2026-03-04."""

    field: str
    values: tuple[str, ...]


class Applied(Record):
    """A label on a file. The row's id is `FILE LABEL`."""

    file: str
    label: str
    values: tuple[FieldValue, ...] = ()
