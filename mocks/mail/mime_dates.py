"""Dates as mail writes them: RFC 5322, its obsolete forms, `ctime`, ISO 8601, and what real mailers make of those."""

import re
from datetime import UTC, datetime, timedelta

from ..common.moments import MONTHS, WEEKDAYS
from ..common.zones import to_ms

EARLIEST, LATEST = 1970, 9000
"""Years that a message may be of; a date outside is taken for a mistake."""

_NAMES = tuple(month[:3] for month in MONTHS)
_MONTHS = {name.lower(): number for number, name in enumerate(_NAMES, start=1)}
_ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "met": 60, "mez": 60, "cest": 120,
    "mest": 120, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "ist": 330, "hkt": 480, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600,
}
"""Zone names that mail has used, in minutes east. RFC 5322 knows ten of them; any other is read as UTC."""

_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?:[.,]\d+)?(?:\s*(?P<half>[ap])\.?m\b\.?)?"
_OFFSET = r"(?:\s*(?P<zone>(?:GMT|UTC)?[+-]\d{1,2}:?\d{2}|[A-Za-z]{1,5}\b))?"
_MONTH = r"(?P<month>[A-Za-z]{3})[A-Za-z]*"
_FORMS = tuple(re.compile(form, re.ASCII | re.IGNORECASE) for form in (
    rf"(?P<day>\d{{1,2}})[\s.-]+{_MONTH}[\s.,-]+(?P<year>\d{{2,4}})[\s,]+{_TIME}{_OFFSET}",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+{_TIME}{_OFFSET}\s+(?P<year>\d{{4}})(?:\s+(?P<after>[+-]\d{{4}}))?",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})[\s,]+{_TIME}{_OFFSET}",
    rf"(?P<year>\d{{4}})[-/](?P<number>\d{{1,2}})[-/](?P<day>\d{{1,2}})(?:T|\s+){_TIME}{_OFFSET}",
    rf"(?P<day>\d{{1,2}})[\s-]+{_MONTH}[\s,-]+(?P<year>\d{{2,4}})(?![\d:])",
))

MAX_DATE = 200
"""Characters of a header that a date is looked for in."""


def parse_date(text: str) -> int | None:
    """Return the moment (ms) that a date header names, None if it names none. Without a zone it is UTC."""
    text = text[:MAX_DATE]
    for form in _FORMS:
        found = form.search(text)
        if found:
            moment = _moment({name: value or "" for name, value in found.groupdict().items()})
            if moment is not None:
                return moment
    return None


def _moment(parts: dict[str, str]) -> int | None:
    def part(name: str) -> str:
        return parts.get(name, "")

    month = int(part("number") or 0) or _MONTHS.get(part("month").lower(), 0)
    year, hour = int(part("year")), int(part("hour") or 0)
    if year < 200:  # two digits, or the years since 1900 that some programs wrote: `102`, `0102`
        year += 2000 if year < 50 else 1900
    if part("half"):
        hour = hour % 12 + (12 if part("half").lower() == "p" else 0)
    second = min(int(part("second") or 0), 59)
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        local = datetime(year, month, int(part("day")), hour, int(part("minute") or 0), second, tzinfo=UTC)
    except ValueError:
        return None
    return max(0, to_ms(local - timedelta(minutes=_offset(part("after") or part("zone")))))


def _offset(zone: str) -> int:
    """Return minutes east of Greenwich."""
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})$", zone, re.ASCII)
    if not found:
        return _ZONES.get(zone.lower(), 0)
    minutes = int(found[2]) * 60 + int(found[3])
    return (minutes if found[1] == "+" else -minutes) if minutes < 24 * 60 else 0


_DAYS = tuple(day[:3] for day in WEEKDAYS)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def header_date(ms: int) -> str:
    """Return a moment as a Date header has it, in UTC."""
    at = _EPOCH + timedelta(milliseconds=ms)
    return (f"{_DAYS[at.weekday()]}, {at.day:02} {_NAMES[at.month - 1]} {at.year:04} "
            f"{at.hour:02}:{at.minute:02}:{at.second:02} +0000")


def separator_date(ms: int) -> str:
    """Return a moment as the From_ line of an mbox has it, in UTC."""
    at = _EPOCH + timedelta(milliseconds=ms)
    return (f"{_DAYS[at.weekday()]} {_NAMES[at.month - 1]} {at.day:2} "
            f"{at.hour:02}:{at.minute:02}:{at.second:02} {at.year:04}")
