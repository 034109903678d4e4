"""The requests of a batch, by the vendor's names, and how one is read."""

import json
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from ...snapshots.errors import ToolError, shown, suggest
from ...snapshots.faults import sentences
from . import requests_element, requests_layout, requests_table, requests_text
from .edit import Request


def _named(kind: type[Request]) -> str:
    return kind.__name__[0].lower() + kind.__name__[1:]


KINDS: dict[str, type[Request]] = {
    _named(kind): kind
    for module in (requests_text, requests_element, requests_table, requests_layout)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Request) and kind.__module__ == module.__name__
    and not kind.__name__.startswith("_") and "apply" in vars(kind)
}
SUGGESTIBLE = tuple(name for name, kind in KINDS.items() if kind.can_suggest)


@lru_cache(maxsize=128)
def _schema(kind: type[Request]) -> dict[str, Any]:
    return kind.model_json_schema()


def read_request(data: dict[str, Any]) -> tuple[str, Request]:
    """Return the name and the request of one item of a batch; ToolError says what is wrong with it."""
    if len(data) != 1:
        raise ToolError("invalid_arguments", f"A request is an object with one key, the kind of request; this one has "
                                             f"{shown(sorted(data))}.")
    ((name, fields),) = data.items()
    kind = KINDS.get(name)
    if kind is None:
        raise ToolError("unknown_request", f"There is no request {shown(name)}.{suggest(name, KINDS)} There are "
                                           f"{', '.join(KINDS)}.")
    try:
        return name, kind.model_validate_json(json.dumps(fields))
    except ValidationError as error:
        faults = sentences(error.errors(include_url=False), fields, _schema(kind))
        raise ToolError("invalid_arguments", f"{name}: {'; '.join(faults)}.") from None
