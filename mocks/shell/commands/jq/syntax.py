"""Syntax: the tree of a filter."""

from typing import NamedTuple, TypeAlias

from .values import Value


class Literal(NamedTuple):
    value: Value


class Identity(NamedTuple):
    """`.`."""


class Index(NamedTuple):
    """`term[key]`, `term.key`; optional: with `?`."""

    term: "Filter"
    key: "Filter"
    optional: bool = False


class Slice(NamedTuple):
    term: "Filter"
    start: "Filter | None"
    stop: "Filter | None"
    optional: bool = False


class Each(NamedTuple):
    """`term[]`."""

    term: "Filter"
    optional: bool = False


class Pipe(NamedTuple):
    left: "Filter"
    right: "Filter"


class Comma(NamedTuple):
    left: "Filter"
    right: "Filter"


class Binary(NamedTuple):
    """Arithmetic and comparison."""

    operator: str
    left: "Filter"
    right: "Filter"


class Negate(NamedTuple):
    term: "Filter"


class And(NamedTuple):
    left: "Filter"
    right: "Filter"


class Or(NamedTuple):
    left: "Filter"
    right: "Filter"


class Alternative(NamedTuple):
    """`//`."""

    left: "Filter"
    right: "Filter"


class Assign(NamedTuple):
    """`=`, `|=`, `+=` and their kin."""

    operator: str
    left: "Filter"
    right: "Filter"


class If(NamedTuple):
    condition: "Filter"
    then: "Filter"
    otherwise: "Filter"


class Try(NamedTuple):
    body: "Filter"
    handler: "Filter | None"


class Reduce(NamedTuple):
    source: "Filter"
    patterns: "tuple[Pattern, ...]"
    start: "Filter"
    update: "Filter"


class Foreach(NamedTuple):
    source: "Filter"
    patterns: "tuple[Pattern, ...]"
    start: "Filter"
    update: "Filter"
    extract: "Filter | None"


class Bind(NamedTuple):
    """`source as pattern | body`."""

    source: "Filter"
    patterns: "tuple[Pattern, ...]"
    body: "Filter"


class Label(NamedTuple):
    name: str
    body: "Filter"


class BreakTo(NamedTuple):
    name: str
    at: int


class Define(NamedTuple):
    """`def name(parameters): body; rest`."""

    name: str
    parameters: tuple[str, ...]
    body: "Filter"
    rest: "Filter"


class Call(NamedTuple):
    name: str
    arguments: "tuple[Filter, ...]"
    at: int


class Variable(NamedTuple):
    name: str
    at: int


class Location(NamedTuple):
    """`$__loc__`."""

    line: int


class Text(NamedTuple):
    """A string with filters in it, each made text by a format (empty: tostring)."""

    parts: "tuple[str | Filter, ...]"
    form: str


class Format(NamedTuple):
    name: str


class MakeArray(NamedTuple):
    body: "Filter | None"


class MakeObject(NamedTuple):
    pairs: "tuple[tuple[Filter, Filter], ...]"
    at: int


class Named(NamedTuple):
    """A pattern that is a variable."""

    name: str


class Elements(NamedTuple):
    """A pattern of an array."""

    patterns: "tuple[Pattern, ...]"


class Fields(NamedTuple):
    """A pattern of an object: for each field a variable of its own (or none), its name, what its value matches."""

    fields: "tuple[tuple[str, Filter, Pattern | None], ...]"


Pattern: TypeAlias = Named | Elements | Fields

Filter: TypeAlias = (
    Literal | Identity | Index | Slice | Each | Pipe | Comma | Binary | Negate | And | Or | Alternative | Assign | If
    | Try | Reduce | Foreach | Bind | Label | BreakTo | Define | Call | Variable | Location | Text | Format | MakeArray
    | MakeObject
)
