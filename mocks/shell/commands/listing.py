"""Programs that list directories: ls, dir, vdir."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..clock import strftime
from ..errors import FileError
from ..letters import is_alpha
from ..patterns import compiled
from ..process import Process, Program
from ..tree import Node, inode
from .modes import blocks, letters_of
from .options import Given, Refused, Spec, program
from .places import device, gid, human, links, uid, under, zone
from .quoting import quote, quoteaf, quotef

_SPEC = Spec(
    "abcdfghiklmnopqrstuvxw:ABCDFGHI:LNQRST:UXZ1",
    "all=a almost-all=A author block-size: classify=F color:: directory=d dereference=L dereference-command-line=H "
    "dired=D escape=b file-type format: full-time group-directories-first hide: human-readable=h hyperlink:: "
    "hide-control-chars=q ignore=I ignore-backups=B indicator-style: inode=i kibibytes=k literal=N no-group=G "
    "numeric-uid-gid=n quote-name=Q quoting-style: recursive=R reverse=r show-control-chars si size=s sort: tabsize=T "
    "time: time-style: width=w zero", code=2)
HALF_A_YEAR = 31_556_952_000 // 2
"""Milliseconds: what is older, or of the future, has the year instead of the time."""


class _Entry(NamedTuple):
    """One name that is listed: where it lies and what it is; None if it could not be looked at."""

    name: str
    path: str
    node: Node | None
    kind: str


@program(_SPEC)
def ls(process: Process, given: Given) -> int:
    """List directories and files."""
    return _Lister(process, given).run(given.operands or ["."])


class _Lister:
    def __init__(self, process: Process, given: Given) -> None:
        self._process = process
        self._files = process.files
        self._given = given
        self._code = 0
        self._zone = zone(process)
        self._blank = False
        if "format" in given and given.get("format") not in _FORMATS:
            raise Refused(f"invalid argument {quote(given.get('format'))} for '--format'", 1, hint=True)
        how = given.last("l", "n", "g", "o", "full-time", "1", "C", "x", "m", "format")
        long_before = any(one in given for one in ("l", "n", "g", "o", "full-time"))
        if how == "1" and long_before:
            how = "l"
        self._format = _FORMATS[given.get("format")] if how == "format" else "l" if how in (
            "l", "n", "g", "o", "full-time") else how or {"dir": "C", "vdir": "l"}.get(process.name, "1")
        sorts = {"none": "U", "size": "S", "time": "t", "version": "v", "extension": "X", "name": "", "width": "W"}
        order = given.last("t", "S", "U", "X", "v", "f", "sort")
        if order == "sort":
            if given.get("sort") not in sorts:
                raise Refused(f"invalid argument {quote(given.get('sort'))} for '--sort'", 1, hint=True)
            order = sorts[given.get("sort")]
        elif not order and ("c" in given or "u" in given) and self._format != "l":
            order = "t"
        self._order = order
        marks = given.last("F", "p", "file-type", "indicator-style")
        self._marks = {"F": "classify", "p": "slash"}.get(marks, marks)
        if marks == "indicator-style":
            self._marks = given.get(marks)
        self._unit = 512 if "POSIXLY_CORRECT" in process.env else 1024

    # --- what is listed ---

    def run(self, paths: list[str]) -> int:
        """List what the paths lead to: files first, then directories."""
        given = self._given
        shown: list[_Entry] = []
        for path in paths:
            follow = "L" in given or "H" in given
            stays = "d" in given or self._format == "l" or self._marks == "classify"
            try:
                _, node = self._files.find(path, follow=follow or not stays)
            except FileError as error:
                link = self._files.stat(path, follow=False)
                if link is None or link.kind != "link" or follow:
                    self._complain(f"cannot access {quoteaf(path)}: {error.text}", 2)
                    continue
                node = link
            if stays and not follow and node.kind == "link" and "d" not in given and self._format != "l":
                node = self._files.stat(path) or node
                node = node if node.kind == "dir" else self._files.stat(path, follow=False) or node
            shown.append(_Entry(path, path, node, node.kind))
        shown = self._sorted(shown)
        directories = [] if "d" in given else [one for one in shown if one.node is not None and one.node.kind == "dir"]
        plain = [one for one in shown if one not in directories]
        if plain:
            self._write(plain)
            self._blank = True
        for one in directories:
            self._directory(one.path, heading="R" in given or len(paths) > 1, top=True)
        return self._code

    def _directory(self, path: str, *, heading: bool, top: bool = False) -> None:
        process, given = self._process, self._given
        process.tick()
        try:
            names = self._files.names(path)
        except FileError as error:
            self._complain(f"cannot open directory {quoteaf(path)}: {error.text}", 2 if top else 1)
            return
        if heading:
            process.out(("\n" if self._blank else "") + f"{self._quoted(path)}:\n")
        self._blank = True
        entries = self._sorted([self._entry(path, name) for name in self._wanted(names)])
        if self._format == "l" or "s" in given:
            total = sum(blocks(one.node) for one in entries if one.node is not None)
            process.out(f"total {self._blocks(total)}\n")
        self._write(entries)
        if "R" in given:
            for one in entries:
                if one.kind == "dir" and one.name not in (".", ".."):
                    self._directory(one.path, heading=True)

    def _entry(self, directory: str, name: str) -> _Entry:
        path = under(directory, name)
        try:
            node = self._files.find(path, follow="L" in self._given)[1]
        except FileError as error:
            where = self._files.resolve(directory)[0]
            kind = self._files.tree.node(under(where, name))
            link = self._files.stat(path, follow=False)
            if link is None and not self._looks():
                return _Entry(name, path, None, kind.kind if kind is not None else "file")
            shown = name if directory == "." else path
            self._complain(f"cannot access {quoteaf(shown)}: {error.text}", 1)
            return _Entry(name, path, None, kind.kind if kind is not None else "file")
        return _Entry(name, path, node, node.kind)

    def _looks(self) -> bool:
        """Tell whether more than the name and kind of what is in a directory is asked for."""
        return self._format == "l" or self._order in ("t", "S") or self._marks == "classify" or "s" in self._given or (
            "L" in self._given)

    def _wanted(self, names: list[str]) -> Iterator[str]:
        given = self._given
        every = given.last("a", "A", "f")
        if every in ("a", "f"):
            yield from (".", "..")
        ignored = given.all("I") + ([] if every else given.all("hide"))
        for name in names:
            if name.startswith(".") and not every:
                continue
            if ("B" in given and name.endswith("~")) or any(compiled(one, extended=False).match(name)
                                                            for one in ignored):
                continue
            yield name

    def _sorted(self, entries: list[_Entry]) -> list[_Entry]:
        if self._order in ("U", "f"):
            return entries
        out = sorted(entries, key=lambda one: one.name, reverse="r" in self._given)
        backwards = "r" in self._given
        if self._order == "t":
            out.sort(key=lambda one: one.node.mtime if one.node else 0, reverse=not backwards)
        elif self._order == "S":
            out.sort(key=lambda one: one.node.length if one.node else 0, reverse=not backwards)
        elif self._order == "v":
            out.sort(key=lambda one: version_key(one.name), reverse=backwards)
        elif self._order == "X":
            out.sort(key=lambda one: one.name[one.name.rfind("."):] if "." in one.name else "", reverse=backwards)
        elif self._order == "W":
            out.sort(key=lambda one: len(one.name), reverse=backwards)
        if "group-directories-first" in self._given:
            out.sort(key=lambda one: self._leads_to_directory(one), reverse=True)
        return out

    def _leads_to_directory(self, entry: _Entry) -> bool:
        return entry.kind == "dir" or (entry.kind == "link" and self._files.is_dir(entry.path))

    # --- how it is written ---

    def _write(self, entries: list[_Entry]) -> None:
        process = self._process
        process.tick(1 + len(entries) // 50)
        if self._format == "l":
            process.out("".join(self._long(entries)))
            return
        heads = self._heads(entries)
        names = [head + self._shown(one) for head, one in zip(heads, entries, strict=True)]
        width = self._given.get("w", process.env.get("COLUMNS", "80"))
        size = int(width) if width.isdecimal() else 80
        if self._format == "m":
            process.out(commas(names, size))
        elif self._format in ("C", "x") and names:
            process.out(columns(names, size or 10**9, across=self._format == "x"))
        else:
            end = "\0" if "zero" in self._given else "\n"
            process.out("".join(name + end for name in names))

    def _heads(self, entries: list[_Entry]) -> list[str]:
        """Return what -i and -s put before each name."""
        given = self._given
        numbers, sizes = [""] * len(entries), [""] * len(entries)
        if "i" in given:
            numbers = [str(self._inode(one)) if one.node is not None else "?" for one in entries]
        if "s" in given:
            sizes = [self._blocks(blocks(one.node)) if one.node is not None else "?" for one in entries]
        aligned = self._format != "m"
        wide = max(map(len, numbers), default=0) if aligned else 0
        wide_sizes = max(map(len, sizes), default=0) if aligned else 0
        return [(f"{first:>{wide}} " if "i" in given else "") + (f"{second:>{wide_sizes}} " if "s" in given else "")
                for first, second in zip(numbers, sizes, strict=True)]

    def _inode(self, entry: _Entry) -> int:
        return inode(self._files.resolve(entry.path, follow="L" in self._given)[0])

    def _blocks(self, halves: int) -> str:
        given = self._given
        if "h" in given or "si" in given:
            return human(halves, base_of=1000 if "si" in given else 1024, unit=512)
        unit = self._unit
        if "block-size" in given:
            text = given.get("block-size")
            unit = _UNITS.get(text, int(text) if text.isdecimal() else 1024)
            return str(-(-halves * 512 // unit)) + (text if is_alpha(text[:1]) else "")
        return str(-(-halves * 512 // unit))

    def _size(self, entry: _Entry) -> str:
        if entry.node is None:
            return "?"
        if entry.node.kind == "char":
            major, minor = device(self._files.resolve(entry.path)[0])
            return f"{major}, {minor:3}"
        if "h" in self._given or "si" in self._given:
            return human(entry.node.length, base_of=1000 if "si" in self._given else 1024)
        if "block-size" in self._given:
            text = self._given.get("block-size")
            unit = _UNITS.get(text, int(text) if text.isdecimal() else 1)
            return str(-(-entry.node.length // unit)) + (text if is_alpha(text[:1]) else "")
        return str(entry.node.length)

    def _long(self, entries: list[_Entry]) -> Iterator[str]:
        given, process = self._given, self._process
        numeric = "n" in given
        rows: list[list[str]] = []
        for one in entries:
            node = one.node
            if node is None:
                kind = {"dir": "d", "link": "l", "char": "c"}.get(one.kind, "-")
                rows.append([f"{kind}?????????", "?", "?", "?", "?", "?"])
                continue
            count = links(self._files, self._files.resolve(one.path, follow="L" in given)[0], node)
            owner = str(uid(process, node.owner)) if numeric else node.owner
            group = str(gid(process, node.group)) if numeric else node.group
            rows.append([letters_of(node), str(count), owner, group, self._size(one), self._time(node)])
        wide = [max((len(row[i]) for row in rows), default=0) for i in range(5)]
        wide.append(max((len(row[5]) for row in rows if row[5] != "?"), default=1))
        for row, head, one in zip(rows, self._heads(entries), entries, strict=True):
            owner = row[2].rjust(wide[2]) if numeric else row[2].ljust(wide[2])
            group = row[3].rjust(wide[3]) if numeric else row[3].ljust(wide[3])
            middle = ([] if "g" in given else [owner]) + ([] if "o" in given or "G" in given else [group])
            parts = [row[0], row[1].rjust(wide[1]), *middle, *([owner] if "author" in given else []),
                     row[4].rjust(wide[4]),
                     row[5].rjust(wide[5])]
            yield head + " ".join(parts) + " " + self._shown(one) + "\n"

    def _time(self, node: Node) -> str:
        style = self._given.get("time-style", self._process.env.get("TIME_STYLE", "locale"))
        if self._given.last("full-time", "time-style") == "full-time":
            style = "full-iso"
        now = self._process.now
        recent = now - HALF_A_YEAR < node.mtime <= now
        style = style.removeprefix("posix-")
        if style.startswith("+"):
            old, _, new = style[1:].partition("\n")
            form = new if new and recent else old
        elif style in _STYLES:
            form = _STYLES[style][recent]
        else:
            raise Refused(f"invalid argument {quote(style)} for 'time style'\nValid arguments are:\n"
                          "  - 'full-iso'\n  - 'long-iso'\n  - 'iso'\n  - 'locale'\n  - +FORMAT (e.g., +%H:%M) for a "
                          "'date'-style format", 2, hint=True)
        return strftime(form, node.mtime, self._zone)

    def _shown(self, entry: _Entry) -> str:
        """Return a name with its mark, and in a long listing with what a link points to."""
        name = self._quoted(entry.name)
        node = entry.node
        if self._format == "l" and node is not None and node.kind == "link":
            target = self._files.stat(entry.path)
            mark = self._mark(target) if target is not None and self._marks else ""
            return f"{name} -> {self._quoted(node.target)}{mark}"
        if node is None:
            return name + ("/" if self._marks and entry.kind == "dir" else "")
        return name + self._mark(node)

    def _mark(self, node: Node) -> str:
        if not self._marks or self._marks == "none":
            return ""
        if node.kind == "dir":
            return "/"
        if self._marks == "slash":
            return ""
        if node.kind == "link":
            return "@"
        return "*" if self._marks == "classify" and node.kind == "file" and node.mode & 0o111 else ""

    def _quoted(self, name: str) -> str:
        style = {"Q": "c", "b": "escape", "N": "literal"}.get(how := self._given.last("Q", "b", "N", "quoting-style"),
                                                              how)
        if style == "quoting-style":
            style = self._given.get("quoting-style")
        if not style and self._process.name != "ls":
            style = "escape"
        if style == "c":
            return '"' + quote(name)[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
        if style == "escape":
            return quote(name)[1:-1].replace("\\'", "'").replace(" ", "\\ ")
        if style in ("shell", "shell-escape"):
            return quotef(name)
        if style in ("shell-always", "shell-escape-always"):
            return quoteaf(name)
        return re.sub("[^ -~]", "?", name) if "q" in self._given else name

    def _complain(self, message: str, code: int) -> None:
        self._process.complain(message)
        self._code = max(self._code, code)


_UNITS = {"K": 1024, "k": 1024, "1K": 1024, "M": 1 << 20, "1M": 1 << 20, "G": 1 << 30, "1": 1, "KB": 1000, "MB": 10**6}
_FORMATS = {"long": "l", "verbose": "l", "single-column": "1", "commas": "m", "horizontal": "x", "across": "x",
            "vertical": "C"}
_STYLES = {"full-iso": ("%Y-%m-%d %H:%M:%S.%N %z",) * 2, "long-iso": ("%Y-%m-%d %H:%M",) * 2,
           "iso": ("%Y-%m-%d ", "%m-%d %H:%M"), "locale": ("%b %e  %Y", "%b %e %H:%M")}


def version_key(name: str) -> list[tuple[int, int, str]]:
    """Return what sorts names with the numbers in them as numbers."""
    out: list[tuple[int, int, str]] = []
    for text, digits in re.findall(r"(\D*)(\d*)", name):
        out += [(1, 0, text), (0, int(digits or 0), "")]
    return out


def commas(names: list[str], size: int) -> str:
    """Return names with commas between them, lines no longer than `size`."""
    out, at = "", 0
    for i, name in enumerate(names):
        length = len(name)
        if i:
            if at + length + 2 < size or not size:
                out, at = out + ", ", at + 2
            else:
                out, at = out + ",\n", 0
        out, at = out + name, at + length
    return out + "\n" if names else ""


def columns(names: list[str], size: int, *, across: bool) -> str:
    """Return names in as many columns as there is room for, down the columns or across, with tabs as GNU puts them."""
    count = len(names)
    for wanted in range(min(count, max(1, size // 3)), 0, -1):
        rows = -(-count // wanted)
        widths = [0] * wanted
        for i, name in enumerate(names):
            column = i % wanted if across else i // rows
            last = column == wanted - 1
            widths[column] = max(widths[column], len(name) + (0 if last else 2))
        if sum(widths) < size or wanted == 1:
            break
    out: list[str] = []
    for row in range(rows):
        picked = names[row * wanted : (row + 1) * wanted] if across else names[row::rows]
        for column, name in enumerate(picked):
            out.append(name)
            if column < len(picked) - 1:
                start = sum(widths[:column])
                out.append(_gap(start + len(name), start + widths[column]))
        out.append("\n")
    return "".join(out)


def _gap(at: int, end: int) -> str:
    """Return tabs and spaces from one column of the screen to another."""
    out = ""
    while at < end:
        if end // 8 > (at + 1) // 8:
            out += "\t"
            at += 8 - at % 8
        else:
            out += " "
            at += 1
    return out


PROGRAMS: dict[str, Program] = {"dir": ls, "ls": ls, "vdir": ls}
