"""Variables: compiles what gets and what sets a variable, a field or an element of an array."""

import math
from collections.abc import Callable
from typing import Final, TypeAlias

from .arrays import arrays_of
from .machine import SUBSEP, Machine
from .syntax import AwkError, Element, Expr, Field, Number, Program, Target
from .values import UNSET, Array, Value, number

Get: TypeAlias = Callable[[], Value]
Set: TypeAlias = Callable[[Value], None]
Key: TypeAlias = Callable[[], tuple[str, bool]]

_MOST_FIELDS: Final = 1 << 20


class Variables:
    """Compiles what names a place of a program's values for a machine."""

    def __init__(self, program: Program, machine: Machine) -> None:
        self.program = program
        self.machine = machine
        self.arrays = arrays_of(program)
        self.bodies: dict[str, Callable[[], int]] = {}
        self.function = ""
        self.locals: dict[str, int] = {}

    def is_array(self, name: str) -> bool:
        """Tell whether a name is an array's where the compiler is."""
        return (self.function if name in self.locals else "", name) in self.arrays

    def number(self, part: Expr) -> Callable[[], float]:
        """Return what gives an expression as a number."""
        raise NotImplementedError

    def text(self, part: Expr) -> Callable[[], str]:
        """Return what gives an expression as a text."""
        raise NotImplementedError

    def value(self, part: Expr) -> Get:
        """Return what gives an expression's value."""
        raise NotImplementedError

    def array(self, name: str) -> Callable[[], Array]:
        """Return what gives an array."""
        if name not in self.locals:
            if name in self.program.functions:
                raise AwkError(f"line 1: syntax error at or near {name}")
            array = self.machine.array(name)
            return lambda: array
        index, machine = self.locals[name], self.machine

        def local() -> Array:
            found = machine.frame[index]
            if not isinstance(found, Array):
                found = machine.frame[index] = Array()
            return found

        return local

    def key(self, parts: tuple[Expr, ...]) -> Key:
        """Return what gives an index as a text, and whether it was a whole number."""
        if len(parts) > 1:
            texts, cells = [self.text(one) for one in parts], self.machine.cells

            def several() -> tuple[str, bool]:
                return str(cells[SUBSEP]).join([one() for one in texts]), False

            return several
        get, machine = self.value(parts[0]), self.machine

        def single() -> tuple[str, bool]:
            value = get()
            if isinstance(value, float):
                if -2147483648.0 < value < 2147483648.0 and value == (whole := int(value)):
                    return str(whole), True
                return machine.shown(value), False
            return value, False

        return single

    def getter(self, target: Target) -> Get:
        """Return what gives a variable, field or element."""
        machine = self.machine
        if isinstance(target, Field):
            return self._field(target)
        if isinstance(target, Element):
            array, key = self.array(target.array), self.key(target.keys)

            def element() -> Value:
                return array().get(*key())

            return element
        name = target.name
        if self.is_array(name):
            raise AwkError(f"line 1: illegal reference to array {name}")
        if name in self.locals:
            index = self.locals[name]

            def local() -> Value:
                value = machine.frame[index]
                return UNSET if isinstance(value, Array) else value

            return local
        if name == "NF":
            return machine.record.count
        slot, cells = machine.slot(name), machine.cells
        return lambda: cells[slot]

    def _field(self, target: Field) -> Get:
        record = self.machine.record
        if isinstance(target.number, Number):
            constant, field = int(target.number.value), record.field
            return record.whole if constant == 0 else lambda: field(constant)
        index = self._index(target)
        return lambda: record.field(index())

    def _index(self, target: Field) -> Callable[[], int]:
        get = self.number(target.number)

        def index() -> int:
            value = get()
            if math.isnan(value) or value < 0:
                shows = "nan" if math.isnan(value) else str(int(value))
                raise AwkError(f"run time error: negative field index ${shows}")
            if value > _MOST_FIELDS:
                raise AwkError(f"program limit exceeded: maximum number of fields size={_MOST_FIELDS}")
            return int(value)

        return index

    def setter(self, target: Target) -> Set:
        """Return what sets a variable, field or element."""
        machine = self.machine
        if isinstance(target, Element):
            array, key = self.array(target.array), self.key(target.keys)

            def element(value: Value) -> None:
                where, whole = key()
                array().set(where, whole, value)

            return element
        if isinstance(target, Field):
            index, record = self._index(target), machine.record
            return lambda value: record.set_field(index(), value, machine.shown(value))
        name = target.name
        if self.is_array(name):
            raise AwkError(f"line 1: illegal reference to array {name}")
        if name in self.locals:
            place = self.locals[name]

            def local(value: Value) -> None:
                machine.frame[place] = value

            return local
        if name == "NF":

            def count(value: Value) -> None:
                fields = number(value)
                if not 0 <= fields <= _MOST_FIELDS:
                    raise AwkError(f"run time error: negative value assigned to NF ({machine.shown(value)})")
                machine.record.set_count(int(fields))

            return count
        slot, cells = machine.slot(name), machine.cells

        def cell(value: Value) -> None:
            cells[slot] = value

        return cell

    def _place(self, target: Target) -> tuple[Callable[[], Value], Set]:
        """Return what gets and what sets a target whose index is asked for once, by the first."""
        if isinstance(target, Element):
            array, key = self.array(target.array), self.key(target.keys)
            found: list[tuple[Array, str, bool]] = []

            def get_element() -> Value:
                where, whole = key()
                table = array()
                found.append((table, where, whole))
                return table.get(where, whole)

            def set_element(value: Value) -> None:
                table, where, _ = found.pop()
                table.values[where] = value

            return get_element, set_element
        if isinstance(target, Field):
            index, record, machine = self._index(target), self.machine.record, self.machine
            indices: list[int] = []

            def get_field() -> Value:
                indices.append(index())
                return record.field(indices[-1])

            return get_field, lambda value: record.set_field(indices.pop(), value, machine.shown(value))
        return self.getter(target), self.setter(target)
