"""The store's tables and statements: nothing in them that SQLite or PostgreSQL would refuse."""

from sqlalchemy import (
    Boolean,
    Column,
    Executable,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite

DIALECTS = ("sqlite", "postgresql")

_CREATING = 0x6469_6F72
"""The advisory lock that PostgreSQL clients take while they create tables."""

METADATA = MetaData()

STORES = Table("stores", METADATA, Column("format", Integer, primary_key=True, autoincrement=False))

_revisions = Table(  # Alembic's own; its revisions are the formats
    "alembic_version", METADATA,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)

_records = Table(
    "records", METADATA,
    Column("digest", String(32), primary_key=True),
    Column("body", Text, nullable=False),
)

_blobs = Table(
    "blobs", METADATA,
    Column("name", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

_states = Table(
    "states", METADATA,
    Column("digest", String(32), primary_key=True),
    Column("base", ForeignKey("states.digest")),  # the state that it is a difference to; null if it is kept whole
    Column("depth", Integer, nullable=False),
    Column("head", Text, nullable=False),  # JSON of all that is not in tables: no integer in it has a largest value
)

_rows = Table(
    "state_rows", METADATA,
    Column("state", ForeignKey("states.digest"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("path", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("record", ForeignKey("records.digest")),  # null: the base has the row and this state does not
)

_state_blobs = Table(
    "state_blobs", METADATA,
    Column("state", ForeignKey("states.digest"), primary_key=True),
    Column("blob", ForeignKey("blobs.name"), primary_key=True),
    Column("there", Boolean, nullable=False),
)

_traces = Table(
    "traces", METADATA,
    Column("digest", String(32), primary_key=True),
    Column("header", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

_runs = Table(
    "runs", METADATA,
    Column("name", Text, primary_key=True),
    Column("plan", Text, nullable=False),
)

_results = Table(
    "results", METADATA,
    Column("run", ForeignKey("runs.name"), primary_key=True),
    Column("job", Text, primary_key=True),
    Column("result", Text, nullable=False),
)

_episodes = Table(
    "episodes", METADATA,
    Column("run", ForeignKey("runs.name"), primary_key=True),
    Column("job", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # of the job's episodes, the last one counts
    Column("failed", Boolean, nullable=False),  # our side did, so that another episode may follow
    Column("trace", ForeignKey("traces.digest"), nullable=False),
    Column("talk", LargeBinary, nullable=False),
)


def _add(table: Table, dialect: str) -> Executable:
    """Return the statement that inserts a row, unless one with its key is there."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


class Statements:
    """Every statement that the store executes, for one dialect."""

    def __init__(self, dialect: str) -> None:
        self.add_format = _add(STORES, dialect)
        self.add_revision = _add(_revisions, dialect)
        self.format = select(STORES.c.format)
        self.lock = select(func.pg_advisory_xact_lock(_CREATING))
        self.add_record = _add(_records, dialect)
        self.add_blob = _add(_blobs, dialect)
        self.add_state = _add(_states, dialect)
        self.add_row = insert(_rows)
        self.add_state_blob = insert(_state_blobs)
        self.depth = select(_states.c.depth).where(_states.c.digest == bindparam("digest"))
        ends = select(_states).where(_states.c.digest == bindparam("digest")).cte("chain", recursive=True)
        chain = ends.union_all(select(_states).join(ends, _states.c.digest == ends.c.base))
        self.chain = select(chain).order_by(chain.c.depth)
        self.rows = (
            select(_rows.c.path, _rows.c.id, _records.c.body)
            .join(chain, chain.c.digest == _rows.c.state)
            .outerjoin(_records, _records.c.digest == _rows.c.record)
            .order_by(chain.c.depth, _rows.c.position)
        )
        self.blobs = (
            select(_state_blobs.c.there, _blobs)
            .join(chain, chain.c.digest == _state_blobs.c.state)
            .join(_blobs, _blobs.c.name == _state_blobs.c.blob)
            .order_by(chain.c.depth)
        )
        self.add_trace = _add(_traces, dialect)
        self.trace = select(_traces.c.content).where(_traces.c.digest == bindparam("digest"))
        self.traces = select(_traces.c.digest, _traces.c.header)
        self.add_run = _add(_runs, dialect)
        self.plan = select(_runs.c.plan).where(_runs.c.name == bindparam("name"))
        self.runs = select(_runs.c.name, _runs.c.plan)
        self.add_result = _add(_results, dialect)
        self.results = select(_results.c.job, _results.c.result).where(_results.c.run == bindparam("name"))
        self.some_results = self.results.where(_results.c.job.in_(bindparam("jobs", expanding=True)))
        self.add_episode = _add(_episodes, dialect)
        self.episode = (
            select(_episodes.c.number, _episodes.c.failed, _episodes.c.trace, _traces.c.content, _episodes.c.talk)
            .join(_traces, _traces.c.digest == _episodes.c.trace)
            .where(_episodes.c.run == bindparam("name"), _episodes.c.job == bindparam("job"))
            .order_by(_episodes.c.number.desc())
            .limit(1)
        )
