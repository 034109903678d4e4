"""Chat tools for channels: make, change, join, invite, share with other organisations, pin, bookmark."""

import re
from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain, normalise, parse_address
from ..common.lines import clipped
from ..service import INTERNAL, REST, tool
from .base import CHANNEL_NAME, RESERVED, ChannelName, PageSize, PageToken, Ts, UserName, message_id
from .delivery import Delivery
from .paging import paged, time_key
from .records import FULL, Bookmark, Channel, Invitation, Message, Pin, User

MAX_PINS = 100
"""Pins of a channel, as Slack has it."""

MAX_BOOKMARKS = 100

ANSWERED_AFTER = 30 * 60_000
"""When people of the directory take an invitation. Ours."""

Users = Annotated[tuple[UserName, ...], Field(max_length=100)]
Topic = Annotated[str, Field(max_length=250)]


class Channels(Delivery):
    """Makes channels and decides who is in them."""

    @tool("write")
    def create_channel(
        self,
        name: Annotated[str, Field(min_length=1, max_length=81, examples=["harbour-launch"])],
        private: bool = False,
        purpose: Topic = "",
        topic: Topic = "",
        members: Users = (),
    ) -> Json:
        """Create a channel and put people into it. Only members can see a private channel."""
        me = self.me()
        if not self.is_full(me):
            raise ToolError("restricted_action", "Guests and people of other organisations cannot create channels.")
        label = self.free_name(name)
        people = [self.user_id(member) for member in members]
        identity = self.tx.new_id("chan")
        self.channels.put(identity, Channel(
            kind="private" if private else "public", name=label, purpose=purpose, topic=topic, creator=me,
            created=self.tx.now,
        ))
        self.enter(identity, me)
        for user in dict.fromkeys(people):
            if user != me:
                self._bring(identity, user)
        return {"channel": identity, "name": f"#{label}", "members": len(self.in_channel(identity))}

    def free_name(self, name: str) -> str:
        """Return a channel's name that is of the right form and not taken."""
        label = name.strip().removeprefix("#")
        if not CHANNEL_NAME.fullmatch(label):
            raise ToolError("invalid_name", f"{shown(name)} is no channel name; take lower-case letters, digits, "
                                            "hyphens and underscores, 80 at the most.")
        if len(self.channels.find("by_name", label)):
            raise ToolError("name_taken", f"The name {shown(label)} is taken, maybe by a channel that you cannot see.")
        return label

    @tool("write")
    def update_channel(
        self,
        channel: ChannelName,
        name: Annotated[str | None, Field(max_length=81)] = None,
        topic: Topic | None = None,
        purpose: Topic | None = None,
        posting: Annotated[
            Literal["everyone", "admins"] | None, Field(description="who may start conversations there")
        ] = None,
        posters: Annotated[Users | None, Field(description="who may beside admins where posting is theirs")] = None,
    ) -> Json:
        """Rename a channel, set its topic or purpose, or restrict who posts there. What is left out stays."""
        identity = self.named_channel(channel)
        row, me = self.joined(identity), self.me()
        changes: dict[str, object] = {}
        if name is not None or posting is not None or posters is not None:
            self._manages(identity, row)
        if not self.is_full(me):
            raise ToolError("restricted_action", "Guests and people of other organisations cannot change channels.")
        if name is not None and name.strip().removeprefix("#") != row.name:
            changes["name"] = self.free_name(name)
        for field, value in (("topic", topic), ("purpose", purpose), ("posting", posting)):
            if value is not None:
                changes[field] = value
        if posters is not None:
            changes["posters"] = tuple(dict.fromkeys(self.user_id(user) for user in posters))
        new = self.channels.update(identity, **changes)
        said = "\n".join(text for text, old in ((new.topic, row.topic), (new.purpose, row.purpose),
                                                (new.name, row.name)) if text and text != old)
        if said and not self.is_outside(me):
            self.depart(identity, said, source=identity, how="topic")
        return {"channel": identity, "changed": [*sorted(changes)]}

    def named_channel(self, channel: str) -> str:
        """Return a channel that is none of the direct messages, and that the caller may see."""
        identity = self.channel_id(channel)
        if self.channels[identity].kind in ("im", "mpim"):
            raise ToolError("method_not_supported", f"{self.called(identity)} is a direct message, no channel.")
        return identity

    def _manages(self, identity: str, row: Channel) -> None:
        me = self.me()
        if not self.is_admin(me) and row.creator != me:
            raise ToolError("restricted_action", f"Only admins and the creator of {self.called(identity)} may do that.")

    @tool("write")
    def archive_channel(self, channel: ChannelName, archived: bool = True) -> Json:
        """Archive a channel: it stays readable, nobody can post. With archived=false bring it back."""
        identity = self.named_channel(channel)
        row = self.channels[identity]
        self._manages(identity, row)
        if row.general:
            raise ToolError("cant_archive_general", f"{self.called(identity)} is everybody's channel and stays open.")
        if row.archived == archived:
            raise ToolError("already_archived" if archived else "not_archived",
                            f"{self.called(identity)} is {'archived already' if archived else 'not archived'}.")
        self.channels.update(identity, archived=archived)
        return {"channel": identity, "archived": archived}

    # --- membership ----------------------------------------------------------------------------------------------

    @tool("write")
    def join_channel(self, channel: ChannelName) -> Json:
        """Join a public channel. Into a private one a member has to invite you."""
        identity, me = self.named_channel(channel), self.me()
        row = self.channels[identity]
        if row.archived:
            raise ToolError("is_archived", f"{self.called(identity)} is archived.")
        if self.is_member(me, identity):
            return {"channel": identity, "already_in_channel": True}
        self._bring(identity, me)
        return {"channel": identity, "members": len(self.in_channel(identity))}

    @tool("write")
    def leave_channel(self, channel: ChannelName) -> Json:
        """Leave a channel. You will not see a private one any more."""
        identity, me = self.named_channel(channel), self.me()
        row = self.channels[identity]
        if not self.is_member(me, identity):
            raise ToolError("not_in_channel", f"You are not in {self.called(identity)}.")
        if row.general:
            raise ToolError("cant_leave_general", f"{self.called(identity)} is everybody's channel.")
        self.exit(identity, me)
        return {"left": identity}

    @tool("send")
    def invite_to_channel(self, channel: ChannelName, users: Annotated[
            tuple[UserName, ...], Field(min_length=1, max_length=100)]) -> Json:
        """Put people of the workspace into a channel that you are in: they can read all that was said there.

        People outside the workspace are invited with chat.invite_outside.
        """
        identity, me = self.named_channel(channel), self.me()
        self.joined(identity)
        if not self.is_full(me):
            raise ToolError("restricted_action", "Guests and people of other organisations cannot invite.")
        added: list[Json] = []
        there: list[Json] = []
        for user in dict.fromkeys(self.user_id(user) for user in users):
            if self.is_member(user, identity):
                there.append(self.at(user))
                continue
            self._bring(identity, user)
            added.append(self.at(user))
        return {"channel": identity, "added": added, "already_in_channel": there}

    def _bring(self, channel: str, user: str) -> None:
        """Make somebody a member of a channel, where he may be one, with a line in the channel."""
        row = self.users[user]
        if row.deactivated:
            raise ToolError("user_not_found", f"{self.at(user)} is deactivated.")
        if row.role == "single_guest" and self._channels_of(user) - {channel}:
            raise ToolError("user_is_restricted", f"{self.at(user)} is a guest of one channel only.")
        if row.role == "external" and domain(row.email) not in self.channels[channel].shared_with:
            raise ToolError("not_shared", f"{self.called(channel)} is not shared with {domain(row.email)}; invite with "
                                          "chat.invite_outside.")
        self.enter(channel, user)
        self.notice_line(channel, user, "joined", "channel_join")

    def _channels_of(self, user: str) -> set[str]:
        rows = (row.channel for row in self.members.found("by_user", user))
        return {one for one in rows if self.channels[one].kind in ("public", "private")}

    def notice_line(self, channel: str, user: str, text: str, subtype: str) -> None:
        """Put a line about a change into a channel's history; it notifies nobody."""
        at = self.next_at(channel, self.tx.now)
        row = Message(channel=channel, at=at, user=user, text=f"{text} {self.called(channel)}", subtype=subtype)
        self.messages.put(message_id(channel, at), row)

    @tool("write")
    def remove_from_channel(self, channel: ChannelName, user: UserName) -> Json:
        """Take somebody out of a channel that you are in. From public ones only admins and the creator may."""
        identity, other = self.named_channel(channel), self.user_id(user)
        row, me = self.joined(identity), self.me()
        if other == me:
            raise ToolError("cant_kick_self", "To leave a channel yourself use chat.leave_channel.")
        if not self.is_full(me):
            raise ToolError("restricted_action", "Guests and people of other organisations cannot remove people.")
        if row.kind == "public":
            self._manages(identity, row)
        if row.general:
            raise ToolError("cant_kick_from_general", f"{self.called(identity)} is everybody's channel.")
        if not self.is_member(other, identity):
            raise ToolError("user_not_in_channel", f"{self.at(other)} is not in {self.called(identity)}.")
        self.exit(identity, other)
        return {"removed": self.at(other)}

    # --- outside -------------------------------------------------------------------------------------------------

    @tool("send")
    def invite_outside(
        self,
        address: Annotated[str, Field(min_length=3, max_length=320, examples=["ann@silverpine.test"])],
        channels: Annotated[tuple[ChannelName, ...], Field(min_length=1, max_length=20)],
        kind: Annotated[
            Literal["shared", "guest", "single_guest"],
            Field(description="shared: the channel is shared with the person's organisation; else a guest account"),
        ] = "shared",
        message: Annotated[str, Field(max_length=2_000)] = "",
    ) -> Json:
        """Invite somebody outside the organisation into channels. Who accepts reads all that was and will be posted
        there: it leaves the company."""
        me = self.me()
        email = normalise(parse_address(address).email)
        if not self.is_full(me) or (self.workspace.outside_invites == "admins" and not self.is_admin(me)):
            raise ToolError("restricted_action", "You may not invite people from outside; ask an admin.")
        if self.is_home(email):
            raise ToolError("invalid_address", f"{shown(email)} is of your own organisation; use "
                                               "chat.invite_to_channel.")
        rooms = tuple(dict.fromkeys(self.named_channel(channel) for channel in channels))
        for room in rooms:
            if self.joined(room).general:
                raise ToolError("restricted_action", f"{self.called(room)} is everybody's channel and is not shared.")
        if kind == "single_guest" and len(rooms) > 1:
            raise ToolError("invalid_arguments", "A guest of one channel is invited into one.")
        known = self.account_of(email)
        if known and self.users[known].deactivated:
            raise ToolError("user_not_found", f"The account of {shown(email)} is deactivated.")
        role = {"shared": "external", "guest": "multi_guest", "single_guest": "single_guest"}[kind]
        identity = self.tx.new_id("invite")
        self.invitations.put(identity, Invitation.model_validate({
            "email": email, "role": role, "channels": rooms, "by": me, "at": self.tx.now,
        }))
        names = ", ".join(self.called(room) for room in rooms)
        self.ask(
            "ledger.record", channel="chat", sender=self.principal, recipients=[email], source=identity,
            subject=f"Invitation to {self.workspace.name}", body=f"{names}\n{message}".strip(),
            headers=[["Organisation", domain(email)], ["How", "invitation"]],
        )
        if len(self.tx.read("people.persons").find("by_email", email)):
            self.tx.schedule(Call.of("chat.accept_invitation", {"id": identity}), due=self.tx.now + ANSWERED_AFTER,
                             actor=Actor(role="scheduler", principal=self.users[me].email))
        return {"invitation_id": identity, "status": "pending", "channels": list(rooms)}

    @tool("write", seconds=0, faces=INTERNAL)
    def accept_invitation(self, id: str) -> Json:
        """Take an invitation as the person invited: the account is made and put into the channels."""
        row = self.invitations[id]
        if row.status != "pending":
            return {"accepted": False}
        user = self.account_of(row.email)
        if not user:
            people = self.tx.read("people.persons")
            person = next((people[one] for _, one in people.find("by_email", row.email)), None)
            user = self.tx.new_id("user")
            self.users.put(user, User(
                handle=self.free_handle(row.email.partition("@")[0]), name=person.name if person else row.email,
                email=row.email, role=row.role, title=person.title if person else "",
                time_zone=person.time_zone if person else "UTC",
            ))
        single = self.users[user].role == "single_guest"
        for channel in row.channels:
            room = self.channels[channel]
            if room.archived or self.is_member(user, channel) or (single and self._channels_of(user)):
                continue
            if self.users[user].role == "external" and domain(row.email) not in room.shared_with:
                self.channels.update(channel, shared_with=tuple(sorted({*room.shared_with, domain(row.email)})))
            self.enter(channel, user)
            self.notice_line(channel, user, "joined", "channel_join")
        self.invitations.update(id, status="accepted")
        return {"accepted": True, "user": user}

    def free_handle(self, wanted: str) -> str:
        """Return a handle that nobody has, made of a wanted one."""
        base = re.sub(r"[^a-z0-9._-]", "", wanted.lower()).strip(".-_")[:60] or "user"
        number, handle = 1, base
        while self.handled(handle) or handle in RESERVED or (
                len(self.user_groups.find("by_handle", handle))):
            number += 1
            handle = f"{base}{number}"
        return handle

    @tool("read", faces=REST)
    def list_invitations(self, limit: PageSize = 20, page_token: PageToken = "") -> Json:
        """List the invitations of people from outside that you made, newest first; admins see all."""
        me = self.me()
        rows = sorted(((time_key(row.at, one), (one, row)) for one, row in
                       ((one, self.invitations[one]) for one in self.invitations.table.ids())
                       if row.by == me or self.is_admin(me)), reverse=True)
        page, token = paged(rows, limit, page_token, descending=True)
        lines: list[Json] = [{
            "invitation_id": one, "address": row.email, "role": row.role, "status": row.status, "by": self.at(row.by),
            "channels": [self.called(room) if self.visible(room, me) else room for room in row.channels],
        } for one, row in page]
        return {"invitations": lines, **token}

    @tool("write")
    def withdraw_invitation(self, invitation_id: Annotated[str, Field(min_length=1, max_length=80)]) -> Json:
        """Take back an invitation that nobody has accepted yet."""
        row, me = self.invitations.get(invitation_id), self.me()
        if row is None or (row.by != me and not self.is_admin(me)):
            raise ToolError("not_found", f"There is no invitation {shown(invitation_id)} of yours.")
        self.settle_invitation(invitation_id, row)
        return {"withdrawn": invitation_id}

    def settle_invitation(self, identity: str, row: Invitation) -> None:
        """Have an invitation come to nothing; ToolError if it was answered already."""
        if row.status != "pending":
            raise ToolError("already_settled", f"The invitation is {row.status}.")
        self.invitations.update(identity, status="withdrawn")

    # --- pins and bookmarks --------------------------------------------------------------------------------------

    @tool("write")
    def pin_message(self, channel: ChannelName, ts: Ts, pinned: bool = True) -> Json:
        """Pin a message to its channel, or with pinned=false unpin it."""
        identity, row = self.message_at(channel, ts)
        self.joined(row.channel)
        if row.tombstone or row.subtype:
            raise ToolError("not_pinnable", f"The message {shown(ts)} cannot be pinned.")
        if pinned == (identity in self.pins):
            raise ToolError("already_pinned" if pinned else "no_pin",
                            f"The message is {'pinned already' if pinned else 'not pinned'}.")
        if not pinned:
            self.pins.remove(identity)
        elif len(self.pins.find("by_channel", row.channel)) >= MAX_PINS:
            raise ToolError("too_many_pins", f"A channel has {MAX_PINS} pins at the most.")
        else:
            self.pins.put(identity, Pin(channel=row.channel, user=self.me(), at=self.tx.now))
        return {"ts": ts, "pinned": pinned}

    @tool("read")
    def list_pinned(self, channel: ChannelName) -> Json:
        """List the pinned messages and the bookmarks of a conversation, oldest first."""
        identity = self.channel_id(channel)
        pins: list[Json] = [
            {**self.line(one, self.messages[one], width=300), "pinned_by": self.at(self.pins[one].user)}
            for _, one in self.pins.find("by_channel", identity)
        ]
        bookmarks: list[Json] = [
            {"bookmark_id": one, "title": clipped(self.bookmarks[one].title, 200), "link": self.bookmarks[one].link}
            for _, one in self.bookmarks.find("by_channel", identity)
        ]
        return {"pins": pins, "bookmarks": bookmarks}

    @tool("write", faces=REST)
    def add_bookmark(
        self, channel: ChannelName, title: Annotated[str, Field(min_length=1, max_length=200)],
        link: Annotated[str, Field(min_length=8, max_length=1_000, pattern="^https?://[^ ]+$",
                                        examples=["https://board.tarn.test/plans"])],
    ) -> Json:
        """Put a link at a channel's head."""
        identity, me = self.channel_id(channel), self.me()
        self._may_bookmark(identity)
        if len(self.bookmarks.find("by_channel", identity)) >= MAX_BOOKMARKS:
            raise ToolError("too_many_bookmarks", f"A channel has {MAX_BOOKMARKS} bookmarks at the most.")
        mark = self.tx.new_id("mark")
        self.bookmarks.put(mark, Bookmark(channel=identity, title=title, link=link, user=me, at=self.tx.now))
        self.depart(identity, f"{title}\n{link}", source=mark, how="bookmark")
        return {"bookmark_id": mark}

    def _may_bookmark(self, channel: str) -> None:
        self.joined(channel)
        if self.users[self.me()].role not in FULL:
            raise ToolError("restricted_action", "Guests and people of other organisations cannot set bookmarks.")

    def edit_bookmark(self, identity: str, row: Bookmark) -> None:
        """Put a link at a channel's head as it is after a change."""
        self._may_bookmark(row.channel)
        self.bookmarks.put(identity, row)
        self.depart(row.channel, f"{row.title}\n{row.link}", source=identity, how="bookmark")

    @tool("write", faces=REST)
    def remove_bookmark(self, bookmark_id: Annotated[str, Field(min_length=1, max_length=80)]) -> Json:
        """Take a link from a channel's head."""
        row, me = self.bookmarks.get(bookmark_id), self.me()
        if row is None or not self.visible(row.channel, me):
            raise ToolError("not_found", f"There is no bookmark {shown(bookmark_id)}.")
        self.joined(row.channel)
        if not self.is_full(me):
            raise ToolError("restricted_action", "Guests and people of other organisations cannot remove bookmarks.")
        self.bookmarks.remove(bookmark_id)
        return {"removed": bookmark_id}
