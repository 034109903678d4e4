"""Google Calendar's methods of calendars, lists, access rules, settings, free and busy times, and watching."""

from typing import Any, Literal, TypeAlias

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import normalise
from ..common.moments import DAY
from ..common.vendor import Body, integer_in, method, text_in
from ..common.zones import zone
from .reading import check_span
from .records import CALENDAR_COLORS, EVENT_COLORS, RANK, Channel, Rule, Settings
from .vendor_changes import VendorChanges
from .vendor_events import Calendar, Guests, Id, Moment, Page, Texts, Token, moment_of
from .vendor_shapes import TEXT_COLOR, rule_name, rule_resource, utc

AccessRole: TypeAlias = Literal["", "freeBusyReader", "reader", "writer", "owner", "writerWithoutPrivateAccess"]

WATCHED_FOR = 7 * DAY
"""How long a channel lasts unless it says otherwise, as Google has it."""

NAMES = ("autoAddHangouts", "dateFieldOrder", "defaultEventLength", "format24HourTime", "hideInvitations",
         "hideWeekends", "locale", "remindOnRespondedEventsOnly", "showDeclinedEvents", "timezone",
         "useKeyboardShortcuts", "weekStart")
"""The settings that the API shows."""


class VendorCalendars(VendorChanges):
    """Everything but events.*"""

    # --- access rules --------------------------------------------------------------------------------------------

    @method("read", "calendar.acl.list")
    def acl_list(
        self, calendar_id: Calendar, max_results: Page = 100, page_token: Token = "", show_deleted: bool = False,
        sync_token: Token = "",
    ) -> Json:
        """List the access rules of a calendar."""
        where, row = self.calendar_for(calendar_id, "owner")
        rules = [self._owner_rule(where, row.owner), *(
            rule for rule in self.rules.found("by_calendar", where) if rule.role != "none" or show_deleted
        )]
        rest = [rule for rule in rules if rule_name(rule) > page_token]
        rest.sort(key=rule_name)
        out: dict[str, Json] = {"kind": "calendar#acl", "etag": f'"{len(rules)}"',
                                "items": [rule_resource(rule) for rule in rest[:max_results]]}
        if len(rest) > max_results:
            return {**out, "nextPageToken": rule_name(rest[max_results - 1])}
        return {**out, "nextSyncToken": str(self.next_number() - 1)}

    def _owner_rule(self, where: str, owner: str) -> Rule:
        return Rule(calendar=where, scope="user", value=owner, role="owner")

    @method("read", "calendar.acl.get")
    def acl_get(self, calendar_id: Calendar, rule_id: Id) -> Json:
        """Return an access rule."""
        where, _ = self.calendar_for(calendar_id, "owner")
        return rule_resource(self._rule(where, rule_id))

    def _rule(self, where: str, identity: str) -> Rule:
        owner = self._owner_rule(where, self.calendars[where].owner)
        scope, _, value = identity.partition(":")
        found = self.rules.get(f"{where} {scope}:{normalise(value)}")
        if found is None and identity != rule_name(owner):
            raise ToolError("not_found", f"Not Found: there is no access rule {shown(identity)}.")
        return found or owner

    @method("send", "calendar.acl.insert")
    def acl_insert(self, calendar_id: Calendar, body: Body, send_notifications: bool = True) -> Json:
        """Open a calendar to a person, a group, a domain or everybody."""
        where, _ = self.calendar_for(calendar_id, "owner")
        scope = body.get("scope")
        kind, value = text_in(scope, "type"), text_in(scope, "value")
        if kind not in ("default", "user", "group", "domain") or (kind == "default") == bool(value):
            raise ToolError("invalid_arguments", f"Invalid scope value: {shown(scope)}.")
        return self._ruled(where, "public" if kind == "default" else value, body, send_notifications)

    def _ruled(self, where: str, who: str, body: Body, notify: bool) -> Json:
        role: Any = text_in(body, "role")
        if role not in RANK:
            raise ToolError("invalid_arguments", f"Invalid role {shown(role)}.")
        if role == "none":
            self.set_access_rule(who, role, where)
        else:
            self.share_calendar(who, role, where, notify=notify)
        scope, value = self._scope(who)
        return rule_resource(self.rules[f"{where} {scope}:{value}"])

    @method("send", "calendar.acl.patch")
    def acl_patch(self, calendar_id: Calendar, rule_id: Id, body: Body, send_notifications: bool = True) -> Json:
        """Change the role of an access rule."""
        where, _ = self.calendar_for(calendar_id, "owner")
        rule = self._rule(where, rule_id)
        return self._ruled(where, rule.value or "public", {"role": rule.role, **body}, send_notifications)

    @method("send", "calendar.acl.update")
    def acl_update(self, calendar_id: Calendar, rule_id: Id, body: Body, send_notifications: bool = True) -> Json:
        """Give an access rule another role."""
        where, _ = self.calendar_for(calendar_id, "owner")
        rule = self._rule(where, rule_id)
        return self._ruled(where, rule.value or "public", body, send_notifications)

    @method("write", "calendar.acl.delete")
    def acl_delete(self, calendar_id: Calendar, rule_id: Id) -> Json:
        """Take an access rule off a calendar."""
        where, row = self.calendar_for(calendar_id, "owner")
        rule = self._rule(where, rule_id)
        if rule.value == row.owner and rule.scope == "user":
            raise ToolError("invalid_arguments", "Cannot remove the owner of a calendar.")
        self.unshare_calendar(rule.value or "public", where)
        return {}

    # --- the list ------------------------------------------------------------------------------------------------

    @method("read", "calendar.calendarList.list")
    def calendar_list_list(
        self, max_results: Page = 100, page_token: Token = "", min_access_role: AccessRole = "",
        show_deleted: bool = False, show_hidden: bool = False, show_own_organization_only: bool = False,
        sync_token: Token = "",
    ) -> Json:
        """List the calendars in one's list."""
        least = RANK.get(min_access_role.replace("WithoutPrivateAccess", ""), 0)
        rows = [
            entry for entry in self.entries.found("by_user", self.home(self.principal))
            if entry.calendar > page_token and (show_hidden or not entry.hidden)
            and RANK[self.role_on(entry.calendar)] >= max(least, 1)
            and (not show_own_organization_only or self.is_home(self.calendars[entry.calendar].owner))
        ]
        out: dict[str, Json] = {"kind": "calendar#calendarList", "etag": f'"{len(rows)}"',
                                "items": [self.listed(entry) for entry in rows[:max_results]]}
        if len(rows) > max_results:
            return {**out, "nextPageToken": rows[max_results - 1].calendar}
        return {**out, "nextSyncToken": str(self.next_number() - 1)}

    @method("read", "calendar.calendarList.get")
    def calendar_list_get(self, calendar_id: Calendar) -> Json:
        """Return a calendar as one has it in the list."""
        return self._entry_shown(calendar_id)

    def _entry_shown(self, calendar: str) -> Json:
        me = self.home(self.principal)
        where = me if calendar == "primary" else normalise(calendar)
        entry = self.entries.get(f"{me} {where}")
        if entry is None:
            raise ToolError("not_found", f"Not Found: {shown(calendar)} is not in the list.")
        return self.listed(entry)

    @method("write", "calendar.calendarList.insert")
    def calendar_list_insert(self, body: Body, color_rgb_format: bool = False) -> Json:
        """Put a calendar into one's list."""
        identity = text_in(body, "id")
        if not identity:
            raise ToolError("invalid_arguments", "Missing calendar id.")
        self.calendar_for(identity, "freeBusyReader")
        return self._entry_changed(identity, body)

    @method("write", "calendar.calendarList.patch")
    def calendar_list_patch(self, calendar_id: Calendar, body: Body, color_rgb_format: bool = False) -> Json:
        """Change what is given of how one has a calendar in the list."""
        self._entry_shown(calendar_id)
        return self._entry_changed(calendar_id, body)

    @method("write", "calendar.calendarList.update")
    def calendar_list_update(self, calendar_id: Calendar, body: Body, color_rgb_format: bool = False) -> Json:
        """Set how one has a calendar in the list; what is left out is as for a new entry."""
        self._entry_shown(calendar_id)
        whole: Body = {"summaryOverride": "", "hidden": False, "selected": False, "defaultReminders": []}
        return self._entry_changed(calendar_id, {**whole, **body})

    def _entry_changed(self, calendar: str, body: Body) -> Json:
        color = integer_in(body, "colorId") if body.get("colorId") is not None else None
        background = text_in(body, "backgroundColor").lower()
        if background:
            if background not in CALENDAR_COLORS:
                raise ToolError("invalid_arguments", f"Invalid backgroundColor {shown(background)}: it is one of "
                                                     f"{', '.join(CALENDAR_COLORS)}.")
            color = CALENDAR_COLORS.index(background) + 1
        if color is not None and not 1 <= color <= len(CALENDAR_COLORS):
            raise ToolError("invalid_arguments", f"Invalid colorId {color}.")
        given: dict[str, Any] = {
            "summary": text_in(body, "summaryOverride") if body.get("summaryOverride") is not None else None,
            "color": color,
        }
        for name in ("hidden", "selected"):
            given[name] = body.get(name) is True if body.get(name) is not None else None
        reminders = body.get("defaultReminders")
        if isinstance(reminders, list):
            for field, way in (("default_reminders", "popup"), ("default_email_reminders", "email")):
                given[field] = tuple(integer_in(one, "minutes") for one in reminders if text_in(one, "method") == way)
        self.subscribe(self.home(self.principal) if calendar == "primary" else calendar, **given)
        return self._entry_shown(calendar)

    @method("write", "calendar.calendarList.delete")
    def calendar_list_delete(self, calendar_id: Calendar) -> Json:
        """Take a calendar off one's list."""
        self.unsubscribe(self.home(self.principal) if calendar_id == "primary" else calendar_id)
        return {}

    # --- calendars -----------------------------------------------------------------------------------------------

    @method("read", "calendar.calendars.get")
    def calendars_get(self, calendar_id: Calendar) -> Json:
        """Return a calendar."""
        where, row = self.calendar_for(calendar_id, "freeBusyReader")
        return self.calendar(where, row)

    @method("write", "calendar.calendars.insert")
    def calendars_insert(self, body: Body) -> Json:
        """Make a calendar."""
        summary = text_in(body, "summary")
        if not summary:
            raise ToolError("invalid_arguments", "Missing title.")
        made: Any = self.create_calendar(summary, text_in(body, "description"), text_in(body, "timeZone"))
        if text_in(body, "location"):
            self.calendars.update(made["id"], location=text_in(body, "location"))
        return self.calendar(made["id"], self.calendars[made["id"]])

    @method("write", "calendar.calendars.patch")
    def calendars_patch(self, calendar_id: Calendar, body: Body) -> Json:
        """Change what is given of a calendar."""
        return self._calendar_changed(calendar_id, body)

    @method("write", "calendar.calendars.update")
    def calendars_update(self, calendar_id: Calendar, body: Body) -> Json:
        """Give a calendar the values of a resource; what that leaves out is emptied."""
        if not text_in(body, "summary"):
            raise ToolError("invalid_arguments", "Missing title.")
        return self._calendar_changed(calendar_id, {"description": "", "location": "", **body})

    def _calendar_changed(self, calendar: str, body: Body) -> Json:
        where, _ = self.calendar_for(calendar, "owner")
        zone_name = text_in(body, "timeZone")
        if zone_name:
            zone(zone_name)
        given: dict[str, Any] = {name: text_in(body, name) for name in ("summary", "description", "location")
                                 if body.get(name) is not None}
        if given or zone_name:
            self.update_calendar(where, time_zone=zone_name, **given)
        return self.calendar(where, self.calendars[where])

    @method("destroy", "calendar.calendars.delete")
    def calendars_delete(self, calendar_id: Calendar) -> Json:
        """Delete a calendar with all its events for good."""
        self.delete_calendar(self.home(self.principal) if calendar_id == "primary" else calendar_id)
        return {}

    @method("destroy", "calendar.calendars.clear")
    def calendars_clear(self, calendar_id: Calendar) -> Json:
        """Delete all events of a primary calendar."""
        where, row = self.calendar_for(calendar_id, "owner")
        if not row.primary:
            raise ToolError("invalid_arguments", "Only a primary calendar is cleared; another is deleted.")
        self.clear_calendar(where)
        return {}

    @method("write", "calendar.calendars.transferOwnership")
    def calendars_transfer_ownership(self, calendar_id: Calendar, new_data_owner: Calendar, use_admin_access: bool
                                     ) -> Json:
        """Give a secondary calendar of one's own to a colleague."""
        where, row = self.calendar_for(calendar_id, "owner")
        owner = self.home(new_data_owner)
        if row.primary or not owner or not self.is_home(owner):
            raise ToolError("invalid_arguments", f"The calendar cannot be given to {shown(new_data_owner)}: a "
                                                 "secondary calendar goes to somebody of the organisation.")
        self.calendars.update(where, owner=owner)
        if f"{where} user:{owner}" in self.rules:
            self.rules.remove(f"{where} user:{owner}")
        self.rules.put(f"{where} user:{row.owner}", Rule(calendar=where, scope="user", value=row.owner, role="owner"))
        self.list_for(owner, where)
        self.set_alarms_on(where)
        return {}

    # --- free and busy, colours, settings --------------------------------------------------------------------------

    @method("read", "calendar.freebusy.query")
    def freebusy_query(self, body: Body) -> Json:
        """Return when calendars, and the people of groups, are busy."""
        low, high = moment_of(text_in(body, "timeMin"), 0), moment_of(text_in(body, "timeMax"), 0)
        check_span(low, high, 92 * DAY)
        items = body.get("items")
        named = [text_in(one, "id") for one in (items if isinstance(items, list) else ())]
        calendars: dict[str, Json] = {}
        groups: dict[str, Json] = {}
        for who in named:
            if normalise(who) in self.tx.read("groups.groups"):
                members = self.each_person([who])[: integer_in(body, "groupExpansionMax", 100)]
                groups[who] = {"calendars": list[Json](members)}
                calendars |= {one: self._busy(one, low, high) for one in members}
            else:
                calendars[who] = self._busy(self.home(self.principal) if who == "primary" else who, low, high)
        out: dict[str, Json] = {"kind": "calendar#freeBusy", "timeMin": utc(low), "timeMax": utc(high),
                                "calendars": calendars}
        return {**out, "groups": groups} if groups else out

    def _busy(self, who: str, low: int, high: int) -> Json:
        where = self.open_calendar(normalise(who))
        if not where:
            return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
        return {"busy": [{"start": utc(begin).replace(".000Z", "Z"), "end": utc(end).replace(".000Z", "Z")}
                         for begin, end in self.busy_on(where, low, high)]}

    @method("read", "calendar.colors.get")
    def colors_get(self) -> Json:
        """Return the colours that calendars and events can have."""
        def named(colors: tuple[str, ...]) -> Json:
            return {str(number): {"background": color, "foreground": TEXT_COLOR}
                    for number, color in enumerate(colors, 1)}

        return {"kind": "calendar#colors", "updated": "2012-02-14T00:00:00.000Z", "calendar": named(CALENDAR_COLORS),
                "event": named(EVENT_COLORS)}

    @method("read", "calendar.settings.list")
    def settings_list(self, max_results: Page = 100, page_token: Token = "", sync_token: Token = "") -> Json:
        """List one's settings."""
        rest = [name for name in NAMES if name > page_token]
        out: dict[str, Json] = {"kind": "calendar#settings", "etag": '"1"',
                                "items": [self._setting(name) for name in rest[:max_results]]}
        if len(rest) > max_results:
            return {**out, "nextPageToken": rest[max_results - 1]}
        return {**out, "nextSyncToken": "1"}

    @method("read", "calendar.settings.get")
    def settings_get(self, setting: Id) -> Json:
        """Return one setting."""
        if setting not in NAMES:
            raise ToolError("not_found", f"Not Found: there is no setting {shown(setting)}.")
        return self._setting(setting)

    def _setting(self, name: str) -> Json:
        return {"kind": "calendar#setting", "etag": '"1"', "id": name,
                "value": _value_of(name, self.settings_of(self.principal))}

    # --- watching ------------------------------------------------------------------------------------------------

    @method("write", "calendar.events.watch")
    def events_watch(
        self, calendar_id: Calendar, body: Body, time_min: Moment = "", time_max: Moment = "", q: Token = "",
        single_events: bool = False, order_by: Literal["", "startTime", "updated"] = "", show_deleted: bool = False,
        show_hidden_invitations: bool = False, max_results: Page = 250, page_token: Token = "", sync_token: Token = "",
        updated_min: Moment = "", time_zone: Token = "", max_attendees: Guests = 0, i_cal_uid: Token = "",
        event_types: Texts = (), shared_extended_property: Texts = (), private_extended_property: Texts = (),
        always_include_email: bool = False,
    ) -> Json:
        """Keep somebody's wish to hear of changes of events; nothing is pushed."""
        where, _ = self.calendar_for(calendar_id, "reader")
        return self._watched(body, f"calendars/{where}/events")

    @method("write", "calendar.acl.watch")
    def acl_watch(
        self, calendar_id: Calendar, body: Body, max_results: Page = 100, page_token: Token = "",
        show_deleted: bool = False, sync_token: Token = "",
    ) -> Json:
        """Keep somebody's wish to hear of changes of access rules; nothing is pushed."""
        where, _ = self.calendar_for(calendar_id, "owner")
        return self._watched(body, f"calendars/{where}/acl")

    @method("write", "calendar.calendarList.watch")
    def calendar_list_watch(
        self, body: Body, max_results: Page = 100, page_token: Token = "", min_access_role: AccessRole = "",
        show_deleted: bool = False, show_hidden: bool = False, show_own_organization_only: bool = False,
        sync_token: Token = "",
    ) -> Json:
        """Keep somebody's wish to hear of changes of the list of calendars; nothing is pushed."""
        return self._watched(body, "users/me/calendarList")

    @method("write", "calendar.settings.watch")
    def settings_watch(self, body: Body, max_results: Page = 100, page_token: Token = "", sync_token: Token = ""
                       ) -> Json:
        """Keep somebody's wish to hear of changes of settings; nothing is pushed."""
        return self._watched(body, "users/me/settings")

    def _watched(self, body: Body, resource: str) -> Json:
        identity, address = text_in(body, "id"), text_in(body, "address")
        if not identity or len(identity) > 64 or not address.startswith("https://"):
            raise ToolError("invalid_arguments", "A channel has an id of up to 64 characters and an address that "
                                                 "begins with https://.")
        if identity in self.channels:
            raise ToolError("already_exists", f"Channel id {shown(identity)} not unique")
        row = self.channels.put(identity, Channel(
            user=self.principal, resource=resource, address=address, kind=text_in(body, "type", "web_hook"),
            token=text_in(body, "token"), expires=integer_in(body, "expiration", self.tx.now + WATCHED_FOR),
        ))
        out: dict[str, Json] = {"kind": "api#channel", "id": identity, "resourceId": resource,
                                "resourceUri": f"https://calendar.test/{resource}", "expiration": str(row.expires)}
        return {**out, "token": row.token} if row.token else out

    @method("write", "calendar.channels.stop")
    def channels_stop(self, body: Body) -> Json:
        """Drop a wish to hear of changes."""
        row = self.channels.get(text_in(body, "id"))
        if row is None or row.user != self.principal or row.resource != text_in(body, "resourceId"):
            raise ToolError("not_found", f"Channel {shown(text_in(body, 'id'))} not found for project.")
        self.channels.remove(text_in(body, "id"))
        return {}


def _value_of(name: str, row: Settings) -> str:
    values = {
        "autoAddHangouts": "false", "dateFieldOrder": "DMY", "defaultEventLength": str(row.default_minutes),
        "format24HourTime": _truth(row.format_24_hours), "hideInvitations": _truth(row.invitations == "answered"),
        "hideWeekends": "false", "locale": row.locale, "remindOnRespondedEventsOnly": "false",
        "showDeclinedEvents": _truth(row.show_declined), "timezone": row.time_zone, "useKeyboardShortcuts": "true",
        "weekStart": {"sunday": "0", "monday": "1", "saturday": "6"}[row.week_start],
    }
    return values[name]


def _truth(value: bool) -> str:
    return "true" if value else "false"

