"""Programs that make links: ln."""

from ..errors import FileError
from ..process import Process, Program
from ..tree import split
from .options import Given, Spec, program
from .placing import Placer
from .quoting import quoteaf


class Linker(Placer):
    """Makes symbolic links. Hard links are refused: the tree knows a file by its path and has no second name for it."""

    def link(self, target: str, path: str) -> None:
        """Make one link."""
        files, given, process = self.files, self.given, self.process
        symbolic = "s" in given
        if not symbolic:
            node = files.stat(target, follow="L" in given)
            if node is None:
                self.complain(f"failed to access {quoteaf(target)}: No such file or directory")
                return
            if node.kind == "dir":
                self.complain(f"{target}: hard link not allowed for directory")
                return
            self.complain(f"failed to create hard link {quoteaf(path)} => {quoteaf(target)}: Operation not permitted")
            return
        if "r" in given:
            target = relative(files.resolve(target)[0], split(files.resolve(path, follow=False)[0])[0])
        try:
            there = files.stat(path, follow=False)
            old = ""
            if not target:
                raise FileError("ENOENT", path)
            if there is not None and ("f" in given or "i" in given) and split(path)[0] == split(target)[0] and (
                files.whole(path) == files.whole(target)
            ):
                self.complain(f"{quoteaf(target)} and {quoteaf(path)} are the same file")
                return
            if there is not None:
                if given.last("f", "i") == "i":
                    process.err(f"ln: replace {quoteaf(path)}? ")
                    if process.stdin.line()[:1] not in ("y", "Y"):
                        return
                old = self.backup(path)
                if not old and ("f" in given or "i" in given):
                    if there.kind == "dir":
                        self.complain(f"{path}: cannot overwrite directory")
                        return
                    files.unlink(path)
            files.symlink(target, path)
        except FileError as error:
            arrow = f" -> {quoteaf(target)}" if not target or error.name == "ENAMETOOLONG" else ""
            self.complain(f"failed to create symbolic link {quoteaf(path)}{arrow}: {error.text}")
            return
        if "v" in given:
            tail = f" ~ {quoteaf(old)}" if old else ""
            process.out(f"{quoteaf(path)}{tail} -> {quoteaf(target)}\n")


@program(Spec("bdfFiLnPrsS:t:Tv",
              "backup:: directory=d force=f interactive=i logical=L no-dereference=n physical=P relative=r "
              "symbolic=s suffix=S target-directory=t no-target-directory=T verbose=v"))
def ln(process: Process, given: Given) -> int:
    """Make symbolic links.

    Without -s it is refused as on a file system that has no hard links: a path is all that a file is known by.
    """
    linker = Linker(process, given)
    operands = given.operands
    if len(operands) == 1 and "t" not in given and "T" not in given:
        pairs = [(operands[0], operands[0].rstrip("/").rpartition("/")[2])]
        if process.files.is_dir("."):
            pairs = [(operands[0], "./" + pairs[0][1])]
    elif len(operands) == 2 and "n" in given and "t" not in given and (
        (node := process.files.stat(operands[1], follow=False)) is not None and node.kind == "link"
    ):
        pairs = [(operands[0], operands[1])]
    else:
        pairs = linker.pairs(operands)
    for target, path in pairs:
        linker.link(target, path)
    return linker.code


def relative(path: str, directory: str) -> str:
    """Return a whole path as seen from a directory."""
    there = [one for one in path.split("/") if one]
    here = [one for one in directory.split("/") if one]
    same = 0
    while same < min(len(there), len(here)) and there[same] == here[same]:
        same += 1
    return "/".join([".."] * (len(here) - same) + there[same:]) or "."


PROGRAMS: dict[str, Program] = {"ln": ln}
