"""Replies: what the dialects of screen models have in common. A reply is read, never run, and never guessed at."""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.errors import shown

MAX_REPLY = 200_000
"""Characters of a reply that are read. A longer one is no action."""

MAX_CALL = 20_000
"""Characters of one written call, and how deep its brackets may nest: Python's parser has its own, later limit."""

MAX_DEPTH = 12


class Size(NamedTuple):
    """The pixels of a screen."""

    width: int
    height: int


class Parsed(NamedTuple):
    """What a reply comes to: a call to the phone, or why it is none. `text` is the part that was read as the action."""

    call: Call | None
    why: str = ""
    text: str = ""


class Dialect(Protocol):
    """How one kind of model says what to do on a screen."""

    name: str
    space: str
    """What its coordinates are, in words."""

    def brief(self, screen: Size) -> str:
        """Return what a model is told about how to answer."""

    def parse(self, reply: str, screen: Size) -> Parsed:
        """Return what a reply comes to. Never raises, whatever the reply."""


class Unread(Exception):
    """A reply, or a part of one, is not what the dialect has; the text says why."""


def call(tool: str, **arguments: Json) -> Call:
    """Return a call of the phone's, or one that ends the episode."""
    return Call.of(tool if "." in tool or tool in ("finish", "decline") else f"phone.{tool}", arguments)


# Points

def point(values: object, screen: Size, scale: int | None) -> tuple[int, int]:
    """Return a point in pixels: two numbers from 0 to `scale`, or already pixels if that is None. Four are a box, whose
    middle is meant.

    Unread says which number is outside: a point beside the screen is never moved onto it.
    """
    numbers = list(values) if isinstance(values, list | tuple) else None
    if numbers is None or len(numbers) not in (2, 4) or not all(_is_number(one) for one in numbers):
        raise Unread(f"{shown(values)} is no point; a point is two numbers")
    if len(numbers) == 4:
        numbers = [(numbers[0] + numbers[2]) / 2, (numbers[1] + numbers[3]) / 2]
    return _pixel(numbers[0], screen.width, scale), _pixel(numbers[1], screen.height, scale)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**9  # NaN is not


def _pixel(value: float, size: int, scale: int | None) -> int:
    limit = size - 1 if scale is None else scale
    if not 0 <= value <= limit:
        raise Unread(f"{value} is outside of 0 to {limit}")
    return int(value) if scale is None else min(size - 1, int(value * size / scale))


# Texts

def json_object(text: str) -> dict[str, Any]:
    """Return the one JSON object that a text is; Unread says why it is none."""
    depth = nesting(text)
    if len(text) > MAX_CALL or depth > MAX_DEPTH:
        raise Unread(f"an action of {len(text)} characters, {depth} levels deep, is not read")
    try:
        value = json.loads(text, parse_constant=_refuse)
    except ValueError as error:
        raise Unread(f"{shown(text)} is no JSON: {error}") from None
    if not isinstance(value, dict):
        raise Unread(f"{shown(text)} is no JSON object")
    return value


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def nesting(text: str) -> int:
    """Return how deep the brackets of a text nest, those in quotes too: an upper bound."""
    depth = deepest = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


_TOOL_CALL = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)
_FENCE = re.compile(r"```(?:json)?\s*\n?(.*?)```", re.DOTALL)


def only_json(reply: str) -> dict[str, Any]:
    """Return the one JSON object that a reply has: between tool_call tags, in a fence, or by itself."""
    for pattern in (_TOOL_CALL, _FENCE):
        found = pattern.findall(reply)
        if len(found) > 1:
            raise Unread(f"the reply has {len(found)} actions; one is wanted")
        if found:
            return json_object(found[0].strip())
    return json_object(reply.strip())


_WRITTEN = re.compile(r"\w+\s*\(", re.ASCII)


def written_call(text: str) -> tuple[str, dict[str, Any]]:
    """Return the name and the arguments of one call as written in Python: `click(point=[1, 2])`. Only literals are
    read."""
    text = text.strip()
    if len(text) > MAX_CALL or nesting(text) > MAX_DEPTH or not _WRITTEN.match(text):
        raise Unread(f"{shown(text)} is no call")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise Unread(f"{shown(text)} is no call that can be read") from None
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name) or tree.args:
        raise Unread(f"{shown(text)} is no call with named arguments")
    return tree.func.id, {keyword.arg: _literal(keyword.value) for keyword in tree.keywords if keyword.arg}


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, MemoryError, RecursionError, SyntaxError):
        raise Unread("an argument is no plain value") from None


# Arguments

def text_of(arguments: Mapping[str, Any], *names: str) -> str:
    """Return the text under the first of some names; Unread if there is none."""
    for name in names:
        value = arguments.get(name)
        if isinstance(value, str) and value:
            return value
    raise Unread(f"the action has no text under {' or '.join(names)}")


def seconds_of(value: object, usual: int = 1) -> int:
    """Return a time to wait in ms, of a number of seconds or of a text such as "2 seconds": at most ten minutes."""
    if value is None:
        return usual * 1000
    found = re.search(r"\d+(?:\.\d+)?", str(value)[:50], re.ASCII)
    if found is None:
        raise Unread(f"{shown(value)} is no time in seconds")
    return min(600_000, max(1, int(float(found[0]) * 1000)))


DIRECTIONS = ("up", "down", "left", "right")


def direction_of(value: object) -> str:
    """Return a direction; Unread says what is none."""
    word = str(value).strip().lower()
    if word not in DIRECTIONS:
        raise Unread(f"{shown(value)} is no direction; there are {', '.join(DIRECTIONS)}")
    return word


def swept(direction: str, screen: Size, at: tuple[int, int] | None = None) -> Call:
    """Return the swipe of a finger in a direction, over half of the screen, from a point or its middle."""
    x, y = at or (screen.width // 2, screen.height // 2)
    across, down = screen.width // 4, screen.height // 4
    begin_x, begin_y, end_x, end_y = {
        "up": (x, y + down, x, y - down), "down": (x, y - down, x, y + down),
        "left": (x + across, y, x - across, y), "right": (x - across, y, x + across, y),
    }[direction]
    fit_x, fit_y = screen.width - 1, screen.height - 1
    return call("swipe", x1=min(max(begin_x, 0), fit_x), y1=min(max(begin_y, 0), fit_y),
                x2=min(max(end_x, 0), fit_x), y2=min(max(end_y, 0), fit_y))


def parts(text: str, mark: str) -> Iterator[str]:
    """Yield what follows each occurrence of a mark, up to the next."""
    yield from text.split(mark)[1:]
