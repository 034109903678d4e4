"""Search: compiles the tree of a query into a predicate over messages, and into what narrows a listing."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias
from weakref import ref

from ...snapshots.errors import ToolError, shown
from ..common.addresses import Address, is_email, normalise
from ..common.moments import DAY, HOUR
from ..common.words import words
from ..common.zones import local, to_ms, zone
from .query import AllOf, AnyOf, Around, Group, Leaf, Node, Not, Operator, invalid, parse
from .records import (
    CATEGORIES,
    DRAFT,
    IMPORTANT,
    MUTED,
    SENT,
    SNOOZED,
    SPAM,
    STARRED,
    SYSTEM_LABELS,
    TRASH,
    UNREAD,
    Message,
)

Matcher: TypeAlias = Callable[[Message], bool]

ALWAYS = 1 << 62
"""A time (ms) after every other."""


class Query(NamedTuple):
    """A compiled search.

    Every match carries all of `labels`, holds all of `words`, and reached its mailbox at `since` or later and before
    `until` (ms): what a listing can look up. Without `everywhere`, spam and trash are left out.
    """

    matches: Matcher
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    everywhere: bool = False
    since: int = 0
    until: int = ALWAYS


class Context(NamedTuple):
    """What a query means depends on: the time, the mailbox's zone, its labels by name, and where long bodies are."""

    now: int
    zone: str
    labels: Callable[[str], str]
    text_of: Callable[[Message], str]


def compile_query(text: str, context: Context) -> Query:
    """Return the predicate of a query; ToolError names what an operator or value may be."""
    tree = parse(text)
    compiler = _Compiler(text, context)
    matches = compiler.compile(tree)
    parts = tree.parts if isinstance(tree, AllOf) else (tree,)
    top = [part for part in parts if isinstance(part, Operator)]
    labels = tuple(label for part in top if (label := _label_of(part, context)))
    spans = [compiler.span(part) for part in top]
    since, until = max((span[0] for span in spans), default=0), min((span[1] for span in spans), default=ALWAYS)
    held = dict.fromkeys(word for part in parts for word in _words_of(part))
    return Query(matches, labels, tuple(held), _everywhere(tree), since, until)


def _words_of(node: Node) -> list[str]:
    """Return words that every match of a node holds somewhere."""
    match node:
        case Leaf(text=text):
            return words(text).split()
        case Around(left=left, right=right):
            return words(f"{left.text} {right.text}").split()
        case Operator(name="subject" | "from" | "to" | "cc" | "bcc", value=value) if value.lower() != "me":
            return words(value).split()
        case Group(name="subject" | "from" | "to" | "cc" | "bcc", inside=Leaf(text=text)) if text.lower() != "me":
            return words(text).split()
        case Group(name="subject", inside=AllOf(parts=parts)):
            return [word for part in parts if isinstance(part, Leaf) for word in _words_of(part)]
    return []


def _label_of(node: Operator, context: Context) -> str:
    """Return the label that every match of an operator carries, empty if there is none."""
    name, value = node.name, node.value.lower()
    if name == "is":
        return {"unread": UNREAD, "starred": STARRED, "important": IMPORTANT, "snoozed": SNOOZED}.get(value, "")
    if name in ("in", "label") and value not in ("anywhere", "all"):
        return _place(value, context)
    return ""


def _everywhere(node: Node) -> bool:
    match node:
        case Operator(name="in" | "label", value=value):
            return value.lower() in ("anywhere", "all", "trash", "spam", "bin")
        case Group(inside=inside) | Not(inside=inside):
            return isinstance(node, Group) and node.name in ("in", "label") and _mentions(inside)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return any(map(_everywhere, parts))
    return False


def _mentions(node: Node) -> bool:
    match node:
        case Leaf(text=text):
            return text.lower() in ("anywhere", "all", "trash", "spam", "bin")
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return any(map(_mentions, parts))
    return False


_NICKNAMES = {"drafts": DRAFT, "bin": TRASH, "junk": SPAM}


def _place(value: str, context: Context) -> str:
    return _NICKNAMES.get(value) or context.labels(value)


class _Compiler:
    """Turns nodes into predicates."""

    def __init__(self, text: str, context: Context) -> None:
        self._text = text
        self._context = context

    def compile(self, node: Node) -> Matcher:
        """Return the predicate of a node."""
        match node:
            case Leaf(text=text):
                return self._word(text)
            case Operator(name=name, value=value):
                return self._operator(name, value)
            case Group(name=name, inside=inside):
                return self.compile(self._spread(name, inside))
            case Around(left=left, right=right, gap=gap):
                return self._around(left.text, right.text, gap)
            case Not(inside=inside):
                inner = self.compile(inside)
                return lambda row: not inner(row)
            case AnyOf(parts=parts):
                return _any_of([self.compile(part) for part in parts])
            case AllOf(parts=parts):
                return _all_of([self.compile(part) for part in parts])

    def span(self, node: Operator) -> tuple[int, int]:
        """Return the times [since, until) in which every match of an operator reached its mailbox."""
        match node.name:
            case "after" | "newer":
                return self._date(node.name, node.value), ALWAYS
            case "newer_than":
                return self._ago(node.name, node.value), ALWAYS
            case "before" | "older":
                return 0, self._date(node.name, node.value)
            case "older_than":
                return 0, self._ago(node.name, node.value)
        return 0, ALWAYS

    def _spread(self, name: str, node: Node) -> Node:
        match node:
            case Leaf(text=text):
                return Operator(name, text)
            case Not(inside=inside):
                return Not(self._spread(name, inside))
            case AnyOf(parts=parts):
                return AnyOf(tuple(self._spread(name, part) for part in parts))
            case AllOf(parts=parts):
                return AllOf(tuple(self._spread(name, part) for part in parts))
        raise invalid(self._text, f"inside {name}:( ) stand words and phrases only")

    def _spoken(self, text: str) -> str:
        spoken = words(text)
        if spoken == "  ":
            raise invalid(self._text, f"{shown(text)} holds no letter or digit to look for")
        return spoken

    def _word(self, text: str) -> Matcher:
        spoken, text_of = self._spoken(text), self._context.text_of
        return lambda row: spoken in spoken_of(row, text_of)

    def _around(self, left: str, right: str, gap: int) -> Matcher:
        one, other, text_of = self._spoken(left), self._spoken(right), self._context.text_of

        def near(row: Message) -> bool:
            whole = spoken_of(row, text_of)
            return one in whole and other in whole and any(
                _near(words(part), one, other, gap) for part in _parts(row, text_of)
            )

        return near

    def _operator(self, name: str, value: str) -> Matcher:
        if not value.strip("<> "):
            raise invalid(self._text, f"{name}: takes a value")
        match name:
            case "from":
                return self._people(value, lambda row: (row.sender,))
            case "to":
                return self._people(value, lambda row: (*row.to, *row.cc, *row.bcc))
            case "cc":
                return self._people(value, lambda row: row.cc)
            case "bcc":
                return self._people(value, lambda row: row.bcc)
            case "deliveredto":
                wanted = normalise(value)
                return lambda row: wanted in ("me", row.mailbox)
            case "subject":
                spoken = self._spoken(value)
                return lambda row: spoken in words(row.subject)
            case "list":
                named = self._spoken(value)
                return lambda row: named in words(row.list_id)
            case "rfc822msgid":
                sought = value.strip("<>")
                return lambda row: row.message_id.strip("<>") == sought
            case "filename":
                return self._filename(value)
            case "larger" | "size":
                least = self._size(name, value)
                return lambda row: row.size > least
            case "smaller":
                most = self._size(name, value)
                return lambda row: row.size < most
            case "after" | "newer" | "newer_than" | "before" | "older" | "older_than":
                since, until = self.span(Operator(name, value))
                return lambda row: since <= row.date < until
        return self._labelled(name, value.lower())

    def _people(self, value: str, whose: Callable[[Message], Sequence[Address]]) -> Matcher:
        value = value.removeprefix("*")  # `from:*@acme.test` means what `from:@acme.test` does
        if value.lower() == "me":
            return lambda row: any(normalise(one.email) == row.mailbox for one in whose(row))
        if is_email(value) and not value.startswith("@"):
            wanted = normalise(value)
            return lambda row: any(normalise(one.email) == wanted for one in whose(row))
        spoken = self._spoken(value)
        return lambda row: any(spoken in words(one.name) or spoken in words(one.email) for one in whose(row))

    def _filename(self, value: str) -> Matcher:
        spoken, extension = self._spoken(value), f".{value.lower().lstrip('.')}"
        return lambda row: any(
            one.name.lower().endswith(extension) or spoken in words(one.name) for one in row.attachments
        )

    def _size(self, name: str, value: str) -> int:
        found = re.fullmatch(r"(\d{1,12})([kKmM]?)[bB]?", value, re.ASCII)
        if not found:
            raise invalid(self._text, f"{name}: takes bytes such as 5000, 200K or 10M, not {shown(value)}")
        return int(found[1]) * {"": 1, "k": 1024, "m": 1024 * 1024}[found[2].lower()]

    def _date(self, name: str, value: str) -> int:
        if re.fullmatch(r"\d{9,11}", value, re.ASCII):  # a day written with eight digits is none of these
            return int(value) * 1000
        found = re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", value, re.ASCII)
        american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value, re.ASCII)
        parts = found.groups() if found else (american[3], american[1], american[2]) if american else None
        try:
            if parts is None:
                raise ValueError
            year, month, day = map(int, parts)
            return to_ms(datetime(year, month, day, tzinfo=zone(self._context.zone)))
        except (ValueError, OverflowError):
            raise invalid(self._text, f"{name}: takes a date such as 2026/03/31 or epoch seconds, not "
                                       f"{shown(value)}") from None

    def _ago(self, name: str, value: str) -> int:
        found = re.fullmatch(r"(\d{1,4})([hdwmy])", value, re.ASCII | re.IGNORECASE)
        if not found:
            raise invalid(self._text, f"{name}: takes a number with h, d, w, m or y such as 7d or 2m, not "
                                       f"{shown(value)}")
        number, unit = int(found[1]), found[2].lower()
        if unit in "hdw":
            return self._context.now - number * {"h": HOUR, "d": DAY, "w": 7 * DAY}[unit]
        today = local(self._context.now, self._context.zone)
        months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
        if months < 12:
            return 0
        first = today.replace(year=months // 12, month=months % 12 + 1, day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return to_ms(first.replace(day=min(today.day, (following - timedelta(days=1)).day)))

    def _labelled(self, name: str, value: str) -> Matcher:
        if name in ("in", "label"):
            if name == "in" and value in ("anywhere", "all"):
                return lambda row: True
            label = _place(value, self._context)
            return lambda row: label in row.labels
        if name == "category":
            if value not in _CATEGORIES:
                raise self._choice(name, value, _CATEGORIES)
            return _carries(_CATEGORIES[value])
        known_tests = _IS if name == "is" else _HAS
        if value in known_tests:
            return known_tests[value]
        if name == "has" and value in _LINKS:
            hosts, text_of = _LINKS[value], self._context.text_of
            return lambda row: any(host in text_of(row) for host in hosts)
        raise self._choice(name, value, [*known_tests, *(_LINKS if name == "has" else ())])

    def _choice(self, name: str, value: str, known: Any) -> ToolError:
        return invalid(self._text, f"{name}: takes {', '.join(known)}, not {shown(value)}")


def _carries(label: str) -> Matcher:
    return lambda row: label in row.labels


def _user_labelled(row: Message) -> bool:
    return any(label not in SYSTEM_LABELS for label in row.labels)


_CATEGORIES = {"primary": "CATEGORY_PERSONAL", **{one.removeprefix("CATEGORY_").lower(): one for one in CATEGORIES}}

_IS: dict[str, Matcher] = {
    "unread": _carries(UNREAD),
    "read": lambda row: UNREAD not in row.labels,
    "starred": _carries(STARRED),
    "unstarred": lambda row: STARRED not in row.labels,
    "important": _carries(IMPORTANT),
    "snoozed": _carries(SNOOZED),
    "muted": _carries(MUTED),
    "sent": _carries(SENT),
    "draft": _carries(DRAFT),
}

_HAS: dict[str, Matcher] = {
    "attachment": lambda row: any(not one.inline for one in row.attachments),
    "userlabels": _user_labelled,
    "nouserlabels": lambda row: not _user_labelled(row),
    "yellow-star": _carries(STARRED),
}

_LINKS = {
    "drive": ("drive.google.com/", "docs.google.com/"),
    "document": ("docs.google.com/document/",),
    "spreadsheet": ("docs.google.com/spreadsheets/",),
    "presentation": ("docs.google.com/presentation/",),
    "youtube": ("youtube.com/", "youtu.be/"),
}


def _all_of(parts: list[Matcher]) -> Matcher:
    def every(row: Message) -> bool:
        for part in parts:  # noqa: SIM110 - a loop, since a generator costs more than most parts
            if not part(row):
                return False
        return True

    return every


def _any_of(parts: list[Matcher]) -> Matcher:
    def some(row: Message) -> bool:
        for part in parts:  # noqa: SIM110 - as above
            if part(row):
                return True
        return False

    return some


LONG = ""
"""Stands in the index of words for a message whose body is a blob: its words are not in the row."""


def words_in(row: Message) -> list[str]:
    """Return the keys of a message in the index of words: each word of what is searched."""
    found = dict.fromkeys("".join(map(words, _parts(row, _own_body))).split())
    return [*found, LONG] if row.body_blob else list(found)


def searched_in(row: Message) -> tuple[object, ...]:
    """Return the parts of a message that its words come from."""
    return row.subject, row.body, row.body_blob, row.sender, row.to, row.cc, row.bcc, row.attachments


def _own_body(row: Message) -> str:
    return row.body


_spoken: dict[int, tuple["ref[Message]", str]] = {}


def spoken_of(row: Message, text_of: Callable[[Message], str]) -> str:
    """Return all words of a message that a bare word is looked for in, part by part.

    Rows never change and are shared by all worlds that hold them, so each is read once. The entry of a row goes with
    the row, and is used only for that very object.
    """
    key = id(row)
    kept = _spoken.get(key)
    if kept is not None and kept[0]() is row:
        return kept[1]
    text = "".join(map(words, _parts(row, text_of)))
    _spoken[key] = (ref(row, lambda _: _spoken.pop(key, None)), text)
    return text


def _parts(row: Message, text_of: Callable[[Message], str]) -> list[str]:
    """Return the texts of a message that a bare word is looked for in."""
    people = (row.sender, *row.to, *row.cc, *row.bcc)
    return [
        row.subject,
        text_of(row),
        *(one.name for one in people),
        *(one.email for one in people),
        *(one.name for one in row.attachments),
    ]


def _near(spoken: str, one: str, other: str, gap: int) -> bool:
    """Tell whether two phrases stand at most `gap` words apart, in either order."""
    starts = [_places(spoken, phrase) for phrase in (one, other)]
    lengths = [len(phrase.split()) for phrase in (one, other)]
    return any(
        0 <= b - (a + lengths[0]) <= gap or 0 <= a - (b + lengths[1]) <= gap for a in starts[0] for b in starts[1]
    )


def _places(spoken: str, phrase: str) -> list[int]:
    """Return at which words of a text a phrase starts."""
    out: list[int] = []
    at = spoken.find(phrase)
    while at >= 0:
        out.append(spoken.count(" ", 0, at))
        at = spoken.find(phrase, at + 1)
    return out
