"""What all parts of the compiler have: the machine, the text, and the way to compile a filter inside another."""

from collections.abc import Callable

from .running import Machine, Run
from .scopes import Function, Scope
from .syntax import Filter
from .tokens import located


class Base:
    """The part of the compiler that all others stand on."""

    def __init__(self, machine: Machine, text: str) -> None:
        self.machine = machine
        self._source = text
        self._errors: list[str] = []
        self._own: dict[tuple[str, int], Function] = {}

    def compile(self, node: Filter, scope: Scope | None) -> Run:
        """Return a filter as a function."""
        method: Callable[[Filter, Scope | None], Run] = getattr(self, f"_{type(node).__name__.lower()}")
        return method(node, scope)

    def fail(self, message: str, at: int) -> None:
        """Note an error."""
        self._errors.append(located(self._source, message, at))
