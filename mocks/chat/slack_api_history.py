"""Slack's Web API: conversations.history and replies."""

from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ..common.vendor import method
from .base import message_id, root_key, ts_of
from .slack_api_shapes import (
    USUAL,
    Cursor,
    SlackId,
    SlackShapes,
    Stamp,
    encode_cursor,
    read_cursor,
    slack_codes,
)

Count: TypeAlias = Annotated[int, Field(ge=0, le=1_000)]

NEVER = 1 << 62


class SlackHistory(SlackShapes):
    """Messages of conversations and threads, page by page."""

    @method("read", "slack.conversations.history")
    def slack_conversations_history(
        self, channel: SlackId, oldest: Stamp = "", latest: Stamp = "", inclusive: bool = False, limit: Count = 0,
        cursor: Cursor = "", include_all_metadata: bool = False,
    ) -> Json:
        """List the messages of a conversation, newest first; answers in threads are in conversations.replies."""
        self.read_room(channel)
        least, most = self._span(oldest, latest, inclusive)
        stop = min(most + 1, self._position(cursor))
        found: list[str] = []
        for at, one in self.messages.find("by_channel", channel).below((stop, "")):
            if int(at) < least or len(found) > (limit or USUAL):
                break
            found.append(str(one))
        page = found[: limit or USUAL]
        more = len(found) > len(page)
        out: dict[str, Json] = {
            "messages": [self.message_shape(one, metadata=include_all_metadata) for one in page], "has_more": more,
            "pin_count": len(self.pins.find("by_channel", channel)), "channel_actions_ts": None,
            "channel_actions_count": 0,
        }
        if latest:
            out["latest"] = latest
        if more:
            out["response_metadata"] = {"next_cursor": encode_cursor(ts_of(self.messages[page[-1]].at))}
        return out

    @method("read", "slack.conversations.replies")
    def slack_conversations_replies(
        self, channel: SlackId, ts: Stamp, oldest: Stamp = "", latest: Stamp = "", inclusive: bool = False,
        limit: Count = 0, cursor: Cursor = "", include_all_metadata: bool = False,
    ) -> Json:
        """List a thread: its first message, then the answers, oldest first."""
        self.read_room(channel)
        with slack_codes(invalid_ts="thread_not_found"):
            row = self.messages.get(message_id(channel, self.stamp(ts)))
        if row is None:
            raise ToolError("thread_not_found", "There is no message of this ts in the conversation.")
        root = root_key(row)
        least, most = self._span(oldest, latest, inclusive)
        after = self._position(cursor) if cursor else 0
        answers = [str(one) for at, one in self.messages.find("by_thread", root)
                   if least <= int(at) <= most and int(at) > after]
        first = [root] if not cursor and root in self.messages else []
        page = [*first, *answers][: limit or USUAL]
        more = len(first) + len(answers) > len(page)
        out: dict[str, Json] = {
            "messages": [self.message_shape(one, metadata=include_all_metadata) for one in page], "has_more": more,
        }
        if more:
            out["response_metadata"] = {"next_cursor": encode_cursor(ts_of(self.messages[page[-1]].at))}
        return out

    def _span(self, oldest: str, latest: str, inclusive: bool) -> tuple[int, int]:
        """Return the first and the last ts (microseconds) that are asked for."""
        with slack_codes(invalid_ts="invalid_ts_oldest"):
            least = self.stamp(oldest) + (not inclusive) if oldest and oldest != "0" else 0
        with slack_codes(invalid_ts="invalid_ts_latest"):
            most = self.stamp(latest) - (not inclusive) if latest else NEVER
        return least, most

    def _position(self, cursor: str) -> int:
        with slack_codes(invalid_ts="invalid_cursor"):
            return self.stamp(read_cursor(cursor)) if cursor else NEVER
