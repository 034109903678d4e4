"""Parquet: a table of episodes and a table of steps, written a group of rows at a time."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ...snapshots.errors import MissingExtra
from ..keeping.reading import Episode
from .columns import EPISODES, STEPS, Column
from .rows import Row, episode_row, step_rows, trace_of

try:
    import pyarrow as pa
    from pyarrow import parquet as pq
except ModuleNotFoundError:
    raise MissingExtra("Parquet files need PyArrow: pip install 'diorama[parquet]'") from None

EPISODES_FILE = "episodes.parquet"
STEPS_FILE = "steps.parquet"

_ROWS = 5000
_CHARACTERS = 16_000_000
"""A group of rows is written when it has so many, or so many characters of results in it."""

_PLAIN = {"string": pa.string(), "bool": pa.bool_(), "int8": pa.int8(), "int32": pa.int32(), "int64": pa.int64()}


def write_parquet(episodes: Iterable[Episode], out: Path) -> tuple[int, int]:
    """Write `episodes.parquet` and `steps.parquet` into a folder, and return how many rows each has.

    The same runs give the same bytes, with the same version of PyArrow. A trace at a time is in memory, and the group
    of rows that is being filled.
    """
    out.mkdir(parents=True, exist_ok=True)
    with _Table(out / EPISODES_FILE, EPISODES) as rows, _Table(out / STEPS_FILE, STEPS) as steps:
        for episode in episodes:
            trace = trace_of(episode.trace)
            rows.add(episode_row(episode, trace), 0)
            for row in () if trace is None else step_rows(episode, trace):
                steps.add(row, len(row["result"]) + len(row["arguments"]))
    return rows.count, steps.count


class _Table:
    """A file that rows are added to; it has its name once it is whole."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self.count = 0
        self._path = path
        self._draft = path.with_name(f"{path.name}.new")
        self._schema = schema(columns)
        self._writer = pq.ParquetWriter(self._draft, self._schema, compression="zstd")
        self._rows: list[Row] = []
        self._size = 0

    def add(self, row: Row, size: int) -> None:
        """Add a row of about so many characters."""
        self._rows.append(row)
        self._size += size
        self.count += 1
        if len(self._rows) >= _ROWS or self._size >= _CHARACTERS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._rows, self._size = [], 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._flush()
        self._writer.close()
        if error is None:
            self._draft.replace(self._path)
        else:
            self._draft.unlink()


def schema(columns: Sequence[Column]) -> Any:
    """Return the Arrow schema of a table; each field says in its metadata what it is. Types: PyArrow has none."""
    return pa.schema([
        pa.field(column.name, _type(column.type), nullable=column.type.endswith("?"), metadata={"what": column.what})
        for column in columns
    ])


def _type(written: str) -> Any:
    """Return the Arrow type of a column's, such as `int8?` or `list<code: string, step: int32>`."""
    found = re.fullmatch(r"list<(.*)>", written)
    if found is None:
        return _PLAIN[written.removesuffix("?")]
    parts = [part.partition(": ") for part in found[1].split(", ")]
    if len(parts) == 1 and not parts[0][1]:
        return pa.list_(_PLAIN[parts[0][0]])
    return pa.list_(pa.struct([
        pa.field(name, _PLAIN[kind.removesuffix("?")], nullable=kind.endswith("?")) for name, _, kind in parts
    ]))
