"""JSON bodies of requests, read and held to the schemas of a discovery document."""

import json
import re
from typing import Any

from ...snapshots.digest import Json, is_unicode
from ...snapshots.errors import shown, suggest
from .rest import Fault

MAX_DEPTH = 64
"""How deep a body may nest. Ours: parsers differ in where they give up."""

_INTEGER = re.compile(r"-?\d{1,20}", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def read_body(content: bytes) -> Json:
    """Return the JSON object of a body, empty if there is none. Numbers with a fraction are their decimal text, since
    no call holds a float; Fault if it is no JSON object."""
    if not content.strip():
        return {}
    try:
        text = content.decode()
        body: Json = json.loads(text, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Fault("parse_error", "Invalid JSON payload received: it is not JSON text in UTF-8.") from None
    if not isinstance(body, dict):
        raise Fault("parse_error", "Invalid JSON payload received: it is not an object.")
    if not is_unicode(json.dumps(body, ensure_ascii=False)):
        raise Fault("parse_error", "Invalid JSON payload received: it holds a lone surrogate.")
    return body


def _refuse(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


def check_body(schemas: dict[str, Any], schema: str, body: Json) -> None:
    """Hold a body to a schema: no unknown names, no wrong types. Fault names the field."""
    _check(schemas, {"$ref": schema}, body, "", 0)


def _check(schemas: dict[str, Any], schema: dict[str, Any], value: Json, where: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Fault("invalid_arguments", f"Invalid value at {shown(where)}: it nests more than {MAX_DEPTH} deep.")
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema.get("type", "any")
    if value is None or kind == "any":
        return
    fits = {
        "object": isinstance(value, dict),
        "array": isinstance(value, list),
        "boolean": isinstance(value, bool),
        "integer": _is_integer(value),
        "number": _is_integer(value) or (isinstance(value, str) and bool(_NUMBER.fullmatch(value))),
        "string": isinstance(value, str) or (_is_integer(value) and schema.get("format") in ("int64", "uint64")),
    }[kind]
    if not fits:
        raise Fault("invalid_arguments", f"Invalid value at {shown(where or 'the body')}: {shown(value)} is no {kind}.")
    if isinstance(value, list):
        for i, item in enumerate(value):
            _check(schemas, schema["items"], item, f"{where}[{i}]", depth + 1)
    elif isinstance(value, dict):
        known: dict[str, Any] = schema.get("properties", {})
        other: dict[str, Any] | None = schema.get("additionalProperties")
        for name, item in value.items():
            inner = known.get(name, other)
            if inner is None:
                raise Fault("invalid_arguments", f"Invalid JSON payload received. Unknown name {shown(name)} at "
                                                 f"{shown(where or 'the body')}: Cannot find field."
                                                 f"{suggest(name, known)}")
            _check(schemas, inner, item, f"{where}.{name}" if where else name, depth + 1)


def _is_integer(value: Json) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, str) and bool(_INTEGER.fullmatch(value))
    )
