"""What the adapters of all protocols share: reading an answer's JSON, and pictures."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from ...snapshots.errors import shown
from .asking import failure, masked
from .shapes import Unanswered

NOTHING = "(no answer)"
"""What stands for an empty answer where it is sent back: some providers take no empty message."""


def decoded(text: str, key: str) -> dict[str, Any]:
    """Return the JSON object that an endpoint answered; raise what is none, without the key that it may repeat, or an
    error that came as status 200."""
    try:
        body = _read(text)
    except (ValueError, RecursionError):
        raise Unanswered(f"it is no JSON: {shown(masked(text, key))}", again=True) from None
    if not isinstance(body, dict):
        raise Unanswered(f"it is no JSON object: {shown(masked(text, key))}", again=True)
    found: dict[str, Any] = _without_surrogates(body) if "\\ud" in text.lower() else body
    fault = found.get("error")
    if isinstance(fault, str):
        raise failure(502, {}, fault, {})
    if isinstance(fault, dict):
        code = fault.get("code")
        status = code if isinstance(code, int) and code >= 400 else 502
        raise failure(status, found, str(fault.get("message", fault)), {})
    return found


def _read(text: str) -> Any:
    return json.loads(text, parse_constant=int)  # which refuses NaN and the like: no client would send them back


def _without_surrogates(value: Any) -> Any:
    """Replace halves of characters, which cannot be written to a file."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    return value


def part(value: Any, *path: str | int) -> Any:
    """Return what lies at a path in an answer, None where there is nothing."""
    for name in path:
        if isinstance(value, Mapping):
            value = value.get(name)
        elif isinstance(value, list) and isinstance(name, int) and name < len(value):
            value = value[name]
        else:
            return None
    return value


def text_at(value: Any, *path: str | int) -> str:
    """Return the text at a path, empty if there is none."""
    found = part(value, *path)
    return found if isinstance(found, str) else ""


def count_at(value: Any, *path: str | int) -> int:
    """Return the count at a path, 0 if there is none that could be."""
    found = part(value, *path)
    return found if type(found) is int and 0 < found < 1 << 53 else 0


def objects_at(value: Any, *path: str | int) -> list[dict[str, Any]]:
    """Return the objects of a list at a path."""
    found = part(value, *path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def arguments_at(value: Any, name: str) -> str:
    """Return the arguments of a call as text, which some servers give as the JSON that they are."""
    found = part(value, name)
    return found if isinstance(found, str) else "" if found is None else json.dumps(found)


def text_in(content: Any) -> str:
    """Return what is said in a message, whose content is a text or a list of parts."""
    return content if isinstance(content, str) else "".join(
        text_at(one, "text") for one in objects_at(content) if one.get("type") == "text"
    )


def sound_name(name: str) -> str:
    """Return the name of a call as it may be sent back: a model may have made up one that no server takes."""
    return re.sub(r"[^a-zA-Z0-9_-]", "_", name)[:64] or "_"


def sound_arguments(text: str) -> str:
    """Return arguments as they may be sent back: servers read them as JSON, and fail on what is none."""
    try:
        return text if isinstance(_read(text), dict) else "{}"
    except (ValueError, RecursionError):
        return "{}"


def base64_of(picture: bytes) -> str:
    """Return a picture as text."""
    return base64.b64encode(picture).decode()


def data_url(picture: bytes) -> str:
    """Return a picture as an address that holds it."""
    return f"data:image/png;base64,{base64_of(picture)}"
