"""Drive tools that take in what other services have: attachments of mail."""

from typing import Annotated, Any

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ..common.file_records import EDITORS, FOLDER, SHORTCUT
from ..service import tool
from .base import FolderId
from .filing import Filing

OTHER = "application/octet-stream"
"""The type of a file that says it is what only Drive itself makes."""


class Receiving(Filing):
    """Puts files from elsewhere into Drive. Their content is the same bytes, kept once."""

    @tool("write", seconds=2)
    def save_attachment(
        self,
        message_id: Annotated[str, Field(min_length=1, max_length=80, description="a mail that you have")],
        name: Annotated[str, Field(min_length=1, max_length=255, description="the attachment's name")],
        folder: FolderId = "root",
        number: Annotated[int, Field(ge=1, description="which one, if several have the same name")] = 1,
    ) -> Json:
        """Save a mail's attachment as a file in Drive. You own it, or its shared drive does."""
        if not self.tx.offers("mail.attachment"):
            raise ToolError("no_mail", "There is no mail here to take attachments from.")
        reader = self.tx.actor if self.unbound else Actor(role="person", principal=self.principal)
        outcome = self.tx.call(
            Call.of("mail.attachment", {"message_id": message_id, "name": name, "number": number}), actor=reader
        )
        if not outcome.ok:
            raise ToolError(outcome.code, outcome.message)
        found: Any = outcome.value
        kind = OTHER if found["type"] in (FOLDER, SHORTCUT, *EDITORS) else found["type"]
        identity = self._made(found["name"], kind, folder, {"original_name": found["name"]})
        self.save(identity, self.tx.blob(found["blob"]))
        return self._shown(identity)
