"""grep: prints the lines of files that patterns match. egrep and fgrep are its other names."""

from collections.abc import Iterator

from ..errors import FileError
from ..expressions import BadPattern
from ..patterns import compiled as glob
from ..process import Process, Program
from ..streams import Stream
from ..tree import joined
from .grep_options import SPEC, Search, search_of
from .grep_report import Report
from .inputs import CHUNK
from .options import Refused, parse, refuse, usage

_BINARY_WITHIN = 32_768
"""Bytes at the beginning of a file in which a NUL makes it binary from its first line on."""


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
        search, paths = search_of(process, given)
        return _Grep(process, search).all(paths)
    except Refused as error:
        return refuse(process, error, SPEC)
    except BadPattern as error:
        return process.complain(str(error), 2)


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
        report = Report(self._process, self._search, path, printed=self._printed)
        try:
            self._over(report, stream)
        except FileError as error:
            self._wrong(path, error)
        self._printed = report.printed
        report.end()
        return report.count > 0

    def _over(self, report: "Report", stream: Stream) -> None:
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


def _fits(pattern: str, path: str, name: str) -> bool:
    return glob(pattern).match(name if "/" not in pattern else path) is not None


PROGRAMS: dict[str, Program] = {"grep": grep, "egrep": grep, "fgrep": grep}
