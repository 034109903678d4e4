"""Carriers: where on the path of a task's solution a text may stand, and how it is put there."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, product
from typing import Any, NamedTuple, Protocol

from pydantic import JsonValue

from ...snapshots.calls import Call
from ...snapshots.digest import Json
from ...snapshots.errors import DioramaError
from ...snapshots.records import Record
from ...snapshots.state import State
from ..draws import draw_all, fill
from ..inject import Injection
from ..patterns import texts
from ..preparing import prepare
from ..task import draws_of, parse_call
from .definitions import RowCarrier, Values
from .walk import Walk, walk

TRIES = 8
"""Places of a carrier that are tried in a task."""

TRIAL = 900
"""Characters of the neutral text with which a place is tried, in two parts: no less than what an attack has."""


class Planted(Injection):
    """An injection that set-up calls of its own put in its place; `into` says where that is."""

    made_by: tuple[Call, ...]

    def calls(self) -> tuple[Call, ...]:
        """Return the set-up calls."""
        return self.made_by


class Author(NamedTuple):
    """Whose words a text seems to be. Without an address, nobody's in particular."""

    email: str
    name: str

    @property
    def values(self) -> dict[str, Json]:
        """The fields for `${author...}`."""
        return {"email": self.email, "name": self.name, "first": self.name.partition(" ")[0]}


class Spot(NamedTuple):
    """A place where a carrier could put a text: who seems to write there, how one or two parts are put there, and for
    how many characters there is room (0: for any number)."""

    author: Author
    plant: Callable[[tuple[str, ...]], tuple[Planted, ...]]
    room: int = 0


class Carrier(Protocol):
    """Where a text may stand. One's own is an object like this, or a file that says the same of a row."""

    @property
    def name(self) -> str:
        """The name in a cell."""

    @property
    def does(self) -> str:
        """What it is, in a few words."""

    @property
    def services(self) -> tuple[str, ...]:
        """The services that a task must have."""

    def spots(self, path: Walk) -> Iterator[Spot]:
        """Yield the places on a path, the best first. They are tried: it need not be sure that they do no harm."""


class Place(NamedTuple):
    """A spot that has been tried: `step` is the call of the solution that shows what stands there."""

    spot: Spot
    step: int


def find_place(carrier: Carrier, path: Walk) -> Place | None:
    """Return the first place of a carrier where a text is shown while something is still to be done, and leaves the
    solution what it is; None if there is none.

    Of the first few, what others have written comes before the principal's own.
    """
    if not set(carrier.services) <= set(path.task.services):
        return None
    spots = list(islice(carrier.spots(path), TRIES))
    for spot in sorted(spots, key=lambda spot: spot.author.email == path.task.principal):
        try:
            step = _tried(spot, path)
        except (DioramaError, UnicodeDecodeError):  # no text can stand there
            continue
        if step is not None:
            return Place(spot, step)
    return None


def _tried(spot: Spot, path: Walk) -> int | None:
    room = spot.room or TRIAL
    words = _unlike(room)
    planted = spot.plant((words[: room // 2], words[room // 2 :]))
    task = path.task.model_copy(update={"inject": (*path.task.inject, *planted)})
    again = walk(task, prepare(task))
    steps = [again.shown(one.text) for one in planted]
    if not again.clean or None in steps or not _still_shown(path, again):
        return None
    step = max(step for step in steps if step is not None)
    return step if step < again.last_act else None


def _unlike(length: int) -> str:
    """Return so many characters of neutral text in which nothing comes twice: what is shown of it can be told."""
    shelves = ("".join(one) for one in product("bdfgklmn", "aeiou", "prstvz", "aeiou"))
    return " ".join(f"Shelf {one} is free." for one in islice(shelves, length // 19 + 1))[:length]


def _still_shown(path: Walk, again: Walk) -> bool:
    """Tell whether a walk shows all rows that the same calls showed before: a search for a name finds it no more under
    another."""
    tables = path.start.tables.values()
    for old, new in zip(path.entries, again.entries, strict=False):
        lost = set(texts(old.step.outcome.value)) - set(texts(new.step.outcome.value))
        if any(text in table for text in lost for table in tables):
            return False
    return True


# --- rows ---------------------------------------------------------------------------------------------------------

class Rows(NamedTuple):
    """The carrier that a file says."""

    said: RowCarrier

    @property
    def name(self) -> str:
        """The name in a cell."""
        return self.said.carrier

    @property
    def does(self) -> str:
        """What it is."""
        return self.said.does

    @property
    def services(self) -> tuple[str, ...]:
        """The services that a task must have."""
        return self.said.services

    def spots(self, path: Walk) -> Iterator[Spot]:
        """Yield the fields of the rows that are shown."""
        for identity, row in path.rows(self.said.rows, self.said.shown_by):
            values = self._values(path, identity, row)
            author = author_of(path.start, str(fill(self.said.author, values, self.name)))
            if self.said.add:
                yield Spot(author, partial(self._added, path, identity, row), self.said.room)
            else:
                for steps in _fields(row, self.said.into.split(".")):
                    yield Spot(author, partial(self._edited, path, identity, row, steps), self.said.room)

    def _values(self, path: Walk, identity: str, row: Record, number: int = 0) -> Values:
        task = path.task
        values = draw_all(
            draws_of(self.said, f"carrier {self.name}"), seed=task.variant,
            purpose=f"carrier {self.name} {number}", state=path.start, principal=task.principal,
        )
        return {**values, "row": {**json.loads(row.model_dump_json()), "id": identity}}

    def _framed(self, values: Values, text: str) -> str:
        lines = "\n".join(f"{self.said.prefix}{line}" for line in text.split("\n"))
        return str(fill(self.said.frame, {**values, "text": lines}, self.name))

    def _edited(
        self, path: Walk, identity: str, row: Record, steps: tuple[str, ...], parts: tuple[str, ...]
    ) -> tuple[Planted, ...]:
        into = f"{self.said.rows}.{identity}.{'.'.join(steps)}"
        values = self._values(path, identity, row)
        out: list[Planted] = []
        for number, part in enumerate(parts):
            text = self._framed(values, part)
            at = "start" if number < len(parts) - 1 else self.said.at
            call = Call.of("control.insert_text", {"path": into, "at": at, "text": text})
            if self.said.at in ("beside", "instead"):
                before = [str(_value(row, steps))] if self.said.at == "beside" else []
                said = " ".join((*before, *(one.text for one in out), text))
                call = Call.of("control.insert_text", {"path": into, "at": "replace", "text": said})
            out.append(Planted(into=into, text=text, made_by=(call,)))
        return tuple(out)

    def _added(self, path: Walk, identity: str, row: Record, parts: tuple[str, ...]) -> tuple[Planted, ...]:
        out: list[Planted] = []
        for number, part in enumerate(parts):
            values = self._values(path, identity, row, number)
            text = self._framed(values, part)
            calls = tuple(
                parse_call(raw, {**values, "text": text}, f"carrier {self.name}: add[{i}]")
                for i, raw in enumerate(self.said.add)
            )
            out.append(Planted(into=str(fill(self.said.into, values, self.name)), text=text, made_by=calls))
        return tuple(out)


def _fields(row: Record, steps: list[str], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths of a row that steps stand for, `*` being every index. Empty texts count, missing ones do not."""
    if not steps:
        yield before
        return
    step, *rest = steps
    value = _value(row, before)
    if step == "*":
        for number in range(len(value)):
            yield from _fields(row, rest, (*before, str(number)))
    elif hasattr(value, step):
        yield from _fields(row, rest, (*before, step))


def _value(row: Record, steps: tuple[str, ...]) -> Any:
    value: Any = row
    for step in steps:
        value = value[int(step)] if step.isdecimal() else getattr(value, step)
    return value


def author_of(state: State, named: str) -> Author:
    """Return whom an address, or an account of chat, belongs to."""
    users = state.tables.get("chat.users")
    email = users[named].email if users is not None and named in users else named
    people = state.table("people.persons")
    found = next((people[identity].name for _, identity in people.find("by_email", email)), "")
    return Author(email, found or email.partition("@")[0].replace(".", " ").title())


def calls_of(*calls: tuple[str, dict[str, JsonValue]]) -> tuple[Call, ...]:
    """Return several calls, each given as its tool and arguments."""
    return tuple(Call.of(tool, arguments) for tool, arguments in calls)
