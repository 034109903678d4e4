"""Actions: from what an agent says to a Call. Anything that is not a call is refused with a sentence, never raised."""

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..snapshots.calls import BLOCKED, UNPARSED, Call, Outcome
from ..snapshots.digest import canonical, is_unicode
from ..snapshots.errors import shown

MAX_ACTION = 4 * 1024 * 1024
"""Characters of an action. A message with attachments fits; a runaway generation does not."""

MAX_REQUEST = 128 * 1024 * 1024
"""Characters of an action that may have come through any face: a program uploads files that no agent would write."""

MAX_DEPTH = 32
"""Levels of nesting in an action. Python's own limit differs between versions."""

MAX_NAME = 200
"""Characters of a tool's name."""

_TOO_LARGE = "The action holds an integer of over 64 bits."
_EXAMPLE = '{"tool": "...", "arguments": {...}}'


class Blocked(NamedTuple):
    """An action that is a call which a guard did not let through, and what the guard says to the agent. A step, but no
    call of the world, which stays as it is. `stops`: the guard ends the episode after it."""

    call: Call
    guard: str
    message: str
    stops: bool = False

    @classmethod
    def read(cls, call: Call) -> "Blocked":
        """Return what a BLOCKED call of a log stands for."""
        said: dict[str, Any] = call.arguments
        return cls(Call.of(said["tool"], said["arguments"]), said["guard"], said["message"], said["stops"])

    @property
    def logged(self) -> Call:
        """The call that stands for it in the log."""
        return Call.of(BLOCKED, {"tool": self.call.tool, "arguments": self.call.arguments, "guard": self.guard,
                                 "message": self.message, "stops": self.stops})


def asked_for(call: Call) -> Call:
    """Return the call that an agent asked for: of a blocked one that, of any other itself."""
    return Blocked.read(call).call if call.tool == BLOCKED else call


class NotACall(Exception):
    """An action is no call; the text says why."""


def read_action(action: object, most: int = MAX_ACTION) -> tuple[Call, Outcome | None]:
    """Return the call that an action is, or the call that stands for it in the log and why it was refused.

    An action is `{"tool": NAME, "arguments": {...}}` as a dict or as JSON text, of at most `most` characters. One that
    a guard did not let through is refused in the guard's words.
    """
    if isinstance(action, Blocked):
        return action.logged, Outcome(code="blocked", message=action.message)
    try:
        return _from_mapping(_object(action, most), most), None
    except NotACall as reason:
        raw, why = (action, str(reason)) if isinstance(action, str) else _as_text(action, str(reason), most)
        return Call.of(UNPARSED, {"raw": json.dumps(raw)}), Outcome(code="invalid_action", message=why)


def _object(action: object, most: int) -> Mapping[Any, Any]:
    if isinstance(action, Mapping):
        return action
    if not isinstance(action, str):
        raise NotACall(f"An action is a JSON object like {_EXAMPLE}, not a value of type {type(action).__name__}.")
    if len(action) > most:
        raise NotACall(f"The action has {len(action)} characters; {most} is the limit.")
    _check_depth(action)
    try:
        value = json.loads(action, parse_constant=_refuse_constant, parse_int=_integer, object_pairs_hook=_distinct)
    except ValueError:  # whose text and position differ between Python versions
        raise NotACall(f"The action is not JSON: {shown(action, 200)}. Write {_EXAMPLE}.") from None
    if not isinstance(value, dict):
        raise NotACall(f"An action is a JSON object like {_EXAMPLE}, not {shown(value)}.")
    return value


def _refuse_constant(name: str) -> None:
    raise NotACall(f"The action holds {name}, which is not JSON.")


def _integer(digits: str) -> int:
    """Return an integer; how many digits Python reads is a setting of the process."""
    if len(digits) > 20:
        raise NotACall(_TOO_LARGE)
    return int(digits)


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object's members; a name that is there twice would silently lose a value."""
    out = dict(pairs)
    if len(out) < len(pairs):
        names = [name for name, _ in pairs]
        raise NotACall(f"The action gives {shown(next(name for name in names if names.count(name) > 1))} twice.")
    return out


_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


def _check_depth(text: str) -> None:
    """Refuse deep nesting before the JSON reader meets it."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in re.finditer(r"[\[\]{}]", _STRING.sub("", text)):
        depth += 1 if bracket[0] in "[{" else -1
        if depth > MAX_DEPTH:
            raise NotACall(f"The action is nested over {MAX_DEPTH} levels deep.")


def _from_mapping(action: Mapping[Any, Any], most: int) -> Call:
    for key in action:
        if key not in ("tool", "arguments"):
            raise NotACall(f"An action has tool and arguments only; this one has {_named(key)} too.")
    tool, arguments = action.get("tool"), action.get("arguments", {})
    _check_value(tool, 1)
    _check_value(arguments, 1)
    if not isinstance(tool, str) or not tool:
        raise NotACall(f"An action names its tool as text; tool is {shown(tool)}.")
    if len(tool) > MAX_NAME:
        raise NotACall(f"The tool's name has {len(tool)} characters; there is no such tool.")
    if not isinstance(arguments, dict):
        raise NotACall(f"The arguments of a call are an object; they are {shown(arguments)}.")
    text = canonical(arguments)
    if len(text) > most:
        raise NotACall(f"The arguments have {len(text)} characters; {most} is the limit.")
    return Call(tool=tool if "." in tool else tool.replace("__", ".", 1), text=text)


def _named(key: object) -> str:
    return shown(key) if isinstance(key, str) else f"a name of type {type(key).__name__}"


def _check_value(value: object, depth: int) -> None:
    """Refuse what is not JSON as tools take it: no fractions, no lone surrogates, integers of 64 bits."""
    if depth > MAX_DEPTH:
        raise NotACall(f"The action is nested over {MAX_DEPTH} levels deep.")
    if isinstance(value, str):
        if not is_unicode(value):
            raise NotACall("The action holds a lone surrogate, which is not Unicode text.")
    elif isinstance(value, dict):
        for key, item in value.items():
            if type(key) is not str:
                raise NotACall(f"The names of arguments are texts; there is {_named(key)}.")
            _check_value(key, depth)
            _check_value(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check_value(item, depth + 1)
    elif isinstance(value, float):
        raise NotACall(f"The action holds {value!r}; no tool takes fractions, give an integer or a text.")
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise NotACall(_TOO_LARGE)
    elif value is not None:
        raise NotACall(f"The action holds a value of type {type(value).__name__}, which is not JSON.")


def _as_text(action: object, reason: str, most: int) -> tuple[str, str]:
    """Return a refused action that is no text as a text, and why that text is refused: a trace can replay it alike."""
    try:
        raw = json.dumps(dict(action) if isinstance(action, Mapping) else action)
        same = json.loads(raw) == action
    except (ValueError, TypeError, RecursionError):
        same = False
    if not same:
        raw = f"({type(action).__name__}) {reason}"
    try:
        _from_mapping(_object(raw, most), most)
    except NotACall as again:
        return raw, str(again)
    return raw, reason
