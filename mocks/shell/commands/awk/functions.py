"""The functions of the language."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from ...clock import strftime
from ...letters import lower, upper
from ...regex import Regex
from .formats import formatted
from .machine import CONVFMT, FS, RLENGTH, RSTART
from .patterns import cut, cut_by, pattern
from .syntax import AwkError, Element, Expr, Field, Grouped, Name, Number, Pattern, Text
from .values import NOT_A_NUMBER, Maybe, Value

if TYPE_CHECKING:
    from .compiler import Expressions

Get: TypeAlias = Callable[[], Value]
Maker: TypeAlias = Callable[["Expressions", tuple[Expr, ...]], Get]


def _regex(make: "Expressions", part: Expr) -> Callable[[], Regex]:
    """Return what gives the pattern that an argument stands for."""
    if isinstance(part, Pattern | Text):
        constant = pattern(part.value)
        return lambda: constant
    text = make.text(part)
    return lambda: pattern(text())


def _length(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    if not parts:
        whole = make.machine.record.whole
        return lambda: float(len(str(whole())))
    first = parts[0]
    if isinstance(first, Name) and make.is_array(first.name):
        array = make.array(first.name)
        return lambda: float(len(array()))
    text = make.text(first)
    return lambda: float(len(text()))


def _substr(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    text, begin = make.text(parts[0]), make.number(parts[1])
    size = make.number(parts[2]) if len(parts) > 2 else None

    def substr() -> Value:
        subject, start = text(), _whole(begin())
        first = max(start, 1) - 1
        if size is None:
            return subject[first:]
        # A start before the first character makes the part longer: so this awk has it.
        count = _whole(size()) - min(start, 0)
        return subject[first : first + count] if count > 0 else ""

    return substr


def _whole(value: float) -> int:
    return 0 if math.isnan(value) else int(min(max(value, -2e9), 2e9))


def _index(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    text, wanted = make.text(parts[0]), make.text(parts[1])

    def index() -> Value:
        subject, part = text(), wanted()
        return float(subject.find(part) + 1)

    return index


def _split(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    target = parts[1]
    if not isinstance(target, Name):
        raise AwkError("line 1: type error in arg(2) in call to split")
    text, array, machine = make.text(parts[0]), make.array(target.name), make.machine
    if len(parts) == 3 and isinstance(parts[2], Pattern):
        regex = pattern(parts[2].value)

        def by_pattern() -> list[str]:
            return cut_by(text(), regex)

        found = by_pattern
    else:
        separator = make.text(parts[2]) if len(parts) == 3 else lambda: machine.text(FS)
        if len(parts) == 3 and isinstance(parts[2], Text) and len(parts[2].value) > 1:
            pattern(parts[2].value)

        def by_text() -> list[str]:
            return cut(text(), separator())

        found = by_text

    def split() -> Value:
        pieces = found()
        array().fill([Maybe(piece) for piece in pieces])
        return float(len(pieces))

    return split


_REPLACEMENT = re.compile(r"\\\\|\\&|&", re.DOTALL)


@lru_cache(maxsize=256)
def _replacement(text: str) -> tuple[str, ...]:
    """Return the pieces of a replacement between which the match stands: `\\&` is an ampersand."""
    pieces = [""]
    at = 0
    for found in _REPLACEMENT.finditer(text):
        pieces[-1] += text[at : found.start()]
        at = found.end()
        if found.group() == "&":
            pieces.append("")
        else:
            pieces[-1] += found.group()[1:]
    pieces[-1] += text[at:]
    return tuple(pieces)


def _substitution(make: "Expressions", parts: tuple[Expr, ...], *, everywhere: bool) -> Get:
    regex, by = _regex(make, parts[0]), make.text(parts[1])
    target = parts[2] if len(parts) > 2 else Field(Number(0.0))
    while isinstance(target, Grouped) and len(target.parts) == 1:
        target = target.parts[0]
    text, machine = make.text(target), make.machine
    assign = make.setter(target) if isinstance(target, Name | Field | Element) else None

    def substitute() -> Value:
        compiled, pieces, subject = regex(), _replacement(by()), text()
        out: list[str] = []
        at = count = 0
        for found in compiled.finditer(subject):
            start, end = found.span()
            out += (subject[at:start], subject[start:end].join(pieces))
            at = end
            count += 1
            if not everywhere:
                break
        if count:
            machine.process.tick(count >> 4)
            if assign is not None:
                out.append(subject[at:])
                assign(machine.sized("".join(out)))
        return float(count)

    return substitute


def _match(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    text, regex, cells = make.text(parts[0]), _regex(make, parts[1]), make.machine.cells

    def match() -> Value:
        found = regex().search(text())
        start, size = (0.0, -1.0) if found is None else (found.start() + 1.0, float(found.end() - found.start()))
        cells[RSTART], cells[RLENGTH] = start, size
        return start

    return match


def _sprintf(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    form, values, machine = make.text(parts[0]), [make.value(part) for part in parts[1:]], make.machine
    return lambda: formatted(form(), [value() for value in values], machine.text(CONVFMT), "sprintf")


def _of_number(apply: Callable[[float], float]) -> Maker:
    def build(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
        argument = make.number(parts[0])

        def get() -> Value:
            try:
                return apply(argument())
            except ValueError:
                return NOT_A_NUMBER
            except OverflowError:
                return math.inf

        return get

    return build


def _int(value: float) -> float:
    return float(math.trunc(value)) if math.isfinite(value) else value


def _log(value: float) -> float:
    return -math.inf if value == 0 else math.log(value)


def _atan2(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    first, second = make.number(parts[0]), make.number(parts[1])
    return lambda: math.atan2(first(), second())


def _of_text(apply: Callable[[str], str]) -> Maker:
    def build(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
        argument = make.text(parts[0])
        return lambda: apply(argument())

    return build


def _rand(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    return make.machine.random


def _srand(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    machine = make.machine
    if not parts:
        return lambda: machine.sow(float(machine.process.now // 1000))
    seed = make.value(parts[0])
    return lambda: machine.sow(seed())


def _system(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    command, machine = make.text(parts[0]), make.machine
    return lambda: float(machine.outputs.system(command()))


def _close(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    name, machine = make.text(parts[0]), make.machine
    return lambda: float(machine.outputs.close(name()))


def _fflush(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    name, machine = make.text(parts[0]) if parts else None, make.machine

    def fflush() -> Value:
        machine.outputs.flush()
        return 0.0 if name is None or not (given := name()) or machine.outputs.knows(given) else -1.0

    return fflush


def _systime(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    process = make.machine.process
    return lambda: float(process.now // 1000)


def _strftime(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    process = make.machine.process
    form = make.text(parts[0]) if parts else lambda: "%c"
    moment = make.number(parts[1]) if len(parts) > 1 else lambda: float(process.now // 1000)
    universal = make.truth(parts[2]) if len(parts) > 2 else lambda: False

    def write() -> Value:
        zone = "UTC" if universal() else process.env.get("TZ", "") or process.session.system.zone
        return strftime(form(), int(moment()) * 1000, zone)

    return write


def _mktime(make: "Expressions", parts: tuple[Expr, ...]) -> Get:
    text = make.text(parts[0])

    def mktime() -> Value:
        found = [int(one) for one in re.findall(r"-?[0-9]+", text())]
        if len(found) < 6:
            return -1.0
        year, month, day, hour, minute, second = found[:6]
        try:
            first = datetime(year + (month - 1) // 12, (month - 1) % 12 + 1, 1, tzinfo=UTC)
            moment = first + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)
        except (ValueError, OverflowError):
            return -1.0
        return float(int(moment.timestamp()))

    return mktime


BUILTINS: Final[dict[str, Maker]] = {
    "length": _length, "substr": _substr, "index": _index, "split": _split, "match": _match, "sprintf": _sprintf,
    "sub": lambda make, parts: _substitution(make, parts, everywhere=False),
    "gsub": lambda make, parts: _substitution(make, parts, everywhere=True),
    "sin": _of_number(math.sin), "cos": _of_number(math.cos), "exp": _of_number(math.exp), "log": _of_number(_log),
    "sqrt": _of_number(math.sqrt), "int": _of_number(_int), "atan2": _atan2,
    "tolower": _of_text(lower), "toupper": _of_text(upper),
    "rand": _rand, "srand": _srand, "system": _system, "close": _close, "fflush": _fflush, "systime": _systime,
    "strftime": _strftime, "mktime": _mktime,
}
"""What makes the function that gives the value of a call, by the name called."""
