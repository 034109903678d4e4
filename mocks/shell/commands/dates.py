"""Dates: reads the many ways in which GNU programs let a time be said (`2 days ago`, `next monday`, `@0`)."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from ...common.moments import MONTHS, WEEKDAYS
from ...common.zones import local, to_ms, zone, zone_names


class BadDate(Exception):
    """A text that says no time."""


_ORDINALS = {"last": -1, "this": 0, "next": 1, "first": 1, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6,
             "seventh": 7,
             "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12}
_RELATIVE = {"tomorrow": 1, "yesterday": -1, "today": 0, "now": 0}
_UNITS = {"year": ("months", 12), "month": ("months", 1), "fortnight": ("days", 14), "week": ("days", 7),
          "day": ("days", 1),
          "hour": ("seconds", 3600), "minute": ("seconds", 60), "min": ("seconds", 60), "second": ("seconds", 1),
          "sec": ("seconds", 1)}
_ZONES = {"utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "met": 60, "mest": 120,
          "eet": 120, "eest": 180, "msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
          "mdt": -360,
          "pst": -480, "pdt": -420, "jst": 540, "ist": 330, "sgt": 480, "nzst": 720, "nzdt": 780}
_DAYS = {**{name.lower(): i for i, name in enumerate(WEEKDAYS)},
         **{name[:3].lower(): i for i, name in enumerate(WEEKDAYS)},
         "tues": 1, "wednes": 2, "thur": 3, "thurs": 3}
_MONTHS = {**{name.lower(): i for i, name in enumerate(MONTHS, 1)},
           **{name[:3].lower(): i for i, name in enumerate(MONTHS, 1)},
           "sept": 9}
_BLANK = re.compile(r"(?:[\s,]|\([^()]*\))+")
_ISO = re.compile(r"(\d{2,})-(\d{1,2})-(\d{1,2})(?=t?\d|[^\d\w]|$|\s)(?:t(?=\d))?")
_SLASHES = re.compile(r"(\d{1,4})/(\d{1,2})(?:/(\d{1,4}))?")
_NAMED = re.compile(r"(\d{1,2})[-\s]?([a-z]+)\.?-(\d{2,4})(?!\d)")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([ap]\.?m\b\.?)?")
_HOUR = re.compile(r"(\d{1,2})\s*([ap]\.?m\b\.?)")
_OFFSET = re.compile(r"\s*([-+])\s*(\d{1,2})(?::?(\d{2}))?(?!\d)")
_NUMBER = re.compile(r"([-+]?)\s*(\d+)(\.\d+)?")
_WORD = re.compile(r"[a-z]+\.?")


def read_date(text: str, now: int, zone_name: str) -> int:
    """Return what a text says as milliseconds; BadDate if it says nothing that there is."""
    text = text.strip()
    if found := re.match(r'TZ="([^"]*)"\s*', text):
        name = found.group(1).lstrip(":")
        zone_name = name if name in zone_names() else "UTC"
        text = text[found.end() :]
    if found := re.fullmatch(r"@\s*([-+]?\d+)(?:[.,](\d+))?", text):
        return int(found.group(1)) * 1000 + int(((found.group(2) or "") + "000")[:3])
    return _Reader(text.lower(), local(now, zone_name), zone_name).moment()


class _Reader:
    def __init__(self, text: str, now: datetime, zone_name: str) -> None:
        self._text = text
        self._at = 0
        self._now = now
        self._zone = zone_name
        self._year, self._month, self._day = now.year, now.month, now.day
        self._clock = (now.hour, now.minute, now.second, now.microsecond // 1000)
        self._offset: int | None = None
        self._weekday: tuple[int, int] | None = None
        self._dates = self._times = 0
        self._shifted = False
        self._shift = {"months": 0, "days": 0, "seconds": 0}
        self._fraction = 0

    def moment(self) -> int:
        """Read the whole text and return the time it says."""
        while self._at < len(self._text):
            if not self._take(_BLANK):
                self._item()
        if self._dates > 1 or self._times > 1:
            raise BadDate
        hour, minute, second, milliseconds = self._clock
        if not self._times and (not self._shifted or self._dates or self._weekday is not None):
            hour = minute = second = milliseconds = 0
        try:
            day = date(self._year, self._month, self._day)
            if self._weekday is not None and not self._dates:
                wanted, ordinal = self._weekday
                ahead = (wanted - day.weekday()) % 7
                day += timedelta(days=ahead + 7 * (ordinal - (1 if ordinal > 0 and ahead else 0)))
            months = day.year * 12 + day.month - 1 + self._shift["months"]
            day = date(months // 12, months % 12 + 1, 1) + timedelta(days=day.day - 1 + self._shift["days"])
            leap = 1 if second == 60 else 0
            place = zone(self._zone) if self._offset is None else timezone(timedelta(minutes=self._offset))
            moment = datetime(day.year, day.month, day.day, hour, minute, second - leap, milliseconds * 1000,
                              tzinfo=place)
            moment = moment.astimezone(UTC) + timedelta(
                seconds=self._shift["seconds"] + leap, milliseconds=self._fraction)
            return to_ms(moment)
        except (ValueError, OverflowError):
            raise BadDate from None

    def _take(self, pattern: "re.Pattern[str]") -> "re.Match[str] | None":
        found = pattern.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        return found

    def _item(self) -> None:
        if found := self._take(_ISO):
            self._date(found.group(1), found.group(2), found.group(3))
        elif found := self._take(_SLASHES):
            first, second, third = found.groups()
            if len(first) > 2:
                self._date(first, second, third or "x")
            else:
                self._date(third or str(self._year), first, second)
        elif (found := _NAMED.match(self._text, self._at)) and found.group(2) in _MONTHS:
            self._at = found.end()
            self._date(found.group(3), str(_MONTHS[found.group(2)]), found.group(1))
        elif found := self._take(_TIME):
            hour, minute, second, fraction, half = found.groups()
            self._time(int(hour), int(minute), int(second or 0), half, int(((fraction or "") + "000")[:3]))
            if not half and (found := self._take(_OFFSET)):
                self._zoned(found)
        elif found := self._take(_HOUR):
            self._time(int(found.group(1)), 0, 0, found.group(2))
        elif found := self._take(_NUMBER):
            self._number(found)
        elif found := self._take(_WORD):
            self._word(found.group().rstrip("."))
        else:
            raise BadDate

    def _date(self, year: str, month: str, day: str) -> None:
        if not day.isdecimal():
            raise BadDate
        self._dates += 1
        self._year = int(year)
        if len(year) <= 2:
            self._year += 2000 if self._year < 69 else 1900
        self._month, self._day = int(month), int(day)

    def _time(self, hour: int, minute: int, second: int, half: str | None, milliseconds: int = 0) -> None:
        self._times += 1
        if half:
            if not 1 <= hour <= 12:
                raise BadDate
            hour = hour % 12 + (12 if half[0] == "p" else 0)
        if hour > 23 or minute > 59 or second > 60:
            raise BadDate
        self._clock = (hour, minute, second, milliseconds)

    def _zoned(self, found: "re.Match[str]") -> None:
        sign, hours, minutes = found.groups()
        if self._offset is not None and self._offset:
            raise BadDate
        total = int(hours) * 60 + int(minutes or 0)
        if total > 24 * 60:
            raise BadDate
        self._offset = -total if sign == "-" else total

    def _number(self, found: "re.Match[str]") -> None:
        sign, digits, fraction = found.groups()
        value = -int(digits) if sign == "-" else int(digits)
        self._take(re.compile(r"\s+"))
        word = _WORD.match(self._text, self._at)
        name = word.group().rstrip(".") if word is not None else ""
        if word is not None and _unit(name) and not (fraction and _unit(name) not in ("second", "sec")):
            self._at = word.end()
            self._relative(_unit(name), value, int(((fraction or ".")[1:] + "000")[:3]))
        elif word is not None and not sign and name in _MONTHS and len(digits) <= 2:
            self._at = word.end()
            year = re.compile(r"[\s,]*(\d{4})(?![\d:])").match(self._text, self._at)
            if year is not None:
                self._at = year.end()
            self._date(year.group(1) if year is not None else str(self._year), str(_MONTHS[name]), digits)
        elif word is not None and not sign and name in _DAYS:
            self._at = word.end()
            self._weekday = (_DAYS[name], value)
        elif sign or fraction:
            raise BadDate
        elif self._dates and not self._shifted and (self._times or len(digits) > 2):
            self._year = value + (0 if len(digits) > 2 else 2000 if value < 69 else 1900)
        elif len(digits) > 4:
            self._date(digits[:-4], digits[-4:-2], digits[-2:])
            if self._text[self._at : self._at + 1] == "t" and self._text[self._at + 1 : self._at + 2].isdecimal():
                self._at += 1
        else:
            self._time(value if len(digits) <= 2 else value // 100, 0 if len(digits) <= 2 else value % 100, 0, None)
            if offset := self._take(_OFFSET):
                self._zoned(offset)

    def _word(self, word: str) -> None:
        if word in _RELATIVE:
            self._relative("day", _RELATIVE[word])
        elif word in _ORDINALS:
            self._take(_BLANK)
            found = self._take(_WORD)
            name = found.group().rstrip(".") if found is not None else ""
            if name in _DAYS:
                self._weekday = (_DAYS[name], _ORDINALS[word])
            elif _unit(name):
                self._relative(_unit(name), _ORDINALS[word])
            else:
                raise BadDate
        elif word == "ago":
            if not self._shifted:
                raise BadDate
            self._shift = {unit: -value for unit, value in self._shift.items()}
            self._fraction = -self._fraction
        elif word == "hence":
            return
        elif word in _DAYS:
            if self._weekday is not None:
                raise BadDate
            self._weekday = (_DAYS[word], 0)
        elif word in _MONTHS:
            found = self._take(re.compile(r"[\s-]*(\d{1,2})(?![\d:])(?:[\s,]+(\d{4})(?![\d:]))?"))
            if found is None:
                raise BadDate
            self._date(found.group(2) or str(self._year), str(_MONTHS[word]), found.group(1))
        elif _unit(word):
            self._relative(_unit(word), 1)
        elif word in _ZONES or (len(word) == 1 and word not in "jt"):
            if self._offset is not None:
                raise BadDate
            self._offset = _ZONES[word] if word in _ZONES else _military(word)
            if word in ("utc", "gmt", "ut") and (found := self._take(_OFFSET)):
                self._zoned(found)
        elif word == "t" and self._dates:
            return
        elif word == "dst" and self._offset is not None:
            self._offset += 60
        else:
            raise BadDate

    def _relative(self, unit: str, value: int, milliseconds: int = 0) -> None:
        self._shifted = True
        kind, factor = _UNITS[unit]
        self._shift[kind] += value * factor
        self._fraction += milliseconds if value >= 0 else -milliseconds


def _unit(word: str) -> str:
    """Return the unit of time that a word is, in the singular, or an empty text."""
    if word in _UNITS:
        return word
    return word[:-1] if word.endswith("s") and word[:-1] in _UNITS else ""


def _military(letter: str) -> int:
    """Return the offset in minutes of a zone that one letter names."""
    if letter == "z":
        return 0
    if letter <= "m":
        return ("abcdefghiklm".index(letter) + 1) * 60
    return -("nopqrstuvwxy".index(letter) + 1) * 60
