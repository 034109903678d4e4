"""Programs that lay lines out anew: nl, fold, expand."""

import re

from ..process import Process, Program
from .inputs import Inputs, lines
from .options import Given, Refused, Spec, program
from .quoting import quote


@program(Spec("b:d:f:h:i:l:n:ps:v:w:", "body-numbering=b footer-numbering=f header-numbering=h line-increment=i "
              "join-blank-lines=l number-format=n no-renumber=p number-separator=s starting-line-number=v number-width=w"))
def nl(process: Process, given: Given) -> int:
    """Number the lines of files: those that are not empty, if not told otherwise."""
    style, form = given.get("b") or "t", given.get("n") or "rn"
    if style[:1] not in ("a", "t", "n", "p"):
        raise Refused(f"invalid body numbering style: {quote(style)}", hint=True)
    if form not in ("ln", "rn", "rz"):
        raise Refused(f"invalid line numbering format: {quote(form)}", hint=True)
    number, step = _whole(given, "v", 1, "starting line number"), _whole(given, "i", 1, "line number increment")
    width = _whole(given, "w", 6, "line number field width")
    between = given.get("s") if "s" in given else "\t"
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        for line in lines(process, stream):
            body = line.removesuffix("\n")
            if style == "a" or (style == "t" and body) or (style[0] == "p" and re.search(style[1:], body)):
                shown = f"{number:0{width}d}" if form == "rz" else f"{number:<{width}d}" if form == "ln" else f"{number:>{width}d}"
                process.out(f"{shown}{between}{body}\n")
                number += step
            else:
                process.out(f"{' ' * (width + len(between))}{body}\n")
    return inputs.code


def _whole(given: Given, option: str, otherwise: int, what: str) -> int:
    if option not in given:
        return otherwise
    text = given.get(option)
    if not re.fullmatch(r"-?\d+", text):
        raise Refused(f"invalid {what}: {quote(text)}")
    if option == "w" and int(text) < 1:
        raise Refused(f"invalid {what}: {quote(text)}: Numerical result out of range")
    return int(text)


@program(Spec("bsw:", "bytes=b spaces=s width=w"))
def fold(process: Process, given: Given) -> int:
    """Break lines that are longer than a width."""
    width = 80
    if "w" in given:
        text = given.get("w")
        if not re.fullmatch(r"\d+", text) or not int(text):
            raise Refused(f"invalid number of columns: {quote(text)}")
        width = int(text)
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        for line in lines(process, stream):
            process.out(_folded(line, width, bytewise="b" in given, spaces="s" in given))
    return inputs.code


def _folded(line: str, width: int, *, bytewise: bool, spaces: bool) -> str:
    out, row, column = [], "", 0
    for char in line:
        if char == "\n":
            out.append(row + char)
            row, column = "", 0
            continue
        after = _column(char, column, bytewise)
        while after > width and row:
            cut = max(row.rfind(" "), row.rfind("\t")) + 1 if spaces else 0
            out.append((row[:cut] if cut else row) + "\n")
            row = row[cut:] if cut else ""
            column = 0
            for kept in row:
                column = _column(kept, column, bytewise)
            after = _column(char, column, bytewise)
        row += char
        column = after
    return "".join(out) + row


def _column(char: str, column: int, bytewise: bool) -> int:
    if bytewise or char not in "\b\r\t":
        return column + 1
    return {"\b": max(column - 1, 0), "\r": 0}.get(char, column // 8 * 8 + 8)


@program(Spec("it:", "initial=i tabs=t"))
def expand(process: Process, given: Given) -> int:
    """Write tabs as spaces."""
    stops = _stops(given)
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        for line in lines(process, stream):
            out, column, leading = [], 0, True
            for char in line:
                leading = leading and char in " \t"
                if char == "\t" and (leading or "i" not in given):
                    target = _next(stops, column)
                    out.append(" " * (target - column))
                    column = target
                else:
                    out.append(char)
                    column = max(column - 1, 0) if char == "\b" else column + 1
            process.out("".join(out))
    return inputs.code


def _stops(given: Given) -> list[int]:
    text = given.get("t") if "t" in given else "8"
    parts = re.split(r"[, ]+", text)
    if not all(re.fullmatch(r"\d+", part) for part in parts):
        raise Refused(f"tab size contains invalid character(s): {quote(text)}")
    if "0" in parts:
        raise Refused("tab size cannot be 0")
    return [int(part) for part in parts]


def _next(stops: list[int], column: int) -> int:
    if len(stops) == 1:
        return column // stops[0] * stops[0] + stops[0]
    return next((stop for stop in stops if stop > column), column + 1)


PROGRAMS: dict[str, Program] = {"expand": expand, "fold": fold, "nl": nl}
