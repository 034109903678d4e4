"""Faults: why the arguments of a call don't fit, in our own words. Pydantic's change between its versions."""

from collections.abc import Mapping, Sequence
from typing import Any

from .digest import Json
from .errors import shown, suggest

MAX_FAULTS = 5
"""Faults that one error names. Ours: an agent mends what it reads first."""

_TYPES = {
    "string_type": "a string",
    "string_unicode": "a string of valid Unicode",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "none_required": "null",
}

_BOUNDS = {
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "multiple_of": "a multiple of {multiple_of}",
    "string_too_long": "at most {max_length} characters long",
    "string_too_short": "at least {min_length} characters long",
    "string_pattern_mismatch": "of the form {pattern}",
    "too_long": "a list of at most {max_length} items",
    "too_short": "a list of at least {min_length} items",
}


def sentences(faults: Sequence[Mapping[str, Any]], arguments: Json, schema: Mapping[str, Any]) -> list[str]:
    """Return a sentence, without its full stop, for each fault that pydantic found in the arguments; five at most."""
    said: dict[str, list[str]] = {}  # how a sentence begins, and what it may end with: a union has several ways
    for fault in faults:
        path = _path(fault, arguments)
        where, given, kind, limits = _dotted(path), fault["input"], fault["type"], fault.get("ctx", {})
        must = f"{where} is {shown(given)}; it must be"
        if kind == "missing":
            said[f"{where} is missing"] = []
        elif kind == "extra_forbidden":
            said[f"{where} {_unknown(schema, path)}"] = []
        elif kind == "literal_error":
            said.setdefault(must, []).append(_one_of(schema, path, given))
        elif kind == "too_short" and len(given) >= limits["min_length"]:
            pass  # the items that did not fit were not counted, and each has its own sentence
        elif kind in _BOUNDS:
            said.setdefault(must, []).append(_BOUNDS[kind].format(**limits))
        elif kind in _TYPES:
            said.setdefault(must, []).append(_TYPES[kind])
        elif kind == "value_error":
            said[f"{where} is {shown(given)}; {limits['error']}"] = []
        else:
            said[f"{where} is {shown(given)}, which is not of the type that the schema asks for"] = []
    return [f"{begin} {' or '.join(dict.fromkeys(ends))}".strip() for begin, ends in said.items()][:MAX_FAULTS]


def _path(fault: Mapping[str, Any], value: Any) -> tuple[int | str, ...]:
    """Return the steps of a fault's place that are in the arguments: pydantic mixes in names of a union's branches."""
    out: list[int | str] = []
    for step in fault["loc"]:
        if step in value if isinstance(value, dict) else isinstance(value, list) and step in range(len(value)):
            value = value[step]
            out.append(step)
    return (*out, fault["loc"][-1]) if fault["type"] == "missing" else tuple(out)


def _dotted(path: tuple[int | str, ...]) -> str:
    return shown(".".join(map(str, path)))


def _nodes(schema: Mapping[str, Any], path: tuple[int | str, ...]) -> list[Mapping[str, Any]]:
    """Return the parts of a JSON schema that describe the value at a path; several where there is a choice."""
    defs = schema.get("$defs", {})

    def opened(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        if "$ref" in node:
            return opened(defs[node["$ref"].rpartition("/")[2]])
        return [leaf for part in node["anyOf"] for leaf in opened(part)] if "anyOf" in node else [node]

    found = opened(schema)
    for step in path:
        parts: list[Any] = []
        for node in found:
            if isinstance(step, str):
                parts.append(node.get("properties", {}).get(step, node.get("additionalProperties")))
            else:
                fixed = node.get("prefixItems", [])
                parts.append(fixed[step] if step < len(fixed) else node.get("items"))
        found = [leaf for part in parts if isinstance(part, Mapping) for leaf in opened(part)]
    return found


def _unknown(schema: Mapping[str, Any], path: tuple[int | str, ...]) -> str:
    nodes = _nodes(schema, path[:-1])
    known = sorted({name for node in nodes for name in node.get("properties", {})})
    if path[-1] in known:  # in another branch of a union
        return "does not go with what else is given there"
    return f"is not a parameter; there are {', '.join(known) or 'none'}{_hint(path[-1], known)}"


def _one_of(schema: Mapping[str, Any], path: tuple[int | str, ...], given: object) -> str:
    nodes = _nodes(schema, path)
    options = [option for node in nodes for option in node.get("enum", [node["const"]] if "const" in node else [])]
    return f"one of {', '.join(map(shown, options))}{_hint(given, [one for one in options if isinstance(one, str)])}"


def _hint(given: object, options: Sequence[str]) -> str:
    found = suggest(given, options) if isinstance(given, str) else ""
    return f" (did you mean {found.removeprefix(' Did you mean ').removesuffix('?')}?)" if found else ""
