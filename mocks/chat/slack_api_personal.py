"""Slack's Web API: dnd.*, stars.* and api.test."""

from datetime import timedelta
from typing import Annotated, TypeAlias

from pydantic import Field, JsonValue

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method
from ..common.zones import local, to_ms
from .paging import time_key
from .personal import Personal
from .records import Favourite
from .slack_api_shapes import Cursor, Ids, Limit, SlackId, SlackShapes, Stamp, cursor_page, number_page

LONGEST_SNOOZE = 10_080
"""Minutes of a snooze at most: a week. Slack has a limit and does not say it; ours."""

Count: TypeAlias = Annotated[int, Field(ge=1, le=1_000)]


class SlackPersonal(SlackShapes, Personal):
    """What is one's own: do-not-disturb and stars."""

    @method("read", "slack.api.test")
    def slack_api_test(
        self, error: Annotated[str, Field(max_length=200)] = "", args: dict[str, JsonValue] | None = None,
    ) -> Json:
        """Answer with what was given, or with the error asked for."""
        if error:
            raise ToolError(error, "It was asked for.")
        return {"args": args} if args else {}

    # --- do not disturb ------------------------------------------------------------------------------------------

    @method("read", "slack.dnd.info")
    def slack_dnd_info(self, user: SlackId = "", team_id: SlackId = "") -> Json:
        """Return when somebody wants no notifications: the hours of every day, and of oneself the snooze."""
        me = self.me()
        return self._quiet_shape(self.seen_user(user) if user else me, snooze=user in ("", me))

    @method("read", "slack.dnd.teamInfo")
    def slack_dnd_team_info(self, users: Ids = (), team_id: SlackId = "") -> Json:
        """Return when several people want no notifications."""
        if not users:
            raise ToolError("no_users_provided", "Say whose hours you want.")
        return {"users": {one: self._quiet_shape(self.seen_user(one)) for one in users}}

    @method("write", "slack.dnd.setSnooze")
    def slack_dnd_set_snooze(self, num_minutes: int = 0) -> Json:
        """Silence notifications from now on for some minutes."""
        if num_minutes <= 0:
            raise ToolError("missing_duration", "Give num_minutes, 1 or more.")
        if num_minutes > LONGEST_SNOOZE:
            raise ToolError("too_long", f"num_minutes is {num_minutes}; {LONGEST_SNOOZE} is the most.")
        self.set_do_not_disturb(snooze_minutes=num_minutes)
        return self._snooze_shape(self.me())

    @method("write", "slack.dnd.endSnooze")
    def slack_dnd_end_snooze(self) -> Json:
        """End the snooze."""
        me = self.me()
        if self.users[me].snoozed_until <= self.tx.now:
            raise ToolError("snooze_end_failed", "You have not snoozed notifications.")
        self.set_do_not_disturb(snooze_minutes=0)
        return self._quiet_shape(me, snooze=True)

    @method("write", "slack.dnd.endDnd")
    def slack_dnd_end_dnd(self) -> Json:
        """End the quiet hours that it is within, until they come again."""
        me = self.me()
        begin, end = self._next_hours(me)
        if not begin <= self.tx.now < end:
            raise ToolError("not_in_dnd", "It is not within your hours of do-not-disturb.")
        self.users.update(me, roused_until=end)
        return {}

    def _next_hours(self, user: str) -> tuple[int, int]:
        """Return when the quiet hours begin and end in which somebody is, or that come next; 0 and 0 for none."""
        row = self.users[user]
        if row.quiet_from == row.quiet_until:
            return 0, 0
        now = local(self.tx.now, row.time_zone)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        length = timedelta(minutes=(row.quiet_until - row.quiet_from) % (24 * 60))
        for day in range(-1, 3):
            begin = today + timedelta(days=day, minutes=row.quiet_from)
            if to_ms(begin + length) > max(self.tx.now, row.roused_until):
                break
        return to_ms(begin), to_ms(begin + length)

    def _quiet_shape(self, user: str, *, snooze: bool = False) -> dict[str, Json]:
        begin, end = self._next_hours(user)
        out: dict[str, Json] = {"dnd_enabled": end > 0, "next_dnd_start_ts": begin // 1000 or 1,
                                "next_dnd_end_ts": end // 1000 or 1}
        return {**out, **(self._snooze_shape(user) if snooze else {})}

    def _snooze_shape(self, user: str) -> dict[str, Json]:
        until = self.users[user].snoozed_until
        if until <= self.tx.now:
            return {"snooze_enabled": False}
        return {"snooze_enabled": True, "snooze_endtime": until // 1000,
                "snooze_remaining": (until - self.tx.now) // 1000, "snooze_is_indefinite": False}

    # --- stars ---------------------------------------------------------------------------------------------------

    @method("write", "slack.stars.add")
    def slack_stars_add(
        self, channel: SlackId = "", file: SlackId = "", file_comment: SlackId = "", timestamp: Stamp = "",
    ) -> Json:
        """Star a message, which saves it for later, a conversation or a file."""
        key, row = self._starred(channel, file, file_comment, timestamp)
        if key in self.laters or key in self.favourites:
            raise ToolError("already_starred", "You have starred it already.")
        if row is None:
            self.save_message(channel, timestamp)
        else:
            self.favourites.put(key, row)
        return {}

    @method("write", "slack.stars.remove")
    def slack_stars_remove(
        self, channel: SlackId = "", file: SlackId = "", file_comment: SlackId = "", timestamp: Stamp = "",
    ) -> Json:
        """Take a star off a message, conversation or file."""
        key, row = self._starred(channel, file, file_comment, timestamp)
        if key not in self.laters and key not in self.favourites:
            raise ToolError("not_starred", "You have not starred it.")
        (self.laters if row is None else self.favourites).remove(key)
        return {}

    def _starred(self, channel: str, file: str, comment: str, ts: str) -> tuple[str, Favourite | None]:
        """Return the id of the row that a star is, and the row where it is none of a message's."""
        me = self.me()
        if comment:
            raise ToolError("file_comment_not_found", "Files have no comments of their own any more.")
        if file:
            if file not in self.files or not self.file_readable(file):
                raise ToolError("file_not_found", f"There is no file {shown(file)} that you can see.")
            return f"{me} {file}", Favourite(user=me, at=self.tx.now, file=file)
        if not channel:
            raise ToolError("no_item_specified", "Give a file, a channel, or a channel with a timestamp.")
        self.seen_channel(channel)
        if ts:
            identity, _ = self.seen_message(channel, ts, "bad_timestamp")
            return f"{me} {identity}", None
        return f"{me} {channel}", Favourite(user=me, at=self.tx.now, channel=channel)

    @method("read", "slack.stars.list")
    def slack_stars_list(
        self, count: Count = 100, cursor: Cursor = "", limit: Limit = 0, page: Count = 1, team_id: SlackId = "",
    ) -> Json:
        """List what the caller has starred, the newest star first."""
        me = self.me()
        rows: list[tuple[str, Json]] = []
        for _, one in self.laters.find("by_user", me):
            later = self.laters[str(one)]
            place = self.messages[later.message].channel
            if self.visible(place, me):
                rows.append((time_key(later.at, str(one)), {
                    "type": "message", "channel": place, "message": self.message_shape(later.message),
                    "date_create": later.at // 1000,
                }))
        for _, one in self.favourites.find("by_user", me):
            shape = self._favourite_shape(self.favourites[str(one)])
            if shape:
                rows.append((time_key(self.favourites[str(one)].at, str(one)), shape))
        rows.sort(key=lambda pair: pair[0], reverse=True)
        if cursor or limit:
            items, more = cursor_page(rows, limit, cursor, descending=True)
            return {"items": items, **more}
        part, paging = number_page(rows, count, page)
        return {"items": [item for _, item in part], "paging": paging}

    def _favourite_shape(self, row: Favourite) -> Json:
        when = row.at // 1000
        if row.file:
            seen = row.file in self.files and self.file_readable(row.file)
            return {"type": "file", "file": self.file_shape(row.file), "date_create": when} if seen else None
        if not self.visible(row.channel, self.me()):
            return None
        kind = {"public": "channel", "private": "group", "mpim": "group", "im": "im"}[self.channels[row.channel].kind]
        return {"type": kind, "channel": row.channel, "date_create": when}
