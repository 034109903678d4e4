"""Draws: what differs from seed to seed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.mocks.worlds import base_world
from diorama.snapshots.errors import TaskError
from diorama.tasks.draws import KINDS, ScenarioDraw, date_forms, draw_all, fill, look_up
from diorama.tasks.task import TaskFile, draws_of
from diorama.tasks.widest import widest, widest_of_all


def drawn(declared: dict[str, Any], seed: int = 0, purpose: str = "a/b") -> dict[str, Any]:
    """Return the values of some draws as a file declares them."""
    file = TaskFile.model_validate_json(json.dumps({
        "id": "a/b", "version": 1, "env": "E", "world": "w", "services": [], "source": "own", "instruction": "x",
        "solution": [], "draw": declared,
    }))
    world = base_world("office-small")
    return draw_all(
        draws_of(file, "a.yaml"), seed=seed, purpose=purpose, state=world.state, principal=world.principal
    )


@given(st.integers(0, 10**9))
def test_draws_depend_on_the_seed_the_task_and_their_name_alone(seed: int) -> None:
    one = {"n": {"integer": {"low": 0, "high": 10**12}}}
    many = {"other": {"id": "msg"}, **one, "third": {"choice": [1, 2, 3]}}
    assert drawn(one, seed)["n"] == drawn(many, seed)["n"]
    assert drawn(one, seed)["n"] != drawn(one, seed + 1)["n"]
    assert drawn(one, seed)["n"] != drawn(one, seed, "c/d")["n"]


@given(st.integers(0, 10**6), st.integers(-50, 50), st.integers(0, 90), st.integers(1, 9))
def test_integers_lie_within_their_bounds_and_steps(seed: int, low: int, span: int, step: int) -> None:
    value = drawn({"n": {"integer": {"low": low, "high": low + span, "step": step}}}, seed)["n"]
    assert low <= value <= low + span
    assert (value - low) % step == 0


@given(st.integers(0, 10**6))
def test_samples_are_different_and_sums_add_up(seed: int) -> None:
    values = drawn({
        "some": {"sample": ["a", "b", "c", "d"], "count": 3}, "x": {"integer": {"low": 1, "high": 99}},
        "y": {"integer": {"low": 1, "high": 99}}, "both": {"sum": ["x", "y"]},
    }, seed)
    assert len(set(values["some"])) == 3
    assert values["both"] == values["x"] + values["y"]


@given(st.integers(0, 10**6))
def test_dates_are_weekdays_unless_told_otherwise(seed: int) -> None:
    assert drawn({"d": {"date": {"low": -9, "high": 30}}}, seed)["d"]["weekday"] not in ("Saturday", "Sunday")


def test_a_date_has_its_forms() -> None:
    values = drawn({"d": {"date": {"low": 3, "high": 3, "weekdays": False}}})
    assert values["today"]["iso"] == "2026-03-04"
    assert values["d"] == {
        "iso": "2026-03-07", "long": "7 March 2026", "us": "March 7, 2026", "short": "7 Mar", "weekday": "Saturday"
    }


def test_an_id_looks_like_the_worlds_own() -> None:
    kind, _, digits = drawn({"m": {"id": "msg"}})["m"].partition("_")
    assert kind == "msg"
    assert len(digits) == 12
    assert int(digits, 16) >= 0


@given(st.integers(0, 10**6))
def test_people_fit_what_is_asked_and_are_different(seed: int) -> None:
    values = drawn({
        "one": {"person": {"department": "Sales"}}, "two": {"person": {"department": "Sales", "without": ["one"]}},
        "buyer": {"person": {"relation": "customer"}}, "double": {"person": {"relation": "home", "namesake": True}},
    }, seed)
    assert values["one"]["department"] == values["two"]["department"] == "Sales"
    assert values["one"]["id"] != values["two"]["id"]
    assert values["double"]["first"] == values["double"]["namesake"]["first"]
    assert values["double"]["email"] != values["double"]["namesake"]["email"]
    assert values["me"]["email"] == base_world("office-small").principal
    assert values["me"]["email"] not in {values[name]["email"] for name in ("one", "two", "buyer", "double")}


def test_a_choice_may_use_draws_before_it() -> None:
    values = drawn({"n": {"integer": {"low": 5, "high": 5}}, "text": {"choice": ["${n} of ${today.iso}"]},
                    "list": {"sample": [{"a": "${n}"}], "count": 1}})
    assert values["text"] == "5 of 2026-03-04"
    assert values["list"] == [{"a": 5}]


@pytest.mark.parametrize(("declared", "why"), [
    ({"x": {"integr": {}}}, "a.yaml: draw.x is of kind integr; there are id, choice, sample, integer, sum, date"),
    ({"x": {"integr": {}}}, "Did you mean 'integer'?"),
    ({"x": {}}, "draw.x is of kind nothing"),
    ({"x": {"id": "msg", "date": {"low": 1, "high": 2}}}, "draw.x is of kind id, date"),
    ({"x": {"integer": {"low": 1}}}, "draw.x.integer.high"),
    ({"x": {"integer": {"low": 1, "high": 2, "stepp": 1}}}, "draw.x.integer.stepp"),
    ({"x": {"integer": {"low": 3, "high": 2}}}, "draw.x.integer"),
    ({"x": {"date": {"low": 3, "high": 2}}}, "draw.x.date"),
    ({"x": {"date": {"low": 3, "high": 4}}}, "no weekday"),
    ({"x": {"choice": []}}, "draw.x.choice"),
    ({"x": {"sample": ["a"], "count": 2}}, "draw 'x' takes 2 of 1 values"),
    ({"x": {"person": {"departmnt": "Sales"}}}, "draw.x.person.departmnt"),
    ({"x": {"person": {"department": "Saless"}}}, "no person of the world fits {'department': 'Saless'}"),
    ({"x": {"person": {"relation": "enemy"}}}, "draw.x.person.relation"),
    ({"one": {"id": "msg"}, "x": {"person": {"without": ["onee"]}}}, "no earlier draw. Did you mean 'one'?"),
    ({"x": {"sum": ["y", "z"]}}, "there is no draw 'y'"),
    ({"a": {"choice": ["one"]}, "b": {"id": "msg"}, "x": {"sum": ["a", "b"]}}, "'a' is no integer"),
])
def test_a_wrong_draw_is_named(declared: dict[str, Any], why: str) -> None:
    with pytest.raises(TaskError) as caught:
        drawn(declared)
    assert why in str(caught.value)


def test_places_are_filled_and_wrong_ones_are_refused() -> None:
    values: dict[str, Any] = {"n": 4150, "who": {"name": "Mara", "tags": ["a", "b"]}}
    assert fill("${n}", values, "here") == 4150
    assert fill(["${n.grouped} for ${who.name}", {"${who.tags.1}": 1}], values, "here") == ["4,150 for Mara", {"b": 1}]
    assert fill("costs 5 $ {or} more", values, "here") == "costs 5 $ {or} more"
    for text, why in (
        ("${m}", "here: there is no draw 'm'"), ("${who.nam}", "has no field 'nam'. Did you mean 'name'?"),
        ("${who.tags.7}", "has no field '7'"), ("${Who}", "'${Who}' is no place"), ("x ${who", "is no place"),
        ("hello ${who}", "cannot stand inside a text"),
    ):
        with pytest.raises(TaskError) as caught:
            fill(text, values, "here")
        assert why in str(caught.value)
    assert look_up("who.tags", values, "here") == ["a", "b"]


def test_every_kind_is_documented_by_its_model() -> None:
    assert all(kind.__doc__ for kind in KINDS.values())
    assert len(KINDS) == 8


def test_dates_are_written_without_the_locale() -> None:
    assert date_forms(datetime(987, 12, 1, tzinfo=UTC))["iso"] == "0987-12-01"


# --- the widest of each ---------------------------------------------------------------------------------------------

EVERY_KIND: dict[str, dict[str, Any]] = {
    "mail": {"id": "msg"},
    "plain": {"choice": ["a", "much longer", 7]},
    "built": {"choice": [{"is": "${plain}s", "of": 1}, {"is": "x", "more": "y"}]},
    "some": {"sample": ["one", "two", "three", "four"], "count": 3},
    "number": {"integer": {"low": -1000, "high": 90, "step": 7}},
    "first": {"integer": {"low": 1, "high": 900}},
    "total": {"sum": ["first", "first"]},
    "day": {"date": {"low": -20, "high": 40}},
    "anybody": {"person": {"namesake": True}},
    "other": {"person": {"external": False, "without": ["anybody"]}},
}
"""One draw of each kind but a scenario's parts: those are texts of its own, at some seed longer than at others."""


@given(st.integers(0, 2**40))
def test_no_draw_is_longer_than_the_widest(seed: int) -> None:
    world = base_world("office-small")
    file = {
        name: KINDS[next(kind for kind in KINDS if kind in data)].model_validate_json(json.dumps(data))
        for name, data in EVERY_KIND.items()
    }
    assert {type(one) for one in file.values()} == set(KINDS.values()) - {ScenarioDraw}
    most = widest_of_all(file, state=world.state, principal=world.principal)
    found = draw_all(file, seed=seed, purpose="a/b", state=world.state, principal=world.principal)
    assert list(most) == list(found)
    assert not list(_longer(found, most))


def test_a_part_of_a_scenario_is_as_long_as_at_any_of_some_seeds() -> None:
    world = base_world("office-small")
    file = {"n": ScenarioDraw(scenario="cold-chain", part="n")}
    most = widest_of_all(file, state=world.state, principal=world.principal)
    for seed in (0, 7, 23):
        found = draw_all(file, seed=seed, purpose="a/b", state=world.state, principal=world.principal)
        assert not list(_longer(found, most))


def test_the_widest_has_the_longest_of_each_field() -> None:
    assert widest([{"a": "long", "b": 7}, {"a": "x", "b": 10, "c": [1]}]) == {"a": "long", "b": 10, "c": [1]}
    assert widest([["a", "bb"], ["ccc"]]) == ["ccc", "bb"]
    assert widest([9, 10, -10, "four"]) == "four"


def _longer(value: Any, most: Any) -> Iterator[str]:
    """Yield what of a value is longer than in another, or is not in it."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _longer(one, most[name])
    elif isinstance(value, list):
        for one, other in zip(value, most, strict=True):
            yield from _longer(one, other)
    elif len(str(value)) > len(str(most)):
        yield f"{value} is longer than {most}"
