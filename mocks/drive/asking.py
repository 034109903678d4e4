"""Drive tools by which people ask each other: for access to a file, and for approval of one."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import access, may
from ..common.addresses import normalise, parse_address
from ..common.file_records import File
from ..common.lines import clipped
from ..service import REST, tool
from .base import Address, FileId, Note
from .discussing import Discussing
from .records import AccessProposal, Approval, AskedRole, Remark, Response

ApprovalId: TypeAlias = Annotated[str, Field(min_length=1, max_length=80)]
MOST = 50
"""Open requests or approvals of a file. Ours, so that a listing fits one result."""


class Asking(Discussing):
    """Requests for access, and approvals."""

    # --- access --------------------------------------------------------------------------------------------------

    @tool("send", seconds=2)
    def request_access(self, file_id: FileId, role: AskedRole = "reader", message: Note = "", for_person: Annotated[
            str, Field(max_length=320, description="whom it is for; empty: you")] = "") -> Json:
        """Ask those who may share a file to open it to you, or to somebody else. You need its id, not access to it."""
        row = self.files.get(file_id)
        if row is None:
            raise ToolError("not_found", f"There is no file {shown(file_id)}.")
        who = normalise(parse_address(for_person).email) if for_person else self.principal
        if may(access(self.tx, file_id, who), role):
            raise ToolError("nothing_to_do", f"{who} has access already.")
        open_ones = self.proposals.found("by_file", file_id)
        if any((one.recipient, one.role) == (who, role) for one in open_ones):
            raise ToolError("already_exists", f"{role} access for {who} has been asked for already.")
        if len(open_ones) >= MOST:
            raise ToolError("too_many", "There are too many open requests for this file.")
        identity = self.tx.new_id("request")
        self.proposals.put(identity, AccessProposal(
            file=file_id, requester=self.principal, recipient=who, role=role, message=message, created=self.tx.now
        ))
        body = (f"{self.name_of(self.principal)} ({self.principal}) asks for {role} access to \"{row.name}\" for "
                f"{who}.\nRequest id: {identity}\n" + (f"\n{message}\n" if message else ""))
        self.notify(self._keepers(row), f"Request for access to {row.name}", body, source=file_id)
        return {"request": identity, "status": "open"}

    def _keepers(self, row: File) -> list[str]:
        """Return whom a request goes to: the owner, or the organizers of the shared drive."""
        if row.owner:
            return [row.owner]
        return [one.who for one in self.permissions.found("by_file", row.drive) if one.role == "organizer"]

    @tool("read")
    def list_access_requests(self, file_id: FileId) -> Json:
        """List the open requests for access to a file that you may share."""
        self.must(file_id, "share", "shared")
        return {"requests": [
            {"id": identity, "from": row.requester, "for": row.recipient, "role": row.role,
             "message": clipped(row.message, 500), "asked": self.when(row.created)}
            for identity, row in ((one, self.proposals[one]) for _, one in self.proposals.find("by_file", file_id))
        ]}

    @tool("send", seconds=2)
    def resolve_access_request(
        self,
        request_id: Annotated[str, Field(min_length=1, max_length=80)],
        accept: bool,
        role: Annotated[AskedRole | None, Field(description="grant this role instead of the one asked for")] = None,
        notify: bool = True,
    ) -> Json:
        """Accept a request for access, which shares the file, or deny it."""
        asked = self.proposals.get(request_id)
        if asked is None or not (self.unbound or self.access_to(asked.file)):
            raise ToolError("not_found", f"There is no open request {shown(request_id)}.")
        row = self.must(asked.file, "share", "shared")
        if accept:
            given = role or asked.role
            self.share(asked.file, (asked.recipient,), given, notify=notify)
        elif notify:
            self.notify([asked.requester], f"Access to {row.name} was denied",
                        f"{self.name_of(self.principal)} has denied {asked.role} access for {asked.recipient}.\n",
                        source=asked.file)
        self.proposals.remove(request_id)
        return {"request": request_id, "status": "accepted" if accept else "denied"}

    # --- approvals -----------------------------------------------------------------------------------------------

    @tool("send", seconds=2)
    def start_approval(
        self,
        file_id: FileId,
        reviewers: Annotated[tuple[Address, ...], Field(min_length=1, max_length=20)],
        message: Note = "",
        due: Annotated[str, Field(max_length=40, examples=["", "2026-03-09T17:00"])] = "",
        lock: Annotated[bool, Field(description="lock the file meanwhile")] = False,
        reset_on_change: Annotated[bool, Field(description="an edit takes the approvals so far back")] = True,
    ) -> Json:
        """Ask people to approve a file formally: approved once all have, declined once one has declined."""
        row = self.must(file_id, "start_approval", "given to approval")
        self.not_trashed(file_id, row)
        if any(one.status == "IN_PROGRESS" for one in self.approvals.found("by_file", file_id)):
            raise ToolError("already_exists", f"{shown(row.name)} is in an approval already.")
        if len(self.approvals.find("by_file", file_id)) >= MOST:
            raise ToolError("too_many", f"A file has {MOST} approvals at the most.")
        people = tuple(dict.fromkeys(normalise(parse_address(one).email) for one in reviewers))
        for one in people:
            self._may_review(file_id, row, one)
        identity = self.tx.new_id("approval")
        self.approvals.put(identity, Approval(
            file=file_id, initiator=self.principal, created=self.tx.now, modified=self.tx.now,
            due=self.moment(due, future=True), responses=tuple(Response(reviewer=one) for one in people),
            on_change="RESET_APPROVAL" if reset_on_change else "NO_APPROVAL_ACTION",
            remarks=(self._remark(message),) if message else (),
        ))
        if lock and not row.locked:
            self.lock_file(file_id, reason="in approval")
        body = (f"{self.name_of(self.principal)} asks you to review \"{row.name}\".\nFile id: {file_id}\n"
                f"Approval id: {identity}\n" + (f"\n{message}\n" if message else ""))
        self.notify(people, f"Approval asked: {row.name}", body, source=file_id)
        return self._approval(identity, self.approvals[identity])

    @tool("send", seconds=2)
    def answer_approval(
        self,
        approval_id: ApprovalId,
        answer: Annotated[Literal["approve", "decline", "comment", "cancel"], Field(
            description="approve and decline: reviewers; cancel: who may write the file")],
        text: Note = "",
    ) -> Json:
        """Approve or decline as a reviewer, remark on an approval, or cancel one."""
        row = self._approval_for(approval_id)
        if answer == "comment" and not text:
            raise ToolError("invalid_arguments", "A comment needs a text.")
        if row.status != "IN_PROGRESS" and answer != "comment":
            raise ToolError("already_ended", f"The approval is {row.status.lower()} already.")
        changes: dict[str, object] = {"modified": self.tx.now}
        if text:
            changes["remarks"] = (*row.remarks, self._remark(text))[-100:]
        if answer == "cancel":
            self.file_for(row.file, "writer")
            changes.update(status="CANCELLED", completed=self.tx.now)
        elif answer != "comment":
            changes.update(self._answered(row, "APPROVED" if answer == "approve" else "DECLINED"))
        new = self.approvals.update(approval_id, **changes)
        if new.status == "APPROVED" and new.on_change == "RESET_APPROVAL" and not self.files[row.file].locked:
            self.adjust(row.file, locked=True, lock_reason="approved", locked_by=row.initiator, locked_at=self.tx.now)
        name = self.files[row.file].name
        said = {"approve": "approved", "decline": "declined", "comment": "remark", "cancel": "cancelled"}[answer]
        self.notify((row.initiator, *(one.reviewer for one in row.responses)), f"Approval of {name}: {said}",
                    f"{self.name_of(self.principal)}: {said}\n\n{text}\n", source=row.file)
        return self._approval(approval_id, new)

    def _answered(self, row: Approval, said: Literal["APPROVED", "DECLINED"]) -> dict[str, object]:
        mine = next((one for one in row.responses if one.reviewer == self.principal), None)
        if mine is None:
            raise ToolError("permission_denied", "You are no reviewer of this approval.")
        responses = tuple(
            one.replace(said=said, at=self.tx.now) if one.reviewer == self.principal else one for one in row.responses
        )
        if said == "DECLINED":
            return {"responses": responses, "status": said, "completed": self.tx.now}
        if all(one.said == "APPROVED" for one in responses):
            return {"responses": responses, "status": said, "completed": self.tx.now,
                    "approved_revision": self.files[row.file].head}
        return {"responses": responses}

    @tool("send", faces=REST)
    def reassign_approval(
        self,
        approval_id: ApprovalId,
        add: Annotated[tuple[Address, ...], Field(max_length=20)] = (),
        replace: Annotated[str, Field(max_length=320, description="a reviewer who has not answered")] = "",
        by: Annotated[str, Field(max_length=320, description="who takes his place")] = "",
        message: Note = "",
    ) -> Json:
        """Add reviewers to an approval, or put one in another's place. Readers can only pass on what is theirs."""
        row = self._approval_for(approval_id)
        file = self.files[row.file]
        if row.status != "IN_PROGRESS":
            raise ToolError("already_ended", f"The approval is {row.status.lower()} already.")
        if bool(replace) != bool(by) or not (add or replace):
            raise ToolError("invalid_arguments", "Give add, or replace together with by.")
        old = normalise(replace)
        if add or old != self.principal:
            self.file_for(row.file, "writer")
        new = [normalise(parse_address(one).email) for one in (*add, *((by,) if by else ()))]
        responses = list(row.responses)
        for one in new:
            self._may_review(row.file, file, one)
            if any(other.reviewer == one for other in responses):
                raise ToolError("already_exists", f"{one} is a reviewer already.")
        if old:
            at = next((at for at, one in enumerate(responses) if one.reviewer == old and one.said == "NO_RESPONSE"), -1)
            if at < 0:
                raise ToolError("not_found", f"{shown(replace)} is no reviewer who has yet to answer.")
            responses[at] = Response(reviewer=new.pop())
            new_names = [*new, responses[at].reviewer]
        else:
            new_names = list(new)
        responses.extend(Response(reviewer=one) for one in dict.fromkeys(new))
        updated = self.approvals.update(approval_id, responses=tuple(responses), modified=self.tx.now)
        self.notify(new_names, f"Approval asked: {file.name}", f"{message}\nApproval id: {approval_id}\n",
                    source=row.file)
        return self._approval(approval_id, updated)

    @tool("read", faces=REST)
    def list_approvals(self, file_id: FileId) -> Json:
        """List a file's approvals, oldest first, with each reviewer's answer and the remarks."""
        self.file_for(file_id)
        found = [(one, self.approvals[one]) for _, one in self.approvals.find("by_file", file_id)]
        return {"approvals": [self._approval(one, row) for one, row in found]}

    # --- parts ---------------------------------------------------------------------------------------------------

    def _may_review(self, file: str, row: File, who: str) -> None:
        if access(self.tx, file, who) is None:
            raise ToolError("no_access", f"{shown(who)} cannot open {shown(row.name)}; share it first.")

    def _approval_for(self, identity: str) -> Approval:
        row = self.approvals.get(identity)
        if row is None or not (self.unbound or self.access_to(row.file)):
            raise ToolError("not_found", f"There is no approval {shown(identity)}; list a file's with "
                                         "drive.list_approvals.")
        return row

    def _remark(self, text: str) -> Remark:
        return Remark(author=self.principal, text=text, at=self.tx.now)

    def _approval(self, identity: str, row: Approval) -> Json:
        out: dict[str, Json] = {
            "id": identity, "file": row.file, "status": row.status, "asked_by": row.initiator,
            "created": self.when(row.created),
            "reviewers": [{"reviewer": one.reviewer, "said": one.said} for one in row.responses],
            "remarks": [{"by": one.author, "text": clipped(one.text, 300)} for one in row.remarks[-10:]],
        }
        if row.due:
            out["due"] = self.when(row.due)
        if row.approved_revision:
            out["approved_revision"] = row.approved_revision
        return out
