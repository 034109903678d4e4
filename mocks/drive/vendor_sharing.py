"""Google Drive's methods of permissions, of requests for access and of approvals."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import Access
from ..common.addresses import domain, normalise
from ..common.file_records import RANK, ROLES, File, permission_id
from ..common.vendor import Body, method, text_in, texts_in
from .records import AccessProposal, Approval
from .vendor_files import Id, View, objects_in
from .vendor_shapes import ANYONE, ANYONE_FINDS, Object, VendorShapes, grantee_number, moment_in, utc

Page: TypeAlias = Annotated[int, Field(ge=0, le=1_000)]
Message: TypeAlias = Annotated[str, Field(max_length=4_000)]

PAGE = 100
"""Permissions, requests or approvals of a page where nothing is said."""


class VendorSharing(VendorShapes):
    """permissions.*, accessproposals.* and approvals.*"""

    # --- permissions ---------------------------------------------------------------------------------------------

    @method("read", "drive.permissions.list")
    def permissions_list(
        self, file_id: Id, page_size: Page = 0, page_token: Id = "", include_permissions_for_view: View = "",
        supports_all_drives: bool = False, supports_team_drives: bool = False, use_domain_admin_access: bool = False,
    ) -> Json:
        """List the permissions of a file or shared drive, inherited ones too."""
        identity, row = self._shared(file_id, supports_all_drives or supports_team_drives, use_domain_admin_access)
        self._may_see(identity)
        found = [(one, ways) for one, ways in sorted(self.grants(identity).items()) if one > page_token]
        size = page_size or PAGE
        out: Object = {"kind": "drive#permissionList", "permissions": [
            self.permission(one, ways, identity, row) for one, ways in found[:size]]}
        return {**out, "nextPageToken": found[size - 1][0]} if len(found) > size else out

    @method("read", "drive.permissions.get")
    def permissions_get(
        self, file_id: Id, permission_id: Id, supports_all_drives: bool = False, supports_team_drives: bool = False,
        use_domain_admin_access: bool = False,
    ) -> Json:
        """Return a permission."""
        identity, row = self._shared(file_id, supports_all_drives or supports_team_drives, use_domain_admin_access)
        if permission_id not in self._own_numbers():
            self._may_see(identity)
        return self.permission(permission_id, self._grant(identity, permission_id), identity, row)

    @method("send", "drive.permissions.create", seconds=3)
    def permissions_create(
        self, file_id: Id, body: Body, email_message: Message = "", enforce_expansive_access: bool = False,
        enforce_single_parent: bool = False, move_to_new_owners_root: bool = False,
        send_notification_email: bool = True, supports_all_drives: bool = False, supports_team_drives: bool = False,
        transfer_ownership: bool = False, use_domain_admin_access: bool = False,
    ) -> Json:
        """Open a file to a person, a group, a domain or anyone, or make a colleague its owner. People get a mail."""
        identity, row = self._shared(file_id, supports_all_drives or supports_team_drives, use_domain_admin_access)
        kind, role, address = text_in(body, "type"), _role_in(body), normalise(text_in(body, "emailAddress"))
        if kind in ("user", "group"):
            if "@" not in address:
                raise ToolError("invalid_sharing", f"The emailAddress {shown(address)} is none.")
            if kind == "group" and not self.is_group(address):
                raise ToolError("invalid_sharing", f"There is no group {shown(address)}.")
            number = grantee_number(address)
            with self._in_drives_words(row, role, kind, address):
                if role == "owner":
                    self._give_away(identity, address, transfer_ownership, move_to_new_owners_root)
                else:
                    self.share(identity, (address,), role, email_message, send_notification_email, self._end(body))
        elif kind in ("domain", "anyone"):
            with self._in_drives_words(row, role, kind):
                number = self._open(identity, row, kind, role, body)
        else:
            raise ToolError("invalid_arguments", f"The permission type field is {shown(kind)}; it is user, group, "
                                                 "domain or anyone.")
        return self.permission(number, self._grant(identity, number), identity, self.files[identity])

    def _open(self, identity: str, row: File, kind: str, role: Any, body: Body) -> str:
        """Open a file to a domain or to anyone beside whom it is open to; return the permission's id.

        What is there already stays as it is, and the log of changes tells nothing of it.
        """
        home = domain(self.principal)
        self.linkable(identity)
        if text_in(body, "expirationTime"):
            raise ToolError("invalid_expiry", "Only access of people and groups can end at a time.")
        self._check_role(identity, row, role, kind)
        if kind == "domain" and text_in(body, "domain").lower() != home:
            raise ToolError("invalid_sharing", f"The domain {shown(text_in(body, 'domain'))} is not that of your "
                                               f"organisation, {home}.")
        self._check_link(row, kind, home)
        finds = body.get("allowFileDiscovery") is True
        who = home if kind == "domain" else ""
        old = self.permissions.get(permission_id(identity, kind, who))
        if old is None or (old.role, old.discoverable) != (role, finds):
            self.grant(identity, kind, who, role=role, discoverable=finds)
            self.log([identity, *self.below(identity)])
        if kind == "anyone":
            return ANYONE_FINDS if finds else ANYONE
        return grantee_number(who)

    def _end(self, body: Body) -> str:
        """Return the end of access that a body says."""
        text = text_in(body, "expirationTime")
        if text and moment_in(text) <= self.tx.now:
            raise ToolError("expiry_past", "Expiration dates must be in the future.")
        return text

    @contextmanager
    def _in_drives_words(self, row: File, role: str = "", kind: str = "", address: str = "") -> Iterator[None]:
        """Have what is refused to the caller be refused by the code that Drive has for just that."""
        try:
            yield
        except ToolError as error:
            code = error.code
            drive = self.drives.get(row.drive) if row.drive else None
            if code == "sharing_restricted" and drive is not None:
                leaves = kind == "anyone" or (kind != "domain" and not self.is_home(address))
                code = "domain_users_only" if drive.domain_only and leaves else "members_only"
            elif code == "invalid_role":
                code = {"organizer": "organizer_elsewhere", "fileOrganizer": "file_organizer_elsewhere"}.get(role, code)
            elif code == "invalid_operation" and kind in ("domain", "anyone"):
                code = "link_to_drive"
            elif code == "inherited" and drive is not None:
                code = "inherited_in_drive"
            raise ToolError(code, error.message) from None

    def _give_away(self, identity: str, owner: str, confirmed: bool, to_root: bool) -> None:
        if not confirmed:
            raise ToolError("forbidden", "The transferOwnership parameter must be enabled when the permission role is "
                                         "'owner'.")
        if self.files[identity].drive:
            raise ToolError("owner_in_drive", "What is in a shared drive has no owner.")
        self.transfer_ownership(identity, owner)
        if to_root:
            self.adjust(identity, parent=self.my_root(owner))

    @method("send", "drive.permissions.update", seconds=2)
    def permissions_update(
        self, file_id: Id, permission_id: Id, body: Body, enforce_expansive_access: bool = False,
        remove_expiration: bool = False, supports_all_drives: bool = False, supports_team_drives: bool = False,
        transfer_ownership: bool = False, use_domain_admin_access: bool = False,
    ) -> Json:
        """Change the role or the end of a permission; with the role `owner` the file is given to that colleague."""
        identity, row = self._shared(file_id, supports_all_drives or supports_team_drives, use_domain_admin_access)
        for name in body:
            if name not in ("role", "expirationTime", "pendingOwner", "kind", "id", "type"):
                raise ToolError("field_not_writable", "The resource body includes fields which are not directly "
                                                      f"writable: {shown(name)}.")
        if body.get("pendingOwner") is True:
            raise ToolError("forbidden", "Within an organisation ownership is given at once, with the role owner and "
                                         "transferOwnership; there is no pending owner.")
        best = self._grant(identity, permission_id)[0]
        if text_in(body, "role") == "owner" and best.kind != "owner":
            self._give_away(identity, best.who, transfer_ownership, to_root=False)
        elif text_in(body, "role") != "owner":
            expires = "never" if remove_expiration else self._end(body) or None
            role: Any = _role_in(body) if body.get("role") else None
            with self._in_drives_words(row, role):
                self.change_permission(identity, best.who or "anyone", role, expires)
        return self.permission(permission_id, self._grant(identity, permission_id), identity, row)

    @method("write", "drive.permissions.delete", seconds=2)
    def permissions_delete(
        self, file_id: Id, permission_id: Id, enforce_expansive_access: bool = False, supports_all_drives: bool = False,
        supports_team_drives: bool = False, use_domain_admin_access: bool = False,
    ) -> Json:
        """Take a permission off a file or shared drive."""
        identity, row = self._shared(file_id, supports_all_drives or supports_team_drives, use_domain_admin_access)
        with self._in_drives_words(row):
            self.unshare(identity, self._grant(identity, permission_id)[0].who or "anyone")
        return {}

    def _shared(self, file: str, drives: bool, admin: bool) -> tuple[str, File]:
        self.no_admin(admin)
        identity = self.named(file, drives=drives)
        return identity, self.files[identity]

    def _own_numbers(self) -> set[str]:
        return {grantee_number(one) for one in self.look().addresses}

    def _grant(self, file: str, number: str) -> list[Access]:
        found = self.grants(file).get(number)
        if found is None:
            raise ToolError("not_found", f"Permission not found: {number}.")
        return found

    # --- requests for access -------------------------------------------------------------------------------------

    @method("read", "drive.accessproposals.list")
    def accessproposals_list(self, file_id: Id, page_size: Page = 0, page_token: Id = "") -> Json:
        """List the open requests for access to a file."""
        identity = self._asked_for(file_id)
        found = sorted(one for _, one in self.proposals.find("by_file", identity) if one > page_token)
        size = page_size or PAGE
        out: Object = {"accessProposals": [_proposal(one, self.proposals[one]) for one in found[:size]]}
        return {**out, "nextPageToken": found[size - 1]} if len(found) > size else out

    @method("read", "drive.accessproposals.get")
    def accessproposals_get(self, file_id: Id, proposal_id: Id) -> Json:
        """Return an open request for access."""
        return _proposal(proposal_id, self._proposal(file_id, proposal_id))

    @method("send", "drive.accessproposals.resolve", seconds=2)
    def accessproposals_resolve(self, file_id: Id, proposal_id: Id, body: Body) -> Json:
        """Accept a request for access, which shares the file, or deny it."""
        self._proposal(file_id, proposal_id)
        action, roles = text_in(body, "action"), texts_in(body, "role")
        if action not in ("ACCEPT", "DENY"):
            raise ToolError("invalid_arguments", f"The action is {shown(action)}; it is ACCEPT or DENY.")
        if action == "ACCEPT" and not roles:
            raise ToolError("invalid_arguments", "To accept a request say the role that is given.")
        given: Any = max((_role_of(one) for one in roles), key=lambda one: RANK[one], default=None)
        if given is not None and RANK[given] > RANK["writer"]:
            raise ToolError("invalid_arguments", f"A request is granted as reader, commenter or writer, not {given}.")
        self.resolve_access_request(proposal_id, action == "ACCEPT", given, body.get("sendNotification") is True)
        return {}

    def _asked_for(self, file: str) -> str:
        identity = self.named(file)
        self.must(identity, "share", "shared")
        return identity

    def _proposal(self, file: str, proposal: str) -> AccessProposal:
        identity, row = self._asked_for(file), self.proposals.get(proposal)
        if row is None or row.file != identity:
            raise ToolError("not_found", f"Access proposal not found: {shown(proposal)}.")
        return row

    # --- approvals -----------------------------------------------------------------------------------------------

    @method("read", "drive.approvals.list")
    def approvals_list(self, file_id: Id, page_size: Page = 0, page_token: Id = "") -> Json:
        """List the approvals of a file."""
        identity = self.named(file_id)
        found = sorted(one for _, one in self.approvals.find("by_file", identity) if one > page_token)
        size = page_size or PAGE
        out: Object = {"kind": "drive#approvalList", "items": [
            self._approval_resource(one, self.approvals[one]) for one in found[:size]]}
        return {**out, "nextPageToken": found[size - 1]} if len(found) > size else out

    @method("read", "drive.approvals.get")
    def approvals_get(self, file_id: Id, approval_id: Id) -> Json:
        """Return an approval."""
        return self._approval_resource(approval_id, self._approval_of(file_id, approval_id))

    @method("send", "drive.approvals.start", seconds=2)
    def approvals_start(self, file_id: Id, body: Body) -> Json:
        """Ask people to approve a file formally."""
        reviewers = texts_in(body, "reviewerEmails")
        if not 1 <= len(reviewers) <= 20:
            raise ToolError("invalid_arguments", f"An approval has 1 to 20 reviewers; these are {len(reviewers)}.")
        done: Any = self.start_approval(
            self.named(file_id), reviewers, _message(body), text_in(body, "dueTime"), body.get("lockFile") is True,
            text_in(body, "fileContentChangeBehavior") != "NO_APPROVAL_ACTION",
        )
        return self._approval_resource(done["id"], self.approvals[done["id"]])

    @method("send", "drive.approvals.approve", seconds=2)
    def approvals_approve(self, file_id: Id, approval_id: Id, body: Body) -> Json:
        """Approve a file as one of its reviewers."""
        return self._said(file_id, approval_id, "approve", body)

    @method("send", "drive.approvals.decline", seconds=2)
    def approvals_decline(self, file_id: Id, approval_id: Id, body: Body) -> Json:
        """Decline a file as one of its reviewers."""
        return self._said(file_id, approval_id, "decline", body)

    @method("send", "drive.approvals.cancel", seconds=2)
    def approvals_cancel(self, file_id: Id, approval_id: Id, body: Body) -> Json:
        """Cancel an approval."""
        return self._said(file_id, approval_id, "cancel", body)

    @method("send", "drive.approvals.comment", seconds=2)
    def approvals_comment(self, file_id: Id, approval_id: Id, body: Body) -> Json:
        """Remark on an approval."""
        return self._said(file_id, approval_id, "comment", body)

    def _said(self, file: str, approval: str, answer: Any, body: Body) -> Json:
        self._approval_of(file, approval)
        self.answer_approval(approval, answer, _message(body))
        return self._approval_resource(approval, self.approvals[approval])

    @method("send", "drive.approvals.reassign")
    def approvals_reassign(self, file_id: Id, approval_id: Id, body: Body) -> Json:
        """Add reviewers to an approval, or put others in their place."""
        self._approval_of(file_id, approval_id)
        added, replaced = objects_in(body, "addReviewers"), objects_in(body, "replaceReviewers")
        if not added and not replaced:
            raise ToolError("invalid_arguments", "Give addReviewers or replaceReviewers.")
        for one in replaced:
            self.reassign_approval(approval_id, (), text_in(one, "removedReviewerEmail"),
                                   text_in(one, "addedReviewerEmail"), _message(body))
        if added:
            self.reassign_approval(approval_id, tuple(text_in(one, "addedReviewerEmail") for one in added),
                                   message=_message(body))
        return self._approval_resource(approval_id, self.approvals[approval_id])

    def _approval_of(self, file: str, approval: str) -> Approval:
        identity, row = self.named(file), self._approval_for(approval)
        if row.file != identity:
            raise ToolError("not_found", f"Approval not found: {shown(approval)}.")
        return row

    def _approval_resource(self, identity: str, row: Approval) -> Object:
        out: Object = {
            "kind": "drive#approval", "approvalId": identity, "targetFileId": row.file, "status": row.status,
            "createTime": utc(row.created), "modifyTime": utc(row.modified), "initiator": self.user(row.initiator),
            "fileContentChangeBehavior": row.on_change,
            "reviewerResponses": [{"kind": "drive#reviewerResponse", "reviewer": self.user(one.reviewer),
                                   "response": one.said} for one in row.responses],
        }
        for name, moment in (("dueTime", row.due), ("completeTime", row.completed)):
            if moment:
                out[name] = utc(moment)
        return {**out, "approvedRevisionId": row.approved_revision} if row.approved_revision else out


def _role_in(body: Body) -> Any:
    return _role_of(text_in(body, "role"))


def _role_of(role: str) -> Any:
    if role not in ROLES:
        raise ToolError("invalid_arguments", f"The permission role is {shown(role)}; it is one of {', '.join(ROLES)}.")
    return role


def _message(body: Body) -> str:
    text = text_in(body, "message")
    if len(text) > 4_000:
        raise ToolError("invalid_arguments", f"The message has {len(text)} characters; 4000 are the most.")
    return text


def _proposal(identity: str, row: AccessProposal) -> Object:
    return {"fileId": row.file, "proposalId": identity, "requesterEmailAddress": row.requester,
            "recipientEmailAddress": row.recipient, "requestMessage": row.message, "createTime": utc(row.created),
            "rolesAndViews": [{"role": row.role}]}
