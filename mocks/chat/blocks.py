"""Blocks: Slack's Block Kit, kept as canonical JSON text after its shape was checked."""

import json
from collections.abc import Iterator
from typing import Any

from ...snapshots.digest import canonical, is_unicode
from ...snapshots.errors import ToolError, shown, suggest

MAX_BLOCKS = 50
MAX_DEPTH = 20
"""Brackets inside one another. Slack does not say; its own blocks need about ten."""

REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "section": (("text", "fields"),),
    "header": (("text",),),
    "divider": (),
    "image": (("image_url", "slack_file"), ("alt_text",)),
    "context": (("elements",),),
    "actions": (("elements",),),
    "input": (("label",), ("element",)),
    "rich_text": (("elements",),),
    "video": (("title",), ("video_url",), ("alt_text",)),
    "file": (("external_id",),),
    "markdown": (("text",),),
    "table": (("rows",),),
    "context_actions": (("elements",),),
    "call": (("call_id",),),
}
"""The block types, and of each the fields that it needs: one of every group."""


def read_blocks(text: str) -> str:
    """Return blocks, a JSON list, as canonical text; ToolError `invalid_blocks` says which block is not right."""
    if not text.strip():
        return ""
    depth = deepest = 0
    for character in text:
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        raise _invalid(f"they are nested {deepest} levels deep and {MAX_DEPTH} is the limit")
    try:
        blocks = json.loads(text, parse_float=_no_float, parse_constant=_no_float, parse_int=_small)
    except ValueError:
        raise _invalid(f"{shown(text)} is no JSON text of whole numbers, texts, lists and objects") from None
    if not isinstance(blocks, list) or not 1 <= len(blocks) <= MAX_BLOCKS:
        raise _invalid(f"give a JSON list of 1 to {MAX_BLOCKS} blocks")
    for number, block in enumerate(blocks, 1):
        _check(number, block)
    if not is_unicode(json.dumps(blocks, ensure_ascii=False)):
        raise _invalid("a text holds half of a surrogate pair, which is not Unicode")
    return canonical(blocks)


def _no_float(text: str) -> int:
    raise ValueError(text)


def _small(text: str) -> int:
    if len(text) > 15:
        raise ValueError(text)
    return int(text)


def _check(number: int, block: Any) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    if not isinstance(kind, str) or kind not in REQUIRED:
        raise _invalid(f"block {number} has the type {shown(kind)}.{suggest(str(kind), REQUIRED)} The types are "
                       f"{', '.join(REQUIRED)}")
    for group in REQUIRED[kind]:
        if not any(block.get(name) for name in group):
            raise _invalid(f"block {number}, {kind}, needs {' or '.join(group)}")
    words = block.get("text")
    if kind == "markdown":
        if not isinstance(words, str):
            raise _invalid(f"block {number}, markdown: text is a plain JSON text")
    elif words is not None and not (isinstance(words, dict) and isinstance(words.get("text"), str)
                                    and words.get("type") in ("plain_text", "mrkdwn")):
        raise _invalid(f'block {number}, {kind}: text is an object such as {{"type": "mrkdwn", "text": "Hello"}}')
    for name in ("elements", "fields", "rows"):
        if name in block and not isinstance(block[name], list):
            raise _invalid(f"block {number}, {kind}: {name} is a list")


def text_in(blocks: str) -> str:
    """Return the texts of blocks, line by line: the fallback of a message that has no text of its own."""
    return "\n".join(_texts(json.loads(blocks))) if blocks else ""


_SHOWN = ("text", "alt_text", "title")


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        for name in sorted(node):
            if name in _SHOWN and isinstance(node[name], str):
                yield node[name]
            else:
                yield from _texts(node[name])


def _invalid(why: str) -> ToolError:
    return ToolError("invalid_blocks", f"The blocks cannot be taken: {why}.")
