"""Replies of the published test's runner: what each rule's own reader makes of them."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from ...snapshots.errors import UsageError
from .rules import KINDS, Action, kind_of, type_of

Status: TypeAlias = Literal["parsed", "unparsed", "error", "missing"]
Units: TypeAlias = Literal["0-1000", "normalized", "pixels"]

_BLOCKS = re.compile(r"```(?:json)?\s*(.*?)```|<tool_call>\s*(.*?)</tool_call>", re.DOTALL | re.IGNORECASE)
_TEXTS = ("text", "content", "input", "value", "reason")
_WORDS = ("finish", "call_user", "click", "type", "scroll", "back", "home", "wait", "open_app")
"""What the rule by type looks for in prose, in this order."""

_TYPE_BLOCKS = (
    r"```json\s*(\{.*?\})\s*```", r"<tool_call>\s*(\{.*?\})\s*</tool_call>", r"(\{[^{}]*\"action\"[^{}]*\})",
)

UNPARSED = Action("")


def read_for_target(row: Mapping[str, Any], size: tuple[int, int] | None, units: Units) -> tuple[Action, Status]:
    """Return the one action that a runner's reply has, as the rule by target reads it; prose is none.

    UsageError if its points are pixels and the size of the screenshot is not known.
    """
    reply = row.get("pred_response")
    if row.get("error") or (isinstance(reply, str) and reply.lstrip().startswith("ERROR:")):
        return UNPARSED, "error"
    found = _only_action(reply)
    if found is None:
        return UNPARSED, "unparsed"
    inner = found.get("arguments")
    arguments: Mapping[str, Any] = inner if isinstance(inner, dict) else {}
    kind = kind_of(found["action"])
    if kind == "system_button":
        button = str(found.get("button", arguments.get("button", ""))).strip().lower()
        kind = button if button in ("back", "home", "enter") else ""
    if kind not in {*KINDS.values(), "enter"}:
        return UNPARSED, "unparsed"
    given, meant = found.get("coordinate_norm"), units
    if given is not None:
        meant = "normalized"
    else:
        given = found.get("coordinate", arguments.get("coordinate"))
    try:
        where = None if given is None else _share(given, meant, size)
    except ValueError:
        return UNPARSED, "unparsed"
    raw = found.get("raw_action")
    sources = (found, raw if isinstance(raw, dict) else {}, arguments)
    said = next((str(one[name]) for one in sources for name in _TEXTS if one.get(name)), "").strip()
    return Action(kind, where, said or None), "parsed"


def read_parsed(row: Mapping[str, Any], *, fractions: bool = False) -> tuple[Action, Status]:
    """Return an action that a model's own reader has parsed: `pred_type` and `pred_parsed`.

    `fractions`: its points are shares already, whatever their size, as one of the published models has them.
    """
    if "pred_type" not in row or "pred_parsed" not in row:
        raise UsageError("a parsed prediction has pred_type and pred_parsed")
    parsed = row["pred_parsed"] or {}
    if not isinstance(parsed, dict):
        raise UsageError("pred_parsed is an object, or null")
    kind = row["pred_type"] or ""
    sources = [one for one in (parsed, parsed.get("raw_action"), parsed.get("arguments")) if isinstance(one, dict)]
    said = next((str(one[name]) for one in sources for name in _TEXTS if one.get(name)), None)
    status: Status = "error" if row.get("error") else "parsed" if kind else "unparsed"
    return Action(str(kind), _saved_point(parsed, fractions), said), status


def _saved_point(parsed: Mapping[str, Any], fractions: bool) -> tuple[float, float] | None:
    given = _two(parsed.get("coordinate_norm"))
    if given is not None:
        return given
    element = parsed.get("element")
    raw = next((one for one in (parsed.get("coordinate"), parsed.get("point")) if one is not None), element)
    given = _two(raw)
    if given is None or fractions or max(given) <= 1:
        return given
    return None if max(given) > 1000 else (given[0] / 1000, given[1] / 1000)


def _two(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list | tuple) or len(value) < 2:
        return None
    try:
        return float(value[0]), float(value[1])
    except (TypeError, ValueError):
        return None


def _share(given: object, units: Units, size: tuple[int, int] | None) -> tuple[float, float]:
    """Return a point as shares of width and height; ValueError if it is none, or beside the screen."""
    if units == "pixels" and size is None:
        raise UsageError("points in pixels need the size of the screenshot")
    two = _two(given)
    if two is None:
        raise ValueError("no point")
    wide, high = {"pixels": size or (1, 1), "0-1000": (1000, 1000), "normalized": (1, 1)}[units]
    x, y = two[0] / wide, two[1] / high
    if not (math.isfinite(x) and math.isfinite(y) and 0 <= x <= 1 and 0 <= y <= 1):
        raise ValueError("a point beside the screen")
    return x, y


def _only_action(reply: object) -> dict[str, Any] | None:
    """Return the one object with an action that a reply has: in blocks if there are any, else anywhere in it."""
    if isinstance(reply, dict):
        objects: list[Any] = [reply]
    elif isinstance(reply, str):
        blocks = _BLOCKS.findall(reply)
        try:
            objects = [json.loads(fenced or tagged) for fenced, tagged in blocks] if blocks else list(_objects(reply))
        except (ValueError, RecursionError):
            return None
    else:
        return None
    actions = [one for one in objects if isinstance(one, dict) and isinstance(one.get("action"), str)]
    return actions[0] if len(actions) == 1 else None


def _objects(text: str) -> Iterator[Any]:
    """Yield the JSON objects of a text, one after the other."""
    decoder, at = json.JSONDecoder(), text.find("{")
    while at >= 0:
        try:
            found, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield found
        at = text.find("{", end)


def read_for_type(row: Mapping[str, Any]) -> tuple[Action, Status]:
    """Return the kind of action that the rule by type reads: of the first object, else by a word of prose."""
    reply = row.get("pred_response")
    if not isinstance(reply, str) or not reply or reply.startswith("ERROR:"):
        return UNPARSED, "error" if reply else "missing"
    for pattern in _TYPE_BLOCKS:
        found = re.search(pattern, reply, re.DOTALL)
        try:
            data = json.loads(found[1]) if found else None
        except (ValueError, RecursionError):
            continue
        if isinstance(data, dict):
            kind = type_of(data.get("action"))
            return Action(kind), "parsed" if kind else "unparsed"
    word = next((one for one in _WORDS if one in reply.lower()), "")
    return Action(word), "parsed" if word else "unparsed"
