"""The statements of a program, each compiled to a function that says how it was left."""

from collections.abc import Callable
from typing import Final, TypeAlias

from .compiler import Expressions
from .formats import formatted
from .machine import CONVFMT, OFMT, OFS, ORS, Exited, Machine, Next
from .syntax import (
    Block,
    Delete,
    Each,
    Function,
    If,
    Leave,
    Loop,
    Plain,
    Print,
    Program,
    Rule,
    Statement,
    Unfinished,
)
from .values import number, shown

Run: TypeAlias = Callable[[], int]

GOES_ON, BREAKS, CONTINUES, RETURNS = range(4)
"""How a statement is left. `next` and `exit` are exceptions, for functions may have them."""

_LEAVES: Final = {"break": BREAKS, "continue": CONTINUES}


class Statements(Expressions):
    """Compiles the statements of a program for a machine."""

    def __init__(self, program: Program, machine: Machine) -> None:
        super().__init__(program, machine)
        for function in program.functions.values():
            self._function(function)

    def _function(self, function: Function) -> None:
        self.function = function.name
        self.locals = {name: place for place, name in enumerate(function.parameters)}
        self.bodies[function.name] = self.statement(function.body)
        self.function, self.locals = "", {}

    def statement(self, part: Statement) -> Run:
        """Return what runs a statement."""
        if isinstance(part, Plain):
            return self._plain(part)
        if isinstance(part, Block):
            return self._block(part)
        if isinstance(part, Print):
            return self._print(part)
        if isinstance(part, If):
            return self._if(part)
        if isinstance(part, Loop):
            return self._loop(part)
        if isinstance(part, Each):
            return self._each(part)
        if isinstance(part, Delete):
            return self._delete(part)
        return self._leave(part)

    def _plain(self, part: Plain) -> Run:
        value = self.value(part.value)

        def plain() -> int:
            value()
            return GOES_ON

        return plain

    def _block(self, part: Block) -> Run:
        runs = [self.statement(one) for one in part.statements]
        if len(runs) == 1:
            return runs[0]

        def block() -> int:
            for run in runs:
                if left := run():
                    return left
            return GOES_ON

        return block

    def _print(self, part: Print) -> Run:
        text = self._formatted(part) if part.formatted else self._printed(part)
        outputs = self.machine.outputs
        if part.target is None:

            def show() -> int:
                outputs.write(text())
                return GOES_ON

            return show
        target, kind = self.text(part.target), part.kind

        def send() -> int:
            shows = text()
            outputs.to(kind, target(), shows)
            return GOES_ON

        return send

    def _formatted(self, part: Print) -> Callable[[], str]:
        form, values, machine = self.text(part.values[0]), [self.value(one) for one in part.values[1:]], self.machine

        def write() -> str:
            try:
                return formatted(form(), [value() for value in values], machine.text(CONVFMT), "printf")
            except Unfinished as error:
                machine.outputs.write(error.written)
                raise

        return write

    def _printed(self, part: Print) -> Callable[[], str]:
        cells, machine = self.machine.cells, self.machine
        if not part.values:
            whole = machine.record.whole
            return lambda: f"{whole()}{cells[ORS]}"
        values = [self.value(one) for one in part.values]

        def texts() -> str:
            form = machine.text(OFMT)
            shows = [value if isinstance(value, str) else shown(value, form) for value in [get() for get in values]]
            return machine.text(OFS).join(shows) + machine.text(ORS)

        return texts

    def _if(self, part: If) -> Run:
        condition, yes = self.truth(part.condition), self.statement(part.yes)
        no = self.statement(part.no) if part.no is not None else None

        def choose() -> int:
            if condition():
                return yes()
            return GOES_ON if no is None else no()

        return choose

    def _loop(self, part: Loop) -> Run:
        start = self.statement(part.start) if part.start is not None else None
        condition = self.truth(part.condition) if part.condition is not None else None
        step = self.statement(part.step) if part.step is not None else None
        body, first, count = self.statement(part.body), part.first, self.machine.step

        def loop() -> int:
            if start is not None:
                start()
            asks = not first
            while not asks or condition is None or condition():
                asks = True
                count()
                left = body()
                if left == BREAKS:
                    break
                if left == RETURNS:
                    return left
                if step is not None:
                    step()
            return GOES_ON

        return loop

    def _each(self, part: Each) -> Run:
        array, assign, body, count = self.array(part.array), self.setter(part.target), self.statement(part.body), \
            self.machine.step

        def each() -> int:
            for key in array().keys():  # noqa: SIM118 - in the order of the table, not of the dictionary
                count()
                assign(key)
                left = body()
                if left == BREAKS:
                    break
                if left == RETURNS:
                    return left
            return GOES_ON

        return each

    def _delete(self, part: Delete) -> Run:
        array = self.array(part.array)
        if part.keys is None:

            def clear() -> int:
                array().clear()
                return GOES_ON

            return clear
        key = self.key(part.keys)

        def delete() -> int:
            array().delete(key()[0])
            return GOES_ON

        return delete

    def _leave(self, part: Leave) -> Run:
        kind, machine = part.kind, self.machine
        if kind in _LEAVES:
            code = _LEAVES[kind]
            return lambda: code
        value = self.value(part.value) if part.value is not None else None

        def leave() -> int:
            if kind == "return":
                if value is not None:
                    machine.result = value()
                return RETURNS
            if kind == "exit":
                if value is not None:
                    machine.code = int(number(value())) & 255
                raise Exited
            raise Next(file=kind == "nextfile")

        return leave

    # --- rules ---

    def rule(self, rule: Rule) -> Callable[[], object]:
        """Return what runs a rule for a record."""
        action = self.statement(rule.action)
        if rule.pattern is None:
            return action
        condition = self.truth(rule.pattern)
        if rule.until is None:
            return lambda: condition() and action()
        until, inside = self.truth(rule.until), [False]

        def ranged() -> object:
            if not inside[0]:
                if not condition():
                    return None
                inside[0] = True
            if until():
                inside[0] = False
            return action()

        return ranged
