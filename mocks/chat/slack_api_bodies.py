"""Slack's Web API: what programs put into messages: blocks, attachments, metadata, held to their shapes."""

import json
from collections.abc import Iterator
from typing import Annotated, Any, TypeAlias

from pydantic import Field, JsonValue

from ...snapshots.digest import canonical, is_unicode
from ...snapshots.errors import ToolError, shown
from .blocks import read_blocks
from .records import Attachment

MAX_TEXT = 40_000
"""Characters of a message, as Slack has it."""

MAX_ATTACHMENTS = 100
MAX_METADATA = 8_000
MAX_DEPTH = 20

Text: TypeAlias = Annotated[str, Field(max_length=100_000)]
Listed: TypeAlias = Annotated[str, Field(max_length=200_000)] | Annotated[list[JsonValue], Field(max_length=500)]
"""A JSON list, or the text of one."""

Mapped: TypeAlias = Annotated[str, Field(max_length=200_000)] | dict[str, JsonValue]
"""A JSON object, or the text of one."""

_PLAIN = {"title": 300, "text": 4_000, "title_link": 1_000, "color": 20}
"""The fields that the record of an attachment has of its own, with the lengths that it takes."""

_UNREAD = frozenset({"color", "type", "mrkdwn_in", "callback_id", "action_id", "block_id", "style", "footer_icon"})
"""Fields that hold nothing to read."""


def read_text(text: str, markdown: str = "") -> str:
    """Return the text of a message; ToolError `msg_too_long`, or `markdown_text_conflict` where both are given."""
    if text and markdown:
        raise ToolError("markdown_text_conflict", "Give text or markdown_text, not both.")
    said = text or markdown
    if len(said) > MAX_TEXT:
        raise ToolError("msg_too_long", f"The text has {len(said)} characters and {MAX_TEXT} is the limit.")
    return said


def blocks_of(given: Listed) -> str:
    """Return blocks as canonical text, empty for none."""
    if isinstance(given, str):
        return "" if given.strip() in ("", "[]") else read_blocks(given)
    return read_blocks(json.dumps(given)) if given else ""


def attached_of(given: Listed) -> tuple[tuple[Attachment, ...], str]:
    """Return attachments as search and people read them, and, where these do not say all, as they were given."""
    if not given:
        return (), ""
    value = _loaded(given, "invalid_attachments")
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ToolError("invalid_attachments", "The attachments are a JSON list of objects.")
    if len(value) > MAX_ATTACHMENTS:
        raise ToolError("too_many_attachments", f"A message has {MAX_ATTACHMENTS} attachments at the most.")
    rows = tuple(row for one in value for row in _rows(one))
    whole = all(set(one) <= {*_PLAIN, "fallback", "id"} and len(list(_rows(one))) == 1 for one in value)
    return rows, "" if whole else canonical(value)


def _rows(one: dict[str, Any]) -> Iterator[Attachment]:
    """Yield an attachment as records; more than one where its texts are longer than one takes."""
    own = {name: str(one[name]) for name, most in _PLAIN.items()
           if isinstance(one.get(name), str) and len(one[name]) <= most}
    said = _texts({name: value for name, value in one.items() if name not in own or name == "text"})
    text = "\n".join(part for part in dict.fromkeys(said) if part not in (own.get("title"), own.get("title_link")))
    rest = [text[start : start + 4_000] for start in range(0, len(text), 4_000)] or [""]
    yield Attachment(title=own.get("title", ""), text=rest[0], link=own.get("title_link", ""),
                     color=own.get("color", ""))
    for part in rest[1:]:
        yield Attachment(text=part)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        for name in sorted(node):
            if name not in _UNREAD:
                yield from _texts(node[name])


def metadata_of(given: Mapped) -> str:
    """Return metadata as canonical text, empty for none."""
    if not given:
        return ""
    value = _loaded(given, "invalid_metadata_format")
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str) or not (
            isinstance(value.get("event_payload"), dict)):
        raise ToolError("invalid_metadata_format", "Metadata is an object with event_type, a text, and event_payload, "
                                                   "an object.")
    text = canonical({"event_type": value["event_type"], "event_payload": value["event_payload"]})
    if len(text) > MAX_METADATA:
        raise ToolError("metadata_too_large", f"The metadata has {len(text)} characters and {MAX_METADATA} is the "
                                              "limit.")
    return text


def chunks_of(given: Listed) -> str:
    """Return what the pieces of a stream say."""
    value = _loaded(given, "invalid_chunks") if given else []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ToolError("invalid_chunks", "The chunks are a JSON list of objects.")
    return "".join(
        one["text"] if one.get("type") == "markdown_text" and isinstance(one.get("text"), str)
        else "".join(f"\n{part}" for part in _texts({name: one[name] for name in one if name != "id"})) for one in value
    )


def list_of(given: Listed, code: str) -> list[Any]:
    """Return a JSON list, given as such or as text; ToolError with `code` if it is none."""
    value = _loaded(given, code) if given else []
    if not isinstance(value, list):
        raise ToolError(code, f"{shown(given)} is no JSON list.")
    return value


def object_of(given: Mapped, code: str) -> dict[str, Any]:
    """Return a JSON object, given as such or as text; ToolError with `code` if it is none."""
    value = _loaded(given, code) if given else {}
    if not isinstance(value, dict):
        raise ToolError(code, f"{shown(given)} is no JSON object.")
    return value


def _loaded(given: Listed | Mapped, code: str) -> Any:
    """Return JSON that is whole numbers, texts, lists and objects only, not deeper than a canvas of blocks is."""
    text = given if isinstance(given, str) else json.dumps(given)
    depth = deepest = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    try:
        if deepest > MAX_DEPTH:
            raise ValueError("too deep")
        value = json.loads(text, parse_float=str, parse_constant=str)
    except ValueError:
        raise ToolError(code, f"{shown(text)} is no JSON text, or nests over {MAX_DEPTH} deep.") from None
    if not is_unicode(json.dumps(value, ensure_ascii=False)):
        raise ToolError(code, "A text holds half of a surrogate pair, which is not Unicode.")
    return value
