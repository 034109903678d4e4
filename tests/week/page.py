"""Renders the played week as a diary, docs/week.md. To make it again: `python -m tests.week.page`."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from diorama.mocks.office.cast import cast as crew

from .aftermath import meanwhile, set_off
from .names import Names, day_of, moment
from .player import ZONE, Played, new_world, play, script
from .telling import Told, phrases, told

PAGE = Path(__file__).parents[2] / "docs" / "week.md"

HEAD = """# A week in the small office

What people did at Tarn & Vale ([worlds.md](worlds.md)) from Wednesday 4 March to Tuesday 10 March 2026: {calls} calls
of {tools} tools of mail, chat, calendar, docs and drive. Mara Lindqvist, Daniel Okafor, Priya Raman, Ingrid Solberg and
Rafael Costa act as agents do, with their own accounts and permissions; a few others put in a word. The script is
`tests/week/week.yaml`; the tests play it in several worlds and processes and compare every step.

Times are those of Berlin. In italics is what somebody is after; then what he or she does and what is answered; below it
what that set off. Written by `python -m tests.week.page`.
"""

_STOPS = re.compile(r"([.?!…])”\.")
_REVISION = re.compile(r"'?\b\w+_[0-9a-f]{12}@(\d+)'?")


def entry_lines(one: Played) -> Iterator[str]:
    """Yield the lines of one entry: what is done, what is answered, what it set off."""
    party = crew().party(one.entry.who)
    about = Told(one.step.call.arguments, one.step.outcome.value, Names(one.before, party.email),
                 Names(one.after, party.email), party.details.get("zone", ZONE))
    does, answers = phrases()[one.entry.tool]
    refusal = _REVISION.sub(r"\1", one.step.outcome.message)
    answer = f"Refused: {refusal}" if one.entry.fails else told(answers, about)
    why = f"{one.entry.why[0].upper()}{one.entry.why[1:]}{'' if one.entry.why.endswith('?') else ':'}"
    text = re.sub(" +", " ", f"{told(does, about)}. {answer}".rstrip())
    yield f"- *{why}* " + _STOPS.sub(r"\1”", text)
    if one.entry.tool == "mail.receive":
        return
    for effect in set_off(one.before, one.after, by=party.email):
        yield f"  - {effect}."


def page(week: Sequence[Played]) -> str:
    """Return the diary of a played week."""
    lines = [HEAD.format(calls=len(week), tools=len({one.entry.tool for one in week}))]
    day = heading = ""
    for one in week:
        when = moment(one.step.at)
        if one.entry.day != day:
            day, heading = one.entry.day, ""
            lines += ["", f"## {day_of(when)}"]
        for step in one.meanwhile:
            words = meanwhile(step, one.before)
            if words:
                lines += ["", f"*{day_of(moment(step.at))}, {moment(step.at):%H:%M}: {words}.*"]
                heading = ""
        if one.meanwhile:
            effects = [f"- {effect}." for effect in set_off(one.start, one.before, by="")]
            lines += ["", *effects] if effects else []
        head = f"**{when:%H:%M} {crew().party(one.entry.who).name}**"
        if one.entry.until or head.partition(" ")[2] != heading.partition(" ")[2]:
            lines += ["", head, ""]
        heading = head
        lines += entry_lines(one)
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def played_week() -> list[Played]:
    """Return the week, played in a world of its own."""
    return play(new_world(), script(), {})


if __name__ == "__main__":
    PAGE.write_text(page(played_week()), encoding="utf-8")
