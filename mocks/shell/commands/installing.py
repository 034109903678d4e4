"""Programs that copy and set mode and owner: install."""

from ..errors import FileError
from ..process import Process, Program
from .copying import Copier
from .modes import changed, read_mode
from .options import Given, Refused, Spec, program
from .places import group_of, make_directory, put_time, user_of
from .placing import Placer
from .quoting import quote, quoteaf

_INSTALL = Spec("bcCdDg:m:o:psS:t:TvZ",
                "backup:: compare=C directory=d group=g mode=m owner=o preserve-timestamps=p strip=s "
                "suffix=S target-directory=t no-target-directory=T verbose=v")


@program(_INSTALL)
def install(process: Process, given: Given) -> int:
    """Copy files and give them a mode and an owner, or make directories with them."""
    files = process.files
    steps = read_mode(given.get("m", "0755"))
    if steps is None:
        raise Refused(f"invalid mode {quote(given.get('m'))}")
    owner, group = user_of(process, given.get("o")) if "o" in given else "", (
        group_of(process, given.get("g")) if "g" in given else "")
    if owner is None:
        raise Refused(f"invalid user {quote(given.get('o'))}")
    if group is None:
        raise Refused(f"invalid group {quote(given.get('g'))}")

    def finish(path: str, directory: bool) -> None:
        files.chmod(path, changed(0, steps, directory=directory, umask=0))
        if owner or group:
            try:
                files.chown(path, owner, group)
            except FileError as error:
                placer.complain(f"cannot change ownership of {quoteaf(path)}: {error.text}")

    placer = Copier(process, given) if "d" not in given else Placer(process, given)
    if "d" in given:
        if not given.operands:
            raise Refused("missing file operand", hint=True)
        for path in given.operands:
            try:
                parents(process, path, "v" in given)
                finish(path, True)
            except FileError as error:
                placer.complain(f"cannot create directory {quoteaf(path)}: {error.text}")
        return placer.code
    assert isinstance(placer, Copier)
    if "D" in given and len(given.operands) > 1 and "t" not in given:
        parents(process, given.operands[-1].rpartition("/")[0], "v" in given)
    elif "D" in given and "t" in given:
        parents(process, given.get("t"), "v" in given)
    for source, target in placer.pairs(given.operands):
        node = files.stat(source)
        if node is not None and node.kind == "dir":
            placer.complain(f"omitting directory {quoteaf(source)}")
            continue
        if files.is_file(target) and "b" not in given:
            files.unlink(target)
        before = placer.code
        placer.code = 0
        placer.copy(source, target)
        if placer.code == 0 and files.is_file(target):
            finish(target, False)
            if "p" in given and node is not None:
                put_time(files, target, node.mtime)
        placer.code = max(before, placer.code)
    return placer.code


def parents(process: Process, path: str, verbose: bool = False) -> None:
    """Make a directory and those that lead to it."""
    at = "/" if path.startswith("/") else ""
    for part in path.split("/"):
        if not part:
            continue
        at += part
        if not process.files.is_dir(at):
            make_directory(process.files, at, 0o755 | process.files.umask)
            if verbose:
                process.out(f"{process.name}: creating directory {quoteaf(at)}\n")
        at += "/"


PROGRAMS: dict[str, Program] = {"install": install}
