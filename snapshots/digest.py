"""Canonical JSON and the hashes made of it."""

import json
from hashlib import blake2b, sha256
from types import NoneType
from typing import TypeAlias

from .errors import StateError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def canonical(value: object) -> str:
    """Return the one JSON text of `value`: sorted keys, no spaces, Unicode as it is.

    Floats are refused, since their layout is not part of JSON; so is anything that is not JSON, and a lone surrogate,
    which no UTF-8 can carry.
    """
    _refuse_floats(value)
    text = _encoder.encode(value)
    if not is_unicode(text):
        raise StateError("a text holds a lone surrogate, which is not Unicode")
    return text


def is_unicode(text: str) -> bool:
    """Tell whether a text is free of lone surrogates, so that it can be encoded."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_PLAIN = frozenset({str, int, bool, NoneType})


def _refuse_floats(value: object) -> None:
    """Refuse what is not state. Leaves are looked at where they stand: a call for each would double the cost."""
    if isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str:
                raise StateError(f"a JSON object has the key {key!r}; keys are strings")
            if type(item) not in _PLAIN:
                _refuse_floats(item)
    elif isinstance(value, list | tuple):
        for item in value:
            if type(item) not in _PLAIN:
                _refuse_floats(item)
    elif value is not None and not isinstance(value, str | int):
        raise StateError(f"{value!r} is a {type(value).__name__}; state holds text, integers, booleans and null")


def sha256_hex(data: bytes) -> str:
    """Return the name of a blob: the SHA-256 of its bytes, in hex."""
    return sha256(data).hexdigest()


def text_digest(text: str) -> str:
    """Return a 128-bit BLAKE2b of a text, in hex."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


def row_hash(table: str, identity: str, body: str) -> int:
    """Return the 256-bit hash of one row, as the integer that table sums add up."""
    return int.from_bytes(blake2b(f"{table}\x00{identity}\x00{body}".encode(), digest_size=32).digest(), "big")


ROW_HASH_SPACE = 1 << 256
"""What sums of row hashes are taken modulo."""
