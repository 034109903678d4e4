"""Arrays: finds out which names of a program are arrays."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import TypeAlias

from .syntax import Builtin, Call, Delete, Each, Element, In, Name, Program

Local: TypeAlias = tuple[str, str]
"""A name with the function that it is a parameter of; the function is empty for a global name."""


def arrays_of(program: Program) -> frozenset[Local]:
    """Return which names are arrays: those that are indexed, and those handed on to parameters that are."""
    names: set[Local] = {("", "ENVIRON"), ("", "ARGV")}
    handed: list[tuple[Local, Local]] = []
    for function, part in _all(program):
        parameters = program.functions[function].parameters if function else ()

        def local(name: str, function: str = function, parameters: tuple[str, ...] = parameters) -> Local:
            return (function if name in parameters else "", name)

        if isinstance(part, Element | Each | Delete | In):
            names.add(local(part.array))
        elif isinstance(part, Builtin) and part.name == "split" and isinstance(part.arguments[1], Name):
            names.add(local(part.arguments[1].name))
        if isinstance(part, Call):
            callee = program.functions.get(part.name)
            if callee is None:
                continue
            for argument, parameter in zip(part.arguments, callee.parameters, strict=False):
                if isinstance(argument, Name):
                    handed.append((local(argument.name), (part.name, parameter)))
    changed = True
    while changed:
        changed = False
        for argument_name, parameter_name in handed:
            if parameter_name in names and argument_name not in names:
                names.add(argument_name)
                changed = True
    return frozenset(names)


def _all(program: Program) -> Iterator[tuple[str, object]]:
    for rule in program.rules:
        for part in _inside(rule):
            yield "", part
    for function in program.functions.values():
        for part in _inside(function):
            yield function.name, part


def _inside(part: object) -> Iterator[object]:
    """Yield every part of a piece of syntax, itself included."""
    if isinstance(part, tuple):
        for one in part:
            yield from _inside(one)
    elif is_dataclass(part):
        yield part
        for field in fields(part):
            yield from _inside(getattr(part, field.name))
