"""Migrations: an older store comes to the present layout with nothing lost, and only then is Alembic imported."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, create_engine, select
from sqlalchemy.pool import NullPool

from diorama.mocks.world import toolbox
from diorama.snapshots.errors import MissingExtra, StoreError
from diorama.snapshots.migrations import FOLDER
from diorama.snapshots.store import FORMAT, Store
from diorama.snapshots.store_sql import METADATA
from tests.snapshots.test_store import _lived, _same
from tests.toy import Toy

OLD = Path(__file__).with_name("format_1.store")
"""An SQLite store as the last version of format 1 wrote it: ten states, a run with two results, a trace."""


def engine_of(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool)


def upgraded(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def everything(engine: Engine) -> dict[str, Sequence[Mapping[str, Any]]]:
    """Return all rows of all tables, in an order."""
    metadata = MetaData()
    with engine.connect() as connection:
        metadata.reflect(connection)
        return {
            table.name: sorted((dict(row) for row in connection.execute(select(table)).mappings()), key=str)
            for table in metadata.sorted_tables
        }


def layout(engine: Engine) -> dict[str, Any]:
    """Return what a database says of its tables: columns with types, keys, references."""
    metadata = MetaData()
    metadata.reflect(engine)
    return {
        table.name: (
            [(column.name, repr(column.type), column.nullable, column.primary_key) for column in table.columns],
            sorted((key.parent.name, key.target_fullname) for key in table.foreign_keys),
        )
        for table in metadata.sorted_tables
    }


@pytest.fixture
def old(database: str) -> str:
    """Return the URL of a database that holds what the old store does."""
    source, target = engine_of(f"sqlite:///{OLD}"), engine_of(database)
    if database.startswith("sqlite:///"):
        shutil.copy(OLD, database.removeprefix("sqlite:///"))
        return database
    upgraded(target, "1")
    metadata = MetaData()
    metadata.reflect(target)
    kept = everything(source)
    with target.begin() as connection:
        for table in metadata.sorted_tables:
            if table.name == "alembic_version":
                table.drop(connection)  # an old store has none
            elif table.name != "stores":
                _fill(table, kept[table.name], connection)
    return database


def _fill(table: Table, rows: Sequence[Mapping[str, Any]], connection: Any) -> None:
    whole = sorted(rows, key=lambda row: row["depth"]) if table.name == "states" else rows
    for row in whole:
        values = {name: bool(value) if name == "there" else value for name, value in row.items()}
        connection.execute(table.insert(), values)


def test_an_old_store_is_migrated_with_nothing_lost(old: str) -> None:
    before = everything(engine_of(old))
    with Store(old) as store:
        assert store.format == 1
        assert list(store.runs()) == ["first"]
        assert [name.partition(".")[2] for name in store.results("first")] == ["idle", "oracle"]
        (digest,) = store.traces()
        store.add_episode("first", "job", store.load_trace(digest), b"talk")
        for state in _lived(9):
            assert _same(store.load_state(state.digest(), toolbox((Toy,)).schemas), state)
    after = everything(engine_of(old))
    assert after.pop("stores") == [{"format": FORMAT}]
    assert after.pop("alembic_version") == [{"version_num": str(FORMAT)}]
    assert len(after.pop("episodes")) == 1
    assert after == {name: rows for name, rows in before.items() if name != "stores"}
    with Store(old) as store:
        assert store.format == FORMAT


def test_a_migrated_store_is_laid_out_as_a_new_one(database: str, old: str, tmp_path: Path) -> None:
    Store(old).close()
    engine = engine_of(old)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    if engine.dialect.name == "sqlite":
        Store(tmp_path / "new.sqlite").close()
        assert layout(engine) == layout(engine_of(f"sqlite:///{tmp_path / 'new.sqlite'}"))


def test_all_migrations_make_what_a_new_store_has(database: str, tmp_path: Path) -> None:
    engine = engine_of(database)
    upgraded(engine, "head")
    rows = everything(engine)
    assert {name: kept for name, kept in rows.items() if kept} == {
        "stores": [{"format": FORMAT}], "alembic_version": [{"version_num": str(FORMAT)}],
    }
    made = layout(engine)
    with engine.begin() as connection:
        METADATA.drop_all(connection)
    Store(database).close()
    assert layout(engine) == made
    assert everything(engine) == rows


def test_the_last_migration_is_the_present_format() -> None:
    scripts = ScriptDirectory(str(FOLDER))
    assert scripts.get_heads() == [str(FORMAT)]
    assert [script.revision for script in scripts.walk_revisions()] == [str(n) for n in range(FORMAT, 0, -1)]


_OPEN = "import sys; from diorama.snapshots.store import Store; print(Store(sys.argv[1]).format)"


def test_many_processes_open_an_old_store_at_once(old: str) -> None:
    def opened(_: int) -> str:
        done = subprocess.run([sys.executable, "-c", _OPEN, old], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(opened, range(3))) <= {"1", str(FORMAT)}
    assert len(everything(engine_of(old))["results"]) == 2


def test_alembic_is_imported_for_an_old_store_alone(tmp_path: Path) -> None:
    shutil.copy(OLD, tmp_path / "old.sqlite")
    for name, needed in (("new.sqlite", False), ("old.sqlite", True)):
        script = f"{_OPEN}; print('alembic' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", script, str(tmp_path / name)], capture_output=True, text=True,
                              check=True, timeout=120)
        assert done.stdout.split()[-1] == str(needed)


def test_without_alembic_an_old_store_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "old.sqlite"
    shutil.copy(OLD, path)
    monkeypatch.delitem(sys.modules, "diorama.snapshots.migrations", raising=False)
    monkeypatch.setitem(sys.modules, "alembic", None)
    with pytest.raises(MissingExtra, match=r"old.sqlite: it is of the older format 1; .*diorama\[store\]"):
        Store(path)
    assert path.read_bytes() == OLD.read_bytes()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    shutil.copy(OLD, path)
    engine = engine_of(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE episodes (run TEXT)")  # in the way
    before = everything(engine)
    with pytest.raises(StoreError, match="already exists"):
        Store(path)
    assert everything(engine) == before
