"""What programs that put files somewhere have in common: where they go, and what may be overwritten."""

from ..errors import FileError
from ..process import Process
from ..tree import Node, split
from .options import Given, Refused
from .places import base, under
from .quoting import quoteaf


class Skipped(Exception):
    """A file that is left out: why has been said, if it has to be."""


class Placer:
    """What cp, mv, ln and install have in common: where things go, what is there, and what has gone wrong."""

    def __init__(self, process: Process, given: Given) -> None:
        self.process = process
        self.given = given
        self.files = process.files
        self.code = 0
        self.made: dict[str, str] = {}

    def complain(self, message: str) -> None:
        """Say what went wrong with one file, and go on."""
        self.code = self.process.complain(message)

    def pairs(self, operands: list[str]) -> list[tuple[str, str]]:
        """Return what goes where: into a directory each under its own name."""
        given = self.given
        if not operands:
            raise Refused("missing file operand", hint=True)
        if "t" in given:
            directory = given.get("t")
            self._directory(directory)
        elif "T" in given or len(operands) == 1:
            if len(operands) == 1:
                raise Refused(f"missing destination file operand after {quoteaf(operands[0])}", hint=True)
            if len(operands) > 2:
                raise Refused(f"extra operand {quoteaf(operands[2])}", hint=True)
            return [(operands[0], operands[1])]
        else:
            *operands, directory = operands
            if len(operands) == 1 and not self.files.is_dir(directory):
                return [(operands[0], directory)]
            self._directory(directory)
        parents = "parents" in given
        return [(one, under(directory, one.lstrip("/").rstrip("/") if parents else base(one))) for one in operands]

    def _directory(self, path: str) -> None:
        try:
            _, node = self.files.find(path)
        except FileError as error:
            raise Refused(f"target {'directory ' if 't' in self.given else ''}{quoteaf(path)}: {error.text}") from None
        if node.kind != "dir":
            raise Refused(f"target {'directory ' if 't' in self.given else ''}{quoteaf(path)}: Not a directory")

    def clear(self, source: Node, path: str) -> bool:
        """Tell whether what is at a path may be overwritten, asking where that is wanted."""
        there = self.files.stat(path, follow=False)
        if there is None:
            return True
        given = self.given
        how = given.last("f", "i", "n")
        if self.process.name == "cp" and "n" in given and how != "i":
            how = "n"
        if how == "n" or ("u" in given and there.kind != "dir" and there.mtime >= source.mtime):
            return False
        if how == "i" and there.kind != "dir":
            self.process.err(f"{self.process.name}: overwrite {quoteaf(path)}? ")
            return self.process.stdin.line()[:1] in ("y", "Y")
        return True

    def backup(self, path: str) -> str:
        """Move what is at a path out of the way if a backup is wanted; return its new name."""
        given = self.given
        there = self.files.stat(path, follow=False)
        if there is None or there.kind == "dir" or not ("b" in given or "backup" in given or "S" in given):
            return ""
        how = given.get("backup") or self.process.env.get("VERSION_CONTROL", "existing")
        if how in ("none", "off"):
            return ""
        directory, _, name = path.rpartition("/")
        prefix = f"{directory}/" if directory or path.startswith("/") else ""
        numbers = [one.removeprefix(f"{name}.~")[:-1] for one in self.files.tree.names(
            split(self.files.resolve(path, follow=False)[0])[0]) if one.startswith(f"{name}.~") and one.endswith("~")]
        highest = max((int(one) for one in numbers if one.isdecimal()), default=0)
        if how in ("numbered", "t") or (how in ("existing", "nil") and highest):
            new = f"{prefix}{name}.~{highest + 1}~"
        else:
            new = path + (given.get("S") or self.process.env.get("SIMPLE_BACKUP_SUFFIX", "~"))
        self.files.rename(path, new)
        return new
