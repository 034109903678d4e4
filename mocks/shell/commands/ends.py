"""Programs that give the beginning or the end: head, tail."""

import re
from collections import deque
from collections.abc import Iterator

from ..errors import FileError
from ..process import Process, Program
from ..streams import Pipe, Stream
from .inputs import CHUNK, chunks, lines, size_of, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quoteaf


def _titled(process: Process, name: str, *, first: bool) -> None:
    process.out(f"{'' if first else chr(10)}==> {'standard input' if name == '-' else name} <==\n")


_HEAD = Spec("c:n:qvz", "bytes=c lines=n quiet=q silent=q verbose=v zero-terminated=z")


def head(process: Process) -> int:
    """Write the first lines of files."""
    found = re.match(r"-([0-9]+)(.*)", process.args[0] if process.args else "")
    if found:
        number, letters = found.groups()
        unit, other = "n", []
        for letter in letters:
            if letter in "bkm":
                number, unit = number.rstrip("bkm") + letter, "c"
            elif letter in "cl":
                unit = "c" if letter == "c" else "n"
            elif letter in "qvz":
                other.append(f"-{letter}")
            else:
                return _refuse_trailing(process, letter)
        process.args[:1] = [f"-{unit}", number, *other]
    return _head(process)


def _refuse_trailing(process: Process, letter: str) -> int:
    process.complain(f"invalid trailing option -- {letter}")
    process.err(f"Try '{process.name} --help' for more information.\n")
    return 1


@program(_HEAD)
def _head(process: Process, given: Given) -> int:
    """Write the first lines of files."""
    unit = given.last("c", "n") or "n"
    text = given.get(unit, "10")
    back = text.startswith("-")
    count = size_of(text[1:] if back else text, "number of bytes" if unit == "c" else "number of lines")
    end = "\0" if "z" in given else "\n"
    titles = given.last("q", "v") == "v" or (given.last("q", "v") != "q" and len(given.operands) > 1)
    shown = 0
    code = 0
    for path in given.operands or ["-"]:
        try:
            stream: Stream | None = process.open(path)
        except FileError as error:
            if error.name != "EISDIR":
                code = process.complain(f"cannot open {quoteaf(path)} for reading: {error.text}")
                continue
            stream = None
        if titles:
            _titled(process, path, first=not shown)
        shown += 1
        if stream is None:
            code = process.complain(f"error reading {quoteaf(path)}: Is a directory")
        elif back:
            _all_but(process, stream, unit, count, end)
        elif unit == "c":
            while count > 0 and (part := stream.read(min(count, CHUNK))):
                process.tick()
                process.out(part)
                count -= len(part)
            count = size_of(text, "number of bytes")
        else:
            write_lines(process, _first(stream, count, end))
    return code


def _first(stream: Stream, count: int, end: str) -> Iterator[str]:
    for _ in range(count):
        line = stream.line() if end == "\n" else _until(stream, end)
        if not line:
            return
        yield line


def _until(stream: Stream, end: str) -> str:
    out: list[str] = []
    while char := stream.read(1):
        out.append(char)
        if char == end:
            break
    return "".join(out)


def _all_but(process: Process, stream: Stream, unit: str, count: int, end: str) -> None:
    if unit == "c":
        text = "".join(chunks(process, stream))
        process.out(text[: max(len(text) - count, 0)])
        return
    waiting: deque[str] = deque()
    out: list[str] = []
    for line in lines(process, stream, end):
        waiting.append(line)
        if len(waiting) > count:
            out.append(waiting.popleft())
    write_lines(process, iter(out))


_TAIL = Spec("c:n:fFqs:vz0123456789", "bytes=c lines=n follow:: retry pid: sleep-interval=s quiet=q silent=q verbose=v "
             "zero-terminated=z max-unchanged-stats:")


def tail(process: Process) -> int:
    """Write the last lines of files."""
    args = process.args
    old = re.fullmatch(r"([-+])([0-9]*)([bcl]?)(f?)", args[0]) if args else None
    alone = len(args) == 1 or (len(args) == 2 and (args[1] == "-" or not args[1].startswith("-"))) or (
        2 <= len(args) <= 3 and args[1] == "--")
    if old and alone and (old.group(1) == "+" or old.group(2) or old.group(3) == "b") and old.group(0) not in ("-",
        "+"):
        sign, number, unit, follows = old.groups()
        number = number or "10"
        number = str(int(number) * 512) if unit == "b" else number
        args[:1] = ["-c" if unit in ("b", "c") else "-n", f"{'+' if sign == '+' else ''}{number}",
                    *(["-f"] * bool(follows))]
    return _tail(process)


@program(_TAIL)
def _tail(process: Process, given: Given) -> int:
    """Write the last lines of files."""
    for option, _ in given:
        if option.isdecimal():
            raise Refused(f"option used in invalid context -- {option}")
    unit = given.last("c", "n") or "n"
    text = given.get(unit, "10")
    onward = text.startswith("+")
    count = size_of(text.lstrip("-+") if re.match(r"[-+][0-9]", text) else text,
                    "number of bytes" if unit == "c" else "number of lines")
    end = "\0" if "z" in given else "\n"
    titles = given.last("q", "v") == "v" or (given.last("q", "v") != "q" and len(given.operands) > 1)
    follows = any(option in ("f", "F", "follow") for option, _ in given)
    code, seen = 0, False
    followed: dict[str, int] = {}
    last = ""
    for path in given.operands or ["-"]:
        try:
            stream: Stream | None = process.open(path)
        except FileError as error:
            if error.name != "EISDIR":
                code = process.complain(f"cannot open {quoteaf(path)} for reading: {error.text}")
                continue
            stream = None
        if titles:
            _titled(process, path, first=not seen)
        seen = True
        last = path
        if stream is None:
            code = process.complain(f"error reading {quoteaf(path)}: Is a directory")
            continue
        if follows and path != "-":
            followed[path] = len(process.files.read(path))
        process.out(_ending(process, stream, unit, count, end, onward=onward))
    if follows and followed:
        _follow(process, followed, last, titles=titles)
    elif follows and code and not seen:
        process.complain("no files remaining")
    return code


def _ending(process: Process, stream: Stream, unit: str, count: int, end: str, *, onward: bool) -> str:
    """Return the last `count` bytes or lines of a stream, or with `onward` all from that one on."""
    text = "".join(chunks(process, stream))
    if unit == "c":
        return text[max(count - 1, 0) :] if onward else text[max(len(text) - count, 0) :]
    if onward:
        at = 0
        for _ in range(count - 1):
            at = text.find(end, at) + 1
            if not at:
                return ""
        return text[at:]
    if not count:
        return ""
    at = len(text) - 1 if text.endswith(end) else len(text)
    for _ in range(count):
        at = text.rfind(end, 0, max(at, 0))
        if at < 0:
            return text
    return text[at + 1 :]


def _follow(process: Process, sizes: dict[str, int], last: str, *, titles: bool) -> None:
    """Look once a second for what files have got at their ends, until the reader is gone or the time is up."""
    turns = [True]

    def later() -> bool:
        turns.append(True)
        return len(turns) > 2

    while True:
        if isinstance(process.stdout, Pipe):
            turns.clear()
            process.session.hub.wait(later)
        process.out("")
        process.session.sleep(1000)
        for path, size in sizes.items():
            text = process.text(path) if process.files.is_file(path) else ""
            if len(text) > size:
                if titles and path != last:
                    _titled(process, path, first=False)
                    last = path
                process.out(text[size:])
            sizes[path] = len(text)


PROGRAMS: dict[str, Program] = {"head": head, "tail": tail}
