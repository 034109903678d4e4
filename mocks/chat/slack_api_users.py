"""Slack's Web API: users.*"""

from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import normalise
from ..common.vendor import Media, method
from .personal import Personal
from .profiles import Profiles
from .slack_api_bodies import Mapped, object_of
from .slack_api_shapes import TEAM, Cursor, Limit, Line, Object, SlackId, SlackShapes, cursor_page

Picture: TypeAlias = Annotated[str, Field(max_length=14_000_000, description="base64")]

SETTABLE = ("title", "phone", "pronouns", "real_name", "display_name", "first_name", "last_name", "status_text",
            "status_emoji", "status_expiration")
"""The fields of a profile that users.profile.set changes. There are none of the workspace's own."""


class SlackUsers(SlackShapes, Personal, Profiles):
    """People and bots, and how the caller presents himself."""

    # --- looking -------------------------------------------------------------------------------------------------

    @method("read", "slack.users.list")
    def slack_users_list(self, limit: Limit = 0, cursor: Cursor = "", include_locale: bool = False) -> Json:
        """List the people and bots of the workspace, and those of other organisations who share conversations."""
        me = self.me()
        rows = ((one, one) for one in self.users.table.ids() if self.knows(me, one))
        page, more = cursor_page(rows, limit or 1_000, cursor)
        return {"members": [self.user_shape(one, locale=include_locale) for one in page],
                "cache_ts": self.tx.now // 1000, **more}

    @method("read", "slack.users.info")
    def slack_users_info(self, user: SlackId, include_locale: bool = False) -> Json:
        """Return one user."""
        return {"user": self.user_shape(self.seen_user(user), locale=include_locale)}

    @method("read", "slack.users.lookupByEmail")
    def slack_users_lookup_by_email(self, email: Line) -> Json:
        """Return the user who has an address."""
        found, me = self.account_of(normalise(email)), self.me()
        if not found or not self.knows(me, found) or self.users[found].deactivated or self.is_bot(found):
            raise ToolError("users_not_found", f"There is no user with the address {shown(email)}.")
        return {"user": self.user_shape(found)}

    @method("read", "slack.users.discoverableContacts.lookup")
    def slack_users_discoverable_contacts_lookup(self, email: Line) -> Json:
        """Tell whether somebody with an address is known here."""
        found, me = self.account_of(normalise(email)), self.me()
        return {"is_discoverable": bool(found) and self.knows(me, found) and not self.users[found].deactivated}

    @method("read", "slack.users.identity")
    def slack_users_identity(self) -> Json:
        """Return who the caller is."""
        me = self.caller(person=True)
        row = self.users[me]
        team: Object = {"id": TEAM, "name": self.workspace.name, "domain": self.workspace.domain.partition(".")[0]}
        return {"user": {"id": me, "name": row.name, "email": row.email}, "team": team}

    # --- presence ------------------------------------------------------------------------------------------------

    @method("read", "slack.users.getPresence")
    def slack_users_get_presence(self, user: SlackId = "") -> Json:
        """Tell whether somebody is shown as active; of oneself also why."""
        me = self.me()
        whose = self.seen_user(user) if user else me
        out: Object = {"presence": "active" if self.is_active(whose) else "away"}
        if whose == me:
            away = self.users[me].away
            out |= {"online": True, "auto_away": False, "manual_away": away, "connection_count": 1,
                    "last_activity": self.tx.now // 1000}
        return out

    @method("write", "slack.users.setPresence")
    def slack_users_set_presence(self, presence: Line) -> Json:
        """Show oneself as away, or as active again."""
        if presence not in ("auto", "away"):
            raise ToolError("invalid_presence", f"{shown(presence)} is no presence; there are auto and away.")
        self.show_away(presence == "away")
        return {}

    # --- profiles ------------------------------------------------------------------------------------------------

    @method("read", "slack.users.profile.get")
    def slack_users_profile_get(self, user: SlackId = "", include_labels: bool = False) -> Json:
        """Return somebody's profile."""
        me = self.me()
        return {"profile": self.profile_shape(self.seen_user(user) if user else me)}

    @method("write", "slack.users.profile.set")
    def slack_users_profile_set(
        self, profile: Mapped = "", name: Line = "", value: Line | None = None, user: SlackId = "",
    ) -> Json:
        """Change fields of one's profile, as an object or one by name; admins change those of others too."""
        me = self.me()
        whose = self.seen_user(user) if user else me
        if whose != me and not self.is_admin(me):
            raise ToolError("not_admin", f"Only admins may change the profile of {self.at(whose)}.")
        given = object_of(profile, "invalid_profile") or ({name: value or ""} if name else {})
        if not given:
            raise ToolError("invalid_profile", "Give profile, or name and value.")
        self._profile(whose, {field: _texted(field, one) for field, one in given.items() if one is not None})
        return {"username": self.users[whose].handle, "profile": self.profile_shape(whose)}

    def _profile(self, whose: str, given: dict[str, str]) -> None:
        row = self.users[whose]
        first, _, last = row.name.rpartition(" ")
        if "real_name" not in given and ("first_name" in given or "last_name" in given):
            parts = (given.get("first_name", first), given.get("last_name", last))
            given["real_name"] = " ".join(part for part in parts if part)
        changes: dict[str, object] = {
            field: given[name] for name, field in (
                ("title", "title"), ("phone", "phone"), ("pronouns", "pronouns"), ("display_name", "display_name"),
                ("real_name", "name")) if name in given
        }
        if "name" in changes and not str(changes["name"]).strip():
            raise ToolError("invalid_profile", "A user has a name.")
        if changes:
            self.users.update(whose, **changes)
        if any(name.startswith("status_") for name in given):
            text, emoji = given.get("status_text", row.status_text), given.get("status_emoji", row.status_emoji)
            moment = int(given.get("status_expiration", str(row.status_until // 1000))) * 1000
            if moment and moment <= self.tx.now:
                raise ToolError("profile_status_set_failed_not_valid_expiration", "The status would be over already.")
            self.put_status(whose, text, emoji, moment if text or emoji else 0)

    @method("write", "slack.users.setPhoto")
    def slack_users_set_photo(
        self, image: Picture, crop_x: Line = "", crop_y: Line = "", crop_w: Line = "",
    ) -> Json:
        """Give oneself a picture. It is kept as it comes, in one size."""
        me, content = self.caller(person=True), Media(type="", base64=image).content
        if not content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8")):
            raise ToolError("bad_image", "The picture is neither PNG nor JPEG nor GIF.")
        row = self.users.update(me, photo=self.tx.put_blob(content))
        return {"profile": {"avatar_hash": row.photo[:12], **self.pictures(me)}}

    @method("write", "slack.users.deletePhoto")
    def slack_users_delete_photo(self) -> Json:
        """Take one's picture away."""
        self.users.update(self.caller(person=True), photo="")
        return {}


def _texted(field: str, value: object) -> str:
    """Return a field of a profile as text; ToolError `invalid_profile` names what is none that can be set."""
    if field == "fields" and not value:
        raise ToolError("invalid_profile", "The workspace has no fields of its own.")
    if field not in SETTABLE:
        raise ToolError("invalid_profile", f"{shown(field)} is no field that can be set; there are "
                                           f"{', '.join(SETTABLE)}.")
    text = value if isinstance(value, str) else str(value) if type(value) is int else None
    if field == "status_expiration":
        if text is None or not text.isascii() or not text.isdecimal() or len(text) > 12:
            raise ToolError("profile_status_set_failed_not_valid_expiration", f"{shown(value)} is no time.")
    elif text is None or len(text) > 100 or any(character < " " for character in text):
        code = "profile_status_set_failed_too_long" if field == "status_text" else "invalid_profile"
        raise ToolError(code, f"{field} takes a text of 100 characters at the most.")
    return text
