"""Calendar tools for calendars themselves: making, sharing, listing, settings."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain, is_email, normalise
from ..common.lines import clipped
from ..common.zones import local, zone
from ..service import REST, tool
from .arguments import NewZone, ZoneName
from .arranging import Arranging
from .base import CalendarId, PageToken
from .keeping import Minutes, reminders_of
from .records import RANK, Calendar, Entry, Role, Rule, Scope

Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=254)]
Grant: TypeAlias = Literal["freeBusyReader", "reader", "writer", "owner"]
Clock: TypeAlias = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["09:00"])]


class Calendars(Arranging):
    """Makes, shares and lists calendars."""

    @tool("write")
    def create_calendar(
        self, summary: Name, description: Annotated[str, Field(max_length=4_000)] = "", time_zone: ZoneName = ""
    ) -> Json:
        """Create another calendar of your own, for a team or a topic."""
        owner = self.home(self.principal)
        if not owner:
            raise ToolError("not_found", "You have no calendar here.")
        zone_name = time_zone or self.my_zone
        zone(zone_name)
        identity = f"{self.tx.new_id('cal').removeprefix('cal_')}@group.calendar.test"
        self.calendars.put(identity, Calendar(summary=summary, owner=owner, description=description,
                                              time_zone=zone_name))
        self.list_for(owner, identity)
        return {"id": identity, "summary": summary, "time_zone": zone_name}

    def list_for(self, user: str, calendar: str) -> Entry:
        """Put a calendar into somebody's list, if it isn't there."""
        key = f"{user} {calendar}"
        return self.entries.get(key) or self.entries.put(key, Entry(user=user, calendar=calendar))

    @tool("write")
    def update_calendar(
        self,
        calendar_id: CalendarId,
        summary: Name | None = None,
        description: Annotated[str, Field(max_length=4_000)] | None = None,
        location: Annotated[str, Field(max_length=400)] | None = None,
        time_zone: NewZone = "",
    ) -> Json:
        """Change a calendar's name, description, place or time zone, for everybody."""
        where, _ = self.calendar_for(calendar_id, "owner")
        changes: dict[str, object] = {name: value for name, value in (
            ("summary", summary), ("description", description), ("location", location)) if value is not None}
        if time_zone:
            zone(time_zone)
            changes["time_zone"] = time_zone
        if not changes:
            raise ToolError("nothing_to_do", "Give something to change.")
        self.calendars.update(where, **changes)
        if time_zone:
            self.set_alarms_on(where)  # days begin at other times now
        return {"id": where}

    @tool("destroy")
    def delete_calendar(self, calendar_id: Annotated[str, Field(min_length=1, max_length=320)]) -> Json:
        """Delete a calendar with all its events for good. A person's primary calendar can only be cleared."""
        where, row = self.calendar_for(calendar_id, "owner")
        if row.primary:
            raise ToolError("invalid_operation", "A primary calendar cannot be deleted; calendar.clear_calendar takes "
                                                 "all events off it.")
        count = self._clear(where)
        for table in (self.entries, self.rules, self.pieces, self.gone):
            for _, identity in list(table.find("by_calendar", where)):
                table.remove(identity)
        for _, identity in list(self.personals.find("by_calendar", where)):
            self.personals.remove(identity)
        self.calendars.remove(where)
        self.set_alarms_on(where)
        return {"deleted": where, "events": count}

    @tool("destroy")
    def clear_calendar(self, calendar_id: CalendarId = "") -> Json:
        """Delete all events that a calendar has organised, for everybody and for good, without a mail to guests."""
        where, _ = self.calendar_for(calendar_id, "owner")
        return {"cleared": where, "events": self._clear(where)}

    def _clear(self, where: str) -> int:
        found = [identity for _, identity in self.events.find("by_home", where)]
        for identity in found:
            if identity in self.events:
                self.drop(identity)
        return len(found)

    @tool("write")
    def subscribe(
        self,
        calendar_id: Annotated[str, Field(min_length=1, max_length=320)],
        summary: Annotated[str, Field(max_length=254, description="your own name for it")] | None = None,
        color: Annotated[int | None, Field(ge=1, le=24)] = None,
        hidden: bool | None = None,
        selected: bool | None = None,
        default_reminders: Minutes | None = None,
        default_email_reminders: Minutes | None = None,
    ) -> Json:
        """Put a calendar that you can see into your list, or change how you have it there."""
        where, _ = self.calendar_for(calendar_id, "freeBusyReader")
        me = self.home(self.principal)
        if not me:
            raise ToolError("not_found", "You have no calendar here.")
        changes: dict[str, object] = {name: value for name, value in (
            ("summary", summary), ("color", color), ("hidden", hidden), ("selected", selected)) if value is not None}
        row = self.list_for(me, where)
        changes["reminders"] = reminders_of(default_reminders, default_email_reminders, row.reminders)
        self.entries.put(f"{me} {where}", row.replace(**changes))
        self.set_alarms_on(where)
        return {"id": where, "your_role": self.role_on(where)}

    @tool("write")
    def unsubscribe(self, calendar_id: Annotated[str, Field(min_length=1, max_length=320)]) -> Json:
        """Take a calendar off your list. The calendar itself stays as it is."""
        me = self.home(self.principal)
        key = f"{me} {normalise(calendar_id)}"
        if key not in self.entries:
            raise ToolError("not_found", f"The calendar {shown(calendar_id)} is not in your list.")
        if normalise(calendar_id) == me:
            raise ToolError("invalid_operation", "Your primary calendar stays in your list; you can hide it.")
        self.entries.remove(key)
        self.set_alarms_on(normalise(calendar_id))
        return {"removed": normalise(calendar_id)}

    # --- sharing -------------------------------------------------------------------------------------------------

    @tool("send", seconds=2)
    def share_calendar(
        self,
        who: Annotated[str, Field(min_length=1, max_length=320, description="a person's or group's address, a domain, "
                                  "or `public`", examples=["amy@acme.test"])],
        role: Annotated[Grant, Field(description="freeBusyReader sees only when you are busy; reader all but private "
                                     "events; writer changes events; owner shares it too")] = "reader",
        calendar_id: CalendarId = "",
        notify: Annotated[bool, Field(description="tell them by mail")] = True,
    ) -> Json:
        """Open a whole calendar to a person, a group, everybody of a domain, or the public; or change their role."""
        where, row = self.calendar_for(calendar_id, "owner")
        scope, value = self._scope(who)
        if scope in ("domain", "default") and RANK[role] > RANK["reader"]:
            raise ToolError("invalid_role", f"{shown(who)} can be freeBusyReader or reader, not {role}.")
        if scope == "user" and value == row.owner:
            raise ToolError("invalid_grantee", f"{value} owns the calendar.")
        self.rules.put(f"{where} {scope}:{value}", Rule(calendar=where, scope=scope, value=value, role=role))
        self.set_alarms_on(where)
        out: dict[str, Json] = {"calendar": where, "shared_with": value or "public", "role": role}
        people = self.each_person([value]) if scope in ("user", "group") else []
        outside = [one for one in people if not self.is_home(one)]
        for one in people:
            if self.home(one) and self.home(one) != row.owner:
                self.list_for(self.home(one), where)
        if notify or outside:
            self._tell_shared(where, row, people, role, notify)
        open_to = ["anyone"] if scope == "default" else [value] if scope == "domain" else []
        beyond = outside or [one for one in open_to if not self.is_home(f"@{one}")]
        if beyond:
            out["outside_your_organisation"] = list[Json](beyond)
        return out

    def _scope(self, who: str) -> tuple[Scope, str]:
        value = normalise(who)
        if value in ("public", "default", "anyone"):
            return "default", ""
        if value in self.tx.read("groups.groups"):
            return "group", value
        if is_email(value):
            return "user", self.home(value) or value
        if "@" in value or "." not in value or " " in value:
            raise ToolError("invalid_grantee", f"{shown(who)} is no address, no domain and not `public`.")
        return "domain", value

    def _tell_shared(self, where: str, row: Calendar, people: list[str], role: str, mail: bool) -> None:
        if self.tx.actor.role == "setup":
            return
        subject = f"Calendar shared with you: {row.summary}"
        body = (f"{self.name_of(self.principal) or self.principal} ({self.principal}) has shared the calendar "
                f"\"{row.summary}\" with you as {role}.\nCalendar id: {where}\n")
        for one in people:
            if not self.is_home(one):
                self.ask("ledger.record", channel="calendar", sender=self.principal, recipients=[one],
                         subject=clipped(subject, 400), body=body if mail else "", source=where,
                         headers=[["Role", role], ["Notified", "yes" if mail else "no"]])
            elif mail and one != self.principal:
                self.mail_plain(one, subject, body)

    @tool("write")
    def unshare_calendar(
        self,
        who: Annotated[str, Field(min_length=1, max_length=320, description="as calendar.list_sharing names it")],
        calendar_id: CalendarId = "",
    ) -> Json:
        """Take an access rule off a calendar. Who has access by another rule keeps it."""
        where, _ = self.calendar_for(calendar_id, "owner")
        scope, value = self._scope(who)
        key = f"{where} {scope}:{value}"
        if key not in self.rules:
            names = ", ".join(rule.value or "public" for rule in self.rules.found("by_calendar", where)[:20])
            raise ToolError("not_found", f"The calendar is not shared with {shown(who)}; it is with "
                                         f"{names or 'nobody'}.")
        self.rules.remove(key)
        return {"calendar": where, "removed": value or "public"}

    @tool("read")
    def list_sharing(self, calendar_id: CalendarId = "", page_token: PageToken = "") -> Json:
        """List who has access to a calendar, and as what."""
        where, row = self.calendar_for(calendar_id, "owner")
        rows = [rule for rule in self.rules.found("by_calendar", where) if f"{rule.scope}:{rule.value}" > page_token]
        rows.sort(key=lambda rule: f"{rule.scope}:{rule.value}")
        lines: list[Json] = []
        for rule in rows[:100]:
            line: dict[str, Json] = {"who": rule.value or "public", "scope": rule.scope, "role": rule.role}
            where_from = rule.value if rule.scope == "domain" else domain(rule.value)
            if rule.scope == "default" or not self.is_home(f"x@{where_from}"):
                line["outside"] = True
            lines.append(line)
        out: dict[str, Json] = {"calendar": where, "owner": row.owner, "sharing": lines}
        if len(rows) > 100:
            out["next_page_token"] = f"{rows[99].scope}:{rows[99].value}"
        return out

    # --- settings ------------------------------------------------------------------------------------------------

    @tool("read")
    def get_settings(self) -> Json:
        """Return your calendar settings: time zone, language, week, default length, working hours; and the time now."""
        me = self.home(self.principal)
        row = self.settings_of(self.principal)
        return {
            "user": me or self.principal, "now": local(self.tx.now, row.time_zone).isoformat(timespec="seconds"),
            "time_zone": row.time_zone, "locale": row.locale, "week_start": row.week_start,
            "default_event_minutes": row.default_minutes, "format_24_hours": row.format_24_hours,
            "show_declined_events": row.show_declined, "invitations_shown": row.invitations,
            "working_hours": {"days": list[Json](row.work_days), "start": _clock(row.work_start),
                              "end": _clock(row.work_end)},
        }

    @tool("write")
    def update_settings(
        self,
        time_zone: NewZone = "",
        locale: Annotated[str, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$", examples=["en"])] | None = None,
        week_start: Literal["monday", "saturday", "sunday"] | None = None,
        default_event_minutes: Annotated[int | None, Field(ge=5, le=1440)] = None,
        format_24_hours: bool | None = None,
        show_declined_events: bool | None = None,
        invitations_shown: Annotated[Literal["everyone", "known", "answered"] | None, Field(
            description="from outside: everybody's at once, those of known senders, or only what you have answered")
        ] = None,
        working_days: Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(
            max_length=7, description="0 is Monday")] | None = None,
        work_start: Clock | None = None,
        work_end: Clock | None = None,
    ) -> Json:
        """Change your calendar settings; what is not given stays."""
        me = self.home(self.principal)
        if not me:
            raise ToolError("not_found", "You have no calendar here.")
        row = self.settings_of(me)
        changes: dict[str, object] = {name: value for name, value in (
            ("locale", locale), ("week_start", week_start), ("default_minutes", default_event_minutes),
            ("format_24_hours", format_24_hours), ("show_declined", show_declined_events),
            ("invitations", invitations_shown),
            ("work_start", _minutes(work_start)), ("work_end", _minutes(work_end)),
            ("work_days", None if working_days is None else tuple(sorted({*working_days}))),
        ) if value is not None}
        if time_zone:
            zone(time_zone)
            changes["time_zone"] = time_zone
        new = row.replace(**changes)
        if new.work_end <= new.work_start:
            raise ToolError("invalid_time", f"Working hours would end at {_clock(new.work_end)}, before they start at "
                                            f"{_clock(new.work_start)}.")
        self.settings.put(me, new)
        return {"user": me, "changed": list[Json](sorted(changes))}

    @tool("write", faces=REST)
    def set_access_rule(self, who: Annotated[str, Field(min_length=1, max_length=320)], role: Role,
                        calendar_id: CalendarId = "") -> Json:
        """Write an access rule as the API's acl.insert does; the role `none` gives the scope nothing."""
        where, _ = self.calendar_for(calendar_id, "owner")
        scope, value = self._scope(who)
        self.rules.put(f"{where} {scope}:{value}", Rule(calendar=where, scope=scope, value=value, role=role))
        self.set_alarms_on(where)
        return {"id": f"{scope}:{value}", "role": role}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(clock: str | None) -> int | None:
    return None if clock is None else int(clock[:2]) * 60 + int(clock[3:])

