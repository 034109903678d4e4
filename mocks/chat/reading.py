"""Chat tools that look: channels, messages, threads, what is unread."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ..common.addresses import domain
from ..common.lines import clipped, listed, page_of
from ..common.words import words
from ..service import tool
from .base import ChannelName, PageSize, PageToken, Ts, read_ts, root_key, ts_of
from .paging import paged, time_key
from .records import Channel
from .showing import COUNTED, PREVIEW, Showing


class Reading(Showing):
    """Looks at conversations. Nothing here changes anything: to mark as read is a tool of its own."""

    # --- conversations -------------------------------------------------------------------------------------------

    @tool("read")
    def list_channels(
        self,
        query: Annotated[str, Field(max_length=200, description="words of the name, topic or purpose")] = "",
        mine: Annotated[bool, Field(description="only those that you are in")] = False,
        kind: Literal["", "public", "private", "im", "mpim"] = "",
        archived: Annotated[bool, Field(description="list archived channels instead")] = False,
        limit: PageSize = 50,
        page_token: PageToken = "",
    ) -> Json:
        """List conversations that you can see: channels by name, then direct messages (kind im, mpim).

        `shared_with` names the other organisations who read a channel: what is posted there leaves the company.
        """
        me, wanted = self.me(), words(query).split()
        joined = frozenset(str(one) for one, _ in self.members.find("by_user", me))
        open_too = not mine and self.is_full(me)
        found = sorted((
            (f"{row.name or '~'} {one}", (one, row)) for one, row in self.each_channel()
            if row.archived == archived and kind in ("", row.kind)
            and (one in joined or (open_too and row.kind == "public"))
            and all(f" {word}" in words(f"{row.name} {row.topic} {row.purpose} {self.called(one)}") for word in wanted)
        ), key=itemgetter(0))
        page, token = paged(found, limit, page_token)
        outside = self._shared() if page else {}
        return {"channels": [
            self._channel_line(one, row, one in joined, outside.get(one, ())) for one, row in page
        ], **token}

    def _shared(self) -> dict[str, set[str]]:
        """Return the domains outside the organisation whose people are in a conversation, by conversation."""
        out: dict[str, set[str]] = {}
        for user in self.outsiders():
            where = domain(self.users[user].email)
            for channel, _ in self.members.find("by_user", user):
                out.setdefault(str(channel), set()).add(where)
        return out

    def _channel_line(self, identity: str, row: Channel, joined: bool, there: Iterable[str]) -> Json:
        who = self.members.find("by_channel", identity)
        name = f"#{row.name}" if row.name else self.others_among(str(user) for user, _ in who)
        out: dict[str, Json] = {"id": identity, "name": clipped(name, 120), "kind": row.kind, "members": len(who)}
        if joined:
            out["joined"] = True
        if row.topic:
            out["topic"] = clipped(row.topic, 120)
        if row.shared_with or there:
            out["shared_with"] = listed(sorted({*row.shared_with, *there}), 5, 80)
        return out

    @tool("read")
    def get_channel(self, channel: ChannelName) -> Json:
        """Return one conversation: topic, purpose, creator, who may post, whom it is shared with, pins, bookmarks."""
        identity = self.channel_id(channel)
        row = self.channels[identity]
        out: dict[str, Json] = {
            "id": identity, "name": self.called(identity), "kind": row.kind, "topic": row.topic, "purpose": row.purpose,
            "creator": self.at(row.creator) if row.creator else "", "created": self.when(row.created),
            "members": len(self.members.find("by_channel", identity)), "joined": self.is_member(self.me(), identity),
            "archived": row.archived,
            "shared_with": listed(sorted({*row.shared_with, *self._shared().get(identity, ())}), 50, 200),
            "posting": row.posting, "pins": len(self.pins.find("by_channel", identity)),
            "bookmarks": len(self.bookmarks.find("by_channel", identity)),
        }
        if row.posters:
            out["posters"] = listed([self.at(user) for user in row.posters], 50, 80)
        place = self.members.get(f"{identity} {self.me()}")
        if place is not None:
            count, mentions = self.unread(place)
            out["unread"], out["mentions"], out["last_read"] = count, mentions, ts_of(place.last_read)
        return out

    # --- messages ------------------------------------------------------------------------------------------------

    @tool("read")
    def read_channel(
        self,
        channel: ChannelName,
        limit: PageSize = 20,
        before: Annotated[str, Field(max_length=40, description="only messages before this ts; pages go on so")] = "",
        after: Annotated[str, Field(max_length=40, description="only messages after this ts")] = "",
    ) -> Json:
        """Read a conversation, newest message first. Answers are in threads: `replies` counts them, chat.read_thread
        reads them. Read on with `before` as `next_before` says."""
        identity = self.channel_id(channel)
        stop = (read_ts(before), "") if before else (1 << 62, "")
        least = read_ts(after) if after else -1
        messages: list[Json] = []
        out: dict[str, Json] = {"channel": identity, "name": self.called(identity), "messages": messages}
        last = 0
        for at, one in self.messages.find("by_channel", identity).below(stop):
            if int(at) <= least:
                break
            if len(messages) == limit:
                out["next_before"] = ts_of(last)
                break
            messages.append(self.line(one, self.messages[one]))
            last = int(at)
        return out

    @tool("read")
    def read_thread(
        self,
        channel: ChannelName,
        ts: Ts,
        limit: PageSize = 30,
        after: Annotated[str, Field(max_length=40, description="only answers after this ts; pages go on so")] = "",
    ) -> Json:
        """Read a thread, by the ts of any message in it: its first message, then the answers, oldest first.

        Read on with `after` as `next_after` says.
        """
        _, found = self.message_at(channel, ts)
        root = root_key(found)
        least = read_ts(after) if after else -1
        answers = [(at, one) for at, one in self.messages.find("by_thread", root) if int(at) > least]
        out: dict[str, Json] = {
            "channel": found.channel, "name": self.called(found.channel), "root": self.line(root, self.messages[root]),
            "answers": [self.line(one, self.messages[one]) for _, one in answers[:limit]],
        }
        if len(answers) > limit:
            out["next_after"] = ts_of(int(answers[limit - 1][0]))
        return out

    @tool("read")
    def get_message(
        self,
        channel: ChannelName,
        ts: Ts,
        offset: Annotated[int, Field(ge=0, description="character of the text to go on from")] = 0,
    ) -> Json:
        """Read one message whole: text (long ones in parts, `next_offset`), blocks, attachments, who reacted, link."""
        identity, row = self.message_at(channel, ts)
        out = self.line(identity, row, width=0, place=True)
        out.pop("text_continues", None)
        out.pop("has_blocks", None)
        out["text"], following = page_of(self.readable(row.text), offset)
        if following:
            out["next_offset"] = following
        if offset:
            return out
        if row.blocks:
            out["blocks"], following = page_of(row.blocks, 0)
            if following:
                out["blocks_cut_at"] = following
        if row.attachments:
            out["attachments"] = [
                {name: value for name, value in one.model_dump().items() if value} for one in row.attachments
            ]
        who: dict[str, list[str]] = {}
        for reaction in self.reactions.found("by_message", identity):
            who.setdefault(reaction.emoji, []).append(self.at(reaction.user))
        if who:
            out["reactions"] = {emoji: listed(users, 20, 80) for emoji, users in who.items()}
        out["permalink"] = self.permalink(row)
        return out

    # --- unread --------------------------------------------------------------------------------------------------

    @tool("read")
    def list_unread(self) -> Json:
        """List what you have not read: conversations with counts (to 100) and mentions, and threads you follow.

        Muted conversations are listed only where you are mentioned.
        """
        me = self.me()
        channels: list[Json] = []
        messages, follows = self.messages.table, self.follows.table
        posted, answered = messages.under("by_channel"), messages.under("by_thread")
        for row in self.members.found("by_user", me):
            there = posted.get(row.channel)
            if there is None or there.last is None or int(there.last[0]) <= row.last_read:
                continue
            count, mentions = self.unread(row)
            if count and (mentions or not row.muted) and not self.channels[row.channel].archived:
                channels.append({
                    "channel": row.channel, "name": clipped(self.called(row.channel), 120), "unread": count,
                    "mentions": mentions, "last_read": ts_of(row.last_read), **({"muted": True} if row.muted else {}),
                })
        threads: list[Json] = []
        for _, place in follows.find("by_user", me):
            follow = follows[place]
            answers = answered.get(follow.root)
            if answers is None or answers.last is None or int(answers.last[0]) <= follow.last_read:
                continue
            new = 0
            for at, one in reversed(answers):
                if int(at) <= follow.last_read or new == COUNTED:
                    break
                new += messages[one].user != me
            if new and follow.root in messages:
                first = messages[follow.root]
                threads.append({
                    "channel": first.channel, "name": clipped(self.called(first.channel), 120), "ts": ts_of(first.at),
                    "text": clipped(self.readable(first.text), 120), "unread": new,
                })
        out: dict[str, Json] = {"channels": channels[:100], "threads": threads[:100]}
        for name, rows in (("channels", channels), ("threads", threads)):
            if len(rows) > 100:
                out[f"more_{name}"] = len(rows) - 100
        return out

    @tool("read")
    def list_activity(self, limit: PageSize = 20, page_token: PageToken = "") -> Json:
        """List what you were notified of, newest first: mentions, direct messages, answers, reminders.

        `held` marks what came during do-not-disturb.
        """
        me = self.me()
        rows = ((one, self.notifications[one]) for _, one in reversed(self.notifications.find("by_user", me)))
        page, token = paged(
            ((time_key(row.at, one), row) for one, row in rows
             if not row.message or self.visible(self.messages[row.message].channel, me)),
            limit, page_token, descending=True,
        )
        activity: list[Json] = []
        for row in page:
            line: dict[str, Json] = {"kind": row.kind, "at": self.when(row.at // 1000)}
            if row.held:
                line["held"] = True
            if row.message:
                message = self.messages[row.message]
                line |= self.line(row.message, message, width=PREVIEW, place=True)
            elif row.item in self.ephemerals:
                shown_once = self.ephemerals[row.item]
                line |= {"from": self.at(shown_once.user), "channel": shown_once.channel, "text": shown_once.text}
            elif row.item in self.reminders:
                line |= {"reminder_id": row.item, "text": self.reminders[row.item].text}
            activity.append(line)
        return {"activity": activity, **token}
