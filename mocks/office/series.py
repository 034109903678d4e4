"""What comes again and again: reports, newsletters, receipts, notifications, and situations that arise now and then.

An entry of a file series_*.yaml says when (`every: week`, `day: mon`; `every: month`, `day: 1` for the first workday,
-1 for the last; or `rate: 45`, times in a hundred weeks at a drawn time), what is drawn each time, and the mails. Of
several bodies one is drawn; with `follow` it is the one that answers the body before; `paired` subjects go with their
bodies.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from ...snapshots.draw import Draw
from ...snapshots.errors import StateError
from ..common.moments import MINUTE, WEEKDAYS
from ..common.zones import local, read_moment
from .cast import Party, cast
from .figures import figures, month_table, week_table, weeks_of
from .post import Conversation, Mail
from .texts import Fact, Money, typed
from .threads import ZONE, inherited, read_mail

DAYS = tuple(name[:3].lower() for name in WEEKDAYS)
SHIFTS = (*["night shift"] * 3, *["early shift"] * 4, *["late shift"] * 4, "night shift")
"""Who works, by pairs of hours."""

EPOCH = date(2024, 1, 1)
"""A Monday, from which weeks and issues are counted."""


def series_conversations(
    data: Mapping[str, Any], facts: Mapping[str, Fact], *, first: date, last: date, now: int, seed: int
) -> list[Conversation]:
    """Return all conversations that the series begin from `first` to `last`, mails after `now` left out."""
    out: list[Conversation] = []
    reports = Reports()
    for name, entry in data.items():
        for day, number in occurrences(name, entry, first, last, seed):
            mails = _Occasion(name, entry, day, number, {**facts, **reports.of(day)}, now, seed).mails()
            if mails:
                out.append(Conversation(f"{name} {day.isoformat()} {number}", mails))
    return out


def occurrences(name: str, entry: Mapping[str, Any], first: date, last: date, seed: int) -> Iterator[tuple[date, int]]:
    """Yield the days on which a series comes, each with a number among those of the week."""
    start = max(first, date.fromisoformat(entry.get("start", "2024-01-01")))
    end = min(last, date.fromisoformat(entry.get("end", "2099-01-01")))
    monday = start - timedelta(start.weekday())
    while monday <= end:
        days = _days(name, entry, monday, seed)
        yield from ((day, number) for number, day in enumerate(days) if start <= day <= end)
        monday += timedelta(7)


def _days(name: str, entry: Mapping[str, Any], monday: date, seed: int) -> list[date]:
    week = [monday + timedelta(i) for i in range(7)]
    if "rate" in entry:
        draw = Draw(seed, f"office series {name} {monday.isoformat()}")
        rate = int(entry["rate"])
        count = rate // 100 + draw.chance(rate % 100)
        allowed = [day for day in week if DAYS[day.weekday()] in entry.get("day", "mon tue wed thu fri")]
        return sorted(draw.choice(allowed) for _ in range(count) if _in_season(entry, monday))
    if entry["every"] == "week":
        turn = (monday - EPOCH).days // 7 % int(entry.get("weeks", 1)) == int(entry.get("turn", 0))
        return [day for day in week if turn and DAYS[day.weekday()] == entry["day"]]
    return [day for day in week if _in_season(entry, day) and day == nth_workday(day, int(entry["day"]))]


def _in_season(entry: Mapping[str, Any], day: date) -> bool:
    return str(day.month) in entry.get("months", str(day.month)).split()


def nth_workday(day: date, number: int) -> date:
    """Return the n-th workday of a day's month; counted from its end if negative."""
    return _workdays(day.replace(day=1))[number - 1 if number > 0 else number]


@lru_cache(maxsize=64)
def _workdays(first: date) -> list[date]:
    days = [first + timedelta(i) for i in range(31)]
    return [day for day in days if day.month == first.month and day.weekday() < 5]


class Reports:
    """The figures that periodic mails cite, counted once."""

    def __init__(self) -> None:
        self._known: dict[tuple[date, int], dict[str, Fact]] = {}

    def of(self, day: date) -> dict[str, Fact]:
        """Return the facts of the week before a day, the month before and the quarter before."""
        monday = day - timedelta(day.weekday())
        month = (day.replace(day=1) - timedelta(1)).replace(day=1)
        before = day.year * 4 + (day.month - 1) // 3 - 1
        quarter = date(before // 4, before % 4 * 3 + 1, 1)
        return {
            "today": day, "tomorrow": day + timedelta(1), "monday": monday, "friday": monday + timedelta(4),
            "week": self._week(monday), "past": self._week(monday - timedelta(7)),
            "month": self._months(month, 1), "quarter": self._months(quarter, 3),
        }

    def _week(self, monday: date) -> dict[str, Fact]:
        key = (monday, 0)
        if key not in self._known:
            days: dict[str, Fact] = {"table": week_table(monday), "from": monday, "to": monday + timedelta(4)}
            self._known[key] = {**figures([monday]), **days}
        return self._known[key]

    def _months(self, first: date, count: int) -> dict[str, Fact]:
        key = (first, count)
        if key not in self._known:
            weeks = weeks_of(first, count)
            self._known[key] = {**figures(weeks), "table": month_table(weeks), "first": first}
        return self._known[key]


class _Occasion:
    def __init__(self, name: str, entry: Mapping[str, Any], day: date, number: int, facts: Mapping[str, Fact], now: int,
                 seed: int) -> None:
        self.name = name
        self.entry = entry
        self.day = day
        self.now = now
        self.draw = Draw(seed, f"office occasion {name} {day.isoformat()} {number}")
        days = (day - EPOCH).days
        self.facts: dict[str, Fact] = {**facts, "no": 10 * days + number, "issue": days // 14 + 40}
        for key, spec in entry.get("draw", {}).items():
            self.facts[key] = drawn(spec, day, self.draw)

    def mails(self) -> tuple[Mail, ...]:
        """Return the mails of the occasion up to now. One left out by chance takes those that answer it along."""
        out: list[Mail] = []
        at = self._start()
        self.facts["shift"] = SHIFTS[local(at, ZONE).hour // 2]
        variant = 0
        for number, item in enumerate(self.entry["mail"]):
            if not self.draw.chance(int(item.get("chance", 100))):
                break
            if number:
                at = self._later(at, item.get("after", "15..180"))
            if at >= self.now:
                break
            variant = self._variant(item, variant)
            whole = {**inherited(self.entry), **item, "body": _listed(item["body"])[variant]}
            if not number and "paired" in self.entry:
                whole["subject"] = self.entry["subject"][variant]
            mail = read_mail(whole, self.name, number, out, at, self.facts, self.draw, self.now)
            out.append(_begun(mail) if mail.signed and cast().party(mail.sender).sign else mail)
        return tuple(out)

    def _variant(self, item: Mapping[str, Any], before: int) -> int:
        """Return which body to take: a drawn one, or with `follow` the one that answers the body before."""
        bodies = _listed(item["body"])
        if "follow" not in item:
            return self.draw.below(len(bodies))
        if before >= len(bodies):
            raise StateError(f"series {self.name}: no body answers number {before} of the mail before")
        return before

    def _start(self) -> int:
        hour = self.entry.get("hour", "")
        if not hour:
            hour = f"{self.draw.between(8, 17):02}:{self.draw.below(60):02}"
        elif ".." in hour:
            low, high = hour.split("..")
            hour = f"{self.draw.between(int(low), int(high)):02}:{self.draw.below(60):02}"
        return read_moment(f"{self.day.isoformat()}T{hour}", ZONE) + self.draw.below(60) * 1000

    def _later(self, at: int, minutes: str) -> int:
        """Return a time some working minutes on: what would fall into the night comes the next workday."""
        low, high = minutes.split("..")
        at += self.draw.between(int(low), int(high)) * MINUTE
        return at if self.entry.get("nights") else workday(at)


def _begun(mail: Mail) -> Mail:
    """Return the mail with capitals at the start: what was drawn may have come to stand there."""
    subject, body = mail.subject, mail.body
    return mail._replace(subject=subject[:1].upper() + subject[1:], body=body[:1].upper() + body[1:])


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def workday(at: int) -> int:
    """Return the time, or if it lies outside working hours one as far into the next working day."""
    moment = local(at, ZONE)
    if 7 <= moment.hour < 19 and moment.weekday() < 5:
        return at
    day = moment.date() + timedelta(1 if moment.hour >= 19 else 0)
    while day.weekday() > 4:
        day += timedelta(1)
    return read_moment(f"{day.isoformat()}T{8 + moment.hour % 3:02}:{moment.minute:02}", ZONE)


def drawn(spec: object, day: date, draw: Draw) -> Fact:
    """Return one value of a draw: of a list, `3..17`, `EUR 120..EUR 940` to the cent, a workday `+3..+20` days on."""
    if isinstance(spec, list):
        return _fact(draw.choice(spec))
    if isinstance(spec, Mapping):
        low, _, high = spec["bullets"].partition("..")
        lines = draw.sample(spec["of"], draw.between(int(low), int(high or low)))
        return "\n".join(f"{spec.get('mark', '- ')}{line}" for line in lines)
    low, _, high = str(spec).partition("..")
    if not high:
        return _fact(low)
    if low.startswith("EUR "):
        return Money(draw.between(int(low[4:]) * 100, int(high[4:]) * 100))
    if low.startswith(("+", "-")):
        date_drawn = day + timedelta(draw.between(int(low), int(high)))
        return date_drawn + timedelta((0, 0, 0, 0, 0, 2, 1)[date_drawn.weekday()])
    return draw.between(int(low), int(high))


def _fact(text: str) -> Fact:
    found: Party | None = cast().parties.get(text)
    return found if found is not None and found.kind in ("home", "external", "junk") else typed(text)
