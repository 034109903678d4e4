"""Calendar tools that cancel events, and answer invitations."""

from typing import Annotated, Literal

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..service import tool
from .arguments import Message, Notify, Scope
from .base import CalendarId, EventId, Found, guest
from .keeping import answer_of
from .planning import Planning
from .records import Answer
from .recurrence import ended_before


class Answering(Planning):
    """Cancels events and answers for guests."""

    # --- cancelling ----------------------------------------------------------------------------------------------

    @tool("destroy", seconds=2)
    def delete_event(
        self, event_id: EventId, scope: Scope = "this", notify: Notify = True, message: Message = ""
    ) -> Json:
        """Cancel an event for everybody, or, as a guest, decline it and take it off your calendar.

        Of a series: one instance, one and (for its organiser) all later ones, or all. Guests hear of it by mail.
        """
        found = self.found_event(event_id)
        row = found.row
        self.must_stand(row)
        if not self.is_organizer(row):
            return self._leave(found, scope, notify, message)
        series = row.series or (found.row_id if row.recurrence else "")
        if series and scope == "this" and not found.is_instance:
            raise ToolError("which_instance", f"{shown(event_id)} is a series. Give the id of one instance "
                                              "(calendar.list_instances), or scope all.")
        cancelled = found.row_id
        if not series:
            self.keep(found.row_id, row.replace(status="cancelled", sequence=row.sequence + 1))
        elif scope == "this":
            cancelled, single = self.changed_instance(found)
            self.keep(cancelled, single.replace(status="cancelled", sequence=single.sequence + 1))
        else:
            cancelled = series
            master = self.events[series]
            moment = row.original if row.series else found.one.start
            if scope == "following" and found.is_instance and moment > master.start:
                self._drop_from(series, moment)
                lines = ended_before(master.recurrence, master.start, master.zone, master.all_day, moment)
                self.keep(series, master.replace(recurrence=lines, sequence=master.sequence + 1))
            else:
                for _, identity in list(self.events.find("by_series", series)):
                    self.drop(identity)
                self.keep(series, master.replace(status="cancelled", sequence=master.sequence + 1))
        if notify:
            new = self.events[cancelled]
            what = "Cancelled" if new.status == "cancelled" else "Updated"
            self.notify(what, cancelled, new, self.told(row), message)
        return {"id": event_id, "cancelled": cancelled, "scope": scope if series else "this"}

    def _leave(self, found: Found, scope: str, notify: bool, message: str) -> Json:
        """Take an event off a guest's calendar."""
        self._own_entry(found, "")
        if scope == "following" and found.is_instance:
            raise ToolError("invalid_operation", "A guest leaves one instance (scope this) or all.")
        for identity in self._answer(found, found.where, "declined", message, scope, notify):
            if identity not in self.events:
                self.keep(*self.changed_instance(found))
            self.personal(identity, found.where, hidden=True)
        return {"id": found.one.id, "declined": True, "removed_from": found.where}

    # --- answering -----------------------------------------------------------------------------------------------

    @tool("send", seconds=1)
    def respond(
        self,
        event_id: EventId,
        response: Literal["accepted", "declined", "tentative"],
        comment: Annotated[str, Field(max_length=1_000)] = "",
        scope: Annotated[Literal["this", "all"], Field(description="of a series: this instance or all")] = "this",
        calendar_id: CalendarId = "",
        notify: Annotated[bool, Field(description="mail your answer to the organiser")] = True,
    ) -> Json:
        """Answer an invitation: accept, decline or perhaps, with a comment to the organiser.

        The id of a series answers for all its instances. `calendar_id`: for whom you answer, if not for yourself.
        """
        found = self.found_event(event_id, calendar_id)
        self.must_stand(found.row)
        where = self._own_entry(found, calendar_id)
        written = self._answer(found, where, response, comment, scope if found.is_instance else "all", notify)
        return {"id": written[0], "calendar": where, "response": response}

    def _own_entry(self, found: Found, calendar: str) -> str:
        """Return the calendar of the guest for whom the caller answers."""
        where, _ = self.calendar_for(calendar or found.where, "writer")
        if guest(found.row, where) is None:
            raise ToolError("not_invited", f"{where} is no guest of {shown(found.row.summary)}.")
        return where

    def _answer(
        self, found: Found, where: str, response: Answer, comment: str, scope: str, notify: bool
    ) -> list[str]:
        """Write a guest's answer, if it is a new one; return the ids of the events that it is for, what was meant
        first."""
        row = found.row
        series = row.series or (found.row_id if row.recurrence else "")
        if series and scope == "this":
            identity, single = self.changed_instance(found)
            targets = [(identity, single)]
        elif series:
            targets = [(series, self.events[series]),
                       *((one, self.events[one]) for _, one in self.events.find("by_series", series))]
        else:
            targets = [(found.row_id, row)]
        written: list[str] = []
        told = False
        for identity, target in targets:
            entry = guest(target, where)
            if entry is None:
                continue
            said = entry.replace(response=response, comment=comment)
            if said != entry:
                new = self.keep(identity, answer_of(target, said))
                if notify and not told:
                    self.notify_answer(identity, new, said)
                told = True
            own = self.personals.get(f"{identity} {where}")
            if response != "declined" and own is not None and own.hidden:
                self.personal(identity, where, hidden=False)
            written.append(identity)
        if not written:
            raise ToolError("not_invited", f"{where} is no guest of {shown(row.summary)}.")
        return written
