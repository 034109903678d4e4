"""Conversations of the seed files: hand-written ones with their dates, and the mails that all seed files describe."""

from collections.abc import Mapping
from typing import Any

from ...snapshots.draw import Draw
from ...snapshots.errors import StateError, suggest
from ..common.moments import DAY
from ..common.zones import read_moment
from .cast import Party, cast
from .files import file_of
from .post import Conversation, Mail
from .texts import Fact, fill, unwrapped

ZONE = "Europe/Berlin"

KEYS = frozenset({
    "at", "after", "from", "to", "cc", "bcc", "subject", "body", "marks", "labels", "files", "answers", "quote",
    "signed", "html", "id", "list", "reply_to", "headers", "chance", "forward", "follow",
})
MARKS = frozenset({
    "unread", "read", "starred", "important", "archived", "inbox", "trash", "spam", "draft", "newsletter", "purchase",
    "travel", "social",
})


def written_conversations(
    data: Mapping[str, Any], facts: Mapping[str, Fact], *, now: int, seed: int, world: str
) -> list[Conversation]:
    """Return the hand-written conversations of a seed file for a world: all but those that are in another only."""
    out: list[Conversation] = []
    for name, entry in data.items():
        if entry.get("only", world) != world:
            continue
        draw = Draw(seed, f"office conversation {name}")
        mails: list[Mail] = []
        for number, item in enumerate(entry["mail"]):
            at = read_moment(item["at"], ZONE)
            mails.append(read_mail({**inherited(entry), **item}, name, number, mails, at, facts, draw, now))
        out.append(Conversation(name, tuple(mails)))
    return out


def inherited(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry says for all of its mails."""
    return {key: value for key, value in entry.items() if key in ("labels", "list", "html", "subject")}


def read_mail(
    item: Mapping[str, Any], name: str, number: int, before: list[Mail], at: int, facts: Mapping[str, Fact], draw: Draw,
    now: int,
) -> Mail:
    """Return one mail of a seed file; StateError names the conversation, the mail's number and what is wrong."""
    try:
        return _read(item, before, at, facts, draw, now)
    except StateError as error:
        raise StateError(f"mail {number} of {name!r}: {error}") from None


def _read(
    item: Mapping[str, Any], before: list[Mail], at: int, facts: Mapping[str, Fact], draw: Draw, now: int
) -> Mail:
    for key in item:
        if key not in KEYS:
            raise StateError(f"there is no key {key!r}.{suggest(key, KEYS)}")
    answers = int(item.get("answers", len(before) - 1))
    sender = _key(item["from"], facts)
    own = {"sender": cast().party(sender), **facts}
    subject = fill(_one(item.get("subject", ""), draw), own, draw)
    if answers >= 0:
        subject = f"{'Fwd' if item.get('forward') else 'Re'}: {_bare(before[answers].subject)}"
    chosen = frozenset(_one(item.get("marks", ""), draw).split())
    if not chosen <= MARKS:
        raise StateError(f"there are no marks {sorted(chosen - MARKS)}; known are {', '.join(sorted(MARKS))}")
    quote = item.get("quote", "yes" if draw.chance(55) else "no") == "yes"
    labels = tuple(_split(item.get("labels", "")))
    body = unwrapped(fill(_one(item["body"], draw), own, draw))
    return Mail(
        at=at, sender=sender, to=_keys(item["to"], facts), cc=_keys(item.get("cc", ""), facts),
        bcc=_keys(item.get("bcc", ""), facts), subject=subject, body=body,
        marks=_settled(chosen, labels, at, now, draw), labels=labels, answers=answers, quote=quote,
        files=tuple(_file(file, own, draw) for file in item.get("files", ())), signed=item.get("signed") != "no",
        html=item.get("html") == "yes", id=item.get("id", ""), mailing_list=item.get("list", ""),
        reply_to=item.get("reply_to", ""), headers=tuple(dict(item.get("headers", {})).items()),
    )


def _settled(marks: frozenset[str], labels: tuple[str, ...], at: int, now: int, draw: Draw) -> frozenset[str]:
    """Return the marks with what the principal does of herself: reads within the day, files away what is old."""
    out = set(marks)
    if at > now - DAY and not marks & {"read", "trash", "archived"}:
        out.add("unread")
    keep = draw.chance(12)
    if at < now - (21 if labels else 60) * DAY and not keep and not marks & {"unread", "inbox", "starred"}:
        out.add("archived")
    return frozenset(out)


def _file(entry: Mapping[str, str], facts: Mapping[str, Fact], draw: Draw) -> Mapping[str, str]:
    return file_of(fill(entry["name"], facts, draw), fill(entry["text"], facts, draw))


def _bare(subject: str) -> str:
    while subject[:4] in ("Re: ", "Fwd:", "FW: ", "AW: "):
        subject = subject[4:].lstrip()
    return subject


def _one(value: str | list[str], draw: Draw) -> str:
    return draw.choice(value) if isinstance(value, list) else value


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _keys(text: str, facts: Mapping[str, Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_key(part, facts) for part in _split(text)))


def _key(text: str, facts: Mapping[str, Fact]) -> str:
    """Return the key of a party: itself, or for `$who` that of the party drawn as `who`."""
    if not text.startswith("$"):
        return text
    drawn = facts.get(text[1:])
    if not isinstance(drawn, Party):
        raise StateError(f"{text!r} of the seed files is no party that was drawn")
    return drawn.key
