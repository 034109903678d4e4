"""Syntax: the tree of a filter."""

from dataclasses import dataclass
from typing import TypeAlias

from .values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Identity:
    """`.`."""


@dataclass(frozen=True, slots=True)
class Index:
    """`term[key]`, `term.key`; optional: with `?`."""

    term: "Filter"
    key: "Filter"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    term: "Filter"
    start: "Filter | None"
    stop: "Filter | None"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Each:
    """`term[]`."""

    term: "Filter"
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Pipe:
    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Comma:
    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic and comparison."""

    operator: str
    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Negate:
    term: "Filter"


@dataclass(frozen=True, slots=True)
class And:
    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Or:
    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Alternative:
    """`//`."""

    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class Assign:
    """`=`, `|=`, `+=` and their kin."""

    operator: str
    left: "Filter"
    right: "Filter"


@dataclass(frozen=True, slots=True)
class If:
    condition: "Filter"
    then: "Filter"
    otherwise: "Filter"


@dataclass(frozen=True, slots=True)
class Try:
    body: "Filter"
    handler: "Filter | None"


@dataclass(frozen=True, slots=True)
class Reduce:
    source: "Filter"
    patterns: "tuple[Pattern, ...]"
    start: "Filter"
    update: "Filter"


@dataclass(frozen=True, slots=True)
class Foreach:
    source: "Filter"
    patterns: "tuple[Pattern, ...]"
    start: "Filter"
    update: "Filter"
    extract: "Filter | None"


@dataclass(frozen=True, slots=True)
class Bind:
    """`source as pattern | body`."""

    source: "Filter"
    patterns: "tuple[Pattern, ...]"
    body: "Filter"


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    body: "Filter"


@dataclass(frozen=True, slots=True)
class BreakTo:
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Define:
    """`def name(parameters): body; rest`."""

    name: str
    parameters: tuple[str, ...]
    body: "Filter"
    rest: "Filter"


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: "tuple[Filter, ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Location:
    """`$__loc__`."""

    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """A string with filters in it, each made text by a format (empty: tostring)."""

    parts: "tuple[str | Filter, ...]"
    form: str


@dataclass(frozen=True, slots=True)
class Format:
    name: str


@dataclass(frozen=True, slots=True)
class MakeArray:
    body: "Filter | None"


@dataclass(frozen=True, slots=True)
class MakeObject:
    pairs: "tuple[tuple[Filter, Filter], ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Named:
    """A pattern that is a variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Elements:
    """A pattern of an array."""

    patterns: "tuple[Pattern, ...]"


@dataclass(frozen=True, slots=True)
class Fields:
    """A pattern of an object: for each field a variable of its own (or none), its name, what its value matches."""

    fields: "tuple[tuple[str, Filter, Pattern | None], ...]"


Pattern: TypeAlias = Named | Elements | Fields

Filter: TypeAlias = (
    Literal | Identity | Index | Slice | Each | Pipe | Comma | Binary | Negate | And | Or | Alternative | Assign | If
    | Try | Reduce | Foreach | Bind | Label | BreakTo | Define | Call | Variable | Location | Text | Format | MakeArray
    | MakeObject
)
