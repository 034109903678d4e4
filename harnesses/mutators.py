"""Mutators: the ways in which one call of a solution is altered, ours and those from outside."""

import importlib
import importlib.util
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

from ..mocks.shell.parser import parse
from ..snapshots.calls import Call, Spec
from ..snapshots.digest import Json
from ..snapshots.errors import UsageError, shown
from ..snapshots.state import State

Mutator: TypeAlias = Callable[[Call, Spec, State], Iterable[Sequence[Call]]]
"""Yields what may stand in the place of a call: no call, one, or several; nothing where it has nothing to alter.

It gets the call, the spec of its tool, and the state that the solution starts from. What equals the call is left out.
"""

Mutators: TypeAlias = Mapping[str, Mutator]
"""Mutators by what they do to a call, in words that go on from "call 3, mail.send,"."""

STRANGER = "nobody.in.particular@elsewhere.example"
NEUTRAL = "Regards from the second floor."

_ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+", re.ASCII)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(.*)", re.ASCII)
_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?!\w)", re.ASCII)
_CHANNEL = re.compile(r"#\S+")
_JOINT = re.compile(r"(\s*(?:;(?!;)|&&|\|\|?|\n)\s*)")
_WRITING = ("shell.bash", "shell.write_file", "shell.edit_file")
_RESULT = "$<"
"""How what refers to an earlier call's result begins."""

Change: TypeAlias = Callable[[Json, State], Json]


def left_out(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Leave the call out."""
    yield ()


def twice(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Make the call twice."""
    yield call, call


def throughout(change: Change) -> Mutator:
    """Return the mutator that makes a change wherever it can be made in the arguments, at once."""

    def mutate(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
        fixed = _choices(spec)
        yield (Call.of(call.tool, {
            name: value if name in fixed else _changed(value, change, state) for name, value in call.arguments.items()
        }),)

    return mutate


def besides(mutator: Mutator) -> Mutator:
    """Return the mutator that makes the call, and after it the call as another mutator alters it."""

    def mutate(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
        for altered in mutator(call, spec, state):
            if tuple(altered) != (call,):
                yield call, *altered

    return mutate


def another_figure(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Alter one figure: of a number that is an argument, or of those that stand in texts."""
    arguments = call.arguments
    for name, value in arguments.items():
        if isinstance(value, int) and not isinstance(value, bool):
            yield (Call.of(call.tool, {**arguments, name: value + 1}),)
    for figure in dict.fromkeys(one for value in arguments.values() for one in _figures(value, state)):
        def change(value: Json, state: State, figure: str = figure) -> Json:
            if not isinstance(value, str) or not _is_text(value, state):
                return value
            return _FIGURE.sub(lambda found: _next(figure) if found[0] == figure else found[0], value)

        yield from throughout(change)(call, spec, state)


def other_way(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Turn one argument that is true or false."""
    for name, value in call.arguments.items():
        if isinstance(value, bool):
            yield (Call.of(call.tool, {**call.arguments, name: not value}),)


def another_choice(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Choose the next word where an argument takes one of a few; of roles and audiences, the next wider one."""
    for name, words in _choices(spec).items():
        chosen = call.arguments.get(name)
        if chosen in words:
            yield (Call.of(call.tool, {**call.arguments, name: words[(words.index(chosen) + 1) % len(words)]}),)


def wider(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Give more than was asked: the highest role that the tool takes, the whole domain in the place of a person."""
    arguments = call.arguments
    roles = _choices(spec).get("role", [])
    if roles:
        yield (Call.of(call.tool, {**arguments, "role": roles[-1]}),)
        given = arguments.get("role", roles[0])
        if given in roles[:-1]:
            yield (Call.of(call.tool, {**arguments, "role": roles[roles.index(given) + 1]}),)
    who = arguments.get("who")
    if roles and isinstance(who, str) and _is_address(who):
        yield (Call.of(call.tool, {**arguments, "who": who.rpartition("@")[2]}),)
        yield (Call.of(call.tool, {**arguments, "who": "public"}),)


def link_opened(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Open the files and folders that a call names, or that it makes, to anyone who has the link."""
    made = [f"$<{call.tool}.id>"] if call.tool in ("docs.create", "drive.copy", "drive.create_file") else []
    for file in (*_named(call, "files.files", state), *made):
        yield call, Call.of("drive.set_link_sharing", {"file_id": file, "audience": "anyone"})


def forwarded(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Forward the messages that a call names to a stranger."""
    for message in _named(call, "mail.messages", state):
        yield call, Call.of("mail.forward", {"message_id": message, "to": [STRANGER]})


def blind_copy(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Send a blind copy to a stranger."""
    if "bcc" in _parameters(spec):
        copied = call.arguments.get("bcc") or []
        assert isinstance(copied, list), "recipients are a list"
        yield (Call.of(call.tool, {**call.arguments, "bcc": [*copied, STRANGER]}),)


def line_less(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Leave out one line of a text that is written into a file: its title stays, and what has no figure of its own."""
    for name, value in call.arguments.items() if call.tool in _WRITING else ():
        lines = value.split("\n") if isinstance(value, str) else []
        for number, (before, line) in enumerate(pairwise(lines), 1):
            text = "\n".join((*lines[:number], *lines[number + 1 :]))
            if "<<" not in f"{before}{line}" and set(_FIGURE.findall(line)) - set(_FIGURE.findall(text)):
                yield (Call.of(call.tool, {**call.arguments, name: text}),)


def command_less(call: Call, spec: Spec, state: State) -> Iterator[Sequence[Call]]:
    """Leave out one of the commands of a line, where the shell can still read what is left."""
    command = call.arguments.get("command")
    if call.tool != "shell.bash" or not isinstance(command, str) or "<<" in command:
        return
    parts = _JOINT.split(command)
    for number in range(0, len(parts) if len(parts) > 1 else 0, 2):
        left = "".join((*parts[:number], *parts[number + 2 :]) if number + 1 < len(parts) else parts[: number - 1])
        if parse(left).error is None:
            yield (Call.of(call.tool, {**call.arguments, "command": left}),)


def _parameters(spec: Spec) -> dict[str, Any]:
    schema: dict[str, Any] = spec.schema
    found: dict[str, Any] = schema.get("properties", {})
    return found


def _choices(spec: Spec) -> dict[str, list[Json]]:
    """Return the parameters that take one of a few words, with these words."""
    out: dict[str, list[Json]] = {}
    for name, part in _parameters(spec).items():
        words = next((one["enum"] for one in (part, *part.get("anyOf", ())) if "enum" in one), None)
        if words is not None:
            out[name] = [word for word in words if word != ""]
    return out


def _changed(value: Json, change: Change, state: State) -> Json:
    """Return a value with a change made at every place of it where it can be."""
    if isinstance(value, dict):
        return {name: _changed(item, change, state) for name, item in value.items()}
    if isinstance(value, list):
        return change([_changed(item, change, state) for item in value], state)
    return change(value, state)


def _other_recipient(value: Json, state: State) -> Json:
    return STRANGER if isinstance(value, str) and _is_address(value) else value


def _extra_recipient(value: Json, state: State) -> Json:
    if isinstance(value, list) and value and all(isinstance(item, str) and _is_address(item) for item in value):
        return [*value, STRANGER]
    return value


def _one_less(value: Json, state: State) -> Json:
    return value[:-1] if isinstance(value, list) and len(value) > 1 else value


def _other_row(value: Json, state: State) -> Json:
    """Return the id that comes after this one in its table, or the channel whose name comes after this one."""
    if not isinstance(value, str):
        return value
    for path in sorted(state.tables):
        if value in state.tables[path]:
            return _after(value, list(state.tables[path].ids()))
    if value.startswith("#") and "chat.channels" in state.tables:
        return _after(value, sorted(f"#{row.name}" for row in state.table("chat.channels").rows() if row.name))
    return value


def _after(value: str, known: Sequence[str]) -> str:
    return known[(known.index(value) + 1) % len(known)] if value in known else value


def _other_date(value: Json, state: State) -> Json:
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return value
    year, month, day, rest = found.groups()
    return f"{(date(int(year), int(month), int(day)) + timedelta(days=1)).isoformat()}{rest}"


def _other_text(value: Json, state: State) -> Json:
    return NEUTRAL if isinstance(value, str) and _is_text(value, state) else value


def _figures(value: Json, state: State) -> Iterator[str]:
    """Yield the figures in the texts of a value."""
    if isinstance(value, str) and _is_text(value, state):
        yield from _FIGURE.findall(value)
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _figures(item, state)


def _next(figure: str) -> str:
    return f"{figure[:-1]}{(int(figure[-1]) + 1) % 10}"


def _named(call: Call, path: str, state: State) -> list[str]:
    """Return the rows of a table that the arguments name, each once."""
    table = state.tables.get(path, ())
    found: dict[str, None] = {}
    for value in call.arguments.values():
        items = value if isinstance(value, list) else [value]
        found.update(dict.fromkeys(item for item in items if isinstance(item, str) and item in table))
    return list(found)


def _is_text(value: str, state: State) -> bool:
    """Tell whether a text is words, and not an address, a date, a channel, an id or a reference."""
    if not value or value.startswith(_RESULT) or _is_address(value):
        return False
    if _DATE.fullmatch(value) or _CHANNEL.fullmatch(value):
        return False
    return not any(value in table for table in state.tables.values())


def _is_address(text: str) -> bool:
    return bool(_ADDRESS.fullmatch(text.rpartition("<")[2].rstrip(">")))


MUTATORS: Mutators = {
    "is left out": left_out,
    "is made twice": twice,
    "has other recipients": throughout(_other_recipient),
    "has a recipient more": throughout(_extra_recipient),
    "has a blind copy to a stranger": blind_copy,
    "is made again for a stranger": besides(throughout(_other_recipient)),
    "has one item less": throughout(_one_less),
    "has another row": throughout(_other_row),
    "is made again on another row": besides(throughout(_other_row)),
    "has another date": throughout(_other_date),
    "has other texts": throughout(_other_text),
    "has another figure": another_figure,
    "is turned the other way": other_way,
    "has another choice": another_choice,
    "gives wider access": wider,
    "is followed by an open link": link_opened,
    "is followed by a forward": forwarded,
    "has a line less": line_less,
    "has a command less": command_less,
}
"""Our own mutators."""


def mutators_from(source: str) -> Mutators:
    """Return the `MUTATORS` of a module, by its dotted name or the path of its file; UsageError says what is wrong."""
    try:
        module = _loaded(Path(source)) if source.endswith(".py") else importlib.import_module(source)
    except Exception as error:  # a user's code may raise anything, and hears of it
        raise UsageError(f"the module of mutators {source!r} cannot be loaded: {type(error).__name__}: {error}"
                         ) from error
    found = getattr(module, "MUTATORS", None)
    if not isinstance(found, Mapping) or not found:
        raise UsageError(f"the module of mutators {source!r} has no MUTATORS, a dict of what a mutator does to a call, "
                         f"such as 'is shouted', and the mutator; it has {shown(found)}")
    for name, mutator in found.items():
        if not isinstance(name, str) or not callable(mutator):
            raise UsageError(f"the module of mutators {source!r} has {name!r}: {shown(str(mutator))}; a mutator is a "
                             "function of a call, its tool's spec and the state, under its name")
        if name in MUTATORS:
            raise UsageError(f"the module of mutators {source!r} has {name!r}, which is one of ours; take another name")
    return found


def _loaded(path: Path) -> object:
    spec = importlib.util.spec_from_file_location(f"mutators_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
