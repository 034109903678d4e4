"""diff: compares files line by line, and directories file by file."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from ..clock import strftime
from ..errors import FileError
from ..patterns import compiled as pattern
from ..process import Process, Program
from ..regex import compiled
from ..tree import Node, joined
from .differences import Change, changes, hunks
from .options import Given, Refused, Spec, program
from .quoting import quote, quoteaf, quotef
from .sidebyside import side_by_side

_HINT = "{name}: Try '{name} --help' for more information."
_SPEC = Spec(
    "0123456789abBcC:dD:eEfF:hHiI:lL:nNpPqrsS:tTuU:vwW:x:X:yZ",
    "text=a ignore-space-change=b ignore-blank-lines=B context:: minimal=d ed=e ignore-tab-expansion=E "
    "show-function-line=F "
    "ignore-case=i ignore-matching-lines=I label=L new-file=N unidirectional-new-file show-c-function=p brief=q "
    "recursive=r "
    "report-identical-files=s starting-file=S expand-tabs=t initial-tab=T unified:: ignore-all-space=w "
    "width=W exclude=x "
    "side-by-side=y ignore-trailing-space=Z suppress-common-lines left-column strip-trailing-cr color:: normal "
    "no-dereference speed-large-files=H tabsize: suppress-blank-empty from-file: to-file: ignore-file-name-case", 2,
    hint=_HINT)


@program(_SPEC, "GNU diffutils) 3.8")
def diff(process: Process, given: Given) -> int:
    """Compare files line by line."""
    names = given.operands
    fixed = given.get("from-file") or given.get("to-file")
    if not fixed:
        if len(names) < 2:
            shown = names[-1] if names else process.name
            raise Refused(f"missing operand after {quote(shown)}", hint=True)
        if len(names) > 2:
            raise Refused(f"extra operand {quote(names[2])}", hint=True)
    comparison = _Comparison(process, given)
    if not fixed:
        return comparison.paths(names[0], names[1])
    return max([comparison.paths(*((fixed, name) if given.get("from-file") else (name, fixed))) for name in names]
               or [0])


class _Side(NamedTuple):
    """One of the two files: its name, what it is (nothing where it is missing), and its text."""

    name: str
    node: Node | None
    text: str


class _Comparison:
    """One run of diff: its options, and how it says what differs."""

    def __init__(self, process: Process, given: Given) -> None:
        self._process, self._given = process, given
        self._flags = {option for option, _ in given}
        digits = "".join(option for option, _ in given if option.isdecimal())
        self._style, self._context = self._read_style(digits)
        self._labels = given.all("L")
        self._key = _key(self._flags)
        self._ignored = [compiled(text, extended=False) for text in given.all("I")]
        self._headed = [compiled(text, extended=False) for text in given.all("F")]
        if "p" in self._flags:
            self._headed.append(compiled("^[A-Za-z$_]", extended=False))
            self._style = "c" if self._style == "normal" else self._style

    def _read_style(self, digits: str) -> tuple[str, int]:
        style, context = "normal", -1
        for option, value in self._given:
            if option in ("c", "C", "context", "u", "U", "unified"):
                style = "u" if option[0] in "uU" else "c"
                if value and not re.fullmatch("[0-9]+", value):
                    raise Refused(f"invalid context length {quote(value)}", hint=True)
                context = max(context, int(value) if value else 3)
            elif option in ("e", "y", "q", "n"):
                style = option if style != "q" else style
        if digits:
            context = int(digits)
        return style, 0 if style in ("normal", "e", "y", "q") else 3 if context < 0 else context

    # --- which files ---

    def paths(self, first: str, second: str) -> int:
        """Compare two paths that were given; a directory stands for the file in it with the other's name."""
        directories = [path != "-" and self._process.files.is_dir(path) for path in (first, second)]
        if directories[0] and not directories[1] and second != "-":
            return self.files(joined(first, second.rpartition("/")[2]), second)
        if directories[1] and not directories[0] and first != "-":
            return self.files(first, joined(second, first.rpartition("/")[2]))
        if all(directories):
            return self.directories(first, second, top=True)
        return self.files(first, second)

    def directories(self, first: str, second: str, *, top: bool = False) -> int:
        """Compare what is in two directories; without -r directories in them are only named."""
        files = self._process.files
        code = 0
        listed = []
        for path in (first, second):
            try:
                listed.append([] if files.stat(path) is None else files.names(path))
            except FileError as error:
                return self._process.complain(f"{path}: {error.text}", 2)
        excluded = [pattern(text) for text in self._given.all("x")]
        for name in sorted({*listed[0], *listed[1]}):
            if any(one.match(name) for one in excluded) or name < self._given.get("S"):
                continue
            code = max(code, self._entry(first, second, name, name in listed[0], name in listed[1]))
        return code

    def _entry(self, first: str, second: str, name: str, there: bool, here: bool) -> int:
        process, files = self._process, self._process.files
        left, right = joined(first, name), joined(second, name)
        one_sided = "N" not in self._flags and not (
            "unidirectional-new-file" in self._flags and here) and not (there and here)
        if one_sided:
            process.out(f"Only in {first if there else second}: {name}\n")
            return 1
        kinds = [files.is_dir(left), files.is_dir(right)]
        if (kinds[0] and (kinds[1] or not here)) or (kinds[1] and not there):
            if "r" in self._flags:
                return self.directories(left, right)
            process.out(f"Common subdirectories: {left} and {right}\n")
            return 0
        if kinds[0] != kinds[1]:
            what = ["a directory" if kind else "a regular empty file" if not (node and node.length)
                    else "a regular file"
                    for kind, node in zip(kinds, (files.stat(left), files.stat(right)), strict=True)]
            process.out(f"File {left} is {what[0]} while file {right} is {what[1]}\n")
            return 1
        return self.files(left, right, inside=True)

    def files(self, first: str, second: str, *, inside: bool = False) -> int:
        """Compare two files."""
        sides: list[_Side] = []
        for path in (first, second):
            try:
                node = None if path == "-" else self._process.files.find(path)[1]
                sides.append(_Side(path, node, self._process.text(path)))
            except FileError as error:
                if error.name == "ENOENT" and "N" in self._flags:
                    sides.append(_Side(path, None, ""))
                    continue
                self._process.complain(f"{path}: {error.text}")
        if len(sides) < 2:
            return 2
        return self._compared(sides[0], sides[1], inside=inside)

    # --- what differs ---

    def _compared(self, left: _Side, right: _Side, *, inside: bool) -> int:
        process = self._process
        names = f"{left.name} and {right.name}"
        if left.text == right.text:
            if self._style == "y":
                self._show(left, right, [], inside=False)
            if "s" in self._flags:
                process.out(f"Files {names} are identical\n")
            return 0
        if "a" not in self._flags and ("\0" in left.text or "\0" in right.text):
            process.out(f"{'Files' if 'q' in self._flags else 'Binary files'} {names} differ\n")
            return 1
        one, two = ([self._key(line) for line in _lines(side.text)] for side in (left, right))
        found = changes(one, two, self._context, process.tick, minimal="d" in self._flags)
        if not [change for change in found if not self._ignores(change, left, right)]:
            if self._style == "y":
                self._show(left, right, found, inside=False)
            if "s" in self._flags:
                process.out(f"Files {names} are identical\n")
            return 0
        if "q" in self._flags:
            process.out(f"Files {names} differ\n")
        else:
            self._show(left, right, found, inside=inside)
        return 1

    def _ignores(self, change: Change, left: _Side, right: _Side) -> bool:
        if not ("B" in self._flags or self._ignored):
            return False
        lines = [*_lines(left.text)[change.old : change.old_end], *_lines(right.text)[change.new : change.new_end]]
        blank = bool(self._flags & set("bwZ"))
        return all(("B" in self._flags and not (line.strip() if blank else line.removesuffix("\n")))
                   or any(one.search(line.removesuffix("\n")) for one in self._ignored) for line in lines)

    def _show(self, left: _Side, right: _Side, found: list[Change], *, inside: bool) -> None:
        out = self._process.out
        if inside:
            options = "".join(f" {quotef(word)}" for word in _options(self._process.args))
            out(f"diff{options} {quotef(left.name)} {quotef(right.name)}\n")
        first, second = _lines(left.text), _lines(right.text)

        def ignored(change: Change) -> bool:
            return self._ignores(change, left, right)

        if self._style == "y":
            kept = "left" if "left-column" in self._flags else "both"
            common = "none" if "suppress-common-lines" in self._flags else kept
            width = int(self._given.get("W", "130"))
            shown = [change for change in found if not ignored(change)]
            out("".join(side_by_side(first, second, shown, width, tabs="t" in self._flags, common=common)))
        elif self._style == "e":
            out("".join(_ed(second, found)))
        elif self._style == "normal":
            out("".join(_normal(first, second, [change for change in found if not ignored(change)])))
        else:
            groups = [group for group in hunks(found, self._context, ignored) if not all(map(ignored, group))]
            marks = ("---", "+++") if self._style == "u" else ("***", "---")
            write = _unified if self._style == "u" else _contextual
            for i, side in enumerate((left, right)):
                out(f"{marks[i]} {self._header(i, side)}\n")
            for group in groups:
                out("".join(write(first, second, group, self._context, self._function(first, group))))

    def _header(self, i: int, side: _Side) -> str:
        if i < len(self._labels):
            return self._labels[i]
        process = self._process
        if side.node is not None:
            time = side.node.mtime
        else:
            time = process.now if side.name == "-" else 0
        zone = process.env.get("TZ") or process.session.system.zone
        name = quoteaf(side.name) if re.search(r'[\x00-\x1f"\\]', side.name) else side.name
        form = "%a %b %e %T %Y" if self._style == "c" else "%Y-%m-%d %H:%M:%S.%N %z"
        return f"{name}\t{strftime(form, time, zone)}"

    def _function(self, first: Sequence[str], group: Sequence[Change]) -> str:
        start = max(group[0].old - self._context, 0)
        for line in reversed(first[:start]) if self._headed else ():
            if any(one.search(line.removesuffix("\n")) for one in self._headed):
                return " " + line.strip()[:40].rstrip()
        return ""


def _options(words: Sequence[str]) -> Iterator[str]:
    """Yield the options among arguments with their values, as the line says that tells how files were compared."""
    takes = {letter for letter, kind in _SPEC.takes().items() if kind == ":"}
    value = False
    for word in words:
        if value or (word.startswith("-") and word not in ("-", "--")):
            yield word
            value = not value and not word.startswith("--") and word[-1] in takes and not any(
                letter in takes for letter in word[1:-1])


def _lines(text: str) -> list[str]:
    rows = text.split("\n")
    return [*(row + "\n" for row in rows[:-1]), *([rows[-1]] if rows[-1] else [])]


def _key(flags: set[str]) -> Callable[[str], str]:
    """Return what makes of a line that by which it is equal to another."""

    def key(line: str) -> str:
        if "strip-trailing-cr" in flags and line.endswith("\r\n"):
            line = line[:-2] + "\n"
        if "w" in flags:
            line = re.sub(r"[ \t\n\v\f\r]+", "", line)
        elif "b" in flags:
            line = re.sub(r"[ \t\n\v\f\r]+", " ", line).removesuffix(" ")
        else:
            if "E" in flags:
                line = line.expandtabs(8)
            if "Z" in flags:
                line = line.rstrip(" \t\n\v\f\r")
        return line.lower() if "i" in flags else line

    return key


# --- how it is shown ---

_LACKS = "\\ No newline at end of file\n"


def _marked(mark: str, line: str) -> str:
    return f"{mark}{line}" if line.endswith("\n") else f"{mark}{line}\n{_LACKS}"


def _normal(first: Sequence[str], second: Sequence[str], found: Sequence[Change]) -> Iterator[str]:
    for old, old_end, new, new_end in found:
        letter = "c" if old < old_end and new < new_end else "d" if old < old_end else "a"
        yield f"{_span(old, old_end)}{letter}{_span(new, new_end)}\n"
        yield from (_marked("< ", line) for line in first[old:old_end])
        if letter == "c":
            yield "---\n"
        yield from (_marked("> ", line) for line in second[new:new_end])


def _span(start: int, end: int) -> str:
    return f"{start + 1},{end}" if end > start + 1 else str(end)


def _ed(second: Sequence[str], found: Sequence[Change]) -> Iterator[str]:
    for old, old_end, new, new_end in reversed(found):
        letter = "c" if old < old_end and new < new_end else "d" if old < old_end else "a"
        yield f"{_span(old, old_end)}{letter}\n"
        if letter != "d":
            for line in second[new:new_end]:
                yield "..\n.\ns/.//\na\n" if line == ".\n" else line if line.endswith("\n") else line + "\n"
            yield ".\n"


def _unified(
    first: Sequence[str], second: Sequence[str], group: Sequence[Change], context: int, function: str,
) -> Iterator[str]:
    old, old_end = max(group[0].old - context, 0), min(group[-1].old_end + context, len(first))
    new, new_end = max(group[0].new - context, 0), min(group[-1].new_end + context, len(second))

    def span(start: int, end: int) -> str:
        return f"{start},0" if end == start else str(end) if end == start + 1 else f"{start + 1},{end - start}"

    yield f"@@ -{span(old, old_end)} +{span(new, new_end)} @@{function}\n"
    for change in group:
        yield from (_marked(" ", line) for line in first[old : change.old])
        yield from (_marked("-", line) for line in first[change.old : change.old_end])
        yield from (_marked("+", line) for line in second[change.new : change.new_end])
        old = change.old_end
    yield from (_marked(" ", line) for line in first[old:old_end])


def _contextual(
    first: Sequence[str], second: Sequence[str], group: Sequence[Change], context: int, function: str,
) -> Iterator[str]:
    old, old_end = max(group[0].old - context, 0), min(group[-1].old_end + context, len(first))
    new, new_end = max(group[0].new - context, 0), min(group[-1].new_end + context, len(second))
    yield f"***************{function}\n*** {_span(old, old_end)} ****\n"
    if any(change.old < change.old_end for change in group):
        for change in group:
            yield from (_marked("  ", line) for line in first[old : change.old])
            mark = "! " if change.new < change.new_end else "- "
            yield from (_marked(mark, line) for line in first[change.old : change.old_end])
            old = change.old_end
        yield from (_marked("  ", line) for line in first[old:old_end])
    yield f"--- {_span(new, new_end)} ----\n"
    if any(change.new < change.new_end for change in group):
        for change in group:
            yield from (_marked("  ", line) for line in second[new : change.new])
            mark = "! " if change.old < change.old_end else "+ "
            yield from (_marked(mark, line) for line in second[change.new : change.new_end])
            new = change.new_end
        yield from (_marked("  ", line) for line in second[new:new_end])


PROGRAMS: dict[str, Program] = {"diff": diff}
