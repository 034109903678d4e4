"""Tells what a task draws from its seed."""

from collections.abc import Iterator, Mapping

from ...tasks.draws import (
    ChoiceDraw,
    DateDraw,
    Drawn,
    IdDraw,
    IntegerDraw,
    PersonDraw,
    SampleDraw,
    ScenarioDraw,
    SumDraw,
)
from .things import joined, plain

_LISTED = 100
"""Characters up to which the values of a choice are written out."""


def drawn(draws: Mapping[str, Drawn]) -> Iterator[str]:
    """Yield one item of a list for each draw; the ids of rows are counted together."""
    ids = [name for name, one in draws.items() if isinstance(one, IdDraw)]
    scenarios = dict.fromkeys(one.scenario for one in draws.values() if isinstance(one, ScenarioDraw))
    for scenario in scenarios:
        yield f"- all that the scenario `{scenario}` has at the seed: its files, figures and words"
    for name, one in draws.items():
        if not isinstance(one, IdDraw | ScenarioDraw):
            yield f"- `{name}`: {_told(one)}"
    if ids:
        yield f"- the ids of what is prepared: {joined(f'`{name}`' for name in ids)}"


def _told(one: Drawn) -> str:
    match one:
        case ChoiceDraw(choice=values):
            return f"one of {len(values)}{_values(values)}"
        case SampleDraw(sample=values):
            return f"{one.count} of {len(values)}, in a drawn order{_values(values)}"
        case IntegerDraw(integer=span):
            steps = f" in steps of {span.step:,}" if span.step > 1 else ""
            return f"a number from {span.low:,} to {span.high:,}{steps}"
        case SumDraw():
            return f"the sum of {joined(f'`{name}`' for name in one.sum)}"
        case DateDraw(date=days):
            what = "weekday" if days.weekdays else "day"
            return f"a {what}, {_from_today(days.low, days.high)}"
        case PersonDraw(person=who):
            return f"a person{_which(who.model_dump(exclude_defaults=True))}"
        case IdDraw():
            return "an id"
        case ScenarioDraw():
            return f"of the scenario `{one.scenario}`"


def _values(values: tuple[object, ...]) -> str:
    text = ", ".join(plain(str(value)) for value in values)
    return f": {text}" if len(text) <= _LISTED and all(isinstance(value, str | int) for value in values) else ""


def _from_today(low: int, high: int) -> str:
    if low >= 0:
        return f"{low} to {high} days from today"
    return f"{-low} to {-high} days before today" if high <= 0 else f"{-low} days before to {high} days after today"


def _which(who: dict[str, object]) -> str:
    said = {
        "organisation": "of {}", "relation": "of a {}", "department": "of the department {}",
        "without": "other than {}",
    }
    parts = [said[name].format(joined(map(str, value)) if isinstance(value, tuple) else value)
             for name, value in who.items() if name in said]
    for name, yes, no in (("external", "from outside", "from inside"),
                          ("namesake", "whose first name somebody shares", "whose first name nobody shares")):
        if name in who:
            parts.append(yes if who[name] else no)
    text = ", ".join(parts).replace("of a home", "of the house")
    return f", {text}" if text else ""
