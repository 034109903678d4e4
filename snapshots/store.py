"""Store: what lasts. States with rows shared between them, traces, runs and results, in SQLite or PostgreSQL."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from immutables import Map
from sqlalchemy import Connection, Engine, Executable, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from .digest import canonical, sha256_hex, text_digest
from .errors import MissingExtra, StoreError, shown
from .state import State
from .store_sql import DIALECTS, METADATA, STORES, Statements
from .tables import Schema
from .trace import Header, Trace, parse_trace

FORMAT = 2
"""The version of the layout of the tables: the revision of the last of `migrations`."""

LONGEST_CHAIN = 64
"""A state is kept as its difference to another, and that to a third, up to this many; then one is kept whole."""


class Kept(NamedTuple):
    """An episode as it is kept: the bytes of its trace, and of the talk beside it (empty if there was none)."""

    trace: bytes
    talk: bytes


class Store:
    """A durable store, opened by the path of an SQLite file or a database URL; made if it is not there, unless `make`
    is False.

    Any number of processes may write to one. What is there already stays as it is: a state, a trace or a result is
    never kept twice and never changed.
    """

    def __init__(self, where: Path | str, *, make: bool = True) -> None:
        self._url = _url(where)
        if not make and self._url.get_backend_name() == "sqlite" and not Path(self._url.database or "").is_file():
            raise StoreError(f"{self}: there is no such file")
        self._sql = Statements(self._url.get_backend_name())
        self._engine = _engine(self._url)
        try:
            self.format = self._opened(make)
            """The format in which the store was found."""
        except BaseException:
            self.close()
            raise

    def _opened(self, make: bool) -> int:
        """Make the store if it is not there, migrate it if it is older, and return the format in which it was found."""
        with self._connection(write=False) as connection:
            ready = inspect(connection).has_table(STORES.name)
        if not ready and not make:
            raise StoreError(f"{self}: it is no store of runs")
        if not ready:
            self._create()
        found = self._found()
        if found < FORMAT:
            self._migrate(found)
        return found

    def __str__(self) -> str:
        return self._url.render_as_string(hide_password=True)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Yield a connection that may make and change tables, while no other process does."""
        with self._connection(write=True) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(self._sql.lock)
            yield connection

    def _create(self) -> None:
        with self._alone() as connection:
            if not inspect(connection).has_table(STORES.name):  # another process may just have made them
                METADATA.create_all(connection)
                connection.execute(self._sql.add_format, {"format": FORMAT})
                connection.execute(self._sql.add_revision, {"version_num": str(FORMAT)})

    def _found(self) -> int:
        """Return the store's format; StoreError if it is none, or newer."""
        with self._connection(write=False) as connection:
            formats = connection.execute(self._sql.format).scalars().all()
        if len(formats) != 1 or not 1 <= formats[0] <= FORMAT:
            found = ", ".join(map(str, formats)) or "none"
            raise StoreError(f"{self}: it is of format {found}; this version of Diorama reads format {FORMAT}")
        return int(formats[0])

    def _migrate(self, found: int) -> None:
        """Bring an older store's tables to the present format, once, whoever comes first; what it holds stays."""
        try:
            from .migrations import migrate
        except ModuleNotFoundError:
            raise MissingExtra(f"{self}: it is of the older format {found}; to migrate it takes Alembic: "
                               "pip install 'diorama[store]'") from None
        with self._alone() as connection:
            now: int = connection.execute(self._sql.format).scalar_one()
            if now < FORMAT:
                migrate(connection, now)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _connection(self, *, write: bool) -> Iterator[Connection]:
        """Yield a connection in a transaction, which is kept if nothing is raised."""
        try:
            with self._engine.connect().execution_options(**{_WRITES: write}) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise StoreError(f"{self}: {' '.join(str(error.orig).split())}") from error

    def save_state(self, state: State, beside: State | None = None) -> str:
        """Keep a state and return its digest.

        With a kept state `beside` it, that it has most rows in common with, only what differs is written. Rows and
        blobs that any state has are written once in any case.
        """
        digest = state.digest()
        with self._connection(write=False) as connection:
            if self._depth(connection, digest) is not None:
                return digest
            depth = None if beside is None else self._depth(connection, beside.digest())
        base = None if depth is None or depth + 1 >= LONGEST_CHAIN else beside
        rows = [
            (path, identity, body, None if body is None else text_digest(body))
            for path, identity, body in _changed_rows(state, base)
        ]
        contents = _changed_blobs(state, base)
        head = canonical([state.seed, state.now, dict(state.counters), [item.model_dump() for item in state.queue]])
        with self._connection(write=True) as connection:
            records = {name: body for _, _, body, name in rows if name is not None}
            _each(connection, self._sql.add_record, [
                {"digest": name, "body": records[name]} for name in sorted(records)
            ])
            _each(connection, self._sql.add_blob, [
                {"name": name, "content": content} for name, content in contents if content is not None
            ])
            new = _added(connection, self._sql.add_state, {
                "digest": digest, "base": None if base is None else base.digest(),
                "depth": 0 if base is None or depth is None else depth + 1, "head": head,
            })
            if new:  # if not, another process has just kept it
                _each(connection, self._sql.add_row, [
                    {"state": digest, "position": position, "path": path, "id": identity, "record": name}
                    for position, (path, identity, _, name) in enumerate(rows)
                ])
                _each(connection, self._sql.add_state_blob, [
                    {"state": digest, "blob": name, "there": content is not None} for name, content in contents
                ])
        return digest

    def load_state(self, digest: str, schemas: Mapping[str, Schema[Any]]) -> State:
        """Return a kept state; StoreError if there is none, or if it is not what was kept."""
        key = {"digest": digest}
        with self._connection(write=False) as connection:
            chain = connection.execute(self._sql.chain, key).all()
            rows = connection.execute(self._sql.rows, key).all()
            kept = connection.execute(self._sql.blobs, key).all()
        if not chain:
            raise StoreError(f"{self}: there is no state {shown(digest)}")
        tables: dict[str, dict[str, Any]] = {}
        for path, identity, body in rows:
            table = tables.setdefault(path, {})
            if body is None:
                del table[identity]
            else:
                table[identity] = json.loads(body)
        blobs: dict[str, bytes] = {}
        for there, name, content in kept:
            if there:
                blobs[name] = content
            else:
                del blobs[name]
        seed, now, counters, queue = json.loads(chain[-1].head)
        state = State.from_json({
            "seed": seed, "now": now, "counters": counters, "queue": queue, "blobs": {},
            "tables": {path: table for path, table in tables.items() if table},
        }, schemas)._replace(blobs=Map(blobs))
        wrong = [name for name in sorted(blobs) if sha256_hex(blobs[name]) != name]
        if wrong or state.digest() != digest:
            raise StoreError(f"{self}: what is kept as state {digest} does not add up to it"
                             + (f"; blob {wrong[0]} has other content than its name says" if wrong else ""))
        return state

    def save_trace(self, data: bytes) -> str:
        """Keep a trace, its whole lines, and return its digest; TraceError if it is damaged."""
        trace = parse_trace(data)
        row = _trace_row(trace, data)
        with self._connection(write=True) as connection:
            connection.execute(self._sql.add_trace, row)
        return trace.digest

    def load_trace(self, digest: str) -> bytes:
        """Return the bytes of a kept trace."""
        with self._connection(write=False) as connection:
            content: bytes | None = connection.execute(self._sql.trace, {"digest": digest}).scalar()
        if content is None:
            raise StoreError(f"{self}: there is no trace {shown(digest)}")
        return content

    def traces(self) -> dict[str, Header]:
        """Return the headers of all traces by their digests."""
        with self._connection(write=False) as connection:
            rows = connection.execute(self._sql.traces).all()
        return {digest: Header.model_validate_json(header) for digest, header in sorted(rows)}

    def begin_run(self, run: str, plan: str) -> None:
        """Note a run with its plan (JSON), or go on with it; StoreError if the run has another plan."""
        with self._connection(write=True) as connection:
            connection.execute(self._sql.add_run, {"name": _plain(run), "plan": plan})
            if connection.execute(self._sql.plan, {"name": run}).scalar() != plan:
                raise StoreError(f"{self}: the run {run!r} is there with another plan")

    def runs(self) -> dict[str, str]:
        """Return the plans of all runs by their names."""
        with self._connection(write=False) as connection:
            rows = connection.execute(self._sql.runs).all()
        return dict(sorted(rows))

    def add_result(self, run: str, job: str, result: str) -> bool:
        """Keep the result (JSON) of a job of a run; False if it has one already, which stays."""
        return self.add_results(run, {job: result}) == 1

    def add_results(self, run: str, results: Mapping[str, str]) -> int:
        """Keep the results (JSON) of several jobs at once, and return how many had none."""
        with self._connection(write=True) as connection:
            self._check_run(connection, run)
            rows = [{"run": run, "job": _plain(job), "result": result} for job, result in results.items()]
            return sum(_added(connection, self._sql.add_result, row) for row in rows)

    def results(self, run: str, jobs: Sequence[str] | None = None) -> dict[str, str]:
        """Return the results of a run by their jobs, in the order of the jobs' names: all, or those of some jobs."""
        with self._connection(write=False) as connection:
            self._check_run(connection, run)
            if jobs is None:
                rows = connection.execute(self._sql.results, {"name": run}).all()
            else:
                rows = connection.execute(self._sql.some_results, {"name": run, "jobs": list(jobs)}).all()
        return dict(sorted(rows))

    def add_episode(self, run: str, job: str, trace: bytes, talk: bytes = b"") -> Kept:
        """Keep the complete trace of a job's episode with the talk beside it, and return what counts for the job.

        The first episode does, and stays; one in which our side failed, only until another follows.
        """
        read = parse_trace(trace)
        if read.close is None:
            raise StoreError(f"{self}: the trace of job {shown(job)} is incomplete; only complete ones are kept by job")
        failed = read.close.end == "invalid"
        row = {"run": run, "job": _plain(job), "failed": failed, "trace": read.digest, "talk": talk}
        with self._connection(write=True) as connection:
            self._check_run(connection, run)
            last = connection.execute(self._sql.episode, {"name": run, "job": job}).first()
            if last is None or (last.failed and last.trace != read.digest):
                connection.execute(self._sql.add_trace, _trace_row(read, trace))
                number = 1 if last is None else last.number + 1
                connection.execute(self._sql.add_episode, {**row, "number": number})
                last = connection.execute(self._sql.episode, {"name": run, "job": job}).one()
        return Kept(last.content, last.talk)

    def episode(self, run: str, job: str) -> Kept | None:
        """Return the trace and the talk that count for a job; None if no episode of it is kept."""
        with self._connection(write=False) as connection:
            self._check_run(connection, run)
            last = connection.execute(self._sql.episode, {"name": run, "job": job}).first()
        return None if last is None else Kept(last.content, last.talk)

    def _check_run(self, connection: Connection, run: str) -> None:
        if connection.execute(self._sql.plan, {"name": run}).scalar() is None:
            raise StoreError(f"{self}: there is no run {shown(run)}")

    def _depth(self, connection: Connection, digest: str) -> int | None:
        depth: int | None = connection.execute(self._sql.depth, {"digest": digest}).scalar()
        return depth


def _trace_row(trace: Trace, data: bytes) -> dict[str, object]:
    return {"digest": trace.digest, "header": trace.header.model_dump_json(), "content": data[: trace.size]}


def _added(connection: Connection, statement: Executable, row: Mapping[str, object]) -> bool:
    """Insert a row; False if one with its key was there."""
    return connection.execute(statement, row, execution_options={"preserve_rowcount": True}).rowcount == 1


def _each(connection: Connection, statement: Executable, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows, if there are any. They are in the order of their keys, so that two writers wait and do not lock."""
    if rows:
        connection.execute(statement, rows)


def _changed_rows(state: State, base: State | None) -> Iterator[tuple[str, str, str | None]]:
    """Yield path, id and canonical text of the rows that differ from a base; None where only the base has the row."""
    old = {} if base is None else base.tables
    for path in sorted({*state.tables, *old}):
        table, before = state.tables.get(path), old.get(path)
        if table is None:
            ids = [] if before is None else before.ids()
        else:
            ids = table.ids() if before is None else table.changed(before)
        for identity in ids:
            row = None if table is None else table.get(identity)
            yield path, _plain(identity), None if row is None else row.canonical()


def _changed_blobs(state: State, base: State | None) -> list[tuple[str, bytes | None]]:
    """Return the blobs that differ from a base, by name; None where only the base has it."""
    if base is None:
        return sorted(state.blobs.items())
    if state.blobs is base.blobs:
        return []
    new = [(name, content) for name, content in state.blobs.items() if name not in base.blobs]
    gone = [(name, None) for name in base.blobs if name not in state.blobs]
    return sorted([*new, *gone], key=lambda pair: pair[0])


def _plain(text: str) -> str:
    """Return a text; StoreError if it holds a NUL, which PostgreSQL takes in no text."""
    if "\x00" in text:
        raise StoreError(f"{shown(text)} holds a NUL; a name in the store may not")
    return text


def _url(where: Path | str) -> URL:
    """Return the URL of a file's path or of a database; PostgreSQL is spoken to through psycopg."""
    if isinstance(where, Path) or "://" not in where:
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
    except ArgumentError as error:
        raise StoreError(f"{shown(where)} is no URL of a database: {error}") from None
    kind = url.get_backend_name()
    if kind not in DIALECTS:
        raise StoreError(f"a store is kept in {' or '.join(DIALECTS)}, not in {kind}")
    return url.set(drivername="postgresql+psycopg") if kind == "postgresql" else url


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            return create_engine(url, pool_pre_ping=True)
        except ModuleNotFoundError:
            raise MissingExtra("a store in PostgreSQL needs psycopg: pip install 'diorama[postgres]'") from None
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": 60})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


_WRITES = "diorama_writes"


def _prepare(connection: Any, record: object) -> None:
    """Leave transactions to `_begin`; have SQLite keep to foreign keys, and trust nothing that a file brings along."""
    connection.isolation_level = None
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: Connection) -> None:
    """Begin a transaction. One that will write takes the lock at once and waits for it: later it would just fail."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(_WRITES) else "BEGIN")
