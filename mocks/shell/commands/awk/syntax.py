"""The syntax of awk: what a program is made of."""

from typing import NamedTuple, TypeAlias


class AwkError(Exception):
    """A program that cannot be run, or a mistake while it runs; the message lacks only `mawk: `."""


class Unfinished(AwkError):
    """A format that came to its end too early; `written` is what there was of it."""

    def __init__(self, message: str, written: str) -> None:
        super().__init__(message)
        self.written = written


class Number(NamedTuple):
    """A number."""

    value: float


class Text(NamedTuple):
    """A string."""

    value: str


class Pattern(NamedTuple):
    """A regular expression between slashes."""

    value: str


class Name(NamedTuple):
    """A variable."""

    name: str


class Field(NamedTuple):
    """`$number`."""

    number: "Expr"


class Element(NamedTuple):
    """`array[index, index]`."""

    array: str
    keys: "tuple[Expr, ...]"


class Assign(NamedTuple):
    """`target op= value`; the operator is empty for `=`."""

    target: "Target"
    operator: str
    value: "Expr"


class Step(NamedTuple):
    """`++x`, `x++`, `--x`, `x--`."""

    target: "Target"
    by: float
    before: bool


class Unary(NamedTuple):
    """`-x`, `+x`, `!x`."""

    operator: str
    value: "Expr"


class Binary(NamedTuple):
    """Arithmetic, comparison, concatenation (the operator is a space), `&&`, `||`."""

    operator: str
    left: "Expr"
    right: "Expr"


class Matches(NamedTuple):
    """`text ~ pattern`, `text !~ pattern`."""

    text: "Expr"
    pattern: "Expr"
    negated: bool


class Choose(NamedTuple):
    """`condition ? yes : no`."""

    condition: "Expr"
    yes: "Expr"
    no: "Expr"


class In(NamedTuple):
    """`(index, index) in array`."""

    keys: "tuple[Expr, ...]"
    array: str


class Call(NamedTuple):
    """A function of the program's own."""

    name: str
    arguments: "tuple[Expr, ...]"
    line: int


class Builtin(NamedTuple):
    """A function of the language."""

    name: str
    arguments: "tuple[Expr, ...]"


class Getline(NamedTuple):
    """`getline`, `getline < file`, `command | getline`; `kind` is empty, `<` or `|`."""

    kind: str
    source: "Expr | None"
    target: "Target | None"


class Grouped(NamedTuple):
    """`(a)`, or `(a, b)`, which only print and `in` take."""

    parts: "tuple[Expr, ...]"


Target: TypeAlias = Name | Field | Element
Expr: TypeAlias = (
    Number | Text | Pattern | Name | Field | Element | Assign | Step | Unary | Binary | Matches | Choose | In | Call
    | Builtin | Getline | Grouped
)


class Block(NamedTuple):
    """Statements in braces."""

    statements: "tuple[Statement, ...]"


class Plain(NamedTuple):
    """An expression for its effect."""

    value: Expr


class Print(NamedTuple):
    """`print` and `printf`, with where it goes: `>`, `>>`, `|`, or nothing."""

    formatted: bool
    values: tuple[Expr, ...]
    kind: str
    target: Expr | None


class If(NamedTuple):
    """`if`."""

    condition: Expr
    yes: "Statement"
    no: "Statement | None"


class Loop(NamedTuple):
    """`while`, `do` and `for`; `first` where the body is run before the condition is asked."""

    start: "Statement | None"
    condition: Expr | None
    step: "Statement | None"
    body: "Statement"
    first: bool


class Each(NamedTuple):
    """`for (name in array)`."""

    target: Target
    array: str
    body: "Statement"


class Leave(NamedTuple):
    """`break`, `continue`, `next`, `exit` and `return`."""

    kind: str
    value: Expr | None


class Delete(NamedTuple):
    """`delete array[index]`, `delete array`."""

    array: str
    keys: tuple[Expr, ...] | None


Statement: TypeAlias = Block | Plain | Print | If | Loop | Each | Leave | Delete


class Rule(NamedTuple):
    """`pattern { action }`; `kind` is BEGIN, END, `range` or empty."""

    kind: str
    pattern: Expr | None
    until: Expr | None
    action: Statement


class Function(NamedTuple):
    """`function name(parameters) { body }`."""

    name: str
    parameters: tuple[str, ...]
    body: Statement


class Program(NamedTuple):
    """A whole program."""

    rules: tuple[Rule, ...]
    functions: dict[str, Function]
