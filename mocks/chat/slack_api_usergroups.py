"""Slack's Web API: usergroups.* and usergroups.users.*."""

import re
from typing import Annotated, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import method
from .personal import Personal
from .records import UserGroup
from .slack_api_shapes import TEAM, Ids, Line, SlackId, SlackShapes, slack_codes

MAX_NAME = 100
MAX_DESCRIPTION = 250

Handle: TypeAlias = Annotated[str, Field(max_length=200)]

_CODES = {"restricted_action": "permission_denied", "invalid_handle": "bad_handle",
          "handle_taken": "handle_already_exists"}


class SlackUserGroups(SlackShapes, Personal):
    """Handles that stand for several people."""

    @method("read", "slack.usergroups.list")
    def slack_usergroups_list(
        self, include_count: bool = False, include_disabled: bool = False, include_users: bool = False,
        team_id: SlackId = "",
    ) -> Json:
        """List the user groups, with what is asked for of each."""
        rows = [one for one in self.user_groups.table.ids() if include_disabled or not self.user_groups[one].disabled]
        shapes = [self._group_shape(one, count=include_count, users=include_users)
                  for one in (rows if self.is_full(self.me()) else [])]
        return {"usergroups": list[Json](shapes)}

    @method("write", "slack.usergroups.create")
    def slack_usergroups_create(
        self, name: Line, channels: Ids = (), description: Line = "", handle: Handle = "", include_count: bool = False,
        team_id: SlackId = "",
    ) -> Json:
        """Make a user group, without members so far."""
        with slack_codes(**_CODES):
            self.may_change_groups()
            self._check(name, description, "")
            label = self._label(handle or re.sub(r"[^a-z0-9._-]+", "-", name.lower(), flags=re.ASCII).strip("-._"), "")
            identity = self.change_group("", label, name=name, description=description,
                                         channels=self._channels(channels))
        return {"usergroup": self._group_shape(identity, count=include_count, users=True)}

    @method("write", "slack.usergroups.update")
    def slack_usergroups_update(
        self, usergroup: SlackId, channels: Ids | None = None, description: Line | None = None,
        handle: Handle | None = None, include_count: bool = False, name: Line | None = None, team_id: SlackId = "",
    ) -> Json:
        """Change a user group's name, handle, description or channels; what is left out stays."""
        row = self._group(usergroup)
        with slack_codes(**_CODES):
            self._check(row.name if name is None else name, description or "", usergroup)
            label = row.handle if handle is None else self._label(handle, usergroup)
            given = {"name": name, "description": description,
                     "channels": None if channels is None else self._channels(channels)}
            self.change_group(usergroup, label, **{key: one for key, one in given.items() if one is not None})
        return {"usergroup": self._group_shape(usergroup, count=include_count, users=True)}

    @method("write", "slack.usergroups.disable")
    def slack_usergroups_disable(self, usergroup: SlackId, include_count: bool = False, team_id: SlackId = "") -> Json:
        """Disable a user group: its handle tells nobody any more."""
        self.change_group(usergroup, self._group(usergroup).handle, disabled=True)
        return {"usergroup": self._group_shape(usergroup, count=include_count, users=True)}

    @method("write", "slack.usergroups.enable")
    def slack_usergroups_enable(self, usergroup: SlackId, include_count: bool = False, team_id: SlackId = "") -> Json:
        """Enable a user group that was disabled."""
        self.change_group(usergroup, self._group(usergroup).handle, disabled=False)
        return {"usergroup": self._group_shape(usergroup, count=include_count, users=True)}

    @method("read", "slack.usergroups.users.list")
    def slack_usergroups_users_list(
        self, usergroup: SlackId, include_disabled: bool = False, team_id: SlackId = "",
    ) -> Json:
        """List who is in a user group."""
        row = self.user_groups.get(usergroup)
        if row is None or (row.disabled and not include_disabled) or not self.is_full(self.me()):
            raise ToolError("no_such_subteam", f"There is no user group {shown(usergroup)}.")
        return {"users": list[Json](self.group_members(row))}

    @method("write", "slack.usergroups.users.update")
    def slack_usergroups_users_update(
        self, usergroup: SlackId, users: Ids, include_count: bool = False, team_id: SlackId = "",
    ) -> Json:
        """Set who is in a user group, instead of all before. Who is in it by a group of the directory stays."""
        row = self._group(usergroup)
        if not users:
            raise ToolError("no_users_provided", "Give all users that are to be in the group.")
        with slack_codes(user_not_found="invalid_users", user_not_visible="invalid_users",
                         user_is_restricted="failed_for_some_users"):
            people = self.group_people([self.seen_user(one) for one in users])
        self.change_group(usergroup, row.handle, members=people)
        return {"usergroup": self._group_shape(usergroup, count=include_count, users=True)}

    # --- rules ---------------------------------------------------------------------------------------------------

    def _group(self, identity: str) -> UserGroup:
        """Return a user group that the caller may change."""
        with slack_codes(**_CODES):
            self.may_change_groups()
        row = self.user_groups.get(identity)
        if row is None:
            raise ToolError("no_such_subteam", f"There is no user group {shown(identity)}.")
        return row

    def _check(self, name: str, description: str, identity: str) -> None:
        if not name.strip():
            raise ToolError("missing_subteam_name", "A user group needs a name.")
        if len(name) > MAX_NAME:
            raise ToolError("name_too_long", f"The name has {len(name)} characters; {MAX_NAME} is the most.")
        if len(description) > MAX_DESCRIPTION:
            raise ToolError("description_too_long", f"The description has {len(description)} characters; "
                                                    f"{MAX_DESCRIPTION} is the most.")
        if any(self.user_groups[one].name.lower() == name.lower() for one in self.user_groups.table.ids()
               if one != identity):
            raise ToolError("name_already_exists", f"There is a user group {shown(name)} already.")

    def _label(self, handle: str, identity: str) -> str:
        label = self.group_label(handle)
        if any(one != identity for _, one in self.user_groups.find("by_handle", label)):
            raise ToolError("handle_already_exists", f"{shown(label)} is the handle of another group.")
        return label

    def _channels(self, given: Ids) -> tuple[str, ...]:
        for one in given:
            if one not in self.channels or not self.visible(one, self.me()):
                raise ToolError("invalid_channel_provided", f"There is no channel {shown(one)} that you can see.")
        return tuple(dict.fromkeys(given))

    def _group_shape(self, identity: str, *, count: bool, users: bool) -> Json:
        row = self.user_groups[identity]
        people = self.group_members(row)
        private = [one for one in row.channels if self.channels[one].kind == "private"]
        out: dict[str, Json] = {
            "id": identity, "team_id": TEAM, "is_usergroup": True, "is_subteam": True, "name": row.name,
            "description": row.description, "handle": row.handle, "is_external": False,
            "date_create": row.created // 1000, "date_update": (row.updated or row.created) // 1000,
            "date_delete": row.disabled_at // 1000, "auto_type": None, "auto_provision": False,
            "created_by": row.creator, "updated_by": row.updater or row.creator, "deleted_by": row.disabler or None,
            "prefs": {"channels": [one for one in row.channels if one not in private], "groups": list[Json](private)},
        }
        if users:
            out["users"] = list[Json](people)
        if count:
            out["user_count"] = len(people)
        return out
