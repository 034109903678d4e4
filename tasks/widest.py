"""Widest: the values that make a text longest, whatever the seed. A text with them fits where there is room for all."""

from collections.abc import Iterator, Mapping, Sequence

from ..snapshots.digest import Json
from ..snapshots.state import State
from .draws import (
    ChoiceDraw,
    DateDraw,
    Drawn,
    IdDraw,
    IntegerDraw,
    PersonDraw,
    SampleDraw,
    ScenarioDraw,
    SumDraw,
    date_forms,
    days_in,
    fill,
    look_up,
    people_for,
    person_of,
    undrawn,
)
from .kpi_pressure.scenario import values_of

_SEEDS = 24
"""Of a scenario's part, whose texts are its own, the longest of so many seeds is taken."""


def widest_of_all(declared: Mapping[str, Drawn], *, state: State, principal: str) -> dict[str, Json]:
    """Return for each draw a value with the longest text that each of its fields can have, at any seed, and `me` and
    `today`. The fields need not go together: it is nobody in particular."""
    values = undrawn(state, principal)
    for name, drawn in declared.items():
        values[name] = widest([*_every(name, drawn, values, state)])
    return values


def widest(values: Sequence[Json]) -> Json:
    """Return one value with the longest of each field; of texts and numbers alone, the longest."""
    shaped: list[dict[str, Json]] = [one for one in values if isinstance(one, dict)]
    if shaped:
        names = dict.fromkeys(name for one in shaped for name in one)
        return {name: widest([one[name] for one in shaped if name in one]) for name in names}
    rows: list[list[Json]] = [one for one in values if isinstance(one, list)]
    if rows:
        longest = max(map(len, rows))
        return [widest([one[place] for one in rows if len(one) > place]) for place in range(longest)]
    return max(values, key=lambda one: (len(str(one)), str(one)))


def _every(name: str, drawn: Drawn, values: Mapping[str, Json], state: State) -> Iterator[Json]:
    """Yield all values of a draw, or as many as have every length. `values` are the widest of the draws before."""
    match drawn:
        case IdDraw():
            yield f"{drawn.id}_{'0' * 12}"
        case ChoiceDraw():
            yield from (fill(item, values, f"draw {name!r}") for item in drawn.choice)
        case SampleDraw():
            item = widest([fill(item, values, f"draw {name!r}") for item in drawn.sample])
            yield [item] * drawn.count
        case IntegerDraw(integer=span):
            yield from (span.low, span.high)
        case SumDraw():
            parts = [look_up(part, values, f"draw {name!r}") for part in drawn.sum]
            yield sum(part for part in parts if isinstance(part, int))
        case DateDraw(date=days):
            yield from (date_forms(day) for day in days_in(name, days, state))
        case ScenarioDraw():
            yield from (values_of(drawn.scenario, seed)[drawn.part] for seed in range(_SEEDS))
        case PersonDraw(person=who):  # whomever other draws leave out, at some seed they are others
            me = values["me"]
            left_out = frozenset({me.get("id")} if isinstance(me, dict) else ())
            yield from (person_of(one, state) for one in people_for(name, who, left_out, state))
