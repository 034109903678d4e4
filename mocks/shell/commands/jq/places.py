"""Places: follows the paths that a filter leads to, and changes what lies there."""

from collections.abc import Callable

from .paths import delete_paths, get, get_path, put_path
from .running import Emit, Env, Path, Run
from .values import Break, JqError, Value, same, shown


def access(value: Value, key: Value, path: Path | None, emit: Emit, optional: bool = False) -> None:
    """Emit what is at a key; within a path, the value has to be what the path leads to."""
    if path is not None and not same(value, path.value):
        raise JqError(f"Invalid path expression near attempt to access element {shown(key)} of {shown(value, 30)}")
    try:
        found = get(value, key)
    except JqError:
        if optional:
            return
        raise
    emit(found, None if path is None else Path((*path.keys, key), found))


def paths_of(run: Run, env: Env, v: Value, take: Callable[[tuple[Value, ...]], None]) -> None:
    """Give each path that a filter leads to."""
    def one(found: Value, path: Path | None) -> None:
        assert path is not None
        if not same(found, path.value):
            raise JqError(f"Invalid path expression with result {shown(found)}")
        take(path.keys)

    run(env, v, Path((), v), one)


def put_all(left: Run, env: Env, v: Value, new: Callable[[Value], Value]) -> Value:
    out = v

    def one(keys: tuple[Value, ...]) -> None:
        nonlocal out
        out = put_path(out, keys, new(get_path(out, keys)))

    paths_of(left, env, v, one)
    return out


def modified(left: Run, right: Run, env: Env, v: Value) -> Value:
    """Return the value with the first output of a filter in the place of each of some parts, which go if it has none.

    As in jq 1.6 a part goes at once, so that those after it in an array have moved when their turn comes.
    """
    out = v

    def one(keys: tuple[Value, ...]) -> None:
        nonlocal out
        label = object()
        found: list[Value] = []

        def first(r: Value, _: Path | None) -> None:
            found.append(r)
            raise Break(label)

        try:
            right(env, get_path(out, keys), None, first)
        except Break as way:
            if way.label is not label:
                raise
        out = put_path(out, keys, found[0]) if found else delete_paths(out, [list(keys)])

    paths_of(left, env, v, one)
    return out
