"""Slack's Web API: search.*"""

from itertools import islice
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ..common.vendor import method
from .base import message_id, ts_of
from .finding import Finding
from .records import Message
from .slack_api_shapes import Cursor, Line, Object, SlackShapes, encode_cursor, number_page, read_cursor, slack_codes

Count: TypeAlias = Annotated[int, Field(ge=1, le=100)]
Page: TypeAlias = Annotated[int, Field(ge=1, le=100)]

MOST = 10_000
"""Hits of a search that are counted: as many as its pages hold."""

READ = 100_000
"""Bytes of a text file up to which search looks into it. Ours."""


class SlackSearch(SlackShapes, Finding):
    """Looks messages and files up. Order is by time: `score`, which Slack does not explain, means newest first."""

    @method("read", "slack.search.messages")
    def slack_search_messages(
        self, query: Line, count: Count = 20, page: Page = 1, cursor: Cursor = "", sort: Line = "score",
        sort_dir: Line = "desc", highlight: bool = False,
    ) -> Json:
        """Search the messages that the caller can read."""
        self.caller(person=True)
        return {"query": query, "messages": self._found_messages(query, count, page, cursor, sort, sort_dir)}

    @method("read", "slack.search.files")
    def slack_search_files(
        self, query: Line, count: Count = 20, page: Page = 1, sort: Line = "score", sort_dir: Line = "desc",
        highlight: bool = False,
    ) -> Json:
        """Search the files in conversations that the caller can read, by name, title and text."""
        self.caller(person=True)
        return {"query": query, "files": self._found_files(query, count, page, sort, sort_dir)}

    @method("read", "slack.search.all")
    def slack_search_all(
        self, query: Line, count: Count = 20, page: Page = 1, sort: Line = "score", sort_dir: Line = "desc",
        highlight: bool = False,
    ) -> Json:
        """Search messages and files."""
        self.caller(person=True)
        return {"query": query, "messages": self._found_messages(query, count, page, "", sort, sort_dir),
                "files": self._found_files(query, count, page, sort, sort_dir), "posts": {"matches": [], "total": 0}}

    def _found_messages(self, query: str, count: int, page: int, cursor: str, sort: str, sort_dir: str) -> Object:
        oldest_first = _is_ascending(sort, sort_dir)
        after = "" if cursor in ("", "*") else read_cursor(cursor)
        with slack_codes(invalid_query="invalid_arguments", invalid_page_token="invalid_cursor"):
            found = list(islice(self.hits(query, oldest_first=oldest_first), MOST))
            if not cursor:
                rows, paging = number_page(found, count, page)
                more: Object = {}
            else:
                rest = list(islice(self.hits(query, oldest_first=oldest_first, token=after), count + 1))
                rows, paging = rest[:count], {"count": count, "total": len(found), "page": page,
                                              "pages": -(-len(found) // count)}
                token = f"{ts_of(rows[-1].at)}:{rows[-1].channel}" if len(rest) > count else ""
                more = {"response_metadata": {"next_cursor": encode_cursor(token) if token else ""}}
        return _counted([self._match(row) for row in rows], paging) | more

    def _match(self, row: Message) -> Json:
        shape = self.message_shape(message_id(row.channel, row.at))
        room, user = self.channel_shape(row.channel), self.users[row.user]
        names = ("id", "is_channel", "is_group", "is_im", "is_mpim", "is_private", "is_shared", "is_org_shared",
                 "is_ext_shared", "is_pending_ext_shared", "pending_shared", "user")
        place: Object = {name: room[name] for name in names if name in room}
        place["name"] = room.get("name") or room.get("user", "")
        return {
            "iid": f"{row.channel}-{ts_of(row.at)}", "team": shape["team"], "score": 0, "channel": place,
            "type": "im" if room["is_im"] else "message", "user": row.user, "username": user.handle,
            "ts": ts_of(row.at), "text": row.text, "permalink": self.link_to(row),
            **{name: shape[name] for name in ("blocks", "attachments", "files") if name in shape},
        }

    def _found_files(self, query: str, count: int, page: int, sort: str, sort_dir: str) -> Object:
        me = self.me()
        with slack_codes(invalid_query="invalid_arguments"):
            matches = self.matcher(query)
        found: dict[str, int] = {}
        for share in self.shares.rows():
            spoken = self._spoken_in(share.file) if self.visible(share.channel, me) else ""
            if spoken and matches(Message(channel=share.channel, at=share.at, user=share.user, text=spoken,
                                          files=(share.file,))):
                found[share.file] = max(share.at, found.get(share.file, 0))
        ordered = sorted(found, key=lambda one: (found[one], one), reverse=not _is_ascending(sort, sort_dir))
        rows, paging = number_page(ordered, count, page)
        return _counted([self.file_shape(one) for one in rows], paging)

    def _spoken_in(self, file: str) -> str:
        """Return the words by which a file is found, empty where the caller may not read it."""
        remote, row, upload = self.remotes.get(file), self.files.get(file), self.uploads.get(file)
        if remote is not None:
            return f"{remote.title}\n{remote.text}"
        if row is None or not self.file_readable(file):
            return ""
        content = self.tx.blob(row.blob) if row.blob and row.size <= READ else b""
        try:
            text = content.decode()
        except UnicodeDecodeError:
            text = ""
        return "\n".join(filter(None, (row.name, upload.title if upload else "", text)))


def _is_ascending(sort: str, sort_dir: str) -> bool:
    if sort not in ("score", "timestamp") or sort_dir not in ("asc", "desc"):
        raise ToolError("invalid_arguments", "sort is score or timestamp, sort_dir is asc or desc.")
    return sort_dir == "asc"


def _counted(matches: list[Json], paging: Object) -> Object:
    """Return hits with what Slack says of their pages, in both of its ways."""
    count, page, total = int(str(paging["count"])), int(str(paging["page"])), int(str(paging["total"]))
    first = (page - 1) * count + 1 if matches else 0
    pagination: Object = {"total_count": total, "page": page, "per_page": count, "page_count": paging["pages"],
                          "first": first, "last": first + len(matches) - 1 if matches else 0}
    return {"total": total, "pagination": pagination, "paging": paging, "matches": matches}
