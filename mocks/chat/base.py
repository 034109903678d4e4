"""The chat tables, and what every chat tool does with their rows."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown, suggest
from ...snapshots.tables import Index
from ..common.addresses import domain, normalise
from ..common.files import FileTables
from ..common.groups import addresses_of, people_in
from ..common.lines import clipped, listed
from ..common.words import words
from ..common.zones import local_text, read_moment
from ..service import Rows
from .records import (
    ADMINS,
    FULL,
    Bookmark,
    Channel,
    Ephemeral,
    Follow,
    Invitation,
    Later,
    Member,
    Message,
    Notification,
    Pin,
    Reaction,
    Reminder,
    Scheduled,
    Share,
    User,
    UserGroup,
    Workspace,
)

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

REST = frozenset({"rest"})
"""What the vendor has and an agent seldom needs: offered to programs, so that an agent has 40 tools and not more."""

LISTED_TEXT = 2_000
"""Characters of a message's text in a listing."""

COUNTED = 100
"""Unread messages are counted up to here."""

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


def spoken_of(row: Message) -> str:
    """Return what search looks words up in, part by part as words() gives them."""
    parts = (row.text, row.fallback, *(f"{one.title}\n{one.text}" for one in row.attachments))
    return "".join(words(part) for part in parts if part)


LINK = ""
"""Stands in the index of words for a message that holds a link."""

_LINK = re.compile(r"https?://", re.IGNORECASE)


def has_link(row: Message) -> bool:
    """Tell whether a message holds a link, in its text or as an attachment."""
    return bool(_LINK.search(row.text) or _LINK.search(row.fallback)) or any(one.link for one in row.attachments)


def words_in(row: Message) -> list[str]:
    """Return the keys of a message in the index of words."""
    return [*dict.fromkeys(spoken_of(row).split()), *([LINK] if has_link(row) else [])]


class ChatBase(FileTables):
    """The tables of the chat service beside those of files, and the moves that tools are made of."""

    name = "chat"
    workspaces = Rows(Workspace)
    users = Rows(
        User,
        by_email=Index[User](lambda row: (row.email,), lambda row: row.handle),
        by_handle=Index[User](lambda row: (row.handle,), lambda row: row.email),
    )
    channels = Rows(Channel, by_name=Index[Channel](lambda row: (row.name,) if row.name else (),
                                                    lambda row: row.created))
    members = Rows(
        Member,
        by_channel=Index[Member](lambda row: (row.channel,), lambda row: row.user),
        by_user=Index[Member](lambda row: (row.user,), lambda row: row.channel),
    )
    follows = Rows(
        Follow,
        by_root=Index[Follow](lambda row: (row.root,), lambda row: row.user),
        by_user=Index[Follow](lambda row: (row.user,), lambda row: row.root),
    )
    messages = Rows(
        Message,
        by_channel=Index[Message](lambda row: (row.channel,) if row.broadcast or not row.root else (),
                                  lambda row: row.at),
        by_thread=Index[Message](lambda row: (f"{row.channel}:{row.root}",) if row.root else (), lambda row: row.at),
        everything=Index[Message](lambda row: (row.channel,), lambda row: row.at),
        by_user=Index[Message](lambda row: (row.user,), lambda row: row.at),
        by_mention=Index[Message](lambda row: [f"{user} {row.channel}" for user in row.mentions], lambda row: row.at),
        by_file=Index[Message](lambda row: row.files, lambda row: row.at),
        by_word=Index[Message](words_in, lambda row: row.at, lambda row: (row.text, row.fallback, row.attachments)),
    )
    ephemerals = Rows(Ephemeral, by_user=Index[Ephemeral](lambda row: (row.to,), lambda row: row.at))
    scheduled = Rows(Scheduled, by_user=Index[Scheduled](lambda row: (row.user,), lambda row: row.due))
    reactions = Rows(Reaction, by_message=Index[Reaction](lambda row: (row.message,), lambda row: row.at))
    pins = Rows(Pin, by_channel=Index[Pin](lambda row: (row.channel,), lambda row: row.at))
    bookmarks = Rows(Bookmark, by_channel=Index[Bookmark](lambda row: (row.channel,), lambda row: row.at))
    shares = Rows(
        Share,
        by_file=Index[Share](lambda row: (row.file,), lambda row: row.at),
        by_channel=Index[Share](lambda row: (row.channel,), lambda row: row.at),
        by_message=Index[Share](lambda row: (row.message,), lambda row: row.file),
    )
    user_groups = Rows(UserGroup, by_handle=Index[UserGroup](lambda row: (row.handle,), lambda row: 0))
    reminders = Rows(Reminder, by_user=Index[Reminder](lambda row: (row.user,), lambda row: row.due),
                     by_creator=Index[Reminder](lambda row: (row.creator,), lambda row: row.due))
    laters = Rows(Later, by_user=Index[Later](lambda row: (row.user,), lambda row: row.at),
                  by_message=Index[Later](lambda row: (row.message,), lambda row: row.user))
    invitations = Rows(Invitation, by_email=Index[Invitation](lambda row: (row.email,), lambda row: row.at))
    notifications = Rows(
        Notification,
        by_user=Index[Notification](lambda row: (row.user,), lambda row: row.at),
        by_message=Index[Notification](lambda row: (row.message,) if row.message else (), lambda row: row.user),
    )

    # --- who -----------------------------------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The workspace; one without a policy where none was set up."""
        return self.workspaces.get(WORKSPACE) or Workspace(name="Workspace", domain="workspace.test")

    def me(self) -> str:
        """Return the user on whose account the call is made; ToolError if the principal has no account."""
        found = self.account_of(self.principal)
        if not found:
            raise ToolError("no_account", f"{shown(self.principal)} has no account in this workspace.")
        if self.users[found].deactivated and not self.unbound:
            raise ToolError("account_inactive", f"The account of {shown(self.principal)} is deactivated.")
        return found

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
        table = self.tx.read("people.organisations")
        return any(table[one].relation == "home" for _, one in table.find("by_domain", domain(address)))

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
        known = [f"@{row.handle}" for row in self.users.rows() if self.is_full(me)]
        raise ToolError("user_not_found", f"There is no user {shown(text)} here.{suggest(text, known)} "
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
        if row.kind in ("public", "private"):
            return f"#{row.name}"
        mine = self.account_of(self.principal)
        others = [self.at(user) for user in self.in_channel(channel) if user != mine]
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
        row = self.users.get(self.account_of(self.principal))
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

    # --- what an agent sees --------------------------------------------------------------------------------------

    def readable(self, text: str) -> str:
        """Return a message's text with marks such as `<@U_12>` written as handles and names."""
        if "<" not in text:
            return text
        text = _USER_MARK.sub(lambda m: self.at(m[1]) if m[1] in self.users else m[0], text)
        text = _GROUP_MARK.sub(
            lambda m: f"@{self.user_groups[m[1]].handle}" if m[1] in self.user_groups else m[0], text
        )
        return _BROADCAST_MARK.sub(r"@\1", text)

    def line(self, identity: str, row: Message, *, width: int = LISTED_TEXT, place: bool = False) -> dict[str, Json]:
        """Return a message's line in a listing; with `place`, the conversation that it is in too."""
        out: dict[str, Json] = {"ts": ts_of(row.at), "at": self.when(row.at // 1000)}
        if place:
            out["channel"], out["in"] = row.channel, clipped(self.called(row.channel), 120)
        out["from"] = self.at(row.user)
        if row.tombstone:
            return {**out, "deleted": True, **self._thread_summary(identity, row)}
        text = self.readable(row.text)
        out["text"] = text[:width]
        if len(text) > width:
            out["text_continues"] = f"chat.get_message with offset {width}"
        for name, value in (("thread_ts", row.root), ("type", row.subtype)):
            if value:
                out[name] = value
        out.update(self._thread_summary(identity, row))
        if row.files:
            out["files"] = [self.file_line(file) for file in row.files[:10]]
        if row.attachments:
            out["attachments"] = listed([one.title or one.text for one in row.attachments], 5, 120)
        if row.blocks:
            out["has_blocks"] = True
        if row.edited:
            out["edited"] = True
        counts: dict[str, Json] = {}
        for reaction in self.reactions.found("by_message", identity):
            counts[reaction.emoji] = int(str(counts.get(reaction.emoji, 0))) + 1
        if counts:
            out["reactions"] = counts
        if identity in self.pins:
            out["pinned"] = True
        return out

    def _thread_summary(self, identity: str, row: Message) -> dict[str, Json]:
        answers = self.messages.find("by_thread", identity)
        if row.root or not len(answers):
            return {}
        return {"replies": len(answers), "latest_reply": ts_of(int(next(reversed(answers))[0]))}

    def file_line(self, file: str) -> Json:
        """Return a file's line in a message; of one that is gone, or that the caller may not see, its id alone."""
        row = self.files.get(file)
        if row is None:
            return {"id": file, "gone": True}
        if not self.file_readable(file):
            return {"id": file, "no_access": True}
        return {"id": file, "name": clipped(row.name, 120), "type": clipped(row.type, 120), "size": row.size}

    def file_readable(self, file: str) -> bool:
        """Tell whether the caller may read a file: it was uploaded where he may read, or the file is open to him."""
        me = self.account_of(self.principal)
        uploaded = any(row.uploaded and me and self.visible(row.channel, me) for row in
                       self.shares.found("by_file", file))
        return uploaded or self.unbound or self.access_to(file) is not None

    def unread(self, row: Member) -> tuple[int, int]:
        """Return how many messages of a conversation a member has not read, and how many of them mention him.

        In direct messages each is for him. Both count to 100 at the most.
        """
        count, table = 0, self.messages.table
        for at, identity in reversed(table.find("by_channel", row.channel)):
            if int(at) <= row.last_read or count == COUNTED:
                break
            message = table[identity]
            count += message.user != row.user and not message.tombstone
        if self.channels[row.channel].kind in ("im", "mpim"):
            return count, count
        mentioned = 0
        for at, identity in reversed(self.messages.find("by_mention", f"{row.user} {row.channel}")):
            if int(at) <= row.last_read or mentioned == COUNTED:
                break
            mentioned += not self.messages[identity].root
        return count, mentioned
