"""Tells calls and their answers in words, by the phrases of `phrases.yaml`."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml

from diorama.snapshots.digest import Json

from .names import Names, joined, quote, time_of
from .player import at

_HOLE = re.compile(r"\{([ar])\.([\w.]+)(?:\|(\w+))?\}")
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
    """Return a value in one of the ways that a phrase can ask for."""
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
        "video": lambda: "A video link is there",
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
