"""Messages of the offices' chat as the seed files have them: written by hand, or series drawn like those of the mail.

A message is a mapping: `text`, and beside it `react` (`+1 mara weber, eyes raman`; in series only the emojis, people
are drawn), `pin`, `edited`, `also` (an answer that is shown in the channel too), `top` (no answer, though the
conversation is a thread), `card` (title, text, link, color), `blocks` (a heading and paragraphs), `files`, `saved` (by
the principal). One that was written by hand has its time and writer as a key: `2026-03-02 09:12 raman: text`. Series
are described in series.py; in chat they may come `every: day` and may `mirror` a series of mails, whose subject and
body they then cite.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from ...snapshots.digest import Json
from ...snapshots.draw import Draw
from ...snapshots.errors import StateError, suggest
from ..common.moments import MINUTE
from ..common.zones import local, read_moment
from .cast import Party, cast, read_seed
from .meetings import closed_days
from .rooms import handle_of, members_of, user_id
from .series import EPOCH, SHIFTS, Reports, drawn, occurrences, series_conversations, workday
from .texts import Fact, fill, unwrapped
from .threads import ZONE

KEYS = frozenset({"text", "from", "after", "chance", "follow", "react", "pin", "edited", "also", "top", "card",
                  "blocks", "files", "saved"})
ENTRY_KEYS = frozenset({"in", "say", "thread", "draw", "every", "rate", "day", "hour", "start", "end", "mirror",
                        "nights"})

_HEAD = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d) ([a-z]+)")
_NAMED = re.compile(r"(?<![\w.])@([a-z]+)(?!\.?[a-z]|-)")


class Saying(NamedTuple):
    """A message to put. Times are ms; `root` is that of the first message of its thread, 0 where it is in none.

    `saved`: the principal has saved it for later.
    """

    room: str
    at: int
    sender: str
    text: str
    root: int = 0
    more: Mapping[str, Json] = {}
    saved: bool = False


Rooms = Mapping[str, Mapping[str, Any]]
"""The entries of talk.yaml by the id of the conversation."""


def room_id(name: str) -> str:
    """Return the id of the conversation that seed files call by a channel's name, or `dm_...`."""
    return name if name.startswith("dm_") else f"chan_{name.replace('-', '_')}"


# --- written by hand ---------------------------------------------------------------------------------------------


def written_sayings(data: Mapping[str, Any], facts: Mapping[str, Fact], rooms: Rooms, seed: int) -> Iterator[Saying]:
    """Yield the hand-written messages of a seed file; StateError names the conversation and what is wrong."""
    reports = Reports()
    for name, entry in data.items():
        _check_keys(name, entry, ENTRY_KEYS)
        root = at = 0
        for number, item in enumerate(entry["say"]):
            head, when, sender = _headed(name, number, item)
            # Drawn for each message alone, so that one more in the conversation changes no other's ts.
            draw = Draw(seed, f"office talk {name} {head}")
            moment = read_moment(when, ZONE) + draw.below(60_000)
            at = moment if moment > at else at + 1_000 + draw.below(4_000)
            known = {**facts, **reports.of(local(at, ZONE).date())}
            inside = "thread" in entry and number > 0 and "top" not in item
            whole = {**item, "text": item[head], "from": sender}
            yield _saying(name, whole, room_id(entry["in"]), at, root if inside else 0, known, rooms, draw)
            root = root or at


def _headed(name: str, number: int, item: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return the key of a hand-written message that holds its text, and the time and writer in it."""
    heads = [key for key in item if key not in KEYS]
    found = _HEAD.fullmatch(heads[0]) if len(heads) == 1 else None
    if not found:
        raise StateError(f"message {number} of the talk {name!r} has the keys {heads} and is to have one beside "
                         f"{', '.join(sorted(KEYS))}: time and writer, as in '2026-03-02 09:12 raman'."
                         f"{suggest(heads[-1], KEYS) if heads else ''}")
    return found[0], found[1], found[2]


def _check_keys(name: str, item: Mapping[str, Any], keys: frozenset[str]) -> None:
    for key in item:
        if key not in keys:
            raise StateError(f"the talk {name!r} has no key {key!r}.{suggest(key, keys)}")


# --- series ------------------------------------------------------------------------------------------------------


def repeated_sayings(
    data: Mapping[str, Any], facts: Mapping[str, Fact], rooms: Rooms, *, first: date, last: date, now: int, seed: int
) -> Iterator[Saying]:
    """Yield the messages of all series that begin from `first` to `last`, those after `now` left out."""
    reports = Reports()
    for name, entry in data.items():
        _check_keys(name, entry, ENTRY_KEYS)
        for item in entry["say"]:
            _check_keys(name, item, KEYS)
        if "mirror" in entry:
            source = {entry["mirror"]: read_seed("series_machines")[entry["mirror"]]}
            for mails in series_conversations(source, facts, first=first, last=last, now=now, seed=seed):
                mail = mails.mails[0]
                cited: dict[str, Fact] = {**facts, "subject": mail.subject, "body": mail.body}
                yield from _Round(name, entry, mails.name, mail.at, cited, rooms, now, seed).sayings()
            continue
        for day, number in _days(name, entry, first, last, seed):
            if day in closed_days() and "nights" not in entry:
                continue
            draw = Draw(seed, f"office talk {name} {day.isoformat()} {number} begins")
            known: dict[str, Fact] = {**facts, **reports.of(day), "no": 10 * (day - EPOCH).days + number}
            yield from _Round(
                name, entry, f"{day.isoformat()} {number}", _start(entry, day, draw), known, rooms, now, seed
            ).sayings()


def _days(name: str, entry: Mapping[str, Any], first: date, last: date, seed: int) -> Iterator[tuple[date, int]]:
    if entry.get("every") != "day":
        yield from occurrences(name, entry, first, last, seed)
        return
    for day in entry["day"].split():
        yield from occurrences(name, {**entry, "every": "week", "day": day}, first, last, seed)


def _start(entry: Mapping[str, Any], day: date, draw: Draw) -> int:
    hour = entry.get("hour", "8..17")
    if ".." in hour:
        low, high = hour.split("..")
        hour = f"{draw.between(int(low), int(high)):02}:{draw.below(60):02}"
    return read_moment(f"{day.isoformat()}T{hour}", ZONE)


class _Round:
    """One time that a series comes: what is said, and what is answered."""

    def __init__(self, name: str, entry: Mapping[str, Any], turn: str, start: int, facts: Mapping[str, Fact],
                 rooms: Rooms, now: int, seed: int) -> None:
        self.name = name
        self.entry = entry
        self.rooms = rooms
        self.now = now
        self.draw = Draw(seed, f"office talk {name} {turn}")
        self.at = start + self.draw.below(60_000)
        self.facts: dict[str, Fact] = {**facts, "shift": SHIFTS[local(self.at, ZONE).hour // 2]}
        taken: list[str] = []
        day = local(self.at, ZONE).date()
        for key, spec in entry.get("draw", {}).items():
            left = [one for one in spec if one not in taken] if isinstance(spec, list) else spec
            fact = drawn(left or spec, day, self.draw)
            self.facts[key] = fact
            if isinstance(fact, Party):
                taken.append(fact.key)
                self.facts[f"{key}_at"] = f"@{handle_of(fact)}"

    def sayings(self) -> Iterator[Saying]:
        """Yield what is said up to now. A message left out by chance takes those that answer it along."""
        room, at, root, variant = room_id(self.entry["in"]), self.at, 0, 0
        for number, item in enumerate(self.entry["say"]):
            if not self.draw.chance(int(item.get("chance", 100))):
                break
            if number:
                at = self._later(at, item.get("after", "1..40"))
            if at >= self.now:
                break
            texts = item["text"] if isinstance(item["text"], list) else [item["text"]]
            variant = variant if "follow" in item else self.draw.below(len(texts))
            if variant >= len(texts):
                raise StateError(f"talk series {self.name}: no text answers number {variant} of the one before")
            inside = "thread" in self.entry and number > 0 and "top" not in item
            saying = _saying(self.name, {**item, "text": texts[variant]}, room, at, root if inside else 0, self.facts,
                             self.rooms, self.draw)
            party = cast().parties.get(saying.sender)
            yield saying if party is not None and party.kind == "automatic" else _begun(saying)
            root = root or at

    def _later(self, at: int, minutes: str) -> int:
        low, high = minutes.split("..")
        at += self.draw.between(int(low), int(high)) * MINUTE + 1_000 + self.draw.below(50_000)
        return at if "nights" in self.entry else workday(at) + at % MINUTE


_FIRST = re.compile(r"^[a-z]|(?<=[.!?] )[a-z]")


def _begun(saying: Saying) -> Saying:
    """Return a message with capitals where sentences begin: what was drawn may have come to stand there."""
    return saying._replace(text=_FIRST.sub(lambda found: found[0].upper(), saying.text))


# --- one message -------------------------------------------------------------------------------------------------


def _saying(name: str, item: Mapping[str, Any], room: str, at: int, root: int, facts: Mapping[str, Fact], rooms: Rooms,
            draw: Draw) -> Saying:
    """Return one message of a seed file; StateError names the conversation and what is wrong with it."""
    try:
        return _read(item, room, at, root, facts, rooms, draw)
    except StateError as error:
        raise StateError(f"talk {name!r} at {local(at, ZONE):%Y-%m-%d %H:%M}: {error}") from None


def _read(item: Mapping[str, Any], room: str, at: int, root: int, facts: Mapping[str, Fact], rooms: Rooms,
          draw: Draw) -> Saying:
    if room not in rooms:
        raise StateError(f"there is no conversation {room!r} in talk.yaml.{suggest(room, rooms)}")
    drawn_one = facts.get(item["from"][1:]) if item["from"].startswith("$") else None
    sender = drawn_one.key if isinstance(drawn_one, Party) else item["from"]
    people = members_of(rooms[room])
    left = "deactivated" in read_seed("talk")["others"].get(sender, {})
    if sender not in people and not left:
        raise StateError(f"{sender!r} is not in {room}.{suggest(sender, people)}")
    text = _text(item["text"], facts, draw)
    more: dict[str, Json] = {}
    if "react" in item:
        more["reactions"] = _reactions(item["react"], [one for one in people if one != sender], draw)
    for key, argument in (("pin", "pinned"), ("edited", "edited"), ("also", "broadcast")):
        if key in item:
            more[argument] = True
    if "card" in item:
        more["attachments"] = [{key: _text(part, facts, draw) for key, part in item["card"].items()}]
    if "blocks" in item:
        more["blocks"] = _blocks([_text(part, facts, draw) for part in item["blocks"]])
    if "files" in item:
        more |= {"files": item["files"].split(), "uploaded": False}
    return Saying(room, at, sender, text, root, more, "saved" in item)


def _text(text: str, facts: Mapping[str, Fact], draw: Draw) -> str:
    """Return a text with its places filled and `@okafor` written as the handle."""
    whole = unwrapped(fill(text, facts, draw))
    return _NAMED.sub(lambda found: _mention(found[1]), whole) if "@" in whole else whole


def _mention(key: str) -> str:
    party = cast().parties.get(key)
    return f"@{handle_of(party)}" if party is not None and party.kind in ("home", "external") else f"@{key}"


def _reactions(spec: str, people: list[str], draw: Draw) -> list[Json]:
    """Return pairs of an emoji and who chose it; of one that names nobody up to four people are drawn."""
    out: list[Json] = []
    for part in spec.split(","):
        emoji, *named = part.split()
        keys = named or draw.sample(people, draw.below(min(5, len(people) + 1)))
        if keys:
            out.append([emoji, [user_id(key) for key in keys]])
    return out


def _blocks(parts: list[str]) -> str:
    """Return Block Kit JSON of a heading and paragraphs."""
    head: dict[str, Json] = {"type": "header", "text": {"type": "plain_text", "text": parts[0]}}
    rest = [{"type": "section", "text": {"type": "mrkdwn", "text": part}} for part in parts[1:]]
    return json.dumps([head, *rest], ensure_ascii=False)
