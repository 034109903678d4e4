"""Chat tools that look at people."""

from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ..common.lines import clipped
from ..common.words import words
from ..service import tool
from .base import ChannelName, ChatBase, PageSize, PageToken, UserName
from .paging import paged


class Users(ChatBase):
    """Shows who is here."""

    @tool("read")
    def list_users(
        self,
        query: Annotated[str, Field(max_length=200, description="words of name, handle, address or title")] = "",
        limit: PageSize = 50,
        page_token: PageToken = "",
    ) -> Json:
        """List the people and bots of the workspace by handle, with role; `outside` marks other organisations."""
        me, wanted = self.me(), words(query).split()
        everybody = self.is_full(me)
        rows = sorted(
            (f"{row.handle} {one}", one) for one, row in ((one, self.users[one]) for one in self.users.table.ids())
            if (everybody or self.knows(me, one))
            and all(f" {word}" in words(f"{row.handle} {row.name} {row.email} {row.title}") for word in wanted)
        )
        page, token = paged(rows, limit, page_token)
        return {"users": [self._line(user) for user in page], **token}

    def _line(self, user: str) -> dict[str, Json]:
        row = self.users[user]
        out: dict[str, Json] = {"id": user, "handle": f"@{row.handle}", "name": clipped(row.name, 120),
                                "role": row.role, "email": row.email}
        if row.title:
            out["title"] = clipped(row.title, 120)
        if row.deactivated:
            out["deactivated"] = True
        if self.is_outside(user):
            out["outside"] = True
        return out

    @tool("read")
    def get_user(self, user: UserName = "me") -> Json:
        """Return one user's profile: status, presence, do-not-disturb, time zone and local time. Yours by default."""
        identity = self.user_id(user)
        row = self.users[identity]
        quiet: dict[str, Json] = {}
        if row.quiet_from != row.quiet_until:
            quiet["hours"] = f"{_clock(row.quiet_from)}-{_clock(row.quiet_until)}"
        if row.snoozed_until > self.tx.now:
            quiet["snoozed_until"] = self.when(row.snoozed_until)
        status: dict[str, Json] = {}
        if row.status_text or row.status_emoji:
            status = {"text": row.status_text, "emoji": row.status_emoji}
            if row.status_until:
                status["until"] = self.when(row.status_until)
        return {
            **self._line(identity), "presence": "active" if self.is_active(identity) else "away",
            "status": status, "do_not_disturb": quiet, "time_zone": row.time_zone,
            "local_time": self.when(self.tx.now, identity), "workspace": self.workspace.name,
        }

    @tool("read")
    def list_members(self, channel: ChannelName, limit: PageSize = 50, page_token: PageToken = "") -> Json:
        """List who is in a conversation; `outside` marks people of other organisations."""
        identity = self.channel_id(channel)
        page, token = paged(((user, user) for user in self.in_channel(identity)), limit, page_token)
        return {"members": [self._line(user) for user in page], **token}


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
