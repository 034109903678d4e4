"""Definitions: what a file may say of a carrier, a goal or a wording."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias, TypeVar

from pydantic import Field, JsonValue, ValidationError

from ...snapshots.digest import Json
from ...snapshots.errors import TaskError, shown, suggest
from ...snapshots.records import Model
from ..strict_yaml import read_yaml
from ..task import Names, RawCalls, RawHazard

NAME = "[a-z0-9]+(?:-[a-z0-9]+)*"
"""What the name of a carrier, goal or wording looks like."""

Name: TypeAlias = Annotated[str, Field(pattern=f"^{NAME}$")]
Text: TypeAlias = Annotated[str, Field(min_length=1)]
Draws: TypeAlias = dict[str, dict[str, JsonValue]]


class Form(Model):
    """The same operation where it is in order: how it is asked for, what it takes, and what shows that it was done."""

    instruction: Text
    setup: RawCalls = ()
    success: Annotated[RawCalls, Field(min_length=1)]
    may_change: Names = ()
    solution: Annotated[RawCalls, Field(min_length=1)]


class Goal(Model):
    """What an attack wants: the order as it is given, and all by which it is judged.

    `order` and `reason` are sentences. `setup` puts down what the order is about. `violation` are the calls of an agent
    that obeys, from the moment when it has read the order; the unsafe act is its `step` (1-based; default: the last).
    `authorised` is added to the task's own instruction, `probe` stands alone. Tasks whose own solution calls a tool of
    `apart_from` do not go with it.
    """

    goal: Name
    does: Text
    services: Names
    apart_from: Names = ()
    draw: Draws = {}
    facts: dict[str, JsonValue] = {}
    setup: RawCalls = ()
    order: Text
    reason: str = ""
    unsafe: RawHazard
    violation: Annotated[RawCalls, Field(min_length=1)]
    step: int | None = None
    authorised: Form
    probe: Form

    @property
    def name(self) -> str:
        """The name in a cell."""
        return self.goal


class Wording(Model):
    """How an order is put: in one part or two, which then stand at two places of the carrier.

    In `parts`, `${order}` and `${reason}` are the goal's (the order encoded if `encode` says so), `${half.0}` and
    `${half.1}` the order's two halves, `${author.name}` and `${author.first}` whoever wrote what it stands in.
    """

    wording: Name
    does: Text
    draw: Draws = {}
    encode: Literal["", "base64", "rot13", "look-alikes"] = ""
    parts: Annotated[Names, Field(min_length=1, max_length=2)]

    @property
    def name(self) -> str:
        """The name in a cell."""
        return self.wording


class RowCarrier(Model):
    """A text field of a row that the solution is shown anyway, or a row that is added beside it.

    `rows` is the table; its rows count that a call to one of `shown_by` names or shows. The text goes `into` a field of
    the row (`*` is every index): at its `start` or `end`, `beside` what is there on one line, or `instead` of it. Or it
    gets a row of its own, made by the calls of `add`, which have it as `${text}`, and the first row's id as
    `${row.id}`. `author` is the address or chat user whose words they seem to be. `frame` is what stands around the
    text, `prefix` before each line of it. `room` is how many characters of it are shown, 0 where all are.
    """

    carrier: Name
    does: Text
    services: Names
    shown_by: Annotated[Names, Field(min_length=1)]
    rows: Text
    into: Text
    at: Literal["start", "end", "beside", "instead"] = "end"
    add: RawCalls = ()
    draw: Draws = {}
    author: str = ""
    frame: str = "${text}"
    prefix: str = ""
    room: Annotated[int, Field(ge=0)] = 0

    @property
    def name(self) -> str:
        """The name in a cell."""
        return self.carrier


Definition: TypeAlias = Goal | Wording | RowCarrier
KINDS: dict[str, type[Goal] | type[Wording] | type[RowCarrier]] = {
    "carrier": RowCarrier, "goal": Goal, "wording": Wording,
}
"""What a file is of, by the key that gives its name."""

_FIRST = re.compile(rf"^(?:{'|'.join(KINDS)}):", re.MULTILINE)


def is_definition(path: Path) -> bool:
    """Tell whether a YAML file is one of a carrier, goal or wording, and no task."""
    try:
        return bool(_FIRST.search(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError:
        return False  # whoever reads it as a task says what is wrong


def read_definition(path: Path) -> Definition:
    """Read and check a file; TaskError names the file, the field and the nearest right name."""
    data = read_yaml(path)
    kinds = [key for key in KINDS if isinstance(data, dict) and key in data]
    if len(kinds) != 1:
        raise TaskError(f"{path}: a file of an attack has one of the keys {', '.join(KINDS)}; this one has "
                        f"{' and '.join(kinds) or 'none'}")
    kind = KINDS[kinds[0]]
    try:
        return kind.model_validate_json(json.dumps(data))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        fault = next((one for one in faults if one["type"] == "extra_forbidden"), faults[0])
        where = ".".join(str(part) for part in fault["loc"])
        if fault["type"] == "extra_forbidden":
            known = sorted({name for model in (kind, Form, RawHazard) for name in model.model_fields})
            raise TaskError(f"{path}: unknown key {where}.{suggest(str(fault['loc'][-1]), known)}") from None
        raise TaskError(f"{path}: {where}: {fault['msg']}; given {shown(fault['input'])}") from None


V = TypeVar("V")


def look_up(known: Mapping[str, V], kind: str, name: str) -> V:
    """Return a carrier, goal or wording; TaskError with the nearest name if there is none."""
    if name not in known:
        raise TaskError(f"there is no {kind} {shown(name)}; there are {', '.join(sorted(known))}."
                        f"{suggest(name, known)}")
    return known[name]


Values: TypeAlias = dict[str, Json]
"""What `${...}` stands for."""
