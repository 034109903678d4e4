"""Slack's Web API: conversations.*, their making, changing and who is in them."""

from string import punctuation
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method, text_in
from .channels import Channels
from .posting import Posting
from .records import ChannelKind
from .slack_api_shapes import Cursor, Ids, Limit, Line, SlackId, SlackShapes, Stamp, cursor_page, slack_codes

TYPES: dict[str, ChannelKind] = {"public_channel": "public", "private_channel": "private", "mpim": "mpim", "im": "im"}
"""Slack's words for kinds of conversations."""

MAX_TOPIC = 250
MAX_GROUP = 8
"""People of a group direct message beside the caller, as Slack has it."""

Types: TypeAlias = Annotated[tuple[Line, ...], Field(max_length=20)]


class SlackConversations(SlackShapes, Channels, Posting):
    """Channels and direct messages, and their members."""

    # --- looking -------------------------------------------------------------------------------------------------

    @method("read", "slack.conversations.list")
    def slack_conversations_list(
        self, types: Types = ("public_channel",), exclude_archived: bool = False, limit: Limit = 0, cursor: Cursor = "",
    ) -> Json:
        """List the conversations that the caller may see, of the types asked for."""
        me, kinds = self.me(), _kinds(types)
        rows = ((one, one) for one, row in self.each_channel()
                if row.kind in kinds and not (exclude_archived and row.archived) and self.visible(one, me))
        page, more = cursor_page(rows, limit, cursor)
        return {"channels": [self.channel_shape(one, members=True) for one in page], **more}

    @method("read", "slack.users.conversations")
    def slack_users_conversations(
        self, user: SlackId = "", types: Types = ("public_channel",), exclude_archived: bool = False, limit: Limit = 0,
        cursor: Cursor = "",
    ) -> Json:
        """List the conversations that somebody is in, of those that the caller may see."""
        me, kinds = self.me(), _kinds(types)
        whose = self.seen_user(user) if user else me
        rooms = sorted(row.channel for row in self.members.found("by_user", whose))
        rows = ((one, one) for one in rooms
                if self.channels[one].kind in kinds and not (exclude_archived and self.channels[one].archived)
                and self.visible(one, me))
        page, more = cursor_page(rows, limit, cursor)
        return {"channels": [self.channel_shape(one) for one in page], **more}

    @method("read", "slack.conversations.info")
    def slack_conversations_info(
        self, channel: SlackId, include_num_members: bool = False, include_locale: bool = False,
    ) -> Json:
        """Return one conversation, with what the caller has not read in it."""
        self.seen_channel(channel)
        out = self.channel_shape(channel, members=include_num_members, unread=True)
        return {"channel": {**out, **({"locale": "en-US"} if include_locale else {})}}

    @method("read", "slack.conversations.members")
    def slack_conversations_members(self, channel: SlackId, limit: Limit = 0, cursor: Cursor = "") -> Json:
        """List who is in a conversation, by id."""
        self.seen_channel(channel)
        page, more = cursor_page(((one, one) for one in self.in_channel(channel)), limit, cursor)
        return {"members": list[Json](page), **more}

    # --- making and changing -------------------------------------------------------------------------------------

    @method("write", "slack.conversations.create")
    def slack_conversations_create(self, name: Line, is_private: bool = False) -> Json:
        """Create a channel with the caller in it."""
        _check_name(name)
        made = self.create_channel(name, private=is_private)
        return {"channel": self.channel_shape(text_in(made, "channel"), unread=True)}

    @method("write", "slack.conversations.rename")
    def slack_conversations_rename(self, channel: SlackId, name: Line) -> Json:
        """Give a channel another name."""
        self._channel_only(channel)
        _check_name(name)
        self.update_channel(channel, name=name)
        return {"channel": self.channel_shape(channel)}

    @method("write", "slack.conversations.setTopic")
    def slack_conversations_set_topic(self, channel: SlackId, topic: Annotated[str, Field(max_length=4_000)]) -> Json:
        """Set what a channel is about at the moment."""
        self._channel_only(channel)
        self.update_channel(channel, topic=_short(topic))
        return {"channel": self.channel_shape(channel)}

    @method("write", "slack.conversations.setPurpose")
    def slack_conversations_set_purpose(
        self, channel: SlackId, purpose: Annotated[str, Field(max_length=4_000)],
    ) -> Json:
        """Set what a channel is for."""
        self._channel_only(channel)
        self.update_channel(channel, purpose=_short(purpose))
        return {"purpose": purpose, "channel": self.channel_shape(channel)}

    @method("write", "slack.conversations.archive")
    def slack_conversations_archive(self, channel: SlackId) -> Json:
        """Archive a channel: it stays readable, nobody can post."""
        self._channel_only(channel)
        self.archive_channel(channel)
        return {}

    @method("write", "slack.conversations.unarchive")
    def slack_conversations_unarchive(self, channel: SlackId) -> Json:
        """Bring an archived channel back."""
        self._channel_only(channel)
        self.archive_channel(channel, archived=False)
        return {}

    def _channel_only(self, channel: str) -> None:
        if self.seen_channel(channel).kind in ("im", "mpim"):
            raise ToolError("method_not_supported_for_channel_type", f"{shown(channel)} is a direct message.")

    # --- membership ----------------------------------------------------------------------------------------------

    @method("write", "slack.conversations.join")
    def slack_conversations_join(self, channel: SlackId) -> Json:
        """Join a public channel."""
        if self.seen_channel(channel).kind != "public":
            raise ToolError("method_not_supported_for_channel_type", f"{shown(channel)} is no public channel.")
        there = self.is_member(self.me(), channel)
        self.join_channel(channel)
        out: dict[str, Json] = {"channel": self.channel_shape(channel)}
        if there:
            out |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
        return out

    @method("write", "slack.conversations.leave")
    def slack_conversations_leave(self, channel: SlackId) -> Json:
        """Leave a channel."""
        self._channel_only(channel)
        if not self.is_member(self.me(), channel):
            return {"not_in_channel": True}
        self.leave_channel(channel)
        return {}

    @method("send", "slack.conversations.invite")
    def slack_conversations_invite(self, channel: SlackId, users: Ids, force: bool = False) -> Json:
        """Put people into a channel. With `force` those who can be are, even if others cannot."""
        self._channel_only(channel)
        if not users:
            raise ToolError("no_user", "Give the ids of users.")
        failed: list[Json] = []
        for user in dict.fromkeys(users):
            try:
                self._invite(channel, user)
            except ToolError as error:
                if not force or error.code in ("not_in_channel", "is_archived", "restricted_action"):
                    raise
                failed.append({"user": user, "ok": False, "error": error.code})
        out: dict[str, Json] = {"channel": self.channel_shape(channel)}
        return {**out, "errors": failed} if failed else out

    def _invite(self, channel: str, user: str) -> None:
        if user == self.me():
            raise ToolError("cant_invite_self", "You cannot invite yourself; join with conversations.join.")
        if self.is_member(self.seen_user(user), channel):
            raise ToolError("already_in_channel", f"{self.at(user)} is in {self.called(channel)} already.")
        with slack_codes(not_shared="user_team_not_in_channel", user_is_restricted="ura_max_channels"):
            self.invite_to_channel(channel, (user,))

    @method("write", "slack.conversations.kick")
    def slack_conversations_kick(self, channel: SlackId, user: SlackId) -> Json:
        """Take somebody out of a channel."""
        self._channel_only(channel)
        self.seen_user(user)
        with slack_codes(user_not_in_channel="not_in_channel"):
            self.remove_from_channel(channel, user)
        return {"errors": {}}

    # --- direct messages -----------------------------------------------------------------------------------------

    @method("write", "slack.conversations.open")
    def slack_conversations_open(
        self, users: Ids = (), channel: SlackId = "", return_im: bool = False, prevent_creation: bool = False,
    ) -> Json:
        """Open a direct message with one person, or a group direct message with two to eight."""
        me = self.me()
        if channel:
            if self.seen_channel(channel).kind not in ("im", "mpim"):
                raise ToolError("method_not_supported_for_channel_type", f"{shown(channel)} is no direct message.")
            there = channel
        else:
            others = self._opened_with(users)
            there = self.direct(me, others)
            if not there and prevent_creation:
                raise ToolError("channel_not_found", "There is no such direct message yet.")
        known = bool(there) and not self.members[f"{there} {me}"].closed
        identity = there or self.opened(others)
        if not known:
            self.members.update(f"{identity} {me}", closed=False)
        shape: dict[str, Json] = self.channel_shape(identity, unread=True) if return_im else {"id": identity}
        return {"channel": shape, **({"no_op": True, "already_open": True} if known else {})}

    def _opened_with(self, users: tuple[str, ...]) -> list[str]:
        if not users:
            raise ToolError("users_list_not_supplied", "Give the ids of users, or of a conversation.")
        if len(users) > MAX_GROUP:
            raise ToolError("too_many_users", f"A group direct message has {MAX_GROUP} people beside you at the most.")
        for user in users:
            if self.users[self.seen_user(user)].deactivated:
                raise ToolError("user_disabled", f"{self.at(user)} is deactivated.")
        return list(users)

    @method("write", "slack.conversations.close")
    def slack_conversations_close(self, channel: SlackId) -> Json:
        """Take a direct message out of the caller's list, until somebody writes in it again."""
        if self.seen_channel(channel).kind not in ("im", "mpim"):
            raise ToolError("method_not_supported_for_channel_type", f"{shown(channel)} is no direct message.")
        place = f"{channel} {self.me()}"
        if self.members[place].closed:
            return {"no_op": True, "already_closed": True}
        self.members.update(place, closed=True)
        return {}

    @method("write", "slack.conversations.mark")
    def slack_conversations_mark(self, channel: SlackId, ts: Stamp) -> Json:
        """Mark a conversation as read up to a time."""
        self.seen_channel(channel)
        with slack_codes(invalid_ts="invalid_timestamp"):
            self.read_up_to(channel, self.stamp(ts))
        return {}


def _kinds(types: tuple[str, ...]) -> list[ChannelKind]:
    for one in types:
        if one not in TYPES:
            raise ToolError("invalid_types", f"{shown(one)} is no type; there are {', '.join(TYPES)}.")
    return [TYPES[one] for one in types]


def _check_name(name: str) -> None:
    """Refuse what is no channel's name by the code that says why."""
    if not name:
        raise ToolError("invalid_name_required", "A channel has a name.")
    if len(name) > 80:
        raise ToolError("invalid_name_maxlength", "A channel's name has 80 characters at the most.")
    if not name.strip(punctuation):
        raise ToolError("invalid_name_punctuation", f"{shown(name)} has punctuation only.")
    if not all(character in "abcdefghijklmnopqrstuvwxyz0123456789_-" for character in name):
        raise ToolError("invalid_name_specials", f"{shown(name)} is to have lower-case letters, digits, hyphens and "
                                                 "underscores only.")


def _short(text: str) -> str:
    if len(text) > MAX_TOPIC:
        raise ToolError("too_long", f"It has {len(text)} characters and {MAX_TOPIC} is the limit.")
    return text
