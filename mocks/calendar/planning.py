"""Calendar tools that make and change events, single ones and series."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.lines import listed
from ..common.moments import DAY
from ..common.zones import zone
from ..service import tool
from .arguments import (
    End,
    FileIds,
    Message,
    NewEnd,
    Notify,
    Repeats,
    Scope,
    Seen,
    Shown,
    Text,
    Title,
    When,
    ZoneName,
)
from .base import CalendarId, EventId, Found, Occurrence, guest
from .keeping import Guests, Keeping, Minutes, reminders_of
from .moving import moved_dates, shifted, taken_out, wall
from .records import Event, EventType
from .recurrence import check_repeat, ended_before, going_on


class Planning(Keeping):
    """Makes and changes events."""

    @tool("send", seconds=2)
    def create_event(
        self,
        summary: Annotated[str, Field(min_length=1, max_length=1_000)],
        start: When,
        end: End = "",
        calendar_id: CalendarId = "",
        description: Text = "",
        location: Title = "",
        guests: Guests = (),
        optional_guests: Guests = (),
        recurrence: Repeats = (),
        time_zone: ZoneName = "",
        add_video_link: bool = False,
        attachments: FileIds = (),
        reminders: Minutes | None = None,
        email_reminders: Minutes | None = None,
        visibility: Seen = "default",
        show_as: Shown = "busy",
        type: EventType = "default",
        auto_decline: Annotated[bool, Field(description="with type outOfOffice: decline what overlaps")] = False,
        guests_can_modify: bool = False,
        guests_can_invite: bool = True,
        guests_can_see_guests: bool = True,
        notify: Notify = True,
        message: Message = "",
    ) -> dict[str, Json]:
        """Create an event or a recurring series. Guests get an invitation by mail, whether inside or outside.

        Guests outside the company are named in the result. A room is a guest too: it accepts if it is free then, else
        it is named under `rooms_declined`. Files are linked, not shared: guests who cannot open one are named; share
        it with drive.share.
        """
        where, calendar = self.calendar_for(calendar_id, "writer")
        zone_name = time_zone or self.my_zone
        zone(zone_name)
        begin, finish, all_day = self.read_times(start, end, zone_name)
        check_repeat(recurrence, begin, zone_name, all_day)
        if auto_decline and type != "outOfOffice":
            raise ToolError("invalid_arguments", "auto_decline goes with type outOfOffice.")
        files = self.files_for(attachments)
        identity = self.tx.new_id("evt")
        row = Event(
            calendar=where, organizer=where, organizer_name=self.name_of(where) or calendar.summary,
            creator=self.principal, uid=f"{identity.removeprefix('evt_')}@calendar.test", number=0, created=self.tx.now,
            updated=self.tx.now, type=type, summary=summary, description=description, location=location, start=begin,
            end=finish, all_day=all_day, zone=zone_name, recurrence=recurrence, guests_can_modify=guests_can_modify,
            guests_can_invite=guests_can_invite, guests_can_see=guests_can_see_guests, visibility=visibility,
            transparency="transparent" if show_as == "free" else "opaque", attachments=files, auto_decline=auto_decline,
            conference=self.new_conference() if add_video_link else "",
        )
        people = [*self.guests_of(guests), *self.guests_of(optional_guests, optional=True)]
        row = self.keep(identity, row.replace(attendees=self.joined(row, people)))
        if reminders is not None or email_reminders is not None:
            chosen = reminders_of(reminders, email_reminders)
            self.personal(identity, where, own_reminders=True, reminders=chosen)
        outside = self.notify("Invitation", identity, row, self.told(row), message) if notify else []
        return self._result(identity, row, self.with_row(identity), outside)

    def _result(self, identity: str, row: Event, one: Occurrence, outside: list[str]) -> dict[str, Json]:
        out: dict[str, Json] = {"id": identity, **self.times(one, self.my_zone)}
        if row.attendees:
            out["guests"] = len(row.attendees)
        if row.conference:
            out["video_link"] = row.conference
        if outside:
            out["invited_outside"] = list[Json](outside)
        taken = [one.email for one in row.attendees if one.resource and one.response == "declined"]
        if taken:
            out["rooms_declined"] = listed(taken, 20, 100)
        closed = self.closed_files(row)
        if closed:
            out["cannot_open"] = closed
        return out

    def read_times(self, start: str, end: str, zone_name: str) -> tuple[int, int, bool]:
        """Return begin, end and whether they are days, from texts; ToolError where they don't fit together."""
        all_day = len(start) == 10
        if end and (len(end) == 10) != all_day:
            raise ToolError("invalid_time", f"start {shown(start)} and end {shown(end)} are not of one kind: both are "
                                            "days (2026-03-05) or both are times (2026-03-05T09:00).")
        if all_day:
            begin = self.moment(start, 0, "UTC")
            finish = self.moment(end, begin, "UTC") + DAY
        else:
            begin = self.moment(start, 0, zone_name)
            length = self.settings_of(self.home(self.principal)).default_minutes * 60_000
            finish = self.moment(end, begin + length, zone_name)
        if finish < begin:
            raise ToolError("invalid_time", f"The event would end ({shown(end)}) before it starts ({shown(start)}).")
        return begin, finish, all_day

    # --- changing ------------------------------------------------------------------------------------------------

    @tool("send", seconds=2)
    def update_event(
        self,
        event_id: EventId,
        scope: Scope = "this",
        summary: Title | None = None,
        start: When | None = None,
        end: NewEnd = "",
        description: Text | None = None,
        location: Title | None = None,
        add_guests: Guests = (),
        remove_guests: Guests = (),
        recurrence: Repeats | None = None,
        time_zone: Annotated[str, Field(max_length=60, examples=[""], description="IANA zone of the event, and of "
                             "start and end here; empty: the event's stays, and they are in yours")] = "",
        add_video_link: bool | None = None,
        attachments: FileIds | None = None,
        visibility: Seen | None = None,
        show_as: Shown | None = None,
        status: Literal["confirmed", "tentative"] | None = None,
        guests_can_modify: bool | None = None,
        guests_can_invite: bool | None = None,
        guests_can_see_guests: bool | None = None,
        notify: Notify = True,
        message: Message = "",
    ) -> Json:
        """Change what all guests share of an event; what is not given stays. Guests hear by mail of what is new.

        Only the organiser can, or guests whom he allows to modify; guests may invite others unless he forbids it. A
        moved start keeps the length. New times or a new recurrence for all instances undo changes to single ones.
        """
        found = self.found_event(event_id)
        row = found.row
        self.must_stand(row)
        changes: dict[str, Any] = {
            name: value for name, value in (
                ("summary", summary), ("description", description), ("location", location), ("visibility", visibility),
                ("status", status), ("guests_can_modify", guests_can_modify), ("guests_can_invite", guests_can_invite),
                ("guests_can_see", guests_can_see_guests),
            ) if value is not None
        }
        if show_as is not None:
            changes["transparency"] = "transparent" if show_as == "free" else "opaque"
        if attachments is not None:
            kept = {one.file: one for one in row.attachments}
            changes["attachments"] = tuple(kept.get(file) or self.files_for([file])[0]
                                           for file in dict.fromkeys(attachments))
        if add_video_link is not None:
            changes["conference"] = (row.conference or self.new_conference()) if add_video_link else ""
        if time_zone:
            zone(time_zone)
            changes["zone"] = time_zone
        times = self._new_times(found, start, end, time_zone)
        if times is not None:
            changes["start"], changes["end"], changes["all_day"] = times
        if recurrence is not None:
            changes["recurrence"] = recurrence
        self._check_allowed(found, changes, bool(add_guests), bool(remove_guests))
        if not changes and not add_guests and not remove_guests:
            raise ToolError("nothing_to_do", "Give something to change.")
        changes, adds, removes = self._anew(found, scope, changes, add_guests, remove_guests)
        if not changes and not adds and not removes:
            return self._result(event_id, row, found.one, [])
        identity, reset = self._changed(found, scope, changes, adds, removes)
        new = self.events[identity]
        outside: list[str] = []
        if notify:
            before = {one.email for one in row.attendees}
            fresh = [one for one in self.told(new) if one not in before]
            outside = self.notify("Invitation", identity, new, fresh, message)
            if changes:
                self.notify("Updated", identity, new, [one for one in self.told(new) if one in before], message)
            lost = [one.email for one in row.attendees if guest(new, one.email) is None]
            self.notify("Cancelled", identity, row, lost, message)
        out = self._result(identity, new, self.with_row(identity), outside)
        if reset:
            out["changed_instances_reset"] = reset
        return out

    def _new_times(self, found: Found, start: str | None, end: str, time_zone: str) -> tuple[int, int, bool] | None:
        row, one = found.row, found.one
        zone_name = time_zone or self.my_zone
        if start is None and not end:
            return None
        if start is None:
            if row.all_day != (len(end) == 10):
                raise ToolError("invalid_time", "Give start too: the event changes between days and times.")
            finish = self.moment(end, 0, "UTC") + DAY if row.all_day else self.moment(end, 0, zone_name)
            if finish < one.start:
                raise ToolError("invalid_time", f"The event would end ({shown(end)}) before it starts.")
            return one.start, finish, row.all_day
        begin, finish, all_day = self.read_times(start, end, zone_name)
        if not end and all_day == row.all_day:
            finish = begin + one.end - one.start
        return begin, finish, all_day

    def _check_allowed(self, found: Found, changes: dict[str, Any], adds: bool, removes: bool) -> None:
        row = found.row
        if self.is_organizer(row):
            return
        if changes or removes:
            self.must_change(row)
            barred = [name for name in changes if name.startswith("guests_can")]
            if barred:
                raise ToolError("forbidden_for_non_organizer", "Only the organiser can change what guests may do.")
        elif adds and not (self.is_guest(row) and (row.guests_can_invite or row.guests_can_modify)):
            raise ToolError("forbidden_for_non_organizer", f"Guests of {shown(row.summary)} cannot invite others.")

    def _anew(
        self, found: Found, scope: str, changes: dict[str, Any], add: tuple[str, ...], remove: tuple[str, ...]
    ) -> tuple[dict[str, Any], tuple[str, ...], tuple[str, ...]]:
        """Return what of a change an event does not have yet; one of a series, any of its instances."""
        row, rows = found.row, [found.row]
        if row.recurrence or row.series:
            if scope == "this" and (not found.is_instance or "recurrence" in changes):
                return changes, add, remove
            if scope != "this":
                series = row.series or found.row_id
                rows = [self.events[series], *(one for one in self.events.found("by_series", series)
                                               if one.status != "cancelled")]
            invited = [one.email for each in rows for one in each.attendees]
            remove = tuple(one for one in remove if any(who.email in invited for who in self.guests_of([one])))
        times = ("start", "end", "all_day")
        new = {name: value for name, value in changes.items()
               if name not in (*times, "recurrence") and any(getattr(one, name) != value for one in rows)}
        alone = len(rows) == 1
        if "recurrence" in changes and not (alone and scope != "following" and (
                changes["recurrence"] == rows[0].recurrence)):
            new["recurrence"] = changes["recurrence"]
        if "start" in changes and not (alone and not {"zone", "recurrence"} & new.keys() and (
                tuple(changes[name] for name in times) == (found.one.start, found.one.end, row.all_day))):
            new |= {name: changes[name] for name in times}
        add = tuple(one for one in add if any(
            guest(each, who.email) is None for who in self.guests_of([one]) for each in rows))
        return new, add, remove

    def _changed(
        self, found: Found, scope: str, changes: dict[str, Any], add: tuple[str, ...], remove: tuple[str, ...]
    ) -> tuple[str, int]:
        """Write a change for one instance, from one on, or for all; return the id and how many single ones it undid."""
        row = found.row
        in_series = bool(row.recurrence or row.series)
        if not in_series:
            return self._change_row(found.row_id, row, changes, add, remove), 0
        if scope == "this":
            if not found.is_instance:
                raise ToolError("which_instance", f"{shown(found.one.id)} is a series. Give the id of one instance "
                                                  "(calendar.list_instances), or scope all.")
            if "recurrence" in changes:
                raise ToolError("invalid_arguments", "One instance has no recurrence of its own; use scope all or "
                                                     "following.")
            identity, single = self.changed_instance(found)
            return self._change_row(identity, single, changes, add, remove), 0
        series = row.series or found.row_id
        master = self.events[series]
        moment = (row.original if row.series else found.one.start) if found.is_instance else master.start
        if scope == "all" or moment <= master.start:
            changes = self._for_all(found, master, moment, changes)
            return self._change_all(series, master, changes, add, remove)
        return self._split(series, master, moment, found, changes, add, remove)

    def _for_all(self, found: Found, master: Event, moment: int, changes: dict[str, Any]) -> dict[str, Any]:
        """Return changes asked of an instance as changes of its whole series: a new time moves all by as much."""
        if "start" not in changes or not found.is_instance or changes["all_day"] != master.all_day:
            return changes
        begin = shifted(master.start, changes.get("zone", master.zone), master.all_day,
                        wall(changes["start"], master) - wall(moment, master))
        return {**changes, "start": begin, "end": begin + changes["end"] - changes["start"]}

    def _change_row(
        self, identity: str, row: Event, changes: dict[str, Any], add: tuple[str, ...], remove: tuple[str, ...]
    ) -> str:
        new = row.replace(**changes)
        if "recurrence" in changes or (new.recurrence and {"start", "zone", "all_day"} & changes.keys()):
            check_repeat(new.recurrence, new.start, new.zone, new.all_day)
        gone = {one.email for one in self.guests_of(remove)}
        missing = sorted(gone - {one.email for one in row.attendees})
        if missing and not row.series:
            raise ToolError("not_found", f"{shown(missing[0])} is no guest of {shown(row.summary)}.")
        new = new.replace(attendees=tuple(one for one in new.attendees if one.email not in gone))
        new = new.replace(attendees=self.joined(new, self.guests_of(add)))
        if {"start", "end", "all_day", "recurrence"} & changes.keys():
            new = new.replace(sequence=row.sequence + 1, attendees=tuple(
                one if one.email == row.organizer else one.replace(response="needsAction", comment="")
                for one in new.attendees
            ))
        self.keep(identity, new)
        return identity

    def _change_all(
        self, series: str, master: Event, changes: dict[str, Any], add: tuple[str, ...], remove: tuple[str, ...]
    ) -> tuple[str, int]:
        """Change a series. New times undo changed instances; cancelled ones stay away, as dates taken out."""
        reset = 0
        if {"start", "all_day", "zone", "recurrence"} & changes.keys():
            new = master.replace(**changes)
            moved = wall(new.start, new) - wall(master.start, master)
            dropped: list[int] = []
            for original, identity in list(self.events.find("by_series", series)):
                if self.events[identity].status == "cancelled" and new.all_day == master.all_day:
                    dropped.append(shifted(int(original), new.zone, new.all_day, moved))
                reset += 1
                self.drop(identity)
            if new.recurrence:
                lines = moved_dates(new.recurrence if "recurrence" in changes else master.recurrence, master, new,
                                    timedelta() if "recurrence" in changes else moved)
                if dropped:
                    lines = (*lines, taken_out(dropped, all_day=new.all_day))
                changes = {**changes, "recurrence": lines}
            self._change_row(series, master, changes, add, remove)
            return series, reset
        self._change_row(series, master, changes, add, remove)
        for _, identity in list(self.events.find("by_series", series)):
            single = self.events[identity]
            inherited = {name: value for name, value in changes.items()
                         if getattr(single, name) == getattr(master, name) and name != "end"}
            if single.status != "cancelled" and (inherited or add or remove):
                self._change_row(identity, single, inherited, add, remove)
        return series, reset

    def _split(
        self, series: str, master: Event, moment: int, found: Found, changes: dict[str, Any], add: tuple[str, ...],
        remove: tuple[str, ...],
    ) -> tuple[str, int]:
        """End a series before an instance and go on with a new one that has the change; what was cancelled stays so."""
        rest = going_on(master.recurrence, master.start, master.zone, master.all_day, moment)
        cancelled = [int(original) for original, one in self.events.find("by_series", series)
                     if int(original) >= moment and self.events[one].status == "cancelled"]
        if cancelled and changes.get("all_day", master.all_day) == master.all_day:
            rest = (*rest, taken_out(cancelled, all_day=master.all_day))
        cut = master.replace(recurrence=ended_before(master.recurrence, master.start, master.zone, master.all_day,
                                                     moment))
        reset = self._drop_from(series, moment)
        self.keep(series, cut)
        identity = self.tx.new_id("evt")
        begin = changes.get("start", moment)
        tail = master.replace(
            start=moment, end=moment + master.end - master.start, recurrence=rest, created=self.tx.now,
            uid=f"{identity.removeprefix('evt_')}@calendar.test", sequence=0,
        )
        if begin != moment and "recurrence" not in changes and changes.get("all_day", tail.all_day) == tail.all_day:
            new = tail.replace(start=begin, zone=changes.get("zone", tail.zone))
            changes = {**changes, "recurrence": moved_dates(rest, tail, new, wall(begin, new) - wall(moment, tail))}
        return self._change_row(identity, tail, changes, add, remove), reset

    def _drop_from(self, series: str, moment: int) -> int:
        """Delete the changed instances of a series from an instant on; return how many."""
        late = [identity for original, identity in self.events.find("by_series", series) if int(original) >= moment]
        for identity in late:
            self.drop(identity)
        return len(late)
