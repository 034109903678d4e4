"""The compiler: makes of every expression of a program a function that gives its value.

Each expression can be had as a value, a number, a text or a truth, so that no value is looked at twice.
"""

from collections.abc import Callable
from typing import Final

from .arithmetic import ARITHMETIC
from .functions import BUILTINS
from .machine import CONVFMT, LONG, RS
from .patterns import pattern
from .syntax import (
    Assign,
    AwkError,
    Binary,
    Builtin,
    Call,
    Choose,
    Element,
    Expr,
    Field,
    Getline,
    Grouped,
    In,
    Matches,
    Name,
    Number,
    Pattern,
    Step,
    Text,
    Unary,
)
from .values import UNSET, Array, Maybe, Value, compared, number, shown, truth
from .variables import Get, Variables

_ORDERS: Final[dict[str, frozenset[int]]] = {
    "<": frozenset((-1,)), "<=": frozenset((-1, 0)), "==": frozenset((0,)), "!=": frozenset((-1, 1, 2)),
    ">": frozenset((1,)), ">=": frozenset((0, 1)),
}


class Expressions(Variables):
    """Compiles the expressions of a program for a machine."""

    def number(self, part: Expr) -> Callable[[], float]:
        """Return what gives an expression as a number."""
        if isinstance(part, Number):
            constant = part.value
            return lambda: constant
        if isinstance(part, Binary) and part.operator in ARITHMETIC:
            return self._arithmetic(part.operator, part.left, part.right)
        get = self.value(part)

        def convert() -> float:
            value = get()
            return value if isinstance(value, float) else number(value)

        return convert

    def text(self, part: Expr) -> Callable[[], str]:
        """Return what gives an expression as a text."""
        if isinstance(part, Text):
            constant = part.value
            return lambda: constant
        if isinstance(part, Binary) and part.operator == " ":
            return self._joined(part)
        get = self.value(part)
        cells = self.machine.cells

        def convert() -> str:
            value = get()
            if isinstance(value, float):
                form = cells[CONVFMT]
                return shown(value, form if isinstance(form, str) else "%.6g")
            return value

        return convert

    def truth(self, part: Expr) -> Callable[[], bool]:
        """Return what tells whether an expression is true."""
        if isinstance(part, Pattern):
            return self._matching(part, self._record(), negated=False)
        if isinstance(part, Matches):
            return self._matching(part.pattern, self.text(part.text), negated=part.negated)
        if isinstance(part, Grouped) and len(part.parts) == 1:
            return self.truth(part.parts[0])
        if isinstance(part, Unary) and part.operator == "!":
            inner = self.truth(part.value)
            return lambda: not inner()
        if isinstance(part, In):
            return self._in(part)
        if isinstance(part, Binary):
            if part.operator in ("&&", "||"):
                left, right = self.truth(part.left), self.truth(part.right)
                if part.operator == "&&":
                    return lambda: left() and right()
                return lambda: left() or right()
            if part.operator in _ORDERS:
                return self._comparison(part)
        get = self.value(part)

        def tell() -> bool:
            value = get()
            return value != 0.0 if isinstance(value, float) else truth(value)

        return tell

    def value(self, part: Expr) -> Get:
        """Return what gives an expression's value."""
        if isinstance(part, Number | Text):
            constant = part.value
            return lambda: constant
        if isinstance(part, Name | Field | Element):
            return self.getter(part)
        if isinstance(part, Grouped):
            return self.value(part.parts[0])
        if isinstance(part, Binary):
            return self._binary(part)
        if isinstance(part, Unary):
            return self._unary(part)
        if isinstance(part, Pattern | Matches | In):
            tell = self.truth(part)
            return lambda: 1.0 if tell() else 0.0
        if isinstance(part, Choose):
            condition, yes, no = self.truth(part.condition), self.value(part.yes), self.value(part.no)
            return lambda: yes() if condition() else no()
        if isinstance(part, Assign):
            return self._assign(part)
        if isinstance(part, Step):
            return self._step(part)
        if isinstance(part, Call):
            return self._call(part)
        if isinstance(part, Builtin):
            return BUILTINS[part.name](self, part.arguments)
        return self._getline(part)

    # --- operators ---

    def _record(self) -> Callable[[], str]:
        whole = self.machine.record.whole
        return lambda: str(whole())

    def _matching(self, part: Expr, text: Callable[[], str], *, negated: bool) -> Callable[[], bool]:
        if isinstance(part, Pattern | Text):
            test = pattern(part.value).test
            if negated:
                return lambda: not test(text())
            return lambda: test(text())
        source = self.text(part)

        def dynamic() -> bool:
            subject = text()
            return pattern(source()).test(subject) != negated

        return dynamic

    def _in(self, part: In) -> Callable[[], bool]:
        key, array = self.key(part.keys), self.array(part.array)

        def has() -> bool:
            return array().has(*key())

        return has

    def _arithmetic(self, operator: str, first: Expr, second: Expr) -> Callable[[], float]:
        left, right = self.number(first), self.number(second)
        if operator == "+":
            return lambda: left() + right()
        if operator == "-":
            return lambda: left() - right()
        if operator == "*":
            return lambda: left() * right()
        apply = ARITHMETIC[operator]
        return lambda: apply(left(), right())

    def _comparison(self, part: Binary) -> Callable[[], bool]:
        left, right, orders = self.value(part.left), self.value(part.right), _ORDERS[part.operator]

        def compare() -> bool:
            return compared(left(), right()) in orders

        return compare

    def _joined(self, part: Binary) -> Callable[[], str]:
        parts: list[Expr] = []
        rest: Expr = part
        while isinstance(rest, Binary) and rest.operator == " ":
            parts.append(rest.right)
            rest = rest.left
        texts = [self.text(one) for one in (rest, *reversed(parts))]
        sized = self.machine.sized

        def several() -> str:
            out = "".join([one() for one in texts])
            return sized(out) if len(out) > LONG else out

        if len(texts) > 2:
            return several
        first, second = texts

        def pair() -> str:
            out = first() + second()
            return sized(out) if len(out) > LONG else out

        return pair

    def _binary(self, part: Binary) -> Get:
        if part.operator in ARITHMETIC:
            return self._arithmetic(part.operator, part.left, part.right)
        if part.operator == " ":
            return self._joined(part)
        tell = self.truth(part)
        return lambda: 1.0 if tell() else 0.0

    def _unary(self, part: Unary) -> Get:
        if part.operator == "!":
            tell = self.truth(part.value)
            return lambda: 0.0 if tell() else 1.0
        inner = self.number(part.value)
        if part.operator == "+":
            return inner
        return lambda: 0.0 - inner()

    def _assign(self, part: Assign) -> Get:
        if part.operator:
            apply, right = ARITHMETIC[part.operator], self.number(part.value)
            get, put = self._place(part.target)

            def update() -> Value:
                amount = right()
                value = apply(number(get()), amount)
                put(value)
                return value

            return update
        get_value, assign = self.value(part.value), self.setter(part.target)

        def replace() -> Value:
            value = get_value()
            assign(value)
            return value

        return replace

    def _step(self, part: Step) -> Get:
        get, put = self._place(part.target)
        by, before = part.by, part.before

        def step() -> Value:
            old = get()
            value = old if isinstance(old, float) else number(old)
            put(value + by)
            return value + by if before else value

        return step

    # --- functions and input ---

    def _call(self, part: Call) -> Get:
        function = self.program.functions.get(part.name)
        if function is None:
            raise AwkError(f"function {part.name} never defined")
        if len(part.arguments) > len(function.parameters):
            raise AwkError(f"line {part.line}: too many arguments in call to {part.name}")
        arguments: list[Callable[[], Value | Array]] = []
        for parameter, argument in zip(function.parameters, part.arguments, strict=False):
            is_array = (function.name, parameter) in self.arrays
            if is_array and isinstance(argument, Name):
                arguments.append(self.array(argument.name))
            else:
                arguments.append(self.value(argument))
        missing = len(function.parameters) - len(arguments)
        machine, bodies, name = self.machine, self.bodies, part.name

        def call() -> Value:
            frame: list[Value | Array] = [one() for one in arguments]
            frame += [UNSET] * missing
            outer = machine.frame
            machine.step()
            machine.frame = frame
            machine.result = UNSET
            try:
                bodies[name]()
            finally:
                machine.frame = outer
            result = machine.result
            machine.result = UNSET
            return result

        return call

    def _getline(self, part: Getline) -> Get:
        machine = self.machine
        assign = None if part.target is None else self.setter(part.target)
        if part.source is None:

            def main() -> Value:
                text = machine.next_record()
                if text is None:
                    return 0.0
                if assign is None:
                    machine.record.set(text)
                else:
                    assign(Maybe(text))
                return 1.0

            return main
        source, kind = self.text(part.source), part.kind

        def other() -> Value:
            records = machine.outputs.reader(kind, source())
            if records is None:
                return -1.0
            text = records.next(machine.text(RS))
            if text is None:
                return 0.0
            if assign is None:
                machine.record.set(text)
            else:
                assign(Maybe(text))
            return 1.0

        return other
