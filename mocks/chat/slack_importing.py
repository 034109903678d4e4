"""Importing: a Slack export into the chat, every file of it kept beside what it became."""

import base64
import binascii
import re
from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ...snapshots.records import Model
from ..common.addresses import domain
from ..common.file_records import File
from ..service import INTERNAL, tool
from .base import WORKSPACE, message_id, ts_of
from .blocks import text_in
from .delivery import Mentions
from .records import Channel, ChannelKind, Member, Message, Pin, Reaction
from .slack_in import (
    Item,
    attachments_of,
    author_of,
    blocks_of,
    flag,
    identity_at,
    list_items,
    objects_at,
    seconds_at,
    text_at,
    texts_at,
    ts_at,
)
from .slack_out import LISTS, channel_object, message_object, seals_of, user_object
from .slack_people import SlackPeople
from .slack_records import ExportFile, ExportItem, FileKind, ItemKind

KINDS: dict[str, ChannelKind] = {name: kind for kind, name in LISTS.items()}
PEOPLE = ("users.json", "org_users.json")


class RawFile(Model):
    """A file of an export: its path in the folder, its bytes as base64."""

    path: Annotated[str, Field(min_length=1, max_length=4_000)]
    content: str


class SlackImporting(SlackPeople):
    """Brings an exported workspace in. Nobody is notified; nothing goes on the ledger."""

    @tool("write", seconds=0, faces=INTERNAL)
    def import_slack(
        self,
        source: Annotated[str, Field(min_length=1, max_length=300)],
        files: Annotated[tuple[RawFile, ...], Field(max_length=100_000)],
        home: Annotated[str, Field(max_length=255, description="mail domain for who has no address")] = "slack.test",
        more: bool = False,
    ) -> Json:
        """Put files of a Slack export into the chat: first those at its top, then whole folders of conversations.

        When no `more` follow, pins are put up. Returns how many objects the files list, how many became something,
        and how many have each defect.
        """
        self._source, self._home, self._defects = source, home, Counter[str]()
        self._items = self._kept = 0
        self._open: set[str] = set()
        self._dated: list[str] = []
        last = next(reversed(self.export_files.find("by_source", source)), (0, ""))
        number = int(last[0])
        for one in sorted(files, key=lambda one: (_rank(one.path), one.path)):
            number += 1
            try:
                data = base64.b64decode(one.content, validate=True)
            except (binascii.Error, ValueError):
                raise ToolError("invalid_arguments", f"The base64 of {shown(one.path)} cannot be read.") from None
            self._take(number, one.path, data)
        for file in self._dated:
            self._seal_file(file)
        if not more:
            self._finish()
        return {"items": self._items, "kept": self._kept, "defects": dict[str, Json](sorted(self._defects.items()))}

    # --- files ---------------------------------------------------------------------------------------------------

    def _take(self, number: int, path: str, data: bytes) -> None:
        folder, _, name = path.rpartition("/")
        kind: FileKind = "other"
        if not folder:
            kind = "users" if name in PEOPLE else "channels" if name in KINDS else "other"
        elif "/" not in folder and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.json", name, re.ASCII):
            kind = "messages"
        text = data.decode("utf-8", "surrogateescape")
        listed = list_items(text) if kind != "other" else None
        identity = f"{self._source} {number:06}"
        channel = ""
        if kind == "messages":
            self._dated.append(identity)
            channel = self._folder_channel(path)
            if not channel and listed is not None and listed.items:
                channel = self._unlisted(folder, listed.items[0].value)
        self.export_files.put(identity, ExportFile(
            source=self._source, number=number, path=text_at({"": path}, ""), kind=kind, channel=channel,
            raw=self.tx.put_blob(data),
        ))
        if listed is None:
            return
        if not data.isascii() and any("\udc80" <= character <= "\udcff" for character in text):
            self._defects["a file holds bytes that are no UTF-8"] += 1
        for defect in listed.defects:
            self._defects[f"a file {defect}"] += 1
        for place, item in enumerate(listed.items):
            self._items += 1
            kept: tuple[ItemKind, str, str] | None = None
            if isinstance(item.value, Mapping):
                if kind == "users":
                    kept = self._user(item.value)
                elif kind == "channels":
                    kept = self._channel(item.value, KINDS[name])
                else:
                    kept = self._message(item.value, channel)
            else:
                self._defects["is no object"] += 1
            self._note(identity, place, item, kept or (_ITEMS[kind], "", ""))

    def _note(self, file: str, place: int, item: Item, kept: tuple[ItemKind, str, str]) -> None:
        kind, name, row = kept
        self._kept += bool(row)
        self.export_items.put(f"{file} {place:06}", ExportItem(
            file=file, number=place, start=item.start, end=item.end, kind=kind, name=name, row=row,
            seals=seals_of(user_object(row, self.users[row])) if kind == "user" and row else (),
        ))

    def _folder_channel(self, path: str) -> str:
        return self._known("channel", text_at({"": path.partition("/")[0]}, ""))

    # --- conversations -------------------------------------------------------------------------------------------

    def _channel(self, value: Mapping[str, Any], kind: ChannelKind) -> tuple[ItemKind, str, str] | None:
        identity = identity_at(value)
        if not identity:
            self._defects["a conversation has no id"] += 1
            return None
        named = kind in ("public", "private")
        folder = text_at(value, "name", limit=300) if kind != "im" else ""
        if identity in self.channels:
            self._defects["a conversation is here already"] += 1
            return "channel", folder or identity, identity
        people = [self._person(one) for one in texts_at(value, "members") if identity_at({"id": one})]
        creator = identity_at(value, "creator")
        there = "" if named else self._room_of(people)
        if there:
            self._defects["a direct message is of the same people as another"] += 1
            return "channel", folder or identity, there
        row = Channel(
            kind=kind, name=self._channel_name(folder, identity) if named else "",
            topic=text_at(value, "topic", "value"), purpose=text_at(value, "purpose", "value"),
            creator=self._person(creator) if creator else people[0] if people else "", created=seconds_at(value),
            archived=flag(value, "is_archived"), general=flag(value, "is_general"),
        )
        if not row.creator:
            row = row.replace(creator=self._person("USLACKBOT"))
        self._put_channel(identity, row, people)
        return "channel", folder or identity, identity

    def _room_of(self, people: list[str]) -> str:
        """Return the direct message of just these people; empty if there is none."""
        wanted = sorted(people)
        rooms = (one.channel for one in self.members.found("by_user", wanted[0])) if wanted else (
            one for one, _ in self.each_channel() if not self.in_channel(one))
        return next((one for one in rooms if not self.channels[one].name and self.in_channel(one) == wanted), "")

    def _put_channel(self, identity: str, row: Channel, people: list[str]) -> None:
        roles = {one: self.users[one] for one in people}
        if row.name:
            outside = {domain(user.email) for user in roles.values() if user.role == "external"}
            row = row.replace(shared_with=tuple(sorted(outside)))
            for one, user in roles.items():
                rooms = self.members.found("by_user", one) if user.role == "single_guest" else []
                if any(self.channels[room.channel].name for room in rooms):
                    self._defects["a guest of one channel is in several"] += 1
                    self.users.update(one, role="multi_guest")
        self.channels.put(identity, row)
        for one in people:
            self.members.put(f"{identity} {one}", Member(channel=identity, user=one, joined=row.created))

    def _channel_name(self, wanted: str, identity: str) -> str:
        name = re.sub(r"[\s<>|#@,:/\x00-\x1f]+", "-", wanted.lower())[:80]
        if name and not len(self.channels.find("by_name", name)):
            if name != wanted:
                self._defects["a channel's name is written otherwise here"] += 1
            return name
        self._defects["a channel has no name, or that of another"] += 1
        base, number = name[:60] or "channel", 2
        name = base if not name else f"{base}-{number}"
        while len(self.channels.find("by_name", name)):
            number += 1
            name = f"{base}-{number}"
        return name

    def _unlisted(self, folder: str, value: Any) -> str:
        """Put up a conversation of which there are messages but no line in a list, and return its id.

        It is private to who writes in it, for whoever was in it is not known.
        """
        clean = text_at({"": folder}, "", limit=80)
        identity = clean if identity_at({"id": clean}) and clean not in self.channels else self.tx.new_id("chan")
        self._defects["a conversation is in no list"] += 1
        author = author_of(value) or "USLACKBOT"
        self.channels.put(identity, Channel(
            kind="private", name=self._channel_name(clean, identity), creator=self._person(author, value),
        ))
        self._open.add(identity)
        self._note_unlisted("channel", clean, identity)
        return identity

    # --- messages ------------------------------------------------------------------------------------------------

    def _message(self, value: Mapping[str, Any], channel: str) -> tuple[ItemKind, str, str]:
        at, ts = ts_at(value), text_at(value, "ts", limit=80)
        nothing: tuple[ItemKind, str, str] = ("message", ts, "")
        if not channel:
            return nothing
        if not at:
            self._defects["a message has no ts"] += 1
            return nothing
        identity = message_id(channel, at)
        if identity in self.messages:
            self._defects["a message has the ts of another"] += 1
            return nothing
        author = author_of(value)
        if not author:
            self._defects["a message is of nobody"] += 1
        user = self._person(author or "USLACKBOT", value)
        row = self._row(value, channel, at, user)
        if not (row.text or row.blocks or row.files or row.attachments or row.tombstone):
            self._defects["a message is empty"] += 1
            return nothing
        mentions = self.mentions_in(row.text or row.fallback, channel, user, in_thread=bool(row.root))
        row = row.replace(mentions=(*mentions.people, *mentions.grouped))
        self.messages.put(identity, row)
        if at > self.channels[channel].last:
            self.channels.update(channel, last=at)
        if channel in self._open and not self.is_member(user, channel):
            self.members.put(f"{channel} {user}", Member(channel=channel, user=user, joined=at // 1000))
        if not row.tombstone:
            self._hang_on(identity, row, value, mentions)
        return "message", ts, identity

    def _row(self, value: Mapping[str, Any], channel: str, at: int, user: str) -> Message:
        subtype = text_at(value, "subtype", limit=80)
        blocks, defect = blocks_of(value)
        if defect:
            self._defects[f"a message {defect}"] += 1
        root = ts_at(value, "thread_ts")
        first = self.messages.get(message_id(channel, root)) if root and root != at else None
        if root and root != at and (first is None or first.root or first.at >= at):
            self._defects["a message answers one that is not there"] += 1
            first = None
        gone = subtype == "tombstone"
        edited = value.get("edited")
        return Message(
            channel=channel, at=at, user=user, text="" if gone else text_at(value, "text"),
            root=ts_of(root) if first is not None else "",
            broadcast=subtype == "thread_broadcast" and first is not None,
            subtype="" if gone or subtype == "thread_broadcast" else subtype, blocks="" if gone else blocks,
            fallback="" if gone else text_in(blocks), attachments=() if gone else attachments_of(value),
            files=() if gone else self._files(value, user), tombstone=gone, edited=ts_at(edited) // 1000,
        )

    def _files(self, value: Mapping[str, Any], user: str) -> tuple[str, ...]:
        """Return the files of a message. An export has no content: they are put up by name and type alone."""
        found = [*objects_at(value, "files"), *([value["file"]] if isinstance(value.get("file"), Mapping) else [])]
        out: dict[str, None] = {}
        for one in found:
            identity = identity_at(one)
            if not identity:
                self._defects["a file has no id"] += 1
                continue
            out[identity] = None
            if identity in self.files or text_at(one, "mode") in ("tombstone", "hidden_by_limit"):
                continue
            self._defects["a file's content is not in the export"] += 1
            owner = self.users[self._person(identity_at(one, "user") or user)].email
            when, name = seconds_at(one), text_at(one, "name", limit=255) or text_at(one, "title", limit=255)
            self.files.put(identity, File(
                name=name or identity, type=text_at(one, "mimetype", limit=120) or "application/octet-stream",
                parent=self.my_root(owner), owner=owner, created=when, creator=owner, modified=when, modifier=owner,
                original_name=name,
            ))
        return tuple(out)

    def _hang_on(self, identity: str, row: Message, value: Mapping[str, Any], mentions: Mentions) -> None:
        self.note_files(identity, row, uploaded=True)
        if row.root:
            self.follow(row, mentions)
        for one in objects_at(value, "reactions"):
            emoji = text_at(one, "name", limit=100)
            people = [self._person(user) for user in texts_at(one, "users") if identity_at({"id": user})]
            if not emoji or len(people) != one.get("count", len(people)):
                self._defects["a reaction does not name everybody"] += 1
            for user in people if emoji else ():
                self.reactions.put(f"{identity} {emoji} {user}", Reaction(
                    message=identity, emoji=emoji, user=user, at=row.at // 1000,
                ))

    def _seal_file(self, file: str) -> None:
        """Note what would be written of each message, and drop deleted ones that nobody has answered."""
        for _, one in list(self.export_items.find("by_file", file)):
            item = self.export_items[one]
            row = self.messages.get(item.row) if item.row else None
            if row is None:
                continue
            answers = self.messages.found("by_thread", item.row)
            if row.tombstone and not answers:
                self._defects["a message is deleted"] += 1
                self._kept -= 1
                self.messages.remove(item.row)
                self.export_items.update(one, row="", seals=())
                continue
            written = message_object(
                row, self.users[row.user], self.reactions.found("by_message", item.row), answers,
                {name: self.files.get(name) for name in row.files}, self.workspace.domain,
            )
            self.export_items.update(one, seals=seals_of(written))

    def _finish(self) -> None:
        """Put up the pins, which are listed with the channels, and note what would be written of those."""
        for _, file in self.export_files.find("by_source", self._source):
            for _, one in list(self.export_items.find("by_file", file)):
                item = self.export_items[one]
                if item.kind != "channel" or not item.row:
                    continue
                if item.end:
                    self._pin(item)
                pins = [(pin, self.pins[pin]) for _, pin in self.pins.find("by_channel", item.row)]
                members = self.in_channel(item.row)
                written = channel_object(item.row, self.channels[item.row], members, pins, item.name)
                self.export_items.update(one, seals=seals_of(written))
        if WORKSPACE not in self.workspaces:
            raise ToolError("no_workspace", "Put the workspace first, with chat.put_workspace.")

    def _pin(self, item: ExportItem) -> None:
        raw = self.tx.blob(self.export_files[item.file].raw).decode("utf-8", "surrogateescape")
        listed = list_items(f"[{raw[item.start : item.end]}]")
        for one in objects_at(listed.items[0].value, "pins"):
            message = message_id(item.row, ts_at(one, "id"))
            row = self.messages.get(message)
            if row is None or row.tombstone:
                self._defects["a pin is of a message that is not there"] += 1
            elif message not in self.pins:
                user = identity_at(one, "owner") or identity_at(one, "user")
                self.pins.put(message, Pin(channel=item.row, user=self._person(user) if user else row.user,
                                           at=seconds_at(one)))


_ITEMS: dict[FileKind, ItemKind] = {"users": "user", "channels": "channel", "messages": "message"}


def _rank(path: str) -> int:
    return 0 if path in PEOPLE else 1 if path in KINDS else 2 if "/" not in path else 3
