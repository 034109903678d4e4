"""Recurrence: on which days a series falls, by dateutil; at which instants, by the bundled time zones."""

import re
from bisect import bisect_left, bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from dateutil.rrule import rrulestr

from ...snapshots.errors import ToolError, shown
from ..common.moments import DAY
from ..common.zones import local, to_ms, zone

LAST_YEAR = 2100
"""The last year that series are followed into. Ours."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NUMBERS = r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*"
_PARTS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": "[1-9][0-9]{0,2}",
    "COUNT": "[1-9][0-9]{0,3}",
    "UNTIL": r"\d{8}(?:T\d{6}Z?)?",
    "BYDAY": r"(?:[+-]?[1-5]?\d?)?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?[1-5]?\d?)?(?:MO|TU|WE|TH|FR|SA|SU))*",
    "BYMONTHDAY": _NUMBERS,
    "BYYEARDAY": _NUMBERS,
    "BYWEEKNO": _NUMBERS,
    "BYMONTH": r"\d{1,2}(?:,\d{1,2})*",
    "BYSETPOS": _NUMBERS,
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
_RANGES = {"BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYMONTH": 12, "BYSETPOS": 366}
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ONLY = {
    "BYYEARDAY": ("YEARLY",), "BYWEEKNO": ("YEARLY",), "BYSETPOS": ("MONTHLY", "YEARLY"),
    "BYMONTHDAY": ("DAILY", "MONTHLY", "YEARLY"),
}


class Repeat(NamedTuple):
    """Recurrence lines, read: the rule without its end, the end, and single starts more and fewer (ms)."""

    rule: str
    until: int
    added: tuple[int, ...]
    dropped: tuple[int, ...]


NEVER_ENDS = 1 << 60


@lru_cache(maxsize=4096)
def read_repeat(lines: tuple[str, ...], zone_name: str, all_day: bool) -> Repeat:
    """Return what recurrence lines say; ToolError `invalid_recurrence` quotes what cannot be."""
    rule, until = "", NEVER_ENDS
    added: list[int] = []
    dropped: list[int] = []
    for line in lines:
        head, colon, value = line.partition(":")
        name = head.partition(";")[0].upper()
        if not colon or name not in ("RRULE", "RDATE", "EXDATE"):
            raise _invalid(line, "is no line RRULE:..., RDATE:... or EXDATE:...")
        if name == "RRULE":
            if rule:
                raise _invalid(line, "is a second RRULE; an event has one")
            rule, until = _read_rule(line, value.upper(), zone_name, all_day)
        else:
            (added if name == "RDATE" else dropped).extend(_read_dates(line, head, value, zone_name, all_day))
    if lines and not rule and not added:
        raise _invalid(lines[0], "takes dates away from nothing; add an RRULE or an RDATE")
    return Repeat(rule, until, tuple(sorted(added)), tuple(sorted(dropped)))


def _read_rule(line: str, value: str, zone_name: str, all_day: bool) -> tuple[str, int]:
    parts: dict[str, str] = {}
    for part in value.split(";"):
        name, _, what = part.partition("=")
        if name not in _PARTS:
            raise _invalid(line, f"has the part {shown(part)}; there are {', '.join(_PARTS)}")
        if name in parts or not re.fullmatch(_PARTS[name], what, re.ASCII):
            raise _invalid(line, f"has a part {shown(part)} that cannot be read")
        if name in _RANGES and any(not 1 <= abs(int(one)) <= _RANGES[name] for one in what.split(",")):
            raise _invalid(line, f"has {shown(part)}, out of range")
        parts[name] = what
    freq = parts.get("FREQ", "")
    if not freq:
        raise _invalid(line, "has no FREQ (DAILY, WEEKLY, MONTHLY or YEARLY)")
    for name, allowed in _ONLY.items():
        if name in parts and freq not in allowed:
            raise _invalid(line, f"has {name}, which goes with FREQ={' or '.join(allowed)}")
    numbers = [int(one) for one in re.findall(r"\d+", parts.get("BYDAY", ""))]
    if numbers and freq in ("DAILY", "WEEKLY"):
        raise _invalid(line, "numbers its days; that goes with FREQ=MONTHLY or YEARLY")
    if any(not 1 <= one <= (5 if freq == "MONTHLY" or "BYMONTH" in parts else 53) for one in numbers):
        raise _invalid(line, "numbers a day that no month or year has")
    if freq == "DAILY" and parts.get("INTERVAL", "1") != "1" and any(name.startswith("BY") for name in parts):
        raise _invalid(line, "has an INTERVAL and BY parts; with FREQ=DAILY give one of them")
    if "BYMONTH" in parts and "BYMONTHDAY" in parts and not any(
        abs(int(day)) <= _LENGTHS[int(month) - 1]
        for month in parts["BYMONTH"].split(",") for day in parts["BYMONTHDAY"].split(",")
    ):
        raise _invalid(line, "never falls on a date")  # dateutil would look for one day by day to the year 9999
    if "COUNT" in parts and "UNTIL" in parts:
        raise _invalid(line, "has both COUNT and UNTIL; give one")
    until = _read_until(line, parts.pop("UNTIL", ""), zone_name, all_day)
    return ";".join(f"{name}={parts[name]}" for name in _PARTS if name in parts), until


def _read_until(line: str, text: str, zone_name: str, all_day: bool) -> int:
    if not text:
        return NEVER_ENDS
    moment = read_stamp(text, "UTC" if all_day else zone_name)
    if moment is None:
        raise _invalid(line, f"ends at {shown(text)}, which is no time")
    return moment + DAY - 1 if len(text) == 8 else moment


def _read_dates(line: str, head: str, value: str, zone_name: str, all_day: bool) -> list[int]:
    named = re.search(r";TZID=\"?([^;\":]+)", head, re.IGNORECASE)
    where = "UTC" if all_day else named[1] if named else zone_name
    zone(where)
    out: list[int] = []
    for text in value.split(","):
        moment = read_stamp(text.strip(), where)
        if moment is None:
            raise _invalid(line, f"has {shown(text)}, which is no date; write 20260304 or 20260304T083000Z")
        out.append(moment - moment % DAY if all_day else moment)
    return out


def read_stamp(text: str, zone_name: str) -> int | None:
    """Return an iCalendar date or date-time as ms; without Z it is local to a zone. None if it is no such text."""
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", text, re.ASCII)
    if not found or not 1971 <= int(found[1]) <= 9000:
        return None
    seconds = min(int(found[6] or 0), 59)  # a leap second is none in ours
    try:
        moment = datetime(int(found[1]), int(found[2]), int(found[3]), int(found[4] or 0), int(found[5] or 0), seconds,
                          tzinfo=UTC if found[7] else zone(zone_name))
    except ValueError:
        return None
    return to_ms(moment)


@lru_cache(maxsize=16384)
def stamp(ms: int, *, all_day: bool = False, zone_name: str = "") -> str:
    """Return ms as an iCalendar date, a UTC date-time, or a local date-time of a zone."""
    moment = local(ms, "UTC" if all_day or not zone_name else zone_name)
    date = f"{moment.year:04}{moment.month:02}{moment.day:02}"
    if all_day:
        return date
    return f"{date}T{moment.hour:02}{moment.minute:02}{moment.second:02}{'' if zone_name else 'Z'}"


@lru_cache(maxsize=4096)
def year_of(ms: int) -> int:
    """Return the year of an instant, by UTC, no later than series are followed into."""
    return min(local(ms, "UTC").year, LAST_YEAR)


@lru_cache(maxsize=8192)
def starts(lines: tuple[str, ...], start: int, zone_name: str, all_day: bool, year: int) -> tuple[int, ...]:
    """Return all starts of a series to the end of a year (at least), ascending.

    A wall time that a change of clocks leaves out is read by the offset before it, as RFC 5545 has it.
    """
    repeat = read_repeat(lines, zone_name, all_day)
    found = _of_rule(repeat.rule, start, "UTC" if all_day else zone_name, year) if repeat.rule else [start]
    found = found[: bisect_right(found, repeat.until)]
    if repeat.added or repeat.dropped:
        found = sorted({*found, *repeat.added} - {*repeat.dropped})
    return tuple(found)


def _of_rule(rule: str, start: int, zone_name: str, year: int) -> list[int]:
    """Return the starts that a rule without end gives, ascending."""
    first = local(start, zone_name)
    ordinal = first.toordinal()
    since_midnight = (first - first.replace(hour=0, minute=0, second=0, microsecond=0)) // timedelta(milliseconds=1)
    every = days(*_in_common(rule, ordinal), year)
    out: list[int] = []
    for day in every[bisect_left(every, ordinal) :]:
        offset = _offset(day, zone_name)
        if day == ordinal:
            out.append(start)
        elif offset is None:
            out.append(to_ms(first + timedelta(days=day - ordinal)))
        else:
            out.append((day - _EPOCH_DAY) * DAY + since_midnight - offset)
    return out


def _in_common(rule: str, first: int) -> tuple[str, int]:
    """Return a rule and a first day of many series alike that give the days of one series from its first on.

    What does not count, and comes round in every week or month, comes round the same from the year's beginning.
    """
    begin = date.fromordinal(first)
    if "COUNT=" in rule or "INTERVAL=" in rule or "FREQ=YEARLY" in rule:
        return rule, first
    if "BYDAY=" not in rule and "BYMONTHDAY=" not in rule:
        if "FREQ=WEEKLY" in rule:
            rule = f"{rule};BYDAY={_WEEK[begin.weekday()]}"
        elif "FREQ=MONTHLY" in rule:
            rule = f"{rule};BYMONTHDAY={begin.day}"
    return rule, begin.replace(month=1, day=1).toordinal()


@lru_cache(maxsize=65536)
def _offset(day: int, zone_name: str) -> int | None:
    """Return a zone's offset from UTC (ms) on a day; None where it changes on that day."""
    midnights = [datetime.fromordinal(one).replace(tzinfo=zone(zone_name)).utcoffset() for one in (day, day + 1)]
    if midnights[0] is None or midnights[0] != midnights[1]:
        return None
    return midnights[0] // timedelta(milliseconds=1)


@lru_cache(maxsize=8192)
def days(rule: str, first: int, year: int) -> tuple[int, ...]:
    """Return the ordinals of the days that a rule without end gives, from a first day to the end of a year."""
    # What is asked of dateutil are days only: it would work with the wall times of a zone no differently, but slower.
    start = _EPOCH + timedelta(days=first - _EPOCH_DAY)
    out: list[int] = []
    try:
        for moment in rrulestr(rule, dtstart=start):
            if moment.year > year:
                break
            out.append(moment.toordinal())
    except (ValueError, IndexError):  # what it finds wrong, and what it does not
        raise _invalid(f"RRULE:{rule}", "cannot be read") from None
    return tuple(out)


def within(ordered: tuple[int, ...], low: int, high: int) -> tuple[int, ...]:
    """Return the part of ascending numbers from `low` (included) to `high` (not included)."""
    return ordered[bisect_left(ordered, low) : bisect_left(ordered, high)]


def check_repeat(lines: tuple[str, ...], start: int, zone_name: str, all_day: bool) -> None:
    """Refuse a recurrence that never happens or cannot be read."""
    if lines and not starts(lines, start, zone_name, all_day, min(year_of(start) + 12, LAST_YEAR)):
        raise _invalid(lines[0], "never falls on a date")


def ended_before(lines: tuple[str, ...], start: int, zone_name: str, all_day: bool, moment: int) -> tuple[str, ...]:
    """Return the lines of a series that ends before an instant."""
    repeat = read_repeat(lines, zone_name, all_day)
    end = stamp(moment - DAY, all_day=True) if all_day else stamp(moment - 1000)
    out: list[str] = []
    for line in lines:
        name, _, value = line.partition(":")
        if name.upper() == "RRULE":
            kept = [part for part in value.upper().split(";") if not part.startswith(("COUNT=", "UNTIL="))]
            out.append(f"RRULE:{';'.join(kept)};UNTIL={end}")
        elif name.partition(";")[0].upper() == "EXDATE":
            out.append(line)
    added = [stamp(one, all_day=all_day) for one in repeat.added if one < moment]
    return (*out, *([f"RDATE:{','.join(added)}"] if added else []))


def going_on(lines: tuple[str, ...], start: int, zone_name: str, all_day: bool, moment: int) -> tuple[str, ...]:
    """Return the lines of what is left of a series from one of its starts on: a COUNT has fewer to go."""
    repeat = read_repeat(lines, zone_name, all_day)
    rule = repeat.rule
    counted = re.search(r"COUNT=(\d+)", rule)
    if counted:
        plain = (f"RRULE:{rule}",)
        passed = bisect_right(starts(plain, start, zone_name, all_day, year_of(moment)), moment - 1)
        rule = rule.replace(counted[0], f"COUNT={max(int(counted[1]) - passed, 1)}")
    elif repeat.until != NEVER_ENDS:
        rule = f"{rule};UNTIL={stamp(repeat.until, all_day=all_day)}"
    out = [f"RRULE:{rule}"] if rule else []
    for name, moments in (("RDATE", repeat.added), ("EXDATE", repeat.dropped)):
        later = [stamp(one, all_day=all_day) for one in moments if one >= moment]
        if later:
            out.append(f"{name}:{','.join(later)}")
    return tuple(out)


def _invalid(line: str, why: str) -> ToolError:
    return ToolError("invalid_recurrence", f"{shown(line, 120)} {why}.")
