"""Programs that hand on what they read, or a part of it: cat, tac, head, tail, tee, wc, yes."""

import itertools
import re
from collections import deque
from collections.abc import Iterator, Sequence

from ..errors import FileError
from ..process import Process, Program
from ..streams import Pipe, Source, Stream
from .inputs import CHUNK, Inputs, chunks, lines, size_of, write_lines
from .options import Given, Refused, Spec, program
from .quoting import quoteaf, quotef


@program(Spec("benstuvAET", "number-nonblank=b number=n squeeze-blank=s show-nonprinting=v show-ends=E "
              "show-tabs=T show-all=A"))
def cat(process: Process, given: Given) -> int:
    """Write files one after the other."""
    flags = {option for option, _ in given}
    shows = bool(flags & set("AetTv"))
    visible = flags & set("Aetv")
    ends, tabs = bool(flags & set("AeE")), bool(flags & set("AtT"))
    numbers, squeezes = "b" if "b" in flags else "n" if "n" in flags else "", "s" in flags
    inputs = Inputs(process, given.operands)
    if not (shows or ends or numbers or squeezes):
        for _, stream in inputs:
            for text in chunks(process, stream):
                process.out(text)
        return inputs.code
    count, blank, fresh = 0, 0, True
    for _, stream in inputs:
        out: list[str] = []
        for line in lines(process, stream):
            body = line.removesuffix("\n")
            blank = blank + 1 if fresh and line == "\n" else 0
            if squeezes and blank > 1:
                continue
            if fresh and numbers and (numbers == "n" or line != "\n"):
                count += 1
                out.append(f"{count:6d}\t")
            if visible:
                body = "".join(_VISIBLE[ord(char)] for char in body)
            if tabs:
                body = body.replace("\t", "^I")
            fresh = line.endswith("\n")
            if ends and fresh and body.endswith("\r") and not visible:
                body = body[:-1] + "^M"
            out.append(body + ("$" if ends and fresh else "") + ("\n" if fresh else ""))
        write_lines(process, iter(out))
    return inputs.code


def _caret(number: int) -> str:
    if number >= 128:
        return "M-" + ("\t" if number == 137 else "\n" if number == 138 else _caret(number - 128)).replace(
            "\t", "^I").replace("\n", "^J")
    return "\t" if number == 9 else "^?" if number == 127 else f"^{chr(number + 64)}" if number < 32 else chr(number)


_VISIBLE = [_caret(number) for number in range(256)]


@program(Spec("brs:", "before=b regex=r separator=s"))
def tac(process: Process, given: Given) -> int:
    """Write files with their lines in reverse."""
    separator = given.get("s", "\n") or "\0"
    inputs = Inputs(process, given.operands, missing="failed to open {quoted} for reading: {error}",
                    directory="{name}: read error: Invalid argument")
    for _, stream in inputs:
        text = "".join(chunks(process, stream))
        if "r" in given:
            from ..regex import compiled

            pattern = compiled(separator, extended=False, lines=True)
            cuts = [found.span() for found in pattern.finditer(text)]
        else:
            cuts = [found.span() for found in re.finditer(re.escape(separator), text)]
        if "b" in given:
            starts = [0, *(start for start, _ in cuts if start), len(text)]
        else:
            starts = [0, *(end for _, end in cuts if end < len(text)), len(text)]
        write_lines(process, (text[low:high] for low, high in reversed(list(itertools.pairwise(starts)))))
    return inputs.code


# --- the beginning and the end ---


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


@program(Spec("aip", "append=a ignore-interrupts=i output-error::"))
def tee(process: Process, given: Given) -> int:
    """Write what is read to files as well."""
    code = 0
    places: list[str] = []
    for path in given.operands:
        try:
            if path == "-":
                places.append(path)
            else:
                places.append(process.files.open_to_write(path, append="a" in given))
        except FileError as error:
            code = process.complain(f"{quotef(path)}: {error.text}")
    for text in chunks(process, process.stdin):
        process.out(text)
        for place in places:
            if place == "-":
                process.out(text)
            else:
                process.files.add(place, text.encode("latin-1"))
    return code


# --- counting and cutting up ---


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


@program(Spec("", "", stops=True))
def yes(process: Process, given: Given) -> int:
    """Write a line again and again."""
    line = " ".join(given.operands or ["y"]) + "\n"
    block = line * max(1, CHUNK // 4 // len(line))
    while True:
        process.tick(1 + (len(block) >> 10))
        process.out(block)


PROGRAMS: dict[str, Program] = {
    "cat": cat, "tac": tac, "head": head, "tail": tail, "tee": tee, "wc": wc, "yes": yes,
}
