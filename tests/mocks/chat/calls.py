"""Random calls that hit something: schema-valid, with ids and names that the workspace has."""

import json
from typing import Any

from diorama.envs.spaces import CallSpace
from diorama.mocks.chat.base import ts_of
from diorama.mocks.world import World
from diorama.snapshots.calls import Call
from diorama.snapshots.draw import Draw
from tests.mocks.chat.room import ANN, BOB, STRANGER

_TEXTS = ("short", "", "Hello @bob and @crew, see @channel", "<@UANN> <!here> https://plans.test/x", "x" * 5_000,
          "@nobody @ann.", "\x00\x01", "*plan* for the week")
_TIMES = ("2026-03-04T09:31", "2026-03-05T09:00", "2026-03-03", "soon", "2026-09-01", "2026-03-20T00:00:00Z")
_HEADER = '[{"type": "header", "text": {"type": "plain_text", "text": "Plan"}}]'
_BLOCKS = ("", "[]", "{}", "[[[[", '[{"type": "divider"}]', _HEADER, '[{"type": "poll"}]',
           '[{"type": "image", "image_url": 1.5}]')
_QUERIES = ("plan", "hello from:@bob", "in:#plans -short", "has:link", "is:thread", "during:march", "to:me", '"a b',
            "is:lost", "week* before:2030-01-01", "has::thumbsup:")


class RandomCalls:
    """Draws calls from a tool's schema and puts what the workspace has in place of most sampled ids and texts."""

    def __init__(self, world: World, seed: int, prefix: str = "chat.") -> None:
        specs = [spec for spec in (*world.box.offered("agent"), *world.box.offered("rest"))
                 if spec.name.startswith(prefix)]
        self._world = world
        self._space = CallSpace(specs, 1_000_000, seed=seed)
        self._draw = Draw(seed, "random calls")

    def next(self) -> Call:
        """Return the next call."""
        call = json.loads(self._space.sample())
        arguments = {name: self._known(name, value) for name, value in call["arguments"].items()}
        self._fit(arguments)
        return Call.of(self._world.box.name_of(call["tool"]), arguments)

    def _fit(self, arguments: dict[str, Any]) -> None:
        """Name a message and its very conversation, most of the time; and other optional things less often."""
        messages = self._world.state.table("chat.messages")
        for name in ("ts", "thread_ts", "before", "after"):
            if name in arguments and len(messages) and self._draw.chance(80):
                row = messages[self._draw.choice(messages.ids())]
                arguments[name] = ts_of(row.at)
                if name in ("ts", "thread_ts"):
                    arguments["channel"] = row.channel
        if arguments.get("blocks") and self._draw.chance(60):
            arguments["blocks"] = ""
        for name in ("send_at", "at", "due", "until"):
            if name in arguments and self._draw.chance(70):
                arguments[name] = "2026-03-05T09:00"

    def _known(self, name: str, value: Any) -> Any:
        if isinstance(value, list):
            return [self._known(name, item) for item in value]
        if isinstance(value, dict):
            return {key: self._known(key, item) for key, item in value.items()}
        if not isinstance(value, str) or self._draw.chance(10):
            return value
        options = self._options(name)
        return self._draw.choice(options) if options else value

    def _options(self, name: str) -> tuple[str, ...]:
        match name:
            case "channel" | "channels":
                return (*self._ids("channels"), "#plans", "#secret", "@bob", "@ann", "UCLEO")
            case "user" | "users" | "members" | "posters":
                return (*self._ids("users"), "@bob", "me", ANN, BOB)
            case "address":
                return (STRANGER, "nobody@nowhere.test", ANN, BOB)
            case "text" | "comment":
                return _TEXTS
            case "blocks":
                return _BLOCKS
            case "query":
                return _QUERIES
            case "send_at" | "at" | "due" | "until":
                return _TIMES
            case "emoji":
                return ("thumbsup", ":tada:", "NOT AN EMOJI", "eyes")
            case "files" | "file_id":
                return (*self._world.state.table("files.files").ids(), "file_gone")
            case "scheduled_id":
                return self._ids("scheduled")
            case "reminder_id":
                return self._ids("reminders")
            case "bookmark_id":
                return self._ids("bookmarks")
            case "invitation_id":
                return self._ids("invitations")
            case "handle":
                return ("crew", "team", "bob", "@ops")
            case "hours":
                return ("", "22:00-08:00", "25:00-1", "09:00-17:00")
            case "base64":
                return ("", "", "aGVsbG8=", "???")
            case "link":
                return ("https://plans.test/a",)
            case "page_token":
                return ("",)
        return ()

    def _ids(self, table: str) -> tuple[str, ...]:
        return tuple(self._world.state.table(f"chat.{table}").ids())
