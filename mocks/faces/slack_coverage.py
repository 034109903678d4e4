"""What of Slack's Web API does less here than at Slack, and why."""

from typing import Literal, TypeAlias

Reduced: TypeAlias = Literal["refused", "stored", "empty"]

REDUCED: dict[str, tuple[Reduced, str]] = {
    "slack.auth.revoke": ("refused", "who serves the world decides who comes in; it answers that nothing was revoked"),
    "slack.conversations.approveSharedInvite": ("refused", "no invitation waits for approval: already_approved"),
    "slack.conversations.externalInvitePermissions.set": ("stored", "noted on the channel; nothing depends on it"),
    "slack.conversations.requestSharedInvite.approve": ("refused", "who may invite does: invite_not_found"),
    "slack.conversations.requestSharedInvite.deny": ("refused", "who may invite does: invite_not_found"),
    "slack.conversations.requestSharedInvite.list": ("empty", "who may invite does"),
    "slack.files.comments.delete": ("refused", "files carry no comments: cant_delete"),
    "slack.team.accessLogs": ("empty", "nobody signs in"),
    "slack.team.integrationLogs": ("empty", "apps are neither installed nor removed"),
    "slack.team.profile.get": ("empty", "profiles have no fields of the workspace's own"),
    "slack.users.setPhoto": ("stored", "kept as it comes, in one size"),
}
"""Methods that `refuse` with an error of Slack's own, keep what they are given without further effect, or list nothing.

All others that there are do what Slack's do; a method that is not there answers unknown_method.
"""
