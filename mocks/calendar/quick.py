"""Quick add: reads an event out of a sentence, by a small fixed grammar; the same words always give the same event."""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
           "december")
_DAY = "|".join(f"{name}|{name[:3]}" for name in _DAYS)
_MONTH = "|".join(f"{name}|{name[:3]}" for name in _MONTHS)
_CLOCK = r"(?:[01]?\d|2[0-3])(?::[0-5]\d)?\s?(?:am|pm)?"
_MAIL = r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}"

_RANGE = re.compile(rf"\b(?:from |at )?({_CLOCK})\s?(?:-|–|to|until)\s?({_CLOCK})(?![\w:-])", re.IGNORECASE | re.ASCII)
_AT = re.compile(rf"\b(?:at|from) ({_CLOCK}|noon|midnight)(?![\w:])"
                 r"|\b((?:[01]?\d|2[0-3]):[0-5]\d|\d{1,2}(?::[0-5]\d)?\s?(?:am|pm)|noon|midnight)\b",
                 re.IGNORECASE | re.ASCII)
_FOR = re.compile(r"\bfor (\d{1,3}(?:[.,]5)?)\s?(minutes?|mins?|m|hours?|hrs?|h|days?)\b", re.IGNORECASE | re.ASCII)

_BEFORE = rf"\b(?:on )?(?:(?:{_DAY}),? )?"
"""What stands before a date and says no more than the date does: `on Monday, 16 March`."""

_ISO = re.compile(rf"{_BEFORE}(\d{{4}})-(\d\d)-(\d\d)\b", re.IGNORECASE | re.ASCII)
_NAMED = re.compile(rf"{_BEFORE}(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?({_MONTH})\b(?: (\d{{4}})\b)?",
                    re.IGNORECASE | re.ASCII)
_AMERICAN = re.compile(rf"{_BEFORE}({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}})\b)?",
                       re.IGNORECASE | re.ASCII)
_WORD = re.compile(rf"\b(?:on )?(today|tonight|tomorrow|(?:next )?(?:{_DAY}))\b", re.IGNORECASE | re.ASCII)
_GUEST = re.compile(rf"(?:\b(?:with|and) |, ?)?\b({_MAIL})", re.IGNORECASE | re.ASCII)
_PLACE = re.compile(r"\b(?:at|in) ([^,;]{2,80})$", re.IGNORECASE | re.ASCII)


_NO_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b", re.ASCII)
_TONIGHT = re.compile(r"\btonight\b", re.IGNORECASE)
_MORNING = re.compile(r"\d\s?am\b", re.IGNORECASE | re.ASCII)
_EVERY = re.compile(rf"\bevery (?:other |second |single )?(?:day|weekday|week|month|year|{_DAY})\b",
                    re.IGNORECASE | re.ASCII)


class Quick(NamedTuple):
    """What a sentence says: wall times; an all-day event ends at the beginning of the day after."""

    summary: str
    start: datetime
    end: datetime
    all_day: bool
    guests: tuple[str, ...]
    location: str


def read_quick(text: str, now: datetime, minutes: int) -> Quick | None:
    """Return the event of a sentence; None where a date or clock in it cannot be. `now` is wall time."""
    rest = " ".join(text.split())
    guests = tuple(dict.fromkeys(found.lower() for found in _GUEST.findall(rest)))
    rest = _tidy(_GUEST.sub(" ", rest))
    day, rest = _read_day(rest, now)
    if day is None:
        return None
    length, rest = _read_length(rest)
    times, rest = _read_clock(rest)
    if times is None and _NO_CLOCK.search(rest):
        return None
    if times is not None and _TONIGHT.search(text) and not _MORNING.search(text):
        times = _in_the_evening(times[0]), None if times[1] is None else _in_the_evening(times[1])
    place = _PLACE.search(rest)
    location = place[1].strip() if place else ""
    summary = _tidy(rest[: place.start()] if place and _tidy(rest[: place.start()]) else rest) or "Event"
    date = (now + day).replace(hour=0, minute=0, second=0, microsecond=0)
    if times is None:
        return Quick(summary, date, date + max(timedelta(days=1), _whole_days(length)), True, guests, location)
    begin, end = times
    start = date + timedelta(minutes=begin)
    if day == timedelta() and start < now and not _WORD.search(text) and not _dated(text):
        start += timedelta(days=1)
    finish = start + (length or timedelta(minutes=minutes))
    if end is not None:
        finish = start + timedelta(minutes=(end - begin) % (24 * 60))
    return Quick(summary, start, finish, False, guests, location)


def repeats(text: str) -> bool:
    """Tell whether a sentence asks for a series, which no single event is."""
    return _EVERY.search(text) is not None


def _in_the_evening(minute: int) -> int:
    """Return a minute of the day as `tonight at 8` means it."""
    return minute + 720 if minute < 720 else minute


def _dated(text: str) -> bool:
    return any(pattern.search(text) for pattern in (_ISO, _NAMED, _AMERICAN))


def _whole_days(length: timedelta | None) -> timedelta:
    return timedelta(days=length.days) if length else timedelta()


def _read_day(text: str, now: datetime) -> tuple[timedelta | None, str]:
    """Return how far from today the first date in a text is (None: no such date), and the text without it."""
    for pattern in (_ISO, _NAMED, _AMERICAN):
        found = pattern.search(text)
        if not found:
            continue
        try:
            if pattern is _ISO:
                date = now.replace(year=int(found[1]), month=int(found[2]), day=int(found[3]))
            else:
                number, name = (found[1], found[2]) if pattern is _NAMED else (found[2], found[1])
                month = next(i for i, one in enumerate(_MONTHS, 1) if one.startswith(name.lower()[:3]))
                year = int(found[3] or now.year)
                date = now.replace(year=year, month=month, day=int(number))
                if not found[3] and date < now:
                    date = date.replace(year=year + 1)
        except ValueError:
            return None, text
        if not 1971 <= date.year <= 2100:
            return None, text
        return timedelta(days=date.toordinal() - now.toordinal()), _without(text, found)
    word = _WORD.search(text)
    if not word:
        return timedelta(), text
    name = word[1].lower()
    if name in ("today", "tonight"):
        return timedelta(), _without(text, word)
    if name == "tomorrow":
        return timedelta(days=1), _without(text, word)
    wanted = next(i for i, one in enumerate(_DAYS) if one.startswith(name.removeprefix("next ")[:3]))
    ahead = (wanted - now.weekday()) % 7 or 7
    return timedelta(days=ahead), _without(text, word)


def _read_length(text: str) -> tuple[timedelta | None, str]:
    found = _FOR.search(text)
    if not found:
        return None, text
    tenths = int(found[1].replace(",", ".").replace(".", "") + ("" if re.search("[.,]", found[1]) else "0"))
    unit = found[2].lower()[0]
    minutes = tenths * {"m": 1, "h": 60, "d": 24 * 60}[unit] // 10
    return timedelta(minutes=minutes), _without(text, found)


def _read_clock(text: str) -> tuple[tuple[int, int | None] | None, str]:
    """Return begin and end in minutes of the day, and the text without them."""
    found = _RANGE.search(text)
    if found and (":" in found[0] or re.search("am|pm|from|at", found[0], re.IGNORECASE)):
        half = re.search("(am|pm)$", found[2].lower())
        begin, end = _minutes(found[1]), _minutes(found[2])
        if half and not re.search("(am|pm)$", found[1].lower()) and half[1] == "pm" and begin + 720 < 1440 and (
            begin + 720 <= end
        ):
            begin += 720
        return (begin, end), _without(text, found)
    at = _AT.search(text)
    if not at:
        return None, text
    return (_minutes(at[1] or at[2]), None), _without(text, at)


def _minutes(clock: str) -> int:
    word = clock.lower().replace(" ", "")
    if word in ("noon", "midnight"):
        return 720 if word == "noon" else 0
    half = word[-2:] if word.endswith(("am", "pm")) else ""
    hours, _, minutes = word.removesuffix(half).partition(":")
    hour = int(hours) % 24
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + int(minutes or 0) % 60


def _without(text: str, found: re.Match[str]) -> str:
    return _tidy(f"{text[: found.start()]} {text[found.end():]}")


def _tidy(text: str) -> str:
    return re.sub(r"(?:\s|,)+(?:with|and|at|on)?$", "", " ".join(text.split()), flags=re.IGNORECASE).strip(" ,;")
