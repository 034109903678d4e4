"""The SQLite file of a state holds every row with every field, and nothing that SQL could trip over."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from diorama.mocks.world import World
from diorama.snapshots.digest import sha256_hex
from diorama.snapshots.errors import StoreError
from diorama.snapshots.export import export_sqlite
from diorama.snapshots.state import State
from tests.toy import Counter, act, toy_world


def _lived() -> State:
    world = toy_world()
    act(world, "toy.add", text="one é \u0000 'quoted' \"twice\"", tags=["a", "b"], colour="red")
    act(world, "toy.add", text="two", folder="inbox")
    act(world, "toy.keep", text="a file")
    act(world, "toy.count", name="x", by=-3)
    act(world, "toy.remind", name="bell", minutes=9)
    return world.state


def _read(path: Path, query: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(path)) as file:
        file.row_factory = sqlite3.Row
        return [dict(row) for row in file.execute(query)]


def test_every_row_and_field_is_in_its_table(tmp_path: Path) -> None:
    state, path = _lived(), tmp_path / "s.sqlite"
    counts = export_sqlite(state, path)
    for name, table in state.tables.items():
        rows = {row.pop("id"): row for row in _read(path, f"SELECT * FROM {name.replace('.', '_')}")}
        assert list(rows) == table.ids()
        assert counts[name.replace(".", "_")] == len(rows)
        for identity, row in rows.items():
            whole = table[identity].model_dump(mode="json")
            assert row.keys() == whole.keys()
            for field, value in whole.items():
                assert (json.loads(row[field]) if isinstance(value, list | dict) else row[field]) == value


def test_what_is_not_in_tables_is_there_too(tmp_path: Path) -> None:
    state, path = _lived(), tmp_path / "s.sqlite"
    export_sqlite(state, path)
    about = {row["name"]: row["value"] for row in _read(path, "SELECT * FROM state")}
    assert about == {"digest": state.digest(), "seed": "7", "now": str(state.now)}
    assert {row["name"]: row["value"] for row in _read(path, "SELECT * FROM counters")} == dict(state.counters)
    (blob,) = _read(path, "SELECT * FROM blobs")
    assert (blob["content"], blob["size"], blob["name"]) == (b"a file", 6, sha256_hex(b"a file"))
    (waiting,) = _read(path, "SELECT * FROM queue")
    assert (waiting["tool"], waiting["due"], waiting["role"]) == ("toy.ring", state.queue[0].due, "scheduler")


def test_columns_have_the_types_of_their_fields(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    export_sqlite(_lived(), path)
    kinds = {row["name"]: row["type"] for row in _read(path, "PRAGMA table_info(toy_notes)")}
    assert kinds == {"id": "TEXT", "text": "TEXT", "place": "TEXT", "tags": "TEXT", "links": "TEXT", "colour": "TEXT",
                     "pinned": "BOOLEAN", "at": "INTEGER", "content": "TEXT"}
    (row,) = _read(path, "SELECT * FROM toy_notes WHERE json_extract(place, '$.folder') = 'inbox' AND pinned = 0")
    assert (row["text"], row["colour"]) == ("two", None)


def test_a_file_that_is_there_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    path.write_text("mine")
    with pytest.raises(StoreError, match="is there already"):
        export_sqlite(_lived(), path)
    assert path.read_text() == "mine"


def test_an_integer_that_sqlite_would_round_is_refused(tmp_path: Path) -> None:
    world: World = toy_world()
    counters = world.state.tables["toy.counters"].put("big", Counter(value=2**63))
    state = world.state._replace(tables=world.state.tables.set("toy.counters", counters))
    with pytest.raises(StoreError, match=r"toy\.counters\.big\.value is 9223372036854775808"):
        export_sqlite(state, tmp_path / "s.sqlite")
