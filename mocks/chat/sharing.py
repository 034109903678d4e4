"""Chat tools for files: upload, list, read, take out of conversations."""

import base64 as b64
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.contents import content_of
from ..common.file_records import File
from ..common.lines import TEXT_PAGE, clipped, page_of
from ..common.words import words
from ..service import tool
from .base import ChannelName, PageSize, PageToken, Text, ts_of
from .paging import paged, time_key
from .posting import Posting, ThreadTs
from .records import Share

MAX_FILE = 10_000_000
"""Characters of a file that a call may carry. Slack takes more, in parts."""

MediaType = Annotated[
    str, Field(max_length=120, pattern="^([A-Za-z0-9_.+-]+/[A-Za-z0-9_.+-]+)?$", examples=["", "text/csv"])
]
FileId = Annotated[str, Field(min_length=1, max_length=400)]


class Sharing(Posting):
    """Puts files into conversations. They are the files that Drive has, by the same ids."""

    @tool("send")
    def upload_file(
        self,
        channel: ChannelName,
        name: Annotated[str, Field(min_length=1, max_length=255, pattern="^[^\\x00-\\x1f\\x7f]*$")],
        text: Annotated[str, Field(max_length=MAX_FILE, description="the content, of a text file")] = "",
        base64: Annotated[str, Field(max_length=MAX_FILE, description="the content, of what is no text")] = "",
        type: MediaType = "",
        comment: Text = "",
        thread_ts: ThreadTs = "",
    ) -> Json:
        """Upload a file into a conversation, with a comment. Whoever reads the conversation can read it.

        To share a file that is there already, post its id with chat.post_message.
        """
        content = content_of(text, base64)
        where, me = self.place_to_post(channel), self.me()
        root = self.root_for(where, thread_ts)
        self.writable(where, me, answer=bool(root))
        identity = self.tx.new_id("file")
        self.keep_file(identity, name, type or ("application/octet-stream" if base64 else "text/plain"), content)
        message = self.post(where, me, comment, root=root, files=(identity,), uploaded=True)
        posted = self.posted(message)
        return {**(posted if isinstance(posted, dict) else {}), "file_id": identity}

    def keep_file(self, identity: str, name: str, type: str, content: bytes) -> None:
        """Keep a new file as the caller's own, in the top folder of his Drive."""
        owner = self.users[self.me()].email
        self.files.put(identity, File(
            name=name, type=type, parent=self.my_root(owner), owner=owner, created=self.tx.now, creator=owner,
            modified=self.tx.now, modifier=owner, original_name=name,
        ))
        self.save(identity, content, name=name)

    @tool("read")
    def list_files(
        self,
        channel: Annotated[str, Field(max_length=120, description="only of this conversation; empty for all")] = "",
        query: Annotated[str, Field(max_length=200, description="words of the name")] = "",
        limit: PageSize = 20,
        page_token: PageToken = "",
    ) -> Json:
        """List the files shared in conversations that you can read, the newest share first."""
        me, wanted = self.me(), words(query).split()
        rooms = [self.channel_id(channel)] if channel else [one for one, _ in self.each_channel()
                                                            if self.visible(one, me)]
        found = [(time_key(self.shares[one].at, one), self.shares[one]) for room in rooms
                 for _, one in self.shares.find("by_channel", room)]
        rows = sorted(((key, row) for key, row in found if not wanted or self._is_named(row.file, wanted)),
                      key=lambda item: item[0], reverse=True)
        page, token = paged(rows, limit, page_token, descending=True)
        lines: list[Json] = []
        for row in page:
            line = self.file_line(row.file)
            lines.append({
                **(line if isinstance(line, dict) else {}), "channel": row.channel,
                **({"ts": ts_of(row.at)} if row.message else {}), "in": clipped(self.called(row.channel), 120),
                "by": self.at(row.user), "at": self.when(row.at // 1000),
            })
        return {"files": lines, **token}

    def _is_named(self, file: str, wanted: list[str]) -> bool:
        row = self.files.get(file)
        return row is not None and self.file_readable(file) and all(f" {word}" in words(row.name) for word in wanted)

    @tool("read")
    def get_file(self, file_id: FileId, offset: Annotated[int, Field(ge=0)] = 0) -> Json:
        """Read a file that was shared with you: its text, or base64. Long files come in parts (`next_offset`)."""
        row = self.files.get(file_id)
        me = self.me()
        shares = [one for one in self.shares.found("by_file", file_id) if self.visible(one.channel, me)]
        if row is None or not shares or not self.file_readable(file_id):
            raise ToolError("file_not_found", f"There is no file {shown(file_id)} in conversations that you can read, "
                                              "or it is not open to you.")
        out: dict[str, Json] = {
            "id": file_id, "name": clipped(row.name, 255), "type": row.type, "size": row.size,
            "shared_in": [clipped(self.called(one.channel), 120) for one in shares[:20]],
        }
        content = self.tx.blob(row.blob) if row.blob else b""
        try:
            out["text"], following = page_of(content.decode(), offset)
        except UnicodeDecodeError:
            out["base64"] = b64.b64encode(content[offset : offset + TEXT_PAGE]).decode()
            following = offset + TEXT_PAGE if len(content) > offset + TEXT_PAGE else 0
        if following:
            out["next_offset"] = following
        return out

    @tool("destroy")
    def remove_file(self, file_id: FileId) -> Json:
        """Take a file that you shared out of all conversations; admins may for anybody. Its owner keeps the file."""
        me = self.me()
        mine = [one for one in self.shares.found("by_file", file_id) if one.user == me or (
            self.is_admin(me) and self.visible(one.channel, me))]
        if not mine:
            raise ToolError("file_not_found", f"You have shared no file {shown(file_id)}.")
        for share in mine:
            self.unshare(share)
        return {"removed": file_id, "from_messages": sum(bool(share.message) for share in mine)}

    def unshare(self, share: Share) -> None:
        """Take a file out of a conversation. A message that had nothing else is deleted."""
        self.shares.remove(f"{share.message or share.channel} {share.file}")
        if not share.message:
            if self.channels[share.channel].canvas == share.file:
                self.channels.update(share.channel, canvas="")
            return
        row = self.messages[share.message]
        left = tuple(one for one in row.files if one != share.file)
        if left or row.text or row.blocks or row.attachments:
            self.messages.put(share.message, row.replace(files=left))
        else:
            self.drop(share.message, row)
