"""What an agent sees of messages and files: their lines in listings, and how much is unread."""

from ...snapshots.digest import Json
from ..common.lines import clipped, listed
from .base import ChatBase, ts_of
from .records import Member, Message, Share
from .tables import DELETED

LISTED_TEXT = 2_000
"""Characters of a message's text in a listing."""

PREVIEW = 300
"""Characters of a message's text in a listing of what was found or noticed."""

COUNTED = 100
"""Unread messages are counted up to here."""


class Showing(ChatBase):
    """Writes the lines of results."""

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
        if row.root:
            out["thread_ts"] = row.root
        if row.subtype:
            out["type"] = row.subtype
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
        if row.root or answers.last is None:
            return {}
        return {"replies": len(answers), "latest_reply": ts_of(int(answers.last[0]))}

    def permalink(self, row: Message) -> str:
        """Return a message's link."""
        return f"https://{self.workspace.domain}/archives/{row.channel}/p{row.at}"

    def file_line(self, file: str) -> Json:
        """Return a file's line in a message; of one that is gone, or that the caller may not see, its id alone."""
        row, remote = self.files.get(file), self.remotes.get(file)
        if remote is not None:
            return {"id": file, "name": clipped(remote.title, 120), "link": remote.link}
        if row is None:
            return {"id": file, "gone": True}
        if not self.file_readable(file):
            return {"id": file, "no_access": True}
        return {"id": file, "name": clipped(row.name, 120), "type": clipped(row.type, 120), "size": row.size}

    def file_readable(self, file: str) -> bool:
        """Tell whether the caller may read a file: it was uploaded where he may read, or the file is open to him."""
        return bool(self.uploads_seen(file)) or self.unbound or self.access_to(file) is not None

    def uploads_seen(self, file: str) -> list[Share]:
        """Return where a file was uploaded that the caller may read: there he reads the file too."""
        me = self.own_account
        return [row for row in self.shares.found("by_file", file)
                if row.uploaded and me and self.visible(row.channel, me)]

    def unread(self, row: Member) -> tuple[int, int]:
        """Return how many messages of a conversation a member has not read, and how many of them mention him.

        In direct messages each is for him. Both count to 100 at the most.
        """
        start, messages = (row.last_read + 1, ""), self.messages.table
        count = messages.find("by_channel", row.channel).count_beyond(start)
        if count:
            for author in (row.user, DELETED):
                count -= messages.find("by_author", f"{row.channel} {author}").count_beyond(start)
        count = min(count, COUNTED)
        if self.channels[row.channel].kind in ("im", "mpim"):
            return count, count
        mentioned = 0
        for at, identity in reversed(messages.find("by_mention", f"{row.user} {row.channel}")):
            if int(at) <= row.last_read or mentioned == COUNTED:
                break
            mentioned += not messages[identity].root
        return count, mentioned
