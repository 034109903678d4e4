"""Programs that take away: rm, rmdir, unlink."""

from collections.abc import Callable

from ..errors import FileError
from ..files import Files
from ..process import Process, Program
from .options import Given, Refused, Spec, program
from .places import under
from .quoting import quoteaf


@program(Spec("pv", "parents=p verbose=v ignore-fail-on-non-empty"))
def rmdir(process: Process, given: Given) -> int:
    """Take empty directories away."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    code = 0
    for path in given.operands:
        todo = [path]
        if "p" in given:
            parts = path.rstrip("/").split("/")
            todo = [one for i in range(len(parts), 0, -1) if (one := "/".join(parts[:i]))]
        for one in todo:
            if "v" in given:
                process.out(f"{process.name}: removing directory, {quoteaf(one)}\n")
            try:
                process.files.rmdir(one)
            except FileError as error:
                if error.name == "ENOTEMPTY" and "ignore-fail-on-non-empty" in given:
                    break
                kind = "directory " if one != path else ""
                followed = _is_link(process.files, one) and not process.files.is_file(one.rstrip("/"))
                why = "Symbolic link not followed" if followed else error.text
                code = process.complain(f"failed to remove {kind}{quoteaf(one)}: {why}")
                break
    return code


@program(Spec("dfiIrRv",
              "dir=d force=f interactive:: one-file-system no-preserve-root preserve-root:: recursive=r verbose=v"))
def rm(process: Process, given: Given) -> int:
    """Take files away, with -r directories and all that is in them."""
    return _Remover(process, given).run()


class _Remover:
    def __init__(self, process: Process, given: Given) -> None:
        self._process = process
        self._files = process.files
        self._given = given
        self._recursive = "r" in given or "R" in given
        how = given.last("f", "i", "I", "interactive")
        if how == "interactive":
            how = {"never": "f", "no": "f", "none": "f", "once": "I"}.get(given.get("interactive"), "i")
        self._asks = how
        self._code = 0

    def run(self) -> int:
        """Take away what is named."""
        given, process = self._given, self._process
        if not given.operands:
            if "f" in given:
                return 0
            raise Refused("missing operand", hint=True)
        if self._asks == "I" and (len(given.operands) > 3 or self._recursive):
            count = len(given.operands)
            how = " recursively" if self._recursive else ""
            process.err(f"rm: remove {count} argument{'s' if count > 1 else ''}{how}? ")
            if process.stdin.line()[:1] not in ("y", "Y"):
                return 0
        for path in given.operands:
            name = path.rstrip("/").rpartition("/")[2]
            if name in (".", "..") and self._recursive:
                self._complain(f"refusing to remove '.' or '..' directory: skipping {quoteaf(path)}")
                continue
            if self._recursive and "no-preserve-root" not in given and not name and path:
                self._complain(f"it is dangerous to operate recursively on {quoteaf(path)}"
                               + (" (same as '/')" if path != "/" else ""))
                self._complain("use --no-preserve-root to override this failsafe")
                continue
            self._remove(path)
        return self._code

    def _complain(self, message: str) -> None:
        self._code = self._process.complain(message)

    def _sure(self, question: str) -> bool:
        if self._asks != "i":
            return True
        self._process.err(f"rm: {question}? ")
        return self._process.stdin.line()[:1] in ("y", "Y")

    def _remove(self, path: str) -> bool:
        """Take something away; return whether it is gone."""
        process, files, given = self._process, self._files, self._given
        process.tick()
        try:
            where, node = files.find(path, follow=False)
        except FileError as error:
            return self._failed(path, FileError("ENOTDIR", path) if _is_link(files, path) else error)
        empty = node.kind == "dir" and not files.tree.names(where)
        if node.kind != "dir":
            kind = {"link": "symbolic link", "char": "character special file"}.get(
                node.kind, "regular file" if node.length else "regular empty file")
            if not self._sure(f"remove {kind} {quoteaf(path)}"):
                return False
            return self._attempt(path, lambda: files.unlink(path), f"removed {quoteaf(path)}")
        if not self._recursive and not ("d" in given and empty):
            why = "Directory not empty" if "d" in given else "Is a directory"
            self._complain(f"cannot remove {quoteaf(path)}: {why}")
            return False
        if not empty:
            if not self._sure(f"descend into directory {quoteaf(path)}"):
                return False
            try:
                names = files.names(path)
            except FileError as error:
                self._complain(f"cannot remove {quoteaf(path)}: {error.text}")
                return False
            gone = [self._remove(under(path, name)) for name in names]
            if not all(gone):
                return False
        if not self._sure(f"remove directory {quoteaf(path)}"):
            return False
        return self._attempt(path, lambda: files.rmdir(path), f"removed directory {quoteaf(path)}")

    def _attempt(self, path: str, act: Callable[[], None], done: str) -> bool:
        try:
            act()
        except FileError as error:
            return self._failed(path, error)
        if "v" in self._given:
            self._process.out(done + "\n")
        return True

    def _failed(self, path: str, error: FileError) -> bool:
        """Say why something is still there; with -f what is not there is as good as gone."""
        if "f" in self._given and error.name in ("ENOENT", "ENOTDIR"):
            return True
        self._complain(f"cannot remove {quoteaf(path)}: {error.text}")
        return False


def _is_link(files: Files, path: str) -> bool:
    """Tell whether a path with a slash at its end names a link, which then is followed."""
    if not path.endswith("/"):
        return False
    node = files.stat(path.rstrip("/"), follow=False)
    return node is not None and node.kind == "link"


@program(Spec())
def unlink(process: Process, given: Given) -> int:
    """Take one file away."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    if len(given.operands) > 1:
        raise Refused(f"extra operand {quoteaf(given.operands[1])}", hint=True)
    try:
        process.files.unlink(given.operands[0])
    except FileError as error:
        return process.complain(f"cannot unlink {quoteaf(given.operands[0])}: {error.text}")
    return 0


PROGRAMS: dict[str, Program] = {"rm": rm, "rmdir": rmdir, "unlink": unlink}
