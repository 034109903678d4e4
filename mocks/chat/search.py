"""Search: compiles the terms of a query into a predicate over messages, and into what narrows the looking."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol, TypeAlias

from ...snapshots.errors import ToolError, shown
from ..common.words import words
from ..common.zones import local, to_ms, zone
from .base import message_id
from .query import Modifier, Not, Term, Word, invalid, parse
from .records import Message
from .tables import LINK, has_link, spoken_of

Matcher: TypeAlias = Callable[[Message], bool]

ALWAYS = 1 << 60
"""A time (ms) after every other."""

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")

SECOND_NAMES = {"thumbsup": "+1", "+1": "thumbsup", "thumbsdown": "-1", "-1": "thumbsdown"}
"""Emojis with two names, either of which finds them."""

LEAST_PREFIX = 3
"""Letters before a `*`, as Slack has it."""


class Scope(Protocol):
    """What a query means depends on: who searches, when, and what the workspace holds."""

    me: str
    now: int
    zone: str

    def user(self, name: str) -> str:
        """Return a user that a query names; ToolError if there is none."""

    def channel(self, name: str) -> str:
        """Return a conversation that a query names and the searcher may see; ToolError if there is none."""

    def directs(self, user: str) -> frozenset[str]:
        """Return the direct and group direct messages that a user is in."""

    def emojis(self, message: str) -> frozenset[str]:
        """Return the emojis on a message."""

    def pinned(self, message: str) -> bool:
        """Tell whether a message is pinned."""

    def saved(self, message: str) -> bool:
        """Tell whether the searcher has saved a message."""

    def threaded(self, message: str) -> bool:
        """Tell whether a message has answers."""


class Query(NamedTuple):
    """A compiled search.

    Every match is by one of `users` and in one of `channels` (empty: any), holds all of `words` (LINK: a link) and was
    posted at `since` or later and before `until` (ms).
    """

    matches: Matcher
    users: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    since: int = 0
    until: int = ALWAYS


def compile_query(text: str, scope: Scope) -> Query:
    """Return the predicate of a query; ToolError names what a modifier or value may be."""
    compiler = _Compiler(text, scope)
    terms = parse(text)
    matchers = [compiler.term(term) for term in terms]
    said = [term for term in terms if isinstance(term, Modifier)]
    users = frozenset(compiler.user(term.value) for term in said if term.name == "from")
    channels = frozenset(scope.channel(compiler.place(term.value)) for term in said if term.name == "in")
    spans = [compiler.span(term) for term in said if term.name in _DATES]
    held = [word for term in terms if isinstance(term, Word) and not _is_prefix(term)
            for word in words(term.text).split()]
    if Modifier("has", "link") in said:
        held.append(LINK)
    return Query(
        _all_of(matchers), users, channels, tuple(dict.fromkeys(held)),
        max((span[0] for span in spans), default=0), min((span[1] for span in spans), default=ALWAYS),
    )


def _all_of(matchers: list[Matcher]) -> Matcher:
    if len(matchers) == 1:
        return matchers[0]

    def matches(row: Message) -> bool:
        for one in matchers:  # noqa: SIM110
            if not one(row):
                return False
        return True

    return matches


_DATES = ("before", "after", "on", "during")


def _is_prefix(term: Word) -> bool:
    return not term.quoted and term.text.endswith("*")


class _Compiler:
    """Turns terms into predicates."""

    def __init__(self, text: str, scope: Scope) -> None:
        self._text = text
        self._scope = scope

    def term(self, term: Term) -> Matcher:
        """Return the predicate of a term."""
        if isinstance(term, Not):
            inner = self.term(term.inside)
            return lambda row: not inner(row)
        if isinstance(term, Word):
            return self._word(term)
        return self._modifier(term)

    def _word(self, term: Word) -> Matcher:
        spoken = words(term.text)
        if spoken == "  ":
            raise invalid(self._text, f"{shown(term.text)} holds no letter or digit to look for")
        if not _is_prefix(term):
            return lambda row: spoken in spoken_of(row)
        if len(spoken.strip()) < LEAST_PREFIX:
            raise invalid(self._text, f"{shown(term.text)} needs {LEAST_PREFIX} letters before the *")
        beginning = spoken.rstrip()
        return lambda row: beginning in spoken_of(row)

    def _modifier(self, term: Modifier) -> Matcher:
        scope, value = self._scope, term.value
        match term.name:
            case "from":
                user = self.user(value)
                return lambda row: row.user == user
            case "in":
                channel = scope.channel(self.place(value))
                return lambda row: row.channel == channel
            case "to":
                user = self.user(value)
                rooms = scope.directs(user)
                return lambda row: row.user != user and (row.channel in rooms or user in row.mentions)
            case "has":
                return self._has(value.lower())
            case "is":
                return self._is(value.lower())
        since, until = self.span(term)
        return lambda row: since <= row.at // 1000 < until

    def user(self, value: str) -> str:
        """Return the user that a value names."""
        return self._named(self._scope.user, value)

    def place(self, value: str) -> str:
        """Return a value of in: as conversations are named; `me` are the notes to oneself."""
        self._named(self._scope.channel, "@me" if value == "me" else value)
        return "@me" if value == "me" else value

    def _named(self, find: Callable[[str], str], value: str) -> str:
        try:
            return find(value)
        except ToolError as error:
            raise invalid(self._text, error.message.rstrip(".")) from None

    def _has(self, value: str) -> Matcher:
        scope = self._scope
        emoji = re.fullmatch(r":([a-z0-9_+'-]+):", value)
        if emoji:
            wanted = {emoji[1], SECOND_NAMES.get(emoji[1], emoji[1])}
            return lambda row: not wanted.isdisjoint(scope.emojis(_id(row)))
        known: dict[str, Matcher] = {
            "link": has_link,
            "file": lambda row: bool(row.files),
            "pin": lambda row: scope.pinned(_id(row)),
            "reaction": lambda row: bool(scope.emojis(_id(row))),
            "star": lambda row: scope.saved(_id(row)),
            "block": lambda row: bool(row.blocks),
        }
        if value not in known:
            raise invalid(self._text, f"has: takes {', '.join(known)} or an emoji such as :thumbsup:, not "
                                      f"{shown(value)}")
        return known[value]

    def _is(self, value: str) -> Matcher:
        scope, mine = self._scope, self._scope.directs(self._scope.me)
        known: dict[str, Matcher] = {
            "thread": lambda row: bool(row.root) or scope.threaded(_id(row)),
            "saved": lambda row: scope.saved(_id(row)),
            "starred": lambda row: scope.saved(_id(row)),
            "pinned": lambda row: scope.pinned(_id(row)),
            "dm": lambda row: row.channel in mine,
            "edited": lambda row: bool(row.edited),
        }
        if value not in known:
            raise invalid(self._text, f"is: takes {', '.join(known)}, not {shown(value)}")
        return known[value]

    # --- dates ---------------------------------------------------------------------------------------------------

    def span(self, term: Modifier) -> tuple[int, int]:
        """Return the times [since, until) in ms that a date modifier means, in the searcher's zone.

        before: and after: leave out the day or month that they name, as Slack does.
        """
        first, following = self._period(term.name, term.value.lower())
        since, until = self._midnight(first), self._midnight(following)
        match term.name:
            case "before":
                return 0, since
            case "after":
                return until, ALWAYS
        return since, until

    def _period(self, name: str, value: str) -> tuple[date, date]:
        today = local(self._scope.now, self._scope.zone).date()
        day = timedelta(days=1)
        if value in ("today", "yesterday"):
            first = today if value == "today" else today - day
            return first, first + day
        if value == "week":
            monday = today - timedelta(days=today.weekday())
            return monday, monday + 7 * day
        if value == "month":
            return _month(today.year, today.month)
        if value == "year":
            return date(today.year, 1, 1), date(today.year + 1, 1, 1)
        long = value.partition(" ")
        if long[0] in MONTHS and (not long[2] or re.fullmatch(r"\d{4}", long[2], re.ASCII)):
            month = MONTHS.index(long[0]) + 1
            year = int(long[2]) if long[2] else today.year - (month > today.month)
            if 1971 <= year <= 9000:
                return _month(year, month)
        found = re.fullmatch(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?", value, re.ASCII)
        try:
            if found is None or not 1971 <= int(found[1]) <= 9000:
                raise ValueError
            year = int(found[1])
            if found[3]:
                first = date(year, int(found[2]), int(found[3]))
                return first, first + day
            if found[2]:
                date(year, int(found[2]), 1)
                return _month(year, int(found[2]))
            return date(year, 1, 1), date(year + 1, 1, 1)
        except ValueError:
            raise invalid(self._text, f"{name}: takes a day such as 2026-03-04, a month such as 2026-03 or march, a "
                                      f"year, today, yesterday, week, month or year, not {shown(value)}") from None

    def _midnight(self, day: date) -> int:
        return to_ms(datetime(day.year, day.month, day.day, tzinfo=zone(self._scope.zone)))


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def _id(row: Message) -> str:
    return message_id(row.channel, row.at)
