"""Properties of every service that is registered: a new tool or table is tested by being there."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama.envs.spaces import CallSpace
from diorama.mocks.catalog import SERVICES, service_classes
from diorama.mocks.faces.schemas import tool_list
from diorama.mocks.world import COMMON, Toolbox, World, agent
from diorama.mocks.worlds import BaseWorld, base_world
from diorama.snapshots.calls import Call
from diorama.snapshots.diff import diff
from diorama.snapshots.errors import UsageError
from diorama.snapshots.records import Record
from diorama.snapshots.state import State, empty_state
from tests.registry.everywhere import everywhere
from tests.registry.pointed import Pointed
from tests.rows import others, rows

BOX = Toolbox(tuple(SERVICES.values()))
TOOLS = sorted(BOX.specs)
AGENT_TOOLS = [name for name in TOOLS if "agent" in BOX.specs[name].faces]
"""The tools that agents have in one world or another: where there is a phone, they have its own alone."""
FIELDS = [(path, name) for path in sorted(BOX.schemas) for name in BOX.schemas[path].record.model_fields]
DIARY = "phone.deeds"
"""What a phone notes of each action with it, waiting too."""


def _thinned(parameters: list[Any], path_of: Callable[[Any], str], every: int) -> list[Any]:
    """Mark what is of the many tables of a phone's apps as `long`, but for every so many."""
    out, seen = [], 0
    for one in parameters:
        seen += path_of(one).startswith("phone.")
        values = one if isinstance(one, tuple) else (one,)
        thin = path_of(one).startswith("phone.") and seen % every != 1
        out.append(pytest.param(*values, marks=pytest.mark.long) if thin else pytest.param(*values))
    return out

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["me", "INBOX", "msg_handbook", "a@b.test", "2026-03-05T09:00", "*", "../../etc", "\x00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def office() -> BaseWorld:
    return everywhere()


def world_of(office: BaseWorld) -> World:
    return World(service_classes(office.services), office.state)


# --- tools -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_described(name: str) -> None:
    spec = BOX.specs[name]
    first = spec.doc.partition("\n")[0]
    assert re.match(r"[A-Z][a-z']+\b", first), f"{name}: {first}"
    assert spec.doc.strip().endswith((".", ":"))
    assert len(spec.doc) < 1500
    assert len(spec.doc) > 8


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_has_a_schema_in_every_dialect(name: str) -> None:
    spec = BOX.specs[name]
    assert re.fullmatch("[A-Za-z0-9_-]{1,64}", spec.wire), "vendors take no other names"
    for dialect in ("openai", "anthropic", "mcp"):
        (shown,) = tool_list([spec], dialect)
        assert json.loads(json.dumps(shown)) == shown
        shown.clear()
    schema: Any = spec.schema
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    assert set(schema.get("required", ())) <= set(schema.get("properties", {}))
    assert tool_list([spec], "openai")[0]["type"] == "function"


def test_names_are_unique_in_both_spellings() -> None:
    assert len(BOX.by_wire) == len(BOX.specs)
    assert {BOX.name_of(BOX.specs[name].wire) for name in TOOLS} == set(TOOLS)
    for service in (*COMMON, *SERVICES.values()):
        assert re.fullmatch("[a-z]+", service.name)
        for name in service.specs:
            owners = (f"{service.name}.", f"{service.vendor or service.name}.")
            assert name.startswith(owners) or name in ("finish", "decline", "wait")


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(UsageError, match="no tool dialect 'xml'; there are openai, anthropic, mcp"):
        tool_list([], "xml")


@pytest.mark.parametrize("name", TOOLS)
def test_samples_fit_the_schema(name: str) -> None:
    """What the action space samples is bound without complaint."""
    space = CallSpace([BOX.specs[name]], 100_000, seed=5)
    for _ in range(20):
        sample = json.loads(space.sample())
        assert sample["tool"] == BOX.specs[name].wire
        BOX.specs[name].bind(json.dumps(sample["arguments"]))


@pytest.mark.parametrize("name", AGENT_TOOLS)
@settings(max_examples=15)
@given(data=st.data())
def test_any_arguments_give_an_outcome_and_a_failure_changes_nothing(
    name: str, data: st.DataObject, office: BaseWorld
) -> None:
    parameters = list(BOX.specs[name].params.model_fields)
    arguments = data.draw(st.dictionaries(st.sampled_from([*parameters, "other"]), JSON, max_size=5))
    world = world_of(office)
    outcome = world.call(Call.of(name, arguments), actor=agent(office.principal))
    if not outcome.ok:
        assert world.state is office.state
        assert re.fullmatch("[a-z_]+", outcome.code)
        assert len(outcome.message) < 3000
        assert "\n" not in outcome.message


@pytest.mark.parametrize("name", AGENT_TOOLS)
def test_a_tool_that_says_it_reads_changes_nothing(name: str, office: BaseWorld) -> None:
    """The effect is what the hints of MCP and the judge's labels are made of."""
    calls = Pointed([BOX.specs[name]], seed=11)
    for _ in range(15):
        world = world_of(office)
        outcome = world.call(calls.next(world, office.principal), actor=agent(office.principal))
        assert outcome.ok or outcome.code != "unknown_tool"
        if BOX.specs[name].effect == "read" and not world.log[-1].step.effects:
            assert world.state.tables.delete(DIARY) == office.state.tables.delete(DIARY)
            assert world.state.counters == office.state.counters
            assert world.state.queue == office.state.queue


def test_pointed_calls_get_far(office: BaseWorld) -> None:
    """Each service's tools find something to work on: what the test above says of them is said of their work."""
    done: dict[str, list[bool]] = {}
    for name in AGENT_TOOLS:
        calls = Pointed([BOX.specs[name]], seed=3)
        for _ in range(6):
            world = world_of(office)
            outcome = world.call(calls.next(world, office.principal), actor=agent(office.principal))
            done.setdefault(name.partition(".")[0], []).append(outcome.ok)
    for service in SERVICES:
        assert sum(done[service]) > len(done[service]) // 3, service


def test_reading_tools_are_found() -> None:
    effects = {BOX.specs[name].effect for name in AGENT_TOOLS}
    assert {"read", "write", "send", "destroy"} <= effects


# --- tables ----------------------------------------------------------------------------------------------------------


def _with(path: str, identity: str, row: Record) -> State:
    state = empty_state(1, 0, BOX.schemas)
    return state._replace(tables=state.tables.set(path, state.tables[path].put(identity, row)))


@pytest.mark.parametrize(("path", "name"), _thinned(FIELDS, lambda one: one[0], 20), ids=lambda value: value)
@settings(max_examples=8)
@given(data=st.data())
def test_every_field_of_every_row_is_in_the_digest_and_the_diff(path: str, name: str, data: st.DataObject) -> None:
    record = BOX.schemas[path].record
    row = data.draw(rows(record))
    new = row.replace(**{name: data.draw(others(record, name, getattr(row, name)))})
    before, after = _with(path, "some id", row), _with(path, "some id", new)
    assert before.digest() != after.digest()
    (change,) = diff(before, after)
    assert change.path == f"{path}.some id.{name}"
    assert change.before == row.model_dump(mode="json")[name]
    assert change.after == new.model_dump(mode="json")[name]


@pytest.mark.parametrize("path", _thinned(sorted(BOX.schemas), lambda one: one, 10))
@given(data=st.data())
def test_every_row_goes_to_json_and_back(path: str, data: st.DataObject) -> None:
    record = BOX.schemas[path].record
    state = _with(path, "some id", data.draw(rows(record)))
    again = State.from_json(json.loads(json.dumps(state.to_json())), BOX.schemas)
    assert again == state
    assert again.digest() == state.digest()
    for index in BOX.schemas[path].indexes:
        assert again.table(path).keys(index) == state.table(path).keys(index)


@pytest.mark.parametrize("name", ["office-small", pytest.param("office-large", marks=pytest.mark.long)])
def test_a_base_world_goes_to_json_and_back(name: str) -> None:
    base = base_world(name)
    schemas, state = Toolbox(service_classes(base.services)).schemas, base.state
    again = State.from_json(json.loads(json.dumps(state.to_json())), schemas)
    assert again.digest() == state.digest()
    assert again == state
