"""Scopes: what a name means while a filter is compiled, and where its value is in the environment then."""

from typing import Any, NamedTuple

from .running import Env, Run


class Scope(NamedTuple):
    """What a name means: a variable or a function's parameter in the environment, a function, or a label."""

    name: str
    depth: int
    outer: "Scope | None"
    function: "Function | None" = None


class Function(NamedTuple):
    """A function that a filter defines: its parameters, its body once that is compiled, how deep it was defined."""

    parameters: tuple[str, ...]
    body: list[Run]
    depth: int


def depth_of(scope: Scope | None) -> int:
    return 0 if scope is None else scope.depth


def find(scope: Scope | None, name: str) -> Scope | None:
    while scope is not None and scope.name != name:
        scope = scope.outer
    return scope


def climbed(env: Env, steps: int) -> Env:
    while steps:
        env = env[1]
        steps -= 1
    return env


def bound_at(env: Env, steps: int) -> Any:
    while steps:
        env = env[1]
        steps -= 1
    return env[0]
