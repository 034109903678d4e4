"""Tables against a dict: rows, digest, indexes, changes; and that versions share."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama.snapshots.digest import ROW_HASH_SPACE, row_hash
from diorama.snapshots.errors import StateError
from diorama.snapshots.tables import Schema, Table
from tests.rows import rows
from tests.toy import Counter, Note, Toy

SCHEMA: Schema[Note] = Toy.schemas["toy.notes"]
IDS = st.sampled_from("abcdefgh")
CHANGES = st.lists(st.tuples(IDS, st.none() | rows(Note)), max_size=30)

Changes = Sequence[tuple[str, Note | None]]


def applied(table: Table[Note], model: dict[str, Note], changes: Changes) -> tuple[Table[Note], dict[str, Note]]:
    model = dict(model)
    for identity, row in changes:
        if row is not None:
            table, model[identity] = table.put(identity, row), row
        elif identity in model:
            table = table.remove(identity)
            del model[identity]
    return table, model


def check_against(table: Table[Note], model: dict[str, Note]) -> None:
    assert table.ids() == sorted(model)
    assert list(table.rows()) == [model[identity] for identity in sorted(model)]
    assert len(table) == len(model)
    for identity in "abcdefgh":
        assert (identity in table) == (identity in model)
        assert table.get(identity) == model.get(identity)
        assert (table.hash_of(identity) is None) == (identity not in model)
    hashes = [row_hash("toy.notes", identity, row.canonical()) for identity, row in model.items()]
    assert table.digest == sum(hashes) % ROW_HASH_SPACE
    for name, index in SCHEMA.indexes.items():
        expected: dict[str, list[tuple[int | str, str]]] = {}
        for identity, row in model.items():
            for key in set(index.keys(row)):
                expected.setdefault(key, []).append((index.order(row), identity))
        assert table.keys(name) == sorted(expected)
        for key, where in expected.items():
            assert list(table.find(name, key)) == sorted(where)
    assert list(table.find("by_tag", "no such tag")) == []


@given(CHANGES)
def test_a_table_is_a_dict(changes: Changes) -> None:
    table, model = applied(Table(SCHEMA), {}, changes)
    check_against(table, model)
    loaded = Table(SCHEMA, model)
    check_against(loaded, model)
    assert loaded == table
    assert hash(loaded) == hash(table)


@given(CHANGES, CHANGES, st.sets(st.sampled_from(sorted(SCHEMA.prompt))), st.booleans())
def test_a_version_does_not_change_when_others_are_made_of_it(
    first: Changes, second: Changes, looked_into: set[str], ready: bool
) -> None:
    """Some indexes are there before the second changes, which follow them; the others are built when looked into."""
    table, model = applied(Table(SCHEMA), {}, first)
    for name in sorted(looked_into):
        table.keys(name)
    if ready:
        table.ready()
    later, later_model = applied(table, model, second)
    check_against(table, model)
    check_against(later, later_model)
    everything = "abcdefgh"
    assert later.changed(table) == [one for one in everything if model.get(one) != later_model.get(one)]
    assert table.changed(later) == later.changed(table)
    assert (later == table) == (model == later_model)


@given(st.lists(st.tuples(IDS, rows(Note)), unique_by=lambda item: item[0]), st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order_of_writes(items: list[tuple[str, Note]], random: object) -> None:
    table, _ = applied(Table(SCHEMA), {}, items)
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other, _ = applied(Table(SCHEMA), {}, shuffled)
    assert table.digest == other.digest


@given(CHANGES, IDS, rows(Note))
def test_a_row_that_comes_and_goes_leaves_no_trace(changes: Changes, identity: str, row: Note) -> None:
    table, model = applied(Table(SCHEMA), {}, changes)
    if identity not in model:
        assert table.put(identity, row).remove(identity) == table
    else:
        assert table.put(identity, row).put(identity, model[identity]) == table
        assert table.put(identity, model[identity]) is table


def test_rows_are_shared_and_the_path_counts() -> None:
    note, other = Note(text="a"), Note(text="b")
    first = Table(SCHEMA).put("x", note)
    second = first.put("y", other)
    assert second["x"] is first["x"] is note
    elsewhere: Table[Note] = Table(Schema("toy.other", Note, {})).put("x", note)
    assert elsewhere.digest != first.digest
    assert elsewhere != first
    assert first != "x"


def test_a_table_takes_its_own_rows_only() -> None:
    with pytest.raises(StateError, match=r"toy\.notes holds Note rows; 'x' is a Counter"):
        Table(SCHEMA).put("x", Counter())  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        Table(SCHEMA).remove("x")


def test_the_cost_of_a_write_does_not_grow_with_the_table() -> None:
    """A write copies some nodes and one chunk an index: count what is not shared, not seconds."""
    table = Table(SCHEMA, {f"n{i:05}": Note(text=str(i % 7), at=i) for i in range(3000)})
    after = table.put("n00500", Note(text="new", at=500))
    assert sum(a is not b for a, b in zip(table.rows(), after.rows(), strict=True)) == 1
    chunks = [id(chunk) for chunk in table.find("by_folder", "top")._chunks]
    moved = [id(chunk) for chunk in after.put("n00501", Note(text="", at=9)).find("by_folder", "top")._chunks]
    assert len(set(moved) - set(chunks)) <= 3
    assert all(a < b for a, b in pairwise(after.find("by_folder", "top")))
