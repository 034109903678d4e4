"""Slack's Web API: reactions, pins and bookmarks."""

from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method, text_in
from .base import ts_of
from .channels import Channels
from .posting import Posting
from .records import Bookmark
from .slack_api_shapes import TEAM, Cursor, Limit, Line, SlackId, SlackShapes, Stamp, cursor_page, slack_codes
from .slack_out import reactions_object

Title: TypeAlias = Annotated[str, Field(max_length=200)]


class SlackMarks(SlackShapes, Channels, Posting):
    """What people put on messages and at the heads of conversations."""

    # --- reactions -----------------------------------------------------------------------------------------------

    @method("write", "slack.reactions.add")
    def slack_reactions_add(self, name: Line, channel: SlackId = "", timestamp: Stamp = "") -> Json:
        """Put an emoji on a message."""
        self._react_to(name, channel, timestamp, remove=False)
        return {}

    @method("write", "slack.reactions.remove")
    def slack_reactions_remove(
        self, name: Line, channel: SlackId = "", timestamp: Stamp = "", file: SlackId = "", file_comment: SlackId = "",
    ) -> Json:
        """Take the caller's emoji off a message. Files and their comments carry none here."""
        self._no_file(file, file_comment)
        self._react_to(name, channel, timestamp, remove=True)
        return {}

    def _react_to(self, name: str, channel: str, ts: str, *, remove: bool) -> None:
        self._item(channel, ts)
        if not name:
            raise ToolError("invalid_name", "Give an emoji by its name.")
        with slack_codes(too_many_reactions="too_many_emoji"):
            self.react(channel, ts, name, remove)

    def _item(self, channel: str, ts: str) -> str:
        """Return the message that is meant; ToolError `no_item_specified` if none is."""
        if not channel or not ts:
            raise ToolError("no_item_specified", "Give a message by channel and timestamp.")
        return self.seen_message(channel, ts, bad="bad_timestamp")[0]

    def _no_file(self, file: str, comment: str) -> None:
        if file or comment:
            raise ToolError("file_comment_not_found" if comment else "file_not_found",
                            f"{shown(comment or file)} carries no reactions; messages do.")

    @method("read", "slack.reactions.get")
    def slack_reactions_get(
        self, channel: SlackId = "", timestamp: Stamp = "", file: SlackId = "", file_comment: SlackId = "",
        full: bool = False,
    ) -> Json:
        """Return a message with the emojis on it."""
        self._no_file(file, file_comment)
        return self._reacted(self._item(channel, timestamp))

    def _reacted(self, identity: str) -> dict[str, Json]:
        row = self.messages[identity]
        message = self.message_shape(identity) | {"permalink": self.link_to(row)}
        message["reactions"] = reactions_object(self.reactions.found("by_message", identity))
        return {"type": "message", "channel": row.channel, "message": message}

    @method("read", "slack.reactions.list")
    def slack_reactions_list(
        self, user: SlackId = "", full: bool = False, limit: Limit = 0, cursor: Cursor = "",
        count: Annotated[int, Field(ge=1, le=1_000)] = 100, page: Annotated[int, Field(ge=1, le=100)] = 1,
    ) -> Json:
        """List the messages that somebody has put emojis on, newest message first."""
        me = self.me()
        whose = self.seen_user(user) if user else me
        found = {row.message for row in self.reactions.rows() if row.user == whose}
        rows = sorted(((f"{self.messages[one].at:020} {one}", one) for one in found
                       if self.visible(self.messages[one].channel, me)), reverse=True)
        total = len(rows)
        if not cursor and not limit:
            rows, limit = rows[(page - 1) * count :], count
        items, more = cursor_page(rows, limit, cursor, descending=True)
        paging: dict[str, Json] = {"count": limit or count, "total": total, "page": page,
                                   "pages": max(1, -(-total // (limit or count)))}
        return {"items": [self._reacted(one) for one in items], "paging": paging, **more}

    # --- pins ----------------------------------------------------------------------------------------------------

    @method("write", "slack.pins.add")
    def slack_pins_add(self, channel: SlackId, timestamp: Stamp = "") -> Json:
        """Pin a message to its conversation."""
        self.seen_channel(channel)
        self._item(channel, timestamp)
        self.pin_message(channel, timestamp)
        return {}

    @method("write", "slack.pins.remove")
    def slack_pins_remove(self, channel: SlackId, timestamp: Stamp = "") -> Json:
        """Unpin a message."""
        self.seen_channel(channel)
        self._item(channel, timestamp)
        self.pin_message(channel, timestamp, pinned=False)
        return {}

    @method("read", "slack.pins.list")
    def slack_pins_list(self, channel: SlackId) -> Json:
        """List what is pinned to a conversation, newest pin first."""
        self.read_room(channel)
        items: list[Json] = []
        for _, one in reversed(self.pins.find("by_channel", channel)):
            pin, row = self.pins[one], self.messages[one]
            items.append({
                "type": "message", "created": pin.at // 1000, "created_by": pin.user, "channel": channel,
                "message": self.message_shape(one) | {"permalink": self.link_to(row), "ts": ts_of(row.at)},
            })
        return {"items": items}

    # --- bookmarks -----------------------------------------------------------------------------------------------

    @method("write", "slack.bookmarks.add")
    def slack_bookmarks_add(
        self, channel_id: SlackId, title: Title, type: Line, link: Line = "", emoji: Line = "", entity_id: SlackId = "",
        parent_id: SlackId = "",
    ) -> Json:
        """Put a link at a conversation's head."""
        self.seen_channel(channel_id)
        if type != "link":
            raise ToolError("invalid_bookmark_type", f"{shown(type)} is no type of bookmark; there is link.")
        if parent_id:
            raise ToolError("invalid_parent_type", f"{shown(parent_id)} is no folder of bookmarks.")
        made = text_in(self.add_bookmark(channel_id, _title(title), _link(link)), "bookmark_id")
        if emoji:
            self.bookmarks.update(made, emoji=emoji)
        return {"bookmark": self._bookmark_shape(made)}

    @method("write", "slack.bookmarks.edit")
    def slack_bookmarks_edit(
        self, bookmark_id: SlackId, channel_id: SlackId, title: Title | None = None, link: Line | None = None,
        emoji: Line | None = None,
    ) -> Json:
        """Change a link at a conversation's head; what is left out stays."""
        row = self._bookmark(channel_id, bookmark_id)
        self.edit_bookmark(bookmark_id, row.replace(
            title=row.title if title is None else _title(title), link=row.link if link is None else _link(link),
            emoji=row.emoji if emoji is None else emoji, updated=self.tx.now,
        ))
        return {"bookmark": self._bookmark_shape(bookmark_id)}

    @method("read", "slack.bookmarks.list")
    def slack_bookmarks_list(self, channel_id: SlackId) -> Json:
        """List the links at a conversation's head, oldest first."""
        self.seen_channel(channel_id)
        return {"bookmarks": [self._bookmark_shape(str(one)) for _, one in
                              self.bookmarks.find("by_channel", channel_id)]}

    @method("write", "slack.bookmarks.remove")
    def slack_bookmarks_remove(
        self, bookmark_id: SlackId, channel_id: SlackId, quip_section_id: SlackId = "",
    ) -> Json:
        """Take a link from a conversation's head."""
        self._bookmark(channel_id, bookmark_id)
        self.remove_bookmark(bookmark_id)
        return {}

    def _bookmark(self, channel: str, identity: str) -> Bookmark:
        self.seen_channel(channel)
        row = self.bookmarks.get(identity)
        if row is None or row.channel != channel:
            raise ToolError("not_found", f"There is no bookmark {shown(identity)} in {shown(channel)}.")
        return row

    def _bookmark_shape(self, identity: str) -> Json:
        row = self.bookmarks[identity]
        order = [str(one) for _, one in self.bookmarks.find("by_channel", row.channel)].index(identity)
        return {
            "id": identity, "channel_id": row.channel, "title": row.title, "link": row.link, "emoji": row.emoji,
            "icon_url": None, "type": "link", "entity_id": None, "date_created": row.at // 1000,
            "date_updated": row.updated // 1000, "rank": f"{order:08}", "last_updated_by_user_id": row.user,
            "last_updated_by_team_id": TEAM, "shortcut_id": None, "app_id": None,
        }


def _title(title: str) -> str:
    if not title.strip():
        raise ToolError("invalid_arguments", "A bookmark has a title.")
    return title


def _link(link: str) -> str:
    if not link.startswith(("https://", "http://")) or " " in link or not 8 <= len(link) <= 1_000:
        raise ToolError("invalid_link", f"{shown(link)} is no link; it begins with https://.")
    return link
