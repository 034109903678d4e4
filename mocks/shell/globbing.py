"""Globbing: from a pattern to the names of the files that it matches."""

from typing import TYPE_CHECKING

from . import patterns
from .errors import FileError
from .flow import ExpansionFault
from .tree import joined

if TYPE_CHECKING:
    from .interpreter import Shell


class Globbing:
    """Finds the files that patterns match, for a shell."""

    def __init__(self, shell: "Shell") -> None:
        self._shell = shell

    def _globbed(self, fields: list[tuple[str, bool]]) -> list[str]:
        out: list[str] = []
        globs = not self._shell.options["noglob"]
        for field, _ in fields:
            if globs and patterns.is_pattern(field):
                found = self._names(field)
                if found or self._shell.options["nullglob"]:
                    out += found
                    continue
                if self._shell.options["failglob"]:
                    raise ExpansionFault(f"no match: {patterns.plain(field)}")
            out.append(patterns.plain(field))
        return out

    def _names(self, pattern: str) -> list[str]:
        """Return the paths that match a pattern, sorted; none if no file does."""
        files = self._shell.files
        absolute = pattern.startswith("/")
        parts = [part for part in pattern.split("/") if part]
        found: list[tuple[str, str]] = [("/", "/")] if absolute else [("", files.cwd)]
        for depth, part in enumerate(parts):
            last = depth == len(parts) - 1
            following: list[tuple[str, str]] = []
            if not patterns.is_pattern(part):
                name = patterns.plain(part)
                for shown, where in found:
                    there = joined(where, name)
                    if files.stat(there, follow=not last) is not None:
                        following.append((_after(shown, name), there))
            elif part == "**" and self._shell.options["globstar"]:
                for shown, where in found:
                    following += self._below(shown, where, directories=not last)
            else:
                following = self._matching(found, part, directories=not last)
            found = following
        if pattern.endswith("/"):
            found = [(shown + "/", where) for shown, where in found if files.is_dir(where)]
        return sorted(shown for shown, _ in found)

    def _matching(self, found: list[tuple[str, str]], part: str, *, directories: bool) -> list[tuple[str, str]]:
        files, options = self._shell.files, self._shell.options
        matches = patterns.compiled(part, ignore_case=options["nocaseglob"], extended=self._shell.bash).match
        hidden = part.startswith((".", "\\.")) or options["dotglob"]
        out: list[tuple[str, str]] = []
        for shown, where in found:
            try:
                names = files.names(where)
            except FileError:
                continue
            if hidden and part.startswith((".", "\\.")):
                names = [".", "..", *names]
            for name in names:
                if (name.startswith(".") and not hidden) or not matches(name):
                    continue
                there = joined(where, name)
                if not directories or files.is_dir(there):
                    out.append((_after(shown, name), there))
        return out

    def _below(self, shown: str, where: str, *, directories: bool) -> list[tuple[str, str]]:
        files = self._shell.files
        out = [(shown, where)] if directories or shown else []
        try:
            names = files.names(where)
        except FileError:
            return out
        for name in names:
            there = joined(where, name)
            node = files.stat(there, follow=False)
            if name.startswith(".") or node is None:
                continue
            if node.kind == "dir":
                out += self._below(_after(shown, name), there, directories=directories)
            elif not directories:
                out.append((_after(shown, name), there))
        return out


def _after(shown: str, name: str) -> str:
    return name if not shown else joined(shown, name)
