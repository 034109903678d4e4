"""sort: lines in order, by keys that are compared as text, numbers, months, sizes or versions."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cmp_to_key
from hashlib import blake2b
from heapq import merge
from typing import Any, NamedTuple, TypeAlias

from ..errors import FileError
from ..letters import is_alpha
from ..process import Process, Program
from .inputs import Inputs, records
from .options import Given, Refused, Spec, program
from .quoting import quote, quotef

_Key: TypeAlias = Callable[[str], Any]
"""Makes of a line what it is compared by: of one kind for one key, so `Any` compares with itself."""

_SPEC = Spec("bcCdfghik:mMno:rRsS:t:T:uVz", "ignore-leading-blanks=b check:: dictionary-order=d ignore-case=f "
             "general-numeric-sort=g human-numeric-sort=h ignore-nonprinting=i key=k merge=m month-sort=M "
             "numeric-sort=n "
             "output=o reverse=r random-sort=R stable=s buffer-size=S field-separator=t temporary-directory=T unique=u "
             "version-sort=V zero-terminated=z sort: parallel: batch-size: files0-from: debug random-source: "
             "compress-program:", code=2)
_SORTS = {"general-numeric": "g", "human-numeric": "h", "month": "M", "numeric": "n", "random": "R", "version": "V"}


class _Field(NamedTuple):
    """A key: where it begins and ends (fields and characters from 0; no end is the line's), and how it is compared."""

    start: int = 0
    char: int = 0
    end: int | None = None
    end_char: int = 0
    skips: bool = False
    end_skips: bool = False
    how: str = ""


@program(_SPEC)
def sort(process: Process, given: Given) -> int:
    """Write lines in order."""
    options = "".join(option for option, _ in given if option in "bdfghiMnrRV")
    for word in given.all("sort"):
        if word not in _SORTS:
            raise Refused(f"invalid argument {quote(word)} for '--sort'\nValid arguments are:\n" + "\n".join(
                f"  - '{one}'" for one in sorted(_SORTS)), 1, hint=True)
        options += _SORTS[word]
    _compatible(options)
    fields = [_field(text, options) for text in given.all("k")]
    tab = _tab(given.get("t")) if "t" in given else ""
    salt = process.session.draw.bits64().to_bytes(8, "big") if "R" in options + "".join(one.how
        for one in fields) else b""
    keys = [(_extracting(one, tab, salt), "r" in one.how) for one in fields]
    if not keys and options.strip("r"):
        whole = _Field(how=options, skips="b" in options, end_skips="b" in options)
        keys = [(_extracting(whole, tab, salt), "r" in options)]
    order = _Order(keys, reverse="r" in options, stable="s" in given or "u" in given, unique="u" in given)
    end = "\0" if "z" in given else "\n"
    check = given.last("c", "C", "check")
    if check:
        return _check(process, given, order, end, quiet=check == "C" or given.get("check") in ("quiet", "silent"))
    paths = given.operands
    if "files0-from" in given:
        paths = [path for path in process.text(given.get("files0-from")).split("\0") if path]
    inputs = Inputs(process, paths, code=2, missing="cannot read: {name}: {error}",
                    directory="read failed: {name}: {error}")
    files: list[list[str]] = []
    for _, stream in inputs:
        files.append(list(records(process, stream, end)))
    if inputs.code:
        return inputs.code
    rows = order.merged(files) if "m" in given else order.sorted([row for rows in files for row in rows])
    process.tick(len(rows) >> 6)
    text = end.join(rows) + (end if rows else "")
    if "o" not in given:
        process.out(text)
        return 0
    try:
        process.write(given.get("o"), text)
    except FileError as error:
        return process.complain(f"open failed: {quotef(given.get('o'))}: {error.text}", 2)
    return 0


def _check(process: Process, given: Given, order: "_Order", end: str, *, quiet: bool) -> int:
    if len(given.operands) > 1:
        letter = given.last("c", "C", "check")[:1]
        raise Refused(f"extra operand {quote(given.operands[1])} not allowed with -{letter}")
    inputs = Inputs(process, given.operands, code=2, missing="open failed: {name}: {error}",
                    directory="read failed: {name}: {error}")
    for path, stream in inputs:
        before: str | None = None
        for number, row in enumerate(records(process, stream, end), 1):
            if before is not None and order.compare(before, row) > (-1 if "u" in given else 0):
                if not quiet:
                    process.complain(f"{quotef(path)}:{number}: disorder: {row}")
                return 1
            before = row
    return inputs.code


class _Order:
    """The order of lines: by keys, each perhaps reversed, then (unless stable) by all their bytes."""

    def __init__(self, keys: Sequence[tuple[_Key, bool]], *, reverse: bool, stable: bool, unique: bool) -> None:
        self._keys = list(keys)
        self._unique = unique
        if not stable or not keys:
            self._keys.append((str, reverse))

    def sorted(self, rows: list[str]) -> list[str]:
        """Return lines in order."""
        for key, reverse in reversed(self._keys):
            rows.sort(key=key, reverse=reverse)
        return self._kept(rows)

    def merged(self, files: Sequence[Sequence[str]]) -> list[str]:
        """Return the lines of files that are in order already."""
        return self._kept(list(merge(*files, key=cmp_to_key(self.compare))))

    def _kept(self, rows: list[str]) -> list[str]:
        if not self._unique:
            return rows
        out: list[str] = []
        for row in rows:
            if not out or self.compare(out[-1], row):
                out.append(row)
        return out

    def compare(self, first: str, second: str) -> int:
        """Return less than, more than or just 0, as the first comes before, after or beside the second."""
        for key, reverse in self._keys:
            one, other = key(first), key(second)
            if one != other:
                return -1 if (one < other) != reverse else 1
        return 0


# --- keys ---


def _compatible(options: str) -> None:
    kinds = {letter for letter in options if letter in "ghnMRV"}
    if "R" in kinds and "V" not in kinds:
        kinds.discard("R")
    if len(kinds) > 1 or (kinds & set("ghnM") and set("di") & set(options)):
        shown = "".join(letter for letter in "bdfghinMRV" if letter in options and letter not in "bfr")
        raise Refused(f"options '-{shown}' are incompatible", 2)


def _tab(text: str) -> str:
    if not text:
        raise Refused("empty tab", 2)
    if text == "\\0":
        return "\0"
    if len(text) > 1:
        raise Refused(f"multi-character tab {quote(text)}", 2)
    return text


def _field(text: str, options: str) -> _Field:
    """Read `FIELD[.CHAR][LETTERS][,FIELD[.CHAR][LETTERS]]`."""

    def bad(what: str) -> Refused:
        return Refused(f"{what}: invalid field specification {quote(text)}", 2)

    found = re.match(r"([0-9]*)(?:\.([0-9]*))?([bdfghiMnRrV]*)(,?)", text)
    assert found is not None
    start, char, letters, comma = found.groups()
    if not start:
        raise Refused(f"invalid number at field start: invalid count at start of {quote(text)}", 2)
    if int(start) == 0:
        raise bad("field number is zero")
    if char == "":
        raise Refused(f"invalid number after '.': invalid count at start of {quote(text[found.end(1) + 1:])}", 2)
    if char is not None and int(char) == 0:
        raise bad("character offset is zero")
    rest = text[found.end() :]
    last = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?([bdfghiMnRrV]*)", rest) if comma else None
    if (comma and last is None) or (not comma and rest):
        if comma and not re.match("[0-9]", rest):
            raise Refused(f"invalid number after ',': invalid count at start of {quote(rest)}", 2)
        raise bad("stray character in field spec")
    end, end_char, end_letters = last.groups() if last else (None, None, "")
    if end is not None and int(end) == 0:
        raise bad("field number is zero")
    how = letters + end_letters
    _compatible(how)
    if not how:
        how, letters, end_letters = options, options, options
    return _Field(int(start) - 1, int(char or 1) - 1, None if end is None else int(end) - 1, int(end_char or 0),
                  "b" in letters, "b" in end_letters, how)


def _extracting(field: _Field, tab: str, salt: bytes) -> _Key:
    compared = _comparing(field.how, salt)
    if field == _Field(how=field.how):
        return compared

    def key(line: str) -> Any:
        low = _place(line, field.start, tab, field.char, skips=field.skips)
        if field.end is None:
            return compared(line[low:])
        if field.end_char:
            high = _place(line, field.end, tab, field.end_char, skips=field.end_skips)
        else:
            high = _place(line, field.end + 1, tab, 0, skips=False)
            if tab and high and (high < len(line) or line.count(tab) > field.end):
                high -= 1
        return compared(line[low : max(low, high)])

    return key


_BLANK_FIELD = re.compile(r"[ \t\n]*[^ \t\n]*")
_BLANKS = re.compile(r"[ \t\n]*")


def _place(line: str, fields: int, tab: str, chars: int, *, skips: bool) -> int:
    """Return where in a line one is after so many fields and then so many characters."""
    at = 0
    for _ in range(fields):
        if tab:
            found = line.find(tab, at)
            at = found + 1 if found >= 0 else len(line)
        else:
            found_field = _BLANK_FIELD.match(line, at)
            at = found_field.end() if found_field else at
        if at >= len(line):
            break
    if skips:
        found_blanks = _BLANKS.match(line, at)
        at = found_blanks.end() if found_blanks else at
    return min(len(line), at + chars)


_NUMBER = re.compile(r"[ \t\n]*(-?)([0-9]*)(?:\.([0-9]*))?")
_GENERAL = re.compile(r"[ \t\n\v\f\r]*([-+]?(?:inf(?:inity)?|nan|0x[0-9a-f]+\.?[0-9a-f]*(?:p[-+]?[0-9]+)?|"
                      r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?))", re.IGNORECASE)
_MONTHS = ("", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def _numeric(text: str) -> "int | Decimal":
    found = _NUMBER.match(text)
    assert found is not None
    sign, digits, places = found.groups()
    if places:
        return Decimal(f"{sign}{digits or 0}.{places}")
    return int(digits or "0") * (-1 if sign else 1)


def _general(text: str) -> tuple[int, float]:
    found = _GENERAL.match(text)
    if found is None:
        return 0, 0
    number = found.group(1).lower()
    value = float.fromhex(number) if "0x" in number else float(number)
    return (1, 0) if value != value else (2, value)


def _human(text: str) -> "tuple[int, int | Decimal]":
    found = _NUMBER.match(text)
    assert found is not None
    value = _numeric(text)
    order = " KMGTPEZY".find(text[found.end() : found.end() + 1].upper() or " ")
    if text[found.end() : found.end() + 1] in "mgtpezy" or order < 0 or not value:
        order = 0
    return (-order if value < 0 else order), value


def _month(text: str) -> int:
    word = text.lstrip(" \t\n")[:3].upper()
    return _MONTHS.index(word) if word in _MONTHS else 0


_VERSION_SUFFIX = re.compile(r"(?:\.[A-Za-z~][A-Za-z0-9~]*)*\Z")


def version(text: str) -> tuple[Any, ...]:
    """Return what a name is compared by where numbers in it count as numbers (gnulib's filevercmp)."""
    if text in ("", ".", ".."):
        return (len(text), [], [])
    hidden = text.startswith(".")
    found = _VERSION_SUFFIX.search(text, 1)
    stem = text[: found.start()] if found else text
    return (3 if hidden else 4, _ranks(stem), _ranks(text))


def _ranks(text: str) -> list[int]:
    out: list[int] = []
    for found in re.finditer(r"([^0-9]*)([0-9]*)", text):
        for char in found.group(1):
            out.append(ord(char) if is_alpha(char) else -2 if char == "~" else ord(char) + 256)
        if found.group(2):
            out += [0, int(found.group(2))]
    return [*out, -1]


def _comparing(how: str, salt: bytes) -> _Key:
    for letter, key in (("n", _numeric), ("g", _general), ("h", _human), ("M", _month), ("V", version)):
        if letter in how:
            return key
    steps: list[Callable[[str], str]] = []
    if "d" in how:
        steps.append(lambda text: re.sub(r"[^ \t0-9A-Za-z]", "", text))
    elif "i" in how:
        steps.append(lambda text: re.sub(r"[^ -~]", "", text))
    if "f" in how:
        steps.append(upper)
    if "R" in how:
        steps.append(lambda text: blake2b(text.encode("latin-1"), key=salt).hexdigest() + text)

    def key_of(text: str) -> str:
        for step in steps:
            text = step(text)
        return text

    return steps[0] if len(steps) == 1 else key_of


_UPPER = {ord(char): char.upper() for char in "abcdefghijklmnopqrstuvwxyz"}


def upper(text: str) -> str:
    """Return a text in capitals, letters of ASCII only."""
    return text.translate(_UPPER)


PROGRAMS: dict[str, Program] = {"sort": sort}
