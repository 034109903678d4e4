"""Plays the scripted week: reads its entries, makes the calls, and keeps what each of them came to.

An entry of `week.yaml` has `who` (a key of the office's cast), `do` (a tool), `with` (its arguments), `why`, and
where they are of use `at` (Berlin time; without it the call follows at once), `keep` (a name for the result), `fails`
(the code of the refusal that is the point) and `gives` (places in the result and what stands there).

In arguments and in `gives`, `${name.a.0.b}` stands for a place in a kept result; `[field~text]` in place of a number
picks the first item whose field contains the text, `#` is how many there are, and `${name.a-1}` is one less.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import yaml

from diorama.mocks.catalog import service_classes
from diorama.mocks.common.zones import read_moment
from diorama.mocks.office.cast import cast as crew
from diorama.mocks.world import World
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Actor, Call, Step
from diorama.snapshots.digest import Json
from diorama.snapshots.state import State

SCRIPT = Path(__file__).parent / "week.yaml"
ZONE = "Europe/Berlin"
OFFICE = "office-small"

_FIELDS = {"at", "who", "do", "with", "keep", "fails", "gives", "why"}
_PLACE = re.compile(r"\$\{([^}]+)\}")
_SUM = re.compile(r"(.+?)([+-]\d+)?")
_STEP = re.compile(r"\[(\w+)~([^\]]*)\]|([^.\[\]]+)")


class Entry(NamedTuple):
    """One line of the script; `until` is when its call is made (simulated ms), 0 for at once."""

    number: int
    day: str
    until: int
    who: str
    tool: str
    arguments: dict[str, Json]
    keep: str
    fails: str
    gives: dict[str, Json]
    why: str


class Played(NamedTuple):
    """An entry with what it came to: the steps made while the clock moved on to it, its own, the states around it."""

    entry: Entry
    meanwhile: tuple[Step, ...]
    step: Step
    start: State
    before: State
    after: State


@lru_cache(maxsize=1)
def script() -> tuple[Entry, ...]:
    """Return the entries of the week, in order."""
    days: dict[str, list[dict[str, Any]]] = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    out: list[Entry] = []
    for day, lines in days.items():
        for line in lines:
            unknown = line.keys() - _FIELDS
            assert not unknown, f"{day}: {sorted(unknown)} in {line}"
            until = read_moment(f"{day}T{line['at']}", ZONE) if "at" in line else 0
            out.append(Entry(
                number=len(out) + 1, day=day, until=until, who=line["who"], tool=line["do"],
                arguments=line.get("with", {}), keep=line.get("keep", ""), fails=line.get("fails", ""),
                gives=line.get("gives", {}), why=line["why"],
            ))
    return tuple(out)


def office() -> BaseWorld:
    """Return the base world that the week is played in."""
    return base_world(OFFICE)


def new_world(state: State | None = None) -> World:
    """Return a world in the state of the office on Wednesday morning, or in the state given."""
    return World(service_classes(office().services), office().state if state is None else state)


def actor_of(who: str) -> Actor:
    """Return who makes the calls of somebody in the cast: colleagues act as agents do, others just happen."""
    party = crew().party(who)
    return Actor(role="agent" if party.kind == "home" else "scheduler", principal=party.email)


def play(world: World, entries: Sequence[Entry], kept: dict[str, Json]) -> list[Played]:
    """Make the calls of some entries; AssertionError tells the first that did not come to what the script says."""
    out: list[Played] = []
    for entry in entries:
        start = world.state
        assert not entry.until or entry.until >= world.state.now, f"{_named(entry)}: it is later than that already"
        meanwhile = world.advance(entry.until) if entry.until else ()
        before = world.state
        call = Call.of(entry.tool, cast("dict[str, Json]", filled(entry.arguments, kept)))
        outcome = world.call(call, actor=actor_of(entry.who))
        assert outcome.code == entry.fails, f"{_named(entry)}: {outcome.code} {outcome.message}\n{call.text}"
        for path, wanted in entry.gives.items():
            found = at(outcome.value, path)
            assert found == filled(wanted, kept), f"{_named(entry)}: {path} is {found!r}\n{outcome.text[:3000]}"
        if entry.keep:
            kept[entry.keep] = outcome.value
        out.append(Played(entry, meanwhile, world.log[-1].step, start, before, world.state))
    return out


def filled(value: Json, kept: Mapping[str, Json]) -> Json:
    """Return a value with each `${place}` in it replaced; one that is all of a text keeps its type."""
    if isinstance(value, dict):
        return {key: filled(one, kept) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, kept) for one in value]
    if not isinstance(value, str):
        return value
    whole = _PLACE.fullmatch(value)
    if whole:
        return at(dict(kept), whole[1])
    return _PLACE.sub(lambda found: str(at(dict(kept), found[1])), value)


def at(value: Json, path: str) -> Json:
    """Return what stands at a place of a JSON value."""
    summed = _SUM.fullmatch(path)
    assert summed, path
    for field, text, step in _STEP.findall(summed[1]):
        if field:
            assert isinstance(value, list), path
            value = next((one for one in value if text in str(_part(one, field))), None)
            assert value is not None, f"{path}: no {field} contains {text!r}"
        elif step == "#":
            assert isinstance(value, list), path
            value = len(value)
        elif isinstance(value, list):
            assert step in map(str, range(len(value))), f"{path}: there are {len(value)} items"
            value = value[int(step)]
        else:
            assert isinstance(value, dict), f"{path}: {value!r} has no {step}"
            assert step in value, f"{path}: there is no {step} among {sorted(value)}"
            value = value[step]
    if summed[2]:
        assert isinstance(value, int), f"{path}: {value!r} is no number"
        value += int(summed[2])
    return value


def _part(value: Json, field: str) -> Json:
    if isinstance(value, list):
        return value[int(field)]
    return value.get(field) if isinstance(value, dict) else None


def _named(entry: Entry) -> str:
    return f"entry {entry.number}, {entry.day}, {entry.who}: {entry.tool} ({entry.why})"
