"""Slack's Web API: files.*, what is there, deleting and public links."""

from contextlib import suppress
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.file_records import EDITORS, File, permission_id
from ..common.vendor import method
from .records import Upload
from .sharing import Sharing
from .slack_api_shapes import (
    PAPERS,
    Cursor,
    Limit,
    Line,
    Object,
    SlackId,
    SlackShapes,
    Stamp,
    number_page,
    slack_codes,
)

Count: TypeAlias = Annotated[int, Field(ge=1, le=1_000)]
Page: TypeAlias = Annotated[int, Field(ge=1, le=1_000)]

ENDINGS = {
    "txt": "text/plain", "md": "text/markdown", "csv": "text/csv", "tsv": "text/tab-separated-values",
    "html": "text/html", "json": "application/json", "xml": "application/xml", "yaml": "application/yaml",
    "pdf": "application/pdf", "zip": "application/zip", "gz": "application/gzip", "png": "image/png",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "svg": "image/svg+xml", "webp": "image/webp",
    "mp3": "audio/mpeg", "wav": "audio/wav", "mp4": "video/mp4", "mov": "video/quicktime",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
"""The media types that Slack tells from a name's ending."""

KINDS = ("all", "spaces", "snippets", "images", "gdocs", "zips", "pdfs")
"""The kinds of files that files.list takes."""


def type_of(name: str, content: bytes) -> str:
    """Return the media type of a file, from its name or else from whether it is text."""
    found = ENDINGS.get(name.rpartition(".")[2].lower()) if "." in name else None
    if found:
        return found
    try:
        content.decode()
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain"


class SlackFiles(SlackShapes, Sharing):
    """Files in conversations, and those that the caller has uploaded for himself."""

    def seen_file(self, identity: str) -> None:
        """Refuse a file that the caller cannot see here: in no conversation of his, and not uploaded by him."""
        me, upload = self.me(), self.uploads.get(identity)
        if self.sees_remote(identity):
            return
        row = self.files.get(identity)
        mine = (upload is not None and upload.done and upload.user == me) or (
            row is not None and row.type in PAPERS and self.access_to(identity) is not None)
        if identity not in self.files or not (mine or (self.file_readable(identity) and any(
                self.visible(one.channel, me) for one in self.shares.found("by_file", identity)))):
            raise ToolError("file_not_found", f"There is no file {shown(identity)} in conversations that you can "
                                              "read, or it is not open to you.")

    @method("read", "slack.files.info")
    def slack_files_info(
        self, file: SlackId, count: Count = 100, page: Page = 1, limit: Limit = 0, cursor: Cursor = "",
    ) -> Json:
        """Return one file; of a text also what is in it."""
        self.seen_file(file)
        out: dict[str, Json] = {"file": self.file_shape(file), "comments": []}
        row = self.files.get(file)
        if row is not None and row.type.startswith("text/") and row.type not in EDITORS and row.size <= 100_000:
            with suppress(UnicodeDecodeError):
                out["content"] = self.tx.blob(row.blob).decode() if row.blob else ""
        return {**out, "paging": {"count": count, "total": 0, "page": page, "pages": 1},
                "response_metadata": {"next_cursor": ""}}

    @method("read", "slack.files.list")
    def slack_files_list(
        self, channel: SlackId = "", user: SlackId = "", ts_from: Stamp = "", ts_to: Stamp = "", types: Line = "",
        count: Count = 100, page: Page = 1, show_files_hidden_by_limit: bool = False,
    ) -> Json:
        """List the files that the caller can see, the newest first."""
        me = self.me()
        kinds = [one.strip() for one in types.split(",") if one.strip()]
        for kind in kinds:
            if kind not in KINDS:
                raise ToolError("unknown_type", f"{shown(kind)} is no type; there are {', '.join(KINDS)}.")
        if channel:
            self.seen_channel(channel)
        if user:
            self.seen_user(user)
        rooms = [channel] if channel else [one for one, _ in self.each_channel() if self.visible(one, me)]
        found = {row.file for room in rooms for row in self.shares.found("by_channel", room)}
        if not channel:
            found |= {str(one) for _, one in self.uploads.find("by_user", me) if self.uploads[str(one)].done}
        with slack_codes(invalid_ts="invalid_arguments"):
            least, most = self.stamp(ts_from) if ts_from else 0, self.stamp(ts_to) if ts_to else 1 << 62
        shapes = [self.file_shape(one) for one in found if one in self.files and self.file_readable(one)]
        wanted = [
            one for one in shapes
            if user in ("", one["user"]) and least <= int(str(one["created"])) * 1_000_000 <= most
            and (not kinds or any(_is_kind(one, kind) for kind in kinds))
        ]
        wanted.sort(key=lambda one: (-int(str(one["created"])), str(one["id"])))
        part, paging = number_page(wanted, count, page)
        return {"files": list[Json](part), "paging": paging}

    @method("destroy", "slack.files.delete")
    def slack_files_delete(self, file: SlackId) -> Json:
        """Delete a file: out of all conversations, and one that was uploaded here for good."""
        me, upload = self.me(), self.uploads.get(file)
        self.seen_file(file)
        if file in self.remotes:
            raise ToolError("cant_delete_file", f"{shown(file)} lies elsewhere; take it off with files.remote.remove.")
        shared = any(one.user == me or self.is_admin(me) for one in self.shares.found("by_file", file))
        mine = upload is not None and upload.user == me
        if not shared and not mine:
            raise ToolError("cant_delete_file", f"{shown(file)} was shared by somebody else.")
        if shared:
            self.remove_file(file)
        if upload is not None and upload.ticket and (mine or self.is_admin(me)):
            for share in self.shares.found("by_file", file):
                self.unshare(share)
            self.uploads.remove(file)
            self.erase(file)
        return {}

    @method("write", "slack.files.comments.delete")
    def slack_files_comments_delete(self, file: SlackId, id: SlackId) -> Json:
        """Refuse to delete a comment on a file: files here carry none, as in Slack since threads are there."""
        self.seen_file(file)
        raise ToolError("cant_delete", f"The file {shown(file)} has no comment {shown(id)}.")

    # --- public links --------------------------------------------------------------------------------------------

    @method("send", "slack.files.sharedPublicURL")
    def slack_files_shared_public_url(self, file: SlackId) -> Json:
        """Open a file to anyone who has its public link."""
        self._own_file(file)
        old = self.uploads.get(file)
        if old is not None and old.secret:
            raise ToolError("already_public", f"The file {shown(file)} is open to anyone already.")
        row = self.files[file]
        upload = old or Upload(user=self.me(), ticket="", name=row.name, title=row.name, length=row.size,
                               at=self.tx.now, blob=row.blob, done=True)
        self.uploads.put(file, upload.replace(secret=self.tx.new_id("pub").rpartition("_")[2]))
        self.grant(file, "anyone", role="reader")
        self.log([file])
        return {"file": self.file_shape(file)}

    @method("write", "slack.files.revokePublicURL")
    def slack_files_revoke_public_url(self, file: SlackId) -> Json:
        """Close a file's public link."""
        self._own_file(file)
        upload = self.uploads.get(file)
        if upload is not None and upload.secret:
            self.uploads.put(file, upload.replace(secret=""))
            self.permissions.remove(permission_id(file, "anyone"))
            self.log([file], lost=["anyone"])
        return {"file": self.file_shape(file)}

    def _own_file(self, file: str) -> File:
        """Return a file that the caller may open to others; bots may do so with none."""
        self.caller(person=True)
        self.seen_file(file)
        with slack_codes(permission_denied="not_allowed", not_found="not_allowed"):
            return self.file_for(file, "writer")


def _is_kind(shape: Object, kind: str) -> bool:
    """Tell whether a file is of a kind that files.list knows."""
    media, ending = str(shape["mimetype"]), str(shape["filetype"])
    return {
        "all": True, "spaces": False, "snippets": media.startswith("text/"), "images": media.startswith("image/"),
        "gdocs": shape["external_type"] == "gdrive", "zips": ending == "zip", "pdfs": ending == "pdf",
    }[kind]
