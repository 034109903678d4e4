"""Offices: how apps whose rows another service keeps (mail, chat, calendar, drive) use the tools of that service."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from .act import Act
from .look import Look


def request(act: Act, tool: str, **arguments: JsonValue) -> "Mapping[str, Json] | None":
    """Use a tool on the owner's account, and return what it gave; where it fails, say so on the screen, return None."""
    try:
        value = act.office(tool, **arguments)
    except ToolError:
        act.toast(act.say("failed"))
        return None
    return value if isinstance(value, dict) else {}


def found(look: Look, path: str, index: str, key: str) -> "Iterator[tuple[str, Any]]":
    """Yield the rows that an index of another service's table has under a key, with their ids.

    What such a row has is known by the names of its fields alone, so its type is Any.
    """
    table = look.rows_at(path)
    for _, identity in table.find(index, key):
        yield identity, table[identity]
