"""Moments: what time it was in a recording, read from what its commands printed."""

import re
from datetime import UTC, datetime

from .transcripts import Command

DAY = 86_400_000
EARLIEST, LATEST = datetime(2025, 8, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
"""Between when recordings may be from: dates outside are of the scenarios' own texts."""

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WRITTEN = re.compile(
    r"(?<!\d)(20\d\d)-?([01]\d)-?([0-3]\d)[T _-]?([0-2]\d):?([0-5]\d):?([0-5]\d)(?!\d)"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) ("
    + "|".join(_MONTHS)
    + r") +(\d\d?) (\d\d):(\d\d):(\d\d) (?:AM |PM )?UTC (20\d\d)"
    r"|(?<!\d)(1[78]\d{8})(?:\d{3}|\d{9})?(?!\d)"
)
_LISTED = re.compile(r"^[-d][rwxst-]{9}.* (" + "|".join(_MONTHS) + r") +(\d\d?) (\d\d):(\d\d) \S", re.MULTILINE)


def moments(text: str) -> list[int]:
    """Return the moments to the second that a text names, ms: ISO with or without signs, `date`'s own form, epochs."""
    found = []
    for one in _WRITTEN.finditer(text):
        y, mo, d, h, mi, s, month, day, h2, mi2, s2, year, epoch = one.groups()
        try:
            if epoch:
                moment = datetime.fromtimestamp(int(epoch), UTC)
            elif month:
                moment = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(h2), int(mi2), int(s2), tzinfo=UTC)
            else:
                moment = datetime(int(y), int(mo), int(d), int(h), int(mi), int(s), tzinfo=UTC)
        except ValueError:
            continue
        if EARLIEST <= moment < LATEST:
            found.append(int(moment.timestamp()) * 1000)
    return found


def listed(text: str) -> list[int]:
    """Return the times of files in `ls -l` lines, ms, of the year that puts them within the recordings' time."""
    found = []
    for month, day, hour, minute in _LISTED.findall(text):
        for year in (2025, 2026):
            try:
                moment = datetime(year, _MONTHS.index(month) + 1, int(day), int(hour), int(minute), tzinfo=UTC)
            except ValueError:
                continue
            if (moment >= EARLIEST and moment.month >= 8 and year == 2025) or (year == 2026 and moment.month < 8):
                found.append(int(moment.timestamp()) * 1000)
    return found


def days_of(text: str) -> list[int]:
    """Return the days that names of files and the like give as eight digits, ms."""
    found = []
    for year, month, day in re.findall(r"(?<!\d)(202[56])([01]\d)([0-3]\d)(?!\d)", text):
        try:
            moment = datetime(int(year), int(month), int(day), tzinfo=UTC)
        except ValueError:
            continue
        if EARLIEST <= moment < LATEST:
            found.append(int(moment.timestamp()) * 1000)
    return found


STEP = 2_000
"""How long a command takes where nothing shows it, ms."""


class Clock:
    """Tells what time it was when each command of a recording ran; where nothing shows it, a little after the last.

    A moment counts that no file of the image and no command names, and that lies on the day of the first one or after
    the one before.
    """

    def __init__(self, commands: tuple[Command, ...], otherwise: int) -> None:
        said = "".join(command.text for command in commands)
        seen: list[list[int]] = []
        for command in commands:
            texts = f"{command.output.stdout}\n{command.output.stderr}"
            seen.append([moment for moment in moments(texts) if not _named(moment, said)])
        built = max((moment for command in commands for moment in listed(command.output.stdout)), default=0)
        shown = [moment for found in seen for moment in found if moment >= built - DAY // 8]
        days = [day for command in commands for day in days_of(command.output.stdout) if day + DAY > built]
        if shown:
            first = shown[0]
        elif days and days[0] > built:
            first = days[0] + DAY // 2
        else:
            first = built or otherwise
        self._times = _spread(first, seen)

    def at(self, number: int) -> int:
        """Return when the command of a number ran, ms."""
        return self._times[number]


def _named(moment: int, text: str) -> bool:
    when = datetime.fromtimestamp(moment / 1000, UTC)
    return f"{when:%Y-%m-%d %H:%M:%S}" in text or f"{when:%Y-%m-%dT%H:%M:%S}" in text


def _spread(first: int, seen: list[list[int]]) -> list[int]:
    """Return a time for each command: what it shows where that is news, else evenly between those that show theirs."""
    shown: list[tuple[int, int]] = []
    latest = first - 1
    for number, found in enumerate(seen):
        news = [moment for moment in found if latest < moment < latest + DAY // 4]
        if news:
            shown.append((number, min(news)))
            latest = max(news)
    if not shown:
        return [first + number * STEP for number in range(len(seen))]
    times = []
    for number in range(len(seen)):
        before = next((one for one in reversed(shown) if one[0] <= number), None)
        after = next((one for one in shown if one[0] >= number), None)
        if before is None and after is not None:
            times.append(after[1] - (after[0] - number) * STEP)
        elif after is None and before is not None:
            times.append(before[1] + (number - before[0]) * STEP)
        elif before is not None and after is not None:
            share = (number - before[0]) / max(after[0] - before[0], 1)
            times.append(before[1] + int((after[1] - before[1]) * share))
    return times
