"""Planting: a text put into a text field of a row as if it had always stood there."""

from typing import Any, Literal, NamedTuple, TypeAlias

from ...snapshots.errors import StateError
from ...snapshots.records import Record
from ..service import Transaction

At: TypeAlias = Literal["start", "end", "replace"]


class Spot(NamedTuple):
    """A text field: the `path` that names it, its table, the row's id, and the steps within the row."""

    path: str
    table: str
    identity: str
    steps: tuple[str, ...]


def spot_of(tx: Transaction, path: str) -> Spot:
    """Return the field that `service.table.ID.field` names; ids may have dots of their own."""
    service, table, rest = path.split(".", 2)
    rows = tx.read(f"{service}.{table}")
    identity = max((key for key in rows.ids() if rest.startswith(f"{key}.")), key=len, default="")
    if not identity:
        raise StateError(f"{path!r}: no row of {service}.{table} has that id")
    return Spot(path, f"{service}.{table}", identity, tuple(rest[len(identity) + 1 :].split(".")))


def plant(tx: Transaction, spot: Spot, at: At, text: str) -> Any:
    """Put a text into a field of a row, and return the row as it is then.

    Steps into tuples and nested records are written `.0` and `.name`. A field called `blob` is edited through the bytes
    that it names, and a `size` beside it follows; so is a text that a field `..._blob` beside it holds.
    """
    rows = tx.read(spot.table)
    row = _edited(tx, rows[spot.identity], spot.steps, at, text, spot.path)
    tx.write(spot.table, spot.identity, rows.put(spot.identity, row))
    return row


def put_in(old: str, at: At, text: str) -> str:
    """Return a text with another at its start or end, on a line of its own, or in its place."""
    return {"start": f"{text}\n{old}", "end": f"{old}\n{text}", "replace": text}[at]


def _edited(tx: Transaction, value: object, steps: tuple[str, ...], at: At, text: str, path: str) -> object:
    if not steps:
        if not isinstance(value, str):
            raise StateError(f"{path!r} is a {type(value).__name__}, not a text")
        return put_in(value, at, text)
    step, *others = steps
    rest = tuple(others)
    if isinstance(value, tuple) and step.isdecimal() and int(step) < len(value):
        inside = _edited(tx, value[int(step)], rest, at, text, path)
        return (*value[: int(step)], inside, *value[int(step) + 1 :])
    if not isinstance(value, Record) or step not in type(value).model_fields:
        raise StateError(f"{path!r}: there is no field {step!r} in a {type(value).__name__}")
    holder = step if step == "blob" else f"{step}_blob"
    if not getattr(value, holder, ""):
        return value.replace(**{step: _edited(tx, getattr(value, step), rest, at, text, path)})
    content = str(_edited(tx, tx.blob(getattr(value, holder)).decode(), rest, at, text, path)).encode()
    changes: dict[str, object] = {holder: tx.put_blob(content)}
    if step == "blob" and "size" in type(value).model_fields:
        changes["size"] = len(content)
    return value.replace(**changes)
