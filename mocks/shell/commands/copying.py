"""Programs that copy: cp."""

from contextlib import suppress

from ..errors import FileError
from ..process import Process, Program
from ..tree import Node
from .options import Given, Refused, Spec, program
from .places import make_directory, owns, put_time, under
from .placing import Placer, Skipped
from .quoting import quote, quoteaf

_CP = Spec("abdfiHlLnprst:uvxPRS:TZ",
           "archive=a attributes-only backup:: copy-contents dereference=L force=f interactive=i "
           "link=l no-clobber=n no-dereference=P no-preserve: no-target-directory=T one-file-system=x parents "
           "preserve:: "
           "recursive=R remove-destination sparse: reflink:: strip-trailing-slashes suffix=S symbolic-link=s "
           "target-directory=t update=u verbose=v")


class Copier(Placer):
    """Copies files, links and directories."""

    def __init__(self, process: Process, given: Given) -> None:
        super().__init__(process, given)
        kept = [one for text in given.all("preserve") for one in (text or "mode,ownership,timestamps").split(",")]
        if "p" in given:
            kept += ["mode", "ownership", "timestamps"]
        if "a" in given:
            kept += ["all"]
        for one in kept:
            if one not in _KEPT:
                raise Refused(f"invalid argument {quote(one)} for '--preserve'", hint=True)
        dropped = {one for text in given.all("no-preserve") for one in text.split(",")}
        everything = "all" in kept
        self.keeps = {one for one in ("mode", "ownership", "timestamps") if (everything or one in kept) and (
            one not in dropped and "all" not in dropped)}
        self.drops_mode = "mode" in dropped or "all" in dropped
        self.recursive = any(one in given for one in ("r", "R", "a"))
        how = given.last("L", "P", "H", "d", "a")
        self.follow = how == "L" or (not how and not self.recursive)
        self.follow_first = self.follow or how == "H"
        self.linking = "s" in given or "l" in given

    def copy(self, source: str, target: str, *, top: bool = True, inside: str = "") -> None:
        """Copy one thing to a path."""
        process, files, given = self.process, self.files, self.given
        process.tick()
        follow = self.follow_first if top else self.follow
        try:
            where, node = files.find(source, follow=follow)
        except FileError as error:
            self.complain(f"cannot stat {quoteaf(source)}: {error.text}")
            return
        if node.kind == "dir" and not self.recursive:
            self.complain(f"-r not specified; omitting directory {quoteaf(source)}")
            return
        try:
            place, there = files.resolve(target, follow=False)
            if there is not None and there.kind == "link" and node.kind != "link":
                place, there = files.resolve(target)
                if there is None and not ("f" in given and "remove-destination" in given):
                    self.complain(f"not writing through dangling symlink {quoteaf(target)}")
                    return
        except FileError as error:
            if node.kind == "dir":
                self.complain(f"cannot create directory {quoteaf(target)}: {error.text}")
            elif error.name in ("ENOENT", "EACCES"):
                self.complain(f"cannot create regular file {quoteaf(target)}: {error.text}")
            else:
                verb = "failed to access" if target.endswith("/") else "cannot stat"
                self.complain(f"{verb} {quoteaf(target)}: {error.text}")
            return
        if top and self.made.get(place) == where:
            self.process.complain(f"warning: source file {quoteaf(source)} specified more than once")
            return
        if top and place in self.made and not (there is not None and there.kind == "dir"):
            self.complain(f"will not overwrite just-created {quoteaf(target)} with {quoteaf(source)}")
            return
        if node.kind == "dir":
            self._tree(source, target, where, node, place, there)
            return
        if there is not None:
            if place == where and not ("backup" in given or "b" in given):
                if "n" not in given:
                    self.complain(f"{quoteaf(source)} and {quoteaf(target)} are the same file")
                return
            if there.kind == "dir":
                self.complain(f"cannot overwrite directory {quoteaf(target)} with non-directory")
                return
            try:
                if not self.clear(node, target):
                    return
            except FileError as error:
                self.complain(str(error))
                return
        elif target.endswith("/"):
            self.complain(f"cannot create regular file {quoteaf(target)}: Not a directory")
            return
        self.made[place] = where
        try:
            old = self.backup(target)
            self._one(source, target, where, node, there if not old else None)
        except Skipped:
            return
        except FileError as error:
            if node.kind == "link" or "s" in given:
                self.complain(f"cannot create symbolic link {quoteaf(target)}: {error.text}")
            else:
                self.complain(f"cannot create regular file {quoteaf(target)}: {error.text}")
            return
        if "v" in given:
            process.out(f"{quoteaf(source)} -> {quoteaf(target)}" + (f" (backup: {quoteaf(old)})" if old else "")
                        + "\n")
        if node.kind == "link" and not self.linking:
            self._keep_owner(target, node)
        elif not self.linking:
            self._keep(target, node)

    def _one(self, source: str, target: str, where: str, node: Node, there: Node | None) -> None:
        files, given = self.files, self.given
        if "l" in given:
            self.complain(f"cannot create hard link {quoteaf(target)} to {quoteaf(source)}: Operation not permitted")
            raise Skipped
        if "s" in given:
            if there is not None and "f" in given:
                files.unlink(target)
            elif there is not None:
                raise FileError("EEXIST", target)
            files.symlink(source, target)
            return
        if node.kind == "link":
            if there is not None:
                files.unlink(target)
            files.symlink(node.target, target)
            return
        if node.kind == "char" and self.recursive and "copy-contents" not in given:
            self.complain(f"cannot create special file {quoteaf(target)}: Operation not permitted")
            raise Skipped
        if "attributes-only" in given:
            if there is None:
                files.open_to_write(target, mode=node.mode & 0o777)
            return
        try:
            text = self.process.open(source).read() if source != "-" else files.read("./-").decode("latin-1")
        except FileError as error:
            self.complain(f"cannot open {quoteaf(source)} for reading: {error.text}")
            raise Skipped from None
        self.process.tick(1 + (len(text) >> 12))
        if there is not None and "remove-destination" in given:
            files.unlink(target)
        mode = 0o666 if self.drops_mode else node.mode & 0o777
        try:
            place = files.open_to_write(target, mode=mode)
        except FileError:
            if there is None or "f" not in given:
                raise
            files.unlink(target)
            place = files.open_to_write(target, mode=mode)
        if place == "/dev/stdout":
            self.process.out(text)
        else:
            files.add(place, text.encode("latin-1"))

    def _tree(self, source: str, target: str, where: str, node: Node, place: str, there: Node | None) -> None:
        process, files, given = self.process, self.files, self.given
        if there is not None and there.kind != "dir":
            self.complain(f"cannot overwrite non-directory {quoteaf(target)} with directory {quoteaf(source)}")
            return
        if place == where or place.startswith(where.rstrip("/") + "/"):
            self.complain(f"cannot copy a directory, {quoteaf(source)}, into itself, {quoteaf(target)}")
            if place == where:
                return
        fresh = there is None
        if fresh and not self._make(target, node):
            return
        self.made[place] = where
        if fresh and "v" in given:
            process.out(f"{quoteaf(source)} -> {quoteaf(target)}\n")
        try:
            names = files.names(source)
        except FileError as error:
            self.complain(f"cannot access {quoteaf(source)}: {error.text}")
            names = []
        for name in names:
            if files.resolve(under(source, name), follow=False)[0] != place:
                self.copy(under(source, name), under(target, name), top=False)
        made, copy = files.find(target)
        if fresh and "mode" not in self.keeps and not self.drops_mode and owns(files, copy):
            mode = node.mode & ~files.umask & 0o1777 | copy.mode & 0o6000
            files.tree.put(made, copy._replace(mode=mode)) if mode != copy.mode else None
        self._keep(target, node)

    def _make(self, target: str, node: Node) -> bool:
        try:
            make_directory(self.files, target, 0o777 if self.drops_mode else node.mode & 0o777 | 0o700)
        except FileError as error:
            self.complain(f"cannot create directory {quoteaf(target)}: {error.text}")
            return False
        return True

    def _keep_owner(self, target: str, node: Node) -> None:
        if "ownership" in self.keeps and self.files.who.root:
            self.files.chown(target, node.owner, node.group, follow=False)
        if "timestamps" in self.keeps:
            put_time(self.files, target, node.mtime, follow=False)

    def _keep(self, target: str, node: Node) -> None:
        """Give a copy what of its original is to be kept."""
        files = self.files
        if "ownership" in self.keeps:
            own = files.who.root or node.owner == files.who.user
            group = node.group if own and (files.who.root or node.group in files.who.groups) else ""
            with suppress(FileError):  # cp -p says nothing of owners that it may not give
                files.chown(target, node.owner if files.who.root else "", group)
        if "mode" in self.keeps:
            mode = node.mode
            if not files.who.root and node.owner != files.who.user:
                mode &= 0o1777
            try:
                files.chmod(target, mode)
            except FileError as error:
                self.complain(f"preserving permissions for {quoteaf(target)}: {error.text}")
        if "timestamps" in self.keeps:
            try:
                put_time(files, target, node.mtime)
            except FileError as error:
                self.complain(f"preserving times for {quoteaf(target)}: {error.text}")


_KEPT = frozenset(("mode", "ownership", "timestamps", "links", "context", "xattr", "all"))


@program(_CP)
def cp(process: Process, given: Given) -> int:
    """Copy files and directories."""
    copier = Copier(process, given)
    pairs = copier.pairs(given.operands)
    if "strip-trailing-slashes" in given and [*pairs[0]] != given.operands:  # cp does so only into a directory
        pairs = [(source.rstrip("/") or "/", target) for source, target in pairs]
    for source, target in pairs:
        if "parents" in given:
            parts = source.lstrip("/").rstrip("/").split("/")[:-1]
            directory = target[: len(target) - len(source.lstrip("/").rstrip("/"))]
            for i in range(1, len(parts) + 1):
                made = directory + "/".join(parts[:i])
                if not process.files.is_dir(made):
                    make_directory(process.files, made)
                    if "v" in given:
                        process.out(f"{'/'.join(parts[:i])} -> {made}\n")
        copier.copy(source, target)
    return copier.code


PROGRAMS: dict[str, Program] = {"cp": cp}
