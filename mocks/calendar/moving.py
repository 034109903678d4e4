"""Moving: instants and the lines of a series, moved in the wall time of an event's zone."""

import re
from datetime import UTC, datetime, timedelta

from ..common.zones import local, to_ms
from .records import Event
from .recurrence import read_repeat, stamp

WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wall(ms: int, row: Event) -> timedelta:
    """Return an instant as the wall time of an event's zone, since 1970."""
    moment = local(ms, "UTC" if row.all_day else row.zone)
    return timedelta(milliseconds=ms) + (moment.utcoffset() or timedelta())


def shifted(ms: int, zone_name: str, all_day: bool, by: timedelta) -> int:
    """Return an instant moved in wall time: nine o'clock a day later is nine o'clock, whatever the clocks do."""
    return to_ms(local(ms, "UTC" if all_day else zone_name) + by)


def moved_dates(lines: tuple[str, ...], before: Event, after: Event, by: timedelta) -> tuple[str, ...]:
    """Return recurrence lines whose single dates, and the days of a weekly rule, are moved with the series."""
    if not by or before.all_day != after.all_day:
        return lines
    repeat = read_repeat(lines, before.zone, before.all_day)
    days = (EPOCH + wall(after.start, after)).toordinal() - (EPOCH + wall(before.start, before)).toordinal()
    out = [_on_other_days(line.upper(), days) for line in lines if line[:5].upper() == "RRULE"]
    for name, moments in (("RDATE", repeat.added), ("EXDATE", repeat.dropped)):
        if moments:
            texts = [stamp(shifted(one, after.zone, after.all_day, by), all_day=after.all_day) for one in moments]
            out.append(f"{name}:{','.join(texts)}")
    return tuple(out)


def taken_out(moments: list[int], *, all_day: bool) -> str:
    """Return the line that takes instances out of a series."""
    return f"EXDATE:{','.join(stamp(one, all_day=all_day) for one in sorted(moments))}"


def _on_other_days(line: str, days: int) -> str:
    """Return an RRULE line with the days of a weekly rule moved: Mondays become Tuesdays."""
    found = re.search("BYDAY=([A-Z,]+)", line)
    if not found or "FREQ=WEEKLY" not in line:
        return line
    moved = (WEEK[(WEEK.index(day) + days) % 7] for day in found[1].split(","))
    return line.replace(found[0], f"BYDAY={','.join(moved)}")
