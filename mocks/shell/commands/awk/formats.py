"""Formats: what printf and sprintf write."""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import isnan

from ...numbers import c_format
from .syntax import AwkError, Unfinished
from .values import MOST, Value, number, shown

_BUFFER = 8192
_DIRECTIVE = re.compile(r"%([-+ #0]*)(\*|[0-9]*)(?:(\.)(\*|[0-9]*))?([hlL]*)(.?)", re.DOTALL)


@lru_cache(maxsize=256)
def _pieces(form: str) -> tuple[tuple[str, tuple[str, str, str | None, str] | None], ...]:
    """Return the texts of a format, each with the directive behind it: flags, width, precision, letter."""
    out: list[tuple[str, tuple[str, str, str | None, str] | None]] = []
    at, text = 0, ""
    while (percent := form.find("%", at)) >= 0:
        text += form[at:percent]
        if form.startswith("%%", percent):
            text += "%"
            at = percent + 2
            continue
        found = _DIRECTIVE.match(form, percent)
        assert found is not None
        flags, width, dot, precision, _, letter = found.groups()
        out.append((text, (flags, width, precision if dot else None, letter)))
        text, at = "", found.end()
    out.append((text + form[at:], None))
    return tuple(out)


def formatted(form: str, values: Sequence[Value], convfmt: str, name: str) -> str:
    """Return a format with its values; AwkError where they are too few or a directive is none."""
    out: list[str] = []
    taken = 0
    count = len(values)

    def take() -> Value:
        nonlocal taken
        if taken >= count:
            raise Unfinished(f'run time error: not enough arguments passed to {name}("{form}")', "".join(out))
        taken += 1
        return values[taken - 1]

    for place, (text, directive) in enumerate(_pieces(form), 1):
        out.append(text)
        if directive is None:
            break
        flags, width, precision, letter = directive
        if width == "*":
            size = _whole(take())
            flags, width = (flags + "-" if size < 0 else flags), str(abs(size))
        if len(width) > 6 or len(precision or "") > 6:
            raise AwkError(f"program limit exceeded: sprintf buffer size={_BUFFER}")
        if precision == "*":
            precision = str(max(0, _whole(take())))
        if not letter or letter not in "diouxXcsfFeEgGaA":
            raise AwkError(f'run time error: improper conversion(number {place}) in {name}("{form}")')
        value = take()
        if letter in "sc":
            if letter == "c":
                shows = _char(value)
            else:
                shows = value if isinstance(value, str) else shown(value, convfmt)
                shows = shows if precision is None else shows[: int(precision or 0)]
            size = int(width or 0)
            out.append(shows.ljust(size) if "-" in flags else shows.rjust(size))
            continue
        given = number(value)
        if letter in "di":
            given = float(_whole(given))
        elif letter in "ouxX":
            given = 0.0 if isnan(given) else float(int(min(max(given, 0.0), 4_294_967_295.0)))
        elif isnan(given):
            out.append(shown(given, convfmt).rjust(int(width or 0)))
            continue
        out.append(c_format(f"%{flags}{width}{'' if precision is None else '.' + precision}{letter}", given))
    return "".join(out)


def _whole(value: Value) -> int:
    given = number(value)
    return -MOST if isnan(given) else int(min(max(given, -MOST), MOST))


def _char(value: Value) -> str:
    return value[:1] or "\0" if isinstance(value, str) else chr(_whole(value) & 255)
