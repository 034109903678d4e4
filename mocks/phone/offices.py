"""Offices: how apps whose rows another service keeps (mail, chat, calendar, drive) use the tools of that service."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from pydantic import JsonValue

from ...snapshots.digest import Json
from ...snapshots.errors import ToolError
from ..screens.widgets import Widget
from . import parts
from .act import Act
from .app import Event, Signed, View
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


def served(path: str) -> "Signed":
    """Return what tells whether the world has the service that keeps a table: everybody has an account there."""
    return lambda look: look.has_table(path)


def known(path: str, index: str = "") -> "Signed":
    """Return what tells whether the owner has a row of a table: under his address, or under it in an index."""

    def signed(look: Look) -> bool:
        if not look.has_table(path):
            return False
        table = look.rows_at(path)
        return bool(table.find(index, look.device.owner)) if index else look.device.owner in table

    return signed


def shows(subject: "Callable[[Look], object | None]") -> "Callable[[View], View]":
    """Have a view say that what it is about is gone where it is: not the phone alone deletes it."""

    def guard(view: View) -> View:
        @wraps(view)
        def shown(look: Look) -> Widget:
            return parts.sheet(parts.note(look.say("gone"))) if subject(look) is None else view(look)

        return shown

    return guard


def needs(subject: "Callable[[Look], object | None]") -> "Callable[[Event], Event]":
    """Have an event say that what it is about is gone where it is, and do nothing."""

    def guard(event: Event) -> Event:
        @wraps(event)
        def done(act: Act, *arguments: str) -> None:
            if subject(act) is None:
                act.toast(act.say("gone"))
            else:
                event(act, *arguments)

        return done

    return guard
