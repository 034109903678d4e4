"""Reads iCalendar (RFC 5545) as well as it can be read; what is wrong with it is said in sentences."""

import re
from collections.abc import Iterator
from typing import NamedTuple, cast

from ...snapshots.errors import ToolError, shown
from ..common.moments import DAY
from ..common.zones import zone_names
from .records import Answer, Attendee, Status, Visibility
from .recurrence import LAST_YEAR, check_repeat, read_stamp, year_of

MAX_TEXT = 200_000
"""Characters of a text value that are kept."""

_ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative", "NEEDS-ACTION": "needsAction"}
_STATUS = {"CONFIRMED": "confirmed", "TENTATIVE": "tentative", "CANCELLED": "cancelled"}
_WINDOWS = {
    "w. europe standard time": "Europe/Berlin", "central europe standard time": "Europe/Budapest",
    "romance standard time": "Europe/Paris", "gmt standard time": "Europe/London", "utc": "UTC", "etc/utc": "UTC",
    "eastern standard time": "America/New_York", "central standard time": "America/Chicago",
    "mountain standard time": "America/Denver", "pacific standard time": "America/Los_Angeles",
    "tokyo standard time": "Asia/Tokyo", "india standard time": "Asia/Kolkata", "china standard time": "Asia/Shanghai",
}
"""The zone names that Outlook writes, for the commonest zones."""


class Property(NamedTuple):
    """One content line: name in upper case, parameters, value as written."""

    name: str
    params: dict[str, str]
    value: str


class Piece(NamedTuple):
    """A part of a file: the bytes of one VEVENT with its lines' ends, or what lies between two."""

    raw: bytes
    is_event: bool


class Read(NamedTuple):
    """An event as a file has it; times as in the record Event. `original` is None but for a changed instance."""

    uid: str
    summary: str
    description: str
    location: str
    start: int
    end: int
    all_day: bool
    zone: str
    recurrence: tuple[str, ...]
    original: int | None
    status: Status
    organizer: str
    organizer_name: str
    attendees: tuple[Attendee, ...]
    sequence: int
    stamp: int
    """DTSTAMP, when this was written; 0 where it cannot be read."""
    transparent: bool
    visibility: Visibility
    comment: str
    defects: tuple[str, ...]


def pieces(content: bytes) -> list[Piece]:
    """Return a file's parts in order: joined they are the file."""
    out: list[Piece] = []
    current: list[bytes] = []
    inside = False
    for line in content.splitlines(keepends=True):
        word = line.strip().upper()
        if word == b"BEGIN:VEVENT" and not inside:
            if current:
                out.append(Piece(b"".join(current), False))
            current, inside = [], True
        current.append(line)
        if word == b"END:VEVENT" and inside:
            out.append(Piece(b"".join(current), True))
            current, inside = [], False
    if current:
        out.append(Piece(b"".join(current), False))
    return out


_ZONE_BLOCK = re.compile(rb"^BEGIN:VTIMEZONE[ \t]*\r?\n.*?^END:VTIMEZONE[^\n]*\n?", re.M | re.S | re.I)


def zone_blocks(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the time zones that a part of a file defines: the name, and the bytes with the lines' ends."""
    for found in _ZONE_BLOCK.finditer(raw):
        name = next((one.value.strip() for one in properties(found[0]) if one.name == "TZID"), "")
        if name:
            yield name, found[0]


def method_of(content: bytes) -> str:
    """Return the METHOD of a calendar, in upper case; empty if it has none."""
    for piece in pieces(content):
        if not piece.is_event:
            for one in properties(piece.raw):
                if one.name == "METHOD":
                    return one.value.strip().upper()
    return ""


_FOLD = re.compile(r"\n[ \t]")
_LINE = re.compile(
    r'([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+=(?:"[^"]*"|[^";:]*)(?:,(?:"[^"]*"|[^";:]*))*)*):', re.ASCII
)
_PARAM = re.compile(r';([A-Za-z0-9-]+)=("[^"]*"|[^";:]*)', re.ASCII)


def properties(raw: bytes) -> Iterator[Property]:
    """Yield the content lines of a piece, unfolded; what has no colon is passed over."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for line in _FOLD.sub("", text).split("\n"):
        found = _LINE.match(line)
        if found:
            params = {name.upper(): value.strip('"') for name, value in _PARAM.findall(found[2])} if found[2] else {}
            yield Property(found[1].upper(), params, line[found.end():])


def read_event(raw: bytes, zone_name: str) -> Read:
    """Return what a VEVENT says; times without a zone are local to `zone_name`. ToolError if it has no start."""
    reader = _Reader(zone_name)
    depth = 0
    for one in properties(raw):
        if one.name in ("BEGIN", "END") and one.value.strip().upper() != "VEVENT":
            depth += 1 if one.name == "BEGIN" else -1
        elif depth <= 0:
            reader.take(one)
    if b"\xef\xbf\xbd" not in raw and "\ufffd" in raw.decode("utf-8", "replace"):
        reader.defects.append("holds bytes that are no UTF-8")
    return reader.result()


class _Reader:
    """Gathers what the lines of one VEVENT say."""

    def __init__(self, zone_name: str) -> None:
        self.default_zone = zone_name
        self.values: dict[str, Property] = {}
        self.attendees: dict[str, Attendee] = {}
        self.recurrence: list[tuple[Property, str]] = []
        self.defects: list[str] = []

    def take(self, one: Property) -> None:
        """Note one content line."""
        if one.name == "ATTENDEE":
            email = _email(one.value)
            response = _ANSWERS.get(one.params.get("PARTSTAT", "").upper(), "needsAction")
            if "@" not in email:
                self.defects.append(f"has a guest without an address: {shown(one.value, 60)}")
                return
            self.attendees[email] = Attendee(
                email=email, name=one.params.get("CN", "")[:200], response=cast("Answer", response),
                optional=one.params.get("ROLE", "").upper() == "OPT-PARTICIPANT",
                resource=one.params.get("CUTYPE", "").upper() in ("RESOURCE", "ROOM"),
            )
        elif one.name in ("RRULE", "RDATE", "EXDATE", "EXRULE"):
            zone_name = self.zone_of(one)
            params = f";TZID={zone_name}" if "TZID" in one.params else ""
            self.recurrence.append((one, f"{one.name}{params}:{one.value.strip()}"))
        elif one.name not in ("BEGIN", "END"):
            if one.name in self.values and one.name in ("UID", "DTSTART", "DTEND", "SUMMARY"):
                self.defects.append(f"has {one.name} twice; the first is taken")
            self.values.setdefault(one.name, one)

    def zone_of(self, one: Property) -> str:
        """Return the zone that a time is in, by the names that programs give zones."""
        named = one.params.get("TZID", "")
        if not named:
            return self.default_zone
        names = zone_names()
        for candidate in (named, "/".join(named.rsplit("/", 2)[-2:]), named.rpartition("/")[2]):
            if candidate in names:
                return candidate
        if named.lower() in _WINDOWS:
            return _WINDOWS[named.lower()]
        self.defects.append(f"is in the zone {shown(named, 60)}, which is unknown; {self.default_zone} is taken")
        return self.default_zone

    def time(self, name: str) -> tuple[int, bool, str] | None:
        """Return a time, whether it is a day, and its zone."""
        one = self.values.get(name)
        if one is None:
            return None
        text = one.value.strip()
        zone_name = "UTC" if text.endswith("Z") else self.zone_of(one)
        all_day = len(text) == 8
        moment = read_stamp(text, "UTC" if all_day else zone_name)
        if moment is None or year_of(moment) >= LAST_YEAR:
            self.defects.append(f"has a {name} that cannot be read: {shown(text, 40)}")
            return None
        return moment, all_day, zone_name

    def text(self, name: str) -> str:
        """Return a text value, unescaped."""
        one = self.values.get(name)
        return unescaped(one.value)[:MAX_TEXT] if one else ""

    def word(self, name: str) -> str:
        """Return a value that is one word, in upper case."""
        one = self.values.get(name)
        return one.value.strip().upper() if one else ""

    def result(self) -> Read:
        """Return the event."""
        begin = self.time("DTSTART")
        if begin is None:
            raise ToolError("invalid_ics", f"An event {shown(self.text('SUMMARY'), 60)} has no DTSTART that can be "
                                           "read.")
        start, all_day, zone_name = begin
        if zone_name == "UTC" and not all_day and not self.recurrence:
            zone_name = self.default_zone
        original = self.time("RECURRENCE-ID")
        organizer = self.values.get("ORGANIZER")
        uid = self.values["UID"].value.strip()[:300] if "UID" in self.values else ""
        if not uid:
            self.defects.append("has no UID")
        sequence, stamp = self.word("SEQUENCE"), self.time("DTSTAMP")
        return Read(
            uid=uid, summary=self.text("SUMMARY"), description=self.text("DESCRIPTION"),
            location=self.text("LOCATION"), start=start, end=self._end(start, all_day), all_day=all_day,
            zone=zone_name, recurrence=self._recurrence(start, all_day, zone_name),
            original=original[0] if original else None,
            status=cast("Status", _STATUS.get(self.word("STATUS"), "confirmed")),
            organizer=_email(organizer.value) if organizer else "",
            organizer_name=organizer.params.get("CN", "")[:200] if organizer else "",
            attendees=tuple(self.attendees.values()),
            sequence=int(sequence) if re.fullmatch(r"\d{1,9}", sequence, re.ASCII) else 0,
            stamp=stamp[0] if stamp else 0, transparent=self.word("TRANSP") == "TRANSPARENT",
            visibility=cast("Visibility", self.word("CLASS").lower() if self.word("CLASS") in (
                "PUBLIC", "PRIVATE", "CONFIDENTIAL") else "default"),
            comment=self.text("COMMENT"), defects=tuple(dict.fromkeys(self.defects)),
        )

    def _end(self, start: int, all_day: bool) -> int:
        found = self.time("DTEND")
        if found is not None and found[0] >= start and found[1] == all_day:
            return max(found[0], start + DAY) if all_day else found[0]
        if found is not None:
            self.defects.append("ends before it starts, or as what it is not (day or time)")
        length = duration(self.word("DURATION"))
        if length is None or length < 0:
            length = 0
            if "DURATION" in self.values:
                self.defects.append(f"has a DURATION that cannot be read: {shown(self.word('DURATION'), 40)}")
        if all_day:
            return start + max(DAY, length - length % DAY)
        return start + length

    def _recurrence(self, start: int, all_day: bool, zone_name: str) -> tuple[str, ...]:
        lines = tuple(line for _, line in self.recurrence)
        try:
            check_repeat(lines, start, zone_name, all_day)
        except ToolError as error:
            self.defects.append(f"repeats in a way that is not followed: {error.message}")
            return ()
        return lines


def duration(text: str) -> int | None:
    """Return an RFC 5545 duration as ms; None if it is none."""
    found = re.fullmatch(r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?",
                         text, re.ASCII)
    if not found or text.endswith(("P", "T")):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    total = (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60_000 + seconds * 1000
    return -total if found[1] == "-" else total


def unescaped(text: str) -> str:
    """Return a text value as it was before it was written."""
    return re.sub(r"\\([\\;,nN])", lambda found: "\n" if found[1] in "nN" else found[1], text)


def _email(value: str) -> str:
    text = value.strip()
    return (text[7:] if text.lower().startswith("mailto:") else text).strip().lower()[:320]
