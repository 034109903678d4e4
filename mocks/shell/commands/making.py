"""Programs that make and take away: mkdir, rmdir, rm, ln, touch, truncate, mktemp, sync, link, unlink."""

import re
from collections.abc import Callable
from string import ascii_letters, digits

from ..errors import FileError
from ..process import Process, Program
from ..tree import Files, split
from .dates import BadDate, read_date
from .inputs import size_of
from .modes import changed, read_mode
from .moving import Placer
from .options import Given, Refused, Spec, program
from .places import make_directory, put_time, under, zone
from .quoting import quote, quoteaf


@program(Spec("m:pvZ", "mode=m parents=p verbose=v"))
def mkdir(process: Process, given: Given) -> int:
    """Make directories."""
    if not given.operands:
        raise Refused("missing operand", hint=True)
    files = process.files
    steps = read_mode(given.get("m")) if "m" in given else None
    if "m" in given and steps is None:
        raise Refused(f"invalid mode {quote(given.get('m'))}")
    code = 0
    for path in given.operands:
        process.tick()
        todo = [path]
        if "p" in given:
            parts = path.rstrip("/").split("/")
            todo = [one for i in range(1, len(parts) + 1) if (one := "/".join(parts[:i]))] or ["/"]
        for one in todo:
            if "p" in given and files.is_dir(one):
                continue
            try:
                if not one:
                    raise FileError("ENOENT")
                make_directory(files, one)
            except FileError as error:
                why = "Not a directory" if error.name == "EEXIST" and one != path else error.text
                code = process.complain(f"cannot create directory {quoteaf(one)}: {why}")
                break
            if "v" in given:
                process.out(f"{process.name}: created directory {quoteaf(one)}\n")
            if steps is not None and one == todo[-1]:
                where, node = files.find(one)
                mode = changed(0o777, steps, directory=True, umask=files.umask)
                files.tree.put(where, node._replace(mode=mode | node.mode & 0o2000))
    return code


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


@program(Spec("acd:fhmr:t:", "time: no-create=c date=d no-dereference=h reference=r"))
def touch(process: Process, given: Given) -> int:
    """Set the times of files to now or to a given time; make those that are not there."""
    files = process.files
    if not given.operands:
        raise Refused("missing file operand", hint=True)
    when = process.now
    fixed = False
    if "r" in given:
        node = files.stat(given.get("r"), follow="h" not in given)
        if node is None:
            raise Refused(f"failed to get attributes of {quoteaf(given.get('r'))}: No such file or directory")
        when, fixed = node.mtime, True
    if "d" in given:
        try:
            when, fixed = read_date(given.get("d"), when, zone(process)), True
        except BadDate:
            raise Refused(f"invalid date format {quote(given.get('d'))}") from None
    if "t" in given:
        found = re.fullmatch(r"(?:(\d\d)?(\d\d))?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?", given.get("t"))
        if found is None:
            raise Refused(f"invalid date format {quote(given.get('t'))}")
        century, year, month, day, hour, minute, second = found.groups()
        if year is None:
            whole = _year(process)
        else:
            whole = f"{century}{year}" if century else f"{'20' if int(year) < 69 else '19'}{year}"
        try:
            when = read_date(f"{whole}-{month}-{day} {hour}:{minute}:{second or '00'}", process.now, zone(process))
        except BadDate:
            raise Refused(f"invalid date format {quote(given.get('t'))}") from None
        fixed = True
    only_access = "a" in given and "m" not in given
    code = 0
    for path in given.operands:
        process.tick()
        if path == "-":
            continue
        node = None
        try:
            _, node = files.resolve(path, follow="h" not in given)
            if node is None:
                if "c" in given:
                    continue
                if "h" in given:
                    code = process.complain(f"setting times of {quoteaf(path)}: No such file or directory")
                    continue
                files.open_to_write(path)
                if not only_access:
                    put_time(files, path, when)
            elif only_access:
                continue
            elif fixed:
                put_time(files, path, when, follow="h" not in given)
            else:
                files.set_time(path, when, given=False)
        except FileError as error:
            if "c" in given and error.name in ("ENOENT", "ENOTDIR"):
                continue
            barred = error.name == "EPERM" and node is not None and not files.may(node, "w")
            verb = "setting times of" if error.name == "EPERM" and not barred else "cannot touch"
            code = process.complain(f"{verb} {quoteaf(path)}: {'Permission denied' if barred else error.text}")
    return code


def _year(process: Process) -> str:
    from ..clock import strftime

    return strftime("%Y", process.now, zone(process))


@program(Spec("cor:s:", "no-create=c io-blocks=o reference=r size=s"))
def truncate(process: Process, given: Given) -> int:
    """Make files so long: shorter, or longer with zeros."""
    files = process.files
    if "s" not in given and "r" not in given:
        raise Refused("you must specify either '--size' or '--reference'", hint=True)
    if not given.operands:
        raise Refused("missing file operand", hint=True)
    text = given.get("s", "+0")
    sign = text[0] if text[:1] in ("+", "-", "<", ">", "/", "%") else ""
    try:
        amount = size_of(text.removeprefix(sign) if sign else text, "number")
    except Refused as refused:
        raise Refused(refused.message.replace("invalid", "Invalid")) from None
    reference = 0
    if "r" in given:
        model = files.stat(given.get("r"))
        if model is None:
            raise Refused(f"cannot stat {quoteaf(given.get('r'))}: No such file or directory")
        reference = model.length
    code = 0
    for path in given.operands:
        try:
            if files.stat(path) is None and "c" in given:
                continue
            where = files.open_to_write(path, append=True)
        except FileError as error:
            code = process.complain(f"cannot open {quoteaf(path)} for writing: {error.text}")
            continue
        node = files.tree.node(where)
        if node is None or node.kind != "file":
            continue
        start = reference if "r" in given else node.length
        size = {"+": start + amount, "-": start - amount, "<": min(start, amount), ">": max(start, amount),
                "/": start // amount * amount if amount else 0, "%": -(-start // amount) * amount if amount
                else 0}.get(sign, amount)
        size = max(0, size)
        data = files.tree.data_of(where, node)
        try:
            if size > len(data):
                files.tree.fits(where, size)
                files.tree.grow(where, data, bytes(size - len(data)))
        except FileError as error:
            code = process.complain(f"failed to truncate {quoteaf(path)} at {size} bytes: {error.text}")
            continue
        del data[size:]
        changed_node = files.tree.node(where)
        if changed_node is not None:
            files.tree.put(where, changed_node._replace(mtime=process.now))
    return code


_NAME = digits + ascii_letters


@program(Spec("dp:qtuV", "directory=d dry-run=u quiet=q suffix: tmpdir::"))
def mktemp(process: Process, given: Given) -> int:
    """Make a file or directory under a new name, drawn from the world's own numbers."""
    files = process.files
    if len(given.operands) > 1:
        raise Refused("too many templates", hint=True)
    template = given.operands[0] if given.operands else "tmp.XXXXXXXXXX"
    suffix = given.get("suffix")
    stem = template
    if "suffix" not in given:
        end = template.rfind("X") + 1
        stem, suffix = (template[:end], template[end:]) if end else (template, "")
    elif not template.endswith("X"):
        raise Refused(f"with --suffix, template {quote(template)} must end in X")
    count = len(stem) - len(stem.rstrip("X"))
    if count < 3:
        raise Refused(f"too few X's in template {quote(template)}")
    if "/" in suffix:
        raise Refused(f"invalid suffix {quote(suffix)}, contains directory separator")
    folder = ""
    if not given.operands or "p" in given or "tmpdir" in given or "t" in given:
        folder = given.get("p") or given.get("tmpdir") or process.env.get("TMPDIR") or "/tmp"
        if template.startswith("/") and given.operands:
            raise Refused(f"invalid template, {quote(template)}; with --tmpdir, it may not be absolute")
    while True:
        drawn = "".join(_NAME[process.session.draw.below(len(_NAME))] for _ in range(count))
        path = stem[: len(stem) - count] + drawn + suffix
        path = under(folder, path) if folder else path
        if files.stat(path, follow=False) is None:
            break
    kind = "directory" if "d" in given else "file"
    try:
        if "u" not in given:
            if "d" in given:
                make_directory(files, path, 0o700)
            else:
                files.open_to_write(path, exclusive=True, mode=0o600)
    except FileError as error:
        if "q" in given:
            return 1
        shown = under(folder, template) if folder else template
        return process.complain(f"failed to create {kind} via template {quoteaf(shown)}: {error.text}")
    process.out(path + "\n")
    return 0


@program(Spec("df", "data=d file-system=f"))
def sync(process: Process, given: Given) -> int:
    """Write everything to the disk, where it already is."""
    code = 0
    for path in given.operands:
        try:
            process.files.find(path)
        except FileError as error:
            code = process.complain(f"error opening {quoteaf(path)}: {error.text}")
    return code


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


PROGRAMS: dict[str, Program] = {
    "ln": ln, "mkdir": mkdir, "mktemp": mktemp, "rm": rm, "rmdir": rmdir, "sync": sync, "touch": touch,
    "truncate": truncate,
    "unlink": unlink,
}
