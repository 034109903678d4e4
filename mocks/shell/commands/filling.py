"""Programs that lay lines out anew: nl, fold, expand, unexpand."""

import itertools
import re
from collections.abc import Callable, Iterator

from ..errors import fits
from ..process import Process, Program
from .inputs import Inputs, lines, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quote


def _counted(text: str, what: str, *, least: int = 1) -> int:
    if not re.fullmatch(r"-?[0-9]+", text):
        raise Refused(f"invalid {what}: {quote(text)}")
    if int(text) < least:
        raise Refused(f"invalid {what}: {quote(text)}: Numerical result out of range")
    return int(text)


# --- nl ---


def _numbers(style: str, what: str) -> Callable[[str], bool]:
    """Return which lines a style gives numbers to."""
    if style == "a":
        return lambda line: True
    if style == "t":
        return bool
    if style == "n":
        return lambda line: False
    if style.startswith("p"):
        from ..regex import compiled

        pattern = compiled(style[1:], extended=False)
        return lambda line: pattern.search(line) is not None
    raise Refused(f"invalid {what} numbering style: {quote(style)}", hint=True)


@program(Spec("b:d:f:h:i:l:n:ps:v:w:", "body-numbering=b section-delimiter=d footer-numbering=f header-numbering=h "
              "line-increment=i join-blank-lines=l number-format=n no-renumber=p number-separator=s "
              "starting-line-number=v number-width=w"))
def nl(process: Process, given: Given) -> int:
    """Write files with their lines numbered."""
    styles = {"b": _numbers(given.get("b", "t"), "body"), "h": _numbers(given.get("h", "n"), "header"),
              "f": _numbers(given.get("f", "n"), "footer")}
    first = _counted(given.get("v", "1"), "starting line number", least=-(1 << 62))
    step = _counted(given.get("i", "1"), "line number increment", least=-(1 << 62))
    width = _counted(given.get("w", "6"), "line number field width")
    blanks = _counted(given.get("l", "1"), "line number of blank lines")
    separator, form = given.get("s", "\t"), given.get("n", "rn")
    if form not in ("ln", "rn", "rz"):
        raise Refused(f"invalid line numbering format: {quote(form)}", hint=True)
    mark = given.get("d", "\\:")
    marks = {mark * 3: "h", mark * 2: "b", mark: "f"}
    align = {"ln": "<", "rn": ">", "rz": "0"}[form]
    number, section, empty = first, "b", 0
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        for whole in lines(process, stream):
            line = whole.removesuffix("\n")
            if line in marks:
                section = marks[line]
                if "p" not in given:
                    number = first
                process.out("\n")
                continue
            empty = empty + 1 if not line else 0
            counts = styles[section](line) and not (not line and blanks > 1 and empty % blanks)
            if counts:
                process.out(f"{number:{align}{width}d}{separator}{line}\n")
                number += step
            else:
                process.out(f"{' ' * (width + len(separator))}{line}\n")
    return inputs.code


# --- fold ---


def fold(process: Process) -> int:
    """Break long lines."""
    process.args = [f"-w{word[1:]}" if re.fullmatch(r"-[0-9]+", word) else word for word in process.args]
    return _fold(process)


@program(Spec("bsw:", "bytes=b spaces=s width=w"))
def _fold(process: Process, given: Given) -> int:
    """Break long lines."""
    width = _counted(given.get("w", "80"), "number of columns")
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        write_lines(process, (part for line in lines(process, stream)
                              for part in _folded(line, width, spaces="s" in given, columns="b" not in given)))
    return inputs.code


def _after(column: int, char: str, *, columns: bool) -> int:
    if columns and char == "\b":
        return max(0, column - 1)
    if columns and char == "\r":
        return 0
    return column // 8 * 8 + 8 if columns and char == "\t" else column + 1


def _folded(line: str, width: int, *, spaces: bool, columns: bool) -> Iterator[str]:
    kept: list[str] = []
    column = 0
    for char in line:
        if char == "\n":
            break
        after = _after(column, char, columns=columns)
        while after > width and kept:
            text = "".join(kept)
            cut = max(text.rfind(" "), text.rfind("\t")) + 1 if spaces else 0
            yield text[: cut or len(text)] + "\n"
            kept = list(text[cut:]) if cut else []
            column = 0
            for one in kept:
                column = _after(column, one, columns=columns)
            after = _after(column, char, columns=columns)
        kept.append(char)
        column = after
    if kept or line.endswith("\n"):
        yield "".join(kept) + ("\n" if line.endswith("\n") else "")


# --- tabs ---


def _stops(process: Process, given: Given) -> Callable[[int], int]:
    """Return what gives the next tab stop after a column."""
    text = ",".join(given.all("t"))
    parts = [part for part in re.split(r"[, \t]+", text) if part]
    for part in parts:
        if not part.isdecimal():
            raise Refused(f"tab size contains invalid character(s): {quote(part)}")
        if not int(part):
            raise Refused("tab size cannot be 0")
    numbers = [int(part) for part in parts]
    if any(one >= two for one, two in itertools.pairwise(numbers)):
        raise Refused("tab sizes must be ascending")
    if len(numbers) > 1:
        return lambda column: next((one for one in numbers if one > column), column + 1)
    size = numbers[0] if numbers else 8
    return lambda column: column // size * size + size


def _with_sizes(process: Process) -> None:
    process.args = [f"-t{word[1:]}" if re.fullmatch(r"-[0-9,]+", word) else word for word in process.args]


def expand(process: Process) -> int:
    """Write files with spaces instead of tabs."""
    _with_sizes(process)
    return _expand(process)


@program(Spec("it:", "initial=i tabs=t"))
def _expand(process: Process, given: Given) -> int:
    """Write files with spaces instead of tabs."""
    stop = _stops(process, given)
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        write_lines(process, (_expanded(line, stop, initial="i" in given) for line in lines(process, stream)))
    return inputs.code


def _expanded(line: str, stop: Callable[[int], int], *, initial: bool) -> str:
    if "\t" not in line:
        return line
    out: list[str] = []
    column, leading = 0, True
    for char in line:
        if char == "\t" and (leading or not initial):
            after = stop(column)
            out.append(" " * fits(after - column))
            column = after
            continue
        leading = leading and char in " \t"
        out.append(char)
        column = max(0, column - 1) if char == "\b" else column + 1
    return "".join(out)


def unexpand(process: Process) -> int:
    """Write files with tabs instead of spaces."""
    _with_sizes(process)
    return _unexpand(process)


@program(Spec("at:", "all=a first-only tabs=t"))
def _unexpand(process: Process, given: Given) -> int:
    """Write files with tabs instead of spaces."""
    stop = _stops(process, given)
    everywhere = ("a" in given or "t" in given) and "first-only" not in given
    inputs = Inputs(process, given.operands)
    for _, stream in inputs:
        write_lines(process, (_unexpanded(line, stop, everywhere=everywhere) for line in lines(process, stream)))
    return inputs.code


def _unexpanded(line: str, stop: Callable[[int], int], *, everywhere: bool) -> str:
    out: list[str] = []
    column = start = 0
    pending, leading = "", True
    for char in line:
        if char in " \t" and (leading or everywhere):
            pending += char
            after = column + 1 if char == " " else stop(column)
            if after == stop(start):
                # One space before a stop stays one, unless more blanks follow it up to the stop after.
                out.append("\t" if len(pending) > 1 or char == "\t" else " ")
                pending, start = "", after
            column = after
            continue
        out.append(pending + char)
        pending = ""
        column = max(0, column - 1) if char == "\b" else column + 1
        start = column
        leading = False
    return "".join(out) + pending


PROGRAMS: dict[str, Program] = {"expand": expand, "fold": fold, "nl": nl, "unexpand": unexpand}
