"""The clock: simulated time as the C library writes it."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from ..common.moments import MONTHS, WEEKDAYS
from ..common.zones import local, zone_names

_DIRECTIVE = re.compile(r"%([-_0^#]*)([0-9]*)(:{0,3}z|[EO]?[a-zA-Z%+])", re.ASCII)


def zone_of(name: str) -> str:
    """Return the zone that TZ means: one that is not known counts as UTC, as the C library has it."""
    name = name.lstrip(":")
    return name if name in zone_names() else "UTC"


def strftime(form: str, now: int, zone: str) -> str:
    """Return simulated milliseconds in a format of date(1)."""
    moment = local(now, zone_of(zone))

    def one(found: "re.Match[str]") -> str:
        flags, width, letter = found.groups()
        letter = letter.lstrip("EO") or letter
        if letter == "N":
            return f"{now % 1000:03d}000000"[: int(width) if width else 9]
        write = _WRITTEN.get(letter)
        if write is None:
            return found.group()
        text, size, fill = write(moment, now)
        if "-" in flags and text[:1].isdecimal():
            return text.lstrip("0 ") or "0"
        if "_" in flags:
            fill = " "
            text = (text.lstrip("0") or "0") if text.isdecimal() else text
        elif "0" in flags:
            fill, text = "0", text.strip()
        if "^" in flags:
            text = text.upper()
        elif "#" in flags:
            text = text.lower() if letter in "pZ" else text.upper()
        return text.rjust(max(size, int(width or 0)), fill)

    return _DIRECTIVE.sub(one, form)


_Writer = Callable[[datetime, int], tuple[str, int, str]]


def _two(value: int) -> tuple[str, int, str]:
    return f"{value:02d}", 2, "0"


def _text(value: str) -> tuple[str, int, str]:
    return value, 0, " "


def _offset(moment: datetime, colons: int) -> str:
    offset = moment.utcoffset()
    assert offset is not None
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02d}{':' if colons else ''}{minutes:02d}{':00' if colons == 2 else ''}"


def _long(moment: datetime, now: int) -> str:
    return (f"{WEEKDAYS[moment.weekday()][:3]} {MONTHS[moment.month - 1][:3]} {moment.day:2d} {moment:%H:%M:%S} "
            f"{moment.tzname()} {moment.year}")


_WRITTEN: Final[dict[str, _Writer]] = {
    "a": lambda m, now: _text(WEEKDAYS[m.weekday()][:3]),
    "A": lambda m, now: _text(WEEKDAYS[m.weekday()]),
    "b": lambda m, now: _text(MONTHS[m.month - 1][:3]),
    "h": lambda m, now: _text(MONTHS[m.month - 1][:3]),
    "B": lambda m, now: _text(MONTHS[m.month - 1]),
    "c": lambda m, now: _text(
        f"{WEEKDAYS[m.weekday()][:3]} {MONTHS[m.month - 1][:3]} {m.day:2d} {m:%H:%M:%S} {m.year}"),
    "C": lambda m, now: _two(m.year // 100),
    "d": lambda m, now: _two(m.day),
    "D": lambda m, now: _text(f"{m.month:02d}/{m.day:02d}/{m.year % 100:02d}"),
    "e": lambda m, now: (f"{m.day:2d}", 2, " "),
    "F": lambda m, now: _text(f"{m.year:04d}-{m.month:02d}-{m.day:02d}"),
    "g": lambda m, now: _two(m.isocalendar().year % 100),
    "G": lambda m, now: (str(m.isocalendar().year), 4, "0"),
    "H": lambda m, now: _two(m.hour),
    "I": lambda m, now: _two(m.hour % 12 or 12),
    "j": lambda m, now: (f"{m.timetuple().tm_yday:03d}", 3, "0"),
    "k": lambda m, now: (f"{m.hour:2d}", 2, " "),
    "l": lambda m, now: (f"{m.hour % 12 or 12:2d}", 2, " "),
    "m": lambda m, now: _two(m.month),
    "M": lambda m, now: _two(m.minute),
    "n": lambda m, now: _text("\n"),
    "p": lambda m, now: _text("AM" if m.hour < 12 else "PM"),
    "P": lambda m, now: _text("am" if m.hour < 12 else "pm"),
    "q": lambda m, now: _text(str((m.month - 1) // 3 + 1)),
    "r": lambda m, now: _text(f"{m.hour % 12 or 12:02d}:{m:%M:%S} {'AM' if m.hour < 12 else 'PM'}"),
    "R": lambda m, now: _text(f"{m:%H:%M}"),
    "s": lambda m, now: _text(str(now // 1000)),
    "S": lambda m, now: _two(m.second),
    "t": lambda m, now: _text("\t"),
    "T": lambda m, now: _text(f"{m:%H:%M:%S}"),
    "u": lambda m, now: _text(str(m.isoweekday())),
    "U": lambda m, now: _two((m.timetuple().tm_yday + 6 - (m.weekday() + 1) % 7) // 7),
    "V": lambda m, now: _two(m.isocalendar().week),
    "w": lambda m, now: _text(str(m.isoweekday() % 7)),
    "W": lambda m, now: _two((m.timetuple().tm_yday + 6 - m.weekday()) // 7),
    "x": lambda m, now: _text(f"{m.month:02d}/{m.day:02d}/{m.year % 100:02d}"),
    "X": lambda m, now: _text(f"{m:%H:%M:%S}"),
    "y": lambda m, now: _two(m.year % 100),
    "Y": lambda m, now: (str(m.year), 1, "0"),
    "z": lambda m, now: _text(_offset(m, 0)),
    ":z": lambda m, now: _text(_offset(m, 1)),
    "::z": lambda m, now: _text(_offset(m, 2)),
    "Z": lambda m, now: _text(m.tzname() or "UTC"),
    "%": lambda m, now: _text("%"),
    "+": lambda m, now: _text(_long(m, now)),
}
