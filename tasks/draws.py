"""Draws: the named values in which one seed of a task differs from the next.

A task file declares them under `draw:`; `${name}` or `${name.field}` in any of its texts stands for the value. They
are data: each kind is one of the models below, there are no expressions.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, JsonValue, model_validator

from ..mocks.common.moments import MONTHS, WEEKDAYS
from ..mocks.common.people import Organisation, Person, Relation
from ..snapshots.digest import Json
from ..snapshots.draw import Draw
from ..snapshots.errors import TaskError, suggest
from ..snapshots.records import Model
from ..snapshots.state import State
from ..snapshots.tables import Table
from .kpi_pressure.scenario import values_of

DAY = timedelta(days=1)


class IdDraw(Model):
    """An id that looks like those the world makes: `{id: msg}`."""

    id: Annotated[str, Field(pattern="^[a-z]+$")]


class ChoiceDraw(Model):
    """One of the listed values: `{choice: [a, b]}`. Values may be objects, used as `${name.field}`, and may use draws
    that are declared before."""

    choice: Annotated[tuple[JsonValue, ...], Field(min_length=1)]


class SampleDraw(Model):
    """Several different values of a list, in a drawn order: `{sample: [..], count: 3}`; `${name.0}` is the first."""

    sample: Annotated[tuple[JsonValue, ...], Field(min_length=1)]
    count: Annotated[int, Field(ge=1)]


def _in_order(span: Any) -> Any:
    if span.high < span.low:
        raise ValueError(f"high ({span.high}) is below low ({span.low})")
    return span


class Range(Model):
    """Integers from `low` to `high`, both included, in steps."""

    low: int
    high: int
    step: Annotated[int, Field(ge=1)] = 1

    _in_order = model_validator(mode="after")(_in_order)


class IntegerDraw(Model):
    """An integer: `{integer: {low: 20000, high: 90000, step: 250}}`; `${name.grouped}` writes 41,250."""

    integer: Range


class SumDraw(Model):
    """The sum of other integers: `{sum: [first, second]}`."""

    sum: Annotated[tuple[str, ...], Field(min_length=2)]


class Days(Model):
    """Days counted from the world's today; negative ones lie in the past."""

    low: int
    high: int
    weekdays: bool = True

    _in_order = model_validator(mode="after")(_in_order)


class DateDraw(Model):
    """A date: `{date: {low: 3, high: 20}}`; fields iso, long (4 March 2026), us, short, weekday."""

    date: Days


class Who(Model):
    """Which people may be drawn. `without` names other draws whose people are left out."""

    organisation: str = ""
    relation: Relation | Literal[""] = ""
    department: str = ""
    external: bool | None = None
    namesake: bool | None = None
    without: tuple[str, ...] = ()


class PersonDraw(Model):
    """A person of the base world: fields id, name, first, last, email, title, department, organisation.

    With `namesake: true` somebody else has the same first name; `${name.namesake.email}` is theirs.
    """

    person: Who


class ScenarioDraw(Model):
    """A part of what a scenario under pressure has at the seed: `{scenario: NAME, part: n}`. The same for all tasks of
    the scenario, since their worlds are the same."""

    scenario: Annotated[str, Field(pattern="^[a-z0-9-]+$")]
    part: Annotated[str, Field(min_length=1)]


Drawn: TypeAlias = (
    IdDraw | ChoiceDraw | SampleDraw | IntegerDraw | SumDraw | DateDraw | PersonDraw | ScenarioDraw
)
KINDS: dict[str, type[Drawn]] = {
    "id": IdDraw, "choice": ChoiceDraw, "sample": SampleDraw, "integer": IntegerDraw, "sum": SumDraw,
    "date": DateDraw, "person": PersonDraw, "scenario": ScenarioDraw,
}


def draw_all(
    declared: Mapping[str, Drawn], *, seed: int, purpose: str, state: State, principal: str
) -> dict[str, Json]:
    """Return the values of all draws, in the order of their declaration, with `me` and `today` beside them."""
    values = undrawn(state, principal)
    for name, drawn in declared.items():
        if isinstance(drawn, ScenarioDraw):
            values[name] = values_of(drawn.scenario, seed)[drawn.part]
        else:
            values[name] = _value(name, drawn, Draw(seed, f"{purpose}\x00{name}"), values, state)
    return values


def undrawn(state: State, principal: str) -> dict[str, Json]:
    """Return `me` and `today`, which no seed changes."""
    me = next((row for row in _people(state).rows() if principal in row.emails), None)
    return {
        "today": date_forms(_day(state.now)),
        "me": {"email": principal} if me is None else _person(_id_of(state, me), me),
    }


def _value(name: str, drawn: Drawn, draw: Draw, values: Mapping[str, Json], state: State) -> Json:
    match drawn:
        case IdDraw():
            return f"{drawn.id}_{draw.hex(12)}"
        case ChoiceDraw():
            chosen: Json = fill(draw.choice(drawn.choice), values, f"draw {name!r}")
            return chosen
        case SampleDraw():
            if drawn.count > len(drawn.sample):
                raise TaskError(f"draw {name!r} takes {drawn.count} of {len(drawn.sample)} values")
            return [fill(item, values, f"draw {name!r}") for item in draw.sample(drawn.sample, drawn.count)]
        case IntegerDraw(integer=span):
            return span.low + span.step * draw.below((span.high - span.low) // span.step + 1)
        case SumDraw():
            return sum(_integer(part, values, f"draw {name!r}") for part in drawn.sum)
        case DateDraw(date=span):
            return date_forms(draw.choice(days_in(name, span, state)))
        case PersonDraw(person=who):
            left_out = _left_out(name, who, values)
            return person_of(draw.choice(people_for(name, who, left_out, state)), state)
        case ScenarioDraw():
            raise AssertionError("a scenario is drawn by its seed alone")


def days_in(name: str, span: Days, state: State) -> list[datetime]:
    """Return the days that a date may be drawn of; TaskError if there is none."""
    days = [_day(state.now) + DAY * offset for offset in range(span.low, span.high + 1)]
    fitting = [day for day in days if not span.weekdays or day.weekday() < 5]
    if not fitting:
        raise TaskError(f"draw {name!r}: there is no weekday from {span.low} to {span.high} days from today")
    return fitting


def _integer(part: str, values: Mapping[str, Json], where: str) -> int:
    value = look_up(part, values, where)
    if not isinstance(value, int) or isinstance(value, bool):
        raise TaskError(f"{where}: {part!r} is no integer")
    return value


def _day(now: int) -> datetime:
    return datetime.fromtimestamp(now // 1000, UTC)


def date_forms(day: datetime) -> dict[str, Json]:
    """Return a date in the ways that texts need it. Written here: strftime follows the locale."""
    month = MONTHS[day.month - 1]
    return {
        "iso": f"{day.year:04}-{day.month:02}-{day.day:02}",
        "long": f"{day.day} {month} {day.year}",
        "us": f"{month} {day.day}, {day.year}",
        "short": f"{day.day} {month[:3]}",
        "weekday": WEEKDAYS[day.weekday()],
    }


def _people(state: State) -> Table[Person]:
    return state.table("people.persons")


def _id_of(state: State, person: Person) -> str:
    return next(key for key in _people(state).ids() if _people(state)[key] is person)


def _person(identity: str, row: Person) -> dict[str, Json]:
    first, _, last = row.name.partition(" ")
    return {
        "id": identity, "name": row.name, "first": first, "last": last, "email": row.emails[0],
        "title": row.title, "department": row.department, "organisation": row.organisation,
    }


class NobodyFits(TaskError):
    """There is nobody in a world who is as a draw wants."""


def people_for(name: str, who: Who, left_out: frozenset[Json], state: State) -> list[str]:
    """Return the ids of the people who may be drawn; NobodyFits if there is none."""
    people, firsts = _people(state), _first_names(state)
    relations = {row.name: row.relation for row in _organisations(state).rows()}
    fitting = [
        identity
        for identity in people.ids()
        if identity not in left_out and _fits(people[identity], who, relations, firsts)
    ]
    if not fitting:
        raise NobodyFits(f"draw {name!r}: no person of the world fits {who.model_dump(exclude_defaults=True)}")
    return fitting


def _left_out(name: str, who: Who, values: Mapping[str, Json]) -> frozenset[Json]:
    for other in who.without:
        if other not in values:
            raise TaskError(f"draw {name!r} is without {other!r}, which is no earlier draw.{suggest(other, values)}")
    return frozenset(_field(values, other, "id") for other in (*who.without, "me"))


def person_of(chosen: str, state: State) -> dict[str, Json]:
    """Return the value of a draw for a person of the world."""
    people = _people(state)
    value = _person(chosen, people[chosen])
    others = [other for other in _first_names(state)[people[chosen].name.partition(" ")[0]] if other != chosen]
    if others:
        value["namesake"] = _person(others[0], people[others[0]])
    return value


def _first_names(state: State) -> dict[str, list[str]]:
    """Return the ids of the people who have a first name, by that."""
    people = _people(state)
    firsts: dict[str, list[str]] = {}
    for identity in people.ids():
        firsts.setdefault(people[identity].name.partition(" ")[0], []).append(identity)
    return firsts


def _organisations(state: State) -> Table[Organisation]:
    return state.table("people.organisations")


def _field(values: Mapping[str, Json], name: str, field: str) -> Json:
    value = values.get(name)
    return value.get(field) if isinstance(value, dict) else None


def _fits(person: Person, who: Who, relations: Mapping[str, str], firsts: Mapping[str, list[str]]) -> bool:
    alone = len(firsts[person.name.partition(" ")[0]]) == 1
    return (
        who.organisation in ("", person.organisation)
        and who.relation in ("", relations.get(person.organisation, "other"))
        and who.department in ("", person.department)
        and who.external in (None, person.external)
        and who.namesake in (None, not alone)
    )


_PLACE = re.compile(r"\$\{([a-z0-9_]+(?:\.[a-z0-9_]+)*)\}")


def fill(value: Any, values: Mapping[str, Json], where: str) -> Any:
    """Return `value` with every `${name}` in its texts replaced; a text that is one place takes the value's type."""
    if isinstance(value, str):
        if "${" not in value:
            return value
        whole = _PLACE.fullmatch(value)
        if whole:
            return look_up(whole[1], values, where)
        _, sign, rest = _PLACE.sub("", value).partition("${")
        if sign:
            raise TaskError(f"{where}: {sign + rest[:30]!r} is no place; one is ${{name}} or ${{name.field}}")
        return _PLACE.sub(lambda found: _text(look_up(found[1], values, where)), value)
    if isinstance(value, dict):
        return {fill(key, values, where): fill(item, values, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, values, f"{where}.{i}") for i, item in enumerate(value)]
    return value


def look_up(path: str, values: Mapping[str, Json], where: str) -> Json:
    """Return the value of `name` or `name.field`; TaskError with the nearest name if there is none."""
    name, *fields = path.split(".")
    if name not in values:
        raise TaskError(f"{where}: there is no draw {name!r} for ${{{path}}}.{suggest(name, values)}")
    value = values[name]
    for field in fields:
        if field == "grouped" and isinstance(value, int):
            value = f"{value:,}"
        elif isinstance(value, dict) and field in value:
            value = value[field]
        elif isinstance(value, list) and field.isdecimal() and int(field) < len(value):
            value = value[int(field)]
        else:
            options = value if isinstance(value, dict) else ["grouped"] if isinstance(value, int) else []
            raise TaskError(f"{where}: ${{{path}}} has no field {field!r}.{suggest(field, options)}")
    return value


def _text(value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TaskError(f"{value!r} cannot stand inside a text; name one of its fields")
