"""grep: prints the lines of files that patterns match. egrep and fgrep are its other names."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..errors import FileError
from ..expressions import BadPattern
from ..patterns import compiled as glob
from ..process import Process, Program
from ..streams import Stream
from ..tree import joined
from .grep_matching import Kind, Matcher
from .inputs import CHUNK
from .options import Given, Refused, Spec, parse, refuse, usage

SPEC = Spec(
    "EFGPe:f:iwxzsvVm:bnHhoqaId:D:rRlLcTZA:B:C:0123456789UyX:u",
    "extended-regexp=E fixed-strings=F basic-regexp=G perl-regexp=P regexp=e: file=f: ignore-case=i no-ignore-case "
    "word-regexp=w line-regexp=x null-data=z no-messages=s invert-match=v version=V help max-count=m: byte-offset=b "
    "line-number=n line-buffered with-filename=H no-filename=h label: only-matching=o quiet=q silent=q binary-files: "
    "text=a directories=d: devices=D: recursive=r dereference-recursive=R include: exclude: exclude-from: exclude-dir: "
    "files-without-match=L files-with-matches=l count=c initial-tab=T null=Z after-context=A: before-context=B: "
    "context=C: group-separator: no-group-separator color:: colour:: binary=U unix-byte-offsets=u",
    code=2, hint="Usage: {name} [OPTION]... PATTERNS [FILE]...\nTry '{name} --help' for more information.")

_BINARY_WITHIN = 32_768
"""Bytes at the beginning of a file in which a NUL makes it binary from its first line on."""

_UNLIMITED = -1


@dataclass
class Search:
    """What to look for, and what to print of it."""

    matcher: Matcher
    invert: bool = False
    end: str = "\n"
    limit: int = _UNLIMITED
    before: int = 0
    after: int = 0
    grouped: bool = False
    separator: str | None = "--"
    only: bool = False
    shows: str = "lines"
    """`lines`, `count`, `names`, `others` (the names of the files without), or `nothing`."""
    named: bool = False
    numbers: bool = False
    offsets: bool = False
    tab: bool = False
    null: bool = False
    color: bool = False
    binary: str = "binary"
    quiet_errors: bool = False
    directories: str = "read"
    follows: bool = False
    label: str = "(standard input)"
    include: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    exclude_directories: list[str] = field(default_factory=list)


def grep(process: Process) -> int:
    """Print the lines that match."""
    kinds = {"egrep": "E", "fgrep": "F"}
    first = kinds.get(process.name, "")
    process.name = "grep"
    try:
        given = parse([f"-{first}", *process.args] if first else process.args, SPEC)
        if "help" in given:
            process.out(usage("grep", SPEC, grep.__doc__ or ""))
            return 0
        if "V" in given:
            process.out("grep (GNU grep) 3.8\n")
            return 0
        search, paths = _search(process, given)
        return _Grep(process, search).all(paths)
    except Refused as error:
        return refuse(process, error, SPEC)
    except BadPattern as error:
        return process.complain(str(error), 2)


def _search(process: Process, given: Given) -> tuple[Search, list[str]]:
    paths = list(given.operands)
    patterns = _patterns(process, given, paths)
    chosen = dict.fromkeys(option for option, _ in given if option in "EFGP")
    if len(chosen) > 1:
        raise Refused("conflicting matchers specified")
    if "X" in given and given.get("X") not in ("grep", "egrep", "fgrep", "perl"):
        raise Refused(f"invalid matcher {given.get('X')}")
    kind: Kind = "P" if "P" in chosen else "F" if "F" in chosen else "E" if "E" in chosen else "G"
    ignore = given.last("i", "y", "no-ignore-case") in ("i", "y")
    matcher = Matcher(patterns, kind, ignore_case=ignore, words="w" in given, lines="x" in given)
    for sign in matcher.stray:
        process.complain(f"warning: {sign} at start of expression")
    out = Search(matcher, invert="v" in given, end="\0" if "z" in given else "\n")
    recursive = given.last("r", "R", "d")
    out.directories = given.get("d", "read") if recursive in ("d", "") else "recurse"
    if out.directories not in ("read", "recurse", "skip"):
        options = "".join(f"\n  - '{one}'" for one in ("read", "recurse", "skip"))
        raise Refused(f"invalid argument '{out.directories}' for '--directories'\nValid arguments are:{options}", 1,
                      hint=True)
    out.follows = recursive == "R"
    _contexts(given, out)
    if "m" in given:
        out.limit = _number(given.get("m"), "invalid max count")
        out.limit = _UNLIMITED if out.limit < 0 else out.limit
    out.only, out.quiet_errors = "o" in given, "s" in given
    listing = given.last("l", "L")
    out.shows = "nothing" if "q" in given else {"l": "names", "L": "others"}.get(listing) or (
        "count" if "c" in given else "lines")
    out.numbers, out.offsets, out.tab, out.null = ("n" in given, "b" in given, "T" in given, "Z" in given)
    out.named = len(paths) > 1 or (out.directories == "recurse" and (not paths or _is_dir(process, paths)))
    if given.last("H", "h"):
        out.named = given.last("H", "h") == "H"
    out.color = "always" in (given.get("color"), given.get("colour"))
    out.label = given.get("label", "(standard input)")
    out.binary = _binary(given)
    out.include, out.exclude = given.all("include"), given.all("exclude")
    for path in given.all("exclude-from"):
        out.exclude += _text(process, path).splitlines()
    out.exclude_directories = [one.rstrip("/") or "/" for one in given.all("exclude-dir")]
    return out, paths or ["" if out.directories == "recurse" else "-"]


def _is_dir(process: Process, paths: list[str]) -> bool:
    return any(process.files.is_dir(path) for path in paths)


def _patterns(process: Process, given: Given, paths: list[str]) -> list[str]:
    """Return the patterns, and take the operand that has them out of the paths."""
    if "e" not in given and "f" not in given:
        if not paths:
            raise Refused("", hint=True)
        return paths.pop(0).split("\n")
    out: list[str] = []
    for option, value in given:
        if option == "e":
            out += value.split("\n")
        elif option == "f":
            text = _text(process, value)
            out += text.removesuffix("\n").split("\n") if text else []
    return out


def _text(process: Process, path: str) -> str:
    try:
        return process.text(path)
    except FileError as error:
        raise Refused(f"{path}: {error.text}") from None


def _number(text: str, message: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Refused(message) from None


def _contexts(given: Given, out: Search) -> None:
    """Set how many lines around a selected one are printed: -A and -B say more than -C and -NUM."""
    digits = ""
    around = 0
    for option, value in given:
        if option.isdecimal():
            digits += option
            around = int(digits)
            continue
        digits = ""
        if option in ("A", "B", "C"):
            size = _number(value, f"{value}: invalid context length argument")
            if size < 0:
                raise Refused(f"{value}: invalid context length argument")
            around = size if option == "C" else around
    out.after, out.before = (int(given.get(option)) if option in given else around for option in ("A", "B"))
    out.grouped = any(option in "ABC" or option.isdecimal() for option, _ in given)
    separator = given.last("group-separator", "no-group-separator")
    out.separator = None if separator == "no-group-separator" else given.get("group-separator", "--")


def _binary(given: Given) -> str:
    last = given.last("a", "I", "binary-files")
    kind = {"a": "text", "I": "without-match", "": "binary"}.get(last) or given.get("binary-files")
    if kind not in ("binary", "text", "without-match"):
        raise Refused("unknown binary-files type")
    return "text" if "z" in given and kind == "binary" and last == "" else kind


class _Grep:
    """A search that runs over files."""

    def __init__(self, process: Process, search: Search) -> None:
        self._process = process
        self._search = search
        self._code = 0
        self._found = False
        self._printed = False

    def all(self, paths: list[str]) -> int:
        for path in paths:
            for shown, stream in self._streams(path):
                if self._file(shown, stream):
                    self._found = True
                    if self._search.shows == "nothing":
                        return 0
        return self._code or int(not self._found)

    # --- files ---

    def _streams(self, path: str) -> Iterator[tuple[str, Stream]]:
        search, files = self._search, self._process.files
        if path == "-":
            yield search.label, self._process.stdin
            return
        if search.directories != "read" and files.is_dir(path or "."):
            if search.directories == "recurse" and not self._excluded(path.rstrip("/"), directory=True):
                yield from self._inside(path)
            return
        if not self._excluded(path, directory=False):
            yield from self._opened(path)

    def _opened(self, path: str) -> Iterator[tuple[str, Stream]]:
        try:
            if self._process.files.is_dir(path):
                raise FileError("EISDIR", path)
            yield path, self._process.open(path)
        except FileError as error:
            self._wrong(path, error)

    def _wrong(self, path: str, error: FileError) -> None:
        self._code = 2
        if not self._search.quiet_errors:
            self._process.complain(f"{path}: {error.text}")

    def _inside(self, path: str) -> Iterator[tuple[str, Stream]]:
        files = self._process.files
        try:
            names = files.names(path or ".")
        except FileError as error:
            self._wrong(path, error)
            return
        for name in names:
            inner = joined(path, name) if path else name
            node = files.stat(inner, follow=self._search.follows)
            if node is None or node.kind == "link":
                if node is None:
                    self._wrong(inner, FileError("ENOENT", inner))
                continue
            self._process.tick()
            if node.kind == "dir":
                if not self._excluded(name, directory=True) and not self._loops(inner):
                    yield from self._inside(inner)
            elif node.kind == "file" and not self._excluded(name, directory=False):
                yield from self._opened(inner)

    def _loops(self, path: str) -> bool:
        """Tell whether a link has led back to a directory above it."""
        if not self._search.follows:
            return False
        where = self._process.files.resolve(path)[0]
        above = self._process.files.whole(path).rpartition("/")[0]
        if where == above or above.startswith(where.rstrip("/") + "/"):
            self._process.complain(f"warning: {path}: recursive directory loop")
            return True
        return False

    def _excluded(self, path: str, *, directory: bool) -> bool:
        name = path.rpartition("/")[2] or path
        if directory:
            return any(_fits(one, path, name) for one in self._search.exclude_directories)
        if self._search.include and not any(_fits(one, path, name) for one in self._search.include):
            return True
        return any(_fits(one, path, name) for one in self._search.exclude)

    # --- lines ---

    def _lines(self, stream: Stream) -> Iterator[tuple[str, bool]]:
        """Yield the lines of a stream, each with whether it counts as binary."""
        end, rest, binary, first = self._search.end, "", False, True
        looks = self._search.binary != "text"
        while text := stream.read(CHUNK):
            self._process.tick(1 + (len(text) >> 10))
            if looks and not binary and "\0" in text:
                binary = first and "\0" in text[:_BINARY_WITHIN]
            first = False
            head, *more = text.split(end)
            if not more:
                rest += head
                continue
            yield (line := rest + head), binary or (looks and "\0" in line)
            rest = more.pop()
            for line in more:
                yield line, binary or (looks and "\0" in line)
        if rest:
            yield rest, binary or (looks and "\0" in rest)

    def _file(self, path: str, stream: Stream) -> bool:
        """Search one file; return whether a line was selected."""
        report = _Report(self._process, self._search, path, printed=self._printed)
        try:
            self._over(report, stream)
        except FileError as error:
            self._wrong(path, error)
        self._printed = report.printed
        report.end()
        return report.count > 0

    def _over(self, report: "_Report", stream: Stream) -> None:
        search = self._search
        test, invert, shows = search.matcher.test, search.invert, search.shows
        limit = search.limit
        if limit == 0:
            return
        stops_early = shows in ("nothing", "names", "others")
        counts_only = shows == "count"
        offset = 0
        for line, binary in self._lines(stream):
            if binary and search.binary == "without-match":
                return
            if limit == report.count or test(line) == invert:
                if not counts_only:
                    report.other(line, offset)
            else:
                report.count += 1
                if stops_early:
                    return
                if not counts_only:
                    if binary:
                        report.is_binary()
                        return
                    report.selected(line, offset)
            report.number += 1
            offset += len(line) + 1
            if limit == report.count and (counts_only or not report.trailing):
                return


class _Report:
    """What is printed of one file. `printed` is whether anything was, of this or of the files before."""

    def __init__(self, process: Process, search: Search, path: str, *, printed: bool) -> None:
        self._process = process
        self._search = search
        self._path = path
        self.count = 0
        self.number = 1
        self.printed = printed
        self.trailing = 0
        self._waiting: deque[tuple[int, int, str]] = deque(maxlen=search.before or None)
        self._last = -1
        self._out: list[str] = []
        self._size = 0

    def selected(self, line: str, offset: int) -> None:
        """Print a line that is selected, and those before it that wait."""
        search = self._search
        first = self._waiting[0][0] if self._waiting else self.number
        if search.grouped and self.printed and search.separator is not None and first > self._last + 1:
            self._write(self._colored("36", search.separator) + "\n")
        while self._waiting:
            number, where, text = self._waiting.popleft()
            self._line(text, number, where, "-")
        if search.only:
            self._parts(line, offset)
        else:
            self._line(line, self.number, offset, ":")
        self.printed = True
        self._last = self.number
        self.trailing = search.after

    def other(self, line: str, offset: int) -> None:
        """Print a line that is not selected where it stands behind one that is; else keep it."""
        if self.trailing:
            self.trailing -= 1
            self._last = self.number
            self._line(line, self.number, offset, "-")
        elif self._search.before:
            self._waiting.append((self.number, offset, line))

    def is_binary(self) -> None:
        """Say that a file that is no text matches."""
        self._process.complain(f"{self._path}: binary file matches")

    def end(self) -> None:
        """Print what is known only at the end of a file."""
        search = self._search
        if search.shows == "count":
            self._write((self._name(":") if search.named else "") + f"{self.count}\n")
        elif search.shows == ("names" if self.count else "others"):
            self._write(self._colored("35", self._path) + ("\0" if search.null else "\n"))
        if self._out:
            self._process.out("".join(self._out))

    def _write(self, text: str) -> None:
        self._out.append(text)
        self._size += len(text)
        if self._size > CHUNK // 2:
            self._process.out("".join(self._out))
            self._out, self._size = [], 0

    def _colored(self, color: str, text: str) -> str:
        return f"\33[{color}m\33[K{text}\33[m\33[K" if self._search.color and text else text

    def _name(self, sign: str) -> str:
        return self._colored("35", self._path) + ("\0" if self._search.null else self._colored("36", sign))

    def _head(self, number: int, offset: int, sign: str) -> str:
        search = self._search
        out = self._name(sign) if search.named else ""
        if search.numbers:
            out += self._colored("32", f"{number:2d}" if search.tab else str(number)) + self._colored("36", sign)
        if search.offsets:
            shown = f"{offset:3d}" if search.tab else str(offset)
            out += self._colored("32", shown) + self._colored("36", sign)
        return out + "\t" if search.tab and out else out

    def _line(self, line: str, number: int, offset: int, sign: str) -> None:
        search = self._search
        if search.only and sign == "-":
            return
        if search.color and (sign == ":") != search.invert:
            line = self._marked(line)
        head = self._head(number, offset, sign) if search.named or search.numbers or search.offsets else ""
        self._write(f"{head}{line}{search.end}")

    def _marked(self, line: str) -> str:
        out, at = "", 0
        for start, end in self._search.matcher.spans(line):
            out += line[at:start] + self._colored("01;31", line[start:end])
            at = end
        return out + line[at:]

    def _parts(self, line: str, offset: int) -> None:
        search = self._search
        if search.invert:
            return
        for start, end in search.matcher.spans(line):
            part = self._colored("01;31", line[start:end])
            self._write(f"{self._head(self.number, offset + start, ':')}{part}{search.end}")


def _fits(pattern: str, path: str, name: str) -> bool:
    return glob(pattern).match(name if "/" not in pattern else path) is not None


PROGRAMS: dict[str, Program] = {"grep": grep, "egrep": grep, "fgrep": grep}
