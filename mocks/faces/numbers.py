"""Numbers of answers: no result holds a float, so where the vendor's schema says number, decimal text leaves as one."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ...snapshots.digest import Json
from .discovery import Api, api


def has_numbers(face: Api, schema: str) -> bool:
    """Tell whether an answer of a schema can hold numbers with a fraction."""
    return bool(schema) and schema in _with_numbers(face.name)


@lru_cache(maxsize=8)
def _with_numbers(name: str) -> frozenset[str]:
    """Return the schemas that hold a number, by themselves or further in."""
    schemas = api(name).schemas
    inside = {one: set(_mentions(schema)) for one, schema in schemas.items()}
    found = {one for one, names in inside.items() if "" in names}
    while more := {one for one, names in inside.items() if names & found} - found:
        found |= more
    return frozenset(found)


def _mentions(schema: Mapping[str, Any]) -> list[str]:
    """Return the names of the schemas that one mentions; an empty one for a number."""
    if "$ref" in schema:
        return [schema["$ref"]]
    out = [""] if schema.get("type") == "number" else []
    inner = [*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")]
    return out + [name for one in inner if one for name in _mentions(one)]


def with_numbers(face: Api, schema: str, value: Json) -> Any:
    """Return an answer with the decimal texts as numbers that its schema has as such."""
    return _walk(face, {"$ref": schema}, value)


def _walk(face: Api, schema: Mapping[str, Any], value: Json) -> Any:
    if "$ref" in schema:
        if schema["$ref"] not in _with_numbers(face.name):
            return value
        schema = face.schemas[schema["$ref"]]
    if isinstance(value, dict):
        known, other = schema.get("properties", {}), schema.get("additionalProperties")
        return {name: _walk(face, known.get(name, other) or {}, item) for name, item in value.items()}
    if isinstance(value, list):
        return [_walk(face, schema.get("items", {}), item) for item in value]
    if isinstance(value, str) and schema.get("type") == "number":
        return float(value)
    return value
