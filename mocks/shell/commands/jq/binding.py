"""Binding: takes a value apart by a pattern and puts its parts into the environment."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from .paths import get
from .running import Emit, Env, Path, Run
from .syntax import Elements, Named, Pattern
from .values import JqError, Value, kind

Binder: TypeAlias = Callable[[Env, Value, Value, Callable[[Env], None]], None]
"""Binds parts of a value: takes the environment, the value, the input, and what goes on with the environment then."""


def bind_name(env: Env, found: Value, v: Value, go_on: Callable[[Env], None]) -> None:
    go_on((found, env))


def bind_element(index: float, inner: Binder) -> Binder:
    def bind(env: Env, found: Value, v: Value, go_on: Callable[[Env], None]) -> None:
        inner(env, get(found, index), v, go_on)

    return bind


def bind_field(named: bool, key: Run, inner: Binder | None) -> Binder:
    def bind(env: Env, found: Value, v: Value, go_on: Callable[[Env], None]) -> None:
        def one(name: Value, _: Path | None) -> None:
            if not isinstance(name, str):
                raise JqError(f"Cannot index {kind(found)} with {kind(name)}")
            part = get(found, name)
            after = (part, env) if named else env
            if inner is None:
                go_on(after)
            else:
                inner(after, part, v, go_on)

        key(env, v, None, one)

    return bind


def bind_all(binders: list[Binder]) -> Binder:
    def bind(env: Env, found: Value, v: Value, go_on: Callable[[Env], None], at: int = 0) -> None:
        if at == len(binders):
            go_on(env)
        else:
            binders[at](env, found, v, lambda inner: bind(inner, found, v, go_on, at + 1))

    return bind


def bound(binds: Binder, run: Run) -> Callable[[Env, Value, Value, Path | None, Emit], None]:
    if binds is bind_name:
        return lambda env, found, v, path, emit: run((found, env), v, path, emit)
    return lambda env, found, v, path, emit: binds(env, found, v, lambda inner: run(inner, v, path, emit))


def names_in(pattern: Pattern) -> Iterator[str]:
    if isinstance(pattern, Named):
        yield pattern.name
    elif isinstance(pattern, Elements):
        for one in pattern.patterns:
            yield from names_in(one)
    else:
        for name, _, inner in pattern.fields:
            if name:
                yield name
            if inner is not None:
                yield from names_in(inner)
