"""The store: states share rows, load as they were saved, and nothing is kept twice, in SQLite and in PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ClauseElement, create_mock_engine
from sqlalchemy.schema import CreateTable

from diorama.mocks.world import World, toolbox
from diorama.snapshots.errors import MissingExtra, StoreError, TraceError
from diorama.snapshots.state import State
from diorama.snapshots.store import LONGEST_CHAIN, Store
from diorama.snapshots.store_sql import METADATA, Statements
from diorama.snapshots.trace import Close, Header, Setting, parse_trace, trace_text
from tests.toy import Toy, act, toy_world

SCHEMAS = toolbox((Toy,)).schemas


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with Store(database) as opened:
        yield opened


def _lived(steps: int) -> list[State]:
    """Return the states of a world in which rows come, change and go, blobs are kept and calls scheduled."""
    world = toy_world()
    states = [world.state]
    for i in range(steps):
        act(world, "toy.add", text=f"note {i} é\u0000", tags=["odd" if i % 2 else "even"])
        if i % 3 == 0:
            act(world, "toy.keep", text=f"file {i}")
        if i % 4 == 0:
            act(world, "toy.remove", position=0)
        if i % 5 == 0:
            act(world, "toy.remind", name="bell", minutes=3)
        act(world, "toy.count", name="x")
        states.append(world.state)
    return states


def _same(one: State, other: State) -> bool:
    return one.to_json() == other.to_json() and one.digest() == other.digest()


def test_every_statement_and_table_is_one_that_postgresql_takes() -> None:
    """Compiled here; the tests below execute them too, where there is a server."""
    for name, driver in (("postgresql", "postgresql+psycopg"), ("sqlite", "sqlite")):
        dialect = create_mock_engine(f"{driver}://", lambda statement: None).dialect
        statements = {key: value for key, value in vars(Statements(name)).items() if isinstance(value, ClauseElement)}
        assert len(statements) > 15
        for key, statement in statements.items():
            written = str(statement.compile(dialect=dialect))
            once = key.startswith("add_") and key not in ("add_row", "add_state_blob")
            assert ("ON CONFLICT DO NOTHING" in written) == once, written
        for table in METADATA.sorted_tables:
            assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=dialect))


def test_states_load_as_they_were_saved(store: Store) -> None:
    states = _lived(LONGEST_CHAIN + 10)  # longer than a chain, so that one is kept whole in between
    previous: State | None = None
    for state in states:
        assert store.save_state(state, previous) == state.digest()
        previous = state
    for state in states[:: 7]:
        assert _same(store.load_state(state.digest(), SCHEMAS), state)
    with pytest.raises(StoreError, match="there is no state 'beef'"):
        store.load_state("beef", SCHEMAS)


def test_a_state_saved_beside_another_differs_in_any_way(store: Store) -> None:
    """Also beside one that has nothing in common with it, that is its future, or that is not kept."""
    states = _lived(12)
    other = World([Toy], seed=99).state
    unkept = toy_world(seed=5).state
    saved = [(states[12], None), (states[3], states[12]), (other, states[3]), (states[5], other), (states[7], unkept)]
    for state, beside in saved:
        store.save_state(state, beside)
        store.save_state(state, beside)
    for state, _ in saved:
        assert _same(store.load_state(state.digest(), SCHEMAS), state)


@given(st.data())
def test_any_states_beside_any_others_load_as_they_were_saved(data: st.DataObject) -> None:
    states = _lived(8)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "s.sqlite") as store:
        order = data.draw(st.permutations(range(len(states))))
        for place, number in enumerate(order):
            beside = data.draw(st.sampled_from([None, *order[:place]]))
            store.save_state(states[number], None if beside is None else states[beside])
        for state in states:
            assert _same(store.load_state(state.digest(), SCHEMAS), state)


def test_rows_and_blobs_are_kept_once(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    world = toy_world()
    for i in range(50):
        act(world, "toy.add", text=f"note {i}")
        act(world, "toy.keep", text=f"file {i}")
    first = world.state
    act(world, "toy.add", text="one more")
    with Store(path) as store:
        store.save_state(first)
        counts = _counts(path)
        assert (counts["records"], counts["blobs"], counts["state_rows"]) == (100, 50, 100)
        store.save_state(world.state, first)
        later = _counts(path)
        assert {name: later[name] - counts[name] for name in counts if later[name] != counts[name]} == {
            "records": 1, "states": 1, "state_rows": 1}
        act(world, "toy.add", text="and another")
        store.save_state(world.state)  # whole: its rows are shared all the same
        assert _counts(path)["records"] == 102


def _counts(path: Path) -> dict[str, int]:
    connection = sqlite3.connect(path)
    try:
        return {
            table.name: connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()[0]
            for table in METADATA.sorted_tables
        }
    finally:
        connection.close()


def test_what_does_not_add_up_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    states = _lived(4)
    with Store(path) as store:
        store.save_state(states[-1])
        for damage in (
            "UPDATE records SET body = replace(body, 'note 3', 'note 4')",
            "UPDATE states SET head = replace(head, '[7,', '[8,')",
            "UPDATE blobs SET content = x'00'",
            "DELETE FROM state_rows",
        ):
            copy = tmp_path / "copy.sqlite"
            shutil.copy(path, copy)
            connection = sqlite3.connect(copy)
            assert connection.execute(damage).rowcount > 0
            connection.commit()
            connection.close()
            with Store(copy) as damaged, pytest.raises(StoreError, match="does not add up"):
                damaged.load_state(states[-1].digest(), SCHEMAS)


def test_results_are_kept_once(store: Store) -> None:
    with pytest.raises(StoreError, match="there is no run 'night'"):
        store.add_result("night", "a", "{}")
    with pytest.raises(StoreError, match="there is no run 'night'"):
        store.results("night")
    store.begin_run("night", '{"jobs":3}')
    store.begin_run("night", '{"jobs":3}')
    with pytest.raises(StoreError, match="the run 'night' is there with another plan"):
        store.begin_run("night", '{"jobs":4}')
    assert store.add_result("night", "b", '{"n":1}')
    assert store.add_result("night", "a", '{"n":2}')
    assert not store.add_result("night", "b", '{"n":3}')
    assert store.results("night") == {"a": '{"n":2}', "b": '{"n":1}'}
    store.begin_run("day", "{}")
    assert store.results("day") == {}
    assert store.runs() == {"day": "{}", "night": '{"jobs":3}'}
    with pytest.raises(StoreError, match="holds a NUL"):
        store.add_result("night", "a\x00b", "{}")


def test_traces_are_kept_as_they_are(store: Store) -> None:
    header = Header(package="1", task="t/u", version=1, seed=3, factors={}, base="0" * 32, agent="idle",
                    env=Setting(family="T", max_steps=None, pace=1000, reward="success"))
    data = trace_text(header, [], None).encode()
    digest = store.save_trace(data + b'{"step":1,"act')
    assert digest == store.save_trace(data) == parse_trace(data).digest
    assert store.load_trace(digest) == data
    assert store.traces() == {digest: header}
    with pytest.raises(TraceError, match="line 1"):
        store.save_trace(data.replace(b"idle", b"odle"))
    with pytest.raises(StoreError, match="there is no trace"):
        store.load_trace("beef")


def _episode(answer: str, end: str = "") -> bytes:
    header = Header(package="1", task="t/u", version=1, seed=3, factors={}, base="0" * 32, agent=answer,
                    env=Setting(family="T", max_steps=None, pace=1000, reward="success"))
    return trace_text(header, [], Close({"success": False}, end)).encode()


def test_the_first_episode_of_a_job_counts_and_stays(store: Store) -> None:
    """But one in which our side failed counts until there is another; what was said lies beside what was done."""
    store.begin_run("night", "{}")
    store.begin_run("day", "{}")
    assert store.episode("night", "a") is None
    assert store.add_episode("night", "a", _episode("one", "invalid"), b"hm") == (_episode("one", "invalid"), b"hm")
    assert store.add_episode("night", "a", _episode("two"), b"well") == (_episode("two"), b"well")
    for late in (_episode("three"), _episode("two"), _episode("four", "invalid")):
        assert store.add_episode("night", "a", late, b"late") == (_episode("two"), b"well")
    assert store.episode("night", "a") == (_episode("two"), b"well")
    assert store.episode("day", "a") is None
    assert store.add_episode("day", "a", _episode("two")) == (_episode("two"), b"")
    assert sorted(header.agent for header in store.traces().values()) == ["one", "two"]
    with pytest.raises(StoreError, match="the trace of job 'b' is incomplete"):
        store.add_episode("night", "b", _episode("one")[:-20])
    with pytest.raises(StoreError, match="there is no run 'noon'"):
        store.add_episode("noon", "b", _episode("one"))


def test_results_of_some_jobs(store: Store) -> None:
    store.begin_run("night", "{}")
    for job in "cab":
        store.add_result("night", job, job)
    assert list(store.results("night", ["c", "x", "a"])) == ["a", "c"]
    assert store.results("night", []) == {}


_WRITER = """
import sys
from diorama.snapshots.store import Store
from tests.snapshots.test_store import _lived

with Store(sys.argv[1]) as store:
    store.begin_run("r", "{}")
    states = _lived(12)
    for before, state in zip([None, *states], states):
        store.save_state(state, before)
    print(sum(store.add_result("r", f"job {i:02}", sys.argv[2]) for i in range(40)))
"""


def test_many_processes_write_into_a_store_that_none_has_made(database: str) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def write(name: str) -> int:
        done = subprocess.run([sys.executable, "-c", _WRITER, database, name], env=environment, capture_output=True,
                              text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(write, ["one", "two", "three", "four"]))
    assert sum(kept) == 40
    with Store(database) as store:
        results = store.results("r")
        assert [list(results.values()).count(name) for name in ("one", "two", "three", "four")] == kept
        for state in _lived(12):
            assert _same(store.load_state(state.digest(), SCHEMAS), state)


def test_what_is_no_store_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "text.sqlite").write_text("hello, this is no database " * 50)
    with pytest.raises(StoreError, match=r"text\.sqlite: file is not a database"):
        Store(tmp_path / "text.sqlite")
    with pytest.raises(StoreError, match="unable to open database file"):
        Store(tmp_path / "missing" / "s.sqlite")
    with pytest.raises(StoreError, match="in sqlite or postgresql, not in mysql"):
        Store("mysql://here/there")
    with pytest.raises(StoreError, match="is no URL"):
        Store("://")
    with Store(tmp_path / "new.sqlite"):
        connection = sqlite3.connect(tmp_path / "new.sqlite")
        connection.execute("UPDATE stores SET format = 3")
        connection.commit()
        connection.close()
    with pytest.raises(StoreError, match="it is of format 3; this version of Diorama reads format 2"):
        Store(tmp_path / "new.sqlite")
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtra, match=r"diorama\[postgres\]"):
        Store("postgresql://nobody:secret@localhost/x")
