"""Slack's Web API: how bytes of files come in and go out."""

import base64 as b64
from typing import Annotated, Any, TypeAlias
from urllib.parse import unquote

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import SLACK_FILES, Media, method, text_in
from .records import Upload
from .slack_api_bodies import Listed, Text, blocks_of, list_of, read_text
from .slack_api_files import SlackFiles, type_of
from .slack_api_shapes import Ids, Line, Object, SlackId, Stamp, color_of, slack_codes

MAX_SIZE = 50_000_000
"""Bytes of a file. Slack takes a gigabyte; ours is what a call may carry."""

Content: TypeAlias = Annotated[str, Field(max_length=(MAX_SIZE + 2) // 3 * 4)]
Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=255, pattern="^[^\\x00-\\x1f\\x7f]*$")]


class SlackUploads(SlackFiles):
    """Uploads in three steps (an address, the bytes, where they go) or in one, and downloads."""

    @method("write", "slack.files.getUploadURLExternal")
    def slack_files_get_upload_url_external(
        self, filename: Name, length: Annotated[int, Field(ge=1)], alt_txt: Line = "", snippet_type: Line = "",
    ) -> Json:
        """Return an address that takes the bytes of a new file, and the id that the file will have."""
        me = self.me()
        if length > MAX_SIZE:
            raise ToolError("file_upload_size_restricted", f"A file has {MAX_SIZE} bytes at the most, not {length}.")
        identity, ticket = self.tx.new_id("file"), self.tx.new_id("upload")
        self.uploads.put(identity, Upload(user=me, ticket=ticket, name=filename, title=filename, length=length,
                                          at=self.tx.now, alt_text=alt_txt, kind=snippet_type))
        return {"upload_url": f"{SLACK_FILES}upload/{ticket}", "file_id": identity}

    @method("write", "slack.files.uploadContent")
    def slack_files_upload_content(self, ticket: SlackId, base64: Content) -> Json:
        """Take the bytes of a file at the address that files.getUploadURLExternal gave."""
        me = self.me()
        identity = next((str(one) for _, one in self.uploads.find("by_ticket", ticket)), "") if ticket else ""
        row = self.uploads.get(identity)
        if row is None or row.user != me or row.done:
            raise ToolError("not_found", f"There is no upload {shown(ticket)}.")
        content = Media(type="", base64=base64).content
        if len(content) != row.length:
            raise ToolError("invalid_arguments", f"{row.length} bytes were announced and {len(content)} came.")
        self.uploads.put(identity, row.replace(blob=self.tx.put_blob(content)))
        return {"file_id": identity, "size": len(content)}

    @method("send", "slack.files.completeUploadExternal", seconds=2)
    def slack_files_complete_upload_external(
        self, files: Listed, channel_id: SlackId = "", channels: Ids = (), initial_comment: Text = "",
        thread_ts: Stamp = "", blocks: Listed = "",
    ) -> Json:
        """Finish uploads: post the files in conversations, or without any keep them for the caller."""
        given: list[Any] = list_of(files, "invalid_arguments")
        if not given:
            raise ToolError("invalid_arguments", "Give files: their ids, and titles.")
        names: list[str] = []
        for one in given:
            identity, me = text_in(one, "id"), self.me()
            row = self.uploads.get(identity)
            if row is None or row.user != me or row.done or not row.blob:
                raise ToolError("file_not_found", f"No bytes were uploaded for the file {shown(identity)}.")
            kind = text_in(one, "highlight_type") or row.kind
            self._make_file(identity, row.replace(title=text_in(one, "title") or row.name, kind=kind[:100]))
            names.append(identity)
        body = "" if initial_comment else blocks_of(blocks)
        self._put_into((*filter(None, [channel_id]), *channels), names, initial_comment, thread_ts, body)
        return {"files": [self.file_shape(one) for one in names]}

    def _make_file(self, identity: str, row: Upload) -> None:
        """Have an upload be a file."""
        content = self.tx.blob(row.blob)
        self.uploads.put(identity, row.replace(done=True))
        self.keep_file(identity, row.name, type_of(row.name, content), content)

    def _put_into(self, channels: tuple[str, ...], files: list[str], comment: str, thread_ts: str, blocks: str) -> None:
        """Post new files in conversations, to whose readers they are open."""
        if thread_ts and len(channels) > 1:
            raise ToolError("invalid_arguments", "Give one conversation with thread_ts.")
        for channel in dict.fromkeys(channels):
            with slack_codes(user_not_found="channel_not_found", invalid_ts="thread_not_found",
                             message_not_found="thread_not_found"):
                where = self.place_to_post(channel)
                root = self.root_for(where, thread_ts)
            self.writable(where, self.me(), answer=bool(root))
            self.post(where, self.me(), read_text(comment), root=root, files=tuple(files), uploaded=True, blocks=blocks)

    @method("send", "slack.files.upload", seconds=2)
    def slack_files_upload(
        self, channels: Ids = (), content: Annotated[str | None, Field(max_length=MAX_SIZE)] = None,
        file: Content | None = None, filename: Line = "", filetype: Line = "", title: Line = "",
        initial_comment: Text = "", thread_ts: Stamp = "",
    ) -> Json:
        """Upload a file in one call: a text as `content`, or the bytes of a form as `file` in base64."""
        if (content is None) == (file is None):
            raise ToolError("no_file_data", "Give content or a file, one of them.")
        data = content.encode() if content is not None else Media(type="", base64=file or "").content
        if not data:
            raise ToolError("no_file_data", "The file is empty.")
        name = filename[:255] or title[:255] or f"Untitled.{filetype or 'txt'}"
        identity = self.tx.new_id("file")
        self._make_file(identity, Upload(
            user=self.me(), ticket=identity, name=name, title=title or name, length=len(data), at=self.tx.now,
            blob=self.tx.put_blob(data), kind=filetype[:100],
        ))
        with slack_codes(channel_not_found="invalid_channel"):
            self._put_into(channels, [identity], initial_comment, thread_ts, "")
        return {"file": self.file_shape(identity)}

    @method("read", "slack.files.downloadContent")
    def slack_files_download_content(self, path: Annotated[str, Field(max_length=2_000)]) -> Json:
        """Return the bytes at the address of a file or picture, given without its beginning."""
        kind, _, rest = path.partition("/")
        first = unquote(rest.partition("/")[0])
        if kind == "avatars":
            photo = self.users[self.seen_user(first)].photo
            return _picture(self.tx.blob(photo) if photo else _plain(color_of(first)))
        if kind == "files-pub":
            first, _, secret = first.rpartition("-")
            upload = self.uploads.get(first)
            if upload is not None and upload.secret and upload.secret == secret and first in self.files:
                return self._content(first)
        elif kind == "files-pri":
            self.seen_file(first)
            if first in self.files:
                return self._content(first)
        raise ToolError("file_not_found", f"There is nothing at {shown(path)}.")

    def _content(self, file: str) -> Object:
        row = self.files[file]
        return _bytes(row.type, self.tx.blob(row.blob) if row.blob else b"")


def _plain(color: str) -> bytes:
    """Return a picture of one dot in a colour."""
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00" + bytes.fromhex(color) + bytes(3) + (
        b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")


def _picture(content: bytes) -> Object:
    kinds = {b"\x89P": "image/png", b"\xff\xd8": "image/jpeg"}
    return _bytes(kinds.get(content[:2], "image/gif"), content)


def _bytes(kind: str, content: bytes) -> Object:
    return {"type": kind, "base64": b64.b64encode(content).decode()}
