"""Outputs: takes what a filter gives as a list, its parts, or only so much of it."""

from collections.abc import Callable

from .running import Emit, Env, Path, Run
from .values import Break, JqError, Value, kind, shown


def outputs(run: Run, env: Env, value: Value) -> list[Value]:
    """Return all outputs of a filter."""
    out: list[Value] = []
    run(env, value, None, lambda r, _: out.append(r))
    return out


def items_of(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    raise JqError(f"Cannot iterate over {kind(value)} ({shown(value)})")


def leaving(run: Callable[[object], None]) -> None:
    """Run something that may leave by a label of its own."""
    label = object()
    try:
        run(label)
    except Break as way:
        if way.label is not label:
            raise


def kept_in(found: list[tuple[Value, Path | None]]) -> Emit:
    """Return what puts each result into a list."""
    return lambda result, path: found.append((result, path))


class Halt(Exception):
    """The end of the program, asked for by the filter: what is said, and the exit code."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
