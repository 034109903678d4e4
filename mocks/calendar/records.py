"""Calendar records: Google Calendar's object model. An event is one row, shown on every guest's calendar."""

from typing import Literal, TypeAlias

from ...snapshots.records import Record

Role: TypeAlias = Literal["none", "freeBusyReader", "reader", "writer", "owner"]
Scope: TypeAlias = Literal["user", "group", "domain", "default"]
Answer: TypeAlias = Literal["needsAction", "accepted", "declined", "tentative"]
Status: TypeAlias = Literal["confirmed", "tentative", "cancelled"]
Visibility: TypeAlias = Literal["default", "public", "private", "confidential"]
Transparency: TypeAlias = Literal["opaque", "transparent"]
EventType: TypeAlias = Literal["default", "outOfOffice", "focusTime", "workingLocation"]

RANK: dict[str, int] = {"none": 0, "freeBusyReader": 1, "reader": 2, "writer": 3, "owner": 4}

EVENT_COLORS = ("#a4bdfc", "#7ae7bf", "#dbadff", "#ff887c", "#fbd75b", "#ffb878", "#46d6db", "#e1e1e1", "#5484ed",
                "#51b749", "#dc2127")
"""The backgrounds of event colours 1 to 11, as the API's colors.get lists them."""

CALENDAR_COLORS = ("#ac725e", "#d06b64", "#f83a22", "#fa573c", "#ff7537", "#ffad46", "#42d692", "#16a765", "#7bd148",
                   "#b3dc6c", "#fbe983", "#fad165", "#92e1c0", "#9fe1e7", "#9fc6e7", "#4986e7", "#9a9cff", "#b99aff",
                   "#c2c2c2", "#cabdbf", "#cca6ac", "#f691b2", "#cd74e6", "#a47ae2")
"""The backgrounds of calendar colours 1 to 24, from the same list."""


class Reminder(Record):
    """When, before an event, its calendar's owner is reminded."""

    method: Literal["popup", "email"] = "popup"
    minutes: int


class Calendar(Record):
    """A calendar. A person's primary one has the person's address as its id; `resource`: it is a room's."""

    summary: str
    owner: str
    description: str = ""
    location: str = ""
    time_zone: str = "UTC"
    primary: bool = False
    resource: bool = False


class Entry(Record):
    """A calendar in somebody's list, and how they have it there. The row's id is `USER CALENDAR`."""

    user: str
    calendar: str
    summary: str = ""
    color: int = 16
    hidden: bool = False
    selected: bool = True
    reminders: tuple[Reminder, ...] = ()


class Rule(Record):
    """An access rule of a calendar. The row's id is `CALENDAR SCOPE:VALUE`."""

    calendar: str
    scope: Scope
    value: str = ""
    role: Role


class Attendee(Record):
    """A guest and the answer; `email` is the id of the guest's primary calendar, if that is in this world.

    `answered` is the DTSTAMP of the newest answer that came by mail: older ones change nothing.
    """

    email: str
    name: str = ""
    response: Answer = "needsAction"
    comment: str = ""
    optional: bool = False
    resource: bool = False
    answered: int = 0


class Attachment(Record):
    """A file that an event links to, by its id in Drive; title and type as they were then."""

    file: str
    title: str
    type: str


class Event(Record):
    """An event, a series (`recurrence` is not empty), or one changed instance of a series (`series` is its id).

    Times are UTC in ms; those of an all-day event are midnight UTC of its first day and of the day after its last.
    `calendar` is the organiser's, empty where the organiser is not in this world. `original` is when a changed
    instance was to start. `number` counts the changes of the whole service: sync tokens are such numbers. `raw` names
    the bytes of an imported event that nobody has changed. `stamp` is the DTSTAMP of the mail that an event from
    outside came in. `properties` are what programs keep with the event for all who have it.
    """

    calendar: str
    organizer: str
    organizer_name: str = ""
    creator: str
    uid: str
    sequence: int = 0
    number: int
    created: int
    updated: int
    status: Status = "confirmed"
    type: EventType = "default"
    summary: str = ""
    description: str = ""
    location: str = ""
    start: int
    end: int
    all_day: bool = False
    zone: str = "UTC"
    recurrence: tuple[str, ...] = ()
    series: str = ""
    original: int = 0
    attendees: tuple[Attendee, ...] = ()
    guests_can_modify: bool = False
    guests_can_invite: bool = True
    guests_can_see: bool = True
    visibility: Visibility = "default"
    transparency: Transparency = "opaque"
    conference: str = ""
    attachments: tuple[Attachment, ...] = ()
    auto_decline: bool = False
    stamp: int = 0
    raw: str = ""
    defects: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    source_url: str = ""
    source_title: str = ""


class Personal(Record):
    """What one calendar has an event as, beside what all share. The row's id is `EVENT CALENDAR`.

    `hidden`: it is not shown there, because the guest has taken it off, or has not answered an invitation from somebody
    unknown. Empty texts follow the event.
    """

    event: str
    calendar: str
    number: int
    color: int = 0
    own_reminders: bool = False
    reminders: tuple[Reminder, ...] = ()
    hidden: bool = False
    visibility: Literal["", "default", "public", "private", "confidential"] = ""
    transparency: Literal["", "opaque", "transparent"] = ""
    properties: tuple[tuple[str, str], ...] = ()


class Channel(Record):
    """Somebody's wish to hear of changes at an address. It is kept; nothing is sent there."""

    user: str
    resource: str
    address: str
    kind: str = "web_hook"
    token: str = ""
    expires: int = 0


class Alarm(Record):
    """When somebody is next reminded of an event by mail. The row's id is `EVENT CALENDAR USER`.

    `number` is that of the scheduled call.
    """

    event: str
    calendar: str
    user: str
    at: int
    number: int = 0

    @property
    def key(self) -> str:
        """The row's id."""
        return f"{self.event} {self.calendar} {self.user}"


class Gone(Record):
    """An event that has left a calendar, for programs that follow the calendar. The row's id is `CALENDAR EVENT`."""

    calendar: str
    event: str
    number: int


class Piece(Record):
    """A part of an imported file, in its order: the bytes of one event, or what lies between two (`event` is empty)."""

    calendar: str
    source: str
    order: int
    raw: str
    event: str = ""
    is_event: bool = False


class Settings(Record):
    """A user's settings; the row's id is the address. Working hours are minutes of the day, days 0 (Monday) to 6.

    `invitations` says whose appear on the calendar before they are answered: everybody's, those of known senders (the
    default that Google has had since December 2025), or nobody's.
    """

    time_zone: str = "UTC"
    locale: str = "en"
    week_start: Literal["monday", "saturday", "sunday"] = "monday"
    default_minutes: int = 60
    format_24_hours: bool = True
    show_declined: bool = True
    invitations: Literal["everyone", "known", "answered"] = "known"
    work_start: int = 9 * 60
    work_end: int = 17 * 60
    work_days: tuple[int, ...] = (0, 1, 2, 3, 4)
