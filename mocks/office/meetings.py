"""Meetings of the seed files, and the set-up calls that put them onto calendars."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.draw import Draw
from ...snapshots.errors import StateError, ToolError, suggest
from ..calendar.recurrence import stamp, starts
from ..common.moments import DAY, HOUR, MINUTE
from ..common.zones import local, local_text, read_moment
from .cast import HOME, cast, read_seed
from .texts import unwrapped
from .threads import ZONE

KEYS = frozenset({
    "id", "title", "by", "with", "optional", "rooms", "where", "text", "files", "zone", "at", "until", "minutes",
    "repeat", "answers", "changes", "private", "free", "video", "type", "auto_decline", "guests_can_invite", "only",
    "made",
})
CHANGE_KEYS = frozenset({"on", "at", "minutes", "title", "where", "text", "rooms", "answers", "cancelled"})

LAST_YEAR = 2026
"""The year to whose end series are looked at here."""


class Span(NamedTuple):
    """When something takes up somebody's time, in ms."""

    start: int
    end: int


class Change(NamedTuple):
    """An instance of a series that is not as the others are: when it was to start, when it does, and what differs."""

    original: int
    start: int
    end: int
    entry: Mapping[str, Any]


class Meeting(NamedTuple):
    """One meeting or series. Parties are keys of the cast; `by` may also be a calendar. Times are ms."""

    name: str
    title: str
    by: str
    start: int
    end: int
    zone: str = ZONE
    all_day: bool = False
    guests: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    repeat: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    options: tuple[tuple[str, Json], ...] = ()
    given_id: str = ""
    created: int = 0
    """When it was entered; 0: some days before it starts."""

    @property
    def id(self) -> str:
        """The event's id, made of the name unless one is given."""
        return self.given_id or f"evt_{blake2b(self.name.encode(), digest_size=6).hexdigest()}"

    @property
    def people(self) -> tuple[str, ...]:
        """The keys of all who take part, whatever they have answered; calendars that are nobody's own left out."""
        everybody = dict.fromkeys((self.by, *self.guests, *self.optional))
        return tuple(key for key in everybody if key in cast().parties)

    def spans(self) -> Iterator[Span]:
        """Yield when it happens, each instance of a series, changed ones where they have been moved to."""
        moved = {change.original: change for change in self.changes}
        for start in starts(self.repeat, self.start, self.zone, self.all_day, LAST_YEAR) if self.repeat else (
            self.start,
        ):
            change = moved.get(start)
            if change is None:
                yield Span(start, start + self.end - self.start)
            elif "cancelled" not in change.entry:
                yield Span(change.start, change.end)


def read_meetings(data: Mapping[str, Any], office: str) -> list[Meeting]:
    """Return the meetings of a seed file that are in an office; StateError names the entry and what is wrong."""
    out: list[Meeting] = []
    for name, entry in data.items():
        try:
            if entry.get("only", office) == office:
                out.append(_read(name, entry))
        except (StateError, ToolError, KeyError, ValueError) as error:
            raise StateError(f"meeting {name!r} of the seed files: {error}") from None
    return out


def _read(name: str, entry: Mapping[str, Any]) -> Meeting:
    _check(entry, KEYS)
    zone = entry.get("zone", ZONE)
    all_day = len(entry["at"]) == 10
    start = read_moment(entry["at"], "UTC" if all_day else zone)
    repeat = _without_holidays(f"RRULE:{entry['repeat']}", start, zone, all_day) if "repeat" in entry else ()
    options: dict[str, Json] = {}
    for key, name_there in (("where", "location"), ("type", "type")):
        if key in entry:
            options[name_there] = entry[key]
    if "text" in entry:
        options["description"] = unwrapped(entry["text"])
    if "files" in entry:
        options["attachments"] = list[Json](_split(entry["files"]))
    for key, name_there, value in (
        ("private", "visibility", "private"), ("free", "free", True), ("video", "video_link", True),
        ("auto_decline", "auto_decline", True), ("guests_can_invite", "guests_can_invite", False),
    ):
        if key in entry:
            options[name_there] = value
    rooms = tuple(_split(entry.get("rooms", "")))
    if rooms and "where" not in entry:
        options["location"] = places(rooms)
    return Meeting(
        name=name, title=entry["title"], by=entry["by"], start=start, end=_end(entry, start, zone), zone=zone,
        all_day=all_day, guests=_people(entry.get("with", "")), optional=_people(entry.get("optional", "")),
        rooms=rooms, answers=tuple(entry.get("answers", {}).items()), repeat=repeat,
        changes=tuple(_change(one, start, zone, _end(entry, start, zone) - start) for one in entry.get("changes", ())),
        options=tuple(options.items()), given_id=entry.get("id", ""),
        created=read_moment(entry["made"], ZONE) if "made" in entry else 0,
    )


def _check(entry: Mapping[str, Any], keys: frozenset[str]) -> None:
    for key in entry:
        if key not in keys:
            raise StateError(f"there is no key {key!r}.{suggest(key, keys)}")


def _end(entry: Mapping[str, Any], start: int, zone: str) -> int:
    if len(entry["at"]) == 10:
        return read_moment(entry.get("until", entry["at"]), "UTC") + DAY
    return read_moment(entry["until"], zone) if "until" in entry else start + int(entry["minutes"]) * MINUTE


def _change(entry: Mapping[str, Any], first: int, zone: str, length: int) -> Change:
    _check(entry, CHANGE_KEYS)
    clock = local_text(first, zone)[10:16]
    original = read_moment(f"{entry['on']}{clock}", zone)
    start = read_moment(entry["at"], zone) if "at" in entry else original
    return Change(original, start, start + (int(entry["minutes"]) * MINUTE if "minutes" in entry else length), entry)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _people(text: str) -> tuple[str, ...]:
    """Return the keys of people: a list's key stands for those behind it."""
    members = cast().members
    keys = [key for part in _split(text) for key in members.get(part, (part,))]
    return tuple(dict.fromkeys(cast().party(key).key for key in keys))


@lru_cache(maxsize=1)
def closed_days() -> frozenset[date]:
    """Return the days on which the house is closed."""
    days: set[date] = set()
    for entry in read_seed("meetings_calendars")["holidays"]:
        day, last = date.fromisoformat(entry["from"]), date.fromisoformat(entry["to"])
        while day <= last:
            days.add(day)
            day += timedelta(1)
    return frozenset(days)


def _without_holidays(rule: str, start: int, zone: str, all_day: bool) -> tuple[str, ...]:
    """Return the lines of a series that leaves out the company's holidays."""
    where = "UTC" if all_day else zone
    dropped = [one for one in starts((rule,), start, zone, all_day, LAST_YEAR) if local(one, where).date()
               in closed_days()]
    texts = ",".join(stamp(one, all_day=all_day, zone_name=where) for one in dropped)
    head = "EXDATE;VALUE=DATE" if all_day else f"EXDATE;TZID={zone}"
    return (rule, f"{head}:{texts}") if dropped else (rule,)


# --- as calls ---------------------------------------------------------------------------------------------------------


def address(key: str) -> str:
    """Return the address of a party, a room or a calendar."""
    data = read_seed("meetings_calendars")
    if key in data["rooms"]:
        return f"room-{key}@{HOME}"
    return f"{key}@{HOME}" if key in data["calendars"] else cast().party(key).email


def places(rooms: Iterable[str]) -> str:
    """Return rooms as the place of a meeting."""
    known = read_seed("meetings_calendars")["rooms"]
    return ", ".join(f"{known[key]['name']}, {known[key]['where']}" for key in rooms)


def meeting_calls(meeting: Meeting, now: int) -> list[Call]:
    """Return the calls that put a meeting onto the calendars, and the changed instances of a series."""
    outside = meeting.by in cast().parties and cast().party(meeting.by).kind == "external"
    where = next(key for key in meeting.guests if cast().party(key).kind == "home") if outside else meeting.by
    arguments: dict[str, Json] = {
        "id": meeting.id, "calendar": address(where), "summary": meeting.title, "time_zone": meeting.zone,
        "start": _written(meeting.start, meeting), "end": _written(meeting.end, meeting, last=True),
        "created": local_text(_entered(meeting, meeting.start, now), "UTC"), **dict(meeting.options),
    }
    for key, value in (("guests", meeting.guests), ("optional_guests", meeting.optional), ("rooms", meeting.rooms)):
        if value:
            arguments[key] = [address(one) for one in value]
    if meeting.answers:
        arguments["answers"] = [[address(key), answer] for key, answer in meeting.answers]
    if meeting.repeat:
        arguments["recurrence"] = list[Json](meeting.repeat)
    if outside:
        arguments["organizer"] = address(meeting.by)
    return [Call.of("calendar.put_event", arguments),
            *(_change_call(meeting, change, now) for change in meeting.changes)]


def _change_call(meeting: Meeting, change: Change, now: int) -> Call:
    entry = change.entry
    arguments: dict[str, Json] = {
        "series": meeting.id, "original": _written(change.original, meeting), "start": _written(change.start, meeting),
        "minutes": (change.end - change.start) // MINUTE,
        "created": local_text(_entered(meeting, min(change.original, change.start), now), "UTC"),
    }
    for key, name in (("title", "summary"), ("text", "description"), ("where", "location")):
        if key in entry:
            arguments[name] = entry[key]
    if "rooms" in entry:
        rooms = _split(entry["rooms"])
        arguments["rooms"] = [address(room) for room in rooms]
        if rooms:
            arguments.setdefault("location", places(rooms))
    if "answers" in entry:
        arguments["answers"] = [[address(key), answer] for key, answer in entry["answers"].items()]
    if "cancelled" in entry:
        arguments["status"] = "cancelled"
    return Call.of("calendar.put_instance", arguments)


def _written(ms: int, meeting: Meeting, *, last: bool = False) -> str:
    """Return a time as the calls take it; the end of an all-day meeting is its last day."""
    if meeting.all_day:
        return local_text(ms - DAY if last else ms, "UTC")[:10]
    return local_text(ms, meeting.zone)


def _entered(meeting: Meeting, start: int, now: int) -> int:
    """Return when somebody entered it: a few days before, at any rate before now."""
    if meeting.created:
        return meeting.created
    draw = Draw(0, f"office entered {meeting.name} {start}")
    before = start - draw.between(1, 12) * DAY - draw.below(300) * MINUTE
    return before if before < now else now - draw.between(20, 2000) * HOUR // 10
