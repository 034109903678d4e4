"""Actions: from what an agent says to a Call. Anything that is not a call is refused with a sentence, never raised."""

import json
from collections.abc import Mapping
from typing import Any

from ..snapshots.calls import Call, Outcome
from ..snapshots.digest import canonical
from ..snapshots.errors import shown
from ..tasks.judge import UNPARSED

MAX_ACTION = 4 * 1024 * 1024
"""Characters of an action. A message with attachments fits; a runaway generation does not."""

MAX_DEPTH = 32
"""Levels of nesting in an action. Python's own limit differs between versions."""


class NotACall(Exception):
    """An action is no call; the text says why."""


def read_action(action: object) -> tuple[Call, Outcome | None]:
    """Return the call that an action is, or the call that stands for it in the log and why it was refused.

    An action is `{"tool": NAME, "arguments": {...}}` as a dict or as JSON text.
    """
    try:
        return _from_mapping(_object(action)), None
    except NotACall as reason:
        raw = action if isinstance(action, str) else _written(action)
        return Call.of(UNPARSED, {"raw": json.dumps(raw)}), Outcome(code="invalid_action", message=str(reason))


def raw_action(call: Call) -> str:
    """Return the text of the action that an UNPARSED call stands for."""
    raw: str = json.loads(str(call.arguments["raw"]))
    return raw


def _object(action: object) -> Mapping[Any, Any]:
    if isinstance(action, Mapping):
        return action
    if not isinstance(action, str):
        raise NotACall(f"An action is a JSON object with tool and arguments, not a {type(action).__name__}.")
    if len(action) > MAX_ACTION:
        raise NotACall(f"The action has {len(action)} characters; {MAX_ACTION} is the limit.")
    _check_depth(action)
    try:
        value = json.loads(action, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise NotACall(f"The action is not JSON: {error.msg} at character {error.pos}.") from None
    except ValueError:
        raise NotACall("The action is not JSON: a number in it is too long.") from None
    if not isinstance(value, dict):
        raise NotACall('An action is a JSON object like {"tool": "...", "arguments": {...}}.')
    return value


def _refuse_constant(name: str) -> None:
    raise NotACall(f"The action holds {name}, which is not JSON.")


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the JSON reader meets it."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth, inside, skip = 0, False, False
    for character in text:
        if skip:
            skip = False
        elif inside:
            skip = character == "\\"
            inside = character != '"'
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise NotACall(f"The action is nested over {MAX_DEPTH} levels deep.")
        elif character in "]}":
            depth -= 1


def _from_mapping(action: Mapping[Any, Any]) -> Call:
    extra = [key for key in action if key not in ("tool", "arguments")]
    if extra:
        raise NotACall(f"An action has tool and arguments only; this one has {shown(extra[0])} too.")
    tool, arguments = action.get("tool"), action.get("arguments", {})
    if not isinstance(tool, str) or not tool:
        raise NotACall(f"An action names its tool as text; tool is {shown(tool)}.")
    if len(tool) > 200:
        raise NotACall(f"The tool's name has {len(tool)} characters; there is no such tool.")
    if not isinstance(arguments, dict):
        raise NotACall(f"The arguments of a call are an object; they are {shown(arguments)}.")
    _check_value(arguments, 1)
    text = canonical(arguments)
    if len(text) > MAX_ACTION:
        raise NotACall(f"The arguments have {len(text)} characters; {MAX_ACTION} is the limit.")
    for part in (tool, text):
        if not part.isascii() and _has_surrogate(part):
            raise NotACall("The action holds a lone surrogate, which is not Unicode text.")
    return Call(tool=tool.replace("__", ".", 1), text=text)


def _has_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _check_value(value: object, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise NotACall(f"The action is nested over {MAX_DEPTH} levels deep.")
    if isinstance(value, str | bool | int) or value is None:
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str:
                raise NotACall(f"The names of arguments are texts; {shown(key)} is not.")
            _check_value(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_value(item, depth + 1)
    elif isinstance(value, float):
        raise NotACall(f"The arguments hold {value!r}; no tool takes fractions, give an integer or a text.")
    else:
        raise NotACall(f"The arguments hold a {type(value).__name__}, which is not JSON.")


def _written(action: object) -> str:
    """Return an action that is no text as text, for the log: JSON where it can be, else what Python shows."""
    try:
        return json.dumps(action, default=ascii)
    except (ValueError, TypeError, RecursionError):
        return f"<{type(action).__name__}>"
