"""Results: how a call that ships with a task refers to what a call before it returned, such as a new folder's id.

`$<drive.create_folder.id>` stands for the field `id` of what the last call of that tool has returned. Draws are filled
in when a task is made; these when the calls are made, for nobody knows an id before.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..snapshots.calls import Call
from ..snapshots.digest import Json
from ..snapshots.errors import TaskError, suggest

_PLACE = re.compile(r"\$<([a-z_]+\.[a-z_]+)\.(\w+(?:\.\w+)*)>", re.ASCII)


def check_results(calls: Iterable[Call], where: str) -> None:
    """Refuse a call that refers to the result of a tool which no call before it uses."""
    earlier: dict[str, None] = {}
    for call in calls:
        for found in _PLACE.finditer(call.text):
            if found[1] not in earlier:
                raise TaskError(f"{where}: {call.tool} refers to {found[0]!r}, but no call before it is of "
                                f"{found[1]}.{suggest(found[1], earlier)}")
        earlier[call.tool] = None


def with_results(call: Call, results: Mapping[str, str]) -> Call:
    """Return a call with what it refers to filled in, from the last result of each tool, which is JSON text.

    What is not there stays as it stands.
    """
    return Call.of(call.tool, _filled(call.arguments, results)) if "$<" in call.text else call


def _filled(value: Any, results: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        whole = _PLACE.fullmatch(value)
        if whole:
            found = _field(whole, results)
            return value if found is None else found
        return _PLACE.sub(lambda place: _text(place, results), value)
    if isinstance(value, dict):
        return {name: _filled(item, results) for name, item in value.items()}
    return [_filled(item, results) for item in value] if isinstance(value, list) else value


def _field(place: "re.Match[str]", results: Mapping[str, str]) -> Json:
    value: Json = json.loads(results.get(place[1], "null"))
    for name in place[2].split("."):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def _text(place: "re.Match[str]", results: Mapping[str, str]) -> str:
    found = _field(place, results)
    return place[0] if found is None else found if isinstance(found, str) else json.dumps(found)
