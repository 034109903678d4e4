"""Writes iCalendar (RFC 5545), always the same bytes for the same event."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from ..common.zones import zone
from .records import Attendee, Event
from .recurrence import stamp

PRODUCT = "-//Diorama//Calendar//EN"
_PARTSTAT = {"needsAction": "NEEDS-ACTION", "accepted": "ACCEPTED", "declined": "DECLINED", "tentative": "TENTATIVE"}
_CLASS = {"public": "PUBLIC", "private": "PRIVATE", "confidential": "CONFIDENTIAL"}
_ZONE_YEARS = 5
"""Years for which a zone's changes of clocks are written out."""


def calendar_text(events: Iterable[str], *, method: str = "", zones: Iterable[tuple[str, int]] = ()) -> str:
    """Return a calendar of written events, with the zones (name, from what year) that they speak of."""
    head = ["BEGIN:VCALENDAR", f"PRODID:{PRODUCT}", "VERSION:2.0", "CALSCALE:GREGORIAN"]
    if method:
        head.append(f"METHOD:{method}")
    blocks = "".join(zone_text(name, year) for name, year in sorted(zones))
    return f"{_lines(head)}{blocks}{''.join(events)}{_lines(['END:VCALENDAR'])}"


def event_text(row: Event, now: int, *, guests: Iterable[Attendee] | None = None, comment: str = "") -> str:
    """Return a VEVENT. `guests` may be fewer than the event has: an answer names one."""
    local_zone = row.zone if row.recurrence or row.series else ""
    lines = ["BEGIN:VEVENT", f"UID:{row.uid}", f"DTSTAMP:{stamp(now)}"]
    if row.series:
        lines.append(_time("RECURRENCE-ID", row.original, row.all_day, local_zone))
    lines += [_time("DTSTART", row.start, row.all_day, local_zone), _time("DTEND", row.end, row.all_day, local_zone)]
    lines += row.recurrence
    lines += [f"SUMMARY:{escaped(row.summary)}", f"SEQUENCE:{row.sequence}", f"STATUS:{row.status.upper()}"]
    for name, text in (("DESCRIPTION", row.description), ("LOCATION", row.location), ("COMMENT", comment)):
        if text:
            lines.append(f"{name}:{escaped(text)}")
    lines.append(f"CREATED:{stamp(row.created)}")
    lines.append(f"LAST-MODIFIED:{stamp(row.updated)}")
    if row.transparency == "transparent":
        lines.append("TRANSP:TRANSPARENT")
    if row.visibility in _CLASS:
        lines.append(f"CLASS:{_CLASS[row.visibility]}")
    if row.conference:
        lines.append(f"X-CONFERENCE:{row.conference}")
    everybody = row.attendees if guests is None else tuple(guests)
    if row.organizer and everybody:
        lines.append(f"ORGANIZER{_cn(row.organizer_name)}:mailto:{row.organizer}")
    for one in everybody:
        role = "OPT-PARTICIPANT" if one.optional else "REQ-PARTICIPANT"
        kind = ";CUTYPE=RESOURCE" if one.resource else ""
        lines.append(f"ATTENDEE{_cn(one.name)}{kind};ROLE={role};PARTSTAT={_PARTSTAT[one.response]}:mailto:{one.email}")
    lines.append("END:VEVENT")
    return _lines(lines)


def escaped(text: str) -> str:
    """Return a text value with the four characters escaped that RFC 5545 names, and none that it forbids."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(character for character in text if character >= " " or character == "\t")


def _cn(name: str) -> str:
    plain = "".join(character for character in name if character >= " " and character != '"')
    return f';CN="{plain}"' if plain else ""


def _time(name: str, ms: int, all_day: bool, zone_name: str) -> str:
    if all_day:
        return f"{name};VALUE=DATE:{stamp(ms, all_day=True)}"
    if zone_name and zone_name != "UTC":
        return f"{name};TZID={zone_name}:{stamp(ms, zone_name=zone_name)}"
    return f"{name}:{stamp(ms)}"


def _lines(lines: Iterable[str]) -> str:
    """Return content lines, folded at 75 octets and never within a character."""
    return "".join(f"{piece}\r\n" for line in lines for piece in ([line] if _fits(line) else _folded(line)))


def _fits(line: str) -> bool:
    return len(line) <= 75 and line.isascii()


def _folded(line: str) -> Iterator[str]:
    if line.isascii():
        yield line[:75]
        yield from (f" {line[at : at + 74]}" for at in range(75, len(line), 74))
        return
    room = 75
    piece: list[str] = []
    for character in line:
        size = len(character.encode("utf-8", "replace"))
        if size > room:
            yield "".join(piece)
            piece, room = [" "], 74
        piece.append(character)
        room -= size
    yield "".join(piece)


@lru_cache(maxsize=256)
def zone_text(name: str, year: int) -> str:
    """Return a VTIMEZONE: the offset at the start of a year, and each change of clocks in the five years from then."""
    where = zone(name)
    moment = datetime(year, 1, 1, tzinfo=UTC)
    stop = datetime(year + _ZONE_YEARS, 1, 1, tzinfo=UTC)
    offset = _offset(moment, where)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{name}", *_observance(moment.replace(tzinfo=None), offset, offset, False)]
    while moment < stop:
        following = moment + timedelta(days=1)
        after = _offset(following, where)
        if after != offset:
            low, high = moment, following
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if _offset(middle, where) == offset else (low, middle)
            onset = (high + offset).replace(tzinfo=None)
            daylight = bool(high.astimezone(where).dst())
            lines += _observance(onset, offset, after, daylight)
            offset = after
        moment = following
    return _lines([*lines, "END:VTIMEZONE"])


def _offset(moment: datetime, where: tzinfo) -> timedelta:
    return moment.astimezone(where).utcoffset() or timedelta()


def _observance(onset: datetime, before: timedelta, after: timedelta, daylight: bool) -> list[str]:
    kind = "DAYLIGHT" if daylight else "STANDARD"
    text = f"{onset.year:04}{onset.month:02}{onset.day:02}T{onset.hour:02}{onset.minute:02}{onset.second:02}"
    return [f"BEGIN:{kind}", f"DTSTART:{text}", f"TZOFFSETFROM:{_signed(before)}", f"TZOFFSETTO:{_signed(after)}",
            f"END:{kind}"]


def _signed(offset: timedelta) -> str:
    seconds = offset // timedelta(seconds=1)
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    text = f"{sign}{seconds // 3600:02}{seconds // 60 % 60:02}"
    return f"{text}{seconds % 60:02}" if seconds % 60 else text
