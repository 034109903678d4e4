"""Dates: broken down times, as the C library reads and writes them."""

import math
import re
from datetime import date, timedelta
from typing import Final

from ....common.moments import MONTHS, WEEKDAYS
from ....common.zones import local
from ...clock import strftime as written
from .values import JqError, Value


def seconds_of(parts: Value, who: str) -> int:
    """Return the seconds since 1970 of a broken down time in UTC."""
    if not isinstance(parts, list):
        raise JqError(f"{who} requires array inputs")
    if len(parts) < 6 or not all(type(one) is float for one in parts[:6]):
        raise JqError(f"{who} requires parsed datetime inputs")
    year, month, day, hour, minute, second = (int(one) for one in parts[:6])
    return (_days(year + month // 12, month % 12 + 1) + day - 1) * 86400 + hour * 3600 + minute * 60 + second


def _days(year: int, month: int) -> int:
    """Return the days from 1970 to the first of a month; a cycle of the calendar is 400 years."""
    cycle, inside = divmod(year - 1, 400)
    return date(inside + 1, month, 1).toordinal() + cycle * _CYCLE - _FIRST


_CYCLE: Final = 146_097
_FIRST: Final = date(1970, 1, 1).toordinal()


def broken_down(value: Value, who: str, zone: str = "UTC") -> list[Value]:
    """Return a time in seconds as year, month from 0, day, hour, minute, second, day of the week and of the year."""
    if type(value) is not float:
        raise JqError(f"{who}() requires numeric inputs")
    if not abs(value) < 1e17:
        raise JqError("error converting number of seconds since epoch to datetime")
    whole = math.floor(value)
    fraction = value - whole
    if zone != "UTC":
        offset = local(whole * 1000, zone).utcoffset()
        whole += int(offset.total_seconds()) if offset is not None else 0
    days, seconds = divmod(whole, 86400)
    cycle, inside = divmod(days + _FIRST - 1, _CYCLE)
    day = date.fromordinal(inside + 1)
    return [float(one) for one in (
        day.year + cycle * 400, day.month - 1, day.day, seconds // 3600, seconds // 60 % 60, seconds % 60 + fraction,
        day.isoweekday() % 7, day.timetuple().tm_yday - 1)]


def strftime(value: Value, form: Value, who: str, zone: str = "UTC") -> str:
    """Return a time (seconds, or broken down) in a format."""
    if type(value) is float:
        value = broken_down(value, "gmtime" if who == "strftime/1" else "localtime", zone)
    elif not isinstance(value, list):
        raise JqError(f"{who} requires parsed datetime inputs")
    if not isinstance(form, str):
        raise JqError(f"{who} requires a string format")
    seconds = seconds_of(value, who) if len(value) >= 6 else _fail(f"{who} requires parsed datetime inputs")
    if zone != "UTC":
        moment = local(seconds * 1000, zone)
        offset = moment.utcoffset()
        seconds -= int(offset.total_seconds()) if offset is not None else 0
    if not 1 <= value[0] <= 9999:
        form = form.replace("%Y", str(int(value[0])))
        seconds = seconds_of([2000.0 + value[0] % 400, *value[1:]], who)
    return written(form, seconds * 1000, zone)


def _fail(message: str) -> int:
    raise JqError(message)


_NUMBERS: Final = {"Y": 4, "m": 2, "d": 2, "e": 2, "H": 2, "k": 2, "I": 2, "l": 2, "M": 2, "S": 2, "y": 2, "j": 3,
                   "w": 1,
                   "u": 1, "C": 2}
_LIMITS: Final = {"m": (1, 12), "d": (1, 31), "e": (1, 31), "H": (0, 23), "k": (0, 23), "I": (1, 12), "l": (1, 12),
                  "M": (0, 59), "S": (0, 61), "y": (0, 99), "j": (1, 366), "w": (0, 6), "u": (1, 7), "C": (0, 99)}
_LONGER: Final = {"T": "%H:%M:%S", "D": "%m/%d/%y", "R": "%H:%M", "F": "%Y-%m-%d", "r": "%I:%M:%S %p", "x": "%m/%d/%y",
                  "X": "%H:%M:%S", "c": "%a %b %e %H:%M:%S %Y"}
_SPACE = re.compile(r"\s*", re.ASCII)


def strptime(text: Value, form: Value) -> list[Value]:
    """Return a text in a format as a broken down time."""
    if not isinstance(text, str) or not isinstance(form, str):
        raise JqError("strptime/1 requires string inputs and arguments")
    found: dict[str, int] = {}
    rest = _read(text, form, found)
    if rest is None or (rest and not rest[0].isspace()):
        raise JqError(f'date "{text}" does not match format "{form}"')
    out = _parts(found)
    return [*out, rest] if rest else out


def _parts(found: dict[str, int]) -> list[Value]:
    if "s" in found:
        return broken_down(float(found["s"]), "gmtime")
    year, month, day = found.get("Y", 1900), found.get("m", 1), found.get("d", 0)
    if "j" in found and "m" not in found:
        moment = date(year, 1, 1) + timedelta(days=found["j"] - 1)
        month, day = moment.month, moment.day
    weekday, yearday = found.get("w", 8), 367
    if day:
        days = _days(year, month) + day - 1
        weekday, yearday = (days + 4) % 7, days - _days(year, 1)
    return [float(one) for one in (
        year, month - 1, day, found.get("H", 0), found.get("M", 0), found.get("S", 0), weekday, yearday)]


def _read(text: str, form: str, found: dict[str, int]) -> str | None:
    """Read what a format says; return what is left, or None where the text is another."""
    at = 0
    while at < len(form):
        letter = form[at]
        at += 1
        if letter.isspace():
            text = text.lstrip()
            continue
        if letter != "%" or at >= len(form):
            if not text.startswith(letter):
                return None
            text = text[1:]
            continue
        letter = form[at]
        at += 1
        while letter in "EO_-0^#" and at < len(form):
            letter = form[at]
            at += 1
        if letter in _LONGER:
            left = _read(text, _LONGER[letter], found)
        elif letter in _NUMBERS:
            left = _number(text, letter, found)
        else:
            left = _other(text, letter, found)
        if left is None:
            return None
        text = left
    return text


def _number(text: str, letter: str, found: dict[str, int]) -> str | None:
    text = text.lstrip(" ")
    digits = re.match(rf"[0-9]{{1,{_NUMBERS[letter]}}}", text)
    if digits is None:
        return None
    value = int(digits.group())
    low, high = _LIMITS.get(letter, (0, 9999))
    if not low <= value <= high:
        return None
    if letter == "y":
        found["Y"] = value + (1900 if value >= 69 else 2000)
    elif letter in "Il":
        found["H"] = value % 12 + found.get("p", 0)
    else:
        found[{"e": "d", "k": "H", "u": "w"}.get(letter, letter)] = value % 7 if letter == "u" else value
    return text[digits.end() :]


def _other(text: str, letter: str, found: dict[str, int]) -> str | None:
    if letter == "%":
        return text[1:] if text.startswith("%") else None
    if letter in "nt":
        return text.lstrip()
    if letter in "aA":
        return _named(text, WEEKDAYS, "w", found, 1)
    if letter in "bBh":
        return _named(text, MONTHS, "m", found, 1)
    if letter == "p":
        half = text[:2].upper()
        if half not in ("AM", "PM"):
            return None
        found["p"] = 12 if half == "PM" else 0
        if "H" in found:
            found["H"] = found["H"] % 12 + found["p"]
        return text[2:]
    if letter == "s":
        digits = re.match("-?[0-9]+", text)
        if digits is None:
            return None
        found["s"] = int(digits.group())
        return text[digits.end() :]
    if letter == "Z":
        return text.lstrip().lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    if letter == "z":
        offset = re.match(r"\s*(?:Z|[-+][0-9]{2}(?::?[0-9]{2})?)", text)
        return None if offset is None else text[offset.end() :]
    return None


def _named(text: str, names: "tuple[str, ...] | list[str]", key: str, found: dict[str, int], first: int) -> str | None:
    for index, name in enumerate(names):
        for spelled in (name, name[:3]):
            if text[: len(spelled)].lower() == spelled.lower():
                found[key] = (index + first) % 7 if key == "w" else index + first
                return text[len(spelled) :]
    return None


