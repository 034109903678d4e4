"""cmp: compares two files byte by byte."""

import re

from ..errors import FileError
from ..process import Process, Program
from .inputs import size_of
from .options import Given, Refused, Spec, program
from .quoting import quote

_HINT = "{name}: Try '{name} --help' for more information."


@program(Spec("bci:ln:sv", "print-bytes=b print-chars=c ignore-initial=i verbose=l bytes=n quiet=s silent=s", 2,
              hint=_HINT),
         "GNU diffutils) 3.8")
def cmp(process: Process, given: Given) -> int:
    """Compare two files byte by byte."""
    names = given.operands
    if not names:
        raise Refused(f"missing operand after {quote(process.name)}", hint=True)
    if len(names) > 4:
        raise Refused(f"extra operand {quote(names[4])}", hint=True)
    first, second = names[0], (names[1:] or ["-"])[0]
    skips = [given.get("i").partition(":")[0], given.get("i").rpartition(":")[2]] if "i" in given else ["0", "0"]
    skips = [names[i + 2] if i + 2 < len(names) else skip for i, skip in enumerate(skips)]
    starts = [_number(skip, "--ignore-initial") for skip in skips]
    limit = _number(given.get("n"), "--bytes") if "n" in given else None
    if "l" in given and "s" in given:
        raise Refused("options -l and -s are incompatible", hint=True)
    texts = []
    for path, start in zip((first, second), starts, strict=True):
        try:
            text = process.text(path)
        except FileError as error:
            if "s" not in given:
                process.complain(f"{path}: {error.text}")
            return 2
        texts.append(text[start:] if limit is None else text[start : start + limit])
    left, right = texts
    process.tick(len(left) >> 10)
    if left == right:
        return 0
    if "s" in given:
        return 1
    common = min(len(left), len(right))
    at = next((i for i in range(common) if left[i] != right[i]), common)
    shows = "b" in given or "c" in given
    if "l" in given:
        width = len(str(common if limit is None else min(common, limit)))
        width = max(width, len(str(max(len(left), len(right)))))
        for i in range(at, common):
            if left[i] != right[i]:
                one, two = left[i], right[i]
                shown = (f"{ord(one):3o} {_char(one):<4} {ord(two):3o} {_char(two)}" if shows
                         else f"{ord(one):3o} {ord(two):3o}")
                process.out(f"{i + 1:{width}d} {shown}\n")
    elif at < common:
        line = left.count("\n", 0, at) + 1
        shown = (f" is {ord(left[at]):3o} {_char(left[at])} {ord(right[at]):3o} {_char(right[at])}" if shows else "")
        process.out(f"{first} {second} differ: {'byte' if shows else 'char'} {at + 1}, line {line}{shown}\n")
        return 1
    if len(left) != len(right):
        short = first if len(left) < len(right) else second
        if not common:
            where = "which is empty"
        elif "l" in given:
            where = f"after byte {common}"
        else:
            lines = left[:common].count("\n")
            ends = left[common - 1] == "\n"
            where = f"after byte {common}, {'line' if ends else 'in line'} {lines if ends else lines + 1}"
        process.complain(f"EOF on {short} {where}")
    return 1


def _number(text: str, option: str) -> int:
    if not re.match("[0-9]", text):
        raise Refused(f"invalid {option} value {quote(text)}", hint=True)
    return size_of(text, f"{option} value", code=2)


def _char(char: str) -> str:
    number = ord(char)
    high, number = ("M-", number - 128) if number >= 128 else ("", number)
    return high + ("^?" if number == 127 else f"^{chr(number + 64)}" if number < 32 else chr(number))


PROGRAMS: dict[str, Program] = {"cmp": cmp}
