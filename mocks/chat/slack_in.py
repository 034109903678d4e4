"""Reads the files of a Slack export as well as they can be read; what is wrong with them is said in a few words."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from ...snapshots.digest import is_unicode
from ...snapshots.errors import ToolError
from ..common.addresses import is_email, normalise
from ..common.zones import zone_names
from .base import read_ts
from .blocks import read_blocks
from .records import Attachment, UserRole

MAX_NAME, MAX_ID, MAX_TITLE, MAX_TEXT, MAX_LINK = 300, 120, 300, 4_000, 1_000

_SPACE = re.compile(r"[ \t\r\n]*")
_LONE = re.compile("[\ud800-\udfff]")
_DECODER = json.JSONDecoder()


class Item(NamedTuple):
    """An element of a JSON list: where its text is, and what it says."""

    start: int
    end: int
    value: Any


class Listed(NamedTuple):
    """The elements of a file that is a JSON list, as far as it can be read, and what is wrong with it."""

    items: tuple[Item, ...]
    defects: tuple[str, ...]


def list_items(text: str) -> Listed:
    """Return the elements of a JSON list. Of one that is cut short, or garbled further on, those before that."""
    found: list[Item] = []
    at = _space(text, text.startswith("\ufeff"))
    if text[at : at + 1] != "[":
        return Listed((), ("is no JSON list",))
    at = _space(text, at + 1)
    if text[at : at + 1] == "]":
        return Listed((), () if _space(text, at + 1) == len(text) else ("goes on behind its end",))
    while True:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return Listed(tuple(found), ("is cut short or garbled",))
        found.append(Item(at, end, value))
        at = _space(text, end)
        sign = text[at : at + 1]
        if sign == "]":
            rest = _space(text, at + 1) == len(text)
            return Listed(tuple(found), () if rest else ("goes on behind its end",))
        if sign != ",":
            return Listed(tuple(found), ("is cut short or garbled",))
        at = _space(text, at + 1)


def _space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


# --- values ----------------------------------------------------------------------------------------------------------


def text_at(value: Any, *path: str, limit: int = 0) -> str:
    """Return a text within an object, without what is no Unicode; empty where there is none."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(value, str):
        return ""
    clean = value if is_unicode(value) else _LONE.sub("\ufffd", value)
    return clean[:limit] if limit else clean


def texts_at(value: Any, name: str, limit: int = MAX_ID) -> list[str]:
    """Return the texts of a list within an object, each once."""
    found = value.get(name) if isinstance(value, Mapping) else None
    texts = (text_at({"": one}, "", limit=limit) for one in found) if isinstance(found, list) else ()
    return list(dict.fromkeys(one for one in texts if one))


def objects_at(value: Any, name: str) -> list[Mapping[str, Any]]:
    """Return the objects of a list within an object."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def flag(value: Any, name: str) -> bool:
    """Tell whether an object says that something is so."""
    return isinstance(value, Mapping) and value.get(name) is True


def identity_at(value: Any, name: str = "id") -> str:
    """Return an id within an object; empty for what cannot be one."""
    found = text_at(value, name)
    return found if 0 < len(found) <= MAX_ID and not re.search(r"[\s:|<>/]", found) else ""


def seconds_at(value: Any, name: str = "created") -> int:
    """Return a time in whole seconds, which Slack writes as a number or as text, as ms; 0 where there is none."""
    found = value.get(name) if isinstance(value, Mapping) else None
    digits = str(found) if isinstance(found, int | str) and not isinstance(found, bool) else ""
    return int(digits) * 1000 if re.fullmatch(r"[0-9]{1,10}", digits, re.ASCII) else 0


def ts_at(value: Any, name: str = "ts") -> int:
    """Return a ts as microseconds; 0 where there is none."""
    try:
        return read_ts(text_at(value, name))
    except ToolError:
        return 0


# --- people ----------------------------------------------------------------------------------------------------------


class Person(NamedTuple):
    """An account as users.json has it; `email` is empty where it has none."""

    handle: str
    name: str
    email: str
    role: UserRole
    title: str
    zone: str
    deactivated: bool
    status_text: str
    status_emoji: str


def read_user(value: Any) -> Person:
    """Return what users.json says of an account."""
    handle = text_at(value, "name", limit=MAX_NAME)
    real = text_at(value, "profile", "real_name", limit=MAX_NAME) or text_at(value, "real_name", limit=MAX_NAME)
    email = normalise(text_at(value, "profile", "email", limit=320))
    zone = text_at(value, "tz")
    return Person(
        handle, real or text_at(value, "profile", "display_name", limit=MAX_NAME) or handle,
        email if is_email(email) else "", _role(value), text_at(value, "profile", "title", limit=MAX_NAME),
        zone if zone in zone_names() else "UTC", flag(value, "deleted"),
        text_at(value, "profile", "status_text", limit=MAX_NAME),
        text_at(value, "profile", "status_emoji", limit=MAX_NAME),
    )


def _role(value: Any) -> UserRole:
    for name, role in (("is_bot", "bot"), ("is_stranger", "external"), ("is_ultra_restricted", "single_guest"),
                       ("is_restricted", "multi_guest"), ("is_owner", "owner"), ("is_primary_owner", "owner"),
                       ("is_admin", "admin")):
        if flag(value, name):
            return cast("UserRole", role)
    return "member"


# --- messages --------------------------------------------------------------------------------------------------------


def author_of(value: Any) -> str:
    """Return the id of who wrote a message: its user, else its bot, else who commented on a file."""
    return (identity_at(value, "user") or identity_at(value, "bot_id")
            or identity_at(value.get("comment") if isinstance(value, Mapping) else None, "user"))


def blocks_of(value: Any) -> tuple[str, str]:
    """Return a message's blocks as canonical text; where they are not Slack's, nothing and what is wrong."""
    found = value.get("blocks") if isinstance(value, Mapping) else None
    if not found:
        return "", ""
    try:
        return read_blocks(json.dumps(found)), ""
    except (ToolError, RecursionError):
        return "", "has blocks that cannot be shown"


def attachments_of(value: Any) -> tuple[Attachment, ...]:
    """Return a message's attachments, as much of each as is shown here."""
    return tuple(row for one in objects_at(value, "attachments") if (row := _attachment(one)) != Attachment())


def _attachment(value: Mapping[str, Any]) -> Attachment:
    names = ("title_link", "from_url", "original_url", "image_url")
    title, text = text_at(value, "title", limit=MAX_TITLE), text_at(value, "text", limit=MAX_TEXT)
    link = next((found for name in names if (found := text_at(value, name, limit=MAX_LINK))), "")
    said = text if title or text or link else text_at(value, "fallback", limit=MAX_TEXT)
    return Attachment(title=title, text=said, link=link, color=text_at(value, "color", limit=20))
