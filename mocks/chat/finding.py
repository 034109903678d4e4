"""Search over messages."""

import re
from collections.abc import Iterable, Iterator
from heapq import merge
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..service import tool
from .base import ChatBase, PageSize, PageToken, read_ts, ts_of
from .records import Message
from .search import ALWAYS, Matcher, Scope, compile_query
from .showing import PREVIEW, Showing

SearchText = Annotated[str, Field(min_length=1, max_length=1_000)]


class Finding(Showing):
    """Looks messages up by what a query says."""

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
        page: list[Message] = []
        out: dict[str, Json] = {}
        for row in self.hits(query, oldest_first=oldest_first, token=page_token):
            if len(page) == limit:
                out["next_page_token"] = f"{ts_of(page[-1].at)}:{page[-1].channel}"
                break
            page.append(row)
        lines: list[Json] = [
            self.line(f"{row.channel}:{ts_of(row.at)}", row, width=PREVIEW, place=True) for row in page
        ]
        return {"messages": lines, **out}

    def hits(self, query: str, *, oldest_first: bool = False, token: str = "") -> Iterator[Message]:
        """Yield the messages that a search finds, from where a page token says."""
        scope = _Scope(self, self.me())
        found = compile_query(query, scope)
        for row in self._candidates(found.users, found.channels, found.words, found.since, found.until,
                                    oldest_first=oldest_first, token=token):
            if scope.readable(row.channel) and not row.tombstone and found.matches(row):
                yield row

    def matcher(self, query: str) -> Matcher:
        """Return what tells whether a search finds a message, wherever that is."""
        return compile_query(query, _Scope(self, self.me())).matches

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
        ways_down = [one.below(stop) for one in shortest]
        for at, identity in merge(*ways_down, reverse=True) if len(ways_down) > 1 else ways_down[0]:
            if int(at) < since * 1000:
                return
            if not channels or identity.rpartition(":")[0] in channels:
                yield table[identity]


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
