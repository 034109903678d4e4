"""Programs that move and rename: mv."""

from ..errors import FileError
from ..process import Process, Program
from .options import Given, Spec, program
from .placing import Placer
from .quoting import quoteaf

_MV = Spec("bfinS:t:Tuv", "backup:: force=f interactive=i no-clobber=n no-target-directory=T strip-trailing-slashes "
           "suffix=S target-directory=t update=u verbose=v")


class Mover(Placer):
    """Moves files and directories."""

    def move(self, source: str, target: str) -> None:
        """Move one thing to a path, over what is there."""
        process, files, given = self.process, self.files, self.given
        process.tick()
        try:
            where, node = files.find(source, follow=False)
        except FileError as error:
            self.complain(f"cannot stat {quoteaf(source)}: {error.text}")
            return
        try:
            place, there = files.resolve(target.rstrip("/") or target[:1], follow=False)
        except FileError as error:
            verb = f"cannot stat {quoteaf(target)}" if error.name == "ENOTDIR" else (
                f"cannot move {quoteaf(source)} to {quoteaf(target)}")
            self.complain(f"{verb}: {error.text}")
            return
        if target.endswith("/") and node.kind != "dir" and (there is None or there.kind != "dir"):
            moved = f"cannot move {quoteaf(source)} to {quoteaf(target)}"
            how = moved if there is None else f"failed to access {quoteaf(target)}"
            self.complain(f"{how}: Not a directory")
            return
        if place == where:
            self.complain(f"{quoteaf(source)} and {quoteaf(target)} are the same file")
            return
        if place in self.made and not (there is not None and there.kind == "dir" and node.kind == "dir"):
            self.complain(f"will not overwrite just-created {quoteaf(target)} with {quoteaf(source)}")
            return
        if there is not None:
            if there.kind == "dir" and node.kind != "dir":
                self.complain(f"cannot overwrite directory {quoteaf(target)} with non-directory")
                return
            if node.kind == "dir" and there.kind != "dir":
                self.complain(f"cannot overwrite non-directory {quoteaf(target)} with directory {quoteaf(source)}")
                return
            if not self.clear(node, target):
                return
        if node.kind == "dir" and place.startswith(where.rstrip("/") + "/"):
            self.complain(f"cannot move {quoteaf(source)} to a subdirectory of itself, {quoteaf(target)}")
            return
        try:
            old = self.backup(target)
            files.rename(source, target)
        except FileError as error:
            self.complain(f"cannot move {quoteaf(source)} to {quoteaf(target)}: {error.text}")
            return
        self.made[place] = where
        if "v" in given:
            backup = f" (backup: {quoteaf(old)})" if old else ""
            process.out(f"renamed {quoteaf(source)} -> {quoteaf(target)}{backup}\n")


@program(_MV)
def mv(process: Process, given: Given) -> int:
    """Move or rename files and directories."""
    mover = Mover(process, given)
    operands = [one.rstrip("/") or "/"
                for one in given.operands] if "strip-trailing-slashes" in given else given.operands
    for source, target in mover.pairs(operands):
        mover.move(source, target)
    return mover.code


PROGRAMS: dict[str, Program] = {"mv": mv}
