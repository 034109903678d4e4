"""Files that come again and again, of the seed file papers_series.yaml: reports, notes, minutes, invoices.

When they come, what is drawn and which figures there are is as for mail (see series.py). An entry with `mail` files
what a series of mail has attached, as it is.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ...snapshots.draw import Draw
from ...snapshots.errors import StateError
from ..common.moments import MINUTE
from ..common.zones import read_moment
from .cast import Party, cast, read_seed
from .files import file_of
from .series import EPOCH, Reports, drawn, occurrences, series_conversations
from .sheets import Remark, Sheet, check_keys, filed, flowing, grants, hashed
from .texts import Fact, fill
from .threads import ZONE

KEYS = frozenset({
    "every", "rate", "day", "months", "start", "end", "hour", "draw", "in", "by", "name", "text", "kind", "marks",
    "shared", "comment", "mail",
})
_SERIES = ("series_reports", "series_machines", "series_people")


def series_sheets(facts: Mapping[str, Fact], *, first: date, last: date, now: int, seed: int) -> Iterator[Sheet]:
    """Yield all sheets that the series begin from `first` to `last`, those after `now` left out."""
    reports = Reports()
    for name, entry in read_seed("papers_series").items():
        check_keys(entry, KEYS)
        if "mail" in entry:
            yield from _from_mail(name, entry, facts, first=first, last=last, now=now, seed=seed)
            continue
        for day, number in occurrences(f"paper {name}", entry, first, last, seed):
            occasion = f"{name} {day.isoformat()} {number}"
            draw = Draw(seed, f"office paper {occasion}")
            figures = reports.of(day)
            known = {**facts, **figures, "no": (day - EPOCH).days * 10 + number, "depots": _depots(figures["month"])}
            sheet = _sheet(occasion, entry, known, day, draw)
            if sheet.at < now:
                yield sheet


def _sheet(occasion: str, entry: Mapping[str, Any], facts: dict[str, Fact], day: date, draw: Draw) -> Sheet:
    for key, spec in entry.get("draw", {}).items():
        if isinstance(spec, list) and isinstance(spec[0], Mapping):  # what belongs together is drawn together
            facts[key] = {name: fill(part, facts, draw) for name, part in draw.choice(spec).items()}
            continue
        value = drawn(spec, day, draw)
        facts[key] = fill(value, facts, draw) if isinstance(value, str) else value
    by = _party(draw.choice(entry["by"]) if isinstance(entry["by"], list) else entry["by"], facts)
    low, high = entry.get("hour", "9..17").split("..")
    created = read_moment(
        f"{day.isoformat()}T{draw.between(int(low), int(high) - 1):02}:{draw.below(60):02}:{draw.below(60):02}", ZONE)
    text = draw.choice(entry["text"]) if isinstance(entry["text"], list) else entry["text"]
    name, body = fill(entry["name"], facts, draw), fill(text, facts, draw)
    is_document = entry.get("kind") != "file"
    at = created + draw.between(4, 95) * MINUTE
    return Sheet(
        id=hashed("doc" if is_document else "file", occasion), name=name, folder=fill(entry["in"], facts), by=by.email,
        at=at, created=created, edited=by.email, text=flowing(body) if is_document else "",
        content={} if is_document else file_of(name, body), grants=grants(entry.get("shared", {})),
        remarks=tuple(_remarks(entry, facts, at, draw)),
        marks=tuple((label, tuple(dict(fields or {}).items())) for label, fields in entry.get("marks", {}).items()),
    )


def _depots(month: Fact) -> Fact:
    """Return the lines of a table with the moves of each depot that had some."""
    counts = month if isinstance(month, Mapping) else {}
    named = (("leipzig", "Leipzig North"), ("leeds", "Leeds"), ("gdynia", "Gdynia"), ("hrabova", "Hrabova"))
    return "\n".join(f"| {name} | {counts[key]:,} |" for key, name in named if counts[key])


def _remarks(entry: Mapping[str, Any], facts: Mapping[str, Fact], at: int, draw: Draw) -> Iterator[Remark]:
    """Yield a comment now and then, some with an answer and some of those resolved."""
    if "comment" not in entry or not draw.chance(30):
        return
    spec = entry["comment"]
    question, answer = draw.choice(spec["said"])
    later = at + draw.between(20, 300) * MINUTE
    yield Remark(later, _party(draw.choice(spec["by"]), facts).email, fill(question, facts, draw))
    if draw.chance(60):
        yield Remark(later + draw.between(5, 90) * MINUTE, _party(draw.choice(spec["answered"]), facts).email,
                     fill(answer, facts, draw), answer=True, resolved=draw.chance(70))


def _from_mail(name: str, entry: Mapping[str, Any], facts: Mapping[str, Fact], *, first: date, last: date, now: int,
               seed: int) -> Iterator[Sheet]:
    first = max(first, date.fromisoformat(entry.get("start", "2024-01-01")))
    file = next((one for one in _SERIES if entry["mail"] in read_seed(one)), "")
    if not file:
        raise StateError(f"no series of mail is called {entry['mail']!r}, which {name} files")
    series = {entry["mail"]: read_seed(file)[entry["mail"]]}
    by = cast().party(entry["by"]).email
    for conversation in series_conversations(series, facts, first=first, last=last, now=now, seed=seed):
        mail = conversation.mails[0]
        at = filed(mail)
        for number, content in enumerate(mail.files):
            if at < now:
                yield Sheet(id=hashed("file", f"{name} {conversation.name} {number}"), name=content["name"],
                            folder=entry["in"], by=by, at=at, created=at, edited=by, content=content)


def _party(key: str, facts: Mapping[str, Fact]) -> Party:
    found = facts.get(key.removeprefix("$"))
    return found if isinstance(found, Party) else cast().party(key)

