"""Nesting: how deep things may lie in one another in a text that is read by methods that call each other."""

from collections.abc import Callable
from typing import Final

DEEPEST: Final = 100
"""Levels up to which a program is read. Ours: nobody writes so many, and Python's stack is far from its end."""


class Nesting:
    """Counts the levels that a reader is in. `fault` gives the error that is raised in one too deep."""

    def __init__(self, fault: Callable[[], Exception], depth: int = 0) -> None:
        self._fault = fault
        self.depth = depth

    def __enter__(self) -> None:
        if self.depth >= DEEPEST:
            raise self._fault()
        self.depth += 1

    def __exit__(self, *error: object) -> None:
        self.depth -= 1
