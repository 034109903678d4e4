"""Generators: all builtins that take filters or have no, one or many outputs, and those that meet the machine."""

from collections.abc import Callable
from typing import Final

from . import functions
from .json_text import dump
from .leading import all_paths, delete, getpath, leaf_paths, path_of, tostream
from .outputs import Halt
from .parts import (
    by_keys,
    empty,
    error,
    kinds,
    map_all,
    map_values,
    nth_place,
    place,
    recurse,
    select,
    sort_by,
    walk,
    with_entries,
)
from .replacing import capture, match, scan, split, splits, substitute, test
from .running import Emit, Env, Machine, Path, Run
from .streaming import any_all, first, inputs, is_in, isempty, last, limit, nth, repeat, span, until, while_true
from .values import JqError, Value


def debug(machine: Machine) -> Run:
    """The input, told on standard error."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        machine.err(f'["DEBUG:",{dump(v)}]\n')
        emit(v, path)

    return run


def stderr(machine: Machine) -> Run:
    """The input, written to standard error as it is."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        machine.err(dump(v))
        emit(v, path)

    return run


def halt(machine: Machine) -> Run:
    """The end."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        raise Halt("", 0)

    return run


def halt_error(machine: Machine, code: Run) -> Run:
    """The end, with the input on standard error."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        def one(number: Value, _: Path | None) -> None:
            if type(number) is not float:
                raise JqError("halt_error/1: number required")
            raise Halt(v if isinstance(v, str) else "" if v is None else dump(v) + "\n", int(number) & 255)

        code(env, v, None, one)

    return run


def builtins(machine: Machine) -> Run:
    """The names of all builtins."""
    def run(env: Env, v: Value, path: Path | None, emit: Emit) -> None:
        from .library import library_of

        library = library_of()
        emit([f"{name}/{arity}" for name, arity in (*library.native, *library.defined)], path)

    return run


GENERATORS: Final[dict[tuple[str, int], Callable[..., Run]]] = {
    ("empty", 0): empty, ("error", 0): error, ("error", 1): error, ("select", 1): select, ("map", 1): map_all,
    ("map_values", 1): map_values, ("with_entries", 1): with_entries, ("recurse", 0): recurse, ("recurse", 1): recurse,
    ("recurse", 2): recurse, ("range", 1): span, ("range", 2): span, ("range", 3): span, ("first", 1): first,
    ("last", 1): last, ("limit", 2): limit, ("nth", 2): nth, ("first", 0): place(0.0), ("last", 0): place(-1.0),
    ("nth", 1): nth_place, ("until", 2): until, ("while", 2): while_true, ("repeat", 1): repeat, ("inputs", 0): inputs,
    ("any", 0): any_all(True), ("any", 1): any_all(True), ("any", 2): any_all(True), ("all", 0): any_all(False),
    ("all", 1): any_all(False), ("all", 2): any_all(False), ("isempty", 1): isempty, ("IN", 1): is_in, ("IN", 2): is_in,
    ("sort_by", 1): by_keys(sort_by), ("group_by", 1): by_keys(functions.groups),
    ("unique_by", 1): by_keys(lambda v, keys: [one[0] for one in functions.groups(v, keys)]),
    ("min_by", 1): by_keys(lambda v, keys: functions.extreme(v, keys, largest=False)),
    ("max_by", 1): by_keys(lambda v, keys: functions.extreme(v, keys, largest=True)), ("walk", 1): walk,
    ("path", 1): path_of, ("getpath", 1): getpath, ("paths", 0): all_paths, ("paths", 1): all_paths,
    ("leaf_paths", 0): leaf_paths, ("del", 1): delete, ("tostream", 0): tostream, ("test", 1): test, ("test", 2): test,
    ("match", 1): match, ("match", 2): match, ("capture", 1): capture, ("capture", 2): capture, ("scan", 1): scan,
    ("splits", 1): splits, ("splits", 2): splits, ("split", 2): split, ("sub", 2): substitute(False),
    ("sub", 3): substitute(False), ("gsub", 2): substitute(True), ("gsub", 3): substitute(True), ("debug", 0): debug,
    ("stderr", 0): stderr, ("halt", 0): halt, ("halt_error", 1): halt_error, ("builtins", 0): builtins,
    ("arrays", 0): kinds("array"), ("objects", 0): kinds("object"), ("iterables", 0): kinds("array", "object"),
    ("booleans", 0): kinds("boolean"), ("numbers", 0): kinds("number"), ("strings", 0): kinds("string"),
    ("nulls", 0): kinds("null"), ("values", 0): kinds("boolean", "number", "string", "array", "object"),
    ("scalars", 0): kinds("null", "boolean", "number", "string"),
}
