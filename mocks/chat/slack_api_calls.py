"""Slack's Web API: calls.*, the calls of other services that programs show in conversations."""

from typing import Annotated, TypeAlias

from pydantic import Field, JsonValue

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method, text_in
from .app_records import Participant, VoiceCall
from .slack_api_shapes import SlackId, SlackShapes, slack_codes

Link: TypeAlias = Annotated[str, Field(max_length=2_000)]
Title: TypeAlias = Annotated[str, Field(max_length=500)]
People: TypeAlias = Annotated[tuple[dict[str, JsonValue], ...], Field(
    max_length=1_000, description="each with a slack_id, or an external_id and a display_name")]
Second: TypeAlias = Annotated[int, Field(ge=0, le=10_000_000_000)]


class SlackCalls(SlackShapes):
    """Calls. Whoever registered one or made it changes it; who is in it, or reads where it was posted, sees it."""

    @method("write", "slack.calls.add")
    def slack_calls_add(
        self, external_unique_id: Annotated[str, Field(min_length=1, max_length=500)], join_url: Link,
        created_by: SlackId = "", date_start: Second = 0, desktop_app_join_url: Link = "",
        external_display_id: Title = "", title: Title = "", users: People = (),
    ) -> Json:
        """Register a call of another service; post it as a block of type `call` with its id."""
        me = self.me()
        if not created_by and self.is_bot(me):
            raise ToolError("invalid_created_by", "A program says who has made the call.")
        with slack_codes(user_not_found="invalid_created_by", user_not_visible="invalid_created_by"):
            creator = self.seen_user(created_by) if created_by else me
        if not join_url.partition("://")[2]:
            raise ToolError("invalid_arguments", f"join_url is {shown(join_url)}; give a link such as https://...")
        if any(row.by == me for row in self.calls.found("by_external_id", external_unique_id)):
            raise ToolError("invalid_arguments", f"You have registered a call {shown(external_unique_id)} already.")
        identity = self.tx.new_id("call")
        self.calls.put(identity, VoiceCall(
            external_id=external_unique_id, link=join_url, by=me, creator=creator,
            started=date_start * 1000 or self.tx.now, title=title, app_link=desktop_app_join_url,
            shown_id=external_display_id, participants=self._people(users),
        ))
        return {"call": self.call_shape(identity)}

    @method("read", "slack.calls.info")
    def slack_calls_info(self, id: SlackId) -> Json:
        """Return a call."""
        self._seen_call(id)
        return {"call": self.call_shape(id)}

    @method("write", "slack.calls.update")
    def slack_calls_update(
        self, id: SlackId, desktop_app_join_url: Link | None = None, join_url: Link | None = None,
        title: Title | None = None,
    ) -> Json:
        """Change a call's title and links; what is left out stays."""
        self._own_call(id)
        given = {"app_link": desktop_app_join_url, "link": join_url, "title": title}
        self.calls.update(id, **{name: value for name, value in given.items() if value is not None})
        return {"call": self.call_shape(id)}

    @method("write", "slack.calls.end")
    def slack_calls_end(self, id: SlackId, duration: Second = 0) -> Json:
        """End a call."""
        row = self._active_call(id)
        seconds = duration or max(0, self.tx.now - row.started) // 1000
        self.calls.update(id, ended=self.tx.now, duration=seconds)
        return {}

    @method("write", "slack.calls.participants.add")
    def slack_calls_participants_add(self, id: SlackId, users: People) -> Json:
        """Note that people have come into a call."""
        row, new = self._active_call(id), self._people(users)
        if not new:
            raise ToolError("bad_users", "Give at least one user.")
        known = {(one.user, one.external) for one in new}
        left = tuple(one for one in row.participants if (one.user, one.external) not in known)
        self.calls.update(id, participants=(*left, *new))
        return {}

    @method("write", "slack.calls.participants.remove")
    def slack_calls_participants_remove(self, id: SlackId, users: People) -> Json:
        """Note that people have left a call."""
        row = self._active_call(id)
        gone = {(one.user, one.external) for one in self._people(users)}
        there = {(one.user, one.external) for one in row.participants}
        if not gone or not gone <= there:
            raise ToolError("bad_users", "Not all of them are in the call.")
        self.calls.update(id, participants=tuple(
            one for one in row.participants if (one.user, one.external) not in gone))
        return {}

    # --- who and where -------------------------------------------------------------------------------------------

    def _people(self, users: People) -> tuple[Participant, ...]:
        out: dict[tuple[str, str], Participant] = {}
        for one in users:
            user, external = text_in(one, "slack_id"), text_in(one, "external_id")
            if bool(user) == bool(external):
                raise ToolError("bad_users", "Each user has a slack_id, or an external_id with a display_name.")
            if user:
                with slack_codes(user_not_visible="user_not_found"):
                    self.seen_user(user)
            out[user, external] = Participant(
                user=user, external=external, name="" if user else text_in(one, "display_name"),
                picture="" if user else text_in(one, "avatar_url"),
            )
        return tuple(out.values())

    def _seen_call(self, identity: str) -> VoiceCall:
        row, me = self.calls.get(identity), self.me()
        if row is None or not (me in (row.by, row.creator) or self._posted_in(identity)
                               or any(one.user == me for one in row.participants)):
            raise ToolError("invalid_call_id", f"There is no call {shown(identity)} that you can see.")
        return row

    def _own_call(self, identity: str) -> VoiceCall:
        row = self._seen_call(identity)
        if self.me() not in (row.by, row.creator):
            raise ToolError("not_authorized", f"The call {shown(identity)} is not yours to change.")
        return row

    def _active_call(self, identity: str) -> VoiceCall:
        row = self._own_call(identity)
        if row.ended:
            raise ToolError("inactive_call", f"The call {shown(identity)} is over.")
        return row

    def _posted_in(self, identity: str) -> list[str]:
        """Return the conversations that the caller reads where those have posted a call whose it is."""
        me, call, mark = self.me(), self.calls[identity], f'"call_id":"{identity}"'
        users = dict.fromkeys((call.by, call.creator))
        theirs = (row for user in users for row in self.messages.found("by_user", user))
        rooms = dict.fromkeys(row.channel for row in theirs if mark in row.blocks)
        return [room for room in rooms if self.visible(room, me)]

    def call_shape(self, identity: str) -> Json:
        """Return a call as calls.info does."""
        row = self.calls[identity]
        users: list[Json] = []
        for one in row.participants:
            users.append({"slack_id": one.user} if one.user else {
                "external_id": one.external, "display_name": one.name,
                **({"avatar_url": one.picture} if one.picture else {})})
        out: dict[str, Json] = {
            "id": identity, "date_start": row.started // 1000, "external_unique_id": row.external_id,
            "join_url": row.link, "users": users, "channels": list[Json](self._posted_in(identity)),
        }
        if row.ended:
            out["date_end"] = row.ended // 1000
        named = {"desktop_app_join_url": row.app_link, "external_display_id": row.shown_id, "title": row.title}
        return {**out, **{name: value for name, value in named.items() if value}}
