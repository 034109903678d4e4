"""The syntax of sed: what a script is made of."""

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ...regex import Regex


class SedError(Exception):
    """A script that cannot be run, or something that ends it; `code` is how sed exits."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


class Line(NamedTuple):
    """`3`."""

    number: int


class Every(NamedTuple):
    """`first~step`."""

    first: int
    step: int


class Last(NamedTuple):
    """`$`."""


class Like(NamedTuple):
    """`/regex/`; the last one used if it is empty."""

    regex: Regex | None


class Further(NamedTuple):
    """`+N`, the end of a range."""

    lines: int


class Multiple(NamedTuple):
    """`~N`, the end of a range."""

    of: int


Address: TypeAlias = Line | Every | Last | Like
End: TypeAlias = Line | Last | Like | Further | Multiple


class Group(NamedTuple):
    """A group of the match in a replacement; 0 is all of it."""

    number: int


class Case(NamedTuple):
    """A change of case in a replacement: one of `U L E u l`."""

    letter: str


Replacement: TypeAlias = tuple["str | Group | Case", ...]


class Substitution(NamedTuple):
    """The arguments of `s`."""

    regex: Regex | None
    by: Replacement
    everywhere: bool
    number: int
    prints: bool
    runs: bool
    file: str


@dataclass
class Command:
    """A command. `text` is its argument, `number` a code, a length, or the command that it jumps to."""

    name: str
    first: Address | None = None
    last: End | None = None
    from_zero: bool = False
    negated: bool = False
    text: str = ""
    number: int = -1
    substitution: Substitution | None = None
    table: dict[int, str] = field(default_factory=dict)
