"""Export: one state as a plain SQLite file, to look into with any tool."""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from .digest import canonical
from .errors import StoreError, shown
from .state import State
from .tables import AnyTable


def export_sqlite(state: State, path: Path) -> dict[str, int]:
    """Write a state as an SQLite file that is not there yet; return the number of rows of each of its tables.

    `mail.messages` becomes the table `mail_messages`, with the row's id and a column for each field: text, integers,
    booleans as 0 and 1, and JSON text for tuples and records. Beside them stand `state` (seed, time, digest),
    `counters`, `queue` and `blobs`.
    """
    if path.exists():
        raise StoreError(f"{path} is there already")
    counts: dict[str, int] = {}
    with closing(sqlite3.connect(path)) as file, file:

        def write(name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]) -> None:
            declared = ", ".join(f"{_quoted(column)} {kind}" for column, kind in columns)
            file.execute(f"CREATE TABLE {_quoted(name)} ({declared})")
            places = ", ".join("?" * len(columns))
            counts[name] = file.executemany(f"INSERT INTO {_quoted(name)} VALUES ({places})", rows).rowcount

        for table in (state.tables[table] for table in sorted(state.tables)):
            write(table.schema.path.replace(".", "_"), _columns(table), _rows(table))
        about = {"digest": state.digest(), "seed": str(state.seed), "now": str(state.now)}
        write("state", [("name", "TEXT PRIMARY KEY"), ("value", "TEXT")], about.items())
        write("counters", [("name", "TEXT PRIMARY KEY"), ("value", "INTEGER")], sorted(state.counters.items()))
        write(
            "queue",
            [("number", "INTEGER PRIMARY KEY"), ("due", "INTEGER"), ("tool", "TEXT"), ("arguments", "TEXT"),
             ("role", "TEXT"), ("principal", "TEXT")],
            [(item.number, item.due, item.call.tool, item.call.text, item.actor.role, item.actor.principal)
             for item in state.queue],
        )
        write(
            "blobs",
            [("name", "TEXT PRIMARY KEY"), ("size", "INTEGER"), ("content", "BLOB")],
            [(name, len(content), content) for name, content in sorted(state.blobs.items())],
        )
    return counts


def _columns(table: AnyTable) -> list[tuple[str, str]]:
    fields = table.schema.record.model_fields
    key = "row_id" if "id" in fields else "id"
    return [(key, "TEXT PRIMARY KEY"), *((name, _kind(field.annotation)) for name, field in fields.items())]


def _rows(table: AnyTable) -> Iterable[tuple[object, ...]]:
    for identity in table.ids():
        fields = table[identity].model_dump(mode="json")
        yield (identity, *(_value(f"{table.schema.path}.{identity}.{name}", value) for name, value in fields.items()))


def _value(where: str, value: Any) -> object:
    if isinstance(value, list | dict):
        return canonical(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise StoreError(f"{where} is {shown(value)}; an SQLite file holds integers of 64 bits")
    return value


def _kind(annotation: Any) -> str:
    """Return the SQLite type of a field: what is neither text nor a number is JSON text."""
    kinds = _plain_types(annotation) - {NoneType}
    if kinds == {bool}:
        return "BOOLEAN"
    return "INTEGER" if kinds and kinds <= {int, bool} else "TEXT"


def _plain_types(annotation: Any) -> set[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain_types(get_args(annotation)[0])
    if origin is Union or origin is UnionType:
        return {kind for part in get_args(annotation) for kind in _plain_types(part)}
    if origin is Literal:
        return {type(value) for value in get_args(annotation)}
    return {annotation}


def _quoted(name: str) -> str:
    """Return a name as SQL takes it: fields are called `to`, `order` and `default`."""
    return '"' + name.replace('"', '""') + '"'
