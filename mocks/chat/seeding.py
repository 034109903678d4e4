"""Set-up tools: the workspace, its people and channels, messages that are already there."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain, normalise, parse_address
from ..common.zones import read_moment, zone
from ..service import INTERNAL, tool
from .base import CHANNEL_NAME, HANDLE, RESERVED, WORKSPACE, message_id, read_ts, ts_of
from .blocks import read_blocks, text_in
from .delivery import Delivery
from .personal import read_hours
from .records import (
    Attachment,
    Bookmark,
    Channel,
    ChannelKind,
    Follow,
    Member,
    Message,
    Pin,
    Reaction,
    User,
    UserGroup,
    UserRole,
    Workspace,
)

Date = Annotated[str, Field(max_length=40, description="ISO time; without an offset it is UTC")]
Ago = Annotated[int, Field(ge=0)]


class Seeding(Delivery):
    """What world builders and task files call. People are named by address, handle or id; nobody is notified."""

    @tool("write", seconds=0, faces=INTERNAL)
    def put_workspace(
        self,
        name: str,
        domain: str,
        edit_minutes: Annotated[int, Field(ge=-1)] = -1,
        members_delete: bool = True,
        broadcasts: Literal["everyone", "admins"] = "everyone",
        outside_invites: Literal["everyone", "admins"] = "everyone",
        user_groups: Literal["everyone", "admins"] = "everyone",
    ) -> Json:
        """Put the workspace and its policies."""
        self.workspaces.put(WORKSPACE, Workspace(
            name=name, domain=domain, edit_minutes=edit_minutes, members_delete=members_delete, broadcasts=broadcasts,
            outside_invites=outside_invites, user_groups=user_groups,
        ))
        return {"workspace": WORKSPACE}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_user(
        self,
        address: str,
        name: str,
        handle: str = "",
        id: str = "",
        role: UserRole = "member",
        title: str = "",
        time_zone: str = "UTC",
        deactivated: bool = False,
        away: bool = False,
        quiet_hours: str = "",
        status_text: str = "",
        status_emoji: str = "",
    ) -> Json:
        """Put a person's or bot's account."""
        email = normalise(parse_address(address).email)
        label = handle or email.partition("@")[0]
        if self.account_of(email):
            raise ToolError("already_exists", f"There is an account {shown(email)} already.")
        self._free_handle(label)
        zone(time_zone)
        identity = self._fresh(id, "user", id in self.users)
        self.users.put(identity, User.model_validate({
            "handle": label, "name": name, "email": email, "role": role, "title": title, "time_zone": time_zone,
            "deactivated": deactivated, "away": away, "status_text": status_text, "status_emoji": status_emoji,
            **read_hours(quiet_hours),
        }))
        return {"user": identity, "handle": label}

    def _fresh(self, identity: str, kind: str, taken: bool) -> str:
        if taken:
            raise ToolError("already_exists", f"There is {shown(identity)} already.")
        return identity or self.tx.new_id(kind)

    def _free_handle(self, handle: str) -> None:
        if not HANDLE.fullmatch(handle) or handle in RESERVED:
            raise ToolError("invalid_handle", f"{shown(handle)} is no handle; take lower-case letters, digits, dots, "
                                              "hyphens and underscores.")
        if self.handled(handle) or len(self.user_groups.find("by_handle", handle)):
            raise ToolError("already_exists", f"There is a handle {shown(handle)} already.")

    def _who(self, text: str) -> str:
        """Return a user named by id, handle or address; ToolError if there is none."""
        found = text if text in self.users else self.handled(text.removeprefix("@")) or self.account_of(text)
        if not found:
            raise ToolError("user_not_found", f"There is no user {shown(text)}.")
        return found

    def _where(self, text: str) -> str:
        """Return a conversation named by id or #name; ToolError if there is none."""
        named = (one for _, one in self.channels.find("by_name", text.removeprefix("#")))
        found = text if text in self.channels else next(named, "")
        if not found:
            raise ToolError("channel_not_found", f"There is no channel {shown(text)}.")
        return found

    def _root_of(self, channel: str, thread_ts: str, *, standing: bool = False) -> str:
        """Return the ts of the first message of the thread that a message is in; empty for none.

        `standing`: the message must not have been deleted.
        """
        if not thread_ts:
            return ""
        first = self.messages.get(message_id(channel, read_ts(thread_ts)))
        if first is None or (standing and first.tombstone):
            raise ToolError("message_not_found", f"There is no message {shown(thread_ts)} to answer.")
        return first.root or thread_ts

    def _then(self, date: str, minutes_ago: int) -> int:
        if date and minutes_ago:
            raise ToolError("invalid_arguments", "Give date or minutes_ago, not both.")
        return read_moment(date, "UTC") if date else self.tx.now - minutes_ago * 60_000

    @tool("write", seconds=0, faces=INTERNAL)
    def put_channel(
        self,
        members: tuple[str, ...],
        name: str = "",
        id: str = "",
        kind: ChannelKind = "public",
        topic: str = "",
        purpose: str = "",
        creator: str = "",
        date: Date = "",
        minutes_ago: Ago = 0,
        archived: bool = False,
        general: bool = False,
        posting: Literal["everyone", "admins"] = "everyone",
        posters: tuple[str, ...] = (),
    ) -> Json:
        """Put a channel or direct message with its members. With external members it is shared with their domains."""
        if bool(name) == (kind in ("im", "mpim")):
            raise ToolError("invalid_arguments", "A channel has a name, a direct message has none.")
        if name and not CHANNEL_NAME.fullmatch(name):
            raise ToolError("invalid_name", f"{shown(name)} is no channel name; take lower-case letters, digits, "
                                            "hyphens and underscores, 80 at the most.")
        if name and len(self.channels.find("by_name", name)):
            raise ToolError("name_taken", f"There is a channel {shown(name)} already.")
        people = tuple(dict.fromkeys(self._who(member) for member in members))
        if kind == "im" and not 1 <= len(people) <= 2:
            raise ToolError("invalid_arguments", f"A direct message is of one or two people, not {len(people)}.")
        outside = {domain(self.users[user].email) for user in people if self.users[user].role == "external"}
        identity = self._fresh(id, "chan" if name else "dm", id in self.channels)
        moment = self._then(date, minutes_ago)
        self.channels.put(identity, Channel(
            kind=kind, name=name, topic=topic, purpose=purpose, created=moment, archived=archived, general=general,
            creator=self._who(creator) if creator else (people[0] if people else ""), posting=posting,
            shared_with=tuple(sorted(outside)) if name else (), posters=tuple(self._who(one) for one in posters),
        ))
        for user in people:
            self.members.put(f"{identity} {user}", Member(channel=identity, user=user, joined=moment))
        return {"channel": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_message(
        self,
        channel: str,
        sender: str,
        text: str = "",
        date: Date = "",
        minutes_ago: Ago = 0,
        thread_ts: str = "",
        broadcast: bool = False,
        blocks: str = "",
        attachments: tuple[Attachment, ...] = (),
        files: tuple[str, ...] = (),
        uploaded: Annotated[bool, Field(description="the files were uploaded here, so readers may read them")] = True,
        edited: bool = False,
        pinned: bool = False,
        notified: Annotated[bool, Field(description="tell whom it concerns: it is in their activity")] = False,
        reactions: Annotated[
            tuple[tuple[str, tuple[str, ...]], ...], Field(description="[emoji, [user, ...]] pairs")
        ] = (),
    ) -> Json:
        """Put a message that is already there: nothing goes on the ledger, mentions are kept.

        Nobody is told of it but with `notified`, when people who answer by rules also answer it.
        """
        where, user = self._where(channel), self._who(sender)
        root = self._root_of(where, thread_ts)
        for file in files:
            if file not in self.files:
                raise ToolError("file_not_found", f"There is no file {shown(file)}.")
        body = read_blocks(blocks)
        fallback = text_in(body)
        mentions = self.mentions_in(text or fallback, where, user, in_thread=bool(root))
        at = self.next_at(where, self._then(date, minutes_ago))
        if root and at <= read_ts(root):
            raise ToolError("invalid_time", "An answer comes after the message that it answers.")
        row = Message(
            channel=where, at=at, user=user, text=text, root=root, broadcast=broadcast, blocks=body,
            fallback=fallback, attachments=attachments, files=tuple(dict.fromkeys(files)),
            edited=at // 1000 if edited else 0, mentions=(*mentions.people, *mentions.grouped),
        )
        identity = message_id(where, at)
        self.messages.put(identity, row)
        self.note_files(identity, row, uploaded=uploaded)
        if root:
            for one in self.follow(row, mentions):
                self._read_thread(f"{where}:{root}", one, at)
        if notified:
            self._tell(identity, row, mentions)
        if pinned:
            self.pins.put(identity, Pin(channel=where, user=user, at=self.tx.now))
        for emoji, people in reactions:
            for one in people:
                who = self._who(one)
                self.reactions.put(f"{identity} {emoji} {who}", Reaction(
                    message=identity, emoji=emoji, user=who, at=at // 1000,
                ))
        return {"id": identity, "channel": where, "ts": ts_of(at)}

    def _read_thread(self, root: str, user: str, at: int) -> None:
        if self.follows[f"{root} {user}"].last_read < at:
            self.follows.put(f"{root} {user}", Follow(root=root, user=user, last_read=at))

    @tool("write", seconds=0, faces=INTERNAL)
    def put_read_mark(self, channel: str, users: tuple[str, ...] = (), date: Date = "", minutes_ago: Ago = 0) -> Json:
        """Put up to when members have read a conversation: all members by default, up to now by default.

        Answers that came later in threads that they follow there are unread then, too.
        """
        where = self._where(channel)
        people = [self._who(user) for user in users] or self.in_channel(where)
        moment = self._then(date, minutes_ago) * 1000 + 999
        for user in people:
            if not self.is_member(user, where):
                raise ToolError("not_in_channel", f"{self.at(user)} is not in {self.called(where)}.")
            self.members.update(f"{where} {user}", last_read=moment)
            if date or minutes_ago:
                self._unread_threads(where, user, moment)
        return {"marked": len(people)}

    def _unread_threads(self, channel: str, user: str, moment: int) -> None:
        for row in list(self.follows.found("by_user", user)):
            if row.root.startswith(f"{channel}:") and row.last_read > moment:
                self.follows.update(f"{row.root} {user}", last_read=moment)

    @tool("write", seconds=0, faces=INTERNAL)
    def put_user_group(
        self, handle: str, name: str, members: tuple[str, ...] = (), group: str = "", description: str = "",
        id: str = "",
    ) -> Json:
        """Put a user group: its members, and those of a group of the directory, by address."""
        self._free_handle(handle)
        address = normalise(group)
        if address and address not in self.tx.read("groups.groups"):
            raise ToolError("group_not_found", f"There is no group {shown(group)} in the directory.")
        identity = self._fresh(id, "group", id in self.user_groups)
        people = tuple(dict.fromkeys(self._who(one) for one in members))
        self.user_groups.put(identity, UserGroup(
            handle=handle, name=name, description=description, members=people, group=address,
        ))
        return {"user_group": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_bookmark(self, channel: str, title: str, link: str, user: str, id: str = "") -> Json:
        """Put a link at a channel's head."""
        where = self._where(channel)
        identity = self._fresh(id, "mark", id in self.bookmarks)
        self.bookmarks.put(identity, Bookmark(
            channel=where, title=title, link=link, user=self._who(user), at=self.tx.now,
        ))
        return {"bookmark": identity}

    @tool("send", seconds=0, faces=INTERNAL)
    def receive(self, channel: str, sender: str, text: str, thread_ts: str = "") -> Json:
        """Have somebody post a message now: it notifies, people answer, what goes outside is on the ledger."""
        where, user = self._where(channel), self._who(sender)
        root = self._root_of(where, thread_ts, standing=True)
        self.writable(where, user, answer=bool(root))
        identity = self.post(where, user, text, root=root)
        return {"id": identity, "channel": where, "ts": ts_of(self.messages[identity].at)}
