"""Renders the played week as a diary, docs/week.md. To make it again: `python -m tests.week.page`."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml

from diorama.mocks.mail.records import DRAFT, SCHEDULED, SENT
from diorama.mocks.office.cast import cast as crew
from diorama.snapshots.calls import Step
from diorama.snapshots.digest import Json
from diorama.snapshots.state import State

from .names import Names, day_of, joined, moment, quote, time_of
from .player import ZONE, Played, at, new_world, play, script

PAGE = Path(__file__).parents[2] / "docs" / "week.md"

HEAD = """# A week in the small office

What people did at Tarn & Vale ([worlds.md](worlds.md)) from Wednesday 4 March to Tuesday 10 March 2026: {calls} calls
of {tools} tools of mail, chat, calendar, docs and drive. Mara Lindqvist, Daniel Okafor, Priya Raman, Ingrid Solberg and
Rafael Costa act as agents do, with their own accounts and permissions; a few others put in a word. The script is
`tests/week/week.yaml`; the tests play it in several worlds and processes and compare every step.

Times are those of Berlin. In italics is what somebody is after; then what he or she does and what is answered; below it
what that set off. Written by `python -m tests.week.page`.
"""

NOTICES = {
    "mention": "a mention", "group": "a mention of their group", "channel": "a message to all", "ephemeral": "a hint",
    "direct": "a direct message", "thread": "an answer in their thread", "reminder": "a reminder",
}

_HOLE = re.compile(r"\{([ar])\.([\w.]+)(?:\|(\w+))?\}")
_STOPS = re.compile(r"([.?!…])”\.")
_OPTION = re.compile(r"\[([^\[\]]*)\]")


@lru_cache(maxsize=1)
def phrases() -> dict[str, list[str]]:
    """Return how each tool is told: what is done, what is answered."""
    data: dict[str, list[str]] = yaml.safe_load((Path(__file__).parent / "phrases.yaml").read_text(encoding="utf-8"))
    return data


class Told(NamedTuple):
    """What a phrase can tell of: a call's arguments and result, and the names in the states before and after it."""

    arguments: dict[str, Json]
    result: Json
    before: Names
    names: Names
    zone: str


def told(phrase: str, about: Told) -> str:
    """Return a phrase with its places filled in."""

    def hole(found: re.Match[str]) -> str:
        return _shown(about, found[3] or "plain", _value(about, found))

    def option(found: re.Match[str]) -> str:
        holes = list(_HOLE.finditer(found[1]))
        return found[1] if holes and all(_value(about, one) for one in holes) else ""

    return _HOLE.sub(hole, _OPTION.sub(option, phrase))


def _value(about: Told, found: re.Match[str]) -> Json:
    return _at(about.arguments if found[1] == "a" else about.result, found[2])


def _at(value: Json, path: str) -> Json:
    """Return what stands at a place; None if there is no such place."""
    try:
        return at(value, path)
    except AssertionError:
        return None


def _shown(about: Told, way: str, value: Json) -> str:
    names, items = about.names, value if isinstance(value, list) else []
    texts = [str(one) for one in items]
    ways: dict[str, Callable[[], str]] = {
        "plain": lambda: str(value),
        "quote": lambda: quote(str(value)),
        "who": lambda: names.who(str(value)),
        "people": lambda: joined([names.who(one) for one in texts]),
        "file": lambda: names.file(str(value)),
        "event": lambda: names.event(str(value)),
        "mail": lambda: names.mail(str(value)),
        "mails": lambda: joined([names.mail(one) for one in texts]),
        "draft": lambda: about.before.draft(str(value)),
        "channel": lambda: names.channel(str(value)),
        "channels": lambda: joined([names.channel(one) for one in texts]),
        "post": lambda: names.post(str(about.arguments["channel"]), str(value)),
        "names": lambda: joined(texts),
        "time": lambda: time_of(str(value), about.zone),
        "until": lambda: _until(str(_at(about.result, "start")), str(value)),
        "second": lambda: str(value)[11:19],
        "switch": lambda: "on" if value is True else "off",
        "count": lambda: str(len(items)),
        "list": lambda: names.listed(items),
        "rows": lambda: "; ".join(", ".join(map(str, cast("list[Json]", row))) for row in items),
        "lines": lambda: quote(" ".join(_line(cast("list[str]", line)) for line in items)),
        "spans": lambda: "; ".join(_span(one) for one in cast("list[dict[str, str]]", items)) or "nothing",
        "busy": lambda: _busy(names, cast("dict[str, list[list[str]]]", value)),
        "headings": lambda: "; ".join(_headings(cast("list[dict[str, Any]]", items))),
        "suggestions": lambda: "; ".join(_suggestions(names, cast("list[dict[str, Any]]", items))),
        "access": lambda: names.access(items),
        "closed": lambda: names.closed(items),
        "edits": lambda: "; ".join(_edit(one) for one in cast("list[dict[str, Any]]", items)),
        "linked": lambda: joined([names.file(str(one["file_id"])) for one in cast("list[dict[str, Json]]", items)]),
        "by": lambda: f"by {quote(str(value))}" if value else "by nothing",
        "lower": lambda: str(value).lower(),
        "pins": lambda: "pins" if value is True else "takes the pin off",
        "recurrence": lambda: "; ".join(map(_repeated, texts)),
    }
    return ways[way]()


def _line(line: list[str]) -> str:
    """Return the text of a line of docs.read, if it is text."""
    return "" if line[1] in ("table", "section") else line[2]


def _edit(request: dict[str, Any]) -> str:
    """Return one request of a batch in words."""
    ((kind, fields),) = request.items()
    match kind:
        case "insertText":
            return f"inserts {quote(fields['text'])}"
        case "replaceAllText":
            return f"replaces {quote(fields['containsText']['text'])} by {quote(fields['replaceText'])}"
        case "createParagraphBullets":
            return "makes a list"
    what = {"bold": "bold", "namedStyleType": "normal text"}[fields["fields"]]
    return f"sets {what} from {fields['range']['startIndex']} to {fields['range']['endIndex']}"


def _repeated(rule: str) -> str:
    parts = dict(part.split("=") for part in rule.partition(":")[2].split(";"))
    return parts["FREQ"].lower() + (f", {parts['COUNT']} times" if "COUNT" in parts else "")


def _span(one: dict[str, str]) -> str:
    return f"{time_of(one['start'])} to {_until(one['start'], one['end'])}"


def _until(start: str, end: str) -> str:
    """Return an end, by its hour alone if it is on the day of the start."""
    day, _, hour = time_of(end).partition(", ")
    return hour if time_of(start).startswith(f"{day}, ") else f"{day}, {hour}"


def _busy(names: Names, busy: dict[str, list[list[str]]]) -> str:
    return "; ".join(
        f"{names.who(who)}: " + (", ".join(_span({"start": start, "end": end}) for start, end in times) or "free")
        for who, times in busy.items()
    )


def _headings(tabs: list[dict[str, Any]]) -> Iterator[str]:
    for tab in tabs:
        for heading in tab["headings"]:
            if heading[1] != "table":
                yield f"{quote(heading[2])} at {heading[0]}"


def _suggestions(names: Names, found: list[dict[str, Any]]) -> Iterator[str]:
    for one in found:
        changes = joined([f"{change['does']} {quote(change['text'])}" for change in one["changes"]])
        yield f"{names.who(one['author'])} would {changes}"


# --- what a call set off ---------------------------------------------------------------------------------------------


def new_rows(path: str, before: State, after: State) -> list[Any]:
    """Return the rows that a table has in a later state and had not before, in the order of their ids."""
    old, new = before.table(path), after.table(path)
    return [] if old is new else [new[identity] for identity in new.ids() if identity not in old]


def set_off(before: State, after: State, *, by: str) -> Iterator[str]:
    """Yield what came about between two states beside the call itself: mail, notices in chat, what left the company."""
    names = Names(after, by)
    mails: dict[str, list[str]] = {}
    for row in new_rows("mail.messages", before, after):
        if row.mailbox != by and not {SENT, DRAFT, SCHEDULED} & set(row.labels):
            said = f"{quote(row.subject)} from {row.sender.name or names.who(row.sender.email)}"
            mails.setdefault(said, []).append(names.who(row.mailbox))
        elif row.mailbox == by and row.automatic:
            mails.setdefault(f"{quote(row.subject)} from {row.sender.name}", []).append(names.who(row.mailbox))
    for said, people in mails.items():
        yield f"Mail reaches {joined(sorted(set(people)))}: {said}"
    users = after.table("chat.users")
    notices: dict[tuple[str, str], list[str]] = {}
    for row in new_rows("chat.notifications", before, after):
        where = row.message.partition(":")[0]
        notices.setdefault((row.kind, names.channel(where) if where else ""), []).append(users[row.user].name)
    for (kind, where), people in sorted(notices.items()):
        yield f"Chat tells {joined(sorted(people))}: {NOTICES[kind]}{f', in {where}' if where.startswith('#') else ''}"
    for row in new_rows("ledger.departures", before, after):
        about = f": {quote(row.subject)}" if row.subject else ""
        yield f"Leaves the company by {row.channel}, to {joined([names.who(one) for one in row.recipients])}{about}"


def _meanwhile(step: Step, after: State) -> str:
    """Return in words a call that was made by itself; nothing for what is bookkeeping."""
    names, arguments = Names(after, step.actor.principal), step.call.arguments
    users = after.table("chat.users")
    match step.call.tool:
        case "mail.release":
            return f"{names.mail(str(arguments['message_id']))} leaves"
        case "mail.wake":
            subjects = cast("list[str]", arguments["message_ids"])
            return f"{joined([names.mail(one) for one in subjects])} is back in the inbox"
        case "chat.send_scheduled":
            return "a scheduled chat message is posted"
        case "chat.ring":
            return f"the reminder {quote(after.table('chat.reminders')[str(arguments['id'])].text)} rings"
        case "chat.accept_invitation":
            email = after.table("chat.invitations")[str(arguments["id"])].email
            return f"{names.who(email)} takes the invitation into the channel"
        case "calendar.ring":
            return "a reminder of the calendar is due"
        case "chat.clear_status":
            return f"the status of {users[str(arguments['user'])].name} is cleared"
    return ""


# --- the page --------------------------------------------------------------------------------------------------------


def entry_lines(one: Played) -> Iterator[str]:
    """Yield the lines of one entry: what is done, what is answered, what it set off."""
    party = crew().party(one.entry.who)
    about = Told(one.step.call.arguments, one.step.outcome.value, Names(one.before, party.email),
                 Names(one.after, party.email), party.details.get("zone", ZONE))
    does, answers = phrases()[one.entry.tool]
    answer = f"Refused: {one.step.outcome.message}" if one.entry.fails else told(answers, about)
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
            words = _meanwhile(step, one.before)
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
