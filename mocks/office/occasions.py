"""Meetings that come up now and then, drawn week by week from templates."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from ...snapshots.digest import Json
from ...snapshots.draw import Draw
from ..common.moments import DAY, MINUTE
from ..common.zones import read_moment
from .cast import cast, read_seed
from .meetings import Meeting, Span, closed_days, places
from .series import drawn, occurrences
from .slots import Taken, at_work
from .texts import Fact, fill
from .threads import ZONE

AHEAD = 40
"""Days from now in which there are drawn meetings, fewer and fewer."""

TRIES = 24
"""Drawn times of which the first one that suits is taken; if none does, nothing is agreed on."""

LUNCH = (12 * 60, 13 * 60)

PAST = ("accepted",) * 17 + ("declined", "tentative", "needsAction")
FUTURE = ("accepted",) * 11 + ("declined", "tentative", *("needsAction",) * 7)


def drawn_meetings(taken: Taken, first: date, now: int, seed: int) -> list[Meeting]:
    """Return the meetings of the templates from a day on, each at a time at which all of its people are free."""
    out: list[Meeting] = []
    today = date.fromordinal(date(1970, 1, 1).toordinal() + now // DAY)
    for name, entry in read_seed("meetings_drawn").items():
        for day, number in occurrences(f"meeting {name}", entry, first, today + timedelta(AHEAD), seed):
            draw = Draw(seed, f"office meeting {name} {day.isoformat()} {number}")
            if (day - today).days > draw.between(0, AHEAD):
                continue
            meeting = _meeting(f"{name} {day.isoformat()} {number}", entry, day, taken, now, draw)
            if meeting is not None:
                taken.add(meeting)
                out.append(meeting)
    return out


def _meeting(name: str, entry: Mapping[str, Any], day: date, taken: Taken, now: int, draw: Draw) -> Meeting | None:
    facts: dict[str, Fact] = {key: drawn(spec, day, draw) for key, spec in entry.get("draw", {}).items()}
    by = draw.choice(entry["by"])
    pool = [key for key in entry["with"] if key != by]
    low, _, high = entry["count"].partition("..")
    guests = draw.sample(pool, min(len(pool), draw.between(int(low), int(high))))
    title = fill(draw.choice(entry["title"]), facts)
    minutes = int(draw.choice(entry["minutes"]))
    span = _time([by, *guests], minutes, entry.get("hours", "8..16"), day, taken, draw)
    if span is None:
        return None
    options: dict[str, Json] = {}
    rooms: tuple[str, ...] = ()
    if "place" in entry:
        options["location"] = fill(draw.choice(entry["place"]), facts)
    elif draw.chance(int(entry.get("room", "0"))):
        rooms = next(((key,) for key in draw.shuffled(["mole", "quay", "tarn"]) if taken.is_free([key], span)), ())
    if rooms:
        options["location"] = places(rooms)
    elif guests and "place" not in entry:
        options["video_link"] = True
    text = fill(draw.choice(entry["text"]), facts)
    for key, value in (("description", text), ("type", entry.get("type", "")),
                       ("visibility", "private" if "private" in entry else ""),
                       ("status", "cancelled" if guests and draw.chance(4) else "")):
        if value:
            options[key] = value
    said = [(key, draw.choice(PAST if span.start < now else FUTURE)) for key in guests]
    return Meeting(
        name=name, title=title[:1].upper() + title[1:], by=by, start=span.start, end=span.end, guests=tuple(guests),
        rooms=rooms, answers=tuple((key, answer) for key, answer in said if answer != "accepted"),
        options=tuple(options.items()),
    )


def _time(people: list[str], minutes: int, hours: str, day: date, taken: Taken, draw: Draw) -> Span | None:
    """Return a time in the week of a day, that day if it can be, at which all are at work and free."""
    low, high = (int(hour) for hour in hours.split(".."))
    home = [key for key in people if cast().party(key).kind == "home"]
    monday = day - timedelta(day.weekday())
    for number in range(TRIES):
        on = day if number < TRIES // 2 else monday + timedelta(draw.below(5))
        at = draw.between(low * 2, high * 2 + 1) * 30
        if on in closed_days() or (hours == "8..16" and at < LUNCH[1] and at + minutes > LUNCH[0]):
            continue
        start = read_moment(f"{on.isoformat()}T{at // 60:02}:{at % 60:02}", ZONE)
        span = Span(start, start + minutes * MINUTE)
        if at_work(home, span) and taken.is_free(home, span):
            return span
    return None
