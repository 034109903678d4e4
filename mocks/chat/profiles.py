"""Chat tools for programs: people's profiles, the workspace's own emojis, conversations that are muted."""

import re
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown, suggest
from ..service import REST, tool
from .base import ChannelName, PageSize, PageToken, UserName
from .delivery import Delivery
from .paging import paged
from .records import FULL, Emoji

EmojiName = Annotated[str, Field(min_length=1, max_length=102, examples=["team-plan"])]
Line = Annotated[str, Field(max_length=100, pattern="^[^\\x00-\\x1f\\x7f]*$")]

_NAME = re.compile(r":?([a-z0-9_+'-]{1,100}):?", re.ASCII)


class Profiles(Delivery):
    """Shows and changes how people present themselves here."""

    @tool("read", faces=REST)
    def get_profile(self, user: UserName = "me") -> Json:
        """Return a user's profile as it can be edited: names, title, phone, pronouns, status and its end."""
        row = self.users[self.user_id(user)]
        return {
            "real_name": row.name, "display_name": row.handle, "email": row.email, "title": row.title,
            "phone": row.phone, "pronouns": row.pronouns, "status_text": row.status_text,
            "status_emoji": row.status_emoji, "status_until": self.when(row.status_until) if row.status_until else "",
        }

    @tool("write", faces=REST)
    def set_profile(
        self,
        real_name: Annotated[Line | None, Field(min_length=1)] = None,
        title: Line | None = None,
        phone: Annotated[Line | None, Field(max_length=50)] = None,
        pronouns: Annotated[Line | None, Field(max_length=50)] = None,
        user: Annotated[str, Field(max_length=320, description="whose, for admins; empty: yours")] = "",
    ) -> Json:
        """Change your profile; what is left out stays. Admins change others' too. The status has a tool of its own."""
        me = self.me()
        whose = self.user_id(user) if user else me
        if whose != me and not self.is_admin(me):
            raise ToolError("restricted_action", f"Only admins may change the profile of {self.at(whose)}.")
        given = {"name": real_name, "title": title, "phone": phone, "pronouns": pronouns}
        changes: dict[str, object] = {field: value for field, value in given.items() if value is not None}
        if not changes:
            raise ToolError("invalid_arguments", "Give real_name, title, phone or pronouns.")
        self.users.update(whose, **changes)
        return self.get_profile(whose)

    # --- emojis --------------------------------------------------------------------------------------------------

    @tool("read", faces=REST)
    def list_emojis(self, limit: PageSize = 100, page_token: PageToken = "") -> Json:
        """List the workspace's own emojis by name: where the picture is, or `alias:NAME` for another's."""
        self.me()
        rows = ((one, (one, self.emojis[one])) for one in self.emojis.table.ids())
        page, token = paged(rows, limit, page_token)
        return {"emojis": {one: f"alias:{row.alias}" if row.alias else row.link for one, row in page}, **token}

    @tool("write", faces=REST)
    def add_emoji(
        self,
        name: EmojiName,
        link: Annotated[str, Field(max_length=1_000, pattern="^(https?://[^ ]+)?$",
                                   examples=["https://tarn.test/plan.png"])] = "",
        alias_for: Annotated[str, Field(max_length=102, description="an emoji that this is a second name of")] = "",
    ) -> Json:
        """Add an emoji to the workspace, for everybody: by the link of its picture, or as another's second name."""
        me, label = self.me(), _plain(name)
        if self.users[me].role not in FULL:
            raise ToolError("restricted_action", "Guests and people from outside may not add emojis.")
        if label in self.emojis:
            raise ToolError("name_taken", f"There is an emoji :{label}: already.")
        if bool(link) == bool(alias_for):
            raise ToolError("invalid_arguments", "Give link or alias_for, one of them.")
        other = _plain(alias_for) if alias_for else ""
        if other and other in self.emojis and self.emojis[other].alias:
            other = self.emojis[other].alias
        self.emojis.put(label, Emoji(link=link, alias=other, user=me, at=self.tx.now))
        return {"name": label}

    @tool("destroy", faces=REST)
    def remove_emoji(self, name: EmojiName) -> Json:
        """Remove an emoji that you added, as an admin any, and the second names of it. Reactions with it stay."""
        me, label = self.me(), _plain(name)
        row = self.emojis.get(label)
        if row is None:
            raise ToolError("emoji_not_found", f"There is no emoji :{label}: of the workspace's own."
                                               f"{suggest(label, self.emojis.table.ids())}")
        if row.user != me and not self.is_admin(me):
            raise ToolError("restricted_action", f"The emoji :{label}: was added by {self.at(row.user)}; only admins "
                                                 "remove others'.")
        gone = [label, *(one for _, one in self.emojis.find("by_alias", label))]
        for one in gone:
            self.emojis.remove(one)
        return {"removed": list[Json](gone)}

    # --- muting --------------------------------------------------------------------------------------------------

    @tool("write", faces=REST)
    def mute_channel(self, channel: ChannelName, muted: bool = True) -> Json:
        """Mute a conversation that you are in: of it you are told only where you are mentioned by name. Or end that."""
        me, where = self.me(), self.channel_id(channel)
        if not self.is_member(me, where):
            raise ToolError("not_in_channel", f"You are not in {self.called(where)}.")
        self.members.update(f"{where} {me}", muted=muted)
        return {"channel": where, "muted": muted}


def _plain(name: str) -> str:
    found = _NAME.fullmatch(name)
    if not found:
        raise ToolError("invalid_name", f"{shown(name)} is no emoji's name; take lower-case letters, digits, _ + ' -.")
    return found[1]
