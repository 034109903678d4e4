"""Arithmetic: the integer expressions of `$(( ))`, `(( ))`, `let`, and array indexes."""

import re
from collections.abc import Callable
from typing import Protocol

from .nesting import DEEPEST, Nesting

_TOKEN = re.compile(
    r"\s*(?:(0[xX][0-9a-fA-F]+|[0-9]+#[0-9a-zA-Z@_]+|[0-9]+)|([A-Za-z_][A-Za-z0-9_]*)|"
    r"(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^!~<>=?:,()\[\]]))",
    re.ASCII,
)
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",), ("&&",), ("|",), ("^",), ("&",), ("==", "!="), ("<", "<=", ">", ">="), ("<<", ">>"), ("+", "-"),
    ("*", "/", "%"),
)
_DIGITS = {char: i for i, char in enumerate("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_")}
_TOO_DEEP = "expression recursion level exceeded"


class ArithmeticFault(Exception):
    """An expression that has no value. The message is what bash says after the expression."""


class Variables(Protocol):
    """Where names in expressions get their values."""

    def get_number(self, name: str, index: str | None) -> str:
        """Return a variable's text, empty if it is not set."""

    def set_number(self, name: str, index: str | None, value: int) -> None:
        """Give a variable a value."""


def evaluate(text: str, variables: Variables, *, bash: bool = True, depth: int = 0) -> int:
    """Return the value of an expression, in 64 bits; of an empty one, 0."""
    return _Reader(text, variables, bash, depth).value()


class _Reader:
    """Reads an expression and computes it on the way; `off` while a branch is passed over that does not count."""

    def __init__(self, text: str, variables: Variables, bash: bool, depth: int) -> None:
        if depth > DEEPEST:
            raise ArithmeticFault(_TOO_DEEP)
        self._text = text
        self._variables = variables
        self._bash = bash
        self._depth = depth
        self._at = 0
        self._off = 0
        self._nested = Nesting(lambda: self._fault(_TOO_DEEP))
        self._token = ("", "")
        self._start = 0
        self._next()

    def value(self) -> int:
        if self._token == ("", ""):
            return 0
        out = self._comma()
        if self._token != ("", ""):
            raise self._fault("syntax error in expression")
        return out

    def _fault(self, message: str) -> ArithmeticFault:
        rest = self._text[self._start :].lstrip()
        return ArithmeticFault(f'{message} (error token is "{rest}")')

    def _next(self) -> None:
        found = _TOKEN.match(self._text, self._at)
        if found is None:
            if self._text[self._at :].strip():
                self._start = self._at
                raise self._fault("syntax error: operand expected")
            self._token = ("", "")
            return
        self._start = self._at
        self._at = found.end()
        number, name, operator = found.groups()
        self._token = ("number", number) if number else ("name", name) if name else ("operator", operator)

    def _take(self, *operators: str) -> str:
        kind, text = self._token
        if kind == "operator" and text in operators:
            self._next()
            return text
        return ""

    def _comma(self) -> int:
        out = self._assignment()
        while self._take(","):
            out = self._assignment()
        return out

    def _assignment(self) -> int:
        kind, name = self._token
        if kind == "name":
            mark = (self._at, self._token, self._start)
            self._next()
            index = self._index()
            operator = self._take("=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "|=", "^=")
            if operator:
                with self._nested:
                    value = self._assignment()
                if operator != "=":
                    value = self._apply(operator[:-1], self._number(name, index), value)
                if not self._off:
                    self._variables.set_number(name, index, value)
                return value
            self._at, self._token, self._start = mark
        return self._choice()

    def _index(self) -> str | None:
        if not self._bash or self._token != ("operator", "["):
            return None
        depth, at = 1, self._at
        while at < len(self._text) and depth:
            depth += {"[": 1, "]": -1}.get(self._text[at], 0)
            at += 1
        if depth:
            raise self._fault("bad array subscript")
        index = self._text[self._at : at - 1]
        self._at = at
        self._next()
        return index

    def _choice(self) -> int:
        test = self._level(0)
        if not self._take("?"):
            return test
        with self._nested:
            first = self._passed(not test, self._comma)
        if not self._take(":"):
            raise self._fault("`:' expected for conditional expression")
        with self._nested:
            second = self._passed(bool(test), self._choice)
        return first if test else second

    def _passed(self, over: bool, read: Callable[[], int]) -> int:
        self._off += over
        out = read()
        self._off -= over
        return out

    def _level(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._power()
        left = self._level(level + 1)
        while operator := self._take(*_LEVELS[level]):
            if operator in ("&&", "||"):
                decided = bool(left) == (operator == "||")
                right = self._passed(decided, lambda: self._level(level + 1))
                left = int(operator == "||") if decided else int(bool(right))
            else:
                start = self._start
                right = self._level(level + 1)
                if operator in "/%" and right == 0:
                    self._start = start
                left = self._apply(operator, left, right)
        return left

    def _power(self) -> int:
        base = self._unary()
        if self._bash and self._take("**"):
            with self._nested:
                exponent = self._power()
            if exponent < 0:
                raise self._fault("exponent less than 0")
            return _wrapped(pow(base, exponent, 1 << 64)) if not self._off else 0
        return base

    def _unary(self) -> int:
        operator = self._take("+", "-", "!", "~", "++", "--")
        if operator in ("++", "--"):
            kind, name = self._token
            if kind != "name":
                with self._nested:
                    return self._unary()  # `--5` is twice a sign
            self._next()
            index = self._index()
            value = _wrapped(self._number(name, index) + (1 if operator == "++" else -1))
            if not self._off:
                self._variables.set_number(name, index, value)
            return value
        if operator:
            with self._nested:
                value = self._unary()
            return {"+": value, "-": _wrapped(-value), "!": int(not value), "~": ~value}[operator]
        return self._operand()

    def _operand(self) -> int:
        kind, text = self._token
        if kind == "number":
            value = self._literal(text)
            self._next()
            return value
        if kind == "name":
            self._next()
            index = self._index()
            value = self._number(text, index)
            operator = self._take("++", "--")
            if operator and not self._off:
                self._variables.set_number(text, index, _wrapped(value + (1 if operator == "++" else -1)))
            return value
        if self._take("("):
            with self._nested:
                value = self._comma()
            if not self._take(")"):
                raise self._fault("missing `)'")
            return value
        raise self._fault("syntax error: operand expected")

    def _literal(self, text: str) -> int:
        if "#" in text:
            base, _, digits = text.partition("#")
            radix = int(base)
            if not 2 <= radix <= 64:
                raise self._fault("invalid arithmetic base")
            out = 0
            for char in digits:
                digit = _DIGITS[char.lower() if radix <= 36 else char]
                if digit >= radix:
                    raise self._fault("value too great for base")
                out = out * radix + digit
            return _wrapped(out)
        if text[:2] in ("0x", "0X"):
            return _wrapped(int(text, 16))
        if text[0] == "0" and len(text) > 1:
            if not all(char in "01234567" for char in text):
                raise self._fault("value too great for base")
            return _wrapped(int(text, 8))
        return _wrapped(int(text))

    def _number(self, name: str, index: str | None) -> int:
        if self._off:
            return 0
        text = self._variables.get_number(name, index).strip()
        if not text:
            return 0
        if re.fullmatch(r"-?(0|[1-9][0-9]*)", text, re.ASCII):
            return _wrapped(int(text))
        return evaluate(text, self._variables, bash=self._bash, depth=self._depth + 1)

    def _apply(self, operator: str, left: int, right: int) -> int:
        if operator in ("/", "%"):
            if right == 0:
                if self._off:
                    return 0
                raise self._fault("division by 0" if self._bash else "division by zero")
            quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
            return _wrapped(quotient if operator == "/" else left - quotient * right)
        return _wrapped(int(_APPLY[operator](left, right)))


_APPLY: dict[str, Callable[[int, int], int]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b, "&": lambda a, b: a & b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "<<": lambda a, b: a << (b & 63), ">>": lambda a, b: a >> (b & 63),
}


def _wrapped(value: int) -> int:
    """Return a value as 64 bits with a sign hold it."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)
