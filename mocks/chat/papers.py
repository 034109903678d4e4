"""Papers: canvases and lists. They are files of the common tables, shared with people and with whole conversations."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from ...snapshots.errors import ToolError, shown
from ..common.access import may
from ..common.file_records import File, grantee_key, permission_id
from .app_records import CANVAS, LIST
from .records import Share
from .sharing import Sharing
from .slack_api_shapes import SlackShapes

NOUNS = {CANVAS: "canvas", LIST: "list"}

Level: TypeAlias = Literal["", "read", "write", "owner"]
LEVELS: tuple[Level, ...] = ("", "read", "write", "owner")


class Papers(SlackShapes, Sharing):
    """Makes canvases and lists, and knows who may do what with them.

    Whoever reads a conversation that one is shared with reads it too; with the level `write` its members change it.
    People it is shared with by name have it by the file's own permissions.
    """

    def level_of(self, file: str) -> Level:
        """Return what the caller may do with a canvas or list."""
        way, me = self.access_to(file), self.me()
        if self.unbound or may(way, "owner"):
            return "owner"
        seen = self.uploads_seen(file)
        if may(way, "writer") or any(
            one.level == "write" and self.is_member(me, one.channel) and not self.channels[one.channel].archived
            for one in seen
        ):
            return "write"
        return "read" if way is not None or seen else ""

    def paper(self, file: str, kind: str, level: Level = "read", refused: str = "restricted_action") -> File:
        """Return a canvas or list that the caller has a level on.

        ToolError `canvas_not_found` or `list_not_found` where he may not see it, with `refused` where he has less.
        """
        row, noun = self.files.get(file), NOUNS[kind]
        had = self.level_of(file) if row is not None and row.type == kind else ""
        if row is None or not had:
            raise ToolError(f"{noun}_not_found", f"There is no {noun} {shown(file)} that you can see.")
        if LEVELS.index(had) < LEVELS.index(level):
            raise ToolError(refused, f"You may {'read' if had == 'read' else 'change'} {shown(row.name)} only; this "
                                     f"takes {'its owner' if level == 'owner' else 'leave to change it'}.")
        return row

    def new_paper(self, kind: str, name: str, text: str) -> str:
        """Make a canvas or list of the caller's; return its id."""
        owner = self.users[self.me()].email
        identity = self.tx.new_id("file")
        self.files.put(identity, File(
            name=name, type=kind, parent=self.my_root(owner), owner=owner, created=self.tx.now, creator=owner,
            modified=self.tx.now, modifier=owner, original_name=name,
        ))
        self.save(identity, text.encode())
        return identity

    def paper_text(self, file: str) -> str:
        """Return what a canvas or list says, as text."""
        row = self.files[file]
        return self.tx.blob(row.blob).decode("utf-8", "replace") if row.blob else ""

    def save_paper(self, file: str, text: str) -> None:
        """Give a canvas or list a new text; people outside who read it have that too from now on."""
        if text != self.paper_text(file):
            self.save_body(file, text)
            for share in self.shares.found("by_file", file):
                self._departs(file, "edited", channel=share.channel)
            for grant in self.permissions.found("by_file", file):
                self._departs(file, "edited", address=grant.who)

    def _departs(self, file: str, how: str, *, channel: str = "", address: str = "") -> None:
        """Put on the ledger what people outside get to read of a canvas or list."""
        if self.is_outside(self.me()):
            return
        if channel:
            self.depart(channel, self.paper_text(file), source=file, files=[file], how=how)
        elif address and not self.is_home(address):
            row = self.files[file]
            self.ask("ledger.record", channel="chat", sender=self.principal, recipients=[address], subject=row.name,
                     body=self.paper_text(file), source=file, headers=[["How", how]],
                     files=[[row.name, row.type, row.blob]])

    # --- sharing -------------------------------------------------------------------------------------------------

    def share_paper(self, file: str, channel: str, level: Literal["read", "write"]) -> None:
        """Let the people of a conversation read a canvas or list, or change it."""
        key, new = f"{channel} {file}", f"{channel} {file}" not in self.shares
        self.shares.put(key, Share(file=file, channel=channel, message="", user=self.me(), at=self.tx.now * 1000,
                                   uploaded=True, level=level))
        if new:
            self._departs(file, "shared", channel=channel)

    def set_paper_access(self, file: str, level: str, channels: Sequence[str], users: Sequence[str]) -> None:
        """Let conversations or people read a canvas or list, change it, or own it."""
        _one_kind(channels, users)
        if level not in ("read", "write", "owner"):
            raise ToolError("invalid_arguments", f"access_level is {shown(level)}; give read, write or owner.")
        for channel in channels:
            self.seen_channel(channel)
            if level == "owner":
                raise ToolError("invalid_parameters", "A conversation cannot be an owner; give read or write.")
            self.share_paper(file, channel, "write" if level == "write" else "read")
        for user in users:
            self._open_to(file, level, self.seen_user(user))

    def _open_to(self, file: str, level: str, user: str) -> None:
        row, address = self.files[file], self.users[user].email
        if level == "owner":
            if self.is_outside(user) or self.level_of(file) != "owner":
                raise ToolError("failed_to_update_user_ids", f"{self.at(user)} cannot become the owner: only the owner "
                                                             "gives that away, and to colleagues.")
            self.edit(file, owner=address, parent=self.my_root(address))
            if permission_id(file, "user", address) in self.permissions:
                self.permissions.remove(permission_id(file, "user", address))
            self.grant(file, "user", row.owner, role="writer")
            return
        if address == row.owner:
            raise ToolError("failed_to_update_user_ids", f"{self.at(user)} owns it and may do all already.")
        new = permission_id(file, "user", address) not in self.permissions
        self.grant(file, "user", address, role="writer" if level == "write" else "reader")
        self.log([file])
        if new:
            self._departs(file, "shared", address=address)

    def end_paper_access(self, file: str, channels: Sequence[str], users: Sequence[str]) -> None:
        """Take a canvas or list away from conversations or people."""
        _one_kind(channels, users)
        for channel in channels:
            if self.seen_channel(channel).canvas == file:
                raise ToolError("restricted_action", f"It is the canvas of {self.called(channel)} itself.")
            if f"{channel} {file}" in self.shares:
                self.shares.remove(f"{channel} {file}")
        for user in users:
            address = self.users[self.seen_user(user)].email
            if address == self.files[file].owner:
                raise ToolError("restricted_action", f"{self.at(user)} owns it.")
            if permission_id(file, "user", address) in self.permissions:
                self.permissions.remove(permission_id(file, "user", address))
                self.log([file], lost=[grantee_key("user", address)])

    def drop_paper(self, file: str) -> None:
        """Delete a canvas or list for good, wherever it is shown."""
        for share in self.shares.found("by_file", file):
            self.unshare(share)
        for row in self.favourites.found("by_file", file):
            self.favourites.remove(f"{row.user} {file}")
        self.erase(file)


def _one_kind(channels: Sequence[str], users: Sequence[str]) -> None:
    if bool(channels) == bool(users):
        raise ToolError("invalid_parameters", "Give channel_ids or user_ids, and not both.")
