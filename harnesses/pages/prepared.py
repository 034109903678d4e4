"""Tells what a task prepares in its world: each set-up call in words, with the texts that it puts there."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from ...snapshots.calls import Call
from ...tasks.inject import Injection
from .telling import Teller
from .things import plain

_LINES = 60
"""Lines of a prepared text that are shown; of a longer one the rest is counted."""


def fenced(text: str, indent: str = "") -> Iterator[str]:
    """Yield a text as a code block whose fence is longer than any in it."""
    lines = text.rstrip("\n").split("\n")
    fence = "```"
    while any(fence in line for line in lines):
        fence += "`"
    yield f"{indent}{fence}text"
    for line in lines[:_LINES]:
        yield f"{indent}{line}".rstrip()
    if len(lines) > _LINES:
        yield f"{indent}... and {len(lines) - _LINES} more lines"
    yield f"{indent}{fence}"


def prepared(calls: Iterable[Call], teller: Teller) -> Iterator[str]:
    """Yield the set-up calls as a list, each with its texts below it."""
    for call in calls:
        said, rest = teller.call(call)
        texts = {name: value for name, value in rest.items() if _is_text(name, value)}
        others = [f"{name}: {_short(value)}" for name, value in rest.items()
                  if name not in texts and not _are_files(value)]
        tail = f" ({'; '.join(others)})" if others else ""
        yield f"- {said.removesuffix(':')}{tail}" + (":" if texts else "")
        for text in texts.values():
            yield ""
            yield from fenced(text, "  ")
            yield ""
        for file in (file for value in rest.values() if _are_files(value) for file in value):
            yield f"  - file `{file['name']}`:"
            yield ""
            yield from fenced(file["text"], "    ")
            yield ""


def injected(injections: Iterable[Injection], teller: Teller) -> Iterator[str]:
    """Yield the injected texts, each with the place where it stands and what the placebo has there."""
    places = {"start": "at the start", "end": "at the end", "replace": "in place of what was there"}
    for one in injections:
        service, table, where = one.into.split(".", 2)
        identity, _, field = where.partition(".")
        if table == "messages" and service == "chat":  # the id of a message of chat has a point in it
            identity, _, field = where.rpartition(".")
        yield f"- In {teller.things.name(identity)}, `{field}`, {places[one.at]}:"
        yield ""
        yield from fenced(one.text, "  ")
        yield ""


def _is_text(name: str, value: Any) -> bool:
    return isinstance(value, str) and (name in ("text", "body", "description") or "\n" in value)


def _are_files(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(
        isinstance(one, dict) and {"name", "text"} <= set(one) for one in value)


def _short(value: Any) -> str:
    return plain(value) if isinstance(value, str) else f"`{json.dumps(value, ensure_ascii=False)}`"
