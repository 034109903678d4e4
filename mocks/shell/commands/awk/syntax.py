"""The syntax of awk: what a program is made of."""

from dataclasses import dataclass
from typing import TypeAlias


class AwkError(Exception):
    """A program that cannot be run, or a mistake while it runs; the message lacks only `mawk: `."""


class Unfinished(AwkError):
    """A format that came to its end too early; `written` is what there was of it."""

    def __init__(self, message: str, written: str) -> None:
        super().__init__(message)
        self.written = written


@dataclass(frozen=True, slots=True)
class Number:
    """A number."""

    value: float


@dataclass(frozen=True, slots=True)
class Text:
    """A string."""

    value: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression between slashes."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """`$number`."""

    number: "Expr"


@dataclass(frozen=True, slots=True)
class Element:
    """`array[index, index]`."""

    array: str
    keys: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class Assign:
    """`target op= value`; the operator is empty for `=`."""

    target: "Target"
    operator: str
    value: "Expr"


@dataclass(frozen=True, slots=True)
class Step:
    """`++x`, `x++`, `--x`, `x--`."""

    target: "Target"
    by: float
    before: bool


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x`, `+x`, `!x`."""

    operator: str
    value: "Expr"


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic, comparison, concatenation (the operator is a space), `&&`, `||`."""

    operator: str
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class Matches:
    """`text ~ pattern`, `text !~ pattern`."""

    text: "Expr"
    pattern: "Expr"
    negated: bool


@dataclass(frozen=True, slots=True)
class Choose:
    """`condition ? yes : no`."""

    condition: "Expr"
    yes: "Expr"
    no: "Expr"


@dataclass(frozen=True, slots=True)
class In:
    """`(index, index) in array`."""

    keys: "tuple[Expr, ...]"
    array: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the program's own."""

    name: str
    arguments: "tuple[Expr, ...]"
    line: int


@dataclass(frozen=True, slots=True)
class Builtin:
    """A function of the language."""

    name: str
    arguments: "tuple[Expr, ...]"


@dataclass(frozen=True, slots=True)
class Getline:
    """`getline`, `getline < file`, `command | getline`; `kind` is empty, `<` or `|`."""

    kind: str
    source: "Expr | None"
    target: "Target | None"


@dataclass(frozen=True, slots=True)
class Grouped:
    """`(a)`, or `(a, b)`, which only print and `in` take."""

    parts: "tuple[Expr, ...]"


Target: TypeAlias = Name | Field | Element
Expr: TypeAlias = (
    Number | Text | Pattern | Name | Field | Element | Assign | Step | Unary | Binary | Matches | Choose | In | Call
    | Builtin | Getline | Grouped
)


@dataclass(frozen=True, slots=True)
class Block:
    """Statements in braces."""

    statements: "tuple[Statement, ...]"


@dataclass(frozen=True, slots=True)
class Plain:
    """An expression for its effect."""

    value: Expr


@dataclass(frozen=True, slots=True)
class Print:
    """`print` and `printf`, with where it goes: `>`, `>>`, `|`, or nothing."""

    formatted: bool
    values: tuple[Expr, ...]
    kind: str
    target: Expr | None


@dataclass(frozen=True, slots=True)
class If:
    """`if`."""

    condition: Expr
    yes: "Statement"
    no: "Statement | None"


@dataclass(frozen=True, slots=True)
class Loop:
    """`while`, `do` and `for`; `first` where the body is run before the condition is asked."""

    start: "Statement | None"
    condition: Expr | None
    step: "Statement | None"
    body: "Statement"
    first: bool


@dataclass(frozen=True, slots=True)
class Each:
    """`for (name in array)`."""

    target: Target
    array: str
    body: "Statement"


@dataclass(frozen=True, slots=True)
class Leave:
    """`break`, `continue`, `next`, `exit` and `return`."""

    kind: str
    value: Expr | None


@dataclass(frozen=True, slots=True)
class Delete:
    """`delete array[index]`, `delete array`."""

    array: str
    keys: tuple[Expr, ...] | None


Statement: TypeAlias = Block | Plain | Print | If | Loop | Each | Leave | Delete


@dataclass(frozen=True, slots=True)
class Rule:
    """`pattern { action }`; `kind` is BEGIN, END, `range` or empty."""

    kind: str
    pattern: Expr | None
    until: Expr | None
    action: Statement


@dataclass(frozen=True, slots=True)
class Function:
    """`function name(parameters) { body }`."""

    name: str
    parameters: tuple[str, ...]
    body: Statement


@dataclass(frozen=True, slots=True)
class Program:
    """A whole program."""

    rules: tuple[Rule, ...]
    functions: dict[str, Function]
