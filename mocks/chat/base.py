"""What every chat tool does with the rows of the tables."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.errors import ToolError, shown, suggest
from ..common.addresses import domain, normalise
from ..common.groups import addresses_of, people_in
from ..common.zones import local_text, read_moment
from .records import ADMINS, FULL, Channel, Message, User, UserGroup, Workspace
from .tables import EXTERNAL, ChatTables

ChannelName: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=120, description="id or #name of a channel; @handle for your direct message",
               examples=["#general"])
]
UserName: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=320, description="@handle, mail address or id; `me` for yourself",
               examples=["@amy"])
]
Ts: TypeAlias = Annotated[str, Field(min_length=1, max_length=40, description="the message's `ts`",
                                     examples=["1772613000.000100"])]
PageToken: TypeAlias = Annotated[str, Field(max_length=120, description="`next_page_token` of the page before")]
PageSize: TypeAlias = Annotated[int, Field(ge=1, le=100)]
Text: TypeAlias = Annotated[str, Field(max_length=40_000)]
Moment: TypeAlias = Annotated[
    str, Field(max_length=40, description="local time such as 2026-03-05T09:00, or with an offset")
]

WORKSPACE = "workspace"

CHANNEL_NAME = re.compile(r"[a-z0-9_-]{1,80}", re.ASCII)
HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}", re.ASCII)
RESERVED = ("here", "channel", "everyone", "me")

_TS = re.compile(r"(\d{8,12})\.(\d{6})", re.ASCII)
_USER_MARK = re.compile(r"<@([^>|\s]+)(?:\|[^>]*)?>")
_GROUP_MARK = re.compile(r"<!subteam\^([^>|\s]+)(?:\|[^>]*)?>")
_CHANNEL_MARK = re.compile(r"<#([^>|\s]+)(?:\|[^>]*)?>")
_BROADCAST_MARK = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>")


def ts_of(at: int) -> str:
    """Return microseconds as Slack writes a message's ts."""
    return f"{at // 1_000_000}.{at % 1_000_000:06}"


def read_ts(ts: str) -> int:
    """Return a ts as microseconds; ToolError quotes what is none."""
    found = _TS.fullmatch(ts)
    if not found:
        raise ToolError("invalid_ts", f"{shown(ts)} is no ts; give it as it came, such as 1772613000.000100.")
    return int(found[1]) * 1_000_000 + int(found[2])


def message_id(channel: str, at: int) -> str:
    """Return the id of a message's row."""
    return f"{channel}:{ts_of(at)}"


def root_key(row: Message) -> str:
    """Return the id of the first message of the thread that a message is in: its own where it begins one."""
    return f"{row.channel}:{row.root}" if row.root else message_id(row.channel, row.at)


class ChatBase(ChatTables):
    """The moves that tools are made of: who is who, what is where, and when."""

    # --- who -----------------------------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The workspace; one without a policy where none was set up."""
        return self.workspaces.get(WORKSPACE) or Workspace(name="Workspace", domain="workspace.test")

    def me(self) -> str:
        """Return the user on whose account the call is made; ToolError if the principal has no account."""
        return self._me

    @cached_property
    def _me(self) -> str:
        """The caller's user: asked for once for each line of a listing."""
        found = self.own_account
        if not found:
            raise ToolError("no_account", f"{shown(self.principal)} has no account in this workspace.")
        if self.users[found].deactivated and not self.unbound:
            raise ToolError("account_inactive", f"The account of {shown(self.principal)} is deactivated.")
        return found

    @cached_property
    def own_account(self) -> str:
        """The user whom the caller's address stands for; empty if he has none."""
        return self.account_of(self.principal)

    def account_of(self, address: str) -> str:
        """Return the user who has an address, also under another of the person's; empty if nobody has."""
        for one in addresses_of(self.tx, address):
            for _, identity in self.users.find("by_email", one):
                return identity
        return ""

    def is_admin(self, user: str) -> bool:
        """Tell whether somebody administers the workspace. The scheduler and the set-up may what admins may."""
        return self.unbound or self.users[user].role in ADMINS

    def is_full(self, user: str) -> bool:
        """Tell whether somebody is a full member, who may look at all public channels."""
        return self.unbound or self.users[user].role in FULL

    def is_outside(self, user: str) -> bool:
        """Tell whether an account belongs to somebody outside the organisation."""
        row = self.users[user]
        return row.role == "external" or (row.role != "bot" and not self.is_home(row.email))

    def is_home(self, address: str) -> bool:
        """Tell whether an address is of the home organisation."""
        where = domain(address)
        known = self._homes.get(where)
        if known is None:
            table = self.tx.read("people.organisations")
            known = any(table[one].relation == "home" for _, one in table.find("by_domain", where))
            self._homes[where] = known
        return known

    @cached_property
    def _homes(self) -> dict[str, bool]:
        """What is_home has found out in this call, by domain."""
        return {}

    def outsiders(self) -> list[str]:
        """Return the accounts of people outside the organisation, without a look at everybody's."""
        found: dict[str, None] = {}
        for where in self.users.table.keys("by_domain"):
            if where == EXTERNAL or not self.is_home(f"@{where}"):
                found.update((one, None) for _, one in self.users.find("by_domain", where))
        return list(found)

    def knows(self, user: str, other: str) -> bool:
        """Tell whether somebody may see that another is here: guests and outsiders see whom they share a room with."""
        if user == other or self.is_full(user):
            return True
        rooms = (one.channel for one in self.members.found("by_user", user))
        return any(self.is_member(other, room) for room in rooms)

    def user_id(self, text: str) -> str:
        """Return a user named by id, handle or address; ToolError names the nearest handle."""
        me = self.me()
        mark = _USER_MARK.fullmatch(text)
        name = mark[1] if mark else text.strip()
        if name == "me":
            return me
        found = name if name in self.users else self.handled(name.removeprefix("@"))
        if not found and "@" in name.removeprefix("@"):
            found = self.account_of(normalise(name))
        if found and self.knows(me, found):
            return found
        known = [row for row in self.users.rows() if self.is_full(me)]
        raise ToolError("user_not_found", f"There is no user {shown(text)} here.{_meant(name, known)} "
                                          "Look users up with chat.list_users.")

    def handled(self, handle: str) -> str:
        """Return the user with a handle; empty if nobody has it."""
        return next((identity for _, identity in self.users.find("by_handle", handle.lower())), "")

    def at(self, user: str) -> str:
        """Return how a user is written: his handle."""
        return f"@{self.users[user].handle}"

    def is_active(self, user: str) -> bool:
        """Tell whether somebody is at work as presence shows it."""
        row = self.users[user]
        return not row.away and not row.deactivated

    # --- where ---------------------------------------------------------------------------------------------------

    def is_member(self, user: str, channel: str) -> bool:
        """Tell whether somebody is in a conversation."""
        return f"{channel} {user}" in self.members

    def in_channel(self, channel: str) -> list[str]:
        """Return who is in a conversation, by id."""
        return [str(user) for user, _ in self.members.find("by_channel", channel)]

    def visible(self, channel: str, user: str) -> bool:
        """Tell whether somebody may read a conversation: its members may, full members any public channel."""
        if self.is_member(user, channel):
            return True
        return self.channels[channel].kind == "public" and self.is_full(user)

    def channel_id(self, text: str) -> str:
        """Return a conversation named by id, #name or @handle, that the caller may see.

        ToolError `channel_not_found` otherwise, whoever else may see it.
        """
        me = self.me()
        mark = _CHANNEL_MARK.fullmatch(text)
        name = mark[1] if mark else text.strip()
        if name in self.channels:
            found = name
        elif name.startswith("@") and len(name) > 1:
            found = self.direct(me, [self.user_id(name)])
        else:
            named = (one for _, one in self.channels.find("by_name", name.removeprefix("#").lower()))
            found = next((one for one in named if self.visible(one, me)), "")
        if found and self.visible(found, me):
            return found
        known = [f"#{row.name}" for one, row in self.each_channel() if row.name and self.visible(one, me)]
        raise ToolError("channel_not_found", f"There is no channel {shown(text)} that you can see."
                                             f"{suggest(f'#{name}', known)} List channels with chat.list_channels.")

    def each_channel(self) -> Iterator[tuple[str, Channel]]:
        """Yield all conversations by id."""
        table = self.channels.table
        return ((one, table[one]) for one in table.ids())

    def direct(self, user: str, others: Iterable[str]) -> str:
        """Return the direct or group direct message of a user with others; empty if there is none."""
        wanted = sorted({user, *others})
        for row in self.members.found("by_user", user):
            if self.channels[row.channel].kind in ("im", "mpim") and self.in_channel(row.channel) == wanted:
                return row.channel
        return ""

    def writable(self, channel: str, user: str, *, answer: bool = False) -> Channel:
        """Return a conversation that somebody may post in; ToolError says why not."""
        row = self.channels[channel]
        if row.archived:
            raise ToolError("is_archived", f"{self.called(channel)} is archived; nothing can be posted there.")
        if not self.is_member(user, channel):
            raise ToolError("not_in_channel", f"{self.at(user)} is not in {self.called(channel)}; join it first with "
                                              "chat.join_channel, or ask a member for an invitation.")
        if row.posting == "admins" and not answer and user not in row.posters and not self.is_admin(user):
            raise ToolError("restricted_action", f"In {self.called(channel)} only admins and chosen people start "
                                                 "conversations; you may answer in threads.")
        gone = [one for one in self.in_channel(channel) if self.users[one].deactivated] if row.kind == "im" else []
        if gone:
            raise ToolError("user_not_found", f"{self.at(gone[0])} is deactivated; nobody reads messages there.")
        return row

    def joined(self, channel: str) -> Channel:
        """Return a conversation that the caller is in and that is not archived."""
        me = self.me()
        row = self.channels[channel]
        if row.archived:
            raise ToolError("is_archived", f"{self.called(channel)} is archived; bring it back with "
                                           "chat.archive_channel first.")
        if not self.is_member(me, channel) and not self.unbound:
            raise ToolError("not_in_channel", f"You are not in {self.called(channel)}.")
        return row

    def called(self, channel: str) -> str:
        """Return how the caller knows a conversation: `#name`, or who else is in it."""
        row = self.channels[channel]
        return f"#{row.name}" if row.kind in ("public", "private") else self.others_among(self.in_channel(channel))

    def others_among(self, users: Iterable[str]) -> str:
        """Return how the caller knows a conversation without a name: by who else is in it."""
        mine, table = self.own_account, self.users.table
        others = [f"@{table[user].handle}" for user in users if user != mine]
        return ", ".join([*others[:8], *(["..."] if len(others) > 8 else [])]) or "yourself"

    def message_at(self, channel: str, ts: str) -> tuple[str, Message]:
        """Return a message of a conversation that the caller may see."""
        where = self.channel_id(channel)
        identity = message_id(where, read_ts(ts))
        row = self.messages.get(identity)
        if row is None:
            raise ToolError("message_not_found", f"There is no message {shown(ts)} in {self.called(where)}.")
        return identity, row

    # --- time ----------------------------------------------------------------------------------------------------

    def when(self, moment: int, user: str = "") -> str:
        """Return a time (ms) as ISO text in a user's zone (default: the caller's)."""
        return local_text(moment, self.users[user].time_zone if user else self._zone)

    @cached_property
    def _zone(self) -> str:
        """The caller's time zone: asked for once for each line of a listing."""
        row = self.users.get(self.own_account)
        return row.time_zone if row else "UTC"

    def future(self, text: str, zone: str) -> int:
        """Return a time to come as ms; ToolError if it is past."""
        moment = read_moment(text, zone)
        if moment <= self.tx.now:
            raise ToolError("time_in_past", f"{shown(text)} is past; it is {local_text(self.tx.now, zone)} now.")
        return moment

    # --- groups --------------------------------------------------------------------------------------------------

    def group_members(self, group: UserGroup) -> list[str]:
        """Return the users that a user group stands for, by id."""
        listed_there = (self.account_of(address) for address, _ in people_in(self.tx, group.group)) if (
            group.group) else ()
        return sorted({one for one in (*group.members, *listed_there) if one and not self.users[one].deactivated})

    def group_id(self, text: str) -> str:
        """Return a user group named by id or handle; ToolError names the nearest."""
        mark = _GROUP_MARK.fullmatch(text)
        name = mark[1] if mark else text.strip()
        handled = (one for _, one in self.user_groups.find("by_handle", name.removeprefix("@").lower()))
        found = name if name in self.user_groups else next(handled, "")
        if not found:
            known = [f"@{row.handle}" for row in self.user_groups.rows()]
            raise ToolError("group_not_found", f"There is no user group {shown(text)}.{suggest(text, known)}")
        return found

    def readable(self, text: str) -> str:
        """Return a message's text with marks such as `<@U_12>` written as handles and names."""
        if "<" not in text:
            return text
        text = _USER_MARK.sub(lambda m: self.at(m[1]) if m[1] in self.users else m[0], text)
        text = _GROUP_MARK.sub(
            lambda m: f"@{self.user_groups[m[1]].handle}" if m[1] in self.user_groups else m[0], text
        )
        return _BROADCAST_MARK.sub(r"@\1", text)


def _meant(name: str, known: list[User]) -> str:
    """Return a question after whom a name may mean: all who are called so, else who has the nearest handle."""
    wanted = name.removeprefix("@").lower()
    called = sorted(f"'@{row.handle}'" for row in known
                    if wanted in (row.name.lower(), *row.name.lower().split(), *row.handle.split(".")))
    if called:
        return f" Did you mean {' or '.join(called[:5])}?"
    return suggest(name, [f"@{row.handle}" for row in known])
