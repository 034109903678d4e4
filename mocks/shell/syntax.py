"""The syntax tree of a shell script. Text is one character per byte throughout (see process.py)."""

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """Characters that stand for themselves; quoted ones are neither split nor taken as patterns."""

    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """`$name` or `${name...}`. `operator` is one of the operators of ${}, such as `:-`, `##` or `length`."""

    name: str
    quoted: bool
    operator: str = ""
    word: "Word | None" = None
    second: "Word | None" = None
    index: "Word | None" = None
    indirect: bool = False


@dataclass(frozen=True, slots=True)
class Substitution:
    """`$(...)` or backquotes: the output of a script."""

    script: "List"
    quoted: bool


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`$((...))`: the value of an expression, which is expanded like a word in double quotes first."""

    expression: "Word"
    quoted: bool


@dataclass(frozen=True, slots=True)
class ProcessSubstitution:
    """`<(...)` or `>(...)`: a name under which a script's output can be read, or its input written."""

    script: "List"
    writes: bool


@dataclass(frozen=True, slots=True)
class EmptyQuotes:
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


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name=value`, `name+=value`, `name[index]=value` or `name=(items)`."""

    name: str
    value: Word | None
    append: bool = False
    index: Word | None = None
    items: "tuple[tuple[Word | None, Word], ...] | None" = None


@dataclass(frozen=True, slots=True)
class Redirection:
    """`fd operator target`. For `<<` the target is the here-document's body. `name` is set for `{name}>file`."""

    fd: int
    operator: str
    target: Word


@dataclass(frozen=True, slots=True)
class Simple:
    """A simple command: assignments, words, redirections. Words of declaring built-ins may be assignments."""

    assignments: tuple[Assignment, ...]
    words: "tuple[Word | Assignment, ...]"
    redirections: tuple[Redirection, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Commands whose output feeds the next one's input. `both[i]` says that stderr goes along (`|&`)."""

    commands: "tuple[Command, ...]"
    both: tuple[bool, ...]
    negated: bool
    timed: bool = False


@dataclass(frozen=True, slots=True)
class AndOr:
    """Pipelines joined by `&&` and `||`: `joins[i]` stands before `pipelines[i + 1]`."""

    pipelines: tuple[Pipeline, ...]
    joins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class List:
    """And-or lists one after the other; `background[i]` for those that end in `&`."""

    items: tuple[AndOr, ...]
    background: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """`{ list; }`."""

    body: List
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class Subshell:
    """`( list )`."""

    body: List
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class If:
    """`if`, its `elif`s and `else`."""

    branches: tuple[tuple[List, List], ...]
    otherwise: List | None
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class For:
    """`for name in words`; without words, over the positional parameters."""

    name: str
    words: tuple[Word, ...] | None
    body: List
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class ArithmeticFor:
    """`for ((a; b; c))`."""

    start: Word
    test: Word
    step: Word
    body: List
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class While:
    """`while` and `until`."""

    test: List
    body: List
    until: bool
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """`case word in`: clauses of (patterns, body, terminator)."""

    word: Word
    clauses: tuple[tuple[tuple[Word, ...], List, str], ...]
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A definition of a function, with its text for `declare -f` and `type`."""

    name: str
    body: "Command"
    text: str


@dataclass(frozen=True, slots=True)
class Conditional:
    """`[[ ... ]]`."""

    test: "Test"
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class ArithmeticCommand:
    """`(( ... ))`."""

    expression: Word
    redirections: tuple[Redirection, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`-f word` and its like in `[[ ]]`."""

    operator: str
    word: Word


@dataclass(frozen=True, slots=True)
class Binary:
    """`a == b` and its like in `[[ ]]`."""

    operator: str
    left: Word
    right: Word


@dataclass(frozen=True, slots=True)
class Not:
    """`! test` in `[[ ]]`."""

    test: "Test"


@dataclass(frozen=True, slots=True)
class Both:
    """`a && b` (or `a || b`) in `[[ ]]`."""

    left: "Test"
    right: "Test"
    either: bool


Test: TypeAlias = Unary | Binary | Not | Both
Compound: TypeAlias = Group | Subshell | If | For | ArithmeticFor | While | Case | Conditional | ArithmeticCommand
Command: TypeAlias = Simple | Compound | Function
