"""Delivery: what a posted message sets off: notifications, people who answer, and what leaves the organisation."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain, normalise
from ..common.words import words
from ..common.zones import local
from ..service import INTERNAL, tool
from .base import message_id, root_key, ts_of
from .blocks import text_in
from .records import Attachment, Follow, Member, Message, Notification, Share
from .showing import Showing

Kind: TypeAlias = Literal["mention", "group", "channel", "direct", "thread", "reminder", "ephemeral"]

_MENTION = re.compile(
    r"<@(?P<user>[^>|\s]+)(?:\|[^>]*)?>|<!subteam\^(?P<group>[^>|\s]+)(?:\|[^>]*)?>"
    r"|<!(?P<wide>here|channel|everyone)(?:\|[^>]*)?>|(?<![A-Za-z0-9._@+-])@(?P<name>[A-Za-z0-9._-]+)"
)


class Dress(NamedTuple):
    """What a program gives a message beside what people write: see the fields of Message."""

    attached: str = ""
    metadata: str = ""
    username: str = ""
    icon: str = ""
    streaming: bool = False
    emote: bool = False


PLAIN = Dress()


class Mentions(NamedTuple):
    """Whom a text mentions: people by name, people by their groups, and the widest word for all."""

    people: tuple[str, ...] = ()
    grouped: tuple[str, ...] = ()
    wide: str = ""


class Delivery(Showing):
    """Puts messages into conversations and tells who is to know."""

    def next_at(self, channel: str, moment: int) -> int:
        """Return a ts (microseconds) for a message at a time (ms), unique in its channel.

        What is posted now comes after all before it; what the set-up dates back takes the next that is free.
        """
        at, last = moment * 1000, self.channels[channel].last
        if moment == self.tx.now:
            at = max(at, last + 1)
        while message_id(channel, at) in self.messages:
            at += 1
        if at > last:
            self.channels.update(channel, last=at)
        return at

    def post(self, channel: str, user: str, text: str, *, root: str = "", broadcast: bool = False, subtype: str = "",
             blocks: str = "", attachments: tuple[Attachment, ...] = (), files: tuple[str, ...] = (),
             uploaded: bool = False, dress: Dress = PLAIN) -> str:
        """Post a message now and see to all that follows; return its id."""
        fallback = text_in(blocks)
        mentions = self.mentions_in(text or fallback, channel, user, in_thread=bool(root))
        at = self.next_at(channel, self.tx.now)
        row = Message(
            channel=channel, at=at, user=user, text=text, root=root, broadcast=broadcast, subtype=subtype,
            blocks=blocks, fallback=fallback, attachments=attachments, files=files,
            mentions=(*mentions.people, *mentions.grouped), **dress._asdict(),
        )
        identity = message_id(channel, at)
        self.messages.put(identity, row)
        self.note_files(identity, row, uploaded=uploaded)
        self._bring_up(row)
        if not subtype:
            self._tell(identity, row, mentions)
        self.leave(identity, row)
        return identity

    def note_files(self, identity: str, row: Message, *, uploaded: bool) -> None:
        """Note that a message put files into its conversation."""
        for file in row.files:
            self.shares.put(f"{identity} {file}", Share(
                file=file, channel=row.channel, message=identity, user=row.user, at=row.at, uploaded=uploaded,
            ))

    def _bring_up(self, row: Message) -> None:
        """Note that the writer has read a conversation, and open a direct message to those who had closed it."""
        if self.channels[row.channel].kind in ("im", "mpim"):
            for user in self.in_channel(row.channel):
                if self.members[f"{row.channel} {user}"].closed:
                    self.members.update(f"{row.channel} {user}", closed=False)
        place = f"{row.channel} {row.user}"
        if place in self.members and not row.root:
            self.members.update(place, last_read=row.at)

    # --- mentions ------------------------------------------------------------------------------------------------

    def mentions_in(self, text: str, channel: str, user: str, *, in_thread: bool = False) -> Mentions:
        """Return the members of a conversation whom a text mentions; ToolError where the writer may not do so.

        Channel-wide words tell nobody in threads, as in Slack.
        """
        members, direct, grouped, wide = self.in_channel(channel), dict[str, None](), dict[str, None](), ""
        for found in _MENTION.finditer(text):
            name = (found["name"] or "").rstrip(".-_").lower()
            group = found["group"] or next((one for _, one in self.user_groups.find("by_handle", name)), "")
            if found["wide"] or name in ("here", "channel", "everyone"):
                word = found["wide"] or name
                wide = word if wide in ("", "here") else wide
            elif found["user"] or self._named(name):
                direct[found["user"] or self._named(name)] = None
            elif group in self.user_groups and not self.user_groups[group].disabled:
                grouped.update(dict.fromkeys(self.group_members(self.user_groups[group])))
        if wide and not in_thread:
            self._may_broadcast(user, wide)
            grouped.update(dict.fromkeys(one for one in members if wide != "here" or self.is_active(one)))
        people = tuple(one for one in direct if one in members and one != user)
        return Mentions(people, tuple(one for one in grouped if one in members and one != user and one not in people),
                        "" if in_thread else wide)

    def _named(self, name: str) -> str:
        return self.handled(name) if name else ""

    def absent(self, text: str, channel: str) -> list[str]:
        """Return the handles that a text mentions of people who are not in the conversation: they hear nothing."""
        out: dict[str, None] = {}
        for found in _MENTION.finditer(text):
            user = found["user"] or self._named((found["name"] or "").rstrip(".-_").lower())
            if user in self.users and not self.is_member(user, channel) and self.knows(self.me(), user):
                out[self.at(user)] = None
        return list(out)

    def _may_broadcast(self, user: str, wide: str) -> None:
        role = self.users[user].role
        if self.is_admin(user):
            return
        if self.workspace.broadcasts == "admins" or role in ("single_guest", "multi_guest", "external"):
            raise ToolError("restricted_action", f"You may not use @{wide} in this workspace; mention the people whom "
                                                 "you mean.")

    def is_quiet(self, user: str) -> bool:
        """Tell whether do-not-disturb keeps notifications from somebody now: snoozed, or in his quiet hours."""
        row = self.users[user]
        if row.snoozed_until > self.tx.now:
            return True
        if row.roused_until > self.tx.now:
            return False
        moment = local(self.tx.now, row.time_zone)
        minute = moment.hour * 60 + moment.minute
        if row.quiet_from <= row.quiet_until:
            return row.quiet_from <= minute < row.quiet_until
        return minute >= row.quiet_from or minute < row.quiet_until

    # --- telling -------------------------------------------------------------------------------------------------

    def notify(self, user: str, kind: Kind, at: int, *, message: str = "", item: str = "") -> None:
        """Write a notification; do-not-disturb holds it back silently."""
        self.notifications.put(self.tx.new_id("notice"), Notification(
            user=user, message=message, item=item, kind=kind, at=at, held=self.is_quiet(user),
        ))

    def _tell(self, identity: str, row: Message, mentions: Mentions) -> None:
        """Notify whom a message concerns, each once, and let those answer who answer by rules."""
        kinds: dict[str, Kind] = dict.fromkeys(mentions.people, "mention")
        if self.channels[row.channel].kind in ("im", "mpim"):
            for one in self.in_channel(row.channel):
                kinds.setdefault(one, "direct")
        for one in mentions.grouped:
            kinds.setdefault(one, "channel" if mentions.wide else "group")
        asked = ""
        if row.root:
            asked = self.messages[root_key(row)].user
            for one in self.follow(row, mentions):
                kinds.setdefault(one, "thread")
        kinds.pop(row.user, None)
        for user, kind in kinds.items():
            place = self.members.get(f"{row.channel} {user}")
            if place is None or self.users[user].deactivated:
                continue
            if kind == "mention" or not place.muted:
                self.notify(user, kind, row.at, message=identity)
            self._react(user, identity, row, certain=kind in ("mention", "direct") or user == asked)

    def follow(self, row: Message, mentions: Mentions) -> list[str]:
        """Have the writer, the one answered and whoever is mentioned follow a thread; return all who follow it.

        Who has left the conversation does not: he would hear what is said there.
        """
        root = root_key(row)
        for user in dict.fromkeys((row.user, self.messages[root].user, *mentions.people)):
            place = f"{root} {user}"
            if not self.is_member(user, row.channel):
                continue
            if place not in self.follows:
                self.follows.put(place, Follow(root=root, user=user))
            if user == row.user:
                self.follows.update(place, last_read=row.at)
        return [one.user for one in self.follows.found("by_root", root)]

    def _react(self, user: str, identity: str, row: Message, *, certain: bool) -> None:
        """Tell the people's service of a message that reached somebody who answers by rules.

        Who was only one of many it was for answers it where a rule of his speaks of it; he does not ask back.
        """
        address, people = self.users[user].email, self.tx.read("people.persons")
        known = [one for _, one in people.find("by_email", address)]
        if not any(people[one].attentive for one in known) or self.users[row.user].role == "bot":
            return
        text = f"{row.text}\n{row.fallback}"
        if not certain and not any(self._has_word(one, text) for one in known):
            return
        self.ask(
            "people.notice", address=address, channel="chat", sender=self.users[row.user].email, item=identity,
            text=text, conversation=[root_key(row), row.channel, f"#{self.channels[row.channel].name}"],
        )

    def _has_word(self, person: str, text: str) -> bool:
        rules, spoken = self.tx.read("people.rules"), words(text)
        found = (rules[one] for _, one in rules.find("by_person", person))
        return any(rule.channel == "chat" and any(words(phrase) in spoken for phrase in rule.about) for rule in found)

    # --- leaving -------------------------------------------------------------------------------------------------

    def outside_of(self, channel: str) -> dict[str, list[str]]:
        """Return the addresses of people outside the organisation in a conversation, by their domain."""
        out: dict[str, list[str]] = {}
        for user in self.in_channel(channel):
            if self.is_outside(user) and not self.users[user].deactivated:
                out.setdefault(domain(self.users[user].email), []).append(self.users[user].email)
        return {name: sorted(out[name]) for name in sorted(out)}

    def leave(self, identity: str, row: Message, how: str = "posted") -> None:
        """Put on the ledger, for each organisation outside, what one of ours posts where its people read."""
        if self.is_outside(row.user):
            return
        remote = [self.remotes[one] for one in row.files if one in self.remotes]
        parts = [row.text, row.fallback, *(f"{one.title}\n{one.text}\n{one.link}" for one in row.attachments),
                 row.username, row.metadata, *(f"{one.title}\n{one.link}\n{one.text}" for one in remote)]
        self.depart(row.channel, "\n".join(part for part in parts if part), source=identity, files=row.files, how=how)

    def depart(self, channel: str, body: str, *, source: str, files: Sequence[str] = (), how: str,
               only: Iterable[str] = ()) -> None:
        """Put something that people outside can read in a conversation on the ledger, once for each organisation.

        `only`: the addresses to whom it is new; empty for all who are there.
        """
        new = {normalise(one) for one in only}
        for name, addresses in self.outside_of(channel).items():
            recipients = [one for one in addresses if not new or one in new]
            if recipients:
                self.ask(
                    "ledger.record", channel="chat", sender=self.principal, recipients=recipients,
                    subject=self._place(channel), body=body, source=source,
                    headers=[["Organisation", name], ["Conversation", channel], ["How", how]],
                    files=[self._left(file) for file in files if self._opens(file, channel, recipients)],
                )

    def _place(self, channel: str) -> str:
        row = self.channels[channel]
        return f"#{row.name}" if row.name else "direct message"

    def _opens(self, file: str, channel: str, recipients: Sequence[str]) -> bool:
        """Tell whether people in a conversation can read a file: uploaded there, or open to one of them in itself."""
        if file not in self.files:
            return False
        if any(row.uploaded and row.channel == channel for row in self.shares.found("by_file", file)):
            return True
        return any(self.look(one).access(file) is not None for one in recipients)

    def _left(self, file: str) -> list[str]:
        row = self.files[file]
        return [row.name, row.type, row.blob]

    # --- joining -------------------------------------------------------------------------------------------------

    def enter(self, channel: str, user: str) -> None:
        """Make somebody a member. Who comes from outside can read all that was said: the history leaves."""
        self.members.put(f"{channel} {user}", Member(
            channel=channel, user=user, joined=self.tx.now, last_read=self.channels[channel].last,
        ))
        if not self.is_outside(user) or self.tx.actor.role == "setup":
            return
        rows = self.messages.found("everything", channel)
        ours = [row for row in rows if not self.is_outside(row.user) and not row.tombstone]
        if ours:
            body = "\n".join(f"{self.at(row.user)}: {row.text or row.fallback}" for row in ours)
            files = dict.fromkeys(file for row in ours for file in row.files)
            files.update((row.file, None) for row in self.shares.found("by_channel", channel) if not row.message)
            self.depart(channel, body, source=channel, files=list(files), how="history", only=[self.users[user].email])

    def exit(self, channel: str, user: str) -> None:
        """End a membership, with what hangs on it: threads followed there, messages still to be sent there."""
        self.members.remove(f"{channel} {user}")
        for row in self.follows.found("by_user", user):
            if row.root.startswith(f"{channel}:"):
                self.follows.remove(f"{row.root} {user}")
        for _, identity in list(self.scheduled.find("by_user", user)):
            waiting = self.scheduled[identity]
            if waiting.channel == channel:
                self.tx.cancel(waiting.number)
                self.scheduled.remove(identity)

    # --- what people do ------------------------------------------------------------------------------------------

    @tool("send", seconds=0, faces=INTERNAL)
    def answer(self, item: str, text: str) -> Json:
        """Answer a message as the person whose call this is: in its thread, or in the direct message it came in."""
        row = self.messages.get(item)
        if row is None or row.tombstone:
            raise ToolError("message_not_found", f"The message {shown(item)} that was to be answered is gone.")
        me = self.me()
        threaded = bool(row.root) or self.channels[row.channel].kind in ("public", "private")
        self.writable(row.channel, me, answer=threaded)
        root = root_key(row).rpartition(":")[2] if threaded else ""
        identity = self.post(row.channel, me, text, root=root)
        return {"answered": item, "ts": ts_of(self.messages[identity].at)}
