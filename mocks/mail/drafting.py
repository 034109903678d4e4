"""Mail tools for drafts: messages with the label DRAFT, which nobody has yet."""

from typing import Annotated, Any

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..service import tool
from .attaching import DriveFiles, Files, attached, check_size, from_drive
from .base import read_addresses
from .composing import Composing, FromAddress, Recipients, SendAt, Subject, Written, signed
from .delivery import reply_subject
from .reading import DraftId, MailboxName, PageToken, page_position, put_page
from .records import DRAFT, TRASH, Draft


class Drafting(Composing):
    """Writes, changes, lists, sends and deletes drafts."""

    @tool("write", seconds=20)
    def create_draft(
        self,
        to: Recipients = (),
        subject: Subject = "",
        body: str = "",
        cc: Recipients = (),
        bcc: Recipients = (),
        attachments: Files = (),
        reply_to_message: Annotated[
            str, Field(max_length=80, description="id of a message to answer: gives the recipient and subject")
        ] = "",
        html: str = "",
        from_address: FromAddress = "",
        mailbox: MailboxName = "",
        drive_files: DriveFiles = (),
    ) -> Json:
        """Write a draft, which nobody gets until mail.send_draft."""
        home, thread, answered = self.own(mailbox), "", None
        if reply_to_message:
            answered = self._answerable(reply_to_message)
            home, thread = answered.mailbox, answered.thread
            to = to or tuple(self._reply_to(answered, everybody=False)[0])
            subject = subject or reply_subject(answered.subject)
        copies, links = from_drive(self, drive_files)
        files = (*attached(self, attachments), *copies)
        written = Written(to, cc, bcc, subject, body, html, files, from_address, links)
        message = self._message(home, written, answers=answered)
        identity = self.keep_sent(message, labels=(DRAFT,), thread=thread)
        return self._drafted(identity)

    @tool("write", seconds=20)
    def update_draft(
        self,
        draft_id: DraftId,
        to: Recipients | None = None,
        subject: Subject | None = None,
        body: str | None = None,
        cc: Recipients | None = None,
        bcc: Recipients | None = None,
        attachments: Files | None = None,
        html: str | None = None,
        drive_files: DriveFiles | None = None,
    ) -> Json:
        """Change what is given of a draft; the rest stays. `attachments` replaces all attachments, `drive_files` all
        links; copies from Drive are added.

        To keep a file beside new ones, name it as {from_message: the draft's message id, name}.
        """
        identity, draft = self._draft(draft_id)
        row = self.messages[draft.message]
        changes: dict[str, Any] = {"date": self.tx.now, "raw": ""}
        for name, people in (("to", to), ("cc", cc), ("bcc", bcc)):
            if people is not None:
                changes[name] = read_addresses(people)
        if subject is not None:
            changes["subject"] = subject
        text = self.text_of(row) if body is None else body
        markup = self.html_of(row) if html is None else html
        files = row.attachments if attachments is None else attached(self, attachments)
        if drive_files is not None:
            copies, changes["links"] = from_drive(self, drive_files)
            files = (*files, *copies)
        if body is not None or html is not None:
            signature = self._sender(row.mailbox, row.sender.email).signature
            text, markup = signed(text, markup, signature)
        changes |= {"attachments": files, "size": self.size_of(text, markup, files), **self.bodies(text, markup)}
        check_size(changes["size"])
        self.messages.put(draft.message, row.replace(**changes))
        self.drafts.update(identity, updated=self.tx.now)
        return {"draft_id": identity, "id": draft.message, "thread": row.thread}

    @tool("read")
    def get_draft(
        self,
        draft_id: DraftId,
        offset: Annotated[int, Field(ge=0, description="character of the body to go on from")] = 0,
        recipients_from: Annotated[int, Field(ge=0, description="recipient of long lists to go on from")] = 0,
    ) -> Json:
        """Read a draft whole. A long body comes in parts (`next_offset`), as in mail.get_message."""
        identity, draft = self._draft(draft_id)
        row = self.messages[draft.message]
        out: dict[str, Json] = {"draft_id": identity, **self.head(draft.message, row, first=recipients_from)}
        put_page(out, "body", self.text_of(row), offset)
        return out

    @tool("read")
    def list_drafts(
        self,
        max_results: Annotated[int, Field(ge=1, le=50)] = 20,
        page_token: PageToken = "",
        mailbox: MailboxName = "",
    ) -> Json:
        """List drafts, the one changed last first. Drafts in the trash are left out."""
        home = self.own(mailbox)
        entries = self.drafts.find("by_mailbox", home)
        stop = page_position(page_token)
        page: list[Json] = []
        last = ""
        for when, identity in reversed(entries) if stop is None else entries.below(stop):
            message = self.drafts[identity].message
            row = self.messages[message]
            if TRASH in row.labels:
                continue
            if len(page) == max_results:
                return {"drafts": page, "next_page_token": last}
            page.append({"draft_id": identity, **self.line(message, row)})
            last = f"{when}.{identity}"
        return {"drafts": page}

    @tool("send", seconds=2)
    def send_draft(self, draft_id: DraftId, send_at: SendAt = "") -> Json:
        """Send a draft as it is."""
        identity, draft = self._draft(draft_id)
        row = self.messages[draft.message]
        if TRASH in row.labels:
            raise ToolError("in_trash", f"The draft {shown(draft_id)} is in the trash; take it out with mail.untrash.")
        self.drafts.remove(identity)
        labels = tuple(label for label in row.labels if label != DRAFT)
        row = row.replace(labels=labels, date=self.tx.now, raw="")
        return self._post(row, send_at, identity=draft.message, thread=row.thread)

    @tool("destroy", seconds=5)
    def delete_draft(self, draft_id: DraftId) -> Json:
        """Delete a draft for good."""
        identity, draft = self._draft(draft_id)
        self.drop(draft.message)
        return {"deleted": identity}

    def _draft(self, draft_id: str) -> tuple[str, Draft]:
        """Return a draft by its id or its message's, if the actor may see it."""
        named = next((identity for _, identity in self.drafts.find("by_message", draft_id)), draft_id)
        draft = self.drafts.get(named)
        if draft is None or not self.may_use(draft.mailbox):
            raise ToolError("not_found", f"There is no draft {shown(draft_id)}; list them with mail.list_drafts.")
        return named, draft
