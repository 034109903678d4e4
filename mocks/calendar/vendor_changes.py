"""Google Calendar's methods that make, change, move and delete events."""

import re
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.vendor import Body, integer_in, method, text_in, texts_in
from ..common.zones import read_moment, zone
from .base import Found, guest, shown_on
from .keeping import MAX_REMINDERS
from .records import Attachment, Attendee, Event, Reminder
from .recurrence import check_repeat
from .vendor_events import Calendar, Guests, Id, Token, Updates, VendorEvents

Version: TypeAlias = Annotated[int, Field(ge=0, le=1)]

_OWN_ID = re.compile(r"[a-v0-9]{5,1024}", re.ASCII)
_OWN = frozenset({"start", "end", "reminders", "colorId", "attendees", "visibility", "transparency",
                  "extendedProperties", "etag", "id", "kind"})
"""What a body may hold of a guest who may not change the event: what is his own, and what only repeats."""


class VendorChanges(VendorEvents):
    """Writes events."""

    # --- making --------------------------------------------------------------------------------------------------

    @method("send", "calendar.events.insert", seconds=2)
    def events_insert(
        self, calendar_id: Calendar, body: Body, send_updates: Updates = "", send_notifications: bool = False,
        conference_data_version: Version = 0, event_label_version: Version = 0, max_attendees: Guests = 0,
        supports_attachments: bool = False,
    ) -> Json:
        """Make an event or a series. Guests have it on their calendars; they are mailed as `sendUpdates` says."""
        where, _ = self.calendar_for(calendar_id, "writer")
        identity = text_in(body, "id")
        if identity and not _OWN_ID.fullmatch(identity):
            raise ToolError("invalid_arguments", f"Invalid resource id value {shown(identity)}.")
        if identity in self.events:
            raise ToolError("already_exists", "The requested identifier already exists.")
        identity = identity or self.tx.new_id("evt")
        found = self._made(where, identity, body, conference_data_version, supports_attachments)
        self._notified("Invitation", found.row_id, found.row, self.told(found.row), send_updates, send_notifications)
        return self._shown(found, guests=max_attendees)

    @method("write", "calendar.events.import", seconds=2)
    def events_import(
        self, calendar_id: Calendar, body: Body, conference_data_version: Version = 0, event_label_version: Version = 0,
        supports_attachments: bool = False,
    ) -> Json:
        """Put a copy of an event, known by its `iCalUID`, onto a calendar: nobody is invited by it."""
        where, _ = self.calendar_for(calendar_id, "writer")
        uid = text_in(body, "iCalUID")
        if not uid:
            raise ToolError("invalid_arguments", "Missing iCal UID.")
        for _, identity in self.events.find("by_uid", uid):
            if where in shown_on(self.events[identity]):
                found = self._found(where, identity, "writer")
                return self._shown(self._changed_by(found, body, whole=True, version=conference_data_version,
                                                    files=supports_attachments))
        identity = self.tx.new_id("evt")
        return self._shown(self._made(where, identity, body, conference_data_version, supports_attachments, uid=uid))

    @method("send", "calendar.events.quickAdd", seconds=2)
    def events_quick_add(
        self, calendar_id: Calendar, text: Annotated[str, Field(min_length=1, max_length=1_000)],
        send_updates: Updates = "", send_notifications: bool = False,
    ) -> Json:
        """Make an event from a sentence."""
        made: Any = self.quick_add(text, calendar_id, notify=False)
        found = self._found(calendar_id, made["id"])
        self._notified("Invitation", found.row_id, found.row, self.told(found.row), send_updates, send_notifications)
        return self._shown(found)

    def _made(self, where: str, identity: str, body: Body, version: int, files: bool, uid: str = "") -> Found:
        calendar = self.calendars[where]
        if not isinstance(body.get("start"), dict) or not isinstance(body.get("end"), dict):
            raise ToolError("invalid_arguments", "Missing end time." if body.get("start") else "Missing start time.")
        kind: Any = text_in(body, "eventType", "default")
        if kind not in ("default", "outOfOffice", "focusTime", "workingLocation"):
            raise ToolError("invalid_arguments", f"An event of type {shown(kind)} cannot be made.")
        row = Event(
            calendar=where, organizer=where, organizer_name=self.name_of(where) or calendar.summary,
            creator=self.principal, uid=uid or f"{identity.removeprefix('evt_')}@calendar.test", number=0,
            created=self.tx.now, updated=self.tx.now, type=kind, start=0, end=0, zone=calendar.time_zone,
        )
        row = row.replace(**self._fields(body, row, version, files))
        check_repeat(row.recurrence, row.start, row.zone, row.all_day)
        people = self._people(body, row)
        self.keep(identity, row.replace(attendees=self.joined(row, people) if people else ()))
        self._put_personal(identity, where, body)
        return self._found(where, identity)

    def _people(self, body: Body, row: Event) -> list[Attendee]:
        """Return the guests that a body names; those who are guests already keep what is not said anew."""
        out: dict[str, Attendee] = {}
        attendees = body.get("attendees")
        for item in attendees if isinstance(attendees, list) else ():
            address = text_in(item, "email")
            if not address:
                raise ToolError("invalid_arguments", "Missing attendee email.")
            optional = isinstance(item, dict) and item.get("optional") is True
            for one in self.guests_of([address], optional=optional):
                known = guest(row, one.email) or one
                response: Any = text_in(item, "responseStatus", known.response)
                resource = isinstance(item, dict) and item.get("resource") is True
                out[one.email] = known.replace(
                    optional=optional, resource=known.resource or resource,
                    name=known.name or text_in(item, "displayName")[:200], response=response,
                    comment=text_in(item, "comment", known.comment)[:1_000],
                )
        return list(out.values())

    # --- changing ------------------------------------------------------------------------------------------------

    @method("send", "calendar.events.patch", seconds=2)
    def events_patch(
        self, calendar_id: Calendar, event_id: Id, body: Body, send_updates: Updates = "",
        send_notifications: bool = False, conference_data_version: Version = 0, event_label_version: Version = 0,
        max_attendees: Guests = 0, supports_attachments: bool = False, always_include_email: bool = False,
        if_match: Token = "",
    ) -> Json:
        """Change what is given of an event, a series or one instance; lists are replaced whole."""
        found = self._found(calendar_id, event_id, "writer")
        self._must_match(found, if_match)
        new = self._changed_by(found, body, whole=False, version=conference_data_version, files=supports_attachments)
        self._tell_changed(found, new, send_updates, send_notifications)
        return self._shown(new, guests=max_attendees)

    @method("send", "calendar.events.update", seconds=2)
    def events_update(
        self, calendar_id: Calendar, event_id: Id, body: Body, send_updates: Updates = "",
        send_notifications: bool = False, conference_data_version: Version = 0, event_label_version: Version = 0,
        max_attendees: Guests = 0, supports_attachments: bool = False, always_include_email: bool = False,
        if_match: Token = "",
    ) -> Json:
        """Give an event the values of a resource; what that leaves out is as for a new event."""
        found = self._found(calendar_id, event_id, "writer")
        self._must_match(found, if_match)
        if not isinstance(body.get("start"), dict) or not isinstance(body.get("end"), dict):
            raise ToolError("invalid_arguments", "Missing end time." if body.get("start") else "Missing start time.")
        new = self._changed_by(found, body, whole=True, version=conference_data_version, files=supports_attachments)
        self._tell_changed(found, new, send_updates, send_notifications)
        return self._shown(new, guests=max_attendees)

    def _must_match(self, found: Found, wanted: str) -> None:
        if wanted and wanted != self.etag_of(found.one, found.where):
            raise ToolError("condition_not_met", "Precondition Failed: the event has changed since.")

    def _changed_by(self, found: Found, body: Body, *, whole: bool, version: int, files: bool) -> Found:
        """Change an event as a body says: for a guest who may not, only what is his own."""
        row = found.row
        if row.status == "cancelled" and body.get("status") not in ("confirmed", "tentative"):
            self.must_stand(row)
        if not self.may_change(row):
            return self._changed_by_guest(found, body)
        base = row
        if whole:
            base = row.replace(
                summary="", description="", location="", visibility="default", transparency="opaque",
                guests_can_modify=False, guests_can_invite=True, guests_can_see=True, recurrence=(), attachments=(),
                properties=(), source_url="", source_title="", status="confirmed",
            )
        fields = self._fields(body, base, version, files)
        if whole:
            kept = ("summary", "description", "location", "visibility", "transparency", "guests_can_modify",
                    "guests_can_invite", "guests_can_see", "properties", "source_url", "source_title", "status",
                    *(("recurrence",) if not found.is_instance else ()), *(("attachments",) if files else ()))
            fields = {**{name: getattr(base, name) for name in kept}, **fields}
        given: dict[str, Any] = {name: value for name, value in fields.items() if value != self._now_of(found, name)}
        if {"start", "end"} & given.keys():
            given |= {name: fields[name] for name in ("start", "end", "all_day") if name in fields}
            given.setdefault("all_day", row.all_day)
            given.setdefault("start", found.one.start)
            given.setdefault("end", found.one.end)
        if found.is_instance:
            given.pop("recurrence", None)
        add, remove, people = self._guests_between(found, body, whole=whole)
        identity = found.row_id
        if given or add or remove:
            self._check_allowed(found, given, bool(add), bool(remove))
            identity, _ = self._changed(found, "this" if found.is_instance else "all", given, add, remove)
        elif found.one.instance:
            identity, single = self.changed_instance(found)
            self.keep(identity, single)
        if people is not None:
            now = self.events[identity]
            said = {one.email: one for one in people}
            self.keep(identity, now.replace(attendees=tuple(
                one.replace(optional=said[one.email].optional, comment=said[one.email].comment,
                            response=said[one.email].response) if one.email in said else one
                for one in now.attendees
            )))
        self._put_personal(identity, found.where, body, whole=whole)
        return self._found(found.where, identity)

    def _now_of(self, found: Found, name: str) -> object:
        return {"start": found.one.start, "end": found.one.end}.get(name, getattr(found.row, name))

    def _guests_between(self, found: Found, body: Body, *, whole: bool
                        ) -> tuple[tuple[str, ...], tuple[str, ...], list[Attendee] | None]:
        """Return who becomes a guest, who is one no longer, and all that a body says of guests."""
        if "attendees" not in body and not whole:
            return (), (), None
        people = self._people(body, found.row)
        named = {one.email for one in people}
        before = {one.email for one in found.row.attendees}
        mine = found.row.organizer
        add = tuple(one.email for one in people if one.email not in before)
        remove = tuple(one for one in before if one not in named and (one != mine or not people))
        return add, tuple(sorted(remove)), people

    def _changed_by_guest(self, found: Found, body: Body) -> Found:
        others = sorted(name for name in body if name not in _OWN)
        mine = guest(found.row, found.where)
        if mine is None or any(self._says_anew(found, name, body) for name in others):
            self.must_change(found.row)
        people = self._people(body, found.row)
        said = next((one for one in people if one.email == found.where), mine)
        identity = found.row_id
        if said is not None and mine is not None and (said.response, said.comment) != (mine.response, mine.comment):
            scope = "this" if found.is_instance else "all"
            identity = self._answer(found, found.where, said.response, said.comment, scope, True)[0]
        self._put_personal(identity, found.where, body)
        return self._found(found.where, identity)

    def _says_anew(self, found: Found, name: str, body: Body) -> bool:
        return body.get(name) != self.event(found.one, found.where, found.role, found.row.zone).get(name)

    def _put_personal(self, identity: str, where: str, body: Body, *, whole: bool = False) -> None:
        """Write what a body says of how one calendar has an event: colour, reminders, private properties."""
        changes: dict[str, Any] = {}
        if "colorId" in body or whole:
            changes["color"] = integer_in(body, "colorId")
            if not 0 <= changes["color"] <= 11:
                raise ToolError("invalid_arguments", f"Invalid colorId {changes['color']}.")
        reminders = body.get("reminders")
        if isinstance(reminders, dict):
            overrides = reminders.get("overrides")
            chosen = tuple(
                Reminder(method="email" if text_in(one, "method") == "email" else "popup",
                         minutes=integer_in(one, "minutes"))
                for one in (overrides if isinstance(overrides, list) else ())
            )
            if len(chosen) > MAX_REMINDERS or any(not 0 <= one.minutes <= 40_320 for one in chosen):
                raise ToolError("invalid_arguments", "Invalid reminders: five at the most, up to 40320 minutes before.")
            changes["own_reminders"] = reminders.get("useDefault") is not True
            changes["reminders"] = chosen if changes["own_reminders"] else ()
        kept = body.get("extendedProperties")
        if isinstance(kept, dict) and isinstance(kept.get("private"), dict):
            changes["properties"] = _pairs(kept["private"])
        if changes and (f"{identity} {where}" in self.personals or any(changes.values())):
            self.personal(identity, where, **changes)

    def _fields(self, body: Body, row: Event, version: int, files: bool) -> dict[str, Any]:
        """Return what a body says of what all share of an event."""
        out: dict[str, Any] = {
            field: text_in(body, name)
            for name, field in (("summary", "summary"), ("description", "description"), ("location", "location"),
                                ("visibility", "visibility"), ("transparency", "transparency"), ("status", "status"))
            if body.get(name) is not None
        }
        _check_choice(out, "visibility", ("default", "public", "private", "confidential"))
        _check_choice(out, "transparency", ("opaque", "transparent"))
        _check_choice(out, "status", ("confirmed", "tentative", "cancelled"))
        for name, field in (("guestsCanModify", "guests_can_modify"), ("guestsCanInviteOthers", "guests_can_invite"),
                            ("guestsCanSeeOtherGuests", "guests_can_see")):
            if body.get(name) is not None:
                out[field] = body.get(name) is True
        for name in ("start", "end"):
            if isinstance(body.get(name), dict):
                out |= self._when_in(body.get(name), name, row)
        if out.get("end", row.end) < out.get("start", row.start):
            raise ToolError("invalid_arguments", "The specified time range is empty.")
        if "recurrence" in body:
            out["recurrence"] = texts_in(body, "recurrence")
        if "conferenceData" in body and version:
            wanted = body.get("conferenceData")
            out["conference"] = (row.conference or self.new_conference()) if wanted else ""
        if files and "attachments" in body:
            out["attachments"] = self._attachments(body, row)
        kept = body.get("extendedProperties")
        if isinstance(kept, dict) and isinstance(kept.get("shared"), dict):
            out["properties"] = _pairs(kept["shared"])
        if isinstance(body.get("source"), dict):
            out |= {"source_url": text_in(body["source"], "url"), "source_title": text_in(body["source"], "title")}
        declining = body.get("outOfOfficeProperties")
        if isinstance(declining, dict):
            out["auto_decline"] = text_in(declining, "autoDeclineMode", "declineNone") != "declineNone"
        return out

    def _when_in(self, value: Any, name: str, row: Event) -> dict[str, Any]:
        date, moment, zone_name = (text_in(value, one) for one in ("date", "dateTime", "timeZone"))
        if bool(date) == bool(moment):
            raise ToolError("invalid_arguments", f"Invalid {name} time: give `date` or `dateTime`.")
        if date:
            return {name: _day(date), "all_day": True}
        out: dict[str, Any] = {"all_day": False}
        if zone_name:
            zone(zone_name)
            out["zone"] = zone_name
        out[name] = self.moment(moment, 0, zone_name or row.zone)
        return out

    def _attachments(self, body: Body, row: Event) -> tuple[Attachment, ...]:
        kept = {one.file: one for one in row.attachments}
        listed = body.get("attachments")
        files = [text_in(one, "fileId") or text_in(one, "fileUrl").rstrip("/").rpartition("/")[2]
                 for one in (listed if isinstance(listed, list) else ())]
        return tuple(kept.get(file) or self.files_for([file])[0] for file in dict.fromkeys(files))

    # --- moving, deleting, watching ------------------------------------------------------------------------------

    @method("send", "calendar.events.move", seconds=2)
    def events_move(
        self, calendar_id: Calendar, event_id: Id, destination: Calendar, send_updates: Updates = "",
        send_notifications: bool = False,
    ) -> Json:
        """Move an event to another calendar, which becomes its organiser."""
        found = self._found(calendar_id, event_id, "writer")
        self.move_event(found.row_id, destination, notify=False)
        new = self._found(destination, found.row_id)
        self._notified("Updated", new.row_id, new.row, self.told(new.row), send_updates, send_notifications)
        return self._shown(new)

    @method("destroy", "calendar.events.delete", seconds=2)
    def events_delete(
        self, calendar_id: Calendar, event_id: Id, send_updates: Updates = "", send_notifications: bool = False,
        if_match: Token = "",
    ) -> Json:
        """Delete an event for all, or as a guest take it off one's own calendar."""
        found = self._found(calendar_id, event_id, "writer")
        self._must_match(found, if_match)
        if found.row.status == "cancelled":
            raise ToolError("already_gone", "Resource has been deleted")
        told = self.told(found.row)
        done: Any = self.delete_event(event_id, "this" if found.is_instance else "all", notify=False)
        if "cancelled" in done:
            self._notified("Cancelled", done["cancelled"], self.events[done["cancelled"]], told, send_updates,
                           send_notifications)
        return {}

    def _tell_changed(self, before: Found, after: Found, updates: str, old_way: bool) -> None:
        was = {one.email for one in before.row.attendees}
        now = self.told(after.row)
        self._notified("Invitation", after.row_id, after.row, [one for one in now if one not in was], updates, old_way)
        if after.row.status == "cancelled":
            self._notified("Cancelled", after.row_id, after.row, now, updates, old_way)
        elif after.row.sequence != before.row.sequence or after.row.summary != before.row.summary:
            self._notified("Updated", after.row_id, after.row, [one for one in now if one in was], updates, old_way)
        lost = [one.email for one in before.row.attendees if guest(after.row, one.email) is None]
        self._notified("Cancelled", before.row_id, before.row, lost, updates, old_way)

    def _notified(self, what: str, identity: str, row: Event, people: list[str], updates: str, old_way: bool) -> None:
        """Mail those whom `sendUpdates` names; `sendNotifications` is its older form."""
        wanted = updates or ("all" if old_way else "none")
        if wanted == "externalOnly":
            people = [one for one in people if not self.is_home(one)]
        if wanted != "none" and people:
            self.notify(what, identity, row, people)


def _day(text: str) -> int:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ToolError("invalid_arguments", f"Invalid date {shown(text)}: it is YYYY-MM-DD.")
    return read_moment(text, "UTC")


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    pairs = tuple(sorted((str(name), str(text)) for name, text in value.items() if text is not None))
    if len(pairs) > 300 or sum(len(name) + len(text) for name, text in pairs) > 32_768:
        raise ToolError("invalid_arguments", "Extended properties: 300 at the most, and 32 KB.")
    return pairs


def _check_choice(fields: dict[str, Any], name: str, choices: tuple[str, ...]) -> None:
    if name in fields and fields[name] not in choices:
        raise ToolError("invalid_arguments", f"Invalid value for {name}: {shown(fields[name])}.")
