"""Programs that count: wc."""

import re
from collections.abc import Sequence

from ..errors import FileError
from ..process import Process, Program
from ..streams import Source, Stream
from .inputs import chunks
from .options import Given, Refused, Spec, program
from .quoting import quoteaf, quotef


@program(Spec("clLmw", "bytes=c chars=m lines=l max-line-length=L words=w files0-from:"))
def wc(process: Process, given: Given) -> int:
    """Count lines, words and bytes."""
    asked = [letter for letter in "lwmcL" if letter in given] or list("lwc")
    paths = list(given.operands)
    if "files0-from" in given:
        if paths:
            raise Refused(f"extra operand {quoteaf(paths[0])}\nfile operands cannot be combined with --files0-from",
                          hint=True)
        paths = [path for path in process.text(given.get("files0-from")).split("\0") if path]
    width, stdin = _width(process, paths, asked)
    code = 0
    totals = dict.fromkeys("lwmcL", 0)

    def row(counts: dict[str, int], name: str) -> None:
        numbers = " ".join(f"{counts[letter]:{width}d}" for letter in asked)
        process.out(f"{numbers}{' ' if name else ''}{name}\n")

    for path in paths or ["-"]:
        try:
            stream = stdin if path == "-" else process.open(path)
            counts = _counts(process, stream, asked)
        except FileError as error:
            code = process.complain(f"{quotef(path)}: {error.text}")
            if error.name != "EISDIR":
                continue
            counts = dict.fromkeys("lwmcL", 0)
        row(counts, quotef(path).replace("\n", "'$'\\n''") if path != "-" or paths else "")
        for letter in totals:
            totals[letter] = max(totals["L"], counts["L"]) if letter == "L" else totals[letter] + counts[letter]
    if len(paths) > 1:
        row(totals, "total")
    return code


def _width(process: Process, paths: list[str], asked: list[str]) -> tuple[int, Stream]:
    """Return how wide GNU writes each number, and standard input, of which one may have to know how much it is.

    It is as wide as the sum of the sizes, or 7 if something has no size before it is read.
    """
    stdin = process.stdin
    if len(paths) <= 1 and len(asked) == 1:
        return 1, stdin
    total, least = 0, 1
    for path in paths or ["-"]:
        if path == "-":
            if isinstance(stdin, Source):
                text = stdin.read()
                total, stdin = total + len(text), Source(text)
            else:
                least = 7
            continue
        node = process.files.stat(path)
        if node is not None and node.kind != "file":
            least = 7
        elif node is not None:
            total += node.length
    return max(len(str(total)), least), stdin


def _counts(process: Process, stream: Stream, asked: Sequence[str]) -> dict[str, int]:
    counts = dict.fromkeys("lwmcL", 0)
    rest, place = "", 0
    for text in chunks(process, stream):
        counts["c"] += len(text)
        counts["l"] += text.count("\n")
        if "w" in asked:
            *words, last = _SPACE.split(rest + text)
            counts["w"] += sum(1 for word in words if _PRINTED.search(word))
            rest = "x" if _PRINTED.search(last) else ""
        if "L" in asked:
            for char in text:
                if char in "\n\r\f":
                    place = 0
                elif char == "\t":
                    place += 8 - place % 8
                elif " " <= char <= "~":
                    place += 1
                counts["L"] = max(counts["L"], place)
    counts["w"] += bool(rest)
    counts["m"] = counts["c"]
    return counts


_SPACE = re.compile(r"[ \t\n\v\f\r]")
_PRINTED = re.compile(r"[!-~]")
"""What makes a word a word: in the C locale bytes over 126 are not printable."""


PROGRAMS: dict[str, Program] = {"wc": wc}
