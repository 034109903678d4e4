"""Files that a caller attaches: given as text, as base64, copied from another message, or from Drive."""

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Model
from ..common.access import may
from ..common.file_records import EDITORS, FOLDER, SHORTCUT
from .base import MailBase
from .records import Attachment, FileLink

MAX_MESSAGE = 25 * 1024 * 1024
"""Bytes of a message with its files, as Gmail has it."""

MEDIA_TYPE = "^[A-Za-z0-9_.+-]+/[A-Za-z0-9_.+-]+$"


class NewFile(Model):
    """A file to attach: `name` with `text` or `base64`; or a copy of a file called `name` of message `from_message`."""

    name: Annotated[str, Field(min_length=1, max_length=255)]
    type: Annotated[str, Field(max_length=120, pattern=MEDIA_TYPE, examples=["text/plain"])] = "text/plain"
    text: str = ""
    base64: str = ""
    from_message: Annotated[str, Field(max_length=80, description="id of a message that has the file")] = ""


Files: TypeAlias = Annotated[
    tuple[NewFile, ...], Field(max_length=50, description="each {name, type, text or base64} or {from_message, name}")
]


class DriveFile(Model):
    """A file of Drive: linked, or as a copy of what it holds now.

    Who cannot open a linked file is given the role `give`; without it they are named in the result.
    """

    file_id: Annotated[str, Field(min_length=1, max_length=400)]
    how: Literal["link", "copy"] = "link"
    give: Literal["", "reader", "commenter", "writer"] = ""


DriveFiles: TypeAlias = Annotated[tuple[DriveFile, ...], Field(
    max_length=50, description="Drive files, each {file_id, how: link or copy, give: role for those without access}"
)]

FILE_URL = "https://drive.test/file/"
"""What the address of a Drive file begins with; its id follows."""


def from_drive(
    service: MailBase, files: Sequence[DriveFile]
) -> tuple[tuple[Attachment, ...], tuple[FileLink, ...]]:
    """Return Drive files as attachments and links; ToolError says which of them cannot be sent like that."""
    if files and not service.tx.offers("drive.share"):
        raise ToolError("no_drive", "There is no Drive here to take files from.")
    copies: list[Attachment] = []
    links: dict[str, FileLink] = {}
    for file in files:
        row = service.file_for(file.file_id)
        if file.how == "link":
            links[file.file_id] = FileLink(file=file.file_id, title=row.name, type=row.type, give=file.give)
            continue
        if row.type in (FOLDER, SHORTCUT, *EDITORS) or not row.blob:
            raise ToolError("cannot_copy", f"{shown(row.name)} is {row.type}, which mail can only link to.")
        closed = row.download_needs_writer or (row.drive and service.drives[row.drive].download_needs_writer)
        if closed and not service.unbound and not may(service.access_to(file.file_id), "writer"):
            raise ToolError("permission_denied", f"Readers may not download {shown(row.name)}; link to it instead.")
        copies.append(Attachment(name=row.name, type=row.type, size=row.size, blob=row.blob))
    return tuple(copies), tuple(links.values())


def attached(service: MailBase, files: Sequence[NewFile]) -> tuple[Attachment, ...]:
    """Keep the contents of files and return their attachments; ToolError says which file is not right."""
    return tuple(_attached(service, file) for file in files)


def _attached(service: MailBase, file: NewFile) -> Attachment:
    if sum(map(bool, (file.text, file.base64, file.from_message))) > 1:
        raise _invalid(file, "has more than one of text, base64 and from_message; give one")
    if file.from_message:
        row = service.message_of(file.from_message)
        found = next((one for one in row.attachments if one.name == file.name), None)
        if found is None:
            names = ", ".join(shown(one.name) for one in row.attachments[:20])
            raise _invalid(file, f"is not in message {shown(file.from_message)}, which has {names or 'none'}")
        return found.replace(content_id="", inline=False)
    content = file.text.encode()
    if file.base64:
        try:
            content = base64.b64decode(file.base64, validate=True)
        except (binascii.Error, ValueError):
            raise _invalid(file, "has base64 that cannot be read") from None
    return Attachment(name=file.name, type=file.type.lower(), size=len(content), blob=service.tx.put_blob(content))


def _invalid(file: NewFile, why: str) -> ToolError:
    return ToolError("invalid_attachment", f"The attachment {shown(file.name)} {why}.")


def check_size(size: int) -> None:
    """Refuse a message that is over the limit."""
    if size > MAX_MESSAGE:
        raise ToolError("message_too_large", f"The message has {size} bytes with files; the limit is {MAX_MESSAGE}.")
