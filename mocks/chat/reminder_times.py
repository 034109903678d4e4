"""When a reminder is due, said in words; and when one that comes again comes next."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from .records import Frequency

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MORNING = 9 * 60
"""The minute of the day at which a reminder comes that names a day only, as Slack has it."""

_UNITS = {"second": 1, "minute": 60, "min": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_IN = re.compile(r"in (an?|\d{1,5}) (second|minute|min|hour|day|week)s?", re.ASCII)
_CLOCK = re.compile(r"(?:at )?(noon|midnight|(\d{1,2})(?::(\d\d))? ?(am|pm)?)", re.ASCII)
_DATE = re.compile(r"(?:on )?(\d{4})-(\d\d)-(\d\d)", re.ASCII)
_NAMED = "|".join(DAYS)
_DAY = re.compile(rf"(?:on |next )?({_NAMED})", re.ASCII)
_EVERY = re.compile(rf"every (day|weekday|week|month|year|(?:{_NAMED})(?:(?:, | and |, and )(?:{_NAMED}))*)", re.ASCII)


class Due(NamedTuple):
    """When a reminder comes, as local time, and how it comes again."""

    at: datetime
    frequency: Frequency = ""
    weekdays: tuple[int, ...] = ()


def read_due(text: str, now: datetime) -> Due | None:
    """Return when a text says that a reminder is due, from `now` as local time; None if it does not say."""
    words = " ".join(text.lower().split())
    if not words:
        return None
    found = _IN.fullmatch(words)
    if found:
        count = int(found[1]) if found[1].isdecimal() else 1
        return Due((now.astimezone(UTC) + timedelta(seconds=count * _UNITS[found[2]])).astimezone(now.tzinfo))
    day, minute = words, MORNING
    head, at, tail = words.rpartition(" at ")
    if at or _CLOCK.fullmatch(words):
        day, clock = head.strip(), _minute(tail if at else words)
        if clock is None:
            return None
        minute = clock
    return _on(day, minute, now)


def _on(day: str, minute: int, now: datetime) -> Due | None:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    clock = timedelta(minutes=minute)
    if day in ("", "today"):
        at = today + clock
        return Due(at if at > now or day else at + timedelta(days=1))
    if day == "tomorrow":
        return Due(today + timedelta(days=1) + clock)
    if day == "next week":
        return Due(today + timedelta(days=7 - now.weekday()) + clock)
    every = _EVERY.fullmatch(day)
    if every:
        return _again(every[1], today + clock, now)
    named, dated = _DAY.fullmatch(day), _DATE.fullmatch(day)
    if named:
        return Due(following(today + clock - timedelta(days=1), now, "weekly", (DAYS.index(named[1]),)))
    try:
        return Due(now.replace(year=int(dated[1]), month=int(dated[2]), day=int(dated[3]), hour=0, minute=0, second=0,
                               microsecond=0) + clock) if dated else None
    except ValueError:
        return None


def _minute(text: str) -> int | None:
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    if found[1] in ("noon", "midnight"):
        return 12 * 60 if found[1] == "noon" else 0
    hour, minute = int(found[2]), int(found[3] or 0)
    if minute > 59 or (not 1 <= hour <= 12 if found[4] else hour > 23 or not found[3]):
        return None
    return (hour % 12 + (12 if found[4] == "pm" else 0) if found[4] else hour) * 60 + minute


def _again(what: str, at: datetime, now: datetime) -> Due:
    plain: dict[str, Frequency] = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
    if what in plain:
        return Due(at if at > now else following(at, now, plain[what], ()), plain[what])
    days = tuple(range(5)) if what == "weekday" else tuple(sorted(number for number, name in enumerate(DAYS)
                                                                if name in what))
    first = at if at > now and at.weekday() in days else following(at, now, "weekly", days)
    return Due(first, "weekly", days)


def following(at: datetime, now: datetime, frequency: Frequency, weekdays: tuple[int, ...]) -> datetime:
    """Return when a reminder that came at `at` (local time) comes next after `now`."""
    new, count = at, 0
    while new <= now or new == at:
        count += 1
        if frequency == "monthly":
            new = _months_on(at, count)
        elif frequency == "yearly":
            new = _months_on(at, 12 * count)
        elif frequency == "weekly" and not weekdays:
            new = at + timedelta(days=7 * count)
        else:
            new = at + timedelta(days=count)
            while frequency == "weekly" and new.weekday() not in weekdays:
                count += 1
                new = at + timedelta(days=count)
    return new


def _months_on(at: datetime, count: int) -> datetime:
    """Return the same day so many months later, or the last day of a month that is shorter."""
    year, month = divmod(at.year * 12 + at.month - 1 + count, 12)
    for day in range(at.day, 27, -1):
        try:
            return at.replace(year=year, month=month + 1, day=day)
        except ValueError:
            continue
    return at.replace(year=year, month=month + 1)
