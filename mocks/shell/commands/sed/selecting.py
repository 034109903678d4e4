"""Selecting: tells which lines a command is for, by its addresses."""

from collections.abc import Callable

from .state import State
from .syntax import Command, Every, Further, Last, Like, Line, Multiple


class Selecting(State):
    """Holds lines against addresses, and knows which ranges are under way."""

    def _selects(self, index: int, command: Command) -> Callable[[], bool] | None:
        if command.first is None:
            if command.negated:
                return lambda: False
            return None
        if command.last is None:
            single = self._matches(command.first)
            if command.negated:
                return lambda: not single()
            return single
        return lambda: self._in_range(index, command) != command.negated

    def _matches(self, address: Line | Every | Last | Like) -> Callable[[], bool]:
        inputs = self._inputs
        if isinstance(address, Line):
            number = address.number
            return lambda: inputs.number == number
        if isinstance(address, Last):
            return inputs.is_last
        if isinstance(address, Every):
            first, step = address
            if step <= 0:
                return lambda: inputs.number == first
            return lambda: inputs.number >= first and (inputs.number - first) % step == 0
        regex = address.regex
        return lambda: self._used(regex).test(self._space)

    def _in_range(self, index: int, command: Command) -> bool:
        first, last, number = command.first, command.last, self._inputs.number
        assert first is not None
        if index not in self._active:
            if not self._matches(first)():
                return False
            if isinstance(last, Line):
                end: int | None = last.number
            elif isinstance(last, Further):
                end = number + last.lines
            elif isinstance(last, Multiple):
                end = number if last.of <= 0 else number + last.of - number % last.of
            else:
                end = None
                if isinstance(last, Last) and self._inputs.is_last():
                    return True
            if end is None or end > number:
                self._active[index] = end
            return True
        end = self._active[index]
        if end is not None:
            if number >= end:
                del self._active[index]
            return number <= end
        assert isinstance(last, Last | Like)
        if self._matches(last)():
            del self._active[index]
        return True
