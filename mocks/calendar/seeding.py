"""Set-up tools: calendars and events that are already there. Nobody is told, nothing reacts."""

from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain, normalise, parse_address
from ..common.zones import zone
from ..service import INTERNAL, tool
from .exchanging import Exchanging
from .records import Answer, Attendee, Calendar, Event, EventType, Role, Rule, Settings, Status, Visibility
from .recurrence import check_repeat


class Seeding(Exchanging):
    """What world builders and task files call."""

    @tool("write", seconds=0, faces=INTERNAL)
    def add_calendar(
        self,
        owner: str,
        id: str = "",
        summary: str = "",
        description: str = "",
        time_zone: str = "",
        domain_role: Role = "freeBusyReader",
        sharing: tuple[tuple[str, Role], ...] = (),
        listed_by: tuple[str, ...] = (),
        working_hours: tuple[int, int] = (540, 1020),
    ) -> Json:
        """Add somebody's primary calendar, or with an id of its own another one that belongs to him.

        `domain_role` is what colleagues can do with it; `sharing` are pairs of a person, group, domain or `public` and
        a role; `listed_by` has it in their lists. `working_hours` are minutes of the day, of a primary calendar.
        """
        person = normalise(parse_address(owner).email)
        identity = normalise(id) or person
        if identity in self.calendars:
            raise ToolError("already_exists", f"There is a calendar {shown(identity)} already.")
        primary = identity == person
        if not primary and person not in self.calendars:
            raise ToolError("not_found", f"{person} has no calendar of his own yet; add that first.")
        zone_name = time_zone or self._zone_of(person)
        zone(zone_name)
        self.calendars.put(identity, Calendar(
            summary=summary or self.name_of(person) or person, owner=person, description=description,
            time_zone=zone_name, primary=primary,
        ))
        if primary:
            self.settings.put(person, Settings(time_zone=zone_name, work_start=working_hours[0],
                                               work_end=working_hours[1]))
        home = domain(person)
        if domain_role != "none":
            self.rules.put(f"{identity} domain:{home}", Rule(calendar=identity, scope="domain", value=home,
                                                             role=domain_role))
        for who, role in sharing:
            scope, value = self._scope(who)
            self.rules.put(f"{identity} {scope}:{value}", Rule(calendar=identity, scope=scope, value=value, role=role))
        for user in (person, *listed_by):
            self.list_for(normalise(user), identity)
        return {"calendar": identity}

    def _zone_of(self, address: str) -> str:
        persons = self.tx.read("people.persons")
        return next((str(persons[one].time_zone) for _, one in persons.find("by_email", address)), "UTC")

    @tool("write", seconds=0, faces=INTERNAL)
    def put_event(
        self,
        calendar: str,
        summary: str,
        start: str,
        end: str = "",
        id: str = "",
        minutes: Annotated[int, Field(ge=0, description="length, instead of an end")] = 0,
        description: str = "",
        location: str = "",
        guests: tuple[str, ...] = (),
        answers: tuple[tuple[str, Answer], ...] = (),
        recurrence: tuple[str, ...] = (),
        time_zone: str = "",
        type: EventType = "default",
        auto_decline: bool = False,
        visibility: Visibility = "default",
        free: bool = False,
        status: Status = "confirmed",
        video_link: bool = False,
        attachments: tuple[str, ...] = (),
        guests_can_modify: bool = False,
        guests_can_invite: bool = True,
        guests_can_see_guests: bool = True,
        organizer: str = "",
        created: str = "",
    ) -> Json:
        """Put an event that is already there. Times are local to `time_zone` or the calendar's zone.

        Guests have accepted unless `answers` ([address, answer] pairs) says otherwise. With an `organizer` from outside
        the event is his, and `calendar` is a guest's. `start` and `end` that are days make an all-day event.
        """
        where, row = self.calendar_for(calendar, "writer")
        zone_name = time_zone or row.time_zone
        zone(zone_name)
        begin, finish, all_day = self.read_times(start, end, zone_name)
        if minutes and not end and not all_day:
            finish = begin + minutes * 60_000
        check_repeat(recurrence, begin, zone_name, all_day)
        identity = id or self.tx.new_id("evt")
        if identity in self.events or " " in identity:
            raise ToolError("already_exists", f"There is an event {shown(identity)} already, or the id has a space.")
        outside = normalise(parse_address(organizer).email) if organizer else ""
        said = {self.home(who) or normalise(who): answer for who, answer in answers}
        event = Event(
            calendar="" if outside else where, organizer=outside or where,
            organizer_name=self.name_of(outside or where) or row.summary, creator=outside or row.owner,
            uid=f"{identity.removeprefix('evt_')}@calendar.test", number=0, updated=self.tx.now,
            created=self.moment(created, self.tx.now, zone_name), status=status, type=type, summary=summary,
            description=description, location=location, start=begin, end=finish, all_day=all_day, zone=zone_name,
            recurrence=recurrence, guests_can_modify=guests_can_modify, guests_can_invite=guests_can_invite,
            guests_can_see=guests_can_see_guests, visibility=visibility, auto_decline=auto_decline,
            transparency="transparent" if free else "opaque", attachments=self.files_for(attachments),
            conference=self.new_conference() if video_link else "",
        )
        people = self.guests_of(guests)
        if outside and where not in {one.email for one in people}:
            people.append(Attendee(email=where, name=self.name_of(where)))
        unknown = sorted(said.keys() - {one.email for one in people} - {where})
        if unknown:
            raise ToolError("not_found", f"{shown(unknown[0])} has an answer but is no guest.")
        event = event.replace(attendees=self.joined(event, people))
        event = event.replace(attendees=tuple(one.replace(response=said.get(one.email, "accepted"), comment="")
                                              for one in event.attendees))
        self.keep(identity, event)
        return {"id": identity}
