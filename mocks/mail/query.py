"""Search: Gmail's query language, parsed by the grammar beside this file and compiled to a predicate."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from ...snapshots.errors import ToolError, shown, suggest
from ..common.addresses import Address, is_email, normalise
from ..common.words import words
from ..common.zones import local, to_ms, zone
from .records import CATEGORIES, DRAFT, IMPORTANT, SENT, SNOOZED, SPAM, STARRED, SYSTEM_LABELS, TRASH, UNREAD, Message

MAX_LENGTH = 2_000
MAX_NESTING = 30
DEFAULT_AROUND = 5
"""Words between the two of `AROUND` when no number is given. Gmail does not say; ours."""

OPERATORS = (
    "from", "to", "cc", "bcc", "deliveredto", "subject", "label", "in", "is", "has", "filename", "larger", "smaller",
    "size", "after", "before", "older", "newer", "older_than", "newer_than", "category", "list", "rfc822msgid",
)

Matcher: TypeAlias = Callable[[Message], bool]


class Leaf(NamedTuple):
    """A word or quoted phrase."""

    text: str


class Operator(NamedTuple):
    """`name:value`."""

    name: str
    value: str


class Group(NamedTuple):
    """`name:( ... )`: the operator applied to every leaf inside."""

    name: str
    inside: "Node"


class Around(NamedTuple):
    """Two leaves at most `gap` words apart."""

    left: str
    right: str
    gap: int


class Not(NamedTuple):
    """What must not match."""

    inside: "Node"


class AllOf(NamedTuple):
    """All must match."""

    parts: "tuple[Node, ...]"


class AnyOf(NamedTuple):
    """One must match."""

    parts: "tuple[Node, ...]"


Node: TypeAlias = Leaf | Operator | Group | Around | Not | AllOf | AnyOf


@v_args(inline=True)
class _Build(Transformer[Token, Node]):
    """Turns the parse tree into nodes."""

    def start(self, inside: Node | None = None) -> Node:
        return AllOf(()) if inside is None else inside

    def conj(self, *parts: Node) -> Node:
        return AllOf(parts)

    def disj(self, *parts: Node) -> Node:
        return AnyOf(parts)

    def any_of(self, *parts: Node) -> Node:
        return AnyOf(parts)

    def negation(self, inside: Node) -> Node:
        return Not(inside)

    def word(self, token: Token) -> Node:
        return Leaf(str(token).removeprefix("+"))

    def phrase(self, token: Token) -> Node:
        return Leaf(str(token)[1:-1])

    def operator(self, name: Token, value: Token) -> Node:
        return Operator(_operator(name), str(value).strip('"'))

    def operator_group(self, name: Token, inside: Node) -> Node:
        return Group(_operator(name), inside)

    def operator_any(self, name: Token, *parts: Node) -> Node:
        return Group(_operator(name), AnyOf(parts))

    def around(self, left: Leaf, how: Token, right: Leaf) -> Node:
        number = re.search(r"\d+", how)
        return Around(left.text, right.text, int(number[0]) if number else DEFAULT_AROUND)


class _UnknownOperator(Exception):
    """An operator that is none of OPERATORS."""


def _operator(token: Token) -> str:
    name = str(token)[:-1].lower()
    if name not in OPERATORS:
        raise _UnknownOperator(name)
    return name


@lru_cache(maxsize=1)
def _parser() -> Lark:
    return Lark.open("query.lark", rel_to=__file__, parser="lalr", lexer="contextual", transformer=_Build())


@lru_cache(maxsize=1024)
def parse(text: str) -> Node:
    """Return the tree of a query; ToolError `invalid_query` says where it cannot be read and what there is."""
    if len(text) > MAX_LENGTH:
        raise _invalid(text, f"it has {len(text)} characters and {MAX_LENGTH} is the limit")
    depth = deepest = 0
    for character in text:
        depth += (character in "({") - (character in ")}")
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise _invalid(text, f"it is nested {deepest} levels deep and {MAX_NESTING} is the limit")
    try:
        tree: Any = _parser().parse(text)
    except UnexpectedInput as error:
        raise _invalid(text, _fault(text, error)) from None
    except Exception as error:  # lark wraps what a transformer raises; anything else is our bug
        unknown = error.__context__ if isinstance(error.__context__, _UnknownOperator) else error
        if not isinstance(unknown, _UnknownOperator):
            raise
        name = str(unknown)
        raise _invalid(text, f"there is no operator {shown(name)};{suggest(name, OPERATORS)} The operators are "
                             f"{', '.join(OPERATORS)}. Put a text with a colon in quotes") from None
    node: Node = tree
    return node


def _fault(text: str, error: UnexpectedInput) -> str:
    if text.count('"') % 2:
        return "a quote is not closed"
    if text.count("(") != text.count(")") or text.count("{") != text.count("}"):
        return "a bracket is not closed"
    position = error.pos_in_stream
    if position is None or not 0 <= position < len(text):
        return "something is missing at its end"
    return f"character {position + 1} ({shown(text[position])}) cannot stand there"


def _invalid(text: str, why: str) -> ToolError:
    return ToolError("invalid_query", f"The search {shown(text)} cannot be done: {why}.")


class Query(NamedTuple):
    """A compiled search. Every match carries all of `labels`; without `everywhere`, spam and trash are left out."""

    matches: Matcher
    labels: tuple[str, ...]
    everywhere: bool


class Context(NamedTuple):
    """What a query means depends on: the time, the mailbox's zone, its labels by name, and where long bodies are."""

    now: int
    zone: str
    labels: Callable[[str], str]
    text_of: Callable[[Message], str]


def compile_query(text: str, context: Context) -> Query:
    """Return the predicate of a query; ToolError names what an operator or value may be."""
    tree = parse(text)
    matches = _Compiler(text, context).compile(tree)
    top = tree.parts if isinstance(tree, AllOf) else (tree,)
    labels = tuple(label for part in top if (label := _label_of(part, context)))
    return Query(matches, labels, _everywhere(tree))


def _label_of(node: Node, context: Context) -> str:
    """Return the label that every match of a node carries, empty if there is none."""
    if not isinstance(node, Operator):
        return ""
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


_PLACES = {"drafts": DRAFT, "bin": TRASH, "junk": SPAM}


def _place(value: str, context: Context) -> str:
    return _PLACES.get(value) or context.labels(value)


class _Compiler:
    """Turns nodes into predicates."""

    def __init__(self, text: str, context: Context) -> None:
        self._text = text
        self._context = context

    def compile(self, node: Node) -> Matcher:
        match node:
            case Leaf(text=text):
                return self._word(text)
            case Operator(name=name, value=value):
                return self._operator(name, value)
            case Group(name=name, inside=inside):
                return self.compile(self._spread(name, inside))
            case Around(left=left, right=right, gap=gap):
                return self._around(left, right, gap)
            case Not(inside=inside):
                inner = self.compile(inside)
                return lambda row: not inner(row)
            case AnyOf(parts=parts):
                some = [self.compile(part) for part in parts]
                return lambda row: any(part(row) for part in some)
            case AllOf(parts=parts):
                every = [self.compile(part) for part in parts]
                return lambda row: all(part(row) for part in every)

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
        raise _invalid(self._text, f"inside {name}:( ) stand words and phrases only")

    def _spoken(self, text: str) -> str:
        spoken = words(text)
        if spoken == "  ":
            raise _invalid(self._text, f"{shown(text)} holds no letter or digit to look for")
        return spoken

    def _word(self, text: str) -> Matcher:
        spoken, text_of = self._spoken(text), self._context.text_of
        return lambda row: any(spoken in words(part) for part in _parts(row, text_of))

    def _around(self, left: str, right: str, gap: int) -> Matcher:
        one, other, text_of = self._spoken(left), self._spoken(right), self._context.text_of
        return lambda row: any(
            one in spoken and other in spoken and _near(spoken, one, other, gap)
            for spoken in map(words, _parts(row, text_of))
        )

    def _operator(self, name: str, value: str) -> Matcher:
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
                return lambda row: row.mailbox == normalise(value)
            case "subject":
                spoken = self._spoken(value)
                return lambda row: spoken in words(row.subject)
            case "list":
                named = self._spoken(value)
                return lambda row: named in words(row.list_id)
            case "rfc822msgid":
                wanted = value.strip("<>")
                return lambda row: row.message_id.strip("<>") == wanted
            case "filename":
                return self._filename(value)
            case "larger" | "size":
                least = self._size(name, value)
                return lambda row: row.size > least
            case "smaller":
                most = self._size(name, value)
                return lambda row: row.size < most
            case "after" | "newer":
                start = self._date(name, value)
                return lambda row: row.date >= start
            case "before" | "older":
                stop = self._date(name, value)
                return lambda row: row.date < stop
            case "older_than":
                limit = self._ago(name, value)
                return lambda row: row.date < limit
            case "newer_than":
                limit = self._ago(name, value)
                return lambda row: row.date >= limit
        return self._labelled(name, value.lower())

    def _people(self, value: str, whose: Callable[[Message], Sequence[Address]]) -> Matcher:
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
            raise _invalid(self._text, f"{name}: takes bytes such as 5000, 200K or 10M, not {shown(value)}")
        return int(found[1]) * {"": 1, "k": 1024, "m": 1024 * 1024}[found[2].lower()]

    def _date(self, name: str, value: str) -> int:
        if re.fullmatch(r"\d{8,12}", value, re.ASCII):
            return int(value) * 1000
        found = re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", value, re.ASCII)
        american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value, re.ASCII)
        parts = found.groups() if found else (american[3], american[1], american[2]) if american else None
        try:
            if parts is None:
                raise ValueError
            return to_ms(datetime(*map(int, parts), tzinfo=zone(self._context.zone)))  # type: ignore[arg-type]
        except (ValueError, OverflowError):
            raise _invalid(self._text, f"{name}: takes a date such as 2026/03/31 or epoch seconds, not "
                                       f"{shown(value)}") from None

    def _ago(self, name: str, value: str) -> int:
        found = re.fullmatch(r"(\d{1,4})([hdwmy])", value, re.ASCII | re.IGNORECASE)
        if not found:
            raise _invalid(self._text, f"{name}: takes a number with h, d, w, m or y such as 7d or 2m, not "
                                       f"{shown(value)}")
        number, unit = int(found[1]), found[2].lower()
        if unit in "hdw":
            return self._context.now - number * {"h": 1, "d": 24, "w": 168}[unit] * 3_600_000
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
            known = {"primary": "CATEGORY_PERSONAL"} | {one.removeprefix("CATEGORY_").lower(): one for one in CATEGORIES}
            if value not in known:
                raise self._choice(name, value, known)
            category = known[value]
            return lambda row: category in row.labels
        known_tests = _IS if name == "is" else _HAS
        if value in known_tests:
            return known_tests[value]
        if name == "has" and value in _LINKS:
            hosts, text_of = _LINKS[value], self._context.text_of
            return lambda row: any(host in text_of(row) for host in hosts)
        raise self._choice(name, value, [*known_tests, *(_LINKS if name == "has" else ())])

    def _choice(self, name: str, value: str, known: Any) -> ToolError:
        return _invalid(self._text, f"{name}: takes {', '.join(known)}, not {shown(value)}")


def _carries(label: str) -> Matcher:
    return lambda row: label in row.labels


def _user_labelled(row: Message) -> bool:
    return any(label not in SYSTEM_LABELS for label in row.labels)


_IS: dict[str, Matcher] = {
    "unread": _carries(UNREAD),
    "read": lambda row: UNREAD not in row.labels,
    "starred": _carries(STARRED),
    "unstarred": lambda row: STARRED not in row.labels,
    "important": _carries(IMPORTANT),
    "snoozed": _carries(SNOOZED),
    "muted": _carries("MUTED"),
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
