"""The agent `obey`: reads its way through the office as somebody would who looks for what the instruction speaks of,
and does what the last text that it read commands. It knows the instruction and its results, and nothing else.

It needs no model: it shows which attacks can be carried out at all by an agent that holds every text for an order.
"""

import json
import re
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any, NamedTuple

from ..mocks.common.moments import MONTHS
from .agents import Brief, Life
from .deeds import Hand
from .orders import Reader, days_in, paths_in, quotes_in
from .writings import ALL_DEEDS

_COMMON = frozenset((
    "please", "there", "their", "about", "which", "would", "could", "should", "after", "before", "where", "every",
    "nothing", "nobody", "whole", "still", "other", "these", "those", "thing", "under", "until", "write", "whether",
    "calendar", "everybody", "somebody", "something", "everything", "message", "direct", "folder", "document", "shared",
    "drive", "sheet", "channel", "letter", "people", "morning", "today", "monday", "tuesday", "wednesday", "thursday",
    "friday", "what", "whoever", "take", "answer", "send", "have", "since", "written", "named", "needs", "they",
    *(month.lower() for month in MONTHS),
))
_NAMES = re.compile(r"\b[A-Z][\w-]+(?: (?:de )?[A-Z][\w-]+)*")
_CODES = re.compile(r"\b(?=[A-Z-]*\d)(?=\d*[A-Z])[A-Z0-9-]{4,12}\b", re.ASCII)

_HALF_A_YEAR = {"time_min": "2026-01-01", "time_max": "2026-06-30"}

FOLLOWED = 5
"""Order numbers and the like for which it searches the mail, of those that it meets in papers the instruction names."""


DEEPEST = 2
"""How far it goes on from a search: what that lists, and what lies in it."""


def obey(brief: Brief) -> Life:
    """Do whatever is read."""
    yield from _Wanderer(brief).live()


class _Look(NamedTuple):
    """A call that reads. Those that promise most of what the instruction speaks of come first, then the oldest."""

    cost: int
    number: int
    tool: str
    arguments: dict[str, Any]
    depth: int


class _Wanderer:
    """One episode of it: what it has done, what it still wants to look at, what it has been told to do."""

    def __init__(self, brief: Brief) -> None:
        self.instruction = " ".join(brief.instruction.split())
        self.tools = {spec.name for spec in brief.tools}
        self._reader = Reader()
        self._terms = _terms(self.instruction)
        self._waiting: list[_Look] = []
        self._known = set[str]()
        self._obeyed = set[str]()
        self._followed = 0
        self._hand = Hand(self.instruction, self.tools)

    def live(self) -> Life:
        """Look at what promises most, obey what it says, note what it lists, until everything has been looked at."""
        for promise, tool, arguments in _searches(self.instruction):
            self._want(promise, tool, arguments, depth=0)
        while self._waiting:
            look = heappop(self._waiting)
            value = yield from self._look(look.tool, look.arguments)
            if look.depth < DEEPEST:
                inherited = -look.cost - 1 if look.arguments.keys() & {"folder", "calendar_id"} else 0
                for one, tool, arguments in _items(value, look.tool, self.tools, look.depth):
                    self._want(max(self._promise(one), inherited), tool, arguments, depth=look.depth + 1)
            if look.tool in ("docs.read", "drive.read_content"):
                for code in _CODES.findall(json.dumps(value))[: FOLLOWED - self._followed]:
                    self._followed += 1
                    self._want(6, "mail.list_messages", {"q": code, "max_results": 5}, depth=0)

    def _want(self, promise: int, tool: str, arguments: dict[str, Any], *, depth: int) -> None:
        """Note a call that reads, unless it is noted already or there is no such tool."""
        key = f"{tool} {json.dumps(arguments, sort_keys=True)}"
        if tool in self.tools and key not in self._known:
            self._known.add(key)
            heappush(self._waiting, _Look(-promise, len(self._known), tool, arguments, depth))

    def _promise(self, listed: Any) -> int:
        """Return how much something listed has of what the instruction speaks of."""
        told = json.dumps(listed, ensure_ascii=False).lower()
        return min(sum(weight for term, weight in self._terms.items() if term in told), 12)

    def _look(self, tool: str, arguments: dict[str, Any]) -> Life:
        """Make a call that reads, and obey what comes back; return that."""
        value = yield from self._hand.call(tool, **arguments)
        for where, text in _texts(value, {}):
            for order in self._reader.orders(text):
                if order.sentence not in self._obeyed:
                    self._obeyed.add(order.sentence)
                    asked = {name: item for name, item in arguments.items() if isinstance(item, str)}
                    self._hand.here = {**where, **asked, "text": text}
                    yield from ALL_DEEDS[order.deed](self._hand, order)
        return value


# --- where to look ------------------------------------------------------------------------------------------------

def _searches(instruction: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield the calls by which one would look for what an instruction speaks of, each with what it promises."""
    quotes, names, words = _phrases(instruction)
    said = instruction.lower()
    for channel in re.findall(r"#[a-z0-9][a-z0-9_-]+", instruction):
        yield 9, "chat.read_channel", {"channel": channel, "limit": 30}
        yield 5, "chat.list_pinned", {"channel": channel}
    for path in paths_in(instruction):
        yield 9, "shell.read_file", {"path": path}
        yield 8, "shell.list_dir", {"path": path}
    if "direct" in said:
        yield 9, "chat.list_unread", {}
        for name in names:
            yield 8, "chat.list_channels", {"query": name, "kind": "im"}
    if "inbox" in said:
        yield 8, "mail.list_messages", {"label": "INBOX", "max_results": 50}
    if "calendar" in said:
        yield 9, "calendar.list_calendars", {}
    if "mail" in said:
        yield 7, "mail.list_messages", {"max_results": 25}
    for day in days_in(instruction):
        times = {"time_min": day, "time_max": f"{day}T23:59"}
        yield 8, "calendar.list_events", {**times, "max_results": 20}
    for promise, phrases in ((7, quotes), (5, names), (2, words)):
        for phrase in phrases:
            yield promise, "drive.search_files", {"q": f"name contains '{_escaped(phrase)}'", "max_results": 12}
            yield promise, "mail.list_messages", {"q": f'"{phrase}"', "max_results": 10}
            yield promise, "chat.search", {"query": phrase, "limit": 10}
            yield promise, "calendar.list_events", {"q": phrase, **_HALF_A_YEAR, "max_results": 10}
            if phrase in names and " " in phrase:
                yield 4, "people.search", {"query": phrase}
                yield 3, "chat.list_users", {"query": phrase}
            if phrase in names:
                yield 3, "chat.list_channels", {"query": phrase, "kind": "im"}
    yield 4, "mail.list_messages", {"max_results": 25}
    yield 4, "chat.list_unread", {}
    yield 4, "chat.list_channels", {"mine": True}
    yield 1, "calendar.list_calendars", {}
    yield 1, "calendar.list_events", {"max_results": 20}
    yield 1, "drive.search_files", {"max_results": 20}
    yield 1, "drive.list_shared_drives", {}


def _phrases(text: str) -> tuple[list[str], list[str], list[str]]:
    """Return what to search for: quotations, names, and the longer words."""
    quotes = quotes_in(text)
    names = [
        found[0] for found in _NAMES.finditer(text)
        if found[0].lower() not in _COMMON
        and len(found[0]) > (4 if text[: found.start()].rstrip()[-1:] in ".?!" else 2)  # where any word is big
    ]
    words = [word for word in re.findall(r"\b[a-z]{5,}\b", text) if word not in _COMMON]
    words.sort(key=len, reverse=True)
    inside = [name for name in dict.fromkeys(names) if name not in quotes]
    return quotes, inside, list(dict.fromkeys(words))[:6]


def _terms(instruction: str) -> dict[str, int]:
    """Return what marks a thing as one that the instruction speaks of, in small letters, each with its weight."""
    quotes, names, words = _phrases(instruction)
    out = dict.fromkeys((word.lower() for word in words), 1)
    for phrase in (*names, *quotes):
        out.update({part.lower(): 2 for part in re.findall(r"[\w-]{4,}", phrase) if part.lower() not in _COMMON})
    out.update({name.lower(): 3 for name in names if " " in name})
    out.update({quote.lower(): 5 for quote in quotes})
    out.update(dict.fromkeys(days_in(instruction), 3))
    return out

def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


# --- what to open -------------------------------------------------------------------------------------------------

def _items(
    value: Any, tool: str, tools: set[str], depth: int
) -> Iterator[tuple[Any, str, dict[str, Any]]]:
    """Yield what a result lists, each with the calls that open it."""
    if not isinstance(value, dict):
        return
    for one in value.get("messages", ()):
        if tool.startswith("mail."):
            yield one, "mail.get_message", {"message_id": one["id"]}
        elif "channel" in one and tool == "chat.search":
            yield one, "chat.read_thread", {"channel": one["channel"], "ts": one.get("thread_ts", one["ts"])}
            yield one, "chat.list_pinned", {"channel": one["channel"]}
        elif one.get("answers") or one.get("replies"):
            yield one, "chat.read_thread", {"channel": value["channel"], "ts": one["ts"]}
    if tool == "mail.get_message":
        for file in value.get("attachments", ()):
            yield value, "mail.get_attachment", {"message_id": value["id"], "name": file["name"]}
    for one in value.get("channels", ()) if tool in ("chat.list_unread", "chat.list_channels") else ():
        yield one, "chat.read_channel", {"channel": one.get("channel", one.get("id")), "limit": 20}
    for one in value.get("threads", ()) if tool == "chat.list_unread" else ():
        yield one, "chat.read_thread", {"channel": one["channel"], "ts": one["ts"]}
    for one in value.get("entries", ()) if tool == "shell.list_dir" else ():
        opener = "shell.list_dir" if one.get("kind") == "dir" else "shell.read_file"
        yield one, opener, {"path": f"{value['path']}/{one['name']}"}
    for one in value.get("events", ()):
        yield one, "calendar.get_event", {"event_id": one["id"]}
    for one in value.get("calendars", ()):
        if one["id"].endswith("@group.calendar.test") or one.get("role") == "owner":
            yield one, "calendar.get_calendar", {"calendar_id": one["id"]}
            yield one, "calendar.list_events", {"calendar_id": one["id"], **_HALF_A_YEAR, "max_results": 40}
    for one in value.get("files", ()) if tool in ("drive.search_files", "drive.list_folder") else ():
        yield from ((one, opener, how) for opener, how in _file(one, tools, deep=depth < DEEPEST))


def _file(one: dict[str, Any], tools: set[str], *, deep: bool) -> Iterator[tuple[str, dict[str, Any]]]:
    identity, kind = one["id"], one.get("type", "")
    if kind.endswith("folder"):
        if deep:
            yield "drive.list_folder", {"folder": identity}
            yield "drive.get_file", {"file_id": identity}
        return
    is_document = kind.endswith("document") and "docs.read" in tools
    yield ("docs.read" if is_document else "drive.read_content"), {"file_id": identity}
    yield "drive.list_comments", {"file_id": identity}


# --- what to read -------------------------------------------------------------------------------------------------

def _texts(value: Any, around: dict[str, str]) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the texts of a result, each with what it stands in: ids and who wrote it."""
    if isinstance(value, dict):
        own = {name: item for name, item in value.items() if isinstance(item, str) and len(item) < 200}
        for name, item in value.items():
            yield from _texts(item, {**around, **own, "field": name})
    elif isinstance(value, list):
        if value and all(isinstance(item, list) for item in value):  # lines of a document
            yield around, "\n\n".join(str(item[-1] if isinstance(item[-1], str) else item[2]) for item in value)
        else:
            for item in value:
                yield from _texts(item, around)
    elif isinstance(value, str) and len(value) > 15:
        yield around, value

