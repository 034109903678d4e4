"""Writes chat rows as a Slack export: objects as Slack has them, files as its folder has them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote

from ...snapshots.digest import Json, canonical, text_digest
from ...snapshots.errors import StateError
from ...snapshots.state import State
from ..common.file_records import File
from .base import WORKSPACE, ts_of
from .records import Attachment, Channel, ChannelKind, Message, Pin, Reaction, User, Workspace
from .slack_in import list_items
from .slack_records import ExportFile, ExportItem

LISTS: dict[ChannelKind, str] = {
    "public": "channels.json", "private": "groups.json", "im": "dms.json", "mpim": "mpims.json",
}
"""The file in which Slack lists conversations of each kind."""

Object = dict[str, Json]


class Exported(NamedTuple):
    """A file of an export: its path within the folder, its bytes, and how many objects it lists."""

    path: str
    content: bytes
    items: int


def user_object(identity: str, row: User) -> Object:
    """Return an account as users.json has it."""
    return {
        "id": identity, "name": row.handle, "deleted": row.deactivated, "real_name": row.name, "tz": row.time_zone,
        "profile": {
            "title": row.title, "real_name": row.name, "email": row.email, "status_text": row.status_text,
            "status_emoji": row.status_emoji,
        },
        "is_admin": row.role in ("admin", "owner"), "is_owner": row.role == "owner",
        "is_restricted": row.role in ("multi_guest", "single_guest"),
        "is_ultra_restricted": row.role == "single_guest", "is_bot": row.role == "bot",
        "is_stranger": row.role == "external",
    }


def channel_object(identity: str, row: Channel, members: Sequence[str], pins: Iterable[tuple[str, Pin]],
                   folder: str) -> Object:
    """Return a conversation as the list of its kind has it."""
    out: Object = {"id": identity, "created": row.created // 1000, "members": list[Json](members)}
    if row.kind != "im":
        out |= {
            "name": row.name or folder, "creator": row.creator, "is_archived": row.archived, "is_general": row.general,
            "topic": {"value": row.topic, "creator": "", "last_set": 0},
            "purpose": {"value": row.purpose, "creator": "", "last_set": 0},
        }
    pinned: list[Json] = [
        {"id": one.rpartition(":")[2], "type": "C", "created": pin.at // 1000, "user": pin.user, "owner": pin.user}
        for one, pin in pins
    ]
    return {**out, "pins": pinned} if pinned else out


def message_object(row: Message, author: User | None, reactions: Iterable[Reaction], answers: Sequence[Message],
                   files: Mapping[str, File | None], domain: str) -> Object:
    """Return a message as a file of its day has it. `answers` are those of the thread that it begins."""
    out: Object = {"user": row.user, "type": "message", "ts": ts_of(row.at), "text": row.text}
    if author is not None and author.role == "bot":
        out["bot_id"] = row.user
    subtype = "tombstone" if row.tombstone else row.subtype
    if not subtype:
        subtype = "thread_broadcast" if row.broadcast else "me_message" if row.emote else ""
    if subtype:
        out["subtype"] = subtype
    if row.edited:
        out["edited"] = {"user": row.user, "ts": ts_of(row.edited * 1000)}
    if row.root:
        out["thread_ts"] = row.root
    elif answers:
        out |= {
            "thread_ts": ts_of(row.at), "reply_count": len(answers),
            "reply_users": list(dict.fromkeys(one.user for one in answers)), "latest_reply": ts_of(answers[-1].at),
            "replies": [{"user": one.user, "ts": ts_of(one.at)} for one in answers],
        }
    if row.blocks:
        out["blocks"] = json.loads(row.blocks)
    if row.attached:
        out["attachments"] = json.loads(row.attached)
    elif row.attachments:
        out["attachments"] = [_attachment(number, one) for number, one in enumerate(row.attachments, 1)]
    if row.files:
        out["files"] = [file_object(one, files.get(one), row.user, domain) for one in row.files]
    if row.metadata:
        out["metadata"] = json.loads(row.metadata)
    if row.username:
        out["username"] = row.username
    if row.icon:
        out["icons"] = {"emoji": row.icon} if row.icon.startswith(":") else {"image_48": row.icon}
    given = reactions_object(reactions)
    return {**out, "reactions": given} if given else out


def reactions_object(reactions: Iterable[Reaction]) -> list[Json]:
    """Return reactions as Slack counts them: one entry an emoji, with who gave it."""
    by_emoji: dict[str, list[Json]] = {}
    for reaction in reactions:
        by_emoji.setdefault(reaction.emoji, []).append(reaction.user)
    return [{"name": name, "users": who, "count": len(who)} for name, who in by_emoji.items()]


def _attachment(number: int, row: Attachment) -> Object:
    fields = {"title": row.title, "text": row.text, "title_link": row.link, "color": row.color}
    return {"id": number, "fallback": row.title or row.text or row.link,
            **{name: value for name, value in fields.items() if value}}


def file_object(identity: str, row: File | None, user: str, domain: str) -> Object:
    """Return a file as a message has it; one that is gone as a tombstone."""
    if row is None:
        return {"id": identity, "mode": "tombstone"}
    return {
        "id": identity, "created": row.created // 1000, "timestamp": row.created // 1000, "name": row.name,
        "title": row.name, "mimetype": row.type, "user": user, "size": row.size, "mode": "hosted",
        "url_private": f"https://{domain}/files-pri/{quote(identity)}/{quote(row.name)}",
    }


def seals_of(written: Object) -> tuple[tuple[str, str], ...]:
    """Return digests of an object's fields, by which a later change of any is seen."""
    return tuple((name, seal(written[name])) for name in sorted(written))


def seal(value: Json) -> str:
    """Return a digest of one field."""
    return text_digest(canonical(value))[:16]


def folder_name(identity: str, row: Channel, members: Sequence[str], users: Mapping[str, User]) -> str:
    """Return the folder that Slack puts a conversation's messages in."""
    if row.kind == "mpim":
        return f"mpdm-{'--'.join(users[one].handle for one in members if one in users)}-1"
    return row.name or identity


class SlackExport:
    """The chat of a state as the files of an export: what was imported as it came, where nothing has changed it."""

    def __init__(self, state: State) -> None:
        if "chat.users" not in state.tables or not len(state.table("chat.users")):
            raise StateError("this world has no chat to export")
        self.state = state
        self.users, self.channels = state.table("chat.users"), state.table("chat.channels")
        self.messages, self.reactions = state.table("chat.messages"), state.table("chat.reactions")
        self.files = state.table("files.files")
        workspace: Workspace | None = state.table("chat.workspaces").get(WORKSPACE)
        self.domain = workspace.domain if workspace else "workspace.test"
        self.members = {one: [str(user) for user, _ in state.table("chat.members").find("by_channel", one)]
                        for one in self.channels.ids()}
        self.sources: list[tuple[str, ExportFile]] = []
        self.items: dict[str, list[ExportItem]] = {}
        if "chat.export_files" in state.tables:
            table = state.table("chat.export_files")
            self.sources = [(one, table[one]) for one in table.ids()]
            for one in state.table("chat.export_items").rows():
                self.items.setdefault(one.file, []).append(one)
        people = {one: self.users[one] for one in self.users.ids()}
        named = {one.row: one for rows in self.items.values() for one in rows if one.kind == "channel" and one.row}
        self.folders: dict[str, str] = {}
        self.renamed: set[str] = set()
        for one in self.channels.ids():
            row, item = self.channels[one], named.get(one)
            folder = folder_name(one, row, self.members[one], people)
            if item is not None and row.name and dict(item.seals).get("name") != seal(row.name):
                self.renamed.add(one)
            elif item is not None:
                folder = item.name
            self.folders[one] = self._free(folder, one)

    def _free(self, folder: str, identity: str) -> str:
        plain = folder.replace("/", "-").replace("\x00", "-")
        if plain in ("", ".", "..") or plain in self.folders.values():
            return identity.replace("/", "-")
        return plain

    def written(self, kind: str, identity: str) -> Object | None:
        """Return the object that is written of a row; None where the row is gone."""
        if kind == "user":
            return user_object(identity, self.users[identity]) if identity in self.users else None
        if kind == "channel":
            if identity not in self.channels:
                return None
            pins = self.state.table("chat.pins")
            return channel_object(identity, self.channels[identity], self.members[identity],
                                  ((one, pins[one]) for _, one in pins.find("by_channel", identity)),
                                  self.folders[identity])
        if identity not in self.messages:
            return None
        row = self.messages[identity]
        answers = [self.messages[one] for _, one in self.messages.find("by_thread", identity)]
        reactions = [self.reactions[one] for _, one in self.reactions.find("by_message", identity)]
        return message_object(row, self.users.get(row.user), reactions, answers,
                              {one: self.files.get(one) for one in row.files}, self.domain)

    def exported(self) -> Iterator[Exported]:
        """Yield the files of the export: those of the imported one, in their order, then those that are new."""
        paths: set[str] = set()
        added = self._added()
        for identity, row in self.sources:
            path = self._path(row)
            if path in paths or not path:
                continue
            paths.add(path)
            items = self.items.get(identity, [])
            new = added.pop(path, [])
            found = self._file(row, items, new)
            if found is not None:
                yield Exported(path, *found)
        for path in sorted(added):
            yield Exported(path, _listed([_pretty(one) for one in added[path]]), len(added[path]))

    def _as_sealed(self, item: ExportItem) -> bool:
        """Tell whether a row is as its import left it."""
        written = self.written(item.kind, item.row)
        return written is not None and seals_of(written) == item.seals

    def _path(self, row: ExportFile) -> str:
        if row.channel not in self.renamed:
            return row.path
        return f"{self.folders[row.channel]}/{row.path.rpartition('/')[2]}"

    def _added(self) -> dict[str, list[Object]]:
        """Return the objects that no imported file has, by the file that they belong to."""
        kept = {(one.kind, one.row) for rows in self.items.values() for one in rows
                if one.row and (one.end or self._as_sealed(one))}
        out: dict[str, list[Object]] = {}

        def add(path: str, kind: str, identity: str) -> None:
            written = self.written(kind, identity)
            if (kind, identity) not in kept and written is not None:
                out.setdefault(path, []).append(written)

        people = next((row.path for _, row in self.sources if row.kind == "users"), "users.json")
        for one in self.users.ids():
            add(people, "user", one)
        for one in self.channels.ids():
            add(LISTS[self.channels[one].kind], "channel", one)
            for at, message in self.messages.find("everything", one):
                day = datetime.fromtimestamp(int(at) // 1_000_000, UTC)
                add(f"{self.folders[one]}/{day:%Y-%m-%d}.json", "message", message)
        if not self.sources:
            for name in ("users.json", "channels.json"):
                out.setdefault(name, [])
        return out

    def _file(self, row: ExportFile, items: Sequence[ExportItem], new: Sequence[Object]) -> tuple[bytes, int] | None:
        """Return a file and how many objects it lists; None for a day of which nothing is left."""
        raw = self.state.blobs[row.raw]
        text = raw.decode("utf-8", "surrogateescape")
        parts: list[str] = []
        changed = bool(new)
        for one in items:
            source = text[one.start : one.end]
            if not one.row:
                parts.append(source)
                continue
            written = self.written(one.kind, one.row)
            if written is None:
                changed = True
            elif self._as_sealed(one):
                parts.append(source)
            else:
                changed = True
                parts.append(_pretty(_merged(source, one, written)))
        if not changed:
            return raw, len(items)
        parts += [_pretty(one) for one in new]
        return (_listed(parts), len(parts)) if parts or row.kind != "messages" else None


def _merged(source: str, item: ExportItem, written: Object) -> Object:
    """Return an imported object with those fields anew that have changed since."""
    old, now = dict(item.seals), dict(seals_of(written))
    out: Object = list_items(f"[{source}]").items[0].value
    for name in old.keys() - now.keys():
        out.pop(name, None)
    for name, value in written.items():
        if old.get(name) != now[name]:
            before = out.get(name)
            out[name] = {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value
    return out


def _pretty(value: Object) -> str:
    return "    " + json.dumps(value, indent=4).replace("\n", "\n    ")


def _listed(parts: Sequence[str]) -> bytes:
    lines = (part if part.startswith("    ") else f"    {part}" for part in parts)
    text = "[\n" + ",\n".join(lines) + "\n]" if parts else "[]"
    return text.encode("utf-8", "surrogateescape")


def export_slack(state: State) -> Iterator[Exported]:
    """Return the files of a world's chat as Slack exports a workspace."""
    return SlackExport(state).exported()
