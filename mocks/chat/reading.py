"""Chat tools that look: channels, people, messages, threads, what is unread."""

import re
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.lines import clipped, listed, page_of
from ..common.words import words
from ..service import tool
from .base import COUNTED, ChannelName, ChatBase, PageSize, PageToken, Ts, UserName, read_ts, root_key, ts_of
from .paging import paged, time_key
from .records import Channel, Message
from .search import ALWAYS, Scope, compile_query

PREVIEW = 300
"""Characters of a message's text in a search result."""

SearchText = Annotated[str, Field(min_length=1, max_length=1_000)]


class Reading(ChatBase):
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
        found = sorted((
            (row.name or "~", one, row) for one, row in self.each_channel()
            if self.visible(one, me) and row.archived == archived and kind in ("", row.kind)
            and (not mine or self.is_member(me, one))
            and all(f" {word}" in words(f"{row.name} {row.topic} {row.purpose} {self.called(one)}") for word in wanted)
        ), key=lambda item: f"{item[0]} {item[1]}")
        page, token = paged(((f"{key} {one}", (one, row)) for key, one, row in found), limit, page_token)
        return {"channels": [self.channel_line(one, row) for one, row in page], **token}

    def channel_line(self, identity: str, row: Channel) -> Json:
        """Return a conversation's line in a listing."""
        out: dict[str, Json] = {
            "id": identity, "name": clipped(self.called(identity), 120), "kind": row.kind,
            "members": len(self.members.find("by_channel", identity)),
        }
        if self.is_member(self.me(), identity):
            out["joined"] = True
        if row.topic:
            out["topic"] = clipped(row.topic, 120)
        outside = self.organisations_in(identity, row)
        if outside:
            out["shared_with"] = listed(outside, 5, 80)
        return out

    def organisations_in(self, identity: str, row: Channel) -> list[str]:
        """Return the domains outside the organisation that read a conversation."""
        there = {self.users[user].email.rpartition("@")[2] for user in self.in_channel(identity)
                 if self.is_outside(user)}
        return sorted({*row.shared_with, *there})

    @tool("read")
    def get_channel(self, channel: ChannelName) -> Json:
        """Return one conversation: topic, purpose, creator, who may post, whom it is shared with, pins, bookmarks."""
        identity = self.channel_id(channel)
        row = self.channels[identity]
        out: dict[str, Json] = {
            "id": identity, "name": self.called(identity), "kind": row.kind, "topic": row.topic, "purpose": row.purpose,
            "creator": self.at(row.creator) if row.creator else "", "created": self.when(row.created),
            "members": len(self.members.find("by_channel", identity)), "joined": self.is_member(self.me(), identity),
            "archived": row.archived, "shared_with": listed(self.organisations_in(identity, row), 50, 200),
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

    @tool("read")
    def list_members(self, channel: ChannelName, limit: PageSize = 50, page_token: PageToken = "") -> Json:
        """List who is in a conversation; `outside` marks people of other organisations."""
        identity = self.channel_id(channel)
        page, token = paged(((user, user) for user in self.in_channel(identity)), limit, page_token)
        return {"members": [self.user_line(user) for user in page], **token}

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
        out["permalink"] = f"https://{self.workspace.domain}/archives/{row.channel}/p{row.at}"
        return out

    @tool("read")
    def search(
        self,
        query: SearchText,
        oldest_first: bool = False,
        limit: PageSize = 20,
        page_token: PageToken = "",
    ) -> Json:
        """Search the messages that you can read, newest first. Everything in the query must hold; there is no OR.

        Words, prefixes (plan*), "quoted phrases", -not. from:@amy from:me in:#channel in:@amy to:me to:@amy
        before:2026-03-01 after: on: during:march (also today, yesterday, week, 2026-03, 2026). has:link has:file
        has:pin has:reaction has::thumbsup: has:block. is:thread is:saved is:pinned is:dm is:edited.
        """
        scope = _Scope(self, self.me())
        found = compile_query(query, scope)
        page: list[Message] = []
        out: dict[str, Json] = {}
        for row in self._candidates(found.users, found.channels, found.words, found.since, found.until,
                                    oldest_first=oldest_first, token=page_token):
            if not scope.readable(row.channel) or row.tombstone or not found.matches(row):
                continue
            if len(page) == limit:
                out["next_page_token"] = f"{ts_of(page[-1].at)}:{page[-1].channel}"
                break
            page.append(row)
        lines: list[Json] = [
            self.line(f"{row.channel}:{ts_of(row.at)}", row, width=PREVIEW, place=True) for row in page
        ]
        return {"messages": lines, **out}

    def _candidates(self, users: frozenset[str], channels: frozenset[str], spoken: Iterable[str], since: int,
                    until: int, *, oldest_first: bool, token: str) -> Iterator[Message]:
        """Yield the messages that may match, in the order asked for, from where a page token says."""
        table = self.messages.table
        mine = channels or frozenset(one for one, _ in self.each_channel())
        ways = [[table.find("everything", one) for one in sorted(mine)]]
        ways += [[table.find("by_user", one)] for one in sorted(users)]
        ways += [[table.find("by_word", one)] for one in spoken]
        shortest = min(ways, key=lambda way: sum(map(len, way)))
        position = _search_position(token)
        if oldest_first:
            start = max(position or (-1, ""), (since * 1000, ""))
            for key in merge(*shortest):
                if key > start and int(key[0]) < until * 1000:
                    yield table[key[1]]
            return
        stop = min(position or (ALWAYS * 1000, ""), (until * 1000, ""))
        for at, identity in merge(*(one.below(stop) for one in shortest), reverse=True):
            if int(at) < since * 1000:
                return
            yield table[identity]

    # --- unread --------------------------------------------------------------------------------------------------

    @tool("read")
    def list_unread(self) -> Json:
        """List what you have not read: conversations with counts (to 100) and mentions, and threads you follow."""
        me = self.me()
        channels: list[Json] = []
        for row in self.members.found("by_user", me):
            count, mentions = self.unread(row)
            if count and not self.channels[row.channel].archived:
                channels.append({
                    "channel": row.channel, "name": clipped(self.called(row.channel), 120), "unread": count,
                    "mentions": mentions, "last_read": ts_of(row.last_read),
                })
        threads: list[Json] = []
        for follow in self.follows.found("by_user", me):
            new = 0
            for at, one in reversed(self.messages.find("by_thread", follow.root)):
                if int(at) <= follow.last_read or new == COUNTED:
                    break
                new += self.messages[one].user != me
            if new and follow.root in self.messages:
                first = self.messages[follow.root]
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

    # --- people --------------------------------------------------------------------------------------------------

    @tool("read")
    def list_users(
        self,
        query: Annotated[str, Field(max_length=200, description="words of name, handle, address or title")] = "",
        limit: PageSize = 50,
        page_token: PageToken = "",
    ) -> Json:
        """List the people and bots of the workspace by handle, with role; `outside` marks other organisations."""
        me, wanted = self.me(), words(query).split()
        rows = sorted(
            (f"{row.handle} {one}", one) for one, row in ((one, self.users[one]) for one in self.users.table.ids())
            if self.knows(me, one)
            and all(f" {word}" in words(f"{row.handle} {row.name} {row.email} {row.title}") for word in wanted)
        )
        page, token = paged(rows, limit, page_token)
        return {"users": [self.user_line(user) for user in page], **token}

    def user_line(self, user: str) -> Json:
        """Return a user's line in a listing."""
        row = self.users[user]
        out: dict[str, Json] = {"id": user, "handle": self.at(user), "name": clipped(row.name, 120), "role": row.role,
                                "email": row.email}
        for name, value in (("title", clipped(row.title, 120)), ("deactivated", row.deactivated),
                            ("outside", self.is_outside(user))):
            if value:
                out[name] = value
        return out

    @tool("read")
    def get_user(self, user: UserName = "me") -> Json:
        """Return one user's profile: status, presence, do-not-disturb, time zone and local time. Yours by default."""
        identity = self.user_id(user)
        row = self.users[identity]
        line = self.user_line(identity)
        quiet: dict[str, Json] = {}
        if row.quiet_from != row.quiet_until:
            quiet["hours"] = f"{_clock(row.quiet_from)}-{_clock(row.quiet_until)}"
        if row.snoozed_until > self.tx.now:
            quiet["snoozed_until"] = self.when(row.snoozed_until)
        status: dict[str, Json] = {}
        if row.status_text or row.status_emoji:
            status = {"text": row.status_text, "emoji": row.status_emoji}
            if row.status_until:
                status["until"] = self.when(row.status_until)
        return {
            **(line if isinstance(line, dict) else {}), "presence": "active" if self.is_active(identity) else "away",
            "status": status, "do_not_disturb": quiet, "time_zone": row.time_zone,
            "local_time": self.when(self.tx.now, identity), "workspace": self.workspace.name,
        }


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


class _Scope(Scope):
    """Answers what a search asks of the workspace, for one reader."""

    def __init__(self, chat: ChatBase, me: str) -> None:
        self._chat = chat
        self.me = me
        self.now = chat.tx.now
        self.zone = chat.users[me].time_zone
        self._readable: dict[str, bool] = {}

    def readable(self, channel: str) -> bool:
        if channel not in self._readable:
            self._readable[channel] = self._chat.visible(channel, self.me)
        return self._readable[channel]

    def user(self, name: str) -> str:
        return self._chat.user_id(name)

    def channel(self, name: str) -> str:
        return self._chat.channel_id(name)

    def directs(self, user: str) -> frozenset[str]:
        rooms = (row.channel for row in self._chat.members.found("by_user", user))
        return frozenset(one for one in rooms if self._chat.channels[one].kind in ("im", "mpim"))

    def emojis(self, message: str) -> frozenset[str]:
        return frozenset(row.emoji for row in self._chat.reactions.found("by_message", message))

    def pinned(self, message: str) -> bool:
        return message in self._chat.pins

    def saved(self, message: str) -> bool:
        return f"{self.me} {message}" in self._chat.laters

    def threaded(self, message: str) -> bool:
        return len(self._chat.messages.find("by_thread", message)) > 0


def _search_position(token: str) -> tuple[int, str] | None:
    """Return the (at, id) that a page of a search goes on beyond; ToolError if the token is none."""
    if not token:
        return None
    found = re.fullmatch(r"(\d{8,12}\.\d{6}):(\S{1,100})", token, re.ASCII)
    if not found:
        raise invalid_token(token)
    return read_ts(found[1]), f"{found[2]}:{found[1]}"


def invalid_token(token: str) -> ToolError:
    """Return the error about what is no page token."""
    return ToolError("invalid_page_token", f"{shown(token)} is no page token; give `next_page_token` as it came.")
