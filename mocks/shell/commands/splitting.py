"""split: cuts a file into pieces of so many lines or bytes, or into so many pieces."""

import re
from collections.abc import Callable, Iterator
from itertools import product
from string import ascii_lowercase

from ..errors import FileError
from ..process import Process, Program
from .inputs import chunks, size_of
from .options import Given, Refused, Spec, program
from .quoting import quote, quoteaf

_SPEC = Spec("a:b:C:del:n:t:ux0123456789", "suffix-length=a bytes=b line-bytes=C numeric-suffixes:: hex-suffixes:: "
             "elide-empty-files=e lines=l number=n separator=t unbuffered=u verbose additional-suffix:")


@program(_SPEC)
def split(process: Process, given: Given) -> int:
    """Cut a file into pieces."""
    path, prefix, *more = [*given.operands, "x"] if len(given.operands) == 1 else given.operands or ["-", "x"]
    if more:
        raise Refused(f"extra operand {quote(more[0])}", hint=True)
    old = "".join(option for option, _ in given if option.isdecimal())
    end = given.get("t", "\n").replace("\\0", "\0")
    how = given.last("b", "C", "l", "n")
    counted: dict[str, Callable[[], int]] = {
        "b": lambda: size_of(given.get("b"), "number of bytes", least=1),
        "C": lambda: size_of(given.get("C"), "number of bytes", least=1),
        "l": lambda: size_of(given.get("l"), "number of lines", least=1),
        "n": lambda: 0,
    }
    count = counted[how]() if how in counted else int(old or "1000")
    try:
        text = "".join(chunks(process, process.open(path)))
    except FileError as error:
        if error.name == "EISDIR":
            return process.complain(f"{path}: read error: {error.text}")
        return process.complain(f"cannot open {quoteaf(path)} for reading: {error.text}")
    number = 0
    if how == "n":
        found = re.fullmatch(r"(?:([lr])/)?(?:([0-9]+)/)?([0-9]+)", given.get("n"))
        if found is None or int(found.group(3)) == 0:
            raise Refused(f"invalid number of chunks: {quote(given.get('n'))}")
        kind, only, parts = found.groups()
        number = int(parts)
        pieces = list(_parts(text, kind or "", number, end))
        if only:
            if not 1 <= int(only) <= number:
                raise Refused(f"invalid chunk number: {quote(only)}")
            process.out(pieces[int(only) - 1])
            return 0
        if "e" in given:
            pieces = [piece for piece in pieces if piece]
    elif how == "b":
        pieces = [text[at : at + count] for at in range(0, len(text), count)]
    elif how == "C":
        pieces = list(_packed(_lines(text, end), count))
    else:
        rows = _lines(text, end)
        pieces = ["".join(rows[at : at + count]) for at in range(0, len(rows), count)]
    names = _names(given, number)
    for piece in pieces:
        name = next(names, None)
        if name is None:
            return process.complain("output file suffixes exhausted")
        whole = f"{prefix}{name}{given.get('additional-suffix')}"
        if "verbose" in given:
            process.out(f"creating file {quoteaf(whole)}\n")
        process.tick()
        process.write(whole, piece)
    return 0


def _lines(text: str, end: str) -> list[str]:
    rows = text.split(end)
    return [*(row + end for row in rows[:-1]), *([rows[-1]] if rows[-1] else [])]


def _packed(rows: list[str], size: int) -> Iterator[str]:
    """Yield as many whole lines at a time as fit into `size` bytes; a longer line is cut."""
    waiting = ""
    for row in rows:
        if waiting and len(waiting) + len(row) > size:
            yield waiting
            waiting = ""
        waiting += row
        while len(waiting) > size:
            yield waiting[:size]
            waiting = waiting[size:]
    if waiting:
        yield waiting


def _parts(text: str, kind: str, number: int, end: str) -> Iterator[str]:
    """Yield so many pieces: by bytes, with whole lines (`l`), or the lines in turn (`r`)."""
    size = len(text) // number
    if kind == "r":
        rows = _lines(text, end)
        yield from ("".join(rows[i::number]) for i in range(number))
    elif kind == "l":
        at = 0
        for i in range(1, number + 1):
            limit = len(text) if i == number else i * size
            start = at
            if at < limit:
                found = text.find(end, limit - 1)
                at = len(text) if i == number or found < 0 else found + 1
            yield text[start:at]
    else:
        for i in range(number):
            yield text[i * size : len(text) if i == number - 1 else (i + 1) * size]


def _names(given: Given, number: int) -> Iterator[str]:
    """Yield the ends of the pieces' names: aa, ab and so on, longer ones when they run out unless a length is given."""
    kind = given.last("d", "x", "numeric-suffixes", "hex-suffixes")
    alphabet = {"": ascii_lowercase, "d": "0123456789", "numeric-suffixes": "0123456789"}.get(kind, "0123456789abcdef")
    first = given.get(kind) if len(kind) > 1 else ""
    length = int(given.get("a", "0")) if re.fullmatch(r"[0-9]+", given.get("a", "0")) else -1
    if length < 0:
        raise Refused(f"invalid suffix length: {quote(given.get('a'))}")
    wanted = 1
    while len(alphabet) ** wanted < number:
        wanted += 1
    if length or number or first:
        letters = ("".join(one) for one in product(alphabet, repeat=length or max(wanted, 2)))
        start = int(first or "0", len(alphabet) if kind else 10)
        yield from (name for i, name in enumerate(letters) if i >= start)
        return
    width = 2
    while True:
        lead = alphabet[-1] * (width - 2)
        for one in product(alphabet, repeat=width):
            if one[0] == alphabet[-1]:
                break
            yield lead + "".join(one)
        width += 1


PROGRAMS: dict[str, Program] = {"split": split}
