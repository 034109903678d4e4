"""State: to JSON and back, the queue, and what is refused on the way in."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.snapshots.calls import Actor, Call
from diorama.snapshots.digest import canonical
from diorama.snapshots.errors import StateError
from diorama.snapshots.state import Queue, Scheduled, State, empty_state
from tests.toy import Counter, Note, Toy, act, toy_world

ITEMS = st.builds(
    lambda due, number: Scheduled(
        due=due, number=number, call=Call(tool="toy.ring"), actor=Actor(role="scheduler", principal="toy")
    ),
    st.integers(0, 20), st.integers(1, 1000),
)


def lived_in() -> State:
    world = toy_world()
    act(world, "toy.add", text="Grüße \u2028 \U0001f600", folder="a", tags=["x", "y"], colour="red")
    act(world, "toy.keep", text="a file")
    act(world, "toy.draw", name="drawn")
    act(world, "toy.remind", name="b", minutes=5, times=2)
    act(world, "toy.remind", name="a", minutes=5)
    act(world, "toy.elsewhere", text="x")
    return world.state


def test_json_and_back_gives_an_equal_state() -> None:
    state = lived_in()
    again = State.from_json(state.to_json(), toy_world().box.schemas)
    assert again == state
    assert again.digest() == state.digest()
    assert again.blobs == state.blobs
    assert canonical(again.to_json()) == canonical(state.to_json())
    assert again.table("toy.notes").find("by_tag", "x") is not state.table("toy.notes").find("by_tag", "x")
    assert list(again.table("toy.notes").find("by_tag", "x")) == list(state.table("toy.notes").find("by_tag", "x"))


def test_every_part_of_a_state_but_its_blobs_is_in_the_digest() -> None:
    """Blobs are named in rows by what they hold."""
    state = lived_in()
    note = next(iter(state.table("toy.notes").rows()))
    others = [
        state._replace(seed=8), state._replace(now=state.now + 1), state._replace(counters=state.counters.set("x", 1)),
        state._replace(queue=state.queue.without(1)), state._replace(queue=Queue()),
        state._replace(tables=state.tables.set("toy.notes", state.tables["toy.notes"].put("new", note))),
        state._replace(tables=state.tables.set("toy.counters", state.tables["toy.counters"].put("new", Counter()))),
    ]
    digests = {one.digest() for one in (state, *others)}
    assert len(digests) == len(others) + 1
    assert all(len(digest) == 32 for digest in digests)


def test_a_row_moved_to_another_table_or_id_changes_the_digest() -> None:
    schemas = {**Toy.schemas, "toy.more": Toy.schemas["toy.notes"].__class__("toy.more", Note, {})}
    state = empty_state(0, 0, schemas)

    def put(path: str, identity: str) -> str:
        table = state.tables[path].put(identity, Note(text="a"))
        return state._replace(tables=state.tables.set(path, table)).digest()

    assert len({put("toy.notes", "a"), put("toy.more", "a"), put("toy.notes", "b")}) == 3


def test_an_empty_table_is_not_in_the_digest() -> None:
    """A service may get another table without changing old worlds."""
    assert empty_state(1, 2, {}).digest() == empty_state(1, 2, Toy.schemas).digest()


@given(st.lists(ITEMS, unique_by=lambda item: item.number), st.lists(st.integers(1, 1000), max_size=10))
def test_a_queue_is_in_order_and_its_digest_free_of_it(items: list[Scheduled], gone: list[int]) -> None:
    queue = Queue()
    for item in items:
        queue = queue.add(item)
    assert queue == Queue(items) == tuple(sorted(items, key=lambda item: (item.due, item.number)))
    assert queue.digest == Queue(reversed(items)).digest
    for number in [*gone, *(item.number for item in items[::2])]:
        queue = queue.without(number)
    left = [item for item in items[1::2] if item.number not in gone]
    assert sorted(item.number for item in queue) == sorted(item.number for item in left)
    assert queue.digest == Queue(left).digest
    assert Queue().digest == 0


def test_a_queue_without_what_it_has_not_is_the_same() -> None:
    queue = lived_in().queue
    assert queue.without(99) is queue


@pytest.mark.parametrize(("change", "message"), [
    ({"tables": {"toy.nothing": {}}}, r"a table 'toy\.nothing' that no service of this world declares"),
    ({"tables": {"toy.notes": {"n": {"text": 5}}}}, r"toy\.notes\.n is not a Note"),
    ({"tables": {"toy.notes": {"n": {"text": "a", "more": 1}}}}, r"toy\.notes\.n is not a Note"),
    ({"blobs": {"0" * 64: "YQ=="}}, "has other content than its name says"),
    ({"blobs": {"0" * 64: "!"}}, "is not base64"),
])
def test_what_does_not_fit_is_refused(change: dict[str, Any], message: str) -> None:
    data = {**lived_in().to_json(), **change}
    with pytest.raises(StateError, match=message):
        State.from_json(data, toy_world().box.schemas)


def test_a_table_that_is_not_there_is_named_with_the_nearest() -> None:
    with pytest.raises(StateError, match=r"there is no table 'toy\.note'\. Did you mean 'toy\.notes'\?"):
        lived_in().table("toy.note")
