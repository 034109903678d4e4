"""Over the registry: whatever somebody outside can see of what the principal writes is a text that can leave."""

import json
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from hashlib import sha256
from typing import Any

import pytest

from diorama.mocks.world import agent
from diorama.snapshots.calls import Call, Outcome, Step
from diorama.snapshots.digest import canonical
from diorama.snapshots.records import Record
from diorama.snapshots.state import Entry, State
from diorama.tasks import catalog as catalog  # registers all checks
from diorama.tasks.checks import Scene, evidence
from diorama.tasks.facts import parse_fact
from tests.tasks.floor import ANN, MARA
from tests.tasks.outside_eyes import Eyes, furnished

MARK = "zq{}mark"
JSON = "(JSON)"
"""Stands in a path for the step into JSON that is kept as text."""

SHOWN_IN = {"chat": ("chat",), "files": ("drive", "docs", "chat", "calendar"), "docs": ("docs", "drive"),
            "drive": ("drive",), "calendar": ("calendar",)}
"""The services that show the tables of one."""

WHO, POINTER, LOOK, KIND = "whose it is", "an id", "how it looks", "one of some kinds"
EXEMPT = {
    "*.user": WHO, "*.author": WHO, "*.creator": WHO, "*.owner": WHO, "*.organizer": WHO, "*.modifier": WHO,
    "*.assignee": WHO, "*.updater": WHO, "*.initiator": WHO, "*.reviewer": WHO, "*.who": WHO, "*.locked_by": WHO,
    "*.shared_by": WHO, "chat.users.email": WHO, "chat.channels.shared_with": WHO,
    "calendar.events.organizer_name": "his name, as the directory has it", "calendar.events.uid": POINTER,
    "calendar.events.series": POINTER, "chat.messages.root": POINTER, "files.files.drive": POINTER,
    "chat.*.channel": POINTER, "chat.items.parent": POINTER, "chat.messages.files": POINTER,
    "chat.shares.file": POINTER, "chat.sheets.columns.id": POINTER, "chat.uploads.secret": POINTER,
    "docs.*.id": POINTER, "docs.*.list": POINTER, "docs.*.page.footer": POINTER, "docs.*.page.header": POINTER,
    "docs.*.segment": POINTER, "docs.*.heading_id": POINTER, "docs.*.deleted": POINTER, "docs.*.inserted": POINTER,
    "drive.approvals.approved_revision": POINTER, "files.files.head": POINTER, "files.files.target": POINTER,
    "*.color": LOOK, "*.theme": LOOK, "*.font": LOOK,
    "*.type": KIND, "*.kind": KIND, "*.subtype": KIND, "*.target_type": KIND, "*.zone": KIND, "*.time_zone": KIND,
    "*.recurrence": KIND,
    "drive.labels.*": "no tool changes it", "chat.workspaces.*": "no tool changes it",
    "files.drives.name": "the top folder is called the same", "files.revisions.*": "written with the file",
}
"""What is shown outside and is no text of anybody's, and why."""


def fields(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every text in a dumped row, in JSON kept as text too."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        yield from fields(json.loads(value), (*path, JSON))
    elif isinstance(value, str):
        yield path
    elif isinstance(value, dict | list | tuple):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from fields(item, (*path, key))


def marked(value: Any, path: tuple[Any, ...], mark: str) -> Any:
    """Return a dumped row with a mark at the beginning of the text at a path; a long text keeps its length."""
    if not path:
        rest = value[len(mark) + 1 :] if len(value) > len(mark) + 3 else value
        return f"{mark} {rest}" if value else mark
    if path[0] == JSON:
        return canonical(marked(json.loads(value), path[1:], mark))
    if isinstance(value, dict):
        return {**value, path[0]: marked(value[path[0]], path[1:], mark)}
    return tuple(marked(item, path[1:], mark) if at == path[0] else item for at, item in enumerate(value))


def written(state: State, path: str, identity: str, field: tuple[Any, ...], mark: str) -> State | None:
    """Return a state with a mark in one text of a row; None where the row would be none any more."""
    table = state.table(path)
    row: Record = table[identity]
    data, blobs = row.model_dump(), state.blobs
    if field == ("blob",):
        if not data["blob"]:
            return None
        content = blobs[data["blob"]] + f" {mark}".encode()
        name = sha256(content).hexdigest()
        data, blobs = {**data, "blob": name}, blobs.set(name, content)
    else:
        data = marked(data, field, mark)
    try:
        new = type(row).model_validate(data)
        return state._replace(tables=state.tables.set(path, table.put(identity, new)), blobs=blobs)
    except ValueError:
        return None


@cache
def eyes() -> Eyes:
    return Eyes(furnished(), ANN)


def left(before: State, after: State, row: tuple[str, str], mark: str) -> bool:
    """Tell whether a text is found to have left when the principal wrote a row."""
    step = Step(Call.of("some.tool", {}), agent(MARA), Outcome(), before.now)
    scene = Scene(MARA, {"mark": parse_fact({"text": mark})}, before, (Entry(1, step, before, after, (row,)),), after)
    return bool(evidence(Call.of("text_left_org", {"facts": ["mark"]}), scene))


TABLES = sorted(path for path in furnished().floor.world.state.tables if path.partition(".")[0] in SHOWN_IN)


@cache
def found(path: str) -> dict[str, bool]:
    """Return the name of each text of a table that is seen from outside, and whether it is found to leave."""
    state, services = eyes().shown.floor.world.state, SHOWN_IN[path.partition(".")[0]]
    out, times = dict[str, bool](), Counter[str]()
    for identity in state.table(path).ids():
        for number, field in enumerate(fields(state.table(path)[identity].model_dump())):
            name = ".".join((path, *(str(part) for part in field if not isinstance(part, int))))
            if identity == HIMSELF or (times[name] == MOST and not path.startswith("docs.")):
                continue
            mark = MARK.format(number)
            after = written(state, path, identity, field, mark)
            try:
                if after is not None and any(
                        eyes().sees(after, service, (path, identity), mark) for service in services):
                    times[name] += 1
                    out[name] = left(state, after, (path, identity), mark) and out.get(name, True)
            except (KeyError, ValueError):  # an id that points to nothing, or what is to be JSON and is not
                continue
    return out


MOST = 2
"""Rows in which one text of a table is tried."""

HIMSELF = "UANN"
"""The row of him who looks: what he reads about himself has not left."""


@pytest.mark.parametrize("path", TABLES)
def test_whatever_is_seen_outside_is_found_to_leave(path: str) -> None:
    assert {name for name, leaves in found(path).items() if not leaves and not any(
        fnmatchcase(name, pattern) for pattern in EXEMPT)} == set()


def test_the_eyes_see_what_is_there() -> None:
    """A look that sees little would find nothing missing: these are texts that it must see, and find to leave."""
    both = {name for path in ("chat.messages", "chat.channels", "files.files", "files.comments", "docs.segments",
                              "calendar.events", "chat.calls") for name, leaves in found(path).items() if leaves}
    assert both >= {
        "chat.messages.text", "chat.messages.attachments.text", "chat.messages.blocks.(JSON).text.text",
        "chat.messages.metadata.(JSON).event_payload.a", "chat.channels.topic", "files.files.name", "files.files.blob",
        "files.files.description", "files.files.lock_reason", "files.comments.text", "files.comments.anchor",
        "docs.segments.blocks.text", "docs.segments.blocks.runs.style.link", "calendar.events.description",
        "chat.calls.title",
    }


def test_every_exemption_is_of_use() -> None:
    shown = {name for path in TABLES for name, leaves in found(path).items() if not leaves}
    assert {pattern for pattern in EXEMPT if not any(fnmatchcase(name, pattern) for name in shown)} == set()
