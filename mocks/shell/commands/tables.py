"""Programs that align columns and write sizes: column, numfmt."""

import re
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Final

from ..process import Process, Program
from .inputs import Inputs, records
from .options import Given, Refused, Spec, program
from .quoting import quote

_TAB: Final = 8


@program(Spec("c:eJl:LnN:o:O:R:s:tT:W:xE:H:", "output-width=c json=J keep-empty-lines=L table-columns-limit=l "
              "table-noheadings table-columns=N output-separator=o table-order=O table-right=R separator=s table=t "
              "table-truncate=T table-wrap=W fillrows=x table-noextreme=E table-hide=H"), "util-linux 2.38.1")
def column(process: Process, given: Given) -> int:
    """Lay lines out in columns, or with -t their fields."""
    width = given.get("c", "80")
    if not width.isdecimal():
        raise Refused(f"invalid columns argument: {quote(width)}")
    inputs = Inputs(process, given.operands)
    found: list[str] = []
    for _, stream in inputs:
        found += [line for line in records(process, stream) if line.strip() or "L" in given]
    if "t" in given:
        _table(process, given, found)
    elif found:
        _columns(process, found, int(width), across="x" in given)
    return inputs.code


def _table(process: Process, given: Given, found: list[str]) -> None:
    separators, most = given.get("s"), int(given.get("l", "0"))
    rows: list[list[str]] = []
    for line in found:
        if separators:
            cells = re.split(f"[{re.escape(separators)}]", line, maxsplit=max(0, most - 1))
        else:
            cells = line.strip(" \t").split(None, most - 1 if most else -1)
        rows.append(cells)
    if given.get("N"):
        rows.insert(0, given.get("N").split(","))
    count = max((len(row) for row in rows), default=0)
    widths = [max((len(row[i]) for row in rows if i < len(row)), default=0) for i in range(count)]
    names = given.get("N").split(",") if given.get("N") else []
    right = {int(one) - 1 if one.isdecimal() else names.index(one) if one in names else -1
             for one in given.get("R").split(",") if one}
    between = given.get("o", "  ")
    for row in rows:
        process.tick()
        cells = [*row, *[""] * (count - len(row))]
        shown = [cell.rjust(widths[i]) if i in right else cell if i == count - 1 else cell.ljust(widths[i])
                 for i, cell in enumerate(cells)]
        process.out(between.join(shown) + "\n")


def _columns(process: Process, found: list[str], width: int, *, across: bool) -> None:
    longest = max(len(line) for line in found)
    wide = longest // _TAB * _TAB + _TAB
    count = max(1, width // wide)
    rows = -(-len(found) // count)
    if across:
        table = [found[at : at + count] for at in range(0, len(found), count)]
    else:
        table = [found[row::rows] for row in range(rows)]
    for row in table:
        process.tick()
        out = ""
        for i, cell in enumerate(row):
            out += cell
            if i < len(row) - 1:
                out += "\t" * (-(-(wide - len(cell)) // _TAB))
        process.out(out + "\n")


# --- numfmt ---

_UNITS: Final = "KMGTPEZY"
_ROUNDING: Final = {"up": ROUND_UP, "down": ROUND_DOWN, "from-zero": ROUND_UP, "towards-zero": ROUND_DOWN,
                    "nearest": ROUND_HALF_UP}


class _Unreadable(Exception):
    """A field that is no number; the message says why."""


@program(Spec("d:z", "delimiter=d zero-terminated=z field: format: from: from-unit: grouping header:: invalid: "
              "padding: round: suffix: to: to-unit: debug"))
def numfmt(process: Process, given: Given) -> int:
    """Write numbers with the units that people read, or without."""
    for option in ("from", "to"):
        value = given.get(option, "none")
        if value not in ("none", "auto", "si", "iec", "iec-i") or (option == "to" and value == "auto"):
            raise Refused(f"invalid argument {quote(value)} for '--{option}'\nValid arguments are:\n  - 'none'\n"
                          + ("  - 'auto'\n" if option == "from" else "") + "  - 'si'\n  - 'iec'\n  - 'iec-i'",
                          hint=True)
    if not re.fullmatch(r"-?[0-9]+", given.get("padding", "1")) or not int(given.get("padding", "1")):
        raise Refused(f"invalid padding value {quote(given.get('padding'))}")
    header = int(given.get("header") or "1") if "header" in given else 0
    code = 0
    words = given.operands or list(records(process, process.stdin, "\0" if "z" in given else "\n"))
    for i, line in enumerate(words):
        process.tick()
        try:
            shown = line if i < header else _line(given, line)
        except _Unreadable as error:
            how = given.get("invalid", "abort")
            if how != "ignore":
                process.complain(str(error))
                code = 2
            if how == "abort":
                return 2
            shown = line
        process.out(shown + ("\0" if "z" in given else "\n"))
    return code if given.get("invalid") != "warn" else 0


def _line(given: Given, line: str) -> str:
    wanted = given.get("field", "1")
    delimiter = given.get("d")
    parts = line.split(delimiter) if delimiter else re.findall(r"[ \t]*[^ \t]+", line) or [line]
    for i, part in enumerate(parts):
        if _selected(wanted, i + 1):
            parts[i] = _field(given, part, first=i == 0, delimited=bool(delimiter))
    return (delimiter or "").join(parts)


def _selected(wanted: str, number: int) -> bool:
    for part in wanted.split(","):
        low, dash, high = part.partition("-")
        if (int(low or 1) <= number <= int(high or number)) if dash else part == str(number):
            return True
    return False


def _field(given: Given, part: str, *, first: bool, delimited: bool) -> str:
    text = part.strip(" \t")
    suffix = given.get("suffix")
    if suffix and text.endswith(suffix):
        text = text[: -len(suffix)]
    value = _parsed(text, given.get("from", "none")) * int(given.get("from-unit", "1"))
    value /= int(given.get("to-unit", "1"))
    form = re.fullmatch(r"(.*?)%(['0-]*)([0-9]*)(?:\.([0-9]+))?f(.*)", given.get("format", ""))
    places = int(form.group(4)) if form and form.group(4) else None
    shown = _shown(value, given.get("to", "none"), given.get("round", "from-zero"), places, text) + suffix
    width = int(given.get("padding", "0"))
    if form:
        size = int(form.group(3) or "0")
        shown = shown.ljust(size) if "-" in form.group(2) else shown.rjust(size, "0" if "0" in form.group(2) else " ")
        shown = f"{form.group(1)}{shown}{form.group(5)}"
    elif not width and not delimited and part[:1] in (" ", "\t") and part[:1]:
        width = len(part) if first else len(part) - 1
        shown = shown.rjust(width)
        return shown if first else f" {shown}"
    shown = shown.rjust(width) if width >= 0 else shown.ljust(-width)
    return shown if first or delimited else f" {shown}"


def _parsed(text: str, scale: str) -> Decimal:
    found = re.fullmatch(r"(-?[0-9]*\.?[0-9]*)(.*)", text, re.DOTALL)
    assert found is not None
    digits, unit = found.groups()
    if not re.search(r"[0-9]", digits):
        raise _Unreadable(f"invalid number: {quote(text)}")
    value = Decimal(digits.rstrip(".") or "0")
    if not unit:
        return value
    letter = unit[0].upper() if unit[0] == "k" else unit[0]
    if letter not in _UNITS:
        raise _Unreadable(f"invalid suffix in input: {quote(text)}")
    if scale == "none":
        raise _Unreadable(f"rejecting suffix in input: {quote(text)} (consider using --from)")
    if scale == "iec-i" and unit[1:] != "i":
        raise _Unreadable(f"missing 'i' suffix in input: {quote(text)} (e.g Ki/Mi/Gi)")
    if unit[1:] not in (("", "i") if scale == "auto" else ("i",) if scale == "iec-i" else ("",)):
        raise _Unreadable(f"invalid suffix in input {quote(text)}: {quote(unit[1:])}")
    base = 1000 if scale == "si" or (scale == "auto" and len(unit) == 1) else 1024
    return value * Decimal(base) ** (_UNITS.index(letter) + 1)


def _shown(value: Decimal, scale: str, rounding: str, places: int | None, text: str) -> str:
    way = _ROUNDING.get(rounding, ROUND_HALF_UP)
    if rounding in ("up", "down"):
        way = ROUND_CEILING if rounding == "up" else ROUND_FLOOR
    if scale == "none":
        digits = places if places is not None else len(text.partition(".")[2]) if "." in text else 0
        return f"{value.quantize(Decimal(1).scaleb(-digits), way):f}"
    base, power = 1000 if scale == "si" else 1024, 0
    size = value
    while abs(size) >= base and power < len(_UNITS):
        size /= base
        power += 1
    digits = places if places is not None else 1 if power and abs(size) < 10 else 0
    size = size.quantize(Decimal(1).scaleb(-digits), way)
    if abs(size) >= base:
        size, power = (size / base).quantize(Decimal(1).scaleb(-(1 if places is None else places)), way), power + 1
    elif places is None and digits and abs(size) >= 10:
        size = size.quantize(Decimal(1))
    unit = _UNITS[power - 1] + ("i" if scale == "iec-i" else "") if power else ""
    return f"{size:f}{unit}"


PROGRAMS: dict[str, Program] = {"column": column, "numfmt": numfmt}
