"""Code: the instructions that bc's lines are made into, and what puts them together.

An instruction knows the address behind it in GNU bc's byte code, because errors name that address.
"""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from ...nesting import Nesting
from .reading import Reader, SyntaxFault


class Instruction(NamedTuple):
    """What to do, with what, and the address behind it. Jumps first have the number of a label, later that of an
    index.
    """

    what: str
    argument: str | int = ""
    address: int = 0


class Parameter(NamedTuple):
    """A parameter or automatic variable: a number or an array, which may be passed by reference."""

    name: str
    array: bool = False
    shared: bool = False


class Function(NamedTuple):
    """A function that was defined."""

    parameters: tuple[Parameter, ...]
    autos: tuple[Parameter, ...]
    code: list[Instruction]


class Quit(Exception):
    """`quit` was read."""


class Runner(Protocol):
    """What runs the code of lines and keeps functions."""

    functions: dict[str, Function]

    def run(self, code: list[Instruction]) -> None:
        """Carry out the code of a line."""


class Code:
    """The code of the line or function that is being compiled. What is wrong is said with its line."""

    def __init__(self, text: str, form: str, say: Callable[[str], None], runner: Runner, void: set[str]) -> None:
        self.reader = self._reader = Reader(text, self.fault)
        self._form, self._say = form, say
        self._run = runner.run
        self._functions = runner.functions
        self._void = void
        self.wrong = False
        self._nested = Nesting(SyntaxFault)
        """Whether something is wrong with the present line, so that it is not run."""
        self._begin()

    def _begin(self) -> None:
        self._code: list[Instruction] = []
        self._address = 0
        self._labels: dict[int, int] = {}
        self._next_label = 1
        self._break = self._continue = 0
        self._inside = False

    def fault(self, message: str) -> None:
        """Say what is wrong with the line."""
        self._say(self._form.format(self._reader.line, message))
        self.wrong = True

    def _emit(self, what: str, argument: str | int = "", *, size: int) -> None:
        self._address += size
        self._code.append(Instruction(what, argument, self._address))

    def _label(self) -> int:
        self._next_label += 1
        return self._next_label - 1

    def _place(self, label: int) -> None:
        self._labels[label] = len(self._code)

    def _jump(self, what: str, label: int) -> None:
        self._emit(what, label, size=3)

    def _resolved(self) -> list[Instruction]:
        return [one._replace(argument=self._labels[int(one.argument)]) if one.what in ("J", "B", "Z") else one
                for one in self._code]
