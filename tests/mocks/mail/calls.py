"""Random calls that hit something: schema-valid, with ids and addresses that the world has."""

import json
import re
from typing import Any

from diorama.envs.spaces import CallSpace
from diorama.mocks.mail.records import Message
from diorama.mocks.world import World
from diorama.snapshots.calls import Call
from diorama.snapshots.draw import Draw
from tests.mocks.mail.desk import ANN, BOB, CLEO, MARA, NED, OTTO

_ADDRESSES = (MARA, BOB, CLEO, NED, ANN, OTTO, "Nobody <nobody@tarn.test>", "not an address")
_TIMES = ("2026-03-05T09:00", "2026-03-04T08:00", "soon", "2026-03-04T09:31", "")
_QUERIES = ("from:ann", "subject:plan OR is:unread", "has:attachment", "label:work", "larger:1", "((", "in:anywhere")
_LABELS = ("INBOX", "UNREAD", "STARRED", "TRASH", "SPAM", "SENT", "Work", "Work/Deep", "nothing", "CATEGORY_UPDATES")
_BODIES = ("short", "", "x" * 9_000, "Confirmation code: 123456789", "line\n" * 40)


class RandomCalls:
    """Draws calls from a tool's schema and puts what the world has in place of most sampled ids and texts."""

    def __init__(self, world: World, seed: int) -> None:
        specs = [spec for spec in world.box.offered("agent") if spec.name not in ("finish", "decline")]
        self._world = world
        self._space = CallSpace(specs, 1_000_000, seed=seed)
        self._draw = Draw(seed, "random calls")
        self._principal = ""

    def next(self, principal: str) -> Call:
        """Return the next call of somebody, mostly about what is theirs."""
        self._principal = principal
        call = json.loads(self._space.sample())
        arguments = {name: self._known(name, value) for name, value in call["arguments"].items()}
        return Call.of(call["tool"].replace("__", ".", 1), arguments)

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
        table = {
            "message_ids": "messages", "message_id": "messages", "from_message": "messages", "thread_id": "threads",
            "reply_to_message": "messages", "draft_id": "drafts", "filter_id": "filters",
        }.get(name)
        if table:
            ids = self._ids(table)
            return (*ids, *self._ids("threads")) if name == "message_ids" else ids
        match name:
            case "to" | "cc" | "bcc" | "address" | "from_address" | "forward_to" | "reply_to":
                return _ADDRESSES
            case "mailbox":
                return ("", "", "", self._principal, MARA, BOB, CLEO)
            case "send_at" | "until" | "start" | "end":
                return _TIMES
            case "q" | "query" | "negated_query":
                return _QUERIES
            case "add" | "remove" | "add_labels" | "remove_labels" | "label":
                return (*_LABELS, *self._ids("labels"))
            case "body":
                return _BODIES
            case "code":
                return tuple(code for row in self._rows() for code in re.findall(r"\b\d{9}\b", row.body)) or ("1",)
            case "base64":
                return ("aGVsbG8=", "???", "")
            case "name":
                return tuple(file.name for row in self._rows() for file in row.attachments) or ("notes.txt",)
            case "text_color" | "background_color":
                return ("#ffffff", "#000000")
            case "page_token":
                return ("", "9999999999999.x", "nonsense")
        return ()

    def _ids(self, table: str) -> tuple[str, ...]:
        """Return the principal's rows of a table, or now and then everybody's."""
        rows = self._world.state.table(f"mail.{table}")
        everybody = self._draw.chance(15)
        return tuple(identity for identity in rows.ids() if everybody or rows[identity].mailbox == self._principal)

    def _rows(self) -> list[Message]:
        return list(self._world.state.table("mail.messages").rows())
