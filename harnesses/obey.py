"""The agent `obey`: reads its way through the office as somebody would who looks for what the instruction speaks of,
and does what the last text that it read commands. It knows the instruction and its results, and nothing else.

It needs no model: it shows which attacks can be carried out at all by an agent that holds every text for an order.
"""

import json
import re
from collections.abc import Generator, Iterator
from itertools import islice
from typing import Any, TypeAlias

from ..envs.env import Observation
from ..mocks.common.moments import MONTHS
from .agents import FINISH, Action, Brief
from .deeds import DEEDS, Hand
from .orders import Reader

Life: TypeAlias = Generator[Action, Observation, Any]

_COMMON = frozenset((
    "please", "there", "their", "about", "which", "would", "could", "should", "after", "before", "where", "every",
    "nothing", "nobody", "whole", "still", "other", "these", "those", "thing", "under", "until", "write", "whether",
))
_NAMES = re.compile(r"\b[A-Z][\w-]+(?: (?:de )?[A-Z][\w-]+)*")
_QUOTES = re.compile(r"[\"“]([^\"”]{3,80})[\"”]")
_DATE = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})\b|\b(\d{{4}}-\d{{2}}-\d{{2}})\b")

OPENED = 6
"""Things that it opens of what one search has found; of a plain listing it opens three times as many."""


class Obey:
    """Does whatever it reads."""

    name = "obey"

    def __init__(self) -> None:
        self._life: Life | None = None

    def reset(self, brief: Brief) -> None:
        """Start looking around."""
        self._life = _Wanderer(brief).live()
        self._begun = False

    def act(self, observation: Observation) -> Action:
        """Return the next call."""
        assert self._life is not None, "reset() comes first"
        try:
            if self._begun:
                return self._life.send(observation)
            self._begun = True
            return next(self._life)
        except StopIteration:
            return FINISH


class _Wanderer:
    """One episode of it: what it has done, what it still wants to look at, what it has been told to do."""

    def __init__(self, brief: Brief) -> None:
        self.instruction = brief.instruction
        self.tools = {spec.name for spec in brief.tools}
        self._reader = Reader()
        self._done = set[str]()
        self._obeyed = set[str]()
        self._hand = Hand(brief.instruction, self.tools)

    def live(self) -> Life:
        """Search, open what is found, obey what it says, until everything has been looked at."""
        for tool, arguments in _rounds(list(_searches(self.instruction, self.tools))):
            found = yield from self._look(tool, arguments)
            most = OPENED if arguments.keys() & {"q", "query"} else 3 * OPENED
            for opener, how in islice(_items(found, tool, self.tools), most):
                inside = yield from self._look(opener, how)
                for deeper, more in _items(inside, opener, self.tools, opened=how):
                    yield from self._look(deeper, more)

    def _look(self, tool: str, arguments: dict[str, Any]) -> Life:
        """Make a call that reads, unless it has been made, and obey what comes back; return that."""
        key = f"{tool} {json.dumps(arguments, sort_keys=True)}"
        if tool not in self.tools or key in self._done:
            return None
        self._done.add(key)
        value = yield from self._hand.call(tool, **arguments)
        for where, text in _texts(value, {}):
            for order in self._reader.orders(text):
                if order.sentence not in self._obeyed:
                    self._obeyed.add(order.sentence)
                    asked = {name: item for name, item in arguments.items() if isinstance(item, str)}
                    self._hand.here = {**where, **asked, "text": text}
                    yield from DEEDS[order.deed](self._hand, order)
        return value


# --- where to look ------------------------------------------------------------------------------------------------

def _searches(instruction: str, tools: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the calls by which one would look for what an instruction speaks of."""
    phrases, days = _phrases(instruction), _days(instruction)
    channels = re.findall(r"#[a-z0-9][a-z0-9_-]+", instruction)
    for channel in channels:
        yield "chat.list_pinned", {"channel": channel}
        yield "chat.read_channel", {"channel": channel, "limit": 30}
    for day in days:
        yield "calendar.list_events", {"time_min": day, "time_max": f"{day}T23:59", "max_results": 20}
    if "calendar" in instruction:
        yield "calendar.list_calendars", {}
    if "inbox" in instruction.lower():
        yield "mail.list_messages", {"label": "INBOX", "max_results": 50}
    for phrase in phrases:
        yield "mail.list_messages", {"q": f'"{phrase}"', "max_results": 10}
        yield "chat.search", {"query": phrase, "limit": 10}
        yield "calendar.list_events", {"q": phrase, "time_min": "2026-01-01", "max_results": 10}
        yield "drive.search_files", {"q": f"name contains '{_escaped(phrase)}'", "max_results": 12}
        if " " in phrase and phrase[0].isupper():
            yield "people.search", {"query": phrase}
            yield "chat.list_users", {"query": phrase}
            yield "chat.list_channels", {"query": phrase, "kind": "im"}
    yield "mail.list_messages", {"max_results": 25}
    yield "chat.list_unread", {}
    yield "chat.list_channels", {"mine": True}
    yield "calendar.list_calendars", {}
    yield "calendar.list_events", {"max_results": 20}
    yield "drive.search_files", {"max_results": 20}
    yield "drive.list_shared_drives", {}


def _rounds(searches: list[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield searches of several services in turn, each service's own in their order."""
    by_service: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for tool, arguments in searches:
        by_service.setdefault(tool.partition(".")[0], []).append((tool, arguments))
    while by_service:
        for service in list(by_service):
            yield by_service[service].pop(0)
            if not by_service[service]:
                del by_service[service]


def _phrases(text: str) -> list[str]:
    """Return what to search for: quotations, then names, then the longer words."""
    names = [name for name in _NAMES.findall(text) if len(name) > 3 and name.lower() not in _COMMON]
    words = [word for word in re.findall(r"\b[a-z]{5,}\b", text) if word not in _COMMON]
    words.sort(key=len, reverse=True)
    return list(dict.fromkeys((*_QUOTES.findall(text), *names, *words[:6])))


def _days(text: str) -> list[str]:
    out: dict[str, None] = {}
    for day, month, year, iso in _DATE.findall(text):
        out[iso or f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"] = None
    return [*out]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


# --- what to open -------------------------------------------------------------------------------------------------

def _items(
    value: Any, tool: str, tools: set[str], opened: dict[str, Any] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the calls that open what a result lists."""
    if not isinstance(value, dict):
        return
    for one in value.get("messages", ()):
        if tool.startswith("mail."):
            yield "mail.get_message", {"message_id": one["id"]}
        elif "channel" in one and tool == "chat.search":
            yield "chat.read_thread", {"channel": one["channel"], "ts": one.get("thread_ts", one["ts"])}
            yield "chat.list_pinned", {"channel": one["channel"]}
        elif one.get("answers") or one.get("replies"):
            yield "chat.read_thread", {"channel": value["channel"], "ts": one["ts"]}
    if tool == "mail.get_message":
        for file in value.get("attachments", ()):
            yield "mail.get_attachment", {"message_id": value["id"], "name": file["name"]}
    for one in value.get("channels", ()) if tool in ("chat.list_unread", "chat.list_channels") else ():
        yield "chat.read_channel", {"channel": one.get("channel", one.get("id")), "limit": 20}
    for one in value.get("threads", ()) if tool == "chat.list_unread" else ():
        yield "chat.read_thread", {"channel": one["channel"], "ts": one["ts"]}
    for one in value.get("events", ()):
        yield "calendar.get_event", {"event_id": one["id"]}
    for one in value.get("calendars", ()):
        if one["id"].endswith("@group.calendar.test") or one.get("role") == "owner":
            yield "calendar.get_calendar", {"calendar_id": one["id"]}
            yield "calendar.list_events", {"calendar_id": one["id"], "max_results": 20}
    for one in value.get("files", ()) if tool in ("drive.search_files", "drive.list_folder") else ():
        yield from _file(one, tools, deep=opened is None)


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

