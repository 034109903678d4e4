"""Paths: looks up, puts and deletes what lies at keys, indices and slices."""

import math
from collections.abc import Sequence
from typing import Final

from .operators import MOST_PARTS
from .values import JqError, Value, compare, key_of, kind, wrong, wrong_pair

MAX_INDEX: Final = 536_870_911
"""How long an array may be made by putting something at its end, as jq 1.6 has it."""


def get(value: Value, key: Value) -> Value:
    """Return what is at one key; JqError if the value has no such keys."""
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and type(key) is float:
        if not -2**31 <= key <= MAX_INDEX or key != int(key):
            return None
        index = int(key)
        if index < 0:
            index += len(value)
        return value[index] if 0 <= index < len(value) else None
    if isinstance(key, dict) and isinstance(value, (list, str)):
        start, stop = span(key, len(value))
        return value[start:stop]
    if isinstance(value, list) and isinstance(key, list):
        return indices(value, key)
    if value is None and (isinstance(key, (str, dict)) or type(key) is float):
        return None
    raise _no_index(value, key)


def _no_index(value: Value, key: Value) -> JqError:
    return JqError(f"Cannot index {kind(value)} with {kind(key)}" + (f' "{key}"' if isinstance(key, str) else ""))


def span(key: dict[str, Value], length: int) -> tuple[int, int]:
    """Return where a slice begins and ends in something so long."""
    if not all(name in key and (key[name] is None or type(key[name]) is float) for name in ("start", "end")):
        raise JqError("Start and end indices of an array slice must be numbers")
    start = 0.0 if key.get("start") is None else key["start"]
    stop = float(length) if key.get("end") is None else key["end"]
    start = start + length if start < 0 else start
    stop = stop + length if stop < 0 else stop
    start = min(max(start, 0.0), float(length))
    stop = float(length) if stop > length else max(stop, start)
    return int(start), max(int(start), math.ceil(stop))


def put(value: Value, key: Value, new: Value) -> Value:
    """Return the value with something else at one key."""
    if isinstance(key, str) and (value is None or isinstance(value, dict)):
        return {**(value or {}), key: new}
    if type(key) is float and (value is None or isinstance(value, list)):
        index = int(key)
        if index < 0:
            index += len(value or [])
            if index < 0:
                raise JqError("Out of bounds negative array index")
        if index > MAX_INDEX:
            raise JqError("Array index too large")
        out = list(value or [])
        if index >= len(out):
            if index > MOST_PARTS:
                raise MemoryError
            out += [None] * (index + 1 - len(out))
        out[index] = new
        return out
    if isinstance(key, dict) and (value is None or isinstance(value, list)):
        if not isinstance(new, list):
            raise JqError("A slice of an array can only be assigned another array")
        old = value or []
        start, stop = span(key, len(old))
        return [*old[:start], *new, *old[stop:]]
    if isinstance(key, dict):
        raise JqError(f"Cannot update field at object index of {kind(value)}")
    if isinstance(key, list) and isinstance(value, list):
        raise JqError("Cannot update field at array index of array")
    raise _no_index(value, key)


def get_path(value: Value, path: Sequence[Value]) -> Value:
    """Return what is at the end of a path: null where the way there is null."""
    for key in path:
        if value is None:
            return None
        value = get(value, key)
    return value


def put_path(value: Value, path: Sequence[Value], new: Value) -> Value:
    """Return the value with something else at the end of a path."""
    if not path:
        return new
    return put(value, path[0], put_path(get(value, path[0]), path[1:], new))


def delete_paths(value: Value, paths: Value) -> Value:
    """Return the value without what is at some paths."""
    if not isinstance(paths, list):
        raise JqError("Paths must be specified as an array")
    for path in sorted(paths, key=key_of, reverse=True):
        if not isinstance(path, list):
            raise JqError("Path must be specified as an array")
        value = _delete_path(value, path)
    return value


def _delete_path(value: Value, path: list[Value]) -> Value:
    if not path:
        return None
    if value is None:
        return None
    if len(path) == 1:
        return _delete(value, path[0])
    inner = get(value, path[0])
    if inner is None:
        return value
    return put(value, path[0], _delete_path(inner, path[1:]))


def _delete(value: Value, key: Value) -> Value:
    if isinstance(value, dict) and isinstance(key, str):
        return {name: one for name, one in value.items() if name != key}
    if isinstance(value, list) and type(key) is float:
        index = int(key)
        if index < 0:
            index += len(value)
        return value[:index] + value[index + 1 :] if 0 <= index < len(value) else value
    if isinstance(value, list) and isinstance(key, dict):
        start, stop = span(key, len(value))
        return value[:start] + value[stop:]
    if isinstance(key, dict):
        raise JqError(f"Cannot delete field at object index of {kind(value)}")
    if isinstance(key, str):
        raise JqError(f"Cannot delete field at object index of {kind(value)}")
    if type(key) is float:
        raise JqError(f"Cannot delete field at array index of {kind(value)}")
    raise JqError(f"Cannot delete field at {'array' if isinstance(value, list) else 'object'} index of {kind(value)}")


def indices(value: list[Value], part: list[Value]) -> Value:
    """Return where an array lies in another one."""
    if not part:
        return []
    return [float(at) for at in range(len(value) - len(part) + 1)
            if all(compare(value[at + step], one) == 0 for step, one in enumerate(part))]


def has(value: Value, key: Value) -> bool:
    """Tell whether an object or array has a key."""
    if isinstance(value, dict) and isinstance(key, str):
        return key in value
    if isinstance(value, list) and type(key) is float:
        return 0 <= key < len(value)
    raise JqError(f"Cannot check whether {kind(value)} has a {'string' if isinstance(key, str) else kind(key)} key")


def keys(value: Value, *, ordered: bool = True) -> list[Value]:
    """Return the keys of an object or array."""
    if isinstance(value, dict):
        return sorted(value) if ordered else list(value)
    if isinstance(value, list):
        return [float(index) for index in range(len(value))]
    raise wrong(value, "has no keys")


def contains(a: Value, b: Value) -> bool:
    """Tell whether b lies wholly in a."""
    if kind(a) != kind(b):
        raise wrong_pair(a, b, "cannot have their containment checked")
    return _contains(a, b)


def _contains(a: Value, b: Value) -> bool:
    if isinstance(a, dict) and isinstance(b, dict):
        return all(name in a and _contains(a[name], one) for name, one in b.items())
    if isinstance(a, list) and isinstance(b, list):
        return all(any(_contains(one, other) for one in a) for other in b)
    if isinstance(a, str) and isinstance(b, str):
        return b in a
    return compare(a, b) == 0
