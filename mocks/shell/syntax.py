"""The syntax tree of a shell script. Text is one character per byte throughout (see process.py)."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Literal(NamedTuple):
    """Characters that stand for themselves; quoted ones are neither split nor taken as patterns."""

    text: str
    quoted: bool


class Parameter(NamedTuple):
    """`$name` or `${name...}`. `operator` is one of the operators of ${}, such as `:-`, `##` or `length`."""

    name: str
    quoted: bool
    operator: str = ""
    word: "Word | None" = None
    second: "Word | None" = None
    index: "Word | None" = None
    indirect: bool = False


class Substitution(NamedTuple):
    """`$(...)` or backquotes: the output of a script."""

    script: "List"
    quoted: bool


class Arithmetic(NamedTuple):
    """`$((...))`: the value of an expression, which is expanded like a word in double quotes first."""

    expression: "Word"
    quoted: bool


class ProcessSubstitution(NamedTuple):
    """`<(...)` or `>(...)`: a name under which a script's output can be read, or its input written."""

    script: "List"
    writes: bool


class EmptyQuotes(NamedTuple):
    """`""` or `''`: nothing, but it makes a word."""


@dataclass(slots=True)
class HereDocument:
    """The body of a here-document: filled in when the parser has come to the lines that it stands on."""

    delimiter: str
    quoted: bool
    strips_tabs: bool
    body: "Word" = ()


Part: TypeAlias = Literal | Parameter | Substitution | Arithmetic | ProcessSubstitution | EmptyQuotes | HereDocument
Word: TypeAlias = tuple[Part, ...]


class Assignment(NamedTuple):
    """`name=value`, `name+=value`, `name[index]=value` or `name=(items)`."""

    name: str
    value: Word | None
    append: bool = False
    index: Word | None = None
    items: "tuple[tuple[Word | None, Word], ...] | None" = None


class Redirection(NamedTuple):
    """`fd operator target`. For `<<` the target is the here-document's body. `name` is set for `{name}>file`."""

    fd: int
    operator: str
    target: Word


class Simple(NamedTuple):
    """A simple command: assignments, words, redirections. Words of declaring built-ins may be assignments."""

    assignments: tuple[Assignment, ...]
    words: "tuple[Word | Assignment, ...]"
    redirections: tuple[Redirection, ...]
    line: int


class Pipeline(NamedTuple):
    """Commands whose output feeds the next one's input. `both[i]` says that stderr goes along (`|&`)."""

    commands: "tuple[Command, ...]"
    both: tuple[bool, ...]
    negated: bool
    timed: bool = False


class AndOr(NamedTuple):
    """Pipelines joined by `&&` and `||`: `joins[i]` stands before `pipelines[i + 1]`."""

    pipelines: tuple[Pipeline, ...]
    joins: tuple[str, ...]


class List(NamedTuple):
    """And-or lists one after the other; `background[i]` for those that end in `&`."""

    items: tuple[AndOr, ...]
    background: tuple[bool, ...]


class Group(NamedTuple):
    """`{ list; }`."""

    body: List
    redirections: tuple[Redirection, ...]


class Subshell(NamedTuple):
    """`( list )`."""

    body: List
    redirections: tuple[Redirection, ...]


class If(NamedTuple):
    """`if`, its `elif`s and `else`."""

    branches: tuple[tuple[List, List], ...]
    otherwise: List | None
    redirections: tuple[Redirection, ...]


class For(NamedTuple):
    """`for name in words`; without words, over the positional parameters."""

    name: str
    words: tuple[Word, ...] | None
    body: List
    redirections: tuple[Redirection, ...]


class ArithmeticFor(NamedTuple):
    """`for ((a; b; c))`."""

    start: Word
    test: Word
    step: Word
    body: List
    redirections: tuple[Redirection, ...]


class While(NamedTuple):
    """`while` and `until`."""

    test: List
    body: List
    until: bool
    redirections: tuple[Redirection, ...]


class Case(NamedTuple):
    """`case word in`: clauses of (patterns, body, terminator)."""

    word: Word
    clauses: tuple[tuple[tuple[Word, ...], List, str], ...]
    redirections: tuple[Redirection, ...]


class Function(NamedTuple):
    """A definition of a function, with its text for `declare -f` and `type`."""

    name: str
    body: "Command"
    text: str


class Conditional(NamedTuple):
    """`[[ ... ]]`."""

    test: "Test"
    redirections: tuple[Redirection, ...]


class ArithmeticCommand(NamedTuple):
    """`(( ... ))`."""

    expression: Word
    redirections: tuple[Redirection, ...]


class Unary(NamedTuple):
    """`-f word` and its like in `[[ ]]`."""

    operator: str
    word: Word


class Binary(NamedTuple):
    """`a == b` and its like in `[[ ]]`."""

    operator: str
    left: Word
    right: Word


class Not(NamedTuple):
    """`! test` in `[[ ]]`."""

    test: "Test"


class Both(NamedTuple):
    """`a && b` (or `a || b`) in `[[ ]]`."""

    left: "Test"
    right: "Test"
    either: bool


Test: TypeAlias = Unary | Binary | Not | Both
Compound: TypeAlias = Group | Subshell | If | For | ArithmeticFor | While | Case | Conditional | ArithmeticCommand
Command: TypeAlias = Simple | Compound | Function
