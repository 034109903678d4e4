"""The meetings that the mails of the calendar program speak of: invitations, answers, cancellations, reminders."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from ...snapshots.digest import Json
from ...snapshots.draw import Draw
from ...snapshots.errors import StateError
from ..common.moments import MINUTE, MONTHS
from ..common.zones import local, read_moment
from .cast import cast
from .meetings import Meeting, Span, closed_days, places
from .post import Conversation
from .slots import Taken
from .threads import ZONE

_WHEN = r"\w+ (?P<day>\d+) (?P<month>\w+), (?P<hour>\d\d:\d\d)"
_LONG = r"(?P<minutes>\d+) minutes"
_FORMS = tuple(re.compile(form) for form in (
    rf"(?P<who>.+) invites you\.\n\nWhat \| (?P<what>.+)\nWhen \| {_WHEN}, {_LONG}\nWhere \| (?P<where>.+)\n",
    rf"(?P<what>.+), {_WHEN}: (?P<cancelled>cancelled) by (?P<who>.+?)\. ",
    rf"(?P<who>.+) has (?P<answer>accepted|declined): (?P<what>.+), {_WHEN}\. ",
    rf"(?P<reminder>Reminder) for {_WHEN}: (?P<what>.+), with (?P<who>[^.]+?)(?: and (?P<more>one|two) more| )\. ",
))


def invited(conversations: Iterable[Conversation], taken: Taken, now: int, seed: int) -> list[Meeting]:
    """Return a meeting for each mail of the calendar program to the principal, with answers as her time allows.

    Reminders come first: what one is reminded of one has accepted, and what one is invited to at that time one has not.
    """
    out: list[Meeting] = []
    for one in sorted(conversations, key=lambda one: (one.name.startswith("calendar-invite"), one.mails[0].at)):
        meeting = _meeting(one, taken, now, Draw(seed, f"office meeting {one.name}"))
        taken.add(meeting)
        out.append(meeting)
    return out


def _meeting(conversation: Conversation, taken: Taken, now: int, draw: Draw) -> Meeting:
    mail = conversation.mails[0]
    found = next((found for form in _FORMS if (found := form.match(mail.body))), None)
    if found is None:
        raise StateError(f"the mail {conversation.name!r} of the calendar program speaks of no meeting: {mail.body!r}")
    said = {key: value for key, value in found.groupdict().items() if value}
    who = next(key for key, party in cast().parties.items() if party.name == said["who"])
    day = _day(local(mail.at, ZONE).date(), int(said["day"]), said["month"])
    start = read_moment(f"{day.isoformat()}T{said['hour']}", ZONE)
    span = Span(start, start + int(said.get("minutes", 30)) * MINUTE)
    by, guests = ("mara", [who]) if "answer" in said else (who, ["mara"])
    guests += _others(who, {"one": 1, "two": 2}.get(said.get("more", ""), 0), draw)
    answers = [(who, said["answer"])] if "answer" in said else []
    busy = day in closed_days() or not taken.is_free(["mara"], span)
    if busy and by != "mara" and "reminder" not in said:
        answers.append(("mara", "declined" if start < now else "needsAction"))
    options: dict[str, Json] = {}
    if "cancelled" in said:
        options["status"] = "cancelled"
    where = said.get("where", "")
    rooms = tuple(key for key in ("tarn", "vale") if f"room {key.title()}" in where)
    if "video" in where:
        options["video_link"] = True
    if rooms:
        options["location"] = places(rooms)
        answers += [(room, "declined") for room in rooms if not taken.is_free([room], span)]
    elif where and where != "video":
        options["location"] = where
    if mail.files:
        options["uid"] = mail.files[0]["text"].partition("UID:")[2].partition("\n")[0]
    return Meeting(
        name=f"mail {conversation.name}", title=said["what"], by=by, start=span.start, end=span.end,
        guests=tuple(guests), rooms=rooms, answers=tuple(answers), options=tuple(options.items()),
        created=mail.at if by != "mara" and "minutes" in said else 0,
    )


def _day(sent: date, number: int, month: str) -> date:
    """Return the day that a mail names: the first of that name from when it was sent."""
    for after in range(366):
        day = sent + timedelta(after)
        if day.day == number and MONTHS[day.month - 1] == month:
            return day
    raise StateError(f"{number} {month} is no day")


def _others(who: str, count: int, draw: Draw) -> list[str]:
    team = [key for key in cast().members["ops-team"] if key not in ("mara", who)]
    return draw.sample(team, count)
