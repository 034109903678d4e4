"""Calendar tools for single events beside planning them: quick add, moving to another calendar, one's own options."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.zones import local
from ..service import tool
from .answering import Answering
from .arguments import Notify
from .base import CalendarId, EventId
from .keeping import Minutes, reminders_of
from .quick import read_quick, repeats


class Arranging(Answering):
    """Adds an event from a sentence, moves one, sets how it is on one's own calendar."""

    @tool("send", seconds=2)
    def quick_add(
        self,
        text: Annotated[str, Field(min_length=1, max_length=1_000)],
        calendar_id: CalendarId = "",
        notify: Notify = True,
    ) -> Json:
        """Create an event from a sentence such as `Review with amy@acme.test tomorrow 14:00-15:00 in Room 2`.

        Understood are dates (today, Friday, 5 March, 2026-03-05), times (14:00, 3pm, 10-11am), `for 90 minutes`, mail
        addresses as guests, and `in`/`at` a place at the end. Without a time it is an all-day event. It makes no
        series: that is calendar.create_event with `recurrence`.
        """
        if repeats(text):
            raise ToolError("invalid_recurrence", f"{shown(text)} asks for a series, which this does not make; use "
                                                  "calendar.create_event with recurrence.")
        where, _ = self.calendar_for(calendar_id, "writer")
        zone_name = self.my_zone
        now = local(self.tx.now, zone_name)
        read = read_quick(text, now.replace(tzinfo=None), self.settings_of(self.home(self.principal)).default_minutes)
        if read is None:
            raise ToolError("invalid_time", f"A date or time in {shown(text)} cannot be; write a day such as 5 March, "
                                            "2026-03-05 (of the years 1971 to 2100), a time such as 14:00 or 3pm.")
        begin = read.start.date().isoformat() if read.all_day else read.start.isoformat(timespec="minutes")
        last = read.end.toordinal() - (1 if read.all_day else 0)
        end = (read.end.fromordinal(last).date().isoformat() if read.all_day
               else read.end.isoformat(timespec="minutes"))
        made = self.create_event(summary=read.summary, start=begin, end=end, calendar_id=where, location=read.location,
                                 guests=read.guests, time_zone=zone_name, notify=notify)
        place: dict[str, Json] = {"location": read.location} if read.location else {}
        return {**made, "summary": read.summary, **place}

    @tool("send", seconds=2)
    def move_event(self, event_id: EventId, to_calendar: Annotated[str, Field(min_length=1, max_length=320)],
                   notify: Notify = True) -> Json:
        """Move an event or a whole series to another calendar, which becomes its organiser. You need to be writer on
        both.
        """
        found = self.found_event(event_id)
        row = found.row
        self.must_stand(row)
        if not self.is_organizer(row):
            self.must_change(row.replace(guests_can_modify=False))
        if found.is_instance:
            raise ToolError("which_instance", "One instance cannot be moved; give the id of the series "
                                              f"{shown(row.series or found.row_id)}.")
        if row.type != "default":
            raise ToolError("invalid_operation", f"An event of type {row.type} stays on its calendar.")
        where, calendar = self.calendar_for(to_calendar, "writer")
        if where == row.calendar:
            raise ToolError("nothing_to_do", f"The event is on {where} already.")
        old = row.calendar
        for identity in [found.row_id, *(one for _, one in self.events.find("by_series", found.row_id))]:
            event = self.events[identity]
            guests = tuple(one for one in event.attendees if one.email != old or len(event.attendees) == 1)
            self.keep(identity, event.replace(
                calendar=where, organizer=where, organizer_name=self.name_of(where) or calendar.summary,
                attendees=guests, sequence=event.sequence + 1,
            ))
        new = self.events[found.row_id]
        if notify:
            self.notify("Updated", found.row_id, new, self.told(new))
        return {"id": found.row_id, "calendar": where, "moved_from": old}

    @tool("write")
    def set_event_options(
        self,
        event_id: EventId,
        calendar_id: CalendarId = "",
        color: Annotated[int | None, Field(ge=0, le=11, description="0: the calendar's colour")] = None,
        reminders: Minutes | None = None,
        email_reminders: Minutes | None = None,
        default_reminders: Annotated[bool, Field(description="go back to the calendar's reminders")] = False,
        visibility: Literal["default", "public", "private"] | None = None,
        show_as: Literal["busy", "free"] | None = None,
    ) -> Json:
        """Change how an event is on your calendar only: colour, reminders, who sees it there, busy or free."""
        found = self.found_event(event_id, calendar_id)
        self.calendar_for(found.where, "writer")
        self.must_stand(found.row)
        changes: dict[str, object] = {}
        if color is not None:
            changes["color"] = color
        if reminders is not None or email_reminders is not None or default_reminders:
            personal = self.personals.get(f"{found.row_id} {found.where}")
            before = personal.reminders if personal is not None else ()
            chosen = reminders_of(reminders, email_reminders, before)
            changes["own_reminders"] = not default_reminders
            changes["reminders"] = () if default_reminders else chosen
        if visibility is not None:
            changes["visibility"] = visibility
        if show_as is not None:
            changes["transparency"] = "transparent" if show_as == "free" else "opaque"
        if not changes:
            raise ToolError("nothing_to_do", "Give something to change.")
        identity = found.row_id
        if found.is_instance and not found.row.series:
            identity, single = self.changed_instance(found)
            self.keep(identity, single)
        self.personal(identity, found.where, **changes)
        return {"id": identity, "calendar": found.where}
