"""Slack's Web API: files.remote.*, files that lie elsewhere and are known here by their links."""

from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import Media, method
from .paging import time_key
from .records import RemoteFile
from .sharing import Sharing
from .slack_api_shapes import Cursor, Ids, Limit, Line, SlackId, SlackShapes, Stamp, cursor_page, slack_codes

Content: TypeAlias = Annotated[str, Field(max_length=1_400_000, description="base64")]


class SlackRemote(SlackShapes, Sharing):
    """Only bots add, change and remove such files, as in Slack; anybody may share them."""

    @method("write", "slack.files.remote.add")
    def slack_files_remote_add(
        self, external_id: Line, external_url: Line, title: Line, filetype: Line = "",
        indexable_file_contents: Content = "", preview_image: Content = "",
    ) -> Json:
        """Make a file that lies elsewhere known here."""
        me = self.caller(bot=True)
        if len(self.remotes.find("by_external_id", external_id)):
            raise ToolError("external_id_already_exists", f"There is a remote file {shown(external_id)} already.")
        identity = self.tx.new_id("remote")
        self._keep(identity, RemoteFile(external_id=external_id, link=external_url, title=title, user=me,
                                        at=self.tx.now, kind=filetype), indexable_file_contents, preview_image)
        return {"file": self.file_shape(identity)}

    def _keep(self, identity: str, row: RemoteFile, text: str, preview: str) -> None:
        """Put a remote file, with its text and picture where they are given."""
        if not row.external_id or not row.title or not row.link.startswith(("https://", "http://")):
            raise ToolError("invalid_arguments", "A remote file has an external id, a title and a link.")
        if text:
            row = row.replace(text=Media(type="", base64=text).content.decode("utf-8", "replace"))
        if preview:
            row = row.replace(preview=self.tx.put_blob(Media(type="", base64=preview).content))
        self.remotes.put(identity, row)

    @method("write", "slack.files.remote.update")
    def slack_files_remote_update(
        self, file: SlackId = "", external_id: Line = "", external_url: Line = "", title: Line = "",
        filetype: Line = "", indexable_file_contents: Content = "", preview_image: Content = "",
    ) -> Json:
        """Change what is known of a remote file; what is left out stays."""
        self.caller(bot=True)
        identity = self._remote(file, external_id)
        given = {"link": external_url, "title": title, "kind": filetype}
        row = self.remotes[identity].replace(**{name: value for name, value in given.items() if value})
        self._keep(identity, row, indexable_file_contents, preview_image)
        return {"file": self.file_shape(identity)}

    @method("read", "slack.files.remote.info")
    def slack_files_remote_info(self, file: SlackId = "", external_id: Line = "") -> Json:
        """Return a remote file."""
        self.me()
        return {"file": self.file_shape(self._remote(file, external_id))}

    @method("read", "slack.files.remote.list")
    def slack_files_remote_list(
        self, channel: SlackId = "", ts_from: Stamp = "", ts_to: Stamp = "", limit: Limit = 0, cursor: Cursor = "",
    ) -> Json:
        """List remote files, the newest first; with a channel those that were shared there."""
        self.me()
        if channel:
            self.seen_channel(channel)
        with slack_codes(invalid_ts="invalid_arguments"):
            least, most = self.stamp(ts_from) if ts_from else 0, self.stamp(ts_to) if ts_to else 1 << 62
        found = [(one, self.remotes[one].at) for one in self.remotes.table.ids() if self.sees_remote(one) and (
            not channel or any(share.channel == channel for share in self.shares.found("by_file", one)))]
        rows = sorted(((time_key(at, one), one) for one, at in found if least <= at * 1000 <= most), reverse=True)
        page, more = cursor_page(rows, limit, cursor, descending=True)
        return {"files": [self.file_shape(one) for one in page], **more}

    @method("send", "slack.files.remote.share")
    def slack_files_remote_share(self, channels: Ids = (), file: SlackId = "", external_id: Line = "") -> Json:
        """Post a remote file in conversations."""
        me = self.me()
        identity = self._remote(file, external_id)
        if not channels:
            raise ToolError("invalid_arguments", "Give the conversations to share it in.")
        for channel in dict.fromkeys(channels):
            self.seen_channel(channel)
            self.writable(channel, me)
            self.post(channel, me, "", files=(identity,))
        return {"file": self.file_shape(identity)}

    @method("destroy", "slack.files.remote.remove")
    def slack_files_remote_remove(self, file: SlackId = "", external_id: Line = "") -> Json:
        """Have a remote file not be known here any more, and take it out of all conversations."""
        self.caller(bot=True)
        identity = self._remote(file, external_id)
        for share in self.shares.found("by_file", identity):
            self.unshare(share)
        self.remotes.remove(identity)
        return {}

    def _remote(self, file: str, external_id: str) -> str:
        found = file if file in self.remotes else next(
            (str(one) for _, one in self.remotes.find("by_external_id", external_id)), "") if external_id else ""
        if not self.sees_remote(found):
            raise ToolError("file_not_found", f"There is no remote file {shown(file or external_id)}.")
        return found
