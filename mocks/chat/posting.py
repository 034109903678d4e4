"""Chat tools that write messages: post, answer, edit, delete, schedule, react."""

import re
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.calls import Actor, Call
from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.access import access
from ..common.lines import clipped, listed
from ..common.moments import DAY
from ..service import INTERNAL, REST, tool
from .base import ChannelName, Moment, PageSize, PageToken, Text, Ts, UserName, root_key, ts_of
from .blocks import read_blocks, text_in
from .delivery import PLAIN, Delivery, Dress
from .paging import paged, time_key
from .records import Attachment, Channel, Ephemeral, Message, Reaction, Scheduled

FURTHEST = 120 * DAY
"""How far ahead a message can be scheduled, as Slack has it."""

MAX_REACTIONS = 50
"""Different emojis on one message, as Slack has it; ours is a round number near theirs."""

Blocks: TypeAlias = Annotated[
    str, Field(max_length=20_000, description="Block Kit as a JSON list; `text` is what notifications show",
               examples=['[{"type": "section", "text": {"type": "mrkdwn", "text": "*Plan*"}}]'])
]
ThreadTs: TypeAlias = Annotated[str, Field(max_length=40, description="ts of the message to answer in its thread")]
Attachments: TypeAlias = Annotated[tuple[Attachment, ...], Field(max_length=20)]
FileIds: TypeAlias = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=400)], ...],
    Field(max_length=10, description="ids of files that you can read, to share here"),
]

_EMOJI = re.compile(r":?([a-z0-9_+'-]{1,100}(?:::skin-tone-[2-6])?):?", re.ASCII)


class Posting(Delivery):
    """Writes messages and changes them."""

    @tool("send")
    def post_message(
        self,
        channel: ChannelName,
        text: Text = "",
        thread_ts: ThreadTs = "",
        broadcast: Annotated[bool, Field(description="show an answer in the channel too")] = False,
        blocks: Blocks = "",
        attachments: Attachments = (),
        files: FileIds = (),
    ) -> Json:
        """Post a message in a channel or direct message, or with `thread_ts` an answer in a thread.

        @handle mentions a person, @group a user group, @here, @channel and @everyone all; mentioned people are
        notified. In a channel that chat.get_channel calls shared_with, people of other organisations read it. Posting a
        file of Drive opens it to nobody: members who cannot open it are named; share it with drive.share.
        """
        where = self.place_to_post(channel)
        return self.posted(self.say(where, text, thread_ts=thread_ts, broadcast=broadcast, blocks=read_blocks(blocks),
                                    attachments=attachments, files=files))

    def say(self, where: str, text: str, *, thread_ts: str = "", broadcast: bool = False, blocks: str = "",
            attachments: tuple[Attachment, ...] = (), files: tuple[str, ...] = (), dress: Dress = PLAIN) -> str:
        """Post as the caller, where he may, what he may; return the message's id."""
        self.has_content(text, blocks, attachments, files)
        root = self.root_for(where, thread_ts)
        me = self.me()
        self.writable(where, me, answer=bool(root))
        if broadcast and not root:
            raise ToolError("invalid_arguments", "broadcast is for an answer: give thread_ts too.")
        self.check_files(files)
        return self.post(where, me, text, root=root, broadcast=broadcast, blocks=blocks, attachments=attachments,
                         files=tuple(dict.fromkeys(files)), dress=dress)

    def check_files(self, files: tuple[str, ...]) -> None:
        """Refuse files that are not there, or not open to the caller."""
        for file in files:
            if not self.file_readable(file) or file not in self.files:
                raise ToolError("file_not_found", f"There is no file {shown(file)}, or you have no access to it.")

    def posted(self, identity: str) -> Json:
        """Return what a caller hears of a message that he has posted."""
        row = self.messages[identity]
        out: dict[str, Json] = {"channel": row.channel, "ts": ts_of(row.at)}
        absent = self.absent(row.text, row.channel)
        if absent:
            out["not_in_channel"] = [*absent[:20]]
        outside = sum(map(len, self.outside_of(row.channel).values()))
        if outside:
            out["readers_outside"] = outside
        closed: list[Json] = [line for file in row.files if (line := self._closed(file, row.channel)) is not None]
        if closed:
            out["cannot_open"] = closed
        return out

    def _closed(self, file: str, channel: str) -> Json:
        """Say which members of a conversation cannot open a file that was shared there; None if all can."""
        if any(one.uploaded and one.channel == channel for one in self.shares.found("by_file", file)):
            return None
        unable = [user for user in self.in_channel(channel)
                  if self.users[user].role != "bot" and access(self.tx, file, self.users[user].email) is None]
        if not unable:
            return None
        return {"file": file, "name": clipped(self.files[file].name, 200),
                "people": listed([self.at(user) for user in unable], 20, 80)}

    def place_to_post(self, channel: str) -> str:
        """Return a conversation to post in; a direct message with @handle is opened if there is none."""
        name = channel.strip()
        if name.startswith("@") and len(name) > 1:
            return self.opened([self.user_id(name)])
        if name in self.users:
            return self.opened([self.user_id(name)])
        return self.channel_id(channel)

    def opened(self, others: list[str]) -> str:
        """Return the caller's direct message with some people, made if there is none."""
        me = self.me()
        people = sorted({me, *others})
        found = self.direct(me, others)
        if found:
            return found
        for user in people:
            if self.users[user].deactivated:
                raise ToolError("user_not_found", f"{self.at(user)} is deactivated; nobody reads messages there.")
        identity = self.tx.new_id("dm")
        self.channels.put(identity, Channel(
            kind="im" if len(people) < 3 else "mpim", creator=me, created=self.tx.now,
        ))
        for user in people:
            self.enter(identity, user)
        return identity

    def has_content(self, text: str, blocks: str, attachments: tuple[Attachment, ...], files: tuple[str, ...]) -> None:
        """Refuse a message that would be empty."""
        if not text.strip() and not blocks and not files and not any(one.title or one.text for one in attachments):
            raise ToolError("no_text", "A message needs text, blocks, attachments or files.")

    def root_for(self, channel: str, ts: str) -> str:
        """Return the ts of the first message of the thread that an answer goes to; empty for none."""
        if not ts:
            return ""
        _, row = self.message_at(channel, ts)
        if row.tombstone or row.subtype:
            raise ToolError("cannot_reply", f"The message {shown(ts)} takes no answers: it is "
                                            f"{'deleted' if row.tombstone else 'a notice'}.")
        return root_key(row).rpartition(":")[2]

    @tool("send", faces=REST)
    def post_ephemeral(self, channel: ChannelName, user: UserName, text: Annotated[
            str, Field(min_length=1, max_length=4_000)]) -> Json:
        """Show a message to one member of a channel only. It is not kept in the channel's history."""
        where, to = self.channel_id(channel), self.user_id(user)
        self.whisper(where, to, text)
        return {"channel": where, "shown_to": self.at(to)}

    def whisper(self, where: str, to: str, text: str, *, blocks: str = "", attached: str = "", root: str = "") -> int:
        """Show a message to one member of a conversation only; return its ts (microseconds).

        `text` is all that is said in it, `blocks` and `attached` how it looks.
        """
        me = self.me()
        self.writable(where, me, answer=bool(root))
        if not self.is_member(to, where):
            raise ToolError("user_not_in_channel", f"{self.at(to)} is not in {self.called(where)}.")
        at = self.next_at(where, self.tx.now)
        identity = f"{where}:{ts_of(at)}"
        self.ephemerals.put(identity, Ephemeral(
            channel=where, at=at, user=me, to=to, text=text, blocks=blocks, attached=attached, root=root,
        ))
        self.notify(to, "ephemeral", at, item=identity)
        if self.is_outside(to) and not self.is_outside(me):
            self.depart(where, text, source=identity, how="ephemeral", only=[self.users[to].email])
        return at

    @tool("write")
    def edit_message(self, channel: ChannelName, ts: Ts, text: Text = "", blocks: Blocks = "") -> Json:
        """Replace the text, and the blocks if given, of a message of yours. It shows as edited; nobody new is told."""
        identity, row = self.editable(channel, ts)
        body = read_blocks(blocks) or row.blocks
        self.has_content(text, body, row.attachments, row.files)
        self.rewrite(identity, row.replace(text=text, blocks=body, edited=self.tx.now))
        return {"channel": row.channel, "ts": ts}

    def editable(self, channel: str, ts: str) -> tuple[str, Message]:
        """Return a message of the caller's that he may still edit."""
        identity, row = self._own(channel, ts, "edit")
        minutes = self.workspace.edit_minutes
        if minutes >= 0 and self.tx.now * 1000 - row.at > minutes * 60_000_000 and not self.unbound:
            raise ToolError("edit_window_closed", f"Messages can be edited for {minutes} minutes in this workspace.")
        return identity, row

    def rewrite(self, identity: str, row: Message) -> None:
        """Put a message as it reads after a change; nobody new is told, but what leaves the organisation leaves."""
        fallback = text_in(row.blocks)
        mentions = self.mentions_in(row.text or fallback, row.channel, row.user, in_thread=bool(row.root))
        new = self.messages.put(identity, row.replace(
            fallback=fallback, mentions=(*mentions.people, *mentions.grouped),
        ))
        self.leave(identity, new, how="edited")

    def _own(self, channel: str, ts: str, what: str) -> tuple[str, Message]:
        """Return a message of the caller's in a conversation that he can still post in."""
        identity, row = self.message_at(channel, ts)
        if row.tombstone or row.subtype:
            raise ToolError(f"cannot_{what}_message", f"The message {shown(ts)} is "
                                                      f"{'deleted' if row.tombstone else 'a notice'}.")
        self.joined(row.channel)
        if row.user != self.me():
            raise ToolError(f"cannot_{what}_message", f"The message {shown(ts)} is by {self.at(row.user)}; only one's "
                                                      f"own can be {what}ed.".replace("deleteed", "deleted"))
        return identity, row

    @tool("destroy")
    def delete_message(self, channel: ChannelName, ts: Ts) -> Json:
        """Delete a message of yours for good; admins may delete anybody's. Answers to it stay in its thread."""
        identity, row = self.message_at(channel, ts)
        me = self.me()
        if self.is_admin(me) and self.visible(row.channel, me):
            if row.tombstone:
                raise ToolError("cannot_delete_message", f"The message {shown(ts)} is deleted already.")
        else:
            self._own(channel, ts, "delete")
            if not self.workspace.members_delete:
                raise ToolError("restricted_action", "In this workspace only admins delete messages.")
        self.drop(identity, row)
        return {"deleted": ts}

    def drop(self, identity: str, row: Message) -> None:
        """Delete a message with all that hangs on it; one with answers stays as a tombstone."""
        for table in (self.reactions, self.shares, self.laters, self.notifications):
            for _, one in list(table.find("by_message", identity)):
                table.remove(one)
        if identity in self.pins:
            self.pins.remove(identity)
        if not row.root and len(self.messages.find("by_thread", identity)):
            self.messages.put(identity, Message(
                channel=row.channel, at=row.at, user=row.user, tombstone=True,
            ))
            return
        self.messages.remove(identity)
        root = root_key(row)
        if not row.root or (self.messages[root].tombstone and not len(self.messages.find("by_thread", root))):
            self._end_thread(root)

    def _end_thread(self, root: str) -> None:
        for _, follow in list(self.follows.find("by_root", root)):
            self.follows.remove(follow)
        if root in self.messages:
            self.messages.remove(root)
        for _, identity in [(row.due, one) for one, row in self._waiting() if f"{row.channel}:{row.root}" == root]:
            self.scheduled.update(identity, root="")

    def _waiting(self) -> list[tuple[str, Scheduled]]:
        return [(one, self.scheduled[one]) for one in self.scheduled.table.ids()]

    # --- later ---------------------------------------------------------------------------------------------------

    @tool("send")
    def schedule_message(
        self, channel: ChannelName, text: Annotated[str, Field(min_length=1, max_length=40_000)], send_at: Moment,
        thread_ts: ThreadTs = "",
    ) -> Json:
        """Have a message of yours posted at a later time, at most 120 days ahead."""
        where, me = self.place_to_post(channel), self.me()
        root = self.root_for(where, thread_ts)
        self.has_content(text, "", (), ())
        due = self.future(send_at, self.users[me].time_zone)
        identity = self.plan(Scheduled(
            channel=where, user=me, text=text, root=root, due=due, number=0, created=self.tx.now,
        ))
        return {"scheduled_id": identity, "channel": where, "send_at": self.when(due)}

    def plan(self, waiting: Scheduled, identity: str = "") -> str:
        """Have a message of its writer's sent when it is due, where he may post it; return its id."""
        self.writable(waiting.channel, waiting.user, answer=bool(waiting.root))
        if waiting.due - self.tx.now > FURTHEST:
            raise ToolError("time_too_far", f"{self.when(waiting.due)} is more than 120 days ahead.")
        identity = identity or self.tx.new_id("later")
        actor = Actor(role="scheduler", principal=self.users[waiting.user].email)
        call = Call.of("chat.send_scheduled", {"id": identity})
        number = self.tx.schedule(call, due=waiting.due, actor=actor)
        self.scheduled.put(identity, waiting.replace(number=number))
        return identity

    @tool("send", seconds=0, faces=INTERNAL)
    def send_scheduled(self, id: str) -> Json:
        """Post a scheduled message; one that its writer may no longer post there is dropped."""
        row = self.scheduled[id]
        self.scheduled.remove(id)
        channel, author = self.channels[row.channel], self.users[row.user]
        allowed = channel.posting == "everyone" or bool(row.root) or row.user in channel.posters or (
            author.role in ("owner", "admin"))
        if channel.archived or author.deactivated or not self.is_member(row.user, row.channel) or not allowed:
            return {"posted": False}
        identity = self.post(row.channel, row.user, row.text, root=row.root, broadcast=row.broadcast and bool(row.root),
                             blocks=row.blocks, attachments=row.attachments,
                             dress=Dress(attached=row.attached, metadata=row.metadata))
        return {"posted": True, "ts": ts_of(self.messages[identity].at)}

    @tool("read")
    def list_scheduled(self, limit: PageSize = 20, page_token: PageToken = "") -> Json:
        """List your messages that are still to be sent, the next first."""
        rows = [(one, self.scheduled[one]) for _, one in self.scheduled.find("by_user", self.me())]
        page, token = paged(((time_key(row.due, one), (one, row)) for one, row in rows), limit, page_token)
        lines: list[Json] = [{
            "scheduled_id": one, "channel": row.channel, "name": clipped(self.called(row.channel), 120),
            "send_at": self.when(row.due), "text": row.text[:2_000], **({"thread_ts": row.root} if row.root else {}),
            **({"shown": f"the first 2,000 of {len(row.text)} characters"} if len(row.text) > 2_000 else {}),
        } for one, row in page]
        return {"scheduled": lines, **token}

    @tool("write")
    def cancel_scheduled(self, scheduled_id: Annotated[str, Field(min_length=1, max_length=80)]) -> Json:
        """Take back a message of yours that is still to be sent."""
        row = self.scheduled.get(scheduled_id)
        if row is None or row.user != self.me():
            raise ToolError("not_found", f"You have no scheduled message {shown(scheduled_id)}.")
        self.tx.cancel(row.number)
        self.scheduled.remove(scheduled_id)
        return {"cancelled": scheduled_id}

    # --- conversations and reactions -----------------------------------------------------------------------------

    @tool("write")
    def open_conversation(self, users: Annotated[tuple[UserName, ...], Field(min_length=1, max_length=8)]) -> Json:
        """Open a direct message with one person, or a group direct message with two to eight; return its channel."""
        identity = self.opened([self.user_id(user) for user in users])
        return {"channel": identity, "kind": self.channels[identity].kind, "with": self.called(identity)}

    @tool("write")
    def react(self, channel: ChannelName, ts: Ts, emoji: Annotated[
            str, Field(min_length=1, max_length=120, examples=["thumbsup"])], remove: bool = False) -> Json:
        """Put an emoji on a message, or with `remove` take yours off it."""
        identity, row = self.message_at(channel, ts)
        self.joined(row.channel)
        found = _EMOJI.fullmatch(emoji)
        if not found:
            raise ToolError("invalid_name", f"{shown(emoji)} is no emoji; give its name, such as thumbsup.")
        if row.tombstone:
            raise ToolError("message_not_found", f"The message {shown(ts)} is deleted.")
        me, name = self.me(), found[1]
        key = f"{identity} {name} {me}"
        if remove:
            if key not in self.reactions:
                raise ToolError("no_reaction", f"You have no :{name}: on this message.")
            self.reactions.remove(key)
            return {"removed": name}
        if key in self.reactions:
            raise ToolError("already_reacted", f"You have put :{name}: on this message already.")
        present = {one.emoji for one in self.reactions.found("by_message", identity)}
        if name not in present and len(present) >= MAX_REACTIONS:
            raise ToolError("too_many_reactions", f"A message takes {MAX_REACTIONS} different emojis.")
        self.reactions.put(key, Reaction(message=identity, emoji=name, user=me, at=self.tx.now))
        return {"added": name}

    @tool("write")
    def mark_read(self, channel: ChannelName, ts: Annotated[
            str, Field(max_length=40, description="read up to this message; empty for all")] = "",
            thread: Annotated[bool, Field(description="mark the thread of the message `ts` instead")] = False) -> Json:
        """Mark a conversation as read up to a message, or a thread as read; an earlier ts makes later ones unread."""
        where, me = self.channel_id(channel), self.me()
        if thread:
            _, row = self.message_at(channel, ts)
            place = f"{root_key(row)} {me}"
            if place not in self.follows:
                raise ToolError("not_following", "You do not follow this thread.")
            newest = self.messages.find("by_thread", root_key(row))
            self.follows.update(place, last_read=int(next(reversed(newest), (row.at, ""))[0]))
            return {"read": root_key(row).rpartition(":")[2]}
        at = self.message_at(where, ts)[1].at if ts else self.channels[where].last
        self.read_up_to(where, at)
        return {"read": ts_of(at)}

    def read_up_to(self, channel: str, at: int) -> None:
        """Note that the caller has read a conversation up to a ts (microseconds)."""
        if not self.is_member(self.me(), channel):
            raise ToolError("not_in_channel", f"You are not in {self.called(channel)}.")
        self.members.update(f"{channel} {self.me()}", last_read=at)
