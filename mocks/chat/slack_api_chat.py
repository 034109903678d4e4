"""Slack's Web API: chat.*"""

import json
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json, canonical
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method
from .base import ts_of
from .blocks import text_in
from .delivery import Dress
from .paging import time_key
from .posting import Posting
from .records import Message, Scheduled
from .slack_api_bodies import (
    Listed,
    Mapped,
    Text,
    attached_of,
    blocks_of,
    chunks_of,
    metadata_of,
    object_of,
    read_text,
)
from .slack_api_shapes import (
    Cursor,
    Ids,
    Limit,
    Line,
    Object,
    SlackId,
    SlackShapes,
    Stamp,
    cursor_page,
    slack_codes,
)

Moment: TypeAlias = Annotated[int, Field(ge=0, lt=1 << 40, description="seconds since 1970")]


class SlackChat(SlackShapes, Posting):
    """Messages: posted, changed, deleted, planned, streamed."""

    @method("send", "slack.chat.postMessage")
    def slack_chat_post_message(
        self, channel: SlackId, text: Text = "", blocks: Listed = "", attachments: Listed = "",
        thread_ts: Stamp = "", reply_broadcast: bool = False, metadata: Mapped = "", markdown_text: Text = "",
        username: Line = "", icon_emoji: Line = "", icon_url: Line = "",
    ) -> Json:
        """Post a message in a conversation, in a thread of it, or to a user. Only bots take another name and icon."""
        self.me()
        rows, attached = attached_of(attachments)
        dress = self._dressed(username, icon_emoji, icon_url)
        dress = dress._replace(attached=attached, metadata=metadata_of(metadata))
        with slack_codes(user_not_found="channel_not_found", invalid_ts="thread_not_found",
                         cannot_reply="cannot_reply_to_message", message_not_found="thread_not_found"):
            identity = self.say(
                self.place_to_post(channel), read_text(text, markdown_text), thread_ts=thread_ts,
                broadcast=reply_broadcast and bool(thread_ts), blocks=blocks_of(blocks), attachments=rows, dress=dress,
            )
        return self._spoken(identity)

    def _dressed(self, username: str, icon_emoji: str, icon_url: str) -> Dress:
        if not self.is_bot(self.me()):
            return Dress()
        return Dress(username=username, icon=f":{icon_emoji.strip(':')}:" if icon_emoji else icon_url)

    def _spoken(self, identity: str) -> Json:
        row = self.messages[identity]
        return {"channel": row.channel, "ts": ts_of(row.at), "message": self.message_shape(identity, metadata=True)}

    @method("send", "slack.chat.meMessage")
    def slack_chat_me_message(self, channel: SlackId, text: Text) -> Json:
        """Post a message that says what the caller does."""
        self.seen_channel(channel)
        row = self.messages[self.say(channel, read_text(text), dress=Dress(emote=True))]
        return {"channel": row.channel, "ts": ts_of(row.at)}

    @method("send", "slack.chat.postEphemeral")
    def slack_chat_post_ephemeral(
        self, channel: SlackId, user: SlackId, text: Text = "", blocks: Listed = "", attachments: Listed = "",
        thread_ts: Stamp = "", markdown_text: Text = "",
    ) -> Json:
        """Show a message to one member of a conversation only."""
        self.seen_channel(channel)
        with slack_codes(user_not_found="user_not_in_channel", user_not_visible="user_not_in_channel"):
            self.seen_user(user)
        body, (rows, attached) = blocks_of(blocks), attached_of(attachments)
        said = read_text(text, markdown_text)
        self.has_content(said, body, rows, ())
        parts = [said, text_in(body), *(f"{one.title}\n{one.text}\n{one.link}".strip() for one in rows)]
        with slack_codes(invalid_ts="thread_not_found", message_not_found="thread_not_found"):
            root = self.root_for(channel, thread_ts)
        at = self.whisper(channel, user, "\n".join(filter(None, parts)), blocks=body, attached=attached, root=root)
        return {"message_ts": ts_of(at)}

    @method("write", "slack.chat.update")
    def slack_chat_update(
        self, channel: SlackId, ts: Stamp, text: Text | None = None, blocks: Listed | None = None,
        attachments: Listed | None = None, metadata: Mapped | None = None, markdown_text: Text | None = None,
        file_ids: Ids | None = None, reply_broadcast: bool = False,
    ) -> Json:
        """Change a message of the caller's; what is left out stays."""
        self.seen_message(channel, ts)
        with slack_codes(cannot_edit_message="cant_update_message"):
            identity, row = self.editable(channel, ts)
        changes: dict[str, object] = {"edited": self.tx.now}
        if text is not None or markdown_text is not None:
            changes["text"] = read_text(text or "", markdown_text or "")
        if blocks is not None:
            changes["blocks"] = blocks_of(blocks)
        if attachments is not None:
            changes["attachments"], changes["attached"] = attached_of(attachments)
        if metadata is not None:
            changes["metadata"] = metadata_of(metadata)
        if file_ids is not None:
            self._refile(identity, row, file_ids)
            changes["files"] = tuple(dict.fromkeys(file_ids))
        if reply_broadcast and row.root:
            changes["broadcast"] = True
        new = row.replace(**changes)
        self.has_content(new.text, new.blocks, new.attachments, new.files)
        self.rewrite(identity, new)
        return {"channel": channel, "ts": ts, "text": new.text, "message": self.message_shape(identity, metadata=True)}

    def _refile(self, identity: str, row: Message, files: tuple[str, ...]) -> None:
        """Have a message carry other files."""
        new = tuple(one for one in files if one not in row.files)
        self.check_files(new)
        for one in row.files:
            if one not in files:
                self.shares.remove(f"{identity} {one}")
        self.note_files(identity, row.replace(files=new), uploaded=False)

    @method("destroy", "slack.chat.delete")
    def slack_chat_delete(self, channel: SlackId, ts: Stamp) -> Json:
        """Delete a message of the caller's; admins may delete anybody's."""
        self.seen_message(channel, ts)
        with slack_codes(cannot_delete_message="cant_delete_message"):
            self.delete_message(channel, ts)
        return {"channel": channel, "ts": ts}

    @method("read", "slack.chat.getPermalink")
    def slack_chat_get_permalink(self, channel: SlackId, message_ts: Stamp) -> Json:
        """Return the link of a message."""
        return {"channel": channel, "permalink": self.link_to(self.seen_message(channel, message_ts)[1])}

    # --- planned -------------------------------------------------------------------------------------------------

    @method("send", "slack.chat.scheduleMessage")
    def slack_chat_schedule_message(
        self, channel: SlackId, post_at: Moment, text: Text = "", blocks: Listed = "", attachments: Listed = "",
        thread_ts: Stamp = "", reply_broadcast: bool = False, metadata: Mapped = "", markdown_text: Text = "",
    ) -> Json:
        """Have a message posted at a time, 120 days ahead at the most."""
        me, said, body = self.me(), read_text(text, markdown_text), blocks_of(blocks)
        rows, attached = attached_of(attachments)
        self.has_content(said, body, rows, ())
        with slack_codes(user_not_found="channel_not_found", invalid_ts="thread_not_found",
                         message_not_found="thread_not_found"):
            where = self.place_to_post(channel)
            root = self.root_for(where, thread_ts)
        if post_at * 1000 <= self.tx.now:
            raise ToolError("time_in_past", f"{post_at} is past; it is {self.tx.now // 1000} now.")
        identity = self.plan(Scheduled(
            channel=where, user=me, text=said, root=root, due=post_at * 1000, number=0, created=self.tx.now,
            broadcast=reply_broadcast and bool(root), blocks=body, attachments=rows, attached=attached,
            metadata=metadata_of(metadata),
        ))
        message: Object = {"type": "delayed_message", "text": said, "user": me, "team": self.team_id(me)}
        if self.is_bot(me):
            message |= {"subtype": "bot_message", "bot_id": me}
        if body:
            message["blocks"] = json.loads(body)
        return {"channel": where, "scheduled_message_id": identity, "post_at": post_at, "message": message}

    @method("read", "slack.chat.scheduledMessages.list")
    def slack_chat_scheduled_messages_list(
        self, channel: SlackId = "", oldest: Stamp = "", latest: Stamp = "", limit: Limit = 0, cursor: Cursor = "",
    ) -> Json:
        """List the caller's messages that are still to be sent, the next first."""
        if channel:
            self.seen_channel(channel)
        with slack_codes(invalid_ts="invalid_arguments"):
            least, most = self.stamp(oldest) if oldest else 0, self.stamp(latest) if latest else 1 << 62
        found = [(str(one), self.scheduled[one]) for _, one in self.scheduled.find("by_user", self.me())]
        page, more = cursor_page((
            (time_key(row.due, one), (one, row)) for one, row in found
            if channel in ("", row.channel) and least <= row.due * 1000 <= most
        ), limit, cursor)
        lines: list[Json] = [{"id": one, "channel_id": row.channel, "post_at": row.due // 1000, "text": row.text,
                              "date_created": row.created // 1000} for one, row in page]
        return {"scheduled_messages": lines, **more}

    @method("write", "slack.chat.deleteScheduledMessage")
    def slack_chat_delete_scheduled_message(self, channel: SlackId, scheduled_message_id: SlackId) -> Json:
        """Take back a message that is still to be sent."""
        row = self.scheduled.get(scheduled_message_id)
        if row is not None and row.channel != channel:
            raise ToolError("channel_not_found", f"{shown(scheduled_message_id)} is not for {shown(channel)}.")
        with slack_codes(not_found="invalid_scheduled_message_id"):
            self.cancel_scheduled(scheduled_message_id)
        return {}

    # --- unfurled ------------------------------------------------------------------------------------------------

    @method("write", "slack.chat.unfurl")
    def slack_chat_unfurl(
        self, channel: SlackId = "", ts: Stamp = "", unfurls: Mapped = "", unfurl_id: Line = "", source: Line = "",
        metadata: Mapped = "", user_auth_required: bool = False, user_auth_message: Line = "", user_auth_url: Line = "",
        user_auth_blocks: Listed = "",
    ) -> Json:
        """Show what stands behind links of a message, as attachments to it."""
        for name, value in (("channel", channel), ("ts", ts)):
            if not value:
                raise ToolError(f"missing_{name}", f"Give the message by channel and ts; {name} is missing.")
        with slack_codes(channel_not_found="cannot_find_channel", message_not_found="cannot_find_message"):
            identity, row = self.seen_message(channel, ts)
        self.joined(channel)
        if user_auth_required:
            raise ToolError("cannot_prompt", "There is nowhere here to sign in to.")
        given = object_of(unfurls, "invalid_unfurls_format")
        if not given:
            raise ToolError("missing_unfurls", "Give unfurls: for each link an attachment.")
        for link, one in given.items():
            if link not in row.text and link not in row.blocks:
                raise ToolError("cannot_unfurl_url", f"The message has no link {shown(link)}.")
            if not isinstance(one, dict):
                raise ToolError("cannot_parse_attachment", f"What stands behind {shown(link)} is to be an object.")
        new = [{"from_url": link, **one, "is_app_unfurl": True} for link, one in given.items()]
        rows, attached = attached_of(canonical(new))
        before = json.loads(row.attached) if row.attached else [
            {name: value for name, value in (("title", one.title), ("text", one.text), ("title_link", one.link),
                                             ("color", one.color)) if value} for one in row.attachments
        ]
        self.rewrite(identity, row.replace(
            attachments=(*row.attachments, *rows), attached=canonical([*before, *json.loads(attached)]),
        ))
        return {}

    # --- streamed ------------------------------------------------------------------------------------------------

    @method("send", "slack.chat.startStream")
    def slack_chat_start_stream(
        self, channel: SlackId, thread_ts: Stamp = "", markdown_text: Text = "", chunks: Listed = "",
        recipient_user_id: SlackId = "", recipient_team_id: SlackId = "", task_display_mode: Line = "",
        icon_emoji: Line = "", icon_url: Line = "", username: Line = "",
    ) -> Json:
        """Begin a message that is written piece by piece. Only bots do."""
        me = self.caller(bot=True)
        self.seen_channel(channel)
        with slack_codes(invalid_ts="thread_not_found", message_not_found="thread_not_found"):
            root = self.root_for(channel, thread_ts)
        self.writable(channel, me, answer=bool(root))
        dress = self._dressed(username, icon_emoji, icon_url)._replace(streaming=True)
        said = read_text(markdown_text + chunks_of(chunks))
        row = self.messages[self.post(channel, me, said, root=root, dress=dress)]
        return {"channel": channel, "ts": ts_of(row.at)}

    @method("write", "slack.chat.appendStream")
    def slack_chat_append_stream(
        self, channel: SlackId, ts: Stamp, markdown_text: Text = "", chunks: Listed = "",
    ) -> Json:
        """Write on at a message that was begun with chat.startStream."""
        identity, row = self._stream(channel, ts)
        self.rewrite(identity, row.replace(text=read_text(row.text + markdown_text + chunks_of(chunks))))
        return {"channel": channel, "ts": ts}

    @method("write", "slack.chat.stopStream")
    def slack_chat_stop_stream(
        self, channel: SlackId, ts: Stamp, markdown_text: Text = "", blocks: Listed = "", metadata: Mapped = "",
        chunks: Listed = "", session_status: Line = "",
    ) -> Json:
        """End a message that was begun with chat.startStream."""
        identity, row = self._stream(channel, ts)
        said, body = read_text(row.text + markdown_text + chunks_of(chunks)), blocks_of(blocks) or row.blocks
        self.has_content(said, body, row.attachments, row.files)
        self.rewrite(identity, row.replace(
            text=said, blocks=body, metadata=metadata_of(metadata) or row.metadata, streaming=False,
        ))
        return self._spoken(identity)

    def _stream(self, channel: str, ts: str) -> tuple[str, Message]:
        me = self.caller(bot=True)
        identity, row = self.seen_message(channel, ts)
        if row.user != me:
            raise ToolError("message_not_owned_by_app", f"The message {shown(ts)} is by {self.at(row.user)}.")
        if not row.streaming:
            raise ToolError("message_not_in_streaming_state", f"The message {shown(ts)} is whole already.")
        self.joined(channel)
        return identity, row
