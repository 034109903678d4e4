"""When people and rooms of the offices are taken, so that what is drawn falls where it could have been."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..common.moments import DAY, MINUTE
from ..common.zones import local
from .cast import cast, read_seed
from .meetings import Meeting, Span


class Hours(NamedTuple):
    """Somebody's working hours in minutes of the day, in their zone."""

    zone: str
    start: int
    end: int


@lru_cache(maxsize=64)
def hours_of(key: str) -> Hours:
    """Return the working hours of somebody at home; office hours for others."""
    text = read_seed("meetings_calendars")["hours"].get(key, "09:00-17:00")
    start, end = (int(clock[:2]) * 60 + int(clock[3:]) for clock in text.split("-"))
    return Hours(cast().party(key).details["zone"], start, end)


def at_work(people: Iterable[str], span: Span) -> bool:
    """Tell whether a span lies within everybody's working hours."""
    for key in people:
        hours = hours_of(key)
        moment = local(span.start, hours.zone)
        begin = moment.hour * 60 + moment.minute
        if begin < hours.start or begin + (span.end - span.start) // MINUTE > hours.end:
            return False
    return True


class Taken:
    """What takes up whose time."""

    def __init__(self, meetings: Iterable[Meeting] = ()) -> None:
        self._spans: dict[tuple[str, int], list[Span]] = {}
        for meeting in meetings:
            self.add(meeting)

    def add(self, meeting: Meeting) -> None:
        """Note a meeting for its rooms and all who have not declined it."""
        options = dict(meeting.options)
        if options.get("free") or options.get("status") == "cancelled":
            return
        declined = {key for key, answer in meeting.answers if answer == "declined"}
        keys = [key for key in (*meeting.people, *meeting.rooms) if key not in declined]
        for span in meeting.spans():
            for day in range(span.start // DAY, (span.end - 1) // DAY + 1):
                for key in keys:
                    self._spans.setdefault((key, day), []).append(span)

    def is_free(self, keys: Iterable[str], span: Span) -> bool:
        """Tell whether nothing of somebody's overlaps a span."""
        days = range(span.start // DAY, (span.end - 1) // DAY + 1)
        return not any(
            other.start < span.end and span.start < other.end
            for key in keys for day in days for other in self._spans.get((key, day), ())
        )


