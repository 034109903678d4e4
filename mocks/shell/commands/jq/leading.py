"""Generators that take paths or give them: `path`, `getpath`, `paths`, `del`, `tostream`."""

from .parts import everything
from .paths import delete_paths, get_path
from .places import paths_of
from .running import Emit, Env, Machine, Path, Run
from .values import JqError, Value, same, shown, true


def path_of(machine: Machine, leads: Run) -> Run:
    """The paths that a filter leads to."""
    return lambda env, v, path, emit: paths_of(leads, env, v, lambda keys: emit(list(keys), path))


def getpath(machine: Machine, keys: Run) -> Run:
    """What is at a path."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(k: Value, _: Path | None) -> None:
            if not isinstance(k, list):
                raise JqError("Path must be specified as an array")
            if path is not None and not same(v, path.value):
                raise JqError(f"Invalid path expression with result {shown(v)}")
            found = get_path(v, k)
            emit(found, None if path is None else Path((*path.keys, *k), found))

        keys(env, v, None, one)

    return run


def all_paths(machine: Machine, *wanted: Run) -> Run:
    """The paths of all parts, or of those that a filter wants."""
    parts = everything(machine)

    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(part: Value, place: Path | None) -> None:
            if place is None or not place.keys:
                return
            keys = list(place.keys)
            if wanted:
                wanted[0](env, part, None, lambda r, _: emit(keys, path) if true(r) else None)
            else:
                emit(keys, path)

        parts(env, v, Path((), v), one)

    return run


def leaf_paths(machine: Machine) -> Run:
    """The paths of all parts that have none themselves."""
    return all_paths(machine, lambda env, v, path, emit: emit(not isinstance(v, (list, dict)), None))


def delete(machine: Machine, leads: Run) -> Run:
    """The input without some parts."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        found: list[Value] = []
        paths_of(leads, env, v, lambda keys: found.append(list(keys)))
        emit(delete_paths(v, found), path)

    return run


def events(value: Value) -> list[Value]:
    """Return a value as the events of a stream: each leaf with its path, and the last path where something ends."""
    out: list[Value] = []

    def visit(v: Value, keys: list[Value], top: bool) -> None:
        if not isinstance(v, (list, dict)) or not v:
            out.append([keys, v])
            return
        key: Value = None
        for name in range(len(v)) if isinstance(v, list) else v:
            key = float(name) if isinstance(v, list) else name
            visit(v[name], [*keys, key], False)
        out.append([[*keys, key]])

    visit(value, [], True)
    return out


def tostream(machine: Machine) -> Run:
    """The events of a stream."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        for event in events(v):
            machine.tick()
            emit(event, path)

    return run
