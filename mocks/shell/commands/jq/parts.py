"""Generators over the parts of a value: `map`, `select`, `recurse`, `walk`, and sorting by keys."""

from collections.abc import Callable

from . import functions
from .outputs import items_of, outputs
from .places import access, modified
from .running import Emit, Env, Machine, Path, Run
from .values import JqError, Value, kind, same, shown, true


def empty(machine: Machine) -> Run:
    """No output."""
    return lambda env, v, path, emit: None


def error(machine: Machine, *message: Run) -> Run:
    """Fail with a value; null is no failure but no output."""
    def fail(value: Value, _: Path | None = None) -> None:
        if value is not None:
            raise JqError(value)

    if not message:
        return lambda env, v, path, emit: fail(v)
    return lambda env, v, path, emit: message[0](env, v, None, fail)


def select(machine: Machine, wanted: Run) -> Run:
    """The input, if a filter says so."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        wanted(env, v, None, lambda r, _: emit(v, path) if true(r) else None)

    return run


def kinds(*names: str) -> Callable[[Machine], Run]:
    """The input, if it is of some kinds."""
    def make(machine: Machine) -> Run:
        return lambda env, v, path, emit: emit(v, path) if kind(v) in names else None

    return make


def map_all(machine: Machine, change: Run) -> Run:
    """`map`."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        out: list[Value] = []
        keep: Emit = lambda r, _: out.append(r)  # noqa: E731 - one closure for all parts
        items = items_of(v)
        machine.tick(1 + (len(items) >> 3))
        for one in items:
            change(env, one, None, keep)
        emit(out, path)

    return run


def map_values(machine: Machine, change: Run) -> Run:
    """Each part changed in its place."""
    def parts(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        assert path is not None
        keys = range(len(v)) if isinstance(v, list) else items_of(v) and v
        for key in keys:
            emit(v[key], Path((*path.keys, float(key) if isinstance(v, list) else key), v[key]))

    return lambda env, v, path, emit: emit(modified(parts, change, env, v), path)


def with_entries(machine: Machine, change: Run) -> Run:
    """An object by way of its entries."""
    mapped = map_all(machine, change)

    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        mapped(env, functions.to_entries(v), None, lambda r, _: emit(functions.from_entries(r), path))

    return run


def recurse(machine: Machine, *filters: Run) -> Run:
    """The input and what a filter makes of it, and so on."""
    if not filters:
        return everything(machine)
    step = filters[0]
    goes_on = filters[1] if len(filters) > 1 else None
    count = [0]

    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def each(one: Value, p: Path | None) -> None:
            count[0] += 1
            if not count[0] & 7:
                machine.tick()
            emit(one, p)
            if goes_on is None:
                step(env, one, p, each)
            else:
                step(env, one, p, lambda r, q: goes_on(env, r, None, lambda c, _: each(r, q) if true(c) else None))

        each(v, path)

    return run


def everything(machine: Machine) -> Run:
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        if path is not None and not same(v, path.value) and isinstance(v, (list, dict)):
            emit(v, path)
            raise JqError(f"Invalid path expression near attempt to iterate through {shown(v)}")
        emit(v, path)
        if isinstance(v, (list, dict)):
            machine.tick(1 + (len(v) >> 3))
            for key, one in enumerate(v) if isinstance(v, list) else v.items():
                inner = None if path is None else Path((*path.keys, float(key) if isinstance(v, list) else key), one)
                run(env, one, inner, emit)

    return run


def place(key: float) -> Callable[[Machine], Run]:
    """`first` and `last` of an array."""
    def make(machine: Machine) -> Run:
        return lambda env, v, path, emit: access(v, key, path, emit)

    return make


def nth_place(machine: Machine, number: Run) -> Run:
    """The part of an array with a number."""
    return lambda env, v, path, emit: number(env, v, None, lambda n, _: access(v, n, path, emit))


def by_keys(work: Callable[[Value, list[Value]], Value]) -> Callable[[Machine, Run], Run]:
    def make(machine: Machine, key: Run) -> Run:
        def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
            items = items_of(v)
            machine.tick(1 + (len(items) >> 3))
            emit(work(v, [outputs(key, env, one) for one in items]), path)

        return run

    return make


def sort_by(value: Value, keys: list[Value]) -> list[Value]:
    return [one for _, one in sorted(functions.pairs(value, keys), key=lambda pair: pair[0])]


def walk(machine: Machine, change: Run) -> Run:
    """A filter on every part, the innermost first."""
    def visit(env: Env, v: Value, emit: Emit) -> None:
        machine.tick()
        if isinstance(v, dict):
            fields: dict[str, Value] | None = {}
            for key, one in v.items():
                found: list[Value] = []
                visit(env, one, lambda r, _, keep=found: keep.append(r))  # type: ignore[misc]
                fields = {**(fields or {}), key: found[-1]} if found else None
            change(env, fields, None, emit)
        elif isinstance(v, list):
            parts: list[Value] = []
            for one in v:
                visit(env, one, lambda r, _: parts.append(r))
            change(env, parts, None, emit)
        else:
            change(env, v, None, emit)

    return lambda env, v, path, emit: visit(env, v, lambda r, _: emit(r, path))
