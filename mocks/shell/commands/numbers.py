"""Programs that compute: seq, expr, factor."""

import re
from collections.abc import Iterator
from decimal import Decimal, localcontext
from math import gcd, isqrt

from ..numbers import c_format
from ..process import Process, Program
from ..regex import BadPattern, compiled
from .inputs import chunks, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quote

# --- seq ---

_DECIMAL = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")


@program(Spec("f:s:w", "format=f separator=s equal-width=w", stops=True))
def _seq(process: Process, given: Given) -> int:
    """Write numbers from one to another."""
    words = given.operands
    if not words:
        raise Refused("missing operand", hint=True)
    if len(words) > 3:
        raise Refused(f"extra operand {quote(words[3])}", hint=True)
    first, step, last = (_seq_number(word) for word in
                         (("1", "1", words[0]) if len(words) == 1 else (words[0], "1", words[1]) if len(words) == 2
                          else words))
    if step == 0:
        raise Refused(f"invalid Zero increment value: {quote(words[1])}", hint=True)
    form = given.get("f")
    if form:
        if "w" in given:
            raise Refused("format string may not be specified when printing equal width strings", hint=True)
        head, directive, tail = _seq_format(form)
    places = max(_places(first), _places(step))
    width = 0
    if "w" in given and last.is_finite():
        width = max(len(f"{first:.{places}f}"), len(f"{last:.{places}f}"))

    def write(value: Decimal) -> str:
        if form:
            return head + c_format(directive, float(value)) + tail
        text = f"{value:.{places}f}"
        if text.startswith("-"):
            return "-" + text[1:].zfill(width - 1)
        return text.zfill(width)

    gap = given.get("s", "\n")

    def texts() -> Iterator[str]:
        value, count = first, 0
        while value <= last if step > 0 else value >= last:
            yield (gap if count else "") + write(value)
            count += 1
            if not count & 63:
                process.tick()
            value = first + step * count
        if count:
            yield "\n"

    with localcontext() as context:
        context.prec = 60
        write_lines(process, texts())
    return 0


def seq(process: Process) -> int:
    """Write numbers from one to another."""
    for i, word in enumerate(process.args):
        value = i > 0 and process.args[i - 1] in ("-f", "-s", "--format", "--separator")
        if re.match(r"-[0-9.]", word) and not value:
            process.args.insert(i, "--")
            break
        if not word.startswith("-") and not value:
            break
    return _seq(process)


def _seq_number(text: str) -> Decimal:
    word = text.strip()
    if re.fullmatch(r"[-+]?inf(inity)?", word, re.IGNORECASE):
        return Decimal(word)
    if re.fullmatch(r"[-+]?0[xX][0-9a-fA-F]+", word):
        return Decimal(int(word, 16))
    if word.lower() in ("nan", "-nan", "+nan"):
        raise Refused(f"invalid 'not-a-number' argument: {quote(text)}", hint=True)
    if not _DECIMAL.fullmatch(text):
        raise Refused(f"invalid floating point argument: {quote(text)}", hint=True)
    return Decimal(word)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _seq_format(form: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"((?:[^%]|%%)*)(?:(%[-'+ 0#]*[0-9]*(?:\.[0-9]*)?)(.?)(.*))?", form, re.DOTALL)
    assert found is not None
    head, directive, letter, tail = found.groups()
    if directive is None:
        raise Refused(f"format {quote(form)} has no % directive")
    if not letter:
        raise Refused(f"format {quote(form)} ends in %")
    if letter not in "aAeEfFgG":
        raise Refused(f"format {quote(form)} has unknown %{letter} directive")
    if "%" in tail.replace("%%", ""):
        raise Refused(f"format {quote(form)} has too many % directives")
    return head.replace("%%", "%"), directive + letter, tail.replace("%%", "%")


# --- expr ---


class _ExprFault(Exception):
    pass


def expr(process: Process) -> int:
    """Evaluate an expression."""
    args = process.args[1:] if process.args[:1] == ["--"] else process.args
    if not args:
        process.complain("missing operand")
        process.err(f"Try '{process.name} --help' for more information.\n")
        return 2
    if args in (["--version"], ["--help"]):
        process.out("expr (GNU coreutils) 9.1\n" if args == ["--version"] else "Usage: expr EXPRESSION\n")
        return 0
    reader = _Expr(args)
    try:
        value = reader.either(evaluate=True)
        if reader.left:
            raise _ExprFault(f"syntax error: unexpected argument {quote(reader.left[0])}")
    except (_ExprFault, BadPattern) as fault:
        return process.complain(str(fault), 2)
    process.out(f"{value}\n")
    return int(_null(value))


def _null(value: str) -> bool:
    return not value or re.fullmatch(r"-?0+", value) is not None


class _Expr:
    """Reads and evaluates the words of expr."""

    def __init__(self, words: list[str]) -> None:
        self.left = list(words)
        self._before = ""

    def _take(self, *words: str) -> str:
        if self.left and self.left[0] in words:
            self._before = self.left.pop(0)
            return self._before
        return ""

    def either(self, *, evaluate: bool) -> str:
        value = self._both(evaluate=evaluate)
        while self._take("|"):
            right = self._both(evaluate=evaluate and _null(value))
            if _null(value):
                value = "0" if _null(right) else right
        return value

    def _both(self, *, evaluate: bool) -> str:
        value = self._compared(evaluate=evaluate)
        while self._take("&"):
            right = self._compared(evaluate=evaluate and not _null(value))
            if _null(value) or _null(right):
                value = "0"
        return value

    def _compared(self, *, evaluate: bool) -> str:
        value = self._sum(evaluate=evaluate)
        while sign := self._take("<", "<=", "=", "==", "!=", ">=", ">"):
            right = self._sum(evaluate=evaluate)
            if not evaluate:
                continue
            numbers = _INTEGER.fullmatch(value) and _INTEGER.fullmatch(right)
            one, two = (int(value), int(right)) if numbers else (value, right)
            less, equal = one < two, one == two  # type: ignore[operator]
            value = str(int({"<": less, "<=": less or equal, "=": equal, "==": equal, "!=": not equal,
                             ">=": not less, ">": not less and not equal}[sign]))
        return value

    def _sum(self, *, evaluate: bool) -> str:
        value = self._product(evaluate=evaluate)
        while sign := self._take("+", "-"):
            right = self._product(evaluate=evaluate)
            if evaluate:
                one, two = _integers(value, right)
                value = str(one + two if sign == "+" else one - two)
        return value

    def _product(self, *, evaluate: bool) -> str:
        value = self._match(evaluate=evaluate)
        while sign := self._take("*", "/", "%"):
            right = self._match(evaluate=evaluate)
            if not evaluate:
                continue
            one, two = _integers(value, right)
            if sign != "*" and two == 0:
                raise _ExprFault("division by zero")
            if sign == "*":
                value = str(one * two)
            else:
                quotient = abs(one) // abs(two) * (1 if (one < 0) == (two < 0) else -1)
                value = str(quotient if sign == "/" else one - quotient * two)
        return value

    def _match(self, *, evaluate: bool) -> str:
        value = self._word(evaluate=evaluate)
        while self._take(":"):
            pattern = self._word(evaluate=evaluate)
            if evaluate:
                value = _matched(value, pattern)
        return value

    def _word(self, *, evaluate: bool) -> str:
        if not self.left:
            raise _ExprFault(f"syntax error: missing argument after {quote(self._before)}")
        if self._take("+"):
            if not self.left:
                raise _ExprFault("syntax error: missing argument after '+'")
            return self._pop()
        if self._take("length"):
            return str(len(self._word(evaluate=evaluate)))
        if self._take("match"):
            text, pattern = self._word(evaluate=evaluate), self._word(evaluate=evaluate)
            return _matched(text, pattern) if evaluate else text
        if self._take("index"):
            text, chars = self._word(evaluate=evaluate), self._word(evaluate=evaluate)
            return str(next((i for i, char in enumerate(text, 1) if char in chars), 0))
        if self._take("substr"):
            text, start, size = (self._word(evaluate=evaluate) for _ in range(3))
            if not (_INTEGER.fullmatch(start) and _INTEGER.fullmatch(size)) or int(start) < 1 or int(size) < 1:
                return ""
            return text[int(start) - 1 : int(start) - 1 + int(size)]
        if self._take("("):
            value = self.either(evaluate=evaluate)
            if not self.left:
                raise _ExprFault(f"syntax error: expecting ')' after {quote(self._before)}")
            if not self._take(")"):
                raise _ExprFault(f"syntax error: expecting ')' instead of {quote(self.left[0])}")
            return value
        if self.left[0] == ")":
            raise _ExprFault("syntax error: unexpected ')'")
        return self._pop()

    def _pop(self) -> str:
        self._before = self.left.pop(0)
        return self._before


_INTEGER = re.compile(r"-?[0-9]+")


def _integers(*texts: str) -> tuple[int, int]:
    if not all(_INTEGER.fullmatch(text) for text in texts):
        raise _ExprFault("non-integer argument")
    one, two = map(int, texts)
    return one, two


def _matched(text: str, pattern: str) -> str:
    regex = compiled(pattern, extended=False)
    found = regex.match(text)
    if regex.groups:
        return (found.group(1) or "") if found else ""
    return str(found.end() if found else 0)


# --- factor ---


@program(Spec("h", "exponents=h"))
def factor(process: Process, given: Given) -> int:
    """Write the prime factors of numbers."""
    code = 0
    for word in given.operands or "".join(chunks(process, process.stdin)).split():
        if not re.fullmatch(r"\+?[0-9]+", word.strip()):
            code = process.complain(f"{quote(word)} is not a valid positive integer")
            continue
        number = int(word)
        found = sorted(_factors(process, number))
        process.out(f"{number}:{''.join(f' {one}' for one in found)}\n")
    return code


def _factors(process: Process, number: int) -> Iterator[int]:
    for prime in range(2, 2000):
        while number > 1 and number % prime == 0:
            yield prime
            number //= prime
    waiting = [number] if number > 1 else []
    while waiting:
        one = waiting.pop()
        if _prime(one):
            yield one
        else:
            part = _divisor(process, one)
            waiting += [part, one // part]


def _prime(number: int) -> bool:
    """Tell whether a number without small factors is a prime (Miller and Rabin, bases enough for 2^81 and more)."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41):
        if base >= number:
            break
        value = pow(base, odd, number)
        if value in (1, number - 1):
            continue
        for _ in range(twos - 1):
            value = value * value % number
            if value == number - 1:
                break
        else:
            return False
    return True


def _divisor(process: Process, number: int) -> int:
    """Return a factor of a number that is no prime (Pollard's rho)."""
    root = isqrt(number)
    if root * root == number:
        return root
    for start in range(1, number):
        slow = fast = 2
        found = 1
        steps = 0
        while found == 1:
            slow = (slow * slow + start) % number
            fast = (fast * fast + start) % number
            fast = (fast * fast + start) % number
            found = gcd(abs(slow - fast), number)
            steps += 1
            if not steps & 255:
                process.tick()
        if found != number:
            return found
    raise AssertionError("a number that is no prime has a factor")


PROGRAMS: dict[str, Program] = {"seq": seq, "expr": expr, "factor": factor}
