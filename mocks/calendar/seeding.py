"""Set-up tools: calendars and events that are already there. Nobody is told, nothing reacts."""

from hashlib import blake2b
from typing import Annotated

from pydantic import Field

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError, shown
from ..common.addresses import domain, normalise, parse_address
from ..common.groups import zone_of
from ..common.zones import zone
from ..service import INTERNAL, tool
from .base import instance_id
from .exchanging import Exchanging
from .keeping import MAX_GUESTS
from .records import Answer, Attendee, Calendar, Event, EventType, Role, Rule, Settings, Status, Visibility
from .recurrence import check_repeat, starts, year_of

Answers = tuple[tuple[str, Answer], ...]
Comments = tuple[tuple[str, str], ...]


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
        resource: bool = False,
    ) -> Json:
        """Add somebody's primary calendar, or with an id of its own another one that belongs to him.

        `domain_role` is what colleagues can do with it; `sharing` are pairs of a person, group, domain or `public` and
        a role; `listed_by` has it in their lists. `working_hours` are minutes of the day, of a primary calendar.
        `resource`: the owner is a room, or a thing to be booked, and answers by itself.
        """
        person = normalise(parse_address(owner).email)
        identity = normalise(id) or person
        if identity in self.calendars:
            raise ToolError("already_exists", f"There is a calendar {shown(identity)} already.")
        primary = identity == person
        if not primary and person not in self.calendars:
            raise ToolError("not_found", f"{person} has no calendar of his own yet; add that first.")
        zone_name = time_zone or zone_of(self.tx, person)
        zone(zone_name)
        self.calendars.put(identity, Calendar(
            summary=summary or self.name_of(person) or person, owner=person, description=description,
            time_zone=zone_name, primary=primary, resource=resource,
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
        optional_guests: tuple[str, ...] = (),
        rooms: tuple[str, ...] = (),
        answers: Answers = (),
        comments: Comments = (),
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
        creator: str = "",
        created: str = "",
        uid: str = "",
    ) -> Json:
        """Put an event that is already there. Times are local to `time_zone` or the calendar's zone.

        Guests have accepted unless `answers` ([address, answer] pairs) says otherwise, with what `comments` ([address,
        text] pairs) say; `rooms` are guests that are things. `creator` is who wrote it onto a calendar of several. With
        an `organizer` from outside the event is his, and `calendar` is a guest's. `start` and `end` that are days make
        an all-day event. `uid` is the one that an invitation in the mail has.
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
        author = normalise(parse_address(creator).email) if creator else row.owner
        made = self.moment(created, self.tx.now, zone_name)
        event = Event(
            calendar="" if outside else where, organizer=outside or where,
            organizer_name=self.name_of(outside or where) or row.summary, creator=outside or author,
            uid=uid or f"{identity.removeprefix('evt_')}@calendar.test", number=0, updated=made, created=made,
            status=status, type=type, summary=summary, description=description, location=location,
            start=begin, end=finish, all_day=all_day, zone=zone_name, recurrence=recurrence, visibility=visibility,
            guests_can_modify=guests_can_modify, guests_can_invite=guests_can_invite, auto_decline=auto_decline,
            guests_can_see=guests_can_see_guests, transparency="transparent" if free else "opaque",
            attachments=self.files_for(attachments),
            conference=_link(identity) if video_link else "",
        )
        people = [*self.guests_of(guests), *self.guests_of(optional_guests, optional=True), *self._rooms(rooms)]
        if outside:
            people.append(Attendee(email=where, name=self.name_of(where)))
        elif people and row.primary:
            people.insert(0, Attendee(email=where, name=event.organizer_name))
        if len(people) > MAX_GUESTS:
            raise ToolError("too_many_guests", f"The event would have {len(people)} guests; it can have {MAX_GUESTS}.")
        once: dict[str, Attendee] = {}
        for one in people:
            once.setdefault(one.email, one.replace(response="accepted"))
        event = event.replace(attendees=self._answered_as(list(once.values()), answers, comments))
        self._keep_as_of(made, identity, event)
        return {"id": identity}

    @tool("write", seconds=0, faces=INTERNAL)
    def put_instance(
        self,
        series: str,
        original: str,
        start: str = "",
        minutes: Annotated[int, Field(ge=0, description="length; 0: as the series")] = 0,
        summary: str = "",
        location: str = "",
        description: str = "",
        rooms: Annotated[tuple[str, ...] | None, Field(description="instead of the series' rooms")] = None,
        answers: Answers = (),
        comments: Comments = (),
        status: Status = "confirmed",
        created: str = "",
    ) -> Json:
        """Put a changed or cancelled instance of a series; what is not given is as in the series.

        `original` is when the instance was to start, `start` when it does, both local to the series' zone.
        """
        row = self.events.get(series)
        if row is None or not row.recurrence:
            raise ToolError("not_found", f"There is no series {shown(series)}.")
        usual = self.moment(original, 0, "UTC" if row.all_day else row.zone)
        if usual not in starts(row.recurrence, row.start, row.zone, row.all_day, year_of(usual)):
            raise ToolError("not_found", f"The series {shown(series)} has no instance at {shown(original)}.")
        identity = instance_id(series, row, usual)
        if identity in self.events:
            raise ToolError("already_exists", f"The instance {shown(identity)} has been changed already.")
        begin = self.moment(start, usual, "UTC" if row.all_day else row.zone)
        made = self.moment(created, self.tx.now, row.zone)
        guests = [one for one in row.attendees if rooms is None or not one.resource]
        self._keep_as_of(made, identity, row.replace(
            series=series, original=usual, recurrence=(), start=begin, number=0, created=made,
            end=begin + (minutes * 60_000 or row.end - row.start), status=status,
            summary=summary or row.summary, location=location or row.location, sequence=row.sequence + 1,
            description=description or row.description,
            attendees=self._answered_as([*guests, *self._rooms(rooms or ())], answers, comments),
        ))
        return {"id": identity}

    def _keep_as_of(self, moment: int, identity: str, row: Event) -> None:
        """Write an event that was last changed at a moment in the past."""
        self.keep(identity, row)
        self.events.update(identity, updated=moment)

    def _rooms(self, rooms: tuple[str, ...]) -> list[Attendee]:
        """Return rooms as guests: each is a calendar of its own, under the calendar's name."""
        out: list[Attendee] = []
        for room in rooms:
            where, row = self.calendar_for(room)
            out.append(Attendee(email=where, name=row.summary, response="accepted", resource=True))
        return out

    def _answered_as(self, guests: list[Attendee], answers: Answers, comments: Comments) -> tuple[Attendee, ...]:
        """Return guests with what some of them have answered; ToolError for an answer of somebody who is none."""
        said = {self.home(who) or normalise(who): answer for who, answer in answers}
        words = {self.home(who) or normalise(who): text for who, text in comments}
        unknown = sorted((said.keys() | words.keys()) - {one.email for one in guests})
        if unknown:
            raise ToolError("not_found", f"{shown(unknown[0])} has an answer but is no guest.")
        return tuple(one.replace(response=said.get(one.email, one.response), comment=words.get(one.email, one.comment))
                     for one in guests)


def _link(identity: str) -> str:
    """Return the link to a seeded event's video call, the same in every world that has the event."""
    number = int.from_bytes(blake2b(identity.encode(), digest_size=8).digest(), "big")
    letters = "".join(chr(ord("a") + number // 26**i % 26) for i in range(10))
    return f"https://meet.example/{letters[:3]}-{letters[3:7]}-{letters[7:]}"
