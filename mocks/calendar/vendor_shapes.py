"""Google Calendar's resources: events, calendars, entries of lists, access rules, as its REST API shows them."""

from ...snapshots.digest import Json
from ..common.moments import DAY
from ..common.zones import local_text
from .base import Occurrence, day_text, guest
from .records import CALENDAR_COLORS, Attendee, Calendar, Entry, Event, Personal, Reminder, Role, Rule
from .seeding import Seeding

TEXT_COLOR = "#1d1d1d"
"""What stands on every colour, as Google's colors.get has it."""


def utc(ms: int) -> str:
    """Return an instant as the API writes those that no zone goes with."""
    return local_text(ms, "UTC").replace("+00:00", ".000Z")


class VendorShapes(Seeding):
    """Shows rows as Google Calendar's resources."""

    def event(self, one: Occurrence, where: str, role: Role, zone_name: str, most: int = 0) -> dict[str, Json]:
        """Return an event as it is on a calendar, for a caller with a role there; `most` guests, 0 for all."""
        row = one.row
        out: dict[str, Json] = {
            "kind": "calendar#event", "etag": self.etag_of(one, where), "id": one.id, "status": row.status,
            "updated": utc(row.updated), "iCalUID": row.uid, "sequence": row.sequence,
            "start": self._when(one.start, row, zone_name), "end": self._when(one.end, row, zone_name),
            "eventType": row.type,
        }
        if one.instance or row.series:
            out["recurringEventId"] = one.row_id if one.instance else row.series
            out["originalStartTime"] = self._when(one.start if one.instance else row.original, row, zone_name)
        if self.is_busy_only(where, role, one):
            return {**out, "visibility": "private", "organizer": {"email": row.organizer}}
        personal = self.personal_of(one, where)
        out |= {
            "htmlLink": f"https://calendar.test/event?eid={one.id}", "created": utc(row.created),
            "creator": _person(row.creator, self.name_of(row.creator), where),
            "organizer": _person(row.organizer, row.organizer_name, where),
            "reminders": _reminders(personal),
        }
        for name, text in (("summary", row.summary), ("description", row.description), ("location", row.location),
                           ("hangoutLink", row.conference)):
            if text:
                out[name] = text
        self._put_options(out, row, personal)
        self._put_guests_of(out, row, where, most)
        if row.recurrence and not one.instance:
            out["recurrence"] = list(row.recurrence)
        if row.conference:
            out["conferenceData"] = _conference(row.conference)
        if row.attachments:
            out["attachments"] = [
                {"fileId": file.file, "fileUrl": f"https://drive.test/file/{file.file}", "title": file.title,
                 "mimeType": file.type} for file in row.attachments
            ]
        return out

    def _put_options(self, out: dict[str, Json], row: Event, personal: Personal | None) -> None:
        visibility = (personal.visibility if personal else "") or row.visibility
        transparency = (personal.transparency if personal else "") or row.transparency
        if visibility != "default":
            out["visibility"] = visibility
        if transparency != "opaque":
            out["transparency"] = transparency
        if personal and personal.color:
            out["colorId"] = str(personal.color)
        if row.guests_can_modify:
            out["guestsCanModify"] = True
        if not row.guests_can_invite:
            out["guestsCanInviteOthers"] = False
        if not row.guests_can_see:
            out["guestsCanSeeOtherGuests"] = False
        if row.source_url:
            out["source"] = {"url": row.source_url, "title": row.source_title}
        kept: dict[str, Json] = {}
        if row.properties:
            kept["shared"] = dict(row.properties)
        if personal and personal.properties:
            kept["private"] = dict(personal.properties)
        if kept:
            out["extendedProperties"] = kept
        declining = "declineAllConflictingInvitations" if row.auto_decline else "declineNone"
        if row.type == "outOfOffice":
            out["outOfOfficeProperties"] = {"autoDeclineMode": declining}
        elif row.type == "focusTime":
            out["focusTimeProperties"] = {"autoDeclineMode": declining}
        elif row.type == "workingLocation":
            out["workingLocationProperties"] = {"type": "customLocation", "customLocation": {"label": row.summary}}

    def _put_guests_of(self, out: dict[str, Json], row: Event, where: str, most: int) -> None:
        seen = row.attendees
        if not row.guests_can_see and not self.is_organizer(row):
            seen = tuple(one for one in seen if one.email in (where, row.organizer))
        if most and len(seen) > most:
            mine = guest(row, where)
            seen = ((mine,) if mine is not None else seen)[:most]
            out["attendeesOmitted"] = True
        if seen:
            out["attendees"] = [_attendee(one, row, where) for one in seen]

    def _when(self, ms: int, row: Event, zone_name: str) -> Json:
        if row.all_day:
            return {"date": day_text(ms)}
        return {"dateTime": local_text(ms, zone_name), "timeZone": row.zone}

    def personal_of(self, one: Occurrence, where: str) -> Personal | None:
        """Return what a calendar has of its own about an event, or about the series that it is of."""
        return self.personals.get(f"{one.row_id} {where}") or self.personals.get(f"{one.row.series} {where}")

    def etag_of(self, one: Occurrence, where: str) -> str:
        """Return the version of an event as it is on a calendar."""
        personal = self.personal_of(one, where)
        return f'"{max(one.row.number, personal.number if personal else 0)}"'

    def gone_event(self, identity: str) -> dict[str, Json]:
        """Return what is left to say of an event that is on a calendar no longer."""
        return {"kind": "calendar#event", "id": identity, "status": "cancelled", "etag": '"0"'}

    # --- calendars -----------------------------------------------------------------------------------------------

    def calendar(self, identity: str, row: Calendar) -> dict[str, Json]:
        """Return a calendar."""
        out: dict[str, Json] = {
            "kind": "calendar#calendar", "etag": '"1"', "id": identity, "summary": row.summary,
            "timeZone": row.time_zone, "dataOwner": row.owner, **_described(row),
            "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
        }
        return out

    def listed(self, entry: Entry) -> dict[str, Json]:
        """Return a calendar as somebody has it in the list."""
        row = self.calendars[entry.calendar]
        out: dict[str, Json] = {
            **self.calendar(entry.calendar, row), "kind": "calendar#calendarListEntry",
            "accessRole": self.role_on(entry.calendar), "colorId": str(entry.color),
            "backgroundColor": CALENDAR_COLORS[entry.color - 1], "foregroundColor": TEXT_COLOR,
            "selected": entry.selected, "defaultReminders": [_reminder(one) for one in entry.reminders],
        }
        if entry.summary:
            out["summaryOverride"] = entry.summary
        if entry.hidden:
            out["hidden"] = True
        if row.primary and entry.calendar == entry.user:
            out["primary"] = True
        return out


def rule_resource(rule: Rule) -> dict[str, Json]:
    """Return an access rule."""
    scope: dict[str, Json] = {"type": rule.scope}
    if rule.value:
        scope["value"] = rule.value
    return {"kind": "calendar#aclRule", "etag": f'"{rule.role}"', "id": rule_name(rule), "scope": scope,
            "role": rule.role}


def rule_name(rule: Rule) -> str:
    """Return an access rule's id, as the API has it: `user:ADDRESS`, `default`."""
    return f"{rule.scope}:{rule.value}" if rule.value else rule.scope


def last_moment(one: Occurrence) -> int:
    """Return when something ends, by the days of an all-day event."""
    return one.end if not one.row.all_day else max(one.end, one.start + DAY)


def _person(address: str, name: str, where: str) -> Json:
    out: dict[str, Json] = {"email": address}
    if name:
        out["displayName"] = name
    if address == where:
        out["self"] = True
    return out


def _attendee(one: Attendee, row: Event, where: str) -> Json:
    out: dict[str, Json] = {"email": one.email, "responseStatus": one.response}
    for name, value in (("displayName", one.name), ("comment", one.comment), ("optional", one.optional),
                        ("resource", one.resource), ("organizer", one.email == row.organizer),
                        ("self", one.email == where)):
        if value:
            out[name] = value
    return out


def _reminder(one: Reminder) -> Json:
    return {"method": one.method, "minutes": one.minutes}


def _reminders(personal: Personal | None) -> Json:
    if personal is None or not personal.own_reminders:
        return {"useDefault": True}
    overrides: list[Json] = [_reminder(one) for one in personal.reminders]
    return {"useDefault": False, "overrides": overrides} if overrides else {"useDefault": False}


def _conference(link: str) -> Json:
    name = link.rpartition("/")[2]
    return {
        "conferenceId": name, "conferenceSolution": {"key": {"type": "hangoutsMeet"}, "name": "Google Meet"},
        "entryPoints": [{"entryPointType": "video", "uri": link, "label": link.partition("://")[2]}],
    }


def _described(row: Calendar) -> dict[str, Json]:
    return {name: text for name, text in (("description", row.description), ("location", row.location)) if text}
