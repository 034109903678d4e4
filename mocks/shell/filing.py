"""Typed tools for files: read, write, edit, list and search, with the permissions of the caller's login."""

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, NamedTuple, NoReturn, TypeVar

from pydantic import Field

from ...snapshots.digest import Json, canonical
from ...snapshots.errors import ToolError, shown
from ..common.zones import local_text
from ..service import tool
from .errors import FileError
from .expressions import BadPattern
from .files import Files
from .keeping import Keeping
from .names import bytes_of, text_of
from .patterns import compiled as glob_of
from .records import Seat
from .regex import Regex, compiled
from .tree import Node, joined

FilePath = Annotated[
    str, Field(min_length=1, max_length=4096, pattern="^[^\\x00]*$", examples=["notes.txt", "/srv/data/a.csv"],
               description="whole, or from where your shell stands")
]
Line = Annotated[int, Field(ge=1, le=10_000_000)]
Text = Annotated[str, Field(max_length=400_000)]

PAGE = 40_000
"""Characters of a file in one result."""

WIDEST = 400
"""Characters of a line that a search shows."""

SEARCHED = 64 << 20
"""Bytes that one search looks through."""

_CODES = {
    "EACCES": "permission_denied", "EPERM": "permission_denied", "EROFS": "permission_denied", "ENOENT": "not_found",
    "ENOTDIR": "not_a_directory", "EISDIR": "is_a_directory", "ENOSPC": "no_space", "EFBIG": "too_large",
}

T = TypeVar("T")


class _Hit(NamedTuple):
    path: str
    line: int
    text: str


class Filing(Keeping):
    """Works on files without a shell."""

    # --- reading -------------------------------------------------------------------------------------------------

    @tool("read")
    def read_file(
        self, path: FilePath, start_line: Line = 1, end_line: Line | None = None,
        numbered: Annotated[bool, Field(description="put each line's number before it")] = False,
    ) -> Json:
        """Read a text file, whole or from one line to another. `next_line` says where to go on if not all fits."""
        _, where, content = self._content_of(path)
        text = self._text_of(path, content)
        lines = _lines(text)
        last = min(len(lines), end_line or len(lines))
        if start_line > max(1, len(lines)):
            raise ToolError("no_such_line", f"{shown(path)} has {len(lines)} lines; there is no line {start_line}.")
        if end_line is not None and end_line < start_line:
            raise ToolError("invalid_arguments", f"The last line, {end_line}, is before the first, {start_line}.")
        parts: list[str] = []
        room, number = PAGE, start_line
        while number <= last:
            line = f"{number:6}\t{lines[number - 1]}" if numbered else lines[number - 1]
            if len(line) > room and parts:
                break
            parts.append(line[:room])
            room -= len(parts[-1])
            number += 1
            if len(line) > len(parts[-1]):
                parts.append(f"\n[... {len(line) - len(parts[-1])} more characters in this line ...]\n")
                break
        out: dict[str, Json] = {
            "path": text_of(where), "text": "".join(parts), "lines": len(lines), "size": len(content),
        }
        if start_line > 1 or number <= len(lines):
            out["shown"] = f"lines {start_line} to {number - 1}"
        if number <= last:
            out["next_line"] = number
        return out

    @tool("read")
    def list_dir(
        self, path: FilePath = ".",
        hidden: Annotated[bool, Field(description="names that begin with a dot too")] = True,
        max_results: Annotated[int, Field(ge=1, le=500)] = 200, offset: Annotated[int, Field(ge=0)] = 0,
    ) -> Json:
        """List what is in a directory: name, kind, mode, owner, size, time. `next_offset` says where to go on."""
        files = self.view(self.seat())
        where = self._of(files, path, lambda: files.find(bytes_of(path))[0])
        names = [one for one in self._of(files, path, lambda: files.names(bytes_of(path)))
                 if hidden or not one.startswith(".")]
        page = fitting(self._entry(files, where, name) for name in names[offset : offset + max_results])
        out: dict[str, Json] = {"path": text_of(where), "entries": page, "total": len(names)}
        if offset + len(page) < len(names):
            out["next_offset"] = offset + len(page)
        return out

    def _entry(self, files: Files, where: str, name: str) -> Json:
        from .commands.modes import permissions  # with it come all programs, which a world may never need

        path = joined(where, name)
        node = files.stat(path, follow=False)
        if node is None:  # one may list the directory and not enter it
            return {"name": text_of(name)}
        out: dict[str, Json] = {
            "name": text_of(name), "kind": node.kind, "mode": permissions(node.mode), "owner": node.owner,
            "group": node.group, "modified": local_text(node.mtime, self.host.zone),
        }
        if node.kind == "file":
            out["size"] = node.length
        if node.kind == "link":
            out["target"] = text_of(node.target)
        return out

    @tool("read", seconds=2)
    def search(
        self,
        pattern: Annotated[str, Field(min_length=1, max_length=1000, description="extended regular expression, as "
                                      "`grep -E` takes it", examples=["total|sum", "^id,"])],
        path: FilePath = ".",
        glob: Annotated[str, Field(max_length=200, description="names of the files to look into",
                                   examples=["*.csv"])] = "",
        ignore_case: bool = False,
        max_results: Annotated[int, Field(ge=1, le=500)] = 100,
        offset: Annotated[int, Field(ge=0)] = 0,
    ) -> Json:
        """Search the lines of the text files below a directory, or of one file, for a pattern.

        `files` names each file looked into that has a hit; links are not followed, binary files are left out.
        """
        files = self.view(self.seat())
        try:
            regex = compiled(bytes_of(pattern), extended=True, ignore_case=ignore_case, lenient=True)
        except BadPattern as error:
            raise ToolError("invalid_pattern", f"{shown(pattern)} is no regular expression: {error}.") from None
        found, barred = self._search(files, path, regex, glob)
        page = fitting({"path": text_of(one.path), "line": one.line, "text": _clipped(text_of(one.text))}
                       for one in found[offset : offset + max_results])
        shown_of = found[offset : offset + len(page)]
        out: dict[str, Json] = {
            "hits": page, "total": len(found),
            "files": [text_of(one) for one in dict.fromkeys(hit.path for hit in shown_of)],
        }
        if offset + len(page) < len(found):
            out["next_offset"] = offset + len(page)
        if barred:
            out["not_permitted"] = fitting(map(text_of, barred[:20]), 20_000)
        return out

    def _search(self, files: Files, path: str, regex: Regex, glob: str) -> tuple[list[_Hit], list[str]]:
        """Return all hits, and what below the path could not be looked into."""
        top, node = self._of(files, path, lambda: files.find(bytes_of(path)))
        matches = glob_of(bytes_of(glob)).fullmatch if glob else None
        found: list[_Hit] = []
        barred: list[str] = []
        left = SEARCHED
        for where, one in _below(files, top, node, barred):
            if matches is not None and matches(where.rpartition("/")[2]) is None:
                continue
            left -= one.length
            if left < 0:
                raise ToolError("too_much", f"There are more than {SEARCHED >> 20} MB of files below {shown(path)}; "
                                            "search in a smaller directory or with a glob.")
            try:
                content = files.read(where)
            except FileError:
                barred.append(where)
                continue
            if b"\0" in content[:32_768]:
                continue
            lines = content.decode("latin-1").split("\n")
            found += [_Hit(where, number, line) for number, line in enumerate(lines, 1)
                      if (line or number < len(lines)) and regex.test(line)]
        return found, barred

    # --- writing -------------------------------------------------------------------------------------------------

    @tool("write")
    def write_file(
        self, path: FilePath, text: Text,
        append: Annotated[bool, Field(description="at the end of what is there, in place of it")] = False,
    ) -> Json:
        """Write a text into a file, made if it is not there; what it held is replaced unless you append."""
        seat = self.seat()
        files = self.view(seat)
        self._of(files, path, lambda: files.write(bytes_of(path), text.encode(), append=append))
        return self._written(files, path, seat, "shell.write_file")

    @tool("write")
    def edit_file(
        self, path: FilePath, old_text: Annotated[str, Field(min_length=1, max_length=100_000)], new_text: Text,
        everywhere: Annotated[bool, Field(description="replace every occurrence; else there must be just one")] = False,
    ) -> Json:
        """Replace a piece of a text file, given exactly as it stands there, by another text."""
        seat = self.seat()
        files, _, content = self._content_of(path)
        text = self._text_of(path, content)
        count = text.count(old_text)
        if not count:
            raise ToolError("no_match", f"{shown(path)} does not hold the text {shown(old_text)}, to the last space; "
                                        "read the file and give it exactly.")
        if count > 1 and not everywhere:
            raise ToolError("several_matches", f"{shown(path)} holds the text {shown(old_text)} {count} times; give "
                                               "more of what is around it, or say everywhere.")
        new = text.replace(old_text, new_text)
        self._of(files, path, lambda: files.write(bytes_of(path), new.encode()))
        return {**self._written(files, path, seat, "shell.edit_file"), "replaced": count}

    def _written(self, files: Files, path: str, seat: Seat, name: str) -> dict[str, Json]:
        """Keep what has been written, and return what the caller gets to see."""
        where, node = files.find(bytes_of(path))
        run = self.tx.new_id("run")
        writes = self.keep(files.tree, run, seat.user)
        self.note_run(run, name, seat.user, cwd=seat.cwd, reads=list(files.tree.reads), writes=writes)
        return {"path": text_of(where), "size": node.length}

    # --- both ----------------------------------------------------------------------------------------------------

    def _content_of(self, path: str) -> tuple[Files, str, bytes]:
        """Return the files as the caller sees them, where a path leads, and the content there."""
        files = self.view(self.seat())
        where, node = self._of(files, path, lambda: files.find(bytes_of(path)))
        if node.kind == "char":
            raise ToolError("not_a_file", f"{shown(path)} is a device.")
        return files, where, self._of(files, path, lambda: files.read(bytes_of(path)))

    def _text_of(self, path: str, content: bytes) -> str:
        """Return a content as text; ToolError if it is none."""
        if b"\0" not in content:
            try:
                return content.decode()
            except UnicodeDecodeError:
                pass
        raise ToolError("binary_file", f"{shown(path)} is binary, {len(content)} bytes; look at it with a program of "
                                       "the shell such as xxd, strings or file.")

    def _of(self, files: Files, path: str, work: Callable[[], T]) -> T:
        try:
            return work()
        except FileError as error:
            _refuse(error, path, files)


def _refuse(error: FileError, path: str, files: Files) -> NoReturn:
    code = _CODES.get(error.name, "invalid_path")
    raise ToolError(code, f"{shown(path)}: {error.text}, for the user {files.who.user} in {shown(text_of(files.cwd))}.")


def fitting(items: Iterable[Json], room: int = 100_000) -> list[Json]:
    """Return the first of some items, one at least, that as JSON take so many characters: names can be very long."""
    out: list[Json] = []
    for item in items:
        room -= len(canonical(item))
        if room < 0 and out:
            break
        out.append(item)
    return out


def _lines(text: str) -> list[str]:
    """Return the lines of a text with their ends: only a line feed ends one."""
    parts = text.split("\n")
    return [*(f"{part}\n" for part in parts[:-1]), *([parts[-1]] if parts[-1] else [])]


def _below(files: Files, where: str, node: Node, barred: list[str]) -> Iterator[tuple[str, Node]]:
    """Yield the regular files at and below a path, in the order of their names; note what may not be entered."""
    if node.kind == "file":
        yield where, node
    elif node.kind == "dir":
        try:
            names = files.names(where)
        except FileError:
            barred.append(where)
            return
        for name in names:
            inside = files.stat(joined(where, name), follow=False)
            if inside is not None:
                yield from _below(files, joined(where, name), inside, barred)


def _clipped(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[: WIDEST - 1]}\u2026"
