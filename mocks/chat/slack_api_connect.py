"""Slack's Web API: invitations of other organisations into channels (Slack Connect)."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain
from ..common.groups import addresses_of
from ..common.vendor import method, text_in
from .channels import Channels
from .paging import time_key
from .records import Invitation
from .slack_api_shapes import (
    TEAM,
    Cursor,
    Ids,
    Limit,
    Line,
    Object,
    SlackId,
    SlackShapes,
    cursor_page,
    slack_codes,
    team_of,
)

VALID_FOR = 14 * 24 * 3600
"""Seconds until an invitation lapses, as Slack has it. Here it is only shown: ours do not lapse."""


_SENDER = ("real_name", "real_name_normalized", "display_name", "display_name_normalized", "email", "avatar_hash",
           "team")
"""What somebody invited sees of the profile of who invites."""


class SlackConnect(SlackShapes, Channels):
    """Invites, and answers invitations as the person invited."""

    @method("send", "slack.conversations.inviteShared")
    def slack_conversations_invite_shared(
        self, channel: SlackId, emails: Annotated[tuple[Line, ...], Field(max_length=100)] = (), user_ids: Ids = (),
        external_limited: bool = True,
    ) -> Json:
        """Invite a person of another organisation into a channel: who accepts reads all that was said there."""
        self.seen_channel(channel)
        addresses = [*emails, *(self.users[self.seen_user(one)].email for one in user_ids)]
        if len(addresses) != 1:
            raise ToolError("invalid_arguments", "Invite one person at a time, by emails or user_ids.")
        with slack_codes(invalid_address="invalid_email", method_not_supported="channel_type_not_supported"):
            made = self.invite_outside(addresses[0], (channel,), "shared")
        invite = text_in(made, "invitation_id")
        if not external_limited:
            self._let_invite(channel, domain(addresses[0]), True)
        return {"invite_id": invite, "url": f"https://{self.workspace.domain}/connect/{invite}",
                "conf_code": "", "is_legacy_shared_channel": False}

    @method("read", "slack.conversations.listConnectInvites")
    def slack_conversations_list_connect_invites(self, count: Limit = 0, cursor: Cursor = "") -> Json:
        """List the invitations of other organisations that wait for an answer, newest first."""
        me = self.me()
        rows = sorted(((time_key(row.at, one), (one, row)) for one, row in
                       ((one, self.invitations[one]) for one in self.invitations.table.ids())
                       if row.status == "pending" and row.role == "external" and (
                           row.by == me or self.is_admin(me) or self._is_mine(row))), reverse=True)
        page, more = cursor_page(rows, count, cursor, descending=True)
        return {"invites": [self._invite_shape(one, row) for one, row in page], **more}

    def _invite_shape(self, identity: str, row: Invitation) -> Json:
        channel = row.channels[0]
        kind, user, profile = self.channels[channel].kind, self.users[row.by], self.profile_shape(row.by)
        known = {name: profile[name] for name in profile if name in _SENDER} | self.pictures(row.by)
        sender: Object = {"id": row.by, "team_id": TEAM, "name": user.handle, "profile": known,
                          "who_can_share_contact_card": "EVERYONE"}
        team: Object = {"id": TEAM, "name": self.workspace.name, "domain": self.workspace.domain, "is_verified": False}
        return {
            "direction": "incoming" if self._is_mine(row) else "outgoing", "status": "sent",
            "date_last_updated": row.at // 1000, "invite_type": "channel", "acceptances": [],
            "invite": {"id": identity, "date_created": row.at // 1000, "date_invalid": row.at // 1000 + VALID_FOR,
                       "inviting_team": team, "inviting_user": sender, "recipient_email": row.email},
            "channel": {"id": channel, "name": self.channels[channel].name, "is_private": kind == "private",
                        "is_im": False},
        }

    def _is_mine(self, row: Invitation) -> bool:
        return row.email in addresses_of(self.tx, self.principal)

    def _invitation(self, identity: str) -> Invitation:
        row, me = self.invitations.get(identity), self.me()
        if row is None or not (row.by == me or self.is_admin(me) or self._is_mine(row)):
            raise ToolError("invite_not_found", f"There is no invitation {shown(identity)}.")
        return row

    @method("write", "slack.conversations.acceptSharedInvite")
    def slack_conversations_accept_shared_invite(
        self, channel_name: Line, invite_id: SlackId = "", channel_id: SlackId = "", is_private: bool = False,
        free_trial_accepted: bool = False,
    ) -> Json:
        """Accept an invitation as the person invited. The channel keeps its name here, whatever name is given."""
        found = next((one for one in self.invitations.table.ids() if channel_id in self.invitations[one].channels
                      and self._is_mine(self.invitations[one])), "") if channel_id and not invite_id else invite_id
        row = self._invitation(found)
        if not self._is_mine(row):
            raise ToolError("invite_not_found", f"The invitation {shown(found)} is for somebody else.")
        if row.status != "pending":
            raise ToolError("invalid_action", f"The invitation is {row.status}.")
        self.accept_invitation(found)
        return {"implicit_approval": True, "invite_id": found, "channel_id": row.channels[0]}

    @method("write", "slack.conversations.declineSharedInvite")
    def slack_conversations_decline_shared_invite(self, invite_id: SlackId, target_team: SlackId = "") -> Json:
        """Decline an invitation, as the person invited or as the side that invited."""
        row = self._invitation(invite_id)
        with slack_codes(not_found="invite_not_found", already_settled="invalid_action"):
            self.settle_invitation(invite_id, row)
        return {}

    @method("write", "slack.conversations.approveSharedInvite")
    def slack_conversations_approve_shared_invite(self, invite_id: SlackId, target_team: SlackId = "") -> Json:
        """Refuse to approve an invitation: this workspace asks for no approval, so all are approved already."""
        self._invitation(invite_id)
        if not self.is_admin(self.me()):
            raise ToolError("restricted_action", "Only admins approve invitations.")
        raise ToolError("already_approved", f"The invitation {shown(invite_id)} needs no approval.")

    @method("write", "slack.conversations.externalInvitePermissions.set")
    def slack_conversations_external_invite_permissions_set(
        self, action: Literal["upgrade", "downgrade"], channel: SlackId, target_team: SlackId,
    ) -> Json:
        """Note whether another organisation may invite people into a shared channel, or only post there."""
        row = self.seen_channel(channel)
        if not self.is_admin(self.me()):
            raise ToolError("restricted_action", "Only admins decide what other organisations may do.")
        found = next((one for one in row.shared_with if team_of(one) == target_team), "")
        if not found:
            raise ToolError("not_found", f"{self.called(channel)} is not shared with {shown(target_team)}.")
        self._let_invite(channel, found, action == "upgrade")
        return {}

    def _let_invite(self, channel: str, where: str, may: bool) -> None:
        others = {*self.channels[channel].inviting} - {where}
        self.channels.update(channel, inviting=tuple(sorted({*others, where} if may else others)))

    # --- requests of others --------------------------------------------------------------------------------------

    @method("read", "slack.conversations.requestSharedInvite.list")
    def slack_conversations_request_shared_invite_list(
        self, cursor: Cursor = "", include_approved: bool = False, include_denied: bool = False,
        include_expired: bool = False, invite_ids: Ids = (), limit: Limit = 0, user_id: SlackId = "",
    ) -> Json:
        """List requests of colleagues to invite somebody: there are none, who may invite does so himself."""
        self.me()
        return {"invite_requests": [], "response_metadata": {"next_cursor": ""}}

    @method("write", "slack.conversations.requestSharedInvite.approve")
    def slack_conversations_request_shared_invite_approve(
        self, invite_id: SlackId, channel_id: SlackId = "", is_external_limited: bool = True, message: Line = "",
    ) -> Json:
        """Refuse to approve a request to invite somebody: there are none."""
        raise self._no_request(invite_id)

    @method("write", "slack.conversations.requestSharedInvite.deny")
    def slack_conversations_request_shared_invite_deny(self, invite_id: SlackId, message: Line = "") -> Json:
        """Refuse to deny a request to invite somebody: there are none."""
        raise self._no_request(invite_id)

    def _no_request(self, identity: str) -> ToolError:
        self.me()
        return ToolError("invite_not_found", f"There is no request {shown(identity)}.")
