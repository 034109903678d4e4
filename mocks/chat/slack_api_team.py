"""Slack's Web API: auth, bots, team and emoji."""

from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain
from ..common.vendor import method
from .slack_api_shapes import TEAM, Cursor, Limit, Line, Object, SlackId, SlackShapes, cursor_page, team_of

Count = Annotated[int, Field(ge=1, le=1_000)]
Page = Annotated[int, Field(ge=1, le=100)]


class SlackTeam(SlackShapes):
    """The workspace, who the caller is in it, and whom it is connected with."""

    # --- auth ----------------------------------------------------------------------------------------------------

    @method("read", "slack.auth.test", seconds=0)
    def slack_auth_test(self) -> Json:
        """Return who the caller is, and where."""
        me = self.me()
        out: Object = {"url": f"https://{self.workspace.domain}/", "team": self.workspace.name, "team_id": TEAM,
                       "user": self.users[me].handle, "user_id": me, "is_enterprise_install": False}
        return out | {"bot_id": me} if self.is_bot(me) else out

    @method("read", "slack.auth.revoke", seconds=0)
    def slack_auth_revoke(self, test: bool = False) -> Json:
        """Answer whether the token was revoked: it never is, whoever serves the world decides who comes in."""
        self.me()
        return {"revoked": False}

    @method("read", "slack.auth.teams.list")
    def slack_auth_teams_list(self, cursor: Cursor = "", limit: Limit = 0, include_icon: bool = False) -> Json:
        """List the workspaces that the caller may act in: the one that there is."""
        self.me()
        page, more = cursor_page([(TEAM, TEAM)], limit, cursor)
        return {"teams": [{"id": one, "name": self.workspace.name} for one in page], **more}

    @method("read", "slack.bots.info")
    def slack_bots_info(self, bot: SlackId = "") -> Json:
        """Return a bot."""
        me = self.me()
        if not bot and self.is_bot(me):
            bot = me
        if bot not in self.users or not self.is_bot(bot) or not self.knows(me, bot):
            raise ToolError("bot_not_found", f"There is no bot {shown(bot)}.")
        return {"bot": self.bot_shape(bot)}

    # --- team ----------------------------------------------------------------------------------------------------

    @method("read", "slack.team.info")
    def slack_team_info(self, team: SlackId = "", domain: Line = "") -> Json:
        """Return the workspace."""
        self.me()
        if team not in ("", TEAM) or domain not in ("", self.workspace.domain.partition(".")[0]):
            raise ToolError("team_not_found", f"There is no workspace {shown(team or domain)} that you can see.")
        organisations = self.tx.read("people.organisations")
        home = next((row.domain for row in organisations.rows() if row.relation == "home"), "")
        return {"team": {
            "id": TEAM, "name": self.workspace.name, "url": f"https://{self.workspace.domain}/",
            "domain": self.workspace.domain.partition(".")[0], "email_domain": home, "icon": {"image_default": True},
            "avatar_base_url": "", "is_verified": False, "lob_sales_home_enabled": False,
        }}

    @method("read", "slack.team.profile.get")
    def slack_team_profile_get(self, visibility: Line = "all") -> Json:
        """Return the fields that profiles have beside the usual ones: none."""
        self.me()
        return {"profile": {"fields": [], "sections": []}}

    @method("read", "slack.team.preferences.list")
    def slack_team_preferences_list(self) -> Json:
        """Return the policies of the workspace that Slack has words for."""
        self.me()
        minutes = self.workspace.edit_minutes
        return {
            "msg_edit_window_mins": minutes, "allow_message_deletion": self.workspace.members_delete,
            "display_real_names": False, "disable_file_uploads": "allow_all", "who_can_post_general": "ra",
        }

    @method("read", "slack.team.billing.info")
    def slack_team_billing_info(self) -> Json:
        """Return the plan of the workspace."""
        self.me()
        return {"plan": "plus"}

    @method("read", "slack.team.billableInfo")
    def slack_team_billable_info(self, user: SlackId = "", cursor: Cursor = "", limit: Limit = 0) -> Json:
        """Tell who of the workspace is paid for; only admins ask."""
        self._for_admins()
        people = [self.seen_user(user)] if user else [
            one for one in self.users.table.ids() if self.users[one].role not in ("bot", "external")]
        page, more = cursor_page(((one, one) for one in people), limit or 1_000, cursor)
        paid = {one: not self.users[one].deactivated and self.users[one].role != "single_guest" for one in page}
        return {"billable_info": {one: {"billing_active": active} for one, active in paid.items()}, **more}

    @method("read", "slack.team.accessLogs")
    def slack_team_access_logs(
        self, before: Line = "now", count: Count = 100, page: Page = 1, cursor: Cursor = "", limit: Limit = 0,
    ) -> Json:
        """Return who signed in from where: nothing is kept of that here. Only admins ask."""
        self._for_admins()
        return {"logins": [], "paging": {"count": count, "total": 0, "page": page, "pages": 1},
                "response_metadata": {"next_cursor": ""}}

    @method("read", "slack.team.integrationLogs")
    def slack_team_integration_logs(
        self, app_id: Line = "", change_type: Line = "", count: Count = 100, page: Page = 1, service_id: Line = "",
        user: SlackId = "",
    ) -> Json:
        """Return what was changed about apps: nothing was. Only admins ask."""
        self._for_admins()
        return {"logs": [], "paging": {"count": count, "total": 0, "page": page, "pages": 1}}

    def _for_admins(self) -> None:
        if not self.is_admin(self.caller(person=True)):
            raise ToolError("not_admin", "Only admins may ask for this.")

    # --- other organisations -------------------------------------------------------------------------------------

    @method("read", "slack.team.externalTeams.list")
    def slack_team_external_teams_list(
        self, cursor: Cursor = "", limit: Limit = 0, connection_status_filter: Line = "",
        slack_connect_pref_filter: Annotated[tuple[Line, ...], Field(max_length=20)] = (), sort_direction: Line = "",
        sort_field: Line = "", workspace_filter: Annotated[tuple[Line, ...], Field(max_length=100)] = (),
    ) -> Json:
        """List the organisations that share conversations with this one, by their domain."""
        self._for_admins()
        found = sorted({domain(self.users[one].email) for one in self.outsiders()
                        if self.users[one].role == "external" and len(self.members.find("by_user", one))})
        if connection_status_filter not in ("", "CONNECTED"):
            found = []
        page, more = cursor_page(((one, one) for one in found), limit, cursor)
        return {"organizations": [self._team_shape(one) for one in page], "total_count": len(found), **more}

    def _team_shape(self, where: str) -> Json:
        table = self.tx.read("people.organisations")
        name = next((table[one].name for _, one in table.find("by_domain", where)), where)
        rooms = [row for _, row in self.each_channel() if where in row.shared_with]
        return {
            "team_id": team_of(where), "team_name": name, "team_domain": where.partition(".")[0],
            "connection_status": "CONNECTED", "public_channel_count": sum(row.kind == "public" for row in rooms),
            "private_channel_count": sum(row.kind == "private" for row in rooms), "is_sponsored": False,
            "im_channel_count": 0, "mpim_channel_count": 0, "last_active_timestamp": 0,
            "connected_workspaces": [{"workspace_id": TEAM, "workspace_name": self.workspace.name}],
        }

    @method("destroy", "slack.team.externalTeams.disconnect")
    def slack_team_external_teams_disconnect(self, target_team: SlackId) -> Json:
        """End what is shared with another organisation: its people leave all conversations here."""
        self._for_admins()
        people = [one for one in self.outsiders() if self.team_id(one) == target_team]
        if not people:
            raise ToolError("team_not_found", f"{shown(target_team)} shares no conversation.")
        where = domain(self.users[people[0]].email)
        for user in people:
            for row in self.members.found("by_user", user):
                self.exit(row.channel, user)
        for one, channel in list(self.each_channel()):
            if where in channel.shared_with:
                self.channels.update(one, shared_with=tuple(name for name in channel.shared_with if name != where),
                                     inviting=tuple(name for name in channel.inviting if name != where))
        return {}

    # --- emoji ---------------------------------------------------------------------------------------------------

    @method("read", "slack.emoji.list")
    def slack_emoji_list(self, include_categories: bool = False) -> Json:
        """Return the workspace's own emojis: where the picture is, or `alias:NAME` for another's."""
        self.me()
        return {
            "emoji": {one: f"alias:{row.alias}" if row.alias else row.link
                      for one, row in ((one, self.emojis[one]) for one in self.emojis.table.ids())},
            "cache_ts": f"{self.tx.now // 1000}.000000",
            **({"categories": [], "categories_version": "1"} if include_categories else {}),
        }
