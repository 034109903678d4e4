"""The diff is complete: applied to the state before, it gives the state after, for every table of every service."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutables import Map

from diorama.mocks.catalog import SERVICES
from diorama.mocks.world import Toolbox
from diorama.snapshots.calls import Actor, Call
from diorama.snapshots.diff import Change, diff
from diorama.snapshots.state import Queue, Scheduled, State, empty_state
from tests.rows import rows
from tests.toy import Toy, act, toy_world

SCHEMAS = Toolbox([Toy, *SERVICES.values()]).schemas
IDS = ("a", "b c", "d_1", "x@y.test 5")

waiting = st.builds(
    lambda due, number, tool: Scheduled(
        due=due, number=number, call=Call.of(tool, {"n": number}), actor=Actor(role="person", principal="p")
    ),
    st.integers(0, 9), st.integers(1, 6), st.sampled_from(["toy.ring", "toy.count"]),
)
queues = st.lists(waiting, unique_by=lambda item: item.number).map(Queue)


def state_of(path: str, table: dict[str, Any], queue: Queue) -> State:
    state = empty_state(1, 0, {path: SCHEMAS[path]})  # the others would be read again and again, and are empty
    for identity, row in table.items():
        state = state._replace(tables=state.tables.set(path, state.tables[path].put(identity, row)))
    return state._replace(queue=queue)


def patched(before: State, changes: list[Change]) -> State:
    """Apply a diff to a state, as plain JSON, and read the result back."""
    data: Any = before.to_json()
    full = {path: {key: table[key].model_dump(mode="json") for key in table.ids()}
            for path, table in before.tables.items()}
    queue: dict[int, Any] = {item.number: item.model_dump(mode="json") for item in before.queue}
    for path, _, after in changes:
        if path.startswith("queue."):
            queue.pop(int(path.removeprefix("queue.")), None)
            if after is not None:
                queue[int(path.removeprefix("queue."))] = after
            continue
        service, name, rest = path.split(".", 2)
        table = full[f"{service}.{name}"]
        identity = next(one for one in IDS if rest == one or rest.startswith(f"{one}."))
        if rest != identity:
            table[identity][rest.removeprefix(f"{identity}.")] = after
        elif after is None:
            del table[identity]
        else:
            table[identity] = after
    schemas = {path: SCHEMAS[path] for path in before.tables}
    return State.from_json({**data, "tables": full, "queue": list(queue.values())}, schemas)


@pytest.mark.parametrize("path", sorted(SCHEMAS))
@given(data=st.data())
def test_a_diff_applied_to_the_state_before_gives_the_state_after(path: str, data: st.DataObject) -> None:
    tables = st.dictionaries(st.sampled_from(IDS), rows(SCHEMAS[path].record), max_size=4)
    before = state_of(path, data.draw(tables), data.draw(queues))
    after = state_of(path, data.draw(tables), data.draw(queues))
    changes = diff(before, after)
    assert patched(before, changes) == after
    assert patched(after, diff(after, before)) == before
    assert bool(changes) == (before.digest() != after.digest())
    assert all(change.before != change.after for change in changes)


def test_a_diff_names_what_changed() -> None:
    world = toy_world()
    before = world.state
    identity = str(act(world, "toy.add", text="old", tags=["x"]).value["id"])  # type: ignore[call-overload, index]
    middle = world.state
    act(world, "toy.edit", note=identity, text="new")
    act(world, "toy.remind", name="a", minutes=1)
    assert diff(middle, world.state)[:1] == [Change(f"toy.notes.{identity}.text", "old", "new")]
    assert [change.path for change in diff(middle, world.state)[1:]] == ["queue.1"]
    created = diff(before, middle)
    assert [(change.path, change.before) for change in created] == [(f"toy.notes.{identity}", None)]
    assert created[0].after["tags"] == ["x"]  # type: ignore[call-overload, index]
    assert diff(world.state, world.state) == []


def test_a_table_that_one_side_lacks_is_reported_whole() -> None:
    world = toy_world()
    act(world, "toy.count", name="a")
    without = world.state._replace(tables=world.state.tables.delete("toy.counters"))
    assert diff(without, world.state) == [Change("toy.counters.a", None, {"value": 1})]
    assert diff(world.state, without) == [Change("toy.counters.a", {"value": 1}, None)]
    assert isinstance(without.tables, Map)
