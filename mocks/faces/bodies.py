"""JSON bodies of requests, read and held to the schemas of a discovery document."""

import json
import re
from typing import Any

from ...snapshots.digest import Json, is_unicode
from ...snapshots.errors import shown, suggest
from .rest import Fault

MAX_DEPTH = 28
"""How deep a body may nest. Ours: parsers differ in where they give up, and as an action it stands two deeper."""

MAX_INTEGER = 2**63 - 1
"""The largest integer in a body, as in an action."""

_INTEGER = re.compile(r"-?\d{1,20}", re.ASCII)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def read_body(content: bytes) -> Json:
    """Return the JSON object of a body, empty if there is none. Numbers with a fraction are their decimal text, since
    no call holds a float; Fault if it is no JSON object."""
    if not content.strip():
        return {}
    try:
        body = read_json(content.decode())
    except ValueError:
        raise Fault("parse_error", "Invalid JSON payload received: it is not JSON text in UTF-8.") from None
    if not isinstance(body, dict):
        raise Fault("parse_error", "Invalid JSON payload received: it is not an object.")
    return body


def read_json(text: str) -> Json:
    """Return what JSON text says, as a call can carry it: fractions as their decimal text. ValueError if it is no JSON,
    Fault if no call can carry it."""
    try:
        value: Json = json.loads(text, parse_float=str, parse_constant=_refuse)
    except RecursionError:
        raise Fault("parse_error", f"Invalid JSON payload received: it nests more than {MAX_DEPTH} deep.") from None
    hold(value)
    return value


def hold(value: Json, depth: int = 0) -> None:
    """Hold JSON to what a call can carry; Fault if it nests too deep, or has integers of over 64 bits or texts that
    are not Unicode."""
    if depth > MAX_DEPTH:
        raise Fault("parse_error", f"Invalid JSON payload received: it nests more than {MAX_DEPTH} deep.")
    if isinstance(value, str):
        if not is_unicode(value):
            raise Fault("parse_error", "Invalid JSON payload received: it holds a lone surrogate.")
    elif isinstance(value, dict):
        for name, item in value.items():
            hold(name, depth)
            hold(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            hold(item, depth + 1)
    elif isinstance(value, int) and abs(value) > MAX_INTEGER:
        raise Fault("parse_error", "Invalid JSON payload received: it holds an integer of over 64 bits.")


def _refuse(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


def check_body(schemas: dict[str, Any], schema: str, body: Json) -> None:
    """Hold a body to a schema: no unknown names, no wrong types. Fault names the field."""
    _check(schemas, {"$ref": schema}, body, "")


def _check(schemas: dict[str, Any], schema: dict[str, Any], value: Json, where: str) -> None:
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
            _check(schemas, schema["items"], item, f"{where}[{i}]")
    elif isinstance(value, dict):
        known: dict[str, Any] = schema.get("properties", {})
        other: dict[str, Any] | None = schema.get("additionalProperties")
        for name, item in value.items():
            inner = known.get(name, other)
            if inner is None:
                raise Fault("invalid_arguments", f"Invalid JSON payload received. Unknown name {shown(name)} at "
                                                 f"{shown(where or 'the body')}: Cannot find field."
                                                 f"{suggest(name, known)}")
            _check(schemas, inner, item, f"{where}.{name}" if where else name)


def _is_integer(value: Json) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, str) and bool(_INTEGER.fullmatch(value))
    )
