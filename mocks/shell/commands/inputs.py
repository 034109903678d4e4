"""Inputs: how programs read the files they are given, and the numbers with units."""

import re
from collections.abc import Iterator, Sequence

from ..errors import FileError
from ..process import Process
from ..streams import Stream
from .options import Refused
from .quoting import quote, quotef

CHUNK = 65_536

_UNITS = {"": 1, "b": 512, **{unit: 1024**power for power, units in enumerate(("", "kK", "mM", "G", "T", "P", "E", "Z"))
                              for unit in units}}
_NUMBER = re.compile(r"\s*\+?([0-9]+)([bkKmMGTPEZ]?)(i?B)?")


def chunks(process: Process, stream: Stream) -> Iterator[str]:
    """Yield what a stream has, a chunk at a time, and count the work."""
    while text := stream.read(CHUNK):
        process.tick(1 + (len(text) >> 10))
        yield text


def lines(process: Process, stream: Stream, end: str = "\n") -> Iterator[str]:
    """Yield the lines of a stream with their ends; the last one may lack it."""
    rest = ""
    for text in chunks(process, stream):
        first, *more = text.split(end)
        if not more:
            rest += first
            continue
        yield rest + first + end
        rest = more.pop()
        for one in more:
            yield one + end
    if rest:
        yield rest


def records(process: Process, stream: Stream, end: str = "\n") -> Iterator[str]:
    """Yield the lines of a stream without their ends."""
    for line in lines(process, stream, end):
        yield line.removesuffix(end)


class Inputs:
    """The files that a program reads in turn; `code` is that of what went wrong."""

    def __init__(
        self, process: Process, paths: Sequence[str], *, code: int = 1, missing: str = "{name}: {error}",
        directory: str = "{name}: {error}",
    ) -> None:
        self._process = process
        self._paths = paths or ["-"]
        self._bad = code
        self._missing, self._directory = missing, directory
        self.code = 0

    def __iter__(self) -> Iterator[tuple[str, Stream]]:
        for path in self._paths:
            stream = self.open(path)
            if stream is not None:
                yield path, stream

    def open(self, path: str) -> Stream | None:
        """Return a stream that reads a file, or None once it has been said why there is none."""
        try:
            return self._process.open(path)
        except FileError as error:
            form = self._directory if error.name == "EISDIR" else self._missing
            self.code = self._process.complain(form.format(name=quotef(path), quoted=f"'{path}'", error=error.text),
                                               self._bad)
            return None


def write_lines(process: Process, found: Iterator[str]) -> None:
    """Write texts, many at a time."""
    waiting: list[str] = []
    size = 0
    for text in found:
        waiting.append(text)
        size += len(text)
        if size >= CHUNK // 2:
            process.out("".join(waiting))
            waiting, size = [], 0
    if waiting:
        process.out("".join(waiting))


def size_of(text: str, what: str, *, code: int = 1, least: int = 0) -> int:
    """Return a number with a unit (`10`, `4K`, `2MB`); Refused (`invalid WHAT: 'x'`) if it is none."""
    found = _NUMBER.fullmatch(text)
    if found is None or (found.group(3) and not found.group(2).strip("b")):
        raise Refused(f"invalid {what}: {quote(text)}", code)
    digits, unit, byte = found.groups()
    factor = _UNITS[unit]
    if byte == "B":
        factor = pow(1000, round((factor.bit_length() - 1) / 10))
    value = int(digits) * int(factor)
    if value < least:
        raise Refused(f"invalid {what}: {quote(text)}: Numerical result out of range", code)
    return value
