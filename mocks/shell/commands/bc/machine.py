"""The machine of bc: carries out instructions, with GNU's words for what goes wrong."""

from collections.abc import Callable
from typing import Final, NamedTuple, TypeAlias

from ...process import Process
from . import mathematics
from .arithmetic import (
    ONE,
    ZERO,
    BadNumber,
    Number,
    add,
    compare,
    digits_of,
    divide,
    length,
    modulo,
    multiply,
    negated,
    power,
    read,
    root,
    written,
)
from .code import Function, Instruction, Parameter

_Array: TypeAlias = dict[int, Number]
_LARGEST: Final = 2_147_483_647
_FARTHEST: Final = 16_777_215
_LONGEST: Final = 9_223_372_036_854_775_807
_LIBRARY: Final[dict[str, Callable[[Number, int], Number]]] = {
    "e": mathematics.exponential, "l": mathematics.logarithm, "s": mathematics.sine, "c": mathematics.cosine,
    "a": mathematics.arctangent,
}
_ESCAPES: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "q": '"', "r": "\r", "t": "\t", "\\": "\\"}


class Halted(Exception):
    """`halt` was carried out."""


class _Fault(Exception):
    """An error that ends the line."""


class _Frame(NamedTuple):
    """Where a call came from, and what its names were before."""

    name: str
    code: list[Instruction]
    at: int
    before: list[tuple[Parameter, "Number | _Array | None"]]
    size: int


class Machine:
    """Variables, arrays, functions and the stack; lives as long as the program."""

    def __init__(self, process: Process, *, library: bool) -> None:
        self._process = process
        self._library = library
        self.functions: dict[str, Function] = {}
        self._numbers: dict[str, Number] = {}
        self._arrays: dict[str, _Array] = {}
        self._scale = 20 if library else 0
        self._ibase = self._obase = 10
        self._stack: list[Number | _Array] = []
        self._column = 0
        width = process.env.get("BC_LINE_LENGTH", "70")
        self._width = int(width) if width.isdecimal() and (int(width) > 2 or int(width) == 0) else 70
        self._where = "(main)", 0
        self.more: Callable[[], str] = str

    # --- running ---

    def run(self, code: list[Instruction]) -> None:
        """Carry out the code of a line."""
        self._stack = []
        frames: list[_Frame] = []
        name, at = "(main)", 0
        steps = 0
        try:
            while at < len(code):
                one = code[at]
                at += 1
                steps += 1
                if not steps & 15:
                    self._process.tick()
                self._where = name, one.address
                if one.what == "J" or (one.what in ("B", "Z") and self._truth(self._pop()) == (one.what == "B")):
                    at = int(one.argument)
                elif one.what == "C":
                    found = self._called(str(one.argument))
                    if found is not None:
                        function, before = found
                        frames.append(_Frame(name, code, at, before, len(self._stack)))
                        if len(frames) > 20_000:
                            raise _Fault("Function nesting too deep")
                        name, code, at = str(one.argument).partition(" ")[0], function.code, 0
                elif one.what == "R":
                    if frames:
                        value = self._pop()
                        name, code, at, before, size = frames.pop()
                        del self._stack[size:]
                        self._restore(before)
                        self._stack.append(value)
                else:
                    self._do(one)
        except (_Fault, BadNumber) as fault:
            self._say("error", str(fault))
            for frame in reversed(frames):
                self._restore(frame.before)

    def _say(self, kind: str, message: str) -> None:
        name, address = self._where
        self._process.err(f"Runtime {kind} (func={name}, adr={address}): {message}\n")

    def _pop(self) -> Number:
        value = self._stack.pop()
        assert isinstance(value, Number)
        return value

    def _top(self) -> Number:
        value = self._stack[-1]
        assert isinstance(value, Number)
        return value

    @staticmethod
    def _truth(value: Number) -> bool:
        return value.value != 0

    def _do(self, one: Instruction) -> None:
        what, argument = one.what, str(one.argument)
        if what in ("0", "1"):
            self._stack.append(ONE if what == "1" else ZERO)
        elif what == "K":
            self._stack.append(read(argument, self._ibase))
        elif what == "l":
            self._stack.append(self._get(argument))
        elif what == "s":
            self._set(argument, self._top())
        elif what in ("i", "d"):
            self._set(argument, add(self._get(argument), ONE if what == "i" else negated(ONE)))
        elif what in ("L", "S", "A", "M"):
            self._element(what, argument)
        elif what in ("p", "v"):
            self._stack.pop()
        elif what == "D":
            self._stack.append(self._stack[-1])
        elif what == "x":
            self._stack[-1], self._stack[-2] = self._stack[-2], self._stack[-1]
        elif what in _OPERATIONS or what == "relation":
            right, left = self._pop(), self._pop()
            self._stack.append(self._computed(argument if what == "relation" else what, left, right))
        elif what == "n":
            self._stack.append(negated(self._pop()))
        elif what == "!":
            self._stack.append(ZERO if self._pop().value else ONE)
        elif what == "array":
            self._stack.append(self._arrays.setdefault(argument, {}))
        elif what in ("W", "P"):
            value = self._pop()
            self._numbers["last"] = value
            self._put(written(value, self._obase), folds=True)
            if what == "W":
                self._put("\n", folds=True)
        elif what in ("w", "O"):
            self._put(argument if what == "w" else _unescaped(argument), folds=True)
        elif what.startswith("c"):
            self._builtin(what[1])
        elif what == "h":
            raise Halted
        elif what == "limits":
            self._process.out(_LIMITS)
        elif what == "warranty":
            self._process.out("\nbc 1.07.1, as a program of this machine.\nThere is no warranty.\n")

    def _computed(self, sign: str, left: Number, right: Number) -> Number:
        if sign in _RELATIONS:
            return ONE if _RELATIONS[sign](compare(left, right)) else ZERO
        if sign == "^":
            if right.scale:
                self._say("warning", "non-zero scale in exponent")
            exponent = right.at(0)
            if abs(exponent) > _LARGEST:
                raise _Fault("exponent too large in raise")
            if abs(left.value) > 1:
                self._process.tick(left.value.bit_length() * abs(exponent) >> 5)
            return power(left, exponent, self._scale)
        self._process.tick(left.value.bit_length() + right.value.bit_length() >> 12)
        return _OPERATIONS[sign](left, right, self._scale)

    # --- variables ---

    def _get(self, name: str) -> Number:
        special = {"scale": self._scale, "ibase": self._ibase, "obase": self._obase, "history": -1}.get(name)
        return self._numbers.get(name, ZERO) if special is None else Number(special)

    def _set(self, name: str, value: Number) -> None:
        whole = value.at(0)
        if name == "scale":
            self._scale = self._within(name, whole, 0, _LARGEST)
            self._process.tick(self._scale >> 6)
        elif name == "ibase":
            self._ibase = self._within(name, whole, 2, 36)
        elif name == "obase":
            self._obase = self._within(name, whole, 2, _LARGEST)
        elif name != "history":
            self._numbers[name] = value

    def _within(self, name: str, value: int, least: int, most: int) -> int:
        if value < least:
            self._say("warning", "negative scale, set to 0" if name == "scale" else f"{name} too small, set to {least}")
            return least
        if value > most:
            self._say("warning", f"{'too large scale' if name == 'scale' else name + ' too large'}, set to {most}")
            return most
        return value

    def _element(self, what: str, name: str) -> None:
        value = self._pop() if what == "S" else ZERO
        index = self._pop()
        place = index.at(0)
        if not 0 <= place <= _FARTHEST or (place == 0 and index.value < 0):
            raise _Fault(f"Array {name} subscript out of bounds.")
        array = self._arrays.setdefault(name, {})
        if what == "L":
            self._stack.append(array.get(place, ZERO))
        elif what == "S":
            array[place] = value
            self._stack.append(value)
        else:
            array[place] = add(array.get(place, ZERO), ONE if what == "A" else negated(ONE))

    # --- functions ---

    def _called(self, argument: str) -> "tuple[Function, list[tuple[Parameter, Number | _Array | None]]] | None":
        """Bind arguments to parameters; a function of the library is carried out at once."""
        name, _, kinds = argument.partition(" ")
        where, address = self._where
        after = address - len(kinds) - 1  # behind the function's number
        function = self.functions.get(name)
        if function is None:
            self._where = where, after
            if not self._library or (name not in _LIBRARY and name != "j"):
                raise _Fault(f"Function {name} not defined.")
            self._counted(2 if name == "j" else 1, kinds, after)
            self._process.tick(1 + self._scale)
            if name == "j":
                x, order = self._pop(), self._pop()
                self._process.tick(abs(x.at(0)) >> 2)
                self._stack.append(mathematics.bessel(order, x, self._scale))
            else:
                x = self._pop()
                self._process.tick(len(digits_of(abs(x.at(0)))) >> 2)
                self._stack.append(_LIBRARY[name](x, self._scale))
            return None
        self._counted(len(function.parameters), kinds, after)
        given = [self._stack.pop() for _ in function.parameters][::-1]
        for i, (parameter, value) in enumerate(zip(function.parameters, given, strict=True)):
            if parameter.array != isinstance(value, dict):
                self._where = where, after + i + 1
                raise _Fault(f"Parameter type mismatch, parameter {parameter.name}.")
        before: list[tuple[Parameter, Number | _Array | None]] = []
        values = given + [_empty(one) for one in function.autos]
        for parameter, value in zip((*function.parameters, *function.autos), values, strict=True):
            if parameter.array:
                assert isinstance(value, dict)
                before.append((parameter, self._arrays.get(parameter.name)))
                self._arrays[parameter.name] = value if parameter.shared else dict(value)
            else:
                assert isinstance(value, Number)
                before.append((parameter, self._numbers.get(parameter.name)))
                self._numbers[parameter.name] = value
        return function, before

    def _counted(self, wanted: int, kinds: str, after: int) -> None:
        if len(kinds) != wanted:
            self._where = self._where[0], after + min(len(kinds), wanted) + 1
            raise _Fault("Parameter number mismatch")

    def _restore(self, before: "list[tuple[Parameter, Number | _Array | None]]") -> None:
        for parameter, value in reversed(before):
            if isinstance(value, dict):
                self._arrays[parameter.name] = value
            elif value is not None:
                self._numbers[parameter.name] = value
            else:
                (self._arrays if parameter.array else self._numbers).pop(parameter.name, None)

    def _builtin(self, letter: str) -> None:
        if letter == "I":
            word = self.more().strip()
            self._stack.append(_constant(word, self._ibase))
        elif letter == "X":
            self._stack.append(Number(self._process.session.draw.below(_LARGEST)))
        else:
            value = self._pop()
            if letter == "R":
                self._process.tick(1 + (self._scale >> 6))
                self._stack.append(root(value, self._scale))
            else:
                self._stack.append(Number(length(value) if letter == "L" else value.scale))

    # --- writing ---

    def _put(self, text: str, *, folds: bool) -> None:
        """Write a text; a line that gets too long is broken with a backslash."""
        if not folds or not self._width:
            self._process.out(text)
            return
        out: list[str] = []
        for char in text:
            if char == "\n":
                self._column = 0
            else:
                self._column += 1
                if self._column == self._width - 1:
                    out.append("\\\n")
                    self._column = 1
            out.append(char)
        self._process.out("".join(out))


def _empty(parameter: Parameter) -> Number | _Array:
    return {} if parameter.array else ZERO


def _constant(word: str, base: int) -> Number:
    sign = word.startswith("-")
    digits = word.lstrip("+-")
    kept = ""
    for char in digits:
        if not (char.isdecimal() or "A" <= char <= "Z" or (char == "." and "." not in kept)):
            break
        kept += char
    value = read(kept.removesuffix("."), base) if kept.strip(".") else ZERO
    return negated(value) if sign else value


def _unescaped(text: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
            out.append(_ESCAPES.get(text[at : at + 1], ""))
        else:
            out.append(text[at])
        at += 1
    return "".join(out)


_OPERATIONS: Final[dict[str, Callable[[Number, Number, int], Number]]] = {
    "+": lambda left, right, scale: add(left, right), "-": lambda left, right, scale: add(left, negated(right)),
    "*": multiply, "/": divide, "%": modulo, "^": multiply,
}
_RELATIONS: Final[dict[str, Callable[[int], bool]]] = {
    "==": lambda n: n == 0, "!=": lambda n: n != 0, "<": lambda n: n < 0, "<=": lambda n: n <= 0, ">": lambda n: n > 0,
    ">=": lambda n: n >= 0,
}
_LIMITS = (f"BC_BASE_MAX     = {_LARGEST}\nBC_DIM_MAX      = {_FARTHEST}\nBC_SCALE_MAX    = {_LARGEST}\n"
           f"BC_STRING_MAX   = {_LARGEST}\nMAX Exponent    = {_LONGEST}\nNumber of vars  = 32767\n")
